// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <limits>

namespace saggar::detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double w_per_mw = 1e6;
inline constexpr double round_off = 1e-12; // of a sum of costs, relative

} // namespace saggar::detail
