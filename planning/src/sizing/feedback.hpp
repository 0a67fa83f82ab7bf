// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the solver contradicts becomes a demand on the next choice of sizes.

#include "model.hpp"

namespace saggar::detail {

[[nodiscard]] SizingDemands no_demands(DesignJudge const& judge, Network const& network);

// Tightens the demands by what the design breaks: a pipe that is too steep or too fast becomes larger,
// consumers that lack pressure count on less, a plant lifts less where pressure is too high. False where
// nothing that sizes can mend is broken, or nothing is left to tighten.
[[nodiscard]] bool learn(Design const& design, DesignJudge const& judge, SizingDemands& demands);

// The substation whose link this is.
[[nodiscard]] std::size_t substation_of(Network const& network, std::int32_t link);

} // namespace saggar::detail
