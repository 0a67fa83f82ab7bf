// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Steady states made by hand, for tests of what reads them.

#include "saggar/engine/steady/steady_solver.hpp"

namespace saggar::testing_support {

// Every array as long as the network wants it: 80 degC supply, 50 degC return, 5 bar, 0.5 m/s, everything
// served; each element's numbers differ a little from its neighbour's.
inline SteadyState calm_state(Network const& network) {
    SteadyState state;
    std::size_t const nodes = network.nodes.size();
    std::size_t const links = network.links.size();
    std::size_t const pipes = network.pipes.size();
    std::size_t const substations = network.substations.size();
    std::size_t const plants = network.plants.size();
    for (std::size_t i = 0; i < nodes; ++i) {
        bool const supply = network.nodes.side[i] == Side::supply;
        state.pressure_pa.push_back(supply ? 5e5 : 4e5);
        state.temperature_c.push_back((supply ? 80.0 : 50.0) - 0.125 * static_cast<double>(i));
    }
    for (std::size_t i = 0; i < links; ++i) {
        state.mass_flow_kg_s.push_back(2.0 + 0.25 * static_cast<double>(i));
        state.pressure_drop_pa.push_back(1e3);
        state.link_status.push_back(ElementStatus::normal);
    }
    state.pipe_inlet_temperature_c.assign(pipes, 80.0);
    state.pipe_outlet_temperature_c.assign(pipes, 79.5);
    state.pipe_heat_loss_w.assign(pipes, 1500.0);
    state.pipe_friction_pa.assign(pipes, 1e4);
    state.pipe_velocity_m_s.assign(pipes, 0.5);
    state.pipe_density_kg_m3.assign(pipes, 972.0);
    state.substation_heat_w.assign(substations, 2e5);
    state.substation_unmet_heat_w.assign(substations, 0.0);
    state.substation_supply_temperature_c.assign(substations, 79.0);
    state.substation_return_temperature_c.assign(substations, 45.0);
    state.substation_differential_pressure_pa.assign(substations, 1e5);
    state.substation_needed_differential_pressure_pa.assign(substations, 6e4);
    state.substation_valve_opening.assign(substations, 0.4);
    state.plant_heat_w.assign(plants, 4.1e5);
    state.plant_supply_temperature_c.assign(plants, 80.0);
    state.plant_return_temperature_c.assign(plants, 46.0);
    state.plant_differential_pressure_pa.assign(plants, 1.5e5);
    state.plant_pump_electricity_w.assign(plants, 900.0);
    state.plant_electricity_w.assign(plants, 900.0);
    state.pump_electricity_w.assign(network.pumps.size(), 400.0);
    state.boundary_flow_kg_s.assign(network.boundaries.size(), 0.0);
    state.plant_heat_total_w = 4.1e5;
    state.demand_total_w = 4e5;
    state.heat_served_total_w = 4e5;
    state.heat_loss_total_w = 6e3;
    state.pump_work_total_w = 600.0;
    state.index_consumer = substations > 0 ? 0 : -1;
    state.index_margin_pa = 4e4;
    state.warm = true;
    return state;
}

} // namespace saggar::testing_support
