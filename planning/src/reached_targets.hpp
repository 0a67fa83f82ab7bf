// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What of a network a branch can be tied into: pairs and nodes to which water comes by open ways from a
// running plant, a reservoir or a tank, on both sides, at the point where connections are judged.

#include "saggar/network/network.hpp"
#include "saggar/network/tie_in.hpp"

namespace saggar::detail {

// `targets` are those of the network's project.
[[nodiscard]] TieInTargets reached_targets(TieInTargets targets, Network const& network);

} // namespace saggar::detail
