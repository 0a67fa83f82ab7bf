// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The plan of the routes, and the same and others with plants that are joined to the present network for what
// loads of today save: what the solver confirms of them is weighed.

#include "joins.hpp"

#include "saggar/planning/extension.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct JoinWork {
    // Sized and confirmed by the solver, or why not.
    std::function<ExtensionPlan(TopologyPlan const&, std::vector<ExtensionJoin> const&)> confirm;
    std::function<TopologyPlan(TopologyProblem const&, std::string const& name)> search; // of routes
    std::function<double(ExtensionPlan const&)> merit;
};

// The best confirmed plan with joins, whether or not it is worth more than `routes`; none where none is
// confirmed or looks as if it paid. What the solver said of others is added to `contradicted`. Stopped work
// is returned as such.
[[nodiscard]] std::optional<ExtensionPlan> best_with_joins(Project const& project, JoinFinder const& finder,
                                                           TopologyProblem const& topology,
                                                           ExtensionPlan const& routes, JoinWork const& work,
                                                           std::vector<std::string>& contradicted);

// What is joined, in words.
[[nodiscard]] std::vector<std::string> describe_joins(Project const& project,
                                                      std::vector<ExtensionJoin> const& joins);

} // namespace saggar::detail
