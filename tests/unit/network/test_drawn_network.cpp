// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/drawn_network.hpp"

#include <gtest/gtest.h>

namespace saggar {
namespace {

DrawnLine line(std::vector<Point> points) {
    return {.points = std::move(points)};
}

TEST(DrawnNetwork, MakesNearEndsOneNode) {
    JoinedDrawing const joined =
        join_drawing({.lines = {line({{0, 0}, {100, 0}}), line({{100.6, 0.5}, {200, 0}})}, .join_m = 1.0});
    ASSERT_EQ(joined.nodes.size(), 3U);
    ASSERT_EQ(joined.pieces[0].size(), 1U);
    ASSERT_EQ(joined.pieces[1].size(), 1U);
    EXPECT_EQ(joined.pieces[0][0].to, joined.pieces[1][0].from);
    EXPECT_EQ(joined.nodes[1].at, (Point{100, 0})) << "the first end's place";
    EXPECT_EQ(joined.pieces[0][0].share, 1.0);
}

TEST(DrawnNetwork, KeepsFartherEndsApart) {
    JoinedDrawing const joined =
        join_drawing({.lines = {line({{0, 0}, {100, 0}}), line({{101.1, 0}, {200, 0}})}, .join_m = 1.0});
    EXPECT_EQ(joined.nodes.size(), 4U);
}

TEST(DrawnNetwork, CutsALineWhereAnotherEndsInItsMiddle) {
    JoinedDrawing const joined = join_drawing(
        {.lines = {line({{0, 0}, {60, 0}, {60, 40}}), line({{30, 0.4}, {30, 80}})}, .join_m = 1.0});
    ASSERT_EQ(joined.pieces[0].size(), 2U);
    DrawnPiece const& before = joined.pieces[0][0];
    DrawnPiece const& behind = joined.pieces[0][1];
    EXPECT_NEAR(before.share, 0.3, 1e-12);
    EXPECT_NEAR(behind.share, 0.7, 1e-12);
    EXPECT_EQ(before.to, joined.pieces[1][0].from);
    EXPECT_EQ(before.to, behind.from);
    EXPECT_EQ(behind.points, (std::vector<Point>{{30, 0.4}, {60, 0}, {60, 40}}));
}

TEST(DrawnNetwork, CutsAtEveryTouchInOrder) {
    JoinedDrawing const joined = join_drawing({.lines = {line({{0, 0}, {100, 0}}), line({{70, 0}, {70, 9}}),
                                                         line({{20, 0}, {20, 9}}), line({{70, -9}, {70, 0}})},
                                               .join_m = 0.5});
    ASSERT_EQ(joined.pieces[0].size(), 3U);
    EXPECT_NEAR(joined.pieces[0][0].share, 0.2, 1e-12);
    EXPECT_NEAR(joined.pieces[0][1].share, 0.5, 1e-12);
    EXPECT_EQ(joined.pieces[0][1].to, joined.pieces[1][0].from);
    EXPECT_EQ(joined.pieces[0][1].to, joined.pieces[3][0].to);
}

TEST(DrawnNetwork, TakesAnEndBesideAnEndForThatEnd) {
    // 1.2 m from the end, 0.9 m from the line, 0.8 m along it: no piece of 0.8 m is made.
    JoinedDrawing const joined =
        join_drawing({.lines = {line({{0, 0}, {100, 0}}), line({{0.8, 0.9}, {0, 50}})}, .join_m = 1.0});
    ASSERT_EQ(joined.pieces[0].size(), 1U);
    EXPECT_EQ(joined.pieces[0][0].from, joined.pieces[1][0].from);
}

TEST(DrawnNetwork, DoesNotJoinLinesThatOnlyCross) {
    JoinedDrawing const joined =
        join_drawing({.lines = {line({{0, 0}, {100, 0}}), line({{50, -50}, {50, 50}})}});
    EXPECT_EQ(joined.nodes.size(), 4U);
    EXPECT_EQ(joined.pieces[0].size(), 1U);
}

TEST(DrawnNetwork, DoesNotCutWhatMayNotBeCut) {
    JoinedDrawing const joined = join_drawing(
        {.lines = {{.points = {{0, 0}, {100, 0}}, .may_be_cut = false}, line({{50, 0}, {50, 9}})},
         .places = {{30, 1}}});
    EXPECT_EQ(joined.pieces[0].size(), 1U);
    EXPECT_EQ(joined.places[0].node, -1);
}

TEST(DrawnNetwork, LeavesNoPieceOfALineShorterThanWhatIsOneNode) {
    JoinedDrawing const joined = join_drawing({.lines = {line({{0, 0}, {0.7, 0}})}, .join_m = 1.0});
    EXPECT_TRUE(joined.pieces[0].empty());
}

TEST(DrawnNetwork, NeverMakesTwoGivenNodesOne) {
    JoinedDrawing const joined =
        join_drawing({.nodes = {{.at = {0, 0}}, {.at = {0.5, 0}}, {.at = {9, 9}}},
                      .lines = {line({{-50, 0}, {0.1, 0}}), line({{0.4, 0}, {50, 0}})},
                      .join_m = 1.0});
    EXPECT_EQ(joined.pieces[0][0].to, 0);
    EXPECT_EQ(joined.pieces[1][0].from, 1);
    EXPECT_TRUE(joined.nodes[0].connected);
    EXPECT_FALSE(joined.nodes[2].connected) << "nothing is near it";
}

TEST(DrawnNetwork, TakesNamedEndsWhereverTheyLie) {
    JoinedDrawing const joined = join_drawing({.nodes = {{.at = {0, 0}}, {.at = {100, 0}}},
                                               .lines = {{.points = {{5, 0}, {80, 0}}, .from = 0, .to = 1}}});
    ASSERT_EQ(joined.pieces[0].size(), 1U);
    EXPECT_EQ(joined.nodes.size(), 2U);
    EXPECT_EQ(joined.pieces[0][0].from, 0);
    EXPECT_EQ(joined.pieces[0][0].to, 1);
}

TEST(DrawnNetwork, TiesPlacesToANodeElseToALine) {
    JoinedDrawing const joined = join_drawing({.lines = {line({{0, 0}, {100, 0}})},
                                               .places = {{4, 3}, {50, 3}, {50.5, -4}, {50, 11}, {80, 0}},
                                               .join_m = 1.0,
                                               .snap_m = 10.0});
    ASSERT_EQ(joined.pieces[0].size(), 3U);
    EXPECT_EQ(joined.places[0].node, joined.pieces[0][0].from);
    EXPECT_NEAR(joined.places[0].distance_m, 5.0, 1e-12);
    EXPECT_EQ(joined.places[1].node, joined.pieces[0][0].to);
    EXPECT_NEAR(joined.places[1].distance_m, 3.0, 1e-12);
    EXPECT_EQ(joined.places[2].node, joined.places[1].node) << "half a metre on: the same node";
    EXPECT_EQ(joined.places[3].node, -1);
    EXPECT_EQ(joined.places[4].node, joined.pieces[0][1].to);
    EXPECT_EQ(joined.nodes[static_cast<std::size_t>(joined.places[4].node)].at, (Point{80, 0}));
}

TEST(DrawnNetwork, CutsARingWhereOthersEndAtIt) {
    JoinedDrawing const joined = join_drawing(
        {.lines = {line({{0, 0}, {50, 0}, {50, 50}, {0, 50}, {0, 0}}), line({{50, 25}, {90, 25}})}});
    ASSERT_EQ(joined.pieces[0].size(), 2U);
    EXPECT_EQ(joined.pieces[0][0].from, joined.pieces[0][1].to);
    EXPECT_NEAR(joined.pieces[0][0].share + joined.pieces[0][1].share, 1.0, 1e-12);
}

} // namespace
} // namespace saggar
