// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The streets along which branches can be laid, from the file that a project names (streets.file): GeoJSON,
// or what GDAL reads (district_map.hpp).

#include "saggar/network/project.hpp"
#include "saggar/network/street_graph.hpp"

#include <string>
#include <vector>

namespace saggar {

// Every LineString and MultiLineString of the file, in the project's coordinates; a property `surface` says
// what is dug up, `hard`, `soft` or in a word of OpenStreetMap, hard where it is absent. A word that is not
// known is taken to be hard, as when a network is extended: `unknown`, where given, says of which features,
// and what else is to be said of a map that is not GeoJSON.
// Empty where the project names no file.
// Throws Error with every problem: file_unreadable, syntax_error, value_* by the feature's number;
// values_conflict where the file names another coordinate reference system than the project, or degrees where
// the project has metres.
[[nodiscard]] std::vector<Street> read_streets(Project const& project,
                                               std::vector<std::string>* unknown = nullptr);

} // namespace saggar
