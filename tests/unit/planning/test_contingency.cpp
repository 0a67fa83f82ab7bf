// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/contingency.hpp"

#include "district.hpp"
#include "plain_elements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using testing::ElementsAre;
using testing::IsEmpty;

Pipe pair(char const* id, char const* from, char const* to, double bore_mm = 150.0) {
    Pipe pipe = plain_pair(id, from, to, 200.0, bore_mm);
    pipe.role = PipeRole::trunk;
    return pipe;
}

Plant boiler(char const* id, char const* node, double capacity_kw) {
    Plant plant = plain_plant(id, node, 85.0);
    plant.capacity_kw = capacity_kw;
    return plant;
}

// west (1 MW, holds the pressure) - a (300 kW) - b (400 kW) - east (set to 200 kW, up to 500 kW); nothing is
// lost on the way, and friction does not warm the water.
Project two_plants() {
    Project project;
    project.physics.dissipation_heat = false;
    for (char const* const id : {"west", "a", "b", "east"}) {
        project.nodes.push_back({.id = id});
    }
    project.pipe_pairs = {pair("west-a", "west", "a"), pair("a-b", "a", "b"), pair("b-east", "b", "east")};
    project.plants = {boiler("main", "west", 1000.0), boiler("second", "east", 500.0)};
    project.plants[0].held_pressure_bar = 3.0;
    project.plants[1].control = PlantControl::heat;
    project.plants[1].heat_kw = 200.0;
    project.substations = {plain_load("at_a", "a", 300.0), plain_load("at_b", "b", 400.0)};
    return project;
}

ContingencyReport study(Project const& project, ContingencyOptions const& options = {}) {
    return study_contingencies(Network::build(project, Catalogue{}), options);
}

ContingencyResult without(ContingencyReport const& report, std::string const& id) {
    for (ContingencyResult const& one : report.contingencies) {
        if (one.id == id) {
            return one;
        }
    }
    ADD_FAILURE() << "nothing is said of " << id;
    return {};
}

double sum(ContingencyResult const& one) {
    double unmet = 0.0;
    for (ShortLoad const& load : one.loads) {
        unmet += load.unmet_w;
    }
    return unmet;
}

TEST(Contingency, WithoutThePlantThatHoldsThePressureAnotherTakesOver) {
    ContingencyReport const report = study(two_plants());
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    EXPECT_EQ(report.base_unmet_w, 0.0);
    ContingencyResult const lost = without(report, "main");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    EXPECT_THAT(lost.takes_over, ElementsAre("second"));
    EXPECT_THAT(lost.at_capacity, ElementsAre("second"));
    // 500 of 700 kW are left: both get five sevenths.
    EXPECT_NEAR(lost.unmet_w, 200e3, 1.0);
    ASSERT_EQ(lost.loads.size(), 2U);
    for (ShortLoad const& load : lost.loads) {
        EXPECT_NEAR(load.unmet_w / load.demand_w, 2.0 / 7.0, 1e-5);
        EXPECT_EQ(load.cause, ShortCause::plant_capacity);
    }
    EXPECT_DOUBLE_EQ(lost.unmet_w, sum(lost));
    EXPECT_GT(lost.lowest_differential_pressure_pa, 0.0);
}

TEST(Contingency, WhatPlantsHaveLeftIsUsedBeforeAnybodyIsShort) {
    Project project = two_plants();
    project.plants[0].capacity_kw = 600.0;
    project.plants.push_back(boiler("third", "a", 250.0));
    project.plants[2].control = PlantControl::heat;
    project.plants[2].heat_kw = 100.0;
    ContingencyResult const lost = without(study(project), "second");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    EXPECT_THAT(lost.loads, IsEmpty());
    EXPECT_THAT(lost.raised, IsEmpty()) << "the other follows the load: 600 kW";
    project.plants[0].capacity_kw = 500.0;
    ContingencyResult const tight = without(study(project), "second");
    ASSERT_TRUE(tight.solved) << tight.diagnosis;
    EXPECT_THAT(tight.loads, IsEmpty());
    EXPECT_THAT(tight.raised, ElementsAre("third")) << "to 200 of 250 kW";
}

TEST(Contingency, PieceBehindAClosedPairIsCutOffToTheWatt) {
    Project project = two_plants();
    project.plants.pop_back();
    project.pipe_pairs.pop_back();
    project.nodes.pop_back();
    ContingencyReport const report = study(project);
    ContingencyResult const lost = without(report, "a-b");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    ASSERT_EQ(lost.loads.size(), 1U);
    EXPECT_EQ(lost.loads[0].cause, ShortCause::cut_off);
    EXPECT_EQ(lost.unmet_w, 400e3);
    EXPECT_EQ(lost.kind, OutageKind::pair);
    ContingencyResult const all = without(report, "west-a");
    EXPECT_TRUE(all.solved);
    EXPECT_EQ(all.unmet_w, 700e3);
    EXPECT_TRUE(std::isnan(all.lowest_differential_pressure_pa));
    ContingencyResult const plant = without(report, "main");
    EXPECT_EQ(plant.unmet_w, 700e3);
    EXPECT_EQ(plant.loads[0].cause, ShortCause::cut_off);
    // The worst come first.
    EXPECT_TRUE(std::ranges::is_sorted(report.contingencies, std::greater{}, &ContingencyResult::unmet_w));
}

TEST(Contingency, PieceWithAPlantOfItsOwnHelpsItself) {
    ContingencyReport const report = study(two_plants());
    ContingencyResult const split = without(report, "a-b");
    ASSERT_TRUE(split.solved) << split.diagnosis;
    EXPECT_THAT(split.takes_over, ElementsAre("second"));
    EXPECT_THAT(split.loads, IsEmpty()) << "400 of 500 kW";
    Project project = two_plants();
    project.plants[1].capacity_kw = 300.0;
    ContingencyResult const small = without(study(project), "a-b");
    ASSERT_TRUE(small.solved) << small.diagnosis;
    ASSERT_EQ(small.loads.size(), 1U);
    EXPECT_NEAR(small.unmet_w, 100e3, 1.0);
    EXPECT_EQ(small.loads[0].cause, ShortCause::plant_capacity);
}

TEST(Contingency, GivenHeatThatNobodyTakesIsLowered) {
    Project project = two_plants();
    project.plants[1].heat_kw = 500.0;
    project.nodes.push_back({.id = "yard"});
    project.pipe_pairs.push_back(pair("a-yard", "a", "yard"));
    project.plants.push_back(boiler("third", "yard", 900.0));
    project.plants[2].control = PlantControl::heat;
    project.plants[2].heat_kw = 100.0;
    ContingencyResult const split = without(study(project), "a-b"); // b and east: 400 kW against 500 kW
    ASSERT_TRUE(split.solved) << split.diagnosis;
    EXPECT_THAT(split.takes_over, ElementsAre("second")) << "it follows the load then";
    EXPECT_THAT(split.loads, IsEmpty());
    project.substations[0].peak_kw = 50.0; // west of the cut: 50 kW against the 100 kW of the third
    ContingencyResult const low = without(study(project), "a-b");
    ASSERT_TRUE(low.solved) << low.diagnosis;
    EXPECT_THAT(low.lowered, ElementsAre("third"));
    EXPECT_THAT(low.loads, IsEmpty());
}

TEST(Contingency, NarrowWayRoundIsShortOfPressure) {
    Project project = two_plants();
    project.plants.pop_back();
    project.pipe_pairs.pop_back();
    project.nodes.pop_back();
    project.pipe_pairs.push_back(pair("round", "west", "b", 40.0));
    project.plants[0].differential_pressure_bar = 1.5;
    project.substations[1].minimum_differential_pressure_bar = 0.3;
    ContingencyResult const lost = without(study(project), "a-b");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    ASSERT_EQ(lost.loads.size(), 1U);
    EXPECT_EQ(lost.loads[0].cause, ShortCause::low_pressure);
    EXPECT_GT(lost.unmet_w, 50e3);
    EXPECT_FALSE(lost.broken.empty());
    EXPECT_EQ(lost.lowest_at, "at_b");
    EXPECT_LT(lost.lowest_differential_pressure_pa, 0.3e5);
}

// b hangs at a by a pump in the supply and a pipe in the return. Without either of them it is as if both were
// out: it gets nothing, and the plant does not look for a pressure that would serve it.
TEST(Contingency, ReturnAloneOutOfService) {
    Project project = two_plants();
    project.plants.pop_back();
    project.plants[0].maximum_differential_pressure_bar = 2.5;
    project.pipe_pairs = {pair("west-a", "west", "a"), pair("yard-b", "yard", "b")};
    project.nodes = {{.id = "west"}, {.id = "a"}, {.id = "yard"}, {.id = "b"}};
    project.pumps = {{.id = "booster",
                      .from = "a:supply",
                      .to = "yard:supply",
                      .flow_m3_h = {0.0, 15.0, 30.0},
                      .head_m = {12.0, 9.0, 3.0}}};
    Pipe back = project.pipe_pairs[0];
    back.id = "back";
    back.from = "yard:return";
    back.to = "a:return";
    project.pipes = {back};
    project.substations[1].minimum_supply_temperature_c = 80.0;
    project.substations.push_back(plain_load("at_b_too", "b", 100.0));
    ContingencyReport const report = study(project, {.all_pipes = true});
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    EXPECT_EQ(report.base_unmet_w, 0.0);
    for (char const* const id : {"back", "booster", "yard-b"}) {
        ContingencyResult const lost = without(report, id);
        ASSERT_TRUE(lost.solved) << lost.diagnosis;
        ASSERT_EQ(lost.loads.size(), 2U) << id;
        EXPECT_EQ(lost.unmet_w, 500e3) << id;
        EXPECT_EQ(lost.loads[0].cause, ShortCause::cut_off) << id;
        EXPECT_EQ(lost.loads[1].cause, ShortCause::cut_off) << id;
        EXPECT_EQ(lost.lowest_at, "at_a") << id;
        EXPECT_NEAR(lost.lowest_differential_pressure_pa,
                    without(report, "yard-b").lowest_differential_pressure_pa, 1.0)
            << "Pa, without " << id;
        EXPECT_THAT(lost.broken, IsEmpty()) << id;
    }
}

TEST(Contingency, OnlyTrunksUnlessAllAreAskedFor) {
    Project project = two_plants();
    project.pipe_pairs[2].role = PipeRole::branch;
    auto const pipes = [](ContingencyReport const& report) {
        return std::ranges::count(report.contingencies, OutageKind::pair, &ContingencyResult::kind);
    };
    EXPECT_EQ(pipes(study(project)), 2);
    EXPECT_EQ(pipes(study(project, {.all_pipes = true})), 3);
}

TEST(Contingency, StopsAndRefusesAnUnknownPoint) {
    auto const network = Network::build(two_plants(), Catalogue{});
    ContingencyReport const stopped =
        study_contingencies(network, {}, [](std::size_t done, std::size_t) { return done < 1; });
    EXPECT_TRUE(stopped.stopped);
    EXPECT_THAT(stopped.contingencies, IsEmpty());
    EXPECT_THROW((void)study_contingencies(network, {.operating_point = "never"}), Error);
}

TEST(Contingency, DoesNotDependOnThreads) {
    Project project = testing_support::district_project({.consumers = 60, .loop_share = 0.1});
    auto const network = Network::build(std::move(project), Catalogue{});
    ContingencyReport const one = study_contingencies(network, {.all_pipes = true, .threads = 1});
    ContingencyReport const three = study_contingencies(network, {.all_pipes = true, .threads = 3});
    ASSERT_EQ(one.contingencies.size(), three.contingencies.size());
    ASSERT_GT(one.contingencies.size(), 100U);
    for (std::size_t i = 0; i < one.contingencies.size(); ++i) {
        ContingencyResult const& here = one.contingencies[i];
        EXPECT_TRUE(here.solved) << here.id << ": " << here.diagnosis;
        EXPECT_EQ(here.id, three.contingencies[i].id);
        EXPECT_EQ(here.unmet_w, three.contingencies[i].unmet_w) << here.id;
        EXPECT_EQ(here.unmet_w, sum(here)) << here.id;
    }
}

} // namespace
