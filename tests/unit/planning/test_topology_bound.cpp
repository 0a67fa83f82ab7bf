// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The bound by itself, without a good plan that could hide a bound that is too low: never below the best of
// all plans, whatever plan it is told of.

#include "listed_plans.hpp"

#include "topology/core.hpp"
#include "topology/relaxation.hpp"

#include <gtest/gtest.h>

namespace saggar::topology {
namespace {

using namespace testing_support;

void expect_bound(TopologyProblem const& problem, TopologyObjective objective, double worse,
                  std::uint32_t seed) {
    double const best = best_value(problem, objective);
    if (!std::isfinite(best)) {
        return;
    }
    Pricing const pricing{problem, objective};
    double total_w = 0.0;
    double customers = 0.0;
    for (auto const& load : problem.loads) {
        total_w += load.peak_w;
        customers += load.customers;
    }
    double const share = objective == TopologyObjective::linear ? 1.0 : pricing.factor(customers);
    std::vector<Line> lines;
    for (std::size_t e = 0; e < problem.edges.size(); ++e) {
        double const near_w = total_w * static_cast<double>(e % 4) / 4.0;
        lines.push_back(pricing.underestimate(static_cast<std::int32_t>(e), total_w, near_w, share));
    }
    auto const core = contract(problem, pricing, lines, share);
    Relaxation relaxation{core};
    TopologyGoOn const none;
    Effort effort{1'000, none};
    relaxation.ascend(effort);
    double const known = best - worse * (1.0 + std::abs(best));
    relaxation.improve(known, 300, 1e-9, effort);
    EXPECT_GE(relaxation.bound(), best - 1e-9 * (1.0 + std::abs(best)))
        << "seed " << seed << ", known " << known;
}

TEST(TopologyBound, IsNeverBelowTheBestOfAllPlans) {
    for (auto const objective : {TopologyObjective::linear, TopologyObjective::catalogue}) {
        for (std::uint32_t seed = 1; seed <= 30; ++seed) {
            for (double const worse : {1e-6, 0.02, 0.5}) {
                expect_bound(random_problem(seed, {}), objective, worse, seed);
                expect_bound(random_problem(seed, {.several_sources = true, .must = true}), objective, worse,
                             seed);
                expect_bound(random_problem(seed, {.present = true}), objective, worse, seed);
            }
        }
    }
}

} // namespace
} // namespace saggar::topology
