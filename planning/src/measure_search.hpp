// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The cheapest set of measures, best first: sets wait in the order of what is known of their cost before they
// are solved, which is never more than what they turn out to cost; each is asked for in turn until none that
// waits could be cheaper than the best that works. Sets grow by one step of one measure that can help with
// what the solver says is broken; with each of them the branch is also tried wider, as long as the oracle
// asks.

#include "measure_set.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct WaitingSet {
    std::size_t way{0}; // which tie-in
    MeasureSet set;
    std::size_t width{0}; // of the branch (Attempt::width)
};

struct SearchAnswer {
    std::optional<double> cost; // of a set that works
    std::vector<MeasureSet> next;
    std::optional<std::size_t> wider; // width of the branch that is to be tried next with the same set
};

struct SearchOracle {
    std::function<double(WaitingSet const&)> least_cost;
    // `bound`: what has to be undercut; a set that turns out to cost more need not be finished.
    std::function<SearchAnswer(WaitingSet const&, double bound)> solve;
};

struct SearchEnd {
    std::optional<WaitingSet> best; // cheaper than the bound that it began with
    double cost{std::numeric_limits<double>::infinity()};
    std::size_t solved{0};
    bool complete{true}; // false: ended at `most`, and something cheaper may be left
};

[[nodiscard]] SearchEnd cheapest_set(std::vector<WaitingSet> const& first, double bound, std::size_t most,
                                     SearchOracle const& oracle);

} // namespace saggar::detail
