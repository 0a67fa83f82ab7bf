// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Heat lost by two pipes that lie together in the ground, per metre of trench: what each loses depends on
// both.
//   q1 = own_1 (t1 - tg) - mutual (t2 - tg),  q2 = own_2 (t2 - tg) - mutual (t1 - tg),  positive out of the
//   water.
// Three ways to find the conductances: the formulas of EN 13941-1 and of Wallenten (Steady-state heat loss
// from insulated pipes, Lund 1991), and the exact solution by multipoles (Bennet, Claesson & Hellstrom,
// Multipole method to compute the conductive heat flows to and between pipes, Lund 1987), which the others
// approximate: within 0.5 % for two pipes, but up to 18 % off for twin pipes. The solver uses the exact one;
// it costs tens of microseconds for each kind of pair, a millisecond or so for a twin pipe. Depths are to
// centres, from a surface of uniform temperature; see equivalent_depth_m for surface resistance.

#include "saggar/engine/physics/pipe_resistance.hpp"

namespace saggar {

struct PairConductance {
    double own_1_w_mk{};
    double own_2_w_mk{};
    double mutual_w_mk{};

    [[nodiscard]] double loss_1_w_m(double t1_c, double t2_c, double ground_c) const {
        return own_1_w_mk * (t1_c - ground_c) - mutual_w_mk * (t2_c - ground_c);
    }
    [[nodiscard]] double loss_2_w_m(double t1_c, double t2_c, double ground_c) const {
        return own_2_w_mk * (t2_c - ground_c) - mutual_w_mk * (t1_c - ground_c);
    }
};

// The inverse of the resistances in t1 - tg = own_1 q1 + mutual q2, t2 - tg = mutual q1 + own_2 q2 (m K/W).
[[nodiscard]] PairConductance pair_conductance(double own_resistance_1_mk_w, double own_resistance_2_mk_w,
                                               double mutual_resistance_mk_w);

// ---- two pipes, each in its own casing -------------------------------------------------------------------

struct BuriedPair {
    PipeLayers pipe_1;
    PipeLayers pipe_2;
    double depth_1_m{};
    double depth_2_m{};
    double horizontal_distance_m{}; // between centres; 0: one above the other
    double ground_conductivity_w_mk{};
    // Of the water's film; 0 leaves its resistance out (the pipe's inside is as warm as the water).
    double film_1_w_m2k{0.0};
    double film_2_w_m2k{0.0};
};

// EN 13941-1:2019 (Bohm 2000, Int. J. Energy Res. 24:1311): line sources and their images.
[[nodiscard]] PairConductance en13941_pair(BuriedPair const& pair);

// Exact to `tolerance` (relative): within the assumption of circles of uniform conductivities in a half
// plane.
[[nodiscard]] PairConductance exact_pair(BuriedPair const& pair, double tolerance = 1e-10);

// The same for one pipe alone: its conductance, W/(m K).
[[nodiscard]] double exact_single_w_mk(PipeLayers const& pipe, double depth_m,
                                       double ground_conductivity_w_mk, double film_w_m2k = 0.0,
                                       double tolerance = 1e-10);

// ---- two pipes in one casing ------------------------------------------------------------------------------

struct TwinPipe {
    double inner_diameter_m{}; // both carriers alike
    double outer_diameter_m{};
    double centre_spacing_m{};
    double insulation_diameter_m{};
    double casing_diameter_m{};
    double wall_conductivity_w_mk{50.0};
    double insulation_conductivity_w_mk{0.027};
    double casing_conductivity_w_mk{0.4};
    double depth_m{}; // of the casing's centre
    double ground_conductivity_w_mk{};
    bool vertical{false}; // pipe 1 above pipe 2, else beside it
    double film_1_w_m2k{0.0};
    double film_2_w_m2k{0.0};
};

[[nodiscard]] PairConductance exact_twin(TwinPipe const& twin, double tolerance = 1e-10);

// ---- Wallenten's formulas, to compare ---------------------------------------------------------------------

enum class WallentenOrder { zero, one };

struct WallentenPair {
    double depth_m{};
    double half_spacing_m{};
    double carrier_radius_m{}; // outer
    double casing_radius_m{};
    double insulation_conductivity_w_mk{};
    double ground_conductivity_w_mk{};
};
// Two alike pipes side by side. Order one is within 2e-4 of the exact solution for usual pipes.
[[nodiscard]] PairConductance wallenten_pair(WallentenPair const& pair, WallentenOrder order);
// Two carriers side by side in one casing. Order one as corrected against the exact solution (a transcription
// in circulation lacks a square in the symmetric part and has another power in the antisymmetric one).
[[nodiscard]] PairConductance wallenten_twin(WallentenPair const& twin, WallentenOrder order);

} // namespace saggar
