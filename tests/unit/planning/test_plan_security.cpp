// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which outages a plan is held against, what is opened in them, what may be laid for them, and what it costs.

#include "extension/plan_money.hpp"
#include "plain_elements.hpp"
#include "security/plan_security.hpp"
#include "sizing_district.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using detail::LaidProject;
using detail::SecurityPlanner;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Pipe pair(char const* from, char const* to, double length_m = 200.0) {
    return plain_pair(std::string{from} + "-" + to, from, to, length_m, 100.0, 0.2);
}

// A network that nothing is added to but links: works - x - a - b, and a home at x by a pair of its own. Two
// flats at b, a school at a.
struct Town {
    Town() {
        for (char const* const id : {"works", "x", "home", "a", "b"}) {
            project.nodes.push_back({.id = id});
        }
        project.pipe_pairs = {pair("works", "x", 50.0), pair("x", "home", 20.0), pair("x", "a"),
                              pair("a", "b")};
        Plant plant;
        plant.id = "boiler";
        plant.node = "works";
        plant.held_pressure_bar = 3.0;
        plant.maximum_differential_pressure_bar = 4.0;
        project.plants = {plant};
        project.substations = {plain_load("cottage", "home", 20.0), plain_load("school", "a", 300.0),
                               plain_load("flat_1", "b", 150.0), plain_load("flat_2", "b", 250.0)};
        project.extension.security_share = 0.8;
        problem.sizes = {{.entry = "test/40", .capacity_w = 2e6, .cost_hard_per_m = 100.0},
                         {.entry = "test/100", .capacity_w = 3e6, .cost_hard_per_m = 300.0}};
    }
    // A street from x to b.
    void add_street() {
        problem.places = {{.x_m = 0.0, .y_m = 0.0}, {.x_m = 600.0, .y_m = 0.0}};
        problem.ways.push_back(
            {.kind = WayKind::street, .a = 0, .b = 1, .length_m = 600.0, .surface = Surface::hard});
        places = {{0, "x"}, {1, "b"}};
    }
    struct Made {
        std::string diagnosis;
        std::string verify_diagnosis;
        std::vector<Pipe> links;
        SecurityPlan plan;
        [[nodiscard]] std::vector<std::string> outages() const {
            std::vector<std::string> ids;
            for (SecurityOutage const& one : plan.outages) {
                ids.push_back(one.pair);
            }
            return ids;
        }
        [[nodiscard]] std::set<std::string> unsecured() const {
            std::set<std::string> ids;
            for (UnsecuredLoad const& one : plan.unsecured) {
                ids.insert(one.id);
            }
            return ids;
        }
    };
    // `changed`: what is done to the network that is confirmed.
    [[nodiscard]] Made secure(void (*changed)(Project&) = nullptr) const {
        Project network = project; // asks for nothing itself
        network.extension = {};
        LaidProject laid;
        laid.project = network;
        laid.places = places;
        DistrictMap const map;
        TopologyPlan const topology;
        SecurityPlanner planner{project, catalogue, map, problem, topology, laid, [] { return true; }};
        Made made;
        made.diagnosis = planner.choose(network, true);
        if (made.diagnosis.empty()) {
            made.links = planner.links();
            Project confirmed = network;
            confirmed.pipe_pairs.insert(confirmed.pipe_pairs.end(), made.links.begin(), made.links.end());
            if (changed != nullptr) {
                changed(confirmed);
            }
            made.verify_diagnosis = planner.verify(confirmed, made.plan);
        }
        return made;
    }
    Project project;
    Catalogue catalogue{testing_support::priced_family({40.0, 100.0})};
    ExtensionProblem problem;
    std::unordered_map<std::int32_t, std::string> places;
};

TEST(PlanSecurity, OwnConnectionsAreNoOutages) {
    Town const town;
    Town::Made const made = town.secure();
    ASSERT_EQ(made.diagnosis, "");
    ASSERT_EQ(made.verify_diagnosis, "");
    // The plant's pair and the cottage's join one and nothing else. Behind a-b is one node, but two loads.
    EXPECT_THAT(made.outages(), ElementsAre("x-a", "a-b"));
    ASSERT_THAT(made.plan.own, SizeIs(1)) << "of the plant";
    EXPECT_EQ(made.plan.own[0].pair, "works-x");
    EXPECT_NEAR(made.plan.own[0].cut_off_w, 720e3, 25e3) << "everybody";
    EXPECT_EQ(made.plan.checked, 2U);
    EXPECT_EQ(made.plan.wanted, 4U);
    EXPECT_EQ(made.plan.secured, 1U); // the cottage
    EXPECT_THAT(made.unsecured(), ElementsAre("flat_1", "flat_2", "school"));
    EXPECT_EQ(made.plan.outages[0].why, "no street leads round it");
    EXPECT_NEAR(made.plan.outages[0].short_after_w, 0.8 * 700e3, 1.0);
    EXPECT_NEAR(made.plan.outages[1].short_before_w, 0.8 * 400e3, 1.0);

    Town shared; // a second plant where the first stands: what leads there is nobody's own
    shared.project.plants.push_back(shared.project.plants[0]);
    shared.project.plants[1].id = "reserve";
    shared.project.plants[1].control = PlantControl::heat;
    shared.project.plants[1].held_pressure_bar.reset();
    shared.project.plants[1].heat_kw = 50.0;
    EXPECT_THAT(shared.secure().outages(), ElementsAre("works-x", "x-a", "a-b"));
}

TEST(PlanSecurity, WhoIsNamedOrLargeIsToBeSecured) {
    Town town;
    auto const wanted = [&](double least_kw, std::vector<std::string> named) {
        town.project.extension.security_minimum_peak_kw = least_kw;
        town.project.extension.secure_loads = std::move(named);
        return town.secure().plan.wanted;
    };
    EXPECT_EQ(wanted(0.0, {}), 4U);
    EXPECT_EQ(wanted(200.0, {}), 2U);
    EXPECT_EQ(wanted(0.0, {"cottage"}), 1U);
    EXPECT_EQ(wanted(200.0, {"cottage"}), 3U);
    EXPECT_EQ(wanted(200.0, {"cottage", "school"}), 3U);
}

TEST(PlanSecurity, LaysALinkAsLargeAsTheSolverNeedsIt) {
    Town town;
    town.add_street();
    Town::Made const made = town.secure();
    ASSERT_THAT(made.links, SizeIs(1));
    // 600 m of 40 mm have too little pressure left, whatever the capacity that it is rated at.
    EXPECT_EQ(made.links[0].catalogue, "test/100");
    EXPECT_FALSE(made.links[0].open);
    EXPECT_EQ(made.plan.secured, 4U) << made.plan.outages[0].why;
    EXPECT_THAT(made.plan.links[0].outages, ElementsAre("x-a", "a-b"));
    EXPECT_NEAR(made.plan.links[0].secured_w, 700e3, 1.0);
    EXPECT_NEAR(made.plan.link_capital, 600.0 * 300.0, 1e-6);
}

TEST(PlanSecurity, WhatGrowsBeyondTheCostForEachKilowattIsLeftOut) {
    Town town;
    town.add_street();
    // 60,000 at first, for 700 kW; 180,000 as it has to be.
    town.project.extension.security_maximum_cost_per_kw = 150.0;
    Town::Made const dear = town.secure();
    ASSERT_EQ(dear.verify_diagnosis, "");
    EXPECT_THAT(dear.links, IsEmpty());
    EXPECT_EQ(dear.plan.secured, 1U);
    EXPECT_THAT(dear.plan.outages[0].why, HasSubstr("security_maximum_cost_per_kw"));
    town.project.extension.security_maximum_cost_per_kw = 260.0;
    EXPECT_EQ(town.secure().plan.secured, 4U);
}

TEST(PlanSecurity, OpensWhatLiesThereShutBeforeItLaysAnything) {
    Town town;
    town.add_street();
    town.project.pipe_pairs.push_back(pair("x", "b", 600.0)); // of an earlier plan
    town.project.pipe_pairs.back().open = false;
    Town::Made const made = town.secure();
    ASSERT_EQ(made.verify_diagnosis, "");
    EXPECT_THAT(made.links, IsEmpty());
    EXPECT_EQ(made.plan.secured, 4U);
    EXPECT_EQ(made.plan.present, 1U);
    ASSERT_THAT(made.outages(), ElementsAre("x-a", "a-b"));
    for (SecurityOutage const& one : made.plan.outages) {
        EXPECT_EQ(one.link, "x-b");
        EXPECT_EQ(one.why, "");
        EXPECT_EQ(one.short_after_w, 0.0);
        EXPECT_GT(one.short_before_w, 0.0);
    }
    // One that is too narrow is no help: a link is laid beside it.
    town.project.pipe_pairs.back().inner_diameter_mm = 25.0;
    Town::Made const beside = town.secure();
    EXPECT_THAT(beside.links, SizeIs(1));
    EXPECT_EQ(beside.plan.secured, 4U);
    EXPECT_EQ(beside.plan.present, 0U);
}

TEST(PlanSecurity, NobodyInAMeshThatBreaksALimitIsSecured) {
    Town town;
    town.project.pipe_pairs.push_back(pair("b", "x", 600.0)); // round: x - a - b - x
    for (std::size_t i = 2; i < 5; ++i) {
        town.project.pipe_pairs[i].inner_diameter_mm = 50.0;
    }
    town.project.plants[0].maximum_differential_pressure_bar.reset();
    town.project.limits.pressure_rating_bar = 10.0;
    town.project.extension.security_share = 1.0;
    Town::Made const made = town.secure();
    ASSERT_EQ(made.verify_diagnosis, "");
    ASSERT_FALSE(made.plan.outages.empty());
    EXPECT_EQ(made.plan.outages[0].cut_off_w, 0.0);
    EXPECT_EQ(made.plan.outages[0].short_after_w, 0.0);
    EXPECT_THAT(made.plan.outages[0].why, HasSubstr("pressure of"));
    EXPECT_EQ(made.plan.secured, 0U);
    EXPECT_THAT(made.unsecured(), ElementsAre("cottage", "flat_1", "flat_2", "school"));
}

TEST(PlanSecurity, SaysWhereTheConfirmedNetworkHasNoSolution) {
    Town town;
    town.add_street();
    Town::Made const made = town.secure([](Project& confirmed) {
        Pump pump; // more work than the water beside it carries away as heat
        pump.id = "pump";
        pump.from = "x:supply";
        pump.to = "a:supply";
        pump.hydraulic_power_kw = 1000.0;
        confirmed.pumps.push_back(pump);
    });
    EXPECT_EQ(made.diagnosis, "");
    EXPECT_THAT(made.verify_diagnosis, HasSubstr("did not agree"));
    EXPECT_THAT(made.plan.outages, IsEmpty());
}

TEST(PlanSecurity, WhatItCostsIsOneItemAndTheOthersStay) {
    ExtensionMoney before;
    before.income = 5e6;
    before.pipe_capital = 1e6;
    before.maintenance = 2e5;
    before.heat_loss = 3e5;
    before.pumping = 4e4;
    before.connection_cost = 1e5;
    ExtensionPlan plan;
    plan.life_cycle_factor = 1.2; // 20 % of capital over the years, for upkeep
    plan.money = before;
    plan.money.pipe_capital += 5e4; // larger pairs,
    plan.money.maintenance += 1e4;  // their upkeep,
    plan.money.heat_loss += 2e3;    // what they lose more
    plan.money.pumping -= 500.0;    // and pump less
    SecurityPlan& security = plan.security.emplace();
    security.links.resize(2);
    security.links[0].crossing_cost = 3e4; // that nobody maintains
    security.link_capital = 2.3e5;
    detail::settle_security(before, plan);
    EXPECT_DOUBLE_EQ(security.enlargement_capital, 5e4);
    EXPECT_DOUBLE_EQ(plan.money.security_capital, 2.3e5 + 5e4);
    EXPECT_DOUBLE_EQ(plan.money.security, 2.3e5 + 5e4 + 0.2 * 2e5 + 1e4 + 2e3 - 500.0);
    EXPECT_DOUBLE_EQ(plan.money.pipe_capital, before.pipe_capital);
    EXPECT_DOUBLE_EQ(plan.money.maintenance, before.maintenance);
    EXPECT_DOUBLE_EQ(plan.money.heat_loss, before.heat_loss);
    EXPECT_DOUBLE_EQ(plan.money.pumping, before.pumping);
    EXPECT_DOUBLE_EQ(plan.money.net(), before.net() - plan.money.security);
    EXPECT_DOUBLE_EQ(plan.money.capital(), before.capital() + 2.8e5);
}

SizingReport sized(std::vector<std::pair<char const*, char const*>> const& entries, double capital) {
    SizingReport made;
    for (auto const& [id, entry] : entries) {
        SizingPipe pipe;
        pipe.id = id;
        pipe.entry = entry;
        made.pipes.push_back(pipe);
    }
    made.cost = {.capital = capital, .heat_loss = 50.0, .pumping = 5.0, .maintenance = 0.0};
    return made;
}

TEST(PlanSecurity, BoundAndRulesOfNormalServiceHoldForItsSizesAlone) {
    SizingReport normal = sized({{"p", "DN80"}, {"q", "DN50"}}, 1000.0);
    normal.pipes[0].rule_entry = "DN100";
    normal.rules = {{.rule = "70 Pa/m", .verified = true, .diagnosis = "", .cost = {.capital = 1200.0}},
                    {.rule = "1 m/s", .verified = false, .diagnosis = "too fast", .cost = {}}};
    normal.rule_cost = normal.rules[0].cost;
    normal.best_rule = "70 Pa/m";
    normal.lower_bound = 990.0;
    normal.gap = 0.01;

    SizingReport same = sized({{"q", "DN50"}, {"p", "DN80"}}, 1000.0);
    same.gap = 0.0; // of the cheapest of those that are no smaller
    detail::keep_rules(normal, same, "confirmed otherwise");
    EXPECT_EQ(same.gap, 0.01);
    EXPECT_EQ(same.lower_bound, 990.0);
    EXPECT_TRUE(same.rules[0].verified);
    EXPECT_EQ(same.pipes[1].rule_entry, "DN100");

    SizingReport larger = sized({{"p", "DN100"}, {"q", "DN50"}}, 1300.0);
    larger.cost.heat_loss = 60.0;
    larger.gap = 0.0;
    larger.lower_bound = 1300.0;
    detail::keep_rules(normal, larger,
                       "confirmed in normal service alone: what outages make larger is added to its cost");
    EXPECT_EQ(larger.gap, std::nullopt);
    EXPECT_EQ(larger.lower_bound, std::nullopt);
    ASSERT_THAT(larger.rules, SizeIs(2));
    EXPECT_FALSE(larger.rules[0].verified);
    EXPECT_THAT(larger.rules[0].diagnosis, HasSubstr("what outages make larger is added to its cost"));
    EXPECT_DOUBLE_EQ(larger.rules[0].cost.total(), 1200.0 + 300.0 + 10.0);
    EXPECT_EQ(larger.rules[1].diagnosis, "too fast");
    EXPECT_EQ(larger.rules[1].cost.total(), 0.0);
    EXPECT_DOUBLE_EQ(larger.rule_cost->total(), 1510.0);

    SizingReport again = sized({{"p", "DN125"}, {"q", "DN50"}}, 1400.0);
    again.cost.heat_loss = larger.cost.heat_loss;
    detail::keep_rules(larger, again, "confirmed otherwise");
    EXPECT_THAT(again.rules[0].diagnosis,
                AllOf(HasSubstr("what outages make larger"), HasSubstr("; confirmed otherwise")));
    EXPECT_DOUBLE_EQ(again.rules[0].cost.total(), 1510.0 + 100.0);
    EXPECT_EQ(again.rules[1].diagnosis, "too fast");
}

} // namespace
