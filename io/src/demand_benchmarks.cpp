// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/demand_benchmarks.hpp"

#include "built_in_benchmarks.hpp"
#include "csv.hpp"
#include "file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

namespace saggar {

namespace {

constexpr std::array<std::string_view, 8> columns{"use",    "aliases", "per",   "heat_kwh", "hot_water_share",
                                                  "peak_w", "shape",   "source"};

class BenchmarkFile {
public:
    BenchmarkFile(std::string file, std::vector<Problem>& problems)
        : file_{std::move(file)}, problems_{problems} {}

    void read(std::string_view content, std::vector<DemandBenchmark>& into) {
        detail::CsvTable const table = detail::parse_csv(content, file_, problems_);
        if (table.header.cells.empty()) { // and a problem says why
            return;
        }
        if (!std::ranges::equal(table.header.cells, columns)) {
            add(ErrorCode::unknown_field, table.header.line, {}, {},
                fmt::format("its columns are {}, must be {}", fmt::join(table.header.cells, ","),
                            fmt::join(columns, ",")),
                "Copy the header of the built-in file");
            return;
        }
        std::set<std::string> uses;
        for (detail::CsvRow const& row : table.rows) {
            DemandBenchmark one = read_row(row);
            if (!uses.insert(one.use).second) {
                add(ErrorCode::duplicate_id, row.line, one.use, "use", "is in the table already",
                    "Remove one of the two");
            }
            into.push_back(std::move(one));
        }
    }

private:
    void add(ErrorCode code, std::size_t line, std::string id, std::string field, std::string text,
             std::string advice) {
        problems_.push_back({.code = code,
                             .place = {.file = file_,
                                       .line = line,
                                       .component = id.empty() ? "" : "benchmark",
                                       .id = std::move(id),
                                       .field = std::move(field)},
                             .text = std::move(text),
                             .advice = std::move(advice)});
    }

    double number(detail::CsvRow const& row, std::size_t column, double lowest, double highest) {
        std::string const& text = row.cells[column];
        double value = 0.0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || !(value >= lowest) ||
            !(value <= highest)) {
            add(ErrorCode::value_out_of_range, row.line, row.cells[0], std::string{columns[column]},
                fmt::format("'{}' is not allowed, must be a number from {:g} to {:g}", text, lowest, highest),
                "Correct it");
        }
        return value;
    }

    DemandBenchmark read_row(detail::CsvRow const& row) {
        DemandBenchmark one;
        one.use = row.cells[0];
        std::istringstream others{row.cells[1]};
        for (std::string other; std::getline(others, other, ';');) {
            one.aliases.push_back(other);
        }
        if (row.cells[2] == "dwelling") {
            one.per = BenchmarkUnit::dwelling;
        } else if (row.cells[2] != "m2") {
            add(ErrorCode::value_unknown, row.line, one.use, "per",
                fmt::format("'{}' is not allowed, must be m2 or dwelling", row.cells[2]), "Choose one");
        }
        one.heat_kwh = number(row, 3, 1e-3, 1e6);
        one.hot_water_share = number(row, 4, 0.0, 1.0);
        one.peak_w = number(row, 5, 1e-3, 1e6);
        one.shape = row.cells[6];
        one.source = row.cells[7];
        return one;
    }

    std::string file_;
    std::vector<Problem>& problems_;
};

} // namespace

std::vector<DemandBenchmark> read_demand_benchmarks(Project const& project) {
    std::vector<DemandBenchmark> benchmarks;
    std::vector<Problem> problems;
    if (!project.extension.benchmarks.empty()) {
        std::filesystem::path const path =
            std::filesystem::path{project.folder} / project.extension.benchmarks;
        BenchmarkFile{detail::shown(path), problems}.read(detail::read_file(path), benchmarks);
    }
    BenchmarkFile{"uk_benchmarks.csv", problems}.read(embedded::uk_benchmarks_csv, benchmarks);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return benchmarks;
}

} // namespace saggar
