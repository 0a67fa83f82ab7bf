// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The links of a plan and the outages that they are for: the member "security" of plan.json, and a layer that
// is a table as well.

#include "results/map_layer.hpp"

#include "saggar/planning/extension.hpp"

#include <nlohmann/json_fwd.hpp>

namespace saggar::detail {

// Of a plan with `security`.
[[nodiscard]] nlohmann::json security_summary(ExtensionPlan const& plan);
// A row for each link, each outage that needs one, and each load in each outage that stays short.
[[nodiscard]] MapLayer security_layer(ExtensionPlan const& plan);

} // namespace saggar::detail
