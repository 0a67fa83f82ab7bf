// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/topology.hpp"

#include "topology/checks.hpp"
#include "topology/effort.hpp"
#include "topology/finish.hpp"
#include "topology/runs.hpp"

namespace saggar {

std::string_view to_string(TopologyStatus status) {
    switch (status) {
    case TopologyStatus::not_run: return "not run";
    case TopologyStatus::proven: return "proven";
    case TopologyStatus::work_limit: return "work limit";
    case TopologyStatus::stopped: return "stopped";
    case TopologyStatus::no_plan: return "no plan";
    }
    return "?";
}

TopologyPlan plan_topology(TopologyProblem const& problem, TopologySettings const& settings,
                           TopologyGoOn const& go_on) {
    topology::check(problem, settings);
    topology::Effort effort{settings.work, go_on};
    TopologyProblem asked = problem;
    if (settings.goal == TopologyGoal::all_loads) {
        for (auto& load : asked.loads) {
            load.must_connect = true;
        }
    }
    auto plan = settings.goal == TopologyGoal::within_budget ? topology::run_budget(asked, settings, effort)
                                                             : topology::run_value(asked, settings, effort);
    topology::finish(asked, settings, effort, plan);
    return plan;
}

} // namespace saggar
