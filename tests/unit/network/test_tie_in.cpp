// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "sample_projects.hpp"

#include "saggar/network/network.hpp"
#include "saggar/network/tie_in.hpp"

#include <gtest/gtest.h>
#include <random>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// Pipes of the sample lie along y = 0: source at 0, a at 300, b at 700. A street on them, one up at x = 500,
// and one back west at y = 200.
std::vector<Street> streets() {
    return {{{{0.0, 0.0}, {500.0, 0.0}, {700.0, 0.0}}, Surface::hard},
            {{{500.0, 0.0}, {500.0, 200.0}}, Surface::hard},
            {{{500.0, 200.0}, {100.0, 200.0}}, Surface::soft}};
}

double drawn_m(TieIn const& tie_in) {
    return length_m(tie_in.route);
}

TEST(TieIn, TargetsAreOpenPairsAndTheirNodes) {
    Project project = heat_project();
    project.pipe_pairs[0].route_xy_m = {0.0, 50.0, 300.0, 50.0};
    TieInTargets const targets = tie_in_targets(project);
    ASSERT_EQ(targets.lines.size(), 2U);
    EXPECT_EQ(targets.lines[0].points,
              (std::vector<Point>{{0.0, 0.0}, {0.0, 50.0}, {300.0, 50.0}, {300.0, 0.0}}));
    EXPECT_EQ(targets.nodes.size(), 3U);
    project.pipe_pairs[1].open = false;
    TieInTargets const fewer = tie_in_targets(project);
    EXPECT_EQ(fewer.lines.size(), 1U);
    EXPECT_EQ(fewer.nodes.size(), 2U); // b hangs on the shut pair alone
}

TEST(TieIn, FollowsTheStreetToThePipe) {
    TieInSearch const search{streets(), tie_in_targets(heat_project())};
    auto const found = search.cheapest({200.0, 230.0}, 1, 1000.0);
    ASSERT_EQ(found.size(), 1U);
    TieIn const& tie_in = found[0];
    // 30 m to the street, 300 m along it, 200 m down to pair p2, which runs from 300 to 700.
    EXPECT_EQ(tie_in.pair, 1);
    EXPECT_NEAR(tie_in.position, 0.5, 1e-12);
    EXPECT_NEAR(tie_in.off_street_m, 30.0, 1e-9);
    EXPECT_NEAR(tie_in.soft_m, 300.0, 1e-9);
    EXPECT_NEAR(tie_in.hard_m, 200.0, 1e-9);
    EXPECT_NEAR(drawn_m(tie_in), tie_in.length_m(), 1e-9);
    EXPECT_TRUE(tie_in.along_streets);
    EXPECT_EQ(tie_in.route.front(), (Point{500.0, 0.0}));
    EXPECT_EQ(tie_in.route.back(), (Point{200.0, 230.0}));
}

TEST(TieIn, AppliesLengthFactorAndCosts) {
    TieInOptions options;
    options.length_factor = 1.1;
    options.street_costs = {900.0, 500.0};
    options.off_street_per_m = 400.0;
    TieInSearch const search{streets(), tie_in_targets(heat_project()), options};
    auto const found = search.cheapest({200.0, 230.0}, 1, 1000.0);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].soft_m, 330.0, 1e-9);
    EXPECT_NEAR(found[0].hard_m, 220.0, 1e-9);
    EXPECT_NEAR(found[0].length_m(), 580.0, 1e-9);
    EXPECT_NEAR(found[0].cost, 900.0 * 220.0 + 500.0 * 330.0 + 400.0 * 30.0, 1e-6);
    EXPECT_TRUE(search.cheapest({200.0, 230.0}, 1, 579.0).empty()); // too long
}

TEST(TieIn, ReachesPipesBesideTheStreet) {
    Project project = heat_project();
    for (Node& node : project.nodes) {
        node.y_m = -20.0; // pipes 20 m south of the street
    }
    TieInSearch const search{streets(), tie_in_targets(project)};
    auto const found = search.cheapest({200.0, 230.0}, 1, 1000.0);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pair, 1);
    EXPECT_NEAR(found[0].off_street_m, 30.0, 1e-9);
    EXPECT_NEAR(found[0].hard_m, 200.0 + 20.0, 1e-9) << "from the street to the pipe as in the street";
    EXPECT_NEAR(found[0].length_m(), 550.0, 1e-9);
    TieInOptions narrow;
    narrow.snap_m = 10.0;
    TieInSearch const blind{streets(), tie_in_targets(project), narrow};
    auto const straight = blind.cheapest({200.0, 230.0}, 1, 1000.0);
    ASSERT_EQ(straight.size(), 1U); // no street leads there
    EXPECT_FALSE(straight[0].along_streets);
    EXPECT_NEAR(straight[0].length_m(), 250.0, 1e-9);
    EXPECT_EQ(straight[0].pair, 0);
}

TEST(TieIn, RunsStraightWithoutStreetsOrWherePipesAreNearer) {
    TieInSearch const none{{}, tie_in_targets(heat_project())};
    auto const found = none.cheapest({150.0, 80.0}, 3, 1000.0);
    ASSERT_GE(found.size(), 2U);
    EXPECT_EQ(found[0].pair, 0);
    EXPECT_NEAR(found[0].position, 0.5, 1e-12);
    EXPECT_NEAR(found[0].off_street_m, 80.0, 1e-9);
    EXPECT_EQ(found[0].route, (std::vector<Point>{{150.0, 0.0}, {150.0, 80.0}}));
    EXPECT_TRUE(none.cheapest({150.0, 80.0}, 3, 79.0).empty());

    TieInSearch const apart{{{{{0.0, 100.0}, {300.0, 100.0}}, Surface::hard}},
                            tie_in_targets(heat_project())};
    auto const nearer = apart.cheapest({150.0, 20.0}, 1, 1000.0);
    ASSERT_EQ(nearer.size(), 1U);
    EXPECT_FALSE(nearer[0].along_streets);
    EXPECT_NEAR(nearer[0].length_m(), 20.0, 1e-9);
}

TEST(TieIn, GivesAlternativesAtDifferentPlacesCheapestFirst) {
    std::vector<Street> both = streets();
    both.push_back({{{100.0, 200.0}, {100.0, 0.0}}, Surface::hard}); // down to pair p1 as well
    TieInSearch const search{both, tie_in_targets(heat_project())};
    auto const found = search.cheapest({240.0, 210.0}, 3, 2000.0);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].pair, 0);
    EXPECT_NEAR(found[0].length_m(), 10.0 + 140.0 + 200.0, 1e-9);
    EXPECT_NEAR(found[0].position, 1.0 / 3.0, 1e-9);
    EXPECT_EQ(found[1].node, 0); // on to the plant, 100 m
    EXPECT_NEAR(found[1].length_m(), 450.0, 1e-9);
    EXPECT_EQ(found[2].pair, 1); // the other way round
    EXPECT_NEAR(found[2].length_m(), 10.0 + 260.0 + 200.0, 1e-9);
    for (std::size_t i = 0; i + 1 < found.size(); ++i) {
        EXPECT_LE(found[i].cost, found[i + 1].cost + 1e-9);
    }
}

TEST(TieIn, TakesTheNodeAtTheEndOfAPair) {
    TieInSearch const search{{}, tie_in_targets(heat_project())};
    auto const found = search.cheapest({300.5, 60.0}, 1, 1000.0);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].node, 1);
    EXPECT_EQ(found[0].pair, -1);
    EXPECT_EQ(found[0].at, (Point{300.0, 0.0}));
    auto const beyond = search.cheapest({900.0, 0.0}, 1, 1000.0);
    ASSERT_EQ(beyond.size(), 1U);
    EXPECT_EQ(beyond[0].node, 2);
}

TEST(TieIn, FindsPipesThatCrossAStreetBetweenItsPoints) {
    TieInSearch const search{{{{{100.0, -300.0}, {100.0, 300.0}}, Surface::hard}},
                             tie_in_targets(heat_project())};
    auto const found = search.cheapest({110.0, 250.0}, 1, 1000.0);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pair, 0);
    EXPECT_NEAR(found[0].position, 1.0 / 3.0, 1e-9);
    EXPECT_NEAR(found[0].length_m(), 260.0, 1e-9);
}

TEST(TieIn, NeverCostsMoreThanAnyWayTriedByHand) {
    // On a grid of streets with pipes along one of them, the way along streets to it is the Manhattan
    // distance.
    std::vector<Street> grid;
    for (int i = 0; i <= 10; ++i) {
        std::vector<Point> row;
        std::vector<Point> column;
        for (int j = 0; j <= 10; ++j) {
            row.push_back({100.0 * j, 100.0 * i});
            column.push_back({100.0 * i, 100.0 * j});
        }
        grid.push_back({row, Surface::hard});
        grid.push_back({column, Surface::hard});
    }
    TieInSearch const search{grid, tie_in_targets(heat_project())};
    std::mt19937 random{5};
    std::uniform_real_distribution<double> along{0.0, 700.0};
    for (int i = 0; i < 200; ++i) {
        // A consumer on the street at y = 500: to the nearer crossing, and 500 m down; or none is nearer than
        // the ends of the pipes.
        double const x = along(random);
        auto const found = search.cheapest({x, 500.0}, 1, 5000.0);
        ASSERT_EQ(found.size(), 1U);
        double const to_crossing =
            std::min(x - 100.0 * std::floor(x / 100.0), 100.0 * std::ceil(x / 100.0) - x);
        EXPECT_NEAR(found[0].length_m(), 500.0 + to_crossing, 1e-6) << "consumer at " << x;
        EXPECT_NEAR(drawn_m(found[0]), found[0].length_m(), 1e-6);
    }
}

TEST(SplitPair, SharesOutLengthLossesAndElevation) {
    Project project = heat_project();
    Pipe& whole = project.pipe_pairs[1];
    whole.length_m = 440.0;
    whole.zeta = 8.0;
    whole.equivalent_length_m = 20.0;
    whole.route_xy_m = {300.0, 100.0, 700.0, 100.0};
    OperatingPointData point;
    point.id = "summer";
    point.closed = {"p2"};
    project.operating_points = {point};
    project.origins["pipe_pairs"] = {{"project.yaml", 3}, {"project.yaml", 9}};
    EXPECT_EQ(split_pair(project, 1, 0.25, "tee", "p2-behind"), 2U);
    Pipe const& before = project.pipe_pairs[1];
    Pipe const& behind = project.pipe_pairs[2];
    EXPECT_EQ(before.id, "p2");
    EXPECT_EQ(before.from, "a");
    EXPECT_EQ(before.to, "tee");
    EXPECT_EQ(behind.id, "p2-behind");
    EXPECT_EQ(behind.from, "tee");
    EXPECT_EQ(behind.to, "b");
    EXPECT_DOUBLE_EQ(*before.length_m, 110.0);
    EXPECT_DOUBLE_EQ(*behind.length_m, 330.0);
    EXPECT_DOUBLE_EQ(before.zeta, 2.0);
    EXPECT_DOUBLE_EQ(behind.zeta, 6.0);
    EXPECT_DOUBLE_EQ(before.equivalent_length_m + behind.equivalent_length_m, 20.0);
    // A quarter of 600 m drawn: 100 m up, 50 m east.
    Node const& tee = project.nodes.back();
    EXPECT_DOUBLE_EQ(*tee.x_m, 350.0);
    EXPECT_DOUBLE_EQ(*tee.y_m, 100.0);
    EXPECT_DOUBLE_EQ(tee.elevation_m, 103.0 + 0.25 * 4.0);
    EXPECT_EQ(before.route_xy_m, (std::vector<double>{300.0, 100.0}));
    EXPECT_EQ(behind.route_xy_m, (std::vector<double>{700.0, 100.0}));
    EXPECT_EQ(project.operating_points[0].closed, (std::vector<std::string>{"p2", "p2-behind"}));
    EXPECT_EQ(project.origins["pipe_pairs"][2].line, 9U);
    EXPECT_NO_THROW(Network::build(project, sample_catalogue()));
}

TEST(SplitPair, KeepsTheDrawnLength) {
    Project project = heat_project();
    split_pair(project, 0, 0.3, "tee", "p1-behind");
    auto const network = Network::build(project, sample_catalogue());
    EXPECT_NEAR(network->pipes.length_m[0], 90.0, 1e-9);
    EXPECT_NEAR(network->pipes.length_m[4], 210.0, 1e-9);
}

} // namespace
