// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Benchmarks of heat demand by use: the built-in ones and those of a CSV file with the same columns.

#include "saggar/network/project.hpp"
#include "saggar/planning/demand.hpp"

#include <vector>

namespace saggar {

// The project's own (extension.benchmarks) before the built-in ones, so that they win. Columns: use, aliases
// (separated by semicolons), per (m2 or dwelling), heat_kwh, hot_water_share, peak_w, shape, source. Throws
// Error with every problem: file_unreadable, syntax_error, unknown_field, value_*, duplicate_id.
[[nodiscard]] std::vector<DemandBenchmark> read_demand_benchmarks(Project const& project);

} // namespace saggar
