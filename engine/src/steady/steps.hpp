// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The steps of the coupled iteration, in the order in which they are taken: start, flows and pressures,
// temperatures, what consumers ask for, the differential pressure of the plant that looks for it.

#include "workspace.hpp"

#include <span>
#include <string>

namespace saggar::detail {

inline constexpr double no_flow_kg_s = 1e-12;
inline constexpr double unknowns_per_kelvin = 0.1; // temperatures then weigh like logarithms of flows

// ---- start (start.cpp) ------------------------------------------------------------------------------------

// What a substation's valve passes at the most: bounds the search where what arrives is too cold for the heat
// at any flow.
[[nodiscard]] double largest_flow(SteadyWorkspace const& work, std::size_t substation);
// Largest flow of a plant, infinite where none is given.
[[nodiscard]] double flow_limit(Network const& network, std::size_t plant);
// Largest differential pressure of a plant, infinite where none is given.
[[nodiscard]] double pressure_limit(Network const& network, std::size_t plant);

void start_point(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state);
// Temperatures and flows to start from where no solve went before.
void cold_start(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state);
// Unknowns of the fixed point from the flows of a state.
void load_unknowns(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state);

// ---- flows and pressures (flow_step.cpp) ------------------------------------------------------------------

// Density and viscosity of the water in every link, from the temperatures of the state.
void set_fluid_columns(SteadyWorkspace& work, SteadyState const& state);
// How the gravity that drives each pipe falls as more, and so warmer, water flows: without it water that
// hardly moves in a hilly network goes on and off from one round to the next (buoyancy.cpp). `factor` above 1
// holds flows back more, also those that buoyancy helps; what settles is the same.
void set_flow_stiffness(SteadyWorkspace& work, SteadyState const& state, double factor);
// Newton's slope of pipes in loops whose water gets warmer, thinner and lighter as more of it flows: with it
// a solve of flows foresees what temperatures will make of them, and what settles is the same.
void foresee_temperatures(SteadyWorkspace& work, SteadyState const& state, HydraulicSolver const& hydraulics);
// Largest pressure that the stiffness still takes of a pipe, Pa.
[[nodiscard]] double stiffness_slack_pa(SteadyWorkspace const& work, SteadyState const& state);
// What consumers and plants ask for, as set values of the hydraulic solver.
void set_asked_flows(SteadyWorkspace& work, OperatingPoint const& point);
// `flow_tolerance` is the hydraulic solver's, part of the sum of all flows.
[[nodiscard]] HydraulicReport run_hydraulics(SteadyWorkspace& work, OperatingPoint const& point,
                                             SteadyState& state, double flow_tolerance);
// The hydraulic solver where it can tell how flows share themselves in loops about those of the state.
[[nodiscard]] HydraulicSolver* answering_hydraulics(SteadyWorkspace& work);
// Water that the holders of pressure let in: what leaves their node less what arrives.
void set_inflows(SteadyWorkspace& work, SteadyState const& state);
[[nodiscard]] bool flows_found(HydraulicReport const& report);
[[nodiscard]] std::string describe_hydraulics(Network const& network, HydraulicReport const& report);
// What to change where a plant looks for its differential pressure beside one that holds its own; or empty.
[[nodiscard]] std::string describe_rivals(SteadyWorkspace const& work);

// ---- temperatures (temperature_step.cpp) ------------------------------------------------------------------

// Takes the present flows, and what every link does to the water at them and at the temperatures of the
// state.
void take_flows(SteadyWorkspace& work, SteadyState const& state);
// Temperatures at the present flows; returns the largest change of a node's, K.
double run_temperatures(SteadyWorkspace& work, SteadyState& state, double tolerance_k);

// ---- consumers (consumer_step.cpp) ------------------------------------------------------------------------

struct Changes {
    double flow{0.0};          // largest relative change that a consumer or plant asks of its flow
    double temperature_k{0.0}; // of plants at capacity and exchangers' returns
};

// Of those that valves leave short what they return now, as `ask_consumers` takes it of all; the largest
// change, K.
[[nodiscard]] double return_what_arrives(SteadyWorkspace& work, SteadyState const& state);

// Asks every consumer and heat plant for its flow at the present temperatures. Unless the consumers have what
// they ask for, takes their step.
[[nodiscard]] Changes ask_consumers(SteadyWorkspace& work, OperatingPoint const& point,
                                    SteadyState const& state);
// Newton's step of all consumers, whose flows change what arrives at the others: writes the flows after it,
// cut where it is long, to `answer`. Returns the largest relative change.
double step_together(SteadyWorkspace& work);

// ---- plants that can give nothing (plant_stop.cpp) --------------------------------------------------------

// A plant never cools: where what comes back is hotter than it may send out, its burner is off and water
// passes as it is. One that is to give heat would then pump the most it may for nothing. Once flows have come
// to rest so, the one that is furthest from giving anything is stopped for the rest of this solve; true if
// there was one.
[[nodiscard]] bool stop_a_plant(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state,
                                double flow_change, double temperature_change_k);

// ---- pressure control (pressure_control.cpp) --------------------------------------------------------------

// Which of the plants that look for their differential pressure each substation hangs together with, through
// what is open. Called once per point.
void set_pressure_zones(SteadyWorkspace& work);
// Whether so much water back through a plant is more than round-off of what plants pump.
[[nodiscard]] bool runs_backwards(Network const& network, std::span<double const> mass_flow_kg_s,
                                  double flow_kg_s);
// What a substation needs across it for a flow: its minimum, or beyond its peak flow what its valve takes,
// wide open.
[[nodiscard]] double needed_pa(SteadyWorkspace const& work, std::size_t substation, double flow_kg_s);
// Where nothing tells what a plant that seeks its differential pressure needs.
inline constexpr double usual_lift_pa = 1e5;
// Moves the differential pressure of the plant that looks for the smallest one, or lets the valves limit
// where that cannot be. Returns by how much it moved, Pa; infinity where the regime changed.
[[nodiscard]] double control_pressure(SteadyWorkspace& work, SteadyState const& state, double flow_change);

} // namespace saggar::detail
