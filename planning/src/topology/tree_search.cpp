// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/tree_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace saggar::topology {
namespace {}

TreeSearch::TreeSearch(Core const& core, std::uint64_t seed)
    : core_{core},
      random_{seed},
      nodes_(core.junction_node.size()),
      chains_(core.chains.size()),
      root_of_(nodes_.size(), -1),
      node_mark_(nodes_.size(), 0),
      chain_mark_(core.chains.size(), 0) {
    double costs = 0.0;
    for (auto const& line : core.line) {
        costs += line.fixed;
    }
    double worth = 0.0;
    double total_w = 0.0;
    for (auto const& hook : core.hooks) {
        worth += std::abs(hook.profit);
        total_w += hook.peak_w;
    }
    for (auto const& chain : core.chains) {
        double per_w = 0.0;
        for (auto e = chain.first; e < chain.first + chain.count; ++e) {
            per_w += core.line[static_cast<Index>(e)].per_w;
        }
        chain_per_w_.push_back(per_w);
        costs += per_w * total_w;
    }
    for (Index r = core.roots.size(); r-- > 0;) {
        root_of_[static_cast<Index>(core.roots[r].junction)] = static_cast<std::int32_t>(r);
        costs += core.roots[r].fixed + core.roots[r].per_w * total_w;
    }
    double fixed = 0.0;
    for (auto const& line : core.line) {
        fixed += line.fixed;
    }
    typical_cost_ =
        core.chains.empty() ? 1.0 : (fixed + 1e-3 * worth) / static_cast<double>(core.chains.size());
    must_bonus_ =
        2.0 * (costs + worth) + 1.0; // more than all that can be lost, also where one load is all there is
    for (auto const& hook : core.hooks) {
        profit_.push_back(hook.profit + (hook.must ? must_bonus_ : 0.0));
        if (hook.peak_w > 0.0) {
            over_price_ = std::max(over_price_, profit_.back() / hook.peak_w);
        }
    }
    b_first_.assign(core.chains.size(), 0);
    best_b_first_ = b_first_;
    restart_from_ways(0.0);
    find_active();
    evaluate_all();
    best_active_ = active_;
    best_parent_ = parent_;
    best_gain_ = total();
}

TreeSearch::Part TreeSearch::hooks_at(HookRange range, double price) const {
    Part part;
    for (auto h = static_cast<Index>(range.begin); h < static_cast<Index>(range.end); ++h) {
        if (double const gain = profit_[h] - price * core_.hooks[h].peak_w; gain > 0.0) {
            part.gain += gain;
            part.flow_w += core_.hooks[h].peak_w;
        }
    }
    return part;
}

TreeSearch::Part TreeSearch::given(std::int32_t arc) const {
    auto const& state = chains_[static_cast<Index>(arc / 2)];
    auto const head = core_.head(arc);
    if (parent_[static_cast<Index>(head)] == arc) {
        auto const& below = nodes_[static_cast<Index>(head)].gain;
        Part const through{.gain = state.second.gain + below.gain,
                           .flow_w = state.second.flow_w + below.flow_w};
        return through.gain > state.first.gain ? through : state.first;
    }
    if (parent_[static_cast<Index>(core_.tail(arc))] == (arc ^ 1)) {
        return {};
    }
    return arc % 2 == 0 ? state.first : state.second;
}

void TreeSearch::refresh_gain(std::int32_t node) {
    auto& state = nodes_[static_cast<Index>(node)];
    Part sum = state.own;
    for (auto i = core_.entering_begin[static_cast<Index>(node)];
         i < core_.entering_begin[static_cast<Index>(node) + 1]; ++i) {
        auto const part = given(core_.entering[static_cast<Index>(i)] ^ 1);
        sum.gain += part.gain;
        sum.flow_w += part.flow_w;
    }
    steps_ += 12;
    state.gain = sum;
}

double TreeSearch::total() const {
    double sum = 0.0;
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const& root = core_.roots[r];
        if (parent_[static_cast<Index>(root.junction)] == core_.arc_count() + static_cast<std::int32_t>(r)) {
            auto const& below = nodes_[static_cast<Index>(root.junction)].gain;
            double const over_w = std::max(0.0, below.flow_w - root.capacity_w);
            sum += std::max(0.0, below.gain - root.fixed - over_w * over_price_);
        }
    }
    return sum;
}

void TreeSearch::refresh_node(std::int32_t node) {
    auto& state = nodes_[static_cast<Index>(node)];
    auto const arc = parent_[static_cast<Index>(node)];
    state.price = arc >= core_.arc_count() ? core_.roots[static_cast<Index>(arc - core_.arc_count())].per_w
                                           : nodes_[static_cast<Index>(core_.tail(arc))].price +
                                                 chain_per_w_[static_cast<Index>(arc / 2)];
    state.own = hooks_at(core_.junction_hooks[static_cast<Index>(node)], state.price);
    steps_ += 8;
}

void TreeSearch::refresh_chain(std::int32_t index) {
    auto const& chain = core_.chains[static_cast<Index>(index)];
    steps_ += 6 * chain.count + 10;
    if (parent_[static_cast<Index>(chain.b)] == 2 * index) {
        open_chain(2 * index);
    } else if (parent_[static_cast<Index>(chain.a)] == 2 * index + 1) {
        open_chain(2 * index + 1);
    } else {
        cut_chain(index);
        auto& state = chains_[static_cast<Index>(index)];
        Part const both{.gain = state.first.gain + state.second.gain,
                        .flow_w = state.first.flow_w + state.second.flow_w};
        if (both.gain <= 0.0) {
            return;
        }
        bool const at_a = active_[static_cast<Index>(chain.a)] != 0;
        bool const at_b = active_[static_cast<Index>(chain.b)] != 0;
        bool const a_first = at_a == at_b ? b_first_[static_cast<Index>(index)] == 0 : at_a;
        open_chain(a_first ? 2 * index : 2 * index + 1);
        auto const alone = state.first;
        Part const rest{.gain = both.gain - alone.gain, .flow_w = std::max(0.0, both.flow_w - alone.flow_w)};
        state.first = a_first ? alone : rest;
        state.second = a_first ? rest : alone;
    }
}

// In the tree: what the chain is worth when it ends within (first), and what it adds when it goes through
// (second).
void TreeSearch::open_chain(std::int32_t arc) {
    auto const& chain = core_.chains[static_cast<Index>(arc / 2)];
    auto& state = chains_[static_cast<Index>(arc / 2)];
    state = {};
    bool const forward = arc % 2 == 0;
    double price = nodes_[static_cast<Index>(core_.tail(arc))].price;
    Part sum;
    for (std::int32_t i = 0; i < chain.count; ++i) {
        auto const e = static_cast<Index>(forward ? chain.first + i : chain.first + chain.count - 1 - i);
        sum.gain -= core_.line[e].fixed;
        price += core_.line[e].per_w;
        if (i + 1 == chain.count) {
            break;
        }
        auto const part = hooks_at(core_.site[forward ? e : e - 1], price);
        sum.gain += part.gain;
        sum.flow_w += part.flow_w;
        if (sum.gain > state.first.gain) {
            state.first = sum;
            state.first_edges = i + 1;
        }
    }
    state.second = sum;
    state.second_edges = chain.count;
}

// Out of the tree: opened from both ends, at least one edge between them closed.
void TreeSearch::cut_chain(std::int32_t index) {
    auto const& chain = core_.chains[static_cast<Index>(index)];
    double const price_a = nodes_[static_cast<Index>(chain.a)].price;
    double const price_b = nodes_[static_cast<Index>(chain.b)].price;
    auto const count = static_cast<Index>(chain.count);
    prefix_.assign(count, {});
    prefix_edges_.assign(count, 0);
    Part sum;
    double price = price_a;
    for (Index i = 1; i < count; ++i) { // best opening from a that ends at or before inner place i
        auto const e = static_cast<Index>(chain.first) + i - 1;
        price += core_.line[e].per_w;
        auto const part = hooks_at(core_.site[e], price);
        sum.gain += part.gain - core_.line[e].fixed;
        sum.flow_w += part.flow_w;
        bool const better = sum.gain > prefix_[i - 1].gain;
        prefix_[i] = better ? sum : prefix_[i - 1];
        prefix_edges_[i] = better ? static_cast<std::int32_t>(i) : prefix_edges_[i - 1];
    }
    auto& state = chains_[static_cast<Index>(index)];
    state = {.first = prefix_[count - 1],
             .second = {},
             .first_edges = prefix_edges_[count - 1],
             .second_edges = 0};
    double best = state.first.gain;
    sum = {};
    price = price_b;
    for (Index i = count - 1; i >= 1; --i) { // opened from b down to inner place i
        auto const e = static_cast<Index>(chain.first) + i;
        price += core_.line[e].per_w;
        auto const part = hooks_at(core_.site[e - 1], price);
        sum.gain += part.gain - core_.line[e].fixed;
        sum.flow_w += part.flow_w;
        if (sum.gain + prefix_[i - 1].gain > best) {
            best = sum.gain + prefix_[i - 1].gain;
            state = {.first = prefix_[i - 1],
                     .second = sum,
                     .first_edges = prefix_edges_[i - 1],
                     .second_edges = static_cast<std::int32_t>(count - i)};
        }
    }
}

void TreeSearch::evaluate_all() {
    if (active_.empty()) {
        active_.assign(nodes_.size(), 1);
    }
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const top = core_.roots[r].junction;
        if (parent_[static_cast<Index>(top)] != core_.arc_count() + static_cast<std::int32_t>(r)) {
            continue;
        }
        collect_subtree(top);
        for (auto const node : subtree_) {
            refresh_node(node);
        }
    }
    for (std::int32_t c = 0; c < static_cast<std::int32_t>(chains_.size()); ++c) {
        refresh_chain(c);
    }
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const top = core_.roots[r].junction;
        if (parent_[static_cast<Index>(top)] == core_.arc_count() + static_cast<std::int32_t>(r)) {
            collect_subtree(top);
            std::for_each(subtree_.rbegin(), subtree_.rend(), [&](std::int32_t node) { refresh_gain(node); });
        }
    }
}

void TreeSearch::keep_best(double gain) {
    best_gain_ = gain;
    best_active_ = active_;
    best_parent_ = parent_;
    best_b_first_ = b_first_;
}

void TreeSearch::restart_from_best() {
    parent_ = best_parent_;
    b_first_ = best_b_first_;
    active_ = best_active_;
    evaluate_all();
}

// Prim's order on the way to each junction: cost per watt at a typical flow.
void TreeSearch::restart_from_ways(double disturbance) {
    double total_w = 0.0;
    for (auto const& hook : core_.hooks) {
        total_w += hook.peak_w;
    }
    double const flow_w = 0.1 * total_w + 1e-9;
    std::vector<double> length;
    for (Index c = 0; c < core_.chains.size(); ++c) {
        double fixed = 0.0;
        for (auto e = core_.chains[c].first; e < core_.chains[c].first + core_.chains[c].count; ++e) {
            fixed += core_.line[static_cast<Index>(e)].fixed;
        }
        double const one = (chain_per_w_[c] + fixed / flow_w) * (1.0 + disturbance * random_.unit());
        length.insert(length.end(), 2, one);
    }
    grow_tree(length);
}

void TreeSearch::restart_from_lengths(std::vector<double> const& arc_length, double disturbance) {
    auto length = arc_length;
    for (auto& one : length) {
        one *= 1.0 + disturbance * random_.unit();
    }
    grow_tree(length);
}

void TreeSearch::grow_tree(std::vector<double> const& length) {
    parent_.assign(nodes_.size(), -1);
    using Entry = std::pair<double, std::int32_t>; // distance, arc or root
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (Index r = 0; r < core_.roots.size(); ++r) {
        queue.emplace(core_.roots[r].per_w, core_.arc_count() + static_cast<std::int32_t>(r));
    }
    while (!queue.empty()) {
        auto const [distance, arc] = queue.top();
        queue.pop();
        auto const node = arc >= core_.arc_count()
                              ? core_.roots[static_cast<Index>(arc - core_.arc_count())].junction
                              : core_.head(arc);
        if (parent_[static_cast<Index>(node)] >= 0) {
            continue;
        }
        parent_[static_cast<Index>(node)] = arc;
        for (auto i = core_.entering_begin[static_cast<Index>(node)];
             i < core_.entering_begin[static_cast<Index>(node) + 1]; ++i) {
            auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
            queue.emplace(distance + length[static_cast<Index>(out)], out);
        }
    }
    evaluate_all();
}

} // namespace saggar::topology
