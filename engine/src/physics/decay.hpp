// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// e^-x and its mean over 0..x, (1 - e^-x)/x, together and without a branch, so that loops of them vectorise.
// The second is accurate for the smallest x, where the first is 1. Errors stay below 1e-15 relative
// (test_pipe_heat).

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace saggar::detail {

struct Decay {
    double factor; // e^-x
    double mean;   // (1 - e^-x)/x; 1 at x = 0
};

// x >= 0; beyond 700, where e^-x is 1e-304, the factor keeps its value.
inline Decay decay(double x) {
    // e^-x = 2^k e^y with |y| <= ln(2)/2: k rounded by adding 1.5 * 2^52, whose last bits then hold it. ln 2
    // in two parts, the first short enough for k times it to be exact.
    constexpr double round = 6755399441055744.0;
    constexpr double ln2_high = 0x1.62e42fee00000p-1;
    constexpr double ln2_low = 0x1.a39ef35793c76p-33;
    double const z = -std::min(x, 700.0);
    double const shifted = z * 1.4426950408889634 + round;
    double const k = shifted - round;
    double const y = (z - k * ln2_high) - k * ln2_low;
    // (e^y - 1)/y by its Taylor series; the first term left out is below 2e-17.
    constexpr std::array<double, 13> factorial{1.0,        2.0,         6.0,         24.0,     120.0,
                                               720.0,      5040.0,      40320.0,     362880.0, 3628800.0,
                                               39916800.0, 479001600.0, 6227020800.0};
    double mean = 1.0 / factorial.back();
    for (std::size_t i = factorial.size() - 1; i-- > 0;) {
        mean = mean * y + 1.0 / factorial[i];
    }
    auto const scale = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52U);
    double const factor = (1.0 + y * mean) * scale;
    // Without reduction (k = 0) the series itself is the mean; with it 1 - e^-x has lost nothing.
    double const quotient = (1.0 - factor) / std::max(x, 0.25);
    return {factor, k == 0.0 ? mean : quotient};
}

} // namespace saggar::detail
