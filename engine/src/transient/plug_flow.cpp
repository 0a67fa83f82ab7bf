// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plug_flow_state.hpp"

#include "saggar/engine/physics/pipe_resistance.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace saggar {

using detail::CellStep;
using detail::ParcelQueue;

namespace {

// Water that cools by more than this in a cell, and moves on by less than the cell, meets the store where it
// lies.
constexpr double creeping_cooling = 0.02;
// The film's part of the resistance is at most half of it.
constexpr double least_film_over_conductance = 2.0;
constexpr double film_follows_flow = 0.1; // relative change of flow

// Drops what passes: a cell without a store.
struct PassOn {
    HeatHistory& out;
    void operator()(double until, double heat_j_kg) const { out.append(until, heat_j_kg); }
};

} // namespace

ParcelQueue PlugFlowPipes::State::queue(Pipe const& pipe, std::size_t cell) {
    return {parcels.data() + pipe.parcel + cell * pipe.room,
            static_cast<int>(cells[pipe.cell + cell].parcels), static_cast<int>(pipe.room)};
}

void PlugFlowPipes::State::turn(Pipe& pipe) {
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        queue(pipe, k).turn();
    }
    pipe.turned = !pipe.turned;
}

void PlugFlowPipes::State::take_line_round(Pipe& pipe, double heat_j_kg) {
    constexpr double moves_by_k = 5.0;
    if (std::abs(heat_j_kg - pipe.heat_j_kg) <= moves_by_k * pipe.capacity_j_kgk) {
        return;
    }
    pipe.heat_j_kg = heat_j_kg;
    pipe.temperature_c = fluid.temperature_c(heat_j_kg);
    pipe.capacity_j_kgk = fluid.heat_capacity_j_kgk(pipe.temperature_c);
    if (pipe.wall_j_k > 0.0 && pipe.given_film <= 0.0) {
        pipe.viscosity_pa_s = fluid.dynamic_viscosity_pa_s(pipe.temperature_c);
        pipe.conductivity_w_mk = fluid.conductivity_w_mk(pipe.temperature_c);
        pipe.prandtl = pipe.viscosity_pa_s * pipe.capacity_j_kgk / pipe.conductivity_w_mk;
        pipe.film_flow_kg_s = -1.0;
    }
}

double PlugFlowPipes::State::film_w_m2k(Pipe& pipe, double mass_flow_kg_s) {
    if (pipe.given_film > 0.0) {
        return pipe.given_film;
    }
    double const flow = std::abs(mass_flow_kg_s);
    if (pipe.film_flow_kg_s < 0.0 ||
        std::abs(flow - pipe.film_flow_kg_s) > film_follows_flow * pipe.film_flow_kg_s) {
        double const reynolds = 4.0 * flow / (std::numbers::pi * pipe.inner_diameter_m * pipe.viscosity_pa_s);
        pipe.film_w_m2k = pipe_film_coefficient_w_m2k(reynolds, pipe.prandtl, pipe.conductivity_w_mk,
                                                      pipe.inner_diameter_m);
        pipe.film_flow_kg_s = flow;
    }
    return pipe.film_w_m2k;
}

PipeHeat PlugFlowPipes::step(std::size_t index, PipeConditions const& conditions,
                             std::span<HeatPiece const> entering, HeatHistory& leaving) {
    State& state = *state_;
    State::Pipe& pipe = state.pipes[index];
    std::size_t const cells = pipe.cells;
    double const flow = std::abs(conditions.mass_flow_kg_s);
    bool const backwards = conditions.mass_flow_kg_s < 0.0;
    assert(conditions.duration_s > 0.0 && conditions.conductance_w_mk >= 0.0);
    assert(!(flow > 0.0) || !entering.empty());
    if (flow > 0.0 && backwards != pipe.turned) {
        state.turn(pipe);
    }

    CellStep step;
    step.throughput_kg = flow * conditions.duration_s;
    double const cell_kg = pipe.water_kg / static_cast<double>(cells);
    bool const flushed = step.throughput_kg >= pipe.water_kg;
    double before_j = 0.0;
    double water_before_j = 0.0;
    for (std::size_t k = 0; k < cells; ++k) {
        State::Cell const& cell = state.cells[pipe.cell + k];
        water_before_j += cell.heat_j;
        before_j += cell.heat_j + pipe.wall_j_k * cell.wall_c;
    }
    state.take_line_round(pipe, flushed ? entering.back().heat_content_j_kg : water_before_j / pipe.water_kg);
    double const per_degree = pipe.water_kg * pipe.capacity_j_kgk / pipe.length_m; // J/(m K)
    step.cooling = conditions.conductance_w_mk / per_degree * conditions.duration_s;
    step.cooled = detail::decay_factor(step.cooling);
    step.ambient_j_kg = state.heat_j_kg(pipe, conditions.ambient_c);
    step.tolerance_j_kg = state.options.tolerance_k * pipe.capacity_j_kgk;
    double balance = 1.0; // f: the wall's share of the excess over the ambient
    if (pipe.wall_j_k > 0.0) {
        double const film = std::max(state.film_w_m2k(pipe, flow) * std::numbers::pi * pipe.inner_diameter_m,
                                     least_film_over_conductance * conditions.conductance_w_mk);
        balance = 1.0 - conditions.conductance_w_mk / film;
        step.store_kg = pipe.wall_j_k * balance * balance / pipe.capacity_j_kgk;
        step.exchange = balance * film / per_degree * conditions.duration_s;
        step.in_place =
            step.throughput_kg < cell_kg && step.cooling * cell_kg >= creeping_cooling * step.throughput_kg;
        if (!step.in_place) {
            double const xi = step.exchange * cell_kg / step.throughput_kg;
            step.share = std::min(1.0, 2.0 * xi / (2.0 + xi));
        }
    }

    leaving.begin(step.tolerance_j_kg);
    std::span<HeatPiece const> arriving = entering;
    for (std::size_t i = 0; i < cells; ++i) {
        std::size_t const k = backwards ? cells - 1 - i : i;
        State::Cell& cell = state.cells[pipe.cell + k];
        ParcelQueue queue = state.queue(pipe, k);
        HeatHistory& out = i + 1 == cells ? leaving : state.between[i % 2];
        double store_j_kg = 0.0;
        if (step.store_kg > 0.0) {
            store_j_kg =
                state.heat_j_kg(pipe, conditions.ambient_c + (cell.wall_c - conditions.ambient_c) / balance);
        }
        if (step.throughput_kg > 0.0) {
            out.begin(step.tolerance_j_kg);
            if (step.share > 0.0) {
                detail::StoreExchange sink{step, store_j_kg, out};
                detail::move_on(queue, cell.water_kg, step, arriving, sink);
            } else {
                PassOn sink{out};
                detail::move_on(queue, cell.water_kg, step, arriving, sink);
            }
            out.end();
            arriving = out.pieces();
        } else {
            detail::cool(queue, step);
        }
        if (step.in_place) {
            detail::exchange_in_place(queue, cell.water_kg, cell.heat_j, step, store_j_kg);
        }
        if (step.store_kg > 0.0) {
            double const warmer = state.temperature_c(pipe, store_j_kg) - conditions.ambient_c;
            cell.wall_c = conditions.ambient_c + balance * warmer;
        }
        cell.heat_j = queue.heat_j();
        cell.parcels = static_cast<std::uint32_t>(queue.size());
    }

    PipeHeat heat;
    double after_j = 0.0;
    for (std::size_t k = 0; k < cells; ++k) {
        State::Cell const& cell = state.cells[pipe.cell + k];
        after_j += cell.heat_j + pipe.wall_j_k * cell.wall_c;
    }
    if (flow > 0.0) {
        heat.entered_j = step.throughput_kg * mean_heat_content_j_kg(entering);
        heat.left_j = step.throughput_kg * mean_heat_content_j_kg(leaving.pieces());
    }
    heat.lost_j = (before_j - after_j) + (heat.entered_j - heat.left_j);
    return heat;
}

} // namespace saggar
