// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace saggar;

// A family of three pipes with round numbers, so that a test can be followed by hand.
Catalogue three_sizes() {
    std::vector<CatalogueEntry> entries;
    for (double const bore : {50.0, 80.0, 125.0}) {
        CatalogueEntry entry;
        entry.family = "test";
        entry.id = "test/" + std::to_string(static_cast<int>(bore));
        entry.nominal_diameter = bore;
        entry.inner_diameter_mm = bore;
        entry.outer_diameter_mm = bore + 8.0;
        entry.insulation_diameter_mm = 2.0 * bore + 40.0;
        entry.casing_diameter_mm = 2.0 * bore + 46.0;
        entry.cost_hard_per_m = 500.0 + 10.0 * bore;
        entry.cost_soft_per_m = 300.0 + 10.0 * bore;
        entries.push_back(entry);
    }
    return Catalogue{entries};
}

// A plant, 500 m of trunk to the east, a load of 200 kW at its end.
Project one_street() {
    Project project;
    project.name = "one street";
    project.limits.maximum_gradient_branch_pa_m = 250.0;
    project.connection.catalogue = "test";
    project.connection.maximum_branch_length_m = 400.0;
    auto const node = [](char const* id, double x) {
        Node n;
        n.id = id;
        n.x_m = x;
        n.y_m = 0.0;
        return n;
    };
    project.nodes = {node("west", 0.0), node("east", 500.0)};
    Pipe trunk;
    trunk.id = "trunk";
    trunk.from = "west";
    trunk.to = "east";
    trunk.catalogue = "test/80";
    project.pipe_pairs = {trunk};
    Plant plant;
    plant.id = "boiler";
    plant.node = "west";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    plant.capacity_kw = 3000.0;
    plant.maximum_differential_pressure_bar = 4.0;
    project.plants = {plant};
    Substation load;
    load.id = "school";
    load.node = "east";
    load.peak_kw = 200.0;
    load.return_temperature_c = 50.0;
    project.substations = {load};
    return project;
}

Candidate candidate(char const* id, double x, double y, double peak_kw) {
    Candidate c;
    c.id = id;
    c.x_m = x;
    c.y_m = y;
    c.peak_kw = peak_kw;
    c.annual_use_mwh = 2.0 * peak_kw;
    c.return_temperature_c = 50.0;
    return c;
}

ConnectionReport study(Project const& project) {
    return study_connections(Network::build(project, three_sizes()), {});
}

TEST(Connection, SmallLoadNearbyIsFeasible) {
    Project project = one_street();
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    ConnectionReport const report = study(project);
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    ASSERT_EQ(report.candidates.size(), 1U);
    ConnectionResult const& shop = report.candidates[0];
    EXPECT_EQ(shop.verdict, ConnectionVerdict::feasible) << shop.reason;
    ASSERT_TRUE(shop.branch);
    EXPECT_EQ(shop.branch->tie_in, "trunk");
    EXPECT_NEAR(shop.branch->tie_in_fraction, 0.5, 1e-9);
    EXPECT_NEAR(shop.branch->length_m, 40.0, 1e-9);
    // 60 kW at 35 K are 0.41 kg/s: 0.21 m/s and 14 Pa/m in a bore of 50 mm.
    EXPECT_EQ(shop.branch->catalogue, "test/50");
    EXPECT_NEAR(*shop.cost, 40.0 * 1000.0, 1e-6);
    EXPECT_NEAR(shop.linear_heat_density_mwh_m, 120.0 / 40.0, 1e-9);
    EXPECT_GE(shop.largest_load_w, 60e3);
    EXPECT_TRUE(shop.reinforcements.empty());
}

TEST(Connection, LargerLoadNeedsALargerTrunk) {
    Project project = one_street();
    project.candidates = {candidate("mill", 500.0, 50.0, 800.0)};
    ConnectionReport const report = study(project);
    ConnectionResult const& mill = report.candidates.at(0);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << mill.reason;
    ASSERT_EQ(mill.reinforcements.size(), 1U);
    EXPECT_EQ(mill.reinforcements[0].pair, "trunk");
    EXPECT_EQ(mill.reinforcements[0].from, "test/80");
    EXPECT_EQ(mill.reinforcements[0].to, "test/125");
    EXPECT_NEAR(*mill.reinforcements[0].cost, 500.0 * 1750.0, 1e-6);
    EXPECT_LT(mill.largest_load_w, 800e3);
    EXPECT_GT(mill.largest_load_w, 100e3);
}

TEST(Connection, LargestLoadIsTheEdge) {
    Project project = one_street();
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    double const largest_kw = study(project).candidates.at(0).largest_load_w * 1e-3;
    project.candidates[0].peak_kw = 0.99 * largest_kw;
    EXPECT_EQ(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
    project.candidates[0].peak_kw = 1.05 * largest_kw;
    EXPECT_NE(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
}

TEST(Connection, MoreThanThePlantHasIsInfeasible) {
    Project project = one_street();
    project.plants[0].capacity_kw = 400.0;
    project.candidates = {candidate("works", 250.0, 40.0, 600.0)};
    ConnectionResult const works = study(project).candidates.at(0);
    EXPECT_EQ(works.verdict, ConnectionVerdict::infeasible);
    EXPECT_FALSE(works.reason.empty());
    EXPECT_LT(works.largest_load_w, 200e3);
}

TEST(Connection, TooFarIsInfeasibleAndSaysHowFar) {
    Project project = one_street();
    project.candidates = {candidate("farm", 250.0, 1000.0, 50.0)};
    ConnectionResult const farm = study(project).candidates.at(0);
    EXPECT_EQ(farm.verdict, ConnectionVerdict::infeasible);
    EXPECT_NE(farm.reason.find("1000 m away"), std::string::npos) << farm.reason;
    EXPECT_FALSE(farm.branch);
}

TEST(Connection, AlongTheStreetsAndByTheirFactor) {
    Project project = one_street();
    project.streets.file = "streets.geojson"; // read by whoever calls the study
    project.streets.length_factor = 1.1;
    project.candidates = {candidate("house", 200.0, 205.0, 40.0)};
    // A street from the trunk at x = 100 north, then east past the house.
    std::vector<Street> const streets{
        {.line = {{100.0, 0.0}, {100.0, 200.0}, {300.0, 200.0}}, .surface = Surface::soft}};
    auto const report = study_connections(Network::build(project, three_sizes()), streets);
    ConnectionResult const& house = report.candidates.at(0);
    ASSERT_TRUE(house.branch);
    EXPECT_TRUE(house.branch->along_streets);
    EXPECT_NEAR(house.branch->length_m, 300.0 * 1.1 + 5.0, 1.0);
}

TEST(Connection, StopsWhenAsked) {
    Project project = one_street();
    project.candidates = {candidate("a", 100.0, 40.0, 10.0), candidate("b", 200.0, 40.0, 10.0)};
    auto const report = study_connections(Network::build(project, three_sizes()), {},
                                          [](std::size_t done, std::size_t) { return done < 1; });
    EXPECT_EQ(report.candidates.size(), 1U);
    EXPECT_TRUE(report.stopped);
}

// One candidate of a large network takes long.
TEST(Connection, StopsAmidACandidate) {
    Project project = one_street();
    project.candidates = {candidate("a", 100.0, 40.0, 10.0)};
    int asked = 0;
    auto const report = study_connections(Network::build(project, three_sizes()), {},
                                          [&](std::size_t, std::size_t) { return ++asked < 4; });
    EXPECT_EQ(asked, 4); // the network as it is, then branches
    EXPECT_TRUE(report.base_converged);
    EXPECT_TRUE(report.candidates.empty());
    EXPECT_TRUE(report.stopped);
}

} // namespace
