// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plans of plants whose heat costs more than loads bring: a plant more must not make the plan worth less.

#include "extension/less_of_plants.hpp"
#include "street_town.hpp"

#include "saggar/planning/extension.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace {

using namespace saggar;
using namespace testing_support;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

ExtensionPlan plan_with_plants(
    Project const& project, DistrictMap const& map,
    ExtensionGoOn const& go_on = [](ExtensionProgress const&) { return true; }) {
    Catalogue const catalogue = family();
    ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
    ExtensionOptions options;
    options.work = 400;
    options.threads = 1;
    return plan_extension(project, catalogue, map, problem, options, go_on);
}

// Boilers of 350 kW at 15 a MWh in the west, a heat pump of 1 MW in the east whose heat costs 88 and is sold
// for 85. The mill is near the boilers, the dairy near the heat pump; it takes its peak for 5000 hours of the
// year. The hall's peak is large and it hardly takes anything, so that all of them together have few hours of
// full load, by which routes price what heat costs.
Project cheap_and_dear(bool with_the_dear) {
    Project project = west();
    project.plants[0].capacity_kw = 350.0;
    project.plants[0].heat_cost_per_mwh = 15.0;
    if (with_the_dear) {
        project.nodes.push_back(node("east", 600.0, 5.0));
        project.plants.push_back(plant("heat_pump", "east"));
        project.plants[1].capacity_kw = 1000.0;
        project.plants[1].heat_cost_per_mwh = 88.0;
    }
    project.economics.heat_price_per_mwh = 85.0;
    project.economics.heat_cost_per_mwh.reset();
    return project;
}

DistrictMap mill_dairy_and_hall() {
    DistrictMap map =
        one_street({building("mill", {100.0, 20.0}, 300.0), building("dairy", {590.0, 20.0}, 300.0),
                    building("hall", {300.0, 20.0}, 3000.0)});
    map.buildings[1].annual_use_mwh = 1500.0;
    map.buildings[2].annual_use_mwh = 30.0;
    return map;
}

TEST(LessOfPlants, APlantMoreDoesNotMakeThePlanWorthLess) {
    ExtensionPlan const alone = plan_with_plants(cheap_and_dear(false), mill_dairy_and_hall());
    ExtensionPlan const both = plan_with_plants(cheap_and_dear(true), mill_dairy_and_hall());
    ASSERT_EQ(alone.status, ExtensionStatus::confirmed) << alone.diagnosis;
    ASSERT_EQ(both.status, ExtensionStatus::confirmed) << both.diagnosis;
    // For the peaks of what the boilers give the year's heat of.
    EXPECT_GT(both.money.net(), 1.3 * alone.money.net());
    EXPECT_GT(both.topology.connected.size(), alone.topology.connected.size());
    EXPECT_LT(both.topology.source_w[1], 300e3) << "of the heat pump, W";
    EXPECT_THAT(both.plant_changes, Contains(HasSubstr("so the plan is worth")));
    // What is proven is of all plans, those with the heat pump too.
    EXPECT_LE(both.topology.value, both.topology.bound);
    EXPECT_GT(both.topology.gap, 0.1);
    EXPECT_NEAR(both.topology.gap, (both.topology.bound - both.topology.value) / both.topology.bound, 1e-9);
    EXPECT_NEAR(both.confirmed_gap(), (both.topology.bound - both.money.net()) / both.topology.bound, 1e-9);
}

// Cheap heat of some kilowatts in the west, dear heat without end in the east, a load beside each.
Project cheap_and_endless(double cheap_kw) {
    Project project = cheap_and_dear(true);
    project.plants[0].capacity_kw = cheap_kw;
    project.plants[0].heat_cost_per_mwh = 25.0;
    project.plants[1].capacity_kw.reset();
    project.plants[1].heat_cost_per_mwh = 45.0;
    project.economics.heat_price_per_mwh = 90.0;
    return project;
}
DistrictMap two_mills() {
    return one_street({building("mill", {100.0, 20.0}, 600.0), building("dairy", {500.0, 20.0}, 600.0)});
}

// Each plant has enough for the load beside it; joined the cheap one gives most of the year's heat of both.
// More of it is never worth less.
TEST(LessOfPlants, ACheapPlantIsJoinedAsBaseload) {
    double before = 0.0;
    for (double const cheap_kw : {615.0, 700.0}) {
        ExtensionPlan const plan = plan_with_plants(cheap_and_endless(cheap_kw), two_mills());
        ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
        EXPECT_GE(plan.money.net(), before * (1.0 - 1e-6)) << cheap_kw << " kW";
        EXPECT_EQ(plan.topology.connected.size(), 2U);
        before = plan.money.net();
    }
}

// All must connect, the limited plant is nearer to both: the first plan hangs on the one that has enough.
TEST(LessOfPlants, AllLoadsFindTheirPlanBesideALimitedPlant) {
    for (double const cheap_kw : {300.0, 1000.0}) {
        Project project = cheap_and_endless(cheap_kw);
        project.extension.goal = ExtensionGoal::all_loads;
        DistrictMap map =
            one_street({building("mill", {100.0, 20.0}, 600.0), building("dairy", {200.0, 20.0}, 600.0)});
        ExtensionPlan const plan = plan_with_plants(project, map);
        EXPECT_EQ(plan.status, ExtensionStatus::confirmed) << cheap_kw << " kW: " << plan.diagnosis;
        EXPECT_EQ(plan.topology.connected.size(), 2U) << cheap_kw << " kW";
    }
}

// At a price that pays its heat the dear plant stays: the boilers have the mill.
TEST(LessOfPlants, ADearPlantStaysWhereItPays) {
    Project project = cheap_and_dear(true);
    project.economics.heat_price_per_mwh = 140.0;
    DistrictMap map = mill_dairy_and_hall();
    map.buildings[0].must_connect = true;
    ExtensionPlan const plan = plan_with_plants(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_GT(plan.topology.source_w[1], 0.0);
    EXPECT_THAT(plan.plant_changes, Not(Contains(HasSubstr("feeds nothing"))));
    EXPECT_EQ(plan.topology.connected.size(), 2U) << "the mill and the dairy";
}

// What must connect and has no other plant keeps its own.
TEST(LessOfPlants, WhatMustConnectKeepsItsPlant) {
    DistrictMap map = mill_dairy_and_hall();
    map.buildings[1].must_connect = true;
    Project project = cheap_and_dear(true);
    project.plants[0].capacity_kw = 200.0; // less than the dairy takes
    ExtensionPlan const plan = plan_with_plants(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_THAT(plan.topology.connected, Contains(1));
    EXPECT_GT(plan.topology.source_w[1], 0.0);
}

// The search along plants is stopped like any other.
TEST(LessOfPlants, IsStoppedWhileItSearches) {
    bool sized = false;
    ExtensionPlan const plan =
        plan_with_plants(cheap_and_dear(true), mill_dairy_and_hall(), [&](ExtensionProgress const& now) {
            bool const once_more = sized && now.stage != "sizes"; // the first plan is sized then
            sized = sized || now.stage == "sizes";
            return !once_more;
        });
    EXPECT_TRUE(sized);
    EXPECT_EQ(plan.status, ExtensionStatus::stopped);
}

TEST(LessOfPlants, OfOneCostNothingIsTried) {
    Project project = cheap_and_dear(true);
    project.plants[1].heat_cost_per_mwh = 15.0;
    DistrictMap const map = mill_dairy_and_hall();
    ExtensionProblem const problem = make_extension_problem(project, family(), map, {});
    ExtensionPlan const plan = plan_with_plants(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_FALSE(detail::may_take_less(project, problem, plan));
}

// A plant's own hours of full load price its heat, where there are some.
TEST(LessOfPlants, HoursOfAPlantPriceItsHeat) {
    Project const project = cheap_and_dear(true);
    ExtensionProblem problem = make_extension_problem(project, family(), mill_dairy_and_hall(), {});
    double const of_all = topology_of(project, problem).sources[1].cost_per_w;
    EXPECT_GT(of_all, 0.0);
    problem.plant_full_load_hours = {problem.full_load_hours, 3.0 * problem.full_load_hours};
    EXPECT_NEAR(topology_of(project, problem).sources[1].cost_per_w, 3.0 * of_all, 1e-12);
    EXPECT_EQ(topology_of(project, problem).sources[0].cost_per_w, 0.0);
}

// 120 kW of electricity at 0.33 of the heat, and what pumps draw at 6 bar: some 355 kW of the 1 MW that the
// heat pump has.
TEST(PlantElectricity, LimitsWhatRoutesTakeFromAPlant) {
    Project project = cheap_and_dear(true);
    project.plants[1].heat_cost_per_mwh = 20.0;
    project.plants[1].electricity_per_heat = 0.33;
    project.plants[1].electricity_headroom_kw = 120.0;
    DistrictMap map =
        one_street({building("mill", {400.0, 20.0}, 250.0), building("dairy", {590.0, 20.0}, 250.0)});
    ExtensionProblem const problem = make_extension_problem(project, family(), map, {});
    double const drop_k = problem.supply_temperature_c - problem.return_temperature_c;
    double const most_w = 120e3 / (0.33 + 6e5 / (4.1e6 * drop_k * 0.7));
    EXPECT_NEAR(problem.plant_spare_w[1], most_w, 1e-6 * most_w);
    EXPECT_EQ(problem.plant_spare_w[0], 350e3);
    ExtensionPlan const plan = plan_with_plants(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_EQ(plan.topology.connected.size(), 2U);
    EXPECT_GT(plan.topology.source_w[1], 0.0);
    EXPECT_LE(plan.topology.source_w[1], most_w);
    EXPECT_THAT(plan.contradicted, testing::IsEmpty());
    project.economics.source_cost_per_kw = 100.0;
    double const of_heat = topology_of(project, problem).sources[1].cost_per_w;
    project.plants[1].capacity_kw.reset(); // what it gives is paid for then, and is no more than before
    ExtensionProblem const paid = make_extension_problem(project, family(), map, {});
    EXPECT_LT(paid.plant_spare_w[1], 400e3);
    EXPECT_NEAR(topology_of(project, paid).sources[1].cost_per_w - of_heat, 0.1, 1e-12);
}

} // namespace
