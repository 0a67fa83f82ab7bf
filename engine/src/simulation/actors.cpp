// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/actors.hpp"

#include "saggar/engine/simulation/state_archive.hpp"

#include <fmt/format.h>

#include <cmath>

namespace saggar {

namespace {

constexpr double sources_close_to = 1e-9; // part of the heat of all plants

} // namespace

Actors::Actors(Scenario const& scenario)
    : scenario_{&scenario},
      rooms_{scenario.network()},
      orders_{scenario.network()->project().sources.size(), scenario.network()->project().stores.size()} {}

void Actors::prepare(std::size_t step, SimulationPoint& point) {
    if (!rooms_.empty()) {
        scenario_->set_sources(step, input_);
        rooms_.prepare(input_, orders_, static_cast<double>(scenario_->window().step_s), point);
    }
}

void Actors::observe(NetworkSimulation const& simulation) {
    if (!rooms_.empty()) {
        rooms_.observe(simulation.result());
    }
}

SimulationReport Actors::settle(NetworkSimulation& simulation) {
    if (rooms_.empty()) {
        return {};
    }
    simulation.add_sources(rooms_.settle(simulation.result()));
    SimulatedStep const& result = simulation.result();
    double const heat_w = std::abs(result.book.plants_j) / result.duration_s;
    double const off_w = result.sources.uncovered_w;
    if (off_w <= sources_close_to * heat_w) {
        return {};
    }
    return {.status = SimulationStatus::balance_violated,
            .diagnosis = fmt::format("sources and stores do not give what the network took: {:.6g} W of "
                                     "{:.6g} W are left over",
                                     off_w, heat_w)};
}

void Actors::keep(StateArchive& archive) {
    archive.section("sources");
    PlantRoomState state = rooms_.state();
    archive(state.sources, state.stores_j_kg, state.return_c, state.heat_w, state.pump_w, state.demand_w,
            state.known);
    if (archive.restores()) {
        rooms_.restore(state);
    }
}

} // namespace saggar
