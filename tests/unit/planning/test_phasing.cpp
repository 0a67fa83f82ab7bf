// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Who comes when, and what falls in which year is worth today.

#include "confirm.hpp"
#include "phasing/futures.hpp"
#include "phasing/kept_plans.hpp"
#include "phasing/phased_money.hpp"
#include "phasing/timing.hpp"
#include "plain_elements.hpp"
#include "sizing_district.hpp"

#include "saggar/planning/phasing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace saggar;

struct District {
    District() {
        project.phases = {{.id = "a", .year = 2028}, {.id = "b", .year = 2032}, {.id = "c", .year = 2036}};
    }
    std::size_t add(std::string id, double use_mwh, std::optional<double> from_year,
                    std::optional<double> likelihood = std::nullopt) {
        MapBuilding building;
        building.id = std::move(id);
        building.from_year = from_year;
        building.likelihood = likelihood;
        map.buildings.push_back(building);
        demands.push_back({.annual_use_mwh = use_mwh, .peak_kw = use_mwh / 2.0});
        connected.push_back(0);
        return map.buildings.size() - 1;
    }
    [[nodiscard]] std::vector<int> come(UptakeScenario const& future) const {
        return detail::arrivals(project, map, demands, connected, future);
    }
    Project project;
    DistrictMap map;
    std::vector<BuildingDemand> demands;
    std::vector<std::uint8_t> connected;
};

TEST(Futures, ComeInTheFirstPhaseInOrAfterTheirYear) {
    District district;
    district.add("always", 10.0, std::nullopt);
    district.add("early", 10.0, 2020);
    district.add("on the day", 10.0, 2032);
    district.add("after it", 10.0, 2033);
    district.add("too late", 10.0, 2037);
    EXPECT_EQ(district.come({}), (std::vector<int>{0, 0, 1, 2, comes_after_last_phase}));
    // Delays hold for those that come after the first phase.
    EXPECT_EQ(district.come({.delay_years = 1}), (std::vector<int>{0, 0, 2, 2, comes_after_last_phase}));
    EXPECT_EQ(district.come({.delay_years = 5}), (std::vector<int>{0, 0, -2, -2, -2}));
}

TEST(Futures, BringTheLikeliestUntilTheUptakeIsReached) {
    District district;
    district.add("certain", 1000.0, std::nullopt);
    district.add("doubtful", 50.0, 2032, 0.1);
    district.add("likely", 30.0, 2032, 0.9);
    district.add("even", 20.0, 2032); // 0.5
    // 40 of 100 MWh: 'likely' makes 30, with 'even' it is 50, which is as near: it comes.
    EXPECT_EQ(district.come({.uptake_percent = 40.0}), (std::vector<int>{0, -1, 1, 1}));
    EXPECT_EQ(district.come({.uptake_percent = 39.0}), (std::vector<int>{0, -1, 1, -1}));
    EXPECT_EQ(district.come({.uptake_percent = 0.0}), (std::vector<int>{0, -1, -1, -1}));
}

// 30 of 100 MWh come where 39 % are asked for; what comes anyway takes no part, what comes too late does.
TEST(Futures, ReachAnUptakeInWholeBuildings) {
    District district;
    district.add("certain", 1000.0, std::nullopt);
    auto const reached = [&](UptakeScenario const& future) {
        return detail::reached_uptake_percent(district.project, district.map, district.demands,
                                              district.connected, district.come(future));
    };
    EXPECT_TRUE(std::isnan(reached({})));
    district.add("doubtful", 50.0, 2032, 0.1);
    district.add("likely", 30.0, 2036, 0.9);
    district.add("even", 20.0, 2032); // 0.5
    district.add("late", 500.0, 2050, 1.0);
    district.map.buildings[district.add("must", 500.0, 2032)].must_connect = true;
    EXPECT_NEAR(reached({.uptake_percent = 39.0}), 30.0, 1e-9);
    EXPECT_NEAR(reached({.uptake_percent = 40.0}), 50.0, 1e-9);
    EXPECT_NEAR(reached({.uptake_percent = 40.0, .delay_years = 4}), 50.0, 1e-9);
    EXPECT_NEAR(reached({}), 100.0, 1e-9);
    EXPECT_NEAR(reached({.uptake_percent = 0.0}), 0.0, 1e-9);
}

// Who comes after the last phase takes nobody's place, however large and likely.
TEST(Futures, CountTheUptakeOfThoseWhoCouldComeByTheLastPhase) {
    District district;
    district.add("doubtful", 60.0, 2032, 0.1);
    district.add("likely", 40.0, 2036, 0.8);
    std::vector<int> const without = district.come({.uptake_percent = 40.0});
    EXPECT_EQ(without, (std::vector<int>{does_not_come, 2}));
    std::size_t const late = district.add("late", 900.0, 2060, 0.9);
    std::vector<int> with = district.come({.uptake_percent = 40.0});
    EXPECT_EQ(with[late], comes_after_last_phase);
    with.pop_back();
    EXPECT_EQ(with, without);
    // A delay makes late whom the future brings, and does not bring another one.
    EXPECT_EQ(district.come({.uptake_percent = 40.0, .delay_years = 1}),
              (std::vector<int>{does_not_come, comes_after_last_phase, comes_after_last_phase}));
    // Nor does an order bring one before its year.
    district.map.buildings[late].must_connect = true;
    EXPECT_EQ(district.come({.uptake_percent = 40.0})[late], comes_after_last_phase);
}

TEST(Futures, LeaveOutNobodyThatMustConnectAndNobodyTwice) {
    District district;
    std::size_t const must = district.add("must", 10.0, 2032, 0.0);
    std::size_t const there = district.add("there", 10.0, std::nullopt);
    district.map.buildings[must].must_connect = true;
    district.connected[there] = 1;
    EXPECT_EQ(district.come({.uptake_percent = 0.0}), (std::vector<int>{1, -1}));
}

TEST(Futures, OfLessUptakeArePartOfThoseOfMoreWhateverTheOrderOfTheMap) {
    District district;
    for (int i = 0; i < 200; ++i) {
        district.add("b" + std::to_string(i), 1.0 + i % 7, 2032);
    }
    std::vector<int> before(200, -1);
    for (double const uptake : {10.0, 35.0, 60.0, 100.0}) {
        std::vector<int> const now = district.come({.uptake_percent = uptake});
        double use = 0.0;
        double total = 0.0;
        for (std::size_t i = 0; i < now.size(); ++i) {
            EXPECT_TRUE(before[i] < 0 || now[i] >= 0);
            use += now[i] >= 0 ? district.demands[i].annual_use_mwh : 0.0;
            total += district.demands[i].annual_use_mwh;
        }
        EXPECT_NEAR(use / total, uptake * 1e-2, 3.5 / total); // half of the largest building
        before = now;
    }
    std::vector<int> const forwards = district.come({.uptake_percent = 35.0});
    std::ranges::reverse(district.map.buildings);
    std::ranges::reverse(district.demands);
    std::vector<int> backwards = district.come({.uptake_percent = 35.0});
    std::ranges::reverse(backwards);
    EXPECT_EQ(forwards, backwards);
}

TEST(Futures, HaveProbabilitiesThatAddUpToOne) {
    Project project;
    EXPECT_EQ(detail::futures_of(project).size(), 1U);
    EXPECT_EQ(detail::futures_of(project).front().uptake_percent, 100.0);
    project.uptakes = {{.id = "a", .probability = 3.0}, {.id = "b", .probability = 1.0}};
    EXPECT_DOUBLE_EQ(detail::futures_of(project)[0].probability, 0.75);
    EXPECT_DOUBLE_EQ(detail::futures_of(project)[1].probability, 0.25);
}

// Year by year, as one would on paper.
TEST(PhasedMoney, IsWhatTheYearsAddUpTo) {
    EconomicSettings money;
    money.lifetime_years = 30.0;
    money.discount_rate_percent = 3.5;
    detail::Calendar const calendar{money, 2028};
    auto const worth = [](int years) { return std::pow(1.035, -years); };
    EXPECT_NEAR(calendar.once(2028), 1.0, 1e-14);
    EXPECT_NEAR(calendar.once(2032), worth(4), 1e-14);
    double from_2032 = 0.0;
    double to_2036 = 0.0;
    for (int year = 2033; year <= 2058; ++year) {
        from_2032 += worth(year - 2028);
        to_2036 += year <= 2036 ? worth(year - 2028) : 0.0;
    }
    EXPECT_NEAR(calendar.each_year(2032), from_2032, 1e-12);
    EXPECT_NEAR(calendar.each_year(2032, 2036), to_2036, 1e-12);
    EXPECT_EQ(calendar.each_year(2060), 0.0);
    // Laid in 2032, four of its thirty years are left in 2058.
    EXPECT_NEAR(calendar.residual(2032), 4.0 / 30.0 * worth(30), 1e-14);
    EXPECT_EQ(calendar.residual(2028), 0.0);
}

TEST(PhasedMoney, WithoutDiscountIsTheSumOfYears) {
    EconomicSettings money;
    money.lifetime_years = 40.0;
    money.discount_rate_percent = 0.0;
    detail::Calendar const calendar{money, 2028};
    EXPECT_DOUBLE_EQ(calendar.each_year(2032), 36.0);
    EXPECT_DOUBLE_EQ(calendar.each_year(2032, 2036), 4.0);
    EXPECT_DOUBLE_EQ(calendar.residual(2036), 0.2);
}

// Every choice of phases that a forest allows, one after the other.
TEST(Timing, IsTheBestOfAllChoices) {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> money{0.0, 100.0};
    std::vector<double> const cost_factor{1.0, 0.8, 0.65};
    std::vector<double> const income_factor{1.0, 0.75, 0.5};
    int waiting = 0;
    for (int trial = 0; trial < 300; ++trial) {
        std::vector<detail::TimedWay> ways;
        for (std::int32_t node = 1; node < 5; ++node) {
            ways.push_back(
                {static_cast<std::int32_t>(random() % static_cast<unsigned>(node)), node, money(random)});
        }
        std::vector<detail::TimedLoad> loads;
        loads.reserve(5);
        for (int i = 0; i < 5; ++i) {
            loads.push_back({.node = static_cast<std::int32_t>(random() % 5),
                             .arrival = static_cast<int>(random() % 3),
                             .at_once = random() % 8 == 0,
                             .income = 1.3 * money(random),
                             .cost = 0.3 * money(random)});
        }
        auto const worth = [&](std::vector<int> const& phase) {
            std::vector<int> dug(5, 3);
            double sum = 0.0;
            for (std::size_t i = 0; i < loads.size(); ++i) {
                bool const in_time = phase[i] == 3 || phase[i] >= loads[i].arrival;
                if (!in_time || (loads[i].at_once && phase[i] != loads[i].arrival)) {
                    return -1e9;
                }
                if (phase[i] < 3) {
                    auto const p = static_cast<std::size_t>(phase[i]);
                    sum += income_factor[p] * loads[i].income - cost_factor[p] * loads[i].cost;
                    int& here = dug[static_cast<std::size_t>(loads[i].node)];
                    here = std::min(here, phase[i]);
                }
            }
            for (std::size_t i = ways.size(); i-- > 0;) {
                int const behind = dug[static_cast<std::size_t>(ways[i].to)];
                if (behind < 3) {
                    sum -= cost_factor[static_cast<std::size_t>(behind)] * ways[i].cost;
                }
                int& before = dug[static_cast<std::size_t>(ways[i].from)];
                before = std::min(before, behind);
            }
            return sum;
        };
        double best = -1e9;
        for (int code = 0; code < 1024; ++code) { // four choices of five loads
            std::vector<int> phase;
            phase.reserve(5);
            for (int i = 0; i < 5; ++i) {
                phase.push_back(code >> (2 * i) & 3);
            }
            best = std::max(best, worth(phase));
        }
        std::vector<int> found = detail::best_phases(ways, loads, 5, cost_factor, income_factor, 0);
        for (std::size_t i = 0; i < loads.size(); ++i) {
            waiting += found[i] > loads[i].arrival ? 1 : 0;
            found[i] = found[i] < 0 ? 3 : found[i];
        }
        EXPECT_NEAR(worth(found), best, 1e-9) << trial;
    }
    EXPECT_GT(waiting, 20); // or there would have been nothing to choose
}

// What the network lost and pumped before is no part of it: the solver's own sums, with the mill and without.
TEST(PlanPhases, CountsTheCarbonOfWhatIsLostAndPumpedMore) {
    Project project;
    project.name = "phased";
    for (double const x_m : {0.0, 200.0}) {
        Node node;
        node.id = x_m > 0.0 ? "middle" : "works";
        node.x_m = x_m;
        node.y_m = 5.0;
        project.nodes.push_back(node);
    }
    project.pipe_pairs = {testing_support::catalogue_pair("trunk", "works", "middle", "test/100")};
    project.plants = {testing_support::plain_plant("boiler", "works", 80.0)};
    project.plants[0].held_pressure_bar = 3.0;
    project.plants[0].maximum_differential_pressure_bar = 6.0;
    project.substations = {testing_support::plain_load("school", "middle", 200.0)};
    project.streets.file = "streets";
    project.extension.buildings = "buildings";
    project.extension.catalogue = "test";
    project.phases = {{.id = "first", .year = 2028}};
    project.prices.electricity_import_per_mwh = 200.0;
    project.prices.electricity_carbon_kg_per_mwh = 300.0;
    project.economics.heat_price_per_mwh = 200.0;
    project.economics.heat_cost_per_mwh = 20.0;
    project.economics.heat_carbon_kg_per_mwh = 150.0;
    project.economics.counterfactual_carbon_kg_per_mwh = 220.0;
    DistrictMap map;
    map.streets = {{.line = {{0.0, 0.0}, {200.0, 0.0}, {600.0, 0.0}}, .surface = Surface::hard}};
    MapBuilding mill;
    mill.id = "mill";
    mill.at = {590.0, 20.0};
    mill.peak_kw = 300.0;
    mill.annual_use_mwh = 600.0;
    map.buildings = {mill};
    Catalogue const family = testing_support::priced_family({32.0, 50.0, 65.0, 80.0, 100.0, 125.0});
    PhasingReport const report = plan_phases(project, family, map, {}, {.work = 100, .threads = 1},
                                             [](PhasingProgress const&) { return true; });
    ASSERT_EQ(report.plan().phases.size(), 1U);
    PhaseResult const& phase = report.plan().phases[0];
    ASSERT_EQ(phase.buildings.size(), 1U) << phase.diagnosis;
    detail::Confirmed const before = detail::confirm(project, family, 1, [] {});
    detail::Confirmed const after = detail::confirm(phase.project, family, 1, [] {});
    ASSERT_GT(before.heat_loss_mwh, 1.0);
    ASSERT_GT(before.pumping_mwh, 0.01);
    EXPECT_NEAR(phase.carbon_saved_t,
                0.220 * 600.0 - 0.150 * (600.0 + after.heat_loss_mwh - before.heat_loss_mwh) -
                    0.300 * (after.pumping_mwh - before.pumping_mwh),
                1e-4);
}

HeatOfYear heat_of(std::string const& plant) {
    return {.plants = {{.plant = plant,
                        .network = "r",
                        .cost_per_mwh = 30.0,
                        .most_w = 31.0,
                        .loads = {{.load_factor = 0.5,
                                   .hours = 32.0,
                                   .network_heat_w = 33.0,
                                   .heat_w = 34.0,
                                   .by_cost = 0.25}},
                        .share = 0.6,
                        .sold_mwh = 35.0,
                        .lost_mwh = 36.0}},
            .sold = {{.substation = "s", .annual_use_mwh = 37.0, .cost_per_mwh = 38.0}}};
}

void expect_heat(HeatOfYear const& heat, std::string const& plant) {
    HeatOfYear const wanted = heat_of(plant);
    ASSERT_EQ(heat.plants.size(), 1U);
    PlantHeat const& one = heat.plants[0];
    EXPECT_EQ(one.plant, plant);
    EXPECT_EQ(one.network, "r");
    ASSERT_EQ(one.loads.size(), 1U);
    PlantHeatAtLoad const& at = one.loads[0];
    EXPECT_EQ((std::vector{one.cost_per_mwh, one.most_w, one.share, one.sold_mwh, one.lost_mwh}),
              (std::vector{30.0, 31.0, 0.6, 35.0, 36.0}));
    EXPECT_EQ((std::vector{at.load_factor, at.hours, at.network_heat_w, at.heat_w}),
              (std::vector{0.5, 32.0, 33.0, 34.0}));
    EXPECT_EQ(at.by_cost, 0.25);
    ASSERT_EQ(heat.sold.size(), 1U);
    EXPECT_EQ(heat.sold[0].substation, "s");
    EXPECT_EQ(heat.sold_cost(), wanted.sold_cost());
    EXPECT_EQ(heat.lost_cost(), wanted.lost_cost());
}

// Every field of a plan that is kept comes back.
TEST(KeptPlan, ComesBackWhole) {
    KeptWork const work{{.write = [](Project const& project) { return project.name; },
                         .read =
                             [](std::string const& bytes) {
                                 Project project;
                                 project.name = bytes;
                                 return project;
                             }}};
    PhaseResult phase{.phase = "a",
                      .description = "b",
                      .year = 2031,
                      .confirmed = true,
                      .diagnosis = "c",
                      .buildings = {"d", "e"},
                      .pipes = {{.pair = "f",
                                 .service = true,
                                 .reinforced = true,
                                 .entry = "g",
                                 .before = "h",
                                 .length_m = 1.0,
                                 .surface = Surface::soft,
                                 .capital = 2.0,
                                 .crossing_cost = 3.0,
                                 .annual_use_mwh = 4.0,
                                 .written_off_year = 2030,
                                 .written_off = 25.0,
                                 .written_off_crossing = 26.0},
                                {.pair = "i"}},
                      .plant_changes = {"j"},
                      .plant_years = {{.year = 2033,
                                       .changes = {"n", "o"},
                                       .heat_loss_mwh = 27.0,
                                       .pumping_mwh = 28.0,
                                       .heat = heat_of("p")}},
                      .pipe_capital = 5.0,
                      .crossing_cost = 6.0,
                      .connection_cost = 7.0,
                      .source_capital = 8.0,
                      .connected = 9,
                      .annual_use_mwh = 10.0,
                      .peak_w = 11.0,
                      .heat_loss_mwh = 12.0,
                      .pumping_mwh = 13.0,
                      .heat = heat_of("q"),
                      .carbon_saved_t = 14.0,
                      .points = 15,
                      .tightest = "k"};
    phase.project.name = "l";
    PhasedPlan plan{.feasible = true,
                    .diagnosis = "m",
                    .phases = {phase, {.phase = "second", .year = 2035}},
                    .money = {.income = 16.0,
                              .heat_cost = 17.0,
                              .present_heat = 29.0,
                              .connection_cost = 18.0,
                              .pipe_capital = 19.0,
                              .source_capital = 20.0,
                              .maintenance = 21.0,
                              .heat_loss = 22.0,
                              .pumping = 23.0,
                              .residual_value = 24.0}};
    StateArchive collected;
    detail::KeptPlan{.work = &work, .plan = plan}.keep(collected);
    PhasedPlan back{.diagnosis = "of before", .phases = {{.phase = "of before"}}};
    StateArchive given{collected.bytes()};
    detail::KeptPlan{.work = &work, .plan = back}.keep(given);
    given.finish();

    EXPECT_TRUE(back.feasible);
    EXPECT_EQ(back.diagnosis, "m");
    auto const sums = [](PhasedMoney const& money) {
        return std::vector{money.income,          money.heat_cost,    money.present_heat,
                           money.connection_cost, money.pipe_capital, money.source_capital,
                           money.maintenance,     money.heat_loss,    money.pumping,
                           money.residual_value};
    };
    EXPECT_EQ(sums(back.money), sums(plan.money));
    ASSERT_EQ(back.phases.size(), 2U);
    EXPECT_EQ(back.phases[1].phase, "second");
    EXPECT_EQ(back.phases[1].year, 2035);
    PhaseResult const& one = back.phases[0];
    auto const words = [](PhaseResult const& of) {
        return std::vector{of.phase, of.description, of.diagnosis, of.tightest, of.project.name};
    };
    EXPECT_EQ(words(one), words(phase));
    EXPECT_EQ(one.buildings, phase.buildings);
    EXPECT_EQ(one.plant_changes, phase.plant_changes);
    ASSERT_EQ(one.plant_years.size(), 1U);
    EXPECT_EQ(one.plant_years[0].year, 2033);
    EXPECT_EQ(one.plant_years[0].changes, phase.plant_years[0].changes);
    EXPECT_EQ(one.plant_years[0].heat_loss_mwh, 27.0);
    EXPECT_EQ(one.plant_years[0].pumping_mwh, 28.0);
    expect_heat(one.plant_years[0].heat, "p");
    expect_heat(one.heat, "q");
    EXPECT_TRUE(one.confirmed);
    auto const counts = [](PhaseResult const& of) {
        return std::vector{static_cast<std::size_t>(of.year), of.connected, of.points};
    };
    EXPECT_EQ(counts(one), counts(phase));
    auto const values = [](PhaseResult const& of) {
        return std::vector{of.pipe_capital,   of.crossing_cost,  of.connection_cost,
                           of.source_capital, of.annual_use_mwh, of.peak_w,
                           of.heat_loss_mwh,  of.pumping_mwh,    of.carbon_saved_t};
    };
    EXPECT_EQ(values(one), values(phase));
    ASSERT_EQ(one.pipes.size(), 2U);
    PhasePipe const& pipe = one.pipes[0];
    PhasePipe const& laid = phase.pipes[0];
    EXPECT_EQ((std::vector{pipe.pair, pipe.entry, pipe.before}),
              (std::vector{laid.pair, laid.entry, laid.before}));
    EXPECT_TRUE(pipe.service && pipe.reinforced);
    EXPECT_EQ(pipe.surface, laid.surface);
    EXPECT_EQ((std::vector{pipe.length_m, pipe.capital, pipe.crossing_cost, pipe.annual_use_mwh}),
              (std::vector{laid.length_m, laid.capital, laid.crossing_cost, laid.annual_use_mwh}));
    EXPECT_EQ(pipe.written_off_year, laid.written_off_year);
    EXPECT_EQ((std::vector{pipe.written_off, pipe.written_off_crossing}),
              (std::vector{laid.written_off, laid.written_off_crossing}));
    EXPECT_EQ(one.pipes[1].pair, "i");
}

} // namespace
