// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the owner of a network is judged by, kept step by step: return temperatures at the plants and who
// spoils them, losses and pumping in proportion, and how long each element was beyond each of its limits.
//
// Temperatures are weighted by mass flow, times by the length of steps. Who spoils the return: with M_j and
// T_j mass and mean return temperature of each substation and bypass over the run, the mixture has
//
//   T = sum(M_j T_j) / sum(M_j).
//
// Had substation i returned its design temperature D_i with the same heat, it would have taken
// M_i (S_i - T_i) / (S_i - D_i) instead of M_i, S_i being its supply temperature; `by_design_k` is what T
// would have fallen by. `by_absence_k` is what it would have fallen by without i at all, which also says who
// holds a design that is worse than the others'. Water cools further on its way to the plants; that is left
// out of both.

#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/engine/steady/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace saggar {

class StateArchive;
class Team;

// One limit of one element over a run.
struct LimitHours {
    std::int32_t element{-1}; // link; of vapour_margin a node
    double limit{0.0};        // SI, as LimitKindInfo
    double beyond_s{0.0};     // for how long it was broken; of what plants are run to: reached
    double exceeded_s{0.0};   // of what plants are run to: by more than they are held to; else as beyond_s
    double worst{std::numeric_limits<double>::quiet_NaN()}; // value nearest to it or furthest beyond
    std::size_t step{0};                                    // of the worst

    void keep(StateArchive& archive);
};

// Limits that a simulation is held against in every step, as check_limits holds a solved point: all but the
// end of pumps' curves. Electricity of plants is what is drawn at their connection: pumps, heat, and sources
// behind it, less what panels, engines and batteries there give.
inline constexpr std::size_t limits_in_time = 11;
struct LimitRecord {
    LimitKind kind{};
    std::vector<LimitHours> elements;
};

// What passed an element over a run.
struct Passed {
    double mass_kg{0.0};
    double supply_kg_c{0.0}; // mass times temperature, degC
    double return_kg_c{0.0};

    // degC; NaN where nothing passed.
    [[nodiscard]] double supply_c() const;
    [[nodiscard]] double return_c() const;
};

// Part of SimulationTotals.
struct RunRecord {
    std::vector<Passed> plants;
    std::vector<Passed> substations;
    std::vector<Passed> bypasses;
    std::vector<LimitRecord> limits; // by LimitKind

    void begin(Network const& network);
    // `team`: who shares it; nullptr: the caller alone.
    void add(Network const& network, SimulatedStep const& step, std::size_t number, Team* team = nullptr);
    void keep(StateArchive& archive);

private:
    void add_pipes(Network const& network, SimulatedStep const& step, std::size_t number, std::size_t begin,
                   std::size_t end);
    void hold(LimitKind kind, std::size_t i, double value, SimulatedStep const& step, std::size_t number);
    void find_quiet();

    // By LimitKind and element: a value, times -1 for a smallest one, up to which nothing is to be noted.
    // Steps read one column of it instead of the records.
    std::vector<std::vector<double>> quiet_;
    std::vector<double> sign_; // by LimitKind: -1 for a smallest value
};

// Return temperature that a substation is designed for, degC: what it holds, or its drop or exchanger at peak
// with water as the warmest plant is set. NaN where its flow is given.
[[nodiscard]] double design_return_c(Network const& network, std::size_t substation);

struct ReturnSpoiler {
    bool bypass{false};
    std::int32_t element{-1}; // place among substations or bypasses
    double return_c{0.0};
    double design_c{0.0}; // NaN: none
    double mass_kg{0.0};
    double by_design_k{0.0};
    double by_absence_k{0.0};
};
// Every substation and bypass that water passed, those that spoil the return most first (the larger of both).
[[nodiscard]] std::vector<ReturnSpoiler> return_spoilers(Network const& network, RunRecord const& record);

// Length of the trenches, m: a pair counts once.
[[nodiscard]] double trench_length_m(Network const& network);
[[nodiscard]] std::int64_t dwellings(Network const& network);

} // namespace saggar
