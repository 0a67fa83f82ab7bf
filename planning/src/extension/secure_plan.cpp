// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "secure_plan.hpp"

#include "laid_project.hpp"
#include "money.hpp"
#include "plan_money.hpp"

#include "../over_threads.hpp"

#include <utility>

namespace saggar::detail {

PlanSecurer::PlanSecurer(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                         ExtensionProblem const& problem, PlanSizer& sizer, std::function<bool()> go_on)
    : project_{project},
      catalogue_{catalogue},
      map_{map},
      problem_{problem},
      sizer_{sizer},
      go_on_{std::move(go_on)} {}

void PlanSecurer::secure(ExtensionPlan& plan) {
    SecurityPlanner security{project_, catalogue_, map_, problem_, plan.topology, sizer_.laid(), go_on_};
    try {
        close_loops(plan, security);
    } catch (WorkStopped const&) {
        plan.status = ExtensionStatus::stopped;
    }
}

void PlanSecurer::close_loops(ExtensionPlan& plan, SecurityPlanner& security) {
    ExtensionPlan const before = plan;
    for (bool const may_enlarge : {true, false}) {
        if (judges_none(plan, security.choose(before.sizing.project, may_enlarge))) {
            return;
        }
        if (security.links().empty() && !security.enlarges()) {
            plan = before;
            verify(plan, security);
            return;
        }
        size_with_links(plan, security);
        if (plan.status != ExtensionStatus::infeasible || !security.enlarges()) {
            break;
        }
        plan = before; // normal service does not bear the larger sizes
    }
    if (plan.status == ExtensionStatus::confirmed && verify(plan, security)) {
        settle_security(before.money, plan);
    }
}

bool PlanSecurer::judges_none(ExtensionPlan& plan, std::string const& why) {
    if (!why.empty()) {
        plan.status = ExtensionStatus::infeasible;
        plan.diagnosis = "no outage can be judged: " + why;
    }
    return !why.empty();
}

bool PlanSecurer::verify(ExtensionPlan& plan, SecurityPlanner const& security) {
    plan.security.emplace();
    return !judges_none(plan, security.verify(plan.sizing.project, *plan.security));
}

// The network with its links, shut, confirmed anew.
void PlanSecurer::size_with_links(ExtensionPlan& plan, SecurityPlanner const& security) {
    SizingReport const by_rule = plan.sizing;
    LaidProject laid = sizer_.laid();
    auto& pairs = laid.project.pipe_pairs;
    pairs.insert(pairs.end(), security.links().begin(), security.links().end());
    plan.money = {};
    sizer_.size(plan, laid, security.at_least()); // of what was sized before, so also of the options
    if (plan.status != ExtensionStatus::confirmed) {
        return;
    }
    keep_rules(by_rule, plan.sizing,
               "confirmed in normal service alone: what outages make larger is added to its cost");
}

} // namespace saggar::detail
