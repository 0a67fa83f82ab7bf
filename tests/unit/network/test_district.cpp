// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "district.hpp"
#include "saggar/network/network.hpp"

#include <gtest/gtest.h>

#include <set>

namespace saggar {
namespace {

using testing_support::district_project;
using testing_support::DistrictOptions;

TEST(District, BuildsAtAnySize) {
    for (int const consumers : {1, 2, 3, 16, 100, 1000}) {
        for (bool const pairs : {false, true}) {
            auto const project = district_project({.consumers = consumers, .pairs = pairs, .hilly = true});
            auto const network = Network::build(project, {});
            EXPECT_EQ(network->substations.size(), static_cast<std::size_t>(consumers));
            // A tree on each side: one line fewer than nodes.
            EXPECT_EQ(network->pipes.size() + 2, network->nodes.size()) << consumers;
        }
    }
}

TEST(District, LoopsAreAShareOfThePipesAsFarAsThereAreStreets) {
    DistrictOptions options{.consumers = 1000};
    auto const tree = district_project(options);
    options.loop_share = 0.05;
    auto const mesh = district_project(options);
    EXPECT_EQ(tree.nodes.size(), mesh.nodes.size());
    double const ratio =
        static_cast<double>(mesh.pipe_pairs.size()) / static_cast<double>(tree.pipe_pairs.size());
    EXPECT_GT(ratio, 1.03); // fewer where not enough streets have mains at both ends
    EXPECT_LT(ratio, 1.051);
}

TEST(District, TheSameSeedGivesTheSameNetworkAnotherOneAnother) {
    auto const peaks = [](std::uint64_t seed) {
        std::multiset<double> result;
        for (auto const& substation : district_project({.consumers = 50, .seed = seed}).substations) {
            result.insert(*substation.peak_kw);
        }
        return result;
    };
    EXPECT_EQ(peaks(7), peaks(7));
    EXPECT_NE(peaks(7), peaks(8));
    // The same on every machine: the sum of the peaks of seed 7, kW.
    double sum = 0.0;
    for (double const peak : peaks(7)) {
        sum += peak;
    }
    EXPECT_NEAR(sum, 1368.1173528875295, 1e-6);
}

} // namespace
} // namespace saggar
