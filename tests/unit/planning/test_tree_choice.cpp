// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "sizing/tree_choice.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace {

using namespace saggar::detail;

class RandomTree {
public:
    explicit RandomTree(unsigned seed) : random_{seed} {}

    SizingTree make(std::size_t nodes, std::size_t options, double price) {
        SizingTree tree;
        tree.parent.assign(nodes, -1);
        tree.options.resize(nodes);
        tree.head_needed.assign(nodes, -std::numeric_limits<double>::infinity());
        tree.lift_cost_needed = tree.head_needed;
        std::vector<int> children(nodes, 0);
        for (std::size_t node = 1; node < nodes; ++node) {
            auto const parent = static_cast<std::size_t>(random_()) % node;
            tree.parent[node] = static_cast<std::int32_t>(parent);
            ++children[parent];
            if (node % 5 == 4) {
                continue; // nothing to choose
            }
            double const length = 1.0 + 9.0 * unit();
            for (std::size_t k = 0; k < options; ++k) {
                double const bore = 1.0 + static_cast<double>(k);
                double const head = length * 20.0 * unit() / std::pow(bore, 4.0);
                tree.options[node].push_back({.size = k,
                                              .cost = length * (3.0 + bore),
                                              .lift_cost = price * head * (0.5 + unit()),
                                              .head = head});
            }
        }
        for (std::size_t node = 0; node < nodes; ++node) {
            if (children[node] == 0 || unit() < 0.3) {
                tree.head_needed[node] = 10.0 * unit();
                tree.lift_cost_needed[node] = price * 10.0 * unit();
            }
        }
        return tree;
    }

private:
    double unit() { return static_cast<double>(random_()) / 4294967296.0; }
    std::mt19937 random_;
};

double at_root(SizingTree const& tree, std::vector<std::size_t> const& option,
               std::vector<double> const& needed, double TreeOption::*what) {
    std::vector<double> lost(tree.parent.size(), 0.0);
    double most = needed[0];
    for (std::size_t node = 1; node < lost.size(); ++node) {
        lost[node] = lost[static_cast<std::size_t>(tree.parent[node])] +
                     (tree.options[node].empty() ? 0.0 : tree.options[node][option[node]].*what);
        most = std::max(most, lost[node] + needed[node]);
    }
    return most;
}

double head_of(SizingTree const& tree, std::vector<std::size_t> const& option) {
    return at_root(tree, option, tree.head_needed, &TreeOption::head);
}

double cost_of(SizingTree const& tree, std::vector<std::size_t> const& option) {
    double cost = at_root(tree, option, tree.lift_cost_needed, &TreeOption::lift_cost);
    for (std::size_t node = 1; node < option.size(); ++node) {
        cost += tree.options[node].empty() ? 0.0 : tree.options[node][option[node]].cost;
    }
    return cost;
}

double brute_force(SizingTree const& tree, TreeLimits const& limits) {
    std::vector<std::size_t> option(tree.parent.size(), 0);
    double least = std::numeric_limits<double>::infinity();
    while (true) {
        if (head_of(tree, option) <= limits.largest_head) {
            least = std::min(least, cost_of(tree, option));
        }
        std::size_t node = 1;
        while (node < option.size() &&
               (tree.options[node].empty() || ++option[node] == tree.options[node].size())) {
            option[node++] = 0;
        }
        if (node == option.size()) {
            return least;
        }
    }
}

TEST(TreeChoice, IsTheBestOfAllCombinations) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        SizingTree const tree = RandomTree{seed}.make(8, 4, seed % 2 == 0 ? 3.0 : 0.2);
        for (double const largest : {std::numeric_limits<double>::infinity(), 40.0, 15.0}) {
            TreeLimits limits;
            limits.largest_head = largest;
            double const least = brute_force(tree, limits);
            auto const best = best_choices(tree, limits, 3);
            double const bound = least_cost_bound(tree, limits);
            if (!std::isfinite(least)) {
                EXPECT_TRUE(best.empty()) << seed;
                EXPECT_TRUE(std::isinf(bound)) << seed;
                continue;
            }
            ASSERT_FALSE(best.empty()) << seed << " largest head " << largest;
            EXPECT_NEAR(best[0].total(), least, 1e-9 * least) << seed << " largest head " << largest;
            EXPECT_NEAR(cost_of(tree, best[0].option), best[0].total(), 1e-9 * least) << seed;
            EXPECT_NEAR(head_of(tree, best[0].option), best[0].head, 1e-9) << seed;
            EXPECT_NEAR(bound, least, 1e-9 * least) << seed;
        }
    }
}

TEST(TreeChoice, ThinnedFrontsKeepTheOptimumBetweenThem) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        SizingTree const tree = RandomTree{seed}.make(80, 6, 5.0);
        TreeLimits limits;
        limits.largest_head = seed % 2 == 0 ? std::numeric_limits<double>::infinity() : 60.0;
        limits.front = 100'000; // nothing is left out
        double const exact = best_choices(tree, limits, 1).at(0).total();
        limits.front = 400;
        double const found = best_choices(tree, limits, 1).at(0).total();
        EXPECT_GE(found, exact * (1.0 - 1e-12)) << seed;
        EXPECT_LE(found, exact * 1.01) << seed;
        EXPECT_LE(least_cost_bound(tree, limits), exact * (1.0 + 1e-12)) << seed;
    }
}

TEST(TreeChoice, NothingWithinTheBoundIsLost) {
    SizingTree const tree = RandomTree{7}.make(30, 5, 1.0);
    TreeLimits limits;
    limits.front = 100'000;
    double const least = least_cost_bound(tree, limits);
    limits.dearest = least * 1.001;
    EXPECT_NEAR(least_cost_bound(tree, limits), least, 1e-9 * least);
    limits.dearest = least * 0.9; // nothing is as cheap
    EXPECT_GE(least_cost_bound(tree, limits), limits.dearest * (1.0 - 1e-12));
    EXPECT_TRUE(best_choices(tree, limits, 1).empty());
}

} // namespace
