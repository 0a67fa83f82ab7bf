// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Structure is analysed once, and a warm solve asks for no memory: this program counts every allocation.

#include "counted_allocations.hpp"
#include "saggar/engine/hydraulics/solver.hpp"
#include "street_network.hpp"

#include <gtest/gtest.h>

namespace {

using namespace saggar;
using testing_support::allocations;
using testing_support::street_network;
using testing_support::StreetOptions;

struct Day {
    testing_support::StreetNetwork town;
    HydraulicSolver solver;
    HydraulicState state;
    std::vector<double> injection;

    explicit Day(testing_support::StreetNetwork given)
        : town{std::move(given)}, solver{town.nodes, town.links, {}}, state{solver.make_state()} {}

    HydraulicReport hour(int h) {
        town.at_hour(h, injection);
        HydraulicPoint point;
        point.injection_kg_s = injection;
        point.fixed_pressure_pa = town.fixed_pressure_pa;
        point.density_kg_m3 = {&town.density_kg_m3, 1};
        point.viscosity_pa_s = {&town.viscosity_pa_s, 1};
        return solver.solve(point, state, {});
    }
};

TEST(HydraulicSolver, ManySolvesNeedOneAnalysisAndNoMemory) {
    for (auto const form :
         {StreetOptions::Form::tree, StreetOptions::Form::mesh, StreetOptions::Form::services}) {
        Day day{street_network({.form = form, .pipes = 2000, .reservoirs = 3})};
        ASSERT_EQ(day.hour(0).status, SolveStatus::converged);
        auto const before = allocations.load();
        for (int h = 1; h <= 48; ++h) {
            ASSERT_EQ(day.hour(h).status, SolveStatus::converged);
        }
        EXPECT_EQ(allocations.load() - before, 0) << "allocations in 48 warm solves";
        EXPECT_EQ(day.solver.symbolic_analyses(), 1);
    }
}

TEST(HydraulicSolver, GoesBackAndForthBetweenStructures) {
    Day day{street_network({.form = StreetOptions::Form::mesh, .pipes = 500})};
    ASSERT_EQ(day.hour(0).status, SolveStatus::converged);
    std::vector<std::uint8_t> closed(day.town.links.size(), 0);
    closed[3] = 1;
    HydraulicPoint point;
    point.injection_kg_s = day.injection;
    point.fixed_pressure_pa = day.town.fixed_pressure_pa;
    point.density_kg_m3 = {&day.town.density_kg_m3, 1};
    point.viscosity_pa_s = {&day.town.viscosity_pa_s, 1};
    for (int i = 0; i < 6; ++i) {
        point.closed = i % 2 == 0 ? std::span<std::uint8_t const>{closed} : std::span<std::uint8_t const>{};
        ASSERT_EQ(day.solver.solve(point, day.state, {}).status, SolveStatus::converged);
    }
    EXPECT_EQ(day.solver.symbolic_analyses(), 2) << "one with the valve open, one with it closed";
}

TEST(HydraulicSolver, CopiesAreIndependent) {
    Day day{street_network({.form = StreetOptions::Form::mesh, .pipes = 500})};
    ASSERT_EQ(day.hour(5).status, SolveStatus::converged);
    auto copy = day.solver;
    auto state = copy.make_state();
    HydraulicPoint point;
    point.injection_kg_s = day.injection;
    point.fixed_pressure_pa = day.town.fixed_pressure_pa;
    point.density_kg_m3 = {&day.town.density_kg_m3, 1};
    point.viscosity_pa_s = {&day.town.viscosity_pa_s, 1};
    ASSERT_EQ(copy.solve(point, state, {}).status, SolveStatus::converged);
    day.state.solved = false;
    ASSERT_EQ(day.hour(5).status, SolveStatus::converged);
    EXPECT_EQ(state.mass_flow_kg_s, day.state.mass_flow_kg_s) << "bit for bit";
    EXPECT_EQ(copy.symbolic_analyses(), 1);
}

} // namespace
