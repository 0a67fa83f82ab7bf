// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// An extension in memory: what of the present network counts, what plants do, what is kept of a plan that was
// contradicted.

#include "extension/plant_roles.hpp"
#include "sizing_district.hpp"

#include "saggar/planning/extension.hpp"
#include "saggar/planning/kept_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using ::testing::HasSubstr;

Node node(std::string id, double x_m, double y_m) {
    Node made;
    made.id = std::move(id);
    made.x_m = x_m;
    made.y_m = y_m;
    return made;
}

Pipe pair(std::string id, std::string from, std::string to) {
    Pipe made;
    made.id = std::move(id);
    made.from = std::move(from);
    made.to = std::move(to);
    made.catalogue = "test/100";
    return made;
}

Plant plant(std::string id, std::string at) {
    Plant made;
    made.id = std::move(id);
    made.node = std::move(at);
    made.held_pressure_bar = 3.0;
    made.maximum_differential_pressure_bar = 6.0;
    return made;
}

MapBuilding building(std::string id, Point at, double peak_kw) {
    MapBuilding made;
    made.id = std::move(id);
    made.at = at;
    made.peak_kw = peak_kw;
    made.annual_use_mwh = 2.0 * peak_kw;
    return made;
}

// A plant in the west and a street of 600 m to the east.
Project west() {
    Project project;
    project.name = "west";
    project.nodes = {node("west", 0.0, 5.0)};
    project.plants = {plant("boilers", "west")};
    project.streets.file = "streets";
    project.extension.buildings = "buildings";
    project.extension.catalogue = "test";
    project.prices.electricity_import_per_mwh = 200.0;
    project.economics.heat_price_per_mwh = 70.0;
    project.economics.heat_cost_per_mwh = 20.0;
    return project;
}

DistrictMap one_street(std::vector<MapBuilding> buildings) {
    DistrictMap map;
    map.streets = {
        {.line = {{0.0, 0.0}, {200.0, 0.0}, {400.0, 0.0}, {600.0, 0.0}}, .surface = Surface::hard}};
    map.buildings = std::move(buildings);
    return map;
}

Catalogue family() {
    return testing_support::priced_family({32.0, 50.0, 65.0, 80.0, 100.0, 125.0, 150.0, 200.0, 250.0});
}

TEST(ExtensionProblem, CountsOnNoPairThatIsClosedAtTheDesignPoint) {
    Project project = west();
    project.nodes.push_back(node("middle", 200.0, 5.0));
    project.pipe_pairs = {pair("open", "west", "middle"), pair("closed", "west", "middle"),
                          pair("shut", "west", "middle")};
    project.pipe_pairs[2].open = false;
    Substation home;
    home.id = "home";
    home.node = "middle";
    home.peak_kw = 100.0;
    home.return_temperature_c = 45.0;
    project.substations = {home};
    OperatingPointData peak;
    peak.id = "peak";
    peak.design = true;
    peak.closed = {"closed"};
    project.operating_points = {peak};
    for (bool const judged_there : {true, false}) {
        project.connection.operating_point = judged_there ? "peak" : "";
        ExtensionProblem const problem = make_extension_problem(
            project, family(), one_street({building("mill", {590.0, 20.0}, 300.0)}), {});
        std::vector<int> ways(3, 0);
        for (ExtensionWay const& way : problem.ways) {
            if (way.kind == WayKind::present) {
                ++ways[static_cast<std::size_t>(way.pair)];
            }
        }
        EXPECT_GT(ways[0], 0);
        EXPECT_EQ(ways[1] == 0, judged_there) << "closed at the point that is judged";
        EXPECT_EQ(ways[2], 0) << "always shut";
    }
}

TEST(PlantRoles, NoWaterPassesWhatIsShut) {
    Project project;
    for (char const* const id : {"a", "b", "c", "d", "e", "f"}) {
        project.nodes.push_back(node(id, 0.0, 0.0));
    }
    project.plants = {plant("p", "a"), plant("q", "b"), plant("r", "f")};
    project.pipe_pairs = {pair("p1", "a", "b"), pair("p2", "e", "f")};
    Pipe pipe;
    pipe.id = "line";
    pipe.from = "b:supply";
    pipe.to = "c:supply";
    project.pipes = {pipe};
    Valve valve;
    valve.id = "valve";
    valve.from = "c:supply";
    valve.to = "d:supply";
    valve.kind = ValveKind::throttling;
    project.valves = {valve};
    Pump pump;
    pump.id = "pump";
    pump.from = "d:supply";
    pump.to = "e:supply";
    project.pumps = {pump};
    auto const zones = [&] {
        detail::Zones found{project};
        std::string made;
        for (std::size_t i = 0; i + 1 < project.nodes.size(); ++i) {
            made += project.nodes[i].id + (found.of(i) == found.of(i + 1) ? "" : "|");
        }
        return made + project.nodes.back().id;
    };
    EXPECT_EQ(zones(), "abcdef");
    project.pipe_pairs[0].open = false;
    EXPECT_EQ(zones(), "a|bcdef");
    project.pipes[0].open = false;
    EXPECT_EQ(zones(), "a|b|cdef");
    project.valves[0].opening = 0.0;
    EXPECT_EQ(zones(), "a|b|c|def");
    project.valves[0].opening = 1.0;
    project.valves[0].open = false;
    project.pumps[0].running = false;
    EXPECT_EQ(zones(), "a|b|c|d|ef");
    EXPECT_FALSE(detail::is_laid(project, project.plants[0])) << "a shut pair leads from it";
    EXPECT_TRUE(detail::is_laid(project, project.plants[2]));
}

// Pumping is so dear that sizes come out larger than routes were priced with: the first plans cost more than
// the budget, and what is left of it is all that the next ones have. A run that goes on from the first
// contradiction must know that.
TEST(ExtensionPlan, GoesOnFromAContradictionWithTheBudgetThatItLeft) {
    Project project = west();
    project.prices.electricity_import_per_mwh = 20000.0;
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
    ASSERT_GE(expected.attempts, 2U);
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

} // namespace
