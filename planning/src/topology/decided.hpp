// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The plan that is left when every load and every street of a core of single edges is decided.

#include "topology/relaxation.hpp"

#include <optional>

namespace saggar::topology {

// None where the streets in use are no forest that hangs on sources, or where it does not carry the loads.
[[nodiscard]] std::optional<TopologyPlan> decided_plan(TopologyProblem const& problem,
                                                       TopologyObjective objective, Core const& core,
                                                       Relaxation::Node const& node);

} // namespace saggar::topology
