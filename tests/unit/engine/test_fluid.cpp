// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/fluid.hpp"

#include "saggar/engine/physics/iapws.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace {

using namespace saggar;

constexpr double zero_celsius_k = 273.15;

Fluid made_up_table() {
    return Fluid::tabulated({.density_kg_m3 = {{10.0, 1000.0}, {50.0, 990.0}, {90.0, 965.0}},
                             .dynamic_viscosity_pa_s = {{10.0, 1.3e-3}, {90.0, 3e-4}},
                             .heat_capacity_j_kgk = {{20.0, 4000.0}, {40.0, 4400.0}, {70.0, 4100.0}},
                             .conductivity_w_mk = {{20.0, 0.6}}});
}

std::vector<std::pair<char const*, Fluid>> all_kinds() {
    return {{"water", Fluid::water()},
            {"constant", Fluid::constant({983.2, 4.67e-4, 4185.0, 0.65})},
            {"tabulated", made_up_table()},
            {"pandapipes", Fluid::pandapipes_water()}};
}

// ---- the formulations against the verification tables of their releases -----------------------------------

TEST(Iapws, Region1MeetsItsVerificationTable) {
    // R7-97(2012), table 5: T, p, v, h, cp.
    struct Row {
        double t, p, v, h, cp;
    };
    for (Row const& row : {Row{300.0, 3e6, 0.100215168e-2, 0.115331273e6, 0.417301218e4},
                           Row{300.0, 80e6, 0.971180894e-3, 0.184142828e6, 0.401008987e4},
                           Row{500.0, 3e6, 0.120241800e-2, 0.975542239e6, 0.465580682e4}}) {
        auto const state = if97_liquid_water(row.t, row.p);
        EXPECT_NEAR(1.0 / state.density_kg_m3, row.v, 5e-9 * row.v) << "m3/kg at " << row.t << " K";
        EXPECT_NEAR(state.enthalpy_j_kg, row.h, 5e-9 * row.h) << "J/kg at " << row.t << " K";
        EXPECT_NEAR(state.heat_capacity_j_kgk, row.cp, 5e-9 * row.cp) << "J/(kg K) at " << row.t << " K";
    }
}

TEST(Iapws, DensitySlopeIsTheDerivative) {
    double const step = 1e3;
    auto const at = [](double p) { return if97_liquid_water(400.0, p).density_kg_m3; };
    double const central = (at(1e6 + step) - at(1e6 - step)) / (2.0 * step);
    EXPECT_NEAR(if97_liquid_water(400.0, 1e6).isothermal_density_slope_kg_m3_pa, central, 1e-7 * central);
}

TEST(Iapws, SaturationLineMeetsItsVerificationTable) {
    // R7-97(2012), table 35.
    EXPECT_NEAR(if97_saturation_pressure_pa(300.0), 0.353658941e4, 5e-6);
    EXPECT_NEAR(if97_saturation_pressure_pa(500.0), 0.263889776e7, 5e-3);
    EXPECT_NEAR(if97_saturation_pressure_pa(600.0), 0.123443146e8, 5e-2);
}

TEST(Iapws, ViscosityMeetsItsVerificationTable) {
    // R12-08, table 4: T, rho, micropascal seconds.
    for (auto const& [t, rho, expected] : {std::array{298.15, 998.0, 889.735100},
                                           {298.15, 1200.0, 1437.649467},
                                           {373.15, 1000.0, 307.883622},
                                           {433.15, 1.0, 14.538324},
                                           {433.15, 1000.0, 217.685358},
                                           {873.15, 600.0, 77.430195},
                                           {1173.15, 400.0, 64.154608}}) {
        EXPECT_NEAR(1e6 * iapws_viscosity_pa_s(t, rho), expected, 6e-7) << t << " K, " << rho << " kg/m3";
    }
}

TEST(Iapws, ConductivityMeetsItsVerificationTables) {
    // R15-11, table 4 (without enhancement) and table 7 (industrial, region 1).
    EXPECT_NEAR(iapws_background_conductivity_w_mk(298.15, 998.0), 0.6077128676, 6e-11);
    EXPECT_NEAR(iapws_background_conductivity_w_mk(298.15, 1200.0), 0.7990381436, 6e-11);
    EXPECT_NEAR(iapws_conductivity_w_mk(620.0, 20e6), 0.481485195, 6e-10);
    EXPECT_NEAR(iapws_conductivity_w_mk(620.0, 50e6), 0.545038940, 6e-10);
}

// ---- the fit ----------------------------------------------------------------------------------------------

TEST(Fluid, WaterFollowsIapws) {
    for (double const pressure : {1e5, 1e6, 2.5e6, 1e7}) {
        Fluid const water = Fluid::water(pressure);
        double const enthalpy_at_zero = if97_liquid_water(zero_celsius_k, pressure).enthalpy_j_kg;
        double density = 0.0;
        double heat_capacity = 0.0;
        double viscosity = 0.0;
        double conductivity = 0.0;
        double heat_content = 0.0;
        auto const worse = [](double& worst, double actual, double expected) {
            worst = std::max(worst, std::abs(actual / expected - 1.0));
        };
        for (int i = 0; i <= 1800; ++i) {
            double const t = 0.1 * i;
            auto const state = if97_liquid_water(t + zero_celsius_k, pressure);
            worse(density, water.density_kg_m3(t), state.density_kg_m3);
            worse(heat_capacity, water.heat_capacity_j_kgk(t), state.heat_capacity_j_kgk);
            worse(viscosity, water.dynamic_viscosity_pa_s(t),
                  iapws_viscosity_pa_s(t + zero_celsius_k, state.density_kg_m3));
            worse(conductivity, water.conductivity_w_mk(t),
                  iapws_conductivity_w_mk(t + zero_celsius_k, pressure));
            if (i > 0) {
                worse(heat_content, water.heat_content_j_kg(t), state.enthalpy_j_kg - enthalpy_at_zero);
            }
        }
        EXPECT_LT(density, 3e-8) << pressure << " Pa";
        EXPECT_LT(heat_capacity, 6e-8) << pressure << " Pa";
        EXPECT_LT(viscosity, 2e-7) << pressure << " Pa";
        EXPECT_LT(conductivity, 4e-4) << pressure << " Pa";
        EXPECT_LT(heat_content, 1e-7) << pressure << " Pa";
    }
}

TEST(Fluid, WaterAsEngineersKnowIt) {
    Fluid const water = Fluid::water(1.01325e5);
    EXPECT_NEAR(water.density_kg_m3(80.0), 971.8, 0.05);
    EXPECT_NEAR(water.heat_capacity_j_kgk(80.0), 4196.0, 1.0);
    EXPECT_NEAR(water.dynamic_viscosity_pa_s(80.0), 3.54e-4, 1e-7);
    EXPECT_NEAR(water.conductivity_w_mk(20.0), 0.598, 1e-3);
    EXPECT_NEAR(water.prandtl(20.0), 7.0, 0.05);
    EXPECT_NEAR(water.saturation_pressure_pa(99.974), 1.01325e5, 20.0) << "boils at 99.97 degC";
}

// ---- identities that hold for every kind -----------------------------------------------------------------

TEST(Fluid, HeatCapacityIsTheDerivativeOfHeatContent) {
    for (auto const& [name, fluid] : all_kinds()) {
        for (double t = -40.0; t < 240.0; t += 3.7) {
            double const step = 1e-3;
            double const central =
                (fluid.heat_content_j_kg(t + step) - fluid.heat_content_j_kg(t - step)) / (2.0 * step);
            EXPECT_NEAR(fluid.heat_capacity_j_kgk(t), central, 1e-6 * central)
                << name << " at " << t << " degC";
        }
    }
}

TEST(Fluid, HeatContentIsTheIntegralOfHeatCapacity) {
    // Five-point Gauss-Legendre quadrature on small intervals: exact for every kind to round-off.
    constexpr std::array<double, 5> node{-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831,
                                         0.9061798459386640};
    constexpr std::array<double, 5> weight{0.2369268850561891, 0.4786286704993665, 0.5688888888888889,
                                           0.4786286704993665, 0.2369268850561891};
    for (auto const& [name, fluid] : all_kinds()) {
        EXPECT_NEAR(fluid.heat_content_j_kg(0.0), 0.0, 1e-9) << name;
        // Tables have corners, pandapipes' at kelvins + 0.85: steps from corner to corner.
        double const from = fluid.temperature_c(0.0) - 0.15;
        double integral = fluid.heat_content_j_kg(from);
        for (int i = 0; i < 180; ++i) {
            double const t = from + i;
            for (std::size_t k = 0; k < node.size(); ++k) {
                // Halves, so that corners on whole degrees fall between.
                integral += 0.5 * 0.15 * weight[k] * fluid.heat_capacity_j_kgk(t + 0.075 * (1.0 + node[k]));
                integral +=
                    0.5 * 0.85 * weight[k] * fluid.heat_capacity_j_kgk(t + 0.15 + 0.425 * (1.0 + node[k]));
            }
            double const expected = integral;
            EXPECT_NEAR(fluid.heat_content_j_kg(t + 1.0), expected, 1e-12 * std::abs(expected) + 1e-8)
                << name << " at " << t + 1.0 << " degC";
        }
    }
}

TEST(Fluid, TemperatureInvertsHeatContent) {
    for (auto const& [name, fluid] : all_kinds()) {
        for (double t = -60.0; t <= 260.0; t += 0.37) {
            EXPECT_NEAR(fluid.temperature_c(fluid.heat_content_j_kg(t)), t,
                        5e-13 * std::max(100.0, std::abs(t)) / 100.0)
                << name;
        }
        for (double const t : {-5000.0, -300.0, 1e3, 1e5}) {
            EXPECT_NEAR(fluid.temperature_c(fluid.heat_content_j_kg(t)), t, 1e-13 * std::abs(t)) << name;
        }
    }
}

TEST(Fluid, ManyValuesAreTheSingleOnesBitForBit) {
    std::vector<double> t;
    for (int i = 0; i < 1003; ++i) {
        t.push_back(-30.0 + 0.25 * i);
    }
    std::vector<double> out(t.size());
    std::vector<double> in_place;
    auto const same = [](double a, double b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    };
    for (auto const& [name, fluid] : all_kinds()) {
        auto const check = [&, &fluid = fluid, &name = name](char const* what, auto const& batch,
                                                             auto const& single) {
            batch(fluid, t, out);
            in_place = t;
            batch(fluid, in_place, in_place);
            for (std::size_t i = 0; i < t.size(); ++i) {
                ASSERT_TRUE(same(out[i], single(fluid, t[i]))) << name << " " << what << " at " << t[i];
                ASSERT_TRUE(same(out[i], in_place[i])) << name << " " << what << " in place at " << t[i];
            }
        };
        using In = std::span<double const>;
        using Out = std::span<double>;
        check(
            "density", [](Fluid const& f, In a, Out b) { f.density_kg_m3(a, b); },
            [](Fluid const& f, double x) { return f.density_kg_m3(x); });
        check(
            "viscosity", [](Fluid const& f, In a, Out b) { f.dynamic_viscosity_pa_s(a, b); },
            [](Fluid const& f, double x) { return f.dynamic_viscosity_pa_s(x); });
        check(
            "heat capacity", [](Fluid const& f, In a, Out b) { f.heat_capacity_j_kgk(a, b); },
            [](Fluid const& f, double x) { return f.heat_capacity_j_kgk(x); });
        check(
            "conductivity", [](Fluid const& f, In a, Out b) { f.conductivity_w_mk(a, b); },
            [](Fluid const& f, double x) { return f.conductivity_w_mk(x); });
        check(
            "heat content", [](Fluid const& f, In a, Out b) { f.heat_content_j_kg(a, b); },
            [](Fluid const& f, double x) { return f.heat_content_j_kg(x); });
        check(
            "temperature",
            [](Fluid const& f, In a, Out b) {
                std::vector<double> h(a.size());
                std::ranges::transform(a, h.begin(), [](double x) { return 4e3 * x; });
                f.temperature_c(h, b);
            },
            [](Fluid const& f, double x) { return f.temperature_c(4e3 * x); });
    }
}

TEST(Fluid, HarmlessAtAnyTemperature) {
    for (auto const& [name, fluid] : all_kinds()) {
        double last_content = -std::numeric_limits<double>::infinity();
        double last_viscosity = std::numeric_limits<double>::infinity();
        double last_saturation = 0.0;
        for (double t = -20.0; t <= 220.0; t += 0.5) {
            double const content = fluid.heat_content_j_kg(t);
            EXPECT_GT(content, last_content) << name << " at " << t;
            EXPECT_LE(fluid.dynamic_viscosity_pa_s(t), last_viscosity * (1.0 + 1e-12)) << name << " at " << t;
            EXPECT_GT(fluid.saturation_pressure_pa(t), last_saturation) << name << " at " << t;
            last_content = content;
            last_viscosity = fluid.dynamic_viscosity_pa_s(t);
            last_saturation = fluid.saturation_pressure_pa(t);
        }
        for (double const t : {-1e4, -273.15, -100.0, 400.0, 1e4}) {
            for (double const value :
                 {fluid.density_kg_m3(t), fluid.dynamic_viscosity_pa_s(t), fluid.heat_capacity_j_kgk(t),
                  fluid.conductivity_w_mk(t), fluid.saturation_pressure_pa(t)}) {
                EXPECT_TRUE(std::isfinite(value) && value > 0.0) << name << ": " << value << " at " << t;
            }
        }
    }
    Fluid const water = Fluid::water();
    for (double t = 4.5; t < 220.0; t += 0.5) {
        EXPECT_LE(water.density_kg_m3(t), water.density_kg_m3(t - 0.5)) << "falls above 4 degC";
    }
}

// ---- tables -----------------------------------------------------------------------------------------------

TEST(Fluid, TablesAreMetAtAndBetweenTheirPoints) {
    Fluid const table = made_up_table();
    EXPECT_DOUBLE_EQ(table.heat_capacity_j_kgk(20.0), 4000.0);
    EXPECT_DOUBLE_EQ(table.heat_capacity_j_kgk(30.0), 4200.0);
    EXPECT_DOUBLE_EQ(table.heat_capacity_j_kgk(70.0), 4100.0);
    EXPECT_DOUBLE_EQ(table.heat_capacity_j_kgk(80.0), 4000.0) << "goes on with the last slope";
    EXPECT_DOUBLE_EQ(table.density_kg_m3(-10.0), 1005.0) << "goes on with the first slope";
    EXPECT_DOUBLE_EQ(table.conductivity_w_mk(500.0), 0.6) << "one point is a constant";
    EXPECT_DOUBLE_EQ(table.heat_content_j_kg(40.0) - table.heat_content_j_kg(20.0), 4200.0 * 20.0);
    EXPECT_NEAR(table.dynamic_viscosity_pa_s(1e3), 3e-5, 1e-16) << "a tenth of the last value at least";
    EXPECT_NEAR(table.heat_capacity_j_kgk(-1e3), 400.0, 1e-9);
}

TEST(Fluid, PandapipesWaterHasItsTables) {
    Fluid const water = Fluid::pandapipes_water();
    EXPECT_NEAR(water.density_kg_m3(333.0 - zero_celsius_k), 983.2, 1e-9);
    EXPECT_NEAR(water.density_kg_m3(358.15 - zero_celsius_k), 968.61 + 0.15 / 5.0 * (965.31 - 968.61), 1e-9);
    EXPECT_NEAR(water.heat_capacity_j_kgk(348.0 - zero_celsius_k), 4193.55, 1e-9);
    EXPECT_NEAR(water.dynamic_viscosity_pa_s(283.15 - zero_celsius_k), 0.001306 - 0.15 / 5.0 * 0.000168,
                1e-15);
}

TEST(Fluid, MeanHeatCapacityCarriesTheDifference) {
    Fluid const water = Fluid::water();
    for (auto const& [from, to] : {std::pair{85.0, 45.0}, {10.0, 120.0}, {60.0, 60.02}}) {
        double const mean = water.mean_heat_capacity_j_kgk(from, to);
        EXPECT_NEAR(mean * (to - from), water.heat_content_j_kg(to) - water.heat_content_j_kg(from),
                    1e-9 * std::abs(mean * (to - from)));
    }
    EXPECT_DOUBLE_EQ(water.mean_heat_capacity_j_kgk(70.0, 70.0), water.heat_capacity_j_kgk(70.0));
    EXPECT_NEAR(water.mean_heat_capacity_j_kgk(70.0, 70.0099), water.mean_heat_capacity_j_kgk(70.0, 70.0101),
                1e-4);
}

// ---- bad input --------------------------------------------------------------------------------------------

template <class Action>
ErrorCode code_of(Action const& action) {
    try {
        action();
    } catch (Error const& error) {
        return error.code();
    }
    return {};
}

TEST(Fluid, RefusesNonsense) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    for (double const pressure : {0.0, -1e5, 2.5e7, nan}) {
        EXPECT_EQ(code_of([&] { (void)Fluid::water(pressure); }), ErrorCode::value_out_of_range) << pressure;
    }
    for (double const value : {0.0, -1.0, nan}) {
        EXPECT_EQ(code_of([&] {
                      (void)Fluid::constant({value, 1e-3, 4e3, 0.6});
                  }),
                  ErrorCode::value_out_of_range);
        EXPECT_EQ(code_of([&] {
                      (void)Fluid::constant({1e3, value, 4e3, 0.6});
                  }),
                  ErrorCode::value_out_of_range);
        EXPECT_EQ(code_of([&] {
                      (void)Fluid::constant({1e3, 1e-3, value, 0.6});
                  }),
                  ErrorCode::value_out_of_range);
        EXPECT_EQ(code_of([&] {
                      (void)Fluid::constant({1e3, 1e-3, 4e3, value});
                  }),
                  ErrorCode::value_out_of_range);
    }
    auto const with_heat_capacity = [](std::vector<PropertyPoint> points) {
        return code_of([&] {
            (void)Fluid::tabulated({.density_kg_m3 = {{0.0, 1e3}},
                                    .dynamic_viscosity_pa_s = {{0.0, 1e-3}},
                                    .heat_capacity_j_kgk = points,
                                    .conductivity_w_mk = {{0.0, 0.6}}});
        });
    };
    EXPECT_EQ(with_heat_capacity({{0.0, 4e3}}), ErrorCode{});
    EXPECT_EQ(with_heat_capacity({}), ErrorCode::value_out_of_range);
    EXPECT_EQ(with_heat_capacity({{0.0, 4e3}, {0.0, 4.1e3}}), ErrorCode::value_out_of_range);
    EXPECT_EQ(with_heat_capacity({{0.0, 4e3}, {10.0, -4e3}}), ErrorCode::value_out_of_range);
    EXPECT_EQ(with_heat_capacity({{0.0, 4e3}, {nan, 4e3}}), ErrorCode::value_out_of_range);
}

} // namespace
