// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The smallest networks whose plants have sources: a line of three homes with a plant at each end, run hour
// by hour for a demand that is given; and a plant room without a network.

#include "street_project.hpp"

#include "saggar/engine/plant_room/plant_rooms.hpp"
#include "saggar/engine/simulation/run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace saggar::testing_support {

inline PlantSource source(char const* id, char const* plant, SourceKind kind, double most_kw, double merit) {
    PlantSource made;
    made.id = id;
    made.plant = plant;
    made.kind = kind;
    made.maximum_heat_kw = most_kw;
    made.merit_order = merit;
    if (kind == SourceKind::gas_boiler) {
        made.efficiency = 0.85;
    }
    if (kind == SourceKind::energy_from_waste) {
        made.z_factor = {6.5};
    }
    return made;
}

// A store of 10 m at the plant "holding".
inline PlantStore tank(double volume_m3, double charged_share) {
    PlantStore made;
    made.id = "tank";
    made.plant = "holding";
    made.volume_m3 = volume_m3;
    made.height_m = 10.0;
    made.charged_share = charged_share;
    return made;
}

// A line of three places: the works, which holds the pressure, homes, and a second plant at the other end.
inline Project two_plants() {
    Project project = street_project(300.0);
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.inner_diameter_mm = 100.0;
    }
    project.plants[0].id = "holding";
    Plant second;
    second.id = "second";
    second.node = "end";
    second.control = PlantControl::heat;
    second.heat_kw = 0.0;
    project.plants.push_back(second);
    project.substations.insert(project.substations.begin(), project.substations[0]);
    project.substations[0].id = "home_works";
    project.substations[0].node = "works";
    for (Substation& home : project.substations) {
        home.peak_kw = 400.0;
        home.annual_use_mwh = 900.0;
    }
    return project;
}

// Demand of each of three homes, kW, by hour.
inline ScenarioSeries demand(std::vector<double> const& kw) {
    ScenarioSeries series;
    TimeSeries one{.begin_s = 0, .interval_s = 3600, .values = {}};
    for (double const each : kw) {
        one.values.push_back(each * 1e3);
    }
    series.demand_w.assign(3, one);
    return series;
}

struct Ran {
    std::vector<SimulatedStep> steps;
    SimulationOutcome outcome;
};

inline Ran run(Project project, std::vector<double> const& kw) {
    project.simulation.demand = "read";
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, demand(kw), {0, static_cast<std::int64_t>(kw.size()) * 3600, 3600}};
    NetworkSimulation simulation{network};
    Ran ran;
    ran.outcome = run_simulation(simulation, scenario, [&](std::size_t, SimulatedStep const& step) {
        ran.steps.push_back(step);
        return true;
    });
    EXPECT_TRUE(ran.outcome.report.good()) << ran.outcome.report.diagnosis;
    return ran;
}

inline std::vector<double> day_and_night(int hours) {
    std::vector<double> kw;
    kw.reserve(static_cast<std::size_t>(hours));
    for (int hour = 0; hour < hours; ++hour) {
        kw.push_back(180.0 + 120.0 * std::sin(2.0 * M_PI * (hour - 8) / 24.0));
    }
    return kw;
}

// The plant room alone, behind a plant that takes what it is told to, hour by hour.
class Room {
public:
    explicit Room(Project project) {
        project.plants.pop_back();
        project.simulation.demand = "read";
        network_ = Network::build(std::move(project), {});
        rooms_ = std::make_unique<PlantRooms>(network_);
        made_.mass_flow_kg_s.assign(network_->links.size(), 1.0);
        made_.link_status.assign(network_->links.size(), ElementStatus::normal);
        made_.plant_pump_electricity_w = {1e3};
        made_.plant_supply_temperature_c = {80.0};
        made_.plant_return_temperature_c = {45.0};
        made_.plant_shortfall_cause = {ShortfallCause::none};
    }

    [[nodiscard]] PlantRoomOrders orders() const {
        return {network_->project().sources.size(), network_->project().stores.size()};
    }
    double irradiance_w_m2{0.0}; // of the hours to come

    SourceStep const& take(PlantRoomOrders const& orders, double heat_w) {
        ScenarioSeries series = demand({heat_w / 3e3});
        series.outdoor_c = {.begin_s = 0, .interval_s = 3600, .values = {5.0}};
        series.global_w_m2 = {.begin_s = 0, .interval_s = 3600, .values = {irradiance_w_m2}};
        Scenario const scenario{network_, std::move(series), {0, 3600, 3600}};
        SimulationPoint point = scenario.point(0);
        SourceInput input;
        scenario.set_sources(scenario.time_of(0), input);
        rooms_->prepare(input, orders, 3600.0, point);
        made_.demand_w = point.point.heat_demand_w;
        made_.plant_heat_w = {heat_w};
        return rooms_->settle(made_);
    }

private:
    std::shared_ptr<Network const> network_;
    std::unique_ptr<PlantRooms> rooms_;
    SimulatedStep made_;
};

inline double sum(std::vector<double> const& of) {
    return std::accumulate(of.begin(), of.end(), 0.0);
}

} // namespace saggar::testing_support
