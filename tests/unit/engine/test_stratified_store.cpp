// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/transient/stratified_store.hpp"

#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace saggar;

StratifiedStore store(int layers, double loss_w_k = 40.0) {
    return {Fluid::water(), {.volume_m3 = 200.0, .height_m = 9.0, .layers = layers, .loss_w_k = loss_w_k}};
}

// Two circuits, both ways, for a month: energy closes in every step, and nothing is outside what was there.
TEST(StratifiedStore, ClosesItsBooks) {
    StratifiedStore vessel = store(30);
    vessel.fill(std::vector<double>{45.0, 60.0, 85.0});
    Fluid const fluid = Fluid::water();
    std::mt19937 random{5};
    std::uniform_real_distribution<double> unit{0.0, 1.0};
    double before_j = vessel.heat_j();
    for (int hour = 0; hour < 720; ++hour) {
        double const charge = unit(random) < 0.3 ? 0.0 : 60.0 * unit(random);
        double const discharge = 60.0 * unit(random);
        std::array<StorePort, 4> const ports{
            {{.height = 1.0, .mass_flow_kg_s = charge, .heat_content_j_kg = fluid.heat_content_j_kg(90.0)},
             {.height = 0.0, .mass_flow_kg_s = -charge, .heat_content_j_kg = 0.0},
             {.height = 0.0,
              .mass_flow_kg_s = discharge,
              .heat_content_j_kg = fluid.heat_content_j_kg(40.0 + 10.0 * unit(random))},
             {.height = 0.9, .mass_flow_kg_s = -discharge, .heat_content_j_kg = 0.0}}};
        std::array<double, 4> leaving{};
        StoreHeat const heat = vessel.step(3600.0, 10.0, ports, leaving);
        double const after_j = vessel.heat_j();
        double const missing_j = after_j - before_j - (heat.entered_j - heat.left_j - heat.lost_j);
        ASSERT_LE(std::abs(missing_j), 1e-12 * (after_j + heat.entered_j)) << "hour " << hour;
        ASSERT_GT(heat.lost_j, 0.0);
        before_j = after_j;
        for (int i = 0; i < vessel.layers(); ++i) {
            ASSERT_GE(vessel.temperature_c(i), 39.5); // it loses a little
            ASSERT_LE(vessel.temperature_c(i), 90.0 + 1e-9);
            if (i > 0) {
                ASSERT_GE(vessel.temperature_c(i), vessel.temperature_c(i - 1) - 1e-9)
                    << "no cold above warm";
            }
        }
    }
}

// One step or many: flows and heat capacity are constant and nothing is upturned.
TEST(StratifiedStore, StepsAreExact) {
    Fluid const fluid = Fluid::constant(
        {.density_kg_m3 = 980.0, .dynamic_viscosity_pa_s = 4e-4, .heat_capacity_j_kgk = 4190.0});
    StratifiedStoreOptions const options{.volume_m3 = 200.0, .height_m = 9.0, .layers = 20, .loss_w_k = 0.0};
    StratifiedStore once{fluid, options};
    StratifiedStore often{fluid, options};
    once.fill(std::vector<double>{40.0});
    often.fill(std::vector<double>{40.0});
    double const hot = fluid.heat_content_j_kg(80.0);
    std::array<StorePort, 2> const ports{{{.height = 1.0, .mass_flow_kg_s = 12.0, .heat_content_j_kg = hot},
                                          {.height = 0.0, .mass_flow_kg_s = -12.0}}};
    std::array<double, 2> leaving{};
    StoreHeat const whole = once.step(7200.0, 40.0, ports, leaving);
    double left_j = 0.0;
    for (int i = 0; i < 720; ++i) {
        left_j += often.step(10.0, 40.0, ports, leaving).left_j;
    }
    EXPECT_NEAR(left_j, whole.left_j, 1e-12 * whole.left_j);
    for (int i = 0; i < 20; ++i) {
        EXPECT_NEAR(once.temperature_c(i), often.temperature_c(i), 1e-10);
    }
}

TEST(StratifiedStore, WarmWaterRises) {
    StratifiedStore vessel = store(10, 0.0);
    vessel.fill(std::vector<double>{60.0, 40.0});
    for (int i = 0; i < 10; ++i) {
        EXPECT_NEAR(vessel.temperature_c(i), 50.0, 0.02) << "mixed: heat content is not quite linear";
    }
    // Hot water that enters below mixes the whole store.
    double const hot = Fluid::water().heat_content_j_kg(90.0);
    std::array<StorePort, 2> const ports{{{.height = 0.0, .mass_flow_kg_s = 5.0, .heat_content_j_kg = hot},
                                          {.height = 1.0, .mass_flow_kg_s = -5.0}}};
    std::array<double, 2> leaving{};
    vessel.step(3600.0, 20.0, ports, leaving);
    EXPECT_NEAR(vessel.temperature_c(0), vessel.temperature_c(9), 1e-9);
    EXPECT_GT(vessel.temperature_c(0), 52.0);
}

TEST(StratifiedStore, RefusesWhatCannotBe) {
    EXPECT_THROW((StratifiedStore{Fluid::water(), {.volume_m3 = 0.0, .height_m = 2.0}}), Error);
    EXPECT_THROW((StratifiedStore{Fluid::water(), {.volume_m3 = 1.0, .height_m = 2.0, .layers = 0}}), Error);
    StratifiedStore vessel = store(5);
    std::array<StorePort, 1> const ports{{{.height = 0.5, .mass_flow_kg_s = 1.0}}};
    std::array<double, 1> leaving{};
    EXPECT_THROW(vessel.step(60.0, 10.0, ports, leaving), Error);
}

} // namespace
