// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The body of the friction kernels, included once by each instruction set's source. Internal linkage
// throughout.

#include "physics/friction_kernels.hpp"
#include "physics/friction_limits.hpp"
#include "physics/vector_math.hpp"

namespace {

using namespace saggar::detail;
using saggar::FrictionLaw;

inline constexpr double ln10 = 2.302585092994045684;

struct Factor {
    Vec value;
    Vec change; // d f / d ln Re
};

// 1/sqrt f = x of x = -(2/ln 10) ln(a + 2.51 x/Re). With s = ln10/2, alpha = a Re/2.51 and w = s (x + alpha)
// it is w + ln w = z = s alpha + ln(s Re/2.51): Wright's omega function. One step of Fritsch, Shafer &
// Crowley (Commun. ACM 1973, fourth order) from an asymptotic start is exact to round-off for every Re above
// 100.
SAGGAR_INLINE Factor colebrook(Vec re, Vec a) {
    constexpr double s = 0.5 * ln10;
    Vec const ln_re = log(re * (s / 2.51));
    Vec const z = s / 2.51 * (a * re) + ln_re;
    Vec const l = rough_log(z);
    Vec const inverse_z = inverse(z);
    Vec const start = z - l + l * inverse_z * (1.0 + (0.5 * l - 1.0) * inverse_z);
    Vec const ln_start = log(start);
    Vec const r = z - start - ln_start;
    Vec const next = 1.0 + start;
    Vec const t = 2.0 * next * (next + 2.0 / 3.0 * r);
    Vec const change = r * (t - r) / (next * (t - 2.0 * r));
    Vec const w = start + start * change;
    // ln w without a third logarithm: ln start + log1p(change), change being small.
    Vec const ln_w =
        ln_start + change * (1.0 + change * (-0.5 + change * (1.0 / 3.0 + change * (-0.25 + change * 0.2))));
    Vec const sx = ln_re - ln_w;
    Vec const square = sx * sx;
    Vec const one_w = 1.0 + w;
    Vec const common = s * s * inverse(square * one_w); // f / (1 + w)
    return {common * one_w, -2.0 * common};
}

// Below Re 100 the asymptotic start is too far off: more steps.
SAGGAR_INLINE Factor colebrook_everywhere(Vec re, Vec a) {
    constexpr double s = 0.5 * ln10;
    Vec const ln_re = log(re * (s / 2.51));
    Vec const z = s / 2.51 * (a * re) + ln_re;
    Vec w = choose(z < 2.5, all(1.2), z - log(larger(z, 1.5)));
    Vec ln_w = log(w);
    for (int i = 0; i < 3; ++i) {
        Vec const r = z - w - ln_w;
        Vec const next = 1.0 + w;
        Vec const t = 2.0 * next * (next + 2.0 / 3.0 * r);
        w = w + w * (r * (t - r) / (next * (t - 2.0 * r)));
        ln_w = log(w);
    }
    Vec const x = (ln_re - ln_w) * (1.0 / s);
    Vec const f = inverse(x * x);
    return {f, -2.0 * f / (1.0 + w)};
}

// f = scale / ln(y)^2 with y = a + part, part falling with Re^-p.
SAGGAR_INLINE Factor explicit_log(Vec a, Vec part, double p, double scale) {
    Vec const y = a + part;
    Vec const ln_y = log(y);
    Vec const common = inverse(ln_y * ln_y * y);
    Vec const f = scale * (common * y);
    return {f, 2.0 * p * (part * f) * (common * ln_y)};
}

SAGGAR_INLINE Factor swamee_jain(Vec re, Vec a) {
    return explicit_log(a, 5.74 * exp(-0.9 * log(re)), 0.9, 0.25 * ln10 * ln10);
}

SAGGAR_INLINE Vec power_8(Vec x) {
    Vec const x2 = x * x;
    Vec const x4 = x2 * x2;
    return x4 * x4;
}

SAGGAR_INLINE Factor churchill(Vec re, Vec a) {
    Vec const inverse_re = inverse(re);
    Vec const part = exp(0.9 * log(7.0 * inverse_re));
    Vec const y = part + a;
    Vec const g = -2.457 * log(y);
    Vec const g2 = g * g;
    Vec const g4 = g2 * g2;
    Vec const g8 = g4 * g4;
    Vec const big_a = g8 * g8;
    Vec const g15 = g8 * g4 * (g2 * g);
    Vec const b8 = power_8(37530.0 * inverse_re);
    Vec const big_b = b8 * b8;
    Vec const l2 = 64.0 * (inverse_re * inverse_re);
    Vec const l4 = l2 * l2;
    Vec const laminar = l4 * l4 * l4;
    Vec const sum = big_a + big_b;
    Vec const turbulent = exp(-1.5 * log(sum));
    Vec const d_a = 16.0 * 2.457 * 0.9 * (g15 * part / y);
    Vec const total = laminar + turbulent;
    Vec const d_total = -12.0 * laminar - 1.5 * (turbulent / sum) * (d_a - 16.0 * big_b);
    Vec const f = 8.0 * exp(log(total) * (1.0 / 12.0));
    return {f, f * d_total * inverse(12.0 * total)};
}

template <FrictionLaw law>
SAGGAR_INLINE Factor turbulent(Vec re, Vec rough) {
    if constexpr (law == FrictionLaw::colebrook) {
        return colebrook(re, rough);
    } else if constexpr (law == FrictionLaw::pandapipes_colebrook) {
        return colebrook_everywhere(re, rough);
    } else if constexpr (law == FrictionLaw::haaland) {
        return explicit_log(rough, 6.9 * inverse(re), 1.0, ln10 * ln10 / (1.8 * 1.8));
    } else {
        return swamee_jain(re, rough);
    }
}

// The two ends of a law whose middle is a cubic over Re 2000 to 4000.
SAGGAR_INLINE Factor bridge(Vec re, Factor end) {
    Vec const t = re * (1.0 / 2000.0) - 1.0;
    constexpr double f0 = 64.0 / laminar_end_re;
    Vec const f1 = end.value;
    Vec const s1 = 0.5 * end.change;
    Vec const c2 = 3.0 * f1 - f0 - s1;
    Vec const c3 = f0 - 2.0 * f1 + s1;
    Vec const f = f0 + t * (t * (c2 + t * c3) - f0);
    Vec const df_dt = t * (2.0 * c2 + t * (3.0 * c3)) - f0;
    return {f, df_dt * (1.0 + t)};
}

// EPANET's: `end` is Swamee-Jain at Re 4000. Its constant AC over (y2 y3) is d ln f / d ln Re there, to the
// twelve digits that AC has.
SAGGAR_INLINE Factor dunlop(Vec re, Factor end) {
    Vec const fa = end.value;
    Vec const fb = 2.0 * fa + end.change;
    Vec const r = re * (1.0 / 2000.0);
    Vec const x1 = 7.0 * fa - fb;
    Vec const x2 = 0.128 - 17.0 * fa + 2.5 * fb;
    Vec const x3 = 13.0 * fa - 0.128 - 2.0 * fb;
    Vec const x4 = 0.032 - 3.0 * fa + 0.5 * fb;
    return {x1 + r * (x2 + r * (x3 + r * x4)), r * (x2 + r * (2.0 * x3 + r * (3.0 * x4)))};
}

template <FrictionLaw law>
SAGGAR_INLINE Factor factor(Vec re, Vec rough) {
    if constexpr (law == FrictionLaw::pandapipes_nikuradse) {
        Vec const laminar = 64.0 * inverse(re);
        return {laminar + rough, -1.0 * laminar};
    } else {
        constexpr bool completed = law != FrictionLaw::churchill &&
                                   law != FrictionLaw::pandapipes_colebrook &&
                                   law != FrictionLaw::pandapipes_swamee_jain;
        if constexpr (!completed) {
            constexpr double least =
                law == FrictionLaw::churchill ? churchill_linear_below_re : pandapipes_linear_below_re;
            Factor own{};
            if constexpr (law == FrictionLaw::churchill) {
                own = churchill(larger(re, least), rough);
            } else {
                own = turbulent<law>(larger(re, least), rough);
            }
            Mask const creeping = re < least;
            Vec const line = (law == FrictionLaw::churchill ? all(64.0) : own.value * least) / re;
            return {choose(creeping, line, own.value), choose(creeping, -1.0 * line, own.change)};
        } else {
            Factor const end = turbulent<law>(larger(re, turbulent_start_re), rough);
            Factor middle{};
            if constexpr (law == FrictionLaw::epanet) {
                middle = dunlop(re, end);
            } else {
                middle = bridge(re, end);
            }
            Mask const below_turbulent = re < turbulent_start_re;
            Mask const is_laminar = re < laminar_end_re;
            Vec const laminar = 64.0 * inverse(re);
            Vec const upper = choose(below_turbulent, middle.value, end.value);
            Vec const upper_change = choose(below_turbulent, middle.change, end.change);
            return {choose(is_laminar, laminar, upper), choose(is_laminar, -1.0 * laminar, upper_change)};
        }
    }
}

template <FrictionLaw law>
void evaluate(std::size_t count, double const* flow, FrictionColumns const& columns, double* loss,
              double* slope) {
    static_assert(friction_padding % vec_width == 0);
    for (std::size_t i = 0; i < count; i += vec_width) {
        Vec const m = load(flow + i);
        Vec const size = absolute(m);
        Vec const per_reynolds = load(columns.per_reynolds + i);
        Vec const friction = load(columns.friction + i);
        Vec const local = load(columns.local + i) * size;
        if constexpr (law == FrictionLaw::hazen_williams || law == FrictionLaw::chezy_manning) {
            Vec const base = larger(size, per_reynolds);
            Vec secant{};
            double n{};
            if constexpr (law == FrictionLaw::hazen_williams) {
                n = hazen_williams_exponent;
                secant = friction * exp((hazen_williams_exponent - 1.0) * log(base));
            } else {
                n = 2.0;
                secant = friction * base;
            }
            store(loss + i, (secant + local) * m);
            store(slope + i, choose(size > per_reynolds, n * secant, secant) + 2.0 * local);
        } else {
            Vec const base = larger(size, least_flow_kg_s);
            Factor const f = factor<law>(base * per_reynolds, load(columns.rough + i));
            Vec const scale = friction * base;
            store(loss + i, (scale * f.value + local) * m);
            store(slope + i, scale * (2.0 * f.value + f.change) + 2.0 * local);
        }
    }
}

inline FrictionKernel kernel_of(FrictionLaw law) {
    switch (law) {
    case FrictionLaw::colebrook: return evaluate<FrictionLaw::colebrook>;
    case FrictionLaw::swamee_jain: return evaluate<FrictionLaw::swamee_jain>;
    case FrictionLaw::haaland: return evaluate<FrictionLaw::haaland>;
    case FrictionLaw::churchill: return evaluate<FrictionLaw::churchill>;
    case FrictionLaw::epanet: return evaluate<FrictionLaw::epanet>;
    case FrictionLaw::hazen_williams: return evaluate<FrictionLaw::hazen_williams>;
    case FrictionLaw::chezy_manning: return evaluate<FrictionLaw::chezy_manning>;
    case FrictionLaw::pandapipes_colebrook: return evaluate<FrictionLaw::pandapipes_colebrook>;
    case FrictionLaw::pandapipes_swamee_jain: return evaluate<FrictionLaw::pandapipes_swamee_jain>;
    case FrictionLaw::pandapipes_nikuradse: return evaluate<FrictionLaw::pandapipes_nikuradse>;
    }
    return nullptr;
}

} // namespace
