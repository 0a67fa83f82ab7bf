// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Steps that are taken in parts around events: which they are, what acts when, what their rows hold.

#include "simulation/step_aggregate.hpp"

#include "district.hpp"
#include "plant_room_runs.hpp"
#include "street_project.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/engine/state_archive.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace {

using namespace saggar;
using testing_support::source;

constexpr std::int64_t new_year = 1704067200; // 2024-01-01T00:00:00Z
constexpr std::int64_t hour_s = 3600;
constexpr FineSteps minutes{.step_s = 300, .for_s = 7200};

SimulationEvent event(char const* time, char const* element, EventAction action) {
    SimulationEvent made;
    made.time = time;
    made.element = element;
    made.action = action;
    return made;
}

// Trips at twenty past four, comes back at ten past five.
std::vector<SimulationEvent> trip_of(std::string const& plant) {
    return {event("2024-01-01T04:20:00Z", plant.c_str(), EventAction::trip),
            event("2024-01-01T05:10:00Z", plant.c_str(), EventAction::recover)};
}

Project street(std::vector<SimulationEvent> events) {
    Project project = testing_support::street_project(200.0);
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    project.simulation.events = std::move(events);
    return project;
}

ScenarioSeries weather(int hours) {
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = hour_s, .values = {}};
    for (int hour = 0; hour < hours; ++hour) {
        series.outdoor_c.values.push_back(3.0 - 0.4 * (hour % 7));
    }
    return series;
}

Scenario scenario_of(std::shared_ptr<Network const> const& network, int hours, FineSteps const& fine,
                     std::int64_t step_s = hour_s) {
    return {network, weather(hours), {new_year, new_year + hours * hour_s, step_s}, fine};
}

struct Ran {
    std::vector<SimulatedStep> rows;
    SimulationTotals totals;
};

Ran run(NetworkSimulation& simulation, Scenario const& scenario) {
    Ran ran;
    SimulationOutcome outcome =
        run_simulation(simulation, scenario, [&](std::size_t step, SimulatedStep const& row) {
            EXPECT_EQ(step, ran.rows.size());
            ran.rows.push_back(row);
            return true;
        });
    EXPECT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    ran.totals = std::move(outcome.totals);
    return ran;
}
Ran run(std::shared_ptr<Network const> const& network, int hours, FineSteps const& fine,
        std::int64_t step_s = hour_s) {
    NetworkSimulation simulation{network};
    return run(simulation, scenario_of(network, hours, fine, step_s));
}

std::vector<std::byte> bytes_of(SimulationTotals totals) {
    StateArchive archive;
    totals.keep(archive);
    return archive.bytes();
}

// What consumers lack from one hour to another, J.
double unmet_j(Ran const& ran, int from_h, int to_h) {
    double sum = 0.0;
    double at_s = 0.0;
    for (SimulatedStep const& row : ran.rows) {
        if (at_s >= 3600.0 * from_h && at_s < 3600.0 * to_h) {
            sum += row.duration_s * std::accumulate(row.unmet_w.begin(), row.unmet_w.end(), 0.0);
        }
        at_s += row.duration_s;
    }
    return sum;
}

Project district(std::vector<SimulationEvent> (*events)(std::string const& plant)) {
    Project project = testing_support::district_project({.consumers = 20, .loop_share = 0.05});
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2200.0;
    for (Substation& substation : project.substations) {
        substation.annual_use_mwh = *substation.peak_kw * 2.5;
    }
    project.simulation.events = events(project.plants[0].id);
    return project;
}

// The parts of each hour.
std::vector<std::size_t> parts_of(std::vector<SimulationEvent> events, FineSteps const& fine,
                                  int hours = 10) {
    Scenario const scenario = scenario_of(Network::build(street(std::move(events)), {}), hours, fine);
    std::vector<std::size_t> parts;
    for (std::size_t step = 0; step < scenario.window().steps(); ++step) {
        parts.push_back(scenario.parts(step));
    }
    return parts;
}

// Both ends of a planned outage, and prices that jump; not those that only rise.
TEST(FineSteps, AreTakenAroundOutagesAndJumpsOfPrices) {
    using Parts = std::vector<std::size_t>;
    FineSteps const for_an_hour{.step_s = 300, .for_s = hour_s};
    Project project = street({});
    PlantSource boiler = source("gas", "boiler", SourceKind::gas_boiler, 500.0, 1.0);
    boiler.efficiency = 0.9;
    boiler.outages = {"2024-01-01T02:30/2024-01-01T05:00"};
    project.sources = {boiler};
    auto const network = Network::build(project, {});
    auto const parts_with = [&](std::vector<double> const& import_price) {
        ScenarioSeries series = weather(12);
        series.prices.import_per_j = {.begin_s = new_year, .interval_s = hour_s, .values = import_price};
        Scenario const scenario{network, series, {new_year, new_year + 12 * hour_s, hour_s}, for_an_hour};
        std::vector<std::size_t> parts;
        for (std::size_t step = 0; step < scenario.window().steps(); ++step) {
            parts.push_back(scenario.parts(step));
        }
        return parts;
    };
    std::vector<double> price(12, 100.0);
    EXPECT_EQ(parts_with(price), (Parts{1, 1, 12, 12, 1, 12, 1, 1, 1, 1, 1, 1}));
    std::fill(price.begin() + 8, price.end(), 200.0);
    EXPECT_EQ(parts_with(price), (Parts{1, 1, 12, 12, 1, 12, 1, 1, 12, 1, 1, 1}));
    std::fill(price.begin() + 8, price.end(), 190.0);
    EXPECT_EQ(parts_with(price), (Parts{1, 1, 12, 12, 1, 12, 1, 1, 1, 1, 1, 1}));
    price[11] = -20.0; // what comes later changes nothing before
    EXPECT_EQ(parts_with(price), (Parts{1, 1, 12, 12, 1, 12, 1, 1, 1, 1, 1, 12}));
}

TEST(FineSteps, AreTakenFromTheStepOfAnEventOn) {
    using Parts = std::vector<std::size_t>;
    FineSteps const for_an_hour{.step_s = 300, .for_s = hour_s};
    auto const closes = [](char const* time) {
        return std::vector<SimulationEvent>{event(time, "p2", EventAction::close)};
    };
    EXPECT_EQ(parts_of(closes("2024-01-01T03:20:00Z"), {}), Parts(10, 1)) << "none are wanted";
    EXPECT_EQ(parts_of({}, for_an_hour), Parts(10, 1)) << "no events";
    EXPECT_EQ(parts_of(closes("2024-01-01T03:20:00Z"), for_an_hour),
              (Parts{1, 1, 1, 12, 12, 1, 1, 1, 1, 1})); // until twenty past four
    EXPECT_EQ(parts_of(closes("2024-01-01T03:00:00Z"), for_an_hour), (Parts{1, 1, 1, 12, 1, 1, 1, 1, 1, 1}));
    EXPECT_EQ(parts_of(closes("2024-01-01T03:57:00Z"), {.step_s = 300, .for_s = 60}),
              (Parts{1, 1, 1, 12, 12, 1, 1, 1, 1, 1}))
        << "takes effect at four";
    EXPECT_EQ(parts_of(closes("2023-12-31T22:59:00Z"), {.step_s = 600, .for_s = 7200}),
              (Parts{6, 1, 1, 1, 1, 1, 1, 1, 1, 1}))
        << "before the run, takes effect at eleven";
    EXPECT_EQ(parts_of(closes("2022-01-01T00:00:00Z"), for_an_hour), Parts(10, 1)) << "long before";
    SimulationEvent snap = event("2024-01-01T02:00:00Z", "", EventAction::weather);
    snap.until = "2024-01-01T07:30:00Z";
    snap.difference_k = -5.0;
    EXPECT_EQ(parts_of({snap}, for_an_hour), (Parts{1, 1, 12, 1, 1, 1, 1, 12, 12, 1})) << "both its ends";
}

TEST(FineSteps, EventsActAtTheirTime) {
    auto const network = Network::build(street(trip_of("boiler")), {});
    Scenario const scenario = scenario_of(network, 10, minutes);
    std::int64_t at_s = new_year;
    for (std::size_t step = 0; step < 10; ++step) {
        for (std::size_t part = 0; part < scenario.parts(step); ++part) {
            TimeSpan const time = scenario.time_of_part(step, part);
            EXPECT_EQ(time.begin_s, at_s) << "without a gap";
            at_s = time.end_s;
            SimulationPoint point;
            scenario.set(time, point);
            std::int64_t const since_s = time.begin_s - new_year;
            EXPECT_EQ(point.plant_tripped[0] != 0, since_s >= 4 * hour_s + 1200 && since_s < 5 * hour_s + 600)
                << since_s << " s";
        }
    }
    EXPECT_EQ(at_s, scenario.window().end_s);
    EXPECT_EQ(scenario.steps_in_parts(10), 4U) << "from four until ten past seven";
    Ran const ran = run(network, 10, minutes);
    double const heat_w = ran.rows[3].plant_heat_w[0];
    EXPECT_NEAR(ran.rows[4].plant_heat_w[0], heat_w / 3.0, 0.05 * heat_w) << "W, for the first third of it";
    EXPECT_EQ(run(network, 10, {}).rows[5].plant_heat_w[0], 0.0) << "W, whole: from five until six";
}

TEST(FineSteps, WithoutEventsNothingChanges) {
    auto const network = Network::build(street({}), {});
    Ran const usual = run(network, 24, {});
    Ran const fine = run(network, 24, minutes);
    EXPECT_TRUE(bytes_of(usual.totals) == bytes_of(fine.totals));
    for (std::size_t step = 0; step < 24; ++step) {
        EXPECT_EQ(usual.rows[step].heat_w, fine.rows[step].heat_w);
        EXPECT_EQ(usual.rows[step].temperature_c, fine.rows[step].temperature_c);
    }
}

// What a trip costs in steps of five minutes all day; in hours alone it lasts from five until six.
TEST(FineSteps, WhatATripCostsIsThatOfMinutes) {
    auto const network = Network::build(district(trip_of), {});
    Ran const hours = run(network, 12, {});
    Ran const fine = run(network, 12, minutes);
    Ran const all_minutes = run(network, 12, {}, 300);
    ASSERT_EQ(fine.rows.size(), 12U);
    ASSERT_EQ(all_minutes.rows.size(), 144U);
    double const expected_j = unmet_j(all_minutes, 0, 12);
    ASSERT_GT(expected_j, 1e8);
    double const off_j = std::abs(fine.totals.unmet_j - expected_j);
    double const hours_off_j = std::abs(hours.totals.unmet_j - expected_j);
    EXPECT_LE(off_j, 1e-3 * expected_j) << "J of " << expected_j;
    EXPECT_LE(off_j, 0.01 * hours_off_j) << "J, and in hours";
    for (int hour = 4; hour < 8; ++hour) {
        EXPECT_NEAR(unmet_j(fine, hour, hour + 1), unmet_j(all_minutes, hour, hour + 1), 0.01 * expected_j)
            << "J, hour " << hour;
    }
}

// Rows are whole: their energy closes, they sum up to the totals, and heat is flow times difference in heat
// content.
TEST(FineSteps, RowsHoldWhatTheirPartsDid) {
    Project project = district([](std::string const& plant) {
        std::vector<SimulationEvent> events = trip_of(plant);
        SimulationEvent more = event("2024-01-01T08:35:00Z", "", EventAction::demand);
        more.factor = 1.4;
        events.push_back(more);
        return events;
    });
    project.fluid = testing_support::unchanging_water();
    auto const network = Network::build(std::move(project), {});
    constexpr double heat_capacity = 4184.0;
    Ran const ran = run(network, 12, minutes);
    double sum_unmet_j = 0.0;
    double sum_demand_j = 0.0;
    EnergyBook book;
    for (SimulatedStep const& row : ran.rows) {
        EXPECT_EQ(row.duration_s, 3600.0);
        EXPECT_LE(std::abs(row.book.residual_j()), 1e-9 * row.book.throughput_j);
        EXPECT_TRUE(row.settled);
        book.add(row.book);
        for (std::size_t i = 0; i < row.heat_w.size(); ++i) {
            sum_unmet_j += row.unmet_w[i] * row.duration_s;
            sum_demand_j += row.demand_w[i] * row.duration_s;
            EXPECT_EQ(row.unmet_w[i] > 0.0, row.unmet_cause[i] != UnmetCause::none);
            EXPECT_NEAR(row.heat_w[i] + row.unmet_w[i], row.demand_w[i], 1e-8 * row.demand_w[i]) << "W";
        }
        for (std::size_t i = 0; i < network->plants.size(); ++i) {
            double const flow = row.mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[i])];
            double const by_flow_w = flow * heat_capacity *
                                     (row.plant_supply_temperature_c[i] - row.plant_return_temperature_c[i]);
            EXPECT_NEAR(row.plant_heat_w[i], by_flow_w, 1e-9 * row.plant_heat_w[i] + 1e-3) << "W";
        }
        double consumers_w = std::accumulate(row.heat_w.begin(), row.heat_w.end(), 0.0);
        EXPECT_NEAR(row.book.consumers_j, consumers_w * 3600.0, 1e-9 * row.book.consumers_j) << "J";
    }
    EXPECT_GT(ran.totals.unmet_j, 1e8);
    EXPECT_NEAR(sum_unmet_j, ran.totals.unmet_j, 1e-12 * sum_unmet_j) << "J";
    EXPECT_NEAR(sum_demand_j, ran.totals.demand_j, 1e-12 * sum_demand_j) << "J";
    EXPECT_NEAR(book.plants_j, ran.totals.book.plants_j, 1e-12 * book.plants_j) << "J";
    EXPECT_NEAR(book.stored_more_j, ran.totals.book.stored_more_j, 1e-12 * book.throughput_j) << "J";
    EXPECT_EQ(ran.totals.duration_s, 12 * 3600.0);
    EXPECT_EQ(ran.totals.steps, 12U);
}

// Three parts of other lengths, by hand.
TEST(FineSteps, MeansSumsAndTheWorst) {
    Project project = testing_support::street_project();
    project.fluid = testing_support::unchanging_water();
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint const point{operating_point(*network), {0}};
    ASSERT_TRUE(simulation.start(point, 3600.0).good());
    auto const home = static_cast<std::size_t>(network->substations.link[0]);
    std::vector<SimulatedStep> parts(3, simulation.result());
    std::vector<double> const lengths_s{600.0, 1200.0, 1800.0};
    std::vector<double> const flows{1.0, 0.0, 4.0};
    std::vector<double> const supplies_c{80.0, 20.0, 60.0};
    std::vector<double> const unmet_w{0.0, 30e3, 12e3};
    std::vector<UnmetCause> const causes{UnmetCause::none, UnmetCause::cut_off, UnmetCause::temperature};
    for (std::size_t k = 0; k < 3; ++k) {
        SimulatedStep& part = parts[k];
        part.duration_s = lengths_s[k];
        part.mass_flow_kg_s[home] = flows[k];
        part.supply_temperature_c[0] = supplies_c[k];
        part.unmet_w[0] = unmet_w[k];
        part.unmet_cause[0] = causes[k];
        part.rounds = k == 1 ? 7 : 2;
        part.flow_jump_relative = k == 2 ? 0.01 : 0.0;
        part.index_margin_pa = k == 0 ? 1e3 : 5e3;
        part.index_consumer = k == 0 ? 1 : 0;
        part.pipe_mean_temperature_c[0] = 40.0 + static_cast<double>(k);
        part.book = {.plants_j = 5.0, .consumers_j = 5.0, .throughput_j = 10.0};
        part.sources.heat_w = {k == 0 ? 0.0 : 30e3};
        part.sources.electricity_w = {k == 0 ? 0.0 : k == 1 ? 10e3 : 6e3};
        part.sources.cop = {k == 0 ? std::nan("") : k == 1 ? 3.0 : 5.0};
        part.sources.cost = {2.0};
        part.sources.plant_cost = {1.0};
        part.sources.running_s = {k == 0 ? 0.0 : lengths_s[k]};
        part.sources.started = {static_cast<std::uint8_t>(k == 1 ? 1 : 0)};
        part.sources.store_level = {0.1 * static_cast<double>(k)};
    }
    parts[1].pressure_pa[0] = std::nan(""); // cut off
    parts[0].pressure_pa[0] = 2e5;
    parts[2].pressure_pa[0] = 4e5;
    parts[1].link_status[home] = ElementStatus::cut_off;
    detail::StepAggregate aggregate{network};
    for (int again = 0; again < 2; ++again) { // what was before is forgotten
        aggregate.begin();
        for (SimulatedStep const& part : parts) {
            aggregate.add(part);
        }
        SimulatedStep const& row = aggregate.made();
        EXPECT_EQ(row.duration_s, 3600.0);
        EXPECT_NEAR(row.mass_flow_kg_s[home], (600.0 + 4.0 * 1800.0) / 3600.0, 1e-14);
        EXPECT_NEAR(row.supply_temperature_c[0],
                    (80.0 * 600.0 + 60.0 * 4.0 * 1800.0) / (600.0 + 4.0 * 1800.0), 1e-9)
            << "degC, of the water that passes";
        EXPECT_NEAR(row.unmet_w[0], (30e3 * 1200.0 + 12e3 * 1800.0) / 3600.0, 1e-9) << "W";
        EXPECT_EQ(row.unmet_cause[0], UnmetCause::cut_off);
        EXPECT_EQ(row.link_status[home], ElementStatus::cut_off);
        EXPECT_NEAR(row.pressure_pa[0], 3.5e5, 1e-6) << "Pa, where there is one";
        EXPECT_EQ(row.pipe_mean_temperature_c[0], 42.0) << "degC, at the end";
        EXPECT_EQ(row.rounds, 7);
        EXPECT_EQ(row.flow_jump_relative, 0.01);
        EXPECT_EQ(row.index_consumer, 1);
        EXPECT_EQ(row.index_margin_pa, 1e3);
        EXPECT_EQ(row.book.throughput_j, 30.0);
        EXPECT_NEAR(row.sources.heat_w[0], 25e3, 1e-9) << "W";
        EXPECT_NEAR(row.sources.cop[0], 30e3 * 3000.0 / (10e3 * 1200.0 + 6e3 * 1800.0), 1e-12);
        EXPECT_EQ(row.sources.cost[0], 6.0);
        EXPECT_EQ(row.sources.running_s[0], 3000.0);
        EXPECT_EQ(row.sources.started[0], 1);
        EXPECT_EQ(row.sources.store_level[0], 0.2);
    }
}

// Nothing passes: over time.
TEST(FineSteps, StandingWaterCountsByTime) {
    auto const network = Network::build(testing_support::street_project(), {});
    NetworkSimulation simulation{network};
    ASSERT_TRUE(simulation.start({operating_point(*network), {0}}, 3600.0).good());
    SimulatedStep part = simulation.result();
    part.mass_flow_kg_s.assign(part.mass_flow_kg_s.size(), 0.0);
    detail::StepAggregate aggregate{network};
    aggregate.begin();
    part.duration_s = 900.0;
    part.supply_temperature_c[0] = 50.0;
    aggregate.add(part);
    part.duration_s = 2700.0;
    part.supply_temperature_c[0] = 30.0;
    aggregate.add(part);
    EXPECT_NEAR(aggregate.made().supply_temperature_c[0], 35.0, 1e-12) << "degC";
    EXPECT_TRUE(aggregate.made().sources.heat_w.empty());
}

// Two plants with sources and a store, of which one source trips in the middle of an hour.
TEST(FineSteps, SourcesAndStoresRunForTheirTrueTimes) {
    Project project = testing_support::two_plants();
    PlantSource pump = source("pump", "holding", SourceKind::heat_pump, 500.0, 1);
    pump.source_side = HeatPumpSide::fixed;
    pump.source_temperature_c = 15.0;
    pump.source_drop_k = 5.0;
    project.sources = {pump, source("boiler", "holding", SourceKind::gas_boiler, 1500.0, 2),
                       source("waste", "second", SourceKind::energy_from_waste, 400.0, 0)};
    project.stores = {testing_support::tank(60.0, 0.5)};
    project.simulation.demand = "read";
    project.simulation.events = {event("1970-01-01T05:20:00Z", "waste", EventAction::trip),
                                 event("1970-01-01T09:00:00Z", "waste", EventAction::recover)};
    auto const network = Network::build(project, {});
    Scenario const scenario{network,
                            testing_support::demand(testing_support::day_and_night(24)),
                            {0, 24 * hour_s, hour_s},
                            minutes};
    NetworkSimulation simulation{network};
    Ran const ran = run(simulation, scenario);
    SourceTotals const& totals = ran.totals.sources;
    double const waste_before_w = ran.rows[4].sources.heat_w[2];
    EXPECT_NEAR(ran.rows[5].sources.running_s[2], 1200.0, 1e-9) << "s, until it trips";
    EXPECT_NEAR(ran.rows[5].sources.heat_w[2], waste_before_w / 3.0, 0.1 * waste_before_w) << "W";
    EXPECT_EQ(ran.rows[7].sources.heat_w[2], 0.0) << "W";
    for (std::size_t i = 0; i < 3; ++i) {
        double heat_j = 0.0;
        double fuel_j = 0.0;
        double running_s = 0.0;
        for (SimulatedStep const& row : ran.rows) {
            heat_j += row.sources.heat_w[i] * row.duration_s;
            fuel_j += row.sources.fuel_w[i] * row.duration_s;
            running_s += row.sources.running_s[i];
            EXPECT_LE(row.sources.running_s[i], 3600.0 + 1e-9);
        }
        EXPECT_NEAR(heat_j, totals.heat_j[i], 1e-9 * totals.heat_j[i] + 1e-3) << "J";
        EXPECT_NEAR(fuel_j, totals.fuel_j[i], 1e-9 * totals.fuel_j[i] + 1e-3) << "J";
        EXPECT_NEAR(running_s, totals.running_s[i], 1e-6) << "s";
    }
    for (SimulatedStep const& row : ran.rows) {
        double given_w = -row.sources.store_heat_w[0];
        for (double const heat_w : row.sources.heat_w) {
            given_w += heat_w;
        }
        double const taken_w = std::accumulate(row.plant_heat_w.begin(), row.plant_heat_w.end(), 0.0);
        EXPECT_NEAR(given_w, taken_w, 1e-9 * taken_w) << "W, in each row";
    }
}

// Rooms cool and are warmed in parts; what the row says of them is the mean of all of it.
TEST(FineSteps, BuildingsKeepTheirMeans) {
    Project project = street({event("2024-01-01T04:20:00Z", "p2", EventAction::close),
                              event("2024-01-01T05:10:00Z", "p2", EventAction::open)});
    Building building;
    building.id = "rooms";
    building.substation = "home_end";
    building.heat_loss_w_k = 5000.0;
    building.time_constant_h = 60.0;
    project.buildings = {building};
    project.substations[1].annual_use_mwh.reset();
    auto const network = Network::build(std::move(project), {});
    auto const rows_of = [&](FineSteps const& fine, std::int64_t step_s) {
        Scenario const scenario = scenario_of(network, 10, fine, step_s);
        NetworkSimulation simulation{network};
        Actors actors{scenario};
        std::vector<std::pair<double, double>> rows; // room, heat
        SimulationOutcome const outcome =
            run_simulation(simulation, scenario, actors, [&](std::size_t, SimulatedStep const& row) {
                EXPECT_NEAR(actors.consumers().room_heat_w()[0], row.heat_w[1], 1e-9 * row.demand_w[1])
                    << "W";
                EXPECT_EQ(actors.consumers().set_point_c()[0], 20.0);
                rows.emplace_back(actors.consumers().room_c()[0], actors.consumers().room_heat_w()[0]);
                return true;
            });
        EXPECT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
        BuildingTotals const& totals = actors.consumers().state().totals[0];
        EXPECT_NEAR(totals.residual_j(), 0.0, 1e-9 * totals.heat_j) << "J";
        return rows;
    };
    auto const fine = rows_of(minutes, hour_s);
    auto const all = rows_of({}, 300);
    ASSERT_EQ(fine.size(), 10U);
    for (std::size_t hour = 4; hour < 7; ++hour) {
        double room_c = 0.0;
        double heat_w = 0.0;
        for (std::size_t part = 0; part < 12; ++part) {
            room_c += all[12 * hour + part].first / 12.0;
            heat_w += all[12 * hour + part].second / 12.0;
        }
        EXPECT_NEAR(fine[hour].first, room_c, 0.01) << "degC, hour " << hour;
        EXPECT_NEAR(fine[hour].second, heat_w, 0.01 * 200e3) << "W, hour " << hour;
    }
}

// Gone on with after each step, in the middle of what is taken in parts and behind it.
TEST(FineSteps, GoOnBitByBit) {
    auto const network = Network::build(district(trip_of), {});
    Scenario const scenario = scenario_of(network, 10, minutes);
    NetworkSimulation simulation{network};
    Actors actors{scenario};
    std::vector<std::vector<std::byte>> kept;
    std::vector<SimulatedStep> rows;
    SimulationOutcome const whole = run_simulation(
        simulation, scenario, actors,
        [&](std::size_t, SimulatedStep const& row) {
            rows.push_back(row);
            return true;
        },
        [&](SimulationTotals const& so_far) {
            StateArchive archive;
            SimulationTotals copy = so_far;
            copy.keep(archive);
            simulation.keep(archive);
            actors.keep(archive);
            kept.push_back(archive.bytes());
        });
    ASSERT_TRUE(whole.report.good()) << whole.report.diagnosis;
    for (std::size_t const from : {4U, 5U, 6U, 8U, 9U}) { // steps 4 to 7 are taken in parts
        NetworkSimulation later{network};
        Actors later_actors{scenario};
        StateArchive archive{kept[from - 1]};
        SimulationTotals so_far;
        so_far.keep(archive);
        later.keep(archive);
        later_actors.keep(archive);
        archive.finish();
        EXPECT_EQ(so_far.steps, from);
        SimulationOutcome const resumed = resume_simulation(
            later, scenario, later_actors, so_far, [&](std::size_t step, SimulatedStep const& row) {
                EXPECT_EQ(row.heat_w, rows[step].heat_w) << "step " << step;
                EXPECT_EQ(row.plant_return_temperature_c, rows[step].plant_return_temperature_c);
                return true;
            });
        EXPECT_TRUE(bytes_of(resumed.totals) == bytes_of(whole.totals)) << "from " << from;
    }
}

// Totals do not hold parts of a step that was not finished.
TEST(FineSteps, AStepThatFailsLeavesNothingInTheTotals) {
    auto const network = Network::build(district(trip_of), {});
    Scenario const scenario = scenario_of(network, 10, minutes);
    NetworkSimulation good{network};
    Ran const ran = run(good, scenario);
    int rounds = 2; // that the steps before the trip need, and what comes before it in its own step
    for (std::size_t step = 0; step < 4; ++step) {
        rounds = std::max(rounds, ran.rows[step].rounds);
    }
    ASSERT_GT(ran.totals.rounds_at_most, rounds);
    NetworkSimulation simulation{network, {.rounds_at_most = rounds}};
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, [](std::size_t, SimulatedStep const&) { return true; });
    EXPECT_EQ(outcome.report.status, SimulationStatus::not_settled);
    EXPECT_GE(outcome.totals.steps, 4U);
    EXPECT_EQ(outcome.totals.duration_s, 3600.0 * static_cast<double>(outcome.totals.steps));
    EXPECT_FALSE(outcome.report.diagnosis.starts_with("at 2024-01-01T04:00:00Z")) << outcome.report.diagnosis;
}

} // namespace
