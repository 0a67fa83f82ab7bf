// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_choice.hpp"

#include "sizing/numbers.hpp"
#include "tree_front.hpp"
#include "tree_prices.hpp"
#include "tree_rounding.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

double least(std::vector<TreeOption> const& options, double TreeOption::*what) {
    double value = options.empty() ? 0.0 : infinity;
    for (TreeOption const& option : options) {
        value = std::min(value, option.*what);
    }
    return value;
}

// Heads that cannot be gone below.
struct LeastHead {
    explicit LeastHead(SizingTree const& tree) : head_above(tree.parent.size(), 0.0) {
        std::vector<double> heads = tree.head_needed;
        for (std::size_t node = tree.parent.size(); node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree.parent[node]);
            heads[up] = std::max(heads[up], heads[node] + least(tree.options[node], &TreeOption::head));
        }
        for (std::size_t node = 1; node < tree.parent.size(); ++node) {
            head_above[node] = head_above[static_cast<std::size_t>(tree.parent[node])] +
                               least(tree.options[node], &TreeOption::head);
        }
        head = heads[0];
    }

    std::vector<double> head_above; // of the way to the root
    double head{0.0};               // at the root
};

class Fronts {
public:
    // `prices` may be of any choice; good ones leave more out.
    Fronts(SizingTree const& tree, TreeLimits const& limits, TreePrices const& prices, bool bound)
        : tree_{tree}, limits_{limits}, prices_{prices}, bound_{bound}, least_{tree} {
        std::size_t const n = tree.parent.size();
        find_inside();
        at_.resize(n);
        for (std::size_t node = 0; node < n; ++node) {
            at_[node] = {TreeLabel{.head = tree.head_needed[node],
                                   .lift_cost = tree.lift_cost_needed[node],
                                   .cost = 0.0,
                                   .from = {},
                                   .kept = -1}};
        }
        std::vector<Covered> merged(n); // of each node: its own leaf and the children that were merged
        for (std::size_t node = 0; node < n; ++node) {
            merged[node] = {.weight = prices.own_weight[node],
                            .price = prices.own_price[node],
                            .inside = inside_leaf(node)};
        }
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree.parent[node]);
            TreeFront const through = pass_pipe(node);
            at_[node] = {};
            merged[up].weight += prices.weight[node];
            merged[up].price += prices.price[node];
            merged[up].inside += inside_[node];
            TreeFront all;
            merge_fronts(at_[up], through, [&](TreeLabel const& label) {
                if (!hopeless(label, merged[up], up)) {
                    all.push_back(label);
                }
            });
            at_[up] = keep(undominated(std::move(all)));
        }
    }

    [[nodiscard]] TreeFront const& root() const { return at_[0]; }

    [[nodiscard]] TreeChoice choice(TreeLabel const& label) const {
        TreeChoice made{.cost = label.cost, .lift_cost = label.lift_cost, .head = label.head, .option = {}};
        made.option.assign(tree_.parent.size(), 0);
        std::vector<std::int32_t> open{label.kept};
        while (!open.empty()) {
            std::int32_t const here = open.back();
            open.pop_back();
            if (here < 0) {
                continue;
            }
            TreeOrigin const& from = kept_[static_cast<std::size_t>(here)];
            if (from.node >= 0) {
                made.option[static_cast<std::size_t>(from.node)] = static_cast<std::size_t>(from.option);
            }
            open.push_back(from.first);
            open.push_back(from.second);
        }
        return made;
    }

private:
    // The part of a tree that a label is about, as the Lagrangian bound sees it.
    struct Covered {
        double weight{0.0};
        double price{0.0};
        double inside{0.0}; // its part of the bound
    };

    [[nodiscard]] double inside_leaf(std::size_t node) const {
        if (prices_.own_weight[node] == 0.0 && prices_.own_price[node] == 0.0) {
            return 0.0;
        }
        return prices_.own_weight[node] * tree_.lift_cost_needed[node] +
               prices_.own_price[node] * tree_.head_needed[node];
    }

    // Of each node with all below it and its pipe.
    void find_inside() {
        inside_.assign(tree_.parent.size(), 0.0);
        for (std::size_t node = tree_.parent.size(); node-- > 1;) {
            inside_[node] += prices_.least[node] + inside_leaf(node);
            inside_[static_cast<std::size_t>(tree_.parent[node])] += inside_[node];
        }
    }

    // Whether nothing around it can make the label, which stands at `node`, a choice within the limits.
    [[nodiscard]] bool hopeless(TreeLabel const& label, Covered const& covered, std::size_t node) const {
        if (std::max(least_.head, label.head + least_.head_above[node]) > limits_.largest_head) {
            return true;
        }
        double value = prices_.bound - covered.inside + label.cost;
        value += covered.weight > 0.0 ? covered.weight * label.lift_cost : 0.0;
        value += covered.price > 0.0 ? covered.price * label.head : 0.0;
        return value > limits_.dearest;
    }

    TreeFront pass_pipe(std::size_t node) {
        std::vector<TreeOption> const& options = tree_.options[node];
        if (options.empty()) {
            return std::move(at_[node]);
        }
        auto const up = static_cast<std::size_t>(tree_.parent[node]);
        Covered const covered{
            .weight = prices_.weight[node], .price = prices_.price[node], .inside = inside_[node]};
        TreeFront all;
        for (std::size_t k = 0; k < options.size(); ++k) {
            for (TreeLabel const& label : at_[node]) {
                TreeLabel const made{.head = label.head + options[k].head,
                                     .lift_cost = label.lift_cost + options[k].lift_cost,
                                     .cost = label.cost + options[k].cost,
                                     .from = {.first = label.kept,
                                              .second = -1,
                                              .node = static_cast<std::int32_t>(node),
                                              .option = static_cast<std::int32_t>(k)},
                                     .kept = -1};
                if (!hopeless(made, covered, up)) {
                    all.push_back(made);
                }
            }
        }
        return keep(undominated(std::move(all)));
    }

    // Thins the front and remembers how what is left came to be.
    TreeFront keep(TreeFront front) {
        if (front.size() > limits_.front) {
            front = thinned(front, limits_.front, bound_);
        }
        for (TreeLabel& label : front) {
            if (!bound_) {
                label.kept = static_cast<std::int32_t>(kept_.size());
                kept_.push_back(label.from);
            }
        }
        return front;
    }

    SizingTree const& tree_;
    TreeLimits limits_;
    TreePrices const& prices_;
    bool bound_;
    LeastHead least_;
    std::vector<double> inside_;
    std::vector<TreeFront> at_;
    std::vector<TreeOrigin> kept_;
};

double total(TreeLabel const& label) {
    return label.cost + label.lift_cost;
}

constexpr int price_steps = 400;
// Fronts of the first look, and how much finer those of the next are.
constexpr std::size_t first_front = 60;
constexpr double finer = 2.5;
constexpr double near_enough = 5e-5; // to the bound
constexpr double worth_another = 1e-4;
constexpr int most_looks = 10;

TreePrices prices_for(SizingTree const& tree, TreeLimits const& limits) {
    return find_prices(tree, limits.largest_head, std::isfinite(limits.dearest) ? limits.dearest : 0.0,
                       price_steps);
}

std::vector<TreeChoice> choices(SizingTree const& tree, TreeLimits const& limits, TreePrices const& prices,
                                std::size_t count) {
    Fronts const fronts{tree, limits, prices, false};
    TreeFront labels = fronts.root();
    std::ranges::stable_sort(labels, {}, total);
    std::vector<TreeChoice> made;
    for (std::size_t i = 0; i < labels.size() && i < count; ++i) {
        made.push_back(fronts.choice(labels[i]));
    }
    return made;
}

} // namespace

// The cheapest known is what others have to beat: it leaves much out, and what is left lets finer fronts
// through.
std::vector<TreeChoice> best_choices(SizingTree const& tree, TreeLimits const& limits, std::size_t count) {
    TreeLimits now = limits;
    now.front = std::min(limits.front, first_front);
    std::vector<TreeChoice> best;
    for (int look = 0; look < most_looks; ++look) {
        double const before = best.empty() ? infinity : best.front().total();
        if (!best.empty()) {
            now.dearest = std::min(now.dearest, best.front().total() * (1.0 + round_off));
        }
        TreePrices const prices = prices_for(tree, now);
        if (auto rounded = rounded_choice(tree, prices, now.largest_head);
            rounded && rounded->total() <= now.dearest) {
            now.dearest = rounded->total() * (1.0 + round_off);
            best.clear();
            best.push_back(std::move(*rounded));
        }
        std::vector<TreeChoice> next = choices(tree, now, prices, count);
        if (!next.empty() && (best.empty() || next.front().total() <= best.front().total())) {
            best = std::move(next);
        }
        bool const found =
            !best.empty() && best.front().total() <= prices.bound + near_enough * std::abs(prices.bound);
        bool const settled = best.empty() || best.front().total() >= before * (1.0 - worth_another);
        if (found || (now.front >= limits.front && settled)) {
            break;
        }
        now.front = std::min(limits.front, static_cast<std::size_t>(finer * static_cast<double>(now.front)));
    }
    return best;
}

double least_cost_bound(SizingTree const& tree, TreeLimits const& limits) {
    if (LeastHead{tree}.head > limits.largest_head) {
        return infinity;
    }
    TreePrices const prices = prices_for(tree, limits);
    Fronts const fronts{tree, limits, prices, true};
    double bound = limits.dearest; // what is dearer was left out
    for (TreeLabel const& label : fronts.root()) {
        bound = std::min(bound, total(label));
    }
    return std::max(bound, std::min(prices.bound, limits.dearest));
}

} // namespace saggar::detail
