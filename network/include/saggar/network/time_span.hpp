// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Lengths of time as people write them, ISO 8601: "2025-05-01/2025-05-15", from and to, each a point in time
// of time_stamp.hpp; the end is outside.

#include "saggar/network/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace saggar {

struct TimeSpan {
    std::int64_t begin_s{0};
    std::int64_t end_s{0}; // after the begin
};

// Nothing where the text is no such length of time or ends before it begins.
[[nodiscard]] std::optional<TimeSpan> parse_time_span(std::string_view text, TimeZone const& zone = {});

} // namespace saggar
