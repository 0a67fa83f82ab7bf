// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/pricing.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
// Capacities are compared with a relative allowance for the order in which peaks were added up.
constexpr double allowance = 1.0 + 1e-9;

// Least squares through the sizes that the loads can need, not below zero.
Line fitted(TopologySizeTable const& table, double total_w) {
    double n = 0.0;
    double sx = 0.0;
    double sy = 0.0;
    double sxx = 0.0;
    double sxy = 0.0;
    for (auto const& size : table) {
        n += 1.0;
        sx += size.capacity_w;
        sy += size.cost_per_m;
        sxx += size.capacity_w * size.capacity_w;
        sxy += size.capacity_w * size.cost_per_m;
        if (size.capacity_w >= total_w) {
            break;
        }
    }
    double const spread = n * sxx - sx * sx;
    if (n < 2.0 || spread <= 0.0) {
        return {.fixed = n > 0.0 ? sy / n : 0.0, .per_w = 0.0};
    }
    double const slope = std::max(0.0, (n * sxy - sx * sy) / spread);
    return {.fixed = std::max(0.0, (sy - slope * sx) / n), .per_w = slope};
}

} // namespace

Pricing::Pricing(TopologyProblem const& problem, TopologyObjective objective)
    : problem_{problem}, objective_{objective} {
    double total_w = 0.0;
    double customers = 0.0;
    bool whole = true;
    for (auto const& load : problem.loads) {
        total_w += load.peak_w;
        customers += load.customers;
        whole = whole && std::floor(load.customers) == load.customers;
    }
    if (problem.coincidence && whole && customers < 5e6) {
        factors_.resize(static_cast<std::size_t>(customers) + 1);
        for (std::size_t n = 0; n < factors_.size(); ++n) {
            factors_[n] = problem.coincidence(static_cast<double>(n));
        }
    }
    std::vector<Line> tables;
    tables.reserve(problem.size_tables.size());
    for (auto const& table : problem.size_tables) {
        tables.push_back(fitted(table, total_w));
    }
    lines_.reserve(problem.edges.size());
    capacity_w_.reserve(problem.edges.size());
    for (auto const& edge : problem.edges) {
        auto const table = static_cast<std::size_t>(edge.size_table);
        bool const has_table = table < tables.size();
        Line const per_m = has_table ? tables[table] : Line{};
        lines_.push_back(
            {.fixed = edge.linear_fixed.value_or(per_m.fixed * edge.length_m) + edge.fixed_cost_extra,
             .per_w = edge.linear_per_w.value_or(per_m.per_w * edge.length_m)});
        capacity_w_.push_back(edge.present_capacity_w +
                              (has_table ? problem.size_tables[table].back().capacity_w : infinite));
    }
}

double Pricing::factor(double customers) const {
    if (!problem_.coincidence) {
        return 1.0;
    }
    auto const n = static_cast<std::size_t>(customers);
    return n < factors_.size() ? factors_[n] : problem_.coincidence(customers);
}

double Pricing::flow_w(Behind const& behind) const {
    if (objective_ == TopologyObjective::linear) {
        return behind.sum_w;
    }
    return std::max(behind.largest_w, behind.sum_w * factor(behind.customers));
}

std::int32_t Pricing::size(std::int32_t edge, double flow_w) const {
    auto const& record = problem_.edges[static_cast<std::size_t>(edge)];
    double const wanted_w = flow_w - record.present_capacity_w;
    if (record.present_capacity_w > 0.0 && flow_w <= record.present_capacity_w * allowance) {
        return -1;
    }
    auto const table_index = static_cast<std::size_t>(record.size_table);
    if (table_index >= problem_.size_tables.size()) {
        return 0;
    }
    auto const& table = problem_.size_tables[table_index];
    std::size_t size = 0;
    while (size < table.size() && table[size].capacity_w * allowance < wanted_w) {
        ++size;
    }
    return static_cast<std::int32_t>(size);
}

double Pricing::cost_of_flow(std::int32_t edge, double flow_w) const {
    if (flow_w <= 0.0) {
        return 0.0;
    }
    auto const e = static_cast<std::size_t>(edge);
    auto const& record = problem_.edges[e];
    if (record.present_capacity_w > 0.0 && flow_w <= record.present_capacity_w * allowance) {
        return 0.0;
    }
    if (flow_w > capacity_w_[e] * allowance) {
        return infinite;
    }
    if (objective_ == TopologyObjective::linear) {
        return lines_[e].fixed + lines_[e].per_w * (flow_w - record.present_capacity_w);
    }
    auto const& table = problem_.size_tables[static_cast<std::size_t>(record.size_table)];
    auto const chosen = static_cast<std::size_t>(size(edge, flow_w));
    return chosen < table.size() ? table[chosen].cost_per_m * record.length_m + record.fixed_cost_extra
                                 : infinite;
}

Line Pricing::underestimate(std::int32_t edge, double most_w, double near_w, double factor_low) const {
    auto const e = static_cast<std::size_t>(edge);
    auto const& record = problem_.edges[e];
    double const present_w = record.present_capacity_w;
    if (objective_ == TopologyObjective::linear && present_w <= 0.0) {
        return lines_[e];
    }
    if (present_w > 0.0) { // nothing is paid at first: a line through the origin
        if (most_w * (objective_ == TopologyObjective::linear ? 1.0 : factor_low) <= present_w * allowance) {
            return {};
        }
    }
    // Corners of the cost from below, as (plain sum, cost): a step's cost holds up to its right end.
    std::vector<std::pair<double, double>> corners;
    if (objective_ == TopologyObjective::linear) {
        corners = {{0.0, 0.0}, {present_w * allowance, 0.0}, {most_w, cost_of_flow(edge, most_w)}};
        if (!std::isfinite(corners.back().second)) {
            corners.back() = {capacity_w_[e], cost_of_flow(edge, capacity_w_[e])};
        }
    } else {
        auto const& table = problem_.size_tables[static_cast<std::size_t>(record.size_table)];
        if (present_w > 0.0) {
            corners = {{0.0, 0.0}, {present_w * allowance / factor_low, 0.0}};
        } else {
            corners = {{0.0, table.front().cost_per_m * record.length_m + record.fixed_cost_extra}};
        }
        for (auto const& size : table) {
            double const right_w = (size.capacity_w + present_w) * allowance / factor_low;
            corners.emplace_back(std::min(right_w, most_w),
                                 size.cost_per_m * record.length_m + record.fixed_cost_extra);
            if (right_w >= most_w) {
                break;
            }
        }
    }
    // The tightest line at near_w: of all through two corners and under all others, the highest there.
    double const at_w = std::clamp(near_w, corners.front().first, corners.back().first);
    Line best{.fixed = 0.0, .per_w = 0.0};
    double best_value = -1.0;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        for (std::size_t j = 0; j < corners.size(); ++j) {
            double const run = corners[j].first - corners[i].first;
            if (run <= 0.0 && i != j) {
                continue;
            }
            double const slope = i == j ? 0.0 : (corners[j].second - corners[i].second) / run;
            double fixed = corners[i].second - slope * corners[i].first;
            if (slope < 0.0) {
                continue;
            }
            for (auto const& corner : corners) { // pushed below every corner, so valid whatever the pair
                fixed = std::min(fixed, corner.second - slope * corner.first);
            }
            if (fixed < 0.0) {
                continue;
            }
            if (double const value = fixed + slope * at_w; value > best_value) {
                best_value = value;
                best = {.fixed = fixed, .per_w = slope};
            }
        }
    }
    return best;
}

} // namespace saggar::topology
