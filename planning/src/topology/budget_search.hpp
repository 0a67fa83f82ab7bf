// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The most benefit within a budget by search on the plan itself. Prices on the benefit find only plans on the
// upper hull of cost and benefit, each searched for itself and with what it costs beyond or below the budget
// left as it is. Here the budget is in sight of every move: what a better way for the loads that are
// connected saves, others are connected for.

#include "topology/effort.hpp"
#include "topology/pricing.hpp"

namespace saggar::topology {

class BudgetSearch {
public:
    BudgetSearch(TopologyProblem const& problem, TopologySettings const& settings);

    // One round of search from a plan, which may cost more than the budget: the best within it that was
    // found, or none (then nothing is connected and `value` is -infinity). `spent_at`: money per unit of
    // benefit at which about the budget is spent; `round` turns temperatures and what loads are worth beside
    // it.
    [[nodiscard]] TopologyPlan improve(TopologyPlan const& from, double spent_at, std::int64_t round,
                                       Effort& effort);

private:
    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    Random random_;
};

} // namespace saggar::topology
