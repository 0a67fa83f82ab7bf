// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Valves by their flow coefficient: Kv is the volume flow in m3/h of water of 1000 kg/m3 that one bar drives
// through, so dp = 1 bar (V/Kv)^2 rho/1000. Flow and pressure drop carry the same sign (VDI/VDE 2173, IEC
// 60534).

namespace saggar {

inline constexpr double kv_reference_density_kg_m3 = 1000.0;
inline constexpr double kv_reference_pressure_pa = 1e5;

// Pressure drop in the direction of the flow: odd in the mass flow. `kv_m3_h` above zero.
[[nodiscard]] double valve_pressure_drop_pa(double mass_flow_kg_s, double kv_m3_h, double density_kg_m3);

// Its derivative by the mass flow, Pa s/kg; never negative.
[[nodiscard]] double valve_pressure_drop_slope(double mass_flow_kg_s, double kv_m3_h, double density_kg_m3);

// The mass flow that a pressure drop drives through: the inverse of valve_pressure_drop_pa.
[[nodiscard]] double valve_mass_flow_kg_s(double pressure_drop_pa, double kv_m3_h, double density_kg_m3);

// The coefficient at which a mass flow causes a pressure drop; both of one sign and not zero.
[[nodiscard]] double valve_kv_m3_h(double mass_flow_kg_s, double pressure_drop_pa, double density_kg_m3);

// dp = k m|m|: what a network solver wants of a valve, Pa s2/kg2.
[[nodiscard]] double valve_resistance_pa_s2_kg2(double kv_m3_h, double density_kg_m3);

// Kv = Kvs R^(y-1) at the stroke y in 0..1 (clamped) with the rangeability R > 1, say 50. A real valve closes
// at y = 0; this characteristic leaves Kvs/R.
[[nodiscard]] double equal_percentage_kv_m3_h(double kvs_m3_h, double rangeability, double stroke);

// Kv = Kvs y, never below Kvs/R.
[[nodiscard]] double linear_kv_m3_h(double kvs_m3_h, double rangeability, double stroke);

// Share of the open valve in the pressure drop that it controls, in 0..1; both drops non-negative, one
// positive.
[[nodiscard]] double valve_authority(double valve_pressure_drop_pa, double circuit_pressure_drop_pa);

} // namespace saggar
