// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The most benefit within a budget on streets with more loads than plans can be listed for: nothing of the
// budget is spent on a way that is dearer than another for the same loads, and none is left that others could
// have been connected for.

#include "listed_plans.hpp"
#include "topology/budget_bound.hpp"

#include "saggar/planning/topology.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

namespace saggar {
namespace {

using namespace testing_support;

// Streets in a square of so many junctions a side, no two of one length, two buildings in three at them.
TopologyProblem town(std::int32_t side, std::uint32_t seed) {
    std::mt19937 random{seed};
    auto const unit = [&] { return static_cast<double>(random() >> 8U) * 0x1.0p-24; };
    TopologyProblem problem;
    problem.node_count = side * side;
    for (std::int32_t n = 0; n < problem.node_count; ++n) {
        if (n % side != side - 1) {
            problem.edges.push_back(edge(n, n + 1, 20.0 + 60.0 * unit()));
        }
        if (n < problem.node_count - side) {
            problem.edges.push_back(edge(n, n + side, 20.0 + 60.0 * unit()));
        }
        if (unit() < 2.0 / 3.0) {
            problem.loads.push_back(load(n, 5e3 + 60e3 * unit() * unit() * unit(), 0.0));
        }
    }
    problem.size_tables = {{{.capacity_w = 20e3, .cost_per_m = 300.0},
                            {.capacity_w = 60e3, .cost_per_m = 380.0},
                            {.capacity_w = 200e3, .cost_per_m = 500.0},
                            {.capacity_w = 900e3, .cost_per_m = 750.0},
                            {.capacity_w = 5e6, .cost_per_m = 1200.0}}};
    problem.coincidence = [](double n) { return 0.62 + 0.38 / n; };
    problem.sources = {{.node = side / 2}};
    return problem;
}

// What the plan's loads cost when they alone connect, all of them.
double cheapest_for_same(TopologyProblem problem, TopologyPlan const& plan, std::int64_t work) {
    std::vector<TopologyLoad> same;
    for (auto const k : plan.connected) {
        same.push_back(problem.loads[static_cast<std::size_t>(k)]);
    }
    problem.loads = same;
    return plan_topology(problem, {.goal = TopologyGoal::all_loads, .work = work}).cost;
}

TEST(TopologyBudget, SpendsItAllAtLeastCost) {
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
        auto const problem = town(16, seed);
        for (double const budget : {100e3, 400e3}) {
            SCOPED_TRACE(testing::Message() << "seed " << seed << ", budget " << budget);
            auto const plan = plan_topology(
                problem, {.goal = TopologyGoal::within_budget, .budget = budget, .work = 2'000});
            EXPECT_LE(plan.cost, budget);
            auto const worth = evaluate_topology(problem, plan, TopologyObjective::catalogue);
            EXPECT_EQ(plan.value, worth.benefit);
            EXPECT_EQ(plan.cost, worth.cost);
            EXPECT_GE(cheapest_for_same(problem, plan, 1'000), 0.995 * plan.cost);
            EXPECT_LE(plan.gap, 0.35) << "bound " << plan.bound; // all loads together have five times as much
        }
    }
}

// Whatever plan is known on the way, wherever the price begins, with everything that problems can have.
TEST(TopologyBudget, BoundIsNeverBelowTheBestPlanWithinTheBudget) {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        auto const problem = random_problem(seed, {.several_sources = seed % 2 == 0,
                                                   .present = seed % 3 == 0,
                                                   .capacities = seed % 4 == 0,
                                                   .feeding = seed % 8 == 0,
                                                   .many_customers = seed % 5 == 0});
        for (double const budget : {4'000.0, 9'000.0}) {
            TopologySettings const settings{.goal = TopologyGoal::within_budget, .budget = budget};
            double const best = best_of_all(problem, settings.objective, [&](TopologyWorth const& worth) {
                return worth.cost <= budget ? worth.benefit : -std::numeric_limits<double>::infinity();
            });
            if (!(best > 0.0)) {
                continue;
            }
            for (double const known : {0.5 * best, best}) {
                for (double const begin : {0.1, 1.0, 10.0}) { // times what the best plan pays
                    topology::BudgetBound bound{problem, settings, begin * budget / best};
                    TopologyGoOn const go_on;
                    topology::Effort effort{200, go_on};
                    for (int round = 0; round < 60 && !effort.over(); ++round) {
                        ASSERT_GE(std::max(known, bound.improve(known, 30, effort)), best * (1.0 - 1e-9))
                            << "seed " << seed << ", budget " << budget << ", known " << known
                            << ", begun at " << begin << ", price " << bound.price() << ", round " << round;
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace saggar
