// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Sets of choices of which none is at least as good as another in all of cost, lift cost and head.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace saggar::detail {

// How a label came to be: a pipe's option on top of `first`, or two branches together.
struct TreeOrigin {
    std::int32_t first{-1};
    std::int32_t second{-1};
    std::int32_t node{-1}; // whose edge; -1: two branches
    std::int32_t option{-1};
};

struct TreeLabel {
    double head{0.0};
    double lift_cost{0.0};
    double cost{0.0};
    TreeOrigin from;
    std::int32_t kept{-1}; // place of the origin among those that are kept
};

using TreeFront = std::vector<TreeLabel>; // by growing head, then lift cost, then cost

// Orders labels and leaves those out that another is at least as good as.
[[nodiscard]] TreeFront undominated(TreeFront labels);

// All choices of two branches together that none of them makes needless (undominated once more by `take`r).
void merge_fronts(TreeFront const& a, TreeFront const& b, std::function<void(TreeLabel const&)> const& take);

// About `size` labels. `ideal`: each stands for a group and is at least as good as all of it; else each is
// one of its group.
[[nodiscard]] TreeFront thinned(TreeFront const& front, std::size_t size, bool ideal);

} // namespace saggar::detail
