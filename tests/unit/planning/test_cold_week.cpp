// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A plan through a cold week: which week it is, what plants give in it, what it says of the plan.

#include "extension/follow_load.hpp"
#include "street_project.hpp"

#include "saggar/planning/cold_week.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace {

using namespace saggar;
using ::testing::HasSubstr;

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t day_s = 24 * hour_s;
constexpr std::int64_t new_year = 1704067200; // Monday 2024-01-01T00:00:00Z

// Hours of so many days, of which each is as warm as `of_day` says.
template <class OfDay>
TimeSeries hours_of_days(int days, OfDay const& of_day) {
    TimeSeries made{.begin_s = new_year, .interval_s = hour_s, .values = {}};
    for (int day = 0; day < days; ++day) {
        made.values.insert(made.values.end(), 24, of_day(day));
    }
    return made;
}

TEST(ColdWeek, IsTheOneWithTheLowestMean) {
    // Two cold spells: the shorter one has the coldest day, the longer one the coldest seven days.
    auto const weather = hours_of_days(60, [](int day) {
        return day == 5 ? -12.0 : day >= 30 && day < 38 ? -3.0 + 0.1 * (day - 30) : 6.0;
    });
    TimeSpan const all{.begin_s = weather.begin_s, .end_s = weather.end_s()};
    EXPECT_EQ(coldest_week_s(weather, all, LocalClock{}), new_year + 30 * day_s);
    // Only what is covered, from midnight to midnight; of equals the first.
    TimeSpan const later{.begin_s = new_year + 40 * day_s + hour_s, .end_s = weather.end_s()};
    EXPECT_EQ(coldest_week_s(weather, later, LocalClock{}), new_year + 41 * day_s);
    TimeSpan const short_one{.begin_s = new_year + hour_s, .end_s = new_year + 8 * day_s - hour_s};
    EXPECT_EQ(coldest_week_s(weather, short_one, LocalClock{}), std::nullopt);
    // Midnights of the clock: one that is an hour ahead.
    EXPECT_EQ(coldest_week_s(weather, all, LocalClock{1.0, SummerTime::none}),
              new_year + 30 * day_s - hour_s);
}

TEST(ColdWeek, OrTheOneWithMostDemandOfAll) {
    auto const a = hours_of_days(30, [](int day) { return day < 7 ? 10.0 : 5.0; });
    auto const b = hours_of_days(30, [](int day) { return day >= 14 && day < 21 ? 9.0 : 1.0; });
    EXPECT_EQ(busiest_week_s({a, b}, {.begin_s = new_year, .end_s = a.end_s()}, LocalClock{}),
              new_year + 14 * day_s);
}

TEST(ColdWeek, IsSupposedWithoutWeather) {
    TimeSeries const made = supposed_cold_week_c(-4.0, new_year, LocalClock{});
    EXPECT_EQ(made.begin_s, new_year - 4 * day_s);
    EXPECT_EQ(made.end_s(), new_year + 8 * day_s);
    EXPECT_DOUBLE_EQ(*std::ranges::min_element(made.values), -4.0);
    EXPECT_DOUBLE_EQ(*std::ranges::max_element(made.values), 0.0);
    EXPECT_DOUBLE_EQ(mean(made, new_year + 6 * hour_s, new_year + 7 * hour_s), -4.0);
    EXPECT_NEAR(mean(made, new_year, new_year + 7 * day_s), -2.0, 1e-12);
}

// The home in the middle stands, that at the end comes with the plan.
struct Plan {
    explicit Plan(Project const& with_it) {
        extended = with_it;
        before = with_it;
        before.substations.resize(1);
        ExtensionLoad load;
        load.demand.annual_use_mwh = 400.0;
        load.demand.peak_kw = 200.0;
        problem.loads.push_back(load);
        plan.status = ExtensionStatus::confirmed;
        plan.topology.connected = {0};
        plan.sizing.project = extended;
        week.window = {.begin_s = new_year, .end_s = new_year + 7 * day_s, .step_s = hour_s};
        week.series.outdoor_c = hours_of_days(9, [](int) { return -2.0; });
        week.load_demand_w.resize(1);
        week.annual_degree_days_kd = 2000.0;
        week.basis = "a week";
    }
    [[nodiscard]] ColdWeekReport simulate() const {
        return simulate_cold_week(
            before, {}, problem, plan, week,
            [](Network const&) { return std::vector<std::unique_ptr<Controller>>{}; },
            [](std::size_t, std::size_t) { return true; });
    }
    Project before, extended;
    ExtensionProblem problem;
    ExtensionPlan plan;
    ColdWeek week;
};

// Each home by degree-hours: 17.5 K of 48,000 K h, and hot water.
double const asked_w = 0.25 * 400e6 / 8760.0 + 0.75 * 400e6 * 17.5 / 48000.0;

Project street() {
    Project project = testing_support::street_project();
    project.fluid = testing_support::unchanging_water();
    project.simulation.weather = "weather.csv";
    project.simulation.hot_water_share = 0.25;
    project.plants.front().maximum_differential_pressure_bar = 3.0;
    return project;
}

TEST(ColdWeek, ConfirmsAPlanThatServesEverybodyAndClosesItsEnergy) {
    Plan plan{street()};
    ColdWeekReport const report = plan.simulate();
    ASSERT_EQ(report.status, ColdWeekStatus::confirms) << report.diagnosis;
    ASSERT_EQ(report.hours.size(), 168U);
    EXPECT_NEAR(report.demand_j, 2.0 * asked_w * 7.0 * day_s, 1e-6 * report.demand_j);
    EXPECT_EQ(report.unmet_j, 0.0);
    EXPECT_DOUBLE_EQ(report.mean_outdoor_c, -2.0);
    EXPECT_LT(std::abs(report.book.residual_j()), 1e-9 * report.book.throughput_j);
    double produced_j = 0.0;
    for (ColdWeekHour const& hour : report.hours) {
        produced_j += hour.produced_w * hour_s;
    }
    EXPECT_NEAR(produced_j, report.book.plants_j, 1e-9 * produced_j);
    ASSERT_NE(report.coldest_new(), nullptr);
    EXPECT_LT(report.coldest_new()->lowest_supply_c, 80.0);
    EXPECT_GT(report.coldest_new()->lowest_supply_c, 60.0);
    EXPECT_GT(report.highest_plant_pressure_pa, 0.0);
    hold_against(plan.plan, report);
    EXPECT_EQ(plan.plan.status, ExtensionStatus::confirmed);
}

TEST(ColdWeek, ContradictsAPlanWhosePeakIsBeyondWhatItWasPlannedFor) {
    Plan plan{street()};
    plan.week.load_demand_w[0] = hours_of_days(9, [](int) { return 50e3; });
    for (std::size_t day = 0; day < 7; ++day) { // twenty times the peak at seven
        plan.week.load_demand_w[0].values[24 * day + 7] = 4000e3;
    }
    ColdWeekReport const report = plan.simulate();
    ASSERT_EQ(report.status, ColdWeekStatus::contradicts);
    EXPECT_EQ(report.loads[1].id, "home_end");
    EXPECT_TRUE(report.loads[1].added && !report.loads[0].added);
    EXPECT_TRUE(report.loads[1].is_short());
    EXPECT_DOUBLE_EQ(report.loads[1].unmet_s, 7.0 * hour_s) << "the peak's hours";
    EXPECT_GT(report.loads[1].unmet_by_cause_j[static_cast<std::size_t>(UnmetCause::pressure) - 1], 0.0);
    EXPECT_THAT(report.diagnosis, HasSubstr("most at home_end"));
    hold_against(plan.plan, report);
    EXPECT_EQ(plan.plan.status, ExtensionStatus::contradicted);
    EXPECT_THAT(plan.plan.diagnosis, HasSubstr("pressure"));
}

// A second plant of 500 kW stands still in the seven hours that lack heat: 3.5 MWh, which the message says.
TEST(ColdWeek, SaysWhatStoodStillWhileHeatWasLacking) {
    Project project = street();
    Plant& second = project.plants.emplace_back(project.plants.front());
    second.id = "second";
    second.control = PlantControl::heat;
    second.held_pressure_bar.reset();
    second.differential_pressure_bar.reset();
    second.heat_kw = 0.0;
    second.capacity_kw = 500.0;
    Plan plan{project};
    plan.week.load_demand_w[0] = hours_of_days(9, [](int) { return 50e3; });
    ColdWeekReport const served = plan.simulate();
    EXPECT_EQ(served.status, ColdWeekStatus::confirms) << served.diagnosis;
    EXPECT_THAT(served.plants, ::testing::IsEmpty()) << "nobody lacks heat";
    for (std::size_t day = 0; day < 7; ++day) {
        plan.week.load_demand_w[0].values[24 * day + 7] = 4000e3;
    }
    ColdWeekReport const report = plan.simulate();
    ASSERT_EQ(report.status, ColdWeekStatus::contradicts);
    ASSERT_EQ(report.plants.size(), 1U);
    EXPECT_EQ(report.plants[0].id, "second");
    EXPECT_DOUBLE_EQ(report.plants[0].still_s, 7.0 * hour_s);
    EXPECT_NEAR(report.plants[0].unused_j, 7.0 * hour_s * 500e3, 1.0);
    EXPECT_THAT(report.diagnosis, HasSubstr("second stood still in 7 h of that and left 3.5 MWh"));
}

// Of two loads one has a series; the other gets what it would have without, and no more than its peak.
TEST(ColdWeek, TakesSeriesWhereTheyAreAndAnnualUsesElsewhere) {
    Project project = street();
    project.substations[0].peak_kw = 60.0;
    Plan plan{project};
    plan.week.load_demand_w[0] = hours_of_days(9, [](int) { return 50e3; });
    ColdWeekReport const report = plan.simulate();
    ASSERT_EQ(report.status, ColdWeekStatus::confirms) << report.diagnosis;
    EXPECT_NEAR(report.loads[0].demand_j, 60e3 * 7.0 * day_s, 1.0);
    EXPECT_NEAR(report.loads[1].demand_j, 50e3 * 7.0 * day_s, 1.0);
    EXPECT_EQ(report.loads[0].beyond_peak_j, report.cut_by_peak_j);
    EXPECT_NEAR(report.cut_by_peak_j, (asked_w - 60e3) * 7.0 * day_s, 1e-6 * report.demand_j);
}

TEST(ColdWeek, TakesThePeakOfWhomNothingIsSaid) {
    Project project = street();
    project.substations[0].annual_use_mwh.reset();
    ColdWeekReport const report = Plan{project}.simulate();
    ASSERT_EQ(report.status, ColdWeekStatus::confirms) << report.diagnosis;
    EXPECT_NEAR(report.loads[0].demand_j, 200e3 * 7.0 * day_s, 1.0);
    EXPECT_NEAR(report.loads[1].demand_j, asked_w * 7.0 * day_s, 1e-6 * report.demand_j);
    ASSERT_EQ(report.assumptions.size(), 1U);
    EXPECT_THAT(report.assumptions[0], HasSubstr("nothing says what home_middle would take in a year"));
}

TEST(ColdWeek, StopsWhenAsked) {
    Plan const plan{street()};
    ColdWeekReport const report = simulate_cold_week(
        plan.before, {}, plan.problem, plan.plan, plan.week,
        [](Network const&) { return std::vector<std::unique_ptr<Controller>>{}; },
        [](std::size_t done, std::size_t) { return done < 5; });
    EXPECT_EQ(report.status, ColdWeekStatus::stopped);
    EXPECT_EQ(report.hours.size(), 5U);
}

// A plant that the plan made give heat follows the load, one that gave heat before does not.
TEST(ColdWeek, PlantsOfThePlanGiveByTheLoad) {
    Project const before = street();
    auto const with = [&](std::string const& id) {
        Project project = before;
        Plant& second = project.plants.emplace_back(project.plants.front());
        second.id = id;
        second.control = PlantControl::heat;
        second.held_pressure_bar.reset();
        second.differential_pressure_bar.reset();
        second.heat_kw = 80.0;
        return project;
    };
    Project project = with("second");
    EXPECT_THAT(detail::follow_load(project, project.plants), ::testing::IsEmpty());
    EXPECT_TRUE(project.controllers.empty());
    EXPECT_THAT(detail::follow_load(project, before.plants), ::testing::ElementsAre("second"));
    ASSERT_EQ(project.controllers.size(), 1U);
    EXPECT_EQ(project.controllers[0].id, "load_share");
    EXPECT_EQ(project.controllers[0].kind, ControllerKind::load_share);
    EXPECT_THAT(project.controllers[0].plants, ::testing::ElementsAre("second"));
    EXPECT_NO_THROW(std::ignore = Network::build(project, {}));
    // Once more changes nothing, and what holds the pressure again is taken out.
    EXPECT_THAT(detail::follow_load(project, before.plants), ::testing::ElementsAre("second"));
    EXPECT_EQ(project.controllers.size(), 1U);
    project.plants[1].control = PlantControl::pressure_holding;
    detail::follow_load(project, before.plants);
    EXPECT_TRUE(project.controllers.empty());
    // A name that is taken is not taken again; sources decide by themselves.
    Project named = with("load_share");
    detail::follow_load(named, before.plants);
    ASSERT_EQ(named.controllers.size(), 1U);
    EXPECT_EQ(named.controllers[0].id, "load_share_2");
    Project driven = with("second");
    PlantSource boiler;
    boiler.id = "boiler";
    boiler.plant = "second";
    driven.sources.push_back(boiler);
    EXPECT_THAT(detail::follow_load(driven, before.plants), ::testing::IsEmpty());
    EXPECT_TRUE(driven.controllers.empty());
}

} // namespace
