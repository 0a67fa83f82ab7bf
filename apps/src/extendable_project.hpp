// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What commands that plan from maps have in common.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/district_map.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar::app {

// A project in which nothing is laid yet has nothing to solve, but can be extended.
[[nodiscard]] Project read_extendable(std::filesystem::path const& path, Catalogue& catalogue);
// Projects are written into the folder of results: not over the one that is read.
void refuse_own_folder(Project const& project, std::filesystem::path const& out);
// What of the maps cannot be used; all of it, or the first of each kind.
void print_findings(std::vector<MapFinding> const& findings, bool verbose);
// "plan.json, plan.gpkg".
[[nodiscard]] std::string files_in(std::vector<std::filesystem::path> const& written);

} // namespace saggar::app
