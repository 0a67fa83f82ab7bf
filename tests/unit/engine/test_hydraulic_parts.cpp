// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Parts behind limiters, check valves and shut valves: who gets what is let through, and what is cut off.

#include "hydraulic_case.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;

// A plant between 0 and 1, pipes to and fro, a device 2 -> 3 and a consumer 3 -> 4.
struct BehindADevice : Case {
    BehindADevice() : Case{5, {0}, {2e5}} {
        links.add(0, 1, LinkLaw::fixed_lift, 1e5);
        links.add_pipe(1, 2, 100.0, 0.065, 1e-4);
        links.add_pipe(4, 0, 100.0, 0.065, 1e-4);
    }
};

TEST(HydraulicParts, AFlowLimiterPassesItsFlow) {
    BehindADevice c;
    auto const limiter = c.links.add(2, 3, LinkLaw::limited_flow, 0.8);
    auto const consumer = c.links.add(3, 4, LinkLaw::limited_flow, 1.4, 3e4);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[limiter], 0.8, 1e-12);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[consumer], 0.8, 1e-12);
    EXPECT_EQ(solved.state.link_status[limiter], LinkStatus::holding);
    EXPECT_EQ(solved.state.link_status[consumer], LinkStatus::short_of_dp);
    EXPECT_NEAR(solved.state.pressure_loss_pa[consumer], 3e4 * 0.64, 1e-6);
    EXPECT_GT(solved.state.pressure_loss_pa[limiter], 5e4);
    EXPECT_EQ(solved.report.cut_off_nodes, 0);
}

TEST(HydraulicParts, ConsumersShareWhatALimiterPasses) {
    BehindADevice c;
    auto const limiter = c.links.add(2, 3, LinkLaw::limited_flow, 0.8);
    auto const open = c.links.add(3, 4, LinkLaw::limited_flow, 1.4, 3e4);
    auto const small = c.links.add(3, 4, LinkLaw::limited_flow, 0.1, 3e4);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[limiter], 0.8, 1e-12);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[small], 0.1, 1e-12);
    EXPECT_EQ(solved.state.link_status[small], LinkStatus::holding);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[open], 0.7, 1e-9);
}

TEST(HydraulicParts, GivenFlowsGiveWayToALimiter) {
    BehindADevice c;
    auto const limiter = c.links.add(2, 3, LinkLaw::limited_flow, 0.8);
    auto const one = c.links.add(3, 4, LinkLaw::fixed_flow, 1.2);
    auto const other = c.links.add(3, 4, LinkLaw::fixed_flow, 0.4);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[limiter], 0.8, 1e-12);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[one], 0.6, 1e-12);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[other], 0.2, 1e-12);
    EXPECT_EQ(solved.state.link_status[limiter], LinkStatus::holding);
    EXPECT_EQ(solved.state.link_status[one], LinkStatus::short_of_dp);
    EXPECT_EQ(solved.report.cut_off_nodes, 0);
}

TEST(HydraulicParts, GivenFlowsGiveWayToLimitersInALoop) {
    BehindADevice c;
    auto const left = c.links.add(2, 3, LinkLaw::limited_flow, 0.5);
    auto const right = c.links.add(2, 3, LinkLaw::limited_flow, 0.3);
    auto const consumer = c.links.add(3, 4, LinkLaw::fixed_flow, 1.4);
    auto const solved = solve(c);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[left], 0.5, 1e-9);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[right], 0.3, 1e-9);
    EXPECT_NEAR(solved.state.mass_flow_kg_s[consumer], 0.8, 1e-9);
    EXPECT_EQ(solved.report.cut_off_nodes, 0);
}

// What presses more into a part behind a check valve than is taken there gives what is taken. Its pressure is
// that before the valve where this is enough for the consumer, and higher where it is not.
TEST(HydraulicParts, AGivenFlowBehindACheckValveGivesWhatIsTaken) {
    for (LinkLaw const law : {LinkLaw::fixed_flow, LinkLaw::limited_flow}) {
        for (double const need_pa_s2_kg2 : {3e4, 9e4}) {
            BehindADevice c;
            auto const check = c.links.add(2, 3, LinkLaw::throttle);
            c.links.one_way.back() = 1;
            auto const source = c.links.add(4, 3, LinkLaw::fixed_flow, 2.0);
            auto const consumer = c.links.add(3, 4, law, 1.4, need_pa_s2_kg2);
            auto const solved = solve(c);
            EXPECT_NEAR(solved.state.mass_flow_kg_s[source], 1.4, 1e-9);
            EXPECT_NEAR(solved.state.mass_flow_kg_s[consumer], 1.4, 1e-9);
            EXPECT_NEAR(solved.state.mass_flow_kg_s[check], 0.0, 1e-9);
            EXPECT_EQ(solved.state.link_status[source], LinkStatus::short_of_dp);
            EXPECT_EQ(solved.report.cut_off_nodes, 0);
            bool const lifts = law == LinkLaw::limited_flow && need_pa_s2_kg2 > 5e4;
            EXPECT_NEAR(solved.state.pressure_loss_pa[consumer], lifts ? need_pa_s2_kg2 * 1.96 : 1e5, 1e-3);
        }
    }
}

// Nothing is asked for behind three check valves: the highest pressure before them stands there, and no water
// comes back through the others.
TEST(HydraulicParts, ADeadEndStandsAtTheHighestPressureThatReachesIt) {
    Case c{6, {0, 1, 2}, {3e5, 5e5, 4e5}};
    for (std::int32_t const from : {0, 1, 2}) {
        c.links.add_pipe(from, 3, 100.0, 0.05, 1e-4);
        c.links.one_way.back() = 1;
    }
    c.links.add_pipe(3, 4, 100.0, 0.05, 1e-4);
    c.links.add_pipe(3, 5, 100.0, 0.05, 1e-4);
    c.links.add_pipe(4, 5, 100.0, 0.05, 1e-4);
    auto const solved = solve(c);
    EXPECT_EQ(solved.report.cut_off_nodes, 0);
    for (std::size_t const node : {3U, 4U, 5U}) {
        EXPECT_NEAR(solved.state.pressure_pa[node], 5e5, 1e-3);
    }
    for (double const flow : solved.state.mass_flow_kg_s) {
        EXPECT_NEAR(flow, 0.0, 1e-9);
    }
}

// A reducing valve out of a dead end into higher pressure than it holds is shut, and leaves it without a
// pressure.
TEST(HydraulicParts, AReducingValveOutOfADeadEndCutsItOff) {
    Case c{4};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4);
    auto const valve = c.links.add_regulator(2, 1, LinkLaw::pressure_reducing, 2e5, -1, -1, 100.0);
    c.links.add_pipe(2, 3, 100.0, 0.05, 1e-4);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[valve], LinkStatus::blocked);
    EXPECT_EQ(solved.report.cut_off_nodes, 2);
}

// What can get nothing at all is cut off, whatever it asks for: here by a check valve that is built in
// backwards.
TEST(HydraulicParts, GivenFlowsDoNotGiveWayToNothing) {
    BehindADevice c;
    auto const check = c.links.add(3, 2, LinkLaw::throttle);
    c.links.one_way.back() = 1;
    auto const consumer = c.links.add(3, 4, LinkLaw::fixed_flow, 1.4);
    auto const solved = solve(c);
    EXPECT_EQ(solved.state.link_status[check], LinkStatus::blocked);
    EXPECT_EQ(solved.state.link_status[consumer], LinkStatus::cut_off);
    EXPECT_EQ(solved.report.cut_off_nodes, 1);
}

TEST(HydraulicParts, PartBehindAShutValveIsCutOff) {
    Case c{4};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4);
    auto const valve = c.links.add(1, 2, LinkLaw::closed);
    c.links.add_pipe(2, 3, 100.0, 0.05, 1e-4);
    c.injection = {0.0, -0.5, -0.25, -0.25};
    auto const solved = solve(c);
    EXPECT_EQ(solved.report.cut_off_nodes, 2);
    EXPECT_DOUBLE_EQ(solved.report.unserved_kg_s, 0.5);
    EXPECT_EQ(solved.state.node_cut_off, (std::vector<std::uint8_t>{0, 0, 1, 1}));
    EXPECT_EQ(solved.state.link_status[valve], LinkStatus::closed);
    EXPECT_EQ(solved.state.link_status[2], LinkStatus::cut_off);
    EXPECT_DOUBLE_EQ(solved.state.mass_flow_kg_s[0], 0.5);
}

TEST(HydraulicParts, PartBehindABlockedCheckValveIsCutOff) {
    // All of node 2 would have to be fed backwards through a check valve.
    Case c{3};
    c.links.add_pipe(0, 1, 100.0, 0.05, 1e-4);
    c.links.add_pipe(2, 1, 100.0, 0.05, 1e-4);
    c.links.one_way.back() = 1;
    c.injection = {0.0, -0.5, -0.25};
    auto const solved = solve(c);
    EXPECT_EQ(solved.report.cut_off_nodes, 1);
    EXPECT_EQ(solved.state.link_status[1], LinkStatus::blocked);
    EXPECT_DOUBLE_EQ(solved.state.mass_flow_kg_s[0], 0.5);
}

// More is pressed into node 1 than is taken there. A check valve that may yield lets the rest back through
// the plant where the solve says so, else less is pressed in; from one solve to the next.
TEST(HydraulicParts, CheckValvesThatMayYieldDoWhereTheyAreLet) {
    Case c{2};
    auto const plant = c.links.add(0, 1, LinkLaw::fixed_lift, 1e5);
    c.links.one_way.back() = 2;
    auto const source = c.links.add(0, 1, LinkLaw::fixed_flow, 1.4);
    auto const consumer = c.links.add(1, 0, LinkLaw::fixed_flow, 0.8);
    HydraulicSolver solver{c.nodes, c.links, c.settings};
    HydraulicState state = solver.make_state();
    std::vector<std::int32_t> const plants{plant};
    for (bool const yield : {false, true, false}) {
        auto const report =
            solver.solve(c.point(), state, {.lets_back = std::span{plants}.first(yield ? 1 : 0)});
        ASSERT_EQ(report.status, SolveStatus::converged);
        EXPECT_NEAR(state.mass_flow_kg_s[plant], yield ? -0.6 : 0.0, 1e-12);
        EXPECT_NEAR(state.mass_flow_kg_s[source], yield ? 1.4 : 0.8, 1e-12);
        EXPECT_NEAR(state.mass_flow_kg_s[consumer], 0.8, 1e-12);
    }
}

} // namespace
