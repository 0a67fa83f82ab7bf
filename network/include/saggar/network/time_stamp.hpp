// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Points in time as people write them, ISO 8601: 2024-01-15, 2024-01-15T06:00, 2024-01-15T06:00:30Z,
// 2024-01-15 06:00+01:00. Without a zone it is UTC. No leap seconds, whole seconds only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saggar {

// Seconds since 1970-01-01T00:00:00Z; nothing where the text is no such point in time.
[[nodiscard]] std::optional<std::int64_t> parse_time_stamp(std::string_view text);
// "2024-01-15T06:00:00Z"
[[nodiscard]] std::string time_stamp(std::int64_t seconds);

} // namespace saggar
