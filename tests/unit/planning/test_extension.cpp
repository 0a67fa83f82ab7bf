// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// An extension in memory: what of the present network counts, what plants do, which pairs are made larger.

#include "confirm.hpp"
#include "extension/plant_roles.hpp"
#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/planning/cold_week.hpp"
#include "saggar/planning/extension.hpp"
#include "saggar/planning/kept_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ExtensionProblem, CountsOnNoPairThatIsClosedAtTheDesignPoint) {
    Project project = west();
    project.nodes.push_back(node("middle", 200.0, 5.0));
    project.pipe_pairs = {pair("open", "west", "middle"), pair("closed", "west", "middle"),
                          pair("shut", "west", "middle")};
    project.pipe_pairs[2].open = false;
    Substation home;
    home.id = "home";
    home.node = "middle";
    home.peak_kw = 100.0;
    home.return_temperature_c = 45.0;
    project.substations = {home};
    OperatingPointData peak;
    peak.id = "peak";
    peak.design = true;
    peak.closed = {"closed"};
    project.operating_points = {peak};
    for (bool const judged_there : {true, false}) {
        project.connection.operating_point = judged_there ? "peak" : "";
        ExtensionProblem const problem = make_extension_problem(
            project, family(), one_street({building("mill", {590.0, 20.0}, 300.0)}), {});
        std::vector<int> ways(3, 0);
        for (ExtensionWay const& way : problem.ways) {
            if (way.kind == WayKind::present) {
                ++ways[static_cast<std::size_t>(way.pair)];
            }
        }
        EXPECT_GT(ways[0], 0);
        EXPECT_EQ(ways[1] == 0, judged_there) << "closed at the point that is judged";
        EXPECT_EQ(ways[2], 0) << "always shut";
    }
}

// 100 flats that take 280 kW at one time, 449 kW if each took its own peak.
TEST(ExtensionPlan, CountsABlockOfFlatsWithItsOwnDiversity) {
    Project project = west();
    project.design.diversity = DiversityModel::thermos;
    project.economics.source_cost_per_kw = 300.0;
    Catalogue const catalogue = family();
    DistrictMap map = one_street({building("block", {390.0, 20.0}, 280.0)});
    map.buildings[0].dwellings = 100.0;
    auto const planned = [&] {
        ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
        ExtensionOptions options;
        options.work = 100;
        options.threads = 1;
        return plan_extension(project, catalogue, map, problem, options,
                              [](ExtensionProgress const&) { return true; });
    };
    ExtensionPlan const bought = planned();
    ASSERT_EQ(bought.status, ExtensionStatus::confirmed) << bought.diagnosis;
    EXPECT_NEAR(bought.money.source_capital, 300.0 * 280.0, 1e-6);
    for (TopologyPipe const& pipe : bought.topology.pipes) {
        EXPECT_NEAR(pipe.flow_w, 280e3, 1e-6);
    }
    project.plants[0].capacity_kw = 300.0;
    ExtensionPlan const within = planned();
    ASSERT_EQ(within.status, ExtensionStatus::confirmed) << within.diagnosis;
    EXPECT_EQ(within.topology.connected.size(), 1U);
}

// Two streets leave the plant: what stands in both takes less at one time than one and the other.
TEST(ExtensionPlan, BuysPlantCapacityForWhatAllTakeAtOneTime) {
    Project project = west();
    project.design.diversity = DiversityModel::thermos;
    project.economics.source_cost_per_kw = 300.0;
    Catalogue const catalogue = family();
    DistrictMap map =
        one_street({building("east", {190.0, 20.0}, 100.0), building("north", {20.0, 190.0}, 10.0)});
    map.streets.push_back({.line = {{0.0, 0.0}, {0.0, 200.0}}, .surface = Surface::hard});
    map.buildings[0].dwellings = 10.0;
    map.buildings[1].dwellings = 1.0;
    for (MapBuilding& one : map.buildings) {
        one.must_connect = true;
    }
    ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
    ExtensionOptions options;
    options.work = 100;
    options.threads = 1;
    ExtensionPlan const plan = plan_extension(project, catalogue, map, problem, options,
                                              [](ExtensionProgress const&) { return true; });
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    double const both_kw = (100.0 / (0.62 + 0.038) + 10.0) * (0.62 + 0.38 / 11.0);
    EXPECT_NEAR(plan.money.source_capital, 300.0 * both_kw, 1e-6);
}

// Heat that is lost is fed in too, and pumps draw electricity: both are what the money says they are.
TEST(ExtensionPlan, CountsTheCarbonOfWhatIsLostAndPumped) {
    Project project = west();
    project.economics.heat_price_per_mwh = 200.0;
    project.economics.heat_carbon_kg_per_mwh = 150.0;
    project.economics.counterfactual_carbon_kg_per_mwh = 220.0;
    DistrictMap const map = one_street({building("mill", {590.0, 20.0}, 300.0)});
    ExtensionPlan const plan = plan_of(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    double const rate = project.economics.discount_rate_percent * 1e-2;
    double const years = (1.0 - std::pow(1.0 + rate, -project.economics.lifetime_years)) / rate;
    double const lost_mwh = plan.money.heat_loss / (years * 20.0);
    double const pumped_mwh = plan.money.pumping / (years * 200.0);
    ASSERT_GT(lost_mwh, 1.0);
    EXPECT_NEAR(plan.carbon_saved_t, 0.220 * 600.0 - 0.150 * (600.0 + lost_mwh), 1e-6);
    project.prices.electricity_carbon_kg_per_mwh = 300.0;
    EXPECT_NEAR(plan_of(project, map).carbon_saved_t,
                0.220 * 600.0 - 0.150 * (600.0 + lost_mwh) - 0.300 * pumped_mwh, 1e-6);
}

// What the network lost and pumped before is no part of it: the solver's own sums, with the mill and without.
TEST(ExtensionPlan, CountsTheCarbonOfWhatIsLostAndPumpedMore) {
    Project project = west();
    project.nodes.push_back(node("middle", 200.0, 5.0));
    project.pipe_pairs = {pair("trunk", "west", "middle")};
    project.substations = {testing_support::plain_load("home", "middle", 200.0)};
    project.economics.heat_price_per_mwh = 200.0;
    project.economics.heat_carbon_kg_per_mwh = 150.0;
    project.economics.counterfactual_carbon_kg_per_mwh = 220.0;
    project.prices.electricity_carbon_kg_per_mwh = 300.0;
    ExtensionPlan const plan = plan_of(project, one_street({building("mill", {590.0, 20.0}, 300.0)}));
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    detail::Confirmed const before = detail::confirm(project, family(), 1, [] {});
    detail::Confirmed const after = detail::confirm(plan.sizing.project, family(), 1, [] {});
    ASSERT_GT(before.heat_loss_mwh, 1.0);
    ASSERT_GT(before.pumping_mwh, 0.01);
    EXPECT_NEAR(plan.carbon_saved_t,
                0.220 * 600.0 - 0.150 * (600.0 + after.heat_loss_mwh - before.heat_loss_mwh) -
                    0.300 * (after.pumping_mwh - before.pumping_mwh),
                1e-4);
}

// What a plant has to spare is said as it is elsewhere, not what routes may take of it; of plants without a
// limit, and far from everything, nothing is said.
TEST(ExtensionPlan, SaysWhyNothingConnects) {
    Project project = west();
    project.economics.heat_price_per_mwh = 200.0;
    project.plants[0].capacity_kw = 200.0;
    project.nodes.push_back(node("far", 4000.0, 5.0));
    project.plants.push_back(plant("unlimited", "far"));
    project.extension.join_m = 10.0;
    DistrictMap map = one_street({building("mill", {590.0, 20.0}, 300.0)});
    map.streets.push_back({.line = {{600.0, 0.0}, {4000.0, 0.0}}, .surface = Surface::hard});
    ExtensionPlan const without_heat = plan_of(project, map);
    EXPECT_EQ(without_heat.status, ExtensionStatus::nothing_pays);
    EXPECT_EQ(without_heat.diagnosis, "what pays needs more heat than plants have to spare, of which 3 % is "
                                      "kept for losses: boilers 200 kW");
    project.plants.pop_back();
    project.plants[0].capacity_kw = 1000.0;
    ExtensionPlan const held = plan_of(project, map, {.work = 100, .plant_most_w = {210e3}});
    EXPECT_EQ(held.status, ExtensionStatus::nothing_pays);
    EXPECT_EQ(held.diagnosis,
              "what pays needs more heat than the cold week holds plants to: boilers to 210 kW");
    map.buildings[0].must_connect = true;
    EXPECT_THROW((void)plan_of(project, map, {.work = 100, .plant_most_w = {210e3}}), Error);
    map.buildings.push_back(building("dairy", {390.0, 20.0}, 250.0));
    map.buildings[1].must_connect = true;
    ExtensionPlan const both = plan_of(project, map, {.work = 100, .plant_most_w = {400e3}});
    EXPECT_EQ(both.status, ExtensionStatus::infeasible);
    EXPECT_EQ(both.diagnosis, "no plan connects what must be connected within the capacity of plants and "
                              "pipes, where the cold week holds boilers to 400 kW");
}

// The plant lifts too little for any pipe. It is not held to less than what must connect takes: that there is
// no plan for this would hide why.
TEST(ExtensionPlan, SaysWhatContradictedWhatMustConnect) {
    Project project = west();
    project.plants[0].maximum_differential_pressure_bar = 0.2;
    DistrictMap map = one_street({building("block", {590.0, 20.0}, 280.0)});
    map.buildings[0].must_connect = true;
    ExtensionPlan const one = plan_of(project, map);
    EXPECT_EQ(one.status, ExtensionStatus::infeasible);
    EXPECT_EQ(one.attempts, 1U) << "there is nothing to leave out";
    EXPECT_THAT(one.diagnosis, HasSubstr("pressure"));
    map.buildings.push_back(building("mill", {390.0, 20.0}, 150.0));
    map.buildings[1].must_connect = true;
    ExtensionPlan const both = plan_of(project, map);
    EXPECT_EQ(both.status, ExtensionStatus::infeasible);
    EXPECT_THAT(both.diagnosis,
                AllOf(HasSubstr("of what must be connected no plan was confirmed: "), HasSubstr("pressure")));
}

// Its height has the plant hold more than the lowest pipes bear: what stands low connects all the same.
TEST(ExtensionPlan, LeavesOutTheOneThatStandsTooHigh) {
    DistrictMap map =
        one_street({building("mill", {190.0, 20.0}, 300.0), building("school", {390.0, 20.0}, 200.0),
                    building("hill", {410.0, 20.0}, 20.0)});
    for (MapBuilding& one : map.buildings) {
        one.elevation_m = one.id == "hill" ? 160.0 : 0.0;
    }
    ExtensionPlan const plan = plan_of(west(), map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_EQ(plan.topology.connected, (std::vector<std::int32_t>{0, 1}));
    ASSERT_EQ(plan.contradicted.size(), 1U);
    EXPECT_THAT(plan.contradicted.front(), HasSubstr("without hill it is confirmed"));
}

// None of the two plants has what the mill takes.
TEST(ExtensionPlan, FeedsOneTreeFromTwoPlants) {
    Project project = west();
    project.nodes.push_back(node("east", 600.0, 5.0));
    project.plants.push_back(plant("mine", "east"));
    project.plants[0].capacity_kw = 300.0;
    project.plants[1].capacity_kw = 200.0;
    DistrictMap map = one_street({building("mill", {390.0, 20.0}, 400.0)});
    map.buildings[0].must_connect = true;
    ExtensionPlan const plan = plan_of(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    ASSERT_EQ(plan.topology.connected.size(), 1U);
    EXPECT_NEAR(plan.topology.source_w[0] + plan.topology.source_w[1], 400e3, 1e-6);
    EXPECT_GE(plan.topology.source_w[1], 400e3 - 0.97 * 300e3);
    EXPECT_EQ(plan.topology.foot_of[0], plan.topology.foot_of[1]);
    std::vector<Plant> const& plants = plan.sizing.project.plants;
    EXPECT_EQ(std::ranges::count(plants, PlantControl::heat, &Plant::control), 1);
}

TEST(PlantRoles, NoWaterPassesWhatIsShut) {
    Project project;
    for (char const* const id : {"a", "b", "c", "d", "e", "f"}) {
        project.nodes.push_back(node(id, 0.0, 0.0));
    }
    project.plants = {plant("p", "a"), plant("q", "b"), plant("r", "f")};
    project.pipe_pairs = {pair("p1", "a", "b"), pair("p2", "e", "f")};
    Pipe pipe;
    pipe.id = "line";
    pipe.from = "b:supply";
    pipe.to = "c:supply";
    project.pipes = {pipe};
    Valve valve;
    valve.id = "valve";
    valve.from = "c:supply";
    valve.to = "d:supply";
    valve.kind = ValveKind::throttling;
    project.valves = {valve};
    Pump pump;
    pump.id = "pump";
    pump.from = "d:supply";
    pump.to = "e:supply";
    project.pumps = {pump};
    auto const zones = [&] {
        detail::Zones found{project};
        std::string made;
        for (std::size_t i = 0; i + 1 < project.nodes.size(); ++i) {
            made += project.nodes[i].id + (found.of(i) == found.of(i + 1) ? "" : "|");
        }
        return made + project.nodes.back().id;
    };
    EXPECT_EQ(zones(), "abcdef");
    project.pipe_pairs[0].open = false;
    EXPECT_EQ(zones(), "a|bcdef");
    project.pipes[0].open = false;
    EXPECT_EQ(zones(), "a|b|cdef");
    project.valves[0].opening = 0.0;
    EXPECT_EQ(zones(), "a|b|c|def");
    project.valves[0].opening = 1.0;
    project.valves[0].open = false;
    project.pumps[0].running = false;
    EXPECT_EQ(zones(), "a|b|c|d|ef");
    EXPECT_FALSE(detail::is_laid(project, project.plants[0])) << "a shut pair leads from it";
    EXPECT_TRUE(detail::is_laid(project, project.plants[2]));
}

// A narrow pair from the plant to the middle and a wide one from there to the east, where a mill lies in a
// street.
struct Town {
    Town(double middle_x_m, std::vector<double> const& bores_mm)
        : project{west()}, catalogue{testing_support::priced_family(bores_mm)} {
        project.nodes.push_back(node("middle", middle_x_m, 5.0));
        project.nodes.push_back(node("east", middle_x_m + 800.0, 5.0));
        project.pipe_pairs = {pair("narrow", "west", "middle"), pair("wide", "middle", "east")};
        project.pipe_pairs[0].catalogue = "test/50";
        project.pipe_pairs[1].catalogue = catalogue.entries().back().id;
        project.substations = {testing_support::plain_load("home", "middle", 20.0),
                               testing_support::plain_load("school", "east", 20.0)};
        double const east_m = middle_x_m + 800.0;
        map.streets = {{.line = {{east_m, 0.0}, {east_m + 100.0, 0.0}}, .surface = Surface::hard}};
        map.buildings = {building("mill", {east_m + 100.0, 20.0}, 400.0)};
    }

    void add_street(std::vector<Point> line, Surface surface) {
        map.streets.push_back({.line = std::move(line), .surface = surface});
    }

    [[nodiscard]] ExtensionPlan plan(bool shut_rings = false) const {
        ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
        ExtensionOptions options;
        options.work = 200;
        options.threads = 1;
        options.shut_rings = shut_rings;
        return plan_extension(project, catalogue, map, problem, options,
                              [](ExtensionProgress const&) { return true; });
    }

    Project project;
    Catalogue catalogue;
    DistrictMap map;
};

std::vector<std::string> closing(ExtensionPlan const& plan) {
    std::vector<std::string> pairs;
    for (ExtensionPipe const& pipe : plan.pipes) {
        if (pipe.closes_ring) {
            pairs.push_back(pipe.pair);
        }
    }
    return pairs;
}

std::string entry_of(ExtensionPlan const& plan, std::string const& pair) {
    for (Pipe const& one : plan.sizing.project.pipe_pairs) {
        if (one.id == pair) {
            return one.catalogue;
        }
    }
    return "none";
}

// Through a field beside the narrow pair heat comes to the wide one for less than with a larger pair in the
// place of the narrow one. Water then goes both ways.
TEST(ExtensionPlan, ClosesARingOverThePresentNetworkWhereTheSolverConfirmsIt) {
    std::vector<double> const bores{32.0, 50.0, 65.0, 80.0, 100.0, 125.0, 150.0, 200.0};
    Town const beside{400.0, bores};
    ExtensionPlan const larger = beside.plan();
    ASSERT_EQ(larger.status, ExtensionStatus::confirmed) << larger.diagnosis;
    EXPECT_NE(entry_of(larger, "narrow"), "test/50");
    EXPECT_TRUE(closing(larger).empty());

    Town with_field{400.0, bores};
    with_field.add_street({{0.0, 0.0}, {400.0, 0.0}}, Surface::soft);
    ExtensionPlan const ring = with_field.plan();
    ASSERT_EQ(ring.status, ExtensionStatus::confirmed) << ring.diagnosis;
    EXPECT_EQ(ring.attempts, 1U);
    EXPECT_TRUE(ring.contradicted.empty()) << ring.contradicted.front();
    EXPECT_EQ(closing(ring).size(), 1U);
    EXPECT_EQ(entry_of(ring, "narrow"), "test/50");
    EXPECT_EQ(ring.topology.connected.size(), 1U);
    EXPECT_GT(ring.money.net(), larger.money.net());
}

// Round the field it is ten times as far as through the narrow pair, which no larger one can take the place
// of: the pressure that drives the water round would drive too much through it.
TEST(ExtensionPlan, GoesAnotherWayWhereTheSolverContradictsARing) {
    Town town{100.0, {32.0, 50.0, 65.0, 80.0}};
    town.project.economics.heat_price_per_mwh = 300.0;
    town.project.pipe_pairs[0].inner_diameter_mm = 50.0;
    town.project.plants[0].maximum_differential_pressure_bar = 12.0;
    town.add_street({{0.0, 0.0}, {0.0, 450.0}, {100.0, 450.0}, {100.0, 0.0}}, Surface::hard);
    EXPECT_EQ(town.plan().status, ExtensionStatus::nothing_pays) << "there is no other way";
    town.add_street({{0.0, 0.0}, {0.0, -300.0}, {1000.0, -300.0}, {1000.0, 0.0}}, Surface::hard);
    ExtensionPlan const plan = town.plan();
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    ASSERT_EQ(plan.contradicted.size(), 1U);
    EXPECT_THAT(plan.contradicted.front(), HasSubstr("joins the present network at two places"));
    EXPECT_TRUE(closing(plan).empty());
    EXPECT_EQ(plan.topology.connected.size(), 1U);

    ExtensionPlan const shut = town.plan(true); // the narrow pair: water goes round as the routes have it
    ASSERT_EQ(shut.status, ExtensionStatus::confirmed) << shut.diagnosis;
    EXPECT_EQ(shut.shut_pairs, std::vector<std::string>{"narrow"});
    EXPECT_GT(shut.money.net(), plan.money.net());
    auto const& pairs = shut.sizing.project.pipe_pairs;
    EXPECT_FALSE(std::ranges::find(pairs, "narrow", &Pipe::id)->open);
}

// Two ways lead to where the street begins: 300 m of the widest pair that there is, through which the plan
// leads all heat, and 40 m of a narrow one past a house, which takes more than its share of the water.
struct TwoWays {
    TwoWays() {
        project.nodes = {node("west", 0.0, 5.0), node("house", 100.0, 5.0), node("middle", 200.0, 5.0)};
        project.pipe_pairs = {pair("wide", "west", "middle"), pair("narrow_1", "west", "house"),
                              pair("narrow_2", "house", "middle")};
        project.pipe_pairs[0].length_m = 300.0;
        project.pipe_pairs[0].catalogue = "test/150";
        for (Pipe* const narrow : {&project.pipe_pairs[1], &project.pipe_pairs[2]}) {
            narrow->length_m = 20.0;
            narrow->catalogue = "test/32";
        }
        project.substations = {plain_load("home", "house", 10.0)};
        map.streets = {{.line = {{200.0, 0.0}, {400.0, 0.0}, {600.0, 0.0}}, .surface = Surface::hard}};
        map.buildings = {building("mill", {590.0, 20.0}, 1700.0), building("farm", {210.0, 20.0}, 200.0)};
    }
    [[nodiscard]] ExtensionPlan plan(double heat_price, double mill_mwh) {
        project.economics.heat_price_per_mwh = heat_price;
        map.buildings[0].annual_use_mwh = mill_mwh;
        ExtensionOptions options;
        options.work = 100;
        options.threads = 1;
        ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
        return plan_extension(project, catalogue, map, problem, options,
                              [](ExtensionProgress const&) { return true; });
    }
    Project project = west();
    Catalogue catalogue = priced_family({32.0, 50.0, 65.0, 80.0, 100.0, 125.0, 150.0});
    DistrictMap map;
};

TEST(ExtensionPlan, MakesPresentPairsLargerThatItLeadsNoHeatThrough) {
    TwoWays town;
    ExtensionPlan const plan = town.plan(70.0, 3400.0);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_EQ(plan.topology.connected.size(), 2U);
    EXPECT_TRUE(plan.diagnosis.empty()) << plan.diagnosis;
    ASSERT_EQ(plan.contradicted.size(), 1U);
    EXPECT_THAT(plan.contradicted.front(), AllOf(HasSubstr("pipe gradient at narrow_1"),
                                                 HasSubstr("with larger present pipes it is confirmed")));
    double sum = 0.0;
    for (ExtensionPipe const& pipe : plan.pipes) {
        sum += pipe.capital;
        if (pipe.reinforced) { // as priced_family has DN 50 in hard ground
            EXPECT_EQ(pipe.entry, "test/50") << pipe.pair;
            EXPECT_NEAR(pipe.capital, 20.0 * (500.0 + 4.0 * 50.0 + 0.01 * 50.0 * 50.0), 1e-6) << pipe.pair;
        }
    }
    EXPECT_EQ(std::ranges::count_if(plan.pipes, &ExtensionPipe::reinforced), 2);
    EXPECT_NEAR(plan.money.pipe_capital, sum, 1e-6);
    EXPECT_TRUE(detail::confirm(plan.sizing.project, town.catalogue, 1, [] {}).verified);
    Project before = plan.sizing.project;
    before.pipe_pairs[1].catalogue = before.pipe_pairs[2].catalogue = "test/32";
    EXPECT_FALSE(detail::confirm(before, town.catalogue, 1, [] {}).verified);
}

// Where the mill takes less it brings less than the larger pairs cost, and the farm alone is worth more.
TEST(ExtensionPlan, LeavesPresentPairsWhereLargerOnesAreNotWorthIt) {
    TwoWays town;
    ExtensionPlan const both = town.plan(70.0, 570.0);
    ExtensionPlan const farm = town.plan(70.0, 540.0);
    ASSERT_EQ(both.status, ExtensionStatus::confirmed) << both.diagnosis;
    ASSERT_EQ(farm.status, ExtensionStatus::confirmed) << farm.diagnosis;
    EXPECT_EQ(both.topology.connected.size(), 2U);
    EXPECT_THAT(farm.topology.connected, ::testing::ElementsAre(1));
    EXPECT_EQ(std::ranges::count_if(farm.pipes, &ExtensionPipe::reinforced), 0);
    EXPECT_GT(both.money.net(), farm.money.net());
    EconomicSettings const& money = town.project.economics;
    double const rate = money.discount_rate_percent * 1e-2;
    double const years = (1.0 - std::pow(1.0 + rate, -money.lifetime_years)) / rate;
    double const both_for_less = both.money.net() - 30.0 * (70.0 - 20.0) * years;
    EXPECT_LT(both_for_less, farm.money.net());
}

} // namespace
