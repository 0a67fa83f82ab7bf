// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "set_flows.hpp"
#include "steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// Atmospheric pressure at a height, as pandapipes has it (only its imitation counts gauge pressure from
// there).
double imitated_ambient_pa(double height_m) {
    return 101325.0 * std::pow(1.0 - 0.0065 * height_m / 288.15, 5.255);
}

} // namespace

void set_fluid_columns(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    std::size_t const pipes = network.pipes.size();
    std::span<double> const rho{work.density_kg_m3};
    std::span<double> const mu{work.viscosity_pa_s};
    // The temperature is written into the column that is then turned into the property.
    std::size_t const flows = network.substations.size() + network.plants.size();
    if (work.unknown.size() > flows) {
        std::transform(work.unknown.begin() + static_cast<std::ptrdiff_t>(flows), work.unknown.end(),
                       mu.begin(), [](double x) { return x / unknowns_per_kelvin; });
    } else {
        std::copy(state.pipe_mean_temperature_c.begin(), state.pipe_mean_temperature_c.end(), mu.begin());
    }
    for (std::size_t link = pipes; link < network.links.size(); ++link) {
        bool const backwards = state.hydraulic.mass_flow_kg_s[link] < 0.0;
        mu[link] = state.temperature_c[static_cast<std::size_t>(backwards ? network.links.to[link]
                                                                          : network.links.from[link])];
    }
    work.fluid.density_kg_m3(mu, rho);
    if (work.mixing == Mixing::mass_weighted) { // pandapipes: mean of the densities at the ends
        for (std::size_t i = 0; i < pipes; ++i) {
            rho[i] = 0.5 * (work.fluid.density_kg_m3(state.pipe_inlet_temperature_c[i]) +
                            work.fluid.density_kg_m3(state.pipe_outlet_temperature_c[i]));
        }
    }
    work.fluid.dynamic_viscosity_pa_s(mu.first(pipes), mu.first(pipes));
    for (std::size_t i = 0; i < work.model.kv_links.size(); ++i) {
        auto const link = static_cast<std::size_t>(work.model.kv_links[i]);
        work.quadratic[link] = quadratic_of_kv(work.model.kv_m3_h[i], rho[link]);
    }
    for (std::size_t i = 0; i < network.valves.size(); ++i) {
        if (network.valves.kind[i] == ValveKind::flow_limiter) {
            auto const link = static_cast<std::size_t>(network.valves.link[i]);
            work.set_value[link] = network.valves.set_flow_m3_s[i] * rho[link];
        }
    }
}

namespace {

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

} // namespace

void set_asked_flows(SteadyWorkspace& work, OperatingPoint const& point) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        work.set_value[link] = work.consumer[i].wants_water() ? std::exp(work.unknown[i]) : 0.0;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        switch (network.plants.control[i]) {
        case PlantControl::pressure_holding:
        case PlantControl::differential_pressure: work.set_value[link] = work.plant_lift_pa[i]; break;
        case PlantControl::heat:
            work.set_value[link] =
                point.plant_heat_w[i] > 0.0 && work.plant_stopped[i] == 0 && !pumps_nothing(work, i)
                    ? std::exp(work.unknown[substations + i])
                    : 0.0;
            break;
        case PlantControl::flow:
            work.set_value[link] = pumps_nothing(work, i)
                                       ? 0.0
                                       : std::min({point.plant_flow_kg_s[i], flow_limit(network, i),
                                                   work.pump_limits[i].most_kg_s});
            break;
        }
    }
}

namespace {

// Of set flows; where bypasses do not answer to them two are enough.
constexpr int rounds_of_taking = 10;

} // namespace

HydraulicReport run_hydraulics(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state,
                               double flow_tolerance) {
    set_asked_flows(work, point);
    set_pressures(work);
    if (work.valves_limit && !work.limited_hydraulics) {
        work.limited_hydraulics.emplace(work.model.nodes, work.model.links, work.hydraulic_settings);
    }
    HydraulicSolver& solver = work.valves_limit ? *work.limited_hydraulics : work.hydraulics;
    work.flows_answer = true;
    SetFlows set{work};
    HydraulicReport report;
    for (int round = 0; round < rounds_of_taking; ++round) {
        set.apply();
        HydraulicReport found = solver.solve({.injection_kg_s = work.injection_kg_s,
                                              .fixed_pressure_pa = work.fixed_pressure_pa,
                                              .density_kg_m3 = work.density_kg_m3,
                                              .viscosity_pa_s = work.viscosity_pa_s,
                                              .set_value = work.set_value,
                                              .quadratic_pa_s2_kg2 = work.quadratic,
                                              .linear_pa_s_kg = {},
                                              .speed = work.speed,
                                              .flow_stiffness_pa_s_kg = work.flow_stiffness,
                                              .anchor_kg_s = work.anchor_kg_s,
                                              .closed = work.closed},
                                             state.hydraulic,
                                             {.flow_tolerance = flow_tolerance,
                                              .max_iterations = 100,
                                              .warm_start = true,
                                              .lets_back = work.lets_back});
        found.iterations += report.iterations;
        report = found;
        bool const again = flows_found(report) ? set.follow(state.hydraulic) : set.let_another();
        if (!again) {
            break;
        }
    }
    set.mark(state.hydraulic);
    return report;
}

HydraulicSolver* answering_hydraulics(SteadyWorkspace& work) {
    if (!work.options.heat || !work.flows_answer || work.hydraulics.structure().core_links == 0) {
        return nullptr;
    }
    if (work.valves_limit && !work.limited_hydraulics) {
        return nullptr; // not made yet
    }
    HydraulicSolver& solver = work.valves_limit ? *work.limited_hydraulics : work.hydraulics;
    return solver.responds() ? &solver : nullptr;
}

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
        double const held_c = plant >= 0
                                  ? network.plants.make_up_temperature_c[static_cast<std::size_t>(plant)]
                                  : network.boundaries.temperature_c[static_cast<std::size_t>(boundary)];
        double const held = need > no_flow_kg_s ? need : 0.0;
        auto const [given, given_c] = work.given_inflow[i]; // mixes with it
        work.inflow_kg_s[node] = held + given;
        work.inflow_c[node] = given > 0.0 ? (held * held_c + given * given_c) / (held + given) : held_c;
        work.holder_takes_kg_s[i] = std::max(0.0, -need);
    }
}

// Flows of a loop in which next to nothing moves are not defined to round-off: they may go on changing
// although every equation is kept as well as doubles can.
bool flows_found(HydraulicReport const& report) {
    bool const kept = report.energy_residual_pa <= 1e-4 && report.mass_residual_kg_s <= 1e-9;
    return report.status == SolveStatus::converged || (report.status == SolveStatus::iteration_limit && kept);
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

} // namespace saggar::detail
