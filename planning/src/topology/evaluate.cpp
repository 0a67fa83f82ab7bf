// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a plan is worth, from the problem's own numbers. Shares nothing with the search: it is what plans are
// held against.
#include "saggar/planning/topology.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {
namespace {

using Index = std::size_t;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double allowance = 1.0 + 1e-9;

struct Group {
    double sum_w{0.0};
    double firm_w{0.0}; // of it what has no diversity
    double customers{0.0};
    double largest_w{0.0}; // that a load of what has takes at one time
};

double flow_of(TopologyProblem const& problem, Group const& group, TopologyObjective objective) {
    if (objective == TopologyObjective::linear || !problem.coincidence) {
        return group.sum_w;
    }
    return group.firm_w +
           std::max(group.largest_w, (group.sum_w - group.firm_w) * problem.coincidence(group.customers));
}

Group group_of(TopologyLoad const& load) {
    bool const firm = load.customers <= 0.0;
    return {.sum_w = load.peak_w,
            .firm_w = firm ? load.peak_w : 0.0,
            .customers = load.customers,
            .largest_w = firm ? 0.0 : load.own_peak_w.value_or(load.peak_w)};
}

// The least squares line of a table without linear prices.
std::pair<double, double> table_line(TopologyProblem const& problem, TopologyEdge const& edge) {
    double needed_w = 0.0;
    for (auto const& load : problem.loads) {
        needed_w += load.peak_w;
    }
    auto const& table = problem.size_tables[static_cast<Index>(edge.size_table)];
    Index used = 0;
    double mean_x = 0.0;
    double mean_y = 0.0;
    do {
        mean_x += table[used].capacity_w;
        mean_y += table[used].cost_per_m;
        ++used;
    } while (used < table.size() && table[used - 1].capacity_w < needed_w);
    mean_x /= static_cast<double>(used);
    mean_y /= static_cast<double>(used);
    double xx = 0.0;
    double xy = 0.0;
    for (Index s = 0; s < used; ++s) {
        xx += (table[s].capacity_w - mean_x) * (table[s].capacity_w - mean_x);
        xy += (table[s].capacity_w - mean_x) * (table[s].cost_per_m - mean_y);
    }
    double const slope = used < 2 ? 0.0 : std::max(0.0, xy / xx);
    return {std::max(0.0, mean_y - slope * mean_x) * edge.length_m, slope * edge.length_m};
}

double edge_cost(TopologyProblem const& problem, TopologyEdge const& edge, double flow_w,
                 TopologyObjective objective) {
    if (flow_w <= 0.0 || (edge.present_capacity_w > 0.0 && flow_w <= edge.present_capacity_w * allowance)) {
        return 0.0;
    }
    double const more_w = flow_w - edge.present_capacity_w;
    bool const has_table = static_cast<Index>(edge.size_table) < problem.size_tables.size();
    if (objective == TopologyObjective::linear) {
        if (has_table &&
            flow_w > (problem.size_tables[static_cast<Index>(edge.size_table)].back().capacity_w +
                      edge.present_capacity_w) *
                         allowance) {
            return infinite;
        }
        double fixed = edge.linear_fixed.value_or(0.0);
        double per_w = edge.linear_per_w.value_or(0.0);
        if (!edge.linear_fixed || !edge.linear_per_w) {
            auto const line = table_line(problem, edge);
            fixed = edge.linear_fixed.value_or(line.first);
            per_w = edge.linear_per_w.value_or(line.second);
        }
        return fixed + edge.fixed_cost_extra + per_w * more_w;
    }
    for (auto const& size : problem.size_tables[static_cast<Index>(edge.size_table)]) {
        if (size.capacity_w * allowance >= more_w) {
            return size.cost_per_m * edge.length_m + edge.fixed_cost_extra;
        }
    }
    return infinite;
}

// The cheapest source at the node that carries the flow; infinite if none.
double source_cost(TopologyProblem const& problem, std::int32_t node, double flow_w) {
    double cost = infinite;
    for (auto const& source : problem.sources) {
        if (source.node == node && flow_w <= source.capacity_w * allowance) {
            cost = std::min(cost, source.fixed_cost + source.cost_per_w * flow_w);
        }
    }
    return cost;
}

} // namespace

TopologyWorth evaluate_topology(TopologyProblem const& problem, TopologyPlan const& plan,
                                TopologyObjective objective) {
    auto const nodes = static_cast<Index>(problem.node_count);
    std::vector<Group> behind(nodes);
    std::vector<std::int32_t> pipe_into(nodes, -1);
    std::vector<std::int32_t> waiting(nodes, 0); // pipes out of the node whose far end is not settled
    std::vector<char> used(nodes, 0);
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        auto const& pipe = plan.pipes[p];
        auto const& edge = problem.edges[static_cast<Index>(pipe.edge)];
        bool const along =
            (edge.a == pipe.from && edge.b == pipe.to) || (edge.b == pipe.from && edge.a == pipe.to);
        if (!along || pipe_into[static_cast<Index>(pipe.to)] >= 0) {
            return {};
        }
        pipe_into[static_cast<Index>(pipe.to)] = static_cast<std::int32_t>(p);
        ++waiting[static_cast<Index>(pipe.from)];
        used[static_cast<Index>(pipe.from)] = used[static_cast<Index>(pipe.to)] = 1;
    }
    double worth = 0.0;
    double cost = 0.0;
    double benefit = 0.0;
    for (auto const k : plan.connected) {
        auto const& load = problem.loads[static_cast<Index>(k)];
        auto& group = behind[static_cast<Index>(load.node)];
        auto const own = group_of(load);
        group = {.sum_w = group.sum_w + own.sum_w,
                 .firm_w = group.firm_w + own.firm_w,
                 .customers = group.customers + own.customers,
                 .largest_w = std::max(group.largest_w, own.largest_w)};
        used[static_cast<Index>(load.node)] = 1;
        worth += load.value;
        cost += load.service_cost;
        benefit += load.benefit.value_or(load.peak_w);
    }
    std::vector<std::int32_t> settled;
    for (Index n = 0; n < nodes; ++n) {
        if (used[n] != 0 && waiting[n] == 0) {
            settled.push_back(static_cast<std::int32_t>(n));
        }
    }
    for (Index next = 0; next < settled.size(); ++next) {
        auto const node = settled[next];
        auto const& group = behind[static_cast<Index>(node)];
        auto const pipe_index = pipe_into[static_cast<Index>(node)];
        if (pipe_index < 0) {
            cost += source_cost(problem, node, flow_of(problem, group, objective));
            continue;
        }
        auto const& pipe = plan.pipes[static_cast<Index>(pipe_index)];
        cost += edge_cost(problem, problem.edges[static_cast<Index>(pipe.edge)],
                          flow_of(problem, group, objective), objective);
        auto& above = behind[static_cast<Index>(pipe.from)];
        above = {.sum_w = above.sum_w + group.sum_w,
                 .firm_w = above.firm_w + group.firm_w,
                 .customers = above.customers + group.customers,
                 .largest_w = std::max(above.largest_w, group.largest_w)};
        if (--waiting[static_cast<Index>(pipe.from)] == 0) {
            settled.push_back(pipe.from);
        }
    }
    auto const expected = std::count(used.begin(), used.end(), char{1});
    if (static_cast<std::ptrdiff_t>(settled.size()) != expected || !std::isfinite(cost)) {
        return {}; // a circle, no source at a root, or too much for a pipe or a source
    }
    return {.value = worth - cost, .cost = cost, .benefit = benefit};
}

} // namespace saggar
