// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a simulation keeps between its steps, and the parts of a step, one file each.

#include "heat_model.hpp"

#include "steady/anderson.hpp"
#include "steady/steps.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/engine/team.hpp"

#include <limits>
#include <memory>
#include <vector>

namespace saggar {

// A flow that is looked for from round to round: ln(flow) asked for, as it follows from ln(flow) taken. The
// slope between two rounds is the guide where there are two.
struct FlowSearch {
    double taken{0.0};
    double asked{0.0};
    // Where more, and where less, was asked for than taken.
    double low{-std::numeric_limits<double>::infinity()};
    double high{std::numeric_limits<double>::infinity()};
    double short_at{-std::numeric_limits<double>::infinity()}; // the last taken that asked for more
    bool known{false};
    double moved{0.0}; // last

    // The next ln(flow) to take, after `taken_now` led to `asked_now`; `jumps`: bounds are halved however far
    // away it is that what they ask for lies.
    double next(double taken_now, double asked_now, bool jumps = false);
};

struct NetworkSimulation::Impl {
    Impl(std::shared_ptr<Network const> shared, SimulationOptions const& chosen);

    SimulationOptions options;
    detail::SteadyWorkspace work;
    SteadyState state; // flows, pressures, temperatures that hydraulics start from
    SteadyState steady;
    std::unique_ptr<detail::HeatModel> heat;
    SimulatedStep result;
    int spin_up_steps{0};
    double start_change_relative{0.0};

    // by substation, then plant of control heat
    std::vector<FlowSearch> search;
    detail::Anderson together;                // of all flows, in the first rounds
    std::vector<double> taken;                // ln(flow), in this round
    std::vector<double> asked;                // for it
    std::vector<double> asked_now;            // scratch, by substation
    std::vector<std::uint8_t> capacity_bound; // per plant: at capacity or tripped
    std::vector<int> let_go;                  // per plant: times that it was not at capacity after all
    std::vector<std::uint8_t> asks;           // per link: its flow follows from what arrives
    // By substation: what was expected to arrive, and by how much more it was in the last step.
    std::vector<double> expected_c;
    std::vector<double> beyond_expected_k;
    std::vector<double> rule_arriving_c; // that its rule of this round was made for
    bool pipes_meet{false};              // some lie beside each other in the ground
    // by link
    std::vector<LinkRule> rule;
    std::vector<double> rule_value;
    std::vector<double> limit_c, largest_flow_kg_s; // HeatStep
    std::vector<double> ambient_c;
    std::vector<double> conductance_w_mk;
    std::vector<double> pipe_mean_before_c;
    std::vector<double> friction_w; // of pipes
    std::vector<double> entering_c; // by node

    [[nodiscard]] Network const& network() const { return *work.network; }
    [[nodiscard]] bool open(std::int32_t link) const {
        return work.closed[static_cast<std::size_t>(link)] == 0;
    }
    [[nodiscard]] double flow_kg_s(std::int32_t link) const {
        return state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(link)];
    }
    // What arrives at a link, mean of the step before or of the last round.
    [[nodiscard]] double arriving_c(std::int32_t link) const {
        return state.temperature_c[static_cast<std::size_t>(
            work.network->links.from[static_cast<std::size_t>(link)])];
    }

    // each(i) for i from 0 to `count`, shared by the team; what one writes no other may look at.
    template <class Each>
    void for_each(std::size_t count, Each const& each) const {
        Team::split(options.heat.team.get(), count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                each(i);
            }
        });
    }
    // Filled for this point; nullptr: what is in the pipes is put back after it.
    void make_heat(SimulationPoint const* first);

    // ---- flows of a round (simulated_flows.cpp) ----
    // ln(flow) that a substation, or a plant of control heat, asks for at the present temperatures.
    [[nodiscard]] double asked_by_substation(std::size_t i) const;
    [[nodiscard]] double capacity_w(SimulationPoint const& point, std::size_t plant) const;
    [[nodiscard]] double asked_by_plant(SimulationPoint const& point, std::size_t i) const;
    // By how much less a change of its flow weighs than at the usual drop of temperature, once it is smeared.
    [[nodiscard]] double smeared_part(std::size_t i) const;
    [[nodiscard]] double missed_by_rule(std::size_t i, bool short_of_flow) const;
    // Takes what pumps carry at most, found from the last solution.
    void follow_pump_limits();
    void first_flows(SimulationPoint const& point);
    // Puts what is to be expected to arrive in this step in the place of what arrived in the one before.
    void expect_arrivals(SimulationPoint const& point, double duration_s);
    // The same where consumers take these flows, by link; `flow_kg_s` becomes those on the way to them.
    bool expect_with(double duration_s, double hottest_c, std::span<double const> taken_kg_s,
                     std::span<double> flow_kg_s);
    void learn_from_arrivals();
    // ln(flow) asked for -> to take next, as far as a consumer's own flow changes what arrives there.
    [[nodiscard]] double own_answer(std::size_t i, double hottest_c) const;
    // The next flows to take; returns the largest relative change that is asked for, and keeps by which link
    // (SimulatedStep::last_to_settle).
    double next_flows(SimulationPoint const& point, int round);
    [[nodiscard]] SimulationReport find_flows(SimulationPoint const& point);

    // ---- what links do (simulated_rules.cpp) ----
    void set_ambient();
    void set_consumer_rule(std::size_t i);
    void set_rules(SimulationPoint const& point);
    void set_plant_rules(SimulationPoint const& point);
    [[nodiscard]] HeatStep heat_step(double duration_s, std::span<double const> mass_flow_kg_s) const;
    // Whether plants, whose return is known only now, do as they were taken to do.
    [[nodiscard]] bool plants_hold(SimulationPoint const& point) const;

    // ---- results (simulated_results.cpp) ----
    // After the first part of a step those of pipes only where pipes warm each other.
    void take_temperatures(bool all);
    void fill_substations(SimulationPoint const& point);
    // Heat, supply and return of plants.
    void find_plant_heat();
    void fill_plants();
    // What is set of plants, and why they give less. `able` is what the step was taken with: capacities
    // may have been lowered in it.
    void fill_set(SimulationPoint const& set, SimulationPoint const& able);
    [[nodiscard]] ShortfallCause shortfall_cause(SimulationPoint const& set, SimulationPoint const& able,
                                                 std::size_t plant) const;
    void fill_result(SimulationPoint const& set, SimulationPoint const& able, HeatLedger const& ledger,
                     double duration_s);
    [[nodiscard]] SimulationReport check_book(HeatLedger const& ledger, double duration_s) const;

    void keep(StateArchive& archive); // kept_state.cpp
    [[nodiscard]] SimulationReport step(SimulationPoint const& given, double duration_s,
                                        LowerCapacities const& lower = {});
    [[nodiscard]] SimulationReport start(SimulationPoint const& first, double step_s);
};

} // namespace saggar
