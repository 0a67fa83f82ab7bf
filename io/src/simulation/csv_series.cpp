// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Series as one CSV: a line a step, `time` (ISO 8601, UTC, its beginning), then a column for each variable of
// each element, its heading "plant_heat boiler [W]". Missing values are empty cells, causes words; numbers
// are the shortest that read back as the same single-precision value.

#include "series_table.hpp"

#include "../file.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <system_error>

namespace saggar::detail {

namespace {

constexpr std::size_t block_rows = 256;

std::string quoted(std::string const& cell) {
    if (cell.find_first_of(",\"\n\r") == std::string::npos) {
        return cell;
    }
    std::string text{'"'};
    for (char const letter : cell) {
        text += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return text + '"';
}

std::string heading(SeriesTable const& table) {
    std::string line = "time";
    for (SeriesColumn const& column : table.columns()) {
        for (std::size_t i = 0; i < column.width; ++i) {
            std::string const id = column.variable->kind == Kind::network
                                       ? std::string{}
                                       : " " + table.of(column.variable->kind).ids[i];
            line += "," + quoted(fmt::format("{}{} [{}]", column.variable->name, id, column.variable->units));
        }
    }
    return line + "\n";
}

} // namespace

void write_csv(std::filesystem::path const& path, SeriesTable const& table, TimeWindow const& window,
               SeriesSpool& spool) {
    std::filesystem::path part = path;
    part += ".part";
    std::ofstream out{part, std::ios::binary};
    out << heading(table);
    std::vector<float> rows;
    std::string text;
    for (std::size_t first = 0; first < spool.rows(); first += block_rows) {
        std::size_t const count = std::min(block_rows, spool.rows() - first);
        spool.read(first, count, rows);
        text.clear();
        for (std::size_t row = 0; row < count; ++row) {
            text += time_stamp(window.begin_s + window.step_s * static_cast<std::int64_t>(first + row));
            for (SeriesColumn const& column : table.columns()) {
                CodeWords const& words = column.variable->words;
                for (std::size_t i = 0; i < column.width; ++i) {
                    float const value = rows[row * table.width() + column.first + i];
                    text += ',';
                    if (words.codes > 0) {
                        text += words.word(static_cast<std::size_t>(value));
                    } else if (std::isfinite(value)) {
                        text += fmt::format("{}", value);
                    }
                }
            }
            text += '\n';
        }
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    out.close();
    std::error_code error;
    if (out) {
        std::filesystem::rename(part, path, error);
    }
    if (!out || error) {
        std::string const why = error ? error.message() : std::generic_category().message(errno);
        std::filesystem::remove(part, error);
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "cannot be written: " + why,
                     .advice = "Check that the folder exists, is yours and has room"}};
    }
}

} // namespace saggar::detail
