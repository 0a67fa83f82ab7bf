// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/pricing.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace saggar::topology {
namespace {

// Capacities are compared with a relative allowance for the order in which peaks were added up.

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
    find_lightening(customers);
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

// A pipe carries F + max(L, f(N) D) for the loads behind it: F of those without diversity; D and N the sum of
// peaks and the customers of those with it, L the largest that one of them takes by itself (f(c) p of peak p
// and c customers at least). One more load without diversity adds its peak to F. One of peak p, own peak o
// and c customers leads to F + max(L, o, f(N + c) (D + p)): that is less than before only if f(N) D > L, for
// which it takes two of the others, and
//     p < D (f(N) - f(N + c)) / f(N + c)  <=  d N (f(N) - f(N + c)) / f(N + c),
// d the largest peak per customer of any load with diversity. So a load whose peak is d times the largest
// value of N (f(N) - f(N + c)) / f(N + c) or more never lightens a pipe; no more does it a source, which
// carries what hangs on it in the same way. Costs do not fall with what is carried: without such a load no
// plan costs more.
void Pricing::find_lightening(double customers) {
    lightens_.assign(problem_.loads.size(), 0);
    if (objective_ == TopologyObjective::linear || !problem_.coincidence) {
        return;
    }
    double largest_w = 0.0; // per customer
    for (auto const& load : problem_.loads) {
        if (load.customers > 0.0) {
            largest_w = std::max(largest_w, load.peak_w / load.customers);
        }
    }
    std::map<double, double> shares; // by customers: of 0.62 + 0.38/n some 0.17 for one, 0.6 for many
    for (std::size_t k = 0; k < problem_.loads.size(); ++k) {
        auto const& load = problem_.loads[k];
        if (load.customers <= 0.0) {
            continue;
        }
        auto const [share, is_new] = shares.try_emplace(load.customers, 0.0);
        if (is_new) {
            share->second = lightest_share(load.customers, customers);
        }
        constexpr double rounding = 1.0 - 1e-12; // peaks per customer that are one may differ by it
        lightens_[k] = load.peak_w < largest_w * share->second * rounding ? 1 : 0;
    }
}

// The largest value of N (f(N) - f(N + c)) / f(N + c): at most c, for n f(n) never falls.
double Pricing::lightest_share(double customers, double all_customers) const {
    if (factors_.empty()) {
        return customers;
    }
    double most = 0.0;
    for (double n = 2.0; n + customers <= all_customers;) { // two loads have two customers at least
        // A block of numbers at once: N and f(N + c) at its end, f(N) at its beginning.
        double const end = std::max(n, std::floor(n * 1.0005));
        double const with = factor(std::min(end + customers, all_customers));
        double const fall = factor(n) - with;
        if (fall > 0.0) {
            most = std::max(most, end * fall / std::max(with, 1e-9));
        }
        n = end + 1.0;
    }
    return most;
}

double Pricing::factor(double customers) const {
    if (!problem_.coincidence) {
        return 1.0;
    }
    auto const n = static_cast<std::size_t>(customers);
    return n < factors_.size() ? factors_[n] : problem_.coincidence(customers);
}

double Pricing::own_peak_w(TopologyLoad const& load) const {
    bool const shared = objective_ == TopologyObjective::catalogue && load.customers > 0.0;
    return shared ? load.own_peak_w.value_or(load.peak_w) : load.peak_w;
}

Behind Pricing::behind(TopologyLoad const& load) const {
    bool const firm = load.customers <= 0.0;
    return {.sum_w = load.peak_w,
            .firm_w = firm ? load.peak_w : 0.0,
            .customers = load.customers,
            .largest_w = firm ? 0.0 : own_peak_w(load)};
}

double Pricing::taken_w(Behind const& behind) const {
    if (objective_ == TopologyObjective::linear) {
        return behind.sum_w;
    }
    return behind.firm_w +
           std::max(behind.largest_w, (behind.sum_w - behind.firm_w) * factor(behind.customers));
}

double Pricing::flow_w(Behind const& behind) const {
    constexpr double least_w = 1e-3;
    return behind.given_w > 0.0 ? std::max(least_w, std::abs(taken_w(behind) - behind.given_w))
                                : taken_w(behind);
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
