// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// In what two projects differ, field by field.

#include "saggar/network/project.hpp"

#include <string>
#include <vector>

namespace saggar {

struct FieldDifference {
    std::string component; // "plants", "simulation"; empty for the project's own fields
    std::string id;        // of an element; empty for settings
    std::string field;     // empty where the whole element is in one of them only
    std::string a, b;      // values as a project file has them, or defaults; empty where there is none
};

// Elements are matched by their id, whatever their order, records in a field
// ("supply_curves[1].supply_cold_c") by their place. A field that is not given counts as its default, and has
// its value. Names of files are compared as the files they name; of files of the same name in two places,
// copies are the same. In the schema's order.
[[nodiscard]] std::vector<FieldDifference> project_differences(Project const& a, Project const& b);

// "plants 'boiler', capacity_kw: 900 and 800".
[[nodiscard]] std::string to_string(FieldDifference const& difference);

} // namespace saggar
