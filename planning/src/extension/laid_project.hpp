// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The project that a plan becomes.

#include "saggar/planning/extension.hpp"

namespace saggar::detail {

struct LaidProject {
    Project project;
    std::vector<ExtensionPipe> pipes; // new and larger pairs
};

// `catalogue` for the entries of present pairs that are made larger.
[[nodiscard]] LaidProject lay_plan(Project const& project, DistrictMap const& map,
                                   ExtensionProblem const& problem, TopologyPlan const& plan);

} // namespace saggar::detail
