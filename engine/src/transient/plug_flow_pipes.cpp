// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plug_flow_state.hpp"

#include "saggar/engine/state_archive.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <string>
#include <utility>

namespace saggar {

using detail::Parcel;

namespace {

void require(bool good, char const* component, std::size_t place, char const* field, std::string text) {
    if (!good) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = Place{{}, 0, component, std::to_string(place), field},
                     .text = std::move(text),
                     .advice = "See saggar/engine/transient/plug_flow.hpp."}};
    }
}

void check(PlugFlowOptions const& options) {
    require(options.tolerance_k >= 0.0, "options", 0, "tolerance_k", "must not be below 0");
    require(options.cell_length_diameters > 0.0, "options", 0, "cell_length_diameters", "must be above 0");
    require(options.cells_at_most >= 1 && options.cells_at_most <= 1000, "options", 0, "cells_at_most",
            "must lie in 1 to 1000");
    require(options.parcels_per_cell >= 2 && options.parcels_per_cell <= 10000, "options", 0,
            "parcels_per_cell", "must lie in 2 to 10000");
    require(options.pieces_at_most >= 2, "options", 0, "pieces_at_most", "must be 2 or more");
    require(options.insulation_layers >= 1 && options.insulation_layers <= detail::Insulation::layers_at_most,
            "options", 0, "insulation_layers", "must lie in 1 to 32");
}

void check(PlugFlowPipe const& pipe, std::size_t i) {
    require(pipe.length_m > 0.0 && std::isfinite(pipe.length_m), "pipes", i, "length_m", "must be above 0");
    require(pipe.inner_diameter_m > 0.0 && std::isfinite(pipe.inner_diameter_m), "pipes", i,
            "inner_diameter_m", "must be above 0");
    require(pipe.wall_capacity_j_mk >= 0.0 && std::isfinite(pipe.wall_capacity_j_mk), "pipes", i,
            "wall_capacity_j_mk", "must not be below 0");
    require(!pipe.film_w_m2k || *pipe.film_w_m2k > 0.0, "pipes", i, "film_w_m2k", "must be above 0");
    if (pipe.insulation) {
        PipeInsulation const& foam = *pipe.insulation;
        require(pipe.wall_capacity_j_mk > 0.0, "pipes", i, "insulation", "is only of a pipe with a wall");
        require(foam.inner_diameter_m > 0.0 && foam.outer_diameter_m > foam.inner_diameter_m &&
                    std::isfinite(foam.outer_diameter_m),
                "pipes", i, "insulation", "must have an outer diameter above the inner one, both above 0");
        require(foam.conductivity_w_mk > 0.0 && std::isfinite(foam.conductivity_w_mk) &&
                    foam.capacity_j_m3k > 0.0 && std::isfinite(foam.capacity_j_m3k),
                "pipes", i, "insulation", "must have a conductivity and a capacity above 0");
    }
}

int cells_of(PlugFlowPipe const& pipe, PlugFlowOptions const& options) {
    double const wanted = std::round(pipe.length_m / (pipe.inner_diameter_m * options.cell_length_diameters));
    return static_cast<int>(std::clamp(wanted, 1.0, static_cast<double>(options.cells_at_most)));
}

} // namespace

double steel_wall_capacity_j_mk(double inner_diameter_m, double outer_diameter_m, double density_kg_m3,
                                double heat_capacity_j_kgk) {
    assert(inner_diameter_m > 0.0 && outer_diameter_m >= inner_diameter_m);
    return std::numbers::pi / 4.0 *
           (outer_diameter_m * outer_diameter_m - inner_diameter_m * inner_diameter_m) * density_kg_m3 *
           heat_capacity_j_kgk;
}

PlugFlowPipes::PlugFlowPipes(Fluid fluid, std::span<PlugFlowPipe const> pipes, PlugFlowOptions const& options)
    : state_{new State{.fluid = std::move(fluid),
                       .options = options,
                       .pipes = {},
                       .cells = {},
                       .parcels = {},
                       .insulations = {},
                       .layer_c = {},
                       .own = Scratch{options}}} {
    check(options);
    State& state = *state_;
    state.pipes.reserve(pipes.size());
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        PlugFlowPipe const& given = pipes[i];
        check(given, i);
        int const wanted = cells_of(given, options);
        int const cells = given.wall_capacity_j_mk > 0.0 ? wanted : 1;
        int const room = options.parcels_per_cell * wanted / cells;
        double const area_m2 = std::numbers::pi / 4.0 * given.inner_diameter_m * given.inner_diameter_m;
        double const water_kg =
            area_m2 * given.length_m * state.fluid.density_kg_m3(given.density_temperature_c);
        state.pipes.push_back({.water_kg = water_kg,
                               .length_m = given.length_m,
                               .inner_diameter_m = given.inner_diameter_m,
                               .wall_j_k = given.wall_capacity_j_mk * given.length_m / cells,
                               .mean_cell = 0.5 * (cells - 1.0) / cells,
                               .given_film = given.film_w_m2k.value_or(0.0),
                               .cell = static_cast<std::uint32_t>(state.cells.size()),
                               .parcel = static_cast<std::uint32_t>(state.parcels.size()),
                               .room = static_cast<std::uint32_t>(room),
                               .cells = static_cast<std::uint16_t>(cells)});
        state.cells.insert(state.cells.end(), static_cast<std::size_t>(cells),
                           {.heat_j = 0.0, .wall_c = 0.0, .water_kg = water_kg / cells, .parcels = 0});
        state.parcels.resize(state.parcels.size() + static_cast<std::size_t>(cells * room));
        if (given.insulation) {
            State::Pipe& made = state.pipes.back();
            made.insulation = static_cast<std::int32_t>(state.insulations.size());
            made.layer = static_cast<std::uint32_t>(state.layer_c.size());
            state.insulations.emplace_back(*given.insulation, options.insulation_layers);
            state.layer_c.resize(state.layer_c.size() +
                                 static_cast<std::size_t>(cells * options.insulation_layers));
        }
        fill(i, std::vector<double>{0.0});
    }
}

PlugFlowPipes::~PlugFlowPipes() = default;
PlugFlowPipes::PlugFlowPipes(PlugFlowPipes&&) noexcept = default;
PlugFlowPipes& PlugFlowPipes::operator=(PlugFlowPipes&&) noexcept = default;

std::size_t PlugFlowPipes::size() const {
    return state_->pipes.size();
}
Fluid const& PlugFlowPipes::fluid() const {
    return state_->fluid;
}
PlugFlowOptions const& PlugFlowPipes::options() const {
    return state_->options;
}

void PlugFlowPipes::fill(std::size_t index, std::span<double const> temperatures_c) {
    assert(!temperatures_c.empty());
    State& state = *state_;
    State::Pipe& pipe = state.pipes[index];
    pipe.turned = false;
    pipe.as_one = false;
    pipe.water_j = 0.0;
    pipe.wall_c = 0.0;
    double const parts = static_cast<double>(temperatures_c.size()) / pipe.cells; // of a cell
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        State::Cell& cell = state.cells[pipe.cell + k];
        cell.parcels = 0;
        detail::ParcelQueue queue = state.queue(pipe, k);
        double const end = static_cast<double>(k + 1) * parts;
        double const begin = static_cast<double>(k) * parts;
        double warmth = 0.0;
        // From the cell's end, where water leaves first.
        for (double upper = end; upper > begin + 1e-9 * parts;) {
            auto const part = static_cast<std::size_t>(
                std::min(std::ceil(upper - 1e-9) - 1.0, static_cast<double>(temperatures_c.size() - 1)));
            double const lower = std::max(begin, static_cast<double>(part));
            double const share = (upper - lower) / parts;
            queue.append(
                {cell.water_kg * share, state.fluid.heat_content_j_kg(temperatures_c[part]), 0.0, 0.0}, 0.0);
            warmth += share * temperatures_c[part];
            upper = lower;
        }
        cell.wall_c = warmth;
        cell.heat_j = queue.heat_j();
        cell.parcels = static_cast<std::uint32_t>(queue.size());
        pipe.water_j += cell.heat_j;
        pipe.wall_c += cell.wall_c / pipe.cells;
        std::ranges::fill(state.layers(pipe, k), cell.wall_c);
    }
    pipe.insulation_j = insulation_heat_j(index);
    pipe.heat_j_kg = std::numeric_limits<double>::max(); // far from any: the line is taken anew
    pipe.capacity_j_kgk = 1.0;
    pipe.per_capacity_kgk_j = 1.0;
    state.take_line_round(pipe, water_heat_j(index) / pipe.water_kg);
}

namespace {

template <class Record>
void append(std::span<Record const> records, std::vector<std::byte>& kept) {
    auto const bytes = std::as_bytes(records);
    kept.insert(kept.end(), bytes.begin(), bytes.end());
}

template <class Record>
void put_back(std::span<Record> records, std::span<std::byte const>& kept) {
    if (records.empty()) { // without insulation: no memory to copy to
        return;
    }
    std::memcpy(records.data(), kept.data(), records.size_bytes());
    kept = kept.subspan(records.size_bytes());
}

} // namespace

// Of a pipe that is as one nothing else is written down.
void PlugFlowPipes::save(std::span<std::int32_t const> pipes, std::vector<std::byte>& kept) const {
    kept.clear();
    for (std::int32_t const index : pipes) {
        State::Pipe const& pipe = state_->pipes[static_cast<std::size_t>(index)];
        append(std::span{&pipe, 1}, kept);
        if (!pipe.as_one) {
            append(std::span<State::Cell const>{state_->cells}.subspan(pipe.cell, pipe.cells), kept);
            for (std::size_t k = 0; k < pipe.cells; ++k) {
                append(std::span<Parcel const>{state_->parcels_in(pipe, k)}, kept);
            }
        }
        append(std::span<double const>{state_->layer_c}.subspan(pipe.layer,
                                                                pipe.cells * state_->layers_of(pipe)),
               kept);
    }
}

void PlugFlowPipes::restore(std::span<std::int32_t const> pipes, std::span<std::byte const> kept) {
    for (std::int32_t const index : pipes) {
        State::Pipe& pipe = state_->pipes[static_cast<std::size_t>(index)];
        put_back(std::span{&pipe, 1}, kept);
        if (!pipe.as_one) {
            put_back(std::span{state_->cells}.subspan(pipe.cell, pipe.cells), kept);
            for (std::size_t k = 0; k < pipe.cells; ++k) {
                put_back(state_->parcels_in(pipe, k), kept);
            }
        }
        put_back(std::span{state_->layer_c}.subspan(pipe.layer, pipe.cells * state_->layers_of(pipe)), kept);
    }
}

void PlugFlowPipes::State::Pipe::keep(StateArchive& archive) {
    archive(water_kg, length_m, inner_diameter_m, wall_j_k, mean_cell, given_film, cell, parcel, room, cells,
            insulation, layer, insulation_j, water_j, wall_c, as_one, whole, turned);
    archive(heat_j_kg, temperature_c, capacity_j_kgk, per_capacity_kgk_j, cooling_mk_j, viscosity_pa_s,
            prandtl, conductivity_w_mk, film_w_m2k, film_flow_kg_s);
}

void PlugFlowPipes::State::Cell::keep(StateArchive& archive) {
    archive(heat_j, wall_c, water_kg, parcels);
}

void PlugFlowPipes::keep(StateArchive& archive) {
    archive.section("plug flow");
    archive(state_->pipes, state_->cells, state_->parcels, state_->layer_c);
}

void PlugFlowPipes::expect(std::size_t index) const {
    char const* const pipe = reinterpret_cast<char const*>(&state_->pipes[index]);
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < sizeof(State::Pipe); at += line) {
        __builtin_prefetch(pipe + at);
    }
}

void PlugFlowPipes::expect_water(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    if (pipe.as_one) {
        return;
    }
    __builtin_prefetch(&state_->cells[pipe.cell]);
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        __builtin_prefetch(&state_->parcels[pipe.parcel + k * pipe.room]);
    }
}

StoredHeat PlugFlowPipes::stored() const {
    StoredHeat sum;
    for (State::Pipe const& pipe : state_->pipes) {
        sum.water_j += pipe.water_j;
        sum.wall_j += pipe.wall_j_k * pipe.cells * pipe.wall_c + pipe.insulation_j;
    }
    return sum;
}

double PlugFlowPipes::length_m(std::size_t index) const {
    return state_->pipes[index].length_m;
}

double PlugFlowPipes::water_kg(std::size_t index) const {
    return state_->pipes[index].water_kg;
}

double PlugFlowPipes::water_heat_j(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    if (pipe.as_one) {
        return pipe.water_kg * detail::mean_j_kg(pipe.whole);
    }
    double heat = 0.0;
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        heat += state_->queue(pipe, k).heat_j();
    }
    return heat;
}

double PlugFlowPipes::wall_heat_j(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    double heat = insulation_heat_j(index);
    if (pipe.as_one) {
        return heat + pipe.wall_j_k * pipe.cells * pipe.wall_c;
    }
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        heat += pipe.wall_j_k * state_->cells[pipe.cell + k].wall_c;
    }
    return heat;
}

double PlugFlowPipes::mean_temperature_c(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    return State::temperature_c(pipe, pipe.water_j / pipe.water_kg);
}

ExpectedPassage PlugFlowPipes::expected_outlet(std::size_t index, PipeConditions const& conditions,
                                               ExpectedPassage const& entering) const {
    State::Pipe const& pipe = state_->pipes[index];
    double const throughput_kg = std::abs(conditions.mass_flow_kg_s) * conditions.duration_s;
    double const ambient_c = conditions.ambient_c;
    double const held = mean_temperature_c(index) - ambient_c;
    double const cooling = conditions.conductance_w_mk * conditions.duration_s * pipe.cooling_mk_j;
    if (throughput_kg <= pipe.water_kg) {
        double const held_c = ambient_c + held * detail::decay_factor(0.5 * cooling);
        return {.until = 0.0, .first_c = held_c, .last_c = held_c};
    }
    double const passage = pipe.water_kg / throughput_kg;
    double const passed = detail::decay_factor(cooling * passage);
    double const held_c = ambient_c + held * 0.5 * (1.0 + passed);
    double first_c = ambient_c + (entering.first_c - ambient_c) * passed;
    double last_c = ambient_c + (entering.last_c - ambient_c) * passed;
    // What the wall takes or gives until it is as warm as the water holds back a front; where that is little
    // it is spread over what comes after, as a step does (StoreExchange).
    double const by_wall = pipe.wall_j_k * pipe.cells * pipe.per_capacity_kgk_j / throughput_kg;
    double const tolerance_k = state_->options.tolerance_k;
    auto const meet = [&](double before_c, double& after_c, double part) {
        bool const little = std::abs(before_c - after_c) * by_wall <= tolerance_k;
        after_c =
            little ? std::lerp(after_c, before_c, std::min(1.0, by_wall / std::max(part, by_wall))) : after_c;
        return little ? 0.0 : by_wall;
    };
    double const first_part = std::min(entering.until, 1.0 - passage);
    double delay = passage;
    if (first_part > 0.0) {
        delay += meet(held_c, first_c, first_part);
    }
    double const rest = std::max(0.0, 1.0 - delay - first_part);
    double const second = rest > 0.0 ? meet(first_part > 0.0 ? first_c : held_c, last_c, rest) : 0.0;
    double const until = std::min(1.0, delay + first_part + second);
    double const held_part = std::min(until, delay + (first_part > 0.0 ? 0.0 : second));
    ExpectedPassage leaving{
        .until = until, .first_c = std::lerp(first_c, held_c, held_part / until), .last_c = last_c};
    leaving.merge(tolerance_k);
    return leaving;
}

namespace {

std::size_t cell_at(double cells, double place) {
    return static_cast<std::size_t>(std::clamp(std::floor(cells * place), 0.0, cells - 1.0));
}

} // namespace

double PlugFlowPipes::water_temperature_c(std::size_t index, double distance_m) const {
    State::Pipe const& pipe = state_->pipes[index];
    double const place = std::clamp(distance_m / pipe.length_m, 0.0, 1.0);
    if (pipe.as_one) {
        double const ahead = pipe.turned ? place : 1.0 - place;
        return state_->fluid.temperature_c(
            pipe.whole.base_j_kg + pipe.whole.swing_j_kg * detail::decay_factor(-pipe.whole.growth * ahead));
    }
    std::size_t const k = cell_at(pipe.cells, place);
    State::Cell const& cell = state_->cells[pipe.cell + k];
    double const along = place * pipe.cells - static_cast<double>(k);
    double ahead_kg = cell.water_kg * (pipe.turned ? along : 1.0 - along); // that leaves before
    detail::ParcelQueue const queue = state_->queue(pipe, k);
    for (int i = 0; i < queue.size(); ++i) {
        Parcel const& parcel = queue[i];
        if (ahead_kg <= parcel.mass_kg || i + 1 == queue.size()) {
            double const y = std::min(1.0, ahead_kg / parcel.mass_kg);
            return state_->fluid.temperature_c(parcel.base_j_kg +
                                               parcel.swing_j_kg * detail::decay_factor(-parcel.growth * y));
        }
        ahead_kg -= parcel.mass_kg;
    }
    return mean_temperature_c(index);
}

double PlugFlowPipes::wall_temperature_c(std::size_t index, double distance_m) const {
    State::Pipe const& pipe = state_->pipes[index];
    std::size_t const k = cell_at(pipe.cells, distance_m / pipe.length_m);
    if (pipe.as_one) {
        std::size_t const from_outlet = pipe.turned ? k : pipe.cells - 1 - k;
        return pipe.wall_c + State::wall_above_mean_k(pipe, static_cast<double>(from_outlet));
    }
    return state_->cells[pipe.cell + k].wall_c;
}

int PlugFlowPipes::cells(std::size_t index) const {
    return state_->pipes[index].cells;
}

int PlugFlowPipes::parcels(std::size_t index) const {
    State::Pipe const& pipe = state_->pipes[index];
    if (pipe.as_one) {
        return 1;
    }
    int count = 0;
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        count += static_cast<int>(state_->cells[pipe.cell + k].parcels);
    }
    return count;
}

std::size_t PlugFlowPipes::memory_bytes() const {
    return state_->pipes.size() * sizeof(State::Pipe) + state_->cells.size() * sizeof(State::Cell) +
           state_->parcels.size() * sizeof(Parcel) + state_->layer_c.size() * sizeof(double);
}

} // namespace saggar
