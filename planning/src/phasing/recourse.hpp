// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What is built after a phase, with the future known: who may connect when (`arrival`, as build_phase has
// it). Each returns what its phases add up to, or why one of them was not confirmed.

#include "build_out.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// Phase by phase what `plan` needs; null: nothing more is built (`nothing_planned` of `out` says why).
[[nodiscard]] PhasedPlan follow(BuildOutProblem const& problem, BuildOut out, PlannedNetwork const* plan,
                                std::vector<int> const& arrival);

// Each phase planned by itself, as if it were the last.
[[nodiscard]] PhasedPlan step_by_step(BuildOutProblem const& problem, BuildOut out,
                                      std::vector<int> const& arrival);

enum class Steps : std::uint8_t {
    left_out, // whoever asks has them
    tried     // step by step is one of the ways to go on
};

// The best that is found for all phases that are left: plans for all of them at once, or step by step.
[[nodiscard]] PhasedPlan best_from(BuildOutProblem const& problem, BuildOut const& out,
                                   std::vector<int> const& arrival, Steps steps);

// A plan that is confirmed before one that is not, then what is worth more.
[[nodiscard]] bool is_better(PhasedPlan const& one, PhasedPlan const& other);

} // namespace saggar::detail
