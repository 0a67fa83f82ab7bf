// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "weather/any_year.hpp"

#include "saggar/network/time_stamp.hpp"

#include <chrono>

namespace saggar::detail {

namespace {

using namespace std::chrono;

// Days that are known beyond the years: three before a day weigh in its demand, controllers look as far
// ahead, and days of the local clock begin up to fourteen hours off UTC's.
constexpr std::int64_t days_around = 4;

std::int64_t begin_of_s(year_month_day const& date) {
    return sys_days{date}.time_since_epoch().count() * seconds_a_day;
}

year_month_day date_of(std::int64_t time_s) {
    return year_month_day{floor<days>(sys_seconds{std::chrono::seconds{time_s}})};
}

} // namespace

std::optional<TimeSeries> for_any_year(TimeSeries const& series, TimeWindow const& window) {
    year const first = date_of(window.begin_s).year();
    year const after = date_of(window.end_s - 1).year() + years{1};
    year const own = date_of(series.begin_s).year();
    // Intervals begin at the times of the day at which they do in the series: those of a zone that is half an
    // hour off, at half past.
    std::int64_t const past_s =
        seconds_a_day % series.interval_s == 0
            ? (series.begin_s % series.interval_s + series.interval_s) % series.interval_s
            : 0;
    TimeSeries made{.begin_s = begin_of_s(first / January / 1) - days_around * seconds_a_day + past_s,
                    .interval_s = series.interval_s,
                    .values = {}};
    std::int64_t const end_s = begin_of_s(after / January / 1) + days_around * seconds_a_day;
    made.values.reserve(static_cast<std::size_t>((end_s - made.begin_s) / made.interval_s + 1));
    for (std::int64_t time = made.begin_s; time < end_s; time += made.interval_s) {
        year_month_day const date = date_of(time);
        bool found = false;
        for (int later = 0; later < 2 && !found; ++later) {
            year_month_day same = (own + years{later}) / date.month() / date.day();
            if (!same.ok()) {
                same = same.year() / February / 28;
            }
            std::int64_t const source = begin_of_s(same) + time - begin_of_s(date);
            if (source >= series.begin_s && source < series.end_s()) {
                made.values.push_back(
                    series.values[static_cast<std::size_t>((source - series.begin_s) / series.interval_s)]);
                found = true;
            }
        }
        if (!found) {
            return std::nullopt;
        }
    }
    return made;
}

} // namespace saggar::detail
