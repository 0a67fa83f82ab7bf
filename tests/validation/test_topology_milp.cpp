// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plans and bounds of routes against CBC, an independent solver of mixed integer programs (Debian's
// coinor-cbc): the program is written from a formulation of its own, and what CBC calls its best is evaluated
// again, for solvers err too.

#include "scratch_folder.hpp"
#include "topology_milp.hpp"

#include "saggar/planning/topology.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace saggar {
namespace {

struct MilpCase {
    std::string name;
    TopologyObjective objective{TopologyObjective::linear};
    int loads{6};
    std::uint32_t seed{1};
    bool several_sources{false};
    bool present{false};
    bool must{false};
    bool capacities{false};
    bool diversity{true};
    TopologyGoal goal{TopologyGoal::largest_value};
};

// Streets of 3 x 4 junctions, some missing, buildings at random junctions or a service pipe away.
TopologyProblem street_grid(MilpCase const& one) {
    std::mt19937 random{one.seed};
    auto const between = [&](double low, double high) { // not std's: the same numbers everywhere
        return low + (high - low) * static_cast<double>(random() % 10'000U) / 9'999.0;
    };
    TopologyProblem problem;
    problem.node_count = 12;
    problem.size_tables = {{{.capacity_w = 25e3, .cost_per_m = 300.0},
                            {.capacity_w = 80e3, .cost_per_m = 370.0},
                            {.capacity_w = 400e3, .cost_per_m = 560.0}}};
    if (one.diversity) {
        problem.coincidence = [](double customers) {
            return customers <= 1.0 ? 1.0 : 0.62 + 0.38 / customers;
        };
    }
    auto const lay = [&](std::int32_t a, std::int32_t b, double length_m) {
        TopologyEdge edge;
        edge.a = a;
        edge.b = b;
        edge.length_m = length_m;
        edge.linear_fixed = 280.0 * length_m;
        edge.linear_per_w = 1e-3 * length_m;
        if (random() % 5U == 0) {
            edge.fixed_cost_extra = between(500.0, 4000.0);
        }
        if (one.present && random() % 3U == 0) {
            edge.present_capacity_w = between(20e3, 70e3);
        }
        problem.edges.push_back(edge);
    };
    for (std::int32_t n = 0; n < 12; ++n) {
        if (n % 4 != 3 && (n < 4 || random() % 4U != 0)) {
            lay(n, n + 1, between(20.0, 70.0));
        }
        if (n < 8) {
            lay(n, n + 4, between(20.0, 70.0));
        }
    }
    for (int k = 0; k < one.loads; ++k) {
        TopologyLoad load;
        load.node = static_cast<std::int32_t>(random() % 12U);
        if (random() % 2U == 0) {
            lay(load.node, problem.node_count, between(5.0, 20.0));
            load.node = problem.node_count++;
        }
        load.peak_w = between(6e3, 40e3);
        load.customers = static_cast<double>(random() % 3U);
        if (problem.coincidence && load.customers > 1.0 && problem.loads.size() % 2 == 0) {
            load.own_peak_w = problem.coincidence(load.customers) * load.peak_w;
        }
        load.value = between(2e3, 30e3);
        load.service_cost = between(0.0, 1500.0);
        load.must_connect = one.must && random() % 3U == 0;
        problem.loads.push_back(load);
    }
    problem.sources.push_back({.node = 0, .cost_per_w = 0.05});
    if (one.several_sources) {
        problem.sources.push_back({.node = 11, .cost_per_w = 0.03, .fixed_cost = 3000.0});
    }
    if (one.capacities) {
        for (auto& source : problem.sources) {
            source.capacity_w = between(60e3, 120e3);
        }
    }
    return problem;
}

class TopologyMilp : public testing::TestWithParam<MilpCase> {};
constexpr auto linear = TopologyObjective::linear;
constexpr auto catalogue = TopologyObjective::catalogue;
INSTANTIATE_TEST_SUITE_P(
    Cbc, TopologyMilp,
    testing::Values(
        MilpCase{.name = "Linear", .loads = 15, .seed = 11},
        MilpCase{.name = "LinearTwoSources", .loads = 12, .seed = 2, .several_sources = true},
        MilpCase{.name = "LinearPresent", .loads = 12, .seed = 3, .present = true},
        MilpCase{.name = "LinearMust", .loads = 12, .seed = 4, .several_sources = true, .must = true},
        MilpCase{
            .name = "LinearCapacities", .loads = 10, .seed = 5, .several_sources = true, .capacities = true},
        MilpCase{.name = "LinearAll", .loads = 12, .seed = 6, .goal = TopologyGoal::all_loads},
        MilpCase{.name = "LinearBudget", .loads = 8, .seed = 7, .goal = TopologyGoal::within_budget},
        MilpCase{.name = "CatalogueWithoutDiversity",
                 .objective = catalogue,
                 .loads = 9,
                 .seed = 8,
                 .diversity = false},
        MilpCase{.name = "Catalogue", .objective = catalogue, .loads = 7, .seed = 19},
        MilpCase{.name = "CatalogueTwoSources",
                 .objective = catalogue,
                 .loads = 6,
                 .seed = 10,
                 .several_sources = true},
        MilpCase{.name = "CataloguePresent", .objective = catalogue, .loads = 6, .seed = 11, .present = true},
        MilpCase{.name = "CatalogueMust",
                 .objective = catalogue,
                 .loads = 6,
                 .seed = 22,
                 .present = true,
                 .must = true},
        MilpCase{.name = "CatalogueCapacities",
                 .objective = catalogue,
                 .loads = 6,
                 .seed = 23,
                 .several_sources = true,
                 .present = true,
                 .capacities = true},
        MilpCase{.name = "CatalogueBudget",
                 .objective = catalogue,
                 .loads = 6,
                 .seed = 14,
                 .goal = TopologyGoal::within_budget}),
    [](auto const& one) { return one.param.name; });

TEST_P(TopologyMilp, AgreesWithCbc) {
    if (std::system("command -v cbc >/dev/null 2>&1") != 0) {
        GTEST_SKIP() << "skipped: no cbc (Debian package coinor-cbc, see script/bootstrap)";
    }
    auto const& one = GetParam();
    auto const problem = street_grid(one);
    TopologySettings const settings{
        .objective = one.objective, .goal = one.goal, .budget = 60e3, .work = 400};
    testing_support::ScratchFolder const folder;
    testing_support::write_milp(problem, settings, folder / "p.lp");
    std::string const command =
        "cd '" + folder.path().string() + "' && cbc p.lp sec 30 ratio 0 solve solution answer >log 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << testing_support::ScratchFolder::content(folder / "log");
    auto const answer = testing_support::read_cbc_answer(problem, folder / "answer");
    ASSERT_TRUE(answer.optimal) << testing_support::ScratchFolder::content(folder / "log");

    auto const worth = evaluate_topology(problem, answer.plan, one.objective);
    bool const budget = one.goal == TopologyGoal::within_budget;
    double const best = budget ? worth.benefit : worth.value;
    double const rounding = 1e-5 * (1.0 + std::abs(best));
    EXPECT_NEAR(best, answer.objective, rounding) << "what CBC calls its best is not what its plan is worth";
    auto const plan = plan_topology(problem, settings);
    EXPECT_GE(plan.bound, best - rounding) << "a bound below a plan that exists";
    if (budget) {
        EXPECT_LE(plan.cost, settings.budget);
    }
    EXPECT_NEAR(plan.value, best, rounding)
        << plan.connected.size() << " loads, CBC " << answer.plan.connected.size();
    EXPECT_EQ(plan.status, TopologyStatus::proven) << "gap " << plan.gap;
    EXPECT_LE(plan.gap, 1e-6);
    std::cout << "optimum " << best << ", plan " << plan.value << ", bound " << plan.bound << ", gap "
              << 100.0 * plan.gap << " %\n";
}

} // namespace
} // namespace saggar
