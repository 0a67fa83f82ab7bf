// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using namespace saggar;

// Two consumers on a tree, constant properties, no interaction: case N01 of the closed forms (solved there
// with 40 digits).
Project two_consumers() {
    Project project;
    project.name = "two consumers";
    project.fluid = {.model = FluidModel::constant,
                     .density_kg_m3 = 971.8,
                     .dynamic_viscosity_pa_s = 0.0003545,
                     .heat_capacity_j_kgk = 4180.0,
                     .conductivity_w_mk = 0.6};
    project.physics.dissipation_heat = false;
    project.physics.pair_interaction = false;
    project.ground.temperature_c = 8.0;
    for (char const* const id : {"plant", "tee", "one", "two"}) {
        project.nodes.push_back({.id = id});
    }
    auto const pair = [](char const* id, char const* from, char const* to, double length, double bore,
                         double u) {
        Pipe pipe;
        pipe.id = id;
        pipe.from = from;
        pipe.to = to;
        pipe.length_m = length;
        pipe.inner_diameter_mm = bore;
        pipe.roughness_mm = 0.045;
        pipe.heat_loss_w_mk = u;
        return pipe;
    };
    project.pipe_pairs = {pair("p0", "plant", "tee", 500.0, 82.5, 0.25),
                          pair("p1", "tee", "one", 200.0, 54.5, 0.21),
                          pair("p2", "tee", "two", 300.0, 54.5, 0.21)};
    Plant plant;
    plant.id = "boiler";
    plant.node = "plant";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 2.0;
    project.plants = {plant};
    auto const load = [](char const* id, char const* node, double kilowatts) {
        Substation substation;
        substation.id = id;
        substation.node = node;
        substation.peak_kw = kilowatts;
        substation.return_temperature_c = 50.0;
        substation.minimum_differential_pressure_bar = 0.5;
        return substation;
    };
    project.substations = {load("s1", "one", 150.0), load("s2", "two", 200.0)};
    return project;
}

TEST(SteadySolver, TwoConsumersOnATree) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_NEAR(state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s1"))], 1.075019443, 1e-8);
    EXPECT_NEAR(state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s2"))], 1.437060699, 1e-8);
    EXPECT_NEAR(state.plant_return_temperature_c[0], 49.090052, 1e-6);
    EXPECT_NEAR(state.plant_heat_w[0], 377072.2292, 1e-3);
    EXPECT_NEAR(state.plant_differential_pressure_pa[0], 124570.0875, 1e-2);
    EXPECT_EQ(network->substations.id[static_cast<std::size_t>(state.index_consumer)], "s2");
    EXPECT_NEAR(state.index_margin_pa, 0.0, 1e-2);
}

TEST(SteadySolver, WarmIsAsCold) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    SteadySolver solver{network};
    SteadyState warm;
    OperatingPoint point = operating_point(*network);
    ASSERT_TRUE(solver.solve(point, warm).converged());
    for (double const factor : {0.5, 0.01, 1.3}) {
        for (std::size_t i = 0; i < 2; ++i) {
            point.heat_demand_w[i] = network->substations.peak_w[i] * factor;
        }
        auto const report = solver.solve(point, warm);
        ASSERT_TRUE(report.converged()) << factor << ": " << report.diagnosis;
        SteadyState cold;
        ASSERT_TRUE(solver.solve(point, cold).converged());
        for (std::size_t link = 0; link < cold.mass_flow_kg_s.size(); ++link) {
            EXPECT_NEAR(warm.mass_flow_kg_s[link], cold.mass_flow_kg_s[link],
                        1e-8 * std::abs(cold.mass_flow_kg_s[link]))
                << network->links.id[link];
        }
    }
}

TEST(SteadySolver, ShortOfPressureIsAResult) {
    Project project = two_consumers();
    project.plants[0].differential_pressure_bar = 0.6;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    auto const link = static_cast<std::size_t>(network->find_link("s2"));
    EXPECT_EQ(state.link_status[link], ElementStatus::limited_by_pressure);
    EXPECT_GT(state.substation_unmet_heat_w[1], 1000.0);
    EXPECT_LT(state.substation_heat_w[1], 200000.0);
    EXPECT_LT(report.balance.energy_relative, 1e-8);
}

std::vector<OperatingPoint> many_points(Network const& network, std::size_t count) {
    std::vector<OperatingPoint> points(count, operating_point(network));
    for (std::size_t i = 0; i < count; ++i) {
        points[i].heat_demand_w[0] *= 0.2 + 0.8 * static_cast<double>(i) / static_cast<double>(count);
    }
    return points;
}

TEST(SolveBatch, TellsHowFarItIs) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    auto const points = many_points(*network, 50);
    std::vector<std::size_t> told;
    std::vector<SteadyState> states;
    auto const reports =
        solve_batch(network, points, states, {}, 2, [&](std::size_t done, std::size_t total) {
            EXPECT_EQ(total, 50U);
            told.push_back(done);
            return true;
        });
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front(), 0U);
    EXPECT_EQ(told.back(), 50U);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    for (auto const& report : reports) {
        EXPECT_TRUE(report.converged()) << report.diagnosis;
    }
}

TEST(SolveBatch, StopsWhenTold) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    auto const points = many_points(*network, 200);
    for (int const threads : {1, 2}) {
        std::vector<SteadyState> states;
        auto const reports = solve_batch(network, points, states, {}, threads,
                                         [](std::size_t done, std::size_t) { return done < 20; });
        std::size_t solved = 0;
        for (auto const& report : reports) {
            EXPECT_TRUE(report.converged() || report.status == SteadyStatus::not_run);
            solved += report.converged() ? 1U : 0U;
        }
        EXPECT_GE(solved, 20U) << threads << " threads";
        EXPECT_LE(solved, 19U + static_cast<std::size_t>(threads)) << threads << " threads";
    }
}

} // namespace
