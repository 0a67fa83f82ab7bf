// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A simulation from its first step to its last: steps are handed on as they are made, totals are kept.

#include "saggar/engine/simulation/actors.hpp"
#include "saggar/engine/simulation/indicators.hpp"
#include "saggar/engine/simulation/scenario.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace saggar {

// The causes of unmet heat, `none` left out, in the order of UnmetCause.
inline constexpr std::size_t unmet_causes = 5;
// The same of ShortfallCause.
inline constexpr std::size_t shortfall_causes = 7;

// Where a value was furthest: element and step.
struct Extreme {
    double value{std::numeric_limits<double>::quiet_NaN()}; // NaN: nothing to look at
    std::int32_t element{-1};
    std::size_t step{0};

    void keep(StateArchive& archive);
};

// What a plant of control heat (J) or flow (kg) was set to give and did not; of others all 0.
struct SetTotals {
    double set{0.0};
    std::array<double, shortfall_causes> shortfall{}; // by cause
    double shortfall_s{0.0};                          // for how long

    [[nodiscard]] double not_given() const; // whatever the cause
};

struct SimulationTotals {
    std::size_t steps{0}; // that were made
    double duration_s{0.0};
    EnergyBook book;
    double worst_residual_relative{0.0}; // of a step, part of its throughput
    // J
    double demand_j{0.0};
    double unmet_j{0.0};
    double pump_electricity_j{0.0}; // of plants and pumps
    double electricity_j{0.0};      // that, and what plants draw for heat
    double make_up_kg{0.0};         // SimulatedStep::make_up_kg_s
    std::vector<double> plant_heat_j;
    std::vector<double> plant_reversed_s; // for how long others pressed water backwards through it
    std::vector<SetTotals> plant_set;
    std::vector<double> substation_demand_j;
    std::vector<double> substation_heat_j;
    std::vector<std::array<double, unmet_causes>> substation_unmet_j;
    std::vector<double> substation_unmet_s; // for how long it got less than its demand
    SourceTotals sources;                   // empty without sources
    // Extremes
    Extreme lowest_supply_c;      // arriving at a substation that takes water
    Extreme largest_plant_heat_w; // of a plant
    Extreme largest_velocity_m_s; // in a pipe
    Extreme least_margin_pa;      // of a substation: differential pressure to spare; the index consumer
    RunRecord record;             // indicators.hpp
    int rounds_at_most{0};
    double largest_flow_jump_relative{0.0}; // SimulatedStep::flow_jump_relative
    double start_change_relative{0.0};      // NetworkSimulation::start_change_relative
    bool start_settled{true};
    HeatModelKind model{HeatModelKind::plug_flow};

    [[nodiscard]] bool all_served() const { return unmet_j == 0.0; }
    [[nodiscard]] bool any_reversed() const; // a plant, at any time
    void keep(StateArchive& archive);
};

// Takes every step right after it was made; false ends the run there. Of a step that was taken in parts
// (FineSteps) it is what they come to (step_aggregate.hpp); while the last of them is the simulation's
// result. Totals are kept of the parts.
using TakeStep = std::function<bool(std::size_t step, SimulatedStep const& result)>;
// Looks at the totals after each step that was taken: together with the simulation they are all that the rest
// of the run depends on.
using AfterStep = std::function<void(SimulationTotals const& so_far)>;

struct SimulationOutcome {
    SimulationReport report;
    bool stopped{false}; // by TakeStep
    SimulationTotals totals;
};

// Fills the pipes and steps through the scenario's window. Where a step fails, what was taken before it
// stands; the report's diagnosis names the time. A step whose flows and temperatures do not agree has failed.
// `actors` stand at the beginning, and are at the step that is handed on when it is.
[[nodiscard]] SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                               Actors& actors, TakeStep const& take,
                                               AfterStep const& after = {});

// The same with actors of its own.
[[nodiscard]] SimulationOutcome run_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                               TakeStep const& take, AfterStep const& after = {});

// Goes on after the steps that `so_far` counts, with a simulation and actors whose state is that after the
// last of them: what comes of it is bit-identical to a run that was not interrupted.
[[nodiscard]] SimulationOutcome resume_simulation(NetworkSimulation& simulation, Scenario const& scenario,
                                                  Actors& actors, SimulationTotals so_far,
                                                  TakeStep const& take, AfterStep const& after = {});

} // namespace saggar
