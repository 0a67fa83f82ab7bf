// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_prices.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double usual_share = 0.05; // of price x largest head in the cost
constexpr int patient_steps = 15;    // steps without a better bound before steps are halved

// The nearest point whose parts are not negative and add up to 1 (Held, Wolfe & Crowder 1974).
void to_weights(std::vector<double>& values) {
    std::vector<double> sorted = values;
    std::ranges::sort(sorted, std::greater{});
    double sum = 0.0;
    double shift = 0.0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sum += sorted[i];
        double const candidate = (sum - 1.0) / static_cast<double>(i + 1);
        if (sorted[i] > candidate) {
            shift = candidate;
        }
    }
    for (double& value : values) {
        value = std::max(0.0, value - shift);
    }
}

class Ascent {
public:
    Ascent(SizingTree const& tree, double largest_head) : tree_{tree}, largest_head_{largest_head} {
        for (std::size_t node = 0; node < tree.parent.size(); ++node) {
            if (std::isfinite(tree.lift_cost_needed[node])) {
                leaves_.push_back(node);
            }
        }
        weight_.assign(leaves_.size(), 1.0 / static_cast<double>(std::max<std::size_t>(1, leaves_.size())));
        price_.assign(leaves_.size(), 0.0);
        lift_.assign(tree.parent.size(), 0.0);
        head_.assign(tree.parent.size(), 0.0);
    }

    TreePrices run(double aim, int steps) {
        TreePrices best = evaluate();
        scale_ = limited() && largest_head_ > 0.0 ? usual_share * std::abs(best.bound) / largest_head_ : 0.0;
        auto best_weight = weight_;
        auto best_price = price_;
        double share = 1.0;
        int since = 0;
        for (int step = 0; step < steps && aim > best.bound * (1.0 + 1e-9); ++step) {
            move(share * (aim - last_));
            TreePrices now = evaluate();
            if (now.bound > best.bound) {
                best = std::move(now);
                best_weight = weight_;
                best_price = price_;
                since = 0;
            } else if (++since == patient_steps) {
                since = 0;
                share *= 0.5;
                weight_ = best_weight;
                price_ = best_price;
                evaluate();
            }
        }
        return best;
    }

private:
    [[nodiscard]] bool limited() const { return std::isfinite(largest_head_); }

    // The bound, and lift cost and head of every leaf with the options that give it.
    TreePrices evaluate() {
        std::size_t const n = tree_.parent.size();
        TreePrices made;
        made.weight.assign(n, 0.0);
        made.price.assign(n, 0.0);
        made.least.assign(n, 0.0);
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            std::size_t const node = leaves_[i];
            made.weight[node] = weight_[i];
            made.price[node] = price_[i];
            made.bound += weight_[i] * tree_.lift_cost_needed[node];
            if (limited()) {
                made.bound += price_[i] * (tree_.head_needed[node] - largest_head_);
            }
        }
        made.own_weight = made.weight;
        made.own_price = made.price;
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree_.parent[node]);
            made.weight[up] += made.weight[node];
            made.price[up] += made.price[node];
        }
        for (std::size_t node = 1; node < n; ++node) {
            auto const up = static_cast<std::size_t>(tree_.parent[node]);
            TreeOption const* chosen = nullptr;
            double least = 0.0;
            for (TreeOption const& option : tree_.options[node]) {
                double const value =
                    option.cost + made.weight[node] * option.lift_cost + made.price[node] * option.head;
                if (chosen == nullptr || value < least) {
                    chosen = &option;
                    least = value;
                }
            }
            made.least[node] = least;
            made.bound += least;
            lift_[node] = lift_[up] + (chosen != nullptr ? chosen->lift_cost : 0.0);
            head_[node] = head_[up] + (chosen != nullptr ? chosen->head : 0.0);
        }
        last_ = made.bound;
        return made;
    }

    // Along the subgradient, so far that the bound would gain this if it were linear.
    void move(double gain) {
        double square = 0.0;
        double mean = 0.0;
        for (std::size_t const node : leaves_) {
            mean += (lift_[node] + tree_.lift_cost_needed[node]) / static_cast<double>(leaves_.size());
        }
        std::vector<double> up_weight(leaves_.size());
        std::vector<double> up_price(leaves_.size());
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            std::size_t const node = leaves_[i];
            up_weight[i] = lift_[node] + tree_.lift_cost_needed[node] - mean;
            up_price[i] =
                scale_ > 0.0 ? (head_[node] + tree_.head_needed[node] - largest_head_) * scale_ : 0.0;
            bool const stays = up_weight[i] < 0.0 && weight_[i] <= 0.0;
            up_weight[i] = stays ? 0.0 : up_weight[i];
            up_price[i] = up_price[i] < 0.0 && price_[i] <= 0.0 ? 0.0 : up_price[i];
            square += up_weight[i] * up_weight[i] + up_price[i] * up_price[i];
        }
        if (square <= 0.0) {
            return;
        }
        double const step = gain / square;
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            weight_[i] += step * up_weight[i];
            price_[i] = std::max(0.0, price_[i] + step * up_price[i] * scale_);
        }
        to_weights(weight_);
    }

    SizingTree const& tree_;
    double largest_head_;
    double scale_{0.0}; // a price of 1 in the ascent's own unit, in which weights and prices change alike
    double last_{0.0};
    std::vector<std::size_t> leaves_;
    std::vector<double> weight_;
    std::vector<double> price_;
    std::vector<double> lift_;
    std::vector<double> head_;
};

} // namespace

TreePrices find_prices(SizingTree const& tree, double largest_head, double aim, int steps) {
    return Ascent{tree, largest_head}.run(aim, steps);
}

} // namespace saggar::detail
