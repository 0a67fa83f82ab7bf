// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Points and polylines in the plane of the project's coordinates, in metres.

#include <cmath>
#include <vector>

namespace saggar {

struct Point {
    double x_m{0.0};
    double y_m{0.0};
    bool operator==(Point const&) const = default;
};

[[nodiscard]] inline double distance_m(Point const& a, Point const& b) {
    return std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
}

// The point at `fraction` (0 to 1) of the way from a to b.
[[nodiscard]] inline Point between(Point const& a, Point const& b, double fraction) {
    return {a.x_m + fraction * (b.x_m - a.x_m), a.y_m + fraction * (b.y_m - a.y_m)};
}

[[nodiscard]] double length_m(std::vector<Point> const& line);

} // namespace saggar
