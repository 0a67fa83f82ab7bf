// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a budget buys, and what is kept of a plan that costs more.

#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/planning/extension.hpp"
#include "saggar/planning/kept_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;

// The farm buys more heat, the mill saves more carbon: of a long service pipe more is lost. One is paid for.
TEST(ExtensionPlan, SavesTheMostCarbonThatTheBudgetPaysFor) {
    Project project = west();
    project.economics.heat_carbon_kg_per_mwh = 200.0;
    project.economics.counterfactual_carbon_kg_per_mwh = 220.0;
    DistrictMap map =
        one_street({building("mill", {190.0, 5.0}, 100.0), building("farm", {95.0, 190.0}, 102.0)});
    map.streets.push_back({.line = {{0.0, 0.0}, {0.0, 200.0}}, .surface = Surface::hard});
    auto const connected = [&](ExtensionGoal goal) {
        project.extension.goal = goal;
        ExtensionPlan const plan = plan_of(project, map);
        EXPECT_EQ(plan.status, ExtensionStatus::confirmed) << plan.diagnosis;
        EXPECT_LE(plan.money.capital(), *project.extension.budget);
        std::string ids;
        for (std::int32_t const load : plan.topology.connected) {
            ids += map.buildings[static_cast<std::size_t>(load)].id;
        }
        return ids;
    };
    project.extension.budget = 1e9;
    EXPECT_EQ(connected(ExtensionGoal::most_heat), "millfarm");
    project.extension.budget = 250e3;
    EXPECT_EQ(connected(ExtensionGoal::most_heat), "farm");
    EXPECT_EQ(connected(ExtensionGoal::most_carbon), "mill");
}

TEST(ExtensionPlan, SaysWhetherTheBudgetOrTheSearchWasTooSmall) {
    Project project = west();
    project.extension.goal = ExtensionGoal::most_heat;
    project.extension.budget = 1000.0;
    DistrictMap map = one_street({building("mill", {590.0, 20.0}, 300.0)});
    map.buildings[0].must_connect = true;
    KeptWork kept;
    ExtensionPlan const too_dear = plan_of(project, map, {.work = 100, .kept = &kept});
    EXPECT_EQ(too_dear.status, ExtensionStatus::infeasible);
    EXPECT_THAT(too_dear.diagnosis, AllOf(HasSubstr("what must be connected costs "),
                                          HasSubstr(", more than the budget of 1000")));
    EXPECT_TRUE(too_dear.contradicted.empty());
    project.extension.budget = 1e9; // and a search that found nothing all the same
    ASSERT_TRUE(kept.holds("routes of attempt 1"));
    ExtensionPlan const not_found = plan_of(project, map, {.work = 100, .kept = &kept});
    EXPECT_EQ(not_found.status, ExtensionStatus::infeasible);
    EXPECT_THAT(not_found.diagnosis, HasSubstr("search longer"));
}

// Pumping is so dear that sizes come out larger than routes were priced with: the first plans cost more than
// the budget, and what is left of it is all that the next ones have. A run that goes on from the first
// contradiction must know that.
TEST(ExtensionPlan, GoesOnFromAContradictionWithTheBudgetThatItLeft) {
    Project project = west();
    project.prices.electricity_import_per_mwh = 9000.0;
    project.economics.connection_cost = 1000.0;
    project.extension.goal = ExtensionGoal::most_heat;
    Catalogue const catalogue = family();
    DistrictMap const map =
        one_street({building("a", {150.0, 20.0}, 150.0), building("b", {300.0, 20.0}, 250.0),
                    building("c", {450.0, 20.0}, 350.0), building("d", {590.0, 20.0}, 450.0)});
    auto const planned = [&](double budget, KeptWork& kept) {
        project.extension.budget = budget;
        ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
        ExtensionOptions options;
        options.work = 100;
        options.threads = 1;
        options.kept = &kept;
        return plan_extension(project, catalogue, map, problem, options,
                              [](ExtensionProgress const&) { return true; });
    };
    KeptWork unlimited;
    ExtensionPlan const all = planned(1e9, unlimited);
    ASSERT_EQ(all.status, ExtensionStatus::confirmed) << all.diagnosis;
    ASSERT_EQ(all.topology.connected.size(), 4U);
    double const budget = 0.98 * all.money.capital();

    std::vector<std::byte> after_first;
    KeptWork whole{{}, [&](KeptWork& now) {
                       if (now.holds("contradiction of attempt 1") && after_first.empty()) {
                           StateArchive archive;
                           now.keep(archive);
                           after_first = archive.bytes();
                       }
                   }};
    ExtensionPlan const expected = planned(budget, whole);
    ASSERT_EQ(expected.status, ExtensionStatus::confirmed) << expected.diagnosis;
    EXPECT_TRUE(whole.holds("routes of attempt 2")) << "it went on";
    EXPECT_LE(expected.money.capital(), budget);
    ASSERT_FALSE(after_first.empty());
    EXPECT_THAT(expected.contradicted.front(), HasSubstr("more than the budget"));

    KeptWork rest;
    StateArchive archive{after_first};
    rest.keep(archive);
    EXPECT_EQ(rest.size(), 2U) << "its routes and what was said against them";
    ExtensionPlan const found = planned(budget, rest);
    EXPECT_EQ(found.status, expected.status) << found.diagnosis;
    EXPECT_EQ(found.attempts, expected.attempts);
    EXPECT_EQ(found.contradicted, expected.contradicted);
    EXPECT_EQ(found.topology.connected, expected.topology.connected);
    EXPECT_DOUBLE_EQ(found.topology.value, expected.topology.value);
    EXPECT_DOUBLE_EQ(found.money.capital(), expected.money.capital());
}

// As dear to pump, held against every set of loads planned for itself: none that fits has more heat.
TEST(ExtensionPlan, SpendsABudgetAsWellAsAnySetOfLoadsDoes) {
    Project project = west();
    project.prices.electricity_import_per_mwh = 9000.0;
    project.economics.connection_cost = 1000.0;
    std::vector<MapBuilding> const buildings{
        building("a", {150.0, 20.0}, 150.0), building("b", {300.0, 20.0}, 250.0),
        building("c", {450.0, 20.0}, 350.0), building("d", {590.0, 20.0}, 450.0)};
    struct Alone {
        double capital;
        double mwh;
    };
    std::vector<Alone> sets;
    project.extension.goal = ExtensionGoal::all_loads;
    for (unsigned chosen = 1; chosen < 16; ++chosen) {
        std::vector<MapBuilding> some;
        for (std::size_t i = 0; i < buildings.size(); ++i) {
            if ((chosen >> i & 1U) != 0) {
                some.push_back(buildings[i]);
            }
        }
        ExtensionPlan const plan = plan_of(project, one_street(some));
        ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << chosen << ' ' << plan.diagnosis;
        sets.push_back({plan.money.capital(), plan.annual_use_mwh});
    }
    project.extension.goal = ExtensionGoal::most_heat;
    for (double const part : {0.98, 0.9, 0.75, 0.6, 0.5}) {
        double const budget = part * sets.back().capital;
        project.extension.budget = budget;
        double most_mwh = 0.0;
        for (Alone const& set : sets) {
            most_mwh = set.capital <= budget ? std::max(most_mwh, set.mwh) : most_mwh;
        }
        ExtensionPlan const plan = plan_of(project, one_street(buildings));
        ASSERT_EQ(plan.status, ExtensionStatus::confirmed) << part << ' ' << plan.diagnosis;
        EXPECT_LE(plan.money.capital(), budget) << part;
        EXPECT_GE(plan.annual_use_mwh, most_mwh * (1.0 - 1e-9)) << part;
    }
}

} // namespace
