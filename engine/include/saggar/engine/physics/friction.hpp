// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Pressure loss of a full round pipe by friction and local losses, as a function of its mass flow, with its
// analytic derivative. Positive flow loses positive pressure; every law is odd in the flow, increasing, and
// has a finite positive slope at rest. Darcy-Weisbach: dp = (f L/d + zeta) m|m| / (2 rho A^2), Re = 4|m|/(pi
// d mu). These scalar forms are the reference; the solver runs vectorised kernels that agree to 1e-13
// relative.

#include <cstdint>

namespace saggar {

// Which friction factor (or head-loss formula) all pipes of a solver use. The first four are completed by
// f = 64/Re below Re 2000 and by a cubic in Re between 2000 and 4000 that meets both ends in value and slope.
enum class FrictionLaw : std::uint8_t {
    // 1/sqrt f = -2 log10(k/(3.7 d) + 2.51/(Re sqrt f)), solved to round-off. Colebrook, J. Inst. Civ. Eng.
    // 1939.
    colebrook,
    // f = 0.25 / log10(k/(3.7 d) + 5.74/Re^0.9)^2. Swamee & Jain, J. Hydraul. Div. ASCE 1976.
    swamee_jain,
    // 1/sqrt f = -1.8 log10((k/(3.7 d))^1.11 + 6.9/Re). Haaland, J. Fluids Eng. 1983.
    haaland,
    // One formula for every Re > 0. Churchill, Chem. Eng. 1977. (It needs no completion.)
    churchill,
    // EPANET's Darcy-Weisbach: Swamee-Jain above Re 4000, 64/Re below 2000, Dunlop's cubic between.
    epanet,
    // h = 10.67 L (V/C)^1.852 / d^4.871 with EPANET's constant and exponents; `roughness` is C.
    hazen_williams,
    // h = L n^2 V^2 / A^2 (4/d)^(4/3) with EPANET's constant; `roughness` is Manning's n.
    chezy_manning,
    // pandapipes' formulas, each used at every Re without a laminar branch, linear in flow below Re 25.
    pandapipes_colebrook,   // Colebrook with k/(3.71 d)
    pandapipes_swamee_jain, // as above
    pandapipes_nikuradse,   // f = 64/Re + 1/(2 log10(3.71 d/k))^2: a sum
};

// `roughness` is the wall roughness in metres, except for Hazen-Williams (C) and Chezy-Manning (n), which are
// pure numbers. `zeta_sum` are the local losses referred to the velocity in the pipe.
struct PipeSection {
    double length_m{};
    double inner_diameter_m{};
    double roughness{};
    double zeta_sum{};
};

struct PressureLoss {
    double loss_pa{};       // odd in the flow
    double slope_pa_s_kg{}; // d loss / d flow, above 0
};

// Darcy's friction factor of a Darcy-Weisbach law at `reynolds` > 0 and `relative_roughness` = k/d in [0,
// 0.1]. The two head-loss formulas have none: quiet NaN is never returned, they throw Error
// (operation_refused).
[[nodiscard]] double darcy_friction_factor(FrictionLaw law, double reynolds, double relative_roughness);

// Loss and slope at `mass_flow_kg_s` (any sign, 0 included) of water of `density_kg_m3` and dynamic
// `viscosity_pa_s`, all above 0. `gravity_m_s2` converts the head of the two head-loss formulas to pressure.
[[nodiscard]] PressureLoss pipe_pressure_loss(FrictionLaw law, PipeSection const& pipe, double density_kg_m3,
                                              double viscosity_pa_s, double mass_flow_kg_s,
                                              double gravity_m_s2 = 9.80665);

} // namespace saggar
