// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Steady temperatures along pipes. Water that flows through one pipe decays towards the ground's temperature,
//   C dt/dx = -U (t - tg) + q,   C = m cp,
// U the conductance per metre, q the friction's heat per metre; two pipes side by side exchange heat as well
// (buried_pair.hpp):
//   C1 dt1/dx = -U11 (t1 - tg) + U12 (t2 - tg) + q1,   C2 dt2/dx = -U22 (t2 - tg) + U12 (t1 - tg) + q2,
// with C signed by direction. Both are solved exactly, so that the outlets are linear in the inlets, without
// cancellation for any ratio of conductance to flow (NTU) from nothing to standstill. Properties are constant
// along a pipe. Whole pipes are given, not metres: conductances in W/K, C in W/K, friction's heat in W.

#include <span>

namespace saggar {

// ---- one pipe ---------------------------------------------------------------------------------------------

// outlet = ground + factor (inlet - ground) + rise
struct PipeTransfer {
    double factor{}; // 0 to 1
    double rise_k{}; // by friction

    [[nodiscard]] double outlet_c(double inlet_c, double ground_c) const {
        return ground_c + factor * (inlet_c - ground_c) + rise_k;
    }
};

// The sign of the capacity flow has no effect. At standstill water takes the ground's temperature (plus the
// friction's heat over the conductance), without any conductance that of the inlet.
[[nodiscard]] PipeTransfer pipe_transfer(double conductance_w_k, double capacity_flow_w_k,
                                         double friction_heat_w = 0.0);

// Mean over the pipe's length of what pipe_transfer gives at its end, without friction: ground + mean_factor
// (inlet - ground). Conductance times it is the heat lost, accurate where inlet and outlet hardly differ.
[[nodiscard]] double pipe_mean_factor(double conductance_w_k, double capacity_flow_w_k);

// The same for many pipes, all spans of one length. Vectorised, a few nanoseconds each.
void pipe_transfers(std::span<double const> conductance_w_k, std::span<double const> capacity_flow_w_k,
                    std::span<double const> friction_heat_w, std::span<double> factor,
                    std::span<double> rise_k);

// e^-x for x >= 0 (from 700 on e^-700), relative error below 1e-15: the factor of pipe_transfer by itself.
void decay_factors(std::span<double const> x, std::span<double> out);

// ---- two pipes --------------------------------------------------------------------------------------------

// outlet_1 = ground + factor_11 (inlet_1 - ground) + factor_12 (inlet_2 - ground) + rise_1, and so for 2. The
// inlet of each pipe is where its own water enters: at the far end where its capacity flow is negative.
struct PairTransfer {
    double factor_11{};
    double factor_12{};
    double factor_21{};
    double factor_22{};
    double rise_1_k{};
    double rise_2_k{};

    [[nodiscard]] double outlet_1_c(double inlet_1_c, double inlet_2_c, double ground_c) const {
        return ground_c + factor_11 * (inlet_1_c - ground_c) + factor_12 * (inlet_2_c - ground_c) + rise_1_k;
    }
    [[nodiscard]] double outlet_2_c(double inlet_1_c, double inlet_2_c, double ground_c) const {
        return ground_c + factor_21 * (inlet_1_c - ground_c) + factor_22 * (inlet_2_c - ground_c) + rise_2_k;
    }
};

struct PairFlow {
    double own_1_w_k{}; // U11 times length
    double own_2_w_k{};
    double mutual_w_k{};          // not above either of the others
    double capacity_flow_1_w_k{}; // positive along the trench, negative against it
    double capacity_flow_2_w_k{};
    double friction_heat_1_w{0.0};
    double friction_heat_2_w{0.0};
};

// Flows of one direction or of opposite ones, unlike, or none: standing water takes the temperature between
// its neighbour's and the ground's at the end where it would leave; no flow counts as along the trench.
[[nodiscard]] PairTransfer pair_transfer(PairFlow const& flow);

// The same for many pairs, as columns of one length.
struct PairFlowColumns {
    std::span<double const> own_1_w_k;
    std::span<double const> own_2_w_k;
    std::span<double const> mutual_w_k;
    std::span<double const> capacity_flow_1_w_k;
    std::span<double const> capacity_flow_2_w_k;
    std::span<double const> friction_heat_1_w;
    std::span<double const> friction_heat_2_w;
};
struct PairTransferColumns {
    std::span<double> factor_11;
    std::span<double> factor_12;
    std::span<double> factor_21;
    std::span<double> factor_22;
    std::span<double> rise_1_k;
    std::span<double> rise_2_k;
};
void pair_transfers(PairFlowColumns const& flow, PairTransferColumns const& out);

} // namespace saggar
