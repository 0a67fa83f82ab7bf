// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/actors.hpp"

#include "saggar/engine/state_archive.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace saggar {

namespace {

constexpr double sources_close_to = 1e-9; // part of the heat of all plants

} // namespace

Actors::Actors(Scenario const& scenario, std::vector<std::unique_ptr<Controller>> controllers)
    : scenario_{&scenario},
      consumers_{scenario},
      controllers_{std::move(controllers)},
      rooms_{scenario.network()} {}

void Actors::prepare(TimeSpan const& time, SimulatedStep const* last, SimulationPoint& point) {
    consumers_.ask(time, point);
    Project const& project = scenario_->network()->project();
    auto const duration_s = static_cast<double>(time.end_s - time.begin_s);
    scenario_->set_sources(time, input_);
    PlantRoomOrders orders{project.sources.size(), project.stores.size()};
    Measured const measured{
        .time_s = time.begin_s,
        .local_s = scenario_->clock().local_s(time.begin_s),
        .duration_s = duration_s,
        .outdoor_c = input_.outdoor_c,
        .coldest_ahead_c = [&](double ahead_s) { return scenario_->coldest_c(time, ahead_s); },
        .prices = input_.prices,
        .last = last};
    Setpoints set{.point = point, .orders = orders};
    point.plant_least_pressure_pa.clear();
    for (std::unique_ptr<Controller> const& controller : controllers_) {
        controller->decide(measured, set);
    }
    if (!rooms_.empty()) {
        rooms_.prepare(input_, orders, duration_s, point);
    }
}

void Actors::observe(NetworkSimulation const& simulation) {
    if (!rooms_.empty()) {
        rooms_.observe(simulation.result());
    }
}

bool Actors::lower_capacities(SimulatedStep const& found, std::span<double> capacity_w) {
    return !rooms_.empty() && rooms_.lower_capacities(found, capacity_w);
}

SimulationReport Actors::settle(TimeSpan const& time, NetworkSimulation& simulation) {
    consumers_.take(time, simulation.result());
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
    consumers_.keep(archive);
    archive.section("sources");
    PlantRoomState state = rooms_.state();
    std::size_t count = state.sources.size();
    archive(count);
    if (count != state.sources.size()) {
        archive.refuse("is of other sources");
    }
    for (auto& [running, in_state_s, depletion_k, stored_j, stood_s] : state.sources) {
        archive(running, in_state_s, depletion_k, stored_j, stood_s);
    }
    archive(state.stores_j_kg, state.return_c, state.heat_w, state.pump_w, state.of_stores_w, state.lacking_w,
            state.falls_short, state.carried_w, state.demand_w, state.unmet_w, state.known);
    if (archive.restores()) {
        rooms_.restore(state);
    }
    archive.section("controllers");
    for (std::unique_ptr<Controller> const& controller : controllers_) {
        std::vector<double> memory = controller->memory();
        archive(memory);
        if (archive.restores()) {
            controller->restore(memory);
        }
    }
}

} // namespace saggar
