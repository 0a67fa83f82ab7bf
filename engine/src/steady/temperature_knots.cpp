// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "temperature_sweep.hpp"

// Eigen's own headers convert freely.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <Eigen/SparseLU>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cmath>

namespace saggar::detail {

// Heat content per degree from a base below all temperatures makes mixing linear in the temperatures.
void TemperatureSweep::solve_knot(std::int32_t first, std::int32_t last, Fluid const& fluid, Mixing mixing) {
    auto const nodes = order_.nodes();
    Eigen::Index const size = last - first;
    for (auto k = first; k < last; ++k) {
        knot_row_[static_cast<std::size_t>(k)] = k - first;
    }
    constexpr double base_c = -10.0;
    auto const capacity = [&](double at_c) {
        return mixing == Mixing::mass_weighted || std::abs(at_c - base_c) < 1e-6
                   ? 1.0
                   : (fluid.heat_content_j_kg(at_c) - fluid.heat_content_j_kg(base_c)) / (at_c - base_c);
    };
    std::vector<Eigen::Triplet<double>> entries;
    Eigen::VectorXd right = Eigen::VectorXd::Zero(size); // in kelvins above the base
    for (int round = 0; round < 6; ++round) {
        entries.clear();
        right.setZero();
        for (auto k = static_cast<std::size_t>(first); k < static_cast<std::size_t>(last); ++k) {
            auto const row = static_cast<Eigen::Index>(k) - first;
            double flow = inflow_kg_s_[k];
            if (flow > 0.0) {
                double const inflow_c = entering_.inflow_c[static_cast<std::size_t>(nodes[k])];
                right[row] += flow * capacity(inflow_c) * (inflow_c - base_c);
            }
            auto const end = static_cast<std::size_t>(order_.begin(k + 1));
            for (auto slot = static_cast<std::size_t>(order_.begin(k)); slot < end; ++slot) {
                auto const up = static_cast<std::size_t>(slots_.up[slot]);
                double const m = links_[slot].flow_kg_s;
                double const gain = links_[slot].gain;
                double const fixed =
                    links_[slot].cross * temperature_c_[static_cast<std::size_t>(slots_.beside[slot])] +
                    links_[slot].shift;
                double const c = capacity(gain * temperature_c_[up] + fixed);
                flow += m;
                right[row] += m * c * (gain * base_c + fixed - base_c);
                if (knot_row_[up] >= 0) {
                    entries.emplace_back(row, knot_row_[up], -m * c * gain);
                } else {
                    right[row] += m * c * gain * (temperature_c_[up] - base_c);
                }
            }
            entries.emplace_back(row, row, flow * capacity(temperature_c_[k]));
        }
        Eigen::SparseMatrix<double> matrix(size, size);
        matrix.setFromTriplets(entries.begin(), entries.end());
        Eigen::SparseLU<Eigen::SparseMatrix<double>> factor;
        factor.compute(matrix);
        bool const found = factor.info() == Eigen::Success;
        Eigen::VectorXd const solution = found ? Eigen::VectorXd{factor.solve(right)} : right;
        double change = 0.0;
        for (auto k = static_cast<std::size_t>(first); k < static_cast<std::size_t>(last); ++k) {
            // A circle without loss or inlet would have any temperature.
            double const next = found ? base_c + solution[static_cast<Eigen::Index>(k) - first]
                                      : entering_.still_c[static_cast<std::size_t>(nodes[k])];
            change = std::max(change, std::abs(next - temperature_c_[k]));
            temperature_c_[k] = next;
        }
        if (!found || change < 1e-12) {
            break;
        }
    }
    for (auto k = first; k < last; ++k) {
        knot_row_[static_cast<std::size_t>(k)] = -1;
    }
}

} // namespace saggar::detail
