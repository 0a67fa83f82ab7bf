// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A second pair beside one that would have to be larger, where that is cheaper.

#include "connection_study.hpp"

namespace saggar::detail {

// The least that a second pair beside one that has been made larger could cost: of the smallest pair of the
// family. Infinite where it has no price.
[[nodiscard]] double least_cost_beside(ConnectionStudy const& study, Measure const& measure,
                                       Reinforcement const& larger);

// For each pair that an attempt, which works at every point, has made larger, the dearest first: the smallest
// pair of the family that works beside the present one, if it costs less. What works is solved at every point
// in the end; the attempt stays as it was where nothing does.
void double_where_cheaper(ConnectionStudy const& study, Candidate const& candidate, Measure const& measure,
                          Attempt& attempt);

} // namespace saggar::detail
