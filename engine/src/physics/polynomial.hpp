// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Polynomials on -1..1: fitted through Chebyshev nodes (near the best approximation of their degree), kept as
// powers of x, evaluated by Estrin's scheme, whose short chains of dependent steps suit scalar and vector use
// alike. Powers of x are harmless here: on -1..1 the factors of smooth functions fall fast.

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace saggar::detail {

template <std::size_t degree>
using Polynomial = std::array<double, degree + 1>;

// c[0] + c[1] x + ... with powers = {x, x^2, x^4, x^8}
template <std::size_t count>
inline double estrin(double const* c, std::array<double, 4> const& powers) {
    if constexpr (count == 1) {
        return c[0];
    } else {
        constexpr std::size_t half = std::bit_floor(count - 1);
        return estrin<half>(c, powers) + powers[static_cast<std::size_t>(std::countr_zero(half))] *
                                             estrin<count - half>(c + half, powers);
    }
}

template <std::size_t count>
inline double evaluate(std::array<double, count> const& polynomial, double x) {
    static_assert(count <= 16);
    double const x2 = x * x;
    double const x4 = x2 * x2;
    return estrin<count>(polynomial.data(), {x, x2, x4, x4 * x4});
}

// The polynomial through f at the degree + 1 Chebyshev nodes of -1..1.
template <std::size_t degree, class Function>
Polynomial<degree> fit(Function const& f) {
    constexpr std::size_t count = degree + 1;
    std::array<double, count> value{};
    for (std::size_t k = 0; k < count; ++k) {
        value[k] = f(std::cos(std::numbers::pi * (static_cast<double>(k) + 0.5) / count));
    }
    // T_0 = 1, T_1 = x, T_j = 2 x T_(j-1) - T_(j-2), as powers of x.
    std::array<double, count> current{1.0};
    std::array<double, count> previous{};
    Polynomial<degree> result{};
    for (std::size_t j = 0; j < count; ++j) {
        double sum = 0.0;
        for (std::size_t k = 0; k < count; ++k) {
            double const angle = std::numbers::pi * static_cast<double>(j) * (static_cast<double>(k) + 0.5);
            sum += value[k] * std::cos(angle / count);
        }
        double const factor = (j == 0 ? 1.0 : 2.0) / count * sum;
        for (std::size_t i = 0; i <= j; ++i) {
            result[i] += factor * current[i];
        }
        std::array<double, count> next{};
        for (std::size_t i = 0; i + 1 < count; ++i) {
            next[i + 1] = (j == 0 ? 1.0 : 2.0) * current[i];
        }
        for (std::size_t i = 0; i < count; ++i) {
            next[i] -= j == 0 ? 0.0 : previous[i];
        }
        previous = current;
        current = next;
    }
    return result;
}

} // namespace saggar::detail
