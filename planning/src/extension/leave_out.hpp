// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who is left out of a plan that the solver contradicts.

#include "saggar/planning/extension.hpp"
#include "saggar/planning/sizing.hpp"
#include "saggar/planning/topology.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// Positions of the plan's loads whose leaving is the relief, those first that are worth least for what they
// relieve; none that must connect. Empty where that is not enough. `laid`: the project of the plan, its new
// substations in the order of the plan's loads behind `present` others. `by_benefit`: worth is what a budget
// buys.
[[nodiscard]] std::vector<std::int32_t> loads_of_relief(Project const& laid, std::size_t present,
                                                        TopologyProblem const& problem,
                                                        TopologyPlan const& plan, SizingRelief const& relief,
                                                        bool by_benefit);

// thin_out by the catalogue; `by_benefit`: the plan's value is what a budget buys.
[[nodiscard]] TopologyPlan thinned_out(TopologyProblem const& problem, TopologyPlan const& plan,
                                       std::vector<std::int32_t> const& without, bool by_benefit);

// Leaves loads out that bring least for what they cost in the model, none that must connect, until the plan
// costs so much less. False where that cannot be.
[[nodiscard]] bool leave_out_cheapest(TopologyProblem const& problem, TopologyPlan& plan, double cost,
                                      bool by_benefit);

} // namespace saggar::detail
