// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Sizes against all combinations of sizes, and against the full solver and rules of thumb in many districts.

#include "saggar/planning/sizing.hpp"

#include "sizing/design.hpp"
#include "sizing_district.hpp"

#include "district.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using namespace saggar;
using testing_support::district_project;
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

// The least life-cycle cost of all combinations of sizes that the full solver confirms, as far as it is below
// `known`. What costs more than the least so far by its capital alone is not solved.
double by_brute_force(std::shared_ptr<Network const> const& network, SizingSettings const& how,
                      double known) {
    detail::DesignJudge const judge{network->project(), *network, how, [] {}};
    detail::SizingOptions const& options = judge.options();
    detail::Sizes sizes(options.pairs.size(), 0);
    double least = known;
    while (true) {
        double capital = 0.0;
        for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
            capital += options.option(pair, sizes).capital;
        }
        if (capital < least) {
            detail::Design const design = judge.judge(sizes, nullptr);
            least = design.verified() ? std::min(least, design.cost.total()) : least;
        }
        std::size_t i = 0;
        while (i < sizes.size() && ++sizes[i] == options.entries.size()) {
            sizes[i++] = 0;
        }
        if (i == sizes.size()) {
            return least;
        }
    }
}

void expect_optimum(Project const& project, SizingSettings const& how, std::vector<double> const& bores) {
    auto const network = Network::build(project, priced_family(bores));
    SizingReport const report = size_pipes(network, how);
    constexpr double nothing_known = std::numeric_limits<double>::infinity();
    if (!report.has_design) {
        EXPECT_EQ(by_brute_force(network, how, nothing_known), nothing_known) << project.name;
        EXPECT_EQ(report.status, SizingStatus::infeasible) << project.name;
        EXPECT_FALSE(report.diagnosis.empty()) << project.name;
        return;
    }
    double const least = by_brute_force(network, how, report.cost.total());
    EXPECT_NEAR(report.cost.total(), least, 1e-7 * least) << project.name;
    ASSERT_TRUE(report.lower_bound) << project.name;
    EXPECT_LE(*report.lower_bound, report.model_cost * (1.0 + 1e-9)) << project.name;
    EXPECT_LE(*report.gap, 0.005) << project.name;
}

// Without the neighbourhood's help: the model and its choice have to find it.
TEST(SizingOptimum, IsTheOptimumOfSmallTreesWithAFreeLift) {
    SizingSettings how = settings();
    how.polishing_solves = 0;
    how.economics.electricity_cost_per_mwh = 400.0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        expect_optimum(random_tree(5, seed), how, {37.0, 54.0, 82.0, 107.0});
    }
}

TEST(SizingOptimum, IsTheOptimumOfSmallTreesWithALiftThatIsShort) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Project project = random_tree(5, seed);
        project.plants[0].maximum_differential_pressure_bar = 1.6;
        SizingSettings how = settings();
        how.polishing_solves = 0;
        expect_optimum(project, how, {37.0, 54.0, 82.0, 107.0});
    }
}

TEST(SizingOptimum, IsTheOptimumOfSmallTreesWithTheLiftAsSet) {
    SizingSettings how = settings();
    how.lift = SizingLift::as_set;
    how.polishing_solves = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Project project = random_tree(5, seed);
        project.plants[0].differential_pressure_bar = 1.5;
        expect_optimum(project, how, {37.0, 54.0, 82.0, 107.0});
    }
}

// What a report says is what the solver finds for its project, asked anew.
void expect_confirmed(SizingReport const& report, Catalogue const& catalogue, std::string const& what) {
    auto const network = Network::build(report.project, catalogue);
    SteadySolver solver{network};
    SteadyState state;
    OperatingPoint const point = design_point(*network);
    ASSERT_TRUE(solver.solve(point, state).converged()) << what;
    DesignEnvelope const envelope = solve_design_envelope(network, point, state);
    ASSERT_TRUE(envelope.converged()) << what;
    for (LimitFinding const& finding : envelope.limits.broken) {
        ADD_FAILURE() << what << ": " << info(finding.kind).name << " at " << element_id(*network, finding)
                      << " " << finding.value << ", limit " << finding.limit;
    }
    for (std::size_t i = 0; i < envelope.substation_unmet_heat_w.size(); ++i) {
        EXPECT_LE(envelope.substation_unmet_heat_w[i], 1e-4 * network->substations.peak_w[i]) << what;
    }
}

TEST(SizingOptimum, KeepsEveryLimitAndNeverCostsMoreThanARule) {
    SizingSettings how = settings();
    how.polishing_solves = 10;
    int saved = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        Project project = district_project({.consumers = 12 + static_cast<int>(seed),
                                            .loop_share = seed % 3 == 0 ? 0.05 : 0.0,
                                            .pairs = true,
                                            .hilly = seed % 2 == 0,
                                            .seed = seed});
        project.limits.maximum_gradient_trunk_pa_m = 300.0;
        project.limits.maximum_gradient_branch_pa_m = 500.0;
        project.plants[0].differential_pressure_bar.reset();
        project.plants[0].maximum_differential_pressure_bar = 0.7 + 0.05 * static_cast<double>(seed % 7);
        if (seed % 4 == 0) {
            project.design.diversity = DiversityModel::thermos;
            for (Substation& load : project.substations) {
                load.dwellings = std::max(1, static_cast<int>(*load.peak_kw / 12.0));
            }
        }
        auto const network = Network::build(project, wide_family());
        SizingReport const report = size_pipes(network, how);
        std::string const what = "seed " + std::to_string(seed);
        ASSERT_EQ(report.status, SizingStatus::verified) << what << ": " << report.diagnosis;
        expect_confirmed(report, wide_family(), what);
        if (report.rule_cost) {
            EXPECT_LE(report.cost.total(), report.rule_cost->total()) << what;
            auto const best = std::ranges::find(report.rules, report.best_rule, &RuleDesign::rule);
            ASSERT_NE(best, report.rules.end()) << what;
            EXPECT_EQ(best->cost.total(), report.rule_cost->total()) << what;
            saved += report.cost.total() < report.rule_cost->total() * (1.0 - 1e-9) ? 1 : 0;
        }
        if (report.gap) {
            EXPECT_LT(*report.gap, 0.01) << what;
        }
    }
    EXPECT_GE(saved, 25) << "of 30 districts whose lift is short";
}

TEST(SizingOptimum, KeepsRatingsOnHillsWithASecondPlantAndAPressureInTheMiddle) {
    SizingSettings how = settings();
    how.polishing_solves = 5;
    for (std::uint64_t seed = 1; seed <= 9; ++seed) {
        Project project = district_project({.consumers = 20 + static_cast<int>(seed),
                                            .loop_share = seed % 3 == 1 ? 0.05 : 0.0,
                                            .pairs = true,
                                            .hilly = true,
                                            .seed = seed});
        project.limits.maximum_gradient_trunk_pa_m = 300.0;
        project.limits.maximum_gradient_branch_pa_m = 500.0;
        Plant& plant = project.plants[0];
        plant.differential_pressure_bar.reset();
        if (seed % 3 == 0) {
            project.limits.pressure_rating_bar = *plant.held_pressure_bar + 1.6;
        } else if (seed % 3 == 1) {
            Plant second = plant;
            second.id = "second";
            second.node = project.substations.back().node;
            second.control = PlantControl::heat;
            second.heat_kw = 60.0;
            second.held_pressure_bar.reset();
            project.plants.push_back(second);
        } else {
            plant.pressure_point = PressurePoint::middle;
            plant.maximum_differential_pressure_bar = 1.0;
        }
        SizingReport const report = size_pipes(Network::build(project, wide_family()), how);
        std::string const what = "seed " + std::to_string(seed);
        ASSERT_EQ(report.status, SizingStatus::verified) << what << ": " << report.diagnosis;
        expect_confirmed(report, wide_family(), what);
        EXPECT_LE(report.cost.total(), report.rule_cost.value_or(report.cost).total()) << what;
        EXPECT_EQ(report.gap.has_value(), seed % 3 != 1) << what;
        EXPECT_LT(report.gap.value_or(0.0), 0.01) << what;
    }
}

} // namespace
