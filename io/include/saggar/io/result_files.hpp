// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Results as files: one CSV per table, summary.json, solve_inputs.json (the project that was solved), and a
// GeoPackage that opens styled in QGIS.

#include "saggar/io/result_tables.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

// Writes every table as <table>.csv, summary.json, solve_inputs.json and, where the network has positions and
// this build has GDAL, results.gpkg into `folder`, which is made if need be; files of those names are
// replaced, or removed where there is no such file this time, others left alone. All files are written beside
// their places first and moved there only when every one is complete, so that a failure or an interruption
// leaves the folder as it was. Returns the paths, in the order written. Throws Error{file_unwritable};
// Error{operation_refused} if the solution did not converge.
std::vector<std::filesystem::path> write_results(SolvedPoint const& solved,
                                                 std::filesystem::path const& folder);

// Names of all files that write_results may write.
[[nodiscard]] std::vector<std::string> result_file_names();

// Writes named texts into `folder` in the same all-or-nothing way.
void write_files(std::vector<std::pair<std::string, std::string>> const& name_and_text,
                 std::filesystem::path const& folder);

// The same with files that are written by a function; one that returns false has none. What an earlier run
// left under its name, or one of `without`, is removed then: it would be read as if it belonged to the
// others.
using FileWriter = std::function<bool(std::filesystem::path const& file)>;
std::vector<std::filesystem::path>
write_files(std::vector<std::pair<std::string, std::string>> const& name_and_text,
            std::vector<std::pair<std::string, FileWriter>> const& name_and_writer,
            std::filesystem::path const& folder, std::vector<std::string> without = {});

// Whether this build can write GeoPackages.
[[nodiscard]] bool geopackage_supported();
// Writes a GeoPackage with a layer for each table that has a row with a position, styled for QGIS; returns
// false, and writes nothing, if there is none. Throws Error{file_unwritable}, or Error{value_unknown} for a
// coordinate reference system that nobody knows, or Error{operation_refused} without GDAL.
bool write_geopackage(SolvedPoint const& solved, std::filesystem::path const& file);

} // namespace saggar
