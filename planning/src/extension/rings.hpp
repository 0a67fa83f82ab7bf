// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// A ring that new pipes close over the present network: water goes round in it as pressure has it, which the
// plan, a forest, does not reckon with.
struct Ring {
    std::int32_t edge{0};            // of the plan: the one that carries least
    std::vector<std::int32_t> pairs; // present ones in the ring, by position
};

[[nodiscard]] std::vector<Ring> rings_of(ExtensionProblem const& problem, TopologyPlan const& plan);

} // namespace saggar::detail
