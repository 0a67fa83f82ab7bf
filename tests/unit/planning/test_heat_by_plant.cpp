// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Heat that costs something else at each plant: who gives how much of a year's, what that is worth, and where
// routes take it from.

#include "confirm.hpp"
#include "extension/money.hpp"
#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/planning/extension.hpp"
#include "saggar/planning/heat_by_plant.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;
using ::testing::DoubleNear;
using ::testing::ElementsAre;

double worth_of_years(Project const& project) {
    double const rate = project.economics.discount_rate_percent * 1e-2;
    return (1.0 - std::pow(1.0 + rate, -project.economics.lifetime_years)) / rate;
}

// ---- the split, from a load duration by hand
// ------------------------------------------------------------------

// Boilers hold the pressure, the works give heat; one pair joins them, and a mill takes it all.
Project works_and_boilers() {
    Project project = west();
    project.nodes.push_back(node("east", 300.0, 5.0));
    project.pipe_pairs = {pair("trunk", "west", "east")};
    project.plants.push_back(plant("works", "east"));
    project.plants[1].control = PlantControl::heat;
    project.plants[0].heat_cost_per_mwh = 60.0;
    project.plants[1].heat_cost_per_mwh = 10.0;
    project.substations = {plain_load("mill", "east", 950.0)};
    project.substations[0].annual_use_mwh = 1500.0;
    return project;
}

SizingLoadResult at_load(double factor, double hours, std::vector<double> plants_kw, double mill_kw,
                         double lost_kw) {
    SizingLoadResult made;
    made.load = {.load_factor = factor, .hours = hours};
    made.converged = true;
    for (double& kw : plants_kw) {
        kw *= 1e3;
    }
    made.plant_heat_w = std::move(plants_kw);
    made.substation_heat_w = {mill_kw * 1e3};
    made.heat_loss_w = lost_kw * 1e3;
    return made;
}

std::vector<SizingLoadResult> load_duration() {
    return {at_load(1.0, 100.0, {700.0, 300.0}, 950.0, 50.0),
            at_load(0.5, 1000.0, {370.0, 150.0}, 475.0, 45.0),
            at_load(0.2, 2000.0, {170.0, 60.0}, 190.0, 40.0)};
}

// The works first, up to the 300 kW of full load: 300, 300 and 225.4 kW of 1000, 520 and 230, of which the
// boilers keep 2 %.
TEST(HeatByPlant, TheCheapestGivesFirstUpToWhatItGivesAtFullLoad) {
    HeatOfYear const heat = heat_of_year(works_and_boilers(), load_duration());
    ASSERT_EQ(heat.plants.size(), 2U);
    PlantHeat const& works = heat.plants[0];
    PlantHeat const& boilers = heat.plants[1];
    EXPECT_EQ(works.plant, "works");
    EXPECT_EQ(works.network, "boilers") << "who holds the pressure";
    EXPECT_DOUBLE_EQ(works.most_w, 300e3);
    std::vector<double> given;
    for (PlantHeatAtLoad const& at : works.loads) {
        given.push_back(at.heat_w);
    }
    EXPECT_THAT(given, ElementsAre(300e3, 300e3, DoubleNear(225.4e3, 1e-6)));
    double const share = (300.0 * 100.0 + 300.0 * 1000.0 + 225.4 * 2000.0) /
                         (1000.0 * 100.0 + 520.0 * 1000.0 + 230.0 * 2000.0);
    double const lost_mwh = (50.0 * 100.0 + 45.0 * 1000.0 + 40.0 * 2000.0) * 1e-3;
    EXPECT_NEAR(works.share, share, 1e-12);
    EXPECT_NEAR(works.sold_mwh, share * 1500.0, 1e-9);
    EXPECT_NEAR(works.lost_mwh, share * lost_mwh, 1e-9);
    EXPECT_NEAR(boilers.sold_mwh, (1.0 - share) * 1500.0, 1e-9);
    EXPECT_NEAR(heat.sold_cost(), 1500.0 * (10.0 * share + 60.0 * (1.0 - share)), 1e-6);
    EXPECT_NEAR(heat.lost_cost(), lost_mwh * (10.0 * share + 60.0 * (1.0 - share)), 1e-6);
}

// At the loads that do not bear all of it plants give something between that and what was found.
TEST(HeatByPlant, WhereTheOrderIsNotBorneTheLoadDecides) {
    HeatOfYear const heat = heat_of_year(works_and_boilers(), load_duration(), {1.0, 0.5, 1.0});
    EXPECT_NEAR(heat.plants[0].share, (300.0 * 100.0 + 225.0 * 1000.0 + 225.4 * 2000.0) / 1080e3, 1e-12);
    EXPECT_NEAR(heat.plants[0].share + heat.plants[1].share, 1.0, 1e-12);
    EXPECT_EQ(heat.plants[0].loads[0].by_cost, 1.0);
    EXPECT_EQ(heat.plants[0].loads[1].by_cost, 0.5);
}

// The boilers that hold the pressure are the cheaper ones: the works give what they cannot.
TEST(HeatByPlant, WhoHoldsThePressureMayBeTheCheapest) {
    Project project = works_and_boilers();
    project.plants[0].heat_cost_per_mwh = 5.0;
    HeatOfYear const heat = heat_of_year(project, load_duration());
    EXPECT_EQ(heat.plants[0].plant, "boilers");
    EXPECT_NEAR(heat.plants[1].share, 300.0 * 100.0 / 1080e3, 1e-12) << "at full load alone";
}

// At one cost for all plants give what the solver has found.
TEST(HeatByPlant, OneCostIsTheCostOfAll) {
    Project project = works_and_boilers();
    project.economics.heat_cost_per_mwh = 20.0;
    for (Plant& plant : project.plants) {
        plant.heat_cost_per_mwh.reset();
    }
    HeatOfYear const heat = heat_of_year(project, load_duration());
    EXPECT_EQ(heat.plants[1].plant, "boilers");
    EXPECT_NEAR(heat.plants[0].share, (300.0 * 100.0 + 150.0 * 1000.0 + 60.0 * 2000.0) / 1080e3, 1e-12);
    EXPECT_EQ(heat.plants[0].loads[0].by_cost, 0.0);
    EXPECT_NEAR(heat.sold_cost(), 20.0 * 1500.0, 1e-9);
    EXPECT_NEAR(heat.lost_cost(), 20.0 * 130.0, 1e-9);
}

// A shut pair between them: each plant has a network of its own, and what is lost is told apart by what is
// given and taken in each. Without an annual use the peak counts for the 1000 hours of full load.
TEST(HeatByPlant, NetworksThatStandApartShareNothing) {
    Project project = works_and_boilers();
    project.pipe_pairs[0].open = false;
    project.substations.push_back(plain_load("school", "west", 700.0));
    project.substations[1].annual_use_mwh.reset();
    std::vector<SizingLoadResult> loads = {at_load(1.0, 1000.0, {710.0, 990.0}, 950.0, 50.0)};
    loads[0].substation_heat_w = {950e3, 700e3};
    HeatOfYear const heat = heat_of_year(project, loads);
    ASSERT_EQ(heat.plants.size(), 2U);
    EXPECT_EQ(heat.plants[0].network, "boilers");
    EXPECT_NEAR(heat.plants[0].sold_mwh, 700.0, 1e-9);
    EXPECT_NEAR(heat.plants[0].lost_mwh, 10.0, 1e-9);
    EXPECT_EQ(heat.plants[1].network, "works");
    EXPECT_NEAR(heat.plants[1].sold_mwh, 1500.0, 1e-9);
    EXPECT_NEAR(heat.plants[1].lost_mwh, 40.0, 1e-9);
}

TEST(HeatByPlant, NobodyTakesHeat) {
    Project project = works_and_boilers();
    project.substations.clear();
    HeatOfYear const heat = heat_of_year(project, {});
    EXPECT_EQ(heat.sold_cost(), 0.0);
    EXPECT_EQ(heat.lost_cost(), 0.0);
}

// Of heat that pipes lose.
TEST(HeatByPlant, TheMeanIsByCapacityOrByWhatPlantsGive) {
    Project project = works_and_boilers();
    project.plants[0].capacity_kw = 3000.0;
    project.plants[1].capacity_kw = 1000.0;
    EXPECT_NEAR(detail::mean_heat_cost_per_mwh(project), (3.0 * 60.0 + 10.0) / 4.0, 1e-12);
    EXPECT_NEAR(detail::mean_heat_cost_per_mwh(project, {1e6, 4e6}), (60.0 + 4.0 * 10.0) / 5.0, 1e-12);
    EXPECT_NEAR(detail::mean_heat_cost_per_mwh(project, {0.0, 0.0}), 47.5, 1e-12);
    project.plants[1].capacity_kw.reset(); // without a limit: as the largest
    EXPECT_NEAR(detail::mean_heat_cost_per_mwh(project), 35.0, 1e-12);
    project.plants[0].running = false;
    EXPECT_NEAR(detail::mean_heat_cost_per_mwh(project), 10.0, 1e-12);
}

// The works' heat goes to the mill beside them at full load. At part load they could give the school some,
// too, as far as the pair between the two carries it.
TEST(HeatByPlant, TheSolverSaysHowFarTheOrderOfCostsIsBorne) {
    auto const by_cost = [](std::string const& between) {
        Project project = west();
        project.nodes.push_back(node("middle", 100.0, 5.0));
        project.nodes.push_back(node("east", 400.0, 5.0));
        project.nodes.push_back(node("yard", 450.0, 5.0));
        project.pipe_pairs = {pair("out", "west", "middle"), pair("between", "middle", "east"),
                              pair("in", "east", "yard")};
        project.pipe_pairs[0].catalogue = project.pipe_pairs[2].catalogue = "test/250";
        project.pipe_pairs[1].catalogue = between;
        project.plants.push_back(plant("works", "east"));
        project.plants[1].control = PlantControl::heat;
        project.plants[1].held_pressure_bar.reset();
        project.plants[1].heat_kw = 2000.0;
        project.plants[0].heat_cost_per_mwh = 60.0;
        project.plants[1].heat_cost_per_mwh = 10.0;
        project.substations = {plain_load("school", "middle", 2000.0), plain_load("mill", "yard", 2000.0)};
        detail::Confirmed const confirmed = detail::confirm(project, family(), 1, [] {});
        EXPECT_TRUE(confirmed.solved) << confirmed.diagnosis;
        EXPECT_EQ(confirmed.heat.too_small,
                  between == "test/50" ? std::vector<std::string>{"between"} : std::vector<std::string>{});
        std::vector<double> found;
        for (PlantHeat const& one : confirmed.heat.plants) {
            for (PlantHeatAtLoad const& at : one.loads) {
                if (one.plant == "works" && at.load_factor < 1.0) {
                    found.push_back(at.by_cost);
                    EXPECT_GE(at.heat_w, at.load_factor * 2000e3 * (1.0 - 1e-6));
                }
            }
        }
        return found;
    };
    EXPECT_THAT(by_cost("test/250"), ElementsAre(1.0, 1.0, 1.0));
    std::vector<double> const narrow = by_cost("test/50");
    ASSERT_EQ(narrow.size(), 3U);
    EXPECT_LT(narrow[0], 1.0);
    EXPECT_LT(narrow[1], 1.0);
}

// ---- routes and money
// -----------------------------------------------------------------------------------------

// Boilers in the west, works at the eastern end of the street, a mill of 300 kW and 600 MWh near the west.
Project ends_of_a_street(double west_cost, double east_cost) {
    Project project = west();
    project.nodes.push_back(node("east", 600.0, 5.0));
    project.plants.push_back(plant("works", "east"));
    project.plants[0].heat_cost_per_mwh = west_cost;
    project.plants[1].heat_cost_per_mwh = east_cost;
    project.economics.heat_price_per_mwh = 120.0;
    project.economics.heat_cost_per_mwh.reset(); // each plant has its own
    return project;
}

DistrictMap const near_the_west = one_street({building("mill", {190.0, 20.0}, 300.0)});

// 220 m more of pipe for 50 a MWh, 640,000 over 40 years.
TEST(HeatByPlant, RoutesGoToTheCheaperPlantWhereThatIsWorthThePipe) {
    Project const project = ends_of_a_street(60.0, 10.0);
    ExtensionPlan const plan = plan_of(project, near_the_west);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_GT(plan.topology.source_w[1], 0.0);
    EXPECT_EQ(plan.topology.source_w[0], 0.0);
    EXPECT_NEAR(plan.money.heat_cost, worth_of_years(project) * 10.0 * 600.0, 1e-6);
    EXPECT_LE(plan.topology.value, plan.topology.bound);
}

// The same way for one a MWh, 13,000: the near one.
TEST(HeatByPlant, RoutesGoToTheNearPlantWhereThePipeCostsMore) {
    Project const project = ends_of_a_street(60.0, 59.0);
    ExtensionPlan const plan = plan_of(project, near_the_west);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_GT(plan.topology.source_w[0], 0.0);
    EXPECT_EQ(plan.topology.source_w[1], 0.0);
    EXPECT_NEAR(plan.money.heat_cost, worth_of_years(project) * 60.0 * 600.0, 1e-6);
}

// What routes count of the dearer plant's heat is what its money is where the load is one and its hours of
// full load are those of the problem.
TEST(HeatByPlant, RoutesCountWhatTheMoneySays) {
    Project project = ends_of_a_street(60.0, 50.0);
    ExtensionProblem const problem = make_extension_problem(project, family(), near_the_west, {});
    EXPECT_DOUBLE_EQ(problem.cheapest_heat_per_mwh, 50.0);
    EXPECT_NEAR(problem.full_load_hours, 2000.0, 1e-9);
    TopologyProblem const topology = topology_of(project, problem);
    EXPECT_EQ(topology.sources[1].cost_per_w, 0.0);
    EXPECT_NEAR(topology.sources[0].cost_per_w * 300e3, worth_of_years(project) * 10.0 * 600.0, 1e-6);
    EXPECT_NEAR(topology.loads[0].value, worth_of_years(project) * (120.0 - 50.0) * 600.0, 1e-6);
    project.extension.goal = ExtensionGoal::most_heat; // a budget is of capital
    project.extension.budget = 1e6;
    EXPECT_EQ(topology_of(project, problem).sources[0].cost_per_w, 0.0);
}

// The works have 200 kW: they feed in what they have, and the boilers give the rest. Plants give 309 kW or so
// at full load; what each gives over the year follows from the load duration that the solver found.
TEST(HeatByPlant, APlanIsChargedWhatEachOfItsPlantsGives) {
    Project project = ends_of_a_street(60.0, 10.0);
    project.plants[0].capacity_kw = 1000.0;
    project.plants[1].capacity_kw = 200.0;
    DistrictMap map = one_street({building("mill", {290.0, 20.0}, 300.0)});
    map.buildings[0].must_connect = true;
    ExtensionPlan const plan = plan_of(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    ASSERT_GT(plan.topology.source_w[0], 0.0);
    ASSERT_GT(plan.topology.source_w[1], 0.0);
    double sold = 0.0;
    double lost_mwh = 0.0;
    double cost = 0.0;
    for (PlantHeat const& plant : plan.money.heat.plants) {
        double own = 0.0;
        double all = 0.0;
        for (PlantHeatAtLoad const& at : plant.loads) {
            EXPECT_LE(at.heat_w, plant.most_w * (1.0 + 1e-9)) << plant.plant;
            own += at.heat_w * at.hours;
            all += at.network_heat_w * at.hours;
        }
        EXPECT_NEAR(plant.share, own / all, 1e-12) << plant.plant;
        sold += plant.sold_mwh;
        lost_mwh += plant.lost_mwh;
        cost += plant.cost();
    }
    EXPECT_NEAR(sold, 600.0, 1e-9);
    double solver_mwh = 0.0;
    for (SizingLoadResult const& one : plan.sizing.loads) {
        solver_mwh += one.heat_loss_w * 1e-6 * one.load.hours;
    }
    EXPECT_NEAR(lost_mwh, solver_mwh, 1e-9);
    PlantHeat const& works = plan.money.heat.plants[0];
    EXPECT_EQ(works.plant, "works");
    EXPECT_GT(works.share, 0.75) << "more than its part of the peak";
    EXPECT_NEAR(plan.money.heat_cost + plan.money.heat_loss, worth_of_years(project) * cost, 1e-6);
}

// At full load each end of the street has a plant of its own, and next to nothing flows between them; at part
// load the works could heat both ends. A pipe for that costs less than the boilers' heat.
TEST(HeatByPlant, PipesAreMadeLargerForCheapHeatAtPartLoad) {
    auto const plan_with = [](double west_cost) {
        Project project = ends_of_a_street(west_cost, 10.0);
        project.plants[0].capacity_kw = 1000.0;
        project.plants[1].capacity_kw = 250.0;
        DistrictMap map =
            one_street({building("school", {190.0, 20.0}, 300.0), building("mill", {580.0, 20.0}, 300.0)});
        map.buildings[0].must_connect = map.buildings[1].must_connect = true;
        return plan_of(project, map);
    };
    auto const borne = [](ExtensionPlan const& plan) {
        PlantHeat const& works = plan.money.heat.plants[0];
        EXPECT_EQ(works.plant, "works");
        auto const at = std::ranges::find(works.loads, 0.4, &PlantHeatAtLoad::load_factor);
        return at->by_cost;
    };
    ExtensionPlan const dear = plan_with(90.0);
    ASSERT_EQ(dear.status, ExtensionStatus::confirmed) << dear.diagnosis;
    EXPECT_EQ(borne(dear), 1.0);
    EXPECT_TRUE(dear.money.heat.too_small.empty());
    EXPECT_GT(dear.money.heat.plants[0].share, 0.7);
    ExtensionPlan const nearly_as_cheap = plan_with(10.05);
    ASSERT_EQ(nearly_as_cheap.status, ExtensionStatus::confirmed) << nearly_as_cheap.diagnosis;
    EXPECT_LT(borne(nearly_as_cheap), 1.0) << "not worth a pipe";
    EXPECT_LT(nearly_as_cheap.money.pipe_capital, dear.money.pipe_capital);
}

// It is set to 300 kW, of which today's cottage takes 30: the rest is there for who connects.
TEST(HeatByPlant, HeatThatIsSetAndNobodyTakesIsThereForTheExtension) {
    Project project = ends_of_a_street(60.0, 10.0);
    project.plants[0].capacity_kw = 1000.0;
    project.pipe_pairs = {pair("old", "west", "east")};
    project.pipe_pairs[0].catalogue = "test/100";
    project.substations = {plain_load("cottage", "west", 30.0)};
    Plant& works = project.plants[1];
    works.control = PlantControl::heat;
    works.held_pressure_bar.reset();
    works.heat_kw = 300.0;
    works.capacity_kw = 450.0;
    DistrictMap map = one_street({building("mill", {290.0, 20.0}, 300.0)});
    map.buildings[0].must_connect = true;
    ExtensionPlan const plan = plan_of(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    auto const& planned = plan.sizing.project.plants;
    auto const same = std::ranges::find(planned, std::string{"works"}, &Plant::id);
    EXPECT_LE(*same->heat_kw, 450.0);
    EXPECT_GT(*same->heat_kw, 300.0);
}

} // namespace
