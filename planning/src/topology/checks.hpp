// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What can be wrong with a topology problem, collected.

#include "saggar/planning/topology.hpp"

namespace saggar::topology {

// Throws Error with every problem there is.
void check(TopologyProblem const& problem, TopologySettings const& settings);

} // namespace saggar::topology
