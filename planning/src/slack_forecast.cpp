// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "slack_forecast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double unmoved = 1e-5; // of a limit: a slack that a load does not change

// Where a slack that is `y0` without a load and `y1` at `x1` is used up.
double root_of_two(std::optional<LimitKind> kind, double threshold, double y0, double x1, double y1) {
    if (!kind) {
        return infinity; // service is kept until it is not
    }
    switch (*kind) {
    case LimitKind::pipe_gradient: { // its root follows the flow
        double const t0 = std::sqrt(std::max(0.0, 1.0 - y0 - threshold));
        double const t1 = std::sqrt(std::max(0.0, 1.0 - y1 - threshold));
        return x1 * (std::sqrt(std::max(0.0, 1.0 - threshold)) - t0) / (t1 - t0);
    }
    case LimitKind::pipe_pressure:
    case LimitKind::vapour_margin:
    case LimitKind::substation_differential_pressure:
    case LimitKind::plant_differential_pressure:
    case LimitKind::plant_electricity: return x1 * std::pow(y0 / (y0 - y1), 1.0 / 1.5);
    default: return x1 * y0 / (y0 - y1);
    }
}

// The first positive root of the parabola through (0, y0), (x1, y1) and (x2, y2).
double root_of_three(double y0, double x1, double y1, double x2, double y2) {
    double const s1 = (y1 - y0) / x1;
    double const s2 = (y2 - y0) / x2;
    double const c = (s2 - s1) / (x2 - x1);
    double const b = s1 - c * x1;
    double const discriminant = b * b - 4.0 * c * y0;
    if (discriminant < 0.0) {
        return infinity;
    }
    // Both forms without cancellation.
    double const q = -0.5 * (b + std::copysign(std::sqrt(discriminant), b));
    double root = infinity;
    for (double const x : {c != 0.0 ? q / c : infinity, q != 0.0 ? y0 / q : infinity}) {
        if (x > 0.0) {
            root = std::min(root, x);
        }
    }
    return root;
}

} // namespace

double first_used_up_w(LimitSlots const& slots, std::vector<double> const& without, SlackAt one,
                       SlackAt other) {
    double first = infinity;
    for (std::size_t i = 0; i < one.slack->size(); ++i) {
        double const y0 = without[i];
        double const y1 = (*one.slack)[i];
        if (!std::isfinite(y1)) {
            continue;
        }
        bool const second = other.slack != nullptr && std::isfinite((*other.slack)[i]);
        double const y2 = second ? (*other.slack)[i] : std::numeric_limits<double>::infinity();
        double root = infinity;
        if (!std::isfinite(y0)) { // the load's own limits: nothing without it
            if (second && y2 != y1) {
                root = one.load_w - y1 * (other.load_w - one.load_w) / (y2 - y1);
            }
        } else if (y0 - y1 < unmoved && y1 >= 0.0) {
            continue;
        } else if (second && other.load_w != one.load_w) {
            root = root_of_three(y0, one.load_w, y1, other.load_w, y2);
        } else if (y1 < y0) {
            root = root_of_two(slots.kind(i), slots.threshold(i), y0, one.load_w, y1);
        }
        if (root > 0.0) {
            first = std::min(first, root);
        }
    }
    return first;
}

} // namespace saggar::detail
