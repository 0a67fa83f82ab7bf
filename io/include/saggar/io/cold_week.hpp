// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The cold week that a plan is simulated through, from the files that its project names (docs/extending.md).

#include "saggar/planning/cold_week.hpp"

namespace saggar {

// Reads everything for the weeks that plans of the problem are simulated through: weather, demand, sources
// and prices of `simulation`, and the demand of the map's buildings under `extension`. Which week it is
// depends on what a plan connects: series of others do not count. With weather it is the coldest in the time
// that all series cover; without it the weather is supposed, and the week the one in which those of which
// series are given take most heat, or the first that other series cover, or, where there are none, one of
// January. Its `basis` says which. Throws Error with everything for which whatever plan could not be
// simulated, as read_scenario_series; series that have no seven days in common; columns of buildings that the
// map does not have. Kept by reference: all three.
[[nodiscard]] ColdWeekOf read_cold_week(Project const& project, DistrictMap const& map,
                                        ExtensionProblem const& problem);

} // namespace saggar
