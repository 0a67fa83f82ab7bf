// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_choice.hpp"

#include "tree_front.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double least(std::vector<TreeOption> const& options, double TreeOption::*what) {
    double value = options.empty() ? 0.0 : infinity;
    for (TreeOption const& option : options) {
        value = std::min(value, option.*what);
    }
    return value;
}

// What cannot be gone below anywhere: by this, choices that lead nowhere are left out early.
struct LeastOfTree {
    explicit LeastOfTree(SizingTree const& tree)
        : cost_below(tree.parent.size(), 0.0),
          lift_above(tree.parent.size(), 0.0),
          head_above(tree.parent.size(), 0.0) {
        std::vector<double> lift = tree.lift_cost_needed;
        std::vector<double> heads = tree.head_needed;
        for (std::size_t node = tree.parent.size(); node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree.parent[node]);
            std::vector<TreeOption> const& options = tree.options[node];
            cost_below[up] += cost_below[node] + least(options, &TreeOption::cost);
            lift[up] = std::max(lift[up], lift[node] + least(options, &TreeOption::lift_cost));
            heads[up] = std::max(heads[up], heads[node] + least(options, &TreeOption::head));
        }
        for (std::size_t node = 1; node < tree.parent.size(); ++node) {
            auto const up = static_cast<std::size_t>(tree.parent[node]);
            lift_above[node] = lift_above[up] + least(tree.options[node], &TreeOption::lift_cost);
            head_above[node] = head_above[up] + least(tree.options[node], &TreeOption::head);
        }
        lift_cost = lift[0];
        head = heads[0];
    }

    std::vector<double> cost_below; // of pipes beneath each node
    std::vector<double> lift_above; // of the way to the root
    std::vector<double> head_above;
    double lift_cost{0.0}; // at the root
    double head{0.0};
};

class Fronts {
public:
    Fronts(SizingTree const& tree, TreeLimits const& limits, bool bound)
        : tree_{tree}, limits_{limits}, bound_{bound}, least_{tree} {
        std::size_t const n = tree.parent.size();
        at_.resize(n);
        for (std::size_t node = 0; node < n; ++node) {
            at_[node] = {TreeLabel{.head = tree.head_needed[node],
                                   .lift_cost = tree.lift_cost_needed[node],
                                   .cost = 0.0,
                                   .from = {},
                                   .kept = -1}};
        }
        std::vector<double> merged(n, 0.0); // least cost beneath a node, of children that were merged
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree.parent[node]);
            TreeFront const through = pass_pipe(node);
            at_[node] = {};
            merged[up] += least_.cost_below[node] + least(tree.options[node], &TreeOption::cost);
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
    [[nodiscard]] double least_head() const { return least_.head; }

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
    // Whether nothing above `node` can make this a choice within the limits. `cost_below`: the least of
    // what the label covers.
    [[nodiscard]] bool hopeless(TreeLabel const& label, double cost_below, std::size_t node) const {
        if (std::max(least_.head, label.head + least_.head_above[node]) > limits_.largest_head) {
            return true;
        }
        double const lift = std::max(least_.lift_cost, label.lift_cost + least_.lift_above[node]);
        return label.cost + least_.cost_below[0] - cost_below + lift > limits_.dearest;
    }

    TreeFront pass_pipe(std::size_t node) {
        std::vector<TreeOption> const& options = tree_.options[node];
        if (options.empty()) {
            return std::move(at_[node]);
        }
        auto const up = static_cast<std::size_t>(tree_.parent[node]);
        double const below = least_.cost_below[node] + least(options, &TreeOption::cost);
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
                if (!hopeless(made, below, up)) {
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
    bool bound_;
    LeastOfTree least_;
    std::vector<TreeFront> at_;
    std::vector<TreeOrigin> kept_;
};

double total(TreeLabel const& label) {
    return label.cost + label.lift_cost;
}

} // namespace

std::vector<TreeChoice> best_choices(SizingTree const& tree, TreeLimits const& limits, std::size_t count) {
    Fronts const fronts{tree, limits, false};
    TreeFront labels = fronts.root();
    std::ranges::stable_sort(labels, {}, total);
    std::vector<TreeChoice> made;
    for (std::size_t i = 0; i < labels.size() && i < count; ++i) {
        made.push_back(fronts.choice(labels[i]));
    }
    return made;
}

double least_cost_bound(SizingTree const& tree, TreeLimits const& limits) {
    Fronts const fronts{tree, limits, true};
    if (fronts.least_head() > limits.largest_head) {
        return infinity;
    }
    double bound = limits.dearest; // what is dearer was left out
    for (TreeLabel const& label : fronts.root()) {
        bound = std::min(bound, total(label));
    }
    return bound;
}

} // namespace saggar::detail
