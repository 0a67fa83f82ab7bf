// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a trench crosses of the obstacles of a map (railways, canals, rivers), and what that costs beside the
// pipe.

#include "saggar/planning/district_map.hpp"

#include <span>
#include <string>
#include <vector>

namespace saggar::detail {

struct Crossings {
    double cost{0.0};
    std::vector<std::string> obstacles; // each once
};

// Of a line of straight pieces; `default_cost` is that of obstacles that name none.
[[nodiscard]] Crossings crossings_of(std::span<Point const> line, std::span<MapObstacle const> obstacles,
                                     double default_cost);

} // namespace saggar::detail
