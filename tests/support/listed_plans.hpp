// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Topology problems small enough to list every plan there is, and the best of those.

#include "saggar/planning/topology.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace saggar::testing_support {

using Index = std::size_t;

inline double affine(double customers) {
    return customers <= 1.0 ? 1.0 : 0.62 + 0.38 / customers;
}

inline TopologyEdge edge(std::int32_t a, std::int32_t b, double length_m) {
    TopologyEdge record;
    record.a = a;
    record.b = b;
    record.length_m = length_m;
    return record;
}

inline TopologyLoad load(std::int32_t node, double peak_w, double value) {
    TopologyLoad record;
    record.node = node;
    record.peak_w = peak_w;
    record.value = value;
    return record;
}

struct Make {
    bool several_sources{false};
    bool present{false};
    bool must{false};
    bool capacities{false};
    bool feeding{false};        // sources with capacities that may feed in
    bool many_customers{false}; // of two loads more with little peak, mostly worth less than nothing
};

inline TopologyProblem random_problem(std::uint32_t seed, Make const& make) {
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
        // Some peaks have no diversity.
        one.customers = std::max(0.0, std::floor(between(-3.0, 12.0)));
        one.service_cost = between(0.0, 500.0);
        one.must_connect = make.must && random() % 3U == 0;
        problem.loads.push_back(one);
    }
    if (make.many_customers) {
        problem.size_tables = {{{.capacity_w = 15e3, .cost_per_m = 30.0},
                                {.capacity_w = 20e3, .cost_per_m = 100.0},
                                {.capacity_w = 28e3, .cost_per_m = 130.0},
                                {.capacity_w = 38e3, .cost_per_m = 200.0},
                                {.capacity_w = 300e3, .cost_per_m = 300.0}},
                               {{.capacity_w = 22e3, .cost_per_m = 90.0},
                                {.capacity_w = 30e3, .cost_per_m = 180.0},
                                {.capacity_w = 250e3, .cost_per_m = 300.0}}};
        for (auto& one : problem.loads) {
            one.peak_w = between(7e3, 13e3);
            one.customers = 1.0 + static_cast<double>(random() % 2U);
        }
        for (int k = 0; k < 2; ++k) {
            auto one =
                load(static_cast<std::int32_t>(random() % 6U), between(1e3, 4e3), between(-900.0, 300.0));
            one.customers = static_cast<double>(3U + random() % 12U);
            problem.loads.push_back(one);
        }
    }
    for (Index k = 0; k < problem.loads.size();
         k += 2) { // blocks, with the peak that their customers have in common
        auto& one = problem.loads[k];
        if (one.customers > 1.0) {
            one.own_peak_w = problem.coincidence(one.customers) * one.peak_w;
        }
    }
    problem.sources.push_back({.node = 0, .cost_per_w = 0.02});
    if (make.several_sources) {
        problem.sources.push_back({.node = 5, .cost_per_w = 0.03, .fixed_cost = 500.0});
    }
    if (make.feeding) {
        for (auto& source : problem.sources) {
            source.capacity_w = between(15e3, 60e3);
            source.feeds_in = true;
        }
    }
    if (make.capacities) {
        for (auto& source : problem.sources) {
            source.capacity_w = between(40e3, 90e3);
        }
    }
    return problem;
}

// Sources with nothing to pay once, of which one costs so much more for each watt that it is worth pipes to
// have the other one give it.
inline TopologyProblem with_a_dear_source(TopologyProblem problem, Index dear) {
    for (Index s = 0; s < problem.sources.size(); ++s) {
        problem.sources[s].fixed_cost = 0.0;
        problem.sources[s].cost_per_w = s == dear ? 0.15 : 0.0;
    }
    return problem;
}

// Pipes of the forest of `edges` (a bit each), hung on the sources of `roots` (a bit each); false if it is
// none.
inline bool hang(TopologyProblem const& problem, unsigned edges, unsigned roots, TopologyPlan& plan) {
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

// Every way in which the sources feed in quarters of what they have.
inline std::vector<std::vector<double>> ways_to_feed_in(TopologyProblem const& problem) {
    std::vector<std::vector<double>> ways{std::vector<double>(problem.sources.size(), 0.0)};
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const before = ways;
        for (int quarters = 1; quarters <= (problem.sources[s].feeds_in ? 4 : 0); ++quarters) {
            for (auto way : before) {
                way[s] = 0.25 * quarters * problem.sources[s].capacity_w;
                ways.push_back(way);
            }
        }
    }
    return ways;
}

// The best worth by `worth_of` over all plans, sources feeding in by quarters.
template <typename Worth>
double best_of_all(TopologyProblem const& problem, TopologyObjective objective, Worth worth_of) {
    double best = -std::numeric_limits<double>::infinity();
    auto const ways = ways_to_feed_in(problem);
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
                for (Index way = 0; all && way < ways.size(); ++way) {
                    plan.source_w = ways[way];
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

inline double best_value(TopologyProblem const& problem, TopologyObjective objective) {
    return best_of_all(problem, objective, [](TopologyWorth const& worth) { return worth.value; });
}

} // namespace saggar::testing_support
