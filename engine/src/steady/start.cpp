// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

double largest_flow(SteadyWorkspace const& work, std::size_t substation) {
    double const design = work.model.design_flow_kg_s[substation];
    return design > 0.0 ? work.network->project().physics.largest_flow_over_design * design : 1e9;
}

namespace {

constexpr double usual_drop_k = 30.0; // between supply and return

// What consumers may be expected to send back, where nothing is known of the flow yet: the mean of the return
// temperatures that are held.
double expected_return_c(SteadyWorkspace const& work) {
    double sum = 0.0;
    for (ConsumerInput const& input : work.consumer) {
        sum += std::isnan(input.return_temperature_c) ? work.hottest_plant_c - usual_drop_k
                                                      : input.return_temperature_c;
    }
    return work.consumer.empty() ? work.hottest_plant_c - usual_drop_k
                                 : sum / static_cast<double>(work.consumer.size());
}

// A plant that gives a set heat pumps no more than this many times what it needs with the expected return
// temperature; where the network sends back water that is hardly colder than its supply it gives less heat.
double log_largest_plant_flow(SteadyWorkspace const& work, OperatingPoint const& point, std::size_t plant,
                              double return_c) {
    if (work.network->plants.control[plant] != PlantControl::heat || !(point.plant_heat_w[plant] > 0.0)) {
        return std::numeric_limits<double>::infinity();
    }
    double const heat_j_kg =
        heat_between_j_kg(work.fluid, work.heat_rule, point.plant_supply_temperature_c[plant], return_c);
    double const most = std::log(work.network->project().physics.largest_flow_over_design *
                                 point.plant_heat_w[plant] / std::max(heat_j_kg, 1e4));
    return std::min(most, std::log(flow_limit(*work.network, plant)));
}

bool seeks_pressure(Network const& network, OperatingPoint const& point, std::size_t plant) {
    return network.plants.control[plant] == PlantControl::pressure_holding &&
           std::isnan(point.plant_differential_pressure_pa[plant]) &&
           point.link_open[static_cast<std::size_t>(network.plants.link[plant])] != 0;
}

} // namespace

double flow_limit(Network const& network, std::size_t plant) {
    return network.plants.maximum_flow_kg_s[plant].value_or(std::numeric_limits<double>::infinity());
}

double pressure_limit(Network const& network, std::size_t plant) {
    return network.plants.maximum_differential_pressure_pa[plant].value_or(
        std::numeric_limits<double>::infinity());
}

void start_point(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Network const& network = *work.network;
    work.choose_holders(point.link_open);
    for (std::size_t link = 0; link < work.closed.size(); ++link) {
        work.closed[link] = point.link_open[link] != 0 ? 0 : 1;
    }
    work.speed.clear();
    if (!point.pump_speed.empty()) {
        work.speed.assign(work.closed.size(), 1.0);
        for (std::size_t i = 0; i < network.pumps.size(); ++i) {
            work.speed[static_cast<std::size_t>(network.pumps.link[i])] = point.pump_speed[i];
        }
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
    work.given_inflow.clear();
    for (std::int32_t const holder : work.model.nodes.fixed) {
        auto const node = static_cast<std::size_t>(holder);
        work.given_inflow.emplace_back(work.inflow_kg_s[node], work.inflow_c[node]);
    }
    work.holder_takes_kg_s.assign(work.given_inflow.size(), 0.0);
    bool const at_pipes = work.pipes.set_ground(network, point.ground_temperature_c, point.ground_day);
    if (bool const elsewhere = work.still_elsewhere_c != point.ground_temperature_c; at_pipes || elsewhere) {
        work.still_elsewhere_c = point.ground_temperature_c;
        std::fill(work.still_c.begin(), work.still_c.end(), point.ground_temperature_c);
        for (std::size_t i = 0; i < network.pipes.size(); ++i) {
            work.still_c[static_cast<std::size_t>(network.links.from[i])] = work.pipes.ground_c()[i];
            work.still_c[static_cast<std::size_t>(network.links.to[i])] = work.pipes.ground_c()[i];
        }
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        work.consumer[i].heat_demand_w = point.heat_demand_w[i];
        work.consumer[i].return_temperature_c = point.return_temperature_c[i];
        if (!point.secondary_supply_temperature_c.empty()) {
            work.consumer[i].secondary_supply_temperature_c = point.secondary_supply_temperature_c[i];
            work.consumer[i].secondary_return_temperature_c = point.secondary_return_temperature_c[i];
        } else {
            work.consumer[i].secondary_supply_temperature_c =
                network.substations.secondary_supply_temperature_c[i];
            work.consumer[i].secondary_return_temperature_c =
                network.substations.secondary_return_temperature_c[i];
        }
        work.too_cold[i] = 0;
    }
    work.fluid.heat_content_j_kg(point.return_temperature_c, work.return_heat_j_kg);
    work.controlled_plants.clear();
    double const expected_return = expected_return_c(work);
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        work.plant_supply_c[i] =
            std::isnan(work.held_supply_c[i]) ? point.plant_supply_temperature_c[i] : work.held_supply_c[i];
        work.plant_at_capacity[i] = 0;
        work.plant_at_flow_limit[i] = 0;
        work.plant_passes[i] = 0;
        work.plant_stopped[i] = 0;
        work.plant_at_pressure_limit[i] = 0;
        work.plant_log_unheld[i] = log_largest_plant_flow(work, point, i, expected_return);
        double const given = point.plant_differential_pressure_pa[i];
        if (!std::isnan(given)) {
            work.plant_lift_pa[i] = std::min(given, pressure_limit(network, i));
        } else if (seeks_pressure(network, point, i)) {
            work.controlled_plants.push_back(static_cast<std::int32_t>(i));
            double const start = state.warm ? state.plant_differential_pressure_pa[i] : usual_lift_pa;
            work.plant_lift_pa[i] = std::min(start, pressure_limit(network, i));
        } else {
            work.plant_lift_pa[i] = 0.0;
        }
    }
    take_pump_limits(work);
    work.valves_limit = false;
    std::ranges::fill(work.held_lift_pa, 0.0);
    std::ranges::fill(work.held_back, std::uint8_t{0});
    work.rounds_beyond = 0;
    set_pressure_zones(work);
}

void cold_start(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state) {
    Network const& network = *work.network;
    double const isothermal = work.options.isothermal_temperature_c;
    double const return_c = expected_return_c(work);
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
    state.pipe_mean_temperature_c = state.pipe_inlet_temperature_c;
    state.hydraulic = work.hydraulics.make_state();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const arriving = state.temperature_c[static_cast<std::size_t>(
            network.links.from[static_cast<std::size_t>(network.substations.link[i])])];
        auto const first =
            required_flow(work.consumer[i], work.fluid, work.heat_rule, arriving, 0.0, largest_flow(work, i));
        state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(network.substations.link[i])] =
            first.mass_flow_kg_s;
        work.exchanger_return_c[i] = first.return_temperature_c;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        double const heat =
            heat_between_j_kg(work.fluid, work.heat_rule, point.plant_supply_temperature_c[i], return_c);
        state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(network.plants.link[i])] =
            point.plant_heat_w[i] / std::max(heat, 1e4);
    }
    std::fill(work.dissipation_j_kg.begin(), work.dissipation_j_kg.end(), 0.0);
}

void load_unknowns(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const demand = work.consumer[i].heat_demand_w;
        double const guess = demand / 2e5; // 50 K or so
        // What is too far for Newton's step: at the temperatures that arrived before, flow follows the heat
        // that it gave.
        double const gave = state.warm ? state.substation_heat_w[i] : 0.0;
        double const ratio = gave > 0.0 ? std::clamp(demand / gave, 0.1, 10.0) : 1.0;
        double const follows = ratio < 0.4 || ratio > 2.5 ? ratio : 1.0;
        work.unknown[i] =
            std::min(std::log(std::max(flow > 1e-3 * guess ? flow * follows : guess, no_flow_kg_s)),
                     work.log_largest[i]);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        if (network.plants.control[i] != PlantControl::heat) {
            work.unknown[substations + i] = 0.0; // not one
            continue;
        }
        double const guess = point.plant_heat_w[i] / 2e5;
        work.unknown[substations + i] =
            std::min(std::log(std::max(flow > 1e-3 * guess ? flow : guess, no_flow_kg_s)),
                     work.log_largest[substations + i]);
    }
    std::size_t const flows = substations + network.plants.size();
    for (std::size_t i = flows; i < work.unknown.size(); ++i) {
        work.unknown[i] = unknowns_per_kelvin * state.pipe_mean_temperature_c[i - flows];
    }
}

} // namespace saggar::detail
