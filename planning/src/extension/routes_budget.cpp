// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "routes_budget.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar::detail {

namespace {

constexpr double worth_a_plan = 0.01; // of the budget
constexpr int most_times_raised = 2;

} // namespace

RoutesBudget::RoutesBudget(std::optional<double> budget)
    : budget_{budget}, now_{budget.value_or(0.0)}, too_much_{std::numeric_limits<double>::infinity()} {}

double RoutesBudget::worth_spending() const {
    return worth_a_plan * budget_.value_or(0.0);
}

double RoutesBudget::next(double modelled, double capital) const {
    double const spared = margin * *budget_;
    double const reach = *budget_ - (capital - modelled) - spared;
    bool const tried = reach <= fits_ + spared || reach >= too_much_ - spared;
    return !tried ? std::max(0.0, reach) : std::isfinite(too_much_) ? std::midpoint(fits_, too_much_) : fits_;
}

void RoutesBudget::take_too_dear(double modelled, double capital) {
    too_much_ = std::min(too_much_, modelled);
    now_ = next(modelled, capital);
}

bool RoutesBudget::spends_more(double modelled, double capital) {
    if (!budget_ || times_raised_ == most_times_raised) {
        return false;
    }
    fits_ = std::max(fits_, now_);
    double const more = next(modelled, capital);
    if (*budget_ - capital < worth_spending() || more < now_ + worth_spending()) {
        return false;
    }
    now_ = more;
    ++times_raised_;
    return true;
}

bool RoutesBudget::may_fit_more() const {
    return std::isfinite(too_much_) && too_much_ - fits_ > worth_spending();
}

} // namespace saggar::detail
