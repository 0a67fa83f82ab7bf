// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The moves of the search on the objective itself.
#include "topology/pipe_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {
// Beyond a budget a pound is paid for so many times more: at first no more than what it can buy is worth, in
// the end more than any load brings.
constexpr double first_strict = 1.0;
constexpr double most_strict = 100.0;
} // namespace

void PipeSearch::set_hook(std::int32_t hook, bool on) {
    auto const h = static_cast<Index>(hook);
    now_.on[h] = on ? 1 : 0;
    change_ += on ? core_.hooks[h].profit : -core_.hooks[h].profit;
    if (budget_ >= 0.0) {
        more_benefit_ += on ? benefit_of_[h] : -benefit_of_[h];
    }
    changed_hooks_.push_back(hook);
    touch(home_[h]);
    set_own(home_[h]);
    pull_up(home_[h]);
}

// Keeps the move if it is worth at least `least` more (less, if negative); takes it back otherwise.
bool PipeSearch::settle(double least) {
    double gain = change_;
    if (budget_ >= 0.0) {
        gain -= strictness_ * (beyond(value_ + change_, benefit_ + more_benefit_) - beyond(value_, benefit_));
    }
    if (too_much_ <= 0 && gain >= least) {
        value_ += change_;
        benefit_ += more_benefit_;
        return true;
    }
    while (!saved_nodes_.empty()) {
        now_.nodes[static_cast<Index>(saved_nodes_.back().first)] = saved_nodes_.back().second;
        saved_nodes_.pop_back();
    }
    for (auto const hook : changed_hooks_) {
        now_.on[static_cast<Index>(hook)] ^= 1;
    }
    while (!saved_given_.empty()) {
        now_.given_w[static_cast<Index>(saved_given_.back().first)] = saved_given_.back().second;
        saved_given_.pop_back();
    }
    return false;
}

bool PipeSearch::toggle(double least) {
    auto const hook = random_.below(static_cast<std::int32_t>(core_.hooks.size()));
    bool const on = now_.on[static_cast<Index>(hook)] != 0;
    if (on && core_.hooks[static_cast<Index>(hook)].must) {
        return false;
    }
    set_hook(hook, !on);
    return settle(least);
}

// One load in for another one.
bool PipeSearch::swap(double least) {
    auto const count = static_cast<std::int32_t>(core_.hooks.size());
    auto const one = random_.below(count);
    auto const other = random_.below(count);
    bool const on = now_.on[static_cast<Index>(one)] != 0;
    if (on == (now_.on[static_cast<Index>(other)] != 0) ||
        core_.hooks[static_cast<Index>(on ? one : other)].must) {
        return false;
    }
    set_hook(on ? one : other, false);
    set_hook(on ? other : one, true);
    return settle(least);
}

bool PipeSearch::exchange(double least) {
    auto const node = nodes_[static_cast<Index>(random_.below(static_cast<std::int32_t>(nodes_.size())))];
    auto const begin = link_begin_[static_cast<Index>(node)];
    auto const links = link_begin_[static_cast<Index>(node) + 1] - begin;
    bool const source = is_source_[static_cast<Index>(node)] != 0;
    auto const pick = random_.below(links + (source ? 1 : 0));
    auto const& old = now_.nodes[static_cast<Index>(node)];
    Link const link = pick < links ? links_[static_cast<Index>(begin) + static_cast<Index>(pick)]
                                   : Link{.edge = -1, .to = -1};
    if (link.edge == old.edge) {
        return false;
    }
    ++mark_now_;
    for (auto at = link.to; at >= 0; at = now_.nodes[static_cast<Index>(at)].parent) {
        mark_[static_cast<Index>(at)] = mark_now_;
    }
    steps_ += 10;
    if (mark_[static_cast<Index>(node)] == mark_now_) {
        return false;
    }
    // The way from the node up to what is cut off turns round.
    scratch_.assign(1, node);
    for (;;) {
        auto const above = now_.nodes[static_cast<Index>(scratch_.back())].parent;
        if (above < 0 || mark_[static_cast<Index>(above)] == mark_now_ || random_.unit() < 0.3) {
            break;
        }
        scratch_.push_back(above);
    }
    auto const cut_from = now_.nodes[static_cast<Index>(scratch_.back())].parent;
    if (cut_from < 0 && is_source_[static_cast<Index>(scratch_.back())] == 0) {
        return false;
    }
    turn_round(cut_from, link);
    return settle(least);
}

// Turns the way in `scratch_` round: its first node hangs on the link (no edge: is a foot), what was above
// its last loses it.
void PipeSearch::turn_round(std::int32_t above, Link link) {
    for (auto const turned : scratch_) {
        touch(turned);
    }
    for (Index i = scratch_.size(); i-- > 1;) {
        auto& turned = now_.nodes[static_cast<Index>(scratch_[i])];
        turned.parent = scratch_[i - 1];
        turned.edge = now_.nodes[static_cast<Index>(scratch_[i - 1])].edge;
    }
    auto& first = now_.nodes[static_cast<Index>(scratch_.front())];
    first.parent = link.to;
    first.edge = link.edge;
    if (above < 0) {
        refit_sources(scratch_.back());
    }
    if (link.to < 0) {
        refit_sources(scratch_.front());
    }
    for (Index i = scratch_.size(); i-- > 0;) {
        pull(scratch_[i]);
    }
    pull_up(above);
    pull_up(link.to);
}

// All loads behind some node out.
bool PipeSearch::drop(double least) {
    auto node = nodes_[static_cast<Index>(random_.below(static_cast<std::int32_t>(nodes_.size())))];
    scratch_.assign(1, node);
    constexpr Index most = 80;
    for (Index next = 0; next < scratch_.size(); ++next) {
        auto const at = scratch_[next];
        for (auto i = link_begin_[static_cast<Index>(at)]; i < link_begin_[static_cast<Index>(at) + 1]; ++i) {
            auto const& link = links_[static_cast<Index>(i)];
            auto const& other = now_.nodes[static_cast<Index>(link.to)];
            if (other.parent == at && other.edge == link.edge && other.behind.sum_w > 0.0) {
                scratch_.push_back(link.to);
            }
        }
        if (scratch_.size() > most) {
            return false;
        }
    }
    steps_ += static_cast<std::int64_t>(scratch_.size()) * 6;
    for (auto const at : scratch_) {
        auto const range = hooks_at_[static_cast<Index>(at)];
        for (auto h = range.begin; h < range.end; ++h) {
            if (now_.on[static_cast<Index>(h)] == 0) {
                continue;
            }
            if (core_.hooks[static_cast<Index>(h)].must) {
                return settle(std::numeric_limits<double>::infinity());
            }
            set_hook(h, false);
        }
    }
    return !changed_hooks_.empty() && settle(least);
}

// The loads along an unused way in, from a node to where the network begins.
bool PipeSearch::graft(double least) {
    auto const start = nodes_[static_cast<Index>(random_.below(static_cast<std::int32_t>(nodes_.size())))];
    for (auto at = start; at >= 0 && now_.nodes[static_cast<Index>(at)].behind.sum_w <= 0.0;
         at = now_.nodes[static_cast<Index>(at)].parent) {
        scratch_.push_back(at);
    }
    for (auto const at : scratch_) {
        auto const range = hooks_at_[static_cast<Index>(at)];
        for (auto h = range.begin; h < range.end; ++h) {
            auto const& hook = core_.hooks[static_cast<Index>(h)];
            if (now_.on[static_cast<Index>(h)] == 0 && hook.profit > typical_w_price_ * hook.peak_w) {
                set_hook(h, true);
            }
        }
    }
    return !changed_hooks_.empty() && settle(least);
}

void PipeSearch::keep_within(double budget, double price) {
    budget_ = budget * (1.0 - 1e-9); // what moves add up to drifts by rounding
    price_ = price;
    benefit_of_.clear();
    for (auto const& hook : core_.hooks) {
        auto const& load = pricing_.problem().loads[static_cast<Index>(hook.load)];
        benefit_of_.push_back(load.benefit.value_or(load.peak_w));
    }
}

// What a plan of that value and benefit costs beyond the budget.
double PipeSearch::beyond(double value, double benefit) const {
    return std::max(0.0, price_ * benefit - value - budget_);
}

bool PipeSearch::better() const {
    if (budget_ < 0.0) {
        return value_ > best_value_ + 1e-9 * std::abs(best_value_);
    }
    if (beyond(value_, benefit_) > 0.0) {
        return false;
    }
    double const rounding = 1e-9 * best_benefit_;
    bool const as_much = benefit_ > best_benefit_ - rounding;
    return !found() || benefit_ > best_benefit_ + rounding ||
           (as_much && value_ > best_value_ + 1e-9 * std::abs(best_value_));
}

void PipeSearch::keep_best() {
    best_value_ = value_;
    best_benefit_ = benefit_;
    best_ = now_;
}

void PipeSearch::anneal(std::int64_t moves, double hot, double cold, Effort& effort) {
    bool const limited = budget_ >= 0.0;
    if (!(limited ? std::isfinite(value_) : found()) || core_.hooks.empty()) {
        return;
    }
    if (found()) {
        now_ = best_;
    }
    add_up();
    // Few sources decide much.
    double const feeds = feeding_.empty() ? 0.0 : 0.04;
    double const cooling = moves > 1 ? std::pow(cold / hot, 1.0 / static_cast<double>(moves)) : 1.0;
    double temperature = hot;
    for (std::int64_t move = 0; move < moves; ++move, temperature *= cooling) {
        steps_ = 10;
        change_ = 0.0;
        more_benefit_ = 0.0;
        too_much_ = 0;
        saved_nodes_.clear();
        changed_hooks_.clear();
        saved_given_.clear();
        scratch_.clear();
        double const least = temperature * std::log(random_.unit() + 1e-300);
        double const kind = random_.unit();
        if (limited) {
            strictness_ = std::min(most_strict, first_strict * hot / temperature);
        }
        bool const taken = kind < feeds             ? feed(least)
                           : limited && kind < 0.15 ? swap(least)
                           : kind < 0.35            ? toggle(least)
                           : kind < 0.9             ? exchange(least)
                           : kind < 0.95            ? drop(least)
                                                    : graft(least);
        if (taken && better()) {
            keep_best();
        }
        if (!effort.spend(steps_)) {
            break;
        }
    }
}

} // namespace saggar::topology
