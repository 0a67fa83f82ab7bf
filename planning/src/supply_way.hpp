// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// By which pipes a consumer's water comes.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <vector>

namespace saggar::detail {

// The pipe lines that most of a substation's water came through, from its own back to a plant; valves and
// pumps between them are passed.
[[nodiscard]] std::vector<std::size_t> supply_way(Network const& network, SteadyState const& state,
                                                  std::size_t substation);

} // namespace saggar::detail
