// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The inner loops of a solve over a structure's arrays: all straight, none allocates. `Real` is double, or
// several operating points side by side. One superlink's equation is
//   loss(q) - drive = p(start) - p(end),
// where loss and slope are sums over its elements and drive holds gravity and the pressures of fixed nodes. A
// Newton step takes q to q + base + conductance (dp(start) - dp(end)) with base = -conductance (loss - drive
// - p(start) + p(end)), and the dp follow from continuity at the unknowns: a symmetric positive definite
// system.

#include "hydraulics/structure.hpp"
#include "hydraulics/symmetric_factor_numeric.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace saggar::detail {

inline double absolute(double x) {
    return x < 0.0 ? -x : x;
}
inline double larger(double a, double b) {
    return a > b ? a : b;
}

template <class Real>
struct Core {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): one where Real is double
    static constexpr std::size_t lanes = sizeof(Real) / sizeof(double);

    Structure const* structure{nullptr};

    // Per pipe slot.
    std::vector<Real> per_reynolds, friction, local, drive, flow, loss, slope;
    std::vector<Real> stiffness, anchor; // of HydraulicPoint, in blocks; empty where it gives none
    std::vector<Real> offset;            // blocks only: flow of the element minus flow of its superlink
    std::vector<double> rough;           // repeated per lane
    // Per other link.
    std::vector<Real> other_drive, other_offset;
    // Per superlink.
    std::vector<Real> q, change, base, conductance, violation, chain_loss, chain_slope, chain_drive;
    // Per unknown, and the ground behind them.
    std::vector<Real> pressure, demand, rhs;
    // The matrix, and the slot that nobody reads.
    std::vector<Real> values, inverse_pivots, work;
    // Per node position, and the root behind them.
    std::vector<Real> below, relative;

    void resize(Structure const& s) {
        structure = &s;
        auto const pipes = static_cast<std::size_t>(s.pipes.size());
        for (auto* v : {&per_reynolds, &friction, &local, &drive, &flow, &loss, &slope}) {
            v->assign(pipes, Real{});
        }
        offset.assign(static_cast<std::size_t>(s.pipes.core), Real{});
        rough.clear();
        for (auto const r : s.pipes.rough) {
            rough.insert(rough.end(), lanes, r);
        }
        other_drive.assign(s.others.size(), Real{});
        other_offset.assign(s.others.size(), Real{});
        auto const superlinks = static_cast<std::size_t>(s.superlinks);
        for (auto* v :
             {&q, &change, &base, &conductance, &violation, &chain_loss, &chain_slope, &chain_drive}) {
            v->assign(superlinks, Real{});
        }
        auto const unknowns = static_cast<std::size_t>(s.unknowns());
        for (auto* v : {&pressure, &demand, &rhs}) {
            v->assign(unknowns + 1, Real{});
        }
        values.assign(s.factor.value_count() + 1, Real{});
        inverse_pivots.assign(unknowns, Real{});
        work.assign(s.factor.work_count(), Real{});
        below.assign(s.partition.node.size() + 1, Real{});
        relative.assign(s.partition.node.size() + 1, Real{});
    }

    // `below` holds each node's own withdrawal; afterwards, with all that hangs under it.
    void aggregate() {
        auto const* const up = structure->partition.up.data();
        auto const count = structure->partition.size();
        for (std::int32_t i = 0; i < count; ++i) {
            below[up[i]] += below[i];
        }
    }

    // Known differences of flow along the chains, and what they take out, as demand at the chains' ends.
    void set_offsets() {
        auto const& s = *structure;
        auto const unknowns = s.unknowns();
        for (std::int32_t i = 0; i < unknowns; ++i) {
            demand[i] = below[s.place_position[i]];
        }
        demand[unknowns] = Real{};
        for (auto const& chains : s.classes) {
            if (chains.first >= s.pure_superlinks || chains.pipes < 2) {
                continue; // offsets of single pipes stay 0
            }
            for (std::int32_t k = 1; k < chains.pipes; ++k) {
                auto const row = chains.first_slot + k * chains.count;
                auto const* const after = s.pipes.after.data() + row - chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    offset[row + i] = offset[row - chains.count + i] - below[after[i]];
                }
            }
            auto const last = chains.first_slot + (chains.pipes - 1) * chains.count;
            for (std::int32_t i = 0; i < chains.count; ++i) {
                demand[s.end_place[chains.first + i]] -= offset[last + i];
            }
        }
        for (auto const& chain : s.mixed) {
            Real sum{};
            for (auto e = chain.first; e < chain.last; ++e) {
                auto const& element = s.mixed_elements[e];
                (element.slot >= 0 ? offset[element.slot] : other_offset[element.other]) = sum;
                if (element.after >= 0) {
                    sum -= below[element.after];
                }
            }
            demand[s.end_place[chain.superlink]] -= sum;
        }
    }

    // Sum of a column of slots over each superlink's plain pipes; `into` of mixed superlinks without pipes is
    // 0.
    void sum_chains(std::vector<Real> const& column, std::vector<Real>& into) {
        auto const& s = *structure;
        std::fill(into.begin() + s.pure_superlinks, into.end(), Real{});
        for (auto const& chains : s.classes) {
            Real const* const first = column.data() + chains.first_slot;
            Real* const sum = into.data() + chains.first;
            for (std::int32_t i = 0; i < chains.count; ++i) {
                sum[i] = first[i];
            }
            for (std::int32_t k = 1; k < chains.pipes; ++k) {
                Real const* const row = first + k * chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    sum[i] += row[i];
                }
            }
        }
    }

    // Flow of every plain pipe in blocks from its superlink's.
    void expand() {
        for (auto const& chains : structure->classes) {
            Real const* const own = q.data() + chains.first;
            for (std::int32_t k = 0; k < chains.pipes; ++k) {
                auto const row = chains.first_slot + k * chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    flow[row + i] = own[i] + offset[row + i];
                }
            }
        }
    }

    // Losses, evaluated at some `flow`, carried along their slopes to the flows that the superlinks have.
    void carry_to_superlinks() {
        for (auto const& chains : structure->classes) {
            Real const* const own = q.data() + chains.first;
            for (std::int32_t k = 0; k < chains.pipes; ++k) {
                auto const row = chains.first_slot + k * chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    loss[row + i] += slope[row + i] * (own[i] + offset[row + i] - flow[row + i]);
                }
            }
        }
    }

    void evaluate_pipes(FrictionKernel kernel, std::int32_t first, std::int32_t last) {
        auto const count = static_cast<std::size_t>(last - first) * lanes;
        auto const at = [&](std::vector<Real>& column) {
            return reinterpret_cast<double*>(column.data() + first);
        };
        kernel(count, at(flow),
               {at(per_reynolds), rough.data() + static_cast<std::size_t>(first) * lanes, at(friction),
                at(local)},
               at(loss), at(slope));
        stiffen_pipes(first, last);
    }

    void stiffen_pipes(std::int32_t first, std::int32_t last) {
        if (stiffness.empty()) {
            return;
        }
        for (std::int32_t i = first; i < last; ++i) {
            loss[i] += stiffness[i] * (flow[i] - anchor[i]);
            slope[i] += stiffness[i];
        }
    }

    // base and conductance of every superlink. Slopes below `least_slope` are raised to it: the step
    // shortens, the solution is the same. Returns the largest violation of a superlink's equation.
    Real linearise(double least_slope) {
        auto const& s = *structure;
        auto const* const start = s.start_place.data();
        auto const* const end = s.end_place.data();
        Real worst{};
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            Real const missing = chain_loss[i] - chain_drive[i] - pressure[start[i]] + pressure[end[i]];
            Real const g = 1.0 / larger(chain_slope[i], Real{} + least_slope);
            violation[i] = missing;
            conductance[i] = g;
            base[i] = -g * missing;
            worst = larger(worst, absolute(missing));
        }
        return worst;
    }

    // Matrix and right-hand side from base and conductance; the right-hand side is what is missing to
    // continuity.
    void assemble() {
        auto const& s = *structure;
        std::fill(values.begin(), values.end(), Real{});
        std::transform(demand.begin(), demand.end(), rhs.begin(), [](Real x) { return -x; });
        auto const* const start = s.start_place.data();
        auto const* const end = s.end_place.data();
        auto const* const start_slot = s.start_slot.data();
        auto const* const end_slot = s.end_slot.data();
        auto const* const cross_slot = s.cross_slot.data();
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            Real const g = conductance[i];
            Real const next = q[i] + base[i];
            values[start_slot[i]] += g;
            values[end_slot[i]] += g;
            values[cross_slot[i]] -= g;
            rhs[start[i]] -= next;
            rhs[end[i]] += next;
        }
        rhs[s.unknowns()] = Real{};
    }

    // Right-hand side alone, of flows as they are.
    void missing_flow() {
        auto const& s = *structure;
        std::transform(demand.begin(), demand.end(), rhs.begin(), [](Real x) { return -x; });
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            rhs[s.start_place[i]] -= q[i];
            rhs[s.end_place[i]] += q[i];
        }
        rhs[s.unknowns()] = Real{};
    }

    // Where conductances differ so much that round-off leaves a pivot of nothing: a little weight on every
    // diagonal. It shortens the step; what continuity loses by it the next step makes good.
    void stiffen() {
        auto const& s = *structure;
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            values[s.start_slot[i]] += 1e-10 * conductance[i];
            values[s.end_slot[i]] += 1e-10 * conductance[i];
        }
    }

    [[nodiscard]] bool factorise() {
        return structure->factor.factorise(values.data(), inverse_pivots.data(), work.data());
    }
    void solve(std::vector<Real>& x) const {
        structure->factor.solve(values.data(), inverse_pivots.data(), x.data());
        x[structure->unknowns()] = Real{};
    }

    struct Step {
        Real flow;        // sum of flows after the step, by links
        Real flow_change; // sum of changes, by links
        Real descent;     // derivative of the content function along the step, at its beginning
    };
    // Takes the step that `rhs`, now the change of pressures, completes.
    Step advance() {
        auto const& s = *structure;
        auto const* const start = s.start_place.data();
        auto const* const end = s.end_place.data();
        Step step{};
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            Real const d = base[i] + conductance[i] * (rhs[start[i]] - rhs[end[i]]);
            change[i] = d;
            q[i] += d;
            step.flow += s.links[i] * absolute(q[i]);
            step.flow_change += s.links[i] * absolute(d);
            step.descent += d * violation[i];
        }
        for (std::int32_t i = 0; i < s.unknowns(); ++i) {
            pressure[i] += rhs[i];
        }
        return step;
    }

    // ---- how flows answer to withdrawals: `below` and the offsets hold changes --------------------------

    // Conductances and matrix where the losses now stand.
    void take_slopes(double least_slope) {
        auto const& s = *structure;
        std::fill(values.begin(), values.end(), Real{});
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            Real const g = 1.0 / larger(chain_slope[i], Real{} + least_slope);
            conductance[i] = g;
            values[s.start_slot[i]] += g;
            values[s.end_slot[i]] += g;
            values[s.cross_slot[i]] -= g;
        }
    }
    // base of every superlink from what changed flows inside it lose more.
    void resist_offsets() {
        auto const& s = *structure;
        std::fill(base.begin(), base.end(), Real{});
        for (auto const& chains : s.classes) {
            for (std::int32_t k = 0; k < chains.pipes; ++k) {
                auto const row = chains.first_slot + k * chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    base[chains.first + i] -=
                        conductance[chains.first + i] * slope[row + i] * offset[row + i];
                }
            }
        }
    }
    void assemble_response() {
        auto const& s = *structure;
        std::transform(demand.begin(), demand.end(), rhs.begin(), [](Real x) { return -x; });
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            rhs[s.start_place[i]] -= base[i];
            rhs[s.end_place[i]] += base[i];
        }
        rhs[s.unknowns()] = Real{};
    }
    // `rhs` is now the change of pressures; `change` and `flow` become those of flows, of superlinks and of
    // the plain pipes in them.
    void take_response() {
        auto const& s = *structure;
        for (std::int32_t i = 0; i < s.superlinks; ++i) {
            change[i] = base[i] + conductance[i] * (rhs[s.start_place[i]] - rhs[s.end_place[i]]);
        }
        for (auto const& chains : s.classes) {
            for (std::int32_t k = 0; k < chains.pipes; ++k) {
                auto const row = chains.first_slot + k * chains.count;
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    flow[row + i] = change[chains.first + i] + offset[row + i];
                }
            }
        }
    }

    // One superlink's part of the derivative of the content function along the last step, where the losses
    // now stand. Pressures cancel in the sum, continuity of the step granted; with them its terms are small
    // and so is round-off.
    [[nodiscard]] Real slope_along_step(std::int32_t i) const {
        return change[i] * (chain_loss[i] - chain_drive[i] - pressure[structure->start_place[i]] +
                            pressure[structure->end_place[i]]);
    }

    // Absolute pressures of all nodes: `relative` to the cut node above becomes relative to the root.
    void descend() {
        auto const* const up = structure->partition.up.data();
        relative[structure->partition.size()] = Real{};
        for (auto i = structure->partition.size() - 1; i >= 0; --i) {
            relative[i] += relative[up[i]];
        }
    }
};

} // namespace saggar::detail
