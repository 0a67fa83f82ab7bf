// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "simulation/series_file.hpp"

#include "document/scalar.hpp"
#include "file.hpp"

#include "saggar/network/nearest_name.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::size_t most_problems = 200;

} // namespace

void Coverage::add(std::string const& file, TimeSpan const& span, std::string_view advice) {
    covered_.push_back({file, span});
    if (window_ && (span.begin_s > window_->begin_s || span.end_s < window_->end_s)) {
        problems_.push_back({ErrorCode::values_conflict,
                             {.file = file, .line = 0, .component = {}, .id = {}, .field = "time"},
                             fmt::format("the series is from {} to {}, which does not cover {} to {}",
                                         time_stamp(span.begin_s), time_stamp(span.end_s),
                                         time_stamp(window_->begin_s), time_stamp(window_->end_s)),
                             std::string{advice}});
    }
}

void Coverage::finish() const {
    if (window_ || covered_.empty()) {
        return;
    }
    auto const last =
        std::max_element(covered_.begin(), covered_.end(),
                         [](Covered const& a, Covered const& b) { return a.span.begin_s < b.span.begin_s; });
    auto const first =
        std::min_element(covered_.begin(), covered_.end(),
                         [](Covered const& a, Covered const& b) { return a.span.end_s < b.span.end_s; });
    if (last->span.begin_s >= first->span.end_s) {
        problems_.push_back(
            {ErrorCode::values_conflict,
             {.file = last->file, .line = 0, .component = {}, .id = {}, .field = "time"},
             fmt::format("the series begins at {}, when that of {} has ended, at {}: no time is covered by "
                         "both",
                         time_stamp(last->span.begin_s), first->file, time_stamp(first->span.end_s)),
             "Give both for the time that is simulated"});
    }
}

std::optional<TimeSpan> Coverage::common() const {
    std::optional<TimeSpan> all;
    for (Covered const& one : covered_) {
        all = all ? TimeSpan{.begin_s = std::max(all->begin_s, one.span.begin_s),
                             .end_s = std::min(all->end_s, one.span.end_s)}
                  : one.span;
    }
    return all;
}

SeriesFile::SeriesFile(std::filesystem::path const& path, TimeZone const& zone, Coverage* coverage,
                       std::vector<Problem>& problems)
    : path_{path}, file_{shown(path)}, zone_{zone}, coverage_{coverage}, problems_{problems} {}

std::vector<TimeSeries> SeriesFile::read(std::vector<Column> const& wanted) {
    std::vector<TimeSeries> series(wanted.size());
    std::string content;
    try {
        content = read_file(path_);
    } catch (Error const& error) {
        problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
        return series;
    }
    std::size_t const before = problems_.size();
    CsvTable const table = parse_csv(content, file_, problems_);
    if (problems_.size() > before) {
        return series;
    }
    std::vector<std::optional<std::size_t>> const place = find_columns(table.header, wanted);
    if (!time_column_) {
        return series;
    }
    for (CsvRow const& row : table.rows) {
        read_time(row);
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (place[i]) {
            read_column(table, *place[i], wanted[i], series[i]);
        }
    }
    check_cover(table);
    for (TimeSeries& each : series) {
        each.begin_s = times_.empty() ? 0 : times_.front();
        each.interval_s = interval_s_;
    }
    return series;
}

void SeriesFile::add(ErrorCode code, std::size_t line, std::string_view field, std::string text,
                     std::string advice) {
    if (problems_.size() < most_problems) {
        problems_.push_back(
            {code,
             {.file = file_, .line = line, .component = {}, .id = {}, .field = std::string{field}},
             std::move(text),
             std::move(advice)});
    }
}

std::vector<std::optional<std::size_t>> SeriesFile::find_columns(CsvRow const& header,
                                                                 std::vector<Column> const& wanted) {
    std::vector<std::optional<std::size_t>> place(wanted.size());
    std::unordered_map<std::string_view, std::size_t> known;
    std::vector<std::string_view> names{"time"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        known.emplace(wanted[i].name, i);
        names.emplace_back(wanted[i].name);
    }
    for (std::size_t cell = 0; cell < header.cells.size(); ++cell) {
        std::string const& name = header.cells[cell];
        auto const found = known.find(name);
        std::optional<std::size_t>* target = name == "time"         ? &time_column_
                                             : found != known.end() ? &place[found->second]
                                                                    : nullptr;
        if (target == nullptr) {
            std::string_view const nearest = nearest_name(name, names, slip_distance(name));
            add(ErrorCode::unknown_field, header.line, name, "is no column that is known here",
                nearest.empty() ? "Remove it" : fmt::format("Did you mean '{}'?", nearest));
        } else if (*target) {
            add(ErrorCode::duplicate_id, header.line, name, "is there twice", "Remove one of the two");
        } else {
            *target = cell;
        }
    }
    if (!time_column_) {
        add(ErrorCode::value_missing, header.line, "time", "there is no such column",
            "Give time stamps such as 2024-01-15T06:00:00Z");
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!place[i] && wanted[i].required) {
            add(ErrorCode::value_missing, header.line, wanted[i].name, "there is no such column", "Add it");
        }
    }
    return place;
}

std::optional<std::int64_t> SeriesFile::time_of(std::string const& text) const {
    std::optional<TimeZone::Moment> const moment = time_moment(text, zone_);
    if (!moment || moment->shown == TimeZone::Shown::never) {
        return std::nullopt;
    }
    bool const gone = !times_.empty() && times_.back() >= moment->first_s;
    return gone ? moment->second_s : moment->first_s;
}

void SeriesFile::read_time(CsvRow const& row) {
    std::string const& text = row.cells[*time_column_];
    std::optional<std::int64_t> const time = time_of(text);
    if (!time) {
        TimeProblem problem = time_problem(text, zone_);
        add(ErrorCode::value_wrong_type, row.line, "time", std::move(problem.text),
            std::move(problem.advice));
        good_ = false;
        return;
    }
    if (times_.size() == 1) {
        interval_s_ = *time - times_.front();
    }
    if (!times_.empty()) {
        std::int64_t const distance = *time - times_.back();
        if (distance <= 0) {
            add(ErrorCode::values_conflict, row.line, "time",
                fmt::format("{} is not after the one before, {}", time_stamp(*time),
                            time_stamp(times_.back())),
                "Sort the rows, and give each time once");
            interval_s_ = std::max<std::int64_t>(interval_s_, 1);
        } else if (distance != interval_s_) {
            add(ErrorCode::values_conflict, row.line, "time",
                fmt::format("{} s after the row before, where rows begin {} s after each other", distance,
                            interval_s_),
                distance > interval_s_ ? "Fill the gap" : "Give evenly spaced times");
        }
    }
    times_.push_back(*time);
}

void SeriesFile::read_column(CsvTable const& table, std::size_t place, Column const& column,
                             TimeSeries& series) {
    series.values.reserve(table.rows.size());
    for (CsvRow const& row : table.rows) {
        std::string const& text = row.cells[place];
        double const value = is_decimal_number(text) ? to_double(text) : 0.0;
        if (!is_decimal_number(text)) {
            add(ErrorCode::value_wrong_type, row.line, column.name,
                text.empty() ? "is missing" : fmt::format("{} is no number", detail::in_quotes(text)),
                "Give a number in every row");
        } else if (!(value >= column.lowest && value <= column.highest)) {
            add(ErrorCode::value_out_of_range, row.line, column.name,
                fmt::format("{:g} is not allowed, must be from {:g} to {:g}", value, column.lowest,
                            column.highest),
                "Check the unit");
        }
        series.values.push_back(value * column.si_per_unit);
    }
}

void SeriesFile::check_cover(CsvTable const& table) {
    if (!good_) {
        return;
    }
    if (times_.size() < 2) {
        add(ErrorCode::value_missing, table.header.line, "time", "there are less than two rows",
            "Give a row for each hour");
        return;
    }
    if (coverage_ != nullptr) {
        coverage_->add(file_, {.begin_s = times_.front(), .end_s = times_.back() + interval_s_},
                       "Change --from and --to, or add rows");
    }
}

} // namespace saggar::detail
