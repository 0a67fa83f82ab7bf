// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How much heat a large heat pump makes of a unit of electricity, from the temperatures of its source and of
// the network. The efficiency against Lorenz's ideal is no constant: it falls where the lift is small against
// the differences that exchangers need.
//
// Jensen, Ommen, Reinholdt, Markussen & Elmegaard, "Heat pump COP, part 2: generalized COP estimation of heat
// pump processes", Gustav Lorentzen Conference 2018; coefficients as used by Pieper, Ommen, Jensen,
// Elmegaard & Markussen, Energy 205 (2020) 117994:
//
//   COP = COP_L (1 + (d_sink + pp)/T_sink) / (1 + (d_sink + d_source + 2 pp)/(T_sink - T_source)) eta (1 - w)
//         + 1 - eta - f_Q,        COP_L = T_sink/(T_sink - T_source),
//
// T logarithmic means in K, pp the pinch point difference, d_source half the source's drop, d_sink and w
// linear in the lift and the sink's rise with coefficients of the refrigerant.

namespace saggar {

enum class Refrigerant { ammonia, isobutane };

struct HeatPumpOptions {
    Refrigerant refrigerant{Refrigerant::ammonia};
    double pinch_point_k{5.0};         // of both exchangers
    double isentropic_efficiency{0.8}; // of the compressor, 0 to 1
    double heat_loss{0.0};             // of the compressor, as part of its electricity
};

struct HeatPumpTemperatures {
    double source_in_c{};
    double source_out_c{}; // not above source_in_c
    double sink_in_c{};
    double sink_out_c{}; // not below sink_in_c
};

// Smallest difference of the mean temperatures of sink and source that the formula is used for, K: nearer to
// each other, the COP is that at this difference. An assumption: the formula says nothing about it.
inline constexpr double heat_pump_least_lift_k = 5.0;

// Lorenz's ideal: heat over electricity of a reversible heat pump between two gliding temperatures.
[[nodiscard]] double lorenz_cop(HeatPumpTemperatures const& temperatures);

// Heat over electricity at full load, at least 1.
[[nodiscard]] double heat_pump_cop(HeatPumpTemperatures const& temperatures,
                                   HeatPumpOptions const& options = {});

} // namespace saggar
