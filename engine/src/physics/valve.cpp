// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/valve.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace saggar {
namespace {

constexpr double seconds_per_hour = 3600.0;

} // namespace

double valve_resistance_pa_s2_kg2(double kv_m3_h, double density_kg_m3) {
    assert(kv_m3_h > 0.0 && density_kg_m3 > 0.0);
    // V[m3/h] = 3600 m/rho; dp = 1e5 (V/Kv)^2 rho/1000.
    double const per_flow = seconds_per_hour / (density_kg_m3 * kv_m3_h);
    return kv_reference_pressure_pa * density_kg_m3 / kv_reference_density_kg_m3 * per_flow * per_flow;
}

double valve_pressure_drop_pa(double mass_flow_kg_s, double kv_m3_h, double density_kg_m3) {
    return valve_resistance_pa_s2_kg2(kv_m3_h, density_kg_m3) * mass_flow_kg_s * std::abs(mass_flow_kg_s);
}

double valve_pressure_drop_slope(double mass_flow_kg_s, double kv_m3_h, double density_kg_m3) {
    return 2.0 * valve_resistance_pa_s2_kg2(kv_m3_h, density_kg_m3) * std::abs(mass_flow_kg_s);
}

double valve_mass_flow_kg_s(double pressure_drop_pa, double kv_m3_h, double density_kg_m3) {
    double const resistance = valve_resistance_pa_s2_kg2(kv_m3_h, density_kg_m3);
    return std::copysign(std::sqrt(std::abs(pressure_drop_pa) / resistance), pressure_drop_pa);
}

double valve_kv_m3_h(double mass_flow_kg_s, double pressure_drop_pa, double density_kg_m3) {
    assert(mass_flow_kg_s * pressure_drop_pa > 0.0 && density_kg_m3 > 0.0);
    double const volume_flow_m3_h = seconds_per_hour * std::abs(mass_flow_kg_s) / density_kg_m3;
    double const bar_of_water =
        std::abs(pressure_drop_pa) / kv_reference_pressure_pa * (kv_reference_density_kg_m3 / density_kg_m3);
    return volume_flow_m3_h / std::sqrt(bar_of_water);
}

double equal_percentage_kv_m3_h(double kvs_m3_h, double rangeability, double stroke) {
    assert(kvs_m3_h > 0.0 && rangeability > 1.0);
    return kvs_m3_h * std::pow(rangeability, std::clamp(stroke, 0.0, 1.0) - 1.0);
}

double linear_kv_m3_h(double kvs_m3_h, double rangeability, double stroke) {
    assert(kvs_m3_h > 0.0 && rangeability > 1.0);
    return kvs_m3_h * std::max(std::clamp(stroke, 0.0, 1.0), 1.0 / rangeability);
}

double valve_authority(double valve_pressure_drop_pa, double circuit_pressure_drop_pa) {
    assert(valve_pressure_drop_pa >= 0.0 && circuit_pressure_drop_pa >= 0.0);
    return valve_pressure_drop_pa / (valve_pressure_drop_pa + circuit_pressure_drop_pa);
}

} // namespace saggar
