// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Plants that set their heat or flow pump no more than their maximum_differential_pressure_bar lets them. The
// flow at which the lift of one is that is looked for from solution to solution, by secants of lift over the
// square of flow between bounds, of several one after the other until all are right (Gauss and Seidel): what
// one pumps, the others have to lift, too.

#include <cstddef>
#include <limits>

namespace saggar {
struct SteadyState;
} // namespace saggar

namespace saggar::detail {

struct SteadyWorkspace;

struct PumpLimit {
    double most_kg_s{std::numeric_limits<double>::infinity()};
    // Flows that were tried, with what the lift was: small enough, and too large.
    double low_kg_s{0.0};
    double low_pa{std::numeric_limits<double>::quiet_NaN()};
    double high_kg_s{std::numeric_limits<double>::infinity()};
    double high_pa{std::numeric_limits<double>::quiet_NaN()};
    double largest_kg_s{0.0}; // of all that were tried
};

// No flow of such a plant beyond its limit, in what is looked for next.
void take_pump_limits(SteadyWorkspace& work);
// Before the first solution of a point or step: with what was found in the one before, where it still held a
// plant back (`warm`), or from nothing.
void start_pump_limits(SteadyWorkspace& work, bool warm);
// After a solution: whether a plant's largest flow has moved, so that another one is needed.
[[nodiscard]] bool hold_pumps(SteadyWorkspace& work, SteadyState const& state);
// Whether a plant gives less than is set because its pumps lift no more, at the flow that was found.
[[nodiscard]] bool at_pump_limit(SteadyWorkspace const& work, std::size_t plant, double flow_kg_s);

// Whether others hold more against its pumps than they lift: it stands still.
[[nodiscard]] bool pumps_nothing(SteadyWorkspace const& work, std::size_t plant);

} // namespace saggar::detail
