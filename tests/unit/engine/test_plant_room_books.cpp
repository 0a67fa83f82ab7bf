// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What plants with sources pay and are paid, and when their sources may run: meters, outages, trips.

#include "plant_room_runs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// A plant with a kettle, panels and a battery, for six hours of which the third and fourth are sunny.
struct Metered {
    std::vector<SimulatedStep> steps;
    SimulationOutcome outcome;

    explicit Metered(PriceSeries prices = {}) {
        Project project = two_plants();
        project.plants.pop_back();
        PlantSource boiler = source("kettle", "holding", SourceKind::electric_boiler, 1500.0, 1);
        boiler.efficiency = 1.0;
        PlantSource pv;
        pv.id = "pv";
        pv.plant = "holding";
        pv.kind = SourceKind::pv;
        pv.peak_kw = 2000.0;
        PlantSource battery;
        battery.id = "battery";
        battery.plant = "holding";
        battery.kind = SourceKind::battery;
        battery.capacity_kwh = 500.0;
        battery.power_kw = 300.0;
        battery.efficiency = 0.81;
        project.sources = {boiler, pv, battery};
        project.prices.electricity_import_per_mwh = 240.0;
        project.prices.electricity_export_per_mwh = 70.0;
        project.simulation.weather = "read";
        project.simulation.demand = "read";
        auto const network = Network::build(project, {});
        ScenarioSeries series = demand(std::vector<double>(6, 150.0));
        series.prices = std::move(prices);
        series.global_w_m2 = {.begin_s = 0, .interval_s = 3600, .values = {0, 0, 600, 600, 0, 0}};
        Scenario const scenario{network, series, {0, std::int64_t{6} * 3600, 3600}};
        NetworkSimulation simulation{network};
        outcome = run_simulation(simulation, scenario, [&](std::size_t, SimulatedStep const& step) {
            steps.push_back(step);
            return true;
        });
        EXPECT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    }
};

TEST(PlantRoomBooks, PvAndBatteryServeThePlantFirst) {
    Metered const ran;
    auto const& [steps, outcome] = ran;
    ASSERT_EQ(steps.size(), 6U);
    double cost = 0.0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        SourceStep const& s = steps[i].sources;
        double const drawn = s.electricity_w[0] + steps[i].plant_pump_electricity_w[0];
        EXPECT_NEAR(s.generated_w[1] + s.generated_w[2] + s.import_w[0],
                    drawn + s.electricity_w[2] + s.export_w[0], 1e-6)
            << "W, step " << i;
        // What sources cost, with what the plant draws itself, is what the meter says.
        double const meter = (s.import_w[0] * 240.0 - s.export_w[0] * 70.0) * 1e-6;
        double const own = std::accumulate(s.cost.begin(), s.cost.end(), 0.0) + s.plant_cost[0];
        EXPECT_NEAR(own, meter, 1e-9) << "step " << i;
        cost += meter;
    }
    EnergyBill const& bill = outcome.totals.sources.bill;
    EXPECT_GT(bill.sold_j, 0.0);
    EXPECT_NEAR(bill.bought_cost - bill.sold_for, cost, 1e-9) << "all of the meter";
    EXPECT_NEAR(bill.bought_cost, bill.bought_j * 240.0 / 3.6e9, 1e-9);
    EXPECT_NEAR(steps[2].sources.generated_w[1], 2e6 * 0.6 * 0.85, 1e-6);
    EXPECT_NEAR(steps[2].sources.electricity_w[2], 3e5, 1e-6) << "W, charging";
    EXPECT_GT(steps[4].sources.generated_w[2], 1e5) << "W, what was charged comes back";
    double const charged = (steps[2].sources.electricity_w[2] + steps[3].sources.electricity_w[2]);
    double const back = steps[4].sources.generated_w[2] + steps[5].sources.generated_w[2];
    EXPECT_NEAR(back, 0.81 * charged, 1e-6) << "W h, there and back";
}

// What is paid for being bought is bought, and what is in the battery kept.
TEST(PlantRoomBooks, BatteriesWaitWhilePricesAreNegative) {
    PriceSeries prices;
    prices.import_per_j = {.begin_s = 0, .interval_s = 3600, .values = {240, 240, 240, 240, -20, 240}};
    for (double& each : prices.import_per_j.values) {
        each /= 3.6e9;
    }
    Metered const ran{prices};
    ASSERT_EQ(ran.steps.size(), 6U);
    EXPECT_GT(ran.steps[3].sources.electricity_w[2], 0.0) << "W, charging";
    EXPECT_EQ(ran.steps[4].sources.generated_w[2], 0.0) << "W";
    EXPECT_GT(ran.steps[5].sources.generated_w[2], 1e5) << "W";
}

// Servers and offices by turns: what offices lack while servers stand still is not taken from what they give
// at other times, however long a step is.
TEST(PlantRoomBooks, OwnUseTakesWhatThereIsAtTheTime) {
    Project project = two_plants();
    PlantSource pump = source("pump", "holding", SourceKind::heat_pump, 3000.0, 1);
    pump.source_side = HeatPumpSide::data_centre;
    pump.recovered_share = 0.5;
    pump.file = "read";
    project.sources = {pump};
    project.simulation.demand = "read";
    auto const network = Network::build(project, {});
    ScenarioSeries series = demand({150.0, 150.0});
    series.sources.resize(1);
    series.sources[0].it_load_w = {.begin_s = 0, .interval_s = 1800, .values = {2e6, 0.0, 2e6, 1e5}};
    series.sources[0].own_use_w = {.begin_s = 0, .interval_s = 1800, .values = {3e5, 3e5, 3e5, 3e5}};
    Scenario const scenario{network, series, {0, 7200, 3600}};
    SourceInput input;
    scenario.set_sources({0, 3600}, input);
    EXPECT_DOUBLE_EQ(0.5 * input.it_load_w[0] - input.own_use_w[0], 0.5 * (1e6 - 3e5)) << "W left";
    scenario.set_sources({3600, 7200}, input);
    EXPECT_DOUBLE_EQ(0.5 * input.it_load_w[0] - input.own_use_w[0], 0.5 * (1e6 - 3e5)) << "W left";
}

// Only that source ran, and its heat cost so much a MWh.
void expect_paid(SourceStep const& step, std::size_t source, double per_mwh) {
    for (std::size_t i = 0; i < step.heat_w.size(); ++i) {
        EXPECT_EQ(step.heat_w[i] > 0.0, i == source) << "source " << i;
    }
    EXPECT_NEAR(step.cost[source], step.heat_w[source] * per_mwh * 1e-6, 1e-9);
}

// A CHP's electricity serves the pumps at the price of what is bought; what is left is sold for less.
TEST(PlantRoomBooks, ChpIsPaidForWhatItSells) {
    Project project = two_plants();
    project.plants.pop_back();
    PlantSource chp = source("chp", "holding", SourceKind::chp, 900.0, 1);
    chp.efficiency = 0.45;
    chp.electric_efficiency = 0.36;
    project.sources = {chp};
    project.prices.gas_per_mwh = 50.0;
    project.prices.electricity_import_per_mwh = 240.0;
    project.prices.electricity_export_per_mwh = 70.0;
    Ran const ran = run(project, {150, 150});
    SourceStep const& s = ran.steps[1].sources;
    double const pumps_w = ran.steps[1].plant_pump_electricity_w[0];
    ASSERT_GT(pumps_w, 100.0);
    ASSERT_GT(s.export_w[0], 1e5);
    EXPECT_NEAR(s.cost[0] + s.plant_cost[0], (s.fuel_w[0] * 50.0 - s.export_w[0] * 70.0) * 1e-6, 1e-9);
    EXPECT_NEAR(s.plant_cost[0], pumps_w * 240.0 * 1e-6, 1e-12);
    SourceTotals const& totals = ran.outcome.totals.sources;
    EXPECT_DOUBLE_EQ(totals.plant_cost[0], ran.steps[0].sources.plant_cost[0] + s.plant_cost[0]);
    EXPECT_NEAR(totals.bill.fuel_cost - totals.bill.sold_for + totals.bill.bought_cost,
                totals.cost[0] + totals.plant_cost[0], 1e-9);
    EXPECT_NEAR(totals.bill.fuel_j, totals.fuel_j[0], 1e-3);
}

// A plant whose sources nobody described pays for all the electricity that it draws.
TEST(PlantRoomBooks, PlantsWithoutSourcesPayForTheirElectricity) {
    Project project = two_plants();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 1)};
    project.plants[1].heat_kw = 100.0;
    project.plants[1].electricity_per_heat = 0.3;
    project.prices.electricity_import_per_mwh = 240.0;
    project.prices.electricity_carbon_kg_per_mwh = 150.0;
    Ran const ran = run(project, {150, 150});
    SourceStep const& s = ran.steps[1].sources;
    double const drawn_w = ran.steps[1].plant_electricity_w[1];
    EXPECT_NEAR(drawn_w, 0.3 * ran.steps[1].plant_heat_w[1] + ran.steps[1].plant_pump_electricity_w[1], 1e-6);
    EXPECT_NEAR(ran.steps[1].plant_heat_w[1], 100e3, 200.0);
    EXPECT_NEAR(s.plant_cost[1], drawn_w * 240.0 * 1e-6, 1e-9);
    EXPECT_NEAR(s.plant_carbon_kg[1], drawn_w * 150.0 * 1e-6, 1e-9);
}

// Of a project whose sources nobody described electricity is all that is known to cost anything.
TEST(PlantRoomBooks, ElectricityIsPaidWithoutSourcesToo) {
    Project project = two_plants();
    project.sources.clear();
    project.plants[1].heat_kw = 100.0;
    project.plants[1].electricity_per_heat = 0.3;
    project.prices.electricity_import_per_mwh = 240.0;
    Ran const ran = run(project, {150, 150});
    SourceStep const& s = ran.steps[1].sources;
    ASSERT_EQ(s.plant_cost.size(), 2U);
    EXPECT_GT(ran.steps[1].plant_electricity_w[1], 0.3 * 90e3);
    EXPECT_NEAR(s.plant_cost[1], ran.steps[1].plant_electricity_w[1] * 240.0 * 1e-6, 1e-9);
    EXPECT_NEAR(s.plant_cost[0], ran.steps[1].plant_electricity_w[0] * 240.0 * 1e-6, 1e-9);
    EXPECT_TRUE(s.heat_w.empty());
}

TEST(PlantRoomBooks, PumpsInTheNetworkArePaidFor) {
    Project project = two_plants();
    lift_behind_middle(project, {3.0, 2.5, 1.0});
    project.prices.electricity_import_per_mwh = 240.0;
    project.prices.electricity_carbon_kg_per_mwh = 150.0;
    Ran const ran = run(project, {150, 150});
    double const drawn_w = ran.steps[1].pump_electricity_w.at(0);
    ASSERT_GT(drawn_w, 1.0);
    SourceTotals const& totals = ran.outcome.totals.sources;
    EXPECT_NEAR(ran.steps[1].sources.pump_cost[0], drawn_w * 240.0 * 1e-6, 1e-9);
    EXPECT_NEAR(ran.steps[1].sources.pump_carbon_kg[0], drawn_w * 150.0 * 1e-6, 1e-9);
    EXPECT_NEAR(totals.bill.bought_cost, totals.pump_cost[0] + totals.plant_cost[0] + totals.plant_cost[1],
                1e-9)
        << "pumps in the network too";
    EXPECT_DOUBLE_EQ(totals.pump_cost[0],
                     ran.steps[0].sources.pump_cost[0] + ran.steps[1].sources.pump_cost[0]);
}

// A price that rises turns the order round for as long as it is high, and is what is paid.
TEST(PlantRoomBooks, EventsChangePrices) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 1),
                       source("kettle", "holding", SourceKind::electric_boiler, 2000.0, 2)};
    for (PlantSource& each : project.sources) {
        each.merit_order.reset();
        each.efficiency = 1.0;
    }
    project.prices.gas_per_mwh = 50.0;
    project.prices.electricity_import_per_mwh = 80.0;
    auto const change = [](char const* time, double factor) {
        SimulationEvent event;
        event.time = time;
        event.element = "gas";
        event.action = EventAction::price;
        event.factor = factor;
        return event;
    };
    project.simulation.events = {change("1970-01-01T01:00:00Z", 2.0), change("1970-01-01T03:00:00Z", 1.0)};
    Ran const ran = run(project, {150, 150, 150, 150});
    expect_paid(ran.steps[0].sources, 0, 50.0);
    expect_paid(ran.steps[1].sources, 1, 80.0);
    expect_paid(ran.steps[2].sources, 1, 80.0);
    expect_paid(ran.steps[3].sources, 0, 50.0);
    project.sources.pop_back();
    expect_paid(run(project, {150, 150}).steps[1].sources, 0, 100.0);
}

// Of two equal parts one is out: half of what the sun or a file gives, and of what a well gives.
TEST(PlantRoomBooks, OutagesScaleWhatLimitsASource) {
    SourceConditions now;
    now.in_service = 0.5;
    now.heat_w = 4e5;
    now.outdoor_c = 10.0;
    now.irradiance_w_m2 = 800.0;
    SourceModel series;
    series.kind = SourceKind::series;
    series.maximum_w = 1e6;
    EXPECT_DOUBLE_EQ(heat_range(series, now).maximum_w, 2e5);
    SourceConditions whole = now;
    whole.in_service = 1.0;
    SourceModel sun;
    sun.kind = SourceKind::solar_thermal;
    sun.maximum_w = 1e6;
    sun.area_m2 = 1000.0;
    sun.optical_efficiency = 0.8;
    ASSERT_GT(heat_range(sun, whole).maximum_w, 1e5);
    EXPECT_DOUBLE_EQ(heat_range(sun, now).maximum_w, 0.5 * heat_range(sun, whole).maximum_w);
}

// Panels go on while the plant that they stand on gives no heat.
TEST(PlantRoomBooks, ATripOfAPlantLeavesItsPanels) {
    Project project = two_plants();
    PlantSource pv;
    pv.id = "pv";
    pv.plant = "second";
    pv.kind = SourceKind::pv;
    pv.peak_kw = 100.0;
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 1),
                       source("spare", "second", SourceKind::gas_boiler, 100.0, 2), pv};
    project.simulation.events = {{"1970-01-01T01:00:00Z", "second", EventAction::trip}};
    project.simulation.weather = "read";
    project.simulation.demand = "read";
    auto const network = Network::build(project, {});
    ScenarioSeries series = demand(std::vector<double>(3, 150.0));
    series.global_w_m2 = {.begin_s = 0, .interval_s = 3600, .values = {600, 600, 600}};
    Scenario const scenario{network, series, {0, std::int64_t{3} * 3600, 3600}};
    NetworkSimulation simulation{network};
    std::vector<double> generated_w;
    auto const outcome = run_simulation(simulation, scenario, [&](std::size_t, SimulatedStep const& step) {
        generated_w.push_back(step.sources.generated_w[2]);
        return true;
    });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    EXPECT_GT(generated_w[0], 4e4);
    EXPECT_DOUBLE_EQ(generated_w[2], generated_w[0]);
}

// A plant that follows the load rises by a quarter of its heat an hour, but a source that gives no less than
// more than that must be able to start.
TEST(PlantRoomBooks, ALargeLeastHeatCanBeReached) {
    Project project = two_plants();
    project.sources = {source("peak", "holding", SourceKind::gas_boiler, 900.0, 9),
                       source("waste", "second", SourceKind::gas_boiler, 500.0, 1)};
    project.sources[1].minimum_heat_kw = 350.0;
    Ran const ran = run(project, std::vector<double>(6, 180.0));
    for (SimulatedStep const& step : ran.steps) {
        double const heat_w = step.sources.heat_w[1];
        EXPECT_TRUE(heat_w == 0.0 || heat_w >= 350e3 * 0.99) << heat_w;
    }
    EXPECT_GE(ran.steps.back().sources.heat_w[1], 350e3 * 0.99);
}

// A load below the least heat comes before shortest times; how often they were not kept is counted.
TEST(PlantRoomBooks, TimesThatAreNotKeptAreCounted) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("kettle", "holding", SourceKind::electric_boiler, 1500.0, 1)};
    project.sources[0].minimum_heat_kw = 600.0;
    project.sources[0].minimum_run_hours = 2.0;
    project.sources[0].minimum_stop_hours = 2.0;
    std::vector<double> const kw{300, 300, 60, 60, 60, 300, 300};
    SourceTotals const cycles = run(project, kw).outcome.totals.sources;
    EXPECT_EQ(cycles.stops_too_early[0], 2) << "it had run for two hours and more before the first of three";
    EXPECT_EQ(cycles.starts_too_early[0], 3) << "after each hour of cycles";
    project.sources[0].minimum_heat_kw = 100.0;
    SourceTotals const kept = run(project, kw).outcome.totals.sources;
    EXPECT_EQ(kept.stops_too_early[0] + kept.starts_too_early[0], 0);
    EXPECT_EQ(kept.starts[0], 1);
    // A trip ends a run whatever its length, and is no fault of the order.
    SimulationEvent trip;
    trip.action = EventAction::trip;
    trip.element = "kettle";
    trip.time = "1970-01-01T01:00:00Z";
    project.simulation.events = {trip};
    project.sources.push_back(source("gas", "holding", SourceKind::gas_boiler, 1500.0, 2));
    SourceTotals const tripped = run(project, kw).outcome.totals.sources;
    EXPECT_EQ(tripped.stops_too_early[0], 0);
}

// Each store's levels are its own, from the first step on.
TEST(PlantRoomBooks, LevelsOfStoresStartFromTheirOwn) {
    SourceTotals totals;
    SourceStep step;
    step.store_heat_w = {0.0, 0.0};
    step.store_lost_w = {0.0, 0.0};
    step.store_j = {0.0, 0.0};
    step.store_level_before = {0.95, 0.1};
    step.store_level = {0.9, 0.2};
    totals.add(step, 3600.0);
    step.store_level_before = step.store_level;
    step.store_level = {0.8, 0.3};
    totals.add(step, 3600.0);
    EXPECT_EQ(totals.lowest_level, (std::vector<double>{0.8, 0.1}));
    EXPECT_EQ(totals.highest_level, (std::vector<double>{0.95, 0.3}));
}

} // namespace
