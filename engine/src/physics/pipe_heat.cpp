// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/pipe_heat.hpp"

#include "physics/decay.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace saggar {
namespace {

// More transfer units than this change nothing that a double can show, and keep products finite at
// standstill.
constexpr double largest_ntu = 1e15;
constexpr double no_flow_w_k = 1e-280;

inline double effective_flow(double capacity_flow_w_k, double conductance_w_k) {
    return std::max(std::max(std::abs(capacity_flow_w_k), conductance_w_k / largest_ntu), no_flow_w_k);
}

inline PipeTransfer one_pipe(double conductance_w_k, double capacity_flow_w_k, double friction_heat_w) {
    double const c = effective_flow(capacity_flow_w_k, conductance_w_k);
    auto const [factor, mean] = detail::decay(conductance_w_k / c);
    return {factor, friction_heat_w / c * mean};
}

// With x from 0 to 1 along pipe 1's flow, a = U11/C1, b = U12/C1, c = U12/C2, d = U22/C2 (magnitudes) and
// excess temperatures e over the ground:
//
//   parallel:  e1' = -a e1 + b e2 + s1,  e2' =  c e1 - d e2 + s2
//              eigenvalues -(m +- r), m = (a + d)/2, h = (a - d)/2, r = sqrt(h^2 + bc)
//   counter:   e1' = -a e1 + b e2 + s1,  e2' = -c e1 + d e2 - s2, e2 given at x = 1
//              eigenvalues t +- r, t = (d - a)/2, m = (a + d)/2, r = sqrt(t^2 + ad - bc)
//
// Everything is written in e^-p, e^-n and their means (1 - e^-p)/p, ..., where p >= n >= 0 are m + r and m -
// r for parallel flow and r + |t| and r - |t| for counter-flow; n is found from the product p n = ad - bc,
// which does not cancel. Both cases are computed and one is chosen: no branch, so the loop over pairs
// vectorises.
inline PairTransfer two_pipes(PairFlow const& flow) {
    double const c1 = effective_flow(flow.capacity_flow_1_w_k, flow.own_1_w_k);
    double const c2 = effective_flow(flow.capacity_flow_2_w_k, flow.own_2_w_k);
    double const a = flow.own_1_w_k / c1;
    double const b = flow.mutual_w_k / c1;
    double const c = flow.mutual_w_k / c2;
    double const d = flow.own_2_w_k / c2;
    double const s1 = flow.friction_heat_1_w / c1;
    double const s2 = flow.friction_heat_2_w / c2;
    bool const parallel = (flow.capacity_flow_1_w_k < 0.0) == (flow.capacity_flow_2_w_k < 0.0);

    double const m = 0.5 * (a + d);
    double const h = 0.5 * (a - d);
    // Pipes that only heat each other have ad = bc, and in counter-flow r = 0 if they are alike: r is kept
    // above 1e-8 m, which changes less than round-off, and the product where it then is. Its bound is a part
    // of ad, not of m^2: beside water that stands still d is larger than a by many orders.
    double const product = std::max(a * d - b * c, 1e-16 * a * d);
    double const root = std::sqrt(h * h + (parallel ? b * c : product));
    double const r = std::max(std::max(root, 1e-8 * m), no_flow_w_k);
    double const p = r + (parallel ? m : std::abs(h));
    double const n = product / p;
    auto const [decay_p, mean_p] = detail::decay(p);
    auto const [decay_n, mean_n] = detail::decay(n);
    double const by_2r = 0.5 / r;

    // parallel: exp(-A) = even - odd (A - m), and the same of the integral of exp(-A x) for the sources
    double const even = 0.5 * (decay_n + decay_p);
    double const odd = (decay_n - decay_p) * by_2r;
    double const source_even = 0.5 * (mean_n + mean_p);
    double const source_odd = (mean_n - mean_p) * by_2r;
    double const rise_1_parallel = (source_even - h * source_odd) * s1 + b * source_odd * s2;
    double const rise_2_parallel = (source_even + h * source_odd) * s2 + c * source_odd * s1;

    // counter: D = e^-r (cosh r + m sinh r / r); transmission e^(+-t - r)/D, exchange (sinh r / r) e^-r/D
    double const exchange = (p * mean_p + decay_p * n * mean_n) * by_2r; // (1 - e^-2r)/(2r)
    double const by_d = 1.0 / (0.5 * (1.0 + decay_p * decay_n) + m * exchange);
    bool const first_larger = h > 0.0; // t = -h: e^(t-r) is e^-p then
    double const through_1 = first_larger ? decay_p : decay_n;
    double const through_2 = first_larger ? decay_n : decay_p;
    double const mean_1 = first_larger ? mean_p : mean_n;
    double const mean_2 = first_larger ? mean_n : mean_p;
    double const even_1 = 0.5 * (mean_1 + through_1 * mean_2);
    double const odd_1 = (mean_1 - through_1 * mean_2) * by_2r;
    double const even_2 = 0.5 * (mean_2 + through_2 * mean_1);
    double const odd_2 = (mean_2 - through_2 * mean_1) * by_2r;
    double const rise_1_counter = ((even_1 + m * odd_1) * s1 + b * odd_1 * s2) * by_d;
    double const rise_2_counter = ((even_2 + m * odd_2) * s2 + c * odd_2 * s1) * by_d;

    return {.factor_11 = parallel ? even - h * odd : through_1 * by_d,
            .factor_12 = b * (parallel ? odd : exchange * by_d),
            .factor_21 = c * (parallel ? odd : exchange * by_d),
            .factor_22 = parallel ? even + h * odd : through_2 * by_d,
            .rise_1_k = parallel ? rise_1_parallel : rise_1_counter,
            .rise_2_k = parallel ? rise_2_parallel : rise_2_counter};
}

} // namespace

PipeTransfer pipe_transfer(double conductance_w_k, double capacity_flow_w_k, double friction_heat_w) {
    assert(conductance_w_k >= 0.0);
    return one_pipe(conductance_w_k, capacity_flow_w_k, friction_heat_w);
}

double pipe_mean_factor(double conductance_w_k, double capacity_flow_w_k) {
    assert(conductance_w_k >= 0.0);
    return detail::decay(conductance_w_k / effective_flow(capacity_flow_w_k, conductance_w_k)).mean;
}

// The loops promise that columns of output are no columns of input: GCC gives up on checking so many by
// itself.

void pipe_transfers(std::span<double const> conductance_w_k, std::span<double const> capacity_flow_w_k,
                    std::span<double const> friction_heat_w, std::span<double> factor,
                    std::span<double> rise_k) {
    std::size_t const count = conductance_w_k.size();
    assert(capacity_flow_w_k.size() == count && friction_heat_w.size() == count && factor.size() == count &&
           rise_k.size() == count);
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) {
        PipeTransfer const transfer = one_pipe(conductance_w_k[i], capacity_flow_w_k[i], friction_heat_w[i]);
        factor[i] = transfer.factor;
        rise_k[i] = transfer.rise_k;
    }
}

void decay_factors(std::span<double const> x, std::span<double> out) {
    assert(x.size() == out.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        out[i] = detail::decay(x[i]).factor;
    }
}

PairTransfer pair_transfer(PairFlow const& flow) {
    assert(flow.own_1_w_k >= flow.mutual_w_k && flow.own_2_w_k >= flow.mutual_w_k && flow.mutual_w_k >= 0.0);
    return two_pipes(flow);
}

void pair_transfers(PairFlowColumns const& flow, PairTransferColumns const& out) {
    std::size_t const count = flow.own_1_w_k.size();
    assert(flow.own_2_w_k.size() == count && flow.mutual_w_k.size() == count &&
           flow.capacity_flow_1_w_k.size() == count && flow.capacity_flow_2_w_k.size() == count &&
           flow.friction_heat_1_w.size() == count && flow.friction_heat_2_w.size() == count);
    assert(out.factor_11.size() == count && out.factor_12.size() == count && out.factor_21.size() == count &&
           out.factor_22.size() == count && out.rise_1_k.size() == count && out.rise_2_k.size() == count);
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) {
        PairTransfer const transfer = two_pipes({.own_1_w_k = flow.own_1_w_k[i],
                                                 .own_2_w_k = flow.own_2_w_k[i],
                                                 .mutual_w_k = flow.mutual_w_k[i],
                                                 .capacity_flow_1_w_k = flow.capacity_flow_1_w_k[i],
                                                 .capacity_flow_2_w_k = flow.capacity_flow_2_w_k[i],
                                                 .friction_heat_1_w = flow.friction_heat_1_w[i],
                                                 .friction_heat_2_w = flow.friction_heat_2_w[i]});
        out.factor_11[i] = transfer.factor_11;
        out.factor_12[i] = transfer.factor_12;
        out.factor_21[i] = transfer.factor_21;
        out.factor_22[i] = transfer.factor_22;
        out.rise_1_k[i] = transfer.rise_1_k;
        out.rise_2_k[i] = transfer.rise_2_k;
    }
}

} // namespace saggar
