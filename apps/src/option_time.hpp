// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Options that are points in time, and what is wrong with them.

#include "saggar/network/error.hpp"

#include "saggar/network/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saggar::app {

[[nodiscard]] Problem option_problem(ErrorCode code, char const* option, std::string text,
                                     std::string advice);

// Seconds since 1970-01-01T00:00:00Z; adds a problem where the text is no point in time. One that names no
// zone is of the project's.
[[nodiscard]] std::optional<std::int64_t> option_time(char const* option, std::string const& text,
                                                      TimeZone const& zone, std::vector<Problem>& problems);

} // namespace saggar::app
