// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A year's weather for the dates of other years.

#include "saggar/engine/simulation/scenario.hpp"

#include <optional>

namespace saggar::detail {

// The series for all calendar years (UTC) that the window touches and a little more: on each day what the
// series has on that day of its own year, at the same times of the day; a 29th of February that it does not
// have is its 28th. Nothing where the series lacks a day of the year.
[[nodiscard]] std::optional<TimeSeries> for_any_year(TimeSeries const& series, TimeWindow const& window);

} // namespace saggar::detail
