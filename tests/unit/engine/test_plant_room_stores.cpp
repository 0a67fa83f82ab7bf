// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Stores behind plants: what they are ordered to do, where they stand among sources, and what they give where
// heat is short.

#include "plant_room_runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

Project two_tanks() {
    Project project = two_plants();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 1000.0, 1),
                       source("dear", "holding", SourceKind::gas_boiler, 1000.0, 2)};
    project.stores = {tank(60.0, 0.5), tank(60.0, 0.5)};
    project.stores[1].id = "other";
    return project;
}

TEST(Stores, EachIsChargedWithWhatItIsOrderedTo) {
    Room room{two_tanks()};
    PlantRoomOrders orders = room.orders();
    orders.store_w[1] = 50e3; // nothing is said of the first
    EXPECT_EQ(room.take(orders, 300e3).store_heat_w[0], 0.0);
    EXPECT_NEAR(room.take(orders, 300e3).store_heat_w[1], 50e3, 1.0);
    orders.store_w = {20e3, 50e3};
    SourceStep const both = room.take(orders, 300e3);
    EXPECT_NEAR(both.store_heat_w[0], 20e3, 1.0);
    EXPECT_NEAR(both.store_heat_w[1], 50e3, 1.0);
    EXPECT_NEAR(both.heat_w[0], 370e3, 1.0);
}

TEST(Stores, TakeNoMoreThanTheirSourcesHaveToSpare) {
    Room room{two_tanks()};
    PlantRoomOrders orders = room.orders();
    orders.store_w = {80e3, 80e3};
    orders.may_charge = {{1, 0}, {0, 0}};
    SourceStep const made = room.take(orders, 950e3);
    EXPECT_NEAR(made.store_heat_w[0], 50e3, 1.0) << "W, what the first source has left";
    EXPECT_EQ(made.store_heat_w[1], 0.0) << "no source may run for it";
}

// What sources must give beyond the load is taken by whoever has room, ordered or not.
TEST(Stores, TakeWhatSourcesMustGive) {
    Project project = two_tanks();
    project.sources[0].minimum_heat_kw = 500.0;
    Room room{project};
    PlantRoomOrders orders = room.orders();
    orders.store_w[1] = 50e3;
    SourceStep const made = room.take(orders, 300e3);
    EXPECT_NEAR(made.store_heat_w[0], 150e3, 1.0);
    EXPECT_NEAR(made.store_heat_w[1], 50e3, 1.0);
}

TEST(Stores, GiveTheirPowerInTheirPlaceAndAllWhereSourcesDoNotSuffice) {
    Project project = two_tanks();
    project.stores.pop_back();
    Room room{project};
    PlantRoomOrders orders = room.orders();
    orders.store_rank[0] = 1.0; // as the first source: before it
    orders.store_power_w[0] = 50e3;
    EXPECT_NEAR(room.take(orders, 300e3).store_heat_w[0], -50e3, 1.0);
    orders.store_w[0] = -30e3;
    EXPECT_NEAR(room.take(orders, 300e3).store_heat_w[0], -50e3, 1.0) << "with what it is ordered to give";
    EXPECT_NEAR(room.take(orders, 2100e3).store_heat_w[0], -100e3, 1.0) << "beyond its power in want";
}

// Water that comes back warmer than in the hour before leaves less in a tank than was reckoned with: the
// plant then gives less, and what is missing is unmet.
TEST(Stores, OneThatEmptiesAtFullLoadGivesWhatItHas) {
    for (double const volume_m3 : {0.3, 0.6, 1.0, 2.0, 4.0}) {
        for (int const layers : {10, 20, 100}) {
            Project project = two_plants();
            project.plants.pop_back();
            project.sources = {source("gas", "holding", SourceKind::gas_boiler, 500.0, 1)};
            project.stores = {tank(volume_m3, 0.9)};
            project.stores[0].height_m = 2.0;
            project.stores[0].layers = layers;
            Ran const ran = run(project, {120, 150, 175, 220, 190, 260, 170, 240});
            ASSERT_EQ(ran.steps.size(), 8U) << volume_m3 << " m3, " << layers << " layers";
            for (SimulatedStep const& step : ran.steps) {
                EXPECT_NEAR(step.sources.heat_w[0] - step.sources.store_heat_w[0], step.plant_heat_w[0],
                            1e-9 * step.plant_heat_w[0])
                    << "W, " << volume_m3 << " m3, " << layers << " layers";
                EXPECT_NEAR(sum(step.heat_w) + sum(step.unmet_w), sum(step.demand_w),
                            1e-6 * sum(step.demand_w));
            }
        }
    }
}

// A tank that holds next to nothing does not lower what the plant is to send out, else its boiler would reach
// that before it gives all that it has (483 of 500 kW here).
TEST(Stores, OneThatEmptiesLeavesNoSourceUnused) {
    for (double const volume_m3 : {0.3, 0.6, 1.0, 2.0}) {
        for (int const layers : {10, 20, 100}) {
            Project project = two_plants();
            project.plants.pop_back();
            project.sources = {source("gas", "holding", SourceKind::gas_boiler, 500.0, 1)};
            project.stores = {tank(volume_m3, 0.9)};
            project.stores[0].height_m = 2.0;
            project.stores[0].layers = layers;
            Ran const ran = run(project, {120, 150, 175, 220, 190, 260});
            ASSERT_EQ(ran.steps.size(), 6U);
            EXPECT_GT(sum(ran.steps[3].unmet_w), 0.0) << volume_m3 << " m3, " << layers << " layers";
            for (SimulatedStep const& step : ran.steps) {
                if (sum(step.unmet_w) > 0.0) {
                    EXPECT_NEAR(step.sources.heat_w[0], 500e3, 1e-4 * 500e3)
                        << "W, " << volume_m3 << " m3, " << layers << " layers";
                }
            }
        }
    }
}

// The same of a plant whose heat is set: what its tank turns out not to hold is told apart from what its
// source has not.
TEST(Stores, OneThatEmptiesIsWhyLessThanTheSetHeatIsGiven) {
    Project project = two_plants();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 300.0, 2),
                       source("waste", "second", SourceKind::energy_from_waste, 300.0, 1)};
    project.stores = {tank(6.0, 0.9)};
    project.stores[0].plant = "second";
    project.stores[0].height_m = 2.0;
    project.stores[0].layers = 50;
    Ran const ran = run(project, {120, 150, 175, 220, 190, 260, 170, 240});
    ASSERT_EQ(ran.steps.size(), 8U);
    SimulatedStep const& last = ran.steps[5];
    EXPECT_GT(last.plant_set_heat_w[1], 385e3) << "W: its source has 300 kW, the tank was to give the rest";
    EXPECT_LT(last.plant_heat_w[1], 380e3) << "W";
    EXPECT_NEAR(last.plant_heat_w[1], 300e3 - last.sources.store_heat_w[0], 1.0) << "W: the source gives all";
    EXPECT_EQ(last.plant_shortfall_cause[1], ShortfallCause::store_empty);
    double empty_j = 0.0;
    for (SimulatedStep const& step : ran.steps) {
        bool const empty = step.plant_shortfall_cause[1] == ShortfallCause::store_empty;
        empty_j += empty ? 3600.0 * (step.plant_set_heat_w[1] - step.plant_heat_w[1]) : 0.0;
    }
    SetTotals const& totals = ran.outcome.totals.plant_set[1];
    EXPECT_NEAR(totals.shortfall[static_cast<std::size_t>(ShortfallCause::store_empty) - 1], empty_j,
                1e-12 * empty_j)
        << "J";
}

// What one of two tanks has not at the temperatures of the step, the other one gives.
TEST(Stores, OneGivesWhatAnotherLacks) {
    for (double const volume_m3 : {0.3, 1.0, 2.0}) {
        for (bool const before : {false, true}) {
            Project project = two_plants();
            project.plants.pop_back();
            project.sources = {source("gas", "holding", SourceKind::gas_boiler, 500.0, 1)};
            project.stores = {tank(volume_m3, 0.9), tank(10.0, 0.9)};
            project.stores[0].height_m = 2.0;
            project.stores[1].id = "other";
            project.stores[1].before_sources = before;
            Ran const ran = run(project, {120, 150, 175, 220, 190, 260, 170, 240});
            ASSERT_EQ(ran.steps.size(), 8U) << volume_m3 << " m3, before: " << before;
            for (SimulatedStep const& step : ran.steps) {
                EXPECT_NEAR(step.sources.heat_w[0] - sum(step.sources.store_heat_w), step.plant_heat_w[0],
                            1e-9 * step.plant_heat_w[0])
                    << "W, " << volume_m3 << " m3, before: " << before;
            }
        }
    }
}

// A plant whose boiler is too small for the morning keeps its temperature: the other plant has the rest,
// though water too cold for the supply lies in the tank.
TEST(Stores, KeepColderWaterWhereAnotherPlantHasTheHeat) {
    Project project = two_plants();
    project.sources = {source("small", "holding", SourceKind::gas_boiler, 250.0, 1),
                       source("large", "second", SourceKind::gas_boiler, 1000.0, 2)};
    project.stores = {tank(40.0, 0.0)};
    project.stores[0].cold_temperature_c = 70.0;
    Ran const ran = run(project, {80, 80, 80, 150, 150, 150});
    double const set_c = project.plants[0].supply_temperature_c;
    for (std::size_t step = 0; step < ran.steps.size(); ++step) {
        EXPECT_NEAR(ran.steps[step].plant_supply_temperature_c[0], set_c, 0.01) << "degC, step " << step;
        EXPECT_EQ(ran.steps[step].sources.store_heat_w[0], 0.0) << "W, step " << step;
    }
}

// The only boiler trips with a tank whose water is colder than the supply should be: that is given, and
// nothing hotter is sent out than what there is.
TEST(Stores, GiveColderWaterWhereHeatIsShort) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 2000.0, 1)};
    project.stores = {tank(40.0, 0.5)};
    project.simulation.events = {{"1970-01-01T02:00:00Z", "gas", EventAction::trip},
                                 {"1970-01-01T10:00:00Z", "gas", EventAction::recover}};
    Ran const ran = run(project, std::vector<double>(12, 100.0));
    int colder = 0;
    for (std::size_t step = 2; step < 10; ++step) {
        double const top_c = ran.steps[step - 1].sources.store_top_c[0];
        double const given_w = -ran.steps[step].sources.store_heat_w[0];
        double const set_c = ran.steps[1].plant_supply_temperature_c[0];
        if (given_w > 0.0) {
            EXPECT_NEAR(given_w, ran.steps[step].plant_heat_w[0], 1e-9 * given_w) << "W, step " << step;
            EXPECT_LE(ran.steps[step].plant_supply_temperature_c[0],
                      std::max(top_c, set_c - 2.0) + 2.0 + 1e-6)
                << "degC, step " << step;
            colder += top_c < set_c - 2.5 ? 1 : 0;
        }
    }
    EXPECT_GE(colder, 1) << "hours in which it gave water that was too cold for the supply";
    double const left_c = ran.steps[9].sources.store_top_c[0];
    EXPECT_LT(left_c, ran.steps[9].plant_return_temperature_c[0] + 8.0)
        << "degC at the top: nothing is held back that is of use";
}

// A tank of 60 degC all through beside or before a boiler, at a plant that sends out 80 degC and gets 45 degC
// back.
Project lukewarm_tank(bool before_sources) {
    Project project = two_plants();
    project.sources = {source("gas", "holding", SourceKind::gas_boiler, 1000.0, 1)};
    project.stores = {tank(200.0, 0.0)};
    project.stores[0].cold_temperature_c = 60.0;
    project.stores[0].before_sources = before_sources;
    return project;
}

TEST(Stores, BeforeSourcesGiveWaterThatTheyHeat) {
    Fluid const water = Fluid::water();
    auto const content = [&](double at_c) { return water.heat_content_j_kg(at_c); };
    double const share = (content(60.0) - content(45.0)) / (content(80.0) - content(45.0));
    for (bool const before : {false, true}) {
        Room room{lukewarm_tank(before)};
        PlantRoomOrders orders = room.orders();
        orders.store_w[0] = -250e3;
        SourceStep const made = room.take(orders, 300e3);
        double const given_w = before ? share * 300e3 : 0.0; // all that comes back passes the tank
        EXPECT_NEAR(-made.store_heat_w[0], given_w, 1e-6 * 300e3);
        EXPECT_NEAR(made.heat_w[0], 300e3 - given_w, 1e-6 * 300e3);
        EXPECT_LT(made.uncovered_w, 1e-6);
        orders.store_w[0] = -50e3; // a part of what comes back
        EXPECT_NEAR(-room.take(orders, 300e3).store_heat_w[0], before ? 50e3 : 0.0, 1.0);
    }
}

TEST(Stores, BeforeSourcesGiveNothingThatNobodyHeats) {
    Project project = lukewarm_tank(true);
    project.simulation.events = {{"1970-01-01T00:00:00Z", "gas", EventAction::trip}};
    Room room{project};
    PlantRoomOrders orders = room.orders();
    orders.store_w[0] = -250e3;
    EXPECT_EQ(room.take(orders, 300e3).store_heat_w[0], 0.0);
}

// Two tanks share the water that comes back.
TEST(Stores, BeforeSourcesShareTheWaterThatComesBack) {
    Project project = lukewarm_tank(true);
    project.stores.push_back(project.stores[0]);
    project.stores[1].id = "other";
    Room room{project};
    PlantRoomOrders orders = room.orders();
    orders.store_w = {-80e3, -250e3};
    SourceStep const both = room.take(orders, 300e3);
    Room one{lukewarm_tank(true)};
    PlantRoomOrders alone = one.orders();
    alone.store_w[0] = -250e3;
    double const most_w = -one.take(alone, 300e3).store_heat_w[0];
    EXPECT_NEAR(-sum(both.store_heat_w), most_w, 1e-6 * most_w);
}

// A heat pump behind a tank gets its water warmer, and draws more for each unit of heat.
TEST(Stores, BeforeSourcesWarmWhatComesToThem) {
    auto const cop = [](double order_w) {
        Project project = lukewarm_tank(true);
        PlantSource pump = source("pump", "holding", SourceKind::heat_pump, 1000.0, 1);
        pump.source_side = HeatPumpSide::mine_water;
        pump.source_temperature_c = 18.0;
        pump.source_drop_k = 8.0;
        pump.source_flow_kg_s = 60.0;
        pump.lift_m = 100.0;
        project.sources = {pump};
        Room room{project};
        PlantRoomOrders orders = room.orders();
        orders.store_w[0] = order_w;
        return room.take(orders, 300e3).cop[0];
    };
    EXPECT_LT(cop(-120e3), cop(0.0) - 0.02);
    EXPECT_LT(cop(-120e3), cop(-60e3));
}

// A boiler of 250 kW and a tank before it carry a morning of 360 kW at the set temperature, with water that
// is too cold for the supply.
TEST(Stores, BeforeSourcesHelpThroughAMorning) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("small", "holding", SourceKind::gas_boiler, 250.0, 1)};
    project.stores = {tank(40.0, 0.0)};
    project.stores[0].cold_temperature_c = 70.0;
    project.stores[0].before_sources = true;
    Ran const ran = run(project, {60, 60, 60, 120, 120, 120, 60});
    double const set_c = project.plants[0].supply_temperature_c;
    for (std::size_t step = 0; step < ran.steps.size(); ++step) {
        SimulatedStep const& made = ran.steps[step];
        EXPECT_NEAR(made.plant_supply_temperature_c[0], set_c, 0.01) << "degC, step " << step;
        EXPECT_LT(sum(made.unmet_w), 1.0) << "W, step " << step;
        EXPECT_NEAR(made.sources.heat_w[0] - made.sources.store_heat_w[0], made.plant_heat_w[0],
                    1e-9 * made.plant_heat_w[0]);
    }
    EXPECT_LT(ran.steps[4].sources.store_heat_w[0], -100e3) << "W, what the boiler has not";
}

// A small boiler cannot heat much of it: the plant gives what both make at the temperature that is set, and
// no more is promised.
TEST(Stores, BeforeSourcesTheyPromiseWhatCanBeHeated) {
    Project project = two_plants();
    project.plants.pop_back();
    project.sources = {source("small", "holding", SourceKind::gas_boiler, 60.0, 1)};
    project.stores = {tank(40.0, 0.0)};
    project.stores[0].cold_temperature_c = 62.0;
    project.stores[0].before_sources = true;
    Ran const ran = run(project, {100, 100, 100, 100, 100});
    for (SimulatedStep const& made : ran.steps) {
        EXPECT_NEAR(made.sources.heat_w[0] - made.sources.store_heat_w[0], made.plant_heat_w[0],
                    1e-9 * made.plant_heat_w[0]);
        EXPECT_LT(made.sources.uncovered_w, 1e-6 * made.plant_heat_w[0]);
    }
    EXPECT_GT(sum(ran.steps[3].unmet_w), 0.0);
}

} // namespace
