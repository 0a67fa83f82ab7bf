// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The cold week of a plan as the member "cold_week" of plan.json and as tables.

#include "saggar/planning/cold_week.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace saggar::detail {

[[nodiscard]] nlohmann::json cold_week_summary(ColdWeekReport const& week);
// A row for each hour.
[[nodiscard]] std::string cold_week_csv(ColdWeekReport const& week);
// A row for each load.
[[nodiscard]] std::string cold_week_loads_csv(ColdWeekReport const& week);

} // namespace saggar::detail
