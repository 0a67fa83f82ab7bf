// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants that are joined to a network of today because its loads pay more for heat: what the solver confirms,
// and what candidates are chosen by.

#include "extension/joins.hpp"
#include "extension/money.hpp"
#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/network/error.hpp"
#include "saggar/planning/extension.hpp"
#include "saggar/planning/phasing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

double worth_of_years(Project const& project) {
    double const rate = project.economics.discount_rate_percent * 1e-2;
    return (1.0 - std::pow(1.0 + rate, -project.economics.lifetime_years)) / rate;
}

// Boilers in the west heat a school of 1 MW, 200 m from them, at 60 a MWh; works of 3 MW stand at the eastern
// end of the street, 400 m beyond the school.
Project school_and_works(double works_cost) {
    Project project = west();
    project.nodes.push_back(node("middle", 200.0, 5.0));
    project.nodes.push_back(node("east", 600.0, 5.0));
    project.pipe_pairs = {pair("present", "west", "middle")};
    project.pipe_pairs[0].catalogue = "test/125";
    project.plants[0].capacity_kw = 3000.0;
    project.plants[0].heat_cost_per_mwh = 60.0;
    project.plants.push_back(plant("works", "east"));
    project.plants[1].capacity_kw = 3000.0;
    project.plants[1].heat_cost_per_mwh = works_cost;
    project.substations = {plain_load("school", "middle", 1000.0)};
    project.economics.heat_price_per_mwh = 70.0;
    project.economics.heat_cost_per_mwh.reset(); // each plant has its own
    return project;
}

PlantHeat const& heat_of(HeatOfYear const& heat, std::string const& plant) {
    return *std::ranges::find(heat.plants, plant, &PlantHeat::plant);
}

// Nobody new at all: 400 m of pipe for 50 a MWh.
TEST(Joins, APlantIsJoinedForWhatLoadsOfTodaySave) {
    Project const project = school_and_works(10.0);
    ExtensionPlan const plan = plan_of(project, one_street({}));
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_THAT(plan.topology.connected, IsEmpty());
    ASSERT_EQ(plan.joins.size(), 1U);
    EXPECT_EQ(plan.joins[0].plant, 1);
    double length_m = 0.0;
    for (ExtensionPipe const& pipe : plan.pipes) {
        EXPECT_FALSE(pipe.service);
        length_m += pipe.reinforced ? 0.0 : pipe.length_m;
    }
    EXPECT_NEAR(length_m, 410.0, 1.0) << "from the works to the street, along it, and to the school";
    // The money is the solver's: the works' heat in the place of the boilers'.
    ExtensionMoney const& money = plan.money;
    double const works_mwh = heat_of(money.heat, "works").heat_mwh();
    double const all_mwh = works_mwh + heat_of(money.heat, "boilers").heat_mwh();
    EXPECT_GT(works_mwh, 0.9 * all_mwh);
    EXPECT_EQ(money.income, 0.0);
    EXPECT_EQ(money.heat_cost, 0.0);
    double const heat_cost =
        10.0 * works_mwh + 60.0 * (all_mwh - works_mwh) - 60.0 * money.heat_before.plants[0].heat_mwh();
    EXPECT_NEAR(money.present_heat + money.heat_loss, worth_of_years(project) * heat_cost, 1e-3);
    EXPECT_GT(money.net(), 0.0);
    EXPECT_LE(plan.topology.value, plan.topology.bound);
    EXPECT_THAT(plan.plant_changes, testing::Contains(HasSubstr("to loads of today")));
}

// What the works' heat may cost until the pipe does not pay: joined below it, left alone above it.
TEST(Joins, APlantIsLeftAloneWhereItsPipeDoesNotPay) {
    ExtensionPlan const cheap = plan_of(school_and_works(10.0), one_street({}));
    ASSERT_EQ(cheap.status, ExtensionStatus::confirmed) << cheap.diagnosis;
    double const even = 10.0 + cheap.money.net() / (worth_of_years(school_and_works(10.0)) *
                                                    heat_of(cheap.money.heat, "works").heat_mwh());
    ASSERT_GT(even, 20.0);
    ASSERT_LT(even, 58.0);
    ExtensionPlan const below = plan_of(school_and_works(even - 2.0), one_street({}));
    EXPECT_EQ(below.status, ExtensionStatus::confirmed) << below.diagnosis;
    EXPECT_GT(below.money.net(), 0.0);
    ExtensionPlan const above = plan_of(school_and_works(even + 2.0), one_street({}));
    EXPECT_EQ(above.status, ExtensionStatus::nothing_pays) << above.money.net();
    EXPECT_THAT(above.pipes, IsEmpty());
}

// With one cost for all plants nothing can be saved, and somebody new is needed.
TEST(Joins, OfOneCostNothingIsSaved) {
    try {
        static_cast<void>(plan_of(school_and_works(60.0), one_street({})));
        ADD_FAILURE() << "nobody could connect";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::nothing_to_solve);
    }
    ExtensionPlan const plan =
        plan_of(school_and_works(60.0), one_street({building("barn", {400.0, 20.0}, 1.0)}));
    EXPECT_EQ(plan.status, ExtensionStatus::nothing_pays);
    EXPECT_THAT(plan.joins, IsEmpty());
    EXPECT_EQ(plan.topology.value, 0.0);
}

// A cottage on the way, whose heat does not pay the pipe to it from either plant.
TEST(Joins, LoadsOnTheWayConnectOnceAPlantIsJoined) {
    DistrictMap const map = one_street({building("cottage", {400.0, 10.0}, 20.0)});
    Project dear = school_and_works(10.0);
    dear.substations[0].annual_use_mwh = 30.0; // hardly anything to save
    ExtensionPlan const without = plan_of(dear, map);
    EXPECT_EQ(without.status, ExtensionStatus::nothing_pays) << without.money.net();
    ExtensionPlan const plan = plan_of(school_and_works(10.0), map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_THAT(plan.topology.connected, ElementsAre(0));
    ASSERT_EQ(plan.joins.size(), 1U);
    EXPECT_GT(heat_of(plan.money.heat, "works").share, 0.9);
    ExtensionPlan const alone = plan_of(school_and_works(10.0), one_street({}));
    EXPECT_GT(plan.money.net(), alone.money.net());
}

// A mill pays the works' pipe to itself, half of the way; the school's heat pays the other half.
TEST(Joins, APlantOfNewLoadsIsJoinedToTheNetworkAsWell) {
    Project const project = school_and_works(10.0);
    DistrictMap const map = one_street({building("mill", {410.0, 10.0}, 1000.0)});
    ExtensionPlan const plan = plan_of(project, map);
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    EXPECT_THAT(plan.topology.connected, ElementsAre(0));
    ASSERT_EQ(plan.joins.size(), 1U);
    EXPECT_GT(plan.topology.source_w[1], 1500e3) << "of both";
    EXPECT_LT(plan.money.present_heat, -worth_of_years(project) * 40.0 * 2500.0);
    EXPECT_LE(plan.topology.value, plan.topology.bound);
    for (Pipe const& pair : plan.sizing.project.pipe_pairs) {
        EXPECT_TRUE(pair.open) << pair.id;
    }
}

// It gives what it has.
TEST(Joins, APlantGivesNoMoreThanItHas) {
    Project project = school_and_works(10.0);
    project.plants[1].capacity_kw = 400.0;
    ExtensionPlan const plan = plan_of(project, one_street({}));
    ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
    PlantHeat const& works = heat_of(plan.money.heat, "works");
    EXPECT_LE(works.most_w, 400e3 * (1.0 + 1e-9));
    EXPECT_GT(works.share, 0.6) << "more than its part of the peak";
    EXPECT_GT(plan.money.net(), 0.0);
}

// ---- the estimate, by hand
// ------------------------------------------------------------------------------------

// 1000 kW for 1000 hours and 300 kW for 4000; all of the year's heat is twice that of the load duration.
// Works of 400 kW, less 3 % for what pipes lose, give 388 and 294 (the boilers keep 2 % of 300).
TEST(Joins, WhatIsSavedFollowsFromTheLoadDuration) {
    Project project = school_and_works(10.0);
    project.plants[1].capacity_kw = 400.0;
    ExtensionProblem const problem = make_extension_problem(project, family(), one_street({}), {});
    TopologyProblem const topology = topology_of(project, problem);
    HeatOfYear const present{
        .plants = {{.plant = "boilers",
                    .network = "boilers",
                    .cost_per_mwh = 60.0,
                    .most_w = 1e6,
                    .loads = {{.load_factor = 1.0, .hours = 1000.0, .network_heat_w = 1e6, .heat_w = 1e6},
                              {.load_factor = 0.3, .hours = 4000.0, .network_heat_w = 3e5, .heat_w = 3e5}},
                    .share = 1.0,
                    .sold_mwh = 4000.0,
                    .lost_mwh = 400.0}},
        .sold = {}};
    detail::JoinFinder const finder{project, problem, topology, present};
    ASSERT_TRUE(finder.any());
    double const worth = worth_of_years(project) * 50.0 * 2.0;
    EXPECT_NEAR(finder.at_most(), worth * (388.0 + 4.0 * 294.0), 1e-3);
    TopologyPlan const nothing = detail::JoinFinder::nothing(topology);
    auto const join = finder.best(nothing, {});
    ASSERT_TRUE(join);
    EXPECT_EQ(join->plant, 1);
    EXPECT_LE(join->heat_w, 388e3 * (1.0 + 1e-9));
    EXPECT_NEAR(join->saving, worth * (join->heat_w * 1e-3 + 4.0 * std::min(294.0, join->heat_w * 1e-3)),
                1e-3);
    // No other size of pipe along the way brings more.
    double length_m = 0.0;
    for (TopologyPipe const& step : join->way) {
        length_m += problem.ways[static_cast<std::size_t>(step.edge)].length_m;
    }
    EXPECT_NEAR(length_m, 410.0, 1.0);
    double best = 0.0;
    for (SizeRow const& size : problem.sizes) {
        double const heat_kw = std::min(388.0, size.capacity_w * 1e-3);
        double const cost =
            length_m * detail::whole_life_per_m(project, size, Surface::hard, problem.present_value_factor);
        best = std::max(best, worth * (heat_kw + 4.0 * std::min(294.0, heat_kw)) - cost);
    }
    EXPECT_NEAR(join->net(), best, 1e-6 * best);
    // Half of it at most.
    auto const half = finder.best(nothing, {}, 1, 200e3);
    ASSERT_TRUE(half);
    EXPECT_NEAR(half->saving, worth * 5.0 * half->heat_w * 1e-3, 1e-3);
    EXPECT_FALSE(finder.best(nothing, {}, 0)) << "the boilers are there";
    // Once it is joined there is nothing left to join.
    ExtensionJoin with = *join;
    TopologyPlan const joined = finder.with(nothing, with);
    EXPECT_EQ(with.added, with.way.size());
    EXPECT_NEAR(finder.saving_by(joined, {with}), join->saving, 1e-6 * join->saving);
    EXPECT_LE(finder.saving_by(joined, {with}), finder.at_most() * (1.0 + 1e-12));
    EXPECT_THAT(finder.savers(joined), ElementsAre(0, 1));
    EXPECT_THAT(finder.savers(nothing), ElementsAre(0, 0));
}

// The present pair carries 100 kW, 50 of them now: 150 the other way. More needs a larger pair, all the way
// to the boilers.
TEST(Joins, PresentPairsLeadBackWhatFlowsInThemAndWhatTheyHaveToSpare) {
    Project const project = school_and_works(10.0);
    ExtensionProblem problem = make_extension_problem(project, family(), one_street({}), {});
    for (ExtensionWay& way : problem.ways) {
        if (way.kind == WayKind::present) {
            way.capacity_w = 100e3;
            way.present_w = 50e3;
        }
    }
    HeatOfYear const present{
        .plants = {{.plant = "boilers",
                    .network = "boilers",
                    .cost_per_mwh = 60.0,
                    .most_w = 1e6,
                    .loads = {{.load_factor = 1.0, .hours = 8000.0, .network_heat_w = 1e6, .heat_w = 1e6}},
                    .share = 1.0,
                    .sold_mwh = 8000.0,
                    .lost_mwh = 0.0}},
        .sold = {}};
    TopologyProblem const topology = topology_of(project, problem);
    detail::JoinFinder const finder{project, problem, topology, present};
    TopologyPlan const nothing = detail::JoinFinder::nothing(topology);
    auto const led_on = [&](double most_w) {
        auto const join = finder.best(nothing, {}, 1, most_w);
        EXPECT_TRUE(join);
        EXPECT_GT(join->heat_w, 0.9 * most_w);
        return std::ranges::any_of(join->way, [&](TopologyPipe const& pipe) {
            return problem.ways[static_cast<std::size_t>(pipe.edge)].kind == WayKind::present;
        });
    };
    EXPECT_FALSE(led_on(150e3));
    EXPECT_TRUE(led_on(400e3));
}

// The dearest gives way first: a third plant's heat at 30 stays until the boilers' is replaced.
TEST(Joins, TheDearestHeatIsReplacedFirst) {
    Project project = school_and_works(10.0);
    project.plants.push_back(plant("mine", "middle"));
    project.plants[2].heat_cost_per_mwh = 30.0;
    ExtensionProblem problem = make_extension_problem(school_and_works(10.0), family(), one_street({}), {});
    problem.plant_place.push_back(problem.node_place[1]);
    problem.plant_present_w.push_back(600e3);
    problem.plant_spare_w.push_back(0.0);
    TopologyProblem const topology = topology_of(project, problem);
    auto const gives = [](std::string const& id, double cost, double heat_w) {
        return PlantHeat{
            .plant = id,
            .network = "boilers",
            .cost_per_mwh = cost,
            .most_w = heat_w,
            .loads = {{.load_factor = 1.0, .hours = 8000.0, .network_heat_w = 1e6, .heat_w = heat_w}},
            .share = heat_w * 1e-6,
            .sold_mwh = heat_w * 8e-3,
            .lost_mwh = 0.0};
    };
    HeatOfYear const present{.plants = {gives("mine", 30.0, 600e3), gives("boilers", 60.0, 400e3)},
                             .sold = {}};
    detail::JoinFinder const finder{project, problem, topology, present};
    TopologyPlan const nothing = detail::JoinFinder::nothing(topology);
    double const years = worth_of_years(project);
    auto const little = finder.best(nothing, {}, 1, 300e3);
    ASSERT_TRUE(little);
    EXPECT_NEAR(little->saving, years * 50.0 * little->heat_w * 8e-3, 1e-3);
    EXPECT_NEAR(finder.at_most(), years * 8.0 * (50.0 * 380.0 + 20.0 * 600.0), 1e-3)
        << "but 2 % that follow the load";
}

// ---- in phases
// ------------------------------------------------------------------------------------------------

PhasingReport phased(Project project, DistrictMap const& map) {
    project.phases = {{.id = "first", .year = 2028}, {.id = "second", .year = 2032}};
    return plan_phases(project, family(), map, {}, {.work = 100, .threads = 1},
                       [](PhasingProgress const&) { return true; });
}

TEST(JoinsInPhases, APlantIsJoinedInTheFirstPhaseForWhatLoadsOfTodaySave) {
    PhasingReport const report = phased(school_and_works(10.0), one_street({}));
    ASSERT_EQ(report.status, PhasingStatus::planned) << report.diagnosis;
    PhasedPlan const& plan = report.plan();
    ASSERT_EQ(plan.phases.size(), 2U);
    EXPECT_FALSE(plan.phases[0].pipes.empty()) << plan.phases[0].diagnosis;
    EXPECT_THAT(plan.phases[1].pipes, IsEmpty());
    EXPECT_GT(heat_of(plan.phases[0].heat, "works").share, 0.85);
    EXPECT_LT(plan.money.present_heat, 0.0);
    EXPECT_GT(plan.money.net(), 0.0);
}

TEST(JoinsInPhases, APlantIsLeftAloneWhereItsPipeDoesNotPay) {
    PhasingReport const report = phased(school_and_works(58.0), one_street({}));
    EXPECT_EQ(report.status, PhasingStatus::infeasible) << "nothing is built";
    EXPECT_THAT(report.diagnosis, HasSubstr("worth it"));
}

// The mill comes in 2032 and pays the trunk then; the school does not wait for it.
TEST(JoinsInPhases, ATrunkOfLaterLoadsIsLaidAtOnce) {
    MapBuilding mill = building("mill", {410.0, 10.0}, 1000.0);
    mill.from_year = 2032;
    PhasingReport const report = phased(school_and_works(10.0), one_street({mill}));
    ASSERT_EQ(report.status, PhasingStatus::planned) << report.diagnosis;
    PhasedPlan const& plan = report.plan();
    ASSERT_EQ(plan.phases.size(), 2U);
    EXPECT_FALSE(plan.phases[0].pipes.empty()) << plan.phases[0].diagnosis;
    EXPECT_THAT(plan.phases[0].buildings, IsEmpty());
    EXPECT_THAT(plan.phases[1].buildings, ElementsAre("mill"));
    EXPECT_GT(heat_of(plan.phases[0].heat, "works").share, 0.85);
    EXPECT_GT(plan.money.net(), 0.0);
}

// Works that leave before their pipe has paid are not joined.
TEST(JoinsInPhases, APlantThatLeavesSoonIsNotJoined) {
    Project project = school_and_works(40.0);
    ExtensionPlan const lasting = plan_of(project, one_street({}));
    ASSERT_EQ(lasting.status, ExtensionStatus::confirmed) << lasting.diagnosis;
    EXPECT_EQ(phased(project, one_street({})).status, PhasingStatus::planned);
    project.plants[1].service_until_year = 2033;
    EXPECT_EQ(phased(project, one_street({})).status, PhasingStatus::infeasible) << "nothing is built";
}

} // namespace
