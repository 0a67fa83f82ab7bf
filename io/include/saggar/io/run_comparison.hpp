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
// totals; `name` the field's place in the file ("energy_mwh.lost").
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
    bool inputs_known{false}; // both folders have their inputs.json
    std::vector<FieldDifference> inputs;
    std::vector<ValueDifference> values; // that differ, in the file's order
    std::size_t compared{0};             // values in all

    [[nodiscard]] bool same() const { return inputs.empty() && values.empty(); }
};

// Folders of saggar simulate (simulation.json) or of saggar solve (summary.json), both of one kind. Numbers
// count as different from 1e-9 of the larger one on. Lists are matched by the ids in them. Throws Error:
// file_unreadable, syntax_error; operation_refused for one of each kind.
[[nodiscard]] RunComparison compare_runs(std::filesystem::path const& a, std::filesystem::path const& b);

} // namespace saggar
