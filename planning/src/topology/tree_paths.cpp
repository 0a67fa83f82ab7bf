// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A start for the tree search by cheapest paths (Takahashi and Matsuyama 1980): from what is connected so far
// the nearest junction that has to be reached, again and again; lengths are disturbed, and guided by the
// bound's multipliers (arcs that cost the bound nothing are short).
#include "topology/tree_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <queue>

namespace saggar::topology {
// Junctions that loads worth reaching hang on; for a load within a chain, either end of it.
std::vector<char> TreeSearch::wanted_junctions(std::vector<char> const& wanted_hooks) {
    std::vector<char> wanted(nodes_.size(), 0);
    for (Index j = 0; j < nodes_.size(); ++j) {
        for (auto h = core_.junction_hooks[j].begin; h < core_.junction_hooks[j].end; ++h) {
            wanted[j] = wanted[j] != 0 || wanted_hooks[static_cast<Index>(h)] != 0 ? 1 : 0;
        }
    }
    for (auto const& chain : core_.chains) {
        bool any = false;
        for (auto e = chain.first; e + 1 < chain.first + chain.count; ++e) {
            auto const range = core_.site[static_cast<Index>(e)];
            any = any || std::any_of(wanted_hooks.begin() + range.begin, wanted_hooks.begin() + range.end,
                                     [](char one) { return one != 0; });
        }
        if (any) {
            wanted[static_cast<Index>(random_.unit() < 0.5 ? chain.a : chain.b)] = 1;
        }
    }
    return wanted;
}

void TreeSearch::restart_from_paths(std::vector<double> const& arc_loss,
                                    std::vector<char> const& wanted_hooks, double disturbance) {
    auto wanted = wanted_junctions(wanted_hooks);
    double total_w = 0.0;
    for (auto const& hook : core_.hooks) {
        total_w += hook.peak_w;
    }
    double const flow_w = 0.1 * total_w;
    std::vector<double> length;
    for (Index a = 0; a < arc_loss.size(); ++a) {
        auto const& chain = core_.chains[a / 2];
        double fixed = 0.0;
        for (auto e = chain.first; e < chain.first + chain.count; ++e) {
            fixed += core_.line[static_cast<Index>(e)].fixed;
        }
        length.push_back((fixed + 2.0 * arc_loss[a] + chain_per_w_[a / 2] * flow_w) *
                         (1.0 + disturbance * random_.unit()));
    }
    using Entry = std::pair<double, std::int32_t>; // distance, arc or root
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    parent_.assign(nodes_.size(), -1); // of what is connected
    std::vector<double> distance(nodes_.size(), infinite);
    std::vector<std::int32_t> by(nodes_.size(), -1);
    auto const offer = [&](double reach, std::int32_t arc) {
        auto const node = static_cast<Index>(
            arc >= core_.arc_count() ? core_.roots[static_cast<Index>(arc - core_.arc_count())].junction
                                     : core_.head(arc));
        if (parent_[node] < 0 && reach < distance[node]) {
            distance[node] = reach;
            by[node] = arc;
            queue.emplace(reach, arc);
        }
    };
    for (Index r = 0; r < core_.roots.size(); ++r) {
        offer(core_.roots[r].fixed, core_.arc_count() + static_cast<std::int32_t>(r));
    }
    auto const leave = [&](std::int32_t node, double from) {
        for (auto i = core_.entering_begin[static_cast<Index>(node)];
             i < core_.entering_begin[static_cast<Index>(node) + 1]; ++i) {
            auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
            offer(from + length[static_cast<Index>(out)], out);
        }
    };
    std::vector<std::int32_t> way;
    while (!queue.empty()) {
        auto const [reach, arc] = queue.top();
        queue.pop();
        auto node = arc >= core_.arc_count()
                        ? core_.roots[static_cast<Index>(arc - core_.arc_count())].junction
                        : core_.head(arc);
        if (by[static_cast<Index>(node)] != arc || reach > distance[static_cast<Index>(node)] ||
            parent_[static_cast<Index>(node)] >= 0) {
            continue;
        }
        if (wanted[static_cast<Index>(node)] == 0) {
            leave(node, reach);
            continue;
        }
        way.clear();
        while (node >= 0 && parent_[static_cast<Index>(node)] < 0) { // the way to it joins the tree
            auto const in = by[static_cast<Index>(node)];
            parent_[static_cast<Index>(node)] = in;
            distance[static_cast<Index>(node)] = 0.0;
            way.push_back(node);
            node = in >= core_.arc_count() ? -1 : core_.tail(in);
        }
        for (auto const joined : way) { // only now: what leaves one of them must not reach another
            leave(joined, 0.0);
        }
    }
    hang_rest(by);
    active_.assign(nodes_.size(), 1);
    evaluate_all();
    find_active();
    evaluate_all();
}

// What was not wanted hangs where the search passed.
void TreeSearch::hang_rest(std::vector<std::int32_t> const& by) {
    for (Index n = 0; n < nodes_.size(); ++n) {
        auto node = static_cast<std::int32_t>(n);
        while (node >= 0 && parent_[static_cast<Index>(node)] < 0) {
            auto const in = by[static_cast<Index>(node)];
            parent_[static_cast<Index>(node)] = in;
            node = in >= core_.arc_count() ? -1 : core_.tail(in);
        }
    }
}

} // namespace saggar::topology
