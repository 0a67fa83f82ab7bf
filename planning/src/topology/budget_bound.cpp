// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/budget_bound.hpp"

#include "topology/finish.hpp"
#include "topology/numbers.hpp"
#include "topology/tree_search.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {

// Loads that pay their way at no price up to so many times the first are not in the core, so that no price is
// above it.
constexpr double most_price_above = 16.0;
constexpr double first_stride = 0.35;
constexpr double last_stride = 1e-3; // the bound is flat around the best price

} // namespace

BudgetBound::BudgetBound(TopologyProblem const& problem, TopologySettings const& settings, double price)
    : priced_{problem},
      settings_{settings},
      price_{price},
      most_price_{most_price_above * price},
      bound_{infinite},
      stride_{first_stride} {
    double customers = 0.0;
    double total_w = 0.0;
    for (auto& load : priced_.loads) {
        load.value = most_price_ * load.benefit.value_or(load.peak_w);
        customers += load.customers;
        total_w += load.peak_w;
    }
    usual_w_ = 4.0 * total_w / std::max(1.0, static_cast<double>(priced_.loads.size()));
    pricing_ = std::make_unique<Pricing>(priced_, settings.objective);
    double const share_low =
        settings.objective == TopologyObjective::catalogue ? pricing_->factor(customers) : 1.0;
    std::vector<double> const no_sums(priced_.edges.size(), total_w);
    steps_ = std::make_unique<StepBound>(*pricing_, share_low, no_sums, TopologyPlan{});
    for (auto const& hook : steps_->core().hooks) {
        auto const& load = problem.loads[static_cast<Index>(hook.load)];
        benefit_.push_back(load.benefit.value_or(load.peak_w));
        paid_.push_back(most_price_ * benefit_.back() - hook.profit);
    }
    set_price(price);
}

void BudgetBound::set_price(double price) {
    price_ = std::min(price, most_price_);
    auto& hooks = steps_->core().hooks;
    for (Index h = 0; h < hooks.size(); ++h) {
        hooks[h].profit = price_ * benefit_[h] - paid_[h];
    }
    steps_->relaxation().reprice();
}

double BudgetBound::improve(double known, std::int64_t iterations, Effort& effort) {
    auto& relaxation = steps_->relaxation();
    if (!begun_) {
        relaxation.ascend(effort);
        begun_ = true;
    }
    // Plans that are better within the budget are worth more than this, whatever they cost.
    double const worth = std::isfinite(known) ? price_ * known - settings_.budget : -infinite;
    double left = 0.0;
    if (branching_) {
        branching_->advance(worth, 5, 0.0, effort);
        left = branching_->bound(worth);
    } else {
        relaxation.improve(worth, iterations, 0.0, effort);
        left = relaxation.bound();
    }
    if (std::isfinite(left)) {
        bound_ = std::min(bound_, (left + settings_.budget) / price_);
    }
    if (!branching_ && !effort.over() && bound_ > known) {
        move_price();
    }
    return bound_;
}

TopologyPlan BudgetBound::liked(TopologyPlan near, bool by_lines, std::uint64_t seed, Effort& effort) const {
    if (!begun_) {
        return {};
    }
    std::vector<double> sum_w(priced_.edges.size(), usual_w_);
    std::vector<double> share(priced_.edges.size(), 1.0);
    fill(*pricing_, near);
    for (auto const& pipe : near.pipes) {
        if (pipe.sum_of_peaks_w <= 0.0) { // leads back what is fed in behind it
            continue;
        }
        sum_w[static_cast<Index>(pipe.edge)] = pipe.sum_of_peaks_w;
        share[static_cast<Index>(pipe.edge)] = pipe.flow_w / pipe.sum_of_peaks_w;
    }
    if (!by_lines) {
        steps_->read_flows(sum_w);
    }
    // Contracted at the same price as the core of the bound, so that hooks are the same.
    Core core = steps_->contracted(lines_at(*pricing_, sum_w, share));
    for (Index h = 0; h < core.hooks.size(); ++h) {
        core.hooks[h].profit += (price_ - most_price_) * benefit_[h];
    }
    TreeSearch search{core, seed};
    if (by_lines) {
        double const hot = 0.3 * search.typical_cost();
        search.anneal(std::max<std::int64_t>(3000, 200LL * core.junction_count()), hot, hot * 1e-2, effort);
        return search.plan();
    }
    auto const& relaxation = steps_->relaxation();
    search.restart_from_paths(relaxation.forced_losses(), relaxation.liked_hooks(), 0.2);
    double const cool = 0.1 * search.typical_cost();
    search.anneal(std::max<std::int64_t>(3000, 50LL * core.junction_count()), cool, cool * 1e-2, effort);
    return search.plan();
}

void BudgetBound::move_price() {
    auto& relaxation = steps_->relaxation();
    if (stride_ < last_stride) {
        if (relaxation.settled() && steps_->branchable()) {
            at_price_ = priced_;
            for (auto& load : at_price_.loads) {
                load.value = price_ * load.benefit.value_or(load.peak_w);
            }
            branching_ = std::make_unique<Branching>(at_price_, settings_.objective, steps_->core(),
                                                     relaxation, settings_.budget * (1.0 + cost_rounding));
        }
        return;
    }
    double connected = 0.0;
    auto const shares = relaxation.hook_shares();
    for (Index h = 0; h < shares.size(); ++h) {
        connected += shares[h] * benefit_[h];
    }
    double const cost = price_ * connected - relaxation.bound();
    int const way = cost > settings_.budget ? -1 : 1;
    stride_ *= last_way_ == 0 ? 1.0 : way == last_way_ ? 1.1 : 0.5;
    stride_ = std::min(stride_, first_stride);
    last_way_ = way;
    set_price(price_ * std::exp(way * stride_));
}

} // namespace saggar::topology
