// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// In which order the sources of a plant run, and what they give at least.

#include "plant_room_runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// A source need not go below its least where the boiler beside it makes way.
TEST(SourceOrder, SourcesKeepTheirLeastWhereOthersMakeWay) {
    Project project = two_plants();
    project.sources = {source("boiler", "holding", SourceKind::gas_boiler, 280.0, 1),
                       source("base", "holding", SourceKind::gas_boiler, 1000.0, 2)};
    project.sources[1].minimum_heat_kw = 125.0;
    Room room{project};
    SourceStep const made = room.take(room.orders(), 400e3);
    EXPECT_NEAR(made.heat_w[0], 275e3, 1.0);
    EXPECT_NEAR(made.heat_w[1], 125e3, 1.0);
    Project alone = project;
    alone.sources.erase(alone.sources.begin());
    Room slack{alone};
    EXPECT_NEAR(slack.take(slack.orders(), 124e3).heat_w[0], 124e3, 1.0);
    EXPECT_EQ(slack.take(slack.orders(), 124e3).running_s[0], 3600.0)
        << "a little below its least it runs on";
}

// What a step costs where sources, in their order in the project, run in these places; -1: by what they cost.
double bill(Project project, std::vector<int> const& places, double heat_w, double irradiance_w_m2) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        project.sources[i].merit_order = places[i];
        if (places[i] < 0) {
            project.sources[i].merit_order.reset();
        }
    }
    Room room{std::move(project)};
    room.irradiance_w_m2 = irradiance_w_m2;
    static_cast<void>(room.take(room.orders(), heat_w)); // from then on a load is expected
    SourceStep const& made = room.take(room.orders(), heat_w);
    return sum(made.cost) + sum(made.plant_cost);
}

// A heat pump and an electric boiler run on what a CHP or PV behind the same meter makes, or not: whatever
// the prices, no order of sources has a smaller bill.
TEST(SourceOrder, HasTheSmallestBillWhereElectricityIsMadeAndUsed) {
    std::mt19937 random{5};
    auto const between = [&](double low, double high) {
        return std::uniform_real_distribution<double>{low, high}(random);
    };
    int better_than_alone = 0;
    for (int trial = 0; trial < 60; ++trial) {
        Project project = two_plants();
        project.simulation.weather = "read";
        project.prices.gas_per_mwh = between(20.0, 60.0);
        project.prices.electricity_import_per_mwh = between(60.0, 250.0);
        project.prices.electricity_export_per_mwh =
            between(0.1, 1.0) * *project.prices.electricity_import_per_mwh;
        project.prices.electricity_carbon_kg_per_mwh = between(0.0, 300.0);
        project.prices.gas_carbon_kg_per_mwh = 184.0;
        project.prices.carbon_per_t = between(0.0, 100.0);
        PlantSource pump = source("pump", "holding", SourceKind::heat_pump, between(50.0, 400.0), 1);
        pump.source_side = HeatPumpSide::fixed;
        pump.source_temperature_c = between(5.0, 40.0);
        pump.source_drop_k = 4.0;
        PlantSource chp = source("chp", "holding", SourceKind::chp, between(50.0, 400.0), 2);
        chp.efficiency = 0.45;
        chp.electric_efficiency = 0.4;
        PlantSource hot = source("electric", "holding", SourceKind::electric_boiler, 200.0, 3);
        hot.efficiency = 0.99;
        PlantSource pv;
        pv.id = "roof";
        pv.plant = "holding";
        pv.kind = SourceKind::pv;
        pv.peak_kw = 300.0;
        project.sources = {pump, chp, hot, source("gas", "holding", SourceKind::gas_boiler, 1000.0, 4), pv};
        double const heat_w = between(50e3, 900e3);
        double const sun = trial % 2 == 0 ? 0.0 : between(0.0, 900.0);
        double const own = bill(project, {-1, -1, -1, -1}, heat_w, sun);
        std::vector<int> places{0, 1, 2, 3};
        double least = own;
        do {
            least = std::min(least, bill(project, places, heat_w, sun));
        } while (std::next_permutation(places.begin(), places.end()));
        EXPECT_LE(own, least + 1e-9 * std::abs(least)) << "in trial " << trial;
        better_than_alone += own < bill(project, {1, 3, 4, 2}, heat_w, sun) * (1.0 - 1e-6) ? 1 : 0;
    }
    EXPECT_GT(better_than_alone, 10);
}

// A waste line, a gas boiler with a least heat, an electric boiler and a store, and nobody who says in which
// order they run.
Project town_with_electric_boiler() {
    Project project = two_plants();
    project.prices.gas_per_mwh = 41.5;
    project.prices.electricity_import_per_mwh = 150.0;
    project.prices.electricity_export_per_mwh = 70.0;
    PlantSource waste = source("waste", "holding", SourceKind::energy_from_waste, 530.0, 0);
    PlantSource gas = source("gas", "holding", SourceKind::gas_boiler, 1500.0, 0);
    gas.minimum_heat_kw = 100.0;
    PlantSource electric = source("electric", "holding", SourceKind::electric_boiler, 600.0, 0);
    electric.efficiency = 0.99;
    project.sources = {waste, gas, electric};
    for (PlantSource& each : project.sources) {
        each.merit_order.reset();
    }
    project.stores = {tank(60.0, 0.2)};
    return project;
}

// For 10 kW the electric boiler is cheaper than the gas boiler, which would push out 90 of the waste line's;
// for what a store is ordered to take besides it is not.
TEST(SourceOrder, CountsWhatStoresAreOrderedToTake) {
    Room room{town_with_electric_boiler()};
    PlantRoomOrders orders = room.orders();
    orders.store_w[0] = 0.0; // takes nothing
    SourceStep made = room.take(orders, 540e3);
    EXPECT_NEAR(made.heat_w[0], 530e3, 1.0);
    EXPECT_EQ(made.heat_w[1], 0.0);
    EXPECT_NEAR(made.heat_w[2], 10e3, 1.0);
    orders.store_w[0] = 300e3;
    made = room.take(orders, 540e3);
    EXPECT_NEAR(made.heat_w[0], 530e3, 1.0);
    EXPECT_NEAR(made.heat_w[1], 310e3, 1.0);
    EXPECT_EQ(made.heat_w[2], 0.0);
}

// For 60 kW alone the electric boiler is cheaper than the gas boiler with its 300. The other 240 are worth
// something in a store that will give in place of sources, and nothing in one that gives after all of them.
TEST(SourceOrder, NoSourceRunsForAStoreThatSavesNothing) {
    Project project = town_with_electric_boiler();
    project.sources.erase(project.sources.begin()); // the waste line
    project.sources[0].minimum_heat_kw = 300.0;
    for (std::uint8_t const saves : {std::uint8_t{0}, std::uint8_t{1}}) {
        Room room{project};
        PlantRoomOrders orders = room.orders();
        orders.store_saves[0] = saves;
        SourceStep const made = room.take(orders, 60e3);
        EXPECT_NEAR(made.heat_w[0], saves != 0 ? 300e3 : 0.0, 1.0);
        EXPECT_NEAR(made.heat_w[1], saves != 0 ? 0.0 : 60e3, 1.0);
        EXPECT_NEAR(made.store_heat_w[0], saves != 0 ? 240e3 : 0.0, 1.0);
    }
}

// A store that may give at so much a MWh does so before what costs more, and after what costs less.
TEST(SourceOrder, AStoreHasItsPlaceByWhatItsHeatIsWorth) {
    Project project = town_with_electric_boiler();
    project.stores[0].charged_share = 0.9;
    for (double const rank : {60.0, 200.0}) {
        Room room{project};
        PlantRoomOrders orders = room.orders();
        orders.store_rank[0] = rank; // the electric boiler's heat costs 151.5
        SourceStep const made = room.take(orders, 540e3);
        EXPECT_NEAR(made.heat_w[0], 530e3, 1.0);
        EXPECT_EQ(made.heat_w[1], 0.0);
        EXPECT_NEAR(made.heat_w[2], rank < 151.5 ? 0.0 : 10e3, 1.0);
        EXPECT_NEAR(made.store_heat_w[0], rank < 151.5 ? -10e3 : 0.0, 1.0);
    }
}

} // namespace
