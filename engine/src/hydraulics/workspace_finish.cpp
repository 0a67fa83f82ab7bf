// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/workspace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace saggar::detail {
namespace {

// A limited link outside the graph counts as short of pressure only beyond this, Pa, and this part of its
// need: an index consumer that gets exactly its minimum is served.
constexpr double short_slack_pa = 1e-3;
constexpr double short_slack_part = 1e-7;

} // namespace

void Workspace::evaluate_bridges(NetworkData const& network, HydraulicPoint const& point) {
    constexpr std::int32_t block = 512;
    static_assert(block % friction_padding == 0);
    std::array<double, block> per_reynolds{};
    std::array<double, block> friction{};
    std::array<double, block> local{};
    auto const size = structure_->pipes.size();
    for (auto first = structure_->pipes.core; first < size; first += block) {
        auto const last = std::min(first + block, size);
        std::ignore = friction_columns(network, point, first, last,
                                       {per_reynolds.data(), friction.data(), local.data()});
        network.kernel(static_cast<std::size_t>(last - first), core_.flow.data() + first,
                       {per_reynolds.data(), core_.rough.data() + first, friction.data(), local.data()},
                       core_.loss.data() + first, core_.slope.data() + first);
    }
}

void Workspace::finish(NetworkData const& network, HydraulicPoint const& point, HydraulicState& state,
                       HydraulicReport& report) {
    core_.expand();
    core_.evaluate_pipes(network.kernel, 0, structure_->pipes.core);
    evaluated_ = core_.stiffness.empty();
    evaluate_bridges(network, point);
    core_.sum_chains(core_.loss, core_.chain_loss);
    core_.sum_chains(core_.slope, core_.chain_slope);
    evaluate_others();
    for (std::size_t k = structure_->core_others; k < others_.size(); ++k) {
        others_[k].at = saggar::detail::evaluate(others_[k].values, others_[k].flow);
    }
    std::ranges::fill(core_.change, 0.0);
    residuals(report);
    chain_pressures();
    core_.descend();
    write(network, point, state, report);
}

void Workspace::residuals(HydraulicReport& report) {
    auto const& s = *structure_;
    // Links that a limit or a set pressure rules lose what is left of the chain's pressure, whatever their
    // law says.
    for (std::int32_t k = 0; k < s.core_others; ++k) {
        auto& other = others_[k];
        if (other.mode == OtherLink::Mode::free) {
            continue;
        }
        double const dp = pressure_difference(k);
        auto const superlink = s.others[k].superlink;
        core_.chain_loss[superlink] += s.others[k].sign * (dp - other.at.loss_pa);
        other.at.loss_pa = dp;
    }
    std::ranges::transform(core_.demand, core_.rhs.begin(), [](double x) { return -x; });
    for (std::int32_t i = 0; i < s.superlinks; ++i) {
        auto const start = s.start_place[i];
        auto const end = s.end_place[i];
        core_.rhs[start] -= core_.q[i];
        core_.rhs[end] += core_.q[i];
        double const violation = std::abs(core_.chain_loss[i] - core_.chain_drive[i] - core_.pressure[start] +
                                          core_.pressure[end]);
        if (violation > report.energy_residual_pa) {
            report.energy_residual_pa = violation;
            report.worst_link = i;
        }
    }
    if (report.worst_link >= 0) { // from superlink to one of its links
        auto const worst = report.worst_link;
        for (auto const& chains : s.classes) {
            if (worst >= chains.first && worst < chains.first + chains.count) {
                report.worst_link = s.pipes.link[chains.first_slot + worst - chains.first];
            }
        }
        for (auto const& chain : s.mixed) {
            if (chain.superlink == worst) {
                auto const& element = s.mixed_elements[chain.first];
                report.worst_link =
                    element.slot >= 0 ? s.pipes.link[element.slot] : s.others[element.other].link;
            }
        }
    }
    for (std::int32_t i = 0; i < s.unknowns(); ++i) {
        if (double const missing = std::abs(core_.rhs[i]); missing > report.mass_residual_kg_s) {
            report.mass_residual_kg_s = missing;
            report.worst_node = s.partition.node[s.place_position[i]];
        }
    }
}

// Pressures relative to the cut node above: of unknowns, along the chains between them, at the ends of
// bridges.
void Workspace::chain_pressures() {
    auto const& s = *structure_;
    auto& relative = core_.relative;
    for (std::int32_t i = 0; i < s.unknowns(); ++i) {
        relative[s.place_position[i]] = core_.pressure[i];
    }
    for (auto const& chains : s.classes) {
        if (chains.first >= s.pure_superlinks) {
            continue;
        }
        for (std::int32_t k = 0; k + 1 < chains.pipes; ++k) {
            auto const row = chains.first_slot + k * chains.count;
            for (std::int32_t i = 0; i < chains.count; ++i) {
                double const before = k == 0 ? core_.pressure[s.start_place[chains.first + i]]
                                             : relative[s.pipes.after[row - chains.count + i]];
                relative[s.pipes.after[row + i]] = before - core_.loss[row + i] + core_.drive[row + i];
            }
        }
    }
    for (auto const& chain : s.mixed) {
        double pressure = core_.pressure[s.start_place[chain.superlink]];
        for (auto e = chain.first; e < chain.last; ++e) {
            auto const& element = s.mixed_elements[e];
            if (element.slot >= 0) {
                pressure += core_.drive[element.slot] - core_.loss[element.slot];
            } else {
                pressure += core_.other_drive[element.other] -
                            s.others[element.other].sign * others_[element.other].at.loss_pa;
            }
            if (element.after >= 0) {
                relative[element.after] = pressure;
            }
        }
    }
    for (auto slot = s.pipes.core; slot < s.pipes.bridges_end; ++slot) {
        relative[s.pipes.bridge_position[slot - s.pipes.core]] = core_.drive[slot] - core_.loss[slot];
    }
    for (std::size_t k = s.core_others; k < others_.size(); ++k) {
        relative[s.others[k].position] = core_.other_drive[k] - s.others[k].sign * others_[k].at.loss_pa;
    }
}

void Workspace::write(NetworkData const& network, HydraulicPoint const& point, HydraulicState& state,
                      HydraulicReport& report) {
    auto const& s = *structure_;
    auto const& links = network.links;
    for (std::int32_t i = 0; i < s.partition.size(); ++i) {
        state.pressure_pa[s.partition.node[i]] = core_.relative[i] + reference_pressure_;
    }
    for (std::size_t i = 0; i < network.nodes.fixed.size(); ++i) {
        state.pressure_pa[network.nodes.fixed[i]] = point.fixed_pressure_pa[i];
    }
    std::ranges::fill(state.node_cut_off, std::uint8_t{0});
    for (auto const node : s.cut_off_nodes) {
        state.pressure_pa[node] = 0.0;
        state.node_cut_off[node] = 1;
        if (!point.injection_kg_s.empty()) {
            report.unserved_kg_s += std::max(-point.injection_kg_s[node], 0.0);
        }
    }
    report.cut_off_nodes = static_cast<int>(s.cut_off_nodes.size());

    std::ranges::fill(state.link_status, LinkStatus::open);
    for (std::int32_t slot = 0; slot < s.pipes.size(); ++slot) {
        if (auto const link = s.pipes.link[slot]; link >= 0) {
            state.mass_flow_kg_s[link] = s.pipes.sign[slot] * core_.flow[slot];
            state.pressure_loss_pa[link] = s.pipes.sign[slot] * core_.loss[slot];
        }
    }
    for (std::size_t k = 0; k < others_.size(); ++k) {
        using Mode = OtherLink::Mode;
        auto const link = s.others[k].link;
        auto const& other = others_[k];
        state.mass_flow_kg_s[link] = other.mode == Mode::at_zero  ? 0.0
                                     : other.mode == Mode::at_set ? other.set_flow
                                     : other.reopened             ? std::max(other.flow, 0.0)
                                                                  : other.flow;
        state.pressure_loss_pa[link] = other.at.loss_pa;
        auto& status = state.link_status[link];
        if (other.mode == Mode::at_zero) {
            status = LinkStatus::blocked;
        } else if (other.limited) {
            status = other.mode == Mode::at_set ? LinkStatus::holding : LinkStatus::short_of_dp;
        } else if (other.regulates && other.mode == Mode::free) {
            status = LinkStatus::wide_open;
        } else if (links.law[link] == LinkLaw::pump && other.at.loss_pa > 0.0) {
            status = LinkStatus::beyond_curve;
        }
        report.short_links += other.limited && other.mode != Mode::at_set ? 1 : 0;
    }

    double const g = network.settings.gravity_m_s2;
    auto const difference = [&](std::int32_t link) {
        auto const from = links.from[link];
        auto const to = links.to[link];
        double const density = point.density_kg_m3[point.density_kg_m3.size() == 1 ? 0 : link];
        return state.pressure_pa[from] - state.pressure_pa[to] +
               g * density * (network.nodes.elevation_m[from] - network.nodes.elevation_m[to]);
    };
    auto const& set = point.set_value.empty() ? std::span<double const>{links.set_value} : point.set_value;
    auto const& k = point.quadratic_pa_s2_kg2.empty() ? std::span<double const>{links.quadratic_pa_s2_kg2}
                                                      : point.quadratic_pa_s2_kg2;
    auto const& r =
        point.linear_pa_s_kg.empty() ? std::span<double const>{links.linear_pa_s_kg} : point.linear_pa_s_kg;
    for (auto const& [link, from, to] : s.flow_links) {
        double const m = set[link];
        double const dp = difference(link);
        bool const limited = links.law[link] == LinkLaw::limited_flow;
        state.mass_flow_kg_s[link] = limited ? std::max(m, 0.0) : m;
        state.pressure_loss_pa[link] = dp;
        state.link_status[link] = LinkStatus::holding;
        if (limited && m > 0.0) {
            double const need = (k[link] * m + r[link]) * m;
            if (dp < need - std::max(short_slack_part * need, short_slack_pa)) {
                found_short_.push_back(link);
            }
        }
    }
    for (auto const& [link, status] : s.idle_links) {
        state.mass_flow_kg_s[link] = 0.0;
        state.link_status[link] = status;
        bool const known =
            state.node_cut_off[links.from[link]] == 0 && state.node_cut_off[links.to[link]] == 0;
        state.pressure_loss_pa[link] = known ? difference(link) : 0.0;
    }
    state.solved = report.status == SolveStatus::converged;
}

} // namespace saggar::detail
