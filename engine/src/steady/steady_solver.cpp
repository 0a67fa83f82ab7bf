// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include "workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

using detail::SteadyWorkspace;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double no_flow_kg_s = 1e-12;
constexpr double unknowns_per_kelvin = 0.1;
constexpr int rounds_before_densities = 20; // ordinary networks agree within ten

// What a substation's valve passes at the most: bounds the search where what arrives is too cold for the heat
// at any flow.
double largest_flow(SteadyWorkspace const& work, std::size_t substation) {
    double const design = work.model.design_flow_kg_s[substation];
    return design > 0.0 ? work.network->project().physics.largest_flow_over_design * design : 1e9;
}

bool seeks_pressure(Network const& network, OperatingPoint const& point, std::size_t plant) {
    return network.plants.control[plant] == PlantControl::pressure_holding &&
           std::isnan(point.plant_differential_pressure_pa[plant]) &&
           point.link_open[static_cast<std::size_t>(network.plants.link[plant])] != 0;
}

double pressure_limit(Network const& network, std::size_t plant) {
    return network.plants.maximum_differential_pressure_pa[plant].value_or(
        std::numeric_limits<double>::infinity());
}

double flow_limit(Network const& network, std::size_t plant) {
    return network.plants.maximum_flow_kg_s[plant].value_or(std::numeric_limits<double>::infinity());
}

// Atmospheric pressure at a height, as pandapipes has it (only its imitation counts gauge pressure from
// there).
double imitated_ambient_pa(double height_m) {
    return 101325.0 * std::pow(1.0 - 0.0065 * height_m / 288.15, 5.255);
}

void start_point(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Network const& network = *work.network;
    for (std::size_t link = 0; link < work.closed.size(); ++link) {
        work.closed[link] = point.link_open[link] != 0 ? 0 : 1;
    }
    std::fill(work.injection_kg_s.begin(), work.injection_kg_s.end(), 0.0);
    std::fill(work.inflow_kg_s.begin(), work.inflow_kg_s.end(), 0.0);
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        auto const node = static_cast<std::size_t>(network.boundaries.node[i]);
        work.injection_kg_s[node] -= point.withdrawal_kg_s[i];
        if (point.withdrawal_kg_s[i] < 0.0) { // several inflows at one node mix before they enter
            double const flow = -point.withdrawal_kg_s[i];
            double const before = work.inflow_kg_s[node];
            work.inflow_c[node] =
                (before * work.inflow_c[node] + flow * network.boundaries.temperature_c[i]) / (before + flow);
            work.inflow_kg_s[node] += flow;
        }
    }
    work.pipes.set_ground(network, point.ground_temperature_c);
    std::fill(work.still_c.begin(), work.still_c.end(), point.ground_temperature_c);
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        work.still_c[static_cast<std::size_t>(network.links.from[i])] = work.pipes.ground_c()[i];
        work.still_c[static_cast<std::size_t>(network.links.to[i])] = work.pipes.ground_c()[i];
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        work.consumer[i].heat_demand_w = point.heat_demand_w[i];
        work.consumer[i].return_temperature_c = point.return_temperature_c[i];
        work.too_cold[i] = 0;
    }
    work.controlled_plant = -1;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        work.plant_supply_c[i] = point.plant_supply_temperature_c[i];
        work.plant_at_capacity[i] = 0;
        double const given = point.plant_differential_pressure_pa[i];
        if (!std::isnan(given)) {
            work.plant_lift_pa[i] = std::min(given, pressure_limit(network, i));
        } else if (seeks_pressure(network, point, i)) {
            work.controlled_plant = static_cast<std::int32_t>(i);
            double const start = state.warm ? state.plant_differential_pressure_pa[i] : 1e5;
            work.plant_lift_pa[i] = std::min(start, pressure_limit(network, i));
        } else {
            work.plant_lift_pa[i] = 0.0;
        }
    }
    work.valves_limit = false;
    work.at_pressure_limit = false;
}

// Temperatures and flows to start from where no solve went before.
void cold_start(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state) {
    Network const& network = *work.network;
    double const isothermal = work.options.isothermal_temperature_c;
    double return_sum = 0.0;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        double const given = work.consumer[i].return_temperature_c;
        return_sum += std::isnan(given) ? work.hottest_plant_c - 30.0 : given;
    }
    double const return_c = network.substations.size() > 0
                                ? return_sum / static_cast<double>(network.substations.size())
                                : work.hottest_plant_c - 30.0;
    state.temperature_c.resize(network.nodes.size());
    for (std::size_t node = 0; node < network.nodes.size(); ++node) {
        Side const side = network.nodes.side[node];
        bool const plain = side == Side::none && network.plants.size() == 0;
        state.temperature_c[node] = !work.options.heat || plain ? isothermal
                                    : side == Side::return_side ? return_c
                                                                : work.hottest_plant_c;
    }
    state.pipe_inlet_temperature_c.resize(network.pipes.size());
    state.pipe_outlet_temperature_c.resize(network.pipes.size());
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        state.pipe_inlet_temperature_c[i] =
            state.temperature_c[static_cast<std::size_t>(network.links.from[i])];
        state.pipe_outlet_temperature_c[i] = state.pipe_inlet_temperature_c[i];
    }
    state.hydraulic = work.hydraulics.make_state();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const arriving = state.temperature_c[static_cast<std::size_t>(
            network.links.from[static_cast<std::size_t>(network.substations.link[i])])];
        auto const first = detail::required_flow(work.consumer[i], work.fluid, work.heat_rule, arriving, 0.0,
                                                 largest_flow(work, i));
        state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(network.substations.link[i])] =
            first.mass_flow_kg_s;
        work.exchanger_return_c[i] = first.return_temperature_c;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        double const heat = detail::heat_between_j_kg(work.fluid, work.heat_rule,
                                                      point.plant_supply_temperature_c[i], return_c);
        state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(network.plants.link[i])] =
            point.plant_heat_w[i] / std::max(heat, 1e4);
    }
    std::fill(work.dissipation_j_kg.begin(), work.dissipation_j_kg.end(), 0.0);
}

// Unknowns of the fixed point from the flows of a state.
void load_unknowns(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const guess = work.consumer[i].heat_demand_w / 2e5; // 50 K or so
        work.unknown[i] = std::log(std::max(flow > 1e-3 * guess ? flow : guess, no_flow_kg_s));
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const guess = point.plant_heat_w[i] / 2e5;
        work.unknown[substations + i] = std::log(std::max(flow > 1e-3 * guess ? flow : guess, no_flow_kg_s));
    }
}

void set_fluid_columns(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    std::size_t const pipes = network.pipes.size();
    std::span<double> const rho{work.density_kg_m3};
    std::span<double> const mu{work.viscosity_pa_s};
    // The mean temperature is written into the column that is then turned into the property.
    std::size_t const flows = network.substations.size() + network.plants.size();
    for (std::size_t i = 0; i < pipes; ++i) {
        mu[i] = work.densities_are_unknown
                    ? work.unknown[flows + i] / unknowns_per_kelvin
                    : 0.5 * (state.pipe_inlet_temperature_c[i] + state.pipe_outlet_temperature_c[i]);
    }
    if (work.mixing == detail::Mixing::mass_weighted) { // pandapipes: mean of the densities at the ends
        for (std::size_t i = 0; i < pipes; ++i) {
            rho[i] = 0.5 * (work.fluid.density_kg_m3(state.pipe_inlet_temperature_c[i]) +
                            work.fluid.density_kg_m3(state.pipe_outlet_temperature_c[i]));
        }
    } else {
        work.fluid.density_kg_m3(mu.first(pipes), rho.first(pipes));
    }
    work.fluid.dynamic_viscosity_pa_s(mu.first(pipes), mu.first(pipes));
    for (std::size_t link = pipes; link < network.links.size(); ++link) {
        bool const backwards = state.hydraulic.mass_flow_kg_s[link] < 0.0;
        double const t = state.temperature_c[static_cast<std::size_t>(backwards ? network.links.to[link]
                                                                                : network.links.from[link])];
        rho[link] = work.fluid.density_kg_m3(t);
        mu[link] = work.fluid.dynamic_viscosity_pa_s(t);
    }
    for (std::size_t i = 0; i < work.model.kv_links.size(); ++i) {
        auto const link = static_cast<std::size_t>(work.model.kv_links[i]);
        work.quadratic[link] = detail::quadratic_of_kv(work.model.kv_m3_h[i], rho[link]);
    }
    for (std::size_t i = 0; i < network.valves.size(); ++i) {
        if (network.valves.kind[i] == ValveKind::flow_limiter) {
            auto const link = static_cast<std::size_t>(network.valves.link[i]);
            work.set_value[link] = network.valves.set_flow_m3_s[i] * rho[link];
        }
    }
}

void set_pressures(SteadyWorkspace& work) {
    Network const& network = *work.network;
    PhysicsSettings const& physics = network.project().physics;
    for (std::size_t i = 0; i < work.model.holders.size(); ++i) {
        auto const [plant, boundary] = work.model.holders[i];
        double& pressure = work.fixed_pressure_pa[i];
        if (plant >= 0) {
            auto const p = static_cast<std::size_t>(plant);
            double const lift = work.plant_lift_pa[p];
            PressurePoint const where = network.plants.pressure_point[p];
            pressure = network.plants.held_pressure_pa[p] - (where == PressurePoint::supply_side ? lift
                                                             : where == PressurePoint::middle    ? 0.5 * lift
                                                                                                 : 0.0);
        } else {
            auto const b = static_cast<std::size_t>(boundary);
            double const head = network.boundaries.head_above_node_m[b];
            pressure =
                std::isnan(head)
                    ? network.boundaries.pressure_pa[b]
                    : head * physics.gravity_m_s2 *
                          work.fluid.density_kg_m3(work.options.heat ? network.boundaries.temperature_c[b]
                                                                     : work.options.isothermal_temperature_c);
        }
        if (physics.imitate == Imitation::pandapipes) {
            pressure += imitated_ambient_pa(
                network.nodes.elevation_m[static_cast<std::size_t>(work.model.nodes.fixed[i])]);
        }
    }
}

HydraulicReport run_hydraulics(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        bool const wants = work.consumer[i].heat_demand_w > 0.0 ||
                           (work.consumer[i].control == SubstationControl::mass_flow &&
                            work.consumer[i].mass_flow_kg_s > 0.0);
        work.set_value[link] = wants ? std::exp(work.unknown[i]) : 0.0;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        switch (network.plants.control[i]) {
        case PlantControl::pressure_holding:
        case PlantControl::differential_pressure: work.set_value[link] = work.plant_lift_pa[i]; break;
        case PlantControl::heat:
            work.set_value[link] =
                point.plant_heat_w[i] > 0.0 ? std::exp(work.unknown[substations + i]) : 0.0;
            break;
        case PlantControl::flow:
            work.set_value[link] = std::min(point.plant_flow_kg_s[i], flow_limit(network, i));
            break;
        }
    }
    set_pressures(work);
    if (work.valves_limit && !work.limited_hydraulics) {
        work.limited_hydraulics.emplace(work.model.nodes, work.model.links, work.hydraulic_settings);
    }
    HydraulicSolver& solver = work.valves_limit ? *work.limited_hydraulics : work.hydraulics;
    return solver.solve({.injection_kg_s = work.injection_kg_s,
                         .fixed_pressure_pa = work.fixed_pressure_pa,
                         .density_kg_m3 = work.density_kg_m3,
                         .viscosity_pa_s = work.viscosity_pa_s,
                         .set_value = work.set_value,
                         .quadratic_pa_s2_kg2 = work.quadratic,
                         .linear_pa_s_kg = {},
                         .speed = {},
                         .closed = work.closed},
                        state.hydraulic,
                        {.flow_tolerance = 1e-10, .max_iterations = 100, .warm_start = true});
}

// Water that the holders of pressure let in: what leaves their node less what arrives.
void set_inflows(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    for (std::size_t i = 0; i < work.model.holders.size(); ++i) {
        auto const node = static_cast<std::size_t>(work.model.nodes.fixed[i]);
        double need = -work.injection_kg_s[node];
        for (std::int32_t const link : work.links_at_holder[i]) {
            double const m = state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(link)];
            need += network.links.from[static_cast<std::size_t>(link)] == static_cast<std::int32_t>(node)
                        ? m
                        : -m;
        }
        auto const [plant, boundary] = work.model.holders[i];
        work.inflow_kg_s[node] = need > no_flow_kg_s ? need : 0.0;
        work.inflow_c[node] = plant >= 0
                                  ? network.plants.make_up_temperature_c[static_cast<std::size_t>(plant)]
                                  : network.boundaries.temperature_c[static_cast<std::size_t>(boundary)];
    }
}

// Gain and shift of everything that is not a pipe.
void write_element_links(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    bool const warms = network.project().physics.dissipation_heat;
    detail::ThermalLinks& thermal = work.thermal;
    for (std::size_t link = network.pipes.size(); link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        double const loss = std::abs(state.hydraulic.pressure_loss_pa[link]);
        bool const throttles =
            kind == LinkKind::valve || kind == LinkKind::bypass || kind == LinkKind::substation;
        work.dissipation_j_kg[link] = warms && throttles ? loss / work.density_kg_m3[link] : 0.0;
        double const inlet = state.temperature_c[static_cast<std::size_t>(work.sweep.upstream(link))];
        thermal.gain[link] = 1.0;
        thermal.shift[link] = work.dissipation_j_kg[link] > 0.0
                                  ? work.fluid.temperature_c(work.fluid.heat_content_j_kg(inlet) +
                                                             work.dissipation_j_kg[link]) -
                                        inlet
                                  : 0.0;
        thermal.slope[link] = 0.0;
        thermal.rest_c[link] = 0.0;
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        detail::ConsumerInput const& input = work.consumer[i];
        switch (input.control) {
        case SubstationControl::return_temperature:
        case SubstationControl::heat_exchanger:
            thermal.gain[link] = 0.0;
            thermal.shift[link] = work.exchanger_return_c[i];
            break;
        case SubstationControl::temperature_drop: { // nothing is cooled below the ground
            auto const node = static_cast<std::size_t>(network.links.from[link]);
            double const most = std::max(0.0, state.temperature_c[node] - work.still_c[node]);
            thermal.shift[link] = -std::min(input.temperature_drop_k, most);
            break;
        }
        case SubstationControl::mass_flow: {
            double const inlet = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
            thermal.shift[link] = work.exchanger_return_c[i] - inlet;
            break;
        }
        }
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        bool const backwards = state.hydraulic.mass_flow_kg_s[link] < 0.0;
        thermal.gain[link] = backwards ? 1.0 : 0.0;
        thermal.shift[link] = backwards ? 0.0 : work.plant_supply_c[i];
    }
}

void set_dependence(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    std::fill(work.depends.begin(), work.depends.end(), std::uint8_t{1});
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        SubstationControl const control = network.substations.control[i];
        bool const cuts =
            control == SubstationControl::return_temperature || control == SubstationControl::heat_exchanger;
        work.depends[static_cast<std::size_t>(network.substations.link[i])] = cuts ? 0 : 1;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        work.depends[link] = state.hydraulic.mass_flow_kg_s[link] < 0.0 ? 1 : 0;
    }
}

// One pass of temperatures at given flows and assumed temperatures of partner lines and substations.
void pass_temperatures(SteadyWorkspace& work, SteadyState& state) {
    Network const& network = *work.network;
    std::size_t const pipes = network.pipes.size();
    work.pipes.write_links(work.sweep.direction(), std::span<double const>{work.partner_inlet_c}.first(pipes),
                           work.thermal);
    write_element_links(work, state);
    work.sweep.run(work.thermal, work.fluid, work.mixing, state.hydraulic.mass_flow_kg_s, work.inflow_kg_s,
                   work.inflow_c, work.still_c, state.temperature_c, work.sensitivity_k);
}

// What really passes a substation decides what comes back.
double returned_c(SteadyWorkspace const& work, SteadyState const& state, std::size_t substation) {
    auto const link = static_cast<std::size_t>(work.network->substations.link[substation]);
    auto const node = static_cast<std::size_t>(work.network->links.from[link]);
    return detail::return_temperature_c(work.consumer[substation], work.fluid, work.heat_rule,
                                        state.temperature_c[node], state.hydraulic.mass_flow_kg_s[link],
                                        work.dissipation_j_kg[link]);
}

// Temperatures that agree with the flows. Lines of a pair warm each other, and what a substation sends back
// depends on what it gets: both are assumed, the network is swept, and that is repeated, accelerated, to
// `tolerance_k`.
void run_temperatures(SteadyWorkspace& work, SteadyState& state, double tolerance_k) {
    Network const& network = *work.network;
    set_inflows(work, state);
    set_dependence(work, state);
    double largest = 0.0;
    for (double const m : state.hydraulic.mass_flow_kg_s) {
        largest = std::max(largest, std::abs(m));
    }
    work.sweep.set_flow(state.hydraulic.mass_flow_kg_s, work.depends,
                        std::max(no_flow_kg_s, 1e-12 * largest));
    std::size_t const pipes = network.pipes.size();
    for (std::size_t i = 0; i < pipes; ++i) {
        state.pipe_inlet_temperature_c[i] =
            state.temperature_c[static_cast<std::size_t>(work.sweep.upstream(i))];
    }
    bool const warms = network.project().physics.dissipation_heat;
    work.pipes.set_flow(work.fluid, work.heat_rule == detail::HeatRule::mean_of_ends,
                        state.hydraulic.mass_flow_kg_s, work.sweep.direction(),
                        state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c,
                        warms ? std::span<double const>{state.hydraulic.pressure_loss_pa}.first(pipes)
                              : std::span<double const>{},
                        work.density_kg_m3);
    std::copy(state.pipe_inlet_temperature_c.begin(), state.pipe_inlet_temperature_c.end(),
              work.partner_inlet_c.begin());
    std::copy(work.exchanger_return_c.begin(), work.exchanger_return_c.end(),
              work.partner_inlet_c.begin() + static_cast<std::ptrdiff_t>(pipes));
    work.pair_anderson.restart();
    constexpr int most_passes = 60;
    double damping = 1.0;
    double best = std::numeric_limits<double>::infinity();
    for (int pass = 1;; ++pass) {
        pass_temperatures(work, state);
        if (!work.pipes.interacts() || pass == most_passes) {
            break;
        }
        double change = 0.0;
        for (std::size_t i = 0; i < pipes; ++i) {
            work.partner_answer_c[i] = state.temperature_c[static_cast<std::size_t>(work.sweep.upstream(i))];
            change = std::max(change, std::abs(work.partner_answer_c[i] - work.partner_inlet_c[i]));
        }
        for (std::size_t i = 0; i < network.substations.size(); ++i) {
            work.partner_answer_c[pipes + i] = returned_c(work, state, i);
            change = std::max(change,
                              std::abs(work.partner_answer_c[pipes + i] - work.partner_inlet_c[pipes + i]));
        }
        if (change <= tolerance_k) {
            break;
        }
        if (pass % 8 == 0) { // oscillates: take smaller steps
            if (change > 0.5 * best) {
                damping = std::max(0.1, 0.5 * damping);
                work.pair_anderson.restart();
            }
            best = change;
        }
        work.pair_anderson.advance(work.partner_inlet_c, work.partner_answer_c, damping);
        std::copy_n(work.partner_inlet_c.begin() + static_cast<std::ptrdiff_t>(pipes),
                    network.substations.size(), work.exchanger_return_c.begin());
    }
    for (std::size_t i = 0; i < pipes; ++i) {
        auto const up = static_cast<std::size_t>(work.sweep.upstream(i));
        state.pipe_inlet_temperature_c[i] = state.temperature_c[up];
        state.pipe_outlet_temperature_c[i] =
            work.sweep.direction()[i] != 0
                ? work.thermal.gain[i] * state.temperature_c[up] + work.thermal.shift[i]
                : state.temperature_c[up];
    }
}

// The flow that a consumer would ask for if all flows of the network grew as its own does: what arrives is
// then warmer, T(m') = rest + (T - rest) exp(s (1 - m/m')), with s from the sweep's sensitivity. Exact where
// loads change alike, and it keeps the fixed point stable at low load, where the plain one runs away.
double scaled_answer(SteadyWorkspace const& work, std::size_t i, double arriving_c, double rest_c,
                     double sensitivity_k, double dissipation_j_kg, double present_kg_s, bool& too_cold,
                     double& return_c) {
    double const largest = largest_flow(work, i);
    double const above = arriving_c - rest_c;
    double const s = above > 1e-6 ? std::max(0.0, sensitivity_k / above) : 0.0;
    auto const ask = [&](double ratio) {
        double const t = rest_c + above * std::exp(s * (1.0 - 1.0 / ratio));
        return detail::required_flow(work.consumer[i], work.fluid, work.heat_rule, t, dissipation_j_kg,
                                     largest);
    };
    // Solves ln ask(r) - ln(r present) = 0, decreasing in ln r, by bisection with secant steps.
    double low = -6.0;
    double high = 6.0;
    double x = 0.0;
    double step = 0.0;
    double previous_x = 0.0;
    double previous_f = 0.0;
    for (int k = 0; k < 60; ++k) {
        auto const asked = ask(std::exp(x));
        double const f = std::log(std::max(asked.mass_flow_kg_s, no_flow_kg_s) / present_kg_s) - x;
        too_cold = asked.too_cold;
        return_c = asked.return_temperature_c;
        if (std::abs(f) < 1e-13 || high - low < 1e-13) {
            break;
        }
        (f > 0.0 ? low : high) = x;
        if (s == 0.0) {
            x += f;
            break;
        }
        double const slope = k > 0 && x != previous_x ? (f - previous_f) / (x - previous_x) : -1.0 - s;
        step = slope < -1e-3 ? -f / slope : f;
        previous_x = x;
        previous_f = f;
        x = x + step > low && x + step < high ? x + step : 0.5 * (low + high);
    }
    return std::exp(x) * present_kg_s;
}

struct Changes {
    double flow{0.0};          // largest relative change of a consumer's or plant's flow
    double temperature_k{0.0}; // of plants at capacity and exchangers' returns
};

// Asks every consumer and heat plant for its flow at the present temperatures.
Changes ask_consumers(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    Changes changes;
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        auto const node = static_cast<std::size_t>(network.links.from[link]);
        double const set = work.set_value[link];
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        bool const reached = state.hydraulic.node_cut_off[node] == 0 && work.closed[link] == 0;
        work.answer[i] = work.unknown[i];
        work.too_cold[i] = 0;
        double const before = work.exchanger_return_c[i];
        if (set > 0.0 && reached) {
            bool too_cold = false;
            bool const moves = work.sweep.direction()[link] != 0;
            double const sensitivity = moves && flow >= set * (1.0 - 1e-9) ? work.sensitivity_k[node] : 0.0;
            double const asked =
                scaled_answer(work, i, state.temperature_c[node], work.still_c[node], sensitivity,
                              work.dissipation_j_kg[link], set, too_cold, work.exchanger_return_c[i]);
            work.answer[i] = std::log(asked);
            work.too_cold[i] = too_cold ? 1 : 0;
            changes.flow = std::max(changes.flow, std::abs(work.answer[i] - work.unknown[i]));
        }
        // What really passes decides what comes back.
        work.exchanger_return_c[i] =
            detail::return_temperature_c(work.consumer[i], work.fluid, work.heat_rule,
                                         state.temperature_c[node], flow, work.dissipation_j_kg[link]);
        changes.temperature_k =
            std::max(changes.temperature_k, std::abs(work.exchanger_return_c[i] - before));
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        double const return_c = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        work.answer[substations + i] = work.unknown[substations + i];
        double const wanted_c = point.plant_supply_temperature_c[i];
        double const heat_j_kg = detail::heat_between_j_kg(work.fluid, work.heat_rule, wanted_c, return_c);
        if (network.plants.control[i] == PlantControl::heat && point.plant_heat_w[i] > 0.0 &&
            heat_j_kg > 1.0) {
            double const heat_w =
                std::min(point.plant_heat_w[i],
                         network.plants.capacity_w[i].value_or(std::numeric_limits<double>::infinity()));
            work.answer[substations + i] = std::log(std::min(heat_w / heat_j_kg, flow_limit(network, i)));
            changes.flow = std::max(changes.flow,
                                    std::abs(work.answer[substations + i] - work.unknown[substations + i]));
            continue;
        }
        if (network.plants.capacity_w[i] && flow > no_flow_kg_s) {
            double const before = work.plant_supply_c[i];
            bool const over = flow * heat_j_kg > *network.plants.capacity_w[i] * (1.0 + 1e-12);
            work.plant_at_capacity[i] = over ? 1 : 0;
            work.plant_supply_c[i] = over ? work.fluid.temperature_c(work.fluid.heat_content_j_kg(return_c) +
                                                                     *network.plants.capacity_w[i] / flow)
                                          : wanted_c;
            changes.temperature_k =
                std::max(changes.temperature_k, std::abs(work.plant_supply_c[i] - before));
        }
    }
    return changes;
}

// Margin of the consumer that has least pressure to spare; infinite where nobody takes water.
double least_margin_pa(SteadyWorkspace const& work, SteadyState const& state) {
    Network const& network = *work.network;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        if (work.set_value[link] > 0.0 && work.closed[link] == 0 &&
            state.hydraulic.node_cut_off[static_cast<std::size_t>(network.links.from[link])] == 0) {
            least = std::min(least, state.hydraulic.pressure_loss_pa[link] -
                                        network.substations.minimum_differential_pressure_pa[i]);
        }
    }
    return least;
}

// Whether a consumer has less pressure than its valve needs, wide open, for the flow it was given.
bool somebody_is_short(SteadyWorkspace const& work, SteadyState const& state) {
    for (std::int32_t const l : work.network->substations.link) {
        auto const link = static_cast<std::size_t>(l);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const needs = work.model.links.quadratic_pa_s2_kg2[link] * flow * flow;
        if (flow > 0.0 && state.hydraulic.pressure_loss_pa[link] < needs * (1.0 - 1e-12) - 1e-6) {
            return true;
        }
    }
    return false;
}

// Moves the differential pressure of the plant that looks for the smallest one, or lets the valves limit
// where that cannot be. Returns by how much it moved, Pa; infinity where the regime changed.
double control_pressure(SteadyWorkspace& work, SteadyState const& state) {
    if (work.controlled_plant < 0) {
        if (!work.valves_limit && somebody_is_short(work, state)) {
            work.valves_limit = true;
            return std::numeric_limits<double>::infinity();
        }
        return 0.0;
    }
    auto const plant = static_cast<std::size_t>(work.controlled_plant);
    double const limit = pressure_limit(*work.network, plant);
    double const margin = least_margin_pa(work, state);
    if (!std::isfinite(margin)) {
        return 0.0;
    }
    double const lift = work.plant_lift_pa[plant];
    double const wanted = std::max(0.0, lift - margin);
    if (work.at_pressure_limit) { // valves are wide open where short; more than enough means it can come down
        if (margin > 1.0) {
            work.at_pressure_limit = false;
            work.valves_limit = false;
            work.plant_lift_pa[plant] = wanted;
            return margin;
        }
        return 0.0;
    }
    work.plant_lift_pa[plant] = std::min(wanted, limit);
    if (wanted > limit) {
        work.at_pressure_limit = true;
        work.valves_limit = true;
        return std::max(1.0, std::abs(work.plant_lift_pa[plant] - lift));
    }
    return work.plant_lift_pa[plant] - lift;
}

// Flows of a loop in which next to nothing moves are not defined to round-off: they may go on changing
// although every equation is kept as well as doubles can.
bool flows_found(HydraulicReport const& report) {
    bool const kept = report.energy_residual_pa <= 1e-4 && report.mass_residual_kg_s <= 1e-9;
    return report.status == SolveStatus::converged || (report.status == SolveStatus::iteration_limit && kept);
}

// How the outer iteration is doing.
struct Progress {
    double damping{1.0};
    double best{std::numeric_limits<double>::infinity()};
    double checkpoint{std::numeric_limits<double>::infinity()};
    int turns{0}; // since the checkpoint: residuals that point back, less those that point on
};

// The next iterate. Where the ordinary iteration of flows does not come to rest, densities join the unknowns,
// and steps get smaller for as long as the residual does not fall.
void advance(SteadyWorkspace& work, SteadyState const& state, int iterations, Changes const& changes,
             Progress& progress) {
    std::size_t const flows = work.network->substations.size() + work.network->plants.size();
    bool const buoyant = work.network->project().physics.gravity_m_s2 > 0.0;
    if (!work.densities_are_unknown && iterations == rounds_before_densities && buoyant &&
        work.options.heat) {
        work.densities_are_unknown = true;
        for (std::size_t i = 0; i < work.network->pipes.size(); ++i) {
            work.unknown[flows + i] =
                0.5 * unknowns_per_kelvin *
                (state.pipe_inlet_temperature_c[i] + state.pipe_outlet_temperature_c[i]);
            work.answer[flows + i] = work.unknown[flows + i];
        }
        if (!work.wide_anderson) {
            work.wide_anderson.emplace(work.unknown.size());
        }
        work.wide_anderson->restart();
        progress = {};
    }
    double const residual = std::max(changes.flow, changes.temperature_k * unknowns_per_kelvin);
    bool restart = false;
    if (residual > 10.0 * progress.best) { // the history is of another regime: a limit became active
        restart = true;
        progress.best = residual;
    }
    progress.best = std::min(progress.best, residual);
    double along = 0.0;
    for (std::size_t i = 0; i < flows; ++i) {
        double const now = work.answer[i] - work.unknown[i];
        along += now * work.residual[i];
        work.residual[i] = now;
    }
    progress.turns += along < 0.0 ? 1 : -1;
    if (iterations % 12 == 0) {
        if (residual > 0.3 * progress.checkpoint) { // overshoots, or creeps
            bool const creeps = progress.turns < -10 && residual > 0.9 * progress.checkpoint;
            progress.damping =
                creeps ? std::min(1.0, 2.0 * progress.damping) : std::max(0.05, 0.6 * progress.damping);
            restart = true;
        }
        progress.checkpoint = residual;
        progress.turns = 0;
    }
    detail::Anderson& anderson = work.densities_are_unknown ? *work.wide_anderson : work.anderson;
    if (restart) {
        anderson.restart();
    }
    std::size_t const size = work.densities_are_unknown ? work.unknown.size() : flows;
    anderson.advance(std::span<double>{work.unknown}.first(size),
                     std::span<double const>{work.answer}.first(size), progress.damping);
}

std::string describe_hydraulics(Network const& network, HydraulicReport const& report) {
    std::string text =
        fmt::format("flows and pressures were not found ({} iterations, last relative change {:.2g})",
                    report.iterations, report.relative_flow_change);
    if (report.worst_node >= 0) {
        text += fmt::format("; mass is off by {:.3g} kg/s at node '{}'", report.mass_residual_kg_s,
                            network.nodes.id[static_cast<std::size_t>(report.worst_node)]);
    }
    if (report.worst_link >= 0) {
        text += fmt::format("; pressure is off by {:.3g} Pa in '{}'", report.energy_residual_pa,
                            network.links.id[static_cast<std::size_t>(report.worst_link)]);
    }
    return text +
           ". Look there first: two devices that set the same pressure, or a pump without a way round.";
}

} // namespace

struct SteadySolver::Impl : SteadyWorkspace {
    using SteadyWorkspace::SteadyWorkspace;
};

SteadySolver::SteadySolver(std::shared_ptr<Network const> network, SteadyOptions options)
    : impl_{std::make_unique<Impl>(std::move(network), options)} {}
SteadySolver::~SteadySolver() = default;
SteadySolver::SteadySolver(SteadySolver&&) noexcept = default;
SteadySolver& SteadySolver::operator=(SteadySolver&&) noexcept = default;

Network const& SteadySolver::network() const {
    return *impl_->network;
}
Fluid const& SteadySolver::fluid() const {
    return impl_->fluid;
}
std::vector<double> const& SteadySolver::pipe_conductance_w_mk() const {
    return impl_->pipes.own_w_mk();
}
std::vector<double> const& SteadySolver::pipe_mutual_conductance_w_mk() const {
    return impl_->pipes.mutual_w_mk();
}
int SteadySolver::symbolic_analyses() const noexcept {
    return impl_->hydraulics.symbolic_analyses();
}

SteadyReport SteadySolver::solve(OperatingPoint const& point, SteadyState& state) {
    SteadyWorkspace& work = *impl_;
    Network const& network = *work.network;
    SteadyReport report;
    if (work.model.holders.empty()) {
        report.status = SteadyStatus::no_pressure_reference;
        report.diagnosis = "nothing holds a pressure: no pressure-holding plant, no reservoir, no tank";
        return report;
    }
    start_point(work, point, state);
    if (state.warm) {
        std::copy(state.substation_return_temperature_c.begin(), state.substation_return_temperature_c.end(),
                  work.exchanger_return_c.begin());
    } else {
        cold_start(work, point, state);
    }
    state.warm = false; // until this solve has converged
    load_unknowns(work, point, state);
    work.anderson.restart();
    work.densities_are_unknown = false;
    double const temperature_tolerance = work.options.temperature_tolerance_k;
    double last_temperature_change_k = 1e3;
    Progress progress;
    while (true) {
        set_fluid_columns(work, state);
        HydraulicReport const hydraulic = run_hydraulics(work, point, state);
        work.hydraulic_report = hydraulic;
        report.hydraulic_iterations += hydraulic.iterations;
        ++report.iterations;
        if (!flows_found(hydraulic)) {
            report.status = SteadyStatus::hydraulics_failed;
            report.diagnosis = describe_hydraulics(network, hydraulic);
            return report;
        }
        Changes changes;
        double temperature_change_k = 0.0;
        if (work.options.heat) {
            std::copy(state.temperature_c.begin(), state.temperature_c.end(),
                      work.previous_temperature_c.begin());
            run_temperatures(work, state,
                             std::clamp(1e-3 * last_temperature_change_k, 0.3 * temperature_tolerance, 1.0));
            for (std::size_t node = 0; node < state.temperature_c.size(); ++node) {
                temperature_change_k =
                    std::max(temperature_change_k,
                             std::abs(state.temperature_c[node] - work.previous_temperature_c[node]));
            }
            last_temperature_change_k = temperature_change_k;
            changes = ask_consumers(work, point, state);
        } else {
            set_inflows(work, state);
        }
        if (work.densities_are_unknown) {
            std::size_t const flows = network.substations.size() + network.plants.size();
            for (std::size_t i = 0; i < network.pipes.size(); ++i) {
                work.answer[flows + i] =
                    0.5 * unknowns_per_kelvin *
                    (state.pipe_inlet_temperature_c[i] + state.pipe_outlet_temperature_c[i]);
                double const change_k =
                    std::abs(work.answer[flows + i] - work.unknown[flows + i]) / unknowns_per_kelvin;
                changes.temperature_k = std::max(changes.temperature_k, change_k);
            }
        }
        double const lift_change = control_pressure(work, state);
        report.flow_change_relative = changes.flow;
        bool const agrees = changes.flow <= work.options.flow_tolerance &&
                            changes.temperature_k <= temperature_tolerance &&
                            temperature_change_k <= temperature_tolerance && std::abs(lift_change) <= 1e-3;
        if (agrees) {
            break;
        }
        if (report.iterations >= work.options.maximum_iterations) {
            report.status = SteadyStatus::iteration_limit;
            report.diagnosis = fmt::format(
                "flows and temperatures did not agree after {} rounds: a consumer's flow "
                "still changes by {:.2g}, a temperature by {:.2g} K",
                report.iterations, changes.flow, std::max(changes.temperature_k, temperature_change_k));
            return report;
        }
        advance(work, state, report.iterations, changes, progress);
    }
    detail::fill_results(work, point, state);
    report.balance = detail::balance(work, work.hydraulic_report, state);
    bool const imitates = network.project().physics.imitate != Imitation::none;
    double const allowed = work.options.balance_tolerance;
    bool const closes = report.balance.mass_relative <= allowed &&
                        report.balance.pressure_relative <= allowed &&
                        (imitates || report.balance.energy_relative <= allowed);
    if (!closes) {
        report.status = SteadyStatus::balance_violated;
        report.diagnosis = fmt::format(
            "the result does not balance: mass {:.2g}, energy {:.2g}, pressure {:.2g} relative; worst at "
            "node '{}' and "
            "element '{}'",
            report.balance.mass_relative, report.balance.energy_relative, report.balance.pressure_relative,
            report.balance.worst_node >= 0
                ? network.nodes.id[static_cast<std::size_t>(report.balance.worst_node)]
                : "-",
            report.balance.worst_link >= 0
                ? network.links.id[static_cast<std::size_t>(report.balance.worst_link)]
                : "-");
        return report;
    }
    report.status = SteadyStatus::converged;
    state.warm = true;
    return report;
}

} // namespace saggar
