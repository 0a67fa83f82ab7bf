// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What an arc costs for any group of loads, from below: the least of a few steps, each with a fixed cost, a
// cost per watt and room for so much. A group passes through a pipe of capacity C if F + f(n) s <= C: F the
// sum of its peaks without diversity, s that of those with it, n their customers. With 1/f(n) <= b + g n, for
// any g >= 0 and b = max over n of 1/f(n) - g n, that is
//     s <= (C - F) (b + g n) <= C b + C g n - F b,
// for F g n >= 0. So the room of a step, C b, is a knapsack: a load with diversity weighs its peak less
// `credit_w` = C g per customer, one without b times its peak, and no load takes more by itself than the pipe
// carries. With g = 0 b is 1 / f(all customers); small pipes have few customers, and a g that touches 1/f
// there makes their room much smaller.

#include "topology/core.hpp"

#include <limits>
#include <span>
#include <vector>

namespace saggar::topology {

struct Step {
    double room_w{0.0};    // for the weights peak - credit * customers of the loads
    double credit_w{0.0};  // per customer
    double firm{1.0};      // times the peak of a load without diversity
    double largest_w{0.0}; // no load takes more than this at one time
    double fixed{0.0};
    double per_w{0.0}; // of plain sum
};

class Steps {
public:
    // Of a core whose chains are single edges. `divisible`: loads may come by several ways, a part by each.
    Steps(Pricing const& pricing, Core const& core, bool divisible = false);

    [[nodiscard]] std::span<Step const> of_chain(std::size_t chain) const {
        return {steps_.data() + begin_[chain], steps_.data() + begin_[chain + 1]};
    }
    [[nodiscard]] Step const& of_root(std::size_t root) const { return root_steps_[root]; }
    [[nodiscard]] double customers(std::size_t hook) const { return customers_[hook]; }
    // What the load takes at one time.
    [[nodiscard]] double own_peak_w(std::size_t hook) const { return own_peak_w_[hook]; }
    [[nodiscard]] static double weight_w(Step const& step, double peak_w, double customers) {
        return customers > 0.0 ? peak_w - step.credit_w * customers : step.firm * peak_w;
    }
    // By how much a load without diversity weighs more than another, about.
    [[nodiscard]] double usual_firm() const { return touches_.front().base; }
    [[nodiscard]] bool divisible() const { return divisible_; }
    // Least weight over peak of any load under a credit.
    [[nodiscard]] double lightest(double credit_w) const {
        return std::max(0.0, 1.0 - credit_w * most_customers_per_w_);
    }

private:
    struct Touch { // 1/f(n) <= base + slope n for all n that can be
        double slope{0.0};
        double base{1.0};
    };

    void find_touches(Pricing const& pricing);
    [[nodiscard]] Step step(double capacity_w, double fixed, double per_w) const;
    void lay(Pricing const& pricing, std::int32_t edge);

    bool divisible_;
    std::vector<Touch> touches_;
    std::vector<double> customers_; // per hook
    std::vector<double> own_peak_w_;
    double total_w_{0.0};
    double total_customers_{0.0};
    double diverse_w_{0.0};
    double largest_w_{0.0};
    double most_customers_per_w_{0.0};
    std::vector<std::size_t> begin_; // per chain
    std::vector<Step> steps_;
    std::vector<Step> root_steps_;
};

} // namespace saggar::topology
