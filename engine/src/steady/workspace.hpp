// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the coupled solver keeps between its steps: the structures made once per network and the arrays of one
// iteration. Everything is sized at construction; a warm solve allocates nothing.

#include "anderson.hpp"
#include "consumer.hpp"
#include "hydraulic_model.hpp"
#include "pipe_temperatures.hpp"
#include "pump_limits.hpp"
#include "temperature_sweep.hpp"

#include "saggar/engine/hydraulics/solver.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace saggar::detail {

[[nodiscard]] Fluid make_fluid(FluidSettings const& settings);

struct SteadyWorkspace {
    SteadyWorkspace(std::shared_ptr<Network const> shared_network, SteadyOptions given);

    // Makes the solvers anew where others hold the pressure while these links are open than did before.
    void choose_holders(std::vector<std::uint8_t> const& link_open);
    void hold(std::vector<std::uint8_t> const& by_holder);

    std::shared_ptr<Network const> network;
    SteadyOptions options;
    Fluid fluid;
    HeatRule heat_rule;
    Mixing mixing;
    HydraulicModel model;                // with those that hold the pressure at the present point
    std::vector<PressureHolder> holders; // all that there are, and their nodes
    std::vector<std::int32_t> holder_node;
    std::vector<std::uint8_t> holds; // by holder
    std::vector<std::uint8_t> would_hold;
    // Consumers' flows are given and pressures follow: most networks need no more. Where one turns out to be
    // short of pressure, a second solver is made in which every consumer passes no more than its valve, wide
    // open, does.
    HydraulicSolver hydraulics;
    std::optional<HydraulicSolver> limited_hydraulics;
    HydraulicSettings hydraulic_settings;
    bool check_valves_yield{false};      // of the plant that holds the pressure; in this solve
    std::vector<std::int32_t> lets_back; // links of plants whose check valves do (SolveOptions)
    // Of what plants of a set heat or flow want to pump, the part that is taken: with all of it water would
    // be pressed back through the plant that holds the pressure.
    double taken_part{1.0};
    int rounds_beyond{0};            // one after another in which more than a largest pressure was asked for
    std::int32_t looked_at_pump{-1}; // plant whose limit is sought (pump_limits); -1: none
    PipeTemperatures pipes;
    TemperatureSweep sweep;
    Anderson anderson;           // of flows
    double hottest_plant_c{0.0}; // starts temperatures where nothing better is known

    // by link
    std::vector<double> set_value;
    std::vector<double> quadratic;
    std::vector<double> density_kg_m3;
    std::vector<double> viscosity_pa_s;
    std::vector<double> flow_stiffness; // Pa s/kg, of pipes; empty until buoyancy has to be looked at
    std::vector<double> anchor_kg_s;
    // Of pipes in loops: what the stiffness takes their mean temperatures to change by beside the anchor.
    // Empty where it does not foresee temperatures.
    std::vector<double> mean_by_flow_k_s_kg;
    std::vector<std::int32_t> foreseen_pipes; // that have entries there
    std::vector<double> flow_change;          // relative, that consumers ask for
    std::vector<double> more_flow_kg_s;       // Newton's step, where pressures share flows
    std::vector<double> last_change_kg_s;     // of flows, from round to round
    std::vector<std::uint8_t> closed;
    std::vector<double> speed;            // per link, of pumps; empty: those of the model
    std::vector<std::uint8_t> cuts;       // what leaves does not depend on what enters
    HydraulicReport hydraulic_report;     // of the last iteration
    std::vector<double> dissipation_j_kg; // what throttling gives to each kilogram
    // by node
    std::vector<double> injection_kg_s;
    std::vector<double> inflow_kg_s;
    std::vector<double> inflow_c;
    // Per holder of pressure: what enters at its node as the project gives it (kg/s, degC), and what the
    // holder takes out of the network.
    std::vector<std::pair<double, double>> given_inflow;
    std::vector<double> holder_takes_kg_s;
    std::vector<double> still_c;
    double still_elsewhere_c{std::numeric_limits<double>::quiet_NaN()}; // of nodes without pipes
    std::vector<double> rise_k;                                         // how temperatures answer to flows
    // by place of the sweep
    std::vector<Drawn> drawn; // Newton's step
    // by pressure holder
    std::vector<double> fixed_pressure_pa;
    std::vector<std::vector<std::int32_t>> links_at_holder;
    // The unknowns of the fixed point: ln(flow) of consumers and of heat plants; in networks with loops the
    // mean temperatures of all pipes too, times unknowns_per_kelvin.
    std::vector<ConsumerInput> consumer;
    std::vector<double> unknown;
    std::vector<double> answer;
    bool refined{true};       // Newton's step of consumers with what is of less weight
    bool flows_answer{false}; // the hydraulic solver that was used last has solved the flows of the state
    std::vector<std::int32_t> answering_node;
    std::vector<double> answering_kg_s;
    bool stepped_by_pressure{false}; // the last common step knows how every flow answers
    bool stepped{false};             // `answer` holds the consumers' common step
    std::vector<std::uint8_t> too_cold;
    std::vector<std::uint8_t> follows; // gets what it asks for
    std::vector<double> line_step;     // Newton's line: change of ln(flow) at the present temperature
    std::vector<double> line_per_kelvin;
    std::vector<double> log_largest;      // per unknown: no flow goes beyond
    std::vector<double> plant_log_unheld; // per plant: the same, were there no limit of its lift
    std::vector<PumpLimit> pump_limits;   // per plant
    std::vector<double> arriving_c;
    std::vector<double> arriving_heat_j_kg;
    std::vector<double> arriving_capacity_j_kgk;
    std::vector<double> return_heat_j_kg;   // heat content at the return temperature that is held
    std::vector<double> exchanger_return_c; // per substation, control heat_exchanger and mass_flow
    std::vector<double> plant_supply_c;     // what the plant really sends, less than asked at its capacity
    std::vector<double> held_supply_c;      // that a plant at its capacity is held to; NaN: none
    std::vector<double> plant_lift_pa;
    std::vector<double> least_lift_pa; // of plants whose lift is looked for; empty: 0
    std::vector<std::uint8_t> plant_at_capacity;
    std::vector<std::uint8_t> plant_at_flow_limit;
    std::vector<std::uint8_t>
        plant_passes; // what comes back is hotter than it may send out: sent on as it is
    std::vector<std::uint8_t> plant_stopped; // for that reason, in this solve
    // The flows and temperatures of the last solution, for which the sweep is loaded; empty after any other
    // solve.
    std::vector<double> loaded_flow_kg_s;
    std::vector<double> loaded_temperature_c;
    // Pressure control: plants that look for their differential pressure, one in each part of the network
    // that hangs together.
    std::vector<std::int32_t> controlled_plants;
    std::vector<std::int32_t>
        pressure_zone;                  // of each substation: position in controlled_plants, -1 if in none
    std::vector<double> zone_margin_pa; // of each controlled plant's consumers, the least
    std::vector<double> held_lift_pa;   // of each plant: not less, for those who are held back
    std::vector<std::uint8_t>
        held_back; // substations that limiters and shut valves leave less than they ask for
    std::vector<double> zone_margin_at_rest_pa; // of those who take no water
    std::vector<std::uint8_t> plant_at_pressure_limit;
    bool valves_limit{false}; // the second solver is in use

private:
    void find_links_at_holders();
};

// Flows, pressures and status of nodes and links from the hydraulic state.
void fill_nodes_and_links(SteadyWorkspace const& work, SteadyState& state);

// Fills every result from flows, pressures and temperatures that agree. `state` holds those already.
void fill_results(SteadyWorkspace const& work, OperatingPoint const& point, SteadyState& state);

// Balances of mass, energy and pressure, from the results alone.
[[nodiscard]] BalanceReport balance(SteadyWorkspace const& work, HydraulicReport const& hydraulic,
                                    SteadyState const& state);

} // namespace saggar::detail
