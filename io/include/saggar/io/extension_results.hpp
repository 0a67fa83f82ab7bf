// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// An extension, before and after it is planned, as files: CSV tables, a GeoPackage of styled layers
// (plan.gpkg, or problem.gpkg before), JSON, and the extended project. docs/extending.md lists the columns.

#include "saggar/io/money_items.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/cold_week.hpp"
#include "saggar/planning/extension.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar {

// What is written and shown; refers to what it is made of. `plan` is null before.
struct ExtensionResults {
    Project const& project;
    DistrictMap const& map;
    ExtensionProblem const& problem;
    ExtensionPlan const* plan{nullptr};
    ColdWeekReport const* week{nullptr}; // null: nothing is said of one
};

// Everything in `folder`, all or nothing. With a confirmed plan: plan.gpkg, plan_buildings.csv,
// plan_pipes.csv, plan_costs.csv, findings.csv, plan.json, plan_inputs.json (the project that was planned
// from), project.yaml, of a plan with security plan_security.csv, and of the week that it was simulated
// through cold_week.csv and cold_week_loads.csv; a plan that the week contradicts is written too, its status
// says so. Of these, files of an earlier plan that this one has not are removed. Without: problem.gpkg,
// problem_buildings.csv, problem_streets.csv, findings.csv, problem.json. Returns the paths. Throws as
// write_results.
std::vector<std::filesystem::path> write_extension(ExtensionResults const& results,
                                                   std::filesystem::path const& folder);
// plan.json or problem.json.
[[nodiscard]] std::string extension_json(ExtensionResults const& results);

// The items of the plan's money, their sum last.
[[nodiscard]] std::vector<MoneyItem> money_items(ExtensionResults const& results);

} // namespace saggar
