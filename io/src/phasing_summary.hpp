// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a build-out's strategies come to: the parts of its results that are about every strategy and future.

#include "results/map_layer.hpp"

#include "saggar/planning/phasing.hpp"

#include <nlohmann/json.hpp>

namespace saggar::detail {

// A row for every phase of every strategy in every future.
[[nodiscard]] MapLayer phases_table(PhasingReport const& report);
// A row for every strategy in every future: what it is worth there, and regrets.
[[nodiscard]] MapLayer regret_table(PhasingReport const& report);
// A row for every year between phases, or after the last one, in which plants come or go.
[[nodiscard]] nlohmann::json plant_years_json(PhasingReport const& report);
// What futures and strategies are, in words.
[[nodiscard]] nlohmann::json futures_json(PhasingReport const& report);
[[nodiscard]] nlohmann::json strategies_json(PhasingReport const& report);

} // namespace saggar::detail
