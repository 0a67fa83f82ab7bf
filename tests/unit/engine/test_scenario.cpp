// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What drives a simulation, and runs from their first step to their last: demand by outdoor temperature,
// events, totals, stops; time stamps.

#include "street_project.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>

namespace {

using namespace saggar;

Project street() {
    Project project = testing_support::street_project();
    project.fluid = testing_support::unchanging_water();
    return project;
}

constexpr std::int64_t new_year = 1704067200; // 2024-01-01T00:00:00Z

Project driven_street() {
    Project project = street();
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    project.simulation.hot_water_share = 0.25;
    project.simulation.supply_curves.push_back({"boiler", -5.0, 85.0, 15.0, 70.0});
    project.simulation.events.push_back({"2024-01-01T03:00:00Z", "boiler", EventAction::recover});
    project.simulation.events.push_back({"2024-01-01T01:30:00Z", "boiler", EventAction::trip});
    project.simulation.events.push_back({"2024-01-01T04:00:00+01:00", "p2", EventAction::close});
    return project;
}

TEST(Scenario, DemandFollowsDegreeHours) {
    auto const network = Network::build(driven_street(), {});
    ScenarioSeries series;
    series.outdoor_c = {
        .begin_s = new_year, .interval_s = 1800, .values = {15.5, 5.5, 30.0, 30.0, -60.0, -60.0}};
    Scenario const scenario{network, series, {new_year, new_year + std::int64_t{3} * 3600, 3600}};
    // 400 MWh a year: 45.662 kW in the mean; a quarter is hot water. 5 K h of 48,000 in the first hour.
    double const hot_water_w = 0.25 * 400e6 / 8760.0;
    double const rooms_w = 0.75 * 400e6 * 5.0 / 48000.0;
    EXPECT_NEAR(scenario.point(0).point.heat_demand_w[0], hot_water_w + rooms_w, 1e-6) << "W";
    EXPECT_NEAR(scenario.point(1).point.heat_demand_w[0], hot_water_w, 1e-6) << "W, warm outdoors";
    EXPECT_EQ(scenario.point(2).point.heat_demand_w[0], 200e3) << "W, no more than the peak";
    EXPECT_NEAR(scenario.outdoor_c(0), 10.5, 1e-12);
    EXPECT_NEAR(scenario.point(0).point.plant_supply_temperature_c[0], 85.0 - 15.0 * 15.5 / 20.0, 1e-12);
    EXPECT_EQ(scenario.point(1).point.plant_supply_temperature_c[0], 70.0);
    EXPECT_EQ(scenario.point(2).point.plant_supply_temperature_c[0], 85.0);
}

TEST(Scenario, EventsTakeEffectInTheOrderOfTime) {
    auto const network = Network::build(driven_street(), {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(6, 5.0)};
    Scenario const scenario{network, series, {new_year, new_year + std::int64_t{6} * 3600, 3600}};
    auto const p2 = static_cast<std::size_t>(network->find_link("p2:return"));
    std::vector<int> tripped;
    std::vector<int> open;
    for (std::size_t step = 0; step < 6; ++step) {
        SimulationPoint const point = scenario.point(step);
        tripped.push_back(point.plant_tripped[0]);
        open.push_back(point.point.link_open[p2]);
    }
    EXPECT_EQ(tripped, (std::vector<int>{0, 0, 1, 0, 0, 0})) << "half past one: from the step after it on";
    EXPECT_EQ(open, (std::vector<int>{1, 1, 1, 0, 0, 0})) << "four o'clock in a zone an hour ahead";
}

TEST(Scenario, NeedsSomethingThatSaysTheDemand) {
    auto const network = Network::build(street(), {});
    EXPECT_THROW((Scenario{network, {}, {new_year, new_year + 3600, 3600}}), Error);
}

TEST(Scenario, RunKeepsTotalsAndStops) {
    auto const network = Network::build(driven_street(), {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(24, 2.0)};
    Scenario const scenario{network, series, {new_year, new_year + std::int64_t{24} * 3600, 900}};
    NetworkSimulation simulation{network};
    double heat_j = 0.0;
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, [&](std::size_t, auto const& step) {
            heat_j += (step.heat_w[0] + step.heat_w[1]) * step.duration_s;
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    SimulationTotals const& totals = outcome.totals;
    EXPECT_EQ(totals.steps, 96U);
    EXPECT_NEAR(totals.book.consumers_j, heat_j, 1e-9 * heat_j);
    EXPECT_LE(std::abs(totals.book.residual_j()), 1e-9 * totals.book.throughput_j);
    EXPECT_NEAR(totals.plant_heat_j[0], totals.book.plants_j, 1e-9 * totals.book.plants_j);
    EXPECT_GT(totals.unmet_j, 0.0) << "the boiler trips and p2 is closed";
    EXPECT_GT(totals.substation_unmet_j[1][static_cast<std::size_t>(UnmetCause::cut_off) - 1], 0.0);
    EXPECT_GT(totals.substation_unmet_s[1], 20 * 3600.0);
    EXPECT_LT(totals.lowest_supply_c.value, 75.0);

    NetworkSimulation again{network};
    std::size_t taken = 0;
    SimulationOutcome const short_one =
        run_simulation(again, scenario, [&](std::size_t, auto const&) { return ++taken < 5; });
    EXPECT_TRUE(short_one.stopped);
    EXPECT_EQ(short_one.totals.steps, 5U);
}

// One round is not enough: no result of such a step is handed on.
TEST(Scenario, StepsThatDoNotSettleEndTheRun) {
    auto const network = Network::build(driven_street(), {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(24, 2.0)};
    for (std::size_t hour = 2; hour < 24; ++hour) {
        series.outdoor_c.values[hour] = hour % 2 == 0 ? -5.0 : 12.0;
    }
    Scenario const scenario{network, series, {new_year, new_year + std::int64_t{24} * 3600, 3600}};
    NetworkSimulation simulation{network, {.rounds_until_smeared = 100, .rounds_at_most = 1}};
    std::size_t handed_on = 0;
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, [&](std::size_t, SimulatedStep const& step) {
            EXPECT_TRUE(step.settled);
            ++handed_on;
            return true;
        });
    EXPECT_EQ(outcome.report.status, SimulationStatus::not_settled);
    EXPECT_NE(outcome.report.diagnosis.find("at 2024-01-01T0"), std::string::npos)
        << outcome.report.diagnosis;
    EXPECT_NE(outcome.report.diagnosis.find("did not agree after 1 rounds"), std::string::npos);
    EXPECT_EQ(outcome.totals.steps, handed_on);
    EXPECT_LT(handed_on, 24U);
}

// Steps of ten seconds start as settled as those of an hour.
TEST(Scenario, StartDoesNotDependOnTheStep) {
    Project project = driven_street();
    project.simulation.events.clear();
    auto const network = Network::build(std::move(project), {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(2, 2.0)};
    NetworkSimulation simulation{network};
    SimulationOutcome const outcome =
        run_simulation(simulation, Scenario{network, series, {new_year, new_year + 20, 10}},
                       [](std::size_t, auto const&) { return true; });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    EXPECT_TRUE(outcome.totals.start_settled) << outcome.totals.start_change_relative;

    NetworkSimulation hasty{network, {.spin_up_steps_at_most = 1}};
    EXPECT_FALSE(run_simulation(hasty, Scenario{network, series, {new_year, new_year + 3600, 3600}},
                                [](std::size_t, auto const&) { return true; })
                     .totals.start_settled);
}

TEST(TimeStamp, ReadsAndWrites) {
    EXPECT_EQ(parse_time_stamp("2024-01-01"), new_year);
    EXPECT_EQ(parse_time_stamp("2024-01-01T00:00Z"), new_year);
    EXPECT_EQ(parse_time_stamp("2024-01-01 01:00:30+01:00"), new_year + 30);
    EXPECT_EQ(parse_time_stamp("2023-12-31T19:30:00-0430"), new_year);
    EXPECT_EQ(parse_time_stamp("1969-12-31T23:59:59Z"), -1);
    for (char const* const wrong :
         {"", "2024", "2024-13-01", "2023-02-29", "2024-01-01T24:00", "2024-01-01T10", "2024-01-01T10:00:00X",
          "2024-01-01T10:00:00Zulu", "01.01.2024"}) {
        EXPECT_FALSE(parse_time_stamp(wrong)) << wrong;
    }
    EXPECT_EQ(time_stamp(new_year + 3661), "2024-01-01T01:01:01Z");
    EXPECT_EQ(time_stamp(-1), "1969-12-31T23:59:59Z");
}

} // namespace
