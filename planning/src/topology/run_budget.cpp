// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Most benefit within a budget. With a price on the benefit, price * benefit - cost is a problem of largest
// value: its bound U limits the benefit of every plan within the budget B to (U + B) / price (Lagrangian
// duality). The price is searched by bisection; the dearest plan within the budget is kept.
#include "topology/runs.hpp"

#include "topology/finish.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace saggar::topology {
namespace {

constexpr int steps = 16;
constexpr int sheds = 20; // of one plan beyond the budget

class BudgetRun {
public:
    BudgetRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort)
        : problem_{problem}, priced_{problem}, settings_{settings}, effort_{effort}, random_{settings.seed} {
        settings_.goal = TopologyGoal::largest_value;
        best_.value = -std::numeric_limits<double>::infinity();
        best_.bound = 0.0;
        for (auto const& load : problem.loads) {
            best_.bound += load.benefit.value_or(load.peak_w); // no plan has more than all there is
        }
        effort_.proved(best_.bound);
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
            effort_.proved(best_.bound);
        }
        auto const worth = evaluate_topology(problem_, plan, settings_.objective);
        if (!std::isfinite(worth.cost)) {
            return false;
        }
        bool const within = worth.cost <= settings_.budget * (1.0 + 1e-12);
        if (within) {
            keep(plan);
        } else {
            Effort share{effort_.part(2 * (steps - step))};
            for (int attempt = 0; attempt < sheds && !share.over(); ++attempt) {
                keep(refill(shed(plan, worth, attempt == 0 ? 0.0 : 1.0, share), plan, share));
            }
            effort_.add(share);
        }
        return within;
    }

    void keep(TopologyPlan const& plan) {
        auto const worth = evaluate_topology(problem_, plan, settings_.objective);
        if (worth.cost <= settings_.budget * (1.0 + 1e-12) && worth.benefit > best_.value &&
            has_all_that_must(problem_, plan)) {
            double const bound = best_.bound;
            best_ = plan;
            best_.value = worth.benefit;
            best_.cost = worth.cost;
            best_.bound = std::max(bound, best_.value); // they may differ by rounding
            effort_.found(best_.value);
        }
    }

    // A plan beyond the budget without the loads that cost most for their benefit, one after the other.
    TopologyPlan shed(TopologyPlan plan, TopologyWorth worth, double disturbance, Effort& effort) {
        constexpr std::size_t most_loads = 200; // every step prices every load's leaving
        while (worth.cost > settings_.budget && !plan.connected.empty() &&
               plan.connected.size() <= most_loads) {
            double most = -1.0;
            TopologyPlan next;
            TopologyWorth next_worth;
            for (std::size_t i = 0; i < plan.connected.size(); ++i) {
                auto const& load = problem_.loads[static_cast<std::size_t>(plan.connected[i])];
                auto trial = plan;
                trial.connected.erase(trial.connected.begin() + static_cast<std::ptrdiff_t>(i));
                drop_idle(problem_, trial);
                auto const trial_worth = evaluate_topology(problem_, trial, settings_.objective);
                double const saved = (worth.cost - trial_worth.cost) /
                                     std::max(load.benefit.value_or(load.peak_w), 1e-9) *
                                     (1.0 + disturbance * random_.unit());
                if (!load.must_connect && std::isfinite(trial_worth.cost) && saved > most) {
                    most = saved;
                    next = std::move(trial);
                    next_worth = trial_worth;
                }
                if (!effort.spend(static_cast<std::int64_t>(20 * problem_.edges.size()))) {
                    return plan;
                }
            }
            if (most < 0.0) {
                return plan;
            }
            plan = std::move(next);
            worth = next_worth;
        }
        return plan;
    }

    // With loads of the whole plan that still fit, the largest benefit first, along its pipes.
    TopologyPlan refill(TopologyPlan plan, TopologyPlan const& whole, Effort& effort) {
        std::vector<std::int32_t> out;
        std::set_difference(whole.connected.begin(), whole.connected.end(), plan.connected.begin(),
                            plan.connected.end(), std::back_inserter(out));
        std::sort(out.begin(), out.end(), [&](std::int32_t a, std::int32_t b) {
            auto const& one = problem_.loads[static_cast<std::size_t>(a)];
            auto const& other = problem_.loads[static_cast<std::size_t>(b)];
            return one.benefit.value_or(one.peak_w) > other.benefit.value_or(other.peak_w);
        });
        for (auto const k : out) {
            auto trial = plan;
            trial.connected.insert(std::lower_bound(trial.connected.begin(), trial.connected.end(), k), k);
            trial.pipes = whole.pipes;
            drop_idle(problem_, trial);
            effort.spend(static_cast<std::int64_t>(20 * problem_.edges.size()));
            if (evaluate_topology(problem_, trial, settings_.objective).cost <= settings_.budget) {
                plan = std::move(trial);
            }
        }
        return plan;
    }

    TopologyProblem const& problem_;
    TopologyProblem priced_;
    TopologySettings settings_;
    Effort& effort_;
    TopologyPlan best_;
    Random random_;
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
