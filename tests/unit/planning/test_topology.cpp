// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The topology solver against every plan there is, on problems small enough to list them; what it refuses;
// and small problems whose answer is found by hand.

#include "saggar/planning/topology.hpp"

#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace saggar {
namespace {

using Index = std::size_t;

double affine(double customers) {
    return customers <= 1.0 ? 1.0 : 0.62 + 0.38 / customers;
}

TopologyEdge edge(std::int32_t a, std::int32_t b, double length_m) {
    TopologyEdge record;
    record.a = a;
    record.b = b;
    record.length_m = length_m;
    return record;
}

TopologyLoad load(std::int32_t node, double peak_w, double value) {
    TopologyLoad record;
    record.node = node;
    record.peak_w = peak_w;
    record.value = value;
    return record;
}

// A street of four nodes with the source at its head.
TopologyProblem street() {
    TopologyProblem problem;
    problem.node_count = 4;
    problem.edges = {edge(0, 1, 10.0), edge(1, 2, 20.0), edge(2, 3, 30.0)};
    problem.size_tables = {
        {{.capacity_w = 10e3, .cost_per_m = 100.0}, {.capacity_w = 50e3, .cost_per_m = 150.0}}};
    problem.loads = {load(1, 8e3, 3000.0), load(2, 8e3, 2600.0), load(3, 8e3, 2900.0)};
    problem.sources = {{.node = 0}};
    return problem;
}

struct Make {
    bool several_sources{false};
    bool present{false};
    bool must{false};
    bool capacities{false};
};

TopologyProblem random_problem(std::uint32_t seed, Make const& make) {
    std::mt19937 random{seed};
    auto const between = [&](double low, double high) { // not std's: the same numbers everywhere
        return low + (high - low) * static_cast<double>(random() % 10'000U) / 9'999.0;
    };
    TopologyProblem problem;
    problem.node_count = 6;
    problem.size_tables = {
        {{.capacity_w = 20e3, .cost_per_m = 100.0},
         {.capacity_w = 50e3, .cost_per_m = 140.0},
         {.capacity_w = 300e3, .cost_per_m = 260.0}},
        {{.capacity_w = 30e3, .cost_per_m = 180.0}, {.capacity_w = 250e3, .cost_per_m = 300.0}}};
    problem.coincidence = affine;
    for (std::int32_t n = 1; n < problem.node_count; ++n) {
        problem.edges.push_back(
            edge(static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(n)), n, 0.0));
    }
    for (int extra = 0; extra < 3; ++extra) {
        auto const a = static_cast<std::int32_t>(random() % 6U);
        problem.edges.push_back(edge(a, (a + 1 + static_cast<std::int32_t>(random() % 5U)) % 6, 0.0));
    }
    for (auto& one : problem.edges) {
        one.length_m = between(5.0, 60.0);
        one.size_table = static_cast<std::int32_t>(random() % 2U);
        if (random() % 4U == 0) {
            one.fixed_cost_extra = between(0.0, 1500.0);
        }
        if (make.present && random() % 3U == 0) {
            one.present_capacity_w = between(5e3, 60e3);
        }
    }
    for (int k = 0; k < 4; ++k) {
        auto one =
            load(static_cast<std::int32_t>(random() % 6U), between(5e3, 40e3), between(1000.0, 9000.0));
        one.customers = std::floor(between(1.0, 12.0));
        one.service_cost = between(0.0, 500.0);
        one.must_connect = make.must && random() % 3U == 0;
        problem.loads.push_back(one);
    }
    problem.sources.push_back({.node = 0, .cost_per_w = 0.02});
    if (make.several_sources) {
        problem.sources.push_back({.node = 5, .cost_per_w = 0.03, .fixed_cost = 500.0});
    }
    if (make.capacities) {
        for (auto& source : problem.sources) {
            source.capacity_w = between(40e3, 90e3);
        }
    }
    return problem;
}

// Pipes of the forest of `edges` (a bit each), hung on the sources of `roots` (a bit each); false if it is
// none.
bool hang(TopologyProblem const& problem, unsigned edges, unsigned roots, TopologyPlan& plan) {
    plan.pipes.clear();
    std::vector<char> reached(static_cast<Index>(problem.node_count), 0);
    std::vector<std::int32_t> stack;
    for (Index s = 0; s < problem.sources.size(); ++s) {
        if ((roots >> s & 1U) != 0) {
            stack.push_back(problem.sources[s].node);
            reached[static_cast<Index>(problem.sources[s].node)] = 1;
        }
    }
    while (!stack.empty()) {
        auto const from = stack.back();
        stack.pop_back();
        for (Index e = 0; e < problem.edges.size(); ++e) {
            auto const& one = problem.edges[e];
            if ((edges >> e & 1U) == 0 || (one.a != from && one.b != from)) {
                continue;
            }
            auto const to = one.a == from ? one.b : one.a;
            if (reached[static_cast<Index>(to)] == 0) {
                reached[static_cast<Index>(to)] = 1;
                plan.pipes.push_back({.edge = static_cast<std::int32_t>(e), .from = from, .to = to});
                stack.push_back(to);
            }
        }
    }
    return plan.pipes.size() == static_cast<Index>(std::popcount(edges));
}

// The best worth by `worth_of` over all plans.
template <typename Worth>
double best_of_all(TopologyProblem const& problem, TopologyObjective objective, Worth worth_of) {
    double best = -std::numeric_limits<double>::infinity();
    TopologyPlan plan;
    for (unsigned roots = 0; roots < 1U << problem.sources.size(); ++roots) {
        for (unsigned edges = 0; edges < 1U << problem.edges.size(); ++edges) {
            if (!hang(problem, edges, roots, plan)) {
                continue;
            }
            for (unsigned loads = 0; loads < 1U << problem.loads.size(); ++loads) {
                plan.connected.clear();
                bool all = true;
                for (Index k = 0; k < problem.loads.size(); ++k) {
                    bool const in = (loads >> k & 1U) != 0;
                    all = all && (in || !problem.loads[k].must_connect);
                    if (in) {
                        plan.connected.push_back(static_cast<std::int32_t>(k));
                    }
                }
                if (all) {
                    auto const worth = evaluate_topology(problem, plan, objective);
                    if (std::isfinite(worth.value)) {
                        best = std::max(best, worth_of(worth));
                    }
                }
            }
        }
    }
    return best;
}

double best_value(TopologyProblem const& problem, TopologyObjective objective) {
    return best_of_all(problem, objective, [](TopologyWorth const& worth) { return worth.value; });
}

void expect_best(TopologyProblem const& problem, TopologyObjective objective, std::uint32_t seed) {
    TopologySettings settings;
    settings.objective = objective;
    settings.work = 30;
    auto const plan = plan_topology(problem, settings);
    double const best = best_value(problem, objective);
    if (!std::isfinite(best)) {
        EXPECT_EQ(plan.status, TopologyStatus::no_plan) << "seed " << seed;
        return;
    }
    double const rounding = 1e-7 * (1.0 + std::abs(best));
    EXPECT_NEAR(plan.value, best, rounding) << "seed " << seed << ", " << plan.connected.size() << " loads";
    EXPECT_GE(plan.bound, best - rounding) << "seed " << seed;
    EXPECT_NEAR(evaluate_topology(problem, plan, objective).value, plan.value, rounding) << "seed " << seed;
}

class TopologySmall : public testing::TestWithParam<TopologyObjective> {};
INSTANTIATE_TEST_SUITE_P(Objectives, TopologySmall,
                         testing::Values(TopologyObjective::linear, TopologyObjective::catalogue),
                         [](auto const& objective) {
                             return objective.param == TopologyObjective::linear ? "Linear" : "Catalogue";
                         });

TEST_P(TopologySmall, FindsTheBestOfAllPlans) {
    for (std::uint32_t seed = 1; seed <= 25; ++seed) {
        expect_best(random_problem(seed, {}), GetParam(), seed);
    }
}
TEST_P(TopologySmall, FindsTheBestWithSeveralSources) {
    for (std::uint32_t seed = 1; seed <= 15; ++seed) {
        expect_best(random_problem(seed, {.several_sources = true}), GetParam(), seed);
    }
}
TEST_P(TopologySmall, FindsTheBestWithPresentPipes) {
    for (std::uint32_t seed = 1; seed <= 25; ++seed) {
        expect_best(random_problem(seed, {.present = true}), GetParam(), seed);
    }
}
TEST_P(TopologySmall, FindsTheBestWithLoadsThatMust) {
    for (std::uint32_t seed = 1; seed <= 25; ++seed) {
        expect_best(random_problem(seed, {.must = true}), GetParam(), seed);
    }
}
TEST_P(TopologySmall, FindsTheBestWithinCapacities) {
    for (std::uint32_t seed = 1; seed <= 15; ++seed) {
        expect_best(random_problem(seed, {.several_sources = true, .must = true, .capacities = true}),
                    GetParam(), seed);
    }
}

TEST_P(TopologySmall, KeepsABudgetAndBoundsWhatItBuys) {
    for (std::uint32_t seed = 1; seed <= 15; ++seed) {
        auto const problem = random_problem(seed, {});
        TopologySettings settings;
        settings.objective = GetParam();
        settings.goal = TopologyGoal::within_budget;
        settings.budget = 9'000.0;
        settings.work = 60;
        auto const plan = plan_topology(problem, settings);
        double const best = best_of_all(problem, GetParam(), [&](TopologyWorth const& worth) {
            return worth.cost <= settings.budget ? worth.benefit : -std::numeric_limits<double>::infinity();
        });
        EXPECT_LE(plan.cost, settings.budget) << "seed " << seed;
        EXPECT_LE(plan.value, best * (1.0 + 1e-9)) << "seed " << seed;
        EXPECT_GE(plan.bound, best * (1.0 - 1e-9)) << "seed " << seed;
        EXPECT_EQ(plan.value, evaluate_topology(problem, plan, GetParam()).benefit) << "seed " << seed;
    }
}

TEST(Topology, PricesAStreetByHand) {
    // 24 kW through the first pipe: 10 m of the larger; 16 kW: 20 m of the larger; 8 kW: 30 m of the smaller.
    auto const problem = street();
    auto const plan = plan_topology(problem, {.objective = TopologyObjective::catalogue, .work = 50});
    ASSERT_EQ(plan.connected, (std::vector<std::int32_t>{0, 1}));
    EXPECT_DOUBLE_EQ(plan.cost, 10.0 * 150.0 + 20.0 * 100.0);
    EXPECT_DOUBLE_EQ(plan.value, 5600.0 - 3500.0);
    ASSERT_EQ(plan.pipes.size(), 2U);
    EXPECT_EQ(plan.pipes[0].size, 1);
    EXPECT_EQ(plan.pipes[1].size, 0);
    EXPECT_DOUBLE_EQ(plan.pipes[0].flow_w, 16e3);
    EXPECT_EQ(plan.source_of, (std::vector<std::int32_t>{0, 0, -1}));
}

TEST(Topology, ConnectsAllWhenAsked) {
    auto const problem = street();
    auto const plan = plan_topology(
        problem, {.objective = TopologyObjective::catalogue, .goal = TopologyGoal::all_loads, .work = 50});
    EXPECT_EQ(plan.connected.size(), 3U);
    EXPECT_DOUBLE_EQ(plan.cost, 10.0 * 150.0 + 20.0 * 150.0 + 30.0 * 100.0);
}

TEST(Topology, PresentPipesAreFreeUpToTheirCapacity) {
    auto problem = street();
    problem.edges[0].present_capacity_w = 16e3;
    problem.edges[1].present_capacity_w = 6e3;
    auto const plan = plan_topology(problem, {.objective = TopologyObjective::catalogue, .work = 50});
    ASSERT_EQ(plan.connected, (std::vector<std::int32_t>{0, 1}));
    EXPECT_DOUBLE_EQ(plan.cost, 20.0 * 100.0); // a parallel pipe for the 2 kW that the second lacks
    EXPECT_EQ(plan.pipes[0].size, -1);
}

TEST(Topology, SameSeedSamePlan) {
    auto const problem = random_problem(3, {.several_sources = true});
    TopologySettings const settings{.objective = TopologyObjective::catalogue, .work = 20};
    auto const first = plan_topology(problem, settings);
    auto const second = plan_topology(problem, settings);
    EXPECT_EQ(first.connected, second.connected);
    EXPECT_EQ(first.value, second.value);
    EXPECT_EQ(first.bound, second.bound);
}

TEST(Topology, StopsWhenTold) {
    auto const problem = random_problem(4, {});
    int asked = 0;
    auto const plan = plan_topology(problem, {.objective = TopologyObjective::catalogue, .gap_wanted = 0.0},
                                    [&](TopologyProgress const&) { return ++asked < 3; });
    EXPECT_EQ(plan.status, TopologyStatus::stopped);
    EXPECT_EQ(asked, 3);
}

TEST(Topology, ReportsEverythingWrongAtOnce) {
    auto problem = street();
    problem.edges[0].length_m = -1.0;
    problem.edges[1].b = 17;
    problem.edges[2].size_table = 4;
    problem.loads[0].peak_w = std::numeric_limits<double>::quiet_NaN();
    problem.loads[1].customers = -3.0;
    problem.sources[0].node = -1;
    problem.size_tables[0][1].capacity_w = 5e3;
    try {
        static_cast<void>(plan_topology(problem, {}));
        FAIL() << "accepted";
    } catch (Error const& error) {
        EXPECT_EQ(error.problems().size(), 7U) << error.what();
    }
}

TEST(Topology, RefusesLoadsThatCannotBeServed) {
    auto problem = street();
    problem.node_count = 5;
    problem.loads[0].must_connect = true;
    problem.loads[0].peak_w = 60e3;
    problem.loads.push_back(load(4, 1e3, 0.0));
    problem.loads.back().must_connect = true;
    try {
        static_cast<void>(plan_topology(problem, {}));
        FAIL() << "accepted";
    } catch (Error const& error) {
        ASSERT_EQ(error.problems().size(), 2U) << error.what();
        EXPECT_EQ(error.problems()[0].code, ErrorCode::operation_refused);
        EXPECT_EQ(error.problems()[1].code, ErrorCode::not_connected);
    }
}

TEST(Topology, TheEvaluatorKnowsNoPlanFromAPlan) {
    auto const problem = street();
    TopologyPlan plan;
    plan.connected = {1};
    plan.pipes = {{.edge = 1, .from = 1, .to = 2}};
    EXPECT_TRUE(std::isnan(
        evaluate_topology(problem, plan, TopologyObjective::catalogue).value)); // not from a source
    plan.pipes = {
        {.edge = 0, .from = 0, .to = 1}, {.edge = 1, .from = 1, .to = 2}, {.edge = 1, .from = 1, .to = 2}};
    EXPECT_TRUE(
        std::isnan(evaluate_topology(problem, plan, TopologyObjective::catalogue).value)); // reached twice
    plan.pipes.pop_back();
    EXPECT_DOUBLE_EQ(evaluate_topology(problem, plan, TopologyObjective::catalogue).value, 2600.0 - 3000.0);
}

} // namespace
} // namespace saggar
