// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which pipes that sizes were not chosen for stand in the way of a design.

#include "design.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

// Pairs beyond their limits of velocity or gradient, and those by which water comes to where pressure lacks,
// but for the pairs of `options`; in the order of the project.
[[nodiscard]] std::vector<std::string> pairs_in_the_way(Design const& design, SizingOptions const& options);

} // namespace saggar::detail
