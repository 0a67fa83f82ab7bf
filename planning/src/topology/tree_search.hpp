// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Search over spanning trees of the core for the linear objective.
//
// A spanning tree fixes what a watt costs at every place; which loads are then worth connecting, and where
// chains that are not in the tree are cut, follows exactly by dynamic programming from the leaves. A move
// hangs one junction on another arc; only its subtree, the chains there and the way to the root are reckoned
// again.

#include "topology/core.hpp"
#include "topology/effort.hpp"

#include <vector>

namespace saggar::topology {

class TreeSearch {
public:
    TreeSearch(Core const& core, std::uint64_t seed);

    // Simulated annealing; ends early when the effort is over. Keeps the best tree.
    void anneal(std::int64_t moves, double hot, double cold, Effort& effort);
    // The start of another round: the best tree so far, or one of cheapest ways with disturbed lengths.
    void restart_from_best();
    void restart_from_ways(double disturbance);
    // The same with a length per arc, disturbed.
    void restart_from_lengths(std::vector<double> const& arc_length, double disturbance);
    // The same from cheapest paths to the junctions of the wanted hooks; arc_loss is added to fixed costs.
    void restart_from_paths(std::vector<double> const& arc_loss, std::vector<char> const& wanted_hooks,
                            double disturbance);
    // Arcs that the best plan cannot use any more (arcs in core order): seldom tried.
    void avoid(std::vector<char> const& arcs) { avoided_ = arcs; }
    // The plan of the best tree: connected loads and pipes (edge, from, to), outwards.
    [[nodiscard]] TopologyPlan plan();
    [[nodiscard]] double typical_cost() const { return typical_cost_; }
    [[nodiscard]] double best_gain() const { return best_gain_; }

private:
    struct Part {
        double gain{0.0};
        double flow_w{0.0};
    };

    void evaluate_all();
    [[nodiscard]] double total() const;
    std::vector<char> wanted_junctions(std::vector<char> const& wanted_hooks);
    void hang_rest(std::vector<std::int32_t> const& by);
    void grow_tree(std::vector<double> const& arc_length);
    [[nodiscard]] bool in_subtree(std::int32_t node, std::int32_t top) const;
    bool try_flip(std::int32_t chain, double least);
    bool try_move(std::int32_t junction, std::int32_t arc, double least);
    void rehang(std::int32_t junction, std::int32_t arc);
    void refresh_node(std::int32_t node);
    void refresh_chain(std::int32_t index);
    void cut_chain(std::int32_t index);
    void open_chain(std::int32_t arc);
    void refresh_gain(std::int32_t node);
    void climb(std::int32_t node);
    void collect_subtree(std::int32_t top);
    [[nodiscard]] Part hooks_at(HookRange range, double price) const;
    [[nodiscard]] Part given(std::int32_t arc) const;
    void save_node(std::int32_t node);
    void save_chain(std::int32_t chain);
    void undo();
    void find_active();
    bool settle_active();
    void keep_best(double gain);

    // extraction
    void emit_node(TopologyPlan& plan, std::int32_t node);
    void emit_hooks(TopologyPlan& plan, HookRange range, double price);
    void emit_run(TopologyPlan& plan, std::int32_t arc, std::int32_t edges, double price);

    struct NodeState {
        double price{0.0};
        Part own;
        Part gain;
    };
    struct ChainState { // in the tree: partial, through; out of it: what each end gives
        Part first;
        Part second;
        std::int32_t first_edges{0};
        std::int32_t second_edges{0};
    };

    Core const& core_;
    Random random_;
    double over_price_{0.0};
    double typical_cost_{0.0};
    double must_bonus_{0.0};
    std::vector<double> profit_;
    std::vector<double> chain_per_w_;
    std::vector<std::int32_t> parent_; // arc into the junction; arc_count + r: root r
    std::vector<NodeState> nodes_;
    std::vector<ChainState> chains_;
    std::vector<std::int32_t> root_of_; // roots at a junction: first, or -1
    std::vector<std::int32_t> subtree_;
    std::vector<std::int32_t> touched_;
    std::vector<std::int32_t> node_mark_;
    std::vector<std::int32_t> chain_mark_;
    std::int32_t mark_{0};
    std::vector<std::pair<std::int32_t, std::int32_t>> saved_parents_;
    std::vector<std::pair<std::int32_t, NodeState>> saved_nodes_;
    std::vector<std::pair<std::int32_t, ChainState>> saved_chains_;
    std::vector<std::int32_t> best_parent_;
    double best_gain_{0.0};
    std::int64_t steps_{0};
    std::vector<Part> prefix_;
    std::vector<std::int32_t> prefix_edges_;
    // Junctions in the plan of the tree as it stood after the last move. Of a chain out of the tree one end,
    // one that is active, is credited with what opening from there alone is worth, the other with what it
    // adds to that: so that whether the other is worth reaching is decided rightly. Which, where both are
    // active, is searched.
    std::vector<char> active_;
    std::vector<char> b_first_;
    std::vector<char> best_b_first_;
    std::vector<char> best_active_;
    std::vector<char> avoided_;
    std::vector<char> was_active_;
    std::vector<std::int32_t> order_; // active junctions from the roots outwards
};

} // namespace saggar::topology
