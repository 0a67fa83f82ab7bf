// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/pipe_resistance.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace saggar {
namespace {

using std::numbers::pi;

double gnielinski_nusselt(double reynolds, double prandtl) {
    double const root = 1.0 / (1.8 * std::log10(reynolds) - 1.5);
    double const friction_8 = root * root / 8.0;
    return friction_8 * reynolds * prandtl /
           (1.0 + 12.7 * std::sqrt(friction_8) * (std::cbrt(prandtl * prandtl) - 1.0));
}

} // namespace

double cylinder_resistance_mk_w(double inner_diameter_m, double outer_diameter_m, double conductivity_w_mk) {
    assert(inner_diameter_m > 0.0 && outer_diameter_m >= inner_diameter_m && conductivity_w_mk > 0.0);
    return std::log(outer_diameter_m / inner_diameter_m) / (2.0 * pi * conductivity_w_mk);
}

double film_resistance_mk_w(double diameter_m, double film_coefficient_w_m2k) {
    assert(diameter_m > 0.0 && film_coefficient_w_m2k > 0.0);
    return 1.0 / (pi * diameter_m * film_coefficient_w_m2k);
}

double pipe_film_coefficient_w_m2k(double reynolds, double prandtl, double conductivity_w_mk,
                                   double inner_diameter_m) {
    assert(prandtl > 0.0 && conductivity_w_mk > 0.0 && inner_diameter_m > 0.0);
    constexpr double laminar = 3.66;
    constexpr double end_of_laminar = 2300.0;
    constexpr double begin_of_turbulent = 4000.0;
    double const re = std::abs(reynolds);
    double const turbulent = gnielinski_nusselt(std::max(re, begin_of_turbulent), prandtl);
    double const share = std::clamp((re - end_of_laminar) / (begin_of_turbulent - end_of_laminar), 0.0, 1.0);
    return std::lerp(laminar, turbulent, share) * conductivity_w_mk / inner_diameter_m;
}

double layers_resistance_mk_w(PipeLayers const& pipe) {
    return cylinder_resistance_mk_w(pipe.inner_diameter_m, pipe.outer_diameter_m,
                                    pipe.wall_conductivity_w_mk) +
           cylinder_resistance_mk_w(pipe.outer_diameter_m, pipe.insulation_diameter_m,
                                    pipe.insulation_conductivity_w_mk) +
           cylinder_resistance_mk_w(pipe.insulation_diameter_m, pipe.casing_diameter_m,
                                    pipe.casing_conductivity_w_mk);
}

double pipe_in_air_resistance_mk_w(PipeLayers const& pipe, double inner_film_w_m2k, double outer_film_w_m2k) {
    return film_resistance_mk_w(pipe.inner_diameter_m, inner_film_w_m2k) + layers_resistance_mk_w(pipe) +
           film_resistance_mk_w(pipe.casing_diameter_m, outer_film_w_m2k);
}

double equivalent_depth_m(double depth_to_centre_m, double ground_conductivity_w_mk,
                          double surface_resistance_m2k_w) {
    return depth_to_centre_m + surface_resistance_m2k_w * ground_conductivity_w_mk;
}

double ground_resistance_exact_mk_w(double depth_m, double diameter_m, double ground_conductivity_w_mk) {
    assert(2.0 * depth_m >= diameter_m && diameter_m > 0.0 && ground_conductivity_w_mk > 0.0);
    return std::acosh(2.0 * depth_m / diameter_m) / (2.0 * pi * ground_conductivity_w_mk);
}

double ground_resistance_mk_w(double depth_m, double diameter_m, double ground_conductivity_w_mk) {
    assert(2.0 * depth_m >= diameter_m && diameter_m > 0.0 && ground_conductivity_w_mk > 0.0);
    return std::log(4.0 * depth_m / diameter_m) / (2.0 * pi * ground_conductivity_w_mk);
}

double mutual_ground_resistance_mk_w(double depth_1_m, double depth_2_m, double horizontal_distance_m,
                                     double ground_conductivity_w_mk) {
    double const apart = std::hypot(depth_1_m - depth_2_m, horizontal_distance_m);
    double const to_image = std::hypot(depth_1_m + depth_2_m, horizontal_distance_m);
    assert(apart > 0.0 && ground_conductivity_w_mk > 0.0);
    return std::log(to_image / apart) / (2.0 * pi * ground_conductivity_w_mk);
}

} // namespace saggar
