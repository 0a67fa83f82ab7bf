// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "design_paths.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace saggar::detail {

namespace {

// SplitMix64 (Steele, Lea & Flood 2014): spreads small numbers over 64 bits.
std::uint64_t scatter(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

bool carries(LinkKind kind) {
    return kind != LinkKind::substation && kind != LinkKind::bypass;
}

// The node before each node along the largest inflow (supply), or behind it along the largest outflow; `root`
// where a plant comes first or nothing comes.
std::vector<std::int32_t> neighbours(Network const& network, SteadyState const& state, bool supply,
                                     std::int32_t root) {
    std::vector<std::int32_t> next(network.nodes.size() + 1, root);
    std::vector<double> largest(network.nodes.size(), 0.0);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        double const flow = state.mass_flow_kg_s[link];
        if (!carries(network.links.kind[link]) || flow == 0.0) {
            continue;
        }
        bool const forward = (flow > 0.0) == supply;
        auto const here = at(forward ? network.links.to[link] : network.links.from[link]);
        std::int32_t const there = forward ? network.links.from[link] : network.links.to[link];
        if (std::abs(flow) > largest[here]) {
            largest[here] = std::abs(flow);
            next[here] = network.links.kind[link] == LinkKind::plant ? root : there;
        }
    }
    return next;
}

// Water that goes round (by a pump) would never end at a plant: such rings are cut where they are entered.
void cut_rings(std::vector<std::int32_t>& next, std::int32_t root) {
    std::vector<std::int32_t> seen(next.size(), -1);
    for (std::int32_t start = 0; start < root; ++start) {
        std::int32_t node = start;
        std::int32_t before = -1;
        while (node != root && seen[at(node)] < 0) {
            seen[at(node)] = start;
            before = node;
            node = next[at(node)];
        }
        if (node != root && before >= 0 && seen[at(node)] == start) {
            next[at(before)] = root;
        }
    }
}

// Children come before their parents.
std::vector<std::int32_t> upwards(std::vector<std::int32_t> const& parent) {
    std::vector<std::int32_t> children(parent.size(), 0);
    std::vector<std::int32_t> order;
    order.reserve(parent.size());
    for (std::size_t node = 0; node + 1 < parent.size(); ++node) {
        ++children[at(parent[node])];
    }
    for (std::size_t node = 0; node < parent.size(); ++node) {
        if (children[node] == 0) {
            order.push_back(static_cast<std::int32_t>(node));
        }
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::int32_t const above = parent[at(order[i])];
        if (above != order[i] && --children[at(above)] == 0) {
            order.push_back(above);
        }
    }
    return order;
}

} // namespace

DesignPaths::DesignPaths(Network const& network, OperatingPoint const& point, SteadyState const& state)
    : settings_{network.project().design}, base_demand_w_{point.heat_demand_w} {
    SubstationColumns const& s = network.substations;
    for (auto* const column : {&own_peak_w_, &single_peak_w_, &dwellings_, &other_w_}) {
        column->assign(s.size(), 0.0);
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        ElementStatus const status = state.link_status[at(s.link[i])];
        if (status == ElementStatus::cut_off || status == ElementStatus::shut) {
            continue;
        }
        bool const given = i < point.demand_given.size() && point.demand_given[i] != 0;
        if (given || s.dwellings[i] <= 0 || s.control[i] == SubstationControl::mass_flow) {
            other_w_[i] = point.heat_demand_w[i];
            continue;
        }
        dwellings_[i] = s.dwellings[i];
        own_peak_w_[i] = s.peak_w[i] * point.design_factor;
        single_peak_w_[i] = own_peak_w_[i] / coincidence_factor(settings_, dwellings_[i]);
    }
    for (bool const supply : {true, false}) {
        trees_.push_back(make_tree(network, state, supply));
    }
    if (settings_.diversity == DiversityModel::none) {
        return; // everything peaks together, wherever one stands
    }
    std::unordered_set<std::uint64_t> known;
    for (std::uint8_t tree = 0; tree < 2; ++tree) {
        for (std::int32_t const consumer : leaves(trees_[tree])) {
            if (known.insert(fingerprint(trees_[tree], consumer)).second) {
                paths_.push_back({consumer, tree});
            }
        }
    }
}

DesignPaths::Tree DesignPaths::make_tree(Network const& network, SteadyState const& state,
                                         bool supply) const {
    auto const root = static_cast<std::int32_t>(network.nodes.size());
    std::size_t const nodes = network.nodes.size() + 1;
    SubstationColumns const& s = network.substations;
    Tree tree;
    tree.parent = neighbours(network, state, supply, root);
    cut_rings(tree.parent, root);
    std::vector<std::int32_t> count(nodes, 0);
    std::vector<double> single(nodes, 0.0);
    std::vector<double> dwellings(nodes, 0.0);
    tree.dwelling_peak_w.assign(nodes, 0.0);
    tree.other_peak_w.assign(nodes, 0.0);
    tree.dwellings_below.assign(nodes, 0);
    for (std::size_t i = 0; i < s.size(); ++i) {
        std::int32_t const node =
            supply ? network.links.from[at(s.link[i])] : network.links.to[at(s.link[i])];
        tree.at.push_back(node);
        ++count[at(node)];
        single[at(node)] += single_peak_w_[i];
        dwellings[at(node)] += dwellings_[i];
        tree.other_peak_w[at(node)] += other_w_[i];
        tree.dwelling_peak_w[at(node)] = std::max(tree.dwelling_peak_w[at(node)], own_peak_w_[i]);
        tree.dwellings_below[at(node)] ^= own_peak_w_[i] > 0.0 ? scatter(i) : 0U;
    }
    std::vector<std::int32_t> const own = count;
    std::vector<std::int32_t> const order = upwards(tree.parent);
    for (std::int32_t const n : order) {
        auto const node = at(n);
        double& peak = tree.dwelling_peak_w[node];
        peak = std::max(peak, coincidence_factor(settings_, dwellings[node]) * single[node]);
        if (n != root) {
            auto const above = at(tree.parent[node]);
            count[above] += count[node];
            single[above] += single[node];
            tree.dwellings_below[above] ^= tree.dwellings_below[node];
            dwellings[above] += dwellings[node];
            tree.other_peak_w[above] += tree.other_peak_w[node];
            tree.dwelling_peak_w[above] = std::max(tree.dwelling_peak_w[above], peak);
        }
    }
    // Each node's own consumers first, then those of its children one after the other.
    tree.begin.assign(nodes, 0);
    tree.end = count;
    std::vector<std::int32_t> free_place(nodes, 0);
    free_place[at(root)] = own[at(root)];
    for (std::size_t k = order.size(); k-- > 0;) { // parents first
        std::int32_t const n = order[k];
        if (n == root) {
            continue;
        }
        auto const node = at(n);
        auto const above = at(tree.parent[node]);
        tree.begin[node] = free_place[above];
        tree.end[node] = tree.begin[node] + count[node];
        free_place[above] = tree.end[node];
        free_place[node] = tree.begin[node] + own[node];
    }
    tree.order.resize(s.size());
    std::vector<std::int32_t> place = tree.begin;
    for (std::size_t i = 0; i < s.size(); ++i) {
        tree.order[at(place[at(tree.at[i])]++)] = static_cast<std::int32_t>(i);
    }
    return tree;
}

// A consumer for each node with dwellings behind which there are none: the largest that stands there.
std::vector<std::int32_t> DesignPaths::leaves(Tree const& tree) const {
    std::vector<std::uint8_t> passed(tree.parent.size(), 0);
    for (std::size_t i = 0; i < own_peak_w_.size(); ++i) {
        if (own_peak_w_[i] > 0.0) {
            auto node = at(tree.parent[at(tree.at[i])]);
            while (node + 1 < tree.parent.size() && passed[node] == 0) {
                passed[node] = 1;
                node = at(tree.parent[node]);
            }
        }
    }
    std::vector<std::int32_t> largest(tree.parent.size(), -1);
    for (std::size_t i = 0; i < own_peak_w_.size(); ++i) {
        std::int32_t& known = largest[at(tree.at[i])];
        if (own_peak_w_[i] > 0.0 && (known < 0 || own_peak_w_[i] > own_peak_w_[at(known)])) {
            known = static_cast<std::int32_t>(i);
        }
    }
    std::vector<std::int32_t> found;
    for (std::int32_t const i : tree.order) {
        if (passed[at(tree.at[at(i)])] == 0 && largest[at(tree.at[at(i)])] == i) {
            found.push_back(i);
        }
    }
    return found;
}

// From the whole network to the consumer's node.
std::vector<std::int32_t> DesignPaths::way(Tree const& tree, std::int32_t consumer) {
    auto const root = static_cast<std::int32_t>(tree.parent.size()) - 1;
    std::vector<std::int32_t> nodes{tree.at[at(consumer)]};
    while (nodes.back() != root) {
        nodes.push_back(tree.parent[at(nodes.back())]);
    }
    std::ranges::reverse(nodes);
    return nodes;
}

// Two paths with the same sets of dwellings downstream, one inside the other, make the same demands.
std::uint64_t DesignPaths::fingerprint(Tree const& tree, std::int32_t consumer) {
    std::uint64_t made = scatter(static_cast<std::uint64_t>(consumer));
    std::uint64_t last = 0;
    for (std::int32_t const node : way(tree, consumer)) {
        std::uint64_t const set = tree.dwellings_below[at(node)];
        if (set != last) {
            made = scatter(made ^ set);
            last = set;
        }
    }
    return made;
}

// What would get more than its own peak gets that; the others get the rest, by their single peaks.
void DesignPaths::share(std::array<std::span<std::int32_t const>, 2> const& parts, std::int32_t except,
                        double heat_w, std::vector<double>& heat_demand_w) const {
    auto const each = [&](auto const& use) {
        for (auto const& part : parts) {
            for (std::int32_t const i : part) {
                if (i != except && own_peak_w_[at(i)] > 0.0) {
                    use(at(i));
                }
            }
        }
    };
    double factor = 0.0; // on single peaks
    while (true) {
        double full_w = 0.0;
        double weights_w = 0.0;
        each([&](std::size_t i) {
            bool const full = own_peak_w_[i] <= factor * single_peak_w_[i];
            (full ? full_w : weights_w) += full ? own_peak_w_[i] : single_peak_w_[i];
        });
        double const next = weights_w > 0.0 ? (heat_w - full_w) / weights_w : factor;
        if (next <= factor * (1.0 + 1e-14)) {
            break;
        }
        factor = next;
    }
    each([&](std::size_t i) { heat_demand_w[i] = std::min(own_peak_w_[i], factor * single_peak_w_[i]); });
}

void DesignPaths::demands(std::size_t path, std::vector<double>& heat_demand_w) const {
    Tree const& tree = trees_[paths_[path].tree];
    std::int32_t const consumer = paths_[path].consumer;
    heat_demand_w = base_demand_w_;
    std::vector<std::int32_t> const nodes = way(tree, consumer);
    std::span<std::int32_t const> const order{tree.order};
    auto const part = [&](std::int32_t from, std::int32_t to) {
        return order.subspan(at(from), at(to - from));
    };
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        auto const here = at(nodes[k]);
        bool const last = k + 1 == nodes.size();
        auto const next = last ? here : at(nodes[k + 1]);
        double const beyond_w = last ? own_peak_w_[at(consumer)] : tree.dwelling_peak_w[next];
        double const branch_off_w = std::max(0.0, tree.dwelling_peak_w[here] - beyond_w);
        if (last) {
            share({part(tree.begin[here], tree.end[here]), {}}, consumer, branch_off_w, heat_demand_w);
        } else {
            share({part(tree.begin[here], tree.begin[next]), part(tree.end[next], tree.end[here])}, consumer,
                  branch_off_w, heat_demand_w);
        }
    }
    heat_demand_w[at(consumer)] = own_peak_w_[at(consumer)];
}

} // namespace saggar::detail
