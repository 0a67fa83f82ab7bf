// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/time_span.hpp"

#include "saggar/network/time_stamp.hpp"

namespace saggar {

std::optional<TimeSpan> parse_time_span(std::string_view text, TimeZone const& zone) {
    std::size_t const bar = text.find('/');
    if (bar == std::string_view::npos) {
        return std::nullopt;
    }
    std::optional<std::int64_t> const begin = parse_time_stamp(text.substr(0, bar), zone);
    std::optional<std::int64_t> const end = parse_time_stamp(text.substr(bar + 1), zone);
    if (!begin || !end || *end <= *begin) {
        return std::nullopt;
    }
    return TimeSpan{*begin, *end};
}

} // namespace saggar
