// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The CSV files of data/catalogue, compiled in, so that the program needs no file of its own where it runs.

#include <string_view>

namespace saggar::embedded {

extern std::string_view const en253_single_csv;
extern std::string_view const twin_csv;
extern std::string_view const pex_csv;

} // namespace saggar::embedded
