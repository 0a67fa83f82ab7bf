// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_ways.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

NamedWays::NamedWays(Network const& network, OperatingPoint const& point, SteadyState const& state)
    : set_{network, point, state}, by_name_(2 * network.substations.size(), -1) {
    for (std::size_t way = 0; way < set_.size(); ++way) {
        std::int32_t const first = 2 * set_.consumer(way);
        std::int32_t const name = by_name_[at(first)] < 0 ? first : first + 1;
        names_.push_back(name);
        by_name_[at(name)] = static_cast<std::int32_t>(way);
    }
}

std::optional<std::size_t> NamedWays::find(std::int32_t name) const {
    std::int32_t const way = name < 0 ? -1 : by_name_[at(name)];
    return way < 0 ? std::nullopt : std::optional{at(way)};
}

void NamedWays::demands(std::int32_t name, std::vector<double>& heat_demand_w) const {
    set_.demands(at(by_name_[at(name)]), heat_demand_w);
}

// Without rings (plants, and what is joined to the outside, taken as open ways) every flow follows from the
// demands behind it.
bool ways_may_move(Network const& network, SteadyState const& state) {
    std::size_t const outside = network.nodes.size();
    DisjointSets groups{outside + 1};
    bool rings = false;
    auto const join = [&](std::size_t a, std::size_t b) { rings = !groups.join(a, b) || rings; };
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        ElementStatus const status = state.link_status[link];
        if (kind != LinkKind::substation && kind != LinkKind::bypass && status != ElementStatus::shut &&
            status != ElementStatus::cut_off) {
            join(at(network.links.from[link]), at(network.links.to[link]));
        }
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        BoundaryKind const kind = network.boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            join(at(network.boundaries.node[i]), outside);
        }
    }
    return rings;
}

UpstreamTree upstream_tree(Network const& network, SteadyState const& state) {
    std::size_t const nodes = network.nodes.size();
    UpstreamTree tree{.link = std::vector<std::int32_t>(nodes, -1),
                      .node = std::vector<std::int32_t>(nodes, -1)};
    std::vector<double> largest(nodes, 0.0);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        double const flow = state.mass_flow_kg_s[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || flow == 0.0) {
            continue;
        }
        auto const here = at(flow > 0.0 ? network.links.to[link] : network.links.from[link]);
        if (std::abs(flow) > largest[here]) {
            largest[here] = std::abs(flow);
            bool const plant = kind == LinkKind::plant;
            tree.link[here] = plant ? -1 : static_cast<std::int32_t>(link);
            tree.node[here] = plant ? -1 : (flow > 0.0 ? network.links.from[link] : network.links.to[link]);
        }
    }
    // Lines in which nothing moves (no demand, no loss of heat) lead on from where something does.
    bool grown = true;
    std::vector<std::uint8_t> reached(nodes, 0);
    for (std::size_t i = 0; i < nodes; ++i) {
        reached[i] = largest[i] > 0.0 ? 1 : 0;
    }
    while (grown) {
        grown = false;
        for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
            for (bool const forward : {true, false}) {
                auto const from = at(forward ? network.links.from[pipe] : network.links.to[pipe]);
                auto const to = at(forward ? network.links.to[pipe] : network.links.from[pipe]);
                bool const closed = state.link_status[pipe] == ElementStatus::shut;
                if (!closed && reached[from] != 0 && reached[to] == 0) {
                    reached[to] = 1;
                    tree.link[to] = static_cast<std::int32_t>(pipe);
                    tree.node[to] = static_cast<std::int32_t>(from);
                    grown = true;
                }
            }
        }
    }
    return tree;
}

std::vector<std::int32_t> way_of_nodes(Network const& network, UpstreamTree const& tree,
                                       NamedWays const& ways) {
    std::vector<std::int32_t> way_at(network.nodes.size(), -1);
    std::size_t const longest = network.nodes.size();
    for (std::size_t way = 0; way < ways.size(); ++way) {
        std::int32_t const name = ways.name(way);
        auto const link = at(network.substations.link[at(NamedWays::consumer_of(name))]);
        std::int32_t node = network.links.from[link];
        for (std::size_t step = 0; node >= 0 && way_at[at(node)] < 0 && step < longest; ++step) {
            way_at[at(node)] = name;
            node = tree.node[at(node)];
        }
    }
    return way_at;
}

std::int32_t nearest_way(UpstreamTree const& tree, std::vector<std::int32_t> const& way_of_node,
                         std::int32_t node) {
    std::size_t const longest = way_of_node.size();
    for (std::size_t step = 0; node >= 0 && way_of_node[at(node)] < 0 && step < longest; ++step) {
        node = tree.node[at(node)];
    }
    return node >= 0 ? way_of_node[at(node)] : -1;
}

} // namespace saggar::detail
