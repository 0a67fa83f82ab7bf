// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The projects in examples/: every operating point of them solves, serves everybody and keeps every limit,
// and the small one gives what its README finds by hand.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "source_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace saggar;

std::shared_ptr<Network const> example(std::string_view name) {
    try {
        return load_network(saggar::testing_support::source_dir() / "examples" / name);
    } catch (Error const& error) {
        ADD_FAILURE() << error.what();
        return nullptr;
    }
}

double shown(LimitFinding const& finding, double value) {
    return value * info(finding.kind).shown_per_si;
}

class Examples : public testing::TestWithParam<std::string_view> {};

TEST_P(Examples, SolveAndKeepTheirLimitsAtEveryOperatingPoint) {
    auto const network = example(GetParam());
    ASSERT_NE(network, nullptr);
    SteadySolver solver{network};
    ASSERT_FALSE(network->project().operating_points.empty());
    for (OperatingPointData const& point : network->project().operating_points) {
        SCOPED_TRACE(point.id);
        SteadyState state;
        SteadyReport const report = solver.solve(operating_point(*network, point.id), state);
        ASSERT_TRUE(report.converged()) << to_string(report.status) << ": " << report.diagnosis;
        EXPECT_NEAR(state.heat_served_total_w, state.demand_total_w, 1e-6 * state.demand_total_w);
        for (LimitFinding const& broken : check_limits(*network, solver.fluid(), state).broken) {
            LimitKindInfo const& kind = info(broken.kind);
            ADD_FAILURE() << element_id(*network, broken) << ": " << kind.title << " "
                          << shown(broken, broken.value) << " " << kind.unit << ", limit "
                          << shown(broken, broken.limit);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Examples,
                         testing::Values("five-consumers", "stoke-on-trent/phase-1", "stoke-on-trent/city"),
                         [](auto const& parameter) {
                             std::string name{parameter.param};
                             for (char& letter : name) {
                                 letter = letter == '-' || letter == '/' ? '_' : letter;
                             }
                             return name;
                         });

// examples/five-consumers/README.md, to the digits given there.
TEST(FiveConsumers, GivesWhatTheHandCalculationFinds) {
    auto const network = example("five-consumers");
    ASSERT_NE(network, nullptr);
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network, "peak"), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;

    struct PipeByHand {
        std::string_view id;
        double kg_s, m_s, pa_m;
    };
    for (PipeByHand const& hand :
         {PipeByHand{"p1", 6.0, 0.7639, 62.47}, PipeByHand{"p2", 5.0, 0.9947, 137.52},
          PipeByHand{"p3", 3.0, 0.9041, 148.28}, PipeByHand{"p4", 1.0, 0.7958, 214.35},
          PipeByHand{"p5", 2.0, 0.8418, 159.46}, PipeByHand{"p6", 1.0, 0.7958, 214.35},
          PipeByHand{"p7", 1.0, 0.7958, 214.35}, PipeByHand{"p8", 1.0, 0.7958, 214.35}}) {
        auto const link = network->find_link(std::string{hand.id} + ":supply");
        ASSERT_GE(link, 0);
        auto const pipe = static_cast<std::size_t>(link);
        EXPECT_NEAR(state.mass_flow_kg_s[pipe], hand.kg_s, 1e-6) << hand.id << ", kg/s";
        EXPECT_NEAR(state.pipe_velocity_m_s[pipe], hand.m_s, 6e-5) << hand.id << ", m/s";
        EXPECT_NEAR(pipe_gradient_pa_m(*network, state, pipe), hand.pa_m, 6e-3) << hand.id << ", Pa/m";
    }

    struct NodeByHand {
        std::string_view id;
        double supply_bar, return_bar, supply_c, return_c;
    };
    for (NodeByHand const& hand : {NodeByHand{"plant_room", 5.1610, 2.0000, 80.0, 48.6465},
                                   NodeByHand{"j1", 4.9111, 2.2499, 79.7228, 48.8002},
                                   NodeByHand{"j2", 4.4986, 2.6624, 79.4742, 48.8060},
                                   NodeByHand{"j3", 4.2020, 2.9590, 79.1991, 48.6861},
                                   NodeByHand{"bakery", 4.8040, 2.3571, 79.5570, 49.5570},
                                   NodeByHand{"school", 4.3391, 2.8219, 79.3090, 49.3090},
                                   NodeByHand{"library", 4.0949, 3.0662, 79.0345, 49.0345},
                                   NodeByHand{"pool", 3.9560, 3.2050, 78.8703, 48.8703},
                                   NodeByHand{"flats", 2.8998, 2.2998, 78.7065, 48.7065}}) {
        auto const supply = static_cast<std::size_t>(network->find_node(std::string{hand.id} + ":supply"));
        auto const back = static_cast<std::size_t>(network->find_node(std::string{hand.id} + ":return"));
        ASSERT_LT(supply, network->nodes.size());
        ASSERT_LT(back, network->nodes.size());
        EXPECT_NEAR(state.pressure_pa[supply] * 1e-5, hand.supply_bar, 6e-5) << hand.id << ", supply, bar";
        EXPECT_NEAR(state.pressure_pa[back] * 1e-5, hand.return_bar, 6e-5) << hand.id << ", return, bar";
        EXPECT_NEAR(state.temperature_c[supply], hand.supply_c, 6e-5) << hand.id << ", supply, degC";
        EXPECT_NEAR(state.temperature_c[back], hand.return_c, 6e-5) << hand.id << ", return, degC";
    }

    ASSERT_GE(state.index_consumer, 0);
    EXPECT_EQ(network->substations.id[static_cast<std::size_t>(state.index_consumer)], "flats_heat");
    EXPECT_NEAR(state.plant_differential_pressure_pa[0] * 1e-5, 3.1610, 6e-5);
    EXPECT_NEAR(state.plant_heat_w[0] * 1e-3, 790.11, 6e-3);
    EXPECT_NEAR(state.heat_loss_total_w * 1e-3, 34.11, 6e-3);
    EXPECT_NEAR(state.plant_pump_electricity_w[0], 2709.0, 0.6);
}

// A planned network in which the boilers give little more than they can and loops hardly move: what is enough
// for these after many rounds is not for its energy, which must close all the same.
TEST(Planned, SettlesUntilItsEnergyCloses) {
    auto const network = load_network(saggar::testing_support::source_dir() / "tests/data/planned");
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network, "slow"), state);
    ASSERT_TRUE(report.converged()) << to_string(report.status) << ": " << report.diagnosis;
    EXPECT_LE(report.balance.energy_relative, 1e-8) << report.iterations << " rounds";
    EXPECT_GT(report.iterations, 100) << "no case of what this is about any more";
}

} // namespace
