// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Stores behind plants: what they are ordered to do, where they stand among sources, and what they give where
// heat is short.

#include "plant_room_runs.hpp"

#include "saggar/engine/plant_room/plant_rooms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <random>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// The plant room alone, behind a plant that takes what it is told to, hour by hour.
class Room {
public:
    explicit Room(Project project) {
        project.plants.pop_back();
        project.simulation.demand = "read";
        network_ = Network::build(std::move(project), {});
        rooms_ = std::make_unique<PlantRooms>(network_);
        made_.mass_flow_kg_s.assign(network_->links.size(), 1.0);
        made_.plant_pump_electricity_w = {1e3};
        made_.plant_supply_temperature_c = {80.0};
        made_.plant_return_temperature_c = {45.0};
    }

    [[nodiscard]] PlantRoomOrders orders() const {
        return {network_->project().sources.size(), network_->project().stores.size()};
    }
    double irradiance_w_m2{0.0};

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

double sum(std::vector<double> const& of) {
    return std::accumulate(of.begin(), of.end(), 0.0);
}

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

// The CHP need not go below its least where the boiler beside it makes way.
TEST(Stores, SourcesKeepTheirLeastWhereOthersMakeWay) {
    Project project = two_tanks();
    project.stores.clear();
    project.sources[0].maximum_heat_kw = 280.0;
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
TEST(Order, HasTheSmallestBillWhereElectricityIsMadeAndUsed) {
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

} // namespace
