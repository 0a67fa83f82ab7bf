// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where pipes are held back that buoyancy drives (buoyancy.cpp), a round depends on the flows that they are
// held to as much as on what consumers take. One loop then creeps on, while another, held back less, would go
// to and fro: no stiffness suits both. Anderson acceleration of consumers, temperatures and those flows
// together finds where all of them lead.

#include "anderson.hpp"
#include "workspace.hpp"

#include <optional>
#include <vector>

namespace saggar::detail {

class HeldFlows {
public:
    // Forgets what was seen of other stiffnesses.
    void restart();
    // The next iterate of unknowns and flows. Needs flows that are held (work.anchor_kg_s); allocates when it
    // is used first.
    void advance(SteadyWorkspace& work, SteadyState& state, double damping);

private:
    std::optional<Anderson> anderson_;
    bool fresh_{true};
    std::vector<double> weight_s_kg_; // makes flows weigh like logarithms of flows
    std::vector<double> x_;
    std::vector<double> g_;
};

} // namespace saggar::detail
