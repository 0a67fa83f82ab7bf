// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// Whether a plant lets water through as it comes: backwards, or because it is hotter than the plant makes it.
bool passes_on(SteadyWorkspace const& work, SteadyState const& state, std::size_t plant) {
    auto const link = static_cast<std::size_t>(work.network->plants.link[plant]);
    return state.hydraulic.mass_flow_kg_s[link] < 0.0 || work.plant_passes[plant] != 0;
}

// What everything that is not a pipe does to the water.
void write_element_links(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    bool const warms = network.project().physics.dissipation_heat;
    FlowOrder const& order = work.sweep.order();
    auto const write = [&](std::size_t link, double gain, double shift_k) {
        if (work.sweep.slot(link) >= 0) {
            work.sweep.set_link(
                static_cast<std::size_t>(work.sweep.slot(link)),
                {.gain = gain, .shift = shift_k, .flow_kg_s = std::abs(state.hydraulic.mass_flow_kg_s[link])},
                {.by_inlet = gain});
        }
    };
    for (std::size_t link = network.pipes.size(); link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        bool const throttles =
            kind == LinkKind::valve || kind == LinkKind::bypass || kind == LinkKind::substation;
        double const heat_j_kg =
            warms && throttles ? std::abs(state.hydraulic.pressure_loss_pa[link]) / work.density_kg_m3[link]
                               : 0.0;
        work.dissipation_j_kg[link] = heat_j_kg;
        if (kind == LinkKind::substation || kind == LinkKind::plant || work.sweep.slot(link) < 0) {
            continue;
        }
        double const inlet_c = state.temperature_c[static_cast<std::size_t>(order.upstream(link))];
        write(link, 1.0,
              heat_j_kg > 0.0
                  ? work.fluid.temperature_c(work.fluid.heat_content_j_kg(inlet_c) + heat_j_kg) - inlet_c
                  : 0.0);
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        auto const node = static_cast<std::size_t>(network.links.from[link]);
        // Nothing is cooled below the ground.
        auto const write_drop = [&](double drop_k) {
            double const most_k = state.temperature_c[node] - work.still_c[node];
            bool const to_ground = most_k > 0.0 && drop_k >= most_k;
            write(link, to_ground ? 0.0 : 1.0,
                  to_ground ? work.still_c[node] : -(most_k > 0.0 ? drop_k : std::min(drop_k, 0.0)));
        };
        switch (work.consumer[i].control) {
        case SubstationControl::return_temperature:
        case SubstationControl::heat_exchanger: write(link, 0.0, work.exchanger_return_c[i]); break;
        case SubstationControl::temperature_drop: write_drop(work.consumer[i].temperature_drop_k); break;
        case SubstationControl::mass_flow:
            write_drop(state.temperature_c[node] - work.exchanger_return_c[i]);
            break;
        }
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        bool const through = passes_on(work, state, i);
        write(link, through ? 1.0 : 0.0, through ? 0.0 : work.plant_supply_c[i]);
    }
}

// Plants cut, unless they pass water on as it comes; the rest was told when the workspace was made.
void set_cuts(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        work.cuts[link] = passes_on(work, state, i) ? 0 : 1;
    }
}

} // namespace

void take_flows(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    set_inflows(work, state);
    set_cuts(work, state);
    double largest = 0.0;
    for (double const m : state.hydraulic.mass_flow_kg_s) {
        largest = std::max(largest, std::abs(m));
    }
    work.sweep.set_flow(state.hydraulic.mass_flow_kg_s, work.cuts, std::max(no_flow_kg_s, 1e-12 * largest),
                        std::max(no_flow_kg_s, 1e-3 * largest));
    std::size_t const pipes = network.pipes.size();
    bool const warms = network.project().physics.dissipation_heat;
    work.pipes.write_links(
        work.fluid, work.heat_rule == HeatRule::mean_of_ends,
        {.mass_flow_kg_s = state.hydraulic.mass_flow_kg_s,
         .inlet_c = state.pipe_inlet_temperature_c,
         .outlet_c = state.pipe_outlet_temperature_c,
         .friction_pa = warms ? std::span<double const>{state.hydraulic.pressure_loss_pa}.first(pipes)
                              : std::span<double const>{},
         .density_kg_m3 = work.density_kg_m3},
        work.sweep);
    write_element_links(work, state);
    work.sweep.load({work.inflow_kg_s, work.inflow_c, work.still_c}, state.temperature_c);
}

double run_temperatures(SteadyWorkspace& work, SteadyState& state, double tolerance_k) {
    take_flows(work, state);
    Network const& network = *work.network;
    auto const direction = work.sweep.order().direction();
    std::size_t const pipes = network.pipes.size();
    double const change_k = work.sweep.run(work.fluid, work.mixing);
    // Return lines come last in a pass; what they do to the supply lines beside them takes another.
    double again_k = work.pipes.interacts() ? change_k : 0.0;
    for (int i = 0; i < 3 && again_k > std::max(0.02 * change_k, tolerance_k); ++i) {
        again_k = work.sweep.run(work.fluid, work.mixing);
    }
    work.sweep.unload(state.temperature_c, state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c);
    if (work.mixing == Mixing::mass_weighted) {
        for (std::size_t i = 0; i < pipes; ++i) {
            state.pipe_mean_temperature_c[i] =
                0.5 * (state.pipe_inlet_temperature_c[i] + state.pipe_outlet_temperature_c[i]);
        }
    } else {
        work.pipes.write_means(direction, state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c,
                               state.pipe_mean_temperature_c);
    }
    return change_k;
}

} // namespace saggar::detail
