// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Values that people gave in one unit, that are SI inside and are shown in their unit again: 0.7 bar is
// 0.7000000000000001 after both ways.

#include "saggar/engine/steady/limits.hpp"

namespace saggar::detail {

// With the digits that a double has after a few conversions, 12.
[[nodiscard]] double converted(double value);

// Of a limit, and of what is held against it, in the unit that its kind is shown in.
[[nodiscard]] inline double in_unit_of(LimitKind kind, double value_si) {
    return converted(value_si * info(kind).shown_per_si);
}

} // namespace saggar::detail
