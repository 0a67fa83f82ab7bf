// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The operating points that a design envelope is made of: one for each way from a plant to where dwellings
// end.
//
// D(x) is the heat that everything downstream of a node x takes at one time: f(N) times the single peaks of
// the N dwellings there (diversity.hpp), but never less than D of anything downstream of x, plus all other
// loads in full. On the way to a consumer every pipe carries D of its own downstream end. So what branches
// off between two nodes a and b of the way draws D(a) - D(b) together, shared by single peaks, no substation
// above its own peak. Above the plants stands the network as a whole: what other plants' consumers draw
// together with the way's is the coincident peak of all.
//
// What lies downstream follows from the flows of a solved state: from each consumer's supply side upstream
// along the largest inflow, and from its return side downstream along the largest outflow. In a tree without
// further plants that is exact; in a mesh it names the way that most of the water takes, and the solver says
// what each pipe then carries. Where two ways make the same demands, as supply and return of pairs do, one of
// them is kept.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/diversity.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

class DesignPaths {
public:
    // `point` is a design point and `state` its solution.
    DesignPaths(Network const& network, OperatingPoint const& point, SteadyState const& state);

    [[nodiscard]] std::size_t size() const { return paths_.size(); }
    // The substation at the end of a path.
    [[nodiscard]] std::int32_t consumer(std::size_t path) const { return paths_[path].consumer; }
    // Every substation's demand while this path carries its design flows, W.
    void demands(std::size_t path, std::vector<double>& heat_demand_w) const;
    // D of a node on the supply side, W; 0 where no consumer lies downstream of it.
    [[nodiscard]] double downstream_peak_w(std::size_t node) const { return trees_[0].peak_w(node); }

private:
    // Consumers in an order in which those downstream of any node stand together.
    struct Tree {
        std::vector<std::int32_t> parent; // by node; the last node is the network as a whole
        std::vector<std::int32_t> begin;  // of a node's consumers in `order`
        std::vector<std::int32_t> end;
        std::vector<std::int32_t> order;
        std::vector<double> dwelling_peak_w; // by node: the diversified part of D
        std::vector<double> other_peak_w;
        std::vector<std::uint64_t> dwellings_below; // fingerprint of the set of substations with dwellings
        std::vector<std::int32_t> at;               // node of each consumer

        [[nodiscard]] double peak_w(std::size_t node) const {
            return dwelling_peak_w[node] + other_peak_w[node];
        }
    };
    struct Path {
        std::int32_t consumer;
        std::uint8_t tree;
    };

    [[nodiscard]] Tree make_tree(Network const& network, SteadyState const& state, bool supply) const;
    [[nodiscard]] std::vector<std::int32_t> leaves(Tree const& tree) const;
    [[nodiscard]] static std::vector<std::int32_t> way(Tree const& tree, std::int32_t consumer);
    [[nodiscard]] static std::uint64_t fingerprint(Tree const& tree, std::int32_t consumer);
    void share(std::array<std::span<std::int32_t const>, 2> const& parts, std::int32_t except, double heat_w,
               std::vector<double>& heat_demand_w) const;

    DesignSettings settings_;
    std::vector<double> base_demand_w_;
    std::vector<double> own_peak_w_;    // of dwellings' substations at this point; 0: no diversity
    std::vector<double> single_peak_w_; // sum of what each of its dwellings would take alone
    std::vector<double> dwellings_;
    std::vector<double> other_w_; // demand of all other loads that are reached
    std::vector<Tree> trees_;     // supply side, return side
    std::vector<Path> paths_;
};

} // namespace saggar::detail
