// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Constants that the scalar friction laws and their vectorised kernels share.

#include "saggar/engine/physics/friction.hpp"

namespace saggar::detail {

inline constexpr double laminar_end_re = 2000.0;
inline constexpr double turbulent_start_re = 4000.0;
// Below these the respective formula is replaced by a line through the origin.
inline constexpr double pandapipes_linear_below_re = 25.0;
inline constexpr double churchill_linear_below_re = 1.0;
// Below this flow, kg/s, every law is a line: keeps powers and quotients finite.
inline constexpr double least_flow_kg_s = 1e-30;
inline constexpr double head_loss_linear_below_m_s = 1e-5;

inline constexpr double nikuradse_constant = 3.71;
inline constexpr double smallest_relative_roughness = 1e-12;

// EPANET 2.2, hydcoeffs.c: numbers of its Darcy-Weisbach transition, and of its head losses in feet and
// ft3/s.
inline constexpr double dunlop_ac = -0.00514214965799;
inline constexpr double foot_m = 0.3048;
inline constexpr double hazen_williams_constant = 4.727;
inline constexpr double hazen_williams_exponent = 1.852;
inline constexpr double hazen_williams_diameter_exponent = 4.871;
// h = L (4 n/(1.49 pi d2))2 (d/4)^-1.333 q2, that is 16 4^1.333/(1.49 pi)2 n2 L q2/d^5.333. The manual rounds
// this to 4.66 n2 L q2/d^5.33.
inline constexpr double chezy_manning_constant = 4.634401636864725;
inline constexpr double chezy_manning_diameter_exponent = 5.333;

// c of dp = c m^n, Pa, under one of the two head-loss formulas.
[[nodiscard]] double head_loss_coefficient(FrictionLaw law, PipeSection const& pipe, double density_kg_m3,
                                           double gravity_m_s2);

} // namespace saggar::detail
