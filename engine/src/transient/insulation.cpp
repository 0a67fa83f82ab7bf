// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "insulation.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>

namespace saggar::detail {

namespace {

// Least part of the resistance between wall and ambient that is left to what is outside the insulation.
constexpr double least_outside = 0.05;
// Parts of a step: short against the slowest mode of insulation between held surfaces, but no more than so
// many.
constexpr double parts_a_mode = 4.0;
constexpr double parts_at_most = 32.0;
// Of the method: 1 - 1/sqrt 2.
constexpr double gamma = 1.0 - std::numbers::sqrt2 / 2.0;

// (1 + step (below + above)) on the diagonal and -step below, -step above beside it: solved by elimination.
struct Tridiagonal {
    std::array<double, Insulation::layers_at_most> below{};
    std::array<double, Insulation::layers_at_most> pivot{};
    std::array<double, Insulation::layers_at_most> above{};

    void solve(std::span<double> x) const {
        std::size_t const n = x.size();
        for (std::size_t i = 1; i < n; ++i) {
            x[i] += below[i] / pivot[i - 1] * x[i - 1];
        }
        x[n - 1] /= pivot[n - 1];
        for (std::size_t i = n - 1; i-- > 0;) {
            x[i] = (x[i] + above[i] * x[i + 1]) / pivot[i];
        }
    }
};

} // namespace

Insulation::Insulation(PipeInsulation const& given, int layers)
    : layers_{static_cast<std::size_t>(layers)},
      resistance_mk_w_{std::log(given.outer_diameter_m / given.inner_diameter_m) /
                       (2.0 * std::numbers::pi * given.conductivity_w_mk)} {
    assert(layers >= 1 && layers <= layers_at_most);
    double const ratio = std::pow(given.outer_diameter_m / given.inner_diameter_m, 1.0 / layers);
    double inner_m = given.inner_diameter_m;
    for (std::size_t i = 0; i < layers_; ++i) {
        double const outer_m = inner_m * ratio;
        capacity_j_mk_[i] =
            given.capacity_j_m3k * std::numbers::pi / 4.0 * (outer_m * outer_m - inner_m * inner_m);
        inner_m = outer_m;
    }
}

double Insulation::heat_j_m(std::span<double const> layer_c) const {
    return std::inner_product(layer_c.begin(), layer_c.end(), capacity_j_mk_.begin(), 0.0);
}

Insulation::Resistances Insulation::resistances(double whole_mk_w) const {
    double const own = std::min(resistance_mk_w_, (1.0 - least_outside) * whole_mk_w);
    return {.layer_mk_w = own / static_cast<double>(layers_), .outside_mk_w = whole_mk_w - own};
}

void Insulation::settle(std::span<double> layer_c, Resistances const& by, double wall_c,
                        double ambient_c) const {
    double const whole = by.layer_mk_w * static_cast<double>(layers_) + by.outside_mk_w;
    for (std::size_t i = 0; i < layers_; ++i) {
        double const within = by.layer_mk_w * (static_cast<double>(i) + 0.5);
        layer_c[i] = std::lerp(wall_c, ambient_c, within / whole);
    }
}

double Insulation::step(std::span<double> layer_c, Resistances const& by, double wall_c, double ambient_c,
                        double duration_s) const {
    std::size_t const n = layers_;
    // Conductance inwards and outwards of each layer.
    auto const inwards = [&](std::size_t i) { return (i == 0 ? 2.0 : 1.0) / by.layer_mk_w; };
    double const outwards = 1.0 / (0.5 * by.layer_mk_w + by.outside_mk_w);
    double const capacity =
        std::accumulate(capacity_j_mk_.begin(), capacity_j_mk_.begin() + static_cast<std::ptrdiff_t>(n), 0.0);
    double const mode_s =
        by.layer_mk_w * static_cast<double>(n) * capacity / (std::numbers::pi * std::numbers::pi);
    double const parts = std::clamp(std::ceil(parts_a_mode * duration_s / mode_s), 1.0, parts_at_most);
    double const h = duration_s / parts;
    Tridiagonal matrix;
    for (std::size_t i = 0; i < n; ++i) {
        double const by_capacity = gamma * h / capacity_j_mk_[i];
        double const in = by_capacity * inwards(i);
        double const out = by_capacity * (i + 1 == n ? outwards : inwards(i + 1));
        matrix.below[i] = in;
        matrix.above[i] = out;
        matrix.pivot[i] = 1.0 + in + out;
        if (i > 0) {
            matrix.pivot[i] -= in * matrix.above[i - 1] / matrix.pivot[i - 1];
        }
    }
    auto const rate = [&](std::span<double const> at, std::size_t i) {
        double const before = i == 0 ? wall_c : at[i - 1];
        double const in_w = inwards(i) * (before - at[i]);
        double const out_w =
            i + 1 == n ? outwards * (at[i] - ambient_c) : inwards(i + 1) * (at[i] - at[i + 1]);
        return (in_w - out_w) / capacity_j_mk_[i];
    };
    Layers first{};
    Layers second{};
    Layers at{};
    double given_j_m = 0.0;
    for (int part = 0; part < static_cast<int>(parts); ++part) {
        auto const stage = [&](Layers& slope, Layers const* before) {
            for (std::size_t i = 0; i < n; ++i) {
                at[i] = layer_c[i] + (before != nullptr ? (1.0 - gamma) * h * (*before)[i] : 0.0);
            }
            for (std::size_t i = 0; i < n; ++i) {
                slope[i] = rate(std::span{at}.first(n), i);
            }
            matrix.solve(std::span{slope}.first(n));
            return inwards(0) * (wall_c - at[0] - gamma * h * slope[0]); // W/m of the stage
        };
        double const first_w = stage(first, nullptr);
        double const second_w = stage(second, &first);
        given_j_m += h * ((1.0 - gamma) * first_w + gamma * second_w);
        for (std::size_t i = 0; i < n; ++i) {
            layer_c[i] += h * ((1.0 - gamma) * first[i] + gamma * second[i]);
        }
    }
    return given_j_m;
}

} // namespace saggar::detail
