// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <cstddef>
#include <limits>

namespace saggar::topology {

using Index = std::size_t;

inline constexpr double infinite = std::numeric_limits<double>::infinity();
// Beyond a capacity, for round-off: plans and bounds have the same.
inline constexpr double allowance = 1.0 + 1e-9;

} // namespace saggar::topology
