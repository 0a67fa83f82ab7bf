// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The plan of the routes, and the same and others with plants that are joined to the present network for what
// loads of today save: what the solver confirms of them is weighed.

#include "plan_variants.hpp"

#include "saggar/planning/extension.hpp"

#include <functional>
#include <string>
#include <vector>

namespace saggar::detail {

struct JoinWork {
    // Sized and confirmed by the solver, or why not.
    std::function<ExtensionPlan(TopologyPlan const&, std::vector<ExtensionJoin> const&)> confirm;
    std::function<TopologyPlan(TopologyProblem const&, std::string const& name)> search; // of routes
    std::function<double(ExtensionPlan const&)> merit;
};

// Adds to `made`, whose routes are planned, the best confirmed plan with joins, whether or not it is worth
// more: none where nothing can be joined, or none is confirmed or looks as if it paid. What the solver said
// of others is added to `contradicted`; stopped work is returned as such. `topology`: of the routes, before
// anything was contradicted; `present`: heat of the network as it is. Value and bound of both have in them
// what loads of today save.
void join_plants(Project const& project, ExtensionProblem const& problem, TopologyProblem const& topology,
                 HeatOfYear const& present, JoinWork const& work, ExtensionVariants& made);

// What is joined, in words.
[[nodiscard]] std::vector<std::string> describe_joins(Project const& project,
                                                      std::vector<ExtensionJoin> const& joins);

} // namespace saggar::detail
