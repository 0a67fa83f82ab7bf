// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What an edge costs for what lies behind it, after either objective: the one place that knows present
// capacity, tables and diversity.

#include "saggar/planning/topology.hpp"

#include <vector>

namespace saggar::topology {

// What lies behind an edge.
struct Behind {
    double sum_w{0.0};  // all peaks
    double firm_w{0.0}; // of it what has no diversity
    double customers{0.0};
    double largest_w{0.0}; // that a load of what has takes at one time
    double given_w{0.0};   // by sources that feed in

    [[nodiscard]] bool used() const { return sum_w > 0.0 || given_w > 0.0; }
    void add(Behind const& other) {
        sum_w += other.sum_w;
        firm_w += other.firm_w;
        customers += other.customers;
        largest_w = other.largest_w > largest_w ? other.largest_w : largest_w;
        given_w += other.given_w;
    }
    bool operator==(Behind const&) const = default;
};

struct Line {
    double fixed{0.0};
    double per_w{0.0};
};

class Pricing {
public:
    Pricing(TopologyProblem const& problem, TopologyObjective objective);

    // What a load takes at one time: of several customers their common peak.
    [[nodiscard]] double own_peak_w(TopologyLoad const& load) const;
    [[nodiscard]] Behind behind(TopologyLoad const& load) const;
    // The heat that is taken behind an edge: diversified, or the plain sum (linear).
    [[nodiscard]] double taken_w(Behind const& behind) const;
    // The heat that the edge must carry; where sources feed in behind it, the least that counts as a pipe.
    [[nodiscard]] double flow_w(Behind const& behind) const;
    // Infinite where the largest pipe does not suffice; 0 for nothing behind.
    [[nodiscard]] double cost(std::int32_t edge, Behind const& behind) const {
        return cost_of_flow(edge, flow_w(behind));
    }
    [[nodiscard]] double cost_of_flow(std::int32_t edge, double flow_w) const;
    [[nodiscard]] double capacity_w(std::int32_t edge) const {
        return capacity_w_[static_cast<std::size_t>(edge)];
    }
    // Smallest size for the flow; -1: the present pipe suffices.
    [[nodiscard]] std::int32_t size(std::int32_t edge, double flow_w) const;
    // The line of the linear objective.
    [[nodiscard]] Line line(std::int32_t edge) const { return lines_[static_cast<std::size_t>(edge)]; }
    // fixed + per_w q with cost(edge, q') >= that for every group of loads of plain sum q in (0, most_w] of
    // at most most_customers: touches the lower convex hull of the cost at near_w. Both are >= 0.
    [[nodiscard]] Line underestimate(std::int32_t edge, double most_w, double near_w,
                                     double factor_low) const;
    [[nodiscard]] double factor(double customers) const;
    // Whether connecting the load can lower what some pipe or source must carry. Of all other loads it is
    // proven that it cannot, whatever else is connected.
    [[nodiscard]] bool can_lighten(std::int32_t load) const {
        return lightens_[static_cast<std::size_t>(load)] != 0;
    }
    [[nodiscard]] TopologyObjective objective() const { return objective_; }
    [[nodiscard]] TopologyProblem const& problem() const { return problem_; }

private:
    void find_lightening(double customers);
    [[nodiscard]] double lightest_share(double customers, double all_customers) const;

    TopologyProblem const& problem_;
    TopologyObjective objective_;
    std::vector<Line> lines_;
    std::vector<double> capacity_w_;
    std::vector<double> factors_; // of whole numbers of customers
    std::vector<char> lightens_;  // per load
};

} // namespace saggar::topology
