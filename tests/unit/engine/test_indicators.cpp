// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Indicators of a run: by hand from steps that are made up, and against the energy of a real run.

#include "district.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/engine/state_archive.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace {

using namespace saggar;

std::shared_ptr<Network const> district(int consumers) {
    Project project = testing_support::district_project({.consumers = consumers, .loop_share = 0.0});
    project.plants[0].capacity_kw = 100.0;
    project.plants[0].supply_temperature_c = 80.0;
    return Network::build(std::move(project), {});
}

// A step in which nothing is near a limit.
SimulatedStep still(Network const& network, double duration_s) {
    SimulatedStep step;
    step.duration_s = duration_s;
    step.temperature_c.assign(network.nodes.size(), 70.0);
    step.mass_flow_kg_s.assign(network.links.size(), 0.0);
    step.pipe_velocity_m_s.assign(network.pipes.size(), 0.5);
    step.pipe_gradient_pa_m.assign(network.pipes.size(), 20.0);
    step.pipe_mean_temperature_c.assign(network.pipes.size(), 70.0);
    step.link_status.assign(network.links.size(), ElementStatus::normal);
    step.pressure_pa.assign(network.nodes.size(), 4e5);
    step.vapour_margin_pa.assign(network.nodes.size(), 4e5);
    step.plant_electricity_w.assign(network.plants.size(), 1e3);
    std::size_t const s = network.substations.size();
    step.demand_w.assign(s, 1e3);
    step.unmet_cause.assign(s, UnmetCause::none);
    step.supply_temperature_c.assign(s, 80.0);
    step.return_temperature_c.assign(s, 50.0);
    step.differential_pressure_pa.assign(s, 1e5);
    std::size_t const p = network.plants.size();
    step.plant_heat_w.assign(p, 50e3);
    step.plant_supply_temperature_c.assign(p, 81.0);
    step.plant_return_temperature_c.assign(p, 49.0);
    step.plant_differential_pressure_pa.assign(p, 1e5);
    return step;
}

LimitRecord const& of(RunRecord const& record, LimitKind kind) {
    LimitRecord const& found = record.limits[static_cast<std::size_t>(kind)];
    EXPECT_EQ(found.kind, kind);
    return found;
}

TEST(Indicators, HoursBeyondLimitsAreWeightedByTime) {
    auto const network = district(3);
    RunRecord record;
    record.begin(*network);
    SimulatedStep step = still(*network, 3600.0);
    record.add(*network, step, 0);
    step.duration_s = 900.0;
    step.pipe_velocity_m_s[2] = 3.5;     // above 3
    step.supply_temperature_c[1] = 55.0; // below 60
    step.plant_heat_w[0] = 100e3;        // at capacity
    record.add(*network, step, 1);
    step.duration_s = 1800.0;
    step.pipe_velocity_m_s[2] = 3.2;
    step.supply_temperature_c[1] = 50.0;
    step.demand_w[1] = 0.0; // who asks for nothing has no limit
    record.add(*network, step, 2);
    LimitHours const& velocity = of(record, LimitKind::pipe_velocity).elements[2];
    EXPECT_DOUBLE_EQ(velocity.beyond_s, 2700.0) << "s above 3 m/s";
    EXPECT_DOUBLE_EQ(velocity.worst, 3.5) << "m/s";
    EXPECT_EQ(velocity.step, 1U);
    EXPECT_DOUBLE_EQ(of(record, LimitKind::pipe_velocity).elements[0].beyond_s, 0.0);
    LimitHours const& supply = of(record, LimitKind::substation_supply_temperature).elements[1];
    EXPECT_DOUBLE_EQ(supply.beyond_s, 900.0) << "s below 60 degC";
    EXPECT_DOUBLE_EQ(supply.worst, 55.0) << "degC";
    EXPECT_EQ(supply.element, network->substations.link[1]);
    EXPECT_DOUBLE_EQ(of(record, LimitKind::plant_heat).elements[0].beyond_s, 2700.0) << "s at 100 kW";
    EXPECT_DOUBLE_EQ(of(record, LimitKind::plant_heat).elements[0].exceeded_s, 0.0) << "s beyond 100 kW";
    EXPECT_DOUBLE_EQ(velocity.exceeded_s, 2700.0) << "s above 3 m/s";
    EXPECT_TRUE(std::isnan(of(record, LimitKind::plant_differential_pressure).elements[0].limit) ||
                of(record, LimitKind::plant_differential_pressure).elements[0].beyond_s == 0.0);
}

// A plant that stands still beside one that runs at its limit has the same nodes, and is at none of its own.
TEST(Indicators, PlantsThatAreShutAreAtNoLimit) {
    Project project = testing_support::district_project({.consumers = 3, .loop_share = 0.0});
    project.plants[0].maximum_differential_pressure_bar = 1.0;
    project.plants.push_back(project.plants[0]);
    project.plants[1].id = "spare";
    project.plants[1].running = false;
    auto const network = Network::build(project, {});
    RunRecord record;
    record.begin(*network);
    SimulatedStep step = still(*network, 3600.0);
    step.mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[0])] = 1.0;
    step.link_status[static_cast<std::size_t>(network->plants.link[1])] = ElementStatus::shut;
    record.add(*network, step, 0);
    LimitRecord const& pressure = of(record, LimitKind::plant_differential_pressure);
    EXPECT_DOUBLE_EQ(pressure.elements[0].beyond_s, 3600.0) << "s at 1 bar";
    EXPECT_DOUBLE_EQ(pressure.elements[1].beyond_s, 0.0) << "s";
    step.link_status[static_cast<std::size_t>(network->plants.link[1])] = ElementStatus::normal;
    record.add(*network, step, 1);
    EXPECT_DOUBLE_EQ(pressure.elements[1].beyond_s, 0.0) << "s: open, but nothing flows through it";
}

// A pond's head may lie below its node.
TEST(Indicators, AFreeSurfaceDoesNotBoil) {
    Project project = testing_support::district_project({.consumers = 3, .loop_share = 0.0});
    Reservoir pond;
    pond.id = "pond";
    pond.node = project.nodes[0].id + ":return";
    pond.head_m = 5.0;
    project.reservoirs = {pond};
    project.plants[0].control = PlantControl::differential_pressure;
    project.plants[0].held_pressure_bar.reset();
    auto const network = Network::build(project, {});
    RunRecord record;
    record.begin(*network);
    SimulatedStep step = still(*network, 3600.0);
    std::ranges::fill(step.vapour_margin_pa, 0.1e5);
    record.add(*network, step, 0);
    std::size_t const surface = static_cast<std::size_t>(network->boundaries.node[0]);
    LimitRecord const& margin = of(record, LimitKind::vapour_margin);
    for (std::size_t i = 0; i < margin.elements.size(); ++i) {
        EXPECT_DOUBLE_EQ(margin.elements[i].beyond_s, i == surface ? 0.0 : 3600.0) << network->nodes.id[i];
    }
}

// What check_limits holds against a solved point is held in every step too.
TEST(Indicators, PressureTemperatureBoilingAndElectricityCountInTime) {
    Project project = testing_support::district_project({.consumers = 3, .loop_share = 0.0});
    CatalogueEntry entry;
    entry.id = "test/80";
    entry.family = "test";
    entry.nominal_diameter = 80.0;
    entry.inner_diameter_mm = 82.5;
    entry.outer_diameter_mm = 88.9;
    entry.insulation_diameter_mm = 154.0;
    entry.casing_diameter_mm = 160.0;
    entry.maximum_temperature_c = 75.0;
    for (Pipe& pipe : project.pipe_pairs) {
        Pipe of_catalogue;
        of_catalogue.id = pipe.id;
        of_catalogue.from = pipe.from;
        of_catalogue.to = pipe.to;
        of_catalogue.length_m = pipe.length_m;
        of_catalogue.catalogue = entry.id;
        pipe = of_catalogue;
    }
    project.plants[0].electricity_headroom_kw = 5.0;
    project.plants[0].maximum_flow_kg_s = 4.0;
    project.limits.pressure_rating_bar = 10.0;
    project.limits.vapour_margin_bar = 0.5;
    auto const network = Network::build(project, Catalogue{{entry}});
    RunRecord record;
    record.begin(*network);
    SimulatedStep step = still(*network, 1800.0);
    auto const pipe_end = static_cast<std::size_t>(network->links.to[0]);
    step.pressure_pa[pipe_end] = 11e5;
    step.vapour_margin_pa[pipe_end] = 0.2e5;
    step.plant_electricity_w[0] = 5e3;
    step.mass_flow_kg_s[0] = 2.0;
    step.temperature_c[static_cast<std::size_t>(network->links.from[0])] = 78.0;
    step.mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[0])] = 3.0;
    record.add(*network, step, 0);
    step = still(*network, 900.0);
    step.link_status[0] = ElementStatus::shut;
    step.pressure_pa[pipe_end] = 20e5;
    step.vapour_margin_pa[pipe_end] = std::nan("");
    step.sources.import_w = {7e3};
    step.mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[0])] = 4.0;
    record.add(*network, step, 1);
    LimitHours const& pressure = of(record, LimitKind::pipe_pressure).elements[0];
    EXPECT_DOUBLE_EQ(pressure.limit, 10e5) << "Pa";
    EXPECT_DOUBLE_EQ(pressure.beyond_s, 1800.0) << "s; not while it is shut";
    EXPECT_DOUBLE_EQ(pressure.worst, 11e5) << "Pa";
    LimitHours const& boiling = of(record, LimitKind::vapour_margin).elements[pipe_end];
    EXPECT_EQ(boiling.element, static_cast<std::int32_t>(pipe_end)) << "a node";
    EXPECT_DOUBLE_EQ(boiling.beyond_s, 1800.0) << "s; nothing is known of what is cut off";
    EXPECT_DOUBLE_EQ(boiling.worst, 0.2e5) << "Pa";
    LimitHours const& electricity = of(record, LimitKind::plant_electricity).elements[0];
    EXPECT_DOUBLE_EQ(electricity.beyond_s, 2700.0) << "s at 5 kW, and beyond with what sources draw";
    EXPECT_DOUBLE_EQ(electricity.worst, 7e3) << "W";
    EXPECT_DOUBLE_EQ(electricity.exceeded_s, 900.0) << "s beyond 5 kW";
    LimitHours const& flow = of(record, LimitKind::plant_flow).elements[0];
    EXPECT_DOUBLE_EQ(flow.beyond_s, 900.0) << "s at 4 kg/s";
    // The water that enters is held against what the catalogue's pipe bears.
    LimitRecord const& temperature = of(record, LimitKind::pipe_temperature);
    EXPECT_DOUBLE_EQ(temperature.elements[0].limit, 75.0) << "degC";
    EXPECT_DOUBLE_EQ(temperature.elements[0].beyond_s, 1800.0) << "s";
    EXPECT_DOUBLE_EQ(temperature.elements[0].worst, 78.0) << "degC";
    EXPECT_DOUBLE_EQ(temperature.elements[1].beyond_s, 0.0) << "s";
}

// Two substations of equal flow at 40 and 60 degC, supply 80 degC, the warm one designed for 50 degC.
TEST(Indicators, WhoSpoilsTheReturn) {
    auto const network = district(2);
    ASSERT_EQ(network->substations.control[0], SubstationControl::return_temperature);
    double const design = network->substations.return_temperature_c[1];
    RunRecord record;
    record.begin(*network);
    SimulatedStep step = still(*network, 100.0);
    step.mass_flow_kg_s[static_cast<std::size_t>(network->substations.link[0])] = 2.0;
    step.mass_flow_kg_s[static_cast<std::size_t>(network->substations.link[1])] = 1.0;
    step.mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[0])] = 3.0;
    step.return_temperature_c[0] = network->substations.return_temperature_c[0];
    step.return_temperature_c[1] = design + 15.0;
    record.add(*network, step, 0);
    double const mixed = (2.0 * step.return_temperature_c[0] + design + 15.0) / 3.0;
    double const less_kg_s = (80.0 - design - 15.0) / (80.0 - design);
    double const then = (2.0 * step.return_temperature_c[0] + less_kg_s * design) / (2.0 + less_kg_s);
    auto const spoilers = return_spoilers(*network, record);
    ASSERT_EQ(spoilers.size(), 2U);
    EXPECT_EQ(spoilers[0].element, 1);
    EXPECT_NEAR(spoilers[0].return_c, design + 15.0, 1e-12) << "degC";
    EXPECT_DOUBLE_EQ(spoilers[0].design_c, design) << "degC";
    EXPECT_NEAR(spoilers[0].by_design_k, mixed - then, 1e-9) << "K";
    EXPECT_NEAR(spoilers[0].by_absence_k, mixed - step.return_temperature_c[0], 1e-9) << "K";
    EXPECT_NEAR(spoilers[1].by_design_k, 0.0, 1e-9) << "K, as designed";
    EXPECT_LT(spoilers[1].by_absence_k, 0.0) << "K, colder than the other";
    EXPECT_NEAR(record.plants[0].return_c(), 49.0, 1e-12) << "degC";
    EXPECT_NEAR(record.plants[0].supply_c(), 81.0, 1e-12) << "degC";
}

TEST(Indicators, DesignReturnOfEachControl) {
    Project project = testing_support::district_project({.consumers = 3, .loop_share = 0.0});
    project.plants[0].supply_temperature_c = 80.0;
    Substation& drop = project.substations[1];
    drop.control = SubstationControl::temperature_drop;
    drop.return_temperature_c.reset();
    drop.temperature_drop_k = 25.0;
    Substation& exchanger = project.substations[2];
    exchanger.control = SubstationControl::heat_exchanger;
    exchanger.return_temperature_c.reset();
    exchanger.ua_w_k = 1e3 * *exchanger.peak_kw / 10.0; // mean difference of 10 K at peak
    exchanger.secondary_supply_temperature_c = 60.0;
    exchanger.secondary_return_temperature_c = 40.0;
    auto const network = Network::build(std::move(project), {});
    EXPECT_DOUBLE_EQ(design_return_c(*network, 0), network->substations.return_temperature_c[0]) << "degC";
    EXPECT_DOUBLE_EQ(design_return_c(*network, 1), 55.0) << "degC";
    double const back = design_return_c(*network, 2);
    double const warm = 80.0 - 60.0;
    double const cold = back - 40.0;
    EXPECT_NEAR((warm - cold) / std::log(warm / cold), 10.0, 1e-3) << "K, logarithmic mean; back " << back;
}

// Trenches of the street count once, both lines of a pair together.
TEST(Indicators, TrenchesCountOnce) {
    auto const network = district(4);
    double lines = 0.0;
    for (double const length : network->pipes.length_m) {
        lines += length;
    }
    EXPECT_NEAR(trench_length_m(*network), 0.5 * lines, 1e-9 * lines) << "m";
}

// The heat of the plant is the mass that passed it times the difference, but for the curvature of water's
// heat content.
TEST(Indicators, AgreeWithTheEnergyOfARun) {
    Project project = testing_support::district_project({.consumers = 5, .loop_share = 0.0});
    for (Substation& substation : project.substations) {
        substation.annual_use_mwh = 40.0;
    }
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    auto const network = Network::build(std::move(project), {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = 0, .interval_s = 3600, .values = std::vector<double>(12, 3.0)};
    NetworkSimulation simulation{network};
    SimulationOutcome const outcome =
        run_simulation(simulation, Scenario{network, series, {0, std::int64_t{12} * 3600, 3600}},
                       [](std::size_t, SimulatedStep const&) { return true; });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    Passed const& plant = outcome.totals.record.plants[0];
    double const heat_j = plant.mass_kg * 4190.0 * (plant.supply_c() - plant.return_c());
    EXPECT_NEAR(heat_j, outcome.totals.plant_heat_j[0], 0.01 * heat_j) << "J";
    double mass_kg = 0.0;
    for (Passed const& passed : outcome.totals.record.substations) {
        mass_kg += passed.mass_kg;
    }
    for (Passed const& passed : outcome.totals.record.bypasses) {
        mass_kg += passed.mass_kg;
    }
    EXPECT_NEAR(mass_kg, plant.mass_kg, 1e-6 * mass_kg) << "kg";
}

// A gradient in a steady simulation is the steady solver's.
TEST(Indicators, GradientIsTheSteadySolvers) {
    auto const network = district(6);
    NetworkSimulation simulation{network};
    SimulationPoint const point{operating_point(*network), std::vector<std::uint8_t>(1, std::uint8_t{0})};
    ASSERT_TRUE(simulation.start(point, 3600.0).good());
    ASSERT_TRUE(simulation.step(point, 3600.0).good());
    for (std::size_t i = 0; i < network->pipes.size(); ++i) {
        double const expected = pipe_gradient_pa_m(*network, simulation.steady_start(), i);
        EXPECT_NEAR(simulation.result().pipe_gradient_pa_m[i], expected, 2e-3 * expected + 1e-3)
            << "Pa/m in " << network->links.id[i];
    }
}

} // namespace
