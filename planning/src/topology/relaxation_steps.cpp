// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The choice of an arc by steps: which loads go through, and at which step. For each step that is a knapsack,
// and its bound the continuous one: with any price m >= 0 of room b, no group of loads earns more than
// m b + sum of max(0, earned_k - m weight_k) less the fixed cost. The best price is that of the load that the
// room runs out at, nearly; the bound holds for any.
#include "topology/relaxation.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {
using Index = std::size_t;
} // namespace

void Relaxation::list_items(Index hook) {
    if (steps_ == nullptr) {
        return;
    }
    double const peak_w = core_.hooks[hook].peak_w;
    double const customers = steps_->customers(hook);
    open_peak_w_ += peak_w;
    for (auto i = row_begin_[hook]; i < row_begin_[hook + 1]; ++i) {
        auto const place = static_cast<Index>(i);
        if (w_[place] > 0.0) {
            listed_.push_back({.w = w_[place],
                               .peak_w = peak_w,
                               .customers = customers,
                               .place = static_cast<std::int32_t>(i),
                               .column = column_[place]});
        }
    }
}

void Relaxation::gather_items() {
    if (steps_ == nullptr) {
        return;
    }
    items_begin_.assign(columns_ + 1, 0);
    for (auto const& item : listed_) {
        ++items_begin_[static_cast<Index>(item.column) + 1];
    }
    for (Index c = 0; c < columns_; ++c) {
        items_begin_[c + 1] += items_begin_[c];
    }
    items_.resize(listed_.size());
    auto next = items_begin_;
    for (auto const& item : listed_) {
        items_[next[static_cast<Index>(item.column)]++] = item;
    }
    std::fill(taken_.begin(), taken_.end(), 0.0);
    counted_ += 8 * static_cast<std::int64_t>(items_.size());
}

std::span<Relaxation::Item> Relaxation::items_of(Index column) {
    return {items_.data() + items_begin_[column], items_.data() + items_begin_[column + 1]};
}

void Relaxation::sort_items(std::span<Item> items) {
    std::sort(items.begin(), items.end(), [](Item const& a, Item const& b) {
        double const left = a.w * b.peak_w;
        double const right = b.w * a.peak_w;
        return left > right || (left == right && a.place < b.place);
    });
    counted_ += 4 * static_cast<std::int64_t>(items.size());
}

Relaxation::Fill Relaxation::fill(std::span<Item const> items, double filler_w, Step const& step,
                                  double base_per_w) const {
    double const more_per_w = base_per_w - step.per_w; // earned beside the multiplier
    double const lightest = steps_->lightest(step.credit_w);
    double room = step.room_w;
    double price = 0.0;
    double worth = 0.0;
    bool full = false;
    for (auto const& item : items) {
        double const earned = item.w + more_per_w * item.peak_w;
        if (item.peak_w > step.largest_w || earned <= 0.0) {
            continue;
        }
        double const weight = item.peak_w - step.credit_w * item.customers;
        worth += earned;
        room -= weight;
        if (room < 0.0) {
            price = weight > 0.0 ? earned / weight : 0.0;
            full = true;
            break;
        }
    }
    if (!full && more_per_w > 0.0 && filler_w * lightest > room) {
        price = more_per_w / std::max(lightest, 1e-3);
    }
    if (price > 0.0) {
        worth = price * step.room_w;
        for (auto const& item : items) {
            if (item.peak_w <= step.largest_w) {
                double const weight = item.peak_w - step.credit_w * item.customers;
                worth += std::max(0.0, item.w + more_per_w * item.peak_w - price * weight);
            }
        }
    }
    worth += filler_w * std::max(0.0, more_per_w - price * lightest);
    return {.worth = worth - step.fixed, .step = &step, .price = price};
}

Relaxation::Fill Relaxation::best_fill(Index column, std::span<Step const> steps, double base_per_w) {
    auto const items = items_of(column);
    double listed_w = 0.0;
    double multipliers = 0.0;
    for (auto const& item : items) {
        listed_w += item.peak_w;
        multipliers += item.w;
    }
    double const filler_w = std::max(0.0, open_peak_w_ * (1.0 + 1e-12) - listed_w);
    // At the price at which what is earned beside multipliers is nothing: no step is worth more than this.
    auto const most = [&](Step const& step) {
        double const more_per_w = std::max(0.0, base_per_w - step.per_w);
        return multipliers - step.fixed +
               (more_per_w > 0.0 ? more_per_w * step.room_w / steps_->lightest(step.credit_w) : 0.0);
    };
    double limit = -std::numeric_limits<double>::infinity();
    for (auto const& step : steps) {
        limit = std::max(limit, most(step));
    }
    if (limit <= 0.0) {
        return {.worth = limit};
    }
    sort_items(items);
    Fill best{.worth = -std::numeric_limits<double>::infinity()};
    for (auto const& step : steps) {
        if (most(step) <= best.worth) {
            continue;
        }
        counted_ += 2 * static_cast<std::int64_t>(items.size());
        if (auto const one = fill(items, filler_w, step, base_per_w); one.worth > best.worth) {
            best = one;
        }
    }
    return best;
}

// Which loads go through.
void Relaxation::take(Index column, Fill const& fill, double base_per_w) {
    if (fill.worth <= 0.0 || fill.step == nullptr) {
        return;
    }
    double room = fill.step->room_w;
    for (auto const& item : items_of(column)) {
        if (item.peak_w > fill.step->largest_w ||
            item.w + (base_per_w - fill.step->per_w) * item.peak_w <= 0.0) {
            continue;
        }
        double const weight = item.peak_w - fill.step->credit_w * item.customers;
        taken_[static_cast<Index>(item.place)] =
            weight <= room || weight <= 0.0 ? 1.0 : std::max(0.0, room / weight);
        room -= weight;
        if (room <= 0.0) {
            return;
        }
    }
}

void Relaxation::choose_steps(Index chain) {
    auto& choice = choice_[chain];
    choice = {};
    double const base = core_.line[static_cast<Index>(core_.chains[chain].first)].per_w;
    auto const steps = steps_->of_chain(chain);
    auto const forward = best_fill(2 * chain, steps, base);
    auto const backward = best_fill(2 * chain + 1, steps, base);
    choice.forward = forward.worth;
    choice.backward = backward.worth;
    double const ahead = arc_gone_[2 * chain] == 0 ? forward.worth : 0.0;
    double const back = arc_gone_[2 * chain + 1] == 0 ? backward.worth : 0.0;
    if (ahead > 0.0 && ahead >= back) {
        choice.worth = ahead;
        choice.from_a = 1;
        take(2 * chain, forward, base);
    } else if (back > 0.0) {
        choice.worth = back;
        choice.from_b = 1;
        take(2 * chain + 1, backward, base);
    }
}

double Relaxation::choose_roots() {
    double value = 0.0;
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const column = static_cast<Index>(core_.arc_count()) + r;
        double worth = sum_[column] - core_.roots[r].fixed;
        if (steps_ != nullptr) {
            auto const chosen = best_fill(column, {&steps_->of_root(r), 1}, core_.roots[r].per_w);
            worth = chosen.worth;
            take(column, chosen, core_.roots[r].per_w);
        }
        root_open_[r] = worth > 0.0 ? 1 : 0;
        value += std::max(0.0, worth);
        magnitude_ += std::abs(worth);
    }
    return value;
}

} // namespace saggar::topology
