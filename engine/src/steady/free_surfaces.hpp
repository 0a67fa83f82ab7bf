// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/network/network.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar::detail {

// Per node, 1: a reservoir or tank whose head is given stands there. A head is that of a free surface, which
// may lie below its node (imported reservoirs whose head follows a pattern) and does not boil there; a given
// pressure is that of the node.
inline std::vector<std::uint8_t> free_surfaces(Network const& network) {
    std::vector<std::uint8_t> result(network.nodes.size(), 0);
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        if (!std::isnan(network.boundaries.head_above_node_m[i])) {
            result[static_cast<std::size_t>(network.boundaries.node[i])] = 1;
        }
    }
    return result;
}

} // namespace saggar::detail
