// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/local_clock.hpp"

#include "saggar/network/time_stamp.hpp"

#include <chrono>
#include <cmath>

namespace saggar {

namespace {

using namespace std::chrono;

std::int64_t floor_day(std::int64_t seconds) {
    return floor<days>(sys_seconds{std::chrono::seconds{seconds}}).time_since_epoch().count();
}

year_month_day date_of(std::int64_t day) {
    return year_month_day{sys_days{days{day}}};
}

// The change of summer time in a month, seconds since 1970.
std::int64_t change_s(year in, month of) {
    sys_days const date{in / of / Sunday[last]};
    return date.time_since_epoch().count() * seconds_a_day + seconds_an_hour;
}

} // namespace

LocalClock::LocalClock(double offset_h, SummerTime summer_time)
    : offset_s_{std::llround(offset_h * static_cast<double>(seconds_an_hour))},
      summer_time_{summer_time == SummerTime::european} {}

LocalClock::LocalClock(SimulationSettings const& settings)
    : LocalClock{settings.time_zone_offset_h, settings.summer_time} {
    zone_ = settings.zone;
}

std::int64_t LocalClock::local_s(std::int64_t time_s) const {
    if (!zone_.is_utc()) {
        return zone_.local_s(time_s);
    }
    std::int64_t local = time_s + offset_s_;
    if (summer_time_) {
        year const in = date_of(floor_day(time_s)).year();
        if (time_s >= change_s(in, March) && time_s < change_s(in, October)) {
            local += seconds_an_hour;
        }
    }
    return local;
}

std::int64_t LocalClock::day(std::int64_t time_s) const {
    return floor_day(local_s(time_s));
}

std::int64_t LocalClock::begin_of_day_s(std::int64_t day) const {
    std::int64_t const midnight = day * seconds_a_day;
    if (!zone_.is_utc()) {
        return zone_.moment(midnight).first_s;
    }
    std::int64_t const in_summer = midnight - offset_s_ - seconds_an_hour;
    return local_s(in_summer) >= midnight ? in_summer : midnight - offset_s_;
}

double LocalClock::hour(std::int64_t time_s) const {
    std::int64_t const local = local_s(time_s);
    return static_cast<double>(local - floor_day(local) * seconds_a_day) /
           static_cast<double>(seconds_an_hour);
}

int weekday(std::int64_t day) {
    std::chrono::weekday const found{sys_days{days{day}}};
    return static_cast<int>(found.iso_encoding()) - 1;
}

int day_of_year(std::int64_t day) {
    sys_days const first{date_of(day).year() / January / 1};
    return static_cast<int>(day - first.time_since_epoch().count()) + 1;
}

std::int64_t years_later(std::int64_t day, int years) {
    year_month_day date = date_of(day) + std::chrono::years{years};
    if (!date.ok()) {
        date = date.year() / February / 28;
    }
    return sys_days{date}.time_since_epoch().count();
}

} // namespace saggar
