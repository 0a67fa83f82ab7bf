// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_units.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace saggar::detail::epanet {

namespace {

struct FlowUnit {
    std::string_view name;
    bool metric;
    double per_cubic_foot_second; // EPANET's
    double exact_m3_s;
};

constexpr double us_gallon_m3 = 3.785411784e-3;
constexpr double imperial_gallon_m3 = 4.54609e-3;
constexpr double day_s = 86400.0;
constexpr double square_feet_in_acre = 43560.0;

constexpr std::array<FlowUnit, 11> flow_units{
    {{"CFS", false, 1.0, cubic_metres_per_cubic_foot},
     {"GPM", false, 448.831, us_gallon_m3 / 60.0},
     {"MGD", false, 0.64632, 1e6 * us_gallon_m3 / day_s},
     {"IMGD", false, 0.5382, 1e6 * imperial_gallon_m3 / day_s},
     {"AFD", false, 1.9837, square_feet_in_acre* cubic_metres_per_cubic_foot / day_s},
     {"LPS", true, 28.317, 1e-3},
     {"LPM", true, 1699.0, 1e-3 / 60.0},
     {"MLD", true, 2.4466, 1e3 / day_s},
     {"CMH", true, 101.94, 1.0 / 3600.0},
     {"CMD", true, 2446.6, 1.0 / day_s},
     {"CMS", true, 0.028317, 1.0}}};

FlowUnit const& find_flow_unit(std::string_view name) {
    for (auto const& unit : flow_units) {
        if (unit.name == name) {
            return unit;
        }
    }
    return flow_units[1]; // EPANET's default; readers let no other name through
}

constexpr double standard_gravity_m_s2 = 9.80665;
constexpr double water_density_kg_m3 = 998.2;      // at 20 degC, IAPWS-95
constexpr double water_viscosity_m2_s = 1.0034e-6; // at 20 degC, IAPWS 2008
constexpr double epanet_viscosity_ft2_s = 1.1e-5;  // of water at 20 degC
constexpr double epanet_psi_per_foot = 0.4333;     // of water
constexpr double epanet_kpa_per_psi = 6.895;
constexpr double epanet_bar_per_psi = 0.068948;
constexpr double pascal_per_psi = 6894.757293168;
constexpr double epanet_kw_per_hp = 0.7457;
constexpr double watt_per_hp = 745.6998715822702;
constexpr double epanet_minor_loss_s2_ft = 0.02517; // h = 0.02517 K Q2/d4 in ft and ft3/s
constexpr double epanet_power_ft4_s = 8.814;        // h Q = 8.814 hp, in ft and ft3/s
constexpr double smallest_multiple = 1e-3;          // a viscosity above it is a multiple of water's

PressureUnit pressure_unit(Options const& options) {
    if (options.pressure != PressureUnit::by_flow_unit) {
        return options.pressure;
    }
    return is_metric(options.flow_unit) ? PressureUnit::metres : PressureUnit::psi;
}

// Head, in metres of water that is `gravity` times as dense as water, that makes one unit of pressure.
double epanet_pressure_head_m(PressureUnit unit, double specific_gravity) {
    double per_foot = 1.0; // units of pressure in a foot of water
    switch (unit) {
    case PressureUnit::psi: per_foot = epanet_psi_per_foot * specific_gravity; break;
    case PressureUnit::kpa: per_foot = epanet_kpa_per_psi * epanet_psi_per_foot * specific_gravity; break;
    case PressureUnit::bar: per_foot = epanet_bar_per_psi * epanet_psi_per_foot * specific_gravity; break;
    case PressureUnit::feet: per_foot = specific_gravity; break;
    case PressureUnit::metres:
    case PressureUnit::by_flow_unit: per_foot = metres_per_foot * specific_gravity; break;
    }
    return metres_per_foot / per_foot;
}

double exact_pressure_head_m(PressureUnit unit, double specific_gravity, double density, double gravity) {
    double const weight = density * gravity; // Pa in a metre of the fluid
    switch (unit) {
    case PressureUnit::psi: return pascal_per_psi / weight;
    case PressureUnit::kpa: return 1e3 / weight;
    case PressureUnit::bar: return 1e5 / weight;
    case PressureUnit::feet: return metres_per_foot / specific_gravity;
    case PressureUnit::metres:
    case PressureUnit::by_flow_unit: break;
    }
    return 1.0 / specific_gravity; // metres of water, not of the fluid
}

} // namespace

bool is_metric(std::string_view flow_unit) {
    return find_flow_unit(flow_unit).metric;
}

EpanetUnits units_of(Options const& options, bool epanet_constants) {
    auto const& flow = find_flow_unit(options.flow_unit);
    EpanetUnits units;
    units.flow = flow.name;
    units.length_m = flow.metric ? 1.0 : metres_per_foot;
    units.diameter_m = flow.metric ? 1e-3 : metres_per_foot / 12.0;
    auto const pressure = pressure_unit(options);
    if (epanet_constants) {
        units.flow_m3_s = cubic_metres_per_cubic_foot / flow.per_cubic_foot_second;
        units.gravity_m_s2 = epanet_gravity_m_s2;
        units.density_kg_m3 = 1000.0 * options.specific_gravity;
        units.pressure_head_m = epanet_pressure_head_m(pressure, options.specific_gravity);
        double const watt = epanet_power_ft4_s * cubic_metres_per_cubic_foot * metres_per_foot *
                            units.density_kg_m3 * units.gravity_m_s2; // rho g h Q of a horse power
        units.power_w = flow.metric ? watt / epanet_kw_per_hp : watt;
    } else {
        units.flow_m3_s = flow.exact_m3_s;
        units.gravity_m_s2 = standard_gravity_m_s2;
        units.density_kg_m3 = water_density_kg_m3 * options.specific_gravity;
        units.pressure_head_m = exact_pressure_head_m(pressure, options.specific_gravity, units.density_kg_m3,
                                                      units.gravity_m_s2);
        units.power_w = flow.metric ? 1e3 : watt_per_hp;
    }
    return units;
}

double kinematic_viscosity_m2_s(Options const& options, bool epanet_constants) {
    double const water =
        epanet_constants ? epanet_viscosity_ft2_s * metres_per_foot * metres_per_foot : water_viscosity_m2_s;
    double const given = options.viscosity.value_or(1.0);
    if (given > smallest_multiple) {
        return given * water;
    }
    return is_metric(options.flow_unit) ? given : given * metres_per_foot * metres_per_foot;
}

double minor_loss_s2_m5(double coefficient, double diameter_m, bool epanet_constants) {
    double const area_part = std::pow(diameter_m, 4);
    if (epanet_constants) { // ft/(ft3/s)2 / ft4 is s2/ft
        return epanet_minor_loss_s2_ft / metres_per_foot * coefficient / area_part;
    }
    return 8.0 / (std::numbers::pi * std::numbers::pi * standard_gravity_m_s2) * coefficient / area_part;
}

double zeta_of(double coefficient, bool epanet_constants) {
    if (!epanet_constants) {
        return coefficient;
    }
    double const exact = 8.0 / (std::numbers::pi * std::numbers::pi * epanet_gravity_m_s2);
    return coefficient * (epanet_minor_loss_s2_ft / metres_per_foot) / exact;
}

double kv_of(double loss_s2_m5, double gravity_m_s2) {
    // 1 bar (V/Kv)2 rho/(1000 kg/m3) = rho g k Q2 with V = 3600 Q
    return 3600.0 * std::sqrt(100.0 / (gravity_m_s2 * loss_s2_m5));
}

} // namespace saggar::detail::epanet
