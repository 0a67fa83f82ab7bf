// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What of a network a branch can be tied into: pairs and nodes to which water comes by open ways from a
// running plant, a reservoir or a tank, on both sides.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/tie_in.hpp"

namespace saggar::detail {

// `targets` are those of the network's project, `point` is where a load is judged.
[[nodiscard]] TieInTargets reached_targets(TieInTargets targets, Network const& network,
                                           OperatingPoint const& point);

} // namespace saggar::detail
