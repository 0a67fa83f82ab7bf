// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants whose heat or flow is set, in time: what they are set to give and do not, for how long, and why.

#include "simulated_street.hpp"

#include "saggar/engine/simulation/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace {

using namespace saggar;
using testing_support::street;

constexpr double j_per_kwh = 3.6e6;
constexpr double capacity_j_kgk = 4184.0; // of unchanging_water

// The boiler holds the pressure at one end, where a home takes heat and returns 45 degC; the second plant
// stands at the other end of 500 m of pipes of `loss_w_mk`. Both send out 80 degC. No friction.
Project with_set_heat(double heat_kw, double loss_w_mk = 0.2) {
    Project project = street(500.0);
    project.physics.dissipation_heat = false;
    project.ground.temperature_c = 10.0;
    for (Pipe& pair : project.pipe_pairs) {
        pair.heat_loss_w_mk = loss_w_mk;
    }
    project.substations.pop_back();
    project.substations[0].node = "works";
    project.substations[0].peak_kw = 600.0;
    project.plants[0].supply_temperature_c = 80.0;
    Plant second = project.plants[0];
    second.id = "second";
    second.node = "end";
    second.control = PlantControl::heat;
    second.heat_kw = heat_kw;
    second.held_pressure_bar.reset();
    project.plants.push_back(second);
    project.simulation.demand = "read";
    return project;
}

SimulationEvent event(char const* time, char const* element, EventAction action) {
    return {.time = time, .element = element, .action = action};
}

struct Ran {
    std::vector<SimulatedStep> rows;
    SimulationTotals totals;
    // Of the second plant.
    [[nodiscard]] SetTotals const& set() const { return totals.plant_set[1]; }
    [[nodiscard]] double shortfall(ShortfallCause cause) const {
        return set().shortfall[static_cast<std::size_t>(cause) - 1];
    }
};

// Hour by hour from the beginning of 1970.
Ran run(Project project, std::vector<double> const& demand_kw, FineSteps const& fine = {}) {
    auto const network = Network::build(std::move(project), {});
    ScenarioSeries series;
    TimeSeries home{.begin_s = 0, .interval_s = 3600, .values = {}};
    for (double const each : demand_kw) {
        home.values.push_back(each * 1e3);
    }
    series.demand_w = {home};
    Scenario const scenario{
        network, series, {0, static_cast<std::int64_t>(demand_kw.size()) * 3600, 3600}, fine};
    NetworkSimulation simulation{network};
    Ran ran;
    SimulationOutcome outcome =
        run_simulation(simulation, scenario, [&](std::size_t, SimulatedStep const& step) {
            ran.rows.push_back(step);
            return true;
        });
    EXPECT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    ran.totals = std::move(outcome.totals);
    return ran;
}

// What the second plant gives alone in the steady state, by hand: with the heat capacity flow w its water
// comes in at 10 + 70 e and goes back at 10 + 35 e, e = exp(-U L / w), where w (10 + 70 e - 45) is taken.
double given_alone_w(double taken_w, double loss_w_k) {
    double w = taken_w / 35.0;
    for (int round = 0; round < 100; ++round) {
        w = taken_w / (70.0 * std::exp(-loss_w_k / w) - 35.0);
    }
    return w * (70.0 - 35.0 * std::exp(-loss_w_k / w));
}

TEST(SetPlants, HeatThatNobodyTakesIsCounted) {
    Ran const ran = run(with_set_heat(400.0), std::vector<double>(24, 300.0));
    double const given_w = given_alone_w(300e3, 0.2 * 500.0);
    EXPECT_GT(given_w, 309e3);
    EXPECT_LT(given_w, 311e3);
    ASSERT_EQ(ran.rows.size(), 24U);
    for (SimulatedStep const& row : ran.rows) {
        EXPECT_EQ(row.plant_set_heat_w[1], 400e3);
        EXPECT_TRUE(std::isnan(row.plant_set_heat_w[0])) << "the boiler holds the pressure";
        EXPECT_TRUE(std::isnan(row.plant_set_flow_kg_s[1]));
        EXPECT_NEAR(row.plant_heat_w[1], given_w, 1e-4 * given_w) << "W";
        EXPECT_EQ(row.plant_shortfall_cause[1], ShortfallCause::not_taken);
        EXPECT_EQ(row.plant_shortfall_cause[0], ShortfallCause::none);
    }
    EXPECT_NEAR(ran.set().set, 24 * 400.0 * j_per_kwh, 1.0) << "J";
    EXPECT_NEAR(ran.set().not_given(), 24.0 * 3600.0 * (400e3 - given_w), 1e-3 * 24.0 * 90.0 * j_per_kwh);
    EXPECT_EQ(ran.set().not_given(), ran.shortfall(ShortfallCause::not_taken));
    EXPECT_NEAR(ran.set().not_given(), ran.set().set - ran.totals.plant_heat_j[1], 1.0) << "J";
    EXPECT_EQ(ran.set().shortfall_s, 24.0 * 3600.0);
    EXPECT_EQ(ran.totals.plant_set[0].set + ran.totals.plant_set[0].not_given(), 0.0);
}

// Nothing is lost on the way: 300 kW are taken in 7 of 12 hours, and more than is set in the others.
TEST(SetPlants, OnlyHoursThatLackCount) {
    std::vector<double> demand_kw(12, 500.0);
    std::fill_n(demand_kw.begin(), 7, 300.0);
    Ran const ran = run(with_set_heat(400.0, 0.0), demand_kw);
    EXPECT_NEAR(ran.set().not_given(), 7 * 100.0 * j_per_kwh, 1.0) << "J";
    EXPECT_EQ(ran.set().shortfall_s, 7 * 3600.0);
    EXPECT_EQ(ran.rows[6].plant_shortfall_cause[1], ShortfallCause::not_taken);
    EXPECT_EQ(ran.rows[7].plant_shortfall_cause[1], ShortfallCause::none);
    EXPECT_NEAR(ran.rows[7].plant_heat_w[1], 400e3, 2e-3 * 400e3) << "W, to what flows are found to";
}

TEST(SetPlants, FlowThatNobodyTakesIsCounted) {
    Project project = with_set_heat(0.0, 0.0);
    project.plants[1].control = PlantControl::flow;
    project.plants[1].heat_kw.reset();
    project.plants[1].flow_kg_s = 4.0;
    Ran const ran = run(project, std::vector<double>(6, 300.0));
    double const taken_kg_s = 300e3 / (capacity_j_kgk * 35.0);
    EXPECT_EQ(ran.rows[0].plant_set_flow_kg_s[1], 4.0);
    EXPECT_TRUE(std::isnan(ran.rows[0].plant_set_heat_w[1]));
    EXPECT_NEAR(ran.set().set, 6 * 3600.0 * 4.0, 1e-6) << "kg";
    EXPECT_NEAR(ran.shortfall(ShortfallCause::not_taken), 6 * 3600.0 * (4.0 - taken_kg_s), 1e-3) << "kg";
    EXPECT_EQ(ran.set().shortfall_s, 6 * 3600.0);
}

// It gives nothing for three hours: tripped, or its line shut.
TEST(SetPlants, WhatAnOutageTakesAwayHasItsCause) {
    for (bool const trips : {true, false}) {
        Project project = with_set_heat(200.0);
        char const* const element = trips ? "second" : "p1";
        project.simulation.events = {
            event("1970-01-01T05:00:00Z", element, trips ? EventAction::trip : EventAction::close),
            event("1970-01-01T08:00:00Z", element, trips ? EventAction::recover : EventAction::open)};
        Ran const ran = run(project, std::vector<double>(12, 300.0));
        ShortfallCause const cause = trips ? ShortfallCause::capacity : ShortfallCause::cut_off;
        EXPECT_EQ(ran.rows[4].plant_shortfall_cause[1], ShortfallCause::none);
        for (std::size_t hour = 5; hour < 8; ++hour) {
            EXPECT_EQ(ran.rows[hour].plant_shortfall_cause[1], cause) << to_string(cause);
            EXPECT_EQ(ran.rows[hour].plant_set_heat_w[1], 200e3);
            EXPECT_EQ(ran.rows[hour].plant_heat_w[1], 0.0);
        }
        EXPECT_EQ(ran.rows[8].plant_shortfall_cause[1], ShortfallCause::none);
        EXPECT_NEAR(ran.shortfall(cause), 3 * 200.0 * j_per_kwh, 1.0) << "J, " << to_string(cause);
        EXPECT_EQ(ran.set().not_given(), ran.shortfall(cause));
        EXPECT_EQ(ran.set().shortfall_s, 3 * 3600.0);
    }
}

TEST(SetPlants, PumpsThatGiveNoMoreAreTheCause) {
    Project project = with_set_heat(200.0, 0.0);
    project.plants[1].maximum_flow_kg_s = 1.0;
    Ran const ran = run(project, std::vector<double>(4, 300.0));
    EXPECT_NEAR(ran.shortfall(ShortfallCause::flow_limit), 4 * 3600.0 * (200e3 - capacity_j_kgk * 35.0), 10.0)
        << "J: one kg/s is heated by 35 K";
    EXPECT_EQ(ran.set().not_given(), ran.shortfall(ShortfallCause::flow_limit));
}

// Water comes back at 65 degC where 60 degC are to be sent out: no flow gives the heat.
TEST(SetPlants, WaterThatComesBackTooHotIsTheCause) {
    Project project = with_set_heat(100.0, 0.0);
    project.plants[1].supply_temperature_c = 60.0;
    project.substations[0].return_temperature_c = 65.0;
    auto const link = static_cast<std::size_t>(Network::build(project, {})->plants.link[1]);
    Ran const ran = run(project, std::vector<double>(3, 300.0));
    EXPECT_GT(ran.shortfall(ShortfallCause::return_temperature), 0.9 * 3 * 100.0 * j_per_kwh);
    EXPECT_EQ(ran.set().not_given(), ran.shortfall(ShortfallCause::return_temperature));
    for (SimulatedStep const& row : ran.rows) { // it stands still, and nobody goes without
        EXPECT_LT(row.mass_flow_kg_s[link], 1e-3) << "kg/s";
        EXPECT_EQ(std::accumulate(row.unmet_w.begin(), row.unmet_w.end(), 0.0), 0.0) << "W";
    }
}

// A plant that is out of service is set to nothing.
TEST(SetPlants, OutOfServiceNothingIsSet) {
    Project project = with_set_heat(200.0);
    project.plants[1].running = false;
    Ran const ran = run(project, std::vector<double>(2, 300.0));
    EXPECT_EQ(ran.rows[0].plant_set_heat_w[1], 0.0);
    EXPECT_EQ(ran.set().set, 0.0);
    EXPECT_EQ(ran.set().shortfall_s, 0.0);
}

// A trip from 5:20 until 7:50, in parts of ten minutes: two hours and a half of 200 kW. A row has what its
// parts come to, and the cause of what lacks.
TEST(SetPlants, PartsOfAStepCountWithTheirs) {
    Project project = with_set_heat(200.0);
    project.simulation.events = {event("1970-01-01T05:20:00Z", "second", EventAction::trip),
                                 event("1970-01-01T07:50:00Z", "second", EventAction::recover)};
    Ran const ran = run(project, std::vector<double>(12, 300.0), {.step_s = 600, .for_s = 7200});
    EXPECT_NEAR(ran.shortfall(ShortfallCause::capacity), 2.5 * 200.0 * j_per_kwh, 1.0) << "J";
    EXPECT_EQ(ran.set().shortfall_s, 2.5 * 3600.0);
    EXPECT_NEAR(ran.set().set, 12 * 200.0 * j_per_kwh, 1.0) << "J";
    EXPECT_NEAR(ran.rows[5].plant_set_heat_w[1], 200e3, 1e-6) << "W, mean of its parts";
    EXPECT_NEAR(ran.rows[5].plant_heat_w[1], 200e3 / 3.0, 2e-3 * 200e3) << "W, twenty minutes of it";
    for (std::size_t hour = 4; hour < 9; ++hour) {
        EXPECT_EQ(ran.rows[hour].plant_shortfall_cause[1],
                  hour > 4 && hour < 8 ? ShortfallCause::capacity : ShortfallCause::none)
            << hour << ":00";
    }
}

} // namespace
