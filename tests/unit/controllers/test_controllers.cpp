// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Each controller alone: what it is told, what it sets; then all of them on a street.

#include "street_project.hpp"

#include "saggar/controllers/booster.hpp"
#include "saggar/controllers/differential_pressure.hpp"
#include "saggar/controllers/load_share.hpp"
#include "saggar/controllers/make_controllers.hpp"
#include "saggar/controllers/peak_shaving.hpp"
#include "saggar/controllers/return_limit.hpp"
#include "saggar/controllers/source_cascade.hpp"
#include "saggar/controllers/store_schedule.hpp"
#include "saggar/controllers/supply_floor.hpp"
#include "saggar/controllers/supply_temperature.hpp"
#include "saggar/engine/simulation/run.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace saggar;

// A boiler house with two boilers and a store, a home near and one far.
Project street() {
    Project project = testing_support::street_project();
    project.plants[0].id = "house";
    project.plants[0].maximum_differential_pressure_bar = 6.0;
    for (Substation& home : project.substations) {
        home.return_temperature_c = 50.0;
    }
    double merit = 1.0;
    for (char const* const id : {"first", "second"}) {
        PlantSource boiler;
        boiler.id = id;
        boiler.plant = "house";
        boiler.maximum_heat_kw = 500.0;
        boiler.efficiency = 0.85;
        boiler.merit_order = merit++;
        project.sources.push_back(boiler);
    }
    PlantStore store;
    store.id = "tank";
    store.plant = "house";
    store.volume_m3 = 40.0;
    store.height_m = 8.0;
    project.stores = {store};
    return project;
}

struct Bench {
    Bench() : network{Network::build(street(), {})}, orders{2, 1} {
        point.point = operating_point(*network);
        point.plant_tripped = {0};
    }
    // At an hour of the first day, with what the outdoor temperature is and will be.
    void run(Controller& controller, double hour, double outdoor_c = 5.0, double coming_c = 5.0,
             double import_per_mwh = 100.0, double duration_s = 3600.0) {
        point.point = operating_point(*network);
        point.plant_least_pressure_pa.clear();
        orders = PlantRoomOrders{2, 1};
        Measured measured;
        measured.local_s = static_cast<std::int64_t>(hour * 3600.0);
        measured.duration_s = duration_s;
        measured.outdoor_c = outdoor_c;
        measured.coldest_ahead_c = [&](double ahead_s) {
            return ahead_s > 0.0 ? std::min(outdoor_c, coming_c) : outdoor_c;
        };
        measured.prices.import_per_j = import_per_mwh / 3.6e9;
        Setpoints set{point, orders};
        controller.decide(measured, set);
    }
    [[nodiscard]] double supply_c() const { return point.point.plant_supply_temperature_c[0]; }

    std::shared_ptr<Network const> network;
    SimulationPoint point;
    PlantRoomOrders orders;
};

ControllerSettings curve() {
    ControllerSettings settings;
    settings.id = "curve";
    settings.outdoor_c = {-5.0, 15.0};
    settings.temperature_c = {85.0, 65.0};
    return settings;
}

TEST(SupplyTemperature, FollowsTheCurveAheadOfTheWeatherAndNoFasterThanTheRamp) {
    Bench bench;
    ControllerSettings settings = curve();
    SupplyTemperature plain{*bench.network, settings};
    bench.run(plain, 0.0, 5.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 75.0);
    bench.run(plain, 1.0, -20.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 85.0);
    settings.lead_hours = 3.0;
    settings.maximum_ramp_k = 1.0;
    SupplyTemperature slow{*bench.network, settings};
    bench.run(slow, 0.0, 15.0, 15.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 65.0) << "the first is taken as it is";
    bench.run(slow, 1.0, 15.0, 5.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 69.0) << "4 K an hour towards 75";
    bench.run(slow, 2.0, 15.0, 5.0, 100.0, 900.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 70.0);
    // Another one with its memory goes on from there.
    SupplyTemperature other{*bench.network, settings};
    other.restore(slow.memory());
    bench.run(other, 3.0, 15.0, 15.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 66.0);
}

TEST(SupplyFloor, LiftsWhatIsBelow) {
    Bench bench;
    ControllerSettings settings;
    settings.temperature_c = {82.0};
    SupplyFloor floor{*bench.network, settings};
    bench.run(floor, 0.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 82.0);
    settings.temperature_c = {60.0};
    SupplyFloor low{*bench.network, settings};
    bench.run(low, 0.0);
    EXPECT_DOUBLE_EQ(bench.supply_c(), 80.0);
}

TEST(PeakShaving, HotterBeforeAndColderInThePeak) {
    Bench bench;
    ControllerSettings settings;
    settings.from_hour = 6.0;
    settings.to_hour = 9.0;
    settings.lead_hours = 2.0;
    settings.shift_k = 3.0;
    PeakShaving shaving{*bench.network, settings};
    for (int hour = 0; hour < 24; ++hour) {
        bench.run(shaving, hour);
        double const expected = hour >= 6 && hour < 9 ? 77.0 : hour >= 4 && hour < 6 ? 83.0 : 80.0;
        EXPECT_DOUBLE_EQ(bench.supply_c(), expected) << "hour " << hour;
    }
}

// Hours that begin or end within a step act by the part of it that they take, shorter ones too.
TEST(PeakShaving, ByThePartOfAStep) {
    Bench bench;
    ControllerSettings settings;
    settings.from_hour = 6.75;
    settings.to_hour = 7.0;
    settings.lead_hours = 1.5;
    settings.shift_k = 4.0;
    PeakShaving shaving{*bench.network, settings};
    auto const at = [&](int hour) {
        bench.run(shaving, hour);
        return bench.supply_c();
    };
    EXPECT_DOUBLE_EQ(at(4), 80.0);
    EXPECT_DOUBLE_EQ(at(5), 80.0 + 0.75 * 4.0);
    EXPECT_DOUBLE_EQ(at(6), 80.0 + 0.75 * 4.0 - 0.25 * 4.0);
    EXPECT_DOUBLE_EQ(at(7), 80.0);
}

TEST(DayHours, ShareOfAStep) {
    constexpr std::int64_t hour_s = 3600;
    DayHours const night{22.0, 5.5};
    EXPECT_DOUBLE_EQ(night.share(21 * hour_s, 3600.0), 0.0);
    EXPECT_DOUBLE_EQ(night.share(22 * hour_s, 3600.0), 1.0);
    EXPECT_DOUBLE_EQ(night.share(24 * hour_s, 3600.0), 1.0);
    EXPECT_DOUBLE_EQ(night.share(29 * hour_s, 3600.0), 0.5);
    EXPECT_DOUBLE_EQ(night.share(21 * hour_s + 1800, 3600.0), 0.5);
    EXPECT_DOUBLE_EQ(night.share(0, 86400.0), 7.5 / 24.0);
    DayHours const noon{12.0, 12.25};
    EXPECT_DOUBLE_EQ(noon.share(12 * hour_s, 3600.0), 0.25);
    EXPECT_DOUBLE_EQ(noon.share(11 * hour_s, 3600.0), 0.0);
}

// A quarter of full speed is a sixteenth of 6 bar.
TEST(DifferentialPressure, PumpsRunNoSlower) {
    Bench bench;
    ControllerSettings settings;
    settings.minimum_speed = 0.25;
    DifferentialPressure speed{*bench.network, settings};
    bench.run(speed, 0.0);
    EXPECT_DOUBLE_EQ(bench.point.plant_least_pressure_pa[0], 6e5 / 16.0);
    settings.minimum_differential_pressure_bar = 1.5;
    DifferentialPressure pressure{*bench.network, settings};
    bench.run(pressure, 0.0);
    EXPECT_DOUBLE_EQ(bench.point.plant_least_pressure_pa[0], 1.5e5);
}

TEST(ReturnLimit, LowersWhatIsAbove) {
    Bench bench;
    ControllerSettings settings;
    settings.substations = {"home_end"};
    settings.outdoor_c = {-5.0, 10.0};
    settings.temperature_c = {55.0, 40.0};
    ReturnLimit limit{*bench.network, settings};
    bench.run(limit, 0.0, 10.0);
    EXPECT_DOUBLE_EQ(bench.point.point.return_temperature_c[1], 40.0);
    EXPECT_DOUBLE_EQ(bench.point.point.return_temperature_c[0], 50.0) << "not named";
    bench.run(limit, 0.0, -5.0);
    EXPECT_DOUBLE_EQ(bench.point.point.return_temperature_c[1], 50.0) << "lower already";
}

// Two homes of 200 kW at the street; "base" gives 80 of the 400 kW there, at the works or at the end.
struct BaseLoad {
    explicit BaseLoad(std::string const& at) {
        Project project = testing_support::street_project();
        Plant base;
        base.id = "base";
        base.node = at;
        base.control = PlantControl::heat;
        base.heat_kw = 80.0;
        base.capacity_kw = 100.0;
        project.plants.push_back(base);
        network = Network::build(project, {});
    }
    double gives_w(LoadShare& share, std::vector<double> demand_w, std::string const& shut = {}) {
        point.point = operating_point(*network);
        point.point.heat_demand_w = std::move(demand_w);
        for (std::size_t link = 0; link < network->links.size() && !shut.empty(); ++link) {
            if (network->links.id[link].starts_with(shut)) {
                point.point.link_open[link] = 0;
            }
        }
        PlantRoomOrders orders{0, 0};
        Setpoints set{.point = point, .orders = orders};
        share.decide({}, set);
        EXPECT_TRUE(std::isnan(point.point.plant_heat_w[0])) << "it holds the pressure";
        return point.point.plant_heat_w[1];
    }
    std::shared_ptr<Network const> network;
    SimulationPoint point;
};

TEST(LoadShare, GivesThePartThatDemandIsOfThePeak) {
    BaseLoad bench{"works"};
    ControllerSettings settings;
    settings.kind = ControllerKind::load_share;
    LoadShare share{*bench.network, settings};
    EXPECT_NEAR(bench.gives_w(share, {50e3, 150e3}), 40e3, 1e-6);
    EXPECT_NEAR(bench.gives_w(share, {200e3, 200e3}), 80e3, 1e-6);
    EXPECT_NEAR(bench.gives_w(share, {400e3, 400e3}), 100e3, 1e-6) << "its capacity";
    EXPECT_EQ(bench.gives_w(share, {0.0, 0.0}), 0.0);
}

TEST(LoadShare, FollowsWhatOpenLinesJoin) {
    BaseLoad bench{"end"};
    ControllerSettings settings;
    settings.kind = ControllerKind::load_share;
    settings.plants = {"base"};
    LoadShare share{*bench.network, settings};
    EXPECT_NEAR(bench.gives_w(share, {200e3, 50e3}), 50e3, 1e-6);
    EXPECT_NEAR(bench.gives_w(share, {200e3, 50e3}, "p2"), 20e3, 1e-6) << "alone with home_end";
    EXPECT_NEAR(bench.gives_w(share, {200e3, 50e3}), 50e3, 1e-6) << "opened again";
}

TEST(SourceCascade, OrdersAndHoldsOnToSources) {
    Bench bench;
    ControllerSettings settings;
    settings.sources = {"second", "first"};
    settings.minimum_run_hours = 2.0;
    settings.minimum_stop_hours = 1.0;
    settings.pressure_holding_share = 0.2;
    SourceCascade cascade{*bench.network, settings};
    bench.run(cascade, 0.0);
    EXPECT_EQ(bench.orders.rank, (std::vector<double>{1.0, 0.0}));
    EXPECT_EQ(bench.orders.minimum_run_s, (std::vector<double>{7200.0, 7200.0}));
    EXPECT_EQ(bench.orders.minimum_stop_s, (std::vector<double>{3600.0, 3600.0}));
    EXPECT_EQ(bench.orders.pressure_holding_share, 0.2);
}

TEST(StoreSchedule, ByHoursOrByPrice) {
    Bench bench;
    ControllerSettings settings;
    settings.store = "tank";
    settings.power_kw = 200.0;
    settings.from_hour = 22.0;
    settings.to_hour = 5.0;
    settings.discharge_from_hour = 6.0;
    settings.discharge_to_hour = 9.0;
    settings.sources = {"first"};
    StoreSchedule hours{*bench.network, settings};
    for (int hour = 0; hour < 24; ++hour) {
        bench.run(hours, hour);
        double const asked = bench.orders.store_w[0];
        if (hour >= 22 || hour < 5) {
            EXPECT_EQ(asked, 2e5) << "hour " << hour;
        } else if (hour >= 6 && hour < 9) {
            EXPECT_EQ(asked, -2e5) << "hour " << hour;
        } else {
            EXPECT_TRUE(std::isnan(asked)) << "hour " << hour;
        }
        EXPECT_EQ(bench.orders.may_charge[0], (std::vector<std::uint8_t>{1, 0}));
    }
    settings = {};
    settings.store = "tank";
    settings.power_kw = 100.0;
    settings.charge_below_per_mwh = 50.0;
    settings.discharge_above_per_mwh = 200.0;
    StoreSchedule price{*bench.network, settings};
    bench.run(price, 0.0, 5.0, 5.0, 40.0);
    EXPECT_EQ(bench.orders.store_w[0], 1e5);
    bench.run(price, 0.0, 5.0, 5.0, 250.0);
    EXPECT_EQ(bench.orders.store_w[0], -1e5);
    bench.run(price, 0.0, 5.0, 5.0, 100.0);
    EXPECT_TRUE(std::isnan(bench.orders.store_w[0]));
    settings.charge_below_per_mwh.reset();
    settings.discharge_above_per_mwh.reset();
    settings.charge_above_per_mwh = 200.0;
    settings.discharge_below_per_mwh = 50.0;
    StoreSchedule beside_chp{*bench.network, settings};
    bench.run(beside_chp, 0.0, 5.0, 5.0, 40.0);
    EXPECT_EQ(bench.orders.store_w[0], -1e5);
    bench.run(beside_chp, 0.0, 5.0, 5.0, 250.0);
    EXPECT_EQ(bench.orders.store_w[0], 1e5);
    EXPECT_EQ(bench.orders.store_saves[0], 1);
    bench.run(beside_chp, 0.0, 5.0, 5.0, 100.0);
    EXPECT_TRUE(std::isnan(bench.orders.store_w[0]));
}

// A quarter of an hour at full power is an hour at a quarter of it.
TEST(StoreSchedule, HoursShorterThanAStep) {
    Bench bench;
    ControllerSettings settings;
    settings.store = "tank";
    settings.power_kw = 200.0;
    settings.from_hour = 2.0;
    settings.to_hour = 3.5;
    settings.discharge_from_hour = 6.7;
    settings.discharge_to_hour = 6.95;
    StoreSchedule schedule{*bench.network, settings};
    bench.run(schedule, 3.0);
    EXPECT_DOUBLE_EQ(bench.orders.store_w[0], 1e5);
    bench.run(schedule, 6.0);
    EXPECT_NEAR(bench.orders.store_w[0], -5e4, 1e-6);
    bench.run(schedule, 7.0);
    EXPECT_TRUE(std::isnan(bench.orders.store_w[0]));
    settings.power_kw.reset();
    StoreSchedule unlimited{*bench.network, settings};
    bench.run(unlimited, 6.0);
    EXPECT_LT(bench.orders.store_w[0], -1e9) << "without a limit there are no parts of it";
    bench.run(unlimited, 3.0);
    EXPECT_GT(bench.orders.store_w[0], 1e9) << "half of the step";
}

TEST(StoreSchedule, ItsPlaceIsThatOfOtherTimes) {
    Bench bench;
    ControllerSettings settings;
    settings.store = "tank";
    settings.power_kw = 100.0;
    settings.discharge_rank = 30.0;
    StoreSchedule any_time{*bench.network, settings};
    bench.run(any_time, 0.0);
    EXPECT_EQ(bench.orders.store_w[0], 1e5) << "charged whenever there is heat to spare";
    EXPECT_EQ(bench.orders.store_rank[0], 30.0) << "and not needed in its place";
    EXPECT_EQ(bench.orders.store_power_w[0], 1e5);
    settings.from_hour = 2.0;
    settings.to_hour = 4.0;
    StoreSchedule hours{*bench.network, settings};
    bench.run(hours, 3.0);
    EXPECT_TRUE(std::isnan(bench.orders.store_rank[0])) << "it is being charged";
    EXPECT_EQ(bench.orders.store_saves[0], 1) << "at other times";
    bench.run(hours, 5.0);
    EXPECT_EQ(bench.orders.store_rank[0], 30.0);
    settings.discharge_rank.reset();
    StoreSchedule gives_last{*bench.network, settings};
    bench.run(gives_last, 3.0);
    EXPECT_EQ(bench.orders.store_saves[0], 0);
}

// A street behind whose middle a pump lifts the supply; the plant holds a pressure that is too small for the
// end.
Project boosted() {
    Project project = testing_support::street_project(900.0);
    project.plants[0].differential_pressure_bar = 1.0;
    testing_support::lift_behind_middle(project, {30.0, 25.0, 10.0});
    ControllerSettings settings;
    settings.id = "booster";
    settings.kind = ControllerKind::booster;
    settings.pump = "lift";
    settings.substations = {"home_end"};
    settings.differential_pressure_bar = 0.8;
    settings.minimum_speed = 0.3;
    project.controllers = {settings};
    return project;
}

TEST(Booster, RunsAsFastAsTheIndexConsumerAsksFor) {
    auto const network = Network::build(boosted(), {});
    Booster booster{*network, network->project().controllers[0]};
    SimulationPoint point;
    point.point = operating_point(*network);
    PlantRoomOrders orders{0, 0};
    Setpoints set{point, orders};
    SimulatedStep last;
    last.demand_w = {1e5, 1e5};
    last.unmet_cause.assign(2, UnmetCause::none);
    last.differential_pressure_pa = {0.1e5, 0.8e5};
    last.pump_lift_pa = {1e5};
    last.pump_speed = {0.5};
    Measured measured;
    booster.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 1.0) << "before the first step: the project's";
    measured.last = &last;
    booster.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 0.5) << "it is kept; the other one is no index consumer";
    last.differential_pressure_pa[1] = 0.36e5;
    booster.decide(measured, set);
    // 30 m at no flow: 2.87 bar for the square of the speed.
    EXPECT_NEAR(point.point.pump_speed[0], std::sqrt(0.25 + 0.44 / 2.868), 1e-4);
    last.differential_pressure_pa[1] = -5e5;
    booster.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 1.0) << "at most";
    last.differential_pressure_pa[1] = 3e5;
    booster.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 0.3) << "at least";
    last.unmet_cause[1] = UnmetCause::cut_off;
    booster.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 0.3) << "nobody is reached: as it was";
    Booster other{*network, network->project().controllers[0]};
    other.restore(booster.memory());
    point.point.pump_speed.clear();
    measured.last = nullptr;
    other.decide(measured, set);
    EXPECT_DOUBLE_EQ(point.point.pump_speed[0], 0.3) << "remembered";
}

// Most of what the pump lifts at no flow is lost in it at this one: a rule that takes the lift for all that
// speed makes swings for ever.
TEST(Booster, SettlesWhereTheCurveIsSteep) {
    Project project = boosted();
    project.pumps[0].flow_m3_h = {0.0, 7.0, 10.0};
    project.pumps[0].head_m = {16.0, 12.0, 4.0};
    project.plants[0].differential_pressure_bar = 0.7;
    project.controllers[0].minimum_speed = 0.1;
    auto const network = Network::build(project, {});
    Booster booster{*network, network->project().controllers[0]};
    NetworkSimulation simulation{network};
    SimulationPoint point{operating_point(*network), {0}};
    ASSERT_TRUE(simulation.start(point, 3600.0).good());
    for (int step = 0; step < 8; ++step) {
        PlantRoomOrders orders{0, 0};
        Setpoints set{point, orders};
        Measured measured;
        measured.last = &simulation.result();
        booster.decide(measured, set);
        ASSERT_TRUE(simulation.step(point, 3600.0).good());
    }
    EXPECT_NEAR(simulation.result().differential_pressure_pa[1], 0.8e5, 500.0) << "Pa";
}

TEST(Booster, KeepsThePressureInAStreet) {
    Project project = boosted();
    project.plants[0].differential_pressure_bar = 0.7;
    project.controllers[0].minimum_speed = 0.1;
    project.simulation.weather = "read";
    project.simulation.annual_degree_days_kd = 2000.0;
    auto const network = Network::build(project, {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = 0, .interval_s = 3600, .values = std::vector<double>(48, 0.0)};
    for (std::size_t hour = 0; hour < 48; ++hour) {
        series.outdoor_c.values[hour] = hour < 24 ? 8.0 : -3.0;
    }
    Scenario const scenario{network, series, {0, std::int64_t{2} * 86400, 900}};
    NetworkSimulation simulation{network};
    Actors actors{scenario, make_controllers(*network)};
    std::vector<SimulatedStep> steps;
    auto const outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t, SimulatedStep const& step) {
            steps.push_back(step);
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    for (std::size_t const step : {80U, 90U, 95U, 180U, 191U}) {
        EXPECT_NEAR(steps[step].differential_pressure_pa[1], 0.8e5, 200.0) << "Pa, step " << step;
        EXPECT_EQ(steps[step].unmet_cause[1], UnmetCause::none) << "step " << step;
    }
    EXPECT_GT(steps[191].pump_speed[0], steps[95].pump_speed[0] + 0.02) << "faster in the cold";
    EXPECT_LT(steps[95].pump_electricity_w[0], 0.8 * steps[191].pump_electricity_w[0]) << "W";
}

// A store is charged at the hours that the clock on its wall shows: in the summer of a place that is two
// hours ahead of UTC then, from 22 to 24 there means from 20 to 22.
TEST(Controllers, KeepTheHoursOfTheLocalClock) {
    Project project = street();
    project.simulation.demand = "read";
    project.simulation.time_zone_offset_h = 1.0;
    project.simulation.summer_time = SummerTime::european;
    ControllerSettings store;
    store.id = "tank_hours";
    store.kind = ControllerKind::store;
    store.store = project.stores[0].id;
    store.from_hour = 22.0;
    store.to_hour = 24.0;
    store.power_kw = 20.0;
    project.controllers = {store};
    project.stores[0].charged_share = 0.0;
    auto const network = Network::build(project, {});
    constexpr std::int64_t july = 1751328000; // 2025-07-01T00:00:00Z
    ScenarioSeries series;
    series.demand_w.assign(network->substations.size(),
                           {.begin_s = july, .interval_s = 3600, .values = std::vector<double>(24, 50e3)});
    Scenario const scenario{network, series, {july, july + 86400, 3600}};
    NetworkSimulation simulation{network};
    Actors actors{scenario, make_controllers(*network)};
    std::vector<std::size_t> charged;
    auto const outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t hour, SimulatedStep const& step) {
            if (step.sources.store_heat_w[0] > 1e3) {
                charged.push_back(hour);
            }
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    EXPECT_EQ(charged, (std::vector<std::size_t>{20, 21}));
}

// All of them on the street: each leaves its mark, energy closes.
TEST(Controllers, WorkTogetherOnAStreet) {
    Project project = street();
    project.simulation.weather = "read";
    project.simulation.annual_degree_days_kd = 2000.0;
    ControllerSettings supply = curve();
    supply.maximum_ramp_k = 0.5;
    ControllerSettings floor;
    floor.id = "floor";
    floor.kind = ControllerKind::supply_floor;
    floor.temperature_c = {70.0};
    ControllerSettings pressure;
    pressure.id = "pressure";
    pressure.kind = ControllerKind::differential_pressure;
    pressure.minimum_differential_pressure_bar = 2.0;
    ControllerSettings limit;
    limit.id = "limit";
    limit.kind = ControllerKind::return_limit;
    limit.temperature_c = {42.0};
    ControllerSettings order;
    order.id = "order";
    order.kind = ControllerKind::cascade;
    order.sources = {"second", "first"};
    for (PlantSource& source : project.sources) {
        source.merit_order.reset(); // it would have no effect
    }
    ControllerSettings store;
    store.id = "nights";
    store.kind = ControllerKind::store;
    store.store = "tank";
    store.power_kw = 100.0;
    store.from_hour = 0.0;
    store.to_hour = 5.0;
    store.discharge_from_hour = 6.0;
    store.discharge_to_hour = 10.0;
    project.controllers = {floor, supply, pressure, limit, order, store};
    auto const network = Network::build(project, {});
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = 0, .interval_s = 3600, .values = std::vector<double>(24, 14.0)};
    for (std::size_t hour = 8; hour < 24; ++hour) {
        series.outdoor_c.values[hour] = -5.0;
    }
    Scenario const scenario{network, series, {0, 86400, 3600}};
    NetworkSimulation simulation{network};
    Actors actors{scenario, make_controllers(*network)};
    std::vector<SimulatedStep> steps;
    auto const outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t, SimulatedStep const& step) {
            steps.push_back(step);
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    EXPECT_NEAR(steps[3].plant_supply_temperature_c[0], 70.0, 1e-6) << "the floor, above the curve's 66";
    EXPECT_NEAR(steps[10].plant_supply_temperature_c[0], 72.0, 1e-6) << "three hours at 2 K from 66";
    EXPECT_NEAR(steps[23].plant_supply_temperature_c[0], 85.0, 1e-6);
    for (std::size_t step = 0; step < steps.size(); ++step) {
        SourceStep const& sources = steps[step].sources;
        EXPECT_GE(steps[step].plant_differential_pressure_pa[0], 2e5 - 2.0) << "step " << step;
        EXPECT_NEAR(steps[step].return_temperature_c[1], 42.0, 0.2) << "step " << step;
        EXPECT_GT(sources.heat_w[1] + 1.0, sources.heat_w[0]) << "W, step " << step;
        double const given = sources.heat_w[0] + sources.heat_w[1] - sources.store_heat_w[0];
        EXPECT_NEAR(given, steps[step].plant_heat_w[0], 1e-9 * steps[step].plant_heat_w[0])
            << "W, step " << step;
        if (step < 5) {
            EXPECT_NEAR(sources.store_heat_w[0], 1e5, 1e-3) << "W, charging, step " << step;
        }
    }
    EXPECT_LT(steps[7].sources.store_heat_w[0], -2e4) << "W, discharging";
}

} // namespace
