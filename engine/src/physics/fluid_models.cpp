// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "physics/fluid_models.hpp"

#include "saggar/engine/physics/iapws.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace saggar::detail {
namespace {

constexpr double zero_celsius_k = 273.15;

// ---- piecewise linear -------------------------------------------------------------------------------------

// A falling end segment stops at this share of its end value: properties stay positive.
constexpr double lowest_share = 0.1;

[[noreturn]] void refuse(char const* property, std::string const& what) {
    throw Error{{.code = ErrorCode::value_out_of_range,
                 .place = Place{{}, 0, "fluid", {}, property},
                 .text = what,
                 .advice = "Give points of rising temperature with positive, finite values."}};
}

std::vector<PropertyPoint> with_floors(std::vector<PropertyPoint> points) {
    std::size_t const n = points.size();
    if (n < 2) {
        return points;
    }
    auto const slope = [&](std::size_t i) {
        return (points[i + 1].value - points[i].value) /
               (points[i + 1].temperature_c - points[i].temperature_c);
    };
    double const first = slope(0);
    double const last = slope(n - 2);
    // Two points of one value: from there on the property is constant.
    if (last < 0.0) {
        double const floor = lowest_share * points.back().value;
        double const at = points.back().temperature_c + (floor - points.back().value) / last;
        points.push_back({at, floor});
        points.push_back({at + 1.0, floor});
    }
    if (first > 0.0) {
        double const floor = lowest_share * points.front().value;
        double const at = points.front().temperature_c + (floor - points.front().value) / first;
        points.insert(points.begin(), {{at - 1.0, floor}, {at, floor}});
    }
    return points;
}

} // namespace

PiecewiseLinear::PiecewiseLinear(std::vector<PropertyPoint> points, char const* property) {
    if (points.empty()) {
        refuse(property, "has no point.");
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const [t, value] = points[i];
        if (!std::isfinite(t) || !std::isfinite(value) || value <= 0.0) {
            refuse(property, std::to_string(value) + " at " + std::to_string(t) +
                                 " degC is not allowed, must be above 0 and finite.");
        }
        if (i > 0 && !(t > points[i - 1].temperature_c)) {
            refuse(property, std::to_string(t) + " degC does not follow " +
                                 std::to_string(points[i - 1].temperature_c) + " degC.");
        }
    }
    points = with_floors(std::move(points));

    first_x_ = points.front().temperature_c;
    first_value_ = points.front().value;
    double integral = 0.0;
    double slope = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const [x, y] = points[i];
        if (i > 0) {
            integral += 0.5 * (y + points[i - 1].value) * (x - points[i - 1].temperature_c);
        }
        if (i + 1 < points.size()) {
            double const next = (points[i + 1].value - y) / (points[i + 1].temperature_c - x);
            if (i == 0) {
                first_slope_ = next;
            } else {
                hinges_.push_back({x, next - slope});
            }
            slope = next;
        }
        knots_.push_back({integral, x, y, slope});
    }
    std::array<double, 1> const zero{0.0};
    std::array<double, 1> at_zero{};
    integral_from_first(zero, at_zero);
    integral_at_zero_ = at_zero[0];
    for (Knot& knot : knots_) {
        knot.integral -= integral_at_zero_;
    }
}

// A few temperatures at a time, over which the hinges pass again and again: the copy stays in the nearest
// cache and lets input and output be the same. Left uninitialised, as zeroing costs more than a single value
// does.
using Block = std::array<double, 256>;

void PiecewiseLinear::value(In x, Out out) const {
    Block block; // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (std::size_t begin = 0; begin < x.size(); begin += block.size()) {
        std::size_t const n = std::min(block.size(), x.size() - begin);
        std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(begin), n, block.begin());
        double* const result = out.data() + begin;
        for (std::size_t i = 0; i < n; ++i) {
            result[i] = first_value_ + first_slope_ * (block[i] - first_x_);
        }
        for (auto const& [at, change] : hinges_) {
            for (std::size_t i = 0; i < n; ++i) {
                result[i] += change * std::max(0.0, block[i] - at);
            }
        }
    }
}

void PiecewiseLinear::integral_from_first(In x, Out out) const {
    Block block; // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (std::size_t begin = 0; begin < x.size(); begin += block.size()) {
        std::size_t const n = std::min(block.size(), x.size() - begin);
        std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(begin), n, block.begin());
        double* const result = out.data() + begin;
        for (std::size_t i = 0; i < n; ++i) {
            double const along = block[i] - first_x_;
            result[i] = along * (first_value_ + 0.5 * first_slope_ * along);
        }
        for (auto const& [at, change] : hinges_) {
            for (std::size_t i = 0; i < n; ++i) {
                double const beyond = std::max(0.0, block[i] - at);
                result[i] += 0.5 * change * beyond * beyond;
            }
        }
    }
}

void PiecewiseLinear::integral(In x, Out out) const {
    integral_from_first(x, out);
    for (double& value : out) {
        value -= integral_at_zero_;
    }
}

double PiecewiseLinear::inverse(double integral) const {
    auto const above = std::upper_bound(knots_.begin(), knots_.end(), integral,
                                        [](double value, Knot const& knot) { return value < knot.integral; });
    Knot const& knot = above == knots_.begin() ? *above : *(above - 1);
    // value along + slope/2 along^2 = rest, by the form of the root that does not cancel.
    double const rest = integral - knot.integral;
    double const slope = above == knots_.begin() ? first_slope_ : knot.slope;
    double const root = std::sqrt(std::max(0.0, knot.value * knot.value + 2.0 * slope * rest));
    return knot.x + 2.0 * rest / (knot.value + root);
}

void PiecewiseLinear::inverse_integral(In integrals, Out out) const {
    for (std::size_t i = 0; i < integrals.size(); ++i) {
        double const wanted = integrals[i];
        std::array<double, 1> const x{inverse(wanted)};
        // The knots were summed up in another order than `integral` sums: one step to its own round-off.
        std::array<double, 1> reached{};
        std::array<double, 1> slope{};
        integral(x, reached);
        value(x, slope);
        out[i] = x[0] + (wanted - reached[0]) / slope[0];
    }
}

// ---- constant ---------------------------------------------------------------------------------------------

void ConstantModel::density(In /*t*/, Out out) const {
    std::ranges::fill(out, properties.density_kg_m3);
}
void ConstantModel::viscosity(In /*t*/, Out out) const {
    std::ranges::fill(out, properties.dynamic_viscosity_pa_s);
}
void ConstantModel::heat_capacity(In /*t*/, Out out) const {
    std::ranges::fill(out, properties.heat_capacity_j_kgk);
}
void ConstantModel::conductivity(In /*t*/, Out out) const {
    std::ranges::fill(out, properties.conductivity_w_mk);
}
void ConstantModel::heat_content(In t, Out out) const {
    double const cp = properties.heat_capacity_j_kgk;
    std::ranges::transform(t, out.begin(), [cp](double x) { return cp * x; });
}
void ConstantModel::temperature(In h, Out out) const {
    double const cp = properties.heat_capacity_j_kgk;
    std::ranges::transform(h, out.begin(), [cp](double x) { return x / cp; });
}

// ---- water ------------------------------------------------------------------------------------------------

namespace {

constexpr double lowest_c = Fluid::water_minimum_temperature_c;
constexpr double highest_c = Fluid::water_maximum_temperature_c;
constexpr double half_range_k = 0.5 * (highest_c - lowest_c);

inline double clamped(double t) {
    return std::min(std::max(t, lowest_c), highest_c);
}
inline double scaled(double t) {
    return (t - lowest_c) * (1.0 / half_range_k) - 1.0;
}
inline double unscaled(double x) {
    return lowest_c + half_range_k * (x + 1.0);
}

} // namespace

WaterModel::WaterModel(double pressure_pa) {
    auto const state = [pressure_pa](double x) {
        return if97_liquid_water(unscaled(x) + zero_celsius_k, pressure_pa);
    };
    density_ = fit<12>([&](double x) { return state(x).density_kg_m3; });
    heat_capacity_ = fit<14>([&](double x) { return state(x).heat_capacity_j_kgk; });
    fluidity_ = fit<12>([&](double x) {
        return 1.0 / iapws_viscosity_pa_s(unscaled(x) + zero_celsius_k, state(x).density_kg_m3);
    });
    conductivity_ =
        fit<8>([&](double x) { return iapws_conductivity_w_mk(unscaled(x) + zero_celsius_k, pressure_pa); });

    heat_content_[0] = 0.0;
    for (std::size_t i = 0; i < heat_capacity_.size(); ++i) {
        heat_content_[i + 1] = half_range_k * heat_capacity_[i] / static_cast<double>(i + 1);
    }
    static_assert(lowest_c == 0.0, "heat content is counted from 0 degC, the lower end");
    heat_content_[0] = -evaluate(heat_content_, -1.0);
    heat_capacity_at_minimum_ = evaluate(heat_capacity_, -1.0);
    heat_capacity_at_maximum_ = evaluate(heat_capacity_, 1.0);
    heat_content_at_maximum_ = evaluate(heat_content_, 1.0);

    temperature_guess_ = fit<13>([&](double u) {
        double const wanted = 0.5 * (u + 1.0) * heat_content_at_maximum_;
        double x = u;
        for (int step = 0; step < 6; ++step) {
            x -= (evaluate(heat_content_, x) - wanted) / (half_range_k * evaluate(heat_capacity_, x));
        }
        return unscaled(x);
    });
}

void WaterModel::density(In t, Out out) const {
    auto const factors = density_;
    for (std::size_t i = 0; i < t.size(); ++i) {
        out[i] = evaluate(factors, scaled(clamped(t[i])));
    }
}

void WaterModel::viscosity(In t, Out out) const {
    auto const factors = fluidity_;
    for (std::size_t i = 0; i < t.size(); ++i) {
        out[i] = 1.0 / evaluate(factors, scaled(clamped(t[i])));
    }
}

void WaterModel::heat_capacity(In t, Out out) const {
    auto const factors = heat_capacity_;
    for (std::size_t i = 0; i < t.size(); ++i) {
        out[i] = evaluate(factors, scaled(clamped(t[i])));
    }
}

void WaterModel::conductivity(In t, Out out) const {
    auto const factors = conductivity_;
    for (std::size_t i = 0; i < t.size(); ++i) {
        out[i] = evaluate(factors, scaled(clamped(t[i])));
    }
}

void WaterModel::heat_content(In t, Out out) const {
    auto const factors = heat_content_;
    double const cp_below = heat_capacity_at_minimum_;
    double const cp_above = heat_capacity_at_maximum_;
    for (std::size_t i = 0; i < t.size(); ++i) {
        double const inside = clamped(t[i]);
        double const beyond = t[i] - inside;
        out[i] = evaluate(factors, scaled(inside)) + (beyond < 0.0 ? cp_below : cp_above) * beyond;
    }
}

void WaterModel::temperature(In h, Out out) const {
    auto const guess = temperature_guess_;
    auto const content = heat_content_;
    auto const capacity = heat_capacity_;
    double const highest = heat_content_at_maximum_;
    double const to_unit = 2.0 / highest;
    double const cp_below = heat_capacity_at_minimum_;
    double const cp_above = heat_capacity_at_maximum_;
    for (std::size_t i = 0; i < h.size(); ++i) {
        double const inside = std::min(std::max(h[i], 0.0), highest);
        double const beyond = h[i] - inside;
        // The guess is within 1e-6 K, so one Newton step reaches round-off.
        double const t = clamped(evaluate(guess, inside * to_unit - 1.0));
        double const x = scaled(t);
        double const newton = t + (inside - evaluate(content, x)) / evaluate(capacity, x);
        out[i] = newton + beyond / (beyond < 0.0 ? cp_below : cp_above);
    }
}

} // namespace saggar::detail
