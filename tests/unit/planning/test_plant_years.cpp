// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants that come and go between two phases, or after the last one.

#include "confirm.hpp"
#include "phasing/build_out.hpp"
#include "phasing/phased_money.hpp"
#include "phasing/plant_years.hpp"
#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/planning/phasing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing_support;

Pipe pair_of(std::string id, std::string from, std::string to, std::string entry) {
    Pipe pipe = pair(std::move(id), std::move(from), std::move(to));
    pipe.length_m = 200.0;
    pipe.catalogue = std::move(entry);
    return pipe;
}

Plant from_until(std::string id, std::string at, std::optional<double> from, std::optional<double> until) {
    Plant made = plant(std::move(id), std::move(at));
    made.running = !from;
    made.service_from_year = from;
    made.service_until_year = until;
    return made;
}

// A school between two sites of plants; phases in 2028, 2032 and 2036, and money for 30 years.
struct Sites {
    explicit Sites(std::vector<Plant> plants) {
        project.economics.heat_price_per_mwh = 90.0;
        project.economics.lifetime_years = 30.0;
        project.nodes = {node("western", 0.0, 0.0), node("middle", 200.0, 0.0), node("eastern", 400.0, 0.0)};
        project.pipe_pairs = {pair_of("west", "western", "middle", "test/100"),
                              pair_of("east", "middle", "eastern", "test/32")};
        project.plants = std::move(plants);
        project.substations = {plain_load("school", "middle", 60.0)};
        project.phases = {{.id = "a", .year = 2028}, {.id = "b", .year = 2032}, {.id = "c", .year = 2036}};
    }
    // Phases in which nobody comes.
    detail::BuildOut stand_still() {
        detail::BuildOut out;
        out.project = project;
        for (std::size_t i = 0; i < project.phases.size(); ++i) {
            detail::build_phase(problem, out, nullptr, {}, detail::LargerPipesMode::none);
        }
        return out;
    }

    Project project = west();
    DistrictMap map;
    Catalogue catalogue = family();
    std::vector<DemandBenchmark> benchmarks;
    std::vector<BuildingDemand> demands;
    PhasingOptions options{.work = 100, .threads = 1};
    detail::BuildOutProblem problem{.project = project,
                                    .catalogue = catalogue,
                                    .map = map,
                                    .benchmarks = benchmarks,
                                    .demands = demands,
                                    .building = {},
                                    .options = options,
                                    .go_on = [] { return true; }};
};

TEST(PlantYears, AreThoseBetweenPhasesAndUntilTheMoneyEnds) {
    Sites sites{{from_until("one", "western", {}, 2032.0), from_until("two", "western", 2030.0, 2040.0),
                 from_until("three", "western", 2040.0, 2057.0),
                 from_until("four", "western", 2027.0, 2058.0)}};
    EXPECT_THAT(detail::years_of_plants(sites.project, 0), ElementsAre(2030));
    EXPECT_THAT(detail::years_of_plants(sites.project, 1), IsEmpty());
    EXPECT_THAT(detail::years_of_plants(sites.project, 2), ElementsAre(2040, 2057));
    // One that leaves without ever having been in service.
    sites.project.plants = {from_until("idle", "western", {}, 2030.0)};
    sites.project.plants[0].running = false;
    EXPECT_THAT(detail::years_of_plants(sites.project, 0), IsEmpty());
}

TEST(PlantYears, AreRefusedWhereNobodyServesALoad) {
    Sites after{{from_until("boiler", "western", {}, 2040.0)}};
    EXPECT_THAT(after.stand_still().failure,
                AllOf(HasSubstr("phase c: no plant that can hold the pressure serves school in 2040: "
                                "boiler is out of service from 2040 on"),
                      HasSubstr("a later service_until_year")));
    Sites between{{from_until("old", "western", {}, 2033.0), from_until("new", "western", 2034.0, {})}};
    EXPECT_THAT(between.stand_still().failure,
                HasSubstr("phase b: no plant that can hold the pressure serves school in 2033: old is out of "
                          "service from 2033 on, new is in service only from 2034 on"));
    // When the money has ended nobody asks any more.
    Sites beyond{{from_until("boiler", "western", {}, 2058.0)}};
    EXPECT_EQ(beyond.stand_still().failure, "");
}

TEST(PlantYears, AreRefusedWhereTheSolverContradicts) {
    Sites small{{from_until("boiler", "western", {}, 2040.0), from_until("new", "western", 2040.0, {})}};
    small.project.plants[1].capacity_kw = 20.0;
    EXPECT_THAT(small.stand_still().failure, HasSubstr("phase c: with the plants of 2040: "));
}

TEST(PlantYears, ChangeWhatIsLostFromTheTrueYearOn) {
    Sites sites{{from_until("old", "western", {}, 2034.0), from_until("new", "western", 2034.0, {})}};
    sites.project.plants[1].supply_temperature_c = 95.0;
    detail::BuildOut const out = sites.stand_still();
    ASSERT_EQ(out.phases.size(), 3U) << out.failure;
    EXPECT_THAT(out.phases[0].plant_years, IsEmpty());
    ASSERT_EQ(out.phases[1].plant_years.size(), 1U);
    PlantYear const& year = out.phases[1].plant_years[0];
    EXPECT_EQ(year.year, 2034);
    EXPECT_THAT(year.changes, ElementsAre("old is out of service", "new is in service"));
    EXPECT_THAT(out.phases[2].plant_changes, IsEmpty());
    EXPECT_GT(year.heat_loss_mwh, 1.1 * out.phases[1].heat_loss_mwh);
    EXPECT_NEAR(year.heat_loss_mwh, out.phases[2].heat_loss_mwh, 1e-9);
    // The network at the end of the phase is that before the year.
    EXPECT_TRUE(out.phases[1].project.plants[0].running);

    PhasingReport report;
    report.present_heat_loss_mwh = out.phases[0].heat_loss_mwh;
    report.present_pumping_mwh = out.phases[0].pumping_mwh;
    report.present_heat = out.phases[0].heat;
    BuildingDemand const none;
    PhasedMoney const money = detail::add_up(
        sites.project, report, out.phases, [&](std::string const&) -> BuildingDemand const& { return none; });
    double worth = 0.0; // at the end of each year with the new plant, 2034 being the first of them
    for (int end = 2035; end <= 2058; ++end) {
        worth += std::pow(1.0 + sites.project.economics.discount_rate_percent * 1e-2, 2028 - end);
    }
    EXPECT_NEAR(money.heat_loss, worth * 20.0 * (year.heat_loss_mwh - report.present_heat_loss_mwh), 1e-6);
    EXPECT_NEAR(money.pumping, worth * 200.0 * (year.pumping_mwh - report.present_pumping_mwh), 1e-6);
}

// The new plant's heat costs 30 a MWh more than the old one's: from 2034 on for those who stand already.
TEST(PlantYears, ChangeWhatHeatCostsFromTheTrueYearOn) {
    Sites sites{{from_until("old", "western", {}, 2034.0), from_until("new", "western", 2034.0, {})}};
    sites.project.plants[1].heat_cost_per_mwh = 50.0;
    detail::BuildOut const out = sites.stand_still();
    ASSERT_EQ(out.phases.size(), 3U) << out.failure;
    PhasingReport report;
    report.present_heat = out.phases[0].heat;
    BuildingDemand const none;
    PhasedMoney const money = detail::add_up(
        sites.project, report, out.phases, [&](std::string const&) -> BuildingDemand const& { return none; });
    double worth = 0.0;
    for (int end = 2035; end <= 2058; ++end) {
        worth += std::pow(1.0 + sites.project.economics.discount_rate_percent * 1e-2, 2028 - end);
    }
    double const sold_mwh = report.present_heat.sold_cost() / 20.0;
    ASSERT_GT(sold_mwh, 100.0);
    EXPECT_NEAR(money.present_heat, worth * 30.0 * sold_mwh, 1e-6 * money.present_heat);
    EXPECT_NEAR(money.heat_cost, 0.0, 1e-6) << "nobody connects";
    EXPECT_NEAR(money.heat_loss, worth * 30.0 * report.present_heat.lost_cost() / 20.0,
                1e-3 * money.heat_loss);
}

// A mill comes in 2032 from the west; from 2034 on its heat comes through the small eastern pipe.
TEST(PlantYears, MakePipesLargerThatAreTooSmallThen) {
    Sites sites{{from_until("old", "western", {}, 2034.0), from_until("new", "eastern", 2034.0, {})}};
    sites.project.substations[0].peak_kw = 20.0;
    sites.project.substations[0].heat_demand_kw.reset();
    MapBuilding mill;
    mill.id = "mill";
    sites.map.buildings = {mill};
    sites.demands = {{.annual_use_mwh = 1500.0, .peak_kw = 300.0}};
    sites.problem.building = {{"mill", 0}};
    detail::PlannedNetwork plan;
    plan.project = sites.project;
    plan.project.nodes.push_back(node("end", 200.0, 100.0));
    plan.project.pipe_pairs.push_back(pair_of("branch", "middle", "end", "test/80"));
    plan.project.substations.push_back(plain_load("mill", "end", 300.0));
    plan.pipes = {{.pair = "branch", .service = true, .length_m = 200.0, .entry = "test/80"}};
    plan.before = {""};
    plan.buildings = plan.substations = {"mill"};
    plan.plant = {0};
    plan.peak = {3e5};
    plan.taken_w = {3e5, 0.0};
    plan.foot = {0, -1};
    plan.phase = {1};
    plan.value_per_w = {1.0};
    plan.peak_w = 3e5;
    detail::BuildOut first;
    first.project = sites.project;
    detail::build_phase(sites.problem, first, nullptr, {}, detail::LargerPipesMode::none);
    ASSERT_EQ(first.phases.size(), 1U) << first.failure;

    detail::BuildOut waits = first;
    EXPECT_TRUE(detail::build_phase(sites.problem, waits, &plan, {1}, detail::LargerPipesMode::none));
    ASSERT_EQ(waits.phases.size(), 2U) << waits.failure;
    EXPECT_THAT(waits.phases[1].buildings, IsEmpty());
    EXPECT_THAT(waits.phases[1].diagnosis, HasSubstr("with the plants of 2034: pipe gradient at east"));

    detail::BuildOut larger = first;
    EXPECT_TRUE(
        detail::build_phase(sites.problem, larger, &plan, {1}, detail::LargerPipesMode::where_in_the_way));
    ASSERT_EQ(larger.phases.size(), 2U) << larger.failure;
    EXPECT_THAT(larger.phases[1].buildings, ElementsAre("mill"));
    auto const laid = std::ranges::find(larger.phases[1].pipes, "east", &PhasePipe::pair);
    ASSERT_NE(laid, larger.phases[1].pipes.end());
    EXPECT_EQ(laid->before, "test/32");
    ASSERT_EQ(larger.phases[1].plant_years.size(), 1U);
    // In both years, with those plants.
    EXPECT_TRUE(detail::confirm(larger.phases[1].project, sites.catalogue, 1, [] {}).verified);
    EXPECT_TRUE(detail::confirm(larger.project, sites.catalogue, 1, [] {}).verified);
    EXPECT_TRUE(larger.project.plants[1].running);
}

} // namespace
