// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Cheapest ways along streets between nodes of a network that pass no other of its nodes: a way that does is
// two links, which bypass at least as much at the same cost.

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

struct LinkPath {
    std::int32_t from{0}; // places
    std::int32_t to{0};
    std::vector<std::int32_t> ways; // of the problem, from `from` on
};

// Between places with `is_node`, along streets and connectors without `used` (by the plan: what lies in
// the same trench fails with it), priced as `size`. Each pair of places once, `from` below `to`.
[[nodiscard]] std::vector<LinkPath> link_paths(ExtensionProblem const& problem,
                                               std::vector<std::uint8_t> const& is_node,
                                               std::vector<std::uint8_t> const& used, SizeRow const& size);
// Capital of a pair of this size laid along ways, crossings included.
[[nodiscard]] double path_capital(ExtensionProblem const& problem, std::vector<std::int32_t> const& ways,
                                  SizeRow const& size);

} // namespace saggar::detail
