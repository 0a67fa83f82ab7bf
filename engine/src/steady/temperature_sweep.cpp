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

namespace {

// Mixed temperature of enthalpies that were weighted by flow: one Newton step on the exact heat content from
// the flow-weighted mean, which is off by parts in 1e3 of the spread, squares that to round-off for water.
double mix_c(Fluid const& fluid, double mean_c, double mean_heat_j_kg) {
    double t = mean_c;
    for (int i = 0; i < 2; ++i) {
        t -= (fluid.heat_content_j_kg(t) - mean_heat_j_kg) / fluid.heat_capacity_j_kgk(t);
    }
    return t;
}

} // namespace

TemperatureSweep::TemperatureSweep(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
                                   std::size_t nodes)
    : from_(from.begin(), from.end()),
      to_(to.begin(), to.end()),
      nodes_{nodes},
      direction_(from.size(), 0),
      depends_(from.size(), 0),
      in_start_(nodes + 1),
      in_link_(from.size()),
      waiting_(nodes),
      out_start_(nodes + 1),
      out_link_(from.size()),
      fill_(nodes),
      knot_row_(nodes) {
    order_.reserve(nodes);
    knot_.reserve(nodes);
}

void TemperatureSweep::set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> depends,
                                double smallest_kg_s) {
    bool changed = !ordered_;
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        double const m = mass_flow_kg_s[link];
        auto const direction =
            static_cast<std::int8_t>(m > smallest_kg_s ? 1 : (m < -smallest_kg_s ? -1 : 0));
        changed = changed || direction != direction_[link] || depends[link] != depends_[link];
        direction_[link] = direction;
        depends_[link] = depends[link];
    }
    if (changed) {
        order(depends);
    }
}

void TemperatureSweep::order(std::span<std::uint8_t const> depends) {
    ++orderings_;
    ordered_ = true;
    std::fill(in_start_.begin(), in_start_.end(), 0);
    std::fill(out_start_.begin(), out_start_.end(), 0);
    std::fill(waiting_.begin(), waiting_.end(), 0);
    auto const up = [this](std::size_t link) {
        return static_cast<std::size_t>(direction_[link] > 0 ? from_[link] : to_[link]);
    };
    auto const down = [this](std::size_t link) {
        return static_cast<std::size_t>(direction_[link] > 0 ? to_[link] : from_[link]);
    };
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0) {
            ++in_start_[down(link) + 1];
            ++out_start_[up(link) + 1];
            waiting_[down(link)] += depends[link];
        }
    }
    for (std::size_t node = 0; node < nodes_; ++node) {
        in_start_[node + 1] += in_start_[node];
        out_start_[node + 1] += out_start_[node];
    }
    std::copy_n(in_start_.begin(), nodes_, fill_.begin());
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0) {
            in_link_[static_cast<std::size_t>(fill_[down(link)]++)] = static_cast<std::int32_t>(link);
        }
    }
    std::copy_n(out_start_.begin(), nodes_, fill_.begin());
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0) {
            out_link_[static_cast<std::size_t>(fill_[up(link)]++)] = static_cast<std::int32_t>(link);
        }
    }
    // Kahn's algorithm, depth first: neighbours in the order lie near each other in the network.
    order_.clear();
    knot_.clear();
    std::vector<std::int32_t>& stack = fill_;
    std::size_t height = 0;
    for (std::size_t root = 0; root < nodes_; ++root) {
        if (waiting_[root] != 0) {
            continue;
        }
        waiting_[root] = -1;
        stack[height++] = static_cast<std::int32_t>(root);
        while (height > 0) {
            auto const node = static_cast<std::size_t>(stack[--height]);
            order_.push_back(static_cast<std::int32_t>(node));
            for (auto slot = static_cast<std::size_t>(out_start_[node]);
                 slot < static_cast<std::size_t>(out_start_[node + 1]); ++slot) {
                auto const link = static_cast<std::size_t>(out_link_[slot]);
                if (depends[link] != 0 && --waiting_[down(link)] == 0) {
                    waiting_[down(link)] = -1;
                    stack[height++] = static_cast<std::int32_t>(down(link));
                }
            }
        }
    }
    for (std::size_t node = 0; node < nodes_; ++node) {
        if (waiting_[node] > 0) {
            knot_.push_back(static_cast<std::int32_t>(node));
        }
    }
}

void TemperatureSweep::run(ThermalLinks const& links, Fluid const& fluid, Mixing mixing,
                           std::span<double const> mass_flow_kg_s, std::span<double const> inflow_kg_s,
                           std::span<double const> inflow_c, std::span<double const> still_c,
                           std::span<double> temperature_c, std::span<double> sensitivity_k) {
    auto const visit = [&](std::size_t node, bool keep_temperature) {
        auto const begin = static_cast<std::size_t>(in_start_[node]);
        auto const end = static_cast<std::size_t>(in_start_[node + 1]);
        if (end - begin == 1 && inflow_kg_s[node] <= 0.0) {
            auto const link = static_cast<std::size_t>(in_link_[begin]);
            auto const up = static_cast<std::size_t>(upstream(link));
            double const t = temperature_c[up];
            if (!keep_temperature) {
                temperature_c[node] = links.gain[link] * t + links.shift[link];
            }
            sensitivity_k[node] =
                links.gain[link] * sensitivity_k[up] + links.slope[link] * (t - links.rest_c[link]);
            return;
        }
        double flow = std::max(0.0, inflow_kg_s[node]);
        double sum = flow > 0.0 ? flow * inflow_c[node] : 0.0;
        double heat =
            flow > 0.0 && mixing == Mixing::energy ? flow * fluid.heat_content_j_kg(inflow_c[node]) : 0.0;
        double sensitivity = 0.0;
        for (std::size_t slot = begin; slot < end; ++slot) {
            auto const link = static_cast<std::size_t>(in_link_[slot]);
            auto const up = static_cast<std::size_t>(upstream(link));
            double const m = std::abs(mass_flow_kg_s[link]);
            double const t = temperature_c[up];
            double const out = links.gain[link] * t + links.shift[link];
            flow += m;
            sum += m * out;
            heat += mixing == Mixing::energy ? m * fluid.heat_content_j_kg(out) : 0.0;
            sensitivity +=
                m * (links.gain[link] * sensitivity_k[up] + links.slope[link] * (t - links.rest_c[link]));
        }
        if (flow <= 0.0) {
            temperature_c[node] = still_c[node];
            sensitivity_k[node] = 0.0;
            return;
        }
        if (!keep_temperature) {
            temperature_c[node] =
                mixing == Mixing::energy ? mix_c(fluid, sum / flow, heat / flow) : sum / flow;
        }
        sensitivity_k[node] = sensitivity / flow;
    };
    for (std::int32_t const node : order_) {
        visit(static_cast<std::size_t>(node), false);
    }
    if (!knot_.empty()) {
        for (std::int32_t const node : knot_) {
            sensitivity_k[static_cast<std::size_t>(node)] = 0.0;
        }
        solve_knot(links, fluid, mass_flow_kg_s, inflow_kg_s, inflow_c, still_c, temperature_c);
        for (std::int32_t const node : knot_) {
            visit(static_cast<std::size_t>(node), true);
        }
    }
}

void TemperatureSweep::solve_knot(ThermalLinks const& links, Fluid const& fluid,
                                  std::span<double const> mass_flow_kg_s, std::span<double const> inflow_kg_s,
                                  std::span<double const> inflow_c, std::span<double const> still_c,
                                  std::span<double> temperature_c) {
    auto const size = static_cast<Eigen::Index>(knot_.size());
    std::fill(knot_row_.begin(), knot_row_.end(), -1);
    for (std::size_t row = 0; row < knot_.size(); ++row) {
        knot_row_[static_cast<std::size_t>(knot_[row])] = static_cast<std::int32_t>(row);
    }
    // Heat content is nearly linear: mean heat capacity from a common base makes the mixing linear in the
    // temperatures, and repeating it with what came out makes it exact.
    double const base_c = 0.0;
    auto const capacity = [&](double t) {
        return std::abs(t - base_c) < 1e-6 ? fluid.heat_capacity_j_kgk(base_c)
                                           : fluid.heat_content_j_kg(t) / (t - base_c);
    };
    Eigen::SparseMatrix<double> matrix(size, size);
    Eigen::VectorXd right(size);
    std::vector<Eigen::Triplet<double>> entries;
    for (int round = 0; round < 6; ++round) {
        entries.clear();
        for (std::size_t row = 0; row < knot_.size(); ++row) {
            auto const node = static_cast<std::size_t>(knot_[row]);
            double flow = std::max(0.0, inflow_kg_s[node]);
            right[static_cast<Eigen::Index>(row)] =
                flow > 0.0 ? flow * capacity(inflow_c[node]) * inflow_c[node] : 0.0;
            for (auto slot = static_cast<std::size_t>(in_start_[node]);
                 slot < static_cast<std::size_t>(in_start_[node + 1]); ++slot) {
                auto const link = static_cast<std::size_t>(in_link_[slot]);
                auto const up = static_cast<std::size_t>(upstream(link));
                double const m = std::abs(mass_flow_kg_s[link]);
                double const c = capacity(links.gain[link] * temperature_c[up] + links.shift[link]);
                flow += m;
                right[static_cast<Eigen::Index>(row)] += m * c * links.shift[link];
                if (knot_row_[up] >= 0) {
                    entries.emplace_back(static_cast<Eigen::Index>(row), knot_row_[up],
                                         -m * c * links.gain[link]);
                } else {
                    right[static_cast<Eigen::Index>(row)] += m * c * links.gain[link] * temperature_c[up];
                }
            }
            double const own = flow > 0.0 ? flow * capacity(temperature_c[node]) : 1.0;
            if (flow <= 0.0) {
                right[static_cast<Eigen::Index>(row)] = still_c[node];
            }
            entries.emplace_back(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(row), own);
        }
        matrix.setFromTriplets(entries.begin(), entries.end());
        Eigen::SparseLU<Eigen::SparseMatrix<double>> factor;
        factor.compute(matrix);
        if (factor.info() != Eigen::Success) { // a circle without loss or inlet: any temperature would do
            for (std::int32_t const node : knot_) {
                temperature_c[static_cast<std::size_t>(node)] = still_c[static_cast<std::size_t>(node)];
            }
            return;
        }
        Eigen::VectorXd const solution = factor.solve(right);
        double change = 0.0;
        for (std::size_t row = 0; row < knot_.size(); ++row) {
            double& t = temperature_c[static_cast<std::size_t>(knot_[row])];
            double const next = solution[static_cast<Eigen::Index>(row)];
            change = std::max(change, std::abs(next - t));
            t = next;
        }
        if (change < 1e-12) {
            return;
        }
    }
}

} // namespace saggar::detail
