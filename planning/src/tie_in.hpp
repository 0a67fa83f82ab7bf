// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where a candidate's branch may start.

#include "extended_project.hpp"

#include "saggar/network/street_graph.hpp"

#include <vector>

namespace saggar::detail {

// At most `most` ways from the network's pairs to the candidate along the streets, the shortest trench first.
// Where no street leads there, the straight line from the nearest pair.
[[nodiscard]] std::vector<TrialBranch> tie_ins(Network const& network, StreetGraph const& streets,
                                               Candidate const& candidate, int most);

} // namespace saggar::detail
