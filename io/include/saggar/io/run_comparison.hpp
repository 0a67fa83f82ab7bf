// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Two folders of results side by side: what went in, and what came of it.

#include "saggar/io/project_differences.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

// One value of both. `group` is the list that its element is of ("plants", "substations", ...), empty for
// totals; `name` the field's place in the file ("energy_mwh.lost"), or the column of a table. Of a row that
// is in one table only: no name, and "there" as its text in that one.
struct ValueDifference {
    std::string group;
    std::string id;
    std::string name;
    std::optional<double> a, b; // where it is a number
    std::string text_a, text_b; // otherwise; empty where not there

    // b less a; of one that is missing, as if it were 0.
    [[nodiscard]] double change() const { return b.value_or(0.0) - a.value_or(0.0); }
};

struct RunComparison {
    std::string inputs_file;  // inputs.json, or solve_inputs.json of a solved point
    bool inputs_known{false}; // both folders have it
    std::vector<FieldDifference> inputs;
    std::vector<ValueDifference> values; // that differ, in the file's order
    std::size_t compared{0};             // values in all
    bool solved_point{false};            // of saggar solve: lists are tables
    std::vector<std::string> files;      // whose values are compared
    std::vector<std::string> missing;    // files, and columns of tables, that are in one folder only

    [[nodiscard]] bool same() const { return inputs.empty() && values.empty(); }
};

// Folders of saggar simulate (simulation.json) or of saggar solve (summary.json and every table), both of one
// kind. Numbers count as different from 1e-9 of the larger one on. Lists are matched by the ids in them, rows
// of limits.csv (group "limits.csv") by limit and element. Throws Error:
// file_unreadable, syntax_error; operation_refused for one of each kind.
[[nodiscard]] RunComparison compare_runs(std::filesystem::path const& a, std::filesystem::path const& b);

} // namespace saggar
