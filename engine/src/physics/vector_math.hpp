// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Eight doubles side by side and the few functions the kernels need of them. Everything has internal linkage:
// each translation unit is compiled for another instruction set, and the linker must not mix them. Include
// only from kernel sources. The logarithm follows Tang's and fdlibm's argument reduction, with fdlibm's
// minimax coefficients (Sun Microsystems 1993); errors stay below 1 ulp for log and 2 ulp for exp on the
// ranges used.

#include <cstdint>

#pragma GCC diagnostic ignored "-Wpsabi" // no vector crosses a function boundary: all is inlined

namespace {

using Vec = double __attribute__((vector_size(64)));
using UVec = std::uint64_t __attribute__((vector_size(64)));
using VecAnywhere = double __attribute__((vector_size(64), aligned(8), may_alias));

#define SAGGAR_INLINE [[gnu::always_inline]] inline

SAGGAR_INLINE Vec load(double const* p) {
    return *reinterpret_cast<VecAnywhere const*>(p);
}
SAGGAR_INLINE void store(double* p, Vec v) {
    *reinterpret_cast<VecAnywhere*>(p) = v;
}
SAGGAR_INLINE Vec all(double x) {
    return Vec{} + x;
}
SAGGAR_INLINE Vec absolute(Vec x) {
    return reinterpret_cast<Vec>(reinterpret_cast<UVec>(x) & 0x7fffffffffffffff);
}
SAGGAR_INLINE Vec larger(Vec a, Vec b) {
    return a > b ? a : b;
}

struct Split {
    Vec exponent; // k
    Vec rest;     // f of x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2)
};
// x normal and above 0.
SAGGAR_INLINE Split split(Vec x) {
    constexpr std::uint64_t half_sqrt = 0x3fe6a09e667f3bcd; // sqrt(1/2)
    constexpr std::uint64_t bias = 1024;
    UVec const bits = reinterpret_cast<UVec>(x);
    UVec const k = (bits - half_sqrt + (bias << 52)) >> 52;
    // The exponent becomes a double by way of the mantissa of 2^52: there is no vector conversion before
    // AVX-512.
    Vec const exponent = reinterpret_cast<Vec>(k | 0x4330000000000000) - (4503599627370496.0 + 1024.0);
    Vec const mantissa = reinterpret_cast<Vec>(bits - (k << 52) + (bias << 52));
    return {exponent, mantissa - 1.0};
}

constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;

SAGGAR_INLINE Vec log(Vec x) {
    auto const [k, f] = split(x);
    Vec const s = f / (2.0 + f);
    Vec const z = s * s;
    Vec const r = z * (6.666666666666735130e-01 +
                       z * (3.999999999940941908e-01 +
                            z * (2.857142874366239149e-01 +
                                 z * (2.222219843214978396e-01 +
                                      z * (1.818357216161805012e-01 +
                                           z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
    Vec const half_square = 0.5 * f * f;
    return k * ln2_high - ((half_square - (s * (half_square + r) + k * ln2_low)) - f);
}

// To about 1e-3: a starting value.
SAGGAR_INLINE Vec rough_log(Vec x) {
    auto const [k, f] = split(x);
    return k * 0.6931471805599453 + f * (0.99949 + f * (-0.4950 + f * (0.3610 + f * -0.2240)));
}

// |x| < 700.
SAGGAR_INLINE Vec exp(Vec x) {
    constexpr double round = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to an integer
    Vec const shifted = x * 1.4426950408889634 + round;
    Vec const k = shifted - round;
    Vec const r = (x - k * ln2_high) - k * ln2_low;
    Vec p = all(1.0 / 6227020800.0);
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    UVec const scale = (reinterpret_cast<UVec>(shifted) + 1023) << 52;
    return p * reinterpret_cast<Vec>(scale);
}

} // namespace
