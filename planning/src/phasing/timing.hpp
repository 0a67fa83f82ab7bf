// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// When to dig which part of a forest, so that what it brings is worth most: a load may connect from its
// arrival on, along a way that is dug all the way from the root; what is done later costs and brings less.
// Exact by dynamic programming from the leaves: of each part, what it is worth if the way to it is there from
// each phase on.

#include <cstdint>
#include <vector>

namespace saggar::detail {

struct TimedWay { // from the root outwards: `from` is reached before
    std::int32_t from{0};
    std::int32_t to{0};
    double cost{0.0}; // of digging it in the first of all phases
};

struct TimedLoad {
    std::int32_t node{0};
    int arrival{0};
    bool at_once{false}; // connects when it arrives, whatever that costs
    double income{0.0};  // if it connected in the first of all phases
    double cost{0.0};    // likewise
};

// `cost_factor`, `income_factor`: by phase, of what is done in it; never rising. `first`: no phase before it
// is left. Returns the phase of each load; -1: it is not worth its way in any.
[[nodiscard]] std::vector<int> best_phases(std::vector<TimedWay> const& ways,
                                           std::vector<TimedLoad> const& loads, std::size_t nodes,
                                           std::vector<double> const& cost_factor,
                                           std::vector<double> const& income_factor, int first);

} // namespace saggar::detail
