// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Pipes that lie there and are too small for what comes later: which, and what it costs to replace them.

#include "confirm.hpp"
#include "phasing/build_out.hpp"
#include "phasing/laid_before.hpp"
#include "plain_elements.hpp"
#include "street_town.hpp"

#include "saggar/planning/phasing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using ::testing::ElementsAre;
using namespace testing_support;

Pipe pair_of(std::string id, std::string from, std::string to, double length_m, std::string entry) {
    Pipe pipe;
    pipe.id = std::move(id);
    pipe.from = std::move(from);
    pipe.to = std::move(to);
    pipe.length_m = length_m;
    pipe.catalogue = std::move(entry);
    return pipe;
}

// West of a street, with prices.
Project priced() {
    Project project = west();
    project.economics.heat_price_per_mwh = 90.0;
    project.economics.lifetime_years = 30.0;
    project.economics.discount_rate_percent = 4.0;
    project.economics.maintenance_percent = 1.0;
    return project;
}

// As sizing_district.hpp prices hard ground.
double price_per_m(std::string const& entry) {
    double const bore = std::stod(entry.substr(entry.find('/') + 1));
    return 500.0 + 4.0 * bore + 0.01 * bore * bore;
}

std::string entry_of(Project const& project, std::string const& pair) {
    return std::ranges::find(project.pipe_pairs, pair, &Pipe::id)->catalogue;
}

PhasePipe const* pipe_of(PhaseResult const& phase, std::string const& pair) {
    auto const found = std::ranges::find(phase.pipes, pair, &PhasePipe::pair);
    return found == phase.pipes.end() ? nullptr : &*found;
}

// A trunk of 200 m that the first phase has laid for a school, and a plan that hangs a mill of three times
// its peak on it without making it larger, as a plan does where heat comes from the other side in the end.
struct Trunk {
    Trunk() {
        project.nodes = {node("works", 0.0, 0.0), node("middle", 200.0, 0.0)};
        project.pipe_pairs = {pair_of("trunk", "works", "middle", 200.0, "test/65")};
        project.plants = {plant("boiler", "works")};
        project.substations = {plain_load("school", "middle", 200.0)};
        project.phases = {{.id = "a", .year = 2028}, {.id = "b", .year = 2032}, {.id = "c", .year = 2036}};
        MapBuilding mill;
        mill.id = "mill";
        map.buildings = {mill};
        demands = {{.annual_use_mwh = 1500.0, .peak_kw = 600.0}};
        plan.project = project;
        plan.project.nodes.push_back(node("end", 300.0, 0.0));
        plan.project.pipe_pairs.push_back(pair_of("branch", "middle", "end", 100.0, "test/100"));
        plan.project.substations.push_back(plain_load("mill", "end", 600.0));
        plan.pipes = {{.pair = "branch",
                       .service = true,
                       .length_m = 100.0,
                       .entry = "test/100",
                       .capital = 100.0 * price_per_m("test/100")}};
        plan.before = {""};
        plan.buildings = plan.substations = {"mill"};
        plan.plant = {0};
        plan.peak = {6e5};
        plan.taken_w = {6e5};
        plan.foot = {0};
        plan.phase = {1};
        plan.value_per_w = {1.0};
        plan.peak_w = 6e5;
        out.project = project;
        out.phases = {{.phase = "a",
                       .year = 2028,
                       .pipes = {{.pair = "trunk",
                                  .entry = "test/65",
                                  .length_m = 200.0,
                                  .capital = 200.0 * price_per_m("test/65") + 3000.0,
                                  .crossing_cost = 3000.0}},
                       .pipe_capital = 200.0 * price_per_m("test/65") + 3000.0,
                       .crossing_cost = 3000.0,
                       .project = project}};
    }
    bool build(detail::LargerPipesMode mode) { return detail::build_phase(problem, out, &plan, {1}, mode); }

    Project project = priced();
    DistrictMap map;
    Catalogue catalogue = family();
    std::vector<DemandBenchmark> benchmarks;
    std::vector<BuildingDemand> demands;
    PhasingOptions options{.work = 100, .threads = 1};
    detail::PlannedNetwork plan;
    detail::BuildOut out;
    detail::BuildOutProblem problem{.project = project,
                                    .catalogue = catalogue,
                                    .map = map,
                                    .benchmarks = benchmarks,
                                    .demands = demands,
                                    .building = {{"mill", 0}},
                                    .options = options,
                                    .go_on = [] { return true; }};
};

TEST(PhasesWithLargerPipes, LetWaitWhoNeedsThemAndSaySo) {
    Trunk trunk;
    EXPECT_TRUE(trunk.build(detail::LargerPipesMode::none));
    ASSERT_EQ(trunk.out.phases.size(), 2U) << trunk.out.failure;
    PhaseResult const& phase = trunk.out.phases[1];
    EXPECT_TRUE(phase.buildings.empty());
    EXPECT_EQ(entry_of(phase.project, "trunk"), "test/65");
    EXPECT_THAT(phase.diagnosis, ::testing::HasSubstr("pipe gradient at trunk"));
}

// An order: who must connect does not wait, and others are dropped before.
TEST(PhasesWithLargerPipes, LetNobodyWaitWhoMustConnect) {
    Trunk trunk;
    trunk.map.buildings[0].must_connect = true;
    detail::BuildOut const before = trunk.out;
    EXPECT_TRUE(trunk.build(detail::LargerPipesMode::none));
    EXPECT_THAT(trunk.out.failure,
                ::testing::HasSubstr("phase b: mill must connect, but pipe gradient at trunk"));
    trunk.out = before;
    EXPECT_TRUE(trunk.build(detail::LargerPipesMode::where_in_the_way));
    ASSERT_EQ(trunk.out.phases.size(), 2U) << trunk.out.failure;
    EXPECT_THAT(trunk.out.phases[1].buildings, ElementsAre("mill"));
    // Nor does a phase go by without it where there is no plan.
    trunk.out = before;
    trunk.out.nothing_planned = "no street";
    detail::build_phase(trunk.problem, trunk.out, nullptr, {1}, detail::LargerPipesMode::none);
    EXPECT_EQ(trunk.out.failure, "phase b: mill must connect, but nothing is planned: no street");
    // Before its phase nobody asks for it.
    trunk.out = before;
    detail::build_phase(trunk.problem, trunk.out, nullptr, {2}, detail::LargerPipesMode::none);
    EXPECT_EQ(trunk.out.phases.size(), 2U) << trunk.out.failure;
}

// A kiosk on the way to the mill, that the trunk could carry beside the school; the mill is worth more.
TEST(PhasesWithLargerPipes, DropOthersBeforeWhoMustConnect) {
    Trunk trunk;
    MapBuilding kiosk;
    kiosk.id = "kiosk";
    kiosk.must_connect = true;
    trunk.map.buildings.push_back(kiosk);
    trunk.demands.push_back({.annual_use_mwh = 20.0, .peak_kw = 10.0});
    trunk.problem.building["kiosk"] = 1;
    trunk.plan.project.nodes.push_back(node("corner", 200.0, 50.0));
    trunk.plan.project.pipe_pairs.push_back(pair_of("side", "middle", "corner", 50.0, "test/32"));
    trunk.plan.project.substations.push_back(plain_load("kiosk", "corner", 10.0));
    trunk.plan.pipes.push_back({.pair = "side", .service = true, .length_m = 50.0, .entry = "test/32"});
    trunk.plan.before.emplace_back();
    trunk.plan.buildings = trunk.plan.substations = {"mill", "kiosk"};
    trunk.plan.plant = {0, 0};
    trunk.plan.peak = {6e5, 1e4};
    trunk.plan.taken_w = {6.1e5};
    trunk.plan.phase = {1, 1};
    trunk.plan.value_per_w = {1.0, -1.0};
    trunk.plan.peak_w = 6.1e5;
    EXPECT_TRUE(
        detail::build_phase(trunk.problem, trunk.out, &trunk.plan, {1, 1}, detail::LargerPipesMode::none));
    ASSERT_EQ(trunk.out.phases.size(), 2U) << trunk.out.failure;
    EXPECT_THAT(trunk.out.phases[1].buildings, ElementsAre("kiosk"));
    EXPECT_THAT(trunk.out.phases[1].diagnosis, ::testing::HasSubstr("less connects than planned"));
}

TEST(PhasesWithLargerPipes, ReplaceWhatAnEarlierPhaseHasLaid) {
    Trunk trunk;
    EXPECT_TRUE(trunk.build(detail::LargerPipesMode::where_in_the_way));
    ASSERT_EQ(trunk.out.phases.size(), 2U) << trunk.out.failure;
    PhaseResult const& phase = trunk.out.phases[1];
    EXPECT_THAT(phase.buildings, ElementsAre("mill"));
    PhasePipe const* const replaced = pipe_of(phase, "trunk");
    ASSERT_NE(replaced, nullptr);
    EXPECT_TRUE(replaced->reinforced);
    EXPECT_EQ(replaced->before, "test/65");
    EXPECT_GT(price_per_m(replaced->entry), price_per_m("test/65"));
    EXPECT_EQ(entry_of(phase.project, "trunk"), replaced->entry);
    // The whole price, and what it crosses once more; what lay there is lost.
    EXPECT_NEAR(replaced->capital, 200.0 * price_per_m(replaced->entry) + 3000.0, 1e-6);
    EXPECT_NEAR(replaced->written_off, 200.0 * price_per_m("test/65") + 3000.0, 1e-6);
    EXPECT_EQ(replaced->written_off_year, 2028);
    EXPECT_NEAR(phase.pipe_capital, replaced->capital + 100.0 * price_per_m("test/100"), 1e-6);
    EXPECT_NEAR(phase.crossing_cost, 3000.0, 1e-9);
    // The solver's own word on that network, and on the one with the trunk as it was.
    EXPECT_TRUE(detail::confirm(phase.project, family(), 1, [] {}).verified);
    Project before = phase.project;
    std::ranges::find(before.pipe_pairs, "trunk", &Pipe::id)->catalogue = "test/65";
    detail::Confirmed const too_small = detail::confirm(before, family(), 1, [] {});
    EXPECT_FALSE(too_small.verified);
    EXPECT_THAT(too_small.in_the_way, ElementsAre("trunk"));
}

// The plan that it was not in leaves it as it lies.
TEST(PhasesWithLargerPipes, StayInThePhasesAfter) {
    Trunk trunk;
    trunk.build(detail::LargerPipesMode::where_in_the_way);
    std::string const entry = entry_of(trunk.out.project, "trunk");
    EXPECT_FALSE(trunk.build(detail::LargerPipesMode::none));
    ASSERT_EQ(trunk.out.phases.size(), 3U) << trunk.out.failure;
    EXPECT_EQ(entry_of(trunk.out.project, "trunk"), entry);
    EXPECT_TRUE(trunk.out.phases[2].pipes.empty());
    EXPECT_EQ(trunk.out.phases[2].pipe_capital, 0.0);
}

// Year by year: the trunk of 2028 is maintained until 2032 and worth nothing at the end; the larger one is
// maintained from then on, and four of its thirty years are left in 2058.
TEST(PhasesWithLargerPipes, CostWhatTheYearsAddUpTo) {
    Trunk trunk;
    trunk.build(detail::LargerPipesMode::where_in_the_way);
    detail::build_phase(trunk.problem, trunk.out, nullptr, {1}, detail::LargerPipesMode::none);
    ASSERT_EQ(trunk.out.phases.size(), 3U) << trunk.out.failure;
    PhasedMoney const money =
        detail::add_up(trunk.project, {}, trunk.out.phases,
                       [&](std::string const&) -> BuildingDemand const& { return trunk.demands[0]; });
    auto const worth = [](int year) { return std::pow(1.04, 2028 - year); };
    double const first = 200.0 * price_per_m("test/65");
    double const then =
        200.0 * price_per_m(entry_of(trunk.out.project, "trunk")) + 100.0 * price_per_m("test/100");
    double maintenance = 0.0;
    for (int year = 2029; year <= 2058; ++year) {
        maintenance += 0.01 * worth(year) * (year <= 2032 ? first : then);
    }
    EXPECT_NEAR(money.pipe_capital, first + 3000.0 + worth(2032) * (then + 3000.0), 1e-6);
    EXPECT_NEAR(money.maintenance, maintenance, 1e-6);
    double const last_capital = trunk.out.phases[1].connection_cost + then + 3000.0;
    EXPECT_NEAR(money.residual_value, 4.0 / 30.0 * worth(2058) * last_capital, 1e-6);
}

// A pipe that was replaced in its turn, and a piece that was cut off before that.
TEST(PhasesWithLargerPipes, KnowWhatLaysThereBefore) {
    PhaseResult first{.year = 2028, .pipes = {{.pair = "p", .length_m = 100.0, .capital = 1000.0}}};
    first.project.pipe_pairs = {pair_of("p", "a", "b", 100.0, "")};
    PhaseResult second{
        .year = 2032,
        .pipes = {
            {.pair = "p", .reinforced = true, .length_m = 60.0, .capital = 1200.0, .crossing_cost = 60.0}}};
    second.project.pipe_pairs = {pair_of("p", "a", "c", 60.0, ""), pair_of("p~part", "c", "b", 40.0, "")};
    detail::LaidBefore const laid{{first, second}};
    ASSERT_NE(laid.find("p"), nullptr);
    EXPECT_EQ(laid.find("p")->year, 2032);
    EXPECT_DOUBLE_EQ(laid.find("p")->capital_per_m, 20.0);
    EXPECT_DOUBLE_EQ(laid.find("p")->crossing_cost_per_m, 1.0);
    for (char const* const piece : {"p~part", "p~part~part~2"}) { // the second of them cut only now
        ASSERT_NE(laid.find(piece), nullptr) << piece;
        EXPECT_EQ(laid.find(piece)->year, 2028) << piece;
        EXPECT_DOUBLE_EQ(laid.find(piece)->capital_per_m, 10.0) << piece;
    }
    EXPECT_EQ(laid.find("other"), nullptr);
}

// A school half way along a street, fed from the west until a plant in the east takes over in 2035; a mill
// beside it could come in 2031. In the end nothing large comes through the western pipe. Until then the mill
// waits, or that pipe is replaced for four years.
PhasedPlan two_sides(double heat_price) {
    Project project = priced();
    project.economics.heat_price_per_mwh = heat_price;
    project.nodes = {node("west", 0.0, 5.0), node("middle", 300.0, 5.0), node("east", 600.0, 5.0)};
    project.pipe_pairs = {pair_of("western", "west", "middle", 300.0, "test/32"),
                          pair_of("eastern", "middle", "east", 300.0, "test/125")};
    project.plants = {plant("old", "west"), plant("new", "east")};
    project.plants[0].service_until_year = 2035;
    project.plants[1].service_from_year = 2035;
    project.plants[1].running = false;
    project.substations = {plain_load("school", "middle", 30.0)};
    project.phases = {{.id = "a", .year = 2028}, {.id = "b", .year = 2031}, {.id = "c", .year = 2035}};
    DistrictMap map = one_street({building("mill", {305.0, 40.0}, 500.0)});
    map.buildings[0].annual_use_mwh = 1500.0;
    map.buildings[0].from_year = 2031.0;
    PhasingReport const report = plan_phases(project, family(), map, {}, {.work = 100, .threads = 1},
                                             [](PhasingProgress const&) { return true; });
    auto const ahead = std::ranges::find(report.strategies, "look_ahead_all", &PhasingStrategy::id);
    EXPECT_NE(ahead, report.strategies.end());
    return ahead->plans.front();
}

TEST(PhasesWithLargerPipes, AreBuiltWhereThatIsWorthMoreThanToWait) {
    PhasedPlan const dear = two_sides(200.0);
    ASSERT_TRUE(dear.feasible) << dear.diagnosis;
    ASSERT_EQ(dear.phases.size(), 3U);
    EXPECT_THAT(dear.phases[1].buildings, ElementsAre("mill"));
    PhasePipe const* const replaced = pipe_of(dear.phases[1], "western");
    ASSERT_NE(replaced, nullptr);
    EXPECT_EQ(replaced->before, "test/32");
    EXPECT_NEAR(replaced->capital, 300.0 * price_per_m(replaced->entry), 1e-6);
    EXPECT_EQ(replaced->written_off, 0.0); // no phase had laid it
    EXPECT_EQ(pipe_of(dear.phases[2], "western"), nullptr);
    EXPECT_TRUE(detail::confirm(dear.phases[1].project, family(), 1, [] {}).verified);

    PhasedPlan const cheap = two_sides(60.0);
    ASSERT_TRUE(cheap.feasible) << cheap.diagnosis;
    ASSERT_EQ(cheap.phases.size(), 3U);
    EXPECT_TRUE(cheap.phases[1].buildings.empty());
    EXPECT_THAT(cheap.phases[2].buildings, ElementsAre("mill"));
    for (PhaseResult const& phase : cheap.phases) {
        EXPECT_EQ(pipe_of(phase, "western"), nullptr) << phase.year;
    }
    // By hand: four years of the mill's margin, against the pipe with its upkeep to 2058 less what is left of
    // it then. The other items are smaller than what is between.
    auto const worth = [](int year) { return std::pow(1.04, 2028 - year); };
    double years = 0.0;
    double upkeep = 0.0;
    for (int year = 2032; year <= 2058; ++year) {
        years += year <= 2035 ? worth(year) : 0.0;
        upkeep += 0.01 * worth(year);
    }
    double const pipe = replaced->capital * (worth(2031) + upkeep - 3.0 / 30.0 * worth(2058));
    EXPECT_GT(years * (200.0 - 20.0) * 1500.0, 1.2 * pipe);
    EXPECT_LT(years * (60.0 - 20.0) * 1500.0, 0.9 * pipe);
}

} // namespace
