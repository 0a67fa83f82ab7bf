// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "supply_way.hpp"

#include "plain_elements.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using testing::ElementsAre;

// west (holds the pressure) - a - b (load) - east (set to most of what is taken)
Project between_two_plants(PlantControl of_west) {
    Project project;
    for (char const* const id : {"west", "a", "b", "east"}) {
        project.nodes.push_back({.id = id});
    }
    project.pipe_pairs = {plain_pair("west-a", "west", "a", 100.0, 80.0),
                          plain_pair("a-b", "a", "b", 100.0, 80.0),
                          plain_pair("b-east", "b", "east", 100.0, 80.0)};
    project.plants = {plain_plant("main", "west", 80.0), plain_plant("second", "east", 80.0)};
    project.plants[0].held_pressure_bar = 3.0;
    project.plants[1].control = PlantControl::heat;
    project.plants[1].heat_kw = 300.0;
    project.substations = {plain_load("home", "b", 400.0)};
    if (of_west == PlantControl::heat) { // all that is taken comes from the other end
        project.plants[0].control = PlantControl::heat;
        project.plants[0].heat_kw = 50.0;
        project.plants[0].held_pressure_bar.reset();
        project.plants[1].control = PlantControl::pressure_holding;
        project.plants[1].heat_kw.reset();
        project.plants[1].held_pressure_bar = 3.0;
    }
    return project;
}

std::vector<std::string> way(Project const& project) {
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    EXPECT_TRUE(solver.solve(design_point(*network), state).converged());
    std::vector<std::string> lines;
    for (std::size_t const line : detail::SupplyWays{*network, state.mass_flow_kg_s}.of(0)) {
        lines.push_back(network->links.id[line]);
    }
    return lines;
}

TEST(SupplyWay, LeadsToThePlantThatKeepsThePressureHoweverMuchComesFromElsewhere) {
    EXPECT_THAT(way(between_two_plants(PlantControl::pressure_holding)),
                ElementsAre("a-b:supply", "west-a:supply"));
    EXPECT_THAT(way(between_two_plants(PlantControl::heat)), ElementsAre("b-east:supply"));
}

// Where the plant of given heat alone has water for it, that is the way.
TEST(SupplyWay, FollowsMostOfTheWaterWhereNoneComesFromSuchAPlant) {
    Project project = between_two_plants(PlantControl::pressure_holding);
    project.substations.push_back(plain_load("other", "a", 200.0));
    project.plants[1].heat_kw = 500.0; // more than b takes: the rest goes on to a
    EXPECT_THAT(way(project), ElementsAre("b-east:supply"));
}

} // namespace
