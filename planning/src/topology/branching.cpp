// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/branching.hpp"

#include "topology/decided.hpp"
#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar::topology {
namespace {
constexpr Index most_multipliers_open = 20'000'000; // of all parts together

bool lower(Relaxation::Node const& a, Relaxation::Node const& b) {
    return a.bound < b.bound;
}
} // namespace

Branching::Branching(TopologyProblem const& problem, TopologyObjective objective, Core const& core,
                     Relaxation& relaxation, double most_cost)
    : problem_{problem},
      objective_{objective},
      core_{core},
      relaxation_{relaxation},
      most_cost_{most_cost},
      left_{-std::numeric_limits<double>::infinity()} {
    open_.push_back(relaxation.node());
}

bool Branching::worthwhile(Core const& core) {
    return core.hooks.size() * 2 * core.edge.size() * 100 < most_multipliers_open;
}

double Branching::bound(double known) const {
    return std::max({known, left_, open_.empty() ? known : open_.front().bound});
}

void Branching::advance(double known, int parts, double gap_wanted, Effort& effort) {
    for (int part = 0; part < parts && !ended() && !effort.over(); ++part) {
        if (open_.front().bound - known <= gap_wanted * std::abs(open_.front().bound)) {
            left_ =
                std::max(left_, open_.front().bound); // nothing better than what is known, but for the gap
            open_.clear();
            return;
        }
        full_ = open_.size() * open_.front().multipliers.size() > most_multipliers_open;
        double const all = bound(known);
        std::pop_heap(open_.begin(), open_.end(), lower);
        auto const whole = std::move(open_.back());
        open_.pop_back();
        relaxation_.resume(whole, all);
        relaxation_.improve(known, 30, gap_wanted, effort); // what the choices disagree on
        auto const question = relaxation_.least_agreed();
        auto const settled = relaxation_.node();
        if (!question) {
            auto plan = decided_plan(problem_, objective_, core_, settled);
            bool const counts = plan && !(evaluate_topology(problem_, *plan, objective_).cost > most_cost_);
            if (counts && (!found_ || plan->value > found_->value)) {
                found_ = std::move(plan);
                left_ = std::max(left_, found_->value);
            }
            continue;
        }
        for (bool const yes : {true, false}) {
            relaxation_.resume(settled, all);
            relaxation_.decide(*question, yes);
            if (relaxation_.improve(known, 100, gap_wanted, effort) && relaxation_.bound() > known) {
                open_.push_back(relaxation_.node());
                std::push_heap(open_.begin(), open_.end(), lower);
            }
        }
    }
}

} // namespace saggar::topology
