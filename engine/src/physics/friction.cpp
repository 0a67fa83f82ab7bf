// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/friction.hpp"

#include "physics/friction_limits.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar {
namespace {

using namespace detail;

// A friction factor and d ln f / d ln Re.
struct Factor {
    double value;
    double exponent;
};

constexpr double ln10 = std::numbers::ln10;

// x = 1/sqrt f of x = -2 log10(a + 2.51 x / Re) by Newton; convex and increasing, it converges from any
// start.
Factor colebrook(double re, double a) {
    double const b = 2.51 / re;
    double x = 6.0;
    for (int i = 0; i < 60; ++i) {
        double const inside = std::max(a + b * x, 1e-300);
        double const step = (x + 2.0 / ln10 * std::log(inside)) / (1.0 + 2.0 / ln10 * b / inside);
        // Where the root lies at small x (Re far below any turbulence) the full step may leave the domain.
        double const next = x - step;
        x = next > 0.0 ? next : 0.5 * x;
        if (std::abs(step) <= 1e-15 * x) {
            break;
        }
    }
    // Implicitly: with w = ln10/2 (a Re/2.51 + x), d ln x / d ln Re = 1/(1 + w).
    double const w = 0.5 * ln10 * (a / b + x);
    return {1.0 / (x * x), -2.0 / (1.0 + w)};
}

// f = scale / ln(y)^2 with y = a + c Re^-p.
Factor explicit_log(double re, double a, double c, double p, double scale) {
    double const part = c * std::pow(re, -p);
    double const y = a + part;
    double const ln_y = std::log(y);
    return {scale / (ln_y * ln_y), 2.0 * p * part / (y * ln_y)};
}

Factor churchill(double re, double rr) {
    double const part = std::pow(7.0 / re, 0.9);
    double const y = part + 0.27 * rr;
    double const g = -2.457 * std::log(y);
    double const g15 = std::pow(g, 15);
    double const big_a = g15 * g;
    double const big_b = std::pow(37530.0 / re, 16);
    double const laminar = std::pow(8.0 / re, 12);
    double const sum = big_a + big_b;
    double const turbulent = std::pow(sum, -1.5);
    double const d_a = 16.0 * g15 * 2.457 * 0.9 * part / y;
    double const d_b = -16.0 * big_b;
    double const total = laminar + turbulent;
    double const d_total = -12.0 * laminar - 1.5 * turbulent / sum * (d_a + d_b);
    return {8.0 * std::pow(total, 1.0 / 12.0), d_total / (12.0 * total)};
}

// The law's own formula, without the laminar branch.
Factor turbulent(FrictionLaw law, double re, double rr) {
    switch (law) {
    case FrictionLaw::colebrook: return colebrook(re, rr / 3.7);
    case FrictionLaw::pandapipes_colebrook: return colebrook(re, rr / 3.71);
    case FrictionLaw::haaland: {
        // The exponent 1.11 stands inside, on k/(3.7 d) alone; 1.8 log10 = 1.8/ln10 ln.
        return explicit_log(re, std::pow(rr / 3.7, 1.11), 6.9, 1.0, ln10 * ln10 / (1.8 * 1.8));
    }
    case FrictionLaw::churchill: return churchill(re, rr);
    case FrictionLaw::pandapipes_nikuradse: {
        double const ln_rough = std::log(nikuradse_constant / std::max(rr, smallest_relative_roughness));
        double const rough = 0.25 * ln10 * ln10 / (ln_rough * ln_rough);
        double const laminar = 64.0 / re;
        return {laminar + rough, -laminar / (laminar + rough)};
    }
    case FrictionLaw::swamee_jain:
    case FrictionLaw::epanet:
    case FrictionLaw::pandapipes_swamee_jain:
    case FrictionLaw::hazen_williams:
    case FrictionLaw::chezy_manning: break;
    }
    return explicit_log(re, rr / 3.7, 5.74, 0.9, 0.25 * ln10 * ln10);
}

// Cubic in Re that meets 64/Re at 2000 and the turbulent law at 4000 in value and slope.
Factor bridge(double re, Factor const& end) {
    double const t = (re - laminar_end_re) / (turbulent_start_re - laminar_end_re);
    double const f0 = 64.0 / laminar_end_re;
    double const s0 = -f0; // d f / d t: -64/2000^2 * 2000
    double const f1 = end.value;
    double const s1 = 0.5 * end.value * end.exponent;
    double const c2 = 3.0 * (f1 - f0) - 2.0 * s0 - s1;
    double const c3 = 2.0 * (f0 - f1) + s0 + s1;
    double const f = f0 + t * (s0 + t * (c2 + t * c3));
    double const df_dt = s0 + t * (2.0 * c2 + t * 3.0 * c3);
    return {f, df_dt * (1.0 + t) / f};
}

// EPANET's cubic (Dunlop 1991) over the same range.
Factor dunlop(double re, double rr) {
    double const y2 = rr / 3.7 + 5.74 / std::pow(4000.0, 0.9);
    double const y3 = -2.0 / ln10 * std::log(y2);
    double const fa = 1.0 / (y3 * y3);
    double const fb = (2.0 + dunlop_ac / (y2 * y3)) * fa;
    double const r = re / 2000.0;
    double const x1 = 7.0 * fa - fb;
    double const x2 = 0.128 - 17.0 * fa + 2.5 * fb;
    double const x3 = -0.128 + 13.0 * fa - 2.0 * fb;
    double const x4 = 0.032 - 3.0 * fa + 0.5 * fb;
    double const f = x1 + r * (x2 + r * (x3 + r * x4));
    return {f, r * (x2 + r * (2.0 * x3 + r * 3.0 * x4)) / f};
}

Factor factor(FrictionLaw law, double re, double rr) {
    if (law == FrictionLaw::pandapipes_nikuradse) {
        return turbulent(law, re, rr);
    }
    if (law == FrictionLaw::pandapipes_colebrook || law == FrictionLaw::pandapipes_swamee_jain) {
        if (re >= pandapipes_linear_below_re) {
            return turbulent(law, re, rr);
        }
        // The formulas break down at creeping flow (Swamee-Jain has a pole near Re 7): linear from there.
        return {turbulent(law, pandapipes_linear_below_re, rr).value * pandapipes_linear_below_re / re, -1.0};
    }
    if (law == FrictionLaw::churchill) {
        return re < churchill_linear_below_re ? Factor{64.0 / re, -1.0} : turbulent(law, re, rr);
    }
    if (re <= laminar_end_re) {
        return {64.0 / re, -1.0};
    }
    if (re >= turbulent_start_re) {
        return turbulent(law, re, rr);
    }
    return law == FrictionLaw::epanet ? dunlop(re, rr) : bridge(re, turbulent(law, turbulent_start_re, rr));
}

// Head-loss formulas: dp = c |m|^n, linear below a creeping velocity so that the slope stays above 0.
PressureLoss power_loss(double coefficient, double exponent, double linear_below_kg_s, double m) {
    double const size = std::max(std::abs(m), linear_below_kg_s);
    double const secant = coefficient * std::pow(size, exponent - 1.0);
    return {secant * m, std::abs(m) > linear_below_kg_s ? exponent * secant : secant};
}

} // namespace

double darcy_friction_factor(FrictionLaw law, double reynolds, double relative_roughness) {
    if (law == FrictionLaw::hazen_williams || law == FrictionLaw::chezy_manning) {
        throw Error{{.code = ErrorCode::operation_refused,
                     .place = {},
                     .text = "a head-loss formula has no Darcy friction factor",
                     .advice = "Use pipe_pressure_loss"}};
    }
    return factor(law, reynolds, relative_roughness).value;
}

double detail::head_loss_coefficient(FrictionLaw law, PipeSection const& pipe, double density_kg_m3,
                                     double gravity_m_s2) {
    double const feet_diameter = pipe.inner_diameter_m / foot_m;
    double const cubic_feet = 1.0 / (foot_m * foot_m * foot_m * density_kg_m3); // m3/s per kg/s, in ft3/s
    double const weight = density_kg_m3 * gravity_m_s2;
    if (law == FrictionLaw::hazen_williams) {
        return weight * hazen_williams_constant * pipe.length_m *
               std::pow(pipe.roughness, -hazen_williams_exponent) *
               std::pow(feet_diameter, -hazen_williams_diameter_exponent) *
               std::pow(cubic_feet, hazen_williams_exponent);
    }
    return weight * chezy_manning_constant * pipe.length_m * pipe.roughness * pipe.roughness *
           std::pow(feet_diameter, -chezy_manning_diameter_exponent) * cubic_feet * cubic_feet;
}

PressureLoss pipe_pressure_loss(FrictionLaw law, PipeSection const& pipe, double density_kg_m3,
                                double viscosity_pa_s, double mass_flow_kg_s, double gravity_m_s2) {
    double const d = pipe.inner_diameter_m;
    double const area = 0.25 * std::numbers::pi * d * d;
    double const dynamic = 0.5 / (density_kg_m3 * area * area); // dynamic pressure of 1 kg/s
    double const m = mass_flow_kg_s;
    double const size = std::abs(m);
    PressureLoss const local{pipe.zeta_sum * dynamic * m * size, 2.0 * pipe.zeta_sum * dynamic * size};

    if (law == FrictionLaw::hazen_williams || law == FrictionLaw::chezy_manning) {
        double const n = law == FrictionLaw::hazen_williams ? hazen_williams_exponent : 2.0;
        auto const friction = power_loss(head_loss_coefficient(law, pipe, density_kg_m3, gravity_m_s2), n,
                                         head_loss_linear_below_m_s * density_kg_m3 * area, m);
        return {friction.loss_pa + local.loss_pa, friction.slope_pa_s_kg + local.slope_pa_s_kg};
    }
    double const per_factor = pipe.length_m / d * dynamic;
    double const re_per_flow = 4.0 / (std::numbers::pi * d * viscosity_pa_s);
    // f Re is constant there and below, so the limit m = 0 needs no division by it.
    double const base = std::max(size, least_flow_kg_s);
    auto const f = factor(law, base * re_per_flow, pipe.roughness / d);
    double const secant = per_factor * f.value * base;
    return {secant * m + local.loss_pa, secant * (2.0 + f.exponent) + local.slope_pa_s_kg};
}

} // namespace saggar
