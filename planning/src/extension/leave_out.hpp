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

} // namespace saggar::detail
