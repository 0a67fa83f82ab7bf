// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/steps.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
Steps::Steps(Pricing const& pricing, Core const& core, bool divisible) : divisible_{divisible} {
    auto const& problem = pricing.problem();
    for (auto const& hook : core.hooks) {
        auto const& load = problem.loads[static_cast<Index>(hook.load)];
        customers_.push_back(std::max(0.0, load.customers));
        total_w_ += load.peak_w;
        total_customers_ += customers_.back();
        own_peak_w_.push_back(pricing.own_peak_w(load));
        largest_w_ = std::max(largest_w_, own_peak_w_.back());
        if (load.customers > 0.0) {
            diverse_w_ += load.peak_w;
            most_customers_per_w_ =
                std::max(most_customers_per_w_, load.customers / std::max(load.peak_w, 1e-9));
        }
    }
    find_touches(pricing);
    begin_.push_back(0);
    for (auto const& chain : core.chains) {
        lay(pricing, core.edge[static_cast<Index>(chain.first)]);
        begin_.push_back(steps_.size());
    }
    for (auto const& root : core.roots) {
        auto const& source = problem.sources[static_cast<Index>(root.source)];
        root_steps_.push_back(step(source.capacity_w, root.fixed, root.per_w));
    }
}

void Steps::find_touches(Pricing const& pricing) {
    touches_ = {{}};
    auto const& problem = pricing.problem();
    if (pricing.objective() == TopologyObjective::linear || !problem.coincidence || total_customers_ <= 0.0) {
        return;
    }
    touches_[0].base = 1.0 / std::max(1e-9, pricing.factor(total_customers_));
    bool const whole = std::all_of(customers_.begin(), customers_.end(),
                                   [](double customers) { return std::floor(customers) == customers; });
    if (!whole) {
        return;
    }
    constexpr double steepest = 1.0;
    constexpr double flattest = 1e-5;
    double slope = steepest;
    while (slope > flattest) {
        double base = 1.0; // no customers, 1/f = 1
        for (double n = 1.0; n <= total_customers_;) {
            // A block of numbers at once: 1/f at its end less the slope at its beginning.
            double const end = std::min(total_customers_, std::max(n, std::floor(n * 1.0005)));
            base = std::max(base, 1.0 / std::max(1e-9, pricing.factor(end)) - slope * n);
            n = end + 1.0;
        }
        touches_.push_back({.slope = slope, .base = base});
        slope *= 0.8;
    }
}

// With the credit that leaves the least room for loads of the usual size.
Step Steps::step(double capacity_w, double fixed, double per_w) const {
    Step best{.room_w = std::numeric_limits<double>::infinity(),
              .credit_w = 0.0,
              .firm = 1.0,
              .largest_w = divisible_ ? std::numeric_limits<double>::infinity() : capacity_w * allowance,
              .fixed = fixed,
              .per_w = per_w};
    if (!std::isfinite(capacity_w)) {
        return best;
    }
    double least = std::numeric_limits<double>::infinity();
    double const usual = diverse_w_ > 0.0 ? total_customers_ / diverse_w_ : 0.0;
    double const firm_share = total_w_ > 0.0 ? 1.0 - diverse_w_ / total_w_ : 0.0;
    for (auto const& touch : touches_) {
        double const credit = touch.slope * capacity_w * allowance;
        if (credit * most_customers_per_w_ > 0.8) { // every load has to weigh something
            continue;
        }
        double const room = touch.base * capacity_w * allowance;
        double const weight = (1.0 - firm_share) * (1.0 - credit * usual) + firm_share * touch.base;
        if (double const usual_sum = room / weight; usual_sum < least) {
            least = usual_sum;
            best.room_w = room;
            best.credit_w = credit;
            best.firm = touch.base;
        }
    }
    return best;
}

void Steps::lay(Pricing const& pricing, std::int32_t edge) {
    auto const& problem = pricing.problem();
    auto const& record = problem.edges[static_cast<Index>(edge)];
    double const present_w = record.present_capacity_w;
    auto const enough = [&] { // another step has room for nothing more
        auto const& last = steps_.back();
        return last.largest_w >= largest_w_ &&
               last.room_w >= diverse_w_ + last.firm * (total_w_ - diverse_w_);
    };
    if (present_w > 0.0) {
        steps_.push_back(step(present_w, 0.0, 0.0));
        if (enough()) {
            return;
        }
    }
    if (pricing.objective() == TopologyObjective::linear) {
        // Above the present capacity P, fixed + per_w (q - P); where that begins below nothing, fixed q / P
        // is below it all the same.
        auto const line = pricing.line(edge);
        double const begins = line.fixed - line.per_w * present_w;
        steps_.push_back(step(pricing.capacity_w(edge), std::max(0.0, begins),
                              begins < 0.0 ? line.fixed / present_w : line.per_w));
        return;
    }
    for (auto const& size : problem.size_tables[static_cast<Index>(record.size_table)]) {
        steps_.push_back(step(size.capacity_w + present_w,
                              size.cost_per_m * record.length_m + record.fixed_cost_extra, 0.0));
        if (enough()) {
            return;
        }
    }
}

} // namespace saggar::topology
