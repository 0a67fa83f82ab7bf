// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Upper bound on the value of any plan, by Lagrangian relaxation.
//
// Every load k is a commodity that flows from the sources to its place and may use an arc only where the arc
// is open: f_ka <= y_a. Relaxed with multipliers w_ka >= 0 this falls apart into
//   one cheapest way per load, arcs costing peak_k per_w_a + w_ka: the load adds max(0, profit_k - way_k);
//   one small choice per chain: closed, open from its ends up to a cut, or open right through in one
//   direction, earning the multipliers of what it opens and paying the fixed cost. A chain's loads use
//   multipliers of their own for the way from either end, so that a chain is one arc to all others.
// With steps (steps.hpp) every edge is an arc, and its small choice is the group of loads that earns most
// above what the steps cost: a knapsack per step, so that sizes, diversity, present pipes and capacities
// count. The sum is a bound whatever the multipliers are. A subgradient method (Polyak's step towards the
// value of the best plan known, Camerini, Fratta and Maffioli's deflection) looks for good ones. What a bound
// with one decision forced leaves below the best plan known is decided the other way for good (reduced cost
// fixing).

#include "topology/core.hpp"
#include "topology/effort.hpp"
#include "topology/steps.hpp"

#include <array>
#include <optional>
#include <vector>

namespace saggar::topology {

enum class HookState : std::uint8_t { open, always, never };

class Relaxation {
public:
    // With `steps` (of a core of single edges) the small choice is which loads go through and at which step.
    explicit Relaxation(Core const& core, Steps const* steps = nullptr);

    // Whether every hook can have a multiplier on every arc, or only on those around it.
    [[nodiscard]] static bool has_all_multipliers(Core const& core);
    // First multipliers; without this they are zero.
    void ascend(Effort& effort);

    // Lowers the bound on plans worth more than `known`; false when none is left (the bound is then `known`).
    bool improve(double known, std::int64_t iterations, double gap_wanted, Effort& effort);
    // No plan of the lines (or steps) is worth more than the larger of this and the `known` it was improved
    // with.
    [[nodiscard]] double bound() const { return bound_; }
    // What the bound loses when an arc must be open right through: 0 for arcs that the relaxation likes.
    [[nodiscard]] std::vector<double> forced_losses() const;
    // Hooks that the relaxation connects.
    [[nodiscard]] std::vector<char> liked_hooks() const;
    // With steps: the sum of peaks through every arc in the present choices.
    [[nodiscard]] std::vector<double> flows_w() const;
    [[nodiscard]] std::vector<char> const& gone_arcs() const { return arc_gone_; }

    // For prices that move: how often each hook was connected in the last iterations.
    [[nodiscard]] std::vector<double> hook_shares() const;
    // Profits of the core's hooks are others now: bounds begin anew, from the best multipliers. What is
    // decided for good stays so; that holds if `known` is of the same plans at both.
    void reprice();

    // For branching, with steps: what is decided, with multipliers and the bound of all plans like that.
    struct Node {
        std::vector<HookState> hooks;
        std::vector<char> gone_arcs;
        std::vector<char> forced_chains; // in use, in one direction or the other
        std::vector<double> multipliers;
        double bound{0.0};
    };
    struct Question { // whether the hook connects, or the chain is in use
        bool of_hook{false};
        std::size_t index{0};
    };
    [[nodiscard]] Node node() const;
    // `whole`: bound of all parts together, which is what is reported while this one is improved.
    void resume(Node const& node, double whole);
    // What the last iterations were least agreed on; none if all is decided.
    [[nodiscard]] std::optional<Question> least_agreed() const;
    void decide(Question const& question, bool yes);
    // Whether the multipliers have come as far as they will.
    [[nodiscard]] bool settled() const { return scale_ < 0.01; }

private:
    struct Way {
        double length{0.0};
        bool found{false};
    };
    struct ChainChoice { // edges opened from either end; all of them: right through
        std::int32_t from_a{0};
        std::int32_t from_b{0};
        double worth{0.0};
        double forward{0.0}; // worth of going right through
        double backward{0.0};
    };

    void find_lower_prices();
    void find_passages();
    double evaluate(double cutoff_slack);
    Way cheapest_way(std::int32_t hook, double cutoff);
    void choose(std::int32_t index);
    void fix(double known);
    void step(double known, double scale);
    [[nodiscard]] double opened(std::int32_t column) const;
    struct Slack;
    void ascend_one(std::size_t hook, std::int32_t limit, Slack& slack);
    void grow(std::size_t hook, std::int32_t limit, double length, double budget, Slack& slack);
    [[nodiscard]] double slack_left(std::size_t hook, std::int32_t column, Slack const& slack) const;
    void take_slack(std::size_t hook, std::int32_t column, double amount, Slack& slack);
    void lay_rows();
    void near_arcs(std::size_t hook, std::size_t most);
    void leave_out_gone();
    void spread(std::size_t hook);
    // Steps
    struct Fill { // of one arc or root: what goes through at the best step
        double worth{0.0};
        std::vector<double> share; // of each item; empty where nothing can be worth it
    };
    enum class Mark : std::uint8_t { open, in, out };
    struct Leaf {
        double worth{0.0};
        std::int32_t critical{-1};
    };
    struct Item { // a load with a multiplier on the arc
        double w{0.0};
        double peak_w{0.0};
        double own_peak_w{0.0}; // at one time
        double customers{0.0};
        std::int32_t place{0}; // in the rows
        std::int32_t column{0};
    };
    void list_items(std::size_t hook);
    void gather_items();
    void sort_items(std::span<Item> items);
    [[nodiscard]] std::span<Item> items_of(std::size_t column);
    Leaf leaf(std::span<Item const> items, double filler_w, Step const& step, double more_per_w);
    void fill_step(std::span<Item const> items, double filler_w, Step const& step, double more_per_w,
                   std::int32_t depth, Fill& best);
    void best_fill(std::size_t column, std::span<Step const> steps, double base_per_w, Fill& best);
    void take(std::size_t column, Fill const& fill);
    void choose_steps(std::size_t chain);
    double choose_roots();

    Core const& core_;
    // Multipliers, a row per hook: of its own way from a and from b, then of arcs near it and of roots. Where
    // a problem is large, a hook has none for what is far: 0 is a multiplier as valid as any.
    std::size_t columns_; // arcs, then roots, then the hook's own two
    std::vector<std::int64_t> row_begin_;
    std::vector<std::int32_t> column_;
    std::vector<double> w_;
    std::vector<double> d_; // direction
    std::vector<double> best_w_;
    std::vector<double> spread_w_;               // the row at hand, by column
    std::vector<double> open_;                   // per column, of the present choices
    std::vector<std::vector<std::int32_t>> way_; // columns each hook uses
    std::int32_t gone_since_{0};
    std::vector<std::int64_t> column_place_; // of the row at hand, by column
    std::vector<std::int32_t> set_mark_;
    std::int32_t set_mark_now_{0};
    std::vector<double> reduced_; // profit - way
    std::vector<double> sum_;     // of w per column
    std::vector<ChainChoice> choice_;
    std::vector<char> root_open_;
    std::vector<HookState> state_;
    std::vector<char> arc_gone_;
    std::vector<std::int32_t> home_;  // chain of a hook, or -1
    std::vector<std::int32_t> place_; // junction, or inner place in the chain
    std::vector<double> from_a_per_w_;
    std::vector<double> from_b_per_w_;
    std::vector<double> chain_per_w_;
    std::vector<double> chain_fixed_;
    std::vector<double> lower_price_; // per W from the nearest source
    double value_{0.0};
    double magnitude_{0.0};
    double bound_;
    double best_value_;
    std::int64_t counted_{0};
    double scale_{1.0};              // of the step
    std::int64_t since_{0};          // iterations without a better value
    std::vector<double> stretch_;    // of a hook's steps
    std::vector<double> hook_share_; // of the last iterations: those that it connected in
    std::vector<double> chain_share_;
    std::vector<char> forced_;
    double whole_{-std::numeric_limits<double>::infinity()};
    bool frozen_{false}; // rows stay as they are, for nodes share them
    // steps
    Steps const* steps_;
    std::vector<double> taken_; // per place in the rows: share of the load that goes through
    std::vector<Item> listed_;  // row after row
    std::vector<Item> items_;   // arc after arc, the most earned per watt first
    std::vector<std::size_t> items_begin_;
    std::vector<std::pair<float, std::int32_t>> keys_;
    std::vector<Item> sorted_;
    std::vector<Mark> mark_of_; // per item of the arc at hand
    std::vector<double> share_;
    std::array<Fill, 2> fills_;
    std::int32_t depth_{0}; // of branching in a knapsack
    double open_peak_w_{0.0};
    // ways
    std::vector<double> label_;
    std::vector<std::int32_t> label_mark_;
    std::vector<std::int32_t> out_arc_;
    std::vector<std::int32_t> onward_;
    std::vector<std::pair<double, std::int32_t>> heap_;
    std::int32_t mark_{0};
    std::vector<double> best_prefix_;
    std::vector<std::int32_t> best_prefix_edges_;
};

} // namespace saggar::topology
