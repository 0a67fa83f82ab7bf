// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which plants run in a year of a build-out, who of them holds the pressure, and what the others give.

#include "saggar/network/project.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

// Sets the plants of `project`. `as_given`: the project with the same plants as the user described them (a
// plant that an earlier plan turned to giving heat can hold the pressure again). A plant gives heat while
// service_from_year <= year < service_until_year. In each zone with consumers the plant that holds the
// pressure goes on with it, else the largest that can takes over. What the others give at the design point is
// what they gave, within their capacity, less where the zone does not take it, more where the holder's
// capacity would not do for the rest. Returns the substations that no plant serves: none of their zone can
// hold the pressure.
std::vector<std::string> set_stage_plants(Project& project, Project const& as_given, int year);

// Whether the plant gives heat in that year.
[[nodiscard]] bool in_service(Plant const& plant, int year);

// Why no plant serves the substation in that year, and what to do about it. `project`: as set_stage_plants
// has left it.
[[nodiscard]] std::string why_unserved(Project const& project, Project const& as_given, int year,
                                       std::string const& substation);

// What plants do otherwise than before in that year, in words.
[[nodiscard]] std::vector<std::string> plant_changes(Project const& before, Project const& after, int year);

// Largest heat that the substations at these positions take together, with the diversity of their dwellings,
// W.
[[nodiscard]] double coincident_peak_w(Project const& project, std::vector<std::size_t> const& substations);

} // namespace saggar::detail
