// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/run.hpp"

#include "step_aggregate.hpp"

#include "saggar/engine/state_archive.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace saggar {

namespace {

// Pipes are filled by steps of at least this length: ever so short ones would not reach their ends.
constexpr double start_step_s = 3600.0;

// The one of `values` that is furthest up (sign 1) or down (sign -1), where `counts` says that it counts.
template <class Counts>
void look(Extreme& extreme, std::vector<double> const& values, double sign, std::size_t step,
          Counts const& counts) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (counts(i) && !(sign * values[i] <= sign * extreme.value)) {
            extreme = {values[i], static_cast<std::int32_t>(i), step};
        }
    }
}

constexpr double at_rest_kg_s = 1e-5; // less than a litre a day

void begin(SimulationTotals& totals, Network const& network) {
    totals.plant_heat_j.assign(network.plants.size(), 0.0);
    totals.plant_reversed_s.assign(network.plants.size(), 0.0);
    totals.plant_set.assign(network.plants.size(), {});
    for (auto* const column :
         {&totals.substation_demand_j, &totals.substation_heat_j, &totals.substation_unmet_s}) {
        column->assign(network.substations.size(), 0.0);
    }
    totals.substation_unmet_j.assign(network.substations.size(), {});
    totals.record.begin(network);
}

void add_set(SetTotals& totals, SetAndGiven const& plant, ShortfallCause cause, double duration_s) {
    if (!(plant.set > 0.0)) { // false for NaN
        return;
    }
    totals.set += plant.set * duration_s;
    if (cause != ShortfallCause::none) {
        totals.shortfall[static_cast<std::size_t>(cause) - 1] += plant.shortfall() * duration_s;
        totals.shortfall_s += duration_s;
    }
}

// A step, or a part of one, of the step that comes after those that were made.
void add(SimulationTotals& totals, NetworkSimulation const& simulation) {
    Network const& network = simulation.network();
    SimulatedStep const& step = simulation.result();
    double const dt = step.duration_s;
    std::size_t const number = totals.steps;
    totals.duration_s += dt;
    totals.book.add(step.book);
    totals.make_up_kg += step.make_up_kg_s * dt;
    if (step.book.throughput_j > 0.0) {
        totals.worst_residual_relative = std::max(totals.worst_residual_relative,
                                                  std::abs(step.book.residual_j()) / step.book.throughput_j);
    }
    totals.rounds_at_most = std::max(totals.rounds_at_most, step.rounds);
    totals.largest_flow_jump_relative = std::max(totals.largest_flow_jump_relative, step.flow_jump_relative);
    for (std::size_t i = 0; i < step.plant_heat_w.size(); ++i) {
        totals.plant_heat_j[i] += step.plant_heat_w[i] * dt;
        double const flow = step.mass_flow_kg_s[static_cast<std::size_t>(network.plants.link[i])];
        totals.plant_reversed_s[i] += flow < -at_rest_kg_s ? dt : 0.0;
        add_set(totals.plant_set[i], set_and_given(network, step, i), step.plant_shortfall_cause[i], dt);
        totals.pump_electricity_j += step.plant_pump_electricity_w[i] * dt;
        totals.electricity_j += step.plant_electricity_w[i] * dt;
    }
    if (!step.sources.plant_cost.empty()) {
        totals.sources.add(step.sources, dt);
    }
    for (double const drawn : step.pump_electricity_w) {
        totals.pump_electricity_j += drawn * dt;
        totals.electricity_j += drawn * dt;
    }
    for (std::size_t i = 0; i < step.heat_w.size(); ++i) {
        totals.substation_demand_j[i] += step.demand_w[i] * dt;
        totals.substation_heat_j[i] += step.heat_w[i] * dt;
        totals.demand_j += step.demand_w[i] * dt;
        if (step.unmet_cause[i] != UnmetCause::none) {
            totals.unmet_j += step.unmet_w[i] * dt;
            totals.substation_unmet_j[i][static_cast<std::size_t>(step.unmet_cause[i]) - 1] +=
                step.unmet_w[i] * dt;
            totals.substation_unmet_s[i] += dt;
        }
    }
    auto const takes = [&](std::size_t i) {
        return step.mass_flow_kg_s[static_cast<std::size_t>(network.substations.link[i])] > 0.0;
    };
    auto const always = [](std::size_t) { return true; };
    look(totals.lowest_supply_c, step.supply_temperature_c, -1.0, number, takes);
    look(totals.largest_plant_heat_w, step.plant_heat_w, 1.0, number, always);
    look(totals.largest_velocity_m_s, step.pipe_velocity_m_s, 1.0, number, always);
    if (step.index_consumer >= 0 && !(step.index_margin_pa >= totals.least_margin_pa.value)) {
        totals.least_margin_pa = {step.index_margin_pa, step.index_consumer, number};
    }
    totals.record.add(network, step, number, simulation.team());
}

} // namespace

namespace {

// Whether the report is bad; then says when it was.
bool fails(SimulationOutcome& outcome, TimeSpan const& time, SimulationReport report) {
    outcome.report = std::move(report);
    if (!outcome.report.good()) {
        outcome.report.diagnosis =
            fmt::format("at {}: {}", time_stamp(time.begin_s), outcome.report.diagnosis);
    }
    return !outcome.report.good();
}

// A step or a part of one; false where it fails.
bool advance(SimulationOutcome& outcome, NetworkSimulation& simulation, Scenario const& scenario,
             Actors& actors, TimeSpan const& time, SimulationPoint& point) {
    scenario.set(time, point);
    actors.prepare(time, &simulation.result(), point);
    auto const lower = [&actors](SimulatedStep const& found, std::span<double> capacity_w) {
        return actors.lower_capacities(found, capacity_w);
    };
    if (fails(outcome, time, simulation.step(point, static_cast<double>(time.end_s - time.begin_s), lower))) {
        return false;
    }
    SimulatedStep const& result = simulation.result();
    if (!result.settled && fails(outcome, time,
                                 {.status = SimulationStatus::not_settled,
                                  .diagnosis = describe_unsettled(simulation.network(), result)})) {
        return false;
    }
    if (fails(outcome, time, actors.settle(time, simulation))) {
        return false;
    }
    add(outcome.totals, simulation);
    return true;
}

void go_on(SimulationOutcome& outcome, NetworkSimulation& simulation, Scenario const& scenario,
           Actors& actors, TakeStep const& take, AfterStep const& after) {
    SimulationPoint point;
    detail::StepAggregate aggregate{scenario.network()};
    for (std::size_t step = outcome.totals.steps; step < scenario.window().steps(); ++step) {
        std::size_t const parts = scenario.parts(step);
        std::optional<SimulationTotals> before;
        if (parts > 1) {
            before = outcome.totals;
            aggregate.begin();
        }
        for (std::size_t part = 0; part < parts; ++part) {
            if (!advance(outcome, simulation, scenario, actors, scenario.time_of_part(step, part), point)) {
                if (before) { // no part stands without the others
                    outcome.totals = std::move(*before);
                }
                return;
            }
            if (parts > 1) {
                aggregate.add(simulation.result());
            }
        }
        ++outcome.totals.steps;
        bool const more = take(step, parts > 1 ? aggregate.made() : simulation.result());
        if (after) {
            after(outcome.totals);
        }
        if (!more) {
            outcome.stopped = true;
            return;
        }
    }
}

} // namespace

void Extreme::keep(StateArchive& archive) {
    archive(value, element, step);
}

double SetTotals::not_given() const {
    return std::accumulate(shortfall.begin(), shortfall.end(), 0.0);
}

bool SimulationTotals::any_reversed() const {
    return std::ranges::any_of(plant_reversed_s, [](double seconds) { return seconds > 0.0; });
}

void SimulationTotals::keep(StateArchive& archive) {
    archive.section("totals");
    archive(steps, duration_s, book, worst_residual_relative, demand_j, unmet_j, pump_electricity_j,
            electricity_j, make_up_kg, plant_heat_j, plant_reversed_s, plant_set);
    archive(substation_demand_j, substation_heat_j, substation_unmet_j, substation_unmet_s);
    archive(lowest_supply_c, largest_plant_heat_w, largest_velocity_m_s, least_margin_pa);
    archive(rounds_at_most, largest_flow_jump_relative, start_change_relative, start_settled, model);
    sources.keep(archive);
    record.keep(archive);
}

SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario, Actors& actors,
                                 TakeStep const& take, AfterStep const& after) {
    SimulationOutcome outcome;
    begin(outcome.totals, simulation.network());
    double const step_s = std::max(static_cast<double>(scenario.window().step_s), start_step_s);
    TimeSpan const first_step = scenario.time_of(0);
    SimulationPoint first = scenario.point(0);
    actors.prepare(first_step, nullptr, first);
    if (fails(outcome, first_step, simulation.start(first, step_s))) {
        return outcome;
    }
    actors.observe(simulation);
    outcome.totals.start_change_relative = simulation.start_change_relative();
    outcome.totals.start_settled = simulation.start_settled();
    outcome.totals.model = simulation.model();
    go_on(outcome, simulation, scenario, actors, take, after);
    return outcome;
}

SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                 TakeStep const& take, AfterStep const& after) {
    Actors actors{scenario};
    return run_simulation(simulation, scenario, actors, take, after);
}

SimulationOutcome resume_simulation(NetworkSimulation& simulation, Scenario const& scenario, Actors& actors,
                                    SimulationTotals so_far, TakeStep const& take, AfterStep const& after) {
    SimulationOutcome outcome;
    outcome.totals = std::move(so_far);
    go_on(outcome, simulation, scenario, actors, take, after);
    return outcome;
}

} // namespace saggar
