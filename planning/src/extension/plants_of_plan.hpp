// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the plants of an extended network do.

#include "saggar/planning/extension.hpp"

namespace saggar::detail {

// Of plants that the plan joins, one goes on holding the pressure (a present network's before others, then
// the largest); the others give the heat that the plan takes from them, at every operating point by its load
// factor. Where the network climbs, the pressure that is held is raised until its highest node has what it
// needs with standing water. Returns the changes in words.
std::vector<std::string> set_plants(Project& project, ExtensionProblem const& problem,
                                    TopologyPlan const& plan);

} // namespace saggar::detail
