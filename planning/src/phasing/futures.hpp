// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who comes when.

#include "saggar/planning/phasing.hpp"

#include <vector>

namespace saggar::detail {

// Project::uptakes with probabilities that add up to 1; without any, one in which everybody comes.
[[nodiscard]] std::vector<UptakeScenario> futures_of(Project const& project);

// The phase by which each building of the map may connect (or does_not_come, comes_after_last_phase). What
// may connect in the first phase comes in every future, and so does what must connect. Of the others that
// could come by the last phase the likeliest come, until they make up the uptake of the annual use of these;
// of equally likely ones those with the smaller hash of their names (FNV-1a), so that a smaller uptake is a
// part of a larger one and the order of the map does not matter. Whom the future's delay brings after the
// last phase comes too late, and counts as one that comes. `connected`: buildings that have a substation
// already (they never come again).
[[nodiscard]] std::vector<int> arrivals(Project const& project, DistrictMap const& map,
                                        std::vector<BuildingDemand> const& demands,
                                        std::vector<std::uint8_t> const& connected,
                                        UptakeScenario const& future);

// The uptake that comes of whole buildings: the part, in percent, that those who come have of the annual use
// that could connect after the first phase and by the last one, as `arrival` has it; NaN where nobody could.
[[nodiscard]] double reached_uptake_percent(Project const& project, DistrictMap const& map,
                                            std::vector<BuildingDemand> const& demands,
                                            std::vector<std::uint8_t> const& connected,
                                            std::vector<int> const& arrival);

} // namespace saggar::detail
