// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Events of a scenario: bursts, consumers that come and go, changed demand, cold snaps.

#include "district.hpp"
#include "street_project.hpp"

#include "saggar/engine/simulation/run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>

namespace {

using namespace saggar;

constexpr std::int64_t new_year = 1704067200; // 2024-01-01T00:00:00Z
constexpr int hours = 8;

SimulationEvent event(char const* time, char const* element, EventAction action) {
    SimulationEvent made;
    made.time = std::string{"2024-01-01T"} + time + ":00Z";
    made.element = element;
    made.action = action;
    return made;
}

// A plant, a pair to a near and on to a far home.
Project street() {
    Project project = testing_support::street_project(200.0);
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    project.simulation.hot_water_share = 0.25;
    project.simulation.supply_curves.push_back({"boiler", -5.0, 85.0, 15.0, 70.0});
    return project;
}

struct Made {
    std::shared_ptr<Network const> network;
    Scenario scenario;
};

Made scenario_of(std::vector<SimulationEvent> events, double outdoor_c = 5.0) {
    Project project = street();
    project.simulation.events = std::move(events);
    auto network = Network::build(std::move(project), {});
    ScenarioSeries series;
    series.outdoor_c = {
        .begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(hours, outdoor_c)};
    Scenario scenario{network, series, {new_year, new_year + std::int64_t{hours} * 3600, 3600}};
    return {std::move(network), std::move(scenario)};
}

double usual_w(double outdoor_c) {
    return 0.25 * 400e6 / 8760.0 + 0.75 * 400e6 * std::max(0.0, 15.5 - outdoor_c) / 48000.0;
}

TEST(SimulationEvents, ConsumersComeAndGo) {
    auto const made = scenario_of({event("03:00", "home_end", EventAction::connect),
                                   event("06:00", "home_end", EventAction::disconnect),
                                   event("04:00", "home_middle", EventAction::disconnect),
                                   event("05:00", "home_middle", EventAction::connect)});
    for (std::size_t hour = 0; hour < hours; ++hour) {
        SimulationPoint const point = made.scenario.point(hour);
        auto const is_on = [&](std::size_t i) {
            return point.point.link_open[static_cast<std::size_t>(made.network->substations.link[i])] != 0;
        };
        bool const far = hour >= 3 && hour < 6;
        EXPECT_EQ(is_on(1), far) << "not there until it is connected; hour " << hour;
        EXPECT_NEAR(point.point.heat_demand_w[1], far ? usual_w(5.0) : 0.0, 1e-6) << "W, hour " << hour;
        EXPECT_EQ(is_on(0), hour != 4) << "there, gone for an hour, and back; hour " << hour;
    }
}

TEST(SimulationEvents, DemandIsMultiplied) {
    SimulationEvent everybody = event("02:00", "", EventAction::demand);
    everybody.factor = 1.5;
    SimulationEvent one = event("04:00", "home_end", EventAction::demand);
    one.factor = 3.0;
    SimulationEvent over = event("06:00", "", EventAction::demand);
    over.factor = 1.0;
    auto const made = scenario_of({one, over, everybody});
    double const usual = usual_w(5.0);
    std::vector<double> const far{1.0, 1.0, 1.5, 1.5, 4.5, 4.5, 3.0, 3.0};
    for (std::size_t hour = 0; hour < hours; ++hour) {
        SimulationPoint const point = made.scenario.point(hour);
        EXPECT_NEAR(point.point.heat_demand_w[1], far[hour] * usual, 1e-6) << "W, hour " << hour;
        EXPECT_NEAR(point.point.heat_demand_w[0], (hour >= 2 && hour < 6 ? 1.5 : 1.0) * usual, 1e-6)
            << "W, hour " << hour;
    }
}

TEST(SimulationEvents, ColdSnap) {
    SimulationEvent snap = event("02:00", "", EventAction::weather);
    snap.until = "2024-01-01T05:00:00Z";
    snap.difference_k = -8.0;
    auto const made = scenario_of({snap});
    for (std::size_t hour = 0; hour < hours; ++hour) {
        double const outdoor = hour >= 2 && hour < 5 ? -3.0 : 5.0;
        EXPECT_DOUBLE_EQ(made.scenario.outdoor_c(hour), outdoor) << "degC, hour " << hour;
        SimulationPoint const point = made.scenario.point(hour);
        EXPECT_NEAR(point.point.heat_demand_w[0], std::min(200e3, usual_w(outdoor)), 1e-6) << "W";
        EXPECT_NEAR(point.point.plant_supply_temperature_c[0], 85.0 - 15.0 * (outdoor + 5.0) / 20.0, 1e-9)
            << "degC";
    }
}

TEST(SimulationEvents, BurstLeaksUntilItIsClosed) {
    SimulationEvent burst = event("02:00", "p2", EventAction::burst);
    burst.leak_kg_s = 0.8;
    auto const made =
        scenario_of({burst, event("04:00", "p2", EventAction::close), event("05:00", "p2", EventAction::open),
                     event("06:00", "p2", EventAction::repair)});
    auto const p2 = static_cast<std::size_t>(made.network->find_link("p2:supply"));
    auto const from = static_cast<std::size_t>(made.network->links.from[p2]);
    auto const to = static_cast<std::size_t>(made.network->links.to[p2]);
    for (std::size_t hour = 0; hour < hours; ++hour) {
        SimulationPoint const point = made.scenario.point(hour);
        bool const leaks = hour == 2 || hour == 3 || hour == 5; // opened before it is repaired
        if (!leaks) {
            EXPECT_TRUE(point.leak_kg_s.empty()) << "hour " << hour;
            continue;
        }
        ASSERT_EQ(point.leak_kg_s.size(), made.network->nodes.size());
        EXPECT_DOUBLE_EQ(point.leak_kg_s[from], 0.4) << "kg/s, from this side";
        EXPECT_DOUBLE_EQ(point.leak_kg_s[to], 0.4) << "kg/s, and from the other";
        EXPECT_DOUBLE_EQ(std::accumulate(point.leak_kg_s.begin(), point.leak_kg_s.end(), 0.0), 0.8);
    }
}

// What is lost is made up where the pressure is held; energy closes (each step checks it), everybody is
// served until the pipe is shut.
TEST(SimulationEvents, WaterThatIsLostIsMadeUp) {
    SimulationEvent burst = event("02:00", "p2", EventAction::burst);
    burst.leak_kg_s = 0.8;
    auto const made = scenario_of({burst, event("04:00", "p2", EventAction::close)});
    NetworkSimulation simulation{made.network};
    std::vector<double> make_up;
    std::vector<double> left_w;
    std::vector<double> unmet_w;
    std::vector<double> plant_flow;
    SimulationOutcome const outcome =
        run_simulation(simulation, made.scenario, [&](std::size_t, SimulatedStep const& step) {
            make_up.push_back(step.make_up_kg_s);
            left_w.push_back(step.book.left_j / step.duration_s);
            unmet_w.push_back(step.unmet_w[0] + step.unmet_w[1]);
            plant_flow.push_back(step.mass_flow_kg_s[static_cast<std::size_t>(made.network->plants.link[0])]);
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    for (std::size_t hour = 0; hour < hours; ++hour) {
        bool const leaks = hour == 2 || hour == 3;
        EXPECT_NEAR(make_up[hour], leaks ? 0.8 : 0.0, 1e-6) << "kg/s, hour " << hour;
        EXPECT_EQ(unmet_w[hour] > 0.0, hour >= 4) << "cut off with the pipe; hour " << hour;
    }
    EXPECT_NEAR(plant_flow[3] - plant_flow[1], 0.8, 0.1) << "kg/s more through the plant";
    EXPECT_GT(left_w[3], 0.8 * 4180.0 * 65.0) << "W, hot water is lost";
    EXPECT_NEAR(outcome.totals.make_up_kg, 2.0 * 3600.0 * 0.8, 1.0) << "kg";
}

} // namespace
