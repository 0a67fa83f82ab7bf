// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "leave_out.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace saggar::detail {

namespace {

struct Candidate {
    std::int32_t load{0};
    double relief_w{0.0};
    double worth{0.0};
};

// At most so much of what flows in one step: what is broken then may be something else.
constexpr double largest_step = 0.3;
constexpr double margin = 1.02;

// The cheapest to reach the target, about: by worth for relief, large ones only where small ones do not do.
std::vector<std::int32_t> cheapest(std::vector<Candidate> candidates, double target_w) {
    std::ranges::sort(candidates, {}, [](Candidate const& one) {
        return std::pair{one.worth / one.relief_w, one.load};
    });
    std::vector<Candidate> taken;
    double left_w = target_w;
    constexpr double much = 1.5;
    for (bool const any_size : {false, true}) {
        for (Candidate& one : candidates) {
            if (left_w > 0.0 && one.relief_w > 0.0 && (any_size || one.relief_w <= much * left_w)) {
                left_w -= one.relief_w;
                taken.push_back(one);
                one.relief_w = 0.0;
            }
        }
    }
    if (left_w > 0.0) {
        return {};
    }
    std::ranges::sort(taken, std::greater<>{}, [](Candidate const& one) {
        return std::pair{one.worth, one.load};
    });
    std::vector<std::int32_t> loads;
    for (Candidate const& one : taken) {
        if (one.worth > 0.0 && left_w + one.relief_w <= 0.0) {
            left_w += one.relief_w; // may stay after all
        } else {
            loads.push_back(one.load);
        }
    }
    return loads;
}

} // namespace

std::vector<std::int32_t> loads_of_relief(Project const& laid, std::size_t present,
                                          TopologyProblem const& problem, TopologyPlan const& plan,
                                          SizingRelief const& relief, bool by_benefit) {
    std::unordered_map<std::string, double> part;
    for (std::size_t i = 0; i < relief.substations.size(); ++i) {
        part.emplace(relief.substations[i], relief.parts[i]);
    }
    std::vector<Candidate> candidates;
    std::vector<std::int32_t> all;
    double sum_w = 0.0;
    bool some_stay = false;
    for (std::size_t i = 0; i < laid.substations.size(); ++i) {
        Substation const& substation = laid.substations[i];
        auto const found = part.find(substation.id);
        if (found == part.end()) {
            continue;
        }
        double const relief_w = found->second * substation.peak_kw.value_or(0.0) * 1e3;
        sum_w += relief_w;
        std::int32_t const k = i < present ? -1 : plan.connected[i - present];
        if (k < 0 || problem.loads[static_cast<std::size_t>(k)].must_connect) {
            some_stay = true;
            continue;
        }
        TopologyLoad const& load = problem.loads[static_cast<std::size_t>(k)];
        all.push_back(k);
        if (relief_w > 0.0) {
            candidates.push_back(
                {.load = k,
                 .relief_w = relief_w,
                 .worth = by_benefit ? load.benefit.value_or(load.peak_w) : load.value - load.service_cost});
        }
    }
    if (relief.whole) {
        return some_stay ? std::vector<std::int32_t>{} : all;
    }
    return cheapest(std::move(candidates), margin * std::min(relief.fraction, largest_step) * sum_w);
}

TopologyPlan thinned_out(TopologyProblem const& problem, TopologyPlan const& plan,
                         std::vector<std::int32_t> const& without, bool by_benefit) {
    TopologyPlan made = thin_out(problem, TopologyObjective::catalogue, plan, without);
    if (by_benefit && std::isfinite(made.value)) {
        made.value = evaluate_topology(problem, made, TopologyObjective::catalogue).benefit;
        made.gap = (made.bound - made.value) / std::max(std::abs(made.value), std::abs(made.bound));
    }
    return made;
}

bool leave_out_cheapest(TopologyProblem const& problem, TopologyPlan& plan, double cost, bool by_benefit) {
    double const enough = plan.cost - cost;
    while (plan.cost > enough) {
        std::optional<TopologyPlan> best;
        double least = std::numeric_limits<double>::infinity();
        for (std::int32_t const load : plan.connected) {
            if (problem.loads[static_cast<std::size_t>(load)].must_connect) {
                continue;
            }
            TopologyPlan thinner = thinned_out(problem, plan, {load}, by_benefit);
            double const saved = plan.cost - thinner.cost;
            double const price = (plan.value - thinner.value) / saved;
            if (saved > 0.0 && price < least) {
                least = price;
                best = std::move(thinner);
            }
        }
        if (!best || best->connected.empty()) {
            return false;
        }
        plan = std::move(*best);
    }
    return true;
}

} // namespace saggar::detail
