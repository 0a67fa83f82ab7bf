// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A plan as it is handed out: flows, sizes, sources, gap, status.

#include "topology/effort.hpp"
#include "topology/pricing.hpp"

namespace saggar::topology {

[[nodiscard]] bool has_all_that_must(TopologyProblem const& problem, TopologyPlan const& plan);

// Takes out pipes that nothing connected hangs on: a source that only they hang on is paid for otherwise.
void drop_idle(TopologyProblem const& problem, TopologyPlan& plan);

// Fills flow, size and source of a plan whose connected loads and pipes (edge, from, to) are settled; pipes
// that carry nothing go, the others are ordered outwards.
void fill(Pricing const& pricing, TopologyPlan& plan);

// Takes out pipes of a plan that was filled through which nothing flows, because sources behind them give
// all that is taken there: the largest of those is the foot of a tree of its own then. False where there was
// none. Costs of the plan are those before.
bool cut_still_pipes(Pricing const& pricing, TopologyPlan& plan);

// From bound and value.
[[nodiscard]] double gap_of(TopologyPlan const& plan);

void finish(TopologyProblem const& problem, TopologySettings const& settings, Effort const& effort,
            TopologyPlan& plan);

} // namespace saggar::topology
