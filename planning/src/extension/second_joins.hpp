// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// Edges of the plan that join the present network a second time, so that water would go round in ways that
// the plan did not reckon with.
[[nodiscard]] std::vector<std::int32_t> second_joins(ExtensionProblem const& problem,
                                                     TopologyPlan const& plan);

} // namespace saggar::detail
