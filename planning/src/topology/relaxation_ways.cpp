// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Cheapest ways under the multipliers.
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <queue>

namespace saggar::topology {
// Cheapest price of a watt at every junction: what a way costs at least from there.
void Relaxation::find_lower_prices() {
    std::fill(lower_price_.begin(), lower_price_.end(), infinite);
    using Entry = std::pair<double, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (auto const& root : core_.roots) {
        queue.emplace(root.per_w, root.junction);
    }
    while (!queue.empty()) {
        auto const [price, node] = queue.top();
        queue.pop();
        if (lower_price_[static_cast<Index>(node)] <= price) {
            continue;
        }
        lower_price_[static_cast<Index>(node)] = price;
        for (auto i = core_.entering_begin[static_cast<Index>(node)];
             i < core_.entering_begin[static_cast<Index>(node) + 1]; ++i) {
            auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
            if (arc_gone_[static_cast<Index>(out)] == 0) {
                queue.emplace(price + chain_per_w_[static_cast<Index>(out / 2)], core_.head(out));
            }
        }
    }
    for (auto& price : lower_price_) { // an estimate must not lie above the true rest of any way
        price *= 1.0 - 1e-12;
    }
}

// Nodes with two arcs in and no source are walked through: `onward_` of an arc out of one is the other arc
// into it.
void Relaxation::find_passages() {
    onward_.assign(static_cast<Index>(core_.arc_count()), -1);
    std::vector<char> source(core_.junction_node.size(), 0);
    for (auto const& root : core_.roots) {
        source[static_cast<Index>(root.junction)] = 1;
    }
    for (std::int32_t arc = 0; arc < core_.arc_count(); ++arc) {
        auto const tail = static_cast<Index>(core_.tail(arc));
        auto const begin = static_cast<Index>(core_.entering_begin[tail]);
        if (source[tail] == 0 && core_.entering_begin[tail + 1] - core_.entering_begin[tail] == 2) {
            onward_[static_cast<Index>(arc)] =
                core_.entering[begin] == (arc ^ 1) ? core_.entering[begin + 1] : core_.entering[begin];
        }
    }
}

// From the hook backwards to a source, nearest first by what the rest costs at least.
Relaxation::Way Relaxation::cheapest_way(std::int32_t hook, double cutoff) {
    auto const h = static_cast<Index>(hook);
    double const peak = core_.hooks[h].peak_w;
    auto const& w = spread_w_;
    auto const arcs = static_cast<Index>(core_.arc_count());
    auto const roots = core_.roots.size();
    ++mark_;
    heap_.clear();
    auto const reach = [&](std::int32_t node, double length, std::int32_t out) {
        auto const n = static_cast<Index>(node);
        if (label_mark_[n] == mark_ && label_[n] <= length) {
            return;
        }
        label_mark_[n] = mark_;
        label_[n] = length;
        out_arc_[n] = out;
        heap_.emplace_back(length + peak * lower_price_[n], node);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    };
    auto const walk = [&](std::int32_t arc, double length) {
        for (;;) {
            auto const onward = onward_[static_cast<Index>(arc)];
            auto const tail = static_cast<Index>(core_.tail(arc));
            if (onward < 0 || arc_gone_[static_cast<Index>(onward)] != 0 || onward / 2 == arc / 2) {
                break;
            }
            if (label_mark_[tail] == mark_ && label_[tail] <= length) {
                return;
            }
            label_mark_[tail] = mark_;
            label_[tail] = length;
            arc = onward;
            length += peak * chain_per_w_[static_cast<Index>(arc / 2)] + w[static_cast<Index>(arc)];
            ++counted_;
        }
        reach(core_.tail(arc), length, arc);
    };
    auto const home = home_[h];
    if (home < 0) {
        reach(place_[h], 0.0, -1);
    } else {
        auto const& chain = core_.chains[static_cast<Index>(home)];
        reach(chain.a, peak * from_a_per_w_[h] + w[arcs + roots], static_cast<std::int32_t>(arcs + roots));
        reach(chain.b, peak * from_b_per_w_[h] + w[arcs + roots + 1],
              static_cast<std::int32_t>(arcs + roots + 1));
    }
    double best = infinite;
    std::int32_t best_root = -1;
    while (!heap_.empty()) {
        auto const [key, node] = heap_.front();
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        heap_.pop_back();
        auto const n = static_cast<Index>(node);
        double const length = label_[n];
        if (key > length + peak * lower_price_[n]) {
            continue; // reached more cheaply since
        }
        if (key >= best) {
            break;
        }
        if (key > cutoff) {
            return {.length = key, .found = false};
        }
        counted_ += 8;
        for (Index r = 0; r < roots; ++r) {
            if (core_.roots[r].junction != node) {
                continue;
            }
            if (double const all = length + peak * core_.roots[r].per_w + w[arcs + r]; all < best) {
                best = all;
                best_root = static_cast<std::int32_t>(r);
            }
        }
        for (auto i = core_.entering_begin[n]; i < core_.entering_begin[n + 1]; ++i) {
            auto const arc = core_.entering[static_cast<Index>(i)];
            if (arc / 2 == home || arc_gone_[static_cast<Index>(arc)] != 0) {
                continue;
            }
            walk(arc, length + peak * chain_per_w_[static_cast<Index>(arc / 2)] + w[static_cast<Index>(arc)]);
        }
    }
    if (best_root < 0) {
        return {.length = infinite, .found = false};
    }
    auto& way = way_[h];
    way.push_back(static_cast<std::int32_t>(arcs) + best_root);
    for (auto node = core_.roots[static_cast<Index>(best_root)].junction;;) {
        auto const out = out_arc_[static_cast<Index>(node)];
        if (out < 0) {
            break;
        }
        way.push_back(out);
        if (out >= static_cast<std::int32_t>(arcs)) {
            break;
        }
        node = core_.head(out);
        for (auto arc = out; home < 0 && node != place_[h] && onward_[static_cast<Index>(arc ^ 1)] >= 0;) {
            arc = onward_[static_cast<Index>(arc ^ 1)] ^ 1;
            way.push_back(arc);
            node = core_.head(arc);
        }
    }
    return {.length = best, .found = true};
}

} // namespace saggar::topology
