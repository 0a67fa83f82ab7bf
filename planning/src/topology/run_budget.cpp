// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Most benefit within a budget. With a price on the benefit, price * benefit - cost is a problem of largest
// value: its bound U limits the benefit of every plan within the budget B to (U + B) / price (Lagrangian
// duality). The price is searched by bisection; the dearest plan within the budget is kept.
#include "topology/runs.hpp"

#include "topology/finish.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {

constexpr int steps = 16;

class BudgetRun {
public:
    BudgetRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort)
        : problem_{problem}, priced_{problem}, settings_{settings}, effort_{effort} {
        settings_.goal = TopologyGoal::largest_value;
        best_.value = -std::numeric_limits<double>::infinity();
        best_.bound = 0.0;
        for (auto const& load : problem.loads) {
            best_.bound += load.benefit.value_or(load.peak_w); // no plan has more than all there is
        }
    }

    TopologyPlan run() {
        double low = 0.0; // prices: plans within the budget, plans beyond it
        double high = std::numeric_limits<double>::infinity();
        double price = best_.bound > 0.0 ? std::max(1e-9, settings_.budget / best_.bound) : 1.0;
        for (int step = 0; step < steps && !effort_.over() && best_.value < best_.bound; ++step) {
            bool const within = at(price, step);
            (within ? low : high) = price;
            price = !std::isfinite(high) ? 4.0 * low : low <= 0.0 ? 0.25 * high : std::sqrt(low * high);
        }
        return best_;
    }

private:
    // True if the plan of this price costs no more than the budget.
    bool at(double price, int step) {
        for (auto& load : priced_.loads) {
            load.value = price * load.benefit.value_or(load.peak_w);
        }
        settings_.seed += 1;
        Effort part{effort_.part(steps - step)};
        auto const plan = run_value(priced_, settings_, part);
        effort_.add(part);
        if (std::isfinite(plan.bound)) {
            best_.bound = std::min(best_.bound, (plan.bound + settings_.budget) / price);
        }
        auto const worth = evaluate_topology(problem_, plan, settings_.objective);
        if (!std::isfinite(worth.cost)) {
            return false;
        }
        bool const within = worth.cost <= settings_.budget * (1.0 + 1e-12);
        if (within && worth.benefit > best_.value && has_all_that_must(problem_, plan)) {
            double const bound = best_.bound;
            best_ = plan;
            best_.value = worth.benefit;
            best_.cost = worth.cost;
            best_.bound = bound;
        }
        effort_.progress.value = best_.value;
        effort_.progress.bound = best_.bound;
        return within;
    }

    TopologyProblem const& problem_;
    TopologyProblem priced_;
    TopologySettings settings_;
    Effort& effort_;
    TopologyPlan best_;
};

} // namespace

TopologyPlan run_value(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort) {
    bool const present = std::any_of(problem.edges.begin(), problem.edges.end(),
                                     [](auto const& edge) { return edge.present_capacity_w > 0.0; });
    return settings.objective == TopologyObjective::linear && !present
               ? run_linear(problem, settings, effort)
               : run_general(problem, settings, effort);
}

TopologyPlan run_budget(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort) {
    return BudgetRun{problem, settings, effort}.run();
}

} // namespace saggar::topology
