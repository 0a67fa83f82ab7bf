// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The limits that a network is operated within, held against a solved state: every limit of every element,
// each with its value, what is allowed, the margin that is left and where the limit comes from.
//
// A margin is positive where the limit is kept, whichever side of the limit is allowed. A limit counts as
// broken where the margin is more than 1e-6 of the limit below zero: a network that is controlled to a limit
// (the smallest pressure that serves everybody, a plant at its capacity) stands on it but for round-off.

#include "saggar/engine/steady/steady_solver.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saggar {

enum class LimitKind : std::uint8_t {
    pipe_velocity,
    pipe_gradient,                    // trunk or branch; straight pipe only, local losses excluded
    pipe_pressure,                    // gauge pressure at either end against the pipe's rating
    pipe_temperature,                 // of the entering water against what the catalogue's pipe bears
    vapour_margin,                    // absolute pressure above vapour pressure at a node
    substation_differential_pressure, // of substations that are asked for heat
    substation_supply_temperature,    // likewise
    plant_heat,                       // against its capacity; from here on limits of plants and pumps
    plant_flow,
    plant_differential_pressure,
    plant_electricity, // pumps and electricity for heat against the headroom of its connection
    pump_flow,         // against the last point of the curve
};
inline constexpr int limit_kind_count = 12;

// How a kind of limit is shown. Values inside are SI; one SI unit is `shown_per_si` of the unit people use.
struct LimitKindInfo {
    std::string_view name;  // "pipe_velocity": stable, for files
    std::string_view title; // "pipe velocity": for people, on the console as on the page
    std::string_view unit;  // "m/s"
    double shown_per_si;
    bool is_maximum; // false: a minimum
};
[[nodiscard]] LimitKindInfo const& info(LimitKind kind);

struct LimitFinding {
    LimitKind kind{};
    std::int32_t element{-1}; // node for vapour_margin, link for all others
    double value{0.0};        // SI
    double limit{0.0};
    double margin{0.0}; // limit - value of a maximum, value - limit of a minimum
    // Of a design envelope: the substation whose point it was; -1: the point of the network as a whole.
    std::int32_t consumer{-1};

    [[nodiscard]] bool broken() const;
    [[nodiscard]] double relative_margin() const; // of the limit; of the value's own scale where that is 0
};

// All findings of one kind, as far as anyone asks for them.
struct LimitSummary {
    LimitKind kind{};
    std::int32_t checked{0};
    std::int32_t broken{0};
    LimitFinding tightest{}; // meaningless where nothing was checked
};

struct LimitReport {
    std::vector<LimitSummary> kinds;  // one per kind, in the order of LimitKind
    std::vector<LimitFinding> broken; // the worst relative margin first
    // Every limit of every plant and pump, kept or not: there are few, and each is a question of its own.
    std::vector<LimitFinding> machines;

    [[nodiscard]] bool all_kept() const { return broken.empty(); }
    // The kind with the least relative margin of all that were checked; nullptr if nothing was.
    [[nodiscard]] LimitFinding const* binding() const;
};

// Several states' findings as one report: each limit of each element at its worst. Of equal margins the first
// consumer's stays, so that the order of adding does not matter.
class LimitEnvelope {
public:
    void add(LimitReport const& report, std::int32_t consumer);
    [[nodiscard]] LimitReport take();

private:
    std::vector<LimitSummary> kinds_;
    std::map<std::pair<LimitKind, std::int32_t>, LimitFinding> broken_;
    std::map<std::pair<LimitKind, std::int32_t>, LimitFinding> machines_;
};

// Holds a converged state against every limit of its network. What is cut off, shut or without a limit of its
// own is not checked. `fluid` is the solver's.
[[nodiscard]] LimitReport check_limits(Network const& network, Fluid const& fluid, SteadyState const& state);

// The same, each limit of each element one after the other, kept or not, always in the same order.
using LimitVisitor = std::function<void(LimitFinding const&)>;
void visit_limits(Network const& network, Fluid const& fluid, SteadyState const& state,
                  LimitVisitor const& visit);

// Whether a finding stands on its limit because plants are run to it: the smallest differential pressure that
// serves everybody, or a plant that is set to give all that it has (base load). Nothing is left there, and
// nothing is about to break.
[[nodiscard]] bool held_at_limit(Network const& network, LimitFinding const& finding);
// The least relative margin of all that are not held so; nothing where there is none.
[[nodiscard]] std::optional<LimitFinding> tightest_not_held(Network const& network,
                                                            LimitReport const& report);

// Pressure gradient of a pipe line's straight pipe along the flow, Pa/m, >= 0: what the limits for trunks and
// branches are about.
[[nodiscard]] double pipe_gradient_pa_m(Network const& network, SteadyState const& state, std::size_t pipe);

// How far a node is from boiling, Pa: absolute pressure minus vapour pressure. NaN where it is cut off.
[[nodiscard]] double vapour_margin_pa(Network const& network, Fluid const& fluid, SteadyState const& state,
                                      std::size_t node);

// "p17:supply": the element a finding is about, by its id.
[[nodiscard]] std::string const& element_id(Network const& network, LimitFinding const& finding);
// Where the limit was set: the element itself, its catalogue entry, the project's limits, or the default.
[[nodiscard]] std::string limit_source(Network const& network, LimitFinding const& finding);

} // namespace saggar
