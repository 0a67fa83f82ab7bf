// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/pipe_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace saggar::topology {
PipeSearch::PipeSearch(Pricing const& pricing, Core const& core, std::uint64_t seed)
    : pricing_{pricing}, core_{core}, random_{seed}, best_value_{-infinite} {
    auto const count = static_cast<Index>(pricing.problem().node_count);
    hooks_at_.resize(count);
    is_source_.assign(count, 0);
    mark_.assign(count, 0);
    home_.assign(core.hooks.size(), -1);
    std::vector<std::vector<Link>> links(count);
    std::vector<char> member(count, 0);
    auto const hang = [&](std::int32_t node, HookRange range) {
        member[static_cast<Index>(node)] = 1;
        hooks_at_[static_cast<Index>(node)] = range;
        std::fill(home_.begin() + range.begin, home_.begin() + range.end, node);
    };
    for (Index j = 0; j < core.junction_node.size(); ++j) {
        hang(core.junction_node[j], core.junction_hooks[j]);
    }
    for (auto const& chain : core.chains) {
        for (auto e = chain.first; e < chain.first + chain.count; ++e) {
            auto const from = core.edge_from[static_cast<Index>(e)];
            auto const to = e + 1 == chain.first + chain.count
                                ? core.junction_node[static_cast<Index>(chain.b)]
                                : core.edge_from[static_cast<Index>(e) + 1];
            if (e + 1 < chain.first + chain.count) {
                hang(to, core.site[static_cast<Index>(e)]);
            }
            links[static_cast<Index>(from)].push_back({.edge = core.edge[static_cast<Index>(e)], .to = to});
            links[static_cast<Index>(to)].push_back({.edge = core.edge[static_cast<Index>(e)], .to = from});
        }
    }
    for (auto const& root : core.roots) {
        is_source_[static_cast<Index>(core.junction_node[static_cast<Index>(root.junction)])] = 1;
        typical_w_price_ = std::max(typical_w_price_, root.per_w);
    }
    link_begin_.push_back(0);
    for (Index n = 0; n < count; ++n) {
        if (member[n] != 0) {
            nodes_.push_back(static_cast<std::int32_t>(n));
        }
        links_.insert(links_.end(), links[n].begin(), links[n].end());
        link_begin_.push_back(static_cast<std::int32_t>(links_.size()));
    }
    now_.nodes.resize(count);
    now_.on.assign(core.hooks.size(), 0);
    auto const& sources = pricing.problem().sources;
    now_.given_w.assign(sources.size(), 0.0);
    sources_at_.resize(count);
    for (Index s = 0; s < sources.size(); ++s) {
        if (sources[s].feeds_in && member[static_cast<Index>(sources[s].node)] != 0) {
            sources_at_[static_cast<Index>(sources[s].node)].push_back(static_cast<std::int32_t>(s));
            feeding_.push_back(static_cast<std::int32_t>(s));
        }
    }
}

// Of the source on which a tree hangs: one that does not feed in there.
double PipeSearch::root_cost(std::int32_t node, Behind const& behind) const {
    if (!behind.used()) {
        return 0.0;
    }
    double const flow_w = pricing_.taken_w(behind) - behind.given_w;
    double cost = infinite;
    if (flow_w < 0.0) {
        return cost;
    }
    auto const& sources = pricing_.problem().sources;
    for (Index s = 0; s < sources.size(); ++s) {
        if (sources[s].node == node && now_.given_w[s] <= 0.0 &&
            flow_w <= sources[s].capacity_w * (1.0 + 1e-9)) {
            cost = std::min(cost, sources[s].fixed_cost + sources[s].cost_per_w * flow_w);
        }
    }
    return cost;
}

void PipeSearch::set_own(std::int32_t node) {
    Behind own;
    auto const range = hooks_at_[static_cast<Index>(node)];
    for (auto h = range.begin; h < range.end; ++h) {
        if (now_.on[static_cast<Index>(h)] != 0) {
            auto const& load =
                pricing_.problem().loads[static_cast<Index>(core_.hooks[static_cast<Index>(h)].load)];
            own.add(pricing_.behind(load));
        }
    }
    for (auto const source : sources_at_[static_cast<Index>(node)]) {
        own.given_w += now_.given_w[static_cast<Index>(source)];
    }
    now_.nodes[static_cast<Index>(node)].own = own;
}

void PipeSearch::touch(std::int32_t node) {
    saved_nodes_.emplace_back(node, now_.nodes[static_cast<Index>(node)]);
}

// What lies behind the node, and what its edge costs, from its children.
void PipeSearch::pull(std::int32_t node) {
    auto& state = now_.nodes[static_cast<Index>(node)];
    Behind sum = state.own;
    auto const end = link_begin_[static_cast<Index>(node) + 1];
    for (auto i = link_begin_[static_cast<Index>(node)]; i < end; ++i) {
        auto const& link = links_[static_cast<Index>(i)];
        auto const& other = now_.nodes[static_cast<Index>(link.to)];
        if (other.parent == node && other.edge == link.edge) {
            sum.add(other.behind);
        }
    }
    double const cost = state.parent >= 0 ? pricing_.cost(state.edge, sum) : root_cost(node, sum);
    too_much_ += (std::isinf(cost) ? 1 : 0) - (std::isinf(state.cost) ? 1 : 0);
    change_ += (std::isinf(state.cost) ? 0.0 : state.cost) - (std::isinf(cost) ? 0.0 : cost);
    state.behind = sum;
    state.cost = cost;
    steps_ += 12;
}

void PipeSearch::pull_up(std::int32_t node) {
    while (node >= 0) {
        touch(node);
        auto const before = now_.nodes[static_cast<Index>(node)].behind;
        pull(node);
        auto const& after = now_.nodes[static_cast<Index>(node)];
        if (before == after.behind) {
            return;
        }
        node = after.parent;
    }
}

// Everything from the leaves, afresh.
void PipeSearch::add_up() {
    std::vector<std::int32_t> children(now_.nodes.size(), 0);
    for (auto const node : nodes_) {
        set_own(node);
        if (auto const parent = now_.nodes[static_cast<Index>(node)].parent; parent >= 0) {
            ++children[static_cast<Index>(parent)];
        }
    }
    std::vector<std::int32_t> order;
    for (auto const node : nodes_) {
        if (children[static_cast<Index>(node)] == 0) {
            order.push_back(node);
        }
    }
    for (auto& state : now_.nodes) {
        state.cost = 0.0;
    }
    change_ = 0.0;
    too_much_ = 0;
    for (Index next = 0; next < order.size(); ++next) {
        pull(order[next]);
        auto const parent = now_.nodes[static_cast<Index>(order[next])].parent;
        if (parent >= 0 && --children[static_cast<Index>(parent)] == 0) {
            order.push_back(parent);
        }
    }
    value_ = change_;
    benefit_ = 0.0;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        value_ += now_.on[h] != 0 ? core_.hooks[h].profit : 0.0;
        benefit_ += now_.on[h] != 0 && budget_ >= 0.0 ? benefit_of_[h] : 0.0;
    }
    for (auto const source : feeding_) {
        double const given_w = now_.given_w[static_cast<Index>(source)];
        value_ -= given_w > 0.0 ? feeding_cost(source, given_w) : 0.0;
    }
    if (too_much_ > 0) {
        value_ = -infinite;
    }
}

// Hangs what the plan does not use on the nearest used node, so that every load has a way. `only`: the node
// on which everything hangs in the end; -1: any source.
void PipeSearch::span(std::int32_t only) {
    using Entry = std::tuple<double, std::int32_t, std::int32_t, std::int32_t>; // length, node, parent, edge
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    std::vector<char> done(now_.nodes.size(), 0);
    for (auto const node : nodes_) {
        auto const& state = now_.nodes[static_cast<Index>(node)];
        bool const foot = only < 0 ? is_source_[static_cast<Index>(node)] != 0 : node == only;
        if (state.parent >= 0 || foot) {
            queue.emplace(0.0, node, state.parent, state.edge);
        }
    }
    auto const& edges = pricing_.problem().edges;
    while (!queue.empty()) {
        auto const [length, node, parent, edge] = queue.top();
        queue.pop();
        if (done[static_cast<Index>(node)] != 0) {
            continue;
        }
        done[static_cast<Index>(node)] = 1;
        now_.nodes[static_cast<Index>(node)].parent = parent;
        now_.nodes[static_cast<Index>(node)].edge = edge;
        for (auto i = link_begin_[static_cast<Index>(node)]; i < link_begin_[static_cast<Index>(node) + 1];
             ++i) {
            auto const& link = links_[static_cast<Index>(i)];
            queue.emplace(length + edges[static_cast<Index>(link.edge)].length_m + 1e-9, link.to, node,
                          link.edge);
        }
    }
}

// Lets the loads worth least per watt go until every capacity is kept.
void PipeSearch::shed() {
    add_up();
    if (std::isfinite(value_)) {
        return;
    }
    std::vector<std::int32_t> by_worth;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        if (now_.on[h] != 0 && !core_.hooks[h].must) {
            by_worth.push_back(static_cast<std::int32_t>(h));
        }
    }
    std::sort(by_worth.begin(), by_worth.end(), [&](auto a, auto b) {
        auto const& x = core_.hooks[static_cast<Index>(a)];
        auto const& y = core_.hooks[static_cast<Index>(b)];
        return x.profit * y.peak_w < y.profit * x.peak_w;
    });
    for (auto const hook : by_worth) {
        bool over = false;
        for (auto node = home_[static_cast<Index>(hook)]; node >= 0 && !over;
             node = now_.nodes[static_cast<Index>(node)].parent) {
            over = !std::isfinite(now_.nodes[static_cast<Index>(node)].cost);
        }
        if (over) {
            now_.on[static_cast<Index>(hook)] = 0;
            set_own(home_[static_cast<Index>(hook)]);
            pull_up(home_[static_cast<Index>(hook)]);
            saved_nodes_.clear();
        }
    }
    add_up();
}

bool PipeSearch::adopt(TopologyPlan const& plan) {
    for (auto& node : now_.nodes) {
        node = {};
    }
    std::vector<char> in_core(now_.nodes.size(), 0);
    for (auto const node : nodes_) {
        in_core[static_cast<Index>(node)] = 1;
    }
    std::vector<char> in_plan(pricing_.problem().loads.size(), 0);
    for (auto const k : plan.connected) {
        in_plan[static_cast<Index>(k)] = 1;
    }
    std::vector<char> folded(pricing_.problem().edges.size(), 0);
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        now_.on[h] = in_plan[static_cast<Index>(core_.hooks[h].load)];
        for (auto const& pipe : core_.hooks[h].way) {
            folded[static_cast<Index>(pipe.edge)] = 1;
        }
    }
    for (auto const& pipe : plan.pipes) {
        if (folded[static_cast<Index>(pipe.edge)] == 0 && in_core[static_cast<Index>(pipe.to)] != 0) {
            now_.nodes[static_cast<Index>(pipe.to)].parent = pipe.from;
            now_.nodes[static_cast<Index>(pipe.to)].edge = pipe.edge;
        }
    }
    // Of several at the foot of a tree the one that gives most holds it.
    auto const& sources = pricing_.problem().sources;
    std::fill(now_.given_w.begin(), now_.given_w.end(), 0.0);
    for (auto const source : plan.source_w.empty() ? std::vector<std::int32_t>{} : feeding_) {
        auto const s = static_cast<Index>(source);
        auto const node = sources[s].node;
        bool holds = now_.nodes[static_cast<Index>(node)].parent < 0;
        for (Index other = 0; other < sources.size() && holds; ++other) {
            bool const more = plan.source_w[other] > plan.source_w[s] ||
                              (plan.source_w[other] == plan.source_w[s] && other < s);
            holds = sources[other].node != node || other == s || !more;
        }
        now_.given_w[s] = holds ? 0.0 : plan.source_w[s];
    }
    span();
    // By turns: what plants lack others give, or loads are let go.
    if (!feeding_.empty() && random_.unit() < 0.5) {
        add_up();
        if (!std::isfinite(value_)) {
            pool();
        }
    }
    shed();
    if (!std::isfinite(value_) && !feeding_.empty()) {
        std::fill(now_.given_w.begin(), now_.given_w.end(), 0.0);
        shed();
    }
    if (!std::isfinite(value_) && !feed_together()) {
        return false;
    }
    if (budget_ >= 0.0 ? better() : value_ > best_value_) {
        keep_best();
    }
    return true;
}

bool PipeSearch::restart(TopologyPlan const& plan) {
    best_value_ = -infinite;
    best_benefit_ = 0.0;
    return adopt(plan);
}

TopologyPlan PipeSearch::plan() const {
    TopologyPlan plan;
    for (auto const node : nodes_) {
        auto const& state = best_.nodes[static_cast<Index>(node)];
        if (state.behind.used() && state.parent >= 0) {
            plan.pipes.push_back({.edge = state.edge, .from = state.parent, .to = node});
        }
    }
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        if (best_.on[h] != 0) {
            plan.connected.push_back(core_.hooks[h].load);
            auto const& way = core_.hooks[h].way;
            plan.pipes.insert(plan.pipes.end(), way.rbegin(), way.rend());
        }
    }
    std::sort(plan.connected.begin(), plan.connected.end());
    plan.source_w = best_.given_w;
    return plan;
}

double PipeSearch::feeding_cost(std::int32_t source, double heat_w) const {
    auto const& given = pricing_.problem().sources[static_cast<Index>(source)];
    return given.fixed_cost + given.cost_per_w * heat_w;
}

} // namespace saggar::topology
