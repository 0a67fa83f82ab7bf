// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Thermal resistances of one metre of pipe, m K/W: film, wall, insulation, casing, and what surrounds it, air
// or ground. They add up from the water outwards; the conductance U = 1/R, W/(m K), times the temperature
// difference is the heat that a metre loses. Radial conduction as in ISO 12241; ground as in EN 13941-1.

namespace saggar {

// A pipe from the water outwards. Layers of no thickness are allowed and resist nothing.
struct PipeLayers {
    double inner_diameter_m{};
    double outer_diameter_m{};      // of the carrier pipe
    double insulation_diameter_m{}; // outside of the insulation
    double casing_diameter_m{};     // outside of the casing
    double wall_conductivity_w_mk{50.0};
    double insulation_conductivity_w_mk{0.027};
    double casing_conductivity_w_mk{0.4};
};

// ln(outer/inner)/(2 pi k); 0 < inner <= outer.
[[nodiscard]] double cylinder_resistance_mk_w(double inner_diameter_m, double outer_diameter_m,
                                              double conductivity_w_mk);
// 1/(pi d h)
[[nodiscard]] double film_resistance_mk_w(double diameter_m, double film_coefficient_w_m2k);

// Heat transfer from water to the pipe's wall, W/(m2 K), fully developed: laminar Nu = 3.66 up to Re 2300,
// Gnielinski with Filonenko's friction from Re 4000, linear in between (Gnielinski 2013, Int. J. Heat Mass
// Transfer 63:134; VDI Heat Atlas G1). Film resistance matters in small pipes of slow water only.
[[nodiscard]] double pipe_film_coefficient_w_m2k(double reynolds, double prandtl, double conductivity_w_mk,
                                                 double inner_diameter_m);

// Wall, insulation and casing together.
[[nodiscard]] double layers_resistance_mk_w(PipeLayers const& pipe);

// Outer film of a pipe in the open included.
[[nodiscard]] double pipe_in_air_resistance_mk_w(PipeLayers const& pipe, double inner_film_w_m2k,
                                                 double outer_film_w_m2k);

// Resistance between the ground's surface and the air, as that much more ground above the pipe: depth + R0 k.
inline constexpr double en13941_surface_resistance_m2k_w = 0.0685;
[[nodiscard]] double equivalent_depth_m(double depth_to_centre_m, double ground_conductivity_w_mk,
                                        double surface_resistance_m2k_w = en13941_surface_resistance_m2k_w);

// Ground around one buried pipe of uniform surface temperature, below ground of uniform surface temperature:
// acosh(2 depth/diameter)/(2 pi k), exact (Carslaw & Jaeger); the depth is to the centre, not less than the
// radius.
[[nodiscard]] double ground_resistance_exact_mk_w(double depth_m, double diameter_m,
                                                  double ground_conductivity_w_mk);
// ln(4 depth/diameter)/(2 pi k): EN 13941-1, the exact one's limit for deep pipes (0.1 % at ten radii).
[[nodiscard]] double ground_resistance_mk_w(double depth_m, double diameter_m,
                                            double ground_conductivity_w_mk);
// What one watt lost by a pipe raises the other's surface by: line source and its image. For pipes at the
// depths z1, z2 and the horizontal distance s: ln(((z1+z2)^2+s^2)/((z1-z2)^2+s^2))/(4 pi k).
[[nodiscard]] double mutual_ground_resistance_mk_w(double depth_1_m, double depth_2_m,
                                                   double horizontal_distance_m,
                                                   double ground_conductivity_w_mk);

} // namespace saggar
