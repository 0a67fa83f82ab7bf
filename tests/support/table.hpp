// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Reads small CSV tables (comma, first line the names of the columns, no quoting), gzipped ones (.gz) too,
// and whole text files. For tests: a table that is not as expected throws std::runtime_error.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::testing_support {

class Table {
public:
    explicit Table(std::filesystem::path const& path);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    // The position of a column; throws where there is none of that name.
    [[nodiscard]] std::size_t column(std::string_view name) const;
    [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
    [[nodiscard]] double number(std::size_t row, std::size_t column) const;

    [[nodiscard]] std::vector<double> numbers(std::string_view name) const;
    [[nodiscard]] std::vector<int> integers(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

private:
    std::string file_;
    std::string content_;
    std::vector<std::string> names_;
    std::vector<std::string_view> cells_; // row by row, into content_
    std::size_t rows_{0};
};

// The whole file, unpacked if its name ends in .gz.
[[nodiscard]] std::string whole_file(std::filesystem::path const& path);

} // namespace saggar::testing_support
