// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Doubles side by side and the few functions the kernels need of them. A Vec is two machine vectors: the
// kernels' chains of dependent operations are long, and two of them interleaved keep the machine busy.
// Everything has internal linkage: each translation unit is compiled for another instruction set, and the
// linker must not mix them. Include only from kernel sources. The logarithm follows fdlibm's argument
// reduction with its minimax coefficients (Sun Microsystems 1993); errors stay below 1 ulp for log and 2 ulp
// for exp on the ranges used.

#include <cstddef>
#include <cstdint>

namespace {

#define SAGGAR_INLINE [[gnu::always_inline]] inline

#if defined(__AVX512F__)
#define SAGGAR_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define SAGGAR_VECTOR_BYTES 32
#else
#define SAGGAR_VECTOR_BYTES 16
#endif

using Native = double __attribute__((vector_size(SAGGAR_VECTOR_BYTES)));
using NativeBits = std::uint64_t __attribute__((vector_size(SAGGAR_VECTOR_BYTES)));
using NativeMask = std::int64_t __attribute__((vector_size(SAGGAR_VECTOR_BYTES)));
using NativeAnywhere = double __attribute__((vector_size(SAGGAR_VECTOR_BYTES), aligned(8), may_alias));

struct Vec {
    Native a;
    Native b;
};
struct Bits {
    NativeBits a;
    NativeBits b;
};
struct Mask {
    NativeMask a;
    NativeMask b;
};

inline constexpr std::size_t native_width = SAGGAR_VECTOR_BYTES / sizeof(double);
inline constexpr std::size_t vec_width = 2 * native_width;

SAGGAR_INLINE Vec all(double x) {
    return {Native{} + x, Native{} + x};
}
SAGGAR_INLINE Vec load(double const* p) {
    return {*reinterpret_cast<NativeAnywhere const*>(p),
            *reinterpret_cast<NativeAnywhere const*>(p + native_width)};
}
SAGGAR_INLINE void store(double* p, Vec v) {
    *reinterpret_cast<NativeAnywhere*>(p) = v.a;
    *reinterpret_cast<NativeAnywhere*>(p + native_width) = v.b;
}

SAGGAR_INLINE Vec operator+(Vec x, Vec y) {
    return {x.a + y.a, x.b + y.b};
}
SAGGAR_INLINE Vec operator-(Vec x, Vec y) {
    return {x.a - y.a, x.b - y.b};
}
SAGGAR_INLINE Vec operator*(Vec x, Vec y) {
    return {x.a * y.a, x.b * y.b};
}
SAGGAR_INLINE Vec operator+(Vec x, double y) {
    return {x.a + y, x.b + y};
}
SAGGAR_INLINE Vec operator-(Vec x, double y) {
    return {x.a - y, x.b - y};
}
SAGGAR_INLINE Vec operator*(Vec x, double y) {
    return {x.a * y, x.b * y};
}
SAGGAR_INLINE Vec operator+(double x, Vec y) {
    return {x + y.a, x + y.b};
}
SAGGAR_INLINE Vec operator-(double x, Vec y) {
    return {x - y.a, x - y.b};
}
SAGGAR_INLINE Vec operator*(double x, Vec y) {
    return {x * y.a, x * y.b};
}

SAGGAR_INLINE Vec operator/(Vec x, Vec y) {
    return {x.a / y.a, x.b / y.b};
}
SAGGAR_INLINE Vec operator/(double x, Vec y) {
    return {x / y.a, x / y.b};
}
SAGGAR_INLINE Vec inverse(Vec x) {
    return 1.0 / x;
}

SAGGAR_INLINE Mask operator<(Vec x, double y) {
    return {x.a < y, x.b < y};
}
SAGGAR_INLINE Mask operator>(Vec x, Vec y) {
    return {x.a > y.a, x.b > y.b};
}
SAGGAR_INLINE Vec choose(Mask mask, Vec x, Vec y) {
    return {mask.a ? x.a : y.a, mask.b ? x.b : y.b};
}
SAGGAR_INLINE Vec larger(Vec x, Vec y) {
    return choose(x > y, x, y);
}
SAGGAR_INLINE Vec larger(Vec x, double y) {
    return larger(x, all(y));
}

SAGGAR_INLINE Bits bits(Vec x) {
    return {reinterpret_cast<NativeBits>(x.a), reinterpret_cast<NativeBits>(x.b)};
}
SAGGAR_INLINE Vec number(Bits x) {
    return {reinterpret_cast<Native>(x.a), reinterpret_cast<Native>(x.b)};
}
SAGGAR_INLINE Vec absolute(Vec x) {
    constexpr std::uint64_t all_but_sign = 0x7fffffffffffffff;
    auto const [a, b] = bits(x);
    return number({a & all_but_sign, b & all_but_sign});
}

struct Split {
    Vec exponent; // k
    Vec rest;     // f of x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2)
};
// x normal and above 0.
SAGGAR_INLINE Split split(Vec x) {
    constexpr std::uint64_t half_sqrt = 0x3fe6a09e667f3bcd; // sqrt(1/2)
    constexpr std::uint64_t bias = 1024ULL << 52;
    constexpr std::uint64_t two_52 =
        0x4330000000000000; // 2^52: its mantissa takes the exponent as an integer
    auto const x_bits = bits(x);
    Bits const k{(x_bits.a - half_sqrt + bias) >> 52, (x_bits.b - half_sqrt + bias) >> 52};
    Vec const exponent = number({k.a | two_52, k.b | two_52}) - (4503599627370496.0 + 1024.0);
    Vec const mantissa = number({x_bits.a - (k.a << 52) + bias, x_bits.b - (k.b << 52) + bias});
    return {exponent, mantissa - 1.0};
}

inline constexpr double ln2_high = 6.93147180369123816490e-01;
inline constexpr double ln2_low = 1.90821492927058770002e-10;

SAGGAR_INLINE Vec log(Vec x) {
    auto const [k, f] = split(x);
    Vec const s = f / (2.0 + f);
    Vec const z = s * s;
    Vec const w = z * z;
    Vec const even =
        w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    Vec const odd =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    Vec const half_square = 0.5 * (f * f);
    return k * ln2_high - ((half_square - (s * (half_square + (even + odd)) + k * ln2_low)) - f);
}

// To about 1e-3: a starting value.
SAGGAR_INLINE Vec rough_log(Vec x) {
    auto const [k, f] = split(x);
    return k * 0.6931471805599453 + f * (0.99949 + f * (-0.4950 + f * (0.3610 + f * -0.2240)));
}

// |x| < 700. Taylor's series over +-ln2/2 to x^12, summed pairwise.
SAGGAR_INLINE Vec exp(Vec x) {
    constexpr double round = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to an integer
    Vec const shifted = x * 1.4426950408889634 + round;
    Vec const k = shifted - round;
    Vec const r = (x - k * ln2_high) - k * ln2_low;
    Vec const r2 = r * r;
    Vec const r4 = r2 * r2;
    Vec const p01 = 1.0 + r;
    Vec const p23 = 0.5 + r * (1.0 / 6.0);
    Vec const p45 = 1.0 / 24.0 + r * (1.0 / 120.0);
    Vec const p67 = 1.0 / 720.0 + r * (1.0 / 5040.0);
    Vec const p89 = 1.0 / 40320.0 + r * (1.0 / 362880.0);
    Vec const pab = 1.0 / 3628800.0 + r * (1.0 / 39916800.0);
    Vec const low = p01 + r2 * p23;
    Vec const middle = p45 + r2 * p67;
    Vec const high = p89 + r2 * pab + r4 * (1.0 / 479001600.0);
    Vec const p = low + r4 * (middle + r4 * high);
    auto const shifted_bits = bits(shifted);
    return p * number({(shifted_bits.a + 1023) << 52, (shifted_bits.b + 1023) << 52});
}

} // namespace
