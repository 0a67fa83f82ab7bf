// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The choice of an arc by steps: which loads go through, and at which step. For each step that is a knapsack,
// and its bound the continuous one: with any price m >= 0 of room b, no group of loads earns more than
// m b + sum of max(0, earned_k - m weight_k) less the fixed cost. The best price is that of the load that the
// room runs out at, nearly; the bound holds for any.
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
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
                               .own_peak_w = steps_->own_peak_w(hook),
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

// By short keys, for there are many: the bound holds in any order.
void Relaxation::sort_items(std::span<Item> items) {
    keys_.clear();
    double const firm = steps_->usual_firm();
    for (Index i = 0; i < items.size(); ++i) {
        double const weight = items[i].peak_w * (items[i].customers > 0.0 ? 1.0 : firm);
        keys_.emplace_back(static_cast<float>(-items[i].w / std::max(weight, 1e-9)),
                           static_cast<std::int32_t>(i));
    }
    std::sort(keys_.begin(), keys_.end());
    sorted_.clear();
    for (auto const& key : keys_) {
        sorted_.push_back(items[static_cast<Index>(key.second)]);
    }
    std::copy(sorted_.begin(), sorted_.end(), items.begin());
    counted_ += 4 * static_cast<std::int64_t>(items.size());
}

// The continuous knapsack, with loads that are decided: its worth, and the load that the room runs out at.
Relaxation::Leaf Relaxation::leaf(std::span<Item const> items, double filler_w, Step const& step,
                                  double more_per_w) {
    double const lightest = steps_->lightest(step.credit_w);
    double worth = -step.fixed;
    double room = step.room_w;
    for (Index i = 0; i < items.size(); ++i) {
        share_[i] = 0.0;
        if (mark_of_[i] == Mark::in) {
            room -= Steps::weight_w(step, items[i].peak_w, items[i].customers);
            worth += items[i].w + more_per_w * items[i].peak_w;
            share_[i] = 1.0;
        }
    }
    counted_ += static_cast<std::int64_t>(items.size());
    if (room < 0.0) {
        return {.worth = -std::numeric_limits<double>::infinity()};
    }
    double const room_left = room;
    double price = 0.0;
    double taken = 0.0;
    Leaf found;
    for (Index i = 0; i < items.size(); ++i) {
        auto const& item = items[i];
        double const earned = item.w + more_per_w * item.peak_w;
        if (mark_of_[i] != Mark::open || item.own_peak_w > step.largest_w || earned <= 0.0) {
            continue;
        }
        double const weight = Steps::weight_w(step, item.peak_w, item.customers);
        if (weight > room) {
            price = earned / weight;
            share_[i] = room / weight;
            found.critical = static_cast<std::int32_t>(i);
            break;
        }
        room -= weight;
        taken += earned;
        share_[i] = 1.0;
    }
    if (found.critical < 0 && more_per_w > 0.0 && filler_w * lightest > room) {
        price = more_per_w / std::max(lightest, 1e-3);
    }
    if (price > 0.0) {
        taken = price * room_left;
        for (Index i = 0; i < items.size(); ++i) {
            if (mark_of_[i] == Mark::open && items[i].own_peak_w <= step.largest_w) {
                double const weight = Steps::weight_w(step, items[i].peak_w, items[i].customers);
                taken += std::max(0.0, items[i].w + more_per_w * items[i].peak_w - price * weight);
            }
        }
    }
    found.worth = worth + taken + filler_w * std::max(0.0, more_per_w - price * lightest);
    return found;
}

// The most that a step is worth, or more: the knapsack, branched on the load that the room runs out at as
// deep as `depth_` allows. Leaves no better than `fill` so far are not looked into; a better one is kept
// there.
void Relaxation::fill_step(std::span<Item const> items, double filler_w, Step const& step, double more_per_w,
                           std::int32_t depth, Fill& best) {
    auto const found = leaf(items, filler_w, step, more_per_w);
    if (found.worth <= best.worth) {
        return;
    }
    if (found.critical < 0 || depth <= 0 || found.worth <= 0.0) {
        best.worth = found.worth;
        best.share.assign(share_.begin(), share_.begin() + static_cast<std::ptrdiff_t>(items.size()));
        return;
    }
    auto& mark = mark_of_[static_cast<Index>(found.critical)];
    for (auto const decided : {Mark::in, Mark::out}) {
        mark = decided;
        fill_step(items, filler_w, step, more_per_w, depth - 1, best);
    }
    mark = Mark::open;
}

void Relaxation::best_fill(Index column, std::span<Step const> steps, double base_per_w, Fill& best) {
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
    best.worth = limit;
    best.share.clear();
    if (limit <= 0.0) {
        return;
    }
    sort_items(items);
    if (mark_of_.size() < items.size()) {
        mark_of_.resize(items.size(), Mark::open);
        share_.resize(items.size());
    }
    best.worth = -std::numeric_limits<double>::infinity();
    for (auto const& step : steps) {
        if (most(step) > best.worth) {
            fill_step(items, filler_w, step, base_per_w - step.per_w, depth_, best);
        }
    }
}

// Which loads go through.
void Relaxation::take(Index column, Fill const& fill) {
    auto const items = items_of(column);
    for (Index i = 0; i < fill.share.size(); ++i) {
        taken_[static_cast<Index>(items[i].place)] = fill.share[i];
    }
}

void Relaxation::choose_steps(Index chain) {
    auto& choice = choice_[chain];
    choice = {};
    double const base = core_.line[static_cast<Index>(core_.chains[chain].first)].per_w;
    auto const steps = steps_->of_chain(chain);
    auto& [forward, backward] = fills_;
    best_fill(2 * chain, steps, base, forward);
    best_fill(2 * chain + 1, steps, base, backward);
    choice.forward = forward.worth;
    choice.backward = backward.worth;
    double const closed = forced_[chain] != 0 ? -std::numeric_limits<double>::infinity() : 0.0;
    double const ahead = arc_gone_[2 * chain] == 0 ? forward.worth : closed;
    double const back = arc_gone_[2 * chain + 1] == 0 ? backward.worth : closed;
    choice.worth = closed;
    if (ahead > closed && ahead >= back) {
        choice.worth = ahead;
        choice.from_a = 1;
        take(2 * chain, forward);
    } else if (back > closed) {
        choice.worth = back;
        choice.from_b = 1;
        take(2 * chain + 1, backward);
    }
}

double Relaxation::choose_roots() {
    double value = 0.0;
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const column = static_cast<Index>(core_.arc_count()) + r;
        double worth = sum_[column] - core_.roots[r].fixed;
        if (steps_ != nullptr) {
            best_fill(column, {&steps_->of_root(r), 1}, core_.roots[r].per_w, fills_[0]);
            worth = fills_[0].worth;
            if (worth > 0.0) {
                take(column, fills_[0]);
            }
        }
        root_open_[r] = worth > 0.0 ? 1 : 0;
        value += std::max(0.0, worth);
        magnitude_ += std::abs(worth);
    }
    return value;
}

} // namespace saggar::topology
