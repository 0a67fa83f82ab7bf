// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Tables as CSV (RFC 4180): commas, optional double quotes, a header line. Lines that begin with # and empty
// lines are skipped; a byte-order mark and CRLF are taken. Nothing is converted.

#include "saggar/network/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

struct CsvRow {
    std::size_t line{0}; // on which it begins
    std::vector<std::string> cells;
};

struct CsvTable {
    CsvRow header;
    std::vector<CsvRow> rows; // each with as many cells as the header
};

// Problems are added with `file` and their lines; rows that have one are left out. A table without a header
// row is a problem.
[[nodiscard]] CsvTable parse_csv(std::string_view content, std::string const& file,
                                 std::vector<Problem>& problems);

} // namespace saggar::detail
