// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What plants with sources are asked for where one of them trips, or lines are shut between them.

#include "plant_room_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

std::string hour(int of) {
    return std::string{"1970-01-01T"} + (of < 10 ? "0" : "") + std::to_string(of) + ":00:00Z";
}

// Waste at the end of the line, boilers at the works, and boilers that stand by in the middle.
Project three_plants() {
    Project project = two_plants();
    Plant third = project.plants[1];
    third.id = "third";
    third.node = "middle";
    project.plants.push_back(third);
    project.sources = {source("waste", "second", SourceKind::energy_from_waste, 300.0, 1),
                       source("boiler", "holding", SourceKind::gas_boiler, 600.0, 2),
                       source("spare", "third", SourceKind::gas_boiler, 600.0, 3)};
    return project;
}

// Three homes of 200 kW; waste has 300 of 600 kW. Spare heat may rise by 150 kW an hour.
TEST(DispatchInOutages, OthersGiveWhatThePlantThatHoldsThePressureDoesNot) {
    Project project = three_plants();
    project.simulation.events = {{hour(6), "holding", EventAction::trip},
                                 {hour(18), "holding", EventAction::recover}};
    Ran const ran = run(project, std::vector<double>(24, 200.0));
    ASSERT_EQ(ran.steps.size(), 24U);
    EXPECT_EQ(ran.steps[5].sources.heat_w[2], 0.0) << "W: nobody needs it";
    for (std::size_t step = 6; step < 18; ++step) {
        EXPECT_EQ(ran.steps[step].plant_heat_w[0], 0.0);
    }
    for (std::size_t step = 9; step < 18; ++step) {
        SimulatedStep const& now = ran.steps[step];
        EXPECT_EQ(sum(now.unmet_w), 0.0) << step;
        EXPECT_GT(*std::ranges::min_element(now.supply_temperature_c), 70.0) << "degC, " << step;
        EXPECT_NEAR(sum(now.plant_heat_w), 600e3, 30e3) << "W: demand and loss";
    }
    EXPECT_LT(sum(ran.steps[23].unmet_w), 1.0);
}

// Where nothing can make up for it, who is short is short of heat, however wide his valve stands open.
TEST(DispatchInOutages, ColdWaterOfATrippedPlantIsNoWantOfPressure) {
    Project project = three_plants();
    project.plants.pop_back();
    project.sources.pop_back();
    project.plants[0].maximum_differential_pressure_bar = 0.8;
    project.pipe_pairs.front().inner_diameter_mm =
        50.0; // so that cold water cannot make up for it by its flow
    for (Substation& home : project.substations) {
        home.minimum_supply_temperature_c = 60.0;
    }
    project.simulation.events = {{hour(6), "holding", EventAction::trip}};
    Ran const ran = run(project, std::vector<double>(14, 200.0));
    int short_of_heat = 0;
    for (std::size_t step = 8; step < ran.steps.size(); ++step) {
        for (std::size_t i = 0; i < 3; ++i) {
            UnmetCause const cause = ran.steps[step].unmet_cause[i];
            EXPECT_NE(cause, UnmetCause::pressure) << step << ' ' << i;
            short_of_heat += cause == UnmetCause::capacity ? 1 : 0;
        }
    }
    EXPECT_GT(short_of_heat, 6);
    EXPECT_NEAR(ran.steps.back().sources.heat_w[0], 300e3, 3e3) << "W: all that there is";
}

// The pair to the end is shut, and with it the waste that ran first.
TEST(DispatchInOutages, APlantThatIsCutOffIsAskedForNothing) {
    Project project = three_plants();
    std::string const last = project.pipe_pairs.back().id;
    ASSERT_EQ(project.pipe_pairs.back().to, "end");
    project.sources[1].maximum_heat_kw = 200.0; // the two others have to share
    project.simulation.events = {{hour(6), last, EventAction::close}, {hour(18), last, EventAction::open}};
    Ran const ran = run(project, std::vector<double>(24, 180.0));
    for (std::size_t step = 6; step < 18; ++step) {
        SimulatedStep const& now = ran.steps[step];
        EXPECT_EQ(now.plant_set_heat_w[1], 0.0) << "W, " << step;
        EXPECT_EQ(now.plant_shortfall_cause[1], ShortfallCause::none) << step;
        EXPECT_EQ(now.unmet_cause[2], UnmetCause::cut_off) << step << ": the home at the end";
        if (step >= 8) {
            EXPECT_EQ(now.unmet_w[0] + now.unmet_w[1], 0.0) << "W, " << step << ": spare is asked for";
        }
    }
    EXPECT_GT(ran.steps[12].sources.heat_w[2], 100e3) << "W";
    EXPECT_LT(sum(ran.steps[23].unmet_w), 1.0);
    EXPECT_NEAR(ran.steps[23].sources.heat_w[0], 300e3, 3e3) << "W: it is back";
}

// Two networks with a shut line between them: one plant trips and the line is opened, later the other way
// round.
TEST(DispatchInOutages, ATrippedPlantLetsGoOfThePressureWhereAnotherHoldsIt) {
    Project project = two_plants();
    project.plants[1].control = PlantControl::pressure_holding;
    project.plants[1].heat_kw.reset();
    project.plants[1].held_pressure_bar = 4.0;
    std::string const tie = project.pipe_pairs.back().id;
    project.pipe_pairs.back().open = false;
    project.substations.pop_back();
    project.substations.push_back(project.substations.back());
    project.substations.back().id = "home_end";
    project.substations.back().node = "end";
    project.sources = {source("one", "holding", SourceKind::gas_boiler, 900.0, 1),
                       source("other", "second", SourceKind::gas_boiler, 900.0, 2)};
    project.simulation.events = {{hour(6), "second", EventAction::trip},
                                 {hour(6), tie, EventAction::open},
                                 {hour(14), tie, EventAction::close},
                                 {hour(14), "second", EventAction::recover}};
    Ran const ran = run(project, std::vector<double>(24, 150.0));
    ASSERT_EQ(ran.steps.size(), 24U);
    EXPECT_GT(ran.steps[5].plant_heat_w[1], 100e3) << "W";
    for (std::size_t step = 6; step < 14; ++step) {
        EXPECT_EQ(ran.steps[step].plant_heat_w[1], 0.0) << "W, " << step;
        EXPECT_LT(ran.steps[step].make_up_kg_s, 1e-6) << step << ": no water is pressed through";
        if (step > 6) { // when what stood between them has been warmed
            EXPECT_LT(ran.steps[step].plant_heat_w[0], 600e3) << "W, " << step;
        }
    }
    for (std::size_t step = 9; step < 24; ++step) {
        EXPECT_LT(sum(ran.steps[step].unmet_w), 1.0) << "W, " << step;
    }
    EXPECT_GT(ran.steps.back().plant_heat_w[1], 100e3) << "W";
    // Both tripped: one of the two holds the pressure still.
    project.simulation.events.insert(project.simulation.events.begin() + 1,
                                     {hour(8), "holding", EventAction::trip});
    project.simulation.events.back() = {hour(14), "holding", EventAction::recover};
    for (SimulatedStep const& step : run(project, std::vector<double>(20, 150.0)).steps) {
        EXPECT_LT(step.make_up_kg_s, 1e-6) << "no water is pressed through";
    }
}

TEST(DispatchInOutages, APlantThatStandsByStartsWhereItIsToRecover) {
    Project project = three_plants();
    project.plants[2].running = false;
    project.simulation.events = {{hour(6), "second", EventAction::trip},
                                 {hour(6), "third", EventAction::recover}};
    project.sources[1].maximum_heat_kw = 300.0; // too little without the third
    Ran const ran = run(project, std::vector<double>(14, 170.0));
    EXPECT_EQ(ran.steps[5].plant_heat_w[2], 0.0);
    EXPECT_GT(ran.steps.back().plant_heat_w[2], 200e3) << "W";
    EXPECT_LT(sum(ran.steps.back().unmet_w), 1.0) << "W";
}

// A store gives its heat at once, and its plant's sources go on as before: what rises by a quarter in an hour
// is what they give.
TEST(DispatchInOutages, AStoreThatGivesDoesNotHoldItsPlantsSourcesBack) {
    Project project = three_plants();
    project.stores = {tank(6.0, 1.0)};
    project.stores[0].plant = "second";
    project.simulation.demand = "read";
    auto const network = Network::build(project, {});
    Scenario const scenario{network, demand({200.0, 200.0}), {0, std::int64_t{2} * 3600, 3600}};
    PlantRooms rooms{network};
    PlantRoomOrders orders{3, 1};
    SimulatedStep made; // a network that takes what it is asked for; the rest comes from the works
    made.mass_flow_kg_s.assign(network->links.size(), 1.0);
    made.link_status.assign(network->links.size(), ElementStatus::normal);
    made.plant_pump_electricity_w.assign(3, 0.0);
    made.plant_supply_temperature_c.assign(3, 80.0);
    made.plant_return_temperature_c.assign(3, 45.0);
    made.plant_shortfall_cause.assign(3, ShortfallCause::none);
    auto const take = [&](std::size_t step) {
        SimulationPoint point = scenario.point(step);
        SourceInput input;
        scenario.set_sources(scenario.time_of(step), input);
        rooms.prepare(input, orders, 3600.0, point);
        made.demand_w = point.point.heat_demand_w;
        made.plant_heat_w = point.point.plant_heat_w;
        made.plant_heat_w[0] = 600e3 - made.plant_heat_w[1] - made.plant_heat_w[2];
        return rooms.settle(made);
    };
    EXPECT_NEAR(take(0).heat_w[0], 300e3, 1e3);
    orders.store_w[0] = -200e3;
    SourceStep const now = take(1);
    EXPECT_NEAR(now.store_heat_w[0], -200e3, 3e3) << "W";
    EXPECT_NEAR(now.heat_w[0], 300e3, 3e3) << "W";
}

// A source of the plant that holds the pressure, started in the morning, must run for eight hours; what is
// expected is never quite right, and that plant makes up for it.
TEST(DispatchInOutages, ThePlantThatHoldsThePressureKeepsRoomForWhatMustRun) {
    Project project = two_plants();
    for (Pipe& pair : project.pipe_pairs) {
        pair.length_m = 1500.0;
    }
    project.sources = {source("waste", "second", SourceKind::energy_from_waste, 800.0, 1),
                       source("engine", "holding", SourceKind::gas_boiler, 600.0, 2),
                       source("boiler", "holding", SourceKind::gas_boiler, 600.0, 3)};
    project.sources[1].minimum_heat_kw = 150.0;
    project.sources[1].minimum_run_hours = 8.0;
    std::vector<double> kw;
    for (int of = 0; of < 72; ++of) { // kW a home: above waste's share in the mornings alone
        int const in_day = of % 24;
        kw.push_back(in_day >= 6 && in_day < 8 ? 330.0 : 200.0 - 7.0 * ((of * 7) % 5));
    }
    Ran const ran = run(project, kw);
    int starts = 0;
    int early = 0;
    for (SimulatedStep const& step : ran.steps) {
        starts += step.sources.started[1];
        early += step.sources.stopped_early[1];
    }
    EXPECT_GE(starts, 3);
    EXPECT_EQ(early, 0);
}

} // namespace
