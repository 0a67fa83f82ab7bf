// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Maps in any vector format and coordinate system that GDAL reads, as a project's `streets` and `extension`
// name them.

#include "saggar/network/project.hpp"
#include "saggar/planning/district_map.hpp"

#include <vector>

namespace saggar {

// Streets are lines; an attribute `surface` of hard or soft (or the words of OpenStreetMap) says what is dug
// up, hard where it is absent. Buildings are points or polygons, with the attributes that extension names.
// Obstacles are lines or polygons. All in the project's coordinates. What single features lack is a finding;
// a map of which nothing can be used is an error.
//
// A map that names no reference system is taken to be in the project's. Coordinates far from the network
// (more than 100 km) are not used; where latitude and longitude changed places would lie near, that is said.
//
// Throws Error with every problem: file_unreadable, value_unknown (layer, reference system), value_missing
// (no feature that can be used), operation_refused (built without GDAL).
[[nodiscard]] DistrictMap read_district_map(Project const& project);

// The streets alone, with what is to be said of them. Throws likewise.
[[nodiscard]] DistrictMap read_street_map(Project const& project);

// The obstacles alone, with what is to be said of them; none where the project names no map of them. Throws
// likewise.
[[nodiscard]] DistrictMap read_obstacles(Project const& project);

} // namespace saggar
