// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "laid_project.hpp"

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace saggar::detail {

// A ring that new pipes close over the present network: water goes round in it as pressure has it, which the
// plan, a forest, does not reckon with.
struct Ring {
    std::int32_t edge{0};            // of the plan: the one that carries least
    std::vector<std::int32_t> pairs; // present ones in the ring, by position
};

[[nodiscard]] std::vector<Ring> rings_of(ExtensionProblem const& problem, TopologyPlan const& plan);

// Shuts one present pair of each ring through which the plan leads no heat and least flows today, so that
// water divides as the plan has it. Returns their ids.
[[nodiscard]] std::vector<std::string> shut_rings(ExtensionProblem const& problem, TopologyPlan const& plan,
                                                  LaidProject& laid);

} // namespace saggar::detail
