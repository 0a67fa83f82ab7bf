// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants that come and go between two phases, or after the last one.

#include "confirm.hpp"
#include "phasing/build_out.hpp"
#include "phasing/lasting_heat.hpp"
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

    detail::PresentYear const present{.heat = out.phases[0].heat, .pumping_mwh = out.phases[0].pumping_mwh};
    BuildingDemand const none;
    PhasedMoney const money =
        detail::add_up(sites.project, present, out.phases,
                       [&](std::string const&) -> BuildingDemand const& { return none; });
    double worth = 0.0; // at the end of each year with the new plant, 2034 being the first of them
    for (int end = 2035; end <= 2058; ++end) {
        worth += std::pow(1.0 + sites.project.economics.discount_rate_percent * 1e-2, 2028 - end);
    }
    EXPECT_NEAR(money.heat_loss, worth * 20.0 * (year.heat_loss_mwh - out.phases[0].heat_loss_mwh), 1e-6);
    EXPECT_NEAR(money.pumping, worth * 200.0 * (year.pumping_mwh - present.pumping_mwh), 1e-6);
}

Plant with_capacity(Plant made, double capacity_kw) {
    made.capacity_kw = capacity_kw;
    return made;
}

// Of what each plant has to spare in 2028, what is still there when plants have changed.
TEST(LastingHeat, IsWhatPlantsThatComeHaveWhereOthersLeave) {
    Sites const sites{{with_capacity(from_until("old", "western", {}, 2040.0), 500.0),
                       from_until("always", "eastern", {}, {}),
                       with_capacity(from_until("new", "western", 2040.0, {}), 300.0)}};
    auto const lasting = [&](Project const& project) {
        return detail::lasting_heat(project, project, 2028, {400e3, 1e6, 0.0}, {100e3, 0.0, 0.0});
    };
    EXPECT_THAT(lasting(sites.project).spare_w, ElementsAre(200e3, 1e6, 0.0));
    // 'old' and 'new' hang together with 'always' through the pipes of the school, which matters to neither.
    Project apart = sites.project;
    apart.pipe_pairs.clear();
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(200e3, 1e6, 0.0));
    apart.plants[2].node = "middle"; // 'new' stands elsewhere
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(0.0, 1e6, 0.0));
    EXPECT_THAT(lasting(apart).short_lived, ElementsAre("old is out of service from 2040 on"));
    apart.plants[2].node = "western";
    apart.plants[2].capacity_kw.reset(); // it has whatever is asked for
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(400e3, 1e6, 0.0));
    EXPECT_THAT(lasting(apart).short_lived, IsEmpty());
    apart.plants[2].service_from_year = 2041.0; // too late
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(0.0, 1e6, 0.0));
    apart.plants[0].service_until_year = 2058.0; // money is counted no more
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(400e3, 1e6, 0.0));
    // Nobody lasts: the solver says of what is planned what is missing.
    apart.plants[0].service_until_year = apart.plants[1].service_until_year = 2040.0;
    EXPECT_THAT(lasting(apart).spare_w, ElementsAre(400e3, 1e6, 0.0));
}

// The new plant's heat costs 30 a MWh more than the old one's: from 2034 on for those who stand already.
TEST(PlantYears, ChangeWhatHeatCostsFromTheTrueYearOn) {
    Sites sites{{from_until("old", "western", {}, 2034.0), from_until("new", "western", 2034.0, {})}};
    sites.project.plants[1].heat_cost_per_mwh = 50.0;
    detail::BuildOut const out = sites.stand_still();
    ASSERT_EQ(out.phases.size(), 3U) << out.failure;
    detail::PresentYear const present{.heat = out.phases[0].heat, .pumping_mwh = 0.0};
    BuildingDemand const none;
    PhasedMoney const money =
        detail::add_up(sites.project, present, out.phases,
                       [&](std::string const&) -> BuildingDemand const& { return none; });
    double worth = 0.0;
    for (int end = 2035; end <= 2058; ++end) {
        worth += std::pow(1.0 + sites.project.economics.discount_rate_percent * 1e-2, 2028 - end);
    }
    double const sold_mwh = present.heat.sold_cost() / 20.0;
    ASSERT_GT(sold_mwh, 100.0);
    EXPECT_NEAR(money.present_heat, worth * 30.0 * sold_mwh, 1e-6 * money.present_heat);
    EXPECT_NEAR(money.heat_cost, 0.0, 1e-6) << "nobody connects";
    EXPECT_NEAR(money.heat_loss, worth * 30.0 * present.heat.lost_cost() / 20.0, 1e-3 * money.heat_loss);
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

// A hut, worth more, hangs on a plant that leaves in 2034, a mill on one that stays: only the hut waits.
TEST(PlantYears, KeepOutOnlyWhomNoPlantServesThen) {
    Sites sites{{from_until("always", "western", {}, {}), from_until("old", "eastern", {}, 2034.0)}};
    sites.project.pipe_pairs.pop_back(); // between the school and the east
    for (char const* const id : {"mill", "hut"}) {
        MapBuilding building;
        building.id = id;
        sites.map.buildings.push_back(building);
        sites.demands.push_back({.annual_use_mwh = 300.0, .peak_kw = 100.0});
    }
    sites.problem.building = {{"mill", 0}, {"hut", 1}};
    detail::PlannedNetwork plan;
    plan.project = sites.project;
    plan.project.nodes.push_back(node("mill_end", 200.0, 100.0));
    plan.project.nodes.push_back(node("hut_end", 400.0, 100.0));
    plan.project.pipe_pairs.push_back(pair_of("mill_way", "middle", "mill_end", "test/50"));
    plan.project.pipe_pairs.push_back(pair_of("hut_way", "eastern", "hut_end", "test/50"));
    plan.project.substations.push_back(plain_load("mill", "mill_end", 100.0));
    plan.project.substations.push_back(plain_load("hut", "hut_end", 100.0));
    plan.pipes = {{.pair = "mill_way", .service = true, .length_m = 200.0, .entry = "test/50"},
                  {.pair = "hut_way", .service = true, .length_m = 200.0, .entry = "test/50"}};
    plan.before = {"", ""};
    plan.buildings = plan.substations = {"mill", "hut"};
    plan.plant = {0, 1};
    plan.peak = {1e5, 1e5};
    plan.taken_w = {1e5, 1e5};
    plan.foot = {0, 1};
    plan.phase = {1, 1};
    plan.value_per_w = {1.0, 2.0};
    plan.peak_w = 2e5;
    detail::BuildOut out;
    out.project = sites.project;
    detail::build_phase(sites.problem, out, nullptr, {}, detail::LargerPipesMode::none);
    ASSERT_EQ(out.phases.size(), 1U) << out.failure;
    detail::build_phase(sites.problem, out, &plan, {1, 1}, detail::LargerPipesMode::none);
    ASSERT_EQ(out.phases.size(), 2U) << out.failure;
    EXPECT_THAT(out.phases[1].buildings, ElementsAre("mill"));
    EXPECT_THAT(out.phases[1].diagnosis,
                HasSubstr("no plant that can hold the pressure serves hut in 2034: old is out of service"));
}

} // namespace
