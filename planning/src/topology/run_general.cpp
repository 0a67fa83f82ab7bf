// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/runs.hpp"

#include "topology/branching.hpp"
#include "topology/core.hpp"
#include "topology/finish.hpp"
#include "topology/numbers.hpp"
#include "topology/pipe_search.hpp"
#include "topology/step_bound.hpp"
#include "topology/tree_search.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace saggar::topology {
namespace {

class GeneralRun {
public:
    GeneralRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort,
               double enough, std::optional<TopologyPlan> known)
        : problem_{problem},
          settings_{settings},
          effort_{effort},
          enough_{enough},
          pricing_{problem, settings.objective},
          random_{settings.seed},
          sum_w_(problem.edges.size(), 0.0),
          share_(problem.edges.size(), 1.0) {
        best_.value = -std::numeric_limits<double>::infinity();
        double customers = 0.0;
        for (auto const& load : problem.loads) {
            total_w_ += load.peak_w;
            customers += load.customers;
        }
        share_low_ = settings.objective == TopologyObjective::catalogue ? pricing_.factor(customers) : 1.0;
        core_ = contract(problem, pricing_, lines_below(pricing_, total_w_, share_low_, sum_w_, best_));
        pipes_ = std::make_unique<PipeSearch>(pricing_, core_, settings.seed);
        double const usual_w = 4.0 * total_w_ / std::max(1.0, static_cast<double>(problem.loads.size()));
        std::fill(sum_w_.begin(), sum_w_.end(), usual_w);
        if (known) {
            best_ = std::move(*known);
            remember(best_);
        }
    }

    TopologyPlan run() {
        if (!std::isfinite(best_.value)) {
            adopt({});
        }
        for (std::int64_t round = 0; open() && !effort_.over(); ++round) {
            auto const before = effort_.steps();
            bool const only_search = !std::isfinite(best_.value) || (branching_ && branching_->ended());
            if (round < 3 || only_search || search_steps_ < 0.55 * static_cast<double>(before - begun_)) {
                polish(start(searches_), searches_);
                ++searches_;
                search_steps_ += static_cast<double>(effort_.steps() - before);
            }
            bound();
        }
        return best_;
    }

private:
    [[nodiscard]] bool open() const {
        return !std::isfinite(best_.bound) ||
               !(best_.bound - best_.value <=
                 std::max(enough_, settings_.gap_wanted * std::abs(best_.bound)));
    }

    // Where the next search begins: by turns at what the bound likes, what lines give, the best plan known.
    // From the best alone single moves do not get to what hangs together differently.
    TopologyPlan start(std::int64_t round) {
        if (bound_ && round % 2 == 1) {
            return by_bound(round);
        }
        if (round % 4 == 2) {
            return by_lines(round);
        }
        if (round < 6 || round % 4 == 0) {
            static_cast<void>(by_lines(round)); // taken where it is better
        }
        return best_;
    }

    void adopt(TopologyPlan plan) {
        if (std::isnan(evaluate_topology(problem_, plan, settings_.objective).value)) {
            if (!pipes_->adopt(plan)) {
                return;
            }
            plan = pipes_->plan();
        }
        take_better(problem_, settings_.objective, std::move(plan), best_, effort_);
    }

    // Slope scaling (Crainic, Gendron and Hernu 2004): every edge as the line that is right at its present
    // flow.
    TopologyPlan by_lines(std::int64_t round) {
        auto const core = contract(problem_, pricing_, lines_at(pricing_, sum_w_, share_), source_share());
        TreeSearch search{core, random_.next()};
        std::int64_t const moves = std::max<std::int64_t>(3000, 200LL * core.junction_count());
        double const hot = search.typical_cost() * (round % 2 == 0 ? 0.5 : 0.2);
        search.anneal(moves, hot, hot * 1e-2, effort_);
        auto plan = search.plan();
        remember(plan);
        adopt(plan);
        return plan;
    }

    // The same from what the bound likes: along its streets, at its flows. Loads and streets that only pay
    // together come and go together there.
    TopologyPlan by_bound(std::int64_t round) {
        auto const& relaxation = bound_->relaxation();
        bound_->read_flows(sum_w_);
        auto const core = bound_->contracted(lines_at(pricing_, sum_w_, share_));
        TreeSearch search{core, random_.next()};
        search.restart_from_paths(relaxation.forced_losses(), relaxation.liked_hooks(),
                                  round % 4 == 1 ? 0.0 : 0.3);
        std::int64_t const moves = std::max<std::int64_t>(3000, 50LL * core.junction_count());
        double const cool = 0.1 * search.typical_cost();
        search.anneal(moves, cool, cool * 1e-2, effort_);
        auto plan = search.plan();
        remember(plan);
        adopt(plan);
        return plan;
    }

    void polish(TopologyPlan const& start, std::int64_t round) {
        if (!std::isfinite(best_.value) || !pipes_->restart(start)) {
            return;
        }
        double fixed = 0.0;
        for (auto const& line : core_.line) {
            fixed += line.fixed;
        }
        double const edge_cost = fixed / std::max(1.0, static_cast<double>(core_.line.size()));
        double const hot = edge_cost * (round % 3 == 0 ? 1.0 : round % 3 == 1 ? 0.3 : 3.0);
        pipes_->anneal(150LL * static_cast<std::int64_t>(problem_.edges.size()), hot, hot * 1e-3, effort_);
        if (take_better(problem_, settings_.objective, pipes_->plan(), best_, effort_)) {
            remember(best_);
        }
    }

    void remember(TopologyPlan plan) {
        fill(pricing_, plan);
        for (auto const& pipe : plan.pipes) {
            sum_w_[static_cast<Index>(pipe.edge)] = pipe.sum_of_peaks_w;
            share_[static_cast<Index>(pipe.edge)] = pipe.flow_w / pipe.sum_of_peaks_w;
        }
    }

    [[nodiscard]] double source_share() const {
        return settings_.objective == TopologyObjective::linear ? 1.0 : share_low_;
    }

    void bound() {
        if (!std::isfinite(best_.value)) {
            return;
        }
        if (!bound_) {
            bound_ = std::make_unique<StepBound>(pricing_, share_low_, sum_w_, best_);
            bound_->relaxation().ascend(effort_);
        }
        auto& relaxation = bound_->relaxation();
        if (branching_) {
            branching_->advance(best_.value, 5, settings_.gap_wanted, effort_);
            if (branching_->found() && branching_->found()->value > best_.value) {
                take_better(problem_, settings_.objective, *branching_->found(), best_, effort_);
            }
            best_.bound = std::max(best_.value, std::min(best_.bound, branching_->bound(best_.value)));
        } else {
            relaxation.improve(best_.value, 50, settings_.gap_wanted, effort_);
            best_.bound = std::max(best_.value, std::min(best_.bound, relaxation.bound()));
            if (relaxation.settled() && bound_->branchable()) {
                branching_ =
                    std::make_unique<Branching>(problem_, settings_.objective, bound_->core(), relaxation);
            }
        }
        effort_.proved(best_.bound);
    }

    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    Effort& effort_;
    double enough_;
    Pricing pricing_;
    Random random_;
    std::vector<double> sum_w_;
    std::vector<double> share_;
    double total_w_{0.0};
    double share_low_{1.0};
    Core core_;
    std::unique_ptr<PipeSearch> pipes_;
    std::unique_ptr<StepBound> bound_;
    std::unique_ptr<Branching> branching_;
    TopologyPlan best_;
    std::int64_t searches_{0};
    std::int64_t begun_{effort_.steps()};
    double search_steps_{0.0};
};

} // namespace

TopologyPlan run_general(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort,
                         double enough, std::optional<TopologyPlan> known) {
    return GeneralRun{problem, settings, effort, enough, std::move(known)}.run();
}

} // namespace saggar::topology
