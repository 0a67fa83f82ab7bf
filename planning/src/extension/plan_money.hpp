// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The money of a plan whose sizes are confirmed.

#include "../confirm.hpp"

#include "saggar/planning/extension.hpp"

namespace saggar::detail {

struct PlanMoneyBasis {
    Project const& project;
    ExtensionProblem const& problem;
    TopologyProblem const& topology;
    Confirmed const& present; // the network without the extension
    HeatOfYear const& heat;   // with it
};
// Every item but that of security, from pipes and sizes as they were chosen in the end: `plan.pipes` are
// those that were free to be sized, and keep those that are laid.
void settle_money(PlanMoneyBasis const& basis, ExtensionPlan& plan);

// What confirmed plans are compared by: what their loads bring, as the problem weighs it, less everything
// else; under a budget what the goal asks for.
[[nodiscard]] double merit(Project const& project, ExtensionProblem const& problem,
                           ExtensionPlan const& plan);

// What the secured plan costs more than the one `before` becomes one item; the others are as before.
void settle_security(ExtensionMoney const& before, ExtensionPlan& plan);

// Rules of thumb and bound of the sizes of normal service, for those that outages leave. They hold where
// these are the same. Where outages made pairs larger, there is no bound, and a rule is told with what they
// cost more added, unverified: nobody asked the solver about it.
void keep_rules(SizingReport const& normal, SizingReport& secured, std::string const& why);

} // namespace saggar::detail
