// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Sizes of a rooted tree at least cost, exactly: of every node the front of all choices below it of which
// none is both cheaper and needs less head at the node. Fronts are merged from the leaves to the root; costs
// add up, heads of branches take the larger, a pipe adds its own. Where a front grows beyond what is kept, it
// is thinned: for a design by leaving choices out, for a bound by letting one point stand for several that is
// at least as good as each.
//
//   least  sum cost + max over leaves (need + sum of head on the way),   subject to that max <= cap
//
// Head is in any unit that it adds up in: money as well as pressure.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace saggar::detail {

struct TreeOption {
    std::size_t size{0}; // what to report
    double cost{0.0};
    double head{0.0};
};

// Node 0 is the root; each other node comes after its parent.
struct SizingTree {
    std::vector<std::int32_t> parent;             // -1 of the root
    std::vector<std::vector<TreeOption>> options; // of the edge to the parent; empty: no pipe that is sized
    std::vector<double> need;                     // -infinity where nobody is
};

struct TreeLimits {
    double cap{std::numeric_limits<double>::infinity()};   // of head at the root
    double price{1.0};                                     // of a unit of head at the root
    double bound{std::numeric_limits<double>::infinity()}; // nothing dearer is looked for
    std::size_t front{400};                                // points that are kept of each
};

struct TreeChoice {
    double cost{0.0}; // without head
    double head{0.0};
    std::vector<std::size_t> option; // of each node's edge, position in its options
};

// The best choices, by growing cost and price x head; at most `count`. Empty where the cap cannot be kept.
[[nodiscard]] std::vector<TreeChoice> best_choices(SizingTree const& tree, TreeLimits const& limits,
                                                   std::size_t count);
// A number that no choice within the cap goes below; infinity where there is none.
[[nodiscard]] double least_cost_bound(SizingTree const& tree, TreeLimits const& limits);

} // namespace saggar::detail
