// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A network in time, step by step: hydraulics in equilibrium with the flows of each step (pressure waves are
// over in seconds), heat followed through every pipe (transient/transient_heat.hpp).
//
// In a step everything that is set is constant: demand, supply temperatures, what is open. A consumer's flow
// follows from the water that arrives, and what arrives from the flows. That is solved within the step: flows
// are chosen for the mean temperature that arrived in the step before, the step is taken, and taken again
// from the same beginning with the flows that the temperatures found ask for, until these no longer change. A
// consumer that is served is given its demand exactly, evenly over the step; what is left of the difference
// between flow and temperature stands in its return temperature. One that is not served gives what its flow
// does: down to its return temperature, drop, or by its exchanger.
//
// Supply and return of a pair see each other through the ambient temperature of each line, by the partner's
// mean temperature over the step. The heat of friction is given to the water as an ambient that is warmer by
// friction / conductance; lines without heat loss do without it. Throttling warms what passes valves,
// bypasses and substations.
//
// Mean temperatures over a step are weighted by flow: of the water that passed.

#include "saggar/engine/plant_room/source_step.hpp"
#include "saggar/engine/reference/reference_heat.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/engine/transient/transient_heat.hpp"

#include "saggar/network/error.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class StateArchive;

// What is set in a step.
struct SimulationPoint {
    OperatingPoint point;
    std::vector<std::uint8_t> plant_tripped; // per plant: 1: gives no heat; its pumps run on, unless its
                                             // control is heat
    // Per plant: most heat that it gives, W, besides its capacity in the project; empty: that alone.
    std::vector<double> plant_capacity_w;
    // Per plant: least differential pressure that its pumps hold where the smallest that serves everybody is
    // looked for; empty: none.
    std::vector<double> plant_least_pressure_pa;
    std::vector<double> leak_kg_s; // per node: water that is lost there; empty: none
};

// Why a project cannot be simulated at all, whatever its series are; empty: it can.
[[nodiscard]] std::vector<Problem> simulation_refusals(Project const& project);

// Why a consumer got less than its demand.
enum class UnmetCause : std::uint8_t {
    none,
    pressure,    // its valve is wide open and the differential pressure too small
    temperature, // what arrives is too cold
    capacity,    // the same, and a plant is tripped or gives all it has; however wide its valve is open
    cut_off,     // no open way to a plant
    beyond_peak  // it asks for more than its peak, which its substation is made for; what arrives is warm
                 // enough
};
[[nodiscard]] std::string_view to_string(UnmetCause cause);

// Why a plant gives less than the heat or the flow that is set.
enum class ShortfallCause : std::uint8_t {
    none,
    not_taken,          // consumers take no more
    return_temperature, // water comes back hotter than it is to be sent out, or hardly colder
    flow_limit,         // its pumps give no more
    pressure,           // a valve lets no more through, or none that way
    capacity,           // it is tripped or gives all it has
    store_empty,        // its stores held less than was reckoned with before the step
    cut_off             // no open way from it
};
[[nodiscard]] std::string_view to_string(ShortfallCause cause);

// Who follows heat through the pipes: the production model (transient/transient_heat.hpp), or the reference
// model (reference/reference_heat.hpp), slow and independent of it, for small networks and short times. Its
// energy closes to what its integrator's tolerance leaves.
enum class HeatModelKind : std::uint8_t { plug_flow, reference };

struct SimulationOptions {
    // Energy that does not close, part of the step's throughput: beyond it the run stops.
    double balance_tolerance{1e-9};
    // Relative change of a flow in the last round of a step. What merging smears (0.05 K) moves flows by more
    // where temperatures jump: after the first rounds the second is enough, 0.06 K of a return temperature;
    // of a consumer that cools its water by less than 30 K as many kelvins, and so more of the flow.
    double flow_tolerance{5e-4};
    double smeared_flow_tolerance{2e-3};
    int rounds_until_smeared{1};
    // Where a flow brings water that asks for less, and one that is by less than this smaller brings such as
    // asks for more, no flow agrees with what it brings: after so many rounds the larger is taken. Its
    // consumer is served and sends back water that is warmer than held; a plant of given heat gives more.
    double jump_width{0.02};
    int rounds_until_jumping{10};
    int rounds_at_most{120};
    // The start: steps with the first point's conditions until what pipes hold changes by less than this part
    // of the throughput, at most so many.
    double spin_up_tolerance{1e-9};
    int spin_up_steps_at_most{500};
    HeatModelKind model{HeatModelKind::plug_flow};
    // That share the steps of a network which is large enough for it; results are bit-identical for any
    // number. 0: as many as there are cores, four at most.
    int threads{1};
    TransientHeatOptions heat{};      // its team is that of `threads`
    ReferenceHeatOptions reference{}; // of that model; its smallest flow is that of `heat`
};

// Energy of a step or of a run, J.
struct EnergyBook {
    double plants_j{0.0};      // given to the water
    double consumers_j{0.0};   // taken from it
    double dissipated_j{0.0};  // friction and throttling, given to it
    double lost_j{0.0};        // to the ground
    double entered_j{0.0};     // with water from outside, above 0 degC
    double left_j{0.0};        // with water
    double stored_more_j{0.0}; // in pipes, after less before
    double throughput_j{0.0};

    [[nodiscard]] double residual_j() const {
        return plants_j - consumers_j + dissipated_j - lost_j + entered_j - left_j - stored_more_j;
    }
    void add(EnergyBook const& step);
};

// Results of one step, by the network's indices; means over the step unless said otherwise.
struct SimulatedStep {
    double duration_s{0.0};
    // nodes
    std::vector<double> temperature_c;
    std::vector<double> pressure_pa;      // NaN where cut off
    std::vector<double> vapour_margin_pa; // absolute pressure less that at which it boils; NaN where cut off
    // links
    std::vector<double> mass_flow_kg_s;
    std::vector<ElementStatus> link_status; // of plants and substations also as found below
    // pipes
    std::vector<double> pipe_mean_temperature_c; // over the length, at the end of the step
    std::vector<double> pipe_velocity_m_s;       // >= 0
    std::vector<double> pipe_gradient_pa_m;      // of straight pipe, local losses excluded, >= 0
    // substations
    std::vector<double> demand_w;
    std::vector<double> heat_w;
    std::vector<double> unmet_w; // 0 where served
    std::vector<UnmetCause> unmet_cause;
    std::vector<double> supply_temperature_c;
    std::vector<double> return_temperature_c;
    std::vector<double> differential_pressure_pa;
    // plants
    std::vector<double> plant_heat_w;
    std::vector<double> plant_supply_temperature_c;
    std::vector<double> plant_return_temperature_c;
    std::vector<double> plant_differential_pressure_pa;
    std::vector<double> plant_electricity_w; // pumps, and what is drawn for heat
    std::vector<double> plant_pump_electricity_w;
    std::vector<double> plant_set_heat_w;              // that is asked of control heat; NaN: another control
    std::vector<double> plant_set_flow_kg_s;           // the same of control flow
    std::vector<ShortfallCause> plant_shortfall_cause; // none: it gives what is set, or nothing is
    // pumps
    std::vector<double> pump_electricity_w;
    std::vector<double> pump_lift_pa;
    std::vector<double> pump_speed; // relative to its curve
    SourceStep sources;
    // the whole
    std::int32_t index_consumer{-1}; // least differential pressure to spare; -1: nobody takes water
    double index_margin_pa{0.0};
    double make_up_kg_s{0.0}; // water that enters to hold the pressure, or from outside
    EnergyBook book;
    int rounds{0};
    double flow_change_relative{0.0}; // that consumers and plants still ask for after the last round
    double flow_jump_relative{
        0.0}; // the same of those that no flow agrees with (SimulationOptions::jump_width)
    std::int32_t last_to_settle{-1}; // link of the one that asks for most
    bool settled{true};              // that is within the tolerance
};

// What a plant was set to give in a step and gave, W (control heat) or kg/s (control flow); NaN where its
// control sets neither.
struct SetAndGiven {
    double set;
    double given;

    [[nodiscard]] double shortfall() const { return set - given; }
};
[[nodiscard]] SetAndGiven set_and_given(Network const& network, SimulatedStep const& step, std::size_t plant);

enum class SimulationStatus : std::uint8_t {
    done,
    start_failed,      // no steady state at the first point
    hydraulics_failed, // no flows and pressures found
    heat_failed,       // the reference model's integrator gave up
    not_settled,       // flows and temperatures of a step did not agree (run_simulation, start)
    balance_violated   // energy does not close: an internal error
};

struct [[nodiscard]] SimulationReport {
    SimulationStatus status{SimulationStatus::done};
    std::string diagnosis; // empty if done

    [[nodiscard]] bool good() const { return status == SimulationStatus::done; }
};

// What to say of a step that is not settled, and what to look at.
[[nodiscard]] std::string describe_unsettled(Network const& network, SimulatedStep const& step);

// Told what plants give in a step (heat and temperatures by plant; nothing else of it is known yet), lowers
// capacities of plants that do not have so much and says whether it did: the step is taken again with them.
using LowerCapacities = std::function<bool(SimulatedStep const& found, std::span<double> capacity_w)>;

class NetworkSimulation {
public:
    // Throws Error{operation_refused} for a network without plants or substations, and for one that imitates
    // another program's equations.
    explicit NetworkSimulation(std::shared_ptr<Network const> network, SimulationOptions const& options = {});
    ~NetworkSimulation();
    NetworkSimulation(NetworkSimulation&&) noexcept;
    NetworkSimulation& operator=(NetworkSimulation&&) noexcept;
    NetworkSimulation(NetworkSimulation const&) = delete;
    NetworkSimulation& operator=(NetworkSimulation const&) = delete;

    // Fills the pipes: the steady state of this point, then steps of `step_s` with it until the temperatures
    // along pipes have settled. A plant that is tripped there is taken as running. Masses in pipes are those
    // of the steady state's temperatures.
    SimulationReport start(SimulationPoint const& first, double step_s);
    // After `start`. A step that failed leaves nothing to go on from. One whose flows and temperatures did
    // not agree is taken as it is, its energy closes: whoever shows results asks SimulatedStep::settled
    // first.
    // `lower` is asked once the step's heat is known.
    SimulationReport step(SimulationPoint const& point, double duration_s, LowerCapacities const& lower = {});

    // All that the next step depends on, after `start` or any step: restored into a simulation of the same
    // network and options, instead of `start`, the steps that follow are bit-identical to those that would
    // have followed. Throws Error{operation_refused} for the state of another network.
    void keep(StateArchive& archive);

    // What stands behind the plants in the last step: stands in its result from then on, what it drew with
    // the electricity of the plants.
    void add_sources(SourceStep const& sources);

    // Of the last step.
    [[nodiscard]] SimulatedStep const& result() const;
    [[nodiscard]] SteadyState const& steady_start() const;
    [[nodiscard]] int spin_up_steps() const; // that the start took
    // By how much what pipes hold still changed in the last of them, part of the throughput; above
    // SimulationOptions::spin_up_tolerance the start had not settled (water that stands and cools for weeks).
    [[nodiscard]] double start_change_relative() const;
    [[nodiscard]] bool start_settled() const;
    [[nodiscard]] HeatModelKind model() const;
    // Who shares its steps; nullptr: nobody but the caller.
    [[nodiscard]] Team* team() const;
    [[nodiscard]] Network const& network() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar
