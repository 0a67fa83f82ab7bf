// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/time_stamp.hpp"
#include "saggar/planning/cold_week.hpp"

#include <cmath>
#include <numbers>

namespace saggar {

namespace {

constexpr std::int64_t seconds_a_week = 7 * seconds_a_day;

// The week within the time of which `value` is least.
template <class Value>
std::optional<std::int64_t> least_week(TimeSpan const& within, LocalClock const& clock, Value const& value) {
    std::optional<std::int64_t> best;
    double least = 0.0;
    for (std::int64_t day = clock.day(within.begin_s);; ++day) {
        std::int64_t const begin = clock.begin_of_day_s(day);
        if (begin + seconds_a_week > within.end_s) {
            return best;
        }
        if (begin < within.begin_s) {
            continue;
        }
        double const found = value(begin, begin + seconds_a_week);
        if (!best || found < least) {
            best = begin;
            least = found;
        }
    }
}

} // namespace

std::optional<std::int64_t> coldest_week_s(TimeSeries const& outdoor_c, TimeSpan const& within,
                                           LocalClock const& clock) {
    return least_week(within, clock,
                      [&](std::int64_t from_s, std::int64_t to_s) { return mean(outdoor_c, from_s, to_s); });
}

std::optional<std::int64_t> busiest_week_s(std::vector<TimeSeries> const& demand_w, TimeSpan const& within,
                                           LocalClock const& clock) {
    return least_week(within, clock, [&](std::int64_t from_s, std::int64_t to_s) {
        double sum = 0.0;
        for (TimeSeries const& one : demand_w) {
            sum -= mean(one, from_s, to_s);
        }
        return sum;
    });
}

TimeSeries supposed_cold_week_c(double design_outdoor_c, std::int64_t begin_s, LocalClock const& clock) {
    constexpr double half_swing_k = 2.0;
    constexpr double coldest_hour = 6.0;
    constexpr std::int64_t before_s = 4 * seconds_a_day; // days before weigh in demand
    constexpr std::int64_t after_s = seconds_a_day;
    TimeSeries made{.begin_s = begin_s - before_s, .interval_s = seconds_an_hour, .values = {}};
    for (std::int64_t time = made.begin_s; time < begin_s + seconds_a_week + after_s;
         time += seconds_an_hour) {
        double const angle = 2.0 * std::numbers::pi * (clock.hour(time) - coldest_hour) / 24.0;
        made.values.push_back(design_outdoor_c + half_swing_k * (1.0 - std::cos(angle)));
    }
    return made;
}

} // namespace saggar
