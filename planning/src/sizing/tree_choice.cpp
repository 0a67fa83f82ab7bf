// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_choice.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// How a label came to be: a pipe's option on top of `first`, or two branches together.
struct Origin {
    std::int32_t first{-1};
    std::int32_t second{-1};
    std::int32_t node{-1}; // whose edge; -1: two branches
    std::int32_t option{-1};
};

struct Label {
    double head{0.0};
    double cost{0.0};
    Origin from;
    std::int32_t kept{-1}; // place of the origin among those that are kept
};

using Front = std::vector<Label>; // by growing head and falling cost

class Fronts {
public:
    Fronts(SizingTree const& tree, TreeLimits const& limits, bool bound)
        : tree_{tree}, limits_{limits}, bound_{bound} {
        find_least();
        solve();
    }

    [[nodiscard]] Front const& root() const { return at_[0]; }
    [[nodiscard]] double least_head() const { return least_head_; }

    [[nodiscard]] TreeChoice choice(Label const& label) const {
        TreeChoice made{.cost = label.cost, .head = label.head, .option = {}};
        made.option.assign(tree_.parent.size(), 0);
        std::vector<std::int32_t> open{label.kept};
        while (!open.empty()) {
            std::int32_t const here = open.back();
            open.pop_back();
            if (here < 0) {
                continue;
            }
            Origin const& from = kept_[static_cast<std::size_t>(here)];
            if (from.node >= 0) {
                made.option[static_cast<std::size_t>(from.node)] = static_cast<std::size_t>(from.option);
            }
            open.push_back(from.first);
            open.push_back(from.second);
        }
        return made;
    }

private:
    static double least(std::vector<TreeOption> const& options, double TreeOption::*what) {
        double value = options.empty() ? 0.0 : infinity;
        for (TreeOption const& option : options) {
            value = std::min(value, option.*what);
        }
        return value;
    }

    // What cannot be gone below: cost beneath each node, head above it, head at the root.
    void find_least() {
        std::size_t const n = tree_.parent.size();
        cost_below_.assign(n, 0.0);
        head_above_.assign(n, 0.0);
        std::vector<double> head(tree_.need);
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree_.parent[node]);
            cost_below_[up] += cost_below_[node] + least(tree_.options[node], &TreeOption::cost);
            head[up] = std::max(head[up], head[node] + least(tree_.options[node], &TreeOption::head));
        }
        for (std::size_t node = 1; node < n; ++node) {
            head_above_[node] = head_above_[static_cast<std::size_t>(tree_.parent[node])] +
                                least(tree_.options[node], &TreeOption::head);
        }
        least_head_ = head[0];
    }

    // `cost_below` and `head_above` as of the place where the label stands.
    [[nodiscard]] bool hopeless(double head, double cost, double cost_below, double head_above) const {
        double const at_root = std::max(least_head_, head + head_above);
        return at_root > limits_.cap ||
               cost + cost_below_[0] - cost_below + limits_.price * at_root > limits_.bound;
    }

    void solve() {
        std::size_t const n = tree_.parent.size();
        at_.resize(n);
        for (std::size_t node = 0; node < n; ++node) {
            at_[node] = {Label{.head = tree_.need[node], .cost = 0.0, .from = {}, .kept = -1}};
        }
        std::vector<double> cost_known(n, 0.0); // beneath a node, of children that were merged already
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree_.parent[node]);
            Front through = pass_pipe(node);
            at_[node] = Front{};
            cost_known[up] += cost_below_[node] + least(tree_.options[node], &TreeOption::cost);
            at_[up] = merge(at_[up], through, cost_known[up], head_above_[up]);
        }
    }

    Front pass_pipe(std::size_t node) {
        std::vector<TreeOption> const& options = tree_.options[node];
        if (options.empty()) {
            return std::move(at_[node]);
        }
        auto const up = static_cast<std::size_t>(tree_.parent[node]);
        double const below = cost_below_[node] + least(options, &TreeOption::cost);
        Front all;
        all.reserve(options.size() * at_[node].size());
        for (std::size_t k = 0; k < options.size(); ++k) {
            for (Label const& label : at_[node]) {
                double const head = label.head + options[k].head;
                double const cost = label.cost + options[k].cost;
                if (!hopeless(head, cost, below, head_above_[up])) {
                    all.push_back({.head = head,
                                   .cost = cost,
                                   .from = {.first = label.kept,
                                            .second = -1,
                                            .node = static_cast<std::int32_t>(node),
                                            .option = static_cast<std::int32_t>(k)},
                                   .kept = -1});
                }
            }
        }
        std::ranges::stable_sort(all, [](Label const& a, Label const& b) {
            return a.head != b.head ? a.head < b.head : a.cost < b.cost;
        });
        return keep(undominated(all));
    }

    static Front undominated(Front const& all) {
        Front front;
        for (Label const& label : all) {
            if (front.empty() || label.cost < front.back().cost) {
                front.push_back(label);
            }
        }
        return front;
    }

    // For each head that either branch needs, the cheapest of both that need no more.
    Front merge(Front const& a, Front const& b, double cost_below, double head_above) {
        Front all;
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < a.size() && j < b.size()) {
            double const head = std::max(a[i].head, b[j].head);
            // as far as costs fall without more head
            while (i + 1 < a.size() && a[i + 1].head <= head) {
                ++i;
            }
            while (j + 1 < b.size() && b[j + 1].head <= head) {
                ++j;
            }
            double const cost = a[i].cost + b[j].cost;
            if (!hopeless(head, cost, cost_below, head_above)) {
                all.push_back({.head = head,
                               .cost = cost,
                               .from = {.first = a[i].kept, .second = b[j].kept, .node = -1, .option = -1},
                               .kept = -1});
            }
            double const next_a = i + 1 < a.size() ? a[i + 1].head : infinity;
            double const next_b = j + 1 < b.size() ? b[j + 1].head : infinity;
            if (next_a == infinity && next_b == infinity) {
                break;
            }
            if (next_a <= next_b) {
                ++i;
            } else {
                ++j;
            }
        }
        return keep(undominated(all));
    }

    // Thins the front and remembers how what is left came to be.
    Front keep(Front front) {
        if (front.size() > limits_.front) {
            front = thinned(front);
        }
        if (!bound_) {
            for (Label& label : front) {
                label.kept = static_cast<std::int32_t>(kept_.size());
                kept_.push_back(label.from);
            }
        }
        return front;
    }

    // One point of each of as many groups, even in what a step along the front changes of head's value and
    // cost.
    [[nodiscard]] Front thinned(Front const& front) const {
        double const span_head = std::max(front.back().head - front.front().head, 1e-300);
        double const span_cost = std::max(front.front().cost - front.back().cost, 1e-300);
        auto const place = [&](Label const& label) {
            return (label.head - front.front().head) / span_head +
                   (front.front().cost - label.cost) / span_cost;
        };
        Front result;
        double const width = 2.0 / static_cast<double>(limits_.front);
        std::size_t i = 0;
        while (i < front.size()) {
            std::size_t last = i;
            while (last + 1 < front.size() && place(front[last + 1]) - place(front[i]) <= width) {
                ++last;
            }
            if (bound_) {
                Label ideal = front[i];
                ideal.cost = front[last].cost;
                result.push_back(ideal);
            } else {
                result.push_back(front[i]);
                if (last == front.size() - 1 && last != i) {
                    result.push_back(front[last]); // the cheapest of all
                }
            }
            i = last + 1;
        }
        return result;
    }

    SizingTree const& tree_;
    TreeLimits limits_;
    bool bound_;
    std::vector<Front> at_;
    std::vector<Origin> kept_;
    std::vector<double> cost_below_;
    std::vector<double> head_above_;
    double least_head_{0.0};
};

} // namespace

std::vector<TreeChoice> best_choices(SizingTree const& tree, TreeLimits const& limits, std::size_t count) {
    Fronts const fronts{tree, limits, false};
    std::vector<Label> labels = fronts.root();
    std::ranges::stable_sort(labels, {},
                             [&](Label const& label) { return label.cost + limits.price * label.head; });
    std::vector<TreeChoice> made;
    for (std::size_t i = 0; i < labels.size() && i < count; ++i) {
        made.push_back(fronts.choice(labels[i]));
    }
    return made;
}

double least_cost_bound(SizingTree const& tree, TreeLimits const& limits) {
    Fronts const fronts{tree, limits, true};
    double least = infinity;
    for (Label const& label : fronts.root()) {
        least = std::min(least, label.cost + limits.price * label.head);
    }
    // Nothing left within the bound: nothing is cheaper than it.
    return fronts.least_head() <= limits.cap ? std::min(least, limits.bound) : infinity;
}

} // namespace saggar::detail
