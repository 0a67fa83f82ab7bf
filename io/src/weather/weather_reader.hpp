// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The weather of a project, from a CSV or an EnergyPlus file.

#include "simulation/series_file.hpp"

#include "saggar/network/project.hpp"

namespace saggar::detail {

// Reads what the project's simulation names as weather. With weather of any year it is moved to the window's
// years, or without a window is left in its own, once it has been found to hold all days of a year.
void read_weather(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                  ScenarioSeries& series);

} // namespace saggar::detail
