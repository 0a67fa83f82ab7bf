// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The CSV file of data/benchmarks, compiled in.

#include <string_view>

namespace saggar::embedded {

extern std::string_view const uk_benchmarks_csv;

} // namespace saggar::embedded
