// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A build-out over years: which buildings connect in which phase, along which streets, with trunks that are
// large enough for what comes later, when nobody knows yet how much of it will come.
//
// The first phase is built now; its buildings are certain. Futures (Project::uptakes) differ in who comes
// after it, and when. A strategy is a rule for what the first phase builds; what a future makes of it is
// planned with that future known, from the network that the first phase has left (two-stage programming with
// recourse, Birge & Louveaux 2011, ch. 2). Each strategy is worth something in each future, and regrets what
// the best of them is worth there more (minimax regret, Savage, J. Am. Stat. Assoc. 46, 1951). One that looks
// ahead to a future takes of all first phases that were tried the one that is worth most in it. Every network
// of every phase is confirmed by the full solver. docs/phasing.md says how it all is done.

#include "saggar/planning/extension.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace saggar {

class KeptWork;

struct PhasePipe {
    std::string pair;
    bool service{false};
    bool reinforced{false}; // in the place of a smaller one
    std::string entry;
    std::string before; // of a reinforced pair
    double length_m{0.0};
    Surface surface{Surface::hard};
    double capital{0.0}; // at the prices of today, crossings included
    double crossing_cost{0.0};
    double annual_use_mwh{0.0}; // that is sold through it in the end
    // Of what it replaces, where an earlier phase has laid that: when, and for how much (as capital).
    int written_off_year{0};
    double written_off{0.0};
    double written_off_crossing{0.0};
};

// A year after a phase and before the next one, in which plants come into or go out of service.
struct PlantYear {
    int year{0};
    std::vector<std::string> changes; // in words
    double heat_loss_mwh{0.0};        // a year from then on, as PhaseResult has it; so the next
    double pumping_mwh{0.0};
    HeatOfYear heat;
};

// What is built in a phase, and the network that it leaves.
struct PhaseResult {
    std::string phase;
    std::string description;
    int year{0};
    bool confirmed{false};              // by the full solver: every point of the envelope, part load
    std::string diagnosis;              // where it is not, or why less was built than planned
    std::vector<std::string> buildings; // that connect in it
    std::vector<PhasePipe> pipes;       // laid in it
    std::vector<std::string> plant_changes;
    std::vector<PlantYear> plant_years; // until the next phase; of the last one: until the money ends
    double pipe_capital{0.0}; // of this phase, at the prices of today, crossings included; so the next three
    double crossing_cost{0.0};
    double connection_cost{0.0};
    double source_capital{0.0};
    std::size_t connected{0}; // by the end of the phase; so the next two
    double annual_use_mwh{0.0};
    double peak_w{0.0};
    double heat_loss_mwh{0.0}; // a year, of the whole network, by the full solver; so the next
    double pumping_mwh{0.0};
    HeatOfYear heat;            // of the whole network, by plant
    double carbon_saved_t{0.0}; // a year, where the factors are given; as ExtensionPlan has it
    std::size_t points{0};      // of the envelope
    std::string tightest;       // limit, where, and what is left of it; in words
    Project project;            // the network at the end of the phase
};

// Present values at the first phase's year over economics.lifetime_years.
struct PhasedMoney {
    double income{0.0};
    double heat_cost{0.0};    // of the heat sold to those who connect
    double present_heat{0.0}; // of the heat of those who stand, more than as it is
    double connection_cost{0.0};
    double pipe_capital{0.0};
    double source_capital{0.0};
    double maintenance{0.0};
    double heat_loss{0.0}; // more than the network has as it is; so the next
    double pumping{0.0};
    double residual_value{0.0}; // of what is not used up at the end, straight line
    [[nodiscard]] double net() const {
        return income + residual_value - heat_cost - present_heat - connection_cost - pipe_capital -
               source_capital - maintenance - heat_loss - pumping;
    }
};

// A strategy in a future.
struct PhasedPlan {
    bool feasible{false};
    std::string diagnosis; // where it is not
    std::vector<PhaseResult> phases;
    PhasedMoney money;
};

struct PhasingStrategy {
    std::string id;                // look_ahead_LOW, expected, step_by_step, wait
    std::string description;       // in words
    std::string first_phase_of;    // the strategy that its first phase was planned for, where that is another
    std::string same_as;           // another strategy whose first phase is the same; its plans are those
    std::vector<PhasedPlan> plans; // by future
    std::vector<double> regret;    // likewise; NaN where it is not feasible
    double expected_value{0.0};    // NaN where it is not feasible in every future; so the next
    double largest_regret{0.0};
    double first_capital{0.0}; // of the first phase
};

// In the place of a phase.
inline constexpr int does_not_come = -1;
inline constexpr int comes_after_last_phase = -2;

enum class PhasingStatus : std::uint8_t { not_run, planned, infeasible, stopped };

struct PhasingReport {
    PhasingStatus status{PhasingStatus::not_run};
    std::string diagnosis;
    std::vector<UptakeScenario> futures; // probabilities made to add up to 1
    // By future: of the annual use that could connect after the first phase and by the last one, what comes,
    // in whole buildings; NaN where nobody could.
    std::vector<double> reached_uptake_percent;
    std::vector<PhasingStrategy> strategies;
    std::size_t chosen{0};                  // of strategies
    std::size_t shown{0};                   // of futures: Project::phasing.uptake, or the most probable
    double perfect_information{0.0};        // mean over the futures of the best plan found in each
    std::vector<std::vector<int>> arrivals; // by future and building of the map: phase, or one of the below
    std::vector<BuildingDemand> demands;    // of each building of the map
    std::vector<MapFinding> findings;       // of the map, of the network as it is
    std::vector<std::string> assumptions;   // in words
    double present_heat_loss_mwh{0.0};      // a year, of the network as it is; so the next
    double present_pumping_mwh{0.0};
    HeatOfYear present_heat;

    [[nodiscard]] PhasedPlan const& plan() const { return strategies[chosen].plans[shown]; }
};

struct PhasingOptions {
    std::int64_t work{5'000}; // of the search for routes of each plan, about milliseconds
    int threads{0};
    KeptWork* kept{nullptr}; // of first phases, and of each strategy in each future
};

struct PhasingProgress {
    std::string_view stage; // what is planned
    std::size_t done{0};    // plans
    std::size_t total{0};
};
// Asked often, from one thread at a time; false stops: the report is then empty.
using PhasingGoOn = std::function<bool(PhasingProgress const&)>;

// Throws Error where nothing can be planned: no phases, a goal under a budget, no building that can be
// reached, the network as it is has no solution.
[[nodiscard]] PhasingReport plan_phases(Project const& project, Catalogue const& catalogue,
                                        DistrictMap const& map,
                                        std::vector<DemandBenchmark> const& benchmarks,
                                        PhasingOptions const& options, PhasingGoOn const& go_on);

} // namespace saggar
