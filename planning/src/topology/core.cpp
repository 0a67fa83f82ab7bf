// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/core.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::topology {
namespace {

class Contraction {
public:
    Contraction(TopologyProblem const& problem, Pricing const& pricing, std::vector<Line> const& lines,
                double source_share, Chains chains)
        : problem_{problem},
          pricing_{pricing},
          lines_{lines},
          source_share_{source_share},
          single_{chains == Chains::single},
          incident_(static_cast<Index>(problem.node_count)),
          degree_(incident_.size(), 0),
          loads_(incident_.size()),
          source_(incident_.size(), 0),
          gone_(problem.edges.size(), 0),
          reached_(incident_.size(), 0) {}

    Core run() {
        read();
        reach();
        strip();
        name_junctions();
        walk_chains();
        hang_hooks();
        index_arcs();
        return std::move(core_);
    }

private:
    void read() {
        for (Index e = 0; e < problem_.edges.size(); ++e) {
            auto const& edge = problem_.edges[e];
            if (edge.a == edge.b) {
                gone_[e] = 1;
                continue;
            }
            for (auto const node : {edge.a, edge.b}) {
                incident_[static_cast<Index>(node)].push_back(static_cast<std::int32_t>(e));
                ++degree_[static_cast<Index>(node)];
            }
        }
        for (auto const& source : problem_.sources) {
            source_[static_cast<Index>(source.node)] = 1;
        }
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            auto const& load = problem_.loads[k];
            loads_[static_cast<Index>(load.node)].push_back({.load = static_cast<std::int32_t>(k),
                                                             .profit = load.value - load.service_cost,
                                                             .peak_w = load.peak_w,
                                                             .must = load.must_connect,
                                                             .way = {}});
        }
    }

    void reach() {
        std::vector<std::int32_t> stack;
        for (auto const& source : problem_.sources) {
            stack.push_back(source.node);
            reached_[static_cast<Index>(source.node)] = 1;
        }
        while (!stack.empty()) {
            auto const node = stack.back();
            stack.pop_back();
            for (auto const edge : incident_[static_cast<Index>(node)]) {
                if (auto const next = other(edge, node); reached_[static_cast<Index>(next)] == 0) {
                    reached_[static_cast<Index>(next)] = 1;
                    stack.push_back(next);
                }
            }
        }
    }

    // Stays out: a load that does not even pay the way to the next node, where without it no pipe and no
    // source has more to carry and so none costs more; a load that its own way cannot carry. (Loads that
    // lighten pipes may be worth a loss of their own.) Any plan without the one is worth as much or more, so
    // that one after another can be left out.
    [[nodiscard]] bool hopeless(Hook const& hook) const {
        return !hook.must && hook.profit <= 0.0 &&
               (!pricing_.can_lighten(hook.load) || !std::isfinite(hook.profit));
    }

    void drop_hopeless(Index node) {
        std::erase_if(loads_[node], [this](Hook const& hook) { return hopeless(hook); });
    }

    void strip() {
        std::vector<std::int32_t> ends;
        for (Index n = 0; n < incident_.size(); ++n) {
            drop_hopeless(n);
            if (degree_[n] == 1) {
                ends.push_back(static_cast<std::int32_t>(n));
            }
        }
        while (!ends.empty()) {
            auto const node = static_cast<Index>(ends.back());
            ends.pop_back();
            if (degree_[node] != 1 || source_[node] != 0 || loads_[node].size() > 1) {
                continue;
            }
            auto const edge = *std::find_if(incident_[node].begin(), incident_[node].end(),
                                            [&](auto e) { return gone_[static_cast<Index>(e)] == 0; });
            auto const next = static_cast<Index>(other(edge, static_cast<std::int32_t>(node)));
            if (!loads_[node].empty()) {
                auto hook = std::move(loads_[node].front());
                loads_[node].clear();
                auto const& load = problem_.loads[static_cast<Index>(hook.load)];
                hook.profit -= pricing_.cost(edge, pricing_.behind(load));
                hook.way.push_back({.edge = edge,
                                    .from = static_cast<std::int32_t>(next),
                                    .to = static_cast<std::int32_t>(node)});
                if (!hopeless(hook)) {
                    loads_[next].push_back(std::move(hook));
                }
            }
            gone_[static_cast<Index>(edge)] = 1;
            --degree_[node];
            if (--degree_[next] == 1) {
                ends.push_back(static_cast<std::int32_t>(next));
            }
        }
    }

    void name_junctions() {
        junction_of_.assign(incident_.size(), -1);
        for (Index n = 0; n < incident_.size(); ++n) {
            if (reached_[n] != 0 && ((degree_[n] != 0 && (single_ || degree_[n] != 2)) || source_[n] != 0)) {
                junction_of_[n] = core_.junction_count();
                core_.junction_node.push_back(static_cast<std::int32_t>(n));
            }
        }
        for (Index s = 0; s < problem_.sources.size(); ++s) {
            auto const& source = problem_.sources[s];
            core_.roots.push_back({.source = static_cast<std::int32_t>(s),
                                   .junction = junction_of_[static_cast<Index>(source.node)],
                                   .fixed = source.fixed_cost,
                                   .per_w = source.cost_per_w * source_share_,
                                   .capacity_w = source.capacity_w});
        }
    }

    void walk_chains() {
        auto const junctions = core_.junction_node;
        for (auto const start : junctions) {
            for (auto const edge : incident_[static_cast<Index>(start)]) {
                if (gone_[static_cast<Index>(edge)] == 0) {
                    walk(start, edge);
                }
            }
        }
    }

    void walk(std::int32_t start, std::int32_t edge) {
        Chain chain{.a = junction_of_[static_cast<Index>(start)],
                    .b = 0,
                    .first = static_cast<std::int32_t>(core_.edge.size()),
                    .count = 0};
        auto node = start;
        for (;;) {
            core_.edge.push_back(edge);
            core_.edge_from.push_back(node);
            core_.line.push_back(lines_[static_cast<Index>(edge)]);
            gone_[static_cast<Index>(edge)] = 1;
            ++chain.count;
            node = other(edge, node);
            if (junction_of_[static_cast<Index>(node)] >= 0) {
                break;
            }
            edge = *std::find_if(incident_[static_cast<Index>(node)].begin(),
                                 incident_[static_cast<Index>(node)].end(),
                                 [&](auto e) { return gone_[static_cast<Index>(e)] == 0; });
        }
        chain.b = junction_of_[static_cast<Index>(node)];
        core_.chains.push_back(chain);
    }

    HookRange hang(std::int32_t node) {
        HookRange range{.begin = static_cast<std::int32_t>(core_.hooks.size()), .end = 0};
        for (auto& hook : loads_[static_cast<Index>(node)]) {
            core_.hooks.push_back(std::move(hook));
        }
        range.end = static_cast<std::int32_t>(core_.hooks.size());
        return range;
    }

    void hang_hooks() {
        for (auto const node : core_.junction_node) {
            core_.junction_hooks.push_back(hang(node));
        }
        core_.site.resize(core_.edge.size());
        for (auto const& chain : core_.chains) {
            for (auto e = chain.first; e + 1 < chain.first + chain.count; ++e) {
                core_.site[static_cast<Index>(e)] = hang(core_.edge_from[static_cast<Index>(e) + 1]);
            }
        }
    }

    void index_arcs() {
        auto const junctions = static_cast<Index>(core_.junction_count());
        core_.entering_begin.assign(junctions + 1, 0);
        for (std::int32_t arc = 0; arc < core_.arc_count(); ++arc) {
            ++core_.entering_begin[static_cast<Index>(core_.head(arc)) + 1];
        }
        for (Index j = 0; j < junctions; ++j) {
            core_.entering_begin[j + 1] += core_.entering_begin[j];
        }
        core_.entering.resize(static_cast<Index>(core_.arc_count()));
        auto place = core_.entering_begin;
        for (std::int32_t arc = 0; arc < core_.arc_count(); ++arc) {
            core_.entering[static_cast<Index>(place[static_cast<Index>(core_.head(arc))]++)] = arc;
        }
    }

    [[nodiscard]] std::int32_t other(std::int32_t edge, std::int32_t node) const {
        auto const& record = problem_.edges[static_cast<Index>(edge)];
        return record.a == node ? record.b : record.a;
    }

    TopologyProblem const& problem_;
    Pricing const& pricing_;
    std::vector<Line> const& lines_;
    double source_share_;
    bool single_;
    std::vector<std::vector<std::int32_t>> incident_;
    std::vector<std::int32_t> degree_;
    std::vector<std::vector<Hook>> loads_;
    std::vector<char> source_;
    std::vector<char> gone_;
    std::vector<char> reached_;
    std::vector<std::int32_t> junction_of_;
    Core core_;
};

} // namespace

Core contract(TopologyProblem const& problem, Pricing const& pricing, std::vector<Line> const& lines,
              double source_share, Chains chains) {
    return Contraction{problem, pricing, lines, source_share, chains}.run();
}

} // namespace saggar::topology
