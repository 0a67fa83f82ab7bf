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
// A pipe that is flushed so many times in a step is one cell: what happens within it takes a small part of
// the step.
constexpr double flushes_as_one = 6.0;
// The film is found anew where the flow has changed by this part; in a pipe that is stepped as one it decides
// little.
constexpr double film_follows_flow = 0.1;
constexpr double film_follows_flow_as_one = 1.0;

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
    write_down(pipe);
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        queue(pipe, k).turn();
    }
    pipe.turned = !pipe.turned;
}

void PlugFlowPipes::State::take_line_round(Pipe& pipe, double heat_j_kg) const {
    constexpr double moves_by_k = 5.0;
    if (std::abs(heat_j_kg - pipe.heat_j_kg) <= moves_by_k * pipe.capacity_j_kgk) {
        return;
    }
    pipe.heat_j_kg = heat_j_kg;
    pipe.temperature_c = fluid.temperature_c(heat_j_kg);
    pipe.capacity_j_kgk = fluid.heat_capacity_j_kgk(pipe.temperature_c);
    pipe.per_capacity_kgk_j = 1.0 / pipe.capacity_j_kgk;
    pipe.cooling_mk_j = pipe.length_m / pipe.water_kg * pipe.per_capacity_kgk_j;
    if (pipe.wall_j_k > 0.0 && pipe.given_film <= 0.0) {
        pipe.viscosity_pa_s = fluid.dynamic_viscosity_pa_s(pipe.temperature_c);
        pipe.conductivity_w_mk = fluid.conductivity_w_mk(pipe.temperature_c);
        pipe.prandtl = pipe.viscosity_pa_s * pipe.capacity_j_kgk / pipe.conductivity_w_mk;
        pipe.film_flow_kg_s = -1.0;
    }
}

double PlugFlowPipes::State::film_w_m2k(Pipe& pipe, double mass_flow_kg_s, double follows) {
    if (pipe.given_film > 0.0) {
        return pipe.given_film;
    }
    double const flow = std::abs(mass_flow_kg_s);
    if (pipe.film_flow_kg_s < 0.0 || flow > (1.0 + follows) * pipe.film_flow_kg_s ||
        (1.0 + follows) * flow < pipe.film_flow_kg_s) {
        double const reynolds = 4.0 * flow / (std::numbers::pi * pipe.inner_diameter_m * pipe.viscosity_pa_s);
        pipe.film_w_m2k = pipe_film_coefficient_w_m2k(reynolds, pipe.prandtl, pipe.conductivity_w_mk,
                                                      pipe.inner_diameter_m);
        pipe.film_flow_kg_s = flow;
    }
    return pipe.film_w_m2k;
}

void PlugFlowPipes::State::write_down(Pipe& pipe) {
    if (!pipe.as_one) {
        return;
    }
    pipe.as_one = false;
    for (std::size_t i = 0; i < pipe.cells; ++i) { // from where water leaves
        std::size_t const k = pipe.turned ? i : pipe.cells - 1 - i;
        Cell& cell = cells[pipe.cell + k];
        double const begin = static_cast<double>(i) / pipe.cells;
        cell.parcels = 0;
        ParcelQueue water = queue(pipe, k);
        water.append({cell.water_kg, pipe.whole.base_j_kg,
                      pipe.whole.swing_j_kg * detail::decay_factor(-pipe.whole.growth * begin),
                      pipe.whole.growth / pipe.cells},
                     0.0);
        cell.heat_j = water.heat_j();
        cell.parcels = 1;
        cell.wall_c = pipe.wall_c + wall_above_mean_k(pipe, static_cast<double>(i));
    }
}

void PlugFlowPipes::State::take_as_one(Pipe& pipe, CellStep const& step, double from, double heat_j_kg) {
    double const within = step.cooling * (1.0 - from);
    pipe.as_one = true;
    pipe.whole = {pipe.water_kg, step.ambient_j_kg,
                  (heat_j_kg - step.ambient_j_kg) * detail::decay_factor(within), within};
    pipe.whole.base_j_kg += pipe.water_j / pipe.water_kg - detail::mean_j_kg(pipe.whole);
}

PlugFlowPipes::State::Wall PlugFlowPipes::State::prepare(Pipe& pipe, PipeConditions const& conditions,
                                                         double parts, CellStep& step) const {
    double const part_kg = pipe.water_kg / parts;
    double const per_conductance = conditions.duration_s * pipe.cooling_mk_j;
    step.cooling = conditions.conductance_w_mk * per_conductance;
    step.ambient_j_kg = heat_j_kg(pipe, conditions.ambient_c);
    step.tolerance_j_kg = options.tolerance_k * pipe.capacity_j_kgk;
    Wall wall{conditions.ambient_c, 1.0};
    if (pipe.wall_j_k > 0.0) {
        double const film =
            std::max(film_w_m2k(pipe, std::abs(conditions.mass_flow_kg_s),
                                parts == pipe.cells ? film_follows_flow : film_follows_flow_as_one) *
                         std::numbers::pi * pipe.inner_diameter_m,
                     least_film_over_conductance * conditions.conductance_w_mk);
        wall.balance = 1.0 - conditions.conductance_w_mk / film;
        step.store_kg =
            pipe.wall_j_k * (pipe.cells / parts) * wall.balance * wall.balance * pipe.per_capacity_kgk_j;
        step.exchange = wall.balance * film * per_conductance;
        step.in_place =
            step.throughput_kg < part_kg && step.cooling * part_kg >= creeping_cooling * step.throughput_kg;
        if (!step.in_place) {
            double const xi = step.exchange * part_kg / step.throughput_kg;
            step.share = std::min(1.0, 2.0 * xi / (2.0 + xi));
        }
    }
    return wall;
}

namespace {

void send_through(ParcelQueue& queue, double held_kg, CellStep const& step, double& store_j_kg,
                  std::span<HeatPiece const> arriving, HeatHistory& out) {
    out.begin(step.tolerance_j_kg);
    if (step.share > 0.0) {
        detail::StoreExchange sink{step, store_j_kg, out};
        detail::move_on(queue, held_kg, step, arriving, sink);
    } else {
        PassOn sink{out};
        detail::move_on(queue, held_kg, step, arriving, sink);
    }
    out.end();
}

} // namespace

void PlugFlowPipes::State::pass_as_one(Pipe& pipe, CellStep const& step, Wall const& wall,
                                       std::span<HeatPiece const> entering, HeatHistory& leaving) {
    double const passage = pipe.water_kg / step.throughput_kg; // time from end to end
    double const cooling = step.cooling * passage;
    double const mean = detail::decay_mean(cooling);
    double const passed = 1.0 - cooling * mean;
    double const below = store_below_mean_j_kg(pipe);
    double store = step.store_kg > 0.0 ? store_j_kg(pipe, wall, pipe.wall_c) - below : 0.0;
    detail::StoreExchange sink{step, store, leaving};
    double const old_j_kg = step.ambient_j_kg + (pipe.whole.base_j_kg - step.ambient_j_kg) * mean +
                            pipe.whole.swing_j_kg * detail::decay_mean(cooling - pipe.whole.growth);
    double excess = entering.front().heat_content_j_kg - step.ambient_j_kg;
    double const until = std::min(1.0, entering.front().until + passage);
    double const first_j_kg = step.ambient_j_kg + excess * passed;
    // What the history would merge in the end meets the store as one.
    double const share = passage / until;
    if (std::abs(old_j_kg - first_j_kg) * share * (until - passage) <= 0.25 * step.tolerance_j_kg) {
        sink(until, first_j_kg + (old_j_kg - first_j_kg) * share);
    } else {
        sink(passage, old_j_kg);
        sink(until, first_j_kg);
    }
    for (HeatPiece const& piece : entering.subspan(1)) {
        excess = piece.heat_content_j_kg - step.ambient_j_kg;
        sink(std::min(1.0, piece.until + passage), step.ambient_j_kg + excess * passed);
    }
    leaving.end();
    pipe.whole = {pipe.water_kg, step.ambient_j_kg, excess * passed, cooling};
    pipe.water_j = pipe.water_kg * (step.ambient_j_kg + excess * mean);
    if (step.store_kg > 0.0) {
        // The walls along the pipe follow its water's new profile; what that takes is missing in the water.
        double const now_below = store_below_mean_j_kg(pipe);
        leaving.shift((below - now_below) * step.store_kg / step.throughput_kg);
        pipe.wall_c = wall_c(pipe, wall, store + now_below);
    }
}

namespace {

// Mean temperature of a cell's water in a step, to be expected.
double expected_in_cell_c(CellStep const& step, double held_kg, double held_c, double ambient_c,
                          double arriving_c) {
    if (!(step.throughput_kg > 0.0)) {
        return std::lerp(ambient_c, held_c, detail::decay_mean(step.cooling));
    }
    double const passed = step.throughput_kg / held_kg; // times that the cell is filled
    double const of_held = passed > 1.0 ? 0.5 / passed : 1.0 - 0.5 * passed;
    double const passage = step.cooling * std::min(1.0, 1.0 / passed);
    double const new_c = std::lerp(ambient_c, arriving_c, detail::decay_mean(passage));
    return std::lerp(new_c, held_c, of_held);
}

} // namespace

void PlugFlowPipes::State::pass_by_cells(Pipe& pipe, CellStep& step, Wall& wall,
                                         PipeConditions const& conditions,
                                         std::span<HeatPiece const> entering, HeatHistory& leaving,
                                         std::array<HeatHistory, 2>& between) {
    std::span<HeatPiece const> arriving = entering;
    bool const insulated = pipe.insulation >= 0 && conditions.conductance_w_mk > 0.0;
    double beyond_w_m = 0.0;                                 // what insulation takes, of all cells
    pipe.insulation_j = insulated ? 0.0 : pipe.insulation_j; // summed anew
    step.cooled = detail::decay_factor(step.cooling);
    pipe.water_j = 0.0;
    pipe.wall_c = 0.0;
    for (std::size_t i = 0; i < pipe.cells; ++i) {
        std::size_t const k = pipe.turned ? pipe.cells - 1 - i : i; // in the order of the flow
        Cell& cell = cells[pipe.cell + k];
        ParcelQueue water = queue(pipe, k);
        if (insulated) {
            double const arriving_c = step.throughput_kg > 0.0
                                          ? temperature_c(pipe, mean_heat_content_j_kg(arriving))
                                          : conditions.ambient_c;
            double const water_c =
                expected_in_cell_c(step, cell.water_kg, temperature_c(pipe, cell.heat_j / cell.water_kg),
                                   conditions.ambient_c, arriving_c);
            double const taken_w_m = insulate(pipe, k, wall, conditions, water_c);
            beyond_w_m += taken_w_m;
            wall.ambient_c = conditions.ambient_c - taken_w_m / conditions.conductance_w_mk;
            step.ambient_j_kg = heat_j_kg(pipe, wall.ambient_c);
        }
        double store = step.store_kg > 0.0 ? store_j_kg(pipe, wall, cell.wall_c) : 0.0;
        if (step.throughput_kg > 0.0) {
            HeatHistory& out = i + 1 == pipe.cells ? leaving : between[i % 2];
            send_through(water, cell.water_kg, step, store, arriving, out);
            arriving = out.pieces();
        } else {
            detail::cool(water, step);
        }
        if (step.in_place) {
            detail::exchange_in_place(water, cell.water_kg, cell.heat_j, step, store);
        }
        if (step.store_kg > 0.0) {
            cell.wall_c = wall_c(pipe, wall, store);
        }
        cell.heat_j = water.heat_j();
        cell.parcels = static_cast<std::uint32_t>(water.size());
        pipe.water_j += cell.heat_j;
        pipe.wall_c += cell.wall_c / pipe.cells;
    }
    if (insulated) {
        wall.ambient_c = conditions.ambient_c - beyond_w_m / pipe.cells / conditions.conductance_w_mk;
        step.ambient_j_kg = heat_j_kg(pipe, wall.ambient_c);
    }
}

PipeHeat PlugFlowPipes::step(std::size_t index, PipeConditions const& conditions,
                             std::span<HeatPiece const> entering, HeatHistory& leaving) {
    return step(index, conditions, entering, leaving, state_->own);
}

PipeHeat PlugFlowPipes::step(std::size_t index, PipeConditions const& conditions,
                             std::span<HeatPiece const> entering, HeatHistory& leaving, Scratch& scratch) {
    State& state = *state_;
    State::Pipe& pipe = state.pipes[index];
    double const flow = std::abs(conditions.mass_flow_kg_s);
    bool const backwards = conditions.mass_flow_kg_s < 0.0;
    assert(conditions.duration_s > 0.0 && conditions.conductance_w_mk >= 0.0);
    assert(!(flow > 0.0) || !entering.empty());
    if (flow > 0.0 && backwards != pipe.turned) {
        state.turn(pipe);
    }
    CellStep step;
    step.throughput_kg = flow * conditions.duration_s;
    bool flushed = step.throughput_kg >= flushes_as_one * pipe.water_kg;
    double last_from = 1.0; // when the water came in that stays
    if (flushed) {
        last_from = 1.0 - pipe.water_kg / step.throughput_kg;
        flushed = entering.size() == 1 || entering[entering.size() - 2].until <= last_from;
    }
    bool const as_one = flushed && pipe.as_one;
    if (!as_one) {
        state.write_down(pipe);
    }
    double const walls_j_k = pipe.wall_j_k * pipe.cells;
    double const before_j = pipe.water_j + walls_j_k * pipe.wall_c + pipe.insulation_j;
    state.take_line_round(pipe, step.throughput_kg >= pipe.water_kg ? entering.back().heat_content_j_kg
                                                                    : pipe.water_j / pipe.water_kg);
    State::Wall wall = state.prepare(pipe, conditions, as_one ? 1.0 : pipe.cells, step);
    leaving.begin(step.tolerance_j_kg);
    if (as_one) {
        if (pipe.insulation >= 0 && conditions.conductance_w_mk > 0.0) {
            double const entering_c = State::temperature_c(pipe, mean_heat_content_j_kg(entering));
            double const taken_w_m = state.insulate_as_one(pipe, wall, conditions, step, entering_c);
            wall.ambient_c -= taken_w_m / conditions.conductance_w_mk;
            step.ambient_j_kg = State::heat_j_kg(pipe, wall.ambient_c);
        }
        State::pass_as_one(pipe, step, wall, entering, leaving);
    } else {
        state.pass_by_cells(pipe, step, wall, conditions, entering, leaving, scratch.between_);
        if (flushed) {
            State::take_as_one(pipe, step, last_from, entering.back().heat_content_j_kg);
        }
    }
    PipeHeat heat;
    if (flow > 0.0) {
        heat.entered_j = step.throughput_kg * mean_heat_content_j_kg(entering);
        heat.left_j = step.throughput_kg * mean_heat_content_j_kg(leaving.pieces());
    }
    heat.lost_j = before_j - (pipe.water_j + walls_j_k * pipe.wall_c + pipe.insulation_j) +
                  (heat.entered_j - heat.left_j);
    return heat;
}

} // namespace saggar
