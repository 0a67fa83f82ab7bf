// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/run.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

void begin(SimulationTotals& totals, Network const& network) {
    totals.plant_heat_j.assign(network.plants.size(), 0.0);
    for (auto* const column :
         {&totals.substation_demand_j, &totals.substation_heat_j, &totals.substation_unmet_s}) {
        column->assign(network.substations.size(), 0.0);
    }
    totals.substation_unmet_j.assign(network.substations.size(), {});
}

void add_step(SimulationTotals& totals, Network const& network, SimulatedStep const& step) {
    double const dt = step.duration_s;
    std::size_t const number = totals.steps++;
    totals.duration_s += dt;
    totals.book.add(step.book);
    if (step.book.throughput_j > 0.0) {
        totals.worst_residual_relative = std::max(totals.worst_residual_relative,
                                                  std::abs(step.book.residual_j()) / step.book.throughput_j);
    }
    totals.rounds_at_most = std::max(totals.rounds_at_most, step.rounds);
    totals.largest_flow_jump_relative = std::max(totals.largest_flow_jump_relative, step.flow_jump_relative);
    for (std::size_t i = 0; i < step.plant_heat_w.size(); ++i) {
        totals.plant_heat_j[i] += step.plant_heat_w[i] * dt;
        totals.pump_electricity_j += step.plant_pump_electricity_w[i] * dt;
        totals.electricity_j += step.plant_electricity_w[i] * dt;
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
}

} // namespace

SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                 ConsumerModel& consumers, TakeStep const& take) {
    SimulationOutcome outcome;
    TimeWindow const& window = scenario.window();
    begin(outcome.totals, simulation.network());
    auto const fails = [&](SimulationReport report, std::size_t step) {
        outcome.report = std::move(report);
        if (!outcome.report.good()) {
            std::int64_t const time = window.begin_s + window.step_s * static_cast<std::int64_t>(step);
            outcome.report.diagnosis = fmt::format("at {}: {}", time_stamp(time), outcome.report.diagnosis);
        }
        return !outcome.report.good();
    };
    SimulationPoint point = scenario.point(0);
    consumers.ask(0, point);
    auto const step_s = static_cast<double>(window.step_s);
    if (fails(simulation.start(point, std::max(step_s, start_step_s)), 0)) {
        return outcome;
    }
    outcome.totals.start_change_relative = simulation.start_change_relative();
    outcome.totals.start_settled = simulation.start_settled();
    for (std::size_t step = 0; step < window.steps(); ++step) {
        scenario.set(step, point);
        consumers.ask(step, point);
        if (fails(simulation.step(point, step_s), step)) {
            return outcome;
        }
        SimulatedStep const& result = simulation.result();
        if (!result.settled && fails({.status = SimulationStatus::not_settled,
                                      .diagnosis = describe_unsettled(simulation.network(), result)},
                                     step)) {
            return outcome;
        }
        consumers.take(step, result);
        add_step(outcome.totals, simulation.network(), result);
        if (!take(step, result)) {
            outcome.stopped = true;
            return outcome;
        }
    }
    return outcome;
}

SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                 TakeStep const& take) {
    ConsumerModel consumers{scenario};
    return run_simulation(simulation, scenario, consumers, take);
}

} // namespace saggar
