// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ElementStatus status_of(LinkStatus status, double flow, double smallest) {
    switch (status) {
    case LinkStatus::closed: return ElementStatus::shut;
    case LinkStatus::cut_off: return ElementStatus::cut_off;
    case LinkStatus::blocked: return ElementStatus::no_flow;
    case LinkStatus::short_of_dp: return ElementStatus::limited_by_pressure;
    case LinkStatus::wide_open: return ElementStatus::wide_open;
    case LinkStatus::beyond_curve: return ElementStatus::at_flow_limit;
    case LinkStatus::open:
    case LinkStatus::holding: break;
    }
    return std::abs(flow) <= smallest ? ElementStatus::no_flow : ElementStatus::normal;
}

} // namespace

bool runs_backwards(Network const& network, std::span<double const> mass_flow_kg_s, double flow_kg_s) {
    constexpr double round_off = 1e-9;
    double most_kg_s = 1.0;
    for (std::int32_t const link : network.plants.link) {
        most_kg_s = std::max(most_kg_s, std::abs(mass_flow_kg_s[static_cast<std::size_t>(link)]));
    }
    return flow_kg_s < -round_off * most_kg_s;
}

void fill_nodes_and_links(SteadyWorkspace const& work, SteadyState& state) {
    Network const& network = *work.network;
    PhysicsSettings const& physics = network.project().physics;
    state.mass_flow_kg_s = state.hydraulic.mass_flow_kg_s;
    state.pressure_pa = state.hydraulic.pressure_pa;
    for (std::size_t node = 0; node < network.nodes.size(); ++node) {
        if (state.hydraulic.node_cut_off[node] != 0) {
            state.pressure_pa[node] = nan;
        } else if (physics.imitate == Imitation::pandapipes) { // its gauge pressure counts from the local air
            state.pressure_pa[node] -=
                101325.0 * std::pow(1.0 - 0.0065 * network.nodes.elevation_m[node] / 288.15, 5.255);
        }
    }
    std::size_t const links = network.links.size();
    state.pressure_drop_pa.resize(links);
    state.link_status.resize(links);
    double largest = 0.0;
    for (double const m : state.mass_flow_kg_s) {
        largest = std::max(largest, std::abs(m));
    }
    for (std::size_t link = 0; link < links; ++link) {
        state.pressure_drop_pa[link] = state.pressure_pa[static_cast<std::size_t>(network.links.from[link])] -
                                       state.pressure_pa[static_cast<std::size_t>(network.links.to[link])];
        state.link_status[link] =
            status_of(state.hydraulic.link_status[link], state.mass_flow_kg_s[link], 1e-12 * largest);
    }
    for (std::size_t i = 0; i < network.valves.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.valves.link[i]);
        ValveKind const kind = network.valves.kind[i];
        bool const regulates = kind == ValveKind::differential_pressure || kind == ValveKind::flow_limiter ||
                               kind == ValveKind::pressure_reducing || kind == ValveKind::pressure_sustaining;
        bool const holds = state.hydraulic.link_status[link] == LinkStatus::open ||
                           state.hydraulic.link_status[link] == LinkStatus::holding;
        if (regulates && holds) {
            state.link_status[link] = ElementStatus::controlling;
        } else if (state.link_status[link] == ElementStatus::limited_by_pressure) {
            state.link_status[link] = ElementStatus::wide_open;
        }
    }
}

namespace {

void fill_pipes(SteadyWorkspace const& work, SteadyState& state) {
    Network const& network = *work.network;
    bool const warms = network.project().physics.dissipation_heat && work.options.heat;
    std::size_t const pipes = network.pipes.size();
    state.pipe_heat_loss_w.resize(pipes);
    state.pipe_friction_pa.resize(pipes);
    state.pipe_velocity_m_s.resize(pipes);
    state.pipe_density_kg_m3.resize(pipes);
    state.heat_loss_total_w = 0.0;
    // Heat content of the water that enters and leaves, J/kg; in two of the columns that are filled below.
    std::vector<double>& entering = state.pipe_friction_pa;
    std::vector<double>& leaving = state.pipe_heat_loss_w;
    bool const exact = work.heat_rule == HeatRule::exact;
    if (exact) {
        work.fluid.heat_content_j_kg(state.pipe_inlet_temperature_c, entering);
        work.fluid.heat_content_j_kg(state.pipe_outlet_temperature_c, leaving);
    }
    for (std::size_t i = 0; i < pipes; ++i) {
        double const flow = std::abs(state.mass_flow_kg_s[i]);
        double const friction = std::abs(state.hydraulic.pressure_loss_pa[i]);
        bool const moves = work.options.heat && work.sweep.order().direction()[i] != 0;
        double const rho = work.density_kg_m3[i];
        double const bore = network.pipes.inner_diameter_m[i];
        double const given_off =
            exact ? entering[i] - leaving[i]
                  : heat_between_j_kg(work.fluid, work.heat_rule, state.pipe_inlet_temperature_c[i],
                                      state.pipe_outlet_temperature_c[i]);
        state.pipe_density_kg_m3[i] = rho;
        state.pipe_friction_pa[i] = flow > 0.0 ? friction : 0.0;
        state.pipe_velocity_m_s[i] = flow / (rho * 0.25 * M_PI * bore * bore);
        state.pipe_heat_loss_w[i] = moves ? flow * (given_off + (warms ? friction / rho : 0.0)) : 0.0;
        state.heat_loss_total_w += state.pipe_heat_loss_w[i];
    }
}

void fill_substations(SteadyWorkspace const& work, OperatingPoint const& point, SteadyState& state) {
    Network const& network = *work.network;
    SubstationColumns const& s = network.substations;
    for (auto* const column :
         {&state.substation_heat_w, &state.substation_unmet_heat_w, &state.substation_supply_temperature_c,
          &state.substation_return_temperature_c, &state.substation_differential_pressure_pa,
          &state.substation_needed_differential_pressure_pa, &state.substation_valve_opening}) {
        column->assign(s.size(), 0.0);
    }
    state.demand_total_w = 0.0;
    state.heat_served_total_w = 0.0;
    state.index_consumer = -1;
    state.index_margin_pa = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < s.size(); ++i) {
        auto const link = static_cast<std::size_t>(s.link[i]);
        double const flow = state.mass_flow_kg_s[link];
        double const dp = state.pressure_drop_pa[link];
        double const supply = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
        bool const moves = work.options.heat && work.sweep.order().direction()[link] != 0;
        auto const slot = static_cast<std::size_t>(moves ? work.sweep.slot(link) : 0);
        double const back =
            moves ? work.sweep.link(slot).gain * supply + work.sweep.link(slot).shift : supply;
        double const heat = moves ? flow * (heat_between_j_kg(work.fluid, work.heat_rule, supply, back) +
                                            work.dissipation_j_kg[link])
                                  : 0.0;
        state.substation_heat_w[i] = heat;
        state.substation_supply_temperature_c[i] = supply;
        state.substation_return_temperature_c[i] = back;
        state.substation_differential_pressure_pa[i] = dp;
        double const asked = work.too_cold[i] != 0 ? flow : std::max(flow, work.set_value[link]);
        state.substation_needed_differential_pressure_pa[i] = needed_pa(work, i, asked);
        double const unmet = point.heat_demand_w[i] - heat;
        bool const short_of_heat = work.options.heat && unmet > 1e-7 * point.heat_demand_w[i];
        state.substation_unmet_heat_w[i] = short_of_heat ? unmet : 0.0;
        double const wide_open = work.model.links.quadratic_pa_s2_kg2[link];
        if (flow > 0.0 && wide_open > 0.0 && dp > 0.0) {
            double const valve_share = s.valve_authority[i] * wide_open;
            double const over_valve = dp / (flow * flow) - (wide_open - valve_share);
            state.substation_valve_opening[i] =
                over_valve > 0.0 ? std::min(1.0, std::sqrt(valve_share / over_valve)) : 1.0;
        }
        // Nothing is cooled below the ground (temperature_step.cpp).
        bool const too_cold = work.too_cold[i] != 0 || s.control[i] == SubstationControl::temperature_drop ||
                              s.control[i] == SubstationControl::mass_flow;
        if (too_cold && short_of_heat && state.link_status[link] == ElementStatus::normal) {
            state.link_status[link] = ElementStatus::too_cold;
        }
        // Water that a valve elsewhere holds back.
        if (short_of_heat && work.set_value[link] > 0.0 &&
            state.link_status[link] == ElementStatus::no_flow) {
            state.link_status[link] = ElementStatus::limited_by_pressure;
        }
        state.demand_total_w += point.heat_demand_w[i];
        state.heat_served_total_w += heat;
        double const margin = dp - needed_pa(work, i, flow);
        if (work.set_value[link] > 0.0 && margin < state.index_margin_pa) {
            state.index_margin_pa = margin;
            state.index_consumer = static_cast<std::int32_t>(i);
        }
    }
    if (state.index_consumer < 0) {
        state.index_margin_pa = 0.0;
    }
}

// A plant that sets its own flow and stands at the most that its pumps give; one that holds pressure cannot
// choose, and its flow is a limit that is checked (limits.hpp).
bool held_by_flow_limit(Network const& network, std::size_t plant, double flow_kg_s) {
    PlantControl const control = network.plants.control[plant];
    bool const chooses = control == PlantControl::heat || control == PlantControl::flow;
    std::optional<double> const& most = network.plants.maximum_flow_kg_s[plant];
    return chooses && most && flow_kg_s >= *most * (1.0 - 1e-9);
}

void fill_plants(SteadyWorkspace const& work, SteadyState& state) {
    Network const& network = *work.network;
    PlantColumns const& p = network.plants;
    for (auto* const column : {&state.plant_heat_w, &state.plant_supply_temperature_c,
                               &state.plant_return_temperature_c, &state.plant_differential_pressure_pa,
                               &state.plant_pump_electricity_w, &state.plant_electricity_w}) {
        column->assign(p.size(), 0.0);
    }
    state.plant_heat_total_w = 0.0;
    state.pump_work_total_w = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        auto const link = static_cast<std::size_t>(p.link[i]);
        double const flow = state.mass_flow_kg_s[link];
        double const return_c = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
        bool const sends = work.options.heat && work.sweep.order().direction()[link] > 0;
        double const supply_c = sends ? work.plant_supply_c[i]
                                      : state.temperature_c[static_cast<std::size_t>(network.links.to[link])];
        double const lift = -state.pressure_drop_pa[link];
        double const heat =
            sends ? flow * heat_between_j_kg(work.fluid, work.heat_rule, supply_c, return_c) : 0.0;
        double const work_w =
            flow > 0.0 ? -state.hydraulic.pressure_loss_pa[link] * flow / work.density_kg_m3[link] : 0.0;
        state.plant_heat_w[i] = heat;
        state.plant_supply_temperature_c[i] = supply_c;
        state.plant_return_temperature_c[i] = return_c;
        state.plant_differential_pressure_pa[i] = std::isnan(lift) ? 0.0 : lift;
        state.plant_pump_electricity_w[i] = std::max(0.0, work_w) / p.pump_efficiency[i];
        state.plant_electricity_w[i] =
            state.plant_pump_electricity_w[i] + p.electricity_per_heat[i] * std::max(0.0, heat);
        state.plant_heat_total_w += heat;
        state.pump_work_total_w += work_w;
        if (state.link_status[link] == ElementStatus::shut ||
            state.link_status[link] == ElementStatus::cut_off) {
            continue; // what is asked of it does not matter
        }
        bool const by_lift = at_pump_limit(work, i, flow);
        bool const at_flow_limit =
            !by_lift && (held_by_flow_limit(network, i, flow) ||
                         (work.plant_at_flow_limit[i] != 0 && work.plant_at_capacity[i] == 0));
        if (flow < 0.0 && state.link_status[link] == ElementStatus::normal) {
            state.link_status[link] = runs_backwards(network, state.mass_flow_kg_s, flow)
                                          ? ElementStatus::reversed
                                          : ElementStatus::no_flow;
        } else if (work.plant_passes[i] != 0 || work.plant_stopped[i] != 0) {
            state.link_status[link] = ElementStatus::return_too_hot;
        } else if (at_flow_limit) {
            state.link_status[link] = ElementStatus::at_flow_limit;
        } else if (work.plant_at_capacity[i] != 0 && !by_lift) {
            state.link_status[link] = ElementStatus::at_capacity;
        } else if (work.plant_at_pressure_limit[i] != 0 || by_lift) {
            state.link_status[link] = ElementStatus::at_pressure_limit;
        }
    }
    state.pump_electricity_w.assign(network.pumps.size(), 0.0);
    for (std::size_t i = 0; i < network.pumps.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.pumps.link[i]);
        double const work_w =
            -state.hydraulic.pressure_loss_pa[link] * state.mass_flow_kg_s[link] / work.density_kg_m3[link];
        state.pump_electricity_w[i] = std::max(0.0, work_w) / network.pumps.efficiency[i];
        state.pump_work_total_w += work_w;
    }
}

void fill_boundaries(SteadyWorkspace const& work, OperatingPoint const& point, SteadyState& state) {
    Network const& network = *work.network;
    state.boundary_flow_kg_s.assign(network.boundaries.size(), 0.0);
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        bool const reached =
            state.hydraulic.node_cut_off[static_cast<std::size_t>(network.boundaries.node[i])] == 0;
        state.boundary_flow_kg_s[i] = reached ? point.withdrawal_kg_s[i] : 0.0;
    }
    for (std::size_t i = 0; i < work.model.holders.size(); ++i) {
        std::int32_t const boundary = work.model.holders[i].boundary;
        if (boundary >= 0) {
            auto const node = static_cast<std::size_t>(work.model.nodes.fixed[i]);
            double leaving = work.injection_kg_s[node];
            for (std::int32_t const link : work.links_at_holder[i]) {
                double const m = state.mass_flow_kg_s[static_cast<std::size_t>(link)];
                leaving += network.links.to[static_cast<std::size_t>(link)] == static_cast<std::int32_t>(node)
                               ? m
                               : -m;
            }
            state.boundary_flow_kg_s[static_cast<std::size_t>(boundary)] = leaving;
        }
    }
}

} // namespace

void fill_results(SteadyWorkspace const& work, OperatingPoint const& point, SteadyState& state) {
    fill_nodes_and_links(work, state);
    fill_pipes(work, state);
    fill_substations(work, point, state);
    fill_plants(work, state);
    fill_boundaries(work, point, state);
}

} // namespace saggar::detail
