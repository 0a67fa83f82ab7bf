// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "crossings.hpp"

#include <cstddef>

namespace saggar::detail {

namespace {

bool cross(Point const& a, Point const& b, Point const& c, Point const& d) {
    auto const side = [](Point const& p, Point const& q, Point const& r) {
        return (q.x_m - p.x_m) * (r.y_m - p.y_m) - (q.y_m - p.y_m) * (r.x_m - p.x_m);
    };
    // Half open, so that a line through a corner is counted once.
    return (side(a, b, c) < 0.0) != (side(a, b, d) < 0.0) && (side(c, d, a) < 0.0) != (side(c, d, b) < 0.0);
}

} // namespace

Crossings crossings_of(std::span<Point const> line, std::span<MapObstacle const> obstacles,
                       double default_cost) {
    Crossings made;
    for (MapObstacle const& obstacle : obstacles) {
        int times = 0;
        for (std::size_t k = 0; k + 1 < line.size(); ++k) {
            for (std::size_t i = 0; i + 1 < obstacle.line.size(); ++i) {
                times += cross(line[k], line[k + 1], obstacle.line[i], obstacle.line[i + 1]) ? 1 : 0;
            }
        }
        // Into an area and out of it, perhaps in another piece of street, is one crossing.
        double const crossings = obstacle.area ? 0.5 * times : times;
        made.cost += crossings * obstacle.crossing_cost.value_or(default_cost);
        if (times > 0) {
            made.obstacles.push_back(obstacle.id);
        }
    }
    return made;
}

} // namespace saggar::detail
