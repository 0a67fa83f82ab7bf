// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/sizing.hpp"

#include "sizing_district.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using namespace saggar;
using testing_support::priced_family;
using testing_support::random_tree;

Catalogue wide_family() {
    return priced_family({20.0, 28.0, 37.0, 43.0, 54.0, 70.0, 82.0, 107.0, 132.0, 160.0, 210.0, 263.0});
}

SizingSettings settings() {
    SizingSettings made;
    made.family = "test";
    return made;
}

TEST(Sizing, SaysWhichLimitCannotBeKept) {
    Project project = random_tree(5, 3);
    project.plants[0].maximum_differential_pressure_bar = 0.35; // less than some consumers need by themselves
    project.substations[0].minimum_differential_pressure_bar = 0.6;
    SizingReport const report = size_pipes(Network::build(project, wide_family()), settings());
    EXPECT_EQ(report.status, SizingStatus::infeasible);
    EXPECT_FALSE(report.has_design);
    EXPECT_NE(report.diagnosis.find("differential pressure"), std::string::npos) << report.diagnosis;
    EXPECT_NE(report.diagnosis.find("bar"), std::string::npos) << report.diagnosis;
}

TEST(Sizing, StopsWhenAskedWithTheBestSoFar) {
    auto const network = Network::build(random_tree(8, 2), wide_family());
    std::size_t asked = 0;
    SizingReport const report =
        size_pipes(network, settings(), [&](std::size_t, double) { return ++asked < 5; });
    EXPECT_EQ(asked, 5U);
    EXPECT_EQ(report.status, SizingStatus::stopped);
    EXPECT_TRUE(report.has_design);
    EXPECT_EQ(size_pipes(network, settings(), [](std::size_t, double) { return false; }).has_design, false);
}

TEST(Sizing, IsTheSameEveryTimeAndOnAnyNumberOfThreads) {
    Project project = random_tree(12, 5);
    project.design.diversity = DiversityModel::thermos;
    for (Substation& load : project.substations) {
        load.dwellings = 10;
    }
    auto const network = Network::build(project, wide_family());
    SizingSettings how = settings();
    how.threads = 1;
    SizingReport const one = size_pipes(network, how);
    how.threads = 2;
    SizingReport const other = size_pipes(network, how);
    ASSERT_EQ(one.status, SizingStatus::verified) << one.diagnosis;
    EXPECT_EQ(one.cost.total(), other.cost.total());
    ASSERT_EQ(one.pipes.size(), other.pipes.size());
    for (std::size_t i = 0; i < one.pipes.size(); ++i) {
        EXPECT_EQ(one.pipes[i].entry, other.pipes[i].entry);
        EXPECT_EQ(one.pipes[i].gradient_pa_m, other.pipes[i].gradient_pa_m);
    }
}

TEST(Sizing, SizesOnlyWhatIsFree) {
    Project project = random_tree(6, 4);
    SizingSettings how = settings();
    how.pairs = {"p2", "p5"};
    SizingReport const report = size_pipes(Network::build(project, wide_family()), how);
    ASSERT_EQ(report.status, SizingStatus::verified) << report.diagnosis;
    ASSERT_EQ(report.pipes.size(), 2U);
    EXPECT_EQ(report.project.pipe_pairs[0].inner_diameter_mm, 100.0);
    EXPECT_EQ(report.project.pipe_pairs[1].catalogue, report.pipes[0].entry);
    EXPECT_FALSE(report.project.pipe_pairs[1].inner_diameter_mm);
}

TEST(Sizing, WhatLiesThereCostsNothingAndIsNeverMadeSmaller) {
    SizingReport const all = size_pipes(Network::build(random_tree(6, 4), wide_family()), settings());
    ASSERT_EQ(all.status, SizingStatus::verified) << all.diagnosis;
    Project project = all.project;
    ASSERT_NE(all.pipes[0].entry, "test/20");
    project.pipe_pairs[0].catalogue = "test/20";  // far too small
    project.pipe_pairs[1].catalogue = "test/263"; // far too large
    SizingSettings how = settings();
    how.laid = {project.pipe_pairs[0].id, project.pipe_pairs[1].id};
    SizingReport const report = size_pipes(Network::build(project, wide_family()), how);
    ASSERT_EQ(report.status, SizingStatus::verified) << report.diagnosis;
    EXPECT_NE(report.pipes[0].entry, "test/20");
    EXPECT_GT(report.pipes[0].capital, 0.0);
    EXPECT_EQ(report.pipes[1].entry, "test/263");
    EXPECT_EQ(report.pipes[1].capital, 0.0);
}

TEST(Sizing, LeavesSizesWithoutAPriceOutUnlessAllowed) {
    auto const family = wide_family();
    std::vector<CatalogueEntry> entries(family.entries().begin(), family.entries().end());
    for (CatalogueEntry& entry : entries) {
        if (entry.inner_diameter_mm < 50.0 && entry.inner_diameter_mm > 30.0) {
            entry.cost_soft_per_m.reset();
        }
    }
    auto const network = Network::build(random_tree(6, 4), Catalogue{entries});
    SizingReport const without = size_pipes(network, settings());
    ASSERT_EQ(without.unpriced, (std::vector<std::string>{"test/37", "test/43"}));
    for (SizingPipe const& pipe : without.pipes) {
        EXPECT_NE(pipe.entry, "test/37");
        EXPECT_NE(pipe.entry, "test/43");
    }
    SizingSettings how = settings();
    how.allow_unpriced = true;
    SizingReport const with = size_pipes(network, how);
    EXPECT_LE(with.cost.total(), without.cost.total() * 1.01);
    EXPECT_TRUE(std::ranges::any_of(with.pipes, [](SizingPipe const& pipe) {
        return pipe.entry == "test/37" || pipe.entry == "test/43";
    }));
}

TEST(Sizing, SaysEverythingThatIsWrongWithTheSettings) {
    SizingSettings how = settings();
    how.family = "tset";
    how.pairs = {"p1", "nowhere"};
    how.economics.discount_rate = -0.1;
    how.economics.loads = {{0.0, 100.0}};
    how.operating_point = "winter";
    try {
        static_cast<void>(size_pipes(Network::build(random_tree(3, 1), wide_family()), how));
        FAIL() << "nothing was thrown";
    } catch (Error const& error) {
        EXPECT_EQ(error.problems().size(), 5U) << error.what();
    }
}

TEST(Sizing, PartsAddUpToTheWhole) {
    SizingReport const report = size_pipes(Network::build(random_tree(8, 6), wide_family()), settings());
    ASSERT_EQ(report.status, SizingStatus::verified) << report.diagnosis;
    LifeCycleCost sum;
    for (SizingPipe const& pipe : report.pipes) {
        sum.capital += pipe.capital;
        sum.heat_loss += pipe.heat_loss;
        sum.pumping += pipe.pumping;
    }
    EXPECT_NEAR(sum.capital, report.cost.capital, 1e-9 * report.cost.capital);
    EXPECT_NEAR(sum.heat_loss, report.cost.heat_loss, 1e-3 * report.cost.heat_loss);
    EXPECT_LT(sum.pumping, report.cost.pumping); // the rest is throttled at consumers
    EXPECT_NEAR(report.model_cost, report.cost.total(), 1e-9 * report.cost.total());
}

} // namespace
