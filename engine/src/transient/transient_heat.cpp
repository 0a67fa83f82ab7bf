// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "transient_heat_state.hpp"

#include "saggar/network/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace saggar {

namespace {

[[noreturn]] void refuse(char const* component, std::size_t place, char const* field, char const* text) {
    throw Error{{.code = ErrorCode::value_out_of_range,
                 .place = Place{{}, 0, component, std::to_string(place), field},
                 .text = text,
                 .advice = "See saggar/engine/transient/transient_heat.hpp."}};
}

std::vector<PlugFlowPipe> pipes_of(std::span<HeatLink const> links) {
    std::vector<PlugFlowPipe> pipes;
    for (HeatLink const& link : links) {
        if (link.pipe) {
            pipes.push_back(*link.pipe);
        }
    }
    return pipes;
}

std::vector<std::int32_t> column(std::span<HeatLink const> links, std::int32_t HeatLink::*member,
                                 std::size_t nodes) {
    std::vector<std::int32_t> result;
    result.reserve(links.size());
    for (HeatLink const& link : links) {
        if (link.*member < 0 || static_cast<std::size_t>(link.*member) >= nodes) {
            refuse("links", result.size(), "from, to", "names no node");
        }
        result.push_back(link.*member);
    }
    return result;
}

} // namespace

TransientHeat::TransientHeat(Fluid fluid, std::size_t nodes, std::span<HeatLink const> links,
                             TransientHeatOptions const& options) {
    if (!(options.knot_step_s > 0.0)) {
        refuse("options", 0, "knot_step_s", "must be above 0");
    }
    if (!(options.smallest_flow_kg_s >= 0.0)) {
        refuse("options", 0, "smallest_flow_kg_s", "must not be below 0");
    }
    std::vector<std::int32_t> const from = column(links, &HeatLink::from, nodes);
    std::vector<std::int32_t> const to = column(links, &HeatLink::to, nodes);
    std::vector<std::uint8_t> const late(nodes, 0);
    state_.reset(new State{.fluid = fluid,
                           .options = options,
                           .from = from,
                           .to = to,
                           .pipe_of = std::vector<std::int32_t>(links.size(), -1),
                           .pipes = PlugFlowPipes{fluid, pipes_of(links), options.pipes},
                           .order = detail::FlowOrder{from, to, late},
                           .link_begin = std::vector<std::int32_t>(nodes + 1),
                           .link_at = std::vector<std::int32_t>(2 * links.size()),
                           .pieces = {},
                           .range = std::vector<State::Range>(nodes),
                           .mean_heat = std::vector<double>(nodes),
                           .last_heat = std::vector<double>(nodes),
                           .added_j = std::vector<double>(links.size()),
                           .under_way_j = std::vector<double>(links.size()),
                           .tolerance_j_kg = options.pipes.tolerance_k * fluid.heat_capacity_j_kgk(60.0),
                           .cuts = std::vector<std::uint8_t>(links.size()),
                           .balance_kg_s = std::vector<double>(nodes),
                           .arriving_kg_s = std::vector<double>(nodes),
                           .outside_heat = std::vector<double>(nodes),
                           .arriving = {},
                           .streams = {},
                           .mixed = HeatHistory{options.pipes.pieces_at_most},
                           .changed = {},
                           .knot_place = std::vector<std::int32_t>(nodes, -1),
                           .knot_step = {},
                           .knot_whole = {},
                           .knot_done = {}});
    State& state = *state_;
    std::int32_t pipes = 0;
    for (std::size_t link = 0; link < links.size(); ++link) {
        if (links[link].pipe) {
            state.pipe_of[link] = pipes++;
        }
        ++state.link_begin[static_cast<std::size_t>(from[link]) + 1];
        ++state.link_begin[static_cast<std::size_t>(to[link]) + 1];
    }
    std::partial_sum(state.link_begin.begin(), state.link_begin.end(), state.link_begin.begin());
    std::vector<std::int32_t> next = state.link_begin;
    for (std::size_t link = 0; link < links.size(); ++link) {
        for (std::int32_t const node : {from[link], to[link]}) {
            state.link_at[static_cast<std::size_t>(next[static_cast<std::size_t>(node)]++)] =
                static_cast<std::int32_t>(link);
        }
    }
    state.pieces.reserve(4 * nodes);
    fill(std::vector<double>(nodes, 0.0));
}

TransientHeat::~TransientHeat() = default;
TransientHeat::TransientHeat(TransientHeat&&) noexcept = default;
TransientHeat& TransientHeat::operator=(TransientHeat&&) noexcept = default;

void TransientHeat::fill(std::span<double const> node_temperature_c) {
    State& state = *state_;
    assert(node_temperature_c.size() == state.range.size());
    constexpr int parts = 8;
    std::vector<double> between(parts);
    for (std::size_t link = 0; link < state.pipe_of.size(); ++link) {
        if (state.pipe_of[link] < 0) {
            continue;
        }
        double const from = node_temperature_c[static_cast<std::size_t>(state.from[link])];
        double const to = node_temperature_c[static_cast<std::size_t>(state.to[link])];
        for (int i = 0; i < parts; ++i) {
            between[static_cast<std::size_t>(i)] = std::lerp(from, to, (i + 0.5) / parts);
        }
        state.pipes.fill(static_cast<std::size_t>(state.pipe_of[link]), between);
    }
    state.fluid.heat_content_j_kg(node_temperature_c, state.last_heat);
    state.mean_heat = state.last_heat;
    std::fill(state.range.begin(), state.range.end(), State::Range{});
    std::fill(state.under_way_j.begin(), state.under_way_j.end(), 0.0);
    std::fill(state.added_j.begin(), state.added_j.end(), 0.0);
}

double TransientHeat::State::standing_c(std::size_t node) const {
    double sum = 0.0;
    int count = 0;
    for (auto i = link_begin[node]; i < link_begin[node + 1]; ++i) {
        auto const link = static_cast<std::size_t>(link_at[static_cast<std::size_t>(i)]);
        if (pipe_of[link] < 0) {
            continue;
        }
        auto const pipe = static_cast<std::size_t>(pipe_of[link]);
        bool const at_beginning = static_cast<std::size_t>(from[link]) == node;
        sum += pipes.water_temperature_c(pipe, at_beginning ? 0.0 : pipes.length_m(pipe));
        ++count;
    }
    return count > 0 ? sum / count : fluid.temperature_c(last_heat[node]);
}

double TransientHeat::State::owed_j() const {
    return std::accumulate(under_way_j.begin(), under_way_j.end(), 0.0);
}

double TransientHeat::node_temperature_c(std::size_t node) const {
    return state_->range[node].count > 0 ? state_->fluid.temperature_c(state_->mean_heat[node])
                                         : state_->standing_c(node);
}

void TransientHeat::node_temperatures_c(std::span<double> temperature_c) const {
    assert(temperature_c.size() == state_->range.size());
    state_->fluid.temperature_c(state_->mean_heat, temperature_c);
    for (std::size_t node = 0; node < temperature_c.size(); ++node) {
        if (state_->range[node].count == 0) {
            temperature_c[node] = state_->standing_c(node);
        }
    }
}

double TransientHeat::arriving_c(std::size_t link) const {
    return node_temperature_c(static_cast<std::size_t>(state_->order.upstream(link)));
}

double TransientHeat::heat_w(std::size_t link) const {
    return state_->added_j[link] / state_->last_duration_s;
}

std::span<HeatPiece const> TransientHeat::history(std::size_t node) const {
    return state_->history(node);
}

PlugFlowPipes const& TransientHeat::pipes() const {
    return state_->pipes;
}

std::int32_t TransientHeat::pipe(std::size_t link) const {
    return state_->pipe_of[link];
}

int TransientHeat::orderings() const {
    return state_->order.orderings();
}

} // namespace saggar
