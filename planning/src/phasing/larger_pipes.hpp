// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Larger pipes in the place of those that are too small for what a phase sends through them.

#include "build_out.hpp"

#include "saggar/planning/sizing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct LargerPipes {
    Project project; // of the stage, with them
    std::vector<SizingPipe> pipes;
    Confirmed confirmed;
};

// The stage with the sizes of pairs `in_the_way` chosen anew, none smaller, at the prices of any pipe, and
// of more pairs where these alone would not do; nothing where the solver confirms none. What lies in `now`
// already costs nothing where it stays.
[[nodiscard]] std::optional<LargerPipes> lay_larger(BuildOutProblem const& problem, Project const& stage,
                                                    Project const& now, std::vector<std::string> in_the_way);

} // namespace saggar::detail
