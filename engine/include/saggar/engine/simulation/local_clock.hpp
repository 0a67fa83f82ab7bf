// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The clock on the wall: what people's habits follow. A fixed offset from UTC, with or without European
// summer time: an hour more from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00
// UTC (Directive 2000/84/EC; the United Kingdom's Summer Time Order 2002 has the same days).

#include "saggar/network/settings.hpp"

#include <cstdint>

namespace saggar {

class LocalClock {
public:
    LocalClock() = default;
    LocalClock(double offset_h, SummerTime summer_time);
    // That of the settings' zone, or else of their offset and summer time.
    explicit LocalClock(SimulationSettings const& settings);

    // Seconds that the clock shows, counted as if it were UTC, at a time since 1970-01-01T00:00:00Z.
    [[nodiscard]] std::int64_t local_s(std::int64_t time_s) const;
    // Days since 1970-01-01 on the clock.
    [[nodiscard]] std::int64_t day(std::int64_t time_s) const;
    // When a day begins: the first time at which the clock shows it. Days have 23 to 25 hours.
    [[nodiscard]] std::int64_t begin_of_day_s(std::int64_t day) const;
    // Hours since the clock's midnight, 0 to below 24.
    [[nodiscard]] double hour(std::int64_t time_s) const;

private:
    std::int64_t offset_s_{0};
    bool summer_time_{false};
    TimeZone zone_; // UTC: by the two above
};

// 0 Monday to 6 Sunday.
[[nodiscard]] int weekday(std::int64_t day);
// 1 on 1 January, to 366.
[[nodiscard]] int day_of_year(std::int64_t day);
// The same date `years` later; 28 February stands in for a 29th that is not there.
[[nodiscard]] std::int64_t years_later(std::int64_t day, int years);

} // namespace saggar
