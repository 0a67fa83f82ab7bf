// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/finish.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::topology {
namespace {}

bool has_all_that_must(TopologyProblem const& problem, TopologyPlan const& plan) {
    auto const must = std::count_if(problem.loads.begin(), problem.loads.end(),
                                    [](auto const& load) { return load.must_connect; });
    auto const has = std::count_if(plan.connected.begin(), plan.connected.end(),
                                   [&](auto k) { return problem.loads[static_cast<Index>(k)].must_connect; });
    return must == has;
}

void drop_idle(TopologyProblem const& problem, TopologyPlan& plan) {
    std::vector<std::int32_t> into(static_cast<Index>(problem.node_count), -1);
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        into[static_cast<Index>(plan.pipes[p].to)] = static_cast<std::int32_t>(p);
    }
    std::vector<char> carries(plan.pipes.size(), 0);
    for (auto const k : plan.connected) {
        auto node = problem.loads[static_cast<Index>(k)].node;
        for (auto p = into[static_cast<Index>(node)]; p >= 0 && carries[static_cast<Index>(p)] == 0;
             p = into[static_cast<Index>(node)]) {
            carries[static_cast<Index>(p)] = 1;
            node = plan.pipes[static_cast<Index>(p)].from;
        }
    }
    std::vector<TopologyPipe> left;
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        if (carries[p] != 0) {
            left.push_back(plan.pipes[p]);
        }
    }
    plan.pipes = std::move(left);
}

void fill(Pricing const& pricing, TopologyPlan& plan) {
    auto const& problem = pricing.problem();
    auto const nodes = static_cast<Index>(problem.node_count);
    std::vector<std::int32_t> into(nodes, -1);
    std::vector<std::vector<std::int32_t>> out(nodes);
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        into[static_cast<Index>(plan.pipes[p].to)] = static_cast<std::int32_t>(p);
        out[static_cast<Index>(plan.pipes[p].from)].push_back(static_cast<std::int32_t>(p));
    }
    std::vector<Behind> behind(nodes);
    for (auto const k : plan.connected) {
        auto const& load = problem.loads[static_cast<Index>(k)];
        behind[static_cast<Index>(load.node)].add(pricing.behind(load));
    }
    std::vector<std::int32_t> order;
    std::vector<std::int32_t> source_at(nodes, -1);
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const node = problem.sources[s].node;
        if (into[static_cast<Index>(node)] < 0 && source_at[static_cast<Index>(node)] < 0) {
            order.push_back(node);
            source_at[static_cast<Index>(node)] = static_cast<std::int32_t>(s);
        }
    }
    auto const tops = order.size();
    for (Index next = 0; next < order.size(); ++next) {
        for (auto const p : out[static_cast<Index>(order[next])]) {
            order.push_back(plan.pipes[static_cast<Index>(p)].to);
            source_at[static_cast<Index>(plan.pipes[static_cast<Index>(p)].to)] =
                source_at[static_cast<Index>(order[next])];
        }
    }
    std::vector<TopologyPipe> pipes;
    for (Index i = order.size(); i-- > tops;) {
        auto pipe = plan.pipes[static_cast<Index>(into[static_cast<Index>(order[i])])];
        auto const& group = behind[static_cast<Index>(pipe.to)];
        if (group.sum_w <= 0.0) {
            continue;
        }
        behind[static_cast<Index>(pipe.from)].add(group);
        pipe.sum_of_peaks_w = group.sum_w;
        pipe.flow_w = pricing.flow_w(group);
        pipe.size = pricing.size(pipe.edge, pipe.flow_w);
        pipes.push_back(pipe);
    }
    std::reverse(pipes.begin(), pipes.end());
    plan.pipes = std::move(pipes);
    // Of several sources at one node, the cheapest that carries the tree.
    std::vector<std::int32_t> chosen(problem.sources.size());
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const node = problem.sources[s].node;
        double const flow_w = pricing.flow_w(behind[static_cast<Index>(node)]);
        double least = std::numeric_limits<double>::infinity();
        for (Index other = 0; other < problem.sources.size(); ++other) {
            auto const& source = problem.sources[other];
            double const cost = source.fixed_cost + source.cost_per_w * flow_w;
            if (source.node == node && flow_w <= source.capacity_w * (1.0 + 1e-9) && cost < least) {
                least = cost;
                chosen[s] = static_cast<std::int32_t>(other);
            }
        }
    }
    plan.source_of.assign(problem.loads.size(), -1);
    for (auto const k : plan.connected) {
        auto const at = source_at[static_cast<Index>(problem.loads[static_cast<Index>(k)].node)];
        plan.source_of[static_cast<Index>(k)] = at < 0 ? -1 : chosen[static_cast<Index>(at)];
    }
}

void finish(TopologyProblem const& problem, TopologySettings const& settings, Effort const& effort,
            TopologyPlan& plan) {
    plan.work = effort.work();
    if (!std::isfinite(plan.value)) {
        plan.status = TopologyStatus::no_plan;
        plan.connected.clear();
        plan.pipes.clear();
        plan.source_of.assign(problem.loads.size(), -1);
        return;
    }
    fill(Pricing{problem, settings.objective}, plan);
    double const scale = std::max(std::abs(plan.value), std::abs(plan.bound));
    plan.gap = plan.bound <= plan.value    ? 0.0
               : std::isfinite(plan.bound) ? (plan.bound - plan.value) / scale
                                           : plan.bound;
    plan.status = plan.gap <= settings.gap_wanted ? TopologyStatus::proven
                  : effort.stopped()              ? TopologyStatus::stopped
                                                  : TopologyStatus::work_limit;
}

} // namespace saggar::topology
