// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/fed_together.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {

namespace {

// The most that the diversified peak of a group is above f(all) times the sum of its peaks: of one load that
// takes most by itself, or of n customers with peaks of at most `per_customer_w` each.
double most_above_w(Pricing const& pricing, double least) {
    double customers = 0.0;
    double per_customer_w = 0.0;
    double most_w = 0.0;
    for (auto const& load : pricing.problem().loads) {
        if (load.customers > 0.0) {
            customers += load.customers;
            per_customer_w = std::max(per_customer_w, load.peak_w / load.customers);
            most_w = std::max(most_w, pricing.own_peak_w(load) - least * load.peak_w);
        }
    }
    for (double n = 1.0; n <= customers;) { // a block of numbers at once, up to the next: f at its beginning
        double const end = std::min(customers, std::max(n, std::floor(n * 1.0005)));
        most_w = std::max(most_w, (end + 1.0) * per_customer_w * (pricing.factor(n) - least));
        n = end + 1.0;
    }
    return most_w;
}

} // namespace

bool feeds_together(TopologyProblem const& problem) {
    auto const has_heat = [](TopologySource const& source) { return source.capacity_w > 0.0; };
    return std::ranges::count_if(problem.sources, has_heat) > 1 &&
           std::ranges::any_of(problem.sources, &TopologySource::feeds_in);
}

TopologyProblem above_fed_together(Pricing const& pricing) {
    TopologyProblem above = pricing.problem();
    double customers = 0.0;
    for (auto const& load : above.loads) {
        customers += std::max(0.0, load.customers);
    }
    double const least = customers > 0.0 ? std::min(1.0, pricing.factor(std::max(1.0, customers))) : 1.0;
    double const more_w = most_above_w(pricing, least);
    for (auto& load : above.loads) {
        if (load.customers > 0.0) {
            load.peak_w *= least;
            load.customers = 0.0;
        }
        load.own_peak_w.reset();
    }
    above.coincidence = nullptr;
    for (auto& table : above.size_tables) {
        for (auto& size : table) {
            size.capacity_w += more_w;
        }
    }
    for (auto& edge : above.edges) {
        // Once: what a larger pipe carries is beside the present one.
        edge.present_capacity_w += edge.present_capacity_w > 0.0 ? more_w : 0.0;
    }
    for (auto& source : above.sources) {
        source.capacity_w += more_w;
    }
    return above;
}

} // namespace saggar::topology
