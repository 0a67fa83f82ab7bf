// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What insulation that stores heat is in a step of PlugFlowPipes.

#include "plug_flow_state.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

std::size_t PlugFlowPipes::State::layers_of(Pipe const& pipe) const {
    return pipe.insulation < 0 ? 0 : insulations[static_cast<std::size_t>(pipe.insulation)].layers();
}

std::span<double> PlugFlowPipes::State::layers(Pipe const& pipe, std::size_t cell) {
    std::size_t const count = layers_of(pipe);
    return std::span{layer_c}.subspan(pipe.layer + cell * count, count);
}

std::span<double const> PlugFlowPipes::State::layers(Pipe const& pipe, std::size_t cell) const {
    std::size_t const count = layers_of(pipe);
    return std::span{layer_c}.subspan(pipe.layer + cell * count, count);
}

double PlugFlowPipes::State::insulate(Pipe& pipe, std::size_t cell, Wall const& wall,
                                      PipeConditions const& conditions, double water_c) {
    detail::Insulation const& insulation = insulations[static_cast<std::size_t>(pipe.insulation)];
    double const conductance = conditions.conductance_w_mk;
    double const wall_c = std::lerp(conditions.ambient_c, water_c, wall.balance);
    std::span<double> const at = layers(pipe, cell);
    double const taken_j_m = insulation.step(at, insulation.resistances(wall.balance / conductance), wall_c,
                                             conditions.ambient_c, conditions.duration_s);
    pipe.insulation_j += insulation.heat_j_m(at) * pipe.length_m / pipe.cells;
    return taken_j_m / conditions.duration_s - conductance * (water_c - conditions.ambient_c);
}

double PlugFlowPipes::State::insulate_as_one(Pipe& pipe, Wall const& wall, PipeConditions const& conditions,
                                             detail::CellStep const& step, double entering_c) {
    double const passage = pipe.water_kg / step.throughput_kg; // of the step, from end to end
    double const held_c = temperature_c(pipe, pipe.water_j / pipe.water_kg);
    double sum = 0.0;
    pipe.insulation_j = 0.0;
    for (std::size_t i = 0; i < pipe.cells; ++i) {
        double const way = (static_cast<double>(i) + 0.5) / pipe.cells;
        double const cooled = detail::decay_factor(step.cooling * passage * way);
        double const new_c = std::lerp(conditions.ambient_c, entering_c, cooled);
        std::size_t const k = pipe.turned ? pipe.cells - 1 - i : i;
        sum += insulate(pipe, k, wall, conditions, std::lerp(new_c, held_c, passage * way));
    }
    return sum / pipe.cells;
}

void PlugFlowPipes::settle_insulation(std::size_t index, double conductance_w_mk, double ambient_c) {
    State& state = *state_;
    State::Pipe& pipe = state.pipes[index];
    if (pipe.insulation < 0 || !(conductance_w_mk > 0.0)) {
        return;
    }
    detail::Insulation const& insulation = state.insulations[static_cast<std::size_t>(pipe.insulation)];
    pipe.insulation_j = 0.0;
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        std::span<double> const at = state.layers(pipe, k);
        insulation.settle(at, insulation.resistances(1.0 / conductance_w_mk),
                          state.cells[pipe.cell + k].wall_c, ambient_c);
        pipe.insulation_j += insulation.heat_j_m(at) * pipe.length_m / pipe.cells;
    }
}

double PlugFlowPipes::insulation_heat_j(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    double heat = 0.0;
    for (std::size_t k = 0; k < pipe.cells && pipe.insulation >= 0; ++k) {
        heat +=
            state_->insulations[static_cast<std::size_t>(pipe.insulation)].heat_j_m(state_->layers(pipe, k)) *
            pipe.length_m / pipe.cells;
    }
    return heat;
}

} // namespace saggar
