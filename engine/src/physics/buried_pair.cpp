// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/buried_pair.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

namespace saggar {
namespace {

using std::numbers::pi;

constexpr double square(double x) {
    return x * x;
}

double film_and_layers(PipeLayers const& pipe, double film_w_m2k) {
    double const layers = layers_resistance_mk_w(pipe);
    return film_w_m2k > 0.0 ? layers + film_resistance_mk_w(pipe.inner_diameter_m, film_w_m2k) : layers;
}

// Wallenten splits into a symmetric and an antisymmetric problem: q = 2 pi k h times half the sum, or half
// the difference, of the two temperatures above the ground's.
PairConductance from_symmetries(double conductivity_w_mk, double h_symmetric, double h_antisymmetric) {
    double const own = pi * conductivity_w_mk * (h_antisymmetric + h_symmetric);
    return {.own_1_w_mk = own,
            .own_2_w_mk = own,
            .mutual_w_mk = pi * conductivity_w_mk * (h_antisymmetric - h_symmetric)};
}

} // namespace

PairConductance pair_conductance(double own_resistance_1_mk_w, double own_resistance_2_mk_w,
                                 double mutual_resistance_mk_w) {
    double const determinant = own_resistance_1_mk_w * own_resistance_2_mk_w - square(mutual_resistance_mk_w);
    assert(determinant > 0.0);
    return {.own_1_w_mk = own_resistance_2_mk_w / determinant,
            .own_2_w_mk = own_resistance_1_mk_w / determinant,
            .mutual_w_mk = mutual_resistance_mk_w / determinant};
}

PairConductance en13941_pair(BuriedPair const& pair) {
    auto const own = [&](PipeLayers const& pipe, double depth_m, double film_w_m2k) {
        return film_and_layers(pipe, film_w_m2k) +
               ground_resistance_mk_w(depth_m, pipe.casing_diameter_m, pair.ground_conductivity_w_mk);
    };
    return pair_conductance(own(pair.pipe_1, pair.depth_1_m, pair.film_1_w_m2k),
                            own(pair.pipe_2, pair.depth_2_m, pair.film_2_w_m2k),
                            mutual_ground_resistance_mk_w(pair.depth_1_m, pair.depth_2_m,
                                                          pair.horizontal_distance_m,
                                                          pair.ground_conductivity_w_mk));
}

PairConductance wallenten_pair(WallentenPair const& pair, WallentenOrder order) {
    double const h = pair.depth_m;
    double const d = pair.half_spacing_m;
    double const rc = pair.casing_radius_m;
    double const beta = pair.ground_conductivity_w_mk / pair.insulation_conductivity_w_mk *
                        std::log(rc / pair.carrier_radius_m);
    double const log_image = 0.5 * std::log1p(square(h / d));
    double symmetric = std::log(2.0 * h / rc) + beta + log_image;
    double antisymmetric = std::log(2.0 * h / rc) + beta - log_image;
    if (order == WallentenOrder::one) {
        // Wallenten divides by (1+beta)/(1-beta) +- x; multiplied out it has no pole at beta = 1.
        double const x = square(rc / (2.0 * d));
        double const direct = x + square(rc / (2.0 * h));
        double const diagonal = square(rc) / (4.0 * (square(d) + square(h)));
        symmetric -= (direct + diagonal) * (1.0 - beta) / (1.0 + beta + x * (1.0 - beta));
        antisymmetric -= (direct - 3.0 * diagonal) * (1.0 - beta) / (1.0 + beta - x * (1.0 - beta));
    }
    return from_symmetries(pair.ground_conductivity_w_mk, 1.0 / symmetric, 1.0 / antisymmetric);
}

PairConductance wallenten_twin(WallentenPair const& twin, WallentenOrder order) {
    double const h = twin.depth_m;
    double const d = twin.half_spacing_m;
    double const ri = twin.carrier_radius_m;
    double const rc = twin.casing_radius_m;
    double const li = twin.insulation_conductivity_w_mk;
    double const lg = twin.ground_conductivity_w_mk;
    double const sigma = (li - lg) / (li + lg);
    double const gamma = 2.0 * (1.0 - square(sigma)) / (1.0 - sigma * square(rc / (2.0 * h)));
    double const rc4 = square(square(rc));
    double const d4 = square(square(d));
    double symmetric = 2.0 * li / lg * std::log(2.0 * h / rc) + std::log(square(rc) / (2.0 * d * ri)) +
                       sigma * std::log(rc4 / (rc4 - d4));
    double antisymmetric =
        std::log(2.0 * d / ri) + sigma * std::log((square(rc) + square(d)) / (square(rc) - square(d)));
    if (order == WallentenOrder::one) {
        double const near = ri / (2.0 * d);
        symmetric -= square(near - 2.0 * sigma * ri * d * square(d) / (rc4 - d4)) /
                     (1.0 + square(near) + sigma * square(2.0 * ri * square(rc) * d / (rc4 - d4)));
        antisymmetric -= square(near - gamma * d * ri / (4.0 * square(h)) +
                                2.0 * sigma * ri * square(rc) * d / (rc4 - d4)) /
                         (1.0 - square(near) - gamma * square(ri / (2.0 * h)) +
                          2.0 * sigma * square(ri * rc) * (rc4 + d4) / square(rc4 - d4));
        antisymmetric -= gamma * square(d / (2.0 * h));
    }
    return from_symmetries(li, 1.0 / symmetric, 1.0 / antisymmetric);
}

} // namespace saggar
