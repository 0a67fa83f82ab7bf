// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The bound by itself, without a good plan that could hide a bound that is too low: never below the best of
// all plans, whatever plan it is told of.

#include "listed_plans.hpp"

#include "topology/branching.hpp"
#include "topology/core.hpp"
#include "topology/fed_together.hpp"
#include "topology/relaxation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace saggar::topology {
namespace {

using namespace testing_support;

enum class By : std::uint8_t { lines, steps, steps_above_lines };

void expect_bound(TopologyProblem const& problem, TopologyObjective objective, double worse, By by,
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
        auto line = pricing.underestimate(static_cast<std::int32_t>(e), total_w, near_w, share);
        if (by == By::steps) {
            line.per_w = 0.0;
        }
        lines.push_back(line);
    }
    auto const core =
        contract(problem, pricing, lines, share, by == By::lines ? Chains::whole : Chains::single);
    Steps const steps{pricing, core};
    Relaxation relaxation{core, by == By::lines ? nullptr : &steps};
    TopologyGoOn const none;
    Effort effort{1'000, none};
    relaxation.ascend(effort);
    double const known = best - worse * (1.0 + std::abs(best));
    relaxation.improve(known, 300, 1e-9, effort);
    EXPECT_GE(relaxation.bound(), best - 1e-9 * (1.0 + std::abs(best)))
        << "seed " << seed << ", known " << known << ", by " << static_cast<int>(by);
}

class TopologyBound : public testing::TestWithParam<TopologyObjective> {};
INSTANTIATE_TEST_SUITE_P(Objectives, TopologyBound,
                         testing::Values(TopologyObjective::linear, TopologyObjective::catalogue),
                         [](auto const& objective) {
                             return objective.param == TopologyObjective::linear ? "Linear" : "Catalogue";
                         });

TEST_P(TopologyBound, IsNeverBelowTheBestOfAllPlans) {
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
        std::vector<TopologyProblem> const problems{
            random_problem(seed, {}),
            random_problem(seed, {.several_sources = true, .must = true}),
            random_problem(seed, {.present = true}),
            random_problem(seed, {.several_sources = true, .capacities = true}),
            random_problem(seed, {.many_customers = true}),
            random_problem(seed,
                           {.several_sources = true, .present = true, .must = true, .capacities = true})};
        for (auto const& problem : problems) {
            for (double const worse : {1e-6, 0.02, 0.5}) {
                for (auto const by : {By::lines, By::steps, By::steps_above_lines}) {
                    expect_bound(problem, GetParam(), worse, by, seed);
                }
            }
        }
    }
}

// Of the problem above one whose sources feed in, where loads are divisible.
TEST(TopologyBound, IsNeverBelowTheBestWhereSourcesFeedIn) {
    for (std::uint32_t seed = 1; seed <= 16; ++seed) {
        for (auto const& [present, dear] : {std::pair{false, -1}, {true, -1}, {false, 0}, {true, 1}}) {
            auto problem = random_problem(seed, {.several_sources = true,
                                                 .present = present,
                                                 .must = seed % 3 == 0,
                                                 .feeding = true,
                                                 .many_customers = seed % 4 == 1});
            if (dear >= 0) {
                problem = with_a_dear_source(std::move(problem), static_cast<std::size_t>(dear));
            }
            double const best = best_value(problem, TopologyObjective::catalogue);
            if (!std::isfinite(best)) {
                continue;
            }
            Pricing const pricing{problem, TopologyObjective::catalogue};
            auto const above = above_fed_together(pricing);
            Pricing const above_pricing{above, TopologyObjective::catalogue};
            auto const core =
                contract(above, above_pricing, std::vector<Line>(above.edges.size()), 1.0, Chains::single);
            Steps const steps{above_pricing, core, true};
            for (double const worse : {1e-6, 0.02, 0.5}) {
                Relaxation relaxation{core, &steps};
                TopologyGoOn const none;
                Effort effort{1'000, none};
                relaxation.ascend(effort);
                relaxation.improve(best - worse * (1.0 + std::abs(best)), 300, 1e-9, effort);
                EXPECT_GE(relaxation.bound(), best - 1e-9 * (1.0 + std::abs(best))) << "seed " << seed;
            }
        }
    }
}

// The bound of what branching has left, at every stage of it: with what it finds made known, to the end; or
// without, so that nothing hides a bound that is too low.
void expect_branching(TopologyProblem const& problem, TopologyObjective objective, bool told,
                      std::uint32_t seed) {
    double const best = best_value(problem, objective);
    if (!std::isfinite(best)) {
        return;
    }
    double const rounding = 1e-9 * (1.0 + std::abs(best));
    Pricing const pricing{problem, objective};
    auto const core =
        contract(problem, pricing, std::vector<Line>(problem.edges.size()), 0.0, Chains::single);
    Steps const steps{pricing, core};
    Relaxation relaxation{core, &steps};
    TopologyGoOn const none;
    Effort effort{1'000, none};
    double known = best - 0.3 * (1.0 + std::abs(best));
    relaxation.improve(known, 5, 0.0, effort); // far from settled: much is left to branching
    Branching branching{problem, objective, core, relaxation};
    double last = std::numeric_limits<double>::infinity();
    for (int part = 0; part < (told ? 1'000 : 100) && !branching.ended(); ++part) {
        branching.advance(known, 1, 0.0, effort);
        double const bound = branching.bound(known);
        ASSERT_GE(bound, best - rounding) << "seed " << seed << ", part " << part << ", known " << known;
        EXPECT_LE(bound, last + rounding) << "seed " << seed << ", part " << part;
        last = bound;
        if (branching.found()) {
            double const value = evaluate_topology(problem, *branching.found(), objective).value;
            EXPECT_NEAR(branching.found()->value, value, rounding) << "seed " << seed;
            EXPECT_LE(value, best + rounding) << "seed " << seed;
            known = told ? std::max(known, value) : known;
        }
    }
    if (!told && !branching.ended()) {
        return;
    }
    ASSERT_TRUE(branching.ended()) << "seed " << seed;
    EXPECT_NEAR(last, best, 1e-6 * (1.0 + std::abs(best))) << "seed " << seed << ", known " << known;
    ASSERT_TRUE(branching.found()) << "seed " << seed;
    EXPECT_NEAR(branching.found()->value, best, rounding) << "seed " << seed << ", known " << known;
}

TEST_P(TopologyBound, OfBranchingIsNeverBelowTheBestOfAllPlans) {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        std::vector<TopologyProblem> const problems{
            random_problem(seed, {.several_sources = true, .must = true}),
            random_problem(seed, {.many_customers = true}),
            random_problem(seed,
                           {.several_sources = true, .present = true, .must = true, .capacities = true})};
        for (auto const& problem : problems) {
            for (bool const told : {true, false}) {
                expect_branching(problem, GetParam(), told, seed);
            }
        }
    }
}

// Of a pipe that carries 10 kW, and that loads without diversity fill: what others share does not make room
// for them.
TEST(TopologyBound, GivesLoadsWithoutDiversityTheirWholePeak) {
    TopologyProblem problem;
    problem.node_count = 2;
    problem.size_tables = {{{.capacity_w = 10e3, .cost_per_m = 10.0}}};
    problem.coincidence = affine;
    problem.edges = {edge(0, 1, 10.0)};
    problem.sources = {{.node = 0}};
    for (int k = 0; k < 8; ++k) {
        problem.loads.push_back(load(1, 2e3, 1000.0));
        problem.loads.back().customers = 0.0;
    }
    problem.loads.push_back(load(1, 3e3, 0.5)); // not worth its room, but with many customers
    problem.loads.back().customers = 1000.0;
    Pricing const pricing{problem, TopologyObjective::catalogue};
    auto const core = contract(problem, pricing, std::vector<Line>(1), 0.0, Chains::single);
    Steps const steps{pricing, core};
    Relaxation relaxation{core, &steps};
    TopologyGoOn const none;
    Effort effort{1'000, none};
    relaxation.improve(4'900.0, 300, 1e-9, effort); // five of them, less the pipe
    EXPECT_GE(relaxation.bound(), 4'900.0);
    EXPECT_LE(relaxation.bound(), 4'910.0); // with 16 kW of them, 7,900
}

// Of two blocks of 100 flats of 1 kW, 62.38 kW at one time each, one passes; the sum of its flats' own peaks
// would not.
TEST(TopologyBound, LetsABlockThroughWhatItTakesAtOneTime) {
    TopologyProblem problem;
    problem.node_count = 2;
    problem.size_tables = {{{.capacity_w = 63e3, .cost_per_m = 10.0}}};
    problem.coincidence = affine;
    problem.edges = {edge(0, 1, 10.0)};
    problem.sources = {{.node = 0, .capacity_w = 63e3}};
    for (int k = 0; k < 2; ++k) {
        problem.loads.push_back(load(1, 100e3, 1000.0));
        problem.loads.back().customers = 100.0;
        problem.loads.back().own_peak_w = 62.38e3;
    }
    Pricing const pricing{problem, TopologyObjective::catalogue};
    auto const core = contract(problem, pricing, std::vector<Line>(1), 0.0, Chains::single);
    Steps const steps{pricing, core};
    Relaxation relaxation{core, &steps};
    TopologyGoOn const none;
    Effort effort{1'000, none};
    relaxation.improve(890.0, 300, 1e-9, effort);
    EXPECT_GE(relaxation.bound(), 900.0); // one of them, less the pipe
    EXPECT_LE(relaxation.bound(), 930.0);
}

// By what is branched, single edges, not by the chains that a linear problem makes of them.
TEST(TopologyBranching, IsWorthwhileForAProblemWhateverItsChains) {
    for (std::int32_t const count : {50, 150, 250, 400}) {
        TopologyProblem problem; // a ring with a load at every node
        problem.node_count = count;
        problem.size_tables = {{{.capacity_w = 1e9, .cost_per_m = 10.0}}};
        for (std::int32_t n = 0; n < count; ++n) {
            problem.edges.push_back(edge(n, (n + 1) % count, 10.0));
            problem.loads.push_back(load(n, 10e3, 1000.0));
        }
        problem.sources = {{.node = 0}};
        Pricing const pricing{problem, TopologyObjective::linear};
        std::vector<Line> const lines(problem.edges.size());
        bool const small = count < 300; // 100 parts of 20,000,000 multipliers: 447 loads and arcs each
        EXPECT_EQ(Branching::worthwhile(contract(problem, pricing, lines, 1.0, Chains::single)), small);
        EXPECT_EQ(Branching::worthwhile(contract(problem, pricing, lines, 1.0, Chains::whole)), small);
    }
}

// Two loads that no one pipe and no one source carries together, each worth more than its way.
TEST(TopologyBound, SeesCapacities) {
    TopologyProblem problem;
    problem.node_count = 2;
    problem.size_tables = {{{.capacity_w = 10e3, .cost_per_m = 10.0}}};
    problem.edges = {edge(0, 1, 10.0)};
    problem.loads = {load(1, 8e3, 1000.0), load(1, 8e3, 1000.0)};
    problem.sources = {{.node = 0}};
    // One is left out. The relaxation takes a quarter of it, for a quarter of the room is left, and comes to
    // 1150; branching closes that.
    auto plan = plan_topology(problem, {.objective = TopologyObjective::catalogue, .work = 100});
    EXPECT_DOUBLE_EQ(plan.value, 900.0);
    EXPECT_EQ(plan.status, TopologyStatus::proven);
    EXPECT_LE(plan.bound, 900.0 * (1.0 + 1e-6) + 1e-4);
    problem.size_tables[0][0].capacity_w = 1e6;
    problem.sources[0].capacity_w = 10e3;
    plan = plan_topology(problem, {.objective = TopologyObjective::catalogue, .work = 100});
    EXPECT_DOUBLE_EQ(plan.value, 900.0);
    EXPECT_EQ(plan.status, TopologyStatus::proven); // of a relaxation of 1187.5: five eighths of both
    EXPECT_LE(plan.bound, 900.0 * (1.0 + 1e-6) + 1e-4);
}

// Concave prices over many sizes: a line from the smallest to the largest lies far below what is between.
TEST(TopologyBound, OfStepsIsTighterThanOfLines) {
    double by_steps = 0.0;
    double by_lines = 0.0;
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        auto const problem = random_problem(seed, {.must = true});
        Pricing const pricing{problem, TopologyObjective::catalogue};
        std::vector<Line> lines;
        for (std::size_t e = 0; e < problem.edges.size(); ++e) {
            lines.push_back(pricing.underestimate(static_cast<std::int32_t>(e), 160e3, 0.0, 0.62));
        }
        auto const core = contract(problem, pricing, lines, 0.62, Chains::single);
        Steps const steps{pricing, core};
        TopologyGoOn const none;
        double const known = best_value(problem, TopologyObjective::catalogue);
        for (bool const stepped : {false, true}) {
            Effort effort{1'000, none};
            Relaxation relaxation{core, stepped ? &steps : nullptr};
            relaxation.ascend(effort);
            relaxation.improve(known, 300, 1e-9, effort);
            (stepped ? by_steps : by_lines) += relaxation.bound() - known;
        }
    }
    EXPECT_LT(by_steps, 0.5 * by_lines);
}

} // namespace
} // namespace saggar::topology
