// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which candidates fit together, and in which order.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/planning/connection.hpp"
#include "saggar/planning/connection_order.hpp"
#include "saggar/planning/kept_work.hpp"

#include "connection_street.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// Three loads of which any two fit the plant: the cheapest per MWh first, the third is left out though it
// would fit alone; two of them tap the same pair.
TEST(ConnectionOrder, TheCheapestFirstUntilThePlantIsAtItsEnd) {
    Project project = one_street();
    project.plants[0].capacity_kw = 400.0;
    project.candidates = {candidate("far", 400.0, 80.0, 80.0), candidate("near", 250.0, 20.0, 80.0),
                          candidate("middle", 100.0, 40.0, 80.0)};
    auto const network = Network::build(project, three_sizes());
    for (ConnectionResult const& alone : study_connections(network, {}).candidates) {
        EXPECT_EQ(alone.verdict, ConnectionVerdict::feasible) << alone.reason;
    }
    ConnectionOrder const order = order_connections(network, {});
    ASSERT_TRUE(order.base_converged);
    ASSERT_EQ(order.steps.size(), 2U);
    EXPECT_EQ(order.steps[0].result.id, "near");
    EXPECT_EQ(order.steps[1].result.id, "middle");
    ASSERT_EQ(order.left_out.size(), 1U);
    EXPECT_EQ(order.left_out[0].id, "far");
    EXPECT_NE(order.left_out[0].reason.find("'boiler' would have to give"), std::string::npos)
        << order.left_out[0].reason;
    EXPECT_NEAR(order.steps[1].peak_w, 160e3, 1e-6);
    EXPECT_NEAR(*order.steps[1].cost, 20.0 * 1000.0 + 40.0 * 1000.0, 1e-6);
    EXPECT_EQ(order.project.substations.size(), 3U);
    EXPECT_EQ(order.project.candidates.size(), 1U);
    served_by(Network::build(order.project, three_sizes()));
}

// The larger trunk that the first needs is there for the second.
TEST(ConnectionOrder, ALargerPipeIsPaidForOnce) {
    Project project = one_street();
    project.candidates = {candidate("mill", 500.0, 50.0, 800.0), candidate("works", 500.0, 60.0, 800.0)};
    ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
    ASSERT_EQ(order.steps.size(), 2U);
    EXPECT_FALSE(order.steps[0].result.reinforcements.empty());
    EXPECT_TRUE(order.steps[1].result.reinforcements.empty()) << order.steps[1].result.reason;
    EXPECT_LT(*order.steps[1].result.cost, *order.steps[1].cost_alone);
}

// Each doubles the pair that the one before has doubled.
TEST(ConnectionOrder, APairIsDoubledAsOftenAsItIsNeeded) {
    Project project = one_street();
    Measure beside;
    beside.id = "beside";
    beside.kind = MeasureKind::parallel_pipe;
    beside.source = "assumption";
    project.measures = {beside};
    project.candidates = {candidate("mill", 500.0, 50.0, 800.0), candidate("works", 500.0, 60.0, 800.0)};
    ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
    ASSERT_EQ(order.steps.size(), 2U);
    for (ConnectionStep const& step : order.steps) {
        EXPECT_FALSE(step.result.reinforcements.empty()) << step.result.id;
    }
    EXPECT_TRUE(order.steps.front().result.reinforcements.front().parallel);
    served_by(Network::build(order.project, three_sizes()));
}

// On a node, on a pipe, and one on the place of another.
TEST(ConnectionOrder, WhoStandsOnThePipeGetsAMetreOfIt) {
    Project project = one_street();
    project.candidates = {candidate("at_the_end", 500.0, 0.0, 40.0), candidate("midway", 250.0, 0.0, 30.0),
                          candidate("midway_too", 250.0, 0.0, 20.0)};
    ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
    ASSERT_EQ(order.steps.size(), 3U);
    for (ConnectionStep const& step : order.steps) {
        ASSERT_TRUE(step.result.branch) << step.result.reason;
        EXPECT_NEAR(step.result.branch->length_m, 1.0, 1e-9) << step.result.id;
        EXPECT_NE(step.result.verdict, ConnectionVerdict::infeasible) << step.result.reason;
    }
}

// A verdict that was kept of another network: with the booster that it takes this one has no solution, which
// is no interruption.
TEST(ConnectionOrder, TellsANetworkWithoutSolutionFromAnInterruption) {
    Project project = one_street();
    project.candidates = {candidate("first", 250.0, 40.0, 60.0), candidate("shop", 400.0, 40.0, 60.0)};
    // Water that comes in in the east leaves in the west, against what a booster lets through.
    Withdrawal in;
    in.id = "in";
    in.node = "east:supply";
    in.mass_flow_kg_s = -5.0;
    in.temperature_c = 85.0;
    Withdrawal out = in;
    out.id = "out";
    out.node = "west:supply";
    out.mass_flow_kg_s = 5.0;
    project.withdrawals = {in, out};
    Measure booster;
    booster.id = "booster";
    booster.kind = MeasureKind::booster;
    booster.pair = "trunk";
    booster.maximum_head_m = 20.0;
    booster.cost = 1.0;
    booster.source = "assumption";
    project.prices.electricity_import_per_mwh = 200.0;
    project.measures = {booster};
    auto const network = Network::build(project, three_sizes());
    ConnectionResult said = study_connections(network, {}).candidates.at(0);
    ASSERT_EQ(said.verdict, ConnectionVerdict::feasible) << said.reason;
    said.cost_per_mwh = 0.0;
    said.measures = {{.id = "booster",
                      .kind = MeasureKind::booster,
                      .step = 1,
                      .size = 10.0,
                      .place = "trunk",
                      .flow_m3_h = 5.0}};
    KeptWork kept;
    ConnectionResult piece;
    kept.piece("candidate first", piece, [&] { piece = said; });
    ConnectionOrder const order = order_connections(network, {}, {}, &kept);
    EXPECT_FALSE(order.stopped);
    EXPECT_FALSE(order.base_converged);
    EXPECT_NE(order.diagnosis, "");
    ASSERT_EQ(order.steps.size(), 1U);
    EXPECT_EQ(order.steps[0].result.id, "first");
    // An interruption is one.
    ConnectionOrder const stopped = order_connections(
        network, {}, [](std::size_t decided, std::size_t) { return decided == 0; }, &kept);
    EXPECT_TRUE(stopped.stopped);
}

} // namespace
