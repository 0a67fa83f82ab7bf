// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One CSV of series: a column `time`, evenly spaced, and columns of numbers.

#include "csv.hpp"

#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_span.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

// What a column may hold.
struct Column {
    std::string name;
    double lowest;
    double highest;
    double si_per_unit;
    bool required{true}; // else a series without values where it is not there
};

// What series are to cover: a window that is given, or else some time that all of them have.
class Coverage {
public:
    Coverage(std::optional<TimeWindow> const& window, std::vector<Problem>& problems)
        : window_{window}, problems_{problems} {}

    // A series that has values for so long.
    void add(std::string const& file, TimeSpan const& span, std::string_view advice);
    // Without a window: whether there is a time that all that were added cover.
    void finish() const;
    // That time; nothing where no series was added. Empty or upside down where they have none in common.
    [[nodiscard]] std::optional<TimeSpan> common() const;
    [[nodiscard]] std::optional<TimeWindow> const& window() const { return window_; }

private:
    struct Covered {
        std::string file;
        TimeSpan span;
    };

    std::optional<TimeWindow> window_;
    std::vector<Covered> covered_;
    std::vector<Problem>& problems_;
};

class SeriesFile {
public:
    // Without `coverage` the series may be for any dates. Times that name no zone are of this one; of those
    // that its clocks show twice the first is meant, unless the row before is that or later.
    SeriesFile(std::filesystem::path const& path, TimeZone const& zone, Coverage* coverage,
               std::vector<Problem>& problems);

    // One series for each of `wanted`, in its order; what is wrong is added to the problems.
    std::vector<TimeSeries> read(std::vector<Column> const& wanted);

private:
    void add(ErrorCode code, std::size_t line, std::string_view field, std::string text, std::string advice);
    std::vector<std::optional<std::size_t>> find_columns(CsvRow const& header,
                                                         std::vector<Column> const& wanted);
    void read_time(CsvRow const& row);
    [[nodiscard]] std::optional<std::int64_t> time_of(std::string const& text) const;
    void read_column(CsvTable const& table, std::size_t place, Column const& column, TimeSeries& series);
    void check_cover(CsvTable const& table);

    std::filesystem::path path_;
    std::string file_;
    TimeZone const& zone_;
    Coverage* coverage_;
    std::vector<Problem>& problems_;
    std::optional<std::size_t> time_column_;
    std::vector<std::int64_t> times_;
    std::int64_t interval_s_{3600};
    bool good_{true};
};

} // namespace saggar::detail
