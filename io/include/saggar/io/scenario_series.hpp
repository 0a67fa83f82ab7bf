// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The series that a project's simulation names: weather and demand, CSV files beside the project file
// (docs/simulation.md).

#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/network/error.hpp"

#include <optional>
#include <vector>

namespace saggar {

// Reads what the project names; series it does not name are empty. Throws Error with everything for which a
// simulation of the window could not begin: unreadable files, columns that are missing or unknown, cells that
// are no numbers or out of range, time stamps that are none, go back, leave a gap, series that do not cover
// the window; demand that nothing says or that cannot be made of the weather, shapes that there are not; what
// simulation_refusals says.
[[nodiscard]] ScenarioSeries read_scenario_series(Network const& network, TimeWindow const& window);

// The same problems as a list, of a project that need not be fit to be built. Without a window series need
// only have some time in common, and a project that describes no simulation needs none; files that it names
// are read all the same.
[[nodiscard]] std::vector<Problem> scenario_problems(Project const& project,
                                                     std::optional<TimeWindow> const& window);

// Whether a project's simulation says anything of what happens in time.
[[nodiscard]] bool describes_a_simulation(Project const& project);

} // namespace saggar
