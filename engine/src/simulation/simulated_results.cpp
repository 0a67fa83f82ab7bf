// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What came of a step.

#include "simulation_state.hpp"

#include "saggar/engine/steady/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar {

namespace {

// Served to this part of the demand: round-off of the division by the flow and back.
constexpr double served_to = 1e-9;
// The contents of all pipes are summed anew each step; their round-off is no loss of energy, nor is that of
// what water carries round and brings back.
constexpr double contents_round_off = 1e-14;
constexpr double carried_round_off = 1e-15;
constexpr double usual_capacity_j_kgk = 4.2e3;

} // namespace

std::string_view to_string(UnmetCause cause) {
    switch (cause) {
    case UnmetCause::none: return "none";
    case UnmetCause::pressure: return "pressure";
    case UnmetCause::temperature: return "temperature";
    case UnmetCause::capacity: return "capacity";
    case UnmetCause::cut_off: return "cut off";
    case UnmetCause::beyond_peak: return "beyond peak";
    }
    return "unknown";
}

void EnergyBook::add(EnergyBook const& step) {
    plants_j += step.plants_j;
    consumers_j += step.consumers_j;
    dissipated_j += step.dissipated_j;
    lost_j += step.lost_j;
    entered_j += step.entered_j;
    left_j += step.left_j;
    stored_more_j += step.stored_more_j;
    throughput_j += step.throughput_j;
}

void NetworkSimulation::Impl::take_temperatures(bool all) {
    heat->node_temperatures_c(state.temperature_c);
    if (all || pipes_meet) {
        heat->pipe_temperatures_c(state.pipe_mean_temperature_c);
    }
}

namespace {

// Temperature of water of `inlet_c` that took up `heat_w`.
double outlet_c(Fluid const& fluid, double inlet_c, double heat_w, double flow_kg_s) {
    return flow_kg_s > 0.0 ? fluid.temperature_c(fluid.heat_content_j_kg(inlet_c) + heat_w / flow_kg_s)
                           : inlet_c;
}

} // namespace

void NetworkSimulation::Impl::fill_substations(SimulationPoint const& point) {
    SubstationColumns const& s = network().substations;
    bool short_of_source = false;
    bool sends_cold = false; // a plant that is short of heat
    for (std::size_t i = 0; i < capacity_bound.size(); ++i) {
        bool const bound = capacity_bound[i] != 0;
        short_of_source = short_of_source || bound;
        sends_cold = sends_cold || (bound && flow_kg_s(network().plants.link[i]) > 0.0);
    }
    result.index_consumer = -1;
    result.index_margin_pa = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < s.size(); ++i) {
        auto const link = static_cast<std::size_t>(s.link[i]);
        double const flow = result.mass_flow_kg_s[link];
        double const demand = point.point.heat_demand_w[i];
        double const added_w = heat->heat_w(link);
        double const supply = arriving_c(s.link[i]);
        double const heat_w = flow * work.dissipation_j_kg[link] - added_w;
        double const unmet = demand - heat_w;
        bool const is_short = unmet > served_to * demand;
        double const dp = state.pressure_drop_pa[link];
        ElementStatus& status = result.link_status[link];
        UnmetCause cause = UnmetCause::none;
        if (is_short) {
            bool const reached = !std::isnan(dp) && status != ElementStatus::cut_off;
            bool const limited =
                status == ElementStatus::limited_by_pressure || flow < std::exp(taken[i]) * (1.0 - 1e-6);
            bool const cold = supply < s.minimum_supply_temperature_c[i];
            // It has the flow that would do with water as warm as it should be. Where plants send out cold
            // water all valves open, and those far away get little flow: not for want of pressure.
            bool const has_flow =
                cold && (sends_cold || (s.peak_w[i] > 0.0 &&
                                        flow * s.peak_w[i] >= demand * work.model.design_flow_kg_s[i]));
            bool const too_much =
                demand > s.peak_w[i] * (1.0 + 1e-9) && supply >= s.minimum_supply_temperature_c[i];
            cause = !reached               ? UnmetCause::cut_off
                    : limited && !has_flow ? UnmetCause::pressure
                    : too_much             ? UnmetCause::beyond_peak
                    : short_of_source      ? UnmetCause::capacity
                                           : UnmetCause::temperature;
            if (status == ElementStatus::normal) {
                status = limited && !has_flow ? ElementStatus::limited_by_pressure : ElementStatus::too_cold;
            }
        }
        result.demand_w[i] = demand;
        result.heat_w[i] = heat_w;
        result.unmet_w[i] = is_short ? unmet : 0.0;
        result.unmet_cause[i] = cause;
        result.supply_temperature_c[i] = supply;
        result.return_temperature_c[i] = outlet_c(work.fluid, supply, added_w, flow);
        result.differential_pressure_pa[i] = dp;
        result.book.consumers_j += heat_w * result.duration_s;
        result.book.dissipated_j += flow * work.dissipation_j_kg[link] * result.duration_s;
        double const margin = dp - detail::needed_pa(work, i, flow);
        // Whoever asks and gets nothing is short of pressure most of all.
        if ((flow > 0.0 || demand > 0.0) && margin < result.index_margin_pa) {
            result.index_margin_pa = margin;
            result.index_consumer = static_cast<std::int32_t>(i);
        }
    }
    if (result.index_consumer < 0) {
        result.index_margin_pa = 0.0;
    }
}

void NetworkSimulation::Impl::find_plant_heat() {
    PlantColumns const& p = network().plants;
    for (std::size_t i = 0; i < p.size(); ++i) {
        auto const link = static_cast<std::size_t>(p.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const return_c = arriving_c(p.link[i]);
        double const heat_w = heat->heat_w(link);
        result.plant_heat_w[i] = heat_w;
        result.plant_return_temperature_c[i] = return_c;
        result.plant_supply_temperature_c[i] =
            flow > 0.0 ? outlet_c(work.fluid, return_c, heat_w, flow)
                       : state.temperature_c[static_cast<std::size_t>(network().links.to[link])];
    }
}

void NetworkSimulation::Impl::fill_plants() {
    PlantColumns const& p = network().plants;
    auto const pump_work_w = [&](std::size_t link) {
        return std::max(0.0, -state.hydraulic.pressure_loss_pa[link] * result.mass_flow_kg_s[link] /
                                 work.density_kg_m3[link]);
    };
    for (std::size_t i = 0; i < p.size(); ++i) {
        auto const link = static_cast<std::size_t>(p.link[i]);
        double const flow = result.mass_flow_kg_s[link];
        double const heat_w = result.plant_heat_w[i];
        double const lift = -state.pressure_drop_pa[link];
        result.plant_differential_pressure_pa[i] = std::isnan(lift) ? 0.0 : lift;
        result.plant_pump_electricity_w[i] = pump_work_w(link) / p.pump_efficiency[i];
        result.plant_electricity_w[i] =
            result.plant_pump_electricity_w[i] + p.electricity_per_heat[i] * std::max(0.0, heat_w);
        result.book.plants_j += heat_w * result.duration_s;
        if (flow < 0.0) {
            result.link_status[link] = detail::runs_backwards(network(), result.mass_flow_kg_s, flow)
                                           ? ElementStatus::reversed
                                           : ElementStatus::no_flow;
        } else if (capacity_bound[i] != 0) {
            result.link_status[link] = ElementStatus::at_capacity;
        } else if (work.plant_passes[i] != 0) {
            result.link_status[link] = ElementStatus::return_too_hot;
        } else if (work.plant_at_pressure_limit[i] != 0 || detail::at_pump_limit(work, i, flow)) {
            result.link_status[link] = ElementStatus::at_pressure_limit;
        }
    }
    // The next step looks for the smallest differential pressure from here.
    state.plant_differential_pressure_pa = result.plant_differential_pressure_pa;
    for (std::size_t i = 0; i < network().pumps.size(); ++i) {
        auto const link = static_cast<std::size_t>(network().pumps.link[i]);
        result.pump_electricity_w[i] = pump_work_w(link) / network().pumps.efficiency[i];
        result.pump_lift_pa[i] = -state.hydraulic.pressure_loss_pa[link];
        result.pump_speed[i] = work.speed.empty() ? network().pumps.speed[i] : work.speed[link];
    }
}

void NetworkSimulation::Impl::fill_result(SimulationPoint const& set, SimulationPoint const& able,
                                          HeatLedger const& ledger, double duration_s) {
    detail::fill_nodes_and_links(work, state);
    result.duration_s = duration_s;
    result.temperature_c = state.temperature_c;
    result.pressure_pa = state.pressure_pa;
    result.vapour_margin_pa.resize(state.pressure_pa.size());
    for_each(state.pressure_pa.size(), [this](std::size_t node) {
        result.vapour_margin_pa[node] = saggar::vapour_margin_pa(network(), work.fluid, state, node);
    });
    result.mass_flow_kg_s = state.mass_flow_kg_s;
    result.link_status = state.link_status;
    result.pipe_mean_temperature_c = state.pipe_mean_temperature_c;
    result.book = {};
    for_each(network().pipes.size(), [this](std::size_t i) {
        double const bore = network().pipes.inner_diameter_m[i];
        result.pipe_velocity_m_s[i] =
            std::abs(result.mass_flow_kg_s[i]) / (work.density_kg_m3[i] * 0.25 * M_PI * bore * bore);
        double const local_pa = network().pipes.zeta[i] * 0.5 * work.density_kg_m3[i] *
                                result.pipe_velocity_m_s[i] * result.pipe_velocity_m_s[i];
        // What is shut parts pressures without losing any.
        double const lost_pa =
            result.mass_flow_kg_s[i] != 0.0 ? std::abs(state.hydraulic.pressure_loss_pa[i]) : 0.0;
        result.pipe_gradient_pa_m[i] = std::max(0.0, lost_pa - local_pa) /
                                       (network().pipes.length_m[i] + network().pipes.equivalent_length_m[i]);
    });
    for (double const friction : friction_w) {
        result.book.dissipated_j += friction * duration_s;
    }
    result.book.lost_j = ledger.lost_j + result.book.dissipated_j; // the pipes' friction so far
    for (std::size_t link = network().pipes.size(); link < network().links.size(); ++link) {
        LinkKind const kind = network().links.kind[link];
        if (kind == LinkKind::valve || kind == LinkKind::bypass) {
            result.book.dissipated_j += heat->heat_w(link) * duration_s;
        }
    }
    fill_substations(set);
    find_plant_heat();
    fill_set(set, able); // looks at the status of plants as hydraulics left it
    fill_plants();
    result.make_up_kg_s = std::accumulate(work.inflow_kg_s.begin(), work.inflow_kg_s.end(), 0.0);
    result.book.entered_j = ledger.entered_j;
    result.book.left_j = ledger.left_j;
    result.book.stored_more_j = ledger.water_j + ledger.wall_j + ledger.under_way_j - ledger.stored_before_j;
    result.book.throughput_j = ledger.throughput_j + result.book.dissipated_j;
}

SimulationReport NetworkSimulation::Impl::check_book(HeatLedger const& ledger, double duration_s) const {
    double const off_j = result.book.residual_j();
    double carried_w = 0.0; // about
    for (std::size_t i = 0; i < network().pipes.size(); ++i) {
        carried_w +=
            usual_capacity_j_kgk * std::abs(result.mass_flow_kg_s[i] * state.pipe_mean_temperature_c[i]);
    }
    double const allowed_j = heat->closes_to() * result.book.throughput_j +
                             contents_round_off * (std::abs(ledger.water_j) + std::abs(ledger.wall_j)) +
                             carried_round_off * carried_w * duration_s;
    if (std::abs(off_j) <= allowed_j) { // false for NaN
        return {};
    }
    return {.status = SimulationStatus::balance_violated,
            .diagnosis = fmt::format(
                "energy does not close: {:.3g} J of {:.3g} J that went through in the step (plants gave "
                "{:.6g}, consumers took {:.6g}, pipes lost {:.6g}, contents rose by {:.6g} J)",
                off_j, result.book.throughput_j, result.book.plants_j, result.book.consumers_j,
                result.book.lost_j, result.book.stored_more_j)};
}

} // namespace saggar
