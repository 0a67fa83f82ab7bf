// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/valve.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace saggar;

TEST(Valve, OneBarDrivesKvCubicMetresAnHour) {
    // The definition of Kv itself: 16 m3/h of water of 1000 kg/m3 at one bar.
    EXPECT_NEAR(valve_pressure_drop_pa(16.0 * 1000.0 / 3600.0, 16.0, 1000.0), 1e5, 1e-9);
}

TEST(Valve, FlowAndPressureDropAreInverse) {
    for (double const flow : {-12.0, -1e-9, 0.0, 1e-6, 0.3, 250.0}) {
        double const drop = valve_pressure_drop_pa(flow, 6.3, 971.8);
        EXPECT_NEAR(valve_mass_flow_kg_s(drop, 6.3, 971.8), flow, 1e-14 * std::abs(flow));
        EXPECT_EQ(drop < 0.0, flow < 0.0);
    }
    EXPECT_NEAR(valve_kv_m3_h(1.2, valve_pressure_drop_pa(1.2, 6.3, 983.2), 983.2), 6.3, 1e-13);
}

TEST(Valve, SlopeIsTheDerivative) {
    for (double const flow : {-3.0, 0.7, 20.0}) {
        double const step = 1e-5;
        double const central = (valve_pressure_drop_pa(flow + step, 10.0, 980.0) -
                                valve_pressure_drop_pa(flow - step, 10.0, 980.0)) /
                               (2.0 * step);
        EXPECT_NEAR(valve_pressure_drop_slope(flow, 10.0, 980.0), central, 1e-6 * central);
    }
    EXPECT_EQ(valve_pressure_drop_slope(0.0, 10.0, 980.0), 0.0);
}

TEST(Valve, CharacteristicsMeetAtTheEnds) {
    EXPECT_DOUBLE_EQ(equal_percentage_kv_m3_h(10.0, 50.0, 1.0), 10.0);
    EXPECT_DOUBLE_EQ(equal_percentage_kv_m3_h(10.0, 50.0, 0.0), 0.2);
    EXPECT_DOUBLE_EQ(equal_percentage_kv_m3_h(10.0, 50.0, 1.7), 10.0) << "a stroke beyond open is open";
    EXPECT_DOUBLE_EQ(linear_kv_m3_h(10.0, 50.0, 1.0), 10.0);
    EXPECT_DOUBLE_EQ(linear_kv_m3_h(10.0, 50.0, 0.001), 0.2);
    EXPECT_DOUBLE_EQ(linear_kv_m3_h(10.0, 50.0, 0.4), 4.0);
}

TEST(Valve, AuthorityIsAShare) {
    EXPECT_EQ(valve_authority(0.0, 1.0), 0.0);
    EXPECT_EQ(valve_authority(1.0, 0.0), 1.0);
    EXPECT_EQ(valve_authority(2e4, 2e4), 0.5);
}

} // namespace
