// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What routes may spend for the confirmed network to cost the budget: the solver's sizes cost more than
// routes think, or less.

#include <optional>

namespace saggar::detail {

class RoutesBudget {
public:
    // Of a part of the budget: what a plan may be dearer than the one before.
    static constexpr double margin = 0.001;

    explicit RoutesBudget(std::optional<double> budget);

    [[nodiscard]] double now() const { return now_; }
    [[nodiscard]] bool exceeded_by(double capital) const { return budget_ && capital > *budget_; }

    // A plan that routes thought to cost `modelled` costs `capital` when confirmed, beyond the budget: the
    // next one may spend what would be right if it is as much dearer than they think; where that has been
    // tried, half way between what was enough and what was too much.
    void take_too_dear(double modelled, double capital);
    // A confirmed plan within the budget. Whether much is left and another plan is worth a try, for which
    // routes may spend more then; no more than twice.
    bool spends_more(double modelled, double capital);
    // Whether plans between what was enough and what was too much are worth a try.
    [[nodiscard]] bool may_fit_more() const;

private:
    [[nodiscard]] double next(double modelled, double capital) const;
    [[nodiscard]] double worth_spending() const;

    std::optional<double> budget_;
    double now_;
    double fits_{0.0};
    double too_much_;
    int times_raised_{0};
};

} // namespace saggar::detail
