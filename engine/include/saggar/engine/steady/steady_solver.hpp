// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The coupled steady state of a network: flows, pressures and temperatures that agree with each other.
//
// Hydraulics (hydraulic_solver.hpp) give flows and pressures for the consumers' mass flows; one sweep along
// the flow gives temperatures; what arrives decides the consumers' mass flows. The fixed point of that is
// found with Anderson acceleration (Walker & Ni, SIAM J. Numer. Anal. 49, 2011). At the end mass, energy and
// pressure are balanced from the results alone; a state that does not balance is not returned as converged.
//
// Pressures are static and gauge, at the node's elevation. Positive mass flow runs from a link's `from` to
// its `to`; for substations from supply to return, for plants from return to supply.

#include "saggar/engine/hydraulics/solver.hpp"
#include "saggar/engine/physics/fluid.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

// The law behind a project's choice of friction model.
[[nodiscard]] FrictionLaw friction_law(FrictionModel model);

// What changes from one solve to the next. Made by `operating_point`, then changed freely; sizes follow the
// network's columns.
struct OperatingPoint {
    std::string id;
    std::vector<double> heat_demand_w;                  // per substation
    std::vector<double> return_temperature_c;           // per substation; NaN where its control has none
    std::vector<double> plant_supply_temperature_c;     // per plant
    std::vector<double> plant_heat_w;                   // per plant, control heat
    std::vector<double> plant_flow_kg_s;                // per plant, control flow
    std::vector<double> plant_differential_pressure_pa; // per plant; NaN: the smallest that serves everybody
    std::vector<double> withdrawal_kg_s;                // per boundary: withdrawals and leakages, else 0
    std::vector<std::uint8_t> link_open;                // per link
    double ground_temperature_c{10.0};                  // unless the project gives a yearly wave
    std::optional<double> ground_day;                   // of that wave; absent: the project's day_of_year
    // Of buildings' circuits behind heat exchangers, per substation; empty: the network's.
    std::vector<double> secondary_supply_temperature_c;
    std::vector<double> secondary_return_temperature_c;
    std::vector<double> pump_speed; // per pump, relative to its curve; empty: the network's
    // Of a design point, whose demands are diversified peaks: what they are multiplied by, and which
    // substations (1) have a demand given instead. 0: not a design point. See design_envelope.hpp.
    double design_factor{0.0};
    std::vector<std::uint8_t> demand_given;

    [[nodiscard]] bool is_design() const { return design_factor > 0.0; }
};

// The point that the project describes without naming one: present demands, plants as set.
[[nodiscard]] OperatingPoint operating_point(Network const& network);
// A named operating point of the project, demands of a design point being diversified peaks.
// Throws Error{unknown_id} if there is none of that name.
[[nodiscard]] OperatingPoint operating_point(Network const& network, std::string_view id);
// Every substation's peak with the diversity of all dwellings together: what the plants see. What each pipe
// sees: design_envelope.hpp.
[[nodiscard]] OperatingPoint design_point(Network const& network);

enum class SteadyStatus : std::uint8_t {
    not_run,
    converged,
    hydraulics_failed, // no flows and pressures found
    iteration_limit,   // flows and temperatures did not agree
    balance_violated,  // mass, energy or pressure does not close: an internal error, never shown as a result
    no_pressure_reference // the plant that holds the pressure is out of service
};
[[nodiscard]] std::string_view to_string(SteadyStatus status);

// What a consumer, plant, valve or pump is doing. A result, never an error.
enum class ElementStatus : std::uint8_t {
    normal,
    no_flow,             // nothing asked of it, or nothing passes
    shut,                // closed by the project or the operating point
    cut_off,             // no path to a pressure reference
    limited_by_pressure, // valve wide open, differential pressure too small
    too_cold,            // what arrives cannot give the heat at any flow
    at_capacity,         // plant gives all it has
    at_pressure_limit,   // pumps at their largest differential pressure
    at_flow_limit,
    reversed,      // water runs backwards through it
    controlling,   // regulating valve at its set value
    wide_open,     // regulating valve that cannot reach its set value
    return_too_hot // plant that gives no heat: what comes back is hotter than it may send out
};
[[nodiscard]] std::string_view to_string(ElementStatus status);

struct BalanceReport {
    double mass_kg_s{0.0};         // largest imbalance at a node
    double mass_relative{0.0};     // of the largest flow, or of 1e-5 kg/s where all flows are smaller
    double energy_w{0.0};          // sources + pump work - consumers - losses - what leaves with water
    double energy_relative{0.0};   // of the heat turned over, or of 4 W where that is less
    double pressure_pa{0.0};       // largest residual of a link's pressure equation
    double pressure_relative{0.0}; // of the largest pressure difference
    std::int32_t worst_node{-1};
    std::int32_t worst_link{-1};
};

struct SteadyReport {
    SteadyStatus status{SteadyStatus::not_run};
    int iterations{0};                // of flows and temperatures
    int hydraulic_iterations{0};      // in all
    double flow_change_relative{0.0}; // of the last iteration
    BalanceReport balance;
    std::string diagnosis; // for people: which element, what residual, what to look at; empty if converged

    [[nodiscard]] bool converged() const { return status == SteadyStatus::converged; }
};

// State and results, by the network's indices. Give the state of one solve to the next: it starts from there.
struct SteadyState {
    // nodes
    std::vector<double> pressure_pa; // NaN where cut off
    std::vector<double> temperature_c;
    // links
    std::vector<double> mass_flow_kg_s;
    std::vector<double> pressure_drop_pa; // p(from) - p(to), hydrostatic part included
    std::vector<ElementStatus> link_status;
    // pipes
    std::vector<double> pipe_inlet_temperature_c;  // where water enters, whatever the direction
    std::vector<double> pipe_outlet_temperature_c; // before mixing
    std::vector<double> pipe_mean_temperature_c;   // over the line's length
    std::vector<double> pipe_heat_loss_w;          // of the water of this line, dissipation added back
    std::vector<double> pipe_friction_pa;          // along the flow, local losses included, >= 0
    std::vector<double> pipe_velocity_m_s;         // >= 0
    std::vector<double> pipe_density_kg_m3;
    // substations
    std::vector<double> substation_heat_w;
    std::vector<double> substation_unmet_heat_w;
    std::vector<double> substation_supply_temperature_c;
    std::vector<double> substation_return_temperature_c;
    std::vector<double> substation_differential_pressure_pa;
    // What it needs: its minimum, and beyond its peak flow what its valve, wide open, takes for the flow that
    // the heat asks for (where what arrives is too cold for any flow: for the flow that it has).
    std::vector<double> substation_needed_differential_pressure_pa;
    std::vector<double> substation_valve_opening; // Kv in use over Kvs, 0 to 1
    // plants
    std::vector<double> plant_heat_w;
    std::vector<double> plant_supply_temperature_c;
    std::vector<double> plant_return_temperature_c;
    std::vector<double> plant_differential_pressure_pa;
    std::vector<double> plant_pump_electricity_w;
    std::vector<double> plant_electricity_w; // pumps and electricity drawn for heat
    // pumps
    std::vector<double> pump_electricity_w;
    // boundaries: kg/s that leaves the network there (negative: enters)
    std::vector<double> boundary_flow_kg_s;
    // totals
    double plant_heat_total_w{0.0};
    double demand_total_w{0.0};
    double heat_served_total_w{0.0};
    double heat_loss_total_w{0.0};
    double pump_work_total_w{0.0};   // hydraulic
    std::int32_t index_consumer{-1}; // substation with the least differential pressure to spare, -1: none
    double index_margin_pa{0.0};     // above its minimum

    bool warm{false};         // true once solved; makes the next solve start from here
    HydraulicState hydraulic; // the hydraulic solver's own state, kept for that
};

struct SteadyOptions {
    // Largest relative change of a consumer's mass flow, and change of a temperature, in the last round.
    // Temperatures of water that is less than a thousandth of the largest flow settle to less, up to 100
    // times as much; and loops that hardly move: after a hundred rounds 100 times as much is enough for all.
    // The balances are held to their own tolerance in any case.
    double flow_tolerance{1e-8};
    double temperature_tolerance_k{1e-8};
    double balance_tolerance{1e-8}; // relative
    int maximum_iterations{1600};   // of all attempts together
    // Whether plants that set their heat or flow give less where their pumps' largest differential pressure
    // would be exceeded (status at_pressure_limit). False: they give what is set, and the limit is one that
    // is checked (limits.hpp), as for plans, which ask what pumps would have to do.
    bool hold_pumps{false};
    bool heat{true}; // false: hydraulics only, every temperature as the fluid's reference
    double isothermal_temperature_c{20.0}; // heat false
};

class SteadySolver {
public:
    // Allocates, orders and analyses. The network is shared and never changed.
    explicit SteadySolver(std::shared_ptr<Network const> network, SteadyOptions options = {});
    ~SteadySolver();
    SteadySolver(SteadySolver&&) noexcept;
    SteadySolver& operator=(SteadySolver&&) noexcept;
    SteadySolver(SteadySolver const&) = delete;
    SteadySolver& operator=(SteadySolver const&) = delete;

    // Any number of times. Not converging is a report; the state then holds the last iterate, not a result.
    SteadyReport solve(OperatingPoint const& point, SteadyState& state);

    [[nodiscard]] Network const& network() const;
    [[nodiscard]] Fluid const& fluid() const;
    // Heat loss coefficients that were used, W/(m K): own (to ground) and mutual of each pipe line.
    [[nodiscard]] std::vector<double> const& pipe_conductance_w_mk() const;
    [[nodiscard]] std::vector<double> const& pipe_mutual_conductance_w_mk() const;
    [[nodiscard]] int symbolic_analyses() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// How many points are solved; returning false stops the rest. Never called by two threads at once.
using BatchProgress = std::function<bool(std::size_t done, std::size_t total)>;

// Every operating point on its own, over `threads` threads (0: all cores). states and reports follow the
// points; one that fails does not stop the rest. Results are bit-identical for any number of threads: points
// are solved in fixed groups of neighbours, each group from a cold start. Points that a stop leaves out are
// not_run.
[[nodiscard]] std::vector<SteadyReport> solve_batch(std::shared_ptr<Network const> const& network,
                                                    std::vector<OperatingPoint> const& points,
                                                    std::vector<SteadyState>& states,
                                                    SteadyOptions const& options, int threads = 0,
                                                    BatchProgress const& progress = {});

// The same for points that are made when they are needed and states that are not kept. `point` is called from
// any thread, `take` one call at a time but in any order; returning false ends the work. Each group of
// neighbours starts from `start`.
using BatchPoint = std::function<OperatingPoint(std::size_t index)>;
using BatchTake =
    std::function<bool(std::size_t index, SteadyReport const& report, SteadyState const& state)>;
struct BatchStart {
    SteadyState const* state{nullptr}; // nullptr: cold
    SteadySolver* solver{nullptr};     // of this network and these options, for the calling thread to use
    // Every point from there, none from its neighbour: slower, but where there are several solutions, as of
    // return rings that buoyancy turns, which is found does not depend on what else is asked for.
    bool each{false};
};
void solve_stream(std::shared_ptr<Network const> const& network, std::size_t count, BatchPoint const& point,
                  BatchTake const& take, SteadyOptions const& options, int threads = 0,
                  BatchStart const& start = {});

} // namespace saggar
