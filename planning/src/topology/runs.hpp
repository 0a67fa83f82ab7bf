// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Search and bound in turns, for either kind of problem.

#include "topology/effort.hpp"
#include "topology/pricing.hpp"

#include <optional>

namespace saggar::topology {

// Linear prices, no present pipes: the bound is that of the problem itself. `enough`: a difference of value
// and bound at which a run ends, beside the relative one of the settings; as in the next two.
[[nodiscard]] TopologyPlan run_linear(TopologyProblem const& problem, TopologySettings const& settings,
                                      Effort& effort, double enough = 0.0);

// Anything else: plans come from the objective itself, the bound from steps below it.
// `known`: a plan to begin with, if its value is finite, and a bound.
[[nodiscard]] TopologyPlan run_general(TopologyProblem const& problem, TopologySettings const& settings,
                                       Effort& effort, double enough = 0.0,
                                       std::optional<TopologyPlan> known = std::nullopt);

// One after the objective: linear or general (which alone makes use of what is `known`).
[[nodiscard]] TopologyPlan run_value(TopologyProblem const& problem, TopologySettings const& settings,
                                     Effort& effort, double enough = 0.0,
                                     std::optional<TopologyPlan> known = std::nullopt);

// Most benefit within a budget, by prices on the benefit.
[[nodiscard]] TopologyPlan run_budget(TopologyProblem const& problem, TopologySettings const& settings,
                                      Effort& effort);

// The better of two plans, by the evaluator; true if `plan` took the place of `best`.
bool take_better(TopologyProblem const& problem, TopologyObjective objective, TopologyPlan plan,
                 TopologyPlan& best, Effort& effort);

} // namespace saggar::topology
