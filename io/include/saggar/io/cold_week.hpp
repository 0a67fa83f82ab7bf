// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The cold week that a plan is simulated through, from the files that its project names (docs/extending.md).

#include "saggar/planning/cold_week.hpp"

namespace saggar {

// Finds the week and reads everything for it: weather, demand, sources and prices of `simulation`, and the
// demand of the map's buildings under `extension`.
// With weather the week is the coldest in the time that all series cover, without it the one with most demand
// in the file of demand, or with none one of January, and the weather is supposed. Throws Error with
// everything for which the plan could not be simulated, as read_scenario_series; a series that holds no
// seven days; columns of buildings that the map does not have.
[[nodiscard]] ColdWeek read_cold_week(Project const& project, DistrictMap const& map,
                                      ExtensionProblem const& problem);

} // namespace saggar
