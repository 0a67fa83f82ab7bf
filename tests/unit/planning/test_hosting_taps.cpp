// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Loads that streets would tie in between the ends of a pair, against networks that are divided there by
// hand.

#include "saggar/planning/hosting.hpp"

#include "plain_elements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using ::testing::StartsWith;

struct Lengths {
    double west_bore_mm;
    double east_bore_mm;
    double between_bore_mm;
};

// A plant, two trunks of 300 m from it, and a pair of 400 m from the end of one to the end of the other.
Project ring(Lengths const& bores) {
    Project project;
    project.physics.dissipation_heat = false;
    project.limits.maximum_gradient_branch_pa_m = 150.0;
    project.limits.maximum_gradient_trunk_pa_m = 150.0;
    project.nodes = {{.id = "works", .x_m = 0.0, .y_m = 0.0},
                     {.id = "west", .x_m = -200.0, .y_m = 200.0},
                     {.id = "east", .x_m = 200.0, .y_m = 200.0}};
    project.pipe_pairs = {plain_pair("to_west", "works", "west", 300.0, bores.west_bore_mm),
                          plain_pair("to_east", "works", "east", 300.0, bores.east_bore_mm),
                          plain_pair("between", "west", "east", 400.0, bores.between_bore_mm)};
    project.plants = {plain_plant("boiler", "works", 85.0)};
    project.plants[0].held_pressure_bar = 3.0;
    project.substations = {plain_load("at_west", "west", 100.0), plain_load("at_east", "east", 100.0)};
    return project;
}

// "between" hangs on one trunk alone, and what runs out is pressure.
Project spur() {
    Project project = ring({100.0, 100.0, 50.0});
    project.pipe_pairs.erase(project.pipe_pairs.begin() + 1);
    project.limits.maximum_gradient_branch_pa_m = 5000.0;
    project.limits.maximum_gradient_trunk_pa_m = 5000.0;
    project.limits.maximum_velocity_m_s = 20.0;
    project.plants[0].differential_pressure_bar = 1.5;
    project.substations[1].peak_kw = 50.0;
    project.substations[1].minimum_differential_pressure_bar = 0.2;
    return project;
}

std::shared_ptr<Network const> built(Project const& project) {
    return Network::build(project, Catalogue{});
}

std::size_t pair_called(Project const& project, std::string const& id) {
    return static_cast<std::size_t>(std::ranges::find(project.pipe_pairs, id, &Pipe::id) -
                                    project.pipe_pairs.begin());
}

// A street that could be tied in at these places, one after the other.
StreetTieIns street(Project const& project, std::size_t number,
                    std::vector<std::pair<std::string, double>> const& places) {
    StreetTieIns made{.street = number, .ways = {}};
    for (auto const& [id, position] : places) {
        TieIn way;
        if (id == "west" || id == "east" || id == "works") {
            way.node = static_cast<std::int32_t>(std::ranges::find(project.nodes, id, &Node::id) -
                                                 project.nodes.begin());
        } else {
            way.pair = static_cast<std::int32_t>(pair_called(project, id));
            way.position = position;
        }
        made.ways.push_back(way);
    }
    return made;
}

// The pair replaced by two, by hand.
Project divided(Project project, std::string const& id, double position) {
    Pipe& before = project.pipe_pairs[pair_called(project, id)];
    Pipe behind = before;
    behind.id = "the_rest";
    behind.from = "tee";
    behind.length_m = (1.0 - position) * *before.length_m;
    before.to = "tee";
    before.length_m = position * *before.length_m;
    project.nodes.push_back({.id = "tee"});
    project.pipe_pairs.push_back(behind);
    return project;
}

bool keeps_all(Project project, std::string const& node, double load_w) {
    Substation load = plain_load("the_load", node, load_w * 1e-3);
    project.substations.push_back(load);
    auto const network = built(project);
    SteadySolver solver{network};
    SteadyState state;
    return solver.solve(design_point(*network), state).converged() &&
           check_limits(*network, solver.fluid(), state).all_kept() &&
           std::ranges::all_of(state.substation_unmet_heat_w, [](double unmet) { return unmet < 1.0; });
}

// The largest load, by halving.
double by_hand_w(Project const& project, std::string const& node) {
    double low = 0.0;
    double high = 5e6;
    for (int i = 0; i < 30; ++i) {
        double const middle = 0.5 * (low + high);
        (keeps_all(project, node, middle) ? low : high) = middle;
    }
    return low;
}

HostingValue at_node(HostingReport const& report, Project const& project, std::string const& id) {
    for (HostingNode const& one : report.nodes) {
        if (project.nodes[static_cast<std::size_t>(one.node)].id == id) {
            return one.at;
        }
    }
    ADD_FAILURE() << "no node " << id;
    return {};
}

void expect_about(double found_w, double by_hand, std::string const& where) {
    EXPECT_LE(found_w, by_hand * (1.0 + 1e-6)) << "W, " << where;
    EXPECT_GE(found_w, by_hand * 0.99) << "W, " << where;
}

// At each place alone: loads are judged one at a time.
HostingReport judged_at(Project const& project, std::vector<double> const& positions) {
    HostingOptions options;
    for (double const position : positions) {
        options.streets.push_back(street(project, options.streets.size(), {{"between", position}}));
    }
    HostingReport report = study_hosting(built(project), options);
    EXPECT_TRUE(report.base_converged) << report.diagnosis;
    EXPECT_EQ(report.taps.size(), positions.size());
    return report;
}

void expect_taps_as_by_hand(Project const& project, std::vector<double> const& positions) {
    HostingReport const report = judged_at(project, positions);
    for (std::size_t i = 0; i < report.taps.size(); ++i) {
        EXPECT_EQ(report.taps[i].place.position, positions[i]);
        expect_about(report.taps[i].at.capacity_w,
                     by_hand_w(divided(project, "between", positions[i]), "tee"),
                     "between, at " + std::to_string(positions[i]));
    }
}

// Each trunk carries its share of a load between them: both are full only where it is halved.
TEST(HostingTaps, BetweenTwoTrunksMoreFitsThanAtEither) {
    Project const project = ring({80.0, 80.0, 80.0});
    std::vector<double> const positions{0.2, 0.5, 0.9};
    expect_taps_as_by_hand(project, positions);
    HostingReport const report = judged_at(project, positions);
    double const ends_w =
        std::max(at_node(report, project, "west").capacity_w, at_node(report, project, "east").capacity_w);
    EXPECT_GT(report.taps[1].at.capacity_w, 1.1 * ends_w);
    EXPECT_EQ(report.taps[1].at.limit, LimitKind::pipe_gradient);
    EXPECT_THAT(report.taps[1].at.element, StartsWith("to_"));
}

// Here the pair itself is what is full.
TEST(HostingTaps, InANarrowPairLessFitsThanAtEitherEnd) {
    Project const project = ring({150.0, 150.0, 40.0});
    std::vector<double> const positions{0.3, 0.5};
    expect_taps_as_by_hand(project, positions);
    HostingReport const report = judged_at(project, positions);
    double const ends_w =
        std::min(at_node(report, project, "west").capacity_w, at_node(report, project, "east").capacity_w);
    for (HostingTap const& tap : report.taps) {
        EXPECT_LT(tap.at.capacity_w, 0.5 * ends_w);
        EXPECT_EQ(tap.at.limit, LimitKind::pipe_gradient);
        EXPECT_THAT(tap.at.element, StartsWith("between:")) << "as the project calls it, whichever piece";
    }
}

TEST(HostingTaps, AlongASpurPressureRunsOutLittleByLittle) {
    Project const project = spur();
    std::vector<double> const positions{0.25, 0.5, 0.75};
    expect_taps_as_by_hand(project, positions);
    HostingReport const report = judged_at(project, positions);
    double const near_w = at_node(report, project, "west").capacity_w;
    double const far_w = at_node(report, project, "east").capacity_w;
    double before_w = near_w;
    for (HostingTap const& tap : report.taps) {
        EXPECT_LT(tap.at.capacity_w, 0.9 * before_w);
        EXPECT_GT(tap.at.capacity_w, 1.05 * far_w);
        before_w = tap.at.capacity_w;
    }
}

// The load itself is what lacks pressure: it is called by its place.
TEST(HostingTaps, ThePlaceHasAName) {
    Project project = spur();
    project.limits.minimum_substation_differential_pressure_bar = 0.5;
    for (Substation& present : project.substations) {
        present.minimum_differential_pressure_bar = 0.05;
    }
    HostingReport const report = judged_at(project, {0.423});
    EXPECT_EQ(report.taps[0].at.limit, LimitKind::substation_differential_pressure);
    EXPECT_EQ(report.taps[0].at.element, "between@0.42");
    project.nodes[2].id = "between@0.42"; // is taken then
    project.pipe_pairs[1].to = project.substations[1].node = "between@0.42";
    EXPECT_EQ(judged_at(project, {0.423}).taps[0].at.element, "between@0.423");
}

TEST(HostingTaps, NodesAndPairsHostWhatTheyHostWithoutStreets) {
    for (Project const& project : {ring({80.0, 80.0, 80.0}), ring({150.0, 150.0, 40.0}), spur()}) {
        HostingReport const alone = study_hosting(built(project));
        HostingReport const beside = judged_at(project, {0.25, 0.5});
        EXPECT_TRUE(alone.taps.empty());
        ASSERT_EQ(beside.nodes.size(), alone.nodes.size());
        for (std::size_t i = 0; i < alone.nodes.size(); ++i) {
            EXPECT_EQ(beside.nodes[i].at.capacity_w, alone.nodes[i].at.capacity_w);
            EXPECT_EQ(beside.nodes[i].at.element, alone.nodes[i].at.element);
            EXPECT_EQ(beside.nodes[i].at.value, alone.nodes[i].at.value);
        }
        ASSERT_EQ(beside.pairs.size(), alone.pairs.size());
        for (std::size_t i = 0; i < alone.pairs.size(); ++i) {
            EXPECT_EQ(beside.pairs[i].from_node, alone.pairs[i].from_node);
        }
    }
}

// The same spot (0.4 m apart on the 400 m that are drawn) is judged once; of several tie-ins
// of a street between ends the one that promises most is judged, and the street says which and where.
TEST(HostingTaps, AStreetTakesTheTieInThatHostsMost) {
    Project const project = ring({80.0, 80.0, 80.0});
    std::vector<StreetTieIns> const streets{
        street(project, 0, {{"west", 0.0}, {"between", 0.5}}), street(project, 3, {{"between", 0.501}}),
        street(project, 4, {{"between", 0.6}}), street(project, 7, {{"works", 0.0}, {"between", 0.3}})};
    HostingOptions options;
    options.streets = streets;
    auto const network = built(project);
    HostingReport const report = study_hosting(network, options);
    ASSERT_EQ(report.taps.size(), 2U) << "between at 0.5 and at 0.6";
    auto const values = hosting_of_streets(*network, streets, report);
    ASSERT_EQ(values.size(), 4U);
    EXPECT_EQ(values[0].tie_in, "between");
    EXPECT_EQ(values[0].tap, 0);
    EXPECT_EQ(values[0].capacity_w, report.taps[0].at.capacity_w);
    EXPECT_EQ(values[1].tap, 0);
    EXPECT_EQ(values[2].tap, 1);
    EXPECT_EQ(values[2].capacity_w, report.taps[1].at.capacity_w);
    EXPECT_EQ(values[3].tie_in, "works") << "a plant without an end";
    EXPECT_EQ(values[3].tap, -1);
    EXPECT_EQ(&value_of(report, values[2]), &report.taps[1].at);
}

// Towards the plant more fits.
TEST(HostingTaps, TheMorePromisingTapOfAStreetIsJudged) {
    Project const project = spur();
    HostingOptions options;
    options.streets = {street(project, 0, {{"between", 0.5}, {"to_west", 0.5}, {"east", 0.0}})};
    auto const network = built(project);
    HostingReport const report = study_hosting(network, options);
    ASSERT_EQ(report.taps.size(), 1U);
    auto const values = hosting_of_streets(*network, options.streets, report);
    ASSERT_EQ(values.size(), 1U);
    EXPECT_EQ(values[0].tie_in, "to_west");
    expect_about(values[0].capacity_w, by_hand_w(divided(project, "to_west", 0.5), "tee"), "to_west");
}

// Along the pair that is full first all places host the same to 1 %: the nearest takes the street.
TEST(HostingTaps, WhatHostsAlikeIsTheNearest) {
    Project project = spur();
    project.limits.maximum_gradient_branch_pa_m = 40.0;
    auto const network = built(project);
    for (double const position : {0.2, 0.5, 0.8}) {
        for (bool const tap_first : {true, false}) {
            HostingOptions options;
            options.streets = {street(project, 0, {{"between", position}, {"east", 0.0}})};
            if (!tap_first) {
                std::ranges::reverse(options.streets[0].ways);
            }
            HostingReport const report = study_hosting(network, options);
            auto const values = hosting_of_streets(*network, options.streets, report);
            ASSERT_EQ(values.size(), 1U);
            EXPECT_EQ(values[0].tie_in, tap_first ? "between" : "east") << position;
        }
    }
}

TEST(HostingTaps, DoNotDependOnThreads) {
    Project const project = ring({80.0, 80.0, 80.0});
    HostingOptions options;
    for (int i = 1; i < 150; ++i) { // of more than one group
        options.streets.push_back(street(project, static_cast<std::size_t>(i), {{"between", i / 150.0}}));
    }
    options.threads = 1;
    HostingReport const one = study_hosting(built(project), options);
    options.threads = 3;
    HostingReport const three = study_hosting(built(project), options);
    ASSERT_EQ(one.taps.size(), 149U);
    ASSERT_EQ(three.taps.size(), one.taps.size());
    for (std::size_t i = 0; i < one.taps.size(); ++i) {
        EXPECT_EQ(three.taps[i].at.capacity_w, one.taps[i].at.capacity_w) << i;
    }
}

TEST(HostingTaps, EndTheStudyWhenItIsStopped) {
    HostingOptions options;
    Project const project = ring({80.0, 80.0, 80.0});
    options.streets = {street(project, 0, {{"between", 0.5}})};
    std::size_t last_total = 0;
    HostingReport const report =
        study_hosting(built(project), options, [&](std::size_t done, std::size_t total) {
            last_total = total;
            return done < 3;
        });
    EXPECT_EQ(last_total, 4U) << "three nodes and a place between";
    EXPECT_TRUE(report.stopped);
    EXPECT_TRUE(report.nodes.empty() && report.pairs.empty() && report.taps.empty());
}

} // namespace
