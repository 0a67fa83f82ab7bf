// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The project that a plan becomes.

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace saggar::detail {

// After the id of a present pair: the piece behind where it is cut.
inline constexpr std::string_view piece_mark = "~part";

struct LaidProject {
    Project project;
    std::vector<ExtensionPipe> pipes;                     // new and larger pairs
    std::unordered_map<std::int32_t, std::string> places; // of the problem that became nodes, or were
    std::unordered_set<std::string> along_streets; // new pairs, but those of connectors and services alone
};

// Where the plan passes one of `nodes_at` (places), it gets a node.
[[nodiscard]] LaidProject lay_plan(Project const& project, DistrictMap const& map,
                                   ExtensionProblem const& problem, TopologyPlan const& plan,
                                   std::set<std::int32_t> const& nodes_at = {});

} // namespace saggar::detail
