// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The series that a project's simulation names: weather and demand, CSV files beside the project file
// (docs/simulation.md).

#include "saggar/engine/simulation/scenario.hpp"

namespace saggar {

// Reads what the project names; series it does not name are empty. Throws Error with every problem of all
// files: unreadable files, columns that are missing or unknown, cells that are no numbers or out of range,
// time stamps that are none, go back, leave a gap, and series that do not cover the window.
[[nodiscard]] ScenarioSeries read_scenario_series(Network const& network, TimeWindow const& window);

} // namespace saggar
