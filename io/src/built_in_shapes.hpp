// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The CSV files of data/shapes, compiled in.

#include <string_view>

namespace saggar::embedded {

extern std::string_view const day_shapes_csv;
extern std::string_view const heat_profiles_csv;

} // namespace saggar::embedded
