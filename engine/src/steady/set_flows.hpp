// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "steps.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar::detail {

// Plants of a set heat or flow beside those that hold a differential pressure: they pump no more than is
// taken, and the others stand still then. Were all of these shut by their check valves, nothing would tell
// how much is taken: one of them lets water back (SolveOptions::lets_back), and what comes back through it is
// too much. It is the one that pumps last: the others are shut by its pressure.
//
// Made for the flows of one round, after what plants and consumers ask for is in the workspace's set values.
class SetFlows {
public:
    explicit SetFlows(SteadyWorkspace& work);

    // Writes what they pump, as far as is known.
    void apply();
    // From what flows through the plants that hold a differential pressure. Returns whether flows are to be
    // found anew.
    [[nodiscard]] bool follow(HydraulicState const& state);
    // Where no flows are found: another one lets water back, the one with the largest differential pressure
    // first. Returns whether one was left.
    [[nodiscard]] bool let_another();
    // The status of those that pump less than they would.
    void mark(HydraulicState& state) const;

private:
    SteadyWorkspace& work_;
    std::vector<std::int32_t> lifts_;  // links of plants that run and hold a differential pressure
    std::vector<std::int32_t> failed_; // of them
    std::vector<std::size_t> links_;   // of plants of a set heat or flow
    std::vector<double> asked_kg_s_;
};

// Whether a plant of a set heat pumps less than it would, and gives no more than that heat: how much it would
// pump decides nothing then, and has no end where its own water comes back as hot as it went.
[[nodiscard]] inline bool gives_what_is_taken(SteadyWorkspace const& work, double flow_kg_s, double heat_j_kg,
                                              double heat_w) {
    return work.taken_part < 1.0 && flow_kg_s * heat_j_kg <= heat_w;
}

} // namespace saggar::detail
