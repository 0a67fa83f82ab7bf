// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Upper bound on the benefit of every plan within a budget B: for a price p on the benefit and any
// multipliers of the relaxation, whose value L(p) is no less than p * benefit - cost of any plan, benefit <=
// (L(p) + B) / p (Lagrangian duality). Multipliers hold for every price, so that the price moves with them
// instead of a problem for each price that begins anew: down where what the relaxation connects costs more
// than the budget (p * its benefit - L(p), the derivative of the bound), up where it costs less.
//
// What is forced beside a plan within the budget of benefit b is decided for good where L with it falls below
// p b - B, for then no better plan has it, whatever the price.

#include "topology/branching.hpp"
#include "topology/effort.hpp"
#include "topology/step_bound.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace saggar::topology {

inline constexpr double cost_rounding = 1e-12; // of costs beside a budget, relative

class BudgetBound {
public:
    // Prices from `price` on, up to most_price_above times as much.
    BudgetBound(TopologyProblem const& problem, TopologySettings const& settings, double price);

    // No plan within the budget has more benefit than this or `known`, the benefit of the best plan known.
    double improve(double known, std::int64_t iterations, Effort& effort);
    // At which about the budget is spent.
    [[nodiscard]] double price() const { return price_; }
    // A plan of about the price, to begin a search with, whatever it costs: along the streets that the
    // relaxation likes, or `by_lines`, each street as the line that is right for its flow in the plan `near`.
    // None before the first improvement.
    [[nodiscard]] TopologyPlan liked(TopologyPlan near, bool by_lines, std::uint64_t seed,
                                     Effort& effort) const;
    // Whether more work lowers it no further.
    [[nodiscard]] bool ended() const { return branching_ && branching_->ended(); }
    // The best plan that branching was left with somewhere, if any; it may cost more than the budget.
    [[nodiscard]] std::optional<TopologyPlan> found() const {
        return branching_ ? branching_->found() : std::nullopt;
    }

private:
    void set_price(double price);
    void move_price();

    TopologyProblem priced_;   // at the highest price, which decides what is in the core
    TopologyProblem at_price_; // at the price at which branching began
    TopologySettings const& settings_;
    double price_;
    double usual_w_{0.0}; // of a street
    double most_price_;
    std::unique_ptr<Pricing> pricing_;
    std::unique_ptr<StepBound> steps_;
    std::unique_ptr<Branching> branching_;
    std::vector<double> benefit_; // per hook
    std::vector<double> paid_;    // per hook: what connecting it costs of its own, not counted in price
    double bound_;
    double stride_; // of the logarithm of the price
    int last_way_{0};
    bool begun_{false};
};

} // namespace saggar::topology
