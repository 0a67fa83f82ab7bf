// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Many operating points of one network over several threads.

#include "saggar/engine/steady/steady_solver.hpp"
#include "two_consumers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

using namespace saggar;
using testing_support::two_consumers;

std::vector<OperatingPoint> many_points(Network const& network, std::size_t count) {
    std::vector<OperatingPoint> points(count, operating_point(network));
    for (std::size_t i = 0; i < count; ++i) {
        points[i].heat_demand_w[0] *= 0.2 + 0.8 * static_cast<double>(i) / static_cast<double>(count);
    }
    return points;
}

TEST(SolveBatch, TellsHowFarItIs) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    auto const points = many_points(*network, 50);
    std::vector<std::size_t> told;
    std::vector<SteadyState> states;
    auto const reports =
        solve_batch(network, points, states, {}, 2, [&](std::size_t done, std::size_t total) {
            EXPECT_EQ(total, 50U);
            told.push_back(done);
            return true;
        });
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front(), 0U);
    EXPECT_EQ(told.back(), 50U);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    for (auto const& report : reports) {
        EXPECT_TRUE(report.converged()) << report.diagnosis;
    }
}

TEST(SolveBatch, StopsWhenTold) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    auto const points = many_points(*network, 200);
    for (int const threads : {1, 2}) {
        std::vector<SteadyState> states;
        auto const reports = solve_batch(network, points, states, {}, threads,
                                         [](std::size_t done, std::size_t) { return done < 20; });
        std::size_t solved = 0;
        for (auto const& report : reports) {
            EXPECT_TRUE(report.converged() || report.status == SteadyStatus::not_run);
            solved += report.converged() ? 1U : 0U;
        }
        EXPECT_GE(solved, 20U) << threads << " threads";
        EXPECT_LE(solved, 19U + static_cast<std::size_t>(threads)) << threads << " threads";
    }
}

// Each point from the start alone: the same to the last bit whatever others there are.
TEST(SolveStream, EachPointAloneWhereItIsToldTo) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    auto const points = many_points(*network, 20);
    std::vector<std::vector<double>> flows(points.size());
    solve_stream(
        network, points.size(), [&](std::size_t i) { return points[i]; },
        [&](std::size_t i, SteadyReport const& report, SteadyState const& state) {
            EXPECT_TRUE(report.converged());
            flows[i] = state.mass_flow_kg_s;
            return true;
        },
        {}, 2, {.each = true});
    for (std::size_t i = 0; i < points.size(); ++i) {
        SteadySolver solver{network};
        SteadyState state;
        ASSERT_TRUE(solver.solve(points[i], state).converged());
        EXPECT_EQ(flows[i], state.mass_flow_kg_s) << "point " << i;
    }
}

} // namespace
