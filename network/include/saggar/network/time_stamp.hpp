// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Points in time as people write them, ISO 8601: 2024-01-15, 2024-01-15T06:00, 2024-01-15T06:00:30Z,
// 2024-01-15 06:00+01:00. Without a zone it is UTC, or what clocks of a given zone show. No leap seconds,
// whole seconds only.

#include "saggar/network/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saggar {

inline constexpr std::int64_t seconds_an_hour = 3600;
inline constexpr std::int64_t seconds_a_day = 86400;

// Seconds since 1970-01-01T00:00:00Z; nothing where the text is no such point in time.
[[nodiscard]] std::optional<std::int64_t> parse_time_stamp(std::string_view text);
// The same with a zone for texts that name none; nothing also where its clocks show the time twice or never.
[[nodiscard]] std::optional<std::int64_t> parse_time_stamp(std::string_view text, TimeZone const& zone);
// All that is known of a text: when it may be; nothing where it is no point in time. One that names a zone, Z
// or an offset, is shown once.
[[nodiscard]] std::optional<TimeZone::Moment> time_moment(std::string_view text, TimeZone const& zone);
// Why it is none: "'noon' is no point in time", "'2024-10-27T01:30' is shown twice by clocks of
// Europe/London"; and what to do.
struct TimeProblem {
    std::string text;
    std::string advice;
};
[[nodiscard]] TimeProblem time_problem(std::string_view text, TimeZone const& zone);
// "2024-01-15T06:00:00Z"
[[nodiscard]] std::string time_stamp(std::int64_t seconds);

} // namespace saggar
