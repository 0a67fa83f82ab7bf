// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Sizes of a rooted tree at least cost, exactly:
//
//   least  sum of cost + max over leaves (need + sum of lift cost on the way)
//   while  max over leaves (need + sum of head on the way) <= largest head
//
// Of every node the front of all choices below it is kept of which none is at least as good as another in
// cost, lift cost and head at that node. Fronts are merged from the leaves to the root: costs add up, of
// branches the larger lift cost and head hold, a pipe adds its own. Where a front grows beyond what is kept
// it is thinned: for a design by leaving choices out, for a bound by letting one point stand for several that
// is at least as good as each of them.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace saggar::detail {

struct TreeOption {
    std::size_t size{0}; // what to report
    double cost{0.0};
    double lift_cost{0.0}; // money; as much as the plant's lift grows by, where the way decides it
    double head{0.0};      // any unit
};

// Node 0 is the root; each other node comes after its parent.
struct SizingTree {
    std::vector<std::int32_t> parent;             // -1 of the root
    std::vector<std::vector<TreeOption>> options; // of the edge to the parent; empty: no pipe that is sized
    std::vector<double> lift_cost_needed;         // -infinity where nobody is, as the next
    std::vector<double> head_needed;
};

struct TreeLimits {
    double largest_head{std::numeric_limits<double>::infinity()};
    double dearest{std::numeric_limits<double>::infinity()}; // nothing that costs more is looked for
    std::size_t front{400};                                  // points that are kept of each, about
};

struct TreeChoice {
    double cost{0.0};
    double lift_cost{0.0};
    double head{0.0};
    std::vector<std::size_t> option; // of each node's edge, position in its options

    [[nodiscard]] double total() const { return cost + lift_cost; }
};

// The best choices, the cheapest first; at most `count`. Empty where there are none within the limits.
[[nodiscard]] std::vector<TreeChoice> best_choices(SizingTree const& tree, TreeLimits const& limits,
                                                   std::size_t count);
// A number that no choice within the largest head costs less than; at most limits.dearest. Infinity where no
// choice keeps the head.
[[nodiscard]] double least_cost_bound(SizingTree const& tree, TreeLimits const& limits);

} // namespace saggar::detail
