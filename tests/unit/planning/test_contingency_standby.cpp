// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants that stand by, in outages: reckoned by hand, or held against the same network with the plant
// running.

#include "saggar/planning/contingency.hpp"

#include "plain_elements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using testing::ElementsAre;
using testing::IsEmpty;

Pipe trunk(char const* id, char const* from, char const* to, double bore_mm = 150.0) {
    Pipe pipe = plain_pair(id, from, to, 200.0, bore_mm);
    pipe.role = PipeRole::trunk;
    return pipe;
}

Plant boiler(char const* id, char const* node, double capacity_kw, PlantControl control) {
    Plant plant = plain_plant(id, node, 85.0);
    plant.capacity_kw = capacity_kw;
    plant.control = control;
    return plant;
}

Plant reserve(char const* id, double capacity_kw, PlantControl control = PlantControl::heat) {
    Plant plant = boiler(id, "b", capacity_kw, control);
    plant.running = false;
    plant.heat_kw = control == PlantControl::heat ? std::optional{0.0} : std::nullopt;
    plant.flow_kg_s = control == PlantControl::flow ? std::optional{0.0} : std::nullopt;
    if (control == PlantControl::pressure_holding) {
        plant.held_pressure_bar = 4.0;
    }
    return plant;
}

// west (1 MW, holds the pressure) - a (300 kW) - b (400 kW, and a plant that stands by) - east (set to 200
// kW, up to 350 kW); nothing is lost on the way, and friction does not warm the water.
Project district(double reserve_kw, PlantControl control = PlantControl::heat) {
    Project project;
    project.physics.dissipation_heat = false;
    for (char const* const id : {"west", "a", "b", "east"}) {
        project.nodes.push_back({.id = id});
    }
    project.pipe_pairs = {trunk("west-a", "west", "a"), trunk("a-b", "a", "b"), trunk("b-east", "b", "east")};
    project.plants = {boiler("main", "west", 1000.0, PlantControl::pressure_holding),
                      boiler("second", "east", 350.0, PlantControl::heat),
                      reserve("reserve", reserve_kw, control)};
    project.plants[0].held_pressure_bar = 3.0;
    project.plants[1].heat_kw = 200.0;
    project.substations = {plain_load("at_a", "a", 300.0), plain_load("at_b", "b", 400.0)};
    return project;
}

ContingencyResult without(Project const& project, std::string const& id,
                          ContingencyOptions const& options = {}) {
    ContingencyReport const report = study_contingencies(Network::build(project, Catalogue{}), options);
    EXPECT_TRUE(report.base_converged) << report.diagnosis;
    auto const found = std::ranges::find(report.contingencies, id, &ContingencyResult::id);
    if (found == report.contingencies.end()) {
        ADD_FAILURE() << "nothing is said of " << id;
        return {};
    }
    EXPECT_TRUE(found->solved) << found->diagnosis;
    return *found;
}

TEST(ContingencyStandby, GivesWhatRunningPlantsLack) {
    ContingencyResult const enough = without(district(500.0), "main");
    EXPECT_NEAR(enough.unmet_w, 0.0, 1.0);
    EXPECT_THAT(enough.takes_over, ElementsAre("second"));
    ASSERT_EQ(enough.started.size(), 1U);
    EXPECT_EQ(enough.started[0].plant, "reserve");
    EXPECT_NEAR(enough.started[0].heat_w, 350e3, 10.0) << "700 kW are asked for, second has 350";
    EXPECT_THAT(enough.at_capacity, ElementsAre("second"));

    ContingencyResult const too_small = without(district(150.0), "main");
    EXPECT_NEAR(too_small.unmet_w, 200e3, 10.0);
    EXPECT_THAT(too_small.at_capacity, ElementsAre("second", "reserve"));
    EXPECT_THAT(too_small.raised, IsEmpty()) << "it was started, not raised";

    ContingencyResult const left = without(district(500.0), "main", {.start_standby = false});
    EXPECT_NEAR(left.unmet_w, 350e3, 10.0);
    EXPECT_THAT(left.started, IsEmpty());
}

TEST(ContingencyStandby, IsNotStartedWhereNobodyIsShort) {
    EXPECT_THAT(without(district(500.0), "second").started, IsEmpty()) << "main has 1 MW";
    EXPECT_THAT(without(district(500.0), "b-east").started, IsEmpty());
}

TEST(ContingencyStandby, WhateverItsControlItServesAPartThatIsCutOff) {
    for (PlantControl const control : {PlantControl::heat, PlantControl::flow, PlantControl::pressure_holding,
                                       PlantControl::differential_pressure}) {
        Project project = district(500.0, control);
        project.plants[1].capacity_kw = 50.0;
        project.plants[1].heat_kw = 50.0;
        if (control == PlantControl::differential_pressure) {
            project.plants[2].differential_pressure_bar = 0.9;
        }
        // b is cut off with both: second holds the pressure and follows up to 50 kW, reserve gives the rest.
        ContingencyResult const parted = without(project, "a-b");
        EXPECT_NEAR(parted.unmet_w, 0.0, 1.0) << static_cast<int>(control);
        EXPECT_THAT(parted.takes_over, ElementsAre("second"));
        ASSERT_EQ(parted.started.size(), 1U);
        EXPECT_NEAR(parted.started[0].heat_w, 350e3, 10.0);

        project.plants.erase(project.plants.begin() + 1);
        project.pipe_pairs.pop_back();
        project.nodes.pop_back();
        ContingencyResult const alone = without(project, "a-b");
        EXPECT_NEAR(alone.unmet_w, 0.0, 1.0) << static_cast<int>(control);
        EXPECT_THAT(alone.takes_over, ElementsAre("reserve"));
        ASSERT_EQ(alone.started.size(), 1U);
        EXPECT_NEAR(alone.started[0].heat_w, 400e3, 10.0);
        EXPECT_NEAR(without(project, "a-b", {.start_standby = false}).unmet_w, 400e3, 1.0);
    }
}

TEST(ContingencyStandby, StartsAsManyAsAreNeededInTheProjectsOrder) {
    Project project = district(100.0);
    project.plants.push_back(reserve("another", 200.0));
    project.plants.push_back(reserve("last", 500.0));
    ContingencyResult const three = without(project, "main");
    EXPECT_NEAR(three.unmet_w, 0.0, 1.0);
    ASSERT_EQ(three.started.size(), 3U);
    EXPECT_EQ(three.started[0].plant, "reserve");
    EXPECT_EQ(three.started[1].plant, "another");
    EXPECT_EQ(three.started[2].plant, "last");
    EXPECT_NEAR(three.started[2].heat_w, 50e3, 10.0) << "350 kW lack";
    project.substations[0].peak_kw = 220.0; // 270 kW lack
    EXPECT_EQ(without(project, "main").started.size(), 2U);
}

TEST(ContingencyStandby, WithoutACapacityGivesWhatLacks) {
    Project project = district(100.0);
    project.plants[2].capacity_kw.reset();
    ContingencyResult const endless = without(project, "main");
    EXPECT_NEAR(endless.unmet_w, 0.0, 1.0);
    ASSERT_EQ(endless.started.size(), 1U);
    EXPECT_NEAR(endless.started[0].heat_w, 350e3, 10.0);
}

TEST(ContingencyStandby, IsOutOfServiceWhereTheOperatingPointStopsIt) {
    Project project = district(500.0);
    project.operating_points = {{.id = "winter"}, {.id = "repair"}};
    project.operating_points[1].plants = {{.plant = "reserve", .running = false}};
    EXPECT_EQ(without(project, "main", {.operating_point = "winter"}).started.size(), 1U);
    EXPECT_THAT(without(project, "main", {.operating_point = "repair"}).started, IsEmpty());
}

TEST(ContingencyStandby, HelpsWherePressureLacks) {
    // West and b are joined directly and by a narrow way round; of main's pumps nothing is known.
    Project project = district(500.0);
    project.plants.erase(project.plants.begin() + 1);
    project.pipe_pairs.back() = trunk("round", "west", "b", 50.0);
    project.nodes.pop_back();
    project.plants[0].differential_pressure_bar = 0.8;
    project.substations[1].minimum_differential_pressure_bar = 0.3;
    double const alone_w = without(project, "a-b", {.start_standby = false}).unmet_w;
    EXPECT_GT(alone_w, 10e3);
    ContingencyResult const helped = without(project, "a-b");
    EXPECT_NEAR(helped.unmet_w, 0.0, 1.0);
    ASSERT_EQ(helped.started.size(), 1U);

    // By hand: the network without the pair, and the plant running with that heat.
    project.pipe_pairs[1].open = false;
    project.plants[1].running = true;
    project.plants[1].heat_kw = helped.started[0].heat_w * 1e-3;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    ASSERT_TRUE(solver.solve(design_point(*network), state).converged());
    EXPECT_NEAR(state.substation_unmet_heat_w[0] + state.substation_unmet_heat_w[1], 0.0, 1.0);
    EXPECT_NEAR(state.substation_differential_pressure_pa[1], helped.lowest_differential_pressure_pa, 1.0);
}

} // namespace
