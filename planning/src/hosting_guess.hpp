// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where the search for a node's largest load begins, and in which order nodes are taken: from the flows of
// the solved network alone, as if it were a tree. A start, never a result.

#include "hosting_network.hpp"

#include "saggar/engine/steady/design_envelope.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// Upstream along the largest inflow.
struct UpstreamTree {
    std::vector<std::int32_t> link; // that brings most to each node; -1: none, or a plant
    std::vector<std::int32_t> node; // before it
};
[[nodiscard]] UpstreamTree upstream_tree(Network const& network, SteadyState const& state);

// Of each place the way of the design envelope that shares most of its own; -1 where there are none.
[[nodiscard]] std::vector<std::int32_t> way_of_places(HostingNetwork const& made, UpstreamTree const& tree,
                                                      DesignWaySet const& ways);

// Places so that those behind each other stand beside each other.
[[nodiscard]] std::vector<std::size_t> order_of_places(HostingNetwork const& made, UpstreamTree const& tree);

// The load at which a pipe on the way reaches its velocity or gradient, the place runs out of pressure, or
// the plants that follow the load out of heat: whichever comes first, W.
[[nodiscard]] double guessed_capacity_w(HostingNetwork const& made, UpstreamTree const& tree,
                                        SteadyState const& state, std::size_t place);

} // namespace saggar::detail
