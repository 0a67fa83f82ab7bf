// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// From the best spanning tree to a plan: what the dynamic programming chose, laid out from the sources.
#include "topology/tree_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>

namespace saggar::topology {
namespace {}

TopologyPlan TreeSearch::plan() {
    restart_from_best();
    find_active();
    TopologyPlan plan;
    for (auto const node : order_) {
        emit_node(plan, node);
    }
    evaluate_all();
    std::sort(plan.connected.begin(), plan.connected.end());
    return plan;
}

void TreeSearch::emit_node(TopologyPlan& plan, std::int32_t node) {
    auto const n = static_cast<Index>(node);
    emit_hooks(plan, core_.junction_hooks[n], nodes_[n].price);
    for (auto i = core_.entering_begin[n]; i < core_.entering_begin[n + 1]; ++i) {
        auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
        auto const chain = static_cast<Index>(out / 2);
        auto const head = core_.head(out);
        auto& state = chains_[chain];
        if (parent_[static_cast<Index>(head)] == out) {
            bool const through = active_[static_cast<Index>(head)] != 0;
            emit_run(plan, out, through ? state.second_edges : state.first_edges, nodes_[n].price);
            continue;
        }
        if (parent_[n] == (out ^ 1)) {
            continue;
        }
        if (active_[static_cast<Index>(head)] == 0) {
            open_chain(out);
            emit_run(plan, out, state.first_edges, nodes_[n].price);
        } else {
            cut_chain(static_cast<std::int32_t>(chain));
            emit_run(plan, out, out % 2 == 0 ? state.first_edges : state.second_edges, nodes_[n].price);
        }
    }
}

// Lays `edges` edges of the arc's chain from its tail.
void TreeSearch::emit_run(TopologyPlan& plan, std::int32_t arc, std::int32_t edges, double price) {
    auto const& chain = core_.chains[static_cast<Index>(arc / 2)];
    bool const forward = arc % 2 == 0;
    auto node = core_.junction_node[static_cast<Index>(core_.tail(arc))];
    for (std::int32_t i = 0; i < edges; ++i) {
        auto const e = static_cast<Index>(forward ? chain.first + i : chain.first + chain.count - 1 - i);
        auto const next = i + 1 == chain.count ? core_.junction_node[static_cast<Index>(core_.head(arc))]
                          : forward            ? core_.edge_from[e + 1]
                                               : core_.edge_from[e];
        plan.pipes.push_back({.edge = core_.edge[e], .from = node, .to = next});
        node = next;
        price += core_.line[e].per_w;
        if (i + 1 < chain.count) {
            emit_hooks(plan, core_.site[forward ? e : e - 1], price);
        }
    }
}

void TreeSearch::emit_hooks(TopologyPlan& plan, HookRange range, double price) {
    for (auto h = static_cast<Index>(range.begin); h < static_cast<Index>(range.end); ++h) {
        auto const& hook = core_.hooks[h];
        if (profit_[h] - price * hook.peak_w <= 0.0) {
            continue;
        }
        plan.connected.push_back(hook.load);
        plan.pipes.insert(plan.pipes.end(), hook.way.rbegin(), hook.way.rend());
    }
}

} // namespace saggar::topology
