// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Liquid water as the International Association for the Properties of Water and Steam (IAPWS) states it:
// equation of state IF97 region 1 (R7-97(2012)), saturation line IF97 region 4, viscosity R12-08 and thermal
// conductivity R15-11, all in the form meant for industrial use. These are exact and slow, about a
// microsecond each: `Fluid` (fluid.hpp) is fitted to them once and is what solvers call. Temperatures in
// kelvin here, as in the releases.

namespace saggar {

// A state of liquid water from IF97 region 1: 273.15 K to 623.15 K, saturation pressure to 100 MPa. Slightly
// below saturation pressure the equation gives reasonable values of the metastable liquid.
struct LiquidWaterState {
    double density_kg_m3{};
    double enthalpy_j_kg{};
    double heat_capacity_j_kgk{};               // at constant pressure
    double heat_capacity_ratio{};               // cp/cv
    double isothermal_density_slope_kg_m3_pa{}; // d rho/dp at constant temperature
};
[[nodiscard]] LiquidWaterState if97_liquid_water(double temperature_k, double pressure_pa);

// Saturation pressure, IF97 equation 30, 273.15 K to 647.096 K.
[[nodiscard]] double if97_saturation_pressure_pa(double temperature_k);

// Dynamic viscosity, R12-08 with the critical enhancement left out, as recommended for industrial use.
[[nodiscard]] double iapws_viscosity_pa_s(double temperature_k, double density_kg_m3);

// Thermal conductivity without the critical enhancement: R15-11 equations 16 and 17.
[[nodiscard]] double iapws_background_conductivity_w_mk(double temperature_k, double density_kg_m3);

// Thermal conductivity of the liquid with the enhancement (nil below 150 degC, 0.1 % at 180 degC), R15-11
// with IF97 and the industrial viscosity.
[[nodiscard]] double iapws_conductivity_w_mk(double temperature_k, double pressure_pa);

} // namespace saggar
