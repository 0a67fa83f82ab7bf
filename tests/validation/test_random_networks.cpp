// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
//
// No random network may fail to converge, or to balance, or leave a consumer short without a reason. Network
// number k is the same on every machine: --gtest_filter='*Seed*/17' repeats one. SAGGAR_RANDOM_NETWORKS says
// how many (default 200, all: 2000).
#include "random_network.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace {

using namespace saggar;

int how_many() {
    char const* const given = std::getenv("SAGGAR_RANDOM_NETWORKS");
    return given != nullptr ? std::atoi(given) : 200;
}

class RandomNetwork : public testing::TestWithParam<int> {};

TEST_P(RandomNetwork, ConvergesAndBalances) {
    testing_support::RandomProject random{static_cast<std::uint64_t>(GetParam())};
    auto const network = Network::build(random.make(), Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << network->substations.size() << " consumers, " << network->plants.size()
                                    << " plants: " << to_string(report.status) << ": " << report.diagnosis;
    EXPECT_LE(report.balance.mass_relative, 1e-8);
    EXPECT_LE(report.balance.energy_relative, 1e-8);
    EXPECT_LE(report.balance.pressure_relative, 1e-8);
    for (double const heat_w : state.plant_heat_w) {
        EXPECT_GE(heat_w, -1e-6) << "a plant cools";
    }
    for (std::size_t i = 0; i < network->substations.size(); ++i) {
        double const demand_w = network->substations.heat_demand_w[i];
        auto const link = static_cast<std::size_t>(network->substations.link[i]);
        EXPECT_LE(state.substation_heat_w[i], demand_w * (1.0 + 1e-6) + 1e-3) << network->substations.id[i];
        if (state.link_status[link] == ElementStatus::normal) {
            EXPECT_GE(state.substation_heat_w[i], demand_w * (1.0 - 1e-6) - 1e-3)
                << network->substations.id[i] << " is short of heat and does not say why";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seed, RandomNetwork, testing::Range(0, how_many()));

} // namespace
