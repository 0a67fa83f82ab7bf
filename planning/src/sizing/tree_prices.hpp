// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Lagrangian bound of the choice in a tree. The largest of several lift costs is at least their mean by any
// weights w (sum 1), and a head that has to be kept may be priced at any p >= 0 instead:
//
//   cost >= sum over pipes of least option (cost + W lift cost + P head) + sum over leaves (w need + p need)
//           - sum p x largest head
//
// W, P: weights and prices of all leaves behind a pipe. Good ones are found by subgradient steps (Polyak
// 1969). The bound shows which choices of a part of the tree can belong to no good whole.

#include "tree_choice.hpp"

#include <vector>

namespace saggar::detail {

struct TreePrices {
    double bound{0.0};
    std::vector<double> weight;     // by node: of all leaves at and below it
    std::vector<double> price;      // likewise
    std::vector<double> own_weight; // of the leaf at the node itself
    std::vector<double> own_price;
    std::vector<double> least; // of the pipe to the node's parent
};

// `aim`: the cost of a known choice.
[[nodiscard]] TreePrices find_prices(SizingTree const& tree, double largest_head, double aim, int steps);

} // namespace saggar::detail
