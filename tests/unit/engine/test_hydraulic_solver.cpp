// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulic_case.hpp"
#include "saggar/engine/hydraulics/solver.hpp"

#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;

TEST(HydraulicSolver, SeriesAndParallelResistances) { // H05
    Case c{3};
    c.links.add(0, 1, LinkLaw::throttle, 0.0, 200.0);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 500.0);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 800.0);
    c.injection = {0.0, 0.0, -12.0};
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[1], 6.701778718652966, 1e-9);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[2], 5.298221281347034, 1e-9);
    EXPECT_NEAR(5e5 - solved.state.pressure_pa[2], 51256.91899689489, 1e-5);
}

TEST(HydraulicSolver, HardyCrossTwoLoops) { // H06: "flow" is m3/s and "pressure" metres there
    Case c{4, {0}, {0.0}};
    c.links.add(0, 1, LinkLaw::throttle, 0.0, 20.0);
    c.links.add(0, 2, LinkLaw::throttle, 0.0, 40.0);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 50.0);
    c.links.add(1, 3, LinkLaw::throttle, 0.0, 30.0);
    c.links.add(2, 3, LinkLaw::throttle, 0.0, 60.0);
    c.injection = {0.1, -0.02, -0.03, -0.05};
    auto const solved = solve(c);
    double const expected[] = {0.05801763040568735, 0.041982369594312646, 0.007974792175749678,
                               0.030042838229937675, 0.019957161770062324};
    for (std::size_t l = 0; l < 5; ++l) {
        EXPECT_NEAR(solved.state.mass_flow_kg_s[l] / expected[l], 1.0, 1e-9) << "link " << l;
    }
    EXPECT_NEAR(-solved.state.pressure_pa[3] / 0.0943980726251249, 1.0, 1e-9);
}

TEST(HydraulicSolver, TwoLoopsOfPipes) { // H07
    Case c{4};
    double const eps = 4.5e-5;
    c.links.add_pipe(0, 1, 400.0, 0.1325, eps);
    c.links.add_pipe(0, 2, 600.0, 0.1071, eps);
    c.links.add_pipe(1, 2, 300.0, 0.0825, eps);
    c.links.add_pipe(1, 3, 500.0, 0.1071, eps);
    c.links.add_pipe(2, 3, 450.0, 0.0825, eps);
    c.injection = {0.0, -6.0, -6.0, -10.0};
    auto const solved = solve(c);
    double const flow[] = {14.667133347361856, 7.332866652638144, 1.8760253613627729, 6.7911079859990835,
                           3.2088920140009165};
    double const loss[] = {29602.78670115938, 34457.60553868627, 4854.818837526889, 24801.85538002525,
                           19947.03654249836};
    for (std::size_t l = 0; l < 5; ++l) {
        EXPECT_NEAR(solved.state.mass_flow_kg_s[l] / flow[l], 1.0, 1e-9) << "link " << l;
        EXPECT_NEAR(solved.state.pressure_loss_pa[l] / loss[l], 1.0, 1e-9) << "link " << l;
    }
}

// H08: heads in metres over m3/s; a lift of 10 m to overcome and k Q^2 in the way.
double pumped_flow(double speed, int parallel, int series) {
    double const rho = 1000.0;
    double const g = 9.80665;
    Case c{3, {0, 2}, {0.0, 10.0 * rho * g}};
    c.density = {rho};
    HydraulicCurve curve{
        .form = HydraulicCurve::Form::power, .volumetric = true, .a = 50.0, .b = 2000.0, .c = 2.0};
    c.links.curves.push_back(curve);
    c.links.add_pump(0, 1, 0, speed, parallel, series);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 3500.0 * rho * g / (rho * rho));
    return solve(c).state.mass_flow_kg_s[0] / rho;
}

TEST(HydraulicSolver, PumpMeetsItsSystem) {
    EXPECT_NEAR(pumped_flow(1.0, 1, 1) / 0.08528028654224418, 1.0, 1e-9);
    EXPECT_NEAR(pumped_flow(0.8, 1, 1) / 0.06324555320336758, 1.0, 1e-9);
    EXPECT_NEAR(pumped_flow(1.0, 2, 1) / 0.1, 1.0, 1e-9);
    EXPECT_NEAR(pumped_flow(1.0, 1, 2) / 0.10954451150103323, 1.0, 1e-9);
}

TEST(HydraulicSolver, ThreePointPumpCurve) { // H09
    auto curve = three_point_pump_curve(60.0, 0.06, 45.0, 0.1, 30.0);
    EXPECT_NEAR(curve.c / 1.356915448856724, 1.0, 1e-12);
    EXPECT_NEAR(curve.b / 682.3963631421748, 1.0, 1e-12);
    curve.volumetric = true;
    double const rho = 1000.0;
    double const g = 9.80665;
    Case c{3, {0, 2}, {0.0, 5.0 * rho * g}};
    c.density = {rho};
    c.links.curves.push_back(curve);
    c.links.add_pump(0, 1, 0);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 2500.0 * g / rho);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[0] / (0.1 * rho), 1.0, 1e-9);
    EXPECT_NEAR(-solved.state.pressure_loss_pa[0] / (30.0 * rho * g), 1.0, 1e-9);
    EXPECT_THROW((void)three_point_pump_curve(60.0, 0.06, 61.0, 0.1, 30.0), Error);
}

// The five things a consumer loop of a district heat network consists of: a plant that holds pressure and
// lifts, supply, consumers, return.
TEST(HydraulicSolver, ConsumersOfASmallHeatNetwork) {
    Case c{6,
           {0},
           {2e5}}; // 0 return at the plant, 1 supply at the plant, 2/3 supply, 4/5 return of two consumers
    c.links.add(0, 1, LinkLaw::fixed_lift, 1.5e5);
    c.links.add_pipe(1, 2, 300.0, 0.1, 1e-4);
    c.links.add_pipe(2, 3, 300.0, 0.08, 1e-4);
    c.links.add_pipe(5, 4, 300.0, 0.08, 1e-4);
    c.links.add_pipe(4, 0, 300.0, 0.1, 1e-4);
    auto const near = c.links.add(2, 4, LinkLaw::limited_flow, 4.0, 2e3);
    auto const far = c.links.add(3, 5, LinkLaw::limited_flow, 3.0, 2e3);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[near], LinkStatus::holding);
    EXPECT_DOUBLE_EQ(solved.state.mass_flow_kg_s[0], 7.0);
    EXPECT_DOUBLE_EQ(solved.state.mass_flow_kg_s[far], 3.0);
    EXPECT_NEAR(solved.state.pressure_pa[1], 3.5e5, 1e-9);
    EXPECT_NEAR(solved.state.pressure_loss_pa[near],
                1.5e5 - solved.state.pressure_loss_pa[1] - solved.state.pressure_loss_pa[4], 1e-6);
}

TEST(HydraulicSolver, ShortConsumerGetsWhatItsOpenValvePasses) {
    // Too little lift: the far consumer's valve is wide open and passes sqrt(dp/k).
    Case c{6, {0}, {2e5}};
    c.links.add(0, 1, LinkLaw::fixed_lift, 0.5e5);
    c.links.add_pipe(1, 2, 300.0, 0.1, 1e-4);
    c.links.add_pipe(2, 3, 300.0, 0.08, 1e-4);
    c.links.add_pipe(5, 4, 300.0, 0.08, 1e-4);
    c.links.add_pipe(4, 0, 300.0, 0.1, 1e-4);
    auto const near = c.links.add(2, 4, LinkLaw::limited_flow, 4.0, 500.0);
    auto const far = c.links.add(3, 5, LinkLaw::limited_flow, 3.0, 2e3);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[near], LinkStatus::holding);
    EXPECT_EQ(solved.state.link_status[far], LinkStatus::short_of_dp);
    EXPECT_EQ(solved.report.short_links, 1);
    double const m = solved.state.mass_flow_kg_s[far];
    EXPECT_LT(m, 3.0);
    EXPECT_GT(m, 1.0);
    EXPECT_NEAR(2e3 * m * m / solved.state.pressure_loss_pa[far], 1.0, 1e-9);
    EXPECT_NEAR(solved.state.pressure_pa[3] - solved.state.pressure_pa[5], solved.state.pressure_loss_pa[far],
                1e-6);
}

TEST(HydraulicSolver, CheckValveShutsAgainstReverseFlow) {
    Case c{3, {0, 2}, {3e5, 4e5}};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4);
    c.links.one_way.back() = 1;
    c.links.add_pipe(1, 2, 100.0, 0.05, 1e-4);
    c.injection = {0.0, -0.5, 0.0};
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[0], LinkStatus::blocked);
    EXPECT_EQ(solved.state.mass_flow_kg_s[0], 0.0);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[1], -0.5, 1e-12);
    EXPECT_GT(solved.state.pressure_pa[1], 3e5);
}

TEST(HydraulicSolver, StandingWaterWeighs) {
    Case c{3};
    c.nodes.elevation_m = {10.0, 40.0, -5.0};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4);
    c.links.add_pipe(2, 1, 100.0, 0.05, 1e-4);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.pressure_pa[1], 5e5 - water_density * 9.80665 * 30.0, 1e-6);
    EXPECT_NEAR(solved.state.pressure_pa[2], 5e5 + water_density * 9.80665 * 15.0, 1e-6);
    EXPECT_EQ(solved.state.mass_flow_kg_s[0], 0.0);
}

TEST(HydraulicSolver, OpenValvesWithoutLossAreExact) {
    // A loop of which one side is a valve without any resistance: no pressure difference, all flow there.
    Case c{3};
    c.links.add_pipe(0, 1, 100.0, 0.1, 1e-4);
    c.links.add_pipe(1, 2, 100.0, 0.05, 1e-4);
    auto const valve = c.links.add(1, 2, LinkLaw::throttle);
    c.injection = {0.0, 0.0, -2.0};
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[valve], 2.0, 1e-9);
    EXPECT_NEAR(solved.state.pressure_pa[1], solved.state.pressure_pa[2], 1e-6);
}

TEST(HydraulicSolver, PressureReducingValve) {
    for (double const set : {2.5e5, 4.9e5}) { // the second cannot be reached
        Case c{4};
        c.links.add_pipe(0, 1, 200.0, 0.05, 1e-4);
        auto const valve = c.links.add_regulator(1, 2, LinkLaw::pressure_reducing, set, -1, -1, 100.0);
        c.links.add_pipe(2, 3, 200.0, 0.05, 1e-4);
        c.injection = {0.0, 0.0, 0.0, -2.0};
        auto const solved = solve(c);
        EXPECT_NEAR(solved.state.mass_flow_kg_s[valve], 2.0, 1e-9);
        if (set < 4e5) {
            EXPECT_EQ(solved.state.link_status[valve], LinkStatus::open);
            EXPECT_NEAR(solved.state.pressure_pa[2], set, 1e-6);
        } else {
            EXPECT_EQ(solved.state.link_status[valve], LinkStatus::wide_open);
            EXPECT_NEAR(solved.state.pressure_pa[1] - solved.state.pressure_pa[2], 400.0, 1e-6);
        }
    }
}

TEST(HydraulicSolver, PressureReducingValveShutsAgainstABackFeed) {
    Case c{3, {0, 2}, {5e5, 4e5}};
    auto const valve = c.links.add_regulator(0, 1, LinkLaw::pressure_reducing, 2e5);
    c.links.add_pipe(1, 2, 200.0, 0.05, 1e-4);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[valve], LinkStatus::blocked);
    EXPECT_NEAR(solved.state.pressure_pa[1], 4e5, 1e-6);
}

TEST(HydraulicSolver, PressureSustainingValve) {
    // A low reservoir would drain the upper part; the valve holds 3 bar before it.
    Case c{3, {0, 2}, {5e5, 1e5}};
    c.links.add_pipe(0, 1, 200.0, 0.05, 1e-4);
    auto const valve = c.links.add_regulator(1, 2, LinkLaw::pressure_sustaining, 3e5);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[valve], LinkStatus::open);
    EXPECT_NEAR(solved.state.pressure_pa[1], 3e5, 1e-6);
    EXPECT_NEAR(solved.state.pressure_loss_pa[0], 2e5, 1e-6);
}

// Whatever way the water that is let in at 1 takes, it leaves through 5: the reducing valve cannot lower the
// pressure there, and shuts. A sustaining valve without flow beside it must not hide that in round-off.
TEST(HydraulicSolver, ARegulatorWithoutInfluenceShuts) {
    Case c{7, {6}, {43.3 * 9806.65}};
    c.density = {1000.0};
    c.viscosity = {1e-3};
    c.links.add_pipe(1, 0, 73.0, 0.06, 1e-4);
    c.links.add_pipe(1, 3, 46.0, 0.1, 1e-4, 5.0);
    c.links.add_pipe(2, 5, 384.0, 0.06, 1e-4);
    c.links.add_pipe(1, 3, 106.0, 0.04, 1e-4);
    c.links.add_pipe(5, 6, 415.0, 0.04, 1e-4);
    c.links.add(2, 1, LinkLaw::throttle, 0.0, 32653.0);
    c.links.add_regulator(3, 4, LinkLaw::pressure_sustaining, 0.6e5, -1, -1, 326.53);
    auto const valve = c.links.add_regulator(1, 5, LinkLaw::pressure_reducing, 3.29e5, -1, -1, 51840.0);
    c.injection = {1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0};
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[valve], LinkStatus::blocked);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[2], 1.0, 1e-9);
    EXPECT_NEAR(solved.state.pressure_pa[5], 43.3 * 9806.65, 1e-3);
    EXPECT_NEAR(solved.state.pressure_pa[4], solved.state.pressure_pa[1], 1e-3);
}

TEST(HydraulicSolver, DifferentialPressureController) {
    // Supply 1 -> 2, consumer circuit 2 -> 3, controller 3 -> 4 in the return holds p2 - p3.
    for (double const set : {2e4, 2e5}) {
        Case c{5, {0}, {2e5}};
        c.links.add(0, 1, LinkLaw::fixed_lift, 1e5);
        c.links.add_pipe(1, 2, 200.0, 0.05, 1e-4);
        auto const consumer = c.links.add(2, 3, LinkLaw::throttle, 0.0, 3e4);
        auto const valve = c.links.add_regulator(3, 4, LinkLaw::differential_pressure, set, 2, 3, 100.0);
        c.links.add_pipe(4, 0, 200.0, 0.05, 1e-4);
        auto const solved = solve(c);
        double const m = solved.state.mass_flow_kg_s[consumer];
        if (set == 2e4) {
            EXPECT_EQ(solved.state.link_status[valve], LinkStatus::open);
            EXPECT_NEAR(m / std::sqrt(set / 3e4), 1.0, 1e-9);
        } else {
            EXPECT_EQ(solved.state.link_status[valve], LinkStatus::wide_open);
            EXPECT_NEAR(solved.state.pressure_loss_pa[valve] / (100.0 * m * m), 1.0, 1e-9);
        }
    }
}

TEST(HydraulicSolver, OverflowValveHoldsDifferentialPressure) {
    // A pump on its curve against a nearly shut consumer: the bypass opens and holds 0.5 bar.
    Case c{3, {0}, {2e5}};
    c.links.curves.push_back(
        {.form = HydraulicCurve::Form::table, .flow = {0.0, 2.0, 4.0}, .value = {1e5, 0.8e5, 0.0}});
    c.links.add_pump(0, 1, 0);
    c.links.add(1, 2, LinkLaw::throttle, 0.0, 1e6);
    c.links.add(2, 0, LinkLaw::throttle);
    auto const bypass = c.links.add_regulator(1, 2, LinkLaw::differential_overflow, 5e4, 1, 2);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[bypass], LinkStatus::open);
    EXPECT_NEAR(solved.state.pressure_pa[1] - solved.state.pressure_pa[2], 5e4, 1e-6);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[0], 2.75, 1e-9); // from the second piece of the pump's curve
}

TEST(HydraulicSolver, BreakerAndHeadLossCurve) {
    Case c{3};
    c.links.add(0, 1, LinkLaw::pressure_breaker, 1e5, 1e3);
    c.links.curves.push_back(
        {.form = HydraulicCurve::Form::table, .flow = {0.0, 1.0, 3.0}, .value = {0.0, 1e3, 9e3}});
    c.links.add_curve(1, 2, 0);
    c.injection = {0.0, 0.0, -2.0};
    EXPECT_NEAR(solve(c).state.pressure_pa[2], 5e5 - 1e5 - 5e3, 1e-6);
    c.injection[2] = 2.0; // backwards: the curve is odd, the breaker breaks and loses
    EXPECT_NEAR(solve(c).state.pressure_pa[2], 5e5 - 1e5 + 4e3 + 5e3, 1e-6);
    c.links.quadratic_pa_s2_kg2[0] = 1e5; // wide open it loses more
    c.injection[2] = -2.0;
    EXPECT_NEAR(solve(c).state.pressure_pa[2], 5e5 - 4e5 - 5e3, 1e-6);
}

// Two machines of constant power side by side lift from 5 to 9 bar through a loop of pipes: each turns its
// power into flow times pressure, and the water that they lift is what the loop takes.
TEST(HydraulicSolver, PumpsOfConstantPowerInALoop) {
    Case c{4, {0, 3}, {5e5, 9e5}};
    HydraulicCurve machine;
    machine.form = HydraulicCurve::Form::constant_power;
    machine.a = 3000.0;
    c.links.curves = {machine};
    c.links.add_pump(0, 1, 0);
    c.links.add_pump(0, 1, 0, 0.9);
    c.links.add_pipe(1, 2, 200.0, 0.08, 1e-4);
    c.links.add_pipe(1, 3, 300.0, 0.08, 1e-4);
    c.links.add_pipe(2, 3, 150.0, 0.08, 1e-4);
    c.injection[2] = -1.0;
    auto const solved = solve(c);
    auto const power_w = [&](std::size_t link) {
        return -solved.state.pressure_loss_pa[link] * solved.state.mass_flow_kg_s[link] / water_density;
    };
    EXPECT_NEAR(power_w(0), 3000.0, 1e-3);
    EXPECT_NEAR(power_w(1), 3000.0 * 0.729, 1e-3); // goes with the cube of the speed
    EXPECT_GT(solved.state.pressure_pa[1], 9e5);
    EXPECT_LT(solved.report.mass_residual_kg_s, 1e-9);
}

// A head-loss curve by one exponent: odd in the flow, whatever way it runs.
TEST(HydraulicSolver, HeadLossAsAPowerOfTheFlow) {
    for (double const driven_pa : {2e4, -2e4}) {
        Case c{2, {0, 1}, {5e5 + driven_pa, 5e5}};
        HydraulicCurve loss;
        loss.form = HydraulicCurve::Form::power;
        loss.b = 50.0;
        loss.c = 1.5;
        c.links.curves = {loss};
        c.links.add_curve(0, 1, 0);
        double const flow = std::pow(std::abs(driven_pa) / 50.0, 1.0 / 1.5);
        EXPECT_NEAR(solve(c).state.mass_flow_kg_s[0], std::copysign(flow, driven_pa), 1e-9 * flow);
    }
}

// A curve that begins above 0 holds water back at rest, up to that.
TEST(HydraulicSolver, HeadLossAtRestHoldsBack) {
    HydraulicCurve const table{
        .form = HydraulicCurve::Form::table, .flow = {0.0, 2.0, 4.0}, .value = {1e4, 2e4, 6e4}};
    HydraulicCurve const power{.form = HydraulicCurve::Form::power, .a = 1e4, .b = 2500.0, .c = 2.0};
    HydraulicCurve const late{.form = HydraulicCurve::Form::table, .flow = {2.0, 4.0}, .value = {2e4, 6e4}};
    for (HydraulicCurve const& curve : {table, power}) {
        for (double const sign : {1.0, -1.0}) {
            Case c{2};
            c.links.curves = {curve};
            auto const pipe = c.links.add_pipe(0, 1, 172.0, 0.1, 1e-4);
            auto const valve = c.links.add_curve(0, 1, 0);
            auto const rest = solve(c); // nothing is asked for
            EXPECT_NEAR(rest.state.mass_flow_kg_s[valve], 0.0, 1e-12);
            EXPECT_NEAR(rest.state.pressure_pa[1], 5e5, 1e-6);
            c.injection[1] = -1.0 * sign; // the pipe loses less than the valve begins with
            auto const beside = solve(c);
            EXPECT_NEAR(beside.state.mass_flow_kg_s[pipe], sign, 1e-6);
            EXPECT_LT(std::abs(beside.state.pressure_loss_pa[valve]), 1e4);
            c.injection[1] = -20.0 * sign; // and more
            auto const both = solve(c);
            EXPECT_GT(sign * both.state.mass_flow_kg_s[valve], 0.5);
            EXPECT_GT(sign * both.state.pressure_loss_pa[valve], 1e4);
        }
    }
    Case c{2, {0, 1}, {5e5 + 1e4, 5e5}}; // prolonged, it loses nothing up to 1 kg/s
    c.links.curves = {late};
    c.links.add_curve(0, 1, 0);
    EXPECT_NEAR(solve(c).state.mass_flow_kg_s[0], 1.5, 1e-9);
}

TEST(HydraulicSolver, PumpNeitherReversesNorExceedsItsCurveSilently) {
    HydraulicCurve const curve{.form = HydraulicCurve::Form::table, .flow = {0.0, 4.0}, .value = {1e5, 0.0}};
    Case against{3, {0, 2}, {1e5, 3e5}}; // 2 bar to overcome with 1
    against.links.curves.push_back(curve);
    auto pump = against.links.add_pump(0, 1, 0);
    against.links.add_pipe(1, 2, 10.0, 0.1, 1e-4);
    auto const blocked = solve(against);
    EXPECT_EQ(blocked.state.link_status[pump], LinkStatus::blocked);
    EXPECT_EQ(blocked.state.mass_flow_kg_s[pump], 0.0);
    Case with{3, {0, 2}, {3e5, 1e5}};
    with.links.curves.push_back(curve);
    pump = with.links.add_pump(0, 1, 0);
    with.links.add_pipe(1, 2, 10.0, 0.1, 1e-4);
    EXPECT_EQ(solve(with).state.link_status[pump], LinkStatus::beyond_curve);
    with.links.speed[0] = 0.0;
    EXPECT_EQ(solve(with).state.link_status[pump], LinkStatus::closed);
}

TEST(HydraulicSolver, EachPipeHasItsOwnWater) {
    Case c{3};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4, 2.0);
    c.links.add_pipe(1, 2, 100.0, 0.05, 1e-4, 2.0);
    c.injection = {0.0, 0.0, -1.0};
    c.density = {960.0, 995.0};
    c.viscosity = {3e-4, 8e-4};
    auto const solved = solve(c);
    for (std::size_t l = 0; l < 2; ++l) {
        auto const expected = pipe_pressure_loss(FrictionLaw::colebrook, {100.0, 0.05, 1e-4, 2.0},
                                                 c.density[l], c.viscosity[l], 1.0);
        EXPECT_NEAR(solved.state.pressure_loss_pa[l] / expected.loss_pa, 1.0, 1e-12) << "link " << l;
    }
}

TEST(HydraulicSolver, NamesEverythingWrongWithItsInput) {
    Case c{2};
    c.links.add_pipe(0, 1, -5.0, 0.0, 1e-4);
    c.links.add_pipe(0, 7, 5.0, 0.1, 1e-4);
    c.links.add(1, 1, LinkLaw::throttle, 0.0, -3.0);
    c.links.add_pump(0, 1, 0);
    try {
        HydraulicSolver const solver{c.nodes, c.links};
        FAIL() << "accepted";
    } catch (Error const& error) {
        EXPECT_EQ(error.problems().size(), 6U) << error.what();
    }
}

} // namespace
