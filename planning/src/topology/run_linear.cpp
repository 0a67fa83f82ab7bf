// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/runs.hpp"

#include "topology/branching.hpp"
#include "topology/core.hpp"
#include "topology/finish.hpp"
#include "topology/pipe_search.hpp"
#include "topology/relaxation.hpp"
#include "topology/tree_search.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {

std::vector<Line> linear_lines(Pricing const& pricing) {
    std::vector<Line> lines;
    for (std::size_t e = 0; e < pricing.problem().edges.size(); ++e) {
        lines.push_back(pricing.line(static_cast<std::int32_t>(e)));
    }
    return lines;
}

class LinearRun {
public:
    LinearRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort, double enough)
        : problem_{problem},
          settings_{settings},
          effort_{effort},
          enough_{enough},
          pricing_{problem, TopologyObjective::linear},
          core_{contract(problem, pricing_, linear_lines(pricing_))},
          search_{core_, settings.seed},
          relaxation_{core_},
          pipes_{pricing_, core_, settings.seed} {
        best_.value = -std::numeric_limits<double>::infinity();
    }

    TopologyPlan run() {
        take(search_.plan());
        relaxation_.ascend(effort_);
        bound(1);
        for (std::int64_t round = 0; open() && !effort_.over(); ++round) {
            if (round < 3 || search_steps_ < 0.4 * static_cast<double>(effort_.steps())) {
                search(round);
            }
            bound(50);
            search_.avoid(relaxation_.gone_arcs());
            bool const stuck = relaxation_.settled() && open() && Branching::worthwhile(core_);
            if ((too_much_ && round >= 3) || stuck) {
                return by_steps();
            }
        }
        return best_;
    }

private:
    // The best by lines does not fit through the pipes or sources, or the relaxation leaves a gap: from here
    // on with capacities in sight, and branching.
    TopologyPlan by_steps() { return run_general(problem_, settings_, effort_, enough_, best_); }

    // What is known guides the step only; without a plan a guess does.
    void bound(std::int64_t iterations) {
        relaxation_.improve(best_.value, iterations, settings_.gap_wanted, effort_);
        best_.bound = std::max(best_.value, relaxation_.bound());
        effort_.proved(best_.bound);
    }

    [[nodiscard]] bool open() const {
        return !std::isfinite(best_.bound) ||
               !(best_.bound - best_.value <=
                 std::max(enough_, settings_.gap_wanted * std::abs(best_.bound)));
    }

    void search(std::int64_t round) {
        auto const before = effort_.steps();
        std::int64_t const moves = std::max<std::int64_t>(3000, 300LL * core_.junction_count());
        if (round % 3 == 2) {
            search_.restart_from_lengths(relaxation_.forced_losses(), 0.3);
        } else if (round % 3 == 0) {
            auto const losses = relaxation_.forced_losses();
            auto const liked = relaxation_.liked_hooks();
            for (int start = 0; start < 20 && !effort_.over();
                 ++start) { // many starts, each improved a little
                search_.restart_from_paths(losses, liked, start == 0 ? 0.0 : 0.2);
                double const cool = 0.02 * search_.typical_cost();
                search_.anneal(moves / 20, cool, 0.1 * cool, effort_);
            }
            search_.restart_from_best();
        } else {
            search_.restart_from_best();
        }
        double const hot = search_.typical_cost() * (round % 2 == 0 ? 0.5 : 0.2);
        search_.anneal(moves, hot, hot * 1e-2, effort_);
        take(search_.plan());
        search_steps_ += static_cast<double>(effort_.steps() - before);
    }

    void take(TopologyPlan plan) {
        if (std::isnan(evaluate_topology(problem_, plan, TopologyObjective::linear).value)) {
            // Too much for a pipe or a source: made to fit, and searched with capacities in sight.
            too_much_ = true;
            if (!pipes_.adopt(plan)) {
                return;
            }
            double const hot = 0.2 * search_.typical_cost();
            pipes_.anneal(20LL * static_cast<std::int64_t>(problem_.edges.size()), hot, hot * 1e-3, effort_);
            plan = pipes_.plan();
        }
        take_better(problem_, TopologyObjective::linear, std::move(plan), best_, effort_);
    }

    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    Effort& effort_;
    double enough_;
    Pricing pricing_;
    Core core_;
    TreeSearch search_;
    Relaxation relaxation_;
    PipeSearch pipes_;
    TopologyPlan best_;
    double search_steps_{0.0};
    bool too_much_{false};
};

} // namespace

bool take_better(TopologyProblem const& problem, TopologyObjective objective, TopologyPlan plan,
                 TopologyPlan& best, Effort& effort) {
    drop_idle(problem, plan);
    auto const worth = evaluate_topology(problem, plan, objective);
    if (!(worth.value > best.value) || !has_all_that_must(problem, plan)) {
        return false;
    }
    plan.value = worth.value;
    plan.cost = worth.cost;
    plan.bound = best.bound;
    best = std::move(plan);
    effort.found(best.value);
    return true;
}

TopologyPlan run_linear(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort,
                        double enough) {
    return LinearRun{problem, settings, effort, enough}.run();
}

} // namespace saggar::topology
