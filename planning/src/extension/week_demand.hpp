// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who asks for what in the cold week.

#include "saggar/planning/cold_week.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace saggar::detail {

// The extended project as it is simulated: demand is handed over, not read.
[[nodiscard]] Project project_of_week(Project const& before, ExtensionProblem const& problem,
                                      ExtensionPlan const& plan, ColdWeek const& week);

// Gives loads that stand, and of which nothing says what they take in time, the coincident peak in every
// hour; adds that to the week's assumptions.
void suppose_peaks(Project const& before, Network const& network, ColdWeek& week);

// Where some loads have series, all get them: the others what a scenario without series finds, at most their
// peaks. `present`: how many loads stand. Returns what peaks cut off there, of each load, J.
std::vector<double> complete_demand(std::shared_ptr<Network const> const& network, std::size_t present,
                                    ExtensionPlan const& plan, ColdWeek& week);

} // namespace saggar::detail
