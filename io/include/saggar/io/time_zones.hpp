// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Time zones by their names in the IANA database, as this system has it (/usr/share/zoneinfo).

#include "saggar/network/time_zone.hpp"

#include <optional>
#include <string>

namespace saggar {

// Rules from 1970 to 2100. Nothing where the database has no such name, or there is none.
[[nodiscard]] std::optional<TimeZone> find_time_zone(std::string const& name);
// The name in it that is nearest to one that it does not have; empty: none is near.
[[nodiscard]] std::string nearest_time_zone(std::string const& name);

} // namespace saggar
