// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Extensions that the cold week contradicts are planned anew with what it found.

#include "street_town.hpp"

#include "saggar/planning/cold_week.hpp"
#include "saggar/planning/extension.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t new_year = 1704067200; // Monday 2024-01-01T00:00:00Z

// A week at -2 degC in which each load takes what `of_hour` says, W.
template <class OfHour>
ColdWeek week_of(std::size_t loads, OfHour const& of_hour) {
    ColdWeek week;
    week.window = {.begin_s = new_year, .end_s = new_year + 168 * hour_s, .step_s = hour_s};
    auto const hours = [](auto const& value) {
        TimeSeries made{.begin_s = new_year, .interval_s = hour_s, .values = {}};
        for (int hour = 0; hour < 9 * 24; ++hour) {
            made.values.push_back(value(hour % 24));
        }
        return made;
    };
    week.series.outdoor_c = hours([](int) { return -2.0; });
    for (std::size_t load = 0; load < loads; ++load) {
        week.load_demand_w.push_back(hours([&](int hour) { return of_hour(load, hour); }));
    }
    week.annual_degree_days_kd = 2000.0;
    week.basis = "a week";
    return week;
}

PlanOfWeek planned_through(Project const& project, DistrictMap const& map, ColdWeek const& week,
                           int rounds = 4) {
    Catalogue const catalogue = family();
    ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
    ExtensionOptions options;
    options.work = 100;
    options.threads = 1;
    return plan_through_cold_week(
        project, catalogue, map, problem, options, [](ExtensionProgress const&) { return true; },
        {.week_of = [&](std::vector<std::int32_t> const&) { return week; },
         .make_controllers = [](Network const&) { return std::vector<std::unique_ptr<Controller>>{}; },
         .go_on = [](std::size_t, std::size_t) { return true; },
         .rounds = rounds});
}

DistrictMap two_buildings() {
    return one_street({building("a", {150.0, 20.0}, 150.0), building("b", {590.0, 20.0}, 250.0)});
}

// b's mornings take ten times its peak.
ColdWeek steep_mornings() {
    return week_of(2, [](std::size_t load, int hour) { return load == 1 && hour == 7 ? 2500e3 : 50e3; });
}

TEST(PlanAnew, TakesThePeaksThatTheWeekFound) {
    Project project = west();
    project.extension.goal = ExtensionGoal::all_loads;
    PlanOfWeek const once = planned_through(project, two_buildings(), steep_mornings(), 0);
    ASSERT_EQ(once.plan.status, ExtensionStatus::contradicted) << once.plan.diagnosis;
    EXPECT_TRUE(once.plan.contradicted.empty());
    PlanOfWeek const anew = planned_through(project, two_buildings(), steep_mornings());
    ASSERT_EQ(anew.plan.status, ExtensionStatus::confirmed) << anew.plan.diagnosis;
    EXPECT_EQ(anew.week.status, ColdWeekStatus::confirms);
    EXPECT_EQ(anew.week.short_loads(), 0U);
    ASSERT_EQ(anew.plan.contradicted.size(), 1U);
    EXPECT_THAT(anew.plan.contradicted[0],
                AllOf(HasSubstr("the cold week contradicts it"), HasSubstr("most at b"),
                      HasSubstr("Planned anew: b for 2500 kW instead of 250, its most in the week")));
    ASSERT_EQ(anew.plan.sizing.project.substations.size(), 2U);
    EXPECT_DOUBLE_EQ(*anew.plan.sizing.project.substations[1].peak_kw, 2500.0);
    EXPECT_DOUBLE_EQ(anew.problem.loads[1].demand.peak_kw, 2500.0);
    EXPECT_GT(anew.plan.money.pipe_capital, once.plan.money.pipe_capital);
}

TEST(PlanAnew, ShowsTheFirstPlanWhereNothingHelps) {
    Project project = west();
    project.extension.goal = ExtensionGoal::all_loads;
    ColdWeek const week = week_of(2, [](std::size_t load, int hour) {
        return load == 1 && hour == 7 ? 250000e3 : 50e3; // more than any pipe carries
    });
    PlanOfWeek const made = planned_through(project, two_buildings(), week, 2);
    ASSERT_EQ(made.plan.status, ExtensionStatus::contradicted) << made.plan.diagnosis;
    EXPECT_EQ(made.week.status, ColdWeekStatus::contradicts);
    EXPECT_FALSE(made.plan.contradicted.empty()) << "what was tried";
    PlanOfWeek const once = planned_through(project, two_buildings(), week, 0);
    EXPECT_DOUBLE_EQ(made.plan.money.net(), once.plan.money.net());
    EXPECT_DOUBLE_EQ(made.problem.loads[1].demand.peak_kw, 250.0);
}

// That b must connect and takes more in the week than the plant has is said, and no error.
TEST(PlanAnew, SaysThatWhatMustConnectTakesMoreThanThereIs) {
    Project project = west();
    project.plants[0].capacity_kw = 500.0;
    DistrictMap map = two_buildings();
    map.buildings[1].must_connect = true;
    PlanOfWeek const made = planned_through(project, map, steep_mornings());
    EXPECT_EQ(made.plan.status, ExtensionStatus::contradicted) << made.plan.diagnosis;
    EXPECT_EQ(made.week.status, ColdWeekStatus::contradicts);
    ASSERT_FALSE(made.plan.contradicted.empty());
    EXPECT_THAT(made.plan.contradicted.back(),
                AllOf(HasSubstr("'b'"), HasSubstr("must be connected, but of its 2500 kW")));
}

// Blocks of dwellings, whose peaks the design takes not to fall together, along the street.
DistrictMap blocks() {
    std::vector<MapBuilding> all;
    for (int i = 0; i < 8; ++i) {
        all.push_back(building("block" + std::to_string(i), {60.0 + 70.0 * i, 20.0}, 120.0));
        all.back().dwellings = 40;
    }
    return one_street(std::move(all));
}
Project with_diversity() {
    Project project = west();
    project.design.diversity = DiversityModel::winter;
    return project;
}
// In which they do.
ColdWeek all_at_once() {
    return week_of(8, [](std::size_t, int hour) { return hour == 7 ? 120e3 : 60e3; });
}

TEST(PlanAnew, EnlargesThePairsThatLackPressure) {
    Project project = with_diversity();
    project.prices.electricity_import_per_mwh = 1.0; // sizes as small as the pumps allow
    project.plants[0].maximum_differential_pressure_bar = 2.0;
    project.limits.maximum_gradient_trunk_pa_m = 1000.0;
    project.limits.maximum_gradient_branch_pa_m = 1000.0;
    PlanOfWeek const once = planned_through(project, blocks(), all_at_once(), 0);
    ASSERT_EQ(once.plan.status, ExtensionStatus::contradicted) << once.plan.diagnosis;
    PlanOfWeek const anew = planned_through(project, blocks(), all_at_once());
    ASSERT_EQ(anew.plan.status, ExtensionStatus::confirmed) << anew.plan.diagnosis;
    EXPECT_EQ(anew.plan.topology.connected, once.plan.topology.connected);
    EXPECT_THAT(anew.plan.contradicted.at(0), HasSubstr(" at least"));
    EXPECT_GT(anew.plan.money.pipe_capital, once.plan.money.pipe_capital);
    EXPECT_EQ(anew.week.short_loads(), 0U);
}

TEST(PlanAnew, ConnectsLessWherePlantsLackHeat) {
    Project project = with_diversity();
    project.plants[0].capacity_kw = 850.0;
    project.plants[0].maximum_differential_pressure_bar = 40.0; // pressure is not what is lacking
    project.limits.maximum_gradient_trunk_pa_m = 100.0;
    project.limits.maximum_gradient_branch_pa_m = 100.0;
    PlantSource boiler;
    boiler.id = "boiler";
    boiler.plant = "boilers";
    boiler.kind = SourceKind::gas_boiler;
    boiler.maximum_heat_kw = 850.0;
    boiler.efficiency = 0.9;
    project.sources = {boiler};
    project.prices.gas_per_mwh = 40.0;
    PlanOfWeek const once = planned_through(project, blocks(), all_at_once(), 0);
    ASSERT_EQ(once.plan.status, ExtensionStatus::contradicted) << once.plan.diagnosis;
    EXPECT_THAT(once.plan.diagnosis, HasSubstr("capacity"));
    PlanOfWeek const anew = planned_through(project, blocks(), all_at_once());
    ASSERT_EQ(anew.plan.status, ExtensionStatus::confirmed) << anew.plan.diagnosis;
    EXPECT_LT(anew.plan.topology.connected.size(), once.plan.topology.connected.size());
    EXPECT_THAT(anew.plan.contradicted.at(0), HasSubstr("Planned anew: boilers feeds"));
}

// The mine at the mill is to give most of its heat, and pipes from the boilers are sized for the rest. In the
// order of sources the boilers come first: the mine stands still, and the mill lacks pressure. Planned anew
// without the mine, the shop is served.
TEST(PlanAnew, DoesWithoutAPlantThatStoodStillWhilePressureLacked) {
    Project project = west();
    project.nodes.push_back(node("east", 600.0, 5.0));
    project.plants.push_back(plant("mine", "east"));
    int order = 0;
    for (Plant& plant : project.plants) {
        plant.capacity_kw = 400.0;
        plant.heat_cost_per_mwh = order == 0 ? 30.0 : 10.0;
        plant.maximum_differential_pressure_bar = 2.0;
        PlantSource boiler;
        boiler.id = plant.id + "_source";
        boiler.plant = plant.id;
        boiler.kind = SourceKind::gas_boiler;
        boiler.maximum_heat_kw = 400.0;
        boiler.efficiency = 0.9;
        boiler.merit_order = ++order;
        project.sources.push_back(boiler);
    }
    project.prices.gas_per_mwh = 40.0;
    project.prices.electricity_import_per_mwh = 1.0; // sizes as small as the pumps allow
    project.limits.maximum_gradient_trunk_pa_m = 1000.0;
    project.limits.maximum_gradient_branch_pa_m = 1000.0;
    DistrictMap const map =
        one_street({building("shop", {150.0, 20.0}, 120.0), building("mill", {500.0, 20.0}, 450.0)});
    ColdWeek const week = week_of(2, [](std::size_t load, int) { return load == 0 ? 60e3 : 330e3; });
    PlanOfWeek const once = planned_through(project, map, week, 0);
    ASSERT_EQ(once.plan.status, ExtensionStatus::contradicted) << once.plan.diagnosis;
    EXPECT_THAT(once.plan.diagnosis, AllOf(HasSubstr("pressure"), HasSubstr("mine stood still")));
    PlanOfWeek const anew = planned_through(project, map, week);
    ASSERT_EQ(anew.plan.status, ExtensionStatus::confirmed)
        << ::testing::PrintToString(anew.plan.contradicted);
    EXPECT_THAT(anew.plan.contradicted.at(0), HasSubstr("Planned anew: without mine"));
    EXPECT_EQ(anew.plan.topology.source_w[1], 0.0);
}

} // namespace
