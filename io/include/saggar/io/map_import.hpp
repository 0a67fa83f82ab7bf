// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Reads a whole network from maps, in any vector format and coordinate system that GDAL reads, by a mapping
// file that says which layer becomes which component and which attribute which field (docs/importing.md).
// Nodes follow from the geometry: ends of lines that meet, ends that touch the middle of another line, plants
// and consumers beside them.

#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/district_map.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar {

struct MapImportOptions {
    // Features that cannot be used are left out and listed, and so is what is wrong with the project that
    // they make, instead of being an error.
    bool allow_incomplete{false};
};

struct MapImport {
    Project project;
    std::vector<MapFinding> findings; // features that were used after a change, or look wrong
    std::vector<Problem> unusable;    // only with allow_incomplete
};

// Throws Error with everything that is wrong: with the mapping and the maps that it names (file_unreadable,
// value_unknown, unknown_field, value_missing for an attribute that no feature has); else with single
// features, and with the project that they make (`check`), each by map and feature.
[[nodiscard]] MapImport read_maps(std::filesystem::path const& mapping, MapImportOptions const& options = {});

} // namespace saggar
