// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "found_nothing.hpp"

#include "money.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace saggar::detail {

std::string RoutesFoundNothing::why_no_plan() const {
    if (goal_ == TopologyGoal::within_budget) {
        TopologyProblem must = topology_;
        std::erase_if(must.loads, [](TopologyLoad const& load) { return !load.must_connect; });
        TopologyPlan const cheapest = search_(must, TopologyGoal::all_loads);
        if (cheapest.status != TopologyStatus::no_plan) {
            return cheapest.cost > budget_
                       ? fmt::format("what must be connected costs {:.0f}, more than the budget of {:.0f}",
                                     cheapest.cost, budget_)
                       : "in the time given no plan was found that connects what must be connected "
                         "within the budget: search longer";
        }
    }
    std::string const held = held_by_week();
    std::string const lacks = held.empty() ? heat_that_lacks(project_.design, problem_, topology_)
                                           : ", where the cold week holds " + held;
    std::string const wanted =
        project_.extension.goal == ExtensionGoal::all_loads
            ? "connects all loads within the capacity of plants and pipes"
            : "connects what must be connected within the capacity of plants and pipes";
    return lacks.empty() ? fmt::format("in the time given no plan was found that {}: search longer", wanted)
                         : fmt::format("no plan {}{}", wanted, lacks);
}

std::string RoutesFoundNothing::why_nothing_pays() const {
    std::string const spare = to_spare();
    std::string const held = held_by_week();
    TopologyProblem more_heat = topology_;
    for (std::size_t i = 0; i < more_heat.sources.size(); ++i) {
        if (stands(i)) {
            more_heat.sources[i].capacity_w = std::numeric_limits<double>::infinity();
            more_heat.sources[i].feeds_in = false; // one has enough for all
        }
    }
    bool const limited = !spare.empty() || !held.empty();
    if (limited && !search_(more_heat, goal_).connected.empty()) {
        if (spare.empty()) {
            return "what pays needs more heat than the cold week holds plants to: " + held;
        }
        return fmt::format("what pays needs more heat than plants have to spare, of which {:.0f} % is "
                           "kept for losses: {}{}",
                           lost_share * 1e2, spare, held.empty() ? held : "; the cold week holds " + held);
    }
    return project_.extension.budget ? "no connection can be paid from the budget"
                                     : "no building earns what its connection costs";
}

// Plants that have no more than this, but for those that the cold week holds to less.
std::string RoutesFoundNothing::to_spare() const {
    std::vector<std::string> plants;
    for (std::size_t i = 0; i < topology_.sources.size(); ++i) {
        if (stands(i) && !is_held(i) && std::isfinite(problem_.plant_spare_w[i])) {
            plants.push_back(
                fmt::format("{} {:.0f} kW", project_.plants[i].id, problem_.plant_spare_w[i] * 1e-3));
        }
    }
    return fmt::format("{}", fmt::join(plants, ", "));
}

std::string RoutesFoundNothing::held_by_week() const {
    std::vector<std::string> plants;
    for (std::size_t i = 0; i < topology_.sources.size(); ++i) {
        if (stands(i) && is_held(i)) {
            plants.push_back(fmt::format("{} to {:.0f} kW", project_.plants[i].id, plant_most_w_[i] * 1e-3));
        }
    }
    return fmt::format("{}", fmt::join(plants, ", "));
}

// To less than it has.
bool RoutesFoundNothing::is_held(std::size_t i) const {
    return i < plant_most_w_.size() && plant_most_w_[i] < problem_.plant_spare_w[i] * (1.0 - lost_share);
}

bool RoutesFoundNothing::stands(std::size_t i) const {
    return problem_.plant_place[i] >= 0 && project_.plants[i].running;
}

} // namespace saggar::detail
