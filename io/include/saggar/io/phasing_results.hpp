// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A build-out in phases as files: CSV tables, a GeoPackage with a styled layer for each phase, JSON, and the
// project at the end of each phase. docs/phasing.md lists the columns.

#include "saggar/io/money_items.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/phasing.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar {

// Refers to what it is made of; the report is of a planned build-out.
struct PhasingResults {
    Project const& project;
    DistrictMap const& map;
    PhasingReport const& report;
};

// Everything in `folder`, all or nothing: phases.csv, phase_regret.csv, phase_pipes.csv, phase_buildings.csv,
// phase_costs.csv, findings.csv, phases.json, phases_inputs.json (the project that was planned from),
// phases.gpkg and project_YEAR.yaml of each phase. Returns the paths. Throws as write_results.
std::vector<std::filesystem::path> write_phasing(PhasingResults const& results,
                                                 std::filesystem::path const& folder);
// phases.json.
[[nodiscard]] std::string phasing_json(PhasingResults const& results);

// "street_5 from EN253/2/DN50 to EN253/2/DN80": of a pipe that replaces a smaller one.
[[nodiscard]] std::string replacement_in_words(PhasePipe const& pipe);

// Of the chosen strategy in the future that is shown, their sum last.
[[nodiscard]] std::vector<MoneyItem> money_items(PhasingResults const& results);

} // namespace saggar
