// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How much head the boosters of a set need.

#include "connection_study.hpp"

namespace saggar::detail {

[[nodiscard]] bool has_booster(std::vector<Measure> const& measures, MeasureSet const& set);
// The least head of each booster with which pressure lacks nowhere at the attempt's points, one after the
// other: the first of four equal parts of the maximum that does, then halved four times; the maximum where
// none does. The attempt ends solved with it.
void find_heads(ConnectionStudy const& study, Candidate const& candidate, Attempt& attempt);
// Boosters of an attempt that works, rated at what their lines carry in it: larger pipes that were laid after
// the heads were found let more through. It stays as it was where it would not work so.
void rate_boosters(ConnectionStudy const& study, Candidate const& candidate, Attempt& attempt);

} // namespace saggar::detail
