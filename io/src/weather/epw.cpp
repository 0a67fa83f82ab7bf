// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "weather/epw.hpp"

#include "document/scalar.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::size_t header_lines = 8;
// Columns of a row, from 0.
constexpr std::size_t dry_bulb = 6;
constexpr std::size_t global_horizontal = 13;
constexpr std::size_t columns_needed = 14;
// What stands for a value that is missing, and above it.
constexpr double missing_temperature = 99.9;
constexpr double missing_irradiance = 9999.0;

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        std::size_t const comma = line.find(',');
        std::string_view cell = line.substr(0, comma);
        while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) {
            cell.remove_prefix(1);
        }
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\r')) {
            cell.remove_suffix(1);
        }
        cells.push_back(cell);
        if (comma == std::string_view::npos) {
            return cells;
        }
        line.remove_prefix(comma + 1);
    }
}

struct Row {
    std::size_t line;
    int year, month, day, hour;
    double temperature_c, global_w_m2;
};

class EpwFile {
public:
    EpwFile(std::string const& file, std::vector<Problem>& problems) : file_{file}, problems_{problems} {}

    EpwWeather parse(std::string_view content) {
        std::size_t const before = problems_.size();
        std::size_t line = 0;
        while (!content.empty()) {
            std::size_t const end = content.find('\n');
            std::string_view const text = content.substr(0, end);
            content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
            ++line;
            if (line <= header_lines) {
                take_header(line, split(text));
            } else if (text.find_first_not_of(" \t\r") != std::string_view::npos) {
                take_row(line, split(text));
            }
        }
        if (problems_.size() == before && rows_.size() < 2) {
            add(ErrorCode::value_missing, line, "hour", "there are less than two hours", "Give a whole year");
        }
        return problems_.size() == before ? weather() : EpwWeather{};
    }

private:
    void add(ErrorCode code, std::size_t line, std::string field, std::string text, std::string advice) {
        constexpr std::size_t most_problems = 200;
        if (problems_.size() < most_problems) {
            problems_.push_back(
                {code,
                 {.file = file_, .line = line, .component = {}, .id = {}, .field = std::move(field)},
                 std::move(text),
                 std::move(advice)});
        }
    }

    void take_header(std::size_t line, std::vector<std::string_view> const& cells) {
        constexpr std::size_t zone = 8;
        if (line == 1) {
            bool const is_location =
                cells.front() == "LOCATION" && cells.size() > zone && is_decimal_number(cells[zone]);
            double const hours = is_location ? to_double(cells[zone]) : 0.0;
            if (!is_location || !(std::abs(hours) <= 14.0)) {
                add(ErrorCode::syntax_error, line, "LOCATION",
                    "the first line is no LOCATION with a time zone: this is no EnergyPlus weather file",
                    "Name an .epw file, or a CSV that does not end in .epw");
            }
            zone_s_ = std::llround(hours * static_cast<double>(seconds_an_hour));
        }
        if (cells.front() == "DATA PERIODS" && cells.size() > 2 && (cells[1] != "1" || cells[2] != "1")) {
            add(ErrorCode::values_conflict, line, "DATA PERIODS",
                fmt::format("{} periods with {} records an hour", cells[1], cells[2]),
                "Give one period with one record an hour");
        }
    }

    std::optional<double> number(std::size_t line, std::string_view cell, char const* field) {
        if (is_decimal_number(cell)) {
            return to_double(cell);
        }
        // Numbers may be padded with zeros.
        std::string_view padded = cell;
        while (padded.size() > 1 && padded.front() == '0') {
            padded.remove_prefix(1);
        }
        if (is_decimal_number(padded)) {
            return to_double(padded);
        }
        add(ErrorCode::value_wrong_type, line, field, fmt::format("{} is no number", in_quotes(cell)),
            "Give a number in every row");
        return std::nullopt;
    }

    void take_row(std::size_t line, std::vector<std::string_view> const& cells) {
        if (cells.size() < columns_needed) {
            add(ErrorCode::syntax_error, line, "row",
                fmt::format("has {} columns, where global irradiance is the 14th", cells.size()),
                "Give every hour all its columns");
            return;
        }
        static constexpr std::array<std::pair<std::size_t, char const*>, 6> wanted{
            {{0, "year"},
             {1, "month"},
             {2, "day"},
             {3, "hour"},
             {dry_bulb, "dry bulb temperature"},
             {global_horizontal, "global horizontal irradiance"}}};
        std::array<double, wanted.size()> values{};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::optional<double> const value = number(line, cells[wanted[i].first], wanted[i].second);
            if (!value) {
                return;
            }
            values[i] = *value;
        }
        using namespace std::chrono;
        Row const row{line,
                      static_cast<int>(values[0]),
                      static_cast<int>(values[1]),
                      static_cast<int>(values[2]),
                      static_cast<int>(values[3]),
                      values[4],
                      values[5]};
        year_month_day const date{std::chrono::year{row.year},
                                  std::chrono::month{static_cast<unsigned>(row.month)},
                                  std::chrono::day{static_cast<unsigned>(row.day)}};
        if (!date.ok() || row.hour < 1 || row.hour > 24) {
            add(ErrorCode::value_wrong_type, line, "hour",
                fmt::format("{}-{}-{} hour {} is no hour", row.year, row.month, row.day, row.hour),
                "Hours are numbered 1 to 24");
            return;
        }
        if (row.temperature_c >= missing_temperature) {
            add(ErrorCode::value_missing, line, "dry bulb temperature", "is missing (99.9)", "Fill the gap");
        } else if (row.temperature_c < -60.0 || row.temperature_c > 60.0) {
            add(ErrorCode::value_out_of_range, line, "dry bulb temperature",
                fmt::format("{:g} is not allowed, must be from -60 to 60", row.temperature_c),
                "Check the unit");
        }
        rows_.push_back(row);
    }

    // When a row's hour begins; `year` stands in for the row's own.
    [[nodiscard]] std::int64_t begin_s(Row const& row, std::optional<int> year) const {
        using namespace std::chrono;
        year_month_day const date{std::chrono::year{year.value_or(row.year)},
                                  std::chrono::month{static_cast<unsigned>(row.month)},
                                  std::chrono::day{static_cast<unsigned>(row.day)}};
        return sys_days{date}.time_since_epoch().count() * seconds_a_day + (row.hour - 1) * seconds_an_hour -
               zone_s_;
    }

    [[nodiscard]] bool follow_each_other() const {
        for (std::size_t i = 1; i < rows_.size(); ++i) {
            if (begin_s(rows_[i], {}) - begin_s(rows_[i - 1], {}) != seconds_an_hour) {
                return false;
            }
        }
        return true;
    }

    EpwWeather weather() {
        EpwWeather made;
        made.typical = !follow_each_other();
        std::optional<int> year;
        if (made.typical) {
            bool leap = false;
            bool mixed = false;
            for (Row const& row : rows_) {
                leap = leap || (row.month == 2 && row.day == 29);
                mixed = mixed || row.year != rows_.front().year;
            }
            year = leap ? 2000 : 2001;
            made.typical = mixed;
        }
        for (std::size_t i = 1; i < rows_.size(); ++i) {
            std::int64_t const distance = begin_s(rows_[i], year) - begin_s(rows_[i - 1], year);
            if (distance != seconds_an_hour) {
                add(ErrorCode::values_conflict, rows_[i].line, "hour",
                    fmt::format("begins {} s after the hour of the row before", distance),
                    distance > seconds_an_hour ? "Fill the gap" : "Sort the rows, and give each hour once");
            }
        }
        TimeSeries const empty{
            .begin_s = begin_s(rows_.front(), year), .interval_s = seconds_an_hour, .values = {}};
        made.outdoor_c = empty;
        bool const whole_years = rows_.size() % 24 == 0 && rows_.size() >= 8760;
        double before = whole_years ? rows_.back().temperature_c : rows_.front().temperature_c;
        for (Row const& row : rows_) {
            made.outdoor_c.values.push_back(0.5 * (before + row.temperature_c));
            before = row.temperature_c;
        }
        made.global_w_m2 = empty;
        for (Row const& row : rows_) {
            if (row.global_w_m2 >= missing_irradiance || row.global_w_m2 < 0.0) {
                made.first_dark_line = made.dark_hours == 0 ? row.line : made.first_dark_line;
                ++made.dark_hours;
            }
            made.global_w_m2.values.push_back(row.global_w_m2);
        }
        if (made.dark_hours > 0) {
            made.global_w_m2.values.clear();
        }
        return made;
    }

    std::string const& file_;
    std::vector<Problem>& problems_;
    std::int64_t zone_s_{0};
    std::vector<Row> rows_;
};

} // namespace

EpwWeather parse_epw(std::string_view content, std::string const& file, std::vector<Problem>& problems) {
    return EpwFile{file, problems}.parse(content);
}

} // namespace saggar::detail
