// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A table that a command wrote, read back by the names of its columns; columns that are not asked for do not
// matter. The first thing that is wrong with it is thrown: a file that a command wrote is whole or damaged.

#include "../csv.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace saggar::detail {

class StudyTable {
public:
    // `command`: who writes it, as "saggar hosting".
    StudyTable(std::filesystem::path const& file, std::string command);

    // Columns that came after the first version of a table are not in all of them.
    [[nodiscard]] bool has(std::string_view column) const;
    [[nodiscard]] std::size_t rows() const { return table_.rows.size(); }
    [[nodiscard]] std::string const& text(std::size_t row, std::string_view column) const;
    // Nothing where the cell is empty.
    [[nodiscard]] std::optional<double> number(std::size_t row, std::string_view column) const;
    [[nodiscard]] double required(std::size_t row, std::string_view column) const;
    [[nodiscard]] std::size_t whole(std::size_t row, std::string_view column) const;
    // An element of the table that its project lacks.
    [[noreturn]] void unknown(std::size_t row, std::string_view column) const;

private:
    [[nodiscard]] std::size_t position(std::string_view column) const;
    [[noreturn]] void fail(ErrorCode code, std::size_t row, std::string_view column, std::string text) const;

    std::string file_;
    std::string command_;
    CsvTable table_;
};

// The project that lies beside results as `name`. Throws Error where `marker`, the file that tells the
// command's folders, is not in the folder, or where the project cannot be read.
[[nodiscard]] Project read_study_project(std::filesystem::path const& folder, std::string_view marker,
                                         std::string_view name, std::string const& command);

} // namespace saggar::detail
