// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_rounding.hpp"

#include "sizing/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr double price_growth = 1.03;
constexpr int most_growths = 120;

class Rounding {
public:
    Rounding(SizingTree const& tree, TreePrices const& prices, double largest_head)
        : tree_{tree}, prices_{prices}, largest_head_{largest_head}, option_(tree.parent.size(), 0) {}

    std::optional<TreeChoice> run() {
        double scale = 1.0;
        for (int i = 0; i < most_growths; ++i, scale *= price_growth) {
            favour(scale);
            look();
            if (head_[0] <= largest_head_) {
                while (make_one_cheaper()) {
                    look();
                }
                return TreeChoice{.cost = cost_, .lift_cost = lift_[0], .head = head_[0], .option = option_};
            }
        }
        return std::nullopt;
    }

private:
    void favour(double scale) {
        for (std::size_t node = 1; node < option_.size(); ++node) {
            double least = infinity;
            for (std::size_t k = 0; k < tree_.options[node].size(); ++k) {
                TreeOption const& option = tree_.options[node][k];
                double const value = option.cost + prices_.weight[node] * option.lift_cost +
                                     scale * prices_.price[node] * option.head;
                if (value < least) {
                    least = value;
                    option_[node] = k;
                }
            }
        }
    }

    [[nodiscard]] TreeOption chosen(std::size_t node) const {
        return tree_.options[node].empty() ? TreeOption{} : tree_.options[node][option_[node]];
    }

    // Cost of all; of each node the largest head and lift cost that leaves at and below it have at the root.
    void look() {
        std::size_t const n = option_.size();
        std::vector<double> lift_to(n, 0.0);
        std::vector<double> head_to(n, 0.0);
        head_.assign(n, -infinity);
        lift_.assign(n, -infinity);
        cost_ = 0.0;
        for (std::size_t node = 0; node < n; ++node) {
            if (node > 0) {
                auto const up = static_cast<std::size_t>(tree_.parent[node]);
                TreeOption const option = chosen(node);
                cost_ += option.cost;
                lift_to[node] = lift_to[up] + option.lift_cost;
                head_to[node] = head_to[up] + option.head;
            }
            head_[node] = head_to[node] + tree_.head_needed[node];
            lift_[node] = lift_to[node] + tree_.lift_cost_needed[node];
        }
        for (std::size_t node = n; node-- > 1;) {
            auto const up = static_cast<std::size_t>(tree_.parent[node]);
            head_[up] = std::max(head_[up], head_[node]);
            lift_[up] = std::max(lift_[up], lift_[node]);
        }
    }

    bool make_one_cheaper() {
        double most = 0.0;
        std::size_t at = 0;
        std::size_t to = 0;
        for (std::size_t node = 1; node < option_.size(); ++node) {
            TreeOption const present = chosen(node);
            for (std::size_t k = 0; k < tree_.options[node].size(); ++k) {
                TreeOption const& other = tree_.options[node][k];
                if (other.cost >= present.cost || head_[node] + other.head - present.head > largest_head_) {
                    continue;
                }
                double const lift = std::max(lift_[0], lift_[node] + other.lift_cost - present.lift_cost);
                double const saved = present.cost - other.cost - (lift - lift_[0]);
                if (saved > most) {
                    most = saved;
                    at = node;
                    to = k;
                }
            }
        }
        option_[at] = at > 0 ? to : option_[at];
        return at > 0 && most > 1e-12 * std::abs(cost_);
    }

    SizingTree const& tree_;
    TreePrices const& prices_;
    double largest_head_;
    std::vector<std::size_t> option_;
    std::vector<double> head_;
    std::vector<double> lift_;
    double cost_{0.0};
};

} // namespace

std::optional<TreeChoice> rounded_choice(SizingTree const& tree, TreePrices const& prices,
                                         double largest_head) {
    return Rounding{tree, prices, largest_head}.run();
}

} // namespace saggar::detail
