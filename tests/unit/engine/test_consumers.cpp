// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Consumers in time: buildings that cool and recover, heat exchangers whose return follows load and supply,
// lines kept warm by bypasses, the ground from day to day.

#include "street_project.hpp"

#include "saggar/engine/physics/ground_temperature.hpp"
#include "saggar/engine/physics/heat_exchanger.hpp"
#include "saggar/engine/simulation/run.hpp"
#include "saggar/engine/state_archive.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace {

using namespace saggar;

std::int64_t at(char const* text) {
    return *parse_time_stamp(text);
}

// Nothing depends on temperature.
Project street() {
    Project project = testing_support::street_project();
    project.fluid = testing_support::unchanging_water();
    project.physics.dissipation_heat = false;
    project.physics.pair_interaction = false;
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2200.0;
    return project;
}

// H 5 kW/K, time constant 60 h: 100 kW hold 20 degC when it freezes.
Building rooms() {
    Building building;
    building.id = "rooms";
    building.substation = "home_end";
    building.heat_loss_w_k = 5000.0;
    building.time_constant_h = 60.0;
    return building;
}

ScenarioSeries outdoors(double outdoor_c, int hours, char const* from = "2024-01-01") {
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = at(from),
                        .interval_s = 3600,
                        .values = std::vector<double>(static_cast<std::size_t>(hours), outdoor_c)};
    return series;
}

using Look = std::function<void(std::size_t, SimulatedStep const&, ConsumerModel const&)>;

SimulationOutcome run(std::shared_ptr<Network const> const& network, Scenario const& scenario, Actors& actors,
                      Look const& look) {
    NetworkSimulation simulation{network};
    SimulationOutcome outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t step, SimulatedStep const& result) {
            look(step, result, actors.consumers());
            return true;
        });
    EXPECT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    return outcome;
}

TimeWindow hours(int count, char const* from = "2024-01-01", std::int64_t step_s = 3600) {
    return {at(from), at(from) + std::int64_t{count} * 3600, step_s};
}

// Six hours without heat: rooms fall by exp(-6/60), then get all that the substation can give.
TEST(Buildings, CoolThroughAnOutageAndRecover) {
    Project project = street();
    project.buildings = {rooms()};
    project.substations[1].annual_use_mwh.reset();
    project.simulation.events = {{"2024-01-01T04:00:00Z", "p2", EventAction::close},
                                 {"2024-01-01T10:00:00Z", "p2", EventAction::open}};
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, outdoors(0.0, 48), hours(48)};
    Actors actors{scenario};
    ConsumerModel const& consumers = actors.consumers();
    double expected_c = 20.0; // by hand, from the heat that was delivered
    double lost_j = 0.0;
    int at_peak = 0;
    std::vector<double> room_c;
    SimulationOutcome const outcome =
        run(network, scenario, actors,
            [&](std::size_t step, SimulatedStep const& result, ConsumerModel const& now) {
                double const rest_c = result.heat_w[1] / 5000.0;
                expected_c = rest_c + (expected_c - rest_c) * std::exp(-1.0 / 60.0);
                room_c.push_back(now.state().temperatures[0].room_c);
                EXPECT_NEAR(room_c.back(), expected_c, 1e-9) << "hour " << step;
                lost_j += 5000.0 * now.room_c()[0] * 3600.0;
                at_peak += result.demand_w[1] == 200e3 ? 1 : 0;
            });
    EXPECT_NEAR(room_c[3], 20.0, 1e-6);
    EXPECT_NEAR(room_c[9], 20.0 * std::exp(-0.1), 1e-6);
    // 100 kW to spare take some 6 h to warm 300 kWh/K by 1.9 K, and the pipe was cold.
    EXPECT_GT(room_c[12], room_c[9] + 0.5);
    EXPECT_LT(room_c[12], 19.9);
    EXPECT_NEAR(room_c[20], 20.0, 1e-6);
    EXPECT_GE(at_peak, 8) << "asks for its peak while it is cold, with and without heat";
    BuildingTotals const& totals = consumers.state().totals[0];
    EXPECT_NEAR(totals.lost_j / lost_j, 1.0, 1e-9);
    EXPECT_NEAR(totals.residual_j() / totals.heat_j, 0.0, 1e-9);
    EXPECT_NEAR(totals.heat_j / outcome.totals.substation_heat_j[1], 1.0, 1e-12);
    EXPECT_GE(totals.below_s, 10.0 * 3600.0);
    EXPECT_LE(totals.below_s, 14.0 * 3600.0);
    EXPECT_NEAR(totals.lowest_room_c, 20.0 * std::exp(-0.1), 1e-6);
}

// Set back from 22 to 6: nothing is asked for while the rooms cool, and more than the loss in the morning.
TEST(Buildings, SetBackAtNight) {
    Project project = street();
    Building building = rooms();
    building.setback_c = 17.0;
    building.setback_from_h = 22.0;
    building.setback_to_h = 6.0;
    building.internal_gains_kw = 10.0;
    building.structure_share = 0.9;
    building.structure_coupling_w_k = 20000.0;
    project.buildings = {building};
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, outdoors(5.0, 48), hours(36, "2024-01-01T12:00:00Z")};
    Actors actors{scenario};
    ConsumerModel const& consumers = actors.consumers();
    double const held_w = 5000.0 * 15.0 - 10e3;
    run(network, scenario, actors, [&](std::size_t step, SimulatedStep const& result, auto const& now) {
        double const room_c = now.state().temperatures[0].room_c;
        if (step < 10) {
            EXPECT_NEAR(result.demand_w[1], held_w, 1e-3) << "W, hour " << step;
        } else if (step == 10) {
            EXPECT_EQ(result.demand_w[1], 0.0) << "W at ten in the evening";
            EXPECT_EQ(now.set_point_c()[0], 17.0);
            EXPECT_LT(room_c, 19.0);
            EXPECT_GT(now.state().temperatures[0].structure_c, 19.5);
        } else if (step == 18) {
            EXPECT_GT(result.demand_w[1], 1.5 * held_w) << "W at six in the morning";
        } else if (step == 22) {
            EXPECT_NEAR(room_c, 20.0, 1e-6) << "degC at ten";
        }
    });
    BuildingTotals const& totals = consumers.state().totals[0];
    EXPECT_NEAR(totals.residual_j() / totals.lost_j, 0.0, 1e-9);
    EXPECT_NEAR(totals.gains_j, 10e3 * 36.0 * 3600.0, 1.0);
}

// What is kept is all that is remembered.
TEST(Buildings, GoOnFromWhatWasKept) {
    Project project = street();
    Building building = rooms();
    building.setback_c = 16.0;
    building.setback_from_h = 1.0;
    building.setback_to_h = 5.0;
    project.buildings = {building};
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, outdoors(3.0, 24), hours(24)};
    auto const walk = [&](ConsumerModel& model, std::size_t from, std::size_t to) {
        SimulationPoint point;
        SimulatedStep result;
        result.duration_s = 3600.0;
        result.heat_w.resize(2);
        for (std::size_t step = from; step < to; ++step) {
            scenario.set(step, point);
            model.ask(scenario.time_of(step), point);
            result.heat_w[1] = 0.9 * point.point.heat_demand_w[1];
            model.take(scenario.time_of(step), result);
        }
    };
    ConsumerModel whole{scenario};
    walk(whole, 0, 24);
    ConsumerModel first{scenario};
    walk(first, 0, 9);
    StateArchive kept;
    first.keep(kept);
    ConsumerModel second{scenario};
    StateArchive archive{kept.bytes()};
    second.keep(archive);
    archive.finish();
    walk(second, 9, 24);
    EXPECT_EQ(second.state().temperatures[0].room_c, whole.state().temperatures[0].room_c);
    EXPECT_EQ(second.state().totals[0].heat_j, whole.state().totals[0].heat_j);
    EXPECT_EQ(second.state().totals[0].below_s, whole.state().totals[0].below_s);
}

TEST(Buildings, SunWarmsThemIfTheWeatherKnowsIt) {
    Project project = street();
    Building building = rooms();
    building.solar_aperture_m2 = 50.0;
    project.buildings = {building};
    auto const network = Network::build(std::move(project), {});
    ScenarioSeries series = outdoors(10.0, 24);
    EXPECT_THROW((ConsumerModel{Scenario{network, series, hours(24)}}), Error);
    series.global_w_m2 = series.outdoor_c;
    std::fill(series.global_w_m2.values.begin(), series.global_w_m2.values.end(), 300.0);
    Scenario const scenario{network, series, hours(24)};
    ConsumerModel consumers{scenario};
    SimulationPoint point = scenario.point(0);
    consumers.ask(scenario.time_of(0), point);
    EXPECT_NEAR(point.point.heat_demand_w[1], 5000.0 * 10.0 - 50.0 * 300.0, 1e-4) << "W";
}

// Beyond the peak is cut off, and said.
TEST(Consumers, PeaksCutOffAndSay) {
    auto const network = Network::build(street(), {});
    Scenario const scenario{network, outdoors(-24.5, 24), hours(24)};
    Actors actors{scenario};
    ConsumerModel const& consumers = actors.consumers();
    double const asked_w = 400e6 * (0.2 / 8760.0 + 0.8 * 40.0 / (24.0 * 2200.0));
    ASSERT_GT(asked_w, 200e3);
    run(network, scenario, actors, [](auto, auto const&, auto const&) {});
    EXPECT_NEAR(consumers.state().cut_by_peak_j[0], (asked_w - 200e3) * 86400.0, 1.0) << "J";
}

// Of what events make of it: more where demand is multiplied, nothing of who is not there.
TEST(Consumers, PeaksCutOffWhatEventsMakeOfDemand) {
    Project project = street();
    SimulationEvent more{"2024-01-01T06:00:00Z", "home_middle", EventAction::demand};
    more.factor = 1.5;
    project.simulation.events = {more, {"2024-01-01T18:00:00Z", "home_middle", EventAction::disconnect}};
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, outdoors(-24.5, 24), hours(24)};
    Actors actors{scenario};
    double const cut_w = 400e6 * (0.2 / 8760.0 + 0.8 * 40.0 / (24.0 * 2200.0)) - 200e3;
    run(network, scenario, actors, [](auto, auto const&, auto const&) {});
    double const expected_j = cut_w * 3600.0 * (6.0 + 1.5 * 12.0 + 0.0 * 6.0);
    EXPECT_NEAR(actors.consumers().state().cut_by_peak_j[0], expected_j, 1.0) << "J";
    EXPECT_NEAR(actors.consumers().state().cut_by_peak_j[1], cut_w * 86400.0, 1.0) << "J, of the other";
}

// They multiply hot water; rooms need what they need, unless nobody is connected.
TEST(Buildings, EventsOfDemandLeaveRoomsOut) {
    Project project = street();
    project.buildings = {rooms()};
    project.substations[1].hot_water_share = 0.2;
    SimulationEvent more{"2024-01-01T06:00:00Z", "home_end", EventAction::demand};
    more.factor = 1.5;
    project.simulation.events = {more, {"2024-01-01T18:00:00Z", "home_end", EventAction::disconnect}};
    auto const network = Network::build(std::move(project), {});
    Scenario const scenario{network, outdoors(8.0, 24), hours(24)};
    ConsumerModel consumers{scenario};
    double const hot_water_w = 0.2 * 400e6 / 8760.0;
    SimulationPoint point = scenario.point(0);
    SimulatedStep result;
    result.duration_s = 3600.0;
    result.heat_w.resize(2);
    for (std::size_t step = 0; step < 24; ++step) {
        scenario.set(step, point);
        consumers.ask(scenario.time_of(step), point);
        double const factor = step < 6 ? 1.0 : 1.5;
        EXPECT_NEAR(point.point.heat_demand_w[1], step < 18 ? 5000.0 * 12.0 + factor * hot_water_w : 0.0,
                    1e-4)
            << "W, hour " << step;
        result.heat_w[1] = point.point.heat_demand_w[1];
        consumers.take(scenario.time_of(step), result);
    }
    EXPECT_LT(consumers.state().temperatures[0].room_c, 19.0) << "and cool then";
}

// A shape and hot water of its own, by name; what is wrong with them is said at once.
TEST(Consumers, DemandByShapeAndHotWater) {
    Project project = street();
    project.substations[0].demand_shape = "ever";
    project.substations[1].hot_water_share = 0.5;
    project.substations[1].hot_water_shape = "tap";
    DemandShape ever{.id = "ever", .daily = DailyHeat::even, .class_up_to_c = {}, .hours = {WeekOfHours{}}};
    for (auto& day : ever.hours[0]) {
        day.fill(1.0 / 24.0);
    }
    DemandShape tap = ever;
    tap.id = "tap";
    for (auto& day : tap.hours[0]) {
        day.fill(0.0);
        day[7] = 1.0;
    }
    ScenarioSeries series = outdoors(5.0, 48);
    series.shapes = {ever, tap};
    auto const network = Network::build(project, {});
    Scenario const scenario{network, series, hours(24)};
    EXPECT_NEAR(scenario.point(3).point.heat_demand_w[0], 400e6 / 8760.0, 1e-6) << "W";
    double const heating_w = 400e6 * 0.5 * 10.5 / (24.0 * 2200.0);
    EXPECT_NEAR(scenario.point(6).point.heat_demand_w[1], heating_w, 1e-6) << "W";
    EXPECT_NEAR(scenario.unlimited_demand_w(7)[1], heating_w + 400e6 * 0.5 / 365.0, 1e-6) << "W at seven";
    project.substations[0].demand_shape = "evr";
    project.substations[1].hot_water_shape = "nothing like it";
    auto const wrong = Network::build(project, {});
    try {
        Scenario const never{wrong, series, hours(24)};
        FAIL() << "unknown shapes were taken";
    } catch (Error const& error) {
        ASSERT_EQ(error.problems().size(), 2U);
        EXPECT_EQ(error.problems()[0].place.id, "home_middle");
        EXPECT_NE(error.problems()[0].advice.find("'ever'"), std::string::npos);
    }
}

// With less than a year of weather, and no year's degree-days, nothing says what a year is.
TEST(Consumers, AYearIsNeededSomehow) {
    Project project = street();
    project.simulation.annual_degree_days_kd.reset();
    auto const network = Network::build(project, {});
    EXPECT_THROW((Scenario{network, outdoors(5.0, 48), hours(24)}), Error);
    ScenarioSeries const year = outdoors(5.0, 8784);
    Scenario const scenario{network, year, hours(24)};
    EXPECT_NEAR(scenario.point(0).point.heat_demand_w[0], 400e6 / 8784.0, 1e-6)
        << "W: every hour is the same";
}

// Where it never gets cold a profile still has its year; degree-hours have nothing to go by.
TEST(Consumers, WarmPlacesNeedAProfile) {
    Project project = street();
    project.simulation.annual_degree_days_kd.reset();
    ScenarioSeries series = outdoors(20.0, 8784);
    EXPECT_THROW((Scenario{Network::build(project, {}), series, hours(24)}), Error);
    DemandShape profile{.id = "profile",
                        .daily = DailyHeat::sigmoid,
                        .sigmoid = {.a = 3.0, .b = -37.0, .c = 5.7, .d = 0.1},
                        .class_up_to_c = {},
                        .hours = {WeekOfHours{}}};
    for (auto& day : profile.hours[0]) {
        day.fill(1.0 / 24.0);
    }
    series.shapes = {profile};
    project.substations[0].demand_shape = "profile";
    project.substations[1].demand_shape = "profile";
    Scenario const scenario{Network::build(project, {}), series, hours(24)};
    EXPECT_NEAR(scenario.point(0).point.heat_demand_w[0], 400e6 / 8784.0, 1e-6) << "W: every day is the same";
    project.simulation.annual_degree_days_kd = 2200.0;
    EXPECT_THROW((Scenario{Network::build(project, {}), series, hours(24)}), Error);
}

// Degree-hours of the very hours: the year's heat is met, also where clocks change.
TEST(Consumers, DegreeHoursMeetTheYear) {
    Project project = street();
    project.simulation.annual_degree_days_kd.reset();
    project.simulation.summer_time = SummerTime::european;
    auto const network = Network::build(project, {});
    ScenarioSeries series = outdoors(0.0, 8760, "2018-01-01");
    for (std::size_t hour = 0; hour < series.outdoor_c.values.size(); ++hour) {
        series.outdoor_c.values[hour] = 9.0 - 8.0 * std::cos(7.17e-4 * static_cast<double>(hour)) +
                                        5.0 * std::sin(0.2618 * static_cast<double>(hour));
    }
    Scenario const scenario{network, series, hours(8760, "2018-01-01")};
    double used_wh = 0.0;
    for (std::size_t step = 0; step < 8760; ++step) {
        used_wh += scenario.unlimited_demand_w(step)[0];
    }
    EXPECT_NEAR(used_wh / 400e6, 1.0, 1e-12);
}

// The return of an exchanger: colder with more supply temperature, warmer with more load, as the exchanger's
// equations have it.
TEST(Exchangers, ReturnFollowsLoadAndSupply) {
    Project project = street();
    Substation& home = project.substations[1];
    home.control = SubstationControl::heat_exchanger;
    home.return_temperature_c.reset();
    home.ua_w_k = 15e3;
    home.secondary_supply_temperature_c = 60.0;
    home.secondary_return_temperature_c = 40.0;
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point{.point = operating_point(*network), .plant_tripped = {0}};
    ASSERT_TRUE(simulation.start(point, 3600.0).good());
    std::vector<double> returns;
    for (auto const& [load, supply_c] : {std::pair{1.0, 80.0}, std::pair{0.5, 80.0}, std::pair{0.25, 80.0},
                                         std::pair{0.5, 70.0}, std::pair{0.5, 90.0}}) {
        point.point.heat_demand_w = {100e3, load * 200e3};
        point.point.plant_supply_temperature_c = {supply_c};
        for (int i = 0; i < 6; ++i) { // until the front is through
            ASSERT_TRUE(simulation.step(point, 3600.0).good());
        }
        SimulatedStep const& result = simulation.result();
        ASSERT_EQ(result.unmet_w[1], 0.0);
        PrimaryFlow const hand = primary_flow(load * 200e3, 15e3, result.supply_temperature_c[1], 40.0, 60.0);
        ASSERT_EQ(hand.status, ExchangerStatus::solved);
        EXPECT_NEAR(result.return_temperature_c[1], hand.primary_outlet_c, 0.1) << load << " at " << supply_c;
        EXPECT_NEAR(result.mass_flow_kg_s[static_cast<std::size_t>(network->substations.link[1])],
                    hand.primary_capacity_flow_w_k / 4184.0, 3e-3 * hand.primary_capacity_flow_w_k / 4184.0);
        returns.push_back(result.return_temperature_c[1]);
    }
    EXPECT_GT(returns[0], returns[1] + 1.0) << "K: the smaller load comes back colder";
    EXPECT_GT(returns[1], returns[2] + 0.1);
    EXPECT_GT(returns[3], returns[1] + 1.0) << "K: the colder supply comes back warmer";
    EXPECT_GT(returns[1], returns[4] + 0.1);
}

TEST(Exchangers, SecondaryCurveFollowsOutdoors) {
    Project project = street();
    Substation& home = project.substations[1];
    home.control = SubstationControl::heat_exchanger;
    home.return_temperature_c.reset();
    home.ua_w_k = 15e3;
    home.secondary_supply_temperature_c = 60.0;
    home.secondary_return_temperature_c = 40.0;
    project.simulation.secondary_curves = {{"home_end", -5.0, 65.0, 45.0, 15.0, 35.0, 25.0}};
    auto const network = Network::build(std::move(project), {});
    ScenarioSeries series = outdoors(5.0, 24);
    Scenario const scenario{network, series, hours(12)};
    OperatingPoint const set = scenario.point(0).point;
    EXPECT_NEAR(set.secondary_supply_temperature_c[1], 50.0, 1e-12);
    EXPECT_NEAR(set.secondary_return_temperature_c[1], 35.0, 1e-12);
    Actors actors{scenario};
    run(network, scenario, actors, [&](std::size_t, SimulatedStep const& result, auto const&) {
        PrimaryFlow const hand =
            primary_flow(result.demand_w[1], 15e3, result.supply_temperature_c[1], 35.0, 50.0);
        EXPECT_NEAR(result.return_temperature_c[1], hand.primary_outlet_c, 0.1);
    });
}

// A summer night of next to no demand: the far end cools by tens of kelvins, or a bypass keeps it warm.
TEST(Bypasses, KeepTheLineWarmThroughASummerNight) {
    auto const coldest_c = [](bool bypass) {
        Project project = street();
        project.simulation.demand = "demand.csv";
        project.simulation.weather.clear();
        project.simulation.annual_degree_days_kd.reset();
        if (bypass) {
            Bypass keeps_warm;
            keeps_warm.id = "end_bypass";
            keeps_warm.node = "end";
            keeps_warm.mass_flow_kg_s = 0.05;
            project.bypasses = {keeps_warm};
        }
        auto const network = Network::build(std::move(project), {});
        // Ten in the evening to six: 30 W of circulation in the houses; showers at six.
        ScenarioSeries series;
        TimeSeries night{.begin_s = at("2024-07-01T20:00:00Z"),
                         .interval_s = 3600,
                         .values = {8e3, 4e3, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 20e3, 20e3}};
        series.demand_w = {night, night};
        Scenario const scenario{network, series, hours(12, "2024-07-01T20:00:00Z")};
        Actors actors{scenario};
        double coldest = 100.0;
        SimulationOutcome const outcome =
            run(network, scenario, actors, [&](std::size_t step, SimulatedStep const& result, auto const&) {
                if (step >= 2 && step < 10) {
                    coldest = std::min(coldest, result.supply_temperature_c[1]);
                }
            });
        EXPECT_LE(std::abs(outcome.totals.book.residual_j()), 1e-9 * outcome.totals.book.throughput_j);
        return coldest;
    };
    double const without_c = coldest_c(false);
    double const with_c = coldest_c(true);
    EXPECT_LT(without_c, 65.0);
    // 0.05 kg/s over 500 m of 0.2 W/(m K): 10 + 70 exp(-100/209) = 53.4 degC where nothing else flows.
    EXPECT_GT(with_c, 53.0);
    EXPECT_GT(with_c, without_c + 3.0);
}

Project street_in_waves() {
    Project project = street();
    project.ground.mean_temperature_c = 10.0;
    project.ground.amplitude_k = 8.0;
    project.ground.coldest_day = 35.0;
    project.ground.diffusivity_m2_s = 0.6e-6;
    project.ground.day_of_year = 1.0;
    project.pipe_pairs[0].burial_depth_m = 1.0;
    project.pipe_pairs[1].burial_depth_m = 3.0;
    return project;
}

// At 1 m and 3 m, by hand: k = sqrt(pi/(365 d 0.6e-6)) = 0.407471/m.
TEST(Ground, WaveIsTheStepsOwnDayAtEachDepth) {
    GroundWave const wave{
        .mean_c = 10.0, .amplitude_k = 8.0, .coldest_day = 35.0, .diffusivity_m2_s = 0.6e-6};
    double const k = 0.407471;
    for (double const depth : {1.0, 3.0}) {
        for (double const day : {0.5, 100.5, 200.5, 300.5}) {
            double const hand =
                10.0 - 8.0 * std::exp(-depth * k) * std::cos(2.0 * M_PI / 365.0 * (day - 35.0) - depth * k);
            EXPECT_NEAR(ground_temperature_c(wave, depth, day), hand, 1e-4);
        }
    }
    auto const network = Network::build(street_in_waves(), {});
    ScenarioSeries const series = outdoors(5.0, 48, "2024-07-18");
    Scenario const scenario{network, series, hours(48, "2024-07-18")};
    EXPECT_EQ(scenario.point(0).point.ground_day, 199.5) << "18 July of a leap year is the 200th day";
    EXPECT_EQ(scenario.point(23).point.ground_day, 199.5);
    EXPECT_EQ(scenario.point(24).point.ground_day, 200.5);
}

// The ground of the step, not of the project's day: as the steady state of a project of that day.
TEST(Ground, LossesFollowTheSeason) {
    std::vector<double> lost_w;
    for (auto const& [from, day] : {std::pair{"2023-02-10", 40.5}, std::pair{"2023-08-10", 221.5}}) {
        Project project = street_in_waves();
        auto const network = Network::build(project, {});
        Scenario const scenario{network, outdoors(5.0, 72, from), hours(72, from)};
        Actors actors{scenario};
        NetworkSimulation simulation{network};
        SimulationOutcome const outcome =
            run_simulation(simulation, scenario, actors, [](auto, auto const&) { return true; });
        ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
        EXPECT_LE(std::abs(outcome.totals.book.residual_j()), 1e-9 * outcome.totals.book.throughput_j);
        project.ground.day_of_year = day;
        auto const of_day = Network::build(project, {});
        OperatingPoint point = operating_point(*of_day);
        point.heat_demand_w = scenario.point(0).point.heat_demand_w;
        SteadyState steady;
        ASSERT_TRUE((SteadySolver{of_day}.solve(point, steady).converged()));
        EXPECT_NEAR(simulation.steady_start().heat_loss_total_w / steady.heat_loss_total_w, 1.0, 1e-9);
        lost_w.push_back(outcome.totals.book.lost_j / outcome.totals.duration_s);
        EXPECT_NEAR(lost_w.back() / steady.heat_loss_total_w, 1.0, 2e-3) << "two days later";
    }
    GroundWave const wave{
        .mean_c = 10.0, .amplitude_k = 8.0, .coldest_day = 35.0, .diffusivity_m2_s = 0.6e-6};
    double warmer_k = 0.0; // 250 m of supply and return at either depth
    for (double const depth : {1.0, 3.0}) {
        warmer_k += ground_temperature_c(wave, depth, 222.5) - ground_temperature_c(wave, depth, 41.5);
    }
    EXPECT_NEAR((lost_w[0] - lost_w[1]) / (0.2 * 500.0 * warmer_k), 1.0, 0.05) << "of U L dT";
}

} // namespace
