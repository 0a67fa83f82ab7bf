// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "workspace.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace saggar::detail {

namespace {

// Less than a litre a day is rest: there is nothing that the round-off of a network at rest is a part of. And
// the heat that this water holds when it is hot.
constexpr double least_flow_kg_s = 1e-5;
constexpr double least_heat_w = 4.0;
// Round-off of a pressure that is the sum of heights along the way to its node.
constexpr double pressure_round_off = 1e-15;

// Largest mass flow per pascal of a pipe in which water hardly moves (Hagen-Poiseuille), kg/(s Pa).
double easiest_way(SteadyWorkspace const& work) {
    PipeColumns const& pipes = work.network->pipes;
    double most = 0.0;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        double const bore_m = pipes.inner_diameter_m[i];
        most = std::max(most, std::numbers::pi * bore_m * bore_m * bore_m * bore_m * work.density_kg_m3[i] /
                                  (128.0 * work.viscosity_pa_s[i] * pipes.length_m[i]));
    }
    return most;
}

// Mass at every node that is not a holder of pressure and is not cut off: links, withdrawals and inflows.
// Every link's pressure equation: the law's residual as the hydraulic solver found it with its own kernels,
// and the sum of pressures, height and loss once more from the nodes.
void balance_flows(SteadyWorkspace const& work, HydraulicReport const& hydraulic, SteadyState const& state,
                   BalanceReport& report) {
    Network const& network = *work.network;
    double const gravity = network.project().physics.gravity_m_s2;
    std::vector<double> imbalance = work.injection_kg_s;
    double largest_kg_s = 0.0;
    double largest_pa = 1.0;
    report.pressure_pa = hydraulic.energy_residual_pa;
    report.worst_link = hydraulic.worst_link;
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        auto const from = static_cast<std::size_t>(network.links.from[link]);
        auto const to = static_cast<std::size_t>(network.links.to[link]);
        double const m = state.mass_flow_kg_s[link];
        imbalance[from] -= m;
        imbalance[to] += m;
        largest_kg_s = std::max(largest_kg_s, std::abs(m));
        if (state.hydraulic.node_cut_off[from] != 0 || state.hydraulic.node_cut_off[to] != 0) {
            continue;
        }
        double const pressure_pa = state.hydraulic.pressure_pa[from];
        double const hydrostatic_pa = work.density_kg_m3[link] * gravity *
                                      (network.nodes.elevation_m[from] - network.nodes.elevation_m[to]);
        largest_pa = std::max({largest_pa, std::abs(pressure_pa), std::abs(hydrostatic_pa)});
        double const off = std::abs(pressure_pa - state.hydraulic.pressure_pa[to] + hydrostatic_pa -
                                    state.hydraulic.pressure_loss_pa[link]);
        if (off > report.pressure_pa) {
            report.pressure_pa = off;
            report.worst_link = static_cast<std::int32_t>(link);
        }
    }
    report.pressure_relative = report.pressure_pa / largest_pa;
    for (std::int32_t const node : work.model.nodes.fixed) {
        imbalance[static_cast<std::size_t>(node)] = 0.0;
    }
    for (std::size_t node = 0; node < imbalance.size(); ++node) {
        double const off = state.hydraulic.node_cut_off[node] != 0 ? 0.0 : std::abs(imbalance[node]);
        if (off > report.mass_kg_s) {
            report.mass_kg_s = off;
            report.worst_node = static_cast<std::int32_t>(node);
        }
    }
    double at_rest_kg_s = least_flow_kg_s;
    if (largest_kg_s < least_flow_kg_s) { // what the round-off of heights drives is no flow
        at_rest_kg_s = std::max(at_rest_kg_s, pressure_round_off * largest_pa * easiest_way(work) /
                                                  work.options.balance_tolerance);
    }
    report.mass_relative = report.mass_kg_s / std::max(largest_kg_s, at_rest_kg_s);
}

// Energy of the whole network: what plants, friction and entering water bring, less what consumers and the
// ground get and leaving water takes.
void balance_energy(SteadyWorkspace const& work, SteadyState const& state, BalanceReport& report) {
    Network const& network = *work.network;
    bool const warms = network.project().physics.dissipation_heat;
    double brought = 0.0;
    double taken = 0.0;
    auto const add = [&](double watts) { (watts > 0.0 ? brought : taken) += std::abs(watts); };
    for (double const heat : state.plant_heat_w) {
        add(heat);
    }
    for (double const heat : state.substation_heat_w) {
        add(-heat);
    }
    for (double const loss : state.pipe_heat_loss_w) {
        add(-loss);
    }
    double friction = 0.0; // what throttling and friction turn into heat, from pressures at the nodes
    if (warms) {
        for (std::size_t link = 0; link < network.links.size(); ++link) {
            LinkKind const kind = network.links.kind[link];
            if (kind != LinkKind::plant && kind != LinkKind::pump &&
                work.sweep.order().direction()[link] != 0) {
                friction += std::abs(state.mass_flow_kg_s[link] * state.hydraulic.pressure_loss_pa[link]) /
                            work.density_kg_m3[link];
            }
        }
    }
    add(friction);
    for (std::size_t node = 0; node < network.nodes.size(); ++node) {
        double const entering = work.inflow_kg_s[node];
        if (entering > 0.0) {
            add(entering * work.fluid.heat_content_j_kg(work.inflow_c[node]));
        }
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        double const leaving = state.boundary_flow_kg_s[i];
        if (leaving > 0.0) {
            add(-leaving * work.fluid.heat_content_j_kg(
                               state.temperature_c[static_cast<std::size_t>(network.boundaries.node[i])]));
        }
    }
    for (std::size_t i = 0; i < work.model.holders.size(); ++i) { // water that a plant lets out
        if (work.model.holders[i].boundary < 0 && work.holder_takes_kg_s[i] > 0.0) {
            add(-work.holder_takes_kg_s[i] *
                work.fluid.heat_content_j_kg(
                    state.temperature_c[static_cast<std::size_t>(work.model.nodes.fixed[i])]));
        }
    }
    report.energy_w = brought - taken;
    double const turned_over = std::max(brought, taken);
    report.energy_relative = std::abs(report.energy_w) / std::max(turned_over, least_heat_w);
}

} // namespace

BalanceReport balance(SteadyWorkspace const& work, HydraulicReport const& hydraulic,
                      SteadyState const& state) {
    BalanceReport report;
    balance_flows(work, hydraulic, state, report);
    if (work.options.heat) {
        balance_energy(work, state, report);
    }
    return report;
}

} // namespace saggar::detail
