// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/decided.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::topology {
namespace {

class Decided {
public:
    Decided(TopologyProblem const& problem, TopologyObjective objective, Core const& core,
            Relaxation::Node const& node)
        : problem_{problem},
          objective_{objective},
          core_{core},
          node_{node},
          chains_at_(core.junction_node.size()),
          seen_(core.junction_node.size(), 0) {
        for (Index c = 0; c < core.chains.size(); ++c) {
            if (node.forced_chains[c] != 0) {
                chains_at_[static_cast<Index>(core.chains[c].a)].push_back(c);
                chains_at_[static_cast<Index>(core.chains[c].b)].push_back(c);
            }
        }
    }

    std::optional<TopologyPlan> plan() {
        TopologyPlan whole;
        whole.value = 0.0;
        for (Index start = 0; start < seen_.size(); ++start) {
            if (seen_[start] == 0) {
                auto part = piece(start);
                if (!part) {
                    return std::nullopt;
                }
                whole.value += part->value;
                whole.connected.insert(whole.connected.end(), part->connected.begin(), part->connected.end());
                whole.pipes.insert(whole.pipes.end(), part->pipes.begin(), part->pipes.end());
            }
        }
        std::sort(whole.connected.begin(), whole.connected.end());
        return whole;
    }

private:
    // What hangs together with a junction, from the best of its sources.
    std::optional<TopologyPlan> piece(Index start) {
        std::vector<Index> members{start};
        Index chains = 0;
        seen_[start] = 1;
        for (Index next = 0; next < members.size(); ++next) {
            chains += chains_at_[members[next]].size();
            for (auto const c : chains_at_[members[next]]) {
                auto const other = across(c, members[next]);
                if (seen_[other] == 0) {
                    seen_[other] = 1;
                    members.push_back(other);
                }
            }
        }
        if (chains != 2 * (members.size() - 1)) {
            return std::nullopt; // a circle
        }
        TopologyPlan loads;
        for (auto const junction : members) {
            connect(junction, loads);
        }
        if (loads.connected.empty() && members.size() == 1) {
            loads.value = 0.0;
            return loads;
        }
        std::optional<TopologyPlan> best;
        for (auto const& root : core_.roots) {
            auto const top = static_cast<Index>(root.junction);
            if (std::find(members.begin(), members.end(), top) == members.end()) {
                continue;
            }
            auto plan = loads;
            hang(top, plan);
            plan.value = evaluate_topology(problem_, plan, objective_).value;
            if (std::isfinite(plan.value) && (!best || plan.value > best->value)) {
                best = std::move(plan);
            }
        }
        return best;
    }

    [[nodiscard]] Index across(Index chain, Index junction) const {
        auto const& one = core_.chains[chain];
        return static_cast<Index>(static_cast<Index>(one.a) == junction ? one.b : one.a);
    }

    void connect(Index junction, TopologyPlan& plan) const {
        auto const range = core_.junction_hooks[junction];
        for (auto h = range.begin; h < range.end; ++h) {
            if (node_.hooks[static_cast<Index>(h)] == HookState::always) {
                auto const& hook = core_.hooks[static_cast<Index>(h)];
                plan.connected.push_back(hook.load);
                plan.pipes.insert(plan.pipes.end(), hook.way.begin(), hook.way.end());
            }
        }
    }

    void hang(Index top, TopologyPlan& plan) const {
        std::vector<std::pair<Index, Index>> stack{{top, core_.chains.size()}}; // junction, chain into it
        while (!stack.empty()) {
            auto const [junction, into] = stack.back();
            stack.pop_back();
            for (auto const c : chains_at_[junction]) {
                if (c != into) {
                    auto const other = across(c, junction);
                    plan.pipes.push_back({.edge = core_.edge[static_cast<Index>(core_.chains[c].first)],
                                          .from = core_.junction_node[junction],
                                          .to = core_.junction_node[other]});
                    stack.emplace_back(other, c);
                }
            }
        }
    }

    TopologyProblem const& problem_;
    TopologyObjective objective_;
    Core const& core_;
    Relaxation::Node const& node_;
    std::vector<std::vector<Index>> chains_at_;
    std::vector<char> seen_;
};

} // namespace

std::optional<TopologyPlan> decided_plan(TopologyProblem const& problem, TopologyObjective objective,
                                         Core const& core, Relaxation::Node const& node) {
    return Decided{problem, objective, core, node}.plan();
}

} // namespace saggar::topology
