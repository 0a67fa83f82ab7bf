// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/street_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace {

using namespace saggar;

Street street(std::vector<Point> line, Surface surface = Surface::hard) {
    return {std::move(line), surface};
}

// n by n crossings, 100 m apart; the northernmost street is soft.
std::vector<Street> grid(int n) {
    std::vector<Street> streets;
    for (int i = 0; i < n; ++i) {
        std::vector<Point> row;
        std::vector<Point> column;
        for (int j = 0; j < n; ++j) {
            row.push_back({100.0 * j, 100.0 * i});
            column.push_back({100.0 * i, 100.0 * j});
        }
        streets.push_back(street(row, i + 1 == n ? Surface::soft : Surface::hard));
        streets.push_back(street(column));
    }
    return streets;
}

std::int32_t vertex_at(StreetGraph const& graph, Point const& point) {
    for (std::size_t i = 0; i < graph.vertices().size(); ++i) {
        if (distance_m(graph.vertices()[i], point) < 1e-9) {
            return static_cast<std::int32_t>(i);
        }
    }
    ADD_FAILURE() << "no vertex at " << point.x_m << ", " << point.y_m;
    return 0;
}

std::vector<Street> random_streets(int count, unsigned seed) {
    std::mt19937 random{seed};
    std::uniform_int_distribution<int> corner{0, 24};
    std::uniform_int_distribution<int> coin{0, 1};
    std::vector<Street> streets;
    for (int i = 0; i < count; ++i) {
        int const x = corner(random);
        int const y = corner(random);
        int const dx = corner(random) % 5 - 2;
        int const dy = corner(random) % 5 - 2;
        streets.push_back(street({{x * 50.0, y * 50.0}, {(x + dx) * 50.0, (y + dy) * 50.0}},
                                 coin(random) == 0 ? Surface::hard : Surface::soft));
    }
    return streets;
}

TEST(StreetGraph, JoinsStreetsWherePointsCoincide) {
    StreetGraph const graph{grid(4)};
    EXPECT_EQ(graph.vertices().size(), 16U);
    EXPECT_EQ(graph.edges().size(), 24U);
}

TEST(StreetGraph, JoinsPointsThatAreAlmostTheSameAndEndsThatTouch) {
    // The second begins 0.3 m from the first's end; the third ends on the middle of the first.
    StreetGraph const graph{{street({{0.0, 0.0}, {100.0, 0.0}}), street({{100.3, 0.0}, {200.0, 0.0}}),
                             street({{50.0, 80.0}, {50.0, 0.2}})}};
    EXPECT_EQ(graph.vertices().size(), 5U);
    ASSERT_EQ(graph.edges().size(), 4U);
    StreetGraph::Start const start{vertex_at(graph, {50.0, 80.0}), 0.0};
    auto const paths = graph.cheapest_paths({&start, 1}, {}, 1e9);
    EXPECT_NEAR(paths.cost[static_cast<std::size_t>(vertex_at(graph, {200.0, 0.0}))], 229.8, 0.2);
}

TEST(StreetGraph, DoesNotJoinStreetsThatOnlyCross) {
    StreetGraph const graph{{street({{0.0, 0.0}, {100.0, 0.0}}), street({{50.0, -50.0}, {50.0, 50.0}})}};
    StreetGraph::Start const start{vertex_at(graph, {0.0, 0.0}), 0.0};
    auto const paths = graph.cheapest_paths({&start, 1}, {}, 1e9);
    EXPECT_TRUE(std::isinf(paths.cost[static_cast<std::size_t>(vertex_at(graph, {50.0, 50.0}))]));
}

TEST(StreetGraph, CountsWhatIsDrawnTwiceOnce) {
    std::vector<Street> const once{street({{0.0, 0.0}, {100.0, 0.0}, {200.0, 0.0}, {300.0, 0.0}}),
                                   street({{200.0, 0.0}, {200.0, 80.0}})};
    std::vector<Street> copy = once;
    copy.push_back(street({{100.2, 0.1}, {0.0, 0.0}}, Surface::soft)); // the other way, a little beside
    copy.push_back(street({{50.0, 0.0}, {250.0, 0.0}}));               // across three of them
    copy.push_back(street({{300.0, 0.0}, {0.0, 0.0}}));                // all of it without its corners
    StreetGraph const graph{copy};
    EXPECT_EQ(graph.vertices().size(), 7U) << "five of the first, two where the long one begins and ends";
    EXPECT_EQ(graph.edges().size(), 6U);
    double length = 0.0;
    for (StreetGraph::Edge const& edge : graph.edges()) {
        EXPECT_EQ(edge.surface, Surface::hard);
        length += edge.length_m;
    }
    EXPECT_NEAR(length, 380.0, 1e-9);
    EXPECT_EQ(StreetGraph{once}.edges().size(), 4U);
    StreetGraph const partly{{street({{0.0, 0.0}, {100.0, 0.0}}), street({{60.0, 0.0}, {150.0, 0.2}})}};
    EXPECT_EQ(partly.edges().size(), 3U) << "60, 40 and 50 m";
}

TEST(StreetGraph, LeavesOutPiecesWithoutLength) {
    StreetGraph const graph{
        {street({{0.0, 0.0}, {0.0, 0.0}, {10.0, 0.0}}), street({{5.0, 5.0}}), street({})}};
    EXPECT_EQ(graph.edges().size(), 1U);
    EXPECT_TRUE(StreetGraph{{}}.nearest({0.0, 0.0}, 3, 1e9).empty());
}

TEST(StreetGraph, FindsTheNearestPieces) {
    StreetGraph const graph{random_streets(300, 7)};
    std::mt19937 random{11};
    std::uniform_real_distribution<double> somewhere{-100.0, 1400.0};
    for (int i = 0; i < 50; ++i) {
        Point const from{somewhere(random), somewhere(random)};
        std::vector<double> distances;
        for (StreetGraph::Edge const& edge : graph.edges()) {
            Point const& a = graph.vertices()[static_cast<std::size_t>(edge.a)];
            Point const& b = graph.vertices()[static_cast<std::size_t>(edge.b)];
            double nearest = std::numeric_limits<double>::infinity();
            for (int step = 0; step <= 2000; ++step) { // by trial: within half a step of the truth
                nearest = std::min(nearest, distance_m(from, between(a, b, step / 2000.0)));
            }
            distances.push_back(nearest);
        }
        std::sort(distances.begin(), distances.end());
        auto const places = graph.nearest(from, 5, 1e9);
        ASSERT_EQ(places.size(), 5U);
        for (std::size_t k = 0; k < places.size(); ++k) {
            EXPECT_NEAR(places[k].distance_m, distances[k], 0.05);
            EXPECT_NEAR(distance_m(from, places[k].at), places[k].distance_m, 1e-9);
        }
        EXPECT_LE(graph.nearest(from, 5, distances[1] - 0.1).size(), 1U);
    }
}

TEST(StreetGraph, FindsTheCheapestPathsThatBoostFinds) {
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                        boost::property<boost::edge_weight_t, double>>;
    StreetCosts const costs{3.0, 1.0};
    for (unsigned seed = 1; seed <= 10; ++seed) {
        StreetGraph const graph{random_streets(400, seed)};
        Graph other{graph.vertices().size()};
        for (StreetGraph::Edge const& edge : graph.edges()) {
            boost::add_edge(static_cast<std::size_t>(edge.a), static_cast<std::size_t>(edge.b),
                            costs.per_m(edge.surface) * edge.length_m, other);
        }
        std::vector<double> expected(graph.vertices().size());
        boost::dijkstra_shortest_paths(other, 0,
                                       boost::distance_map(boost::make_iterator_property_map(
                                           expected.begin(), boost::get(boost::vertex_index, other))));
        StreetGraph::Start const start{0, 0.0};
        auto const paths = graph.cheapest_paths({&start, 1}, costs, 1e9);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (std::isinf(paths.cost[i])) {
                EXPECT_GT(expected[i], 1e300) << "seed " << seed << ", vertex " << i;
            } else {
                EXPECT_NEAR(paths.cost[i], expected[i], 1e-9 * expected[i]) << "seed " << seed;
            }
        }
        // No farther than the limit.
        auto const near = graph.cheapest_paths({&start, 1}, costs, 500.0);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(std::isinf(near.cost[i]), expected[i] > 500.0);
        }
    }
}

TEST(StreetGraph, EntersAtTheCheapestStart) {
    StreetGraph const graph{grid(5)};
    std::vector<StreetGraph::Start> const starts{{vertex_at(graph, {0.0, 0.0}), 50.0},
                                                 {vertex_at(graph, {200.0, 0.0}), 0.0}};
    auto const paths = graph.cheapest_paths(starts, {}, 1e9);
    auto const west = static_cast<std::size_t>(vertex_at(graph, {0.0, 100.0}));
    EXPECT_DOUBLE_EQ(paths.cost[west], 150.0);
    EXPECT_EQ(paths.from_start[west], 0);
    auto const middle = static_cast<std::size_t>(vertex_at(graph, {100.0, 100.0}));
    EXPECT_DOUBLE_EQ(paths.cost[middle], 200.0);
    EXPECT_EQ(paths.from_start[middle], 1);
}

TEST(StreetGraph, PrefersTheSoftStreetWhereItIsCheaper) {
    StreetGraph const graph{grid(3)};
    StreetGraph::Start const start{vertex_at(graph, {0.0, 100.0}), 0.0};
    // Along the middle street 200 m at 5; or up, 200 m of soft street at 1, and down: 1000 + 200 = 1200.
    auto const dear = graph.cheapest_paths({&start, 1}, {5.0, 1.0}, 1e9);
    EXPECT_DOUBLE_EQ(dear.cost[static_cast<std::size_t>(vertex_at(graph, {200.0, 200.0}))], 700.0);
    EXPECT_DOUBLE_EQ(dear.cost[static_cast<std::size_t>(vertex_at(graph, {200.0, 100.0}))], 1000.0);
}

TEST(StreetGraph, SplittingChangesNoDistance) {
    StreetGraph graph{grid(4)};
    StreetGraph const whole{grid(4)};
    std::mt19937 random{3};
    std::uniform_real_distribution<double> part{0.0, 1.0};
    std::size_t made = 0;
    for (int i = 0; i < 200; ++i) {
        auto const edge = static_cast<std::int32_t>(part(random) * static_cast<double>(graph.edges().size()));
        made += graph.split(edge, part(random)).edge_behind >= 0 ? 1 : 0;
    }
    EXPECT_GT(made, 100U);
    EXPECT_EQ(graph.vertices().size(), whole.vertices().size() + made);
    EXPECT_EQ(graph.edges().size(), whole.edges().size() + made);
    StreetGraph::Start const start{0, 0.0};
    auto const after = graph.cheapest_paths({&start, 1}, {}, 1e9);
    auto const before = whole.cheapest_paths({&start, 1}, {}, 1e9);
    for (std::size_t i = 0; i < whole.vertices().size(); ++i) {
        EXPECT_NEAR(after.cost[i], before.cost[i], 1e-9);
    }
    for (StreetGraph::Edge const& edge : graph.edges()) {
        EXPECT_GE(edge.length_m, 0.5); // no nearer to an end than points are joined
    }
    // What was split is found as before.
    EXPECT_NEAR(graph.nearest({150.0, 40.0}, 1, 1e9).at(0).distance_m, 40.0, 1e-9);
}

TEST(StreetGraph, SplitsNothingAtAnEnd) {
    StreetGraph graph{{street({{0.0, 0.0}, {100.0, 0.0}})}};
    EXPECT_EQ(graph.split(0, 0.001).vertex, 0);
    EXPECT_EQ(graph.split(0, 1.0).vertex, 1);
    EXPECT_EQ(graph.edges().size(), 1U);
}

} // namespace
