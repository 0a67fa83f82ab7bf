// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "reached_targets.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/disjoint_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar::detail {

namespace {

// Open ways for water on one side: supply and return of consumers and plants are not joined.
std::vector<std::uint8_t> passing(Network const& network, std::vector<std::uint8_t> passes) {
    for (std::size_t i = 0; i < network.valves.size(); ++i) {
        if (network.valves.kv_m3_h[i] == 0.0) {
            passes[at(network.valves.link[i])] = 0;
        }
    }
    for (std::size_t link = 0; link < passes.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || kind == LinkKind::plant) {
            passes[link] = 0;
        }
    }
    return passes;
}

} // namespace

TieInTargets reached_targets(TieInTargets targets, Network const& network, OperatingPoint const& point) {
    std::vector<std::uint8_t> const& open = point.link_open;
    std::vector<std::uint8_t> const passes = passing(network, open);
    DisjointSets groups{network.nodes.size()};
    for (std::size_t link = 0; link < passes.size(); ++link) {
        if (passes[link] != 0) {
            groups.join(at(network.links.from[link]), at(network.links.to[link]));
        }
    }
    std::vector<std::uint8_t> fed(network.nodes.size(), 0); // by group
    for (std::int32_t const link : network.plants.link) {
        if (open[at(link)] != 0) {
            fed[groups.find(at(network.links.from[at(link)]))] = 1;
            fed[groups.find(at(network.links.to[at(link)]))] = 1;
        }
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        BoundaryKind const kind = network.boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            fed[groups.find(at(network.boundaries.node[i]))] = 1;
        }
    }
    std::vector<std::uint8_t> dry(network.project().nodes.size(), 0);
    for (std::size_t node = 0; node < network.nodes.size(); ++node) {
        if (fed[groups.find(node)] == 0) {
            dry[at(network.nodes.place[node])] = 1;
        }
    }
    std::vector<std::uint8_t> shut(network.project().pipe_pairs.size(), 0);
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        if (network.pipes.partner[i] >= 0 && passes[i] == 0) {
            shut[at(network.pipes.record[i])] = 1;
        }
    }
    std::erase_if(targets.lines, [&](TieInTargets::Line const& line) {
        return shut[at(line.pair)] != 0 || dry[at(line.from)] != 0 || dry[at(line.to)] != 0;
    });
    std::erase_if(targets.nodes, [&](TieInTargets::Node const& node) { return dry[at(node.node)] != 0; });
    return targets;
}

} // namespace saggar::detail
