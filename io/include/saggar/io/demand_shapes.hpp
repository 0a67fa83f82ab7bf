// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Demand shapes (engine/simulation/demand_shape.hpp): those that are built in (data/shapes) and files of the
// same form that a project names. docs/consumers.md describes the columns.

#include "saggar/engine/simulation/demand_shape.hpp"
#include "saggar/network/project.hpp"

#include <vector>

namespace saggar {

[[nodiscard]] std::vector<DemandShape> const& built_in_shapes();

// The built-in ones, then those of the files under the simulation's `shapes`. Throws Error with every problem
// of all files: columns that are missing or unknown, hours that are no numbers or all nothing, days that are
// missing or given twice, bounds of temperature that differ between days.
[[nodiscard]] std::vector<DemandShape> read_shapes(Project const& project);

} // namespace saggar
