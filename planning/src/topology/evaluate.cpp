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
    double given_w{0.0};   // by sources that feed in

    void add(Group const& other) {
        sum_w += other.sum_w;
        firm_w += other.firm_w;
        customers += other.customers;
        largest_w = std::max(largest_w, other.largest_w);
        given_w += other.given_w;
    }
};

double taken_by(TopologyProblem const& problem, Group const& group, TopologyObjective objective) {
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
            .largest_w = firm ? 0.0 : load.own_peak_w.value_or(load.peak_w),
            .given_w = 0.0};
}

// What a pipe carries: a pipe that is there is paid for, however little that is.
double flow_of(TopologyProblem const& problem, Group const& group, TopologyObjective objective) {
    constexpr double least_w = 1e-3;
    double const taken_w = taken_by(problem, group, objective);
    return group.given_w > 0.0 ? std::max(least_w, std::abs(taken_w - group.given_w)) : taken_w;
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

// What the plan has the source feed in; infinite where it may not.
double given_by(TopologyProblem const& problem, TopologyPlan const& plan, Index source) {
    double const given_w = plan.source_w.empty() ? 0.0 : plan.source_w[source];
    TopologySource const& record = problem.sources[source];
    bool const may = record.feeds_in && given_w >= 0.0 && given_w <= record.capacity_w * allowance;
    if (given_w != 0.0 && !may) {
        return infinite;
    }
    return given_w;
}

double cost_of(TopologySource const& source, double heat_w) {
    return source.fixed_cost + source.cost_per_w * heat_w;
}

// Of the sources at the foot of a tree that takes so much beside what others feed in: what the plan has them
// give, or that of several and the cheapest of the others that carries the rest. Infinite if none does.
double foot_cost(TopologyProblem const& problem, TopologyPlan const& plan, std::int32_t node,
                 double taken_w) {
    double given_cost = 0.0;
    double rest_w = taken_w;
    std::vector<TopologySource const*> others;
    for (Index s = 0; s < problem.sources.size(); ++s) {
        TopologySource const& source = problem.sources[s];
        if (source.node != node) {
            continue;
        }
        double const given_w = source.feeds_in ? given_by(problem, plan, s) : 0.0;
        if (given_w > 0.0) {
            rest_w -= given_w;
            given_cost += cost_of(source, given_w);
        } else {
            others.push_back(&source);
        }
    }
    double const rounding_w = 1e-9 * taken_w;
    if (rest_w < -rounding_w) {
        return infinite;
    }
    if (rest_w <= rounding_w && rest_w < taken_w) {
        return given_cost;
    }
    double cost = infinite;
    for (TopologySource const* source : others) {
        if (rest_w <= source->capacity_w * allowance) {
            cost = std::min(cost, given_cost + cost_of(*source, rest_w));
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
        group.add(own);
        used[static_cast<Index>(load.node)] = 1;
        worth += load.value;
        cost += load.service_cost;
        benefit += load.benefit.value_or(load.peak_w);
    }
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const node = static_cast<Index>(problem.sources[s].node);
        double const given_w = pipe_into[node] < 0 ? 0.0 : given_by(problem, plan, s);
        if (given_w > 0.0) {
            behind[node].given_w += given_w;
            cost += cost_of(problem.sources[s], given_w);
        }
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
            cost += foot_cost(problem, plan, node, taken_by(problem, group, objective) - group.given_w);
            continue;
        }
        auto const& pipe = plan.pipes[static_cast<Index>(pipe_index)];
        cost += edge_cost(problem, problem.edges[static_cast<Index>(pipe.edge)],
                          flow_of(problem, group, objective), objective);
        auto& above = behind[static_cast<Index>(pipe.from)];
        above.add(group);
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
