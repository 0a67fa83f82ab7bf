// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Search on the objective itself, whatever it is: simulated annealing over a spanning forest of the streets
// and the set of connected loads. What lies behind every edge is kept up to date, and every move is priced in
// full along the ways that it changes: a load in or out, an edge exchanged for another of the circle that it
// closes, a branch dropped, the loads along an unused way taken in; where sources may feed in, a tree hung
// from another one with its source feeding in, more or less fed in, a part of a tree given back to a source.
//
// Within a budget B loads have the value price x benefit, and the search looks for the most benefit that
// costs no more than B. A plan that costs more is a way to others, not an answer: what it costs more is paid
// `strictness` times beside, and strictness grows while the search cools. Then two loads are exchanged as
// well: next to the budget no load gets in before another one leaves.

#include "topology/core.hpp"
#include "topology/effort.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace saggar::topology {

class PipeSearch {
public:
    // Folded loads and chains as in the core; the core's prices play no part.
    PipeSearch(Pricing const& pricing, Core const& core, std::uint64_t seed);

    // Starts from the plan, what passes a capacity shed. False if it cannot be made to fit.
    bool adopt(TopologyPlan const& plan);
    // The same, whatever better plan was known.
    bool restart(TopologyPlan const& plan);
    void anneal(std::int64_t moves, double hot, double cold, Effort& effort);
    // From now on the most benefit within the budget; `price`: money per unit of it that the core's profits
    // count. Before a plan is adopted.
    void keep_within(double budget, double price);
    // Whether there is a plan: within a budget, adopting one that costs more gives none yet.
    [[nodiscard]] bool found() const { return std::isfinite(best_value_); }
    [[nodiscard]] double best_value() const { return best_value_; }
    [[nodiscard]] TopologyPlan plan() const;

private:
    struct Link { // a street edge, seen from one of its ends
        std::int32_t edge{0};
        std::int32_t to{0};
    };
    struct Node {
        std::int32_t parent{-1}; // node; -1: a source of its own
        std::int32_t edge{-1};   // to the parent
        Behind own;
        Behind behind;
        double cost{0.0}; // of the edge, or of the source
    };
    struct State {
        std::vector<Node> nodes;
        std::vector<char> on;        // per hook
        std::vector<double> given_w; // per source, into a tree that hangs on another one
    };

    void span(std::int32_t only = -1);
    void shed();
    void add_up();
    void set_own(std::int32_t node);
    void pull(std::int32_t node);
    void pull_up(std::int32_t node);
    void touch(std::int32_t node);
    void set_hook(std::int32_t hook, bool on);
    void give(std::int32_t source, double heat_w);
    void refit_sources(std::int32_t node);
    [[nodiscard]] double some_of(std::int32_t source);
    void turn_round(std::int32_t above, Link link);
    bool feed(double least);
    bool hang_on(std::int32_t foot);
    bool feed_together();
    struct Way {
        std::int32_t target{-1};
        std::vector<Link> back; // per node, towards the start
    };
    bool find_way(std::int32_t start, std::int32_t other_tree, bool at_random, Way& way);
    void hang_by(Way const& way, std::int32_t foot);
    bool join(std::int32_t source, double least);
    void pool();
    bool settle(double least);
    bool toggle(double least);
    bool exchange(double least);
    bool drop(double least);
    bool graft(double least);
    bool swap(double least);
    [[nodiscard]] double beyond(double value, double benefit) const;
    [[nodiscard]] bool better() const;
    void keep_best();
    [[nodiscard]] double feeding_cost(std::int32_t source, double heat_w) const;
    [[nodiscard]] double root_cost(std::int32_t node, Behind const& behind) const;

    Pricing const& pricing_;
    Core const& core_;
    Random random_;
    std::vector<std::int32_t> nodes_; // that belong to the core
    std::vector<std::int32_t> link_begin_;
    std::vector<Link> links_;
    std::vector<HookRange> hooks_at_;
    std::vector<std::int32_t> home_; // node of a hook
    std::vector<char> is_source_;
    std::vector<std::vector<std::int32_t>> sources_at_; // per node, those that may feed in
    std::vector<std::int32_t> feeding_;                 // those
    State now_;
    State best_;
    double value_{0.0};
    double best_value_;
    double typical_w_price_{0.0};
    std::vector<std::pair<std::int32_t, Node>> saved_nodes_;
    std::vector<std::pair<std::int32_t, double>> saved_given_;
    std::vector<std::int32_t> mark_;
    std::int32_t mark_now_{0};
    std::int64_t steps_{0};
    double change_{0.0};       // of value, of what can be
    std::int32_t too_much_{0}; // more pipes and sources that cannot carry what they should
    std::vector<std::int32_t> changed_hooks_;
    std::vector<std::int32_t> scratch_;
    // Within a budget
    double budget_{-1.0}; // below 0: none
    double price_{0.0};
    std::vector<double> benefit_of_; // per hook
    double benefit_{0.0};            // of the loads that are on
    double best_benefit_{0.0};
    double more_benefit_{0.0}; // of the move
    double strictness_{0.0};
};

} // namespace saggar::topology
