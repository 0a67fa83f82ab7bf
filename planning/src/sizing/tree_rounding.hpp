// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A good choice from Lagrangian prices: of every pipe the option that prices favour, with head priced so much
// higher that the largest head is kept; then pipes are made cheaper one by one, what saves most first, as
// long as head and total cost allow. For fronts to beat (tree_choice.cpp).

#include "tree_prices.hpp"

#include <optional>

namespace saggar::detail {

// Empty where even head at any price is not kept so.
[[nodiscard]] std::optional<TreeChoice> rounded_choice(SizingTree const& tree, TreePrices const& prices,
                                                       double largest_head);

} // namespace saggar::detail
