// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/topology.hpp"

#include "topology/checks.hpp"
#include "topology/effort.hpp"
#include "topology/finish.hpp"
#include "topology/runs.hpp"

#include <algorithm>

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

namespace topology {
namespace {

class LinearRun {
public:
    LinearRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort)
        : problem_{problem},
          settings_{settings},
          effort_{effort},
          pricing_{problem, TopologyObjective::linear},
          core_{contract(problem, pricing_, lines())},
          search_{core_, settings.seed},
          relaxation_{core_} {
        best_.value = -std::numeric_limits<double>::infinity();
    }

    TopologyPlan run() {
        take(search_.plan());
        std::int64_t const moves = std::max<std::int64_t>(2000, 300LL * core_.junction_count());
        bool open = true;
        for (int round = 0; open && !effort_.over(); ++round) {
            double const hot = search_.typical_cost() * (round % 3 == 0 ? 0.5 : 0.1);
            if (round > 0) {
                search_.restart_from_best();
            }
            search_.anneal(moves * (round < 2 ? 4 : 1), hot, hot * 1e-3, effort_);
            take(search_.plan());
            if (std::isfinite(best_.value)) {
                open =
                    relaxation_.improve(best_.value, round == 0 ? 200 : 400, settings_.gap_wanted, effort_);
                best_.bound = std::max(best_.value, relaxation_.bound());
            }
            open = open && best_.bound - best_.value > settings_.gap_wanted * std::abs(best_.bound);
        }
        return best_;
    }

private:
    std::vector<Line> lines() const {
        std::vector<Line> lines;
        for (Index e = 0; e < problem_.edges.size(); ++e) {
            lines.push_back(pricing_.line(static_cast<std::int32_t>(e)));
        }
        return lines;
    }

    void take(TopologyPlan plan) {
        auto const worth = evaluate_topology(problem_, plan, TopologyObjective::linear);
        if (worth.value > best_.value && has_all_that_must(problem_, plan)) {
            plan.value = worth.value;
            plan.cost = worth.cost;
            plan.bound = best_.bound;
            best_ = std::move(plan);
            effort_.progress.value = best_.value;
        }
    }

    using Index = std::size_t;
    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    Effort& effort_;
    Pricing pricing_;
    Core core_;
    TreeSearch search_;
    Relaxation relaxation_;
    TopologyPlan best_;
};

} // namespace
} // namespace topology

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
    bool const present = std::any_of(asked.edges.begin(), asked.edges.end(),
                                     [](auto const& edge) { return edge.present_capacity_w > 0.0; });
    auto plan = settings.objective == TopologyObjective::linear && !present
                    ? topology::run_linear(asked, settings, effort)
                    : topology::run_general(asked, settings, effort);
    topology::finish(asked, settings, effort, plan);
    return plan;
}

} // namespace saggar
