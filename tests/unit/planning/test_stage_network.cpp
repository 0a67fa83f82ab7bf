// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What of a plan is laid by a phase, and which plants stand in it.

#include "phasing/stage_network.hpp"
#include "plain_elements.hpp"

#include "saggar/planning/phasing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace saggar;
using testing_support::catalogue_pair;

// A plant, a present pair to a school, and a plan that makes it larger and goes on to a mill.
struct Planned {
    Planned() {
        now.nodes = {{.id = "works"}, {.id = "middle"}};
        now.pipe_pairs = {catalogue_pair("trunk", "works", "middle", "small")};
        Plant plant;
        plant.id = "boiler";
        plant.node = "works";
        plant.held_pressure_bar = 3.0;
        now.plants = {plant};
        now.substations = {consumer("school", "middle")};
        plan.project = now;
        plan.project.nodes.push_back({.id = "end"});
        plan.project.pipe_pairs = {catalogue_pair("trunk", "works", "middle", "large"),
                                   catalogue_pair("branch", "middle", "end", "small")};
        plan.project.substations.push_back(consumer("mill", "end"));
        plan.pipes = {{.pair = "trunk", .reinforced = true, .entry = "large"},
                      {.pair = "branch", .entry = "small"}};
        plan.before = {"small", ""};
        plan.buildings = plan.substations = {"mill"};
        plan.plant = {0};
        plan.peak = {1e5};
        plan.taken_w = {1e5};
        plan.foot = {0};
        plan.phase = {0};
        std::vector<CatalogueEntry> entries;
        for (char const* const id : {"small", "large"}) {
            CatalogueEntry entry;
            entry.id = id;
            entries.push_back(entry);
        }
        catalogue = Catalogue{std::move(entries)};
    }
    static Substation consumer(std::string id, std::string node) {
        Substation substation;
        substation.id = std::move(id);
        substation.node = std::move(node);
        substation.peak_kw = 100.0;
        return substation;
    }
    [[nodiscard]] Project stage(std::set<std::string> const& buildings, bool reinforced) const {
        return detail::stage_network(plan, now, buildings, now, 2028, reinforced, catalogue).project;
    }
    Project now;
    detail::PlannedNetwork plan;
    Catalogue catalogue;
};

TEST(StageNetwork, HasWhatThoseNeedThatAreThere) {
    Planned const planned;
    Project const without = planned.stage({}, false);
    ASSERT_EQ(without.pipe_pairs.size(), 1U);
    EXPECT_EQ(without.pipe_pairs[0].catalogue, "small");
    EXPECT_EQ(without.nodes.size(), 2U);
    EXPECT_EQ(without.substations.size(), 1U);
    Project const with = planned.stage({"mill"}, true);
    ASSERT_EQ(with.pipe_pairs.size(), 2U);
    EXPECT_EQ(with.pipe_pairs[0].catalogue, "large");
    EXPECT_EQ(with.substations.size(), 2U);
}

// A bypass beside the trunk, in two pieces, through which the plan feeds the mill: a ring. It waits for the
// mill.
TEST(StageNetwork, LaysNoRingBeforeSomebodyNeedsIt) {
    Planned planned;
    planned.plan.project.nodes.push_back({.id = "corner"});
    auto& pairs = planned.plan.project.pipe_pairs;
    pairs.push_back(catalogue_pair("bypass_1", "works", "corner", "small"));
    pairs.push_back(catalogue_pair("bypass_2", "corner", "middle", "small"));
    planned.plan.pipes = {{.pair = "bypass_1", .entry = "small"},
                          {.pair = "bypass_2", .entry = "small", .fed_by = "bypass_1", .closes_ring = true},
                          {.pair = "branch", .service = true, .entry = "small", .fed_by = "bypass_2"}};
    planned.plan.before = {"", "", ""};
    EXPECT_EQ(planned.stage({}, false).pipe_pairs.size(), 1U);
    EXPECT_EQ(planned.stage({}, false).nodes.size(), 2U);
    EXPECT_EQ(planned.stage({"mill"}, false).pipe_pairs.size(), 4U);
}

// A second plant at the end of a pipe of its own, that the plan lays to it for the mill: that waits for the
// mill, too, although it leads from what stands to what stands. But not where the boiler is out of service,
// so that the school has no other plant.
TEST(StageNetwork, LeadsNoPipesToAPlantBeforeSomebodyNeedsIt) {
    Planned planned;
    Plant second = planned.now.plants[0];
    second.id = "second";
    second.node = "far";
    for (Project* const project : {&planned.now, &planned.plan.project}) {
        project->nodes.push_back({.id = "far"});
        project->plants.push_back(second);
    }
    planned.plan.project.pipe_pairs.push_back(catalogue_pair("join", "far", "middle", "small"));
    planned.plan.pipes = {{.pair = "join", .entry = "small"},
                          {.pair = "branch", .service = true, .entry = "small", .fed_by = "join"}};
    planned.plan.before = {"", ""};
    planned.plan.plant = {1};
    planned.plan.taken_w = {0.0, 1e5};
    planned.plan.foot = {-1, 1};
    Project const without = planned.stage({}, false);
    EXPECT_EQ(without.pipe_pairs.size(), 1U);
    EXPECT_EQ(without.nodes.size(), 3U); // the plant stands
    EXPECT_EQ(planned.stage({"mill"}, false).pipe_pairs.size(), 3U);
    planned.now.plants[0].running = planned.plan.project.plants[0].running = false;
    EXPECT_EQ(planned.stage({}, false).pipe_pairs.size(), 2U);
}

TEST(StageNetwork, LeavesPipesThatAnEarlierPhaseMadeLarger) {
    Planned planned;
    EXPECT_EQ(planned.stage({"mill"}, false).pipe_pairs[0].catalogue, "small");
    planned.now.pipe_pairs[0].catalogue = "large";
    EXPECT_EQ(planned.stage({"mill"}, false).pipe_pairs[0].catalogue, "large");
}

// What a stage has a plant give follows the load in time; one that holds the pressure again does not.
TEST(StageNetwork, LetsPlantsThatGiveHeatFollowTheLoad) {
    Planned planned;
    planned.now.plants[0].capacity_kw = 150.0;
    Plant second = planned.now.plants[0];
    second.id = "second";
    second.node = "middle";
    second.capacity_kw = 100.0;
    planned.now.plants.push_back(second);
    planned.plan.project.plants = planned.now.plants;
    planned.plan.taken_w.push_back(0.0);
    planned.plan.foot.push_back(-1);
    Project const both = planned.stage({"mill"}, false);
    ASSERT_EQ(both.plants[1].control, PlantControl::heat);
    EXPECT_GT(both.plants[1].heat_kw.value_or(0.0), 0.0);
    ASSERT_EQ(both.controllers.size(), 1U);
    EXPECT_EQ(both.controllers[0].kind, ControllerKind::load_share);
    EXPECT_EQ(both.controllers[0].plants, (std::vector<std::string>{"second"}));
    planned.plan.project.controllers = both.controllers;
    planned.now.plants[0].running = planned.plan.project.plants[0].running = false;
    Project const alone = planned.stage({"mill"}, false);
    EXPECT_EQ(alone.plants[1].control, PlantControl::pressure_holding);
    EXPECT_TRUE(alone.controllers.empty());
}

} // namespace
