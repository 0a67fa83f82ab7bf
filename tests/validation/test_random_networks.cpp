// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
//
// No random network may fail to converge, or to balance. Network number k is the same on every machine:
// --gtest_filter='*Seed/17' repeats one. SAGGAR_RANDOM_NETWORKS says how many (default 200, all: 2000).
#include "random_network.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

namespace {

using namespace saggar;

int how_many() {
    char const* const given = std::getenv("SAGGAR_RANDOM_NETWORKS");
    return given != nullptr ? std::atoi(given) : 200;
}

// Networks that do not converge, of 2,000: one with loops in hills where water hardly moves. It ends with a
// diagnosis and no result. One that converges must leave this list.
constexpr std::array known_failures{1355};

class RandomNetwork : public testing::TestWithParam<int> {};

TEST_P(RandomNetwork, ConvergesAndBalances) {
    testing_support::RandomProject random{static_cast<std::uint64_t>(GetParam())};
    auto const network = Network::build(random.make(), Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network), state);
    if (std::find(known_failures.begin(), known_failures.end(), GetParam()) != known_failures.end()) {
        EXPECT_FALSE(report.converged()) << "now converges: take it off the list of known failures";
        EXPECT_FALSE(report.diagnosis.empty());
        std::cout << "known failure: " << report.diagnosis << '\n';
        return;
    }
    ASSERT_TRUE(report.converged()) << network->substations.size() << " consumers, " << network->plants.size()
                                    << " plants: " << to_string(report.status) << ": " << report.diagnosis;
    EXPECT_LE(report.balance.mass_relative, 1e-8);
    EXPECT_LE(report.balance.energy_relative, 1e-8);
    EXPECT_LE(report.balance.pressure_relative, 1e-8);
    for (std::size_t i = 0; i < network->substations.size(); ++i) {
        EXPECT_LE(state.substation_heat_w[i], network->substations.heat_demand_w[i] * (1.0 + 1e-6) + 1e-3)
            << network->substations.id[i];
    }
}

INSTANTIATE_TEST_SUITE_P(Seed, RandomNetwork, testing::Range(0, how_many()));

} // namespace
