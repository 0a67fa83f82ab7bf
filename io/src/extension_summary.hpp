// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a plan came to, as the member "plan" of plan.json.

#include "saggar/network/project.hpp"
#include "saggar/planning/extension.hpp"

#include <nlohmann/json_fwd.hpp>

namespace saggar::detail {

// `project`: what was planned from; its catalogues are read again to name the elements that bind.
[[nodiscard]] nlohmann::json extension_summary(ExtensionPlan const& plan, Project const& project);

} // namespace saggar::detail
