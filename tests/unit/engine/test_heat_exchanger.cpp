// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/heat_exchanger.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace saggar;

TEST(HeatExchanger, EffectivenessHasItsLimits) {
    for (auto const flow : {ExchangerFlow::counter, ExchangerFlow::parallel, ExchangerFlow::cross_unmixed}) {
        EXPECT_EQ(effectiveness(0.0, 0.5, flow), 0.0);
        EXPECT_NEAR(effectiveness(1.3, 0.0, flow), 1.0 - std::exp(-1.3), 1e-15)
            << "evaporator: all arrangements alike";
        EXPECT_NEAR(effectiveness(1e-9, 0.7, flow), 1e-9, 1e-16);
        double last = 0.0;
        for (double ntu = 0.01; ntu < 100.0; ntu *= 1.3) {
            double const value = effectiveness(ntu, 0.7, flow);
            EXPECT_TRUE(value >= last - 1e-15 && value <= 1.0) << ntu;
            last = value;
        }
    }
    EXPECT_NEAR(effectiveness(1e9, 0.7, ExchangerFlow::counter), 1.0, 1e-15);
    EXPECT_NEAR(effectiveness(1e9, 0.7, ExchangerFlow::parallel), 1.0 / 1.7, 1e-15);
}

TEST(HeatExchanger, CounterFlowIsSmoothAtMatchedStreams) {
    for (double const ntu : {1e-3, 1.0, 50.0}) {
        double const matched = ntu / (1.0 + ntu);
        EXPECT_NEAR(effectiveness(ntu, 1.0, ExchangerFlow::counter), matched, 1e-15);
        EXPECT_NEAR(effectiveness(ntu, 1.0 - 1e-13, ExchangerFlow::counter), matched, 1e-11);
    }
}

TEST(HeatExchanger, LogMeanLiesBetweenItsEnds) {
    EXPECT_DOUBLE_EQ(log_mean_difference_k(20.0, 20.0), 20.0);
    EXPECT_NEAR(log_mean_difference_k(20.0, 20.0 * (1.0 + 1e-9)), 20.0 * (1.0 + 0.5e-9), 1e-13);
    EXPECT_NEAR(log_mean_difference_k(30.0, 10.0), 20.0 / std::log(3.0), 1e-14);
    EXPECT_DOUBLE_EQ(log_mean_difference_k(30.0, 10.0), log_mean_difference_k(10.0, 30.0));
    EXPECT_EQ(log_mean_difference_k(30.0, 0.0), 0.0);
    EXPECT_EQ(log_mean_difference_k(-1.0, 30.0), 0.0);
}

TEST(HeatExchanger, BalancesAndMeetsItsLogMean) {
    for (double const cold : {1e3, 8.36e3, 8.3600001e3, 1e5}) {
        auto const state = exchange(15e3, 8.36e3, cold, 85.0, 45.0, ExchangerFlow::counter);
        EXPECT_NEAR(8.36e3 * (85.0 - state.hot_outlet_c), state.heat_w, 1e-9 * state.heat_w);
        EXPECT_NEAR(cold * (state.cold_outlet_c - 45.0), state.heat_w, 1e-9 * state.heat_w);
        EXPECT_NEAR(15e3 * log_mean_difference_k(85.0 - state.cold_outlet_c, state.hot_outlet_c - 45.0),
                    state.heat_w, 1e-8 * state.heat_w);
    }
    auto const turned = exchange(15e3, 8.36e3, 5e3, 45.0, 85.0, ExchangerFlow::counter);
    EXPECT_LT(turned.heat_w, 0.0) << "heat flows from warm to cold, whatever they are called";
    auto const standing = exchange(15e3, 0.0, 5e3, 85.0, 45.0, ExchangerFlow::counter);
    EXPECT_EQ(standing.heat_w, 0.0);
    EXPECT_EQ(standing.hot_outlet_c, 45.0);
    EXPECT_EQ(standing.cold_outlet_c, 45.0);
}

TEST(HeatExchanger, PrimaryFlowInvertsSizing) {
    for (double const flow_w_k : {5.1e3, 6e3, 1e4, 1e5, 1e8}) {
        auto const sizing = size_exchanger(250e3, flow_w_k, 90.0, 40.0, 65.0);
        ASSERT_EQ(sizing.status, ExchangerStatus::solved) << flow_w_k;
        auto const primary = primary_flow(250e3, sizing.ua_w_k, 90.0, 40.0, 65.0);
        ASSERT_EQ(primary.status, ExchangerStatus::solved) << flow_w_k;
        EXPECT_NEAR(primary.primary_outlet_c, sizing.primary_outlet_c, 1e-10) << flow_w_k;
        EXPECT_NEAR(primary.residual_w, 0.0, 1e-6);
        EXPECT_LE(primary.iterations, 20);
    }
    EXPECT_EQ(size_exchanger(250e3, 1e4, 64.0, 40.0, 65.0).status, ExchangerStatus::too_cold);
    EXPECT_EQ(size_exchanger(250e3, 4.9e3, 90.0, 40.0, 65.0).status, ExchangerStatus::flow_small);
}

TEST(HeatExchanger, PrimaryFlowOfAnyLoad) {
    double last = 0.0;
    for (double heat = 1e-3; heat < 5.1e5; heat *= 1.5) {
        auto const primary = primary_flow(heat, 15e3, 90.0, 40.0, 65.0);
        ASSERT_EQ(primary.status, ExchangerStatus::solved) << heat << " W";
        EXPECT_NEAR(primary.residual_w, 0.0, 1e-10 * heat);
        EXPECT_GE(primary.primary_outlet_c, 40.0);
        EXPECT_GT(primary.primary_capacity_flow_w_k, last) << "more load, more flow";
        last = primary.primary_capacity_flow_w_k;
    }
    // The largest: an infinite flow returns at 90 degC, UA times the mean of 25 and 50 K.
    double const most = 15e3 * log_mean_difference_k(25.0, 50.0);
    EXPECT_EQ(primary_flow(0.999999 * most, 15e3, 90.0, 40.0, 65.0).status, ExchangerStatus::solved);
    EXPECT_EQ(primary_flow(1.000001 * most, 15e3, 90.0, 40.0, 65.0).status, ExchangerStatus::exchanger_small);
    EXPECT_EQ(primary_flow(1e3, 15e3, 65.0, 40.0, 65.0).status, ExchangerStatus::too_cold);
    auto const idle = primary_flow(0.0, 15e3, 90.0, 40.0, 65.0);
    EXPECT_EQ(idle.status, ExchangerStatus::solved);
    EXPECT_EQ(idle.primary_capacity_flow_w_k, 0.0);
}

TEST(Radiator, NominalPointIsItself) {
    Radiator const radiator{.nominal_heat_w = 1000.0};
    auto const state = radiator_with_flow(radiator, 75.0, 20.0, 100.0);
    ASSERT_EQ(state.status, ExchangerStatus::solved);
    EXPECT_NEAR(state.return_c, 65.0, 1e-11);
    EXPECT_NEAR(state.heat_w, 1000.0, 1e-9);
}

TEST(Radiator, FlowAndHeatAreInverse) {
    for (double const exponent : {0.8, 1.0, 1.3, 1.5}) {
        Radiator const radiator{.nominal_heat_w = 1000.0, .exponent = exponent};
        double last = 0.0;
        for (double flow = 1e-2; flow < 1e6; flow *= 4.0) {
            auto const state = radiator_with_flow(radiator, 60.0, 20.0, flow);
            ASSERT_EQ(state.status, ExchangerStatus::solved) << exponent << " " << flow;
            EXPECT_GE(state.heat_w, last);
            EXPECT_NEAR(flow * (60.0 - state.return_c), state.heat_w, 1e-11 * flow * 60.0 + 1e-9);
            last = state.heat_w;
            auto const back = radiator_with_heat(radiator, 60.0, 20.0, state.heat_w);
            ASSERT_EQ(back.status, ExchangerStatus::solved);
            EXPECT_NEAR(back.return_c, state.return_c, 1e-8) << exponent << " " << flow;
        }
    }
}

TEST(Radiator, Extremes) {
    Radiator const radiator{.nominal_heat_w = 1000.0};
    EXPECT_EQ(radiator_with_flow(radiator, 18.0, 20.0, 50.0).heat_w, 0.0);
    EXPECT_EQ(radiator_with_flow(radiator, 18.0, 20.0, 50.0).return_c, 18.0);
    EXPECT_EQ(radiator_with_flow(radiator, 60.0, 20.0, 0.0).return_c, 20.0);
    EXPECT_NEAR(radiator_with_flow(radiator, 60.0, 20.0, 1e-9).return_c, 20.0, 1e-12);
    EXPECT_EQ(radiator_with_heat(radiator, 60.0, 20.0, 5000.0).status, ExchangerStatus::exchanger_small);
    EXPECT_EQ(radiator_with_heat(radiator, 20.0, 20.0, 50.0).status, ExchangerStatus::too_cold);
    EXPECT_EQ(radiator_with_heat(radiator, 60.0, 20.0, 0.0).capacity_flow_w_k, 0.0);
}

} // namespace
