// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The files that a project's simulation names, one by one; what is wrong with them is added to the problems.

#include "simulation/series_file.hpp"

#include "saggar/network/project.hpp"

#include <vector>

namespace saggar::detail {

// Of sources, and of prices.
void read_source_series(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                        ScenarioSeries& series);
// Prices of the project's file, which must name one.
[[nodiscard]] PriceSeries read_prices(Project const& project, Coverage& coverage,
                                      std::vector<Problem>& problems);
// `ID_kw` of every substation.
void read_demand_series(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                        ScenarioSeries& series);

} // namespace saggar::detail
