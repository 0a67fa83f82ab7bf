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

TemperatureSweep::TemperatureSweep(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
                                   std::span<std::int32_t const> partner, std::span<std::uint8_t const> late)
    : order_{from, to, late},
      partner_(partner.begin(), partner.end()),
      slot_partner_(from.size()),
      node_effect_(late.size()),
      merge_of_(late.size()),
      knot_row_(late.size(), -1) {}

void TemperatureSweep::set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                                double smallest_kg_s) {
    if (order_.set_flow(mass_flow_kg_s, cuts, smallest_kg_s)) {
        list_merges();
    }
}

void TemperatureSweep::list_merges() {
    merge_node_.clear();
    merge_slot_.clear();
    merge_place_.clear();
    auto const link = order_.slot_link();
    auto const up = order_.slot_upstream();
    for (std::size_t k = 0; k < order_.nodes().size(); ++k) {
        auto const begin = order_.begin(k);
        auto const end = order_.begin(k + 1);
        for (auto slot = begin; slot < end; ++slot) {
            auto const s = static_cast<std::size_t>(slot);
            std::int32_t const beside = partner_[static_cast<std::size_t>(link[s])];
            slot_partner_[s] = beside < 0 ? up[s] : order_.upstream(static_cast<std::size_t>(beside));
        }
        merge_of_[k] = -1;
        if (end - begin > 1) {
            merge_of_[k] = static_cast<std::int32_t>(merge_slot_.size());
            merge_place_.push_back(static_cast<std::int32_t>(merge_node_.size()));
            merge_node_.push_back(order_.nodes()[k]);
            for (auto slot = begin; slot < end; ++slot) {
                merge_slot_.push_back(slot);
            }
        }
    }
    for (auto* const column : {&node_c_, &node_heat_, &node_capacity_}) {
        column->resize(merge_node_.size());
    }
    for (auto* const column : {&slot_c_, &slot_heat_, &slot_capacity_}) {
        column->resize(merge_slot_.size());
    }
}

namespace {

// Temperature of water in which `flow` carries `heat_j_kg` on average; `near_c` is a guess.
double temperature_of(Fluid const& fluid, double heat_j_kg, double near_c) {
    double t = near_c;
    for (int i = 0; i < 3; ++i) {
        t -= (fluid.heat_content_j_kg(t) - heat_j_kg) / fluid.heat_capacity_j_kgk(t);
    }
    return t;
}

} // namespace

double TemperatureSweep::run(ThermalLinks const& links, Fluid const& fluid, Mixing mixing,
                             std::span<double const> mass_flow_kg_s, EnteringWater const& entering,
                             std::span<double> temperature_c) {
    auto const slot_link = order_.slot_link();
    auto const slot_up = order_.slot_upstream();
    auto const outlet = [&](std::size_t slot) {
        auto const link = static_cast<std::size_t>(slot_link[slot]);
        return links.gain[link] * temperature_c[static_cast<std::size_t>(slot_up[slot])] +
               links.cross[link] * temperature_c[static_cast<std::size_t>(slot_partner_[slot])] +
               links.shift[link];
    };
    if (mixing == Mixing::energy) {
        for (std::size_t j = 0; j < merge_slot_.size(); ++j) {
            slot_c_[j] = outlet(static_cast<std::size_t>(merge_slot_[j]));
        }
        for (std::size_t i = 0; i < merge_node_.size(); ++i) {
            node_c_[i] = temperature_c[static_cast<std::size_t>(merge_node_[i])];
        }
        fluid.heat_content_j_kg(slot_c_, slot_heat_);
        fluid.heat_capacity_j_kgk(slot_c_, slot_capacity_);
        fluid.heat_content_j_kg(node_c_, node_heat_);
        fluid.heat_capacity_j_kgk(node_c_, node_capacity_);
    }
    double change = 0.0;
    std::size_t merge = 0;
    auto const visit = [&](std::size_t k) {
        auto const node = static_cast<std::size_t>(order_.nodes()[k]);
        auto const begin = static_cast<std::size_t>(order_.begin(k));
        auto const end = static_cast<std::size_t>(order_.begin(k + 1));
        double const inflow = entering.inflow_kg_s[node];
        double next = entering.still_c[node];
        if (end - begin == 1 && inflow <= 0.0) {
            next = outlet(begin);
        } else if (end > begin || inflow > 0.0) {
            double flow = std::max(0.0, inflow);
            double sum = flow > 0.0 ? flow * entering.inflow_c[node] : 0.0;
            if (mixing == Mixing::mass_weighted) {
                for (std::size_t slot = begin; slot < end; ++slot) {
                    double const m = std::abs(mass_flow_kg_s[static_cast<std::size_t>(slot_link[slot])]);
                    flow += m;
                    sum += m * outlet(slot);
                }
                next = sum / flow;
            } else if (inflow > 0.0) { // few nodes: exactly
                double heat = flow * fluid.heat_content_j_kg(entering.inflow_c[node]);
                for (std::size_t slot = begin; slot < end; ++slot) {
                    double const m = std::abs(mass_flow_kg_s[static_cast<std::size_t>(slot_link[slot])]);
                    double const t = outlet(slot);
                    flow += m;
                    sum += m * t;
                    heat += m * fluid.heat_content_j_kg(t);
                }
                next = temperature_of(fluid, heat / flow, sum / flow);
                merge += end - begin > 1 ? 1 : 0;
            } else {
                auto j = static_cast<std::size_t>(merge_of_[k]);
                double heat = 0.0;
                for (std::size_t slot = begin; slot < end; ++slot, ++j) {
                    double const m = std::abs(mass_flow_kg_s[static_cast<std::size_t>(slot_link[slot])]);
                    flow += m;
                    heat += m * (slot_heat_[j] + slot_capacity_[j] * (outlet(slot) - slot_c_[j]));
                }
                next = node_c_[merge] + (heat / flow - node_heat_[merge]) / node_capacity_[merge];
                ++merge;
            }
        }
        change = std::max(change, std::abs(next - temperature_c[node]));
        temperature_c[node] = next;
    };
    std::size_t k = 0;
    for (auto const& [first, last] : order_.knots()) {
        for (; k < static_cast<std::size_t>(first); ++k) {
            visit(k);
        }
        solve_knot(first, last, links, mixing, mass_flow_kg_s, entering, fluid, temperature_c);
        for (; k < static_cast<std::size_t>(last); ++k) { // what the linear solution still leaves
            visit(k);
        }
    }
    for (; k < order_.nodes().size(); ++k) {
        visit(k);
    }
    return change;
}

// Heat content per degree from a base below all temperatures makes mixing linear in the temperatures.
void TemperatureSweep::solve_knot(std::int32_t first, std::int32_t last, ThermalLinks const& links,
                                  Mixing mixing, std::span<double const> mass_flow_kg_s,
                                  EnteringWater const& entering, Fluid const& fluid,
                                  std::span<double> temperature_c) {
    auto const slot_link = order_.slot_link();
    auto const slot_up = order_.slot_upstream();
    Eigen::Index const size = last - first;
    for (auto k = first; k < last; ++k) {
        knot_row_[static_cast<std::size_t>(order_.nodes()[static_cast<std::size_t>(k)])] = k - first;
    }
    constexpr double base_c = -10.0;
    auto const capacity = [&](double t) {
        return mixing == Mixing::mass_weighted || std::abs(t - base_c) < 1e-6
                   ? 1.0
                   : (fluid.heat_content_j_kg(t) - fluid.heat_content_j_kg(base_c)) / (t - base_c);
    };
    std::vector<Eigen::Triplet<double>> entries;
    Eigen::VectorXd right = Eigen::VectorXd::Zero(size); // in kelvins above the base
    for (int round = 0; round < 6; ++round) {
        entries.clear();
        right.setZero();
        for (auto k = first; k < last; ++k) {
            Eigen::Index const row = k - first;
            auto const node = static_cast<std::size_t>(order_.nodes()[static_cast<std::size_t>(k)]);
            double flow = std::max(0.0, entering.inflow_kg_s[node]);
            if (flow > 0.0) {
                right[row] += flow * capacity(entering.inflow_c[node]) * (entering.inflow_c[node] - base_c);
            }
            auto const end = static_cast<std::size_t>(order_.begin(static_cast<std::size_t>(k) + 1));
            for (auto slot = static_cast<std::size_t>(order_.begin(static_cast<std::size_t>(k))); slot < end;
                 ++slot) {
                auto const link = static_cast<std::size_t>(slot_link[slot]);
                auto const up = static_cast<std::size_t>(slot_up[slot]);
                double const m = std::abs(mass_flow_kg_s[link]);
                double const fixed =
                    links.cross[link] * temperature_c[static_cast<std::size_t>(slot_partner_[slot])] +
                    links.shift[link];
                double const c = capacity(links.gain[link] * temperature_c[up] + fixed);
                flow += m;
                right[row] += m * c * (links.gain[link] * base_c + fixed - base_c);
                if (knot_row_[up] >= 0) {
                    entries.emplace_back(row, knot_row_[up], -m * c * links.gain[link]);
                } else {
                    right[row] += m * c * links.gain[link] * (temperature_c[up] - base_c);
                }
            }
            entries.emplace_back(row, row, flow * capacity(temperature_c[node]));
        }
        Eigen::SparseMatrix<double> matrix(size, size);
        matrix.setFromTriplets(entries.begin(), entries.end());
        Eigen::SparseLU<Eigen::SparseMatrix<double>> factor;
        factor.compute(matrix);
        bool const found = factor.info() == Eigen::Success;
        Eigen::VectorXd const solution = found ? Eigen::VectorXd{factor.solve(right)} : right;
        double change = 0.0;
        for (auto k = first; k < last; ++k) {
            auto const node = static_cast<std::size_t>(order_.nodes()[static_cast<std::size_t>(k)]);
            // A circle without loss or inlet would have any temperature.
            double const next = found ? base_c + solution[k - first] : entering.still_c[node];
            change = std::max(change, std::abs(next - temperature_c[node]));
            temperature_c[node] = next;
        }
        if (!found || change < 1e-12) {
            break;
        }
    }
    for (auto k = first; k < last; ++k) {
        knot_row_[static_cast<std::size_t>(order_.nodes()[static_cast<std::size_t>(k)])] = -1;
    }
}

void TemperatureSweep::respond(ThermalLinks const& links, std::span<double const> mass_flow_kg_s,
                               std::span<double const> inflow_kg_s, std::span<double const> temperature_c,
                               std::span<double> per_kelvin_kg_s_k, std::span<double> change_kg_s,
                               std::span<double> rise_k) {
    auto const slot_link = order_.slot_link();
    auto const slot_up = order_.slot_upstream();
    auto const nodes = order_.nodes();
    // Against the flow: what all that lies below a node draws, as it follows the temperature above.
    std::size_t drawn =
        0; // nodes up to the last one that something is drawn below: the return lines lie behind
    for (std::size_t k = nodes.size(); k-- > 0;) {
        auto const node = static_cast<std::size_t>(nodes[k]);
        node_effect_[k] = 0.0;
        if (per_kelvin_kg_s_k[node] == 0.0 && change_kg_s[node] == 0.0) {
            continue;
        }
        drawn = std::max(drawn, k + 1);
        auto const begin = static_cast<std::size_t>(order_.begin(k));
        auto const end = static_cast<std::size_t>(order_.begin(k + 1));
        double flow = std::max(0.0, inflow_kg_s[node]);
        double effect = 0.0;
        for (std::size_t slot = begin; slot < end; ++slot) {
            auto const link = static_cast<std::size_t>(slot_link[slot]);
            double const m = std::abs(mass_flow_kg_s[link]);
            flow += m;
            effect += m * links.slope[link] *
                      (temperature_c[static_cast<std::size_t>(slot_up[slot])] - links.rest_c[link]);
        }
        if (flow <= 0.0) {
            continue;
        }
        double const by_flow = 1.0 / flow;
        effect *= by_flow * by_flow;
        double const share = 1.0 / (1.0 - per_kelvin_kg_s_k[node] * effect);
        node_effect_[k] = effect;
        per_kelvin_kg_s_k[node] *= share;
        change_kg_s[node] *= share;
        for (std::size_t slot = begin; slot < end; ++slot) {
            auto const link = static_cast<std::size_t>(slot_link[slot]);
            if (links.gain[link] == 0.0) {
                continue;
            }
            auto const up = static_cast<std::size_t>(slot_up[slot]);
            double const part = std::abs(mass_flow_kg_s[link]) * by_flow;
            per_kelvin_kg_s_k[up] += part * per_kelvin_kg_s_k[node] * links.gain[link];
            change_kg_s[up] += part * change_kg_s[node];
        }
    }
    // Along the flow: temperatures.
    std::fill(rise_k.begin(), rise_k.end(), 0.0);
    for (std::size_t k = 0; k < drawn; ++k) {
        auto const node = static_cast<std::size_t>(nodes[k]);
        auto const begin = static_cast<std::size_t>(order_.begin(k));
        auto const end = static_cast<std::size_t>(order_.begin(k + 1));
        double rise = 0.0;
        if (end - begin == 1 && inflow_kg_s[node] <= 0.0) {
            rise = links.gain[static_cast<std::size_t>(slot_link[begin])] *
                   rise_k[static_cast<std::size_t>(slot_up[begin])];
        } else if (end > begin) {
            double flow = std::max(0.0, inflow_kg_s[node]);
            for (std::size_t slot = begin; slot < end; ++slot) {
                auto const link = static_cast<std::size_t>(slot_link[slot]);
                double const m = std::abs(mass_flow_kg_s[link]);
                flow += m;
                rise += m * links.gain[link] * rise_k[static_cast<std::size_t>(slot_up[slot])];
            }
            rise /= flow;
        }
        rise_k[node] = rise + node_effect_[k] * (per_kelvin_kg_s_k[node] * rise + change_kg_s[node]);
    }
}

void TemperatureSweep::rise_with_flow(ThermalLinks const& links, std::span<double const> mass_flow_kg_s,
                                      std::span<double const> inflow_kg_s,
                                      std::span<double const> temperature_c,
                                      std::span<double> rise_k_s_kg) const {
    auto const slot_link = order_.slot_link();
    auto const slot_up = order_.slot_upstream();
    for (std::size_t k = 0; k < order_.nodes().size(); ++k) {
        auto const node = static_cast<std::size_t>(order_.nodes()[k]);
        double flow = std::max(0.0, inflow_kg_s[node]);
        double sum = 0.0;
        for (auto slot = static_cast<std::size_t>(order_.begin(k));
             slot < static_cast<std::size_t>(order_.begin(k + 1)); ++slot) {
            auto const link = static_cast<std::size_t>(slot_link[slot]);
            auto const up = static_cast<std::size_t>(slot_up[slot]);
            double const m = std::abs(mass_flow_kg_s[link]);
            flow += m;
            sum += m * (m * links.gain[link] * rise_k_s_kg[up] +
                        links.slope[link] * (temperature_c[up] - links.rest_c[link]));
        }
        rise_k_s_kg[node] = flow > 0.0 ? sum / (flow * flow) : 0.0;
    }
}

void TemperatureSweep::outlets(ThermalLinks const& links, std::span<double const> temperature_c,
                               std::span<double> inlet_c, std::span<double> outlet_c) const {
    auto const direction = order_.direction();
    for (std::size_t i = 0; i < inlet_c.size(); ++i) {
        double const inlet = temperature_c[static_cast<std::size_t>(order_.upstream(i))];
        auto const beside = static_cast<std::size_t>(std::max(partner_[i], 0));
        double const partner =
            partner_[i] < 0 ? 0.0 : temperature_c[static_cast<std::size_t>(order_.upstream(beside))];
        inlet_c[i] = inlet;
        outlet_c[i] =
            direction[i] != 0 ? links.gain[i] * inlet + links.cross[i] * partner + links.shift[i] : inlet;
    }
}

} // namespace saggar::detail
