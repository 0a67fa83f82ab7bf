// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// How load is shared among plants: what one cannot give, others do; who starts slowly takes nobody's place at
// once; what holds the pressure makes up for errors without starting one source more.

#include "plant_room_runs.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// A cheap plant at the end, a middling one, and a dear one at the works, which holds the pressure.
Project three_plants() {
    Project project = two_plants();
    project.plants[1].id = "cheap";
    Plant third = project.plants[1];
    third.id = "middling";
    third.node = "middle";
    project.plants.push_back(third);
    project.sources = {source("first", "cheap", SourceKind::gas_boiler, 900.0, 1),
                       source("next", "middling", SourceKind::gas_boiler, 900.0, 2),
                       source("last", "holding", SourceKind::gas_boiler, 900.0, 3)};
    return project;
}

constexpr double share_of_holder = 0.05; // pressure_holding_share as usual

TEST(DispatchBetweenPlants, WhatAPlantsCapacityCutsOffIsGivenByTheNext) {
    Project project = three_plants();
    project.plants[1].capacity_kw = 200.0;
    Ran const ran = run(project, std::vector<double>(12, 200.0));
    SimulatedStep const& now = ran.steps.back();
    EXPECT_NEAR(now.plant_heat_w[1], 200e3, 2e3) << "W";
    EXPECT_LT(now.plant_heat_w[0], 2.0 * share_of_holder * 600e3) << "W: the dear one makes up for errors";
    EXPECT_NEAR(sum(now.plant_heat_w), 600e3, 30e3) << "W: demand and loss";
}

TEST(DispatchBetweenPlants, WhatPumpsOfAPlantCannotCarryIsGivenByTheNext) {
    Project project = three_plants();
    project.plants[1].maximum_flow_kg_s = 1.0; // 80 to some 45 degC: about 146 kW
    Ran const ran = run(project, std::vector<double>(12, 200.0));
    SimulatedStep const& now = ran.steps.back();
    EXPECT_NEAR(now.plant_heat_w[1], 140e3, 25e3) << "W";
    EXPECT_LT(now.plant_heat_w[0], 2.0 * share_of_holder * 600e3) << "W";
}

// Its pair is narrow: what its pumps lift through it at most is given, and no more is asked for.
TEST(DispatchBetweenPlants, WhatPumpsOfAPlantCannotLiftIsGivenByTheNext) {
    Project project = three_plants();
    project.pipe_pairs.back().inner_diameter_mm = 40.0;
    project.substations.back().node = "works";
    project.plants[1].maximum_differential_pressure_bar = 1.0;
    Ran const ran = run(project, std::vector<double>(24, 200.0));
    double given_wh = 0.0;
    double set_wh = 0.0;
    for (SimulatedStep const& now : ran.steps) {
        EXPECT_LE(now.plant_differential_pressure_pa[1], 1e5 * (1.0 + 1e-9)) << "Pa";
        EXPECT_EQ(sum(now.unmet_w), 0.0) << "W";
        given_wh += now.plant_heat_w[1];
        set_wh += now.plant_set_heat_w[1];
    }
    SimulatedStep const& last = ran.steps.back();
    EXPECT_GT(last.plant_heat_w[1], 50e3) << "W";
    EXPECT_LT(last.plant_heat_w[1], 500e3) << "W";
    EXPECT_GT(last.plant_differential_pressure_pa[1], 0.9e5) << "Pa: its pumps do what they can";
    EXPECT_LT(last.plant_heat_w[0], 2.0 * share_of_holder * 600e3) << "W: the middling one gives the rest";
    EXPECT_LT(set_wh, 1.15 * given_wh) << "Wh: what is asked for is what it was seen to carry";
}

TEST(DispatchBetweenPlants, CapacityOfThePlantThatHoldsThePressureIsReckonedWith) {
    Project project = three_plants();
    project.plants.pop_back();
    project.sources = {source("first", "holding", SourceKind::gas_boiler, 900.0, 1),
                       source("next", "cheap", SourceKind::gas_boiler, 900.0, 2)};
    project.plants[0].capacity_kw = 200.0;
    Ran const ran = run(project, std::vector<double>(12, 200.0));
    EXPECT_LT(sum(ran.steps.back().unmet_w), 1.0) << "W: nobody is short where there is heat";
    EXPECT_GT(ran.steps.back().plant_heat_w[1], 390e3) << "W";
}

// The cheap plant comes back from an outage and may give a quarter of its heat in the first hour: until it
// gives all, the one that ran runs on.
TEST(DispatchBetweenPlants, WhoMayNotRiseYetLeavesTheRestToWhoIsRunning) {
    Project project = three_plants();
    project.sources[2].maximum_heat_kw = 100.0; // the works cannot make up for it
    project.sources[0].outages = {"1970-01-01T00:00:00Z/1970-01-01T06:00:00Z"};
    Ran const ran = run(project, std::vector<double>(14, 200.0));
    ASSERT_GT(ran.steps[5].plant_heat_w[2], 500e3) << "W";
    EXPECT_NEAR(ran.steps[6].plant_heat_w[1], 225e3, 5e3) << "W: a quarter";
    EXPECT_GT(ran.steps[6].plant_heat_w[2], 300e3) << "W: it does not stop for what is not there yet";
    for (std::size_t step = 6; step < ran.steps.size(); ++step) {
        EXPECT_LT(sum(ran.steps[step].unmet_w), 1.0) << "W, " << step;
    }
    EXPECT_GT(ran.steps.back().plant_heat_w[1], 500e3) << "W";
}

// Two that cost the same but for round-off: prices that move do not make them change places.
TEST(DispatchBetweenPlants, EqualsDoNotTakeEachOthersPlaces) {
    Project project = three_plants();
    project.sources = {source("first", "cheap", SourceKind::energy_from_waste, 1500.0, 1),
                       source("next", "middling", SourceKind::energy_from_waste, 800.0, 2),
                       source("last", "holding", SourceKind::gas_boiler, 900.0, 3)};
    for (PlantSource& each : project.sources) {
        each.merit_order.reset();
    }
    project.prices.gas_per_mwh = 60.0;
    project.prices.electricity_import_per_mwh = 100.0;
    project.prices.electricity_export_per_mwh = 47.3;
    for (int hour = 1; hour < 20; ++hour) {
        std::string const time =
            std::string{"1970-01-01T"} + (hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00Z";
        SimulationEvent event{time, "electricity_export", EventAction::price};
        event.factor = 0.7 + 0.031 * hour;
        project.simulation.events.push_back(event);
    }
    Ran const ran = run(project, std::vector<double>(20, 200.0));
    for (std::size_t step = 6; step < ran.steps.size(); ++step) {
        for (std::size_t plant : {1U, 2U}) {
            EXPECT_NEAR(ran.steps[step].plant_heat_w[plant], ran.steps[5].plant_heat_w[plant], 20e3)
                << "W, " << plant << " at " << step;
        }
    }
}

// A plant without sources that is to give more than anybody takes at night is there in the morning.
TEST(DispatchBetweenPlants, WhatIsSetIsReckonedWithWhereNobodyTookItBefore) {
    Project project = three_plants();
    project.plants[1].heat_kw = 570.0;
    project.sources.erase(project.sources.begin());
    std::vector<double> kw(24, 60.0);
    std::fill(kw.begin() + 12, kw.end(), 200.0);
    Ran const ran = run(project, kw);
    EXPECT_LT(ran.steps[11].plant_heat_w[1], 220e3) << "W: nobody takes more";
    for (std::size_t step = 13; step < ran.steps.size(); ++step) {
        EXPECT_GT(ran.steps[step].plant_heat_w[1], 540e3) << "W, " << step;
        EXPECT_LT(ran.steps[step].plant_heat_w[2], 60e3) << "W, " << step << ": the middling one";
    }
}

// The works' cheap source has what is needed but for a little, and a boiler beside it gives 300 kW at least.
TEST(DispatchBetweenPlants, NoBoilerStartsForWhatNobodyExpected) {
    Project project = three_plants();
    project.sources = {source("waste", "holding", SourceKind::energy_from_waste, 575.0, 1),
                       source("boiler", "holding", SourceKind::gas_boiler, 900.0, 3),
                       source("other", "cheap", SourceKind::gas_boiler, 900.0, 2)};
    project.sources[1].minimum_heat_kw = 300.0;
    std::vector<double> kw;
    kw.reserve(24);
    for (int hour = 0; hour < 24; ++hour) {
        kw.push_back(184.0 + 5.0 * std::sin(2.4 * hour));
    }
    Ran const ran = run(project, kw);
    int starts = 0;
    for (std::size_t step = 4; step < ran.steps.size(); ++step) {
        starts += ran.steps[step].sources.started[1];
        EXPECT_GT(ran.steps[step].sources.heat_w[0], 480e3) << "W, " << step;
    }
    EXPECT_LE(starts, 1);
}

} // namespace
