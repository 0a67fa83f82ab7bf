// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Whose leaving would mend what no sizes do.

#include "design.hpp"

#include "saggar/planning/sizing.hpp"

#include <vector>

namespace saggar::detail {

// For the worst of what the design breaks, each by itself; the likeliest first.
[[nodiscard]] std::vector<SizingRelief> reliefs_of(Design const& design, Fluid const& fluid);

} // namespace saggar::detail
