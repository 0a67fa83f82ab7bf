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

// West and b are joined directly and by a narrow way round.
Project narrow_way_round() {
    Project project = two_plants();
    project.plants.pop_back();
    project.pipe_pairs.pop_back();
    project.nodes.pop_back();
    project.pipe_pairs.push_back(pair("round", "west", "b", 50.0));
    project.plants[0].differential_pressure_bar = 0.8;
    project.substations[1].minimum_differential_pressure_bar = 0.3;
    return project;
}

// By hand: the network without the pair, at a differential pressure of the plant.
double unmet_without_a_b_w(Project project, double pressure_bar) {
    project.pipe_pairs[1].open = false;
    project.plants[0].differential_pressure_bar = pressure_bar;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    EXPECT_TRUE(solver.solve(design_point(*network), state).converged());
    return state.substation_unmet_heat_w[0] + state.substation_unmet_heat_w[1];
}

TEST(Contingency, PumpsAreRaisedToWhatServesEverybody) {
    Project project = narrow_way_round();
    ContingencyResult const as_set = without(study(project), "a-b");
    ASSERT_TRUE(as_set.solved) << as_set.diagnosis;
    EXPECT_THAT(as_set.pressure_raised, IsEmpty()) << "nothing is known of its pumps";
    EXPECT_GT(as_set.unmet_w, 10e3);
    project.plants[0].maximum_differential_pressure_bar = 12.0;
    ContingencyReport const report = study(project);
    ContingencyResult const raised = without(report, "a-b");
    ASSERT_TRUE(raised.solved) << raised.diagnosis;
    EXPECT_EQ(raised.unmet_w, 0.0);
    ASSERT_EQ(raised.pressure_raised.size(), 1U);
    EXPECT_EQ(raised.pressure_raised[0].plant, "main");
    EXPECT_DOUBLE_EQ(raised.pressure_raised[0].from_pa, 0.8e5);
    double const to_bar = raised.pressure_raised[0].to_pa * 1e-5;
    EXPECT_LE(unmet_without_a_b_w(project, to_bar * 1.001), 1.0);
    EXPECT_GT(unmet_without_a_b_w(project, to_bar * 0.8), 1e3) << "of " << to_bar << " bar";
    EXPECT_NEAR(raised.lowest_differential_pressure_pa, 0.3e5, 100.0) << "its minimum, no more";
    EXPECT_THAT(without(report, "round").pressure_raised, IsEmpty()) << "nobody is short";
}

TEST(Contingency, PumpsAreRaisedToTheirLimitWhereThatDoesNotServeEverybody) {
    Project project = narrow_way_round();
    double const needed_bar = [&] {
        project.plants[0].maximum_differential_pressure_bar = 12.0;
        return without(study(project), "a-b").pressure_raised.at(0).to_pa * 1e-5;
    }();
    double const limit_bar = 0.5 * (0.8 + needed_bar);
    project.plants[0].maximum_differential_pressure_bar = limit_bar;
    ContingencyResult const short_of_it = without(study(project), "a-b");
    ASSERT_TRUE(short_of_it.solved) << short_of_it.diagnosis;
    ASSERT_EQ(short_of_it.pressure_raised.size(), 1U);
    EXPECT_NEAR(short_of_it.pressure_raised[0].to_pa * 1e-5, limit_bar, 1e-6);
    EXPECT_NEAR(short_of_it.unmet_w, unmet_without_a_b_w(project, limit_bar), 10.0);
    EXPECT_GT(short_of_it.unmet_w, 1e3);
    ASSERT_FALSE(short_of_it.loads.empty());
    EXPECT_EQ(short_of_it.loads[0].cause, ShortCause::low_pressure);
}

TEST(Contingency, PumpsAreRaisedNoFurtherThanPipesBear) {
    Project project = narrow_way_round();
    project.plants[0].maximum_differential_pressure_bar = 12.0;
    double const needed_pa = without(study(project), "a-b").pressure_raised.at(0).to_pa;
    double const bearable_pa = 0.5 * (0.8e5 + needed_pa);
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.pressure_rating_bar = 3.0 + bearable_pa * 1e-5;
    }
    ContingencyResult const borne = without(study(project), "a-b");
    ASSERT_TRUE(borne.solved) << borne.diagnosis;
    ASSERT_EQ(borne.pressure_raised.size(), 1U);
    EXPECT_LE(borne.pressure_raised[0].to_pa, bearable_pa + 1.0);
    EXPECT_GE(borne.pressure_raised[0].to_pa, bearable_pa - 2000.0);
    EXPECT_GT(borne.unmet_w, 1e3);
    EXPECT_TRUE(std::ranges::none_of(
        borne.broken, [](LimitFinding const& finding) { return finding.kind == LimitKind::pipe_pressure; }));
}

// The one that holds the pressure trips; the other holds its differential pressure and takes over.
TEST(Contingency, PumpsOfThePlantThatTakesOverAreRaised) {
    Project project = narrow_way_round();
    project.pipe_pairs.erase(project.pipe_pairs.begin() + 2);
    project.pipe_pairs[1].inner_diameter_mm = 55.0;
    project.plants.push_back(boiler("second", "a", 1500.0));
    project.plants[0].differential_pressure_bar = 6.0;
    project.plants[1].control = PlantControl::differential_pressure;
    project.plants[1].differential_pressure_bar = 0.5;
    ContingencyResult const as_set = without(study(project), "main");
    ASSERT_TRUE(as_set.solved) << as_set.diagnosis;
    EXPECT_THAT(as_set.takes_over, ElementsAre("second"));
    EXPECT_GT(as_set.unmet_w, 10e3) << "at b, at 0.5 bar";
    project.plants[1].maximum_differential_pressure_bar = 8.0;
    ContingencyResult const raised = without(study(project), "main");
    ASSERT_TRUE(raised.solved) << raised.diagnosis;
    EXPECT_EQ(raised.unmet_w, 0.0);
    ASSERT_EQ(raised.pressure_raised.size(), 1U);
    EXPECT_EQ(raised.pressure_raised[0].plant, "second");
    EXPECT_GT(raised.pressure_raised[0].to_pa, 0.6e5);
}

// One that holds its differential pressure trips; the one that holds the pressure makes up for it.
TEST(Contingency, PumpsThatHoldThePressureAreRaisedForAnother) {
    Project project = two_plants();
    project.pipe_pairs[1].inner_diameter_mm = 55.0;
    project.substations[1].minimum_differential_pressure_bar = 0.4;
    project.substations[1].minimum_supply_temperature_c = 80.0;
    project.plants[0].differential_pressure_bar = 0.8;
    project.plants[1].control = PlantControl::differential_pressure;
    project.plants[1].heat_kw.reset();
    project.plants[1].capacity_kw = 900.0;
    project.plants[1].differential_pressure_bar = 0.9;
    ContingencyReport const as_set = study(project);
    ASSERT_EQ(as_set.base_unmet_w, 0.0);
    EXPECT_GT(without(as_set, "second").unmet_w, 10e3);
    project.plants[0].maximum_differential_pressure_bar = 9.0;
    ContingencyResult const raised = without(study(project), "second");
    ASSERT_TRUE(raised.solved) << raised.diagnosis;
    EXPECT_EQ(raised.unmet_w, 0.0);
    ASSERT_EQ(raised.pressure_raised.size(), 1U);
    EXPECT_EQ(raised.pressure_raised[0].plant, "main");
    EXPECT_NEAR(raised.lowest_differential_pressure_pa, 0.4e5, 100.0);
}

// The larger of two that could take over has weak pumps; the other one stands where pressure lacks.
TEST(Contingency, ThePlantWhosePumpsSufficeTakesOver) {
    Project project = two_plants();
    project.pipe_pairs[1].inner_diameter_mm = 50.0;
    project.substations[1].minimum_differential_pressure_bar = 0.4;
    project.substations[1].minimum_supply_temperature_c = 80.0;
    project.plants[1].heat_kw = 50.0;
    project.plants[1].capacity_kw = 700.0;
    project.plants[1].maximum_differential_pressure_bar = 9.0;
    project.plants.push_back(boiler("large", "a", 900.0));
    project.plants[2].control = PlantControl::heat;
    project.plants[2].heat_kw = 200.0;
    ContingencyReport const strong = study(project);
    ASSERT_EQ(strong.base_unmet_w, 0.0);
    EXPECT_THAT(without(strong, "main").takes_over, ElementsAre("large"));
    EXPECT_THAT(without(strong, "main").loads, IsEmpty()) << "nothing is known of its pumps: they are strong";
    project.plants[2].maximum_differential_pressure_bar = 0.8;
    ContingencyResult const lost = without(study(project), "main");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    EXPECT_THAT(lost.takes_over, ElementsAre("second"));
    EXPECT_THAT(lost.loads, IsEmpty());
    project.plants[1].maximum_differential_pressure_bar = 0.1; // then neither
    ContingencyResult const neither = without(study(project), "main");
    ASSERT_TRUE(neither.solved) << neither.diagnosis;
    EXPECT_GT(neither.unmet_w, 10e3);
}

// The one that holds the pressure has nothing left; beyond the narrow way another one, whose pressure is
// found by halving, has.
TEST(Contingency, PumpsOfAnotherPlantAreRaised) {
    Project project = two_plants();
    project.pipe_pairs[1].inner_diameter_mm = 32.0;
    project.pipe_pairs.push_back(pair("beside", "a", "b"));
    project.substations[1].minimum_differential_pressure_bar = 0.4;
    project.substations[1].minimum_supply_temperature_c = 80.0; // its valve is no wider than that takes
    project.plants[0].differential_pressure_bar = 1.0;
    project.plants[1].control = PlantControl::differential_pressure;
    project.plants[1].heat_kw.reset();
    project.plants[1].differential_pressure_bar = 0.15;
    project.plants[1].maximum_differential_pressure_bar = 3.0;
    ContingencyReport const report = study(project);
    ASSERT_EQ(report.base_unmet_w, 0.0);
    ContingencyResult const raised = without(report, "beside");
    ASSERT_TRUE(raised.solved) << raised.diagnosis;
    EXPECT_EQ(raised.unmet_w, 0.0);
    ASSERT_EQ(raised.pressure_raised.size(), 1U);
    EXPECT_EQ(raised.pressure_raised[0].plant, "second");
    EXPECT_NEAR(raised.lowest_differential_pressure_pa, 0.4e5, 600.0) << "its minimum, to 5 mbar";
    project.plants[1].maximum_differential_pressure_bar.reset();
    EXPECT_GT(without(study(project), "beside").unmet_w, 1e3);
}

// With enough pressure heat is what lacks, and everybody gets the same share of it.
TEST(Contingency, WhatRaisedPumpsWouldServeIsShared) {
    Project project = narrow_way_round();
    project.plants[0].maximum_differential_pressure_bar = 12.0;
    project.plants[0].capacity_kw = 300.0;
    project.substations[0].peak_kw = 30.0;
    ContingencyResult const lost = without(study(project), "a-b");
    ASSERT_TRUE(lost.solved) << lost.diagnosis;
    EXPECT_NEAR(lost.unmet_w, 130e3, 100.0);
    EXPECT_EQ(lost.pressure_raised.size(), 1U);
    ASSERT_EQ(lost.loads.size(), 2U);
    for (ShortLoad const& load : lost.loads) {
        EXPECT_NEAR(load.unmet_w / load.demand_w, 130.0 / 430.0, 1e-3);
        EXPECT_EQ(load.cause, ShortCause::plant_capacity);
    }
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
