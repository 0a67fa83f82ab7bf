// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "converted.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace saggar::detail {

double converted(double value) {
    constexpr int digits = 12;
    if (!std::isfinite(value)) {
        return value;
    }
    std::array<char, 32> buffer{};
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, digits - 1);
    double rounded = value;
    std::from_chars(buffer.data(), end.ptr, rounded);
    return rounded;
}

} // namespace saggar::detail
