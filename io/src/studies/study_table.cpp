// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "study_table.hpp"

#include "../file.hpp"

#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

std::string again(std::string_view command) {
    return fmt::format("Name a folder that {} wrote with --out, or run it again", command);
}

} // namespace

StudyTable::StudyTable(std::filesystem::path const& file, std::string command)
    : file_{shown(file)}, command_{std::move(command)} {
    std::vector<Problem> problems;
    table_ = parse_csv(read_file(file), file_, problems);
    if (!problems.empty()) {
        throw Error{problems.front()};
    }
}

bool StudyTable::has(std::string_view column) const {
    return std::ranges::find(table_.header.cells, column) != table_.header.cells.end();
}

std::size_t StudyTable::position(std::string_view column) const {
    auto const found = std::ranges::find(table_.header.cells, column);
    if (found == table_.header.cells.end()) {
        throw Error{{.code = ErrorCode::value_missing,
                     .place = {.file = file_,
                               .line = table_.header.line,
                               .component = {},
                               .id = {},
                               .field = std::string{column}},
                     .text = fmt::format("is no column of this table; {} writes one", command_),
                     .advice = again(command_)}};
    }
    return static_cast<std::size_t>(found - table_.header.cells.begin());
}

std::string const& StudyTable::text(std::size_t row, std::string_view column) const {
    return table_.rows[row].cells[position(column)];
}

std::optional<double> StudyTable::number(std::size_t row, std::string_view column) const {
    std::string const& cell = text(row, column);
    if (cell.empty()) {
        return std::nullopt;
    }
    double value = 0.0;
    auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) {
        fail(ErrorCode::value_wrong_type, row, column, fmt::format("'{}' is no number", cell));
    }
    return value;
}

double StudyTable::required(std::size_t row, std::string_view column) const {
    std::optional<double> const value = number(row, column);
    if (!value) {
        fail(ErrorCode::value_missing, row, column, "is missing");
    }
    return *value;
}

std::size_t StudyTable::whole(std::size_t row, std::string_view column) const {
    double const value = number(row, column).value_or(0.0);
    if (value < 0.0 || value > 1e9 || value != std::floor(value)) {
        fail(ErrorCode::value_out_of_range, row, column, fmt::format("{:g} is no count", value));
    }
    return static_cast<std::size_t>(value);
}

void StudyTable::unknown(std::size_t row, std::string_view column) const {
    fail(ErrorCode::unknown_id, row, column,
         fmt::format("'{}' is not in the project that lies beside it", text(row, column)));
}

void StudyTable::fail(ErrorCode code, std::size_t row, std::string_view column, std::string text) const {
    throw Error{{.code = code,
                 .place = {.file = file_,
                           .line = table_.rows[row].line,
                           .component = {},
                           .id = {},
                           .field = std::string{column}},
                 .text = std::move(text),
                 .advice = again(command_)}};
}

Project read_study_project(std::filesystem::path const& folder, std::string_view marker,
                           std::string_view name, std::string const& command) {
    for (std::string_view const file : {marker, name}) {
        std::error_code ignored;
        if (!std::filesystem::exists(folder / file, ignored)) {
            throw Error{{.code = ErrorCode::file_unreadable,
                         .place = {.file = shown(folder), .line = 0, .component = {}, .id = {}, .field = {}},
                         .text = fmt::format("holds no {}, which {} writes", file, command),
                         .advice = again(command)}};
        }
    }
    return read_project(folder / name);
}

} // namespace saggar::detail
