// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What of a simulation goes into a checkpoint. Of the workspaces all columns go in, whether a step reads them
// before it writes them or not: that a resumed run is bit-identical must not hang on which.

#include "simulation_state.hpp"

#include "saggar/engine/state_archive.hpp"

namespace saggar {

namespace {

void keep(StateArchive& archive, HydraulicState& state) {
    archive.section("flows and pressures");
    archive(state.mass_flow_kg_s, state.pressure_pa, state.pressure_loss_pa, state.link_status,
            state.node_cut_off, state.solved);
}

void keep(StateArchive& archive, SteadyState& state) {
    archive.section("state");
    archive(state.pressure_pa, state.temperature_c, state.mass_flow_kg_s, state.pressure_drop_pa,
            state.link_status);
    archive(state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c, state.pipe_mean_temperature_c,
            state.pipe_heat_loss_w, state.pipe_friction_pa, state.pipe_velocity_m_s,
            state.pipe_density_kg_m3);
    archive(state.substation_heat_w, state.substation_unmet_heat_w, state.substation_supply_temperature_c,
            state.substation_return_temperature_c, state.substation_differential_pressure_pa,
            state.substation_needed_differential_pressure_pa, state.substation_valve_opening);
    archive(state.plant_heat_w, state.plant_supply_temperature_c, state.plant_return_temperature_c,
            state.plant_differential_pressure_pa, state.plant_pump_electricity_w, state.plant_electricity_w,
            state.pump_electricity_w, state.boundary_flow_kg_s);
    archive(state.plant_heat_total_w, state.demand_total_w, state.heat_served_total_w,
            state.heat_loss_total_w, state.pump_work_total_w, state.index_consumer, state.index_margin_pa,
            state.warm);
    keep(archive, state.hydraulic);
}

// The solver's own iteration (Anderson, sweep) has no part in a simulation.
void keep(StateArchive& archive, detail::SteadyWorkspace& work) {
    archive.section("workspace");
    std::vector<std::uint8_t> holds = work.holds;
    archive(holds);
    if (archive.restores()) {
        work.hold(holds);
    }
    work.hydraulics.keep(archive);
    bool limited = work.limited_hydraulics.has_value();
    archive(limited);
    if (limited && archive.restores()) {
        work.limited_hydraulics.emplace(work.model.nodes, work.model.links, work.hydraulic_settings);
    }
    if (limited) {
        work.limited_hydraulics->keep(archive);
    }
    archive(work.hottest_plant_c, work.set_value, work.quadratic, work.density_kg_m3, work.viscosity_pa_s,
            work.flow_stiffness, work.anchor_kg_s, work.flow_change, work.last_change_kg_s, work.closed,
            work.cuts, work.dissipation_j_kg);
    archive(work.injection_kg_s, work.inflow_kg_s, work.inflow_c, work.still_c, work.fixed_pressure_pa);
    archive(work.consumer, work.unknown, work.answer, work.too_cold, work.follows, work.log_largest,
            work.arriving_c, work.exchanger_return_c);
    archive(work.plant_supply_c, work.plant_lift_pa, work.plant_at_capacity, work.plant_at_flow_limit,
            work.plant_passes, work.plant_stopped);
    archive(work.controlled_plants, work.pressure_zone, work.plant_at_pressure_limit, work.valves_limit,
            work.held_lift_pa, work.held_back, work.taken_part, work.lets_back, work.plant_log_unheld,
            work.pump_limits);
}

// What controllers look at before the next step.
void keep(StateArchive& archive, SimulatedStep& step) {
    archive.section("last step");
    archive(step.duration_s, step.temperature_c, step.pressure_pa, step.mass_flow_kg_s, step.link_status,
            step.pipe_mean_temperature_c, step.pipe_velocity_m_s, step.pipe_gradient_pa_m);
    archive(step.demand_w, step.heat_w, step.unmet_w, step.unmet_cause, step.supply_temperature_c,
            step.return_temperature_c, step.differential_pressure_pa);
    archive(step.plant_heat_w, step.plant_supply_temperature_c, step.plant_return_temperature_c,
            step.plant_differential_pressure_pa, step.plant_electricity_w, step.plant_pump_electricity_w,
            step.pump_electricity_w, step.pump_lift_pa, step.pump_speed, step.vapour_margin_pa);
    archive(step.plant_set_heat_w, step.plant_set_flow_kg_s, step.plant_shortfall_cause);
    step.sources.keep(archive);
    archive(step.index_consumer, step.index_margin_pa, step.book, step.rounds, step.flow_change_relative,
            step.flow_jump_relative, step.last_to_settle, step.settled);
}

} // namespace

void detail::ConsumerInput::keep(StateArchive& archive) {
    archive(control, heat_demand_w, return_temperature_c, temperature_drop_k, mass_flow_kg_s, ua_w_k,
            secondary_supply_temperature_c, secondary_return_temperature_c);
}

void NetworkSimulation::Impl::keep(StateArchive& archive) {
    archive.section("simulation");
    saggar::keep(archive, steady);
    if (archive.restores()) {
        if (steady.temperature_c.size() != network().nodes.size() ||
            steady.mass_flow_kg_s.size() != network().links.size()) {
            archive.refuse("is of a network of another size");
        }
        make_heat(nullptr);
    }
    saggar::keep(archive, state);
    saggar::keep(archive, work);
    heat->keep(archive);
    saggar::keep(archive, result);
    archive(spin_up_steps, start_change_relative, taken, capacity_bound, pipe_mean_before_c, friction_w,
            conductance_w_mk, ambient_c, beyond_expected_k);
    archive(rule, rule_value, limit_c, entering_c); // what is expected of a step begins with those before
}

} // namespace saggar
