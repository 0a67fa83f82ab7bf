// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Who gives the heat: merit order, least and most, times on and off, stores, several plants; energy closes.

#include "district.hpp"

#include "plant_room/dispatch.hpp"
#include "plant_room_runs.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>

namespace {

using namespace saggar;
using detail::DispatchResult;
using detail::DispatchUnit;
using namespace saggar::testing_support;

DispatchResult share(std::vector<DispatchUnit> const& units, double load_w, double room_w = 0.0) {
    return detail::dispatch(units, load_w, room_w);
}

TEST(Dispatch, CheapOnesFirst) {
    DispatchResult const found = share({{0, 20}, {0, 10}, {0, 30}}, 25.0);
    EXPECT_EQ(found.heat_w, (std::vector<double>{20, 5, 0}));
    EXPECT_EQ(found.uncovered_w, 0.0);
    EXPECT_EQ(share({{0, 20}, {0, 10}}, 40.0).uncovered_w, 10.0);
}

TEST(Dispatch, TheFirstMakesWayForTheLeastOfTheNext) {
    EXPECT_EQ(share({{5, 20}, {2, 10}}, 21.0).heat_w, (std::vector<double>{19, 2}));
    // No room for the second's least: the third, which has a smaller one, comes instead.
    EXPECT_EQ(share({{20, 20}, {5, 10}, {1, 10}}, 22.0).heat_w, (std::vector<double>{20, 0, 2}));
}

TEST(Dispatch, SmallLoadsCycle) {
    DispatchResult const found = share({{5, 20}, {2, 10}}, 1.0);
    EXPECT_EQ(found.heat_w, (std::vector<double>{0, 1}));
    EXPECT_EQ(found.on[1], 2) << "the one of the smallest minimum";
    DispatchResult const stored = share({{5, 20}, {2, 10}}, 1.0, 10.0);
    EXPECT_EQ(stored.heat_w, (std::vector<double>{5, 0})) << "a store takes the rest";
    EXPECT_EQ(stored.extra_w, 4.0);
}

TEST(Dispatch, ThoseThatMustRunDo) {
    EXPECT_EQ(share({{0, 20}, {3, 10, true}}, 15.0).heat_w, (std::vector<double>{12, 3}));
    EXPECT_EQ(share({{0, 20}, {3, 10, true}}, 2.0).heat_w, (std::vector<double>{2, 0}))
        << "not more than is taken";
    EXPECT_EQ(share({{5, 20, false, true}}, 2.0).heat_w, (std::vector<double>{2}))
        << "one that yields follows";
    EXPECT_EQ(share({{0, 20}, {5, 20, false, true}}, 10.0).heat_w, (std::vector<double>{10, 0}))
        << "and is not called for its minimum alone";
}

TEST(Dispatch, OneThatMustRunAndMayGiveNothingRunsOnWithoutAShare) {
    DispatchResult const found = share({{0, 20}, {0, 10, true}}, 15.0);
    EXPECT_EQ(found.heat_w, (std::vector<double>{15, 0}));
    EXPECT_EQ(found.on, (std::vector<std::uint8_t>{1, 1}));
    EXPECT_EQ(share({{0, 20}, {0, 10, true}}, 0.0).on, (std::vector<std::uint8_t>{0, 1}));
    EXPECT_EQ(share({{0, 20}, {0, 0, true}}, 15.0).on, (std::vector<std::uint8_t>{1, 0})) << "not there";
}

// Whatever units there are: what they give with what is uncovered is the load and what went into the room.
TEST(Dispatch, ClosesForAnything) {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> any{0.0, 1.0};
    for (int trial = 0; trial < 20000; ++trial) {
        std::vector<DispatchUnit> units;
        double most = 0.0;
        int const count = 1 + trial % 6;
        for (int i = 0; i < count; ++i) {
            double const maximum = any(random) < 0.2 ? 0.0 : 10.0 * any(random);
            units.push_back({maximum * any(random), maximum, any(random) < 0.3, any(random) < 0.2});
            most += maximum;
        }
        double const load = 40.0 * any(random) * any(random);
        double const room = any(random) < 0.5 ? 0.0 : 5.0 * any(random);
        DispatchResult const found = share(units, load, room);
        double given = 0.0;
        for (std::size_t i = 0; i < units.size(); ++i) {
            given += found.heat_w[i];
            EXPECT_LE(found.heat_w[i], units[i].maximum_w * (1.0 + 1e-12)) << "trial " << trial;
            bool const may_be_less = units[i].yields || found.on[i] != 1;
            EXPECT_TRUE(may_be_less || found.heat_w[i] >= units[i].minimum_w * (1.0 - 1e-12))
                << "trial " << trial;
        }
        EXPECT_NEAR(given, load - found.uncovered_w + found.extra_w, 1e-9) << "trial " << trial;
        EXPECT_LE(found.extra_w, room * (1.0 + 1e-9) + 1e-9) << "trial " << trial;
        EXPECT_NEAR(found.uncovered_w, std::max(0.0, load - most), 1e-9) << "trial " << trial;
    }
}

// ---- in a network ----

void expect_closed(Ran const& ran, Project const& project) {
    for (std::size_t step = 0; step < ran.steps.size(); ++step) {
        SimulatedStep const& result = ran.steps[step];
        for (std::size_t p = 0; p < project.plants.size(); ++p) {
            double sum = 0.0;
            for (std::size_t i = 0; i < project.sources.size(); ++i) {
                sum += project.sources[i].plant == project.plants[p].id ? result.sources.heat_w[i] : 0.0;
                EXPECT_LE(result.sources.heat_w[i], result.sources.possible_w[i] * (1.0 + 1e-9))
                    << "W, step " << step << ", " << project.sources[i].id;
            }
            for (std::size_t k = 0; k < project.stores.size(); ++k) {
                sum -= project.stores[k].plant == project.plants[p].id ? result.sources.store_heat_w[k] : 0.0;
            }
            double const given = std::max(0.0, result.plant_heat_w[p]);
            EXPECT_NEAR(sum, given, 1e-9 * std::max(1e3, given))
                << "W, step " << step << ", " << project.plants[p].id;
        }
    }
}

TEST(PlantRooms, MeritOrderInOnePlant) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 3),
                       source("waste", "holding", SourceKind::energy_from_waste, 500.0, 1)};
    Ran const ran = run(project, day_and_night(48));
    expect_closed(ran, project);
    bool gas_ran = false;
    for (SimulatedStep const& step : ran.steps) {
        double const gas = step.sources.heat_w[0];
        double const waste = step.sources.heat_w[1];
        EXPECT_NEAR(waste, std::min(step.plant_heat_w[0], 500e3), 1e-3) << "W";
        EXPECT_DOUBLE_EQ(step.sources.fuel_w[0], gas / 0.85);
        EXPECT_DOUBLE_EQ(step.sources.forgone_w[1], waste / 6.5);
        gas_ran = gas_ran || gas > 0.0;
    }
    EXPECT_TRUE(gas_ran);
    EXPECT_TRUE(ran.outcome.totals.all_served());
}

// Without an order cost decides: heat from the turbine at 70/6.5, gas at 50/0.85 a MWh.
TEST(PlantRooms, CostDecidesWhereNoOrderIsGiven) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 1),
                       source("waste", "holding", SourceKind::energy_from_waste, 500.0, 2)};
    for (PlantSource& each : project.sources) {
        each.merit_order.reset();
    }
    project.prices.gas_per_mwh = 50.0;
    project.prices.electricity_export_per_mwh = 70.0;
    Ran const cheap = run(project, {150, 150});
    EXPECT_GT(cheap.steps[1].sources.heat_w[1], 4e5) << "W of the turbine";
    EXPECT_NEAR(cheap.steps[1].sources.cost[1], cheap.steps[1].sources.heat_w[1] * 1e-6 * 70.0 / 6.5, 1e-6);
    project.prices.electricity_export_per_mwh = 600.0; // 92 a MWh of heat
    Ran const dear = run(project, {150, 150});
    EXPECT_EQ(dear.steps[1].sources.heat_w[1], 0.0);
}

// What was not served counts with the load that is expected: the second plant makes up for the first.
TEST(PlantRooms, AShortageIsMadeUpForByThePlantThatHasHeat) {
    Project project = two_plants();
    project.sources = {source("first", "holding", SourceKind::gas_boiler, 250.0, 1),
                       source("other", "second", SourceKind::gas_boiler, 400.0, 2)};
    Ran const ran = run(project, {80, 80, 150, 150, 150, 150, 150, 150, 150, 150});
    expect_closed(ran, project);
    auto const unmet_w = [&](std::size_t step) {
        std::vector<double> const& unmet = ran.steps[step].unmet_w;
        return std::accumulate(unmet.begin(), unmet.end(), 0.0);
    };
    ASSERT_GT(unmet_w(2), 10e3) << "a plant rises by a quarter of what it can give in an hour";
    EXPECT_LT(unmet_w(4), 5e3);
    EXPECT_EQ(unmet_w(9), 0.0);
}

// Its time to run has begun: an hour without a share does not end it, and it is there in the next.
TEST(PlantRooms, ASourceThatMustRunIsThereAgainAfterAnHourWithoutAShare) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("base", "holding", SourceKind::gas_boiler, 700.0, 1),
                       source("peak", "holding", SourceKind::gas_boiler, 2000.0, 2)};
    project.sources[1].minimum_run_hours = 3.0;
    project.sources[1].minimum_stop_hours = 3.0;
    Ran const ran = run(project, {100, 300, 100, 300, 100, 100, 100});
    expect_closed(ran, project);
    double started = 0.0;
    for (SimulatedStep const& step : ran.steps) {
        started += step.sources.started[1];
        EXPECT_EQ(std::accumulate(step.unmet_w.begin(), step.unmet_w.end(), 0.0), 0.0);
    }
    EXPECT_EQ(started, 1.0);
    EXPECT_GT(ran.steps[1].sources.heat_w[1], 0.0);
    EXPECT_EQ(ran.steps[2].sources.heat_w[1], 0.0);
    EXPECT_EQ(ran.steps[2].sources.running_s[1], 3600.0) << "idle";
    EXPECT_GT(ran.steps[3].sources.heat_w[1], 0.0);
    EXPECT_EQ(ran.steps[4].sources.running_s[1], 0.0) << "its three hours are over";
}

// A turbine's extraction goes down to nothing, and keeps its time all the same: what it gives at least comes
// before others, where there is load for it.
TEST(PlantRooms, AnExtractionKeepsItsTime) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("base", "holding", SourceKind::gas_boiler, 700.0, 1),
                       source("steam", "holding", SourceKind::energy_from_waste, 2000.0, 2)};
    project.sources[1].minimum_heat_kw = 150.0;
    project.sources[1].minimum_run_hours = 4.0;
    Ran const ran = run(project, {100, 300, 100, 100, 100, 100, 100});
    expect_closed(ran, project);
    EXPECT_GT(ran.steps[1].sources.heat_w[1], 0.0);
    for (std::size_t hour = 2; hour < 5; ++hour) {
        EXPECT_NEAR(ran.steps[hour].sources.heat_w[1], 150e3, 1.0) << "hour " << hour;
    }
    EXPECT_EQ(ran.steps[5].sources.heat_w[1], 0.0) << "its four hours are over";
}

// Started it runs six hours and rests four, whatever the load does.
TEST(PlantRooms, TimesOnAndOffAreKept) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("base", "holding", SourceKind::gas_boiler, 700.0, 1),
                       source("peak", "holding", SourceKind::gas_boiler, 2000.0, 2)};
    project.sources[1].minimum_heat_kw = 50.0;
    project.sources[1].minimum_run_hours = 6.0;
    project.sources[1].minimum_stop_hours = 4.0;
    std::vector<double> kw;
    kw.reserve(96);
    std::mt19937 random{3};
    for (int hour = 0; hour < 96; ++hour) {
        kw.push_back(std::uniform_real_distribution<double>{100.0, 300.0}(random));
    }
    Ran const ran = run(project, kw);
    expect_closed(ran, project);
    std::vector<int> runs;
    std::vector<int> rests;
    bool before = ran.steps[0].sources.heat_w[1] > 0.0;
    int length = 0;
    for (SimulatedStep const& step : ran.steps) {
        bool const on = step.sources.heat_w[1] > 0.0;
        if (on != before) {
            (before ? runs : rests).push_back(length);
            length = 0;
            before = on;
        }
        ++length;
    }
    ASSERT_GE(runs.size(), 3U);
    for (int const each : runs) {
        EXPECT_GE(each, 6) << "h running";
    }
    for (std::size_t i = 1; i < rests.size(); ++i) {
        EXPECT_GE(rests[i], 4) << "h standing still";
    }
}

// The store gives what sources lack at the peak and takes what a large minimum is too much at night.
TEST(PlantRooms, StoresCarryThePeakAndClose) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("waste", "holding", SourceKind::gas_boiler, 650.0, 1)};
    project.sources[0].minimum_heat_kw = 400.0;
    project.stores = {tank(150.0, 0.8)};
    project.stores[0].loss_w_k = 20.0;
    Ran const ran = run(project, day_and_night(72));
    expect_closed(ran, project);
    double charged = 0.0;
    double given = 0.0;
    double stored = 0.0;
    for (std::size_t step = 0; step < ran.steps.size(); ++step) {
        SourceStep const& sources = ran.steps[step].sources;
        charged += std::max(0.0, sources.store_heat_w[0]) * 3600.0;
        given += std::max(0.0, -sources.store_heat_w[0]) * 3600.0;
        if (step > 0) {
            double const more = (sources.store_heat_w[0] - sources.store_lost_w[0]) * 3600.0;
            EXPECT_NEAR(sources.store_j[0] - stored, more, 1e-9 * std::abs(sources.store_j[0]) + 1.0)
                << "J, step " << step;
        }
        stored = sources.store_j[0];
    }
    EXPECT_GT(charged, 1e9) << "J";
    EXPECT_GT(given, 1e9) << "J";
    SourceTotals const& totals = ran.outcome.totals.sources;
    EXPECT_NEAR(totals.charged_j[0], charged, 1.0);
    EXPECT_NEAR(totals.last_j[0] - totals.first_j[0],
                totals.charged_j[0] - totals.discharged_j[0] - totals.lost_j[0], 1e-6 * charged);
}

// Cheap heat at the far plant comes first; the plant that holds the pressure keeps its part and never stands
// at its limit while the other has heat to spare.
TEST(PlantRooms, TheCascadeRunsCheapSourcesOfAllPlantsFirst) {
    Project project = two_plants();
    project.sources = {source("peak", "holding", SourceKind::gas_boiler, 600.0, 9),
                       source("waste", "second", SourceKind::energy_from_waste, 700.0, 1),
                       source("reserve", "second", SourceKind::gas_boiler, 400.0, 10)};
    Ran const ran = run(project, day_and_night(72));
    expect_closed(ran, project);
    EXPECT_TRUE(ran.outcome.totals.all_served());
    for (std::size_t step = 2; step < ran.steps.size(); ++step) {
        SourceStep const& sources = ran.steps[step].sources;
        double const all = ran.steps[step].plant_heat_w[0] + ran.steps[step].plant_heat_w[1];
        EXPECT_NEAR(sources.heat_w[1], std::min(0.95 * all, 700e3), 0.02 * all) << "W, step " << step;
        EXPECT_LT(ran.steps[step].plant_heat_w[0], 600e3) << "W, step " << step;
    }
    EXPECT_EQ(ran.outcome.totals.sources.starts[2], 0) << "the dear reserve was not needed";
    EXPECT_LE(ran.outcome.totals.rounds_at_most, 40);
}

// What is set of a plant with sources is what they can give: one that is out takes it away from what is set,
// and nothing that is set lacks.
TEST(PlantRooms, AnOutageLowersWhatIsSet) {
    Project project = two_plants();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 900.0, 2),
                       source("waste", "second", SourceKind::energy_from_waste, 200.0, 1)};
    project.sources[1].outages = {"1970-01-01T05:00:00Z/1970-01-01T08:00:00Z"};
    Ran const ran = run(project, std::vector<double>(16, 150.0));
    expect_closed(ran, project);
    double set_j = 0.0;
    for (std::size_t step = 0; step < ran.steps.size(); ++step) {
        SimulatedStep const& made = ran.steps[step];
        bool const out = step >= 5 && step < 8;
        EXPECT_EQ(made.plant_set_heat_w[1] == 0.0, out) << "step " << step;
        EXPECT_LE(made.plant_set_heat_w[1], 200e3) << "W, step " << step;
        EXPECT_EQ(made.plant_shortfall_cause[1], ShortfallCause::none) << "step " << step;
        set_j += 3600.0 * made.plant_set_heat_w[1];
    }
    EXPECT_NEAR(ran.outcome.totals.plant_set[1].set, set_j, 1e-12 * set_j) << "J";
    EXPECT_EQ(ran.outcome.totals.plant_set[1].not_given(), 0.0);
}

// The holding plant would be at its limit: the second's dear boiler helps before.
TEST(PlantRooms, ThePlantThatHoldsThePressureIsKeptFromItsLimit) {
    Project project = two_plants();
    project.sources = {source("cheap", "holding", SourceKind::gas_boiler, 500.0, 1),
                       source("dear", "second", SourceKind::gas_boiler, 600.0, 2)};
    Ran const ran = run(project, day_and_night(48));
    expect_closed(ran, project);
    EXPECT_TRUE(ran.outcome.totals.all_served());
    for (std::size_t step = 1; step < ran.steps.size(); ++step) {
        EXPECT_LT(ran.steps[step].plant_heat_w[0], 490e3) << "W, step " << step;
    }
    EXPECT_GT(ran.outcome.totals.sources.heat_j[1], 1e9);
}

// What it keeps free for that is of the boiler that stands by, and the cheap one beside it gives all it has.
TEST(PlantRooms, WhatIsKeptFreeIsOfTheDearestSource) {
    Project project = two_plants();
    project.sources = {source("cheap", "holding", SourceKind::gas_boiler, 300.0, 1),
                       source("other", "second", SourceKind::gas_boiler, 900.0, 2),
                       source("dear", "holding", SourceKind::gas_boiler, 900.0, 3)};
    Ran const ran = run(project, day_and_night(48));
    expect_closed(ran, project);
    EXPECT_TRUE(ran.outcome.totals.all_served());
    for (std::size_t step = 2; step < ran.steps.size(); ++step) {
        double const all_w = sum(ran.steps[step].plant_heat_w);
        EXPECT_GT(ran.steps[step].sources.heat_w[0], std::min(285e3, 0.99 * all_w)) << "W, step " << step;
    }
    EXPECT_GT(ran.outcome.totals.sources.heat_j[1], 1e9);
    EXPECT_LT(ran.outcome.totals.sources.heat_j[2], 0.01 * ran.outcome.totals.sources.heat_j[0]);
}

// More than all sources: nothing exceeds what they have, and the rest is unmet for want of capacity.
TEST(PlantRooms, CapacityIsNeverExceeded) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 600.0, 1)};
    Ran const ran = run(project, {150, 150, 250, 250, 150});
    expect_closed(ran, project);
    EXPECT_FALSE(ran.outcome.totals.all_served());
    EXPECT_NEAR(ran.steps[3].plant_heat_w[0], 600e3, 600e3 * 1e-4);
    EXPECT_LE(ran.steps[3].sources.heat_w[0], 600e3 * (1.0 + 1e-9));
    EXPECT_EQ(ran.steps[3].unmet_cause[1], UnmetCause::capacity);
}

// One source trips: the plant goes on with the other.
TEST(PlantRooms, ATrippedSourceLeavesItsPlantTheOthers) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("first", "holding", SourceKind::gas_boiler, 900.0, 1),
                       source("second", "holding", SourceKind::gas_boiler, 900.0, 2)};
    project.simulation.events = {{"1970-01-01T02:00:00Z", "first", EventAction::trip},
                                 {"1970-01-01T04:00:00Z", "first", EventAction::recover}};
    project.sources[1].outages = {"1970-01-01T05:00:00Z/1970-01-01T06:00:00Z"};
    Ran const ran = run(project, {150, 150, 150, 150, 150, 150});
    expect_closed(ran, project);
    EXPECT_TRUE(ran.outcome.totals.all_served());
    for (std::size_t step = 0; step < 6; ++step) {
        bool const tripped = step == 2 || step == 3;
        EXPECT_EQ(ran.steps[step].sources.heat_w[0] > 0.0, !tripped) << "step " << step;
        EXPECT_EQ(ran.steps[step].sources.heat_w[1] > 0.0, tripped) << "step " << step;
    }
    EXPECT_EQ(ran.steps[5].sources.possible_w[1], 0.0) << "planned outage";
}

// Heat drawn cools the mine: 5 K for each GWh, fading in a year.
TEST(PlantRooms, MineWaterSinksAndRecovers) {
    Project project = two_plants();
    project.plants.pop_back();
    PlantSource mine = source("mine", "holding", SourceKind::heat_pump, 1500.0, 1);
    mine.source_side = HeatPumpSide::mine_water;
    mine.source_temperature_c = 18.0;
    mine.source_drop_k = 8.0;
    mine.source_flow_kg_s = 60.0;
    mine.lift_m = 100.0;
    mine.depletion_k_per_gwh = 100.0;
    project.sources = {mine};
    Ran const ran = run(project, std::vector<double>(48, 150.0));
    expect_closed(ran, project);
    EXPECT_LT(ran.steps.back().sources.cop[0], ran.steps.front().sources.cop[0] - 0.02);
}

// What is kept between steps, taken out and put back, goes on bit for bit.
TEST(PlantRooms, StateIsPlainAndComplete) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("waste", "holding", SourceKind::gas_boiler, 650.0, 1)};
    project.sources[0].minimum_heat_kw = 400.0;
    project.sources[0].minimum_run_hours = 5.0;
    project.stores = {tank(60.0, 0.5)};
    project.simulation.demand = "read";
    auto const network = Network::build(project, {});
    Scenario const scenario{network, demand(day_and_night(24)), {0, std::int64_t{24} * 3600, 3600}};
    PlantRooms one{network};
    PlantRooms other{network};
    PlantRoomOrders const orders{1, 1};
    SimulatedStep made; // a network that takes what it is asked for
    made.mass_flow_kg_s.assign(network->links.size(), 1.0);
    made.link_status.assign(network->links.size(), ElementStatus::normal);
    made.plant_pump_electricity_w = {1e3};
    made.plant_supply_temperature_c = {80.0};
    made.plant_return_temperature_c = {47.0};
    made.plant_shortfall_cause = {ShortfallCause::none};
    auto const take = [&](PlantRooms& rooms, std::size_t step) {
        SimulationPoint point = scenario.point(step);
        SourceInput input;
        scenario.set_sources(scenario.time_of(step), input);
        rooms.prepare(input, orders, 3600.0, point);
        made.demand_w = point.point.heat_demand_w;
        made.plant_heat_w = {std::min(std::accumulate(made.demand_w.begin(), made.demand_w.end(), 0.0),
                                      point.plant_capacity_w[0])};
        return rooms.settle(made);
    };
    for (std::size_t step = 0; step < 24; ++step) {
        SourceStep const first = take(one, step);
        PlantRoomState const kept = one.state();
        if (step > 0) {
            SourceStep const second = take(other, step);
            EXPECT_EQ(first.heat_w, second.heat_w) << "step " << step;
            EXPECT_EQ(first.store_j, second.store_j) << "step " << step;
            EXPECT_EQ(first.store_heat_w, second.store_heat_w) << "step " << step;
        }
        other = PlantRooms{network};
        other.restore(kept);
    }
}

} // namespace
