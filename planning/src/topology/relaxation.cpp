// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace saggar::topology {
namespace {
// Far above what adding up some thousand terms can lose, far below any gap that matters.
constexpr double rounding = 1e-11;
// Of branching in knapsacks, once the multipliers are near their best.
constexpr std::int32_t knapsack_depth = 6;
constexpr double fading = 0.05; // of what was chosen in earlier iterations
} // namespace

Relaxation::Relaxation(Core const& core, Steps const* steps)
    : core_{core},
      columns_{static_cast<Index>(core.arc_count()) + core.roots.size() + 2},
      spread_w_(columns_, 0.0),
      open_(columns_, 0.0),
      way_(core.hooks.size()),
      reduced_(core.hooks.size(), 0.0),
      sum_(columns_, 0.0),
      choice_(core.chains.size()),
      root_open_(core.roots.size(), 0),
      state_(core.hooks.size(), HookState::open),
      arc_gone_(static_cast<Index>(core.arc_count()), 0),
      home_(core.hooks.size(), -1),
      place_(core.hooks.size(), 0),
      from_a_per_w_(core.hooks.size(), 0.0),
      from_b_per_w_(core.hooks.size(), 0.0),
      chain_per_w_(core.chains.size(), 0.0),
      chain_fixed_(core.chains.size(), 0.0),
      lower_price_(core.junction_node.size(), infinite),
      bound_{infinite},
      best_value_{infinite},
      stretch_(core.hooks.size(), 1.0),
      hook_share_(core.hooks.size(), 0.5),
      chain_share_(core.chains.size(), 0.5),
      forced_(core.chains.size(), 0),
      steps_{steps},
      label_(core.junction_node.size(), 0.0),
      label_mark_(core.junction_node.size(), 0),
      out_arc_(core.junction_node.size(), 0) {
    for (Index j = 0; j < core.junction_hooks.size(); ++j) {
        for (auto h = core.junction_hooks[j].begin; h < core.junction_hooks[j].end; ++h) {
            place_[static_cast<Index>(h)] = static_cast<std::int32_t>(j);
        }
    }
    for (Index c = 0; c < core.chains.size(); ++c) {
        auto const& chain = core.chains[c];
        for (auto e = chain.first; e < chain.first + chain.count; ++e) {
            chain_per_w_[c] += core.line[static_cast<Index>(e)].per_w;
            chain_fixed_[c] += core.line[static_cast<Index>(e)].fixed;
        }
        double from_a = 0.0;
        for (std::int32_t i = 1; i < chain.count; ++i) {
            auto const e = static_cast<Index>(chain.first + i - 1);
            from_a += core.line[e].per_w;
            for (auto h = core.site[e].begin; h < core.site[e].end; ++h) {
                home_[static_cast<Index>(h)] = static_cast<std::int32_t>(c);
                place_[static_cast<Index>(h)] = i;
                from_a_per_w_[static_cast<Index>(h)] = from_a;
                from_b_per_w_[static_cast<Index>(h)] = std::max(0.0, chain_per_w_[c] - from_a);
            }
        }
        if (chain.a == chain.b) {
            arc_gone_[2 * c] = arc_gone_[2 * c + 1] = 1;
        }
    }
    for (Index h = 0; h < core.hooks.size(); ++h) {
        state_[h] = core.hooks[h].must ? HookState::always : HookState::open;
        way_[h].reserve(32);
    }
    set_mark_.assign(core.junction_node.size(), 0);
    if (steps != nullptr) { // large loads have large multipliers
        scale_ = 0.3;
        for (Index h = 0; h < core.hooks.size(); ++h) {
            stretch_[h] = std::max(core.hooks[h].peak_w, 1.0);
        }
    }
    find_passages();
    find_lower_prices();
    lay_rows();
}

void Relaxation::choose(std::int32_t index) {
    if (steps_ != nullptr) {
        choose_steps(static_cast<Index>(index));
        return;
    }
    auto const& chain = core_.chains[static_cast<Index>(index)];
    auto& choice = choice_[static_cast<Index>(index)];
    choice = {};
    auto const earned = [&](HookRange range, std::int64_t end_of_chain) {
        double sum = 0.0;
        for (auto h = range.begin; h < range.end; ++h) {
            if (state_[static_cast<Index>(h)] != HookState::never) {
                sum += w_[static_cast<Index>(row_begin_[static_cast<Index>(h)] + end_of_chain)];
            }
        }
        return sum;
    };
    auto const count = static_cast<Index>(chain.count);
    best_prefix_.assign(count, 0.0);
    best_prefix_edges_.assign(count, 0);
    double sum = 0.0;
    for (Index i = 1; i <= count; ++i) {
        auto const e = static_cast<Index>(chain.first) + i - 1;
        sum -= core_.line[e].fixed;
        if (i == count) {
            break;
        }
        sum += earned(core_.site[e], 0);
        bool const better = sum > best_prefix_[i - 1];
        best_prefix_[i] = better ? sum : best_prefix_[i - 1];
        best_prefix_edges_[i] = better ? static_cast<std::int32_t>(i) : best_prefix_edges_[i - 1];
    }
    choice.forward = sum + sum_[2 * static_cast<Index>(index)];
    choice.worth = best_prefix_[count - 1];
    choice.from_a = best_prefix_edges_[count - 1];
    sum = 0.0;
    for (Index i = count - 1; i >= 1; --i) {
        auto const e = static_cast<Index>(chain.first) + i;
        sum += earned(core_.site[e - 1], 1) - core_.line[e].fixed;
        if (sum + best_prefix_[i - 1] > choice.worth) {
            choice.worth = sum + best_prefix_[i - 1];
            choice.from_a = best_prefix_edges_[i - 1];
            choice.from_b = static_cast<std::int32_t>(count - i);
        }
    }
    choice.backward =
        sum - core_.line[static_cast<Index>(chain.first)].fixed + sum_[2 * static_cast<Index>(index) + 1];
    if (arc_gone_[2 * static_cast<Index>(index)] == 0 && choice.forward > choice.worth) {
        choice.worth = choice.forward;
        choice.from_a = chain.count;
        choice.from_b = 0;
    }
    if (arc_gone_[2 * static_cast<Index>(index) + 1] == 0 && choice.backward > choice.worth) {
        choice.worth = choice.backward;
        choice.from_a = 0;
        choice.from_b = chain.count;
    }
    counted_ += 4 * chain.count + 10;
}

// The bound of the present multipliers.
double Relaxation::evaluate(double cutoff_slack) {
    std::fill(sum_.begin(), sum_.end(), 0.0);
    double value = 0.0;
    magnitude_ = 0.0;
    listed_.clear();
    open_peak_w_ = 0.0;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        way_[h].clear();
        if (state_[h] == HookState::never) {
            continue;
        }
        spread(h);
        list_items(h);
        auto const& hook = core_.hooks[h];
        bool const always = state_[h] == HookState::always;
        auto const way =
            cheapest_way(static_cast<std::int32_t>(h), always ? infinite : hook.profit + cutoff_slack);
        for (auto i = row_begin_[h]; i < row_begin_[h + 1]; ++i) {
            spread_w_[static_cast<Index>(column_[static_cast<Index>(i)])] = 0.0;
        }
        reduced_[h] = hook.profit - way.length;
        hook_share_[h] += fading * ((always || reduced_[h] > 0.0 ? 1.0 : 0.0) - hook_share_[h]);
        if (always && !way.found) {
            return -infinite; // no plan at all
        }
        if (always) {
            value += reduced_[h];
            magnitude_ += std::abs(hook.profit) + way.length;
        } else if (reduced_[h] > 0.0) {
            value += reduced_[h];
            magnitude_ += hook.profit;
        } else {
            way_[h].clear();
        }
    }
    gather_items();
    for (std::int32_t c = 0; c < static_cast<std::int32_t>(core_.chains.size()); ++c) {
        choose(c);
        auto& share = chain_share_[static_cast<Index>(c)];
        share += fading * ((choice_[static_cast<Index>(c)].worth > 0.0 ? 1.0 : 0.0) - share);
        value += choice_[static_cast<Index>(c)].worth;
        magnitude_ += std::abs(choice_[static_cast<Index>(c)].worth) + sum_[2 * static_cast<Index>(c)] +
                      sum_[2 * static_cast<Index>(c) + 1];
    }
    return value + choose_roots();
}

// What would leave less than what is known, if it were decided so, is decided otherwise for good.
void Relaxation::fix(double known) {
    double const bound = value_ + rounding * magnitude_;
    double const least = known - 1e-9 * std::abs(known);
    bool arcs_changed = false;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        if (state_[h] != HookState::open) {
            continue;
        }
        if (reduced_[h] > 0.0 && bound - reduced_[h] < least) {
            state_[h] = HookState::always;
        } else if (reduced_[h] < 0.0 && bound + reduced_[h] < least) {
            state_[h] = HookState::never;
        }
    }
    for (Index c = 0; c < core_.chains.size(); ++c) {
        auto const& choice = choice_[c];
        if (arc_gone_[2 * c] == 0 && bound - choice.worth + choice.forward < least) {
            arc_gone_[2 * c] = 1;
            ++gone_since_;
            arcs_changed = true;
        }
        if (arc_gone_[2 * c + 1] == 0 && bound - choice.worth + choice.backward < least) {
            arc_gone_[2 * c + 1] = 1;
            ++gone_since_;
            arcs_changed = true;
        }
    }
    if (arcs_changed) {
        find_lower_prices();
        leave_out_gone();
    }
}

double Relaxation::opened(std::int32_t column) const {
    auto const arcs = core_.arc_count();
    if (column < arcs) {
        auto const& choice = choice_[static_cast<Index>(column / 2)];
        auto const count = core_.chains[static_cast<Index>(column / 2)].count;
        return (column % 2 == 0 ? choice.from_a : choice.from_b) == count ? 1.0 : 0.0;
    }
    return root_open_[static_cast<Index>(column - arcs)] != 0 ? 1.0 : 0.0;
}

void Relaxation::step(double known, double scale) {
    auto const left = static_cast<Index>(core_.arc_count()) + core_.roots.size();
    for (Index column = 0; column < left; ++column) {
        open_[column] = steps_ == nullptr ? opened(static_cast<std::int32_t>(column)) : 0.0;
    }
    constexpr double memory = 0.5;
    double norm = 0.0;
    double disagreement = 0.0;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        if (state_[h] == HookState::never) {
            continue;
        }
        open_[left] = open_[left + 1] = 0.0;
        if (auto const home = home_[h]; home >= 0) {
            auto const& choice = choice_[static_cast<Index>(home)];
            auto const count = core_.chains[static_cast<Index>(home)].count;
            open_[left] = choice.from_a >= place_[h] ? 1.0 : 0.0;
            open_[left + 1] = choice.from_b >= count - place_[h] ? 1.0 : 0.0;
        }
        for (auto const column : way_[h]) {
            open_[static_cast<Index>(column)] -= 1.0;
        }
        auto const end = static_cast<Index>(row_begin_[h + 1]);
        for (auto i = static_cast<Index>(row_begin_[h]); i < end; ++i) {
            double const slope = open_[static_cast<Index>(column_[i])] + (taken_.empty() ? 0.0 : taken_[i]);
            disagreement += slope * slope;
            double const turned = memory * d_[i] + (1.0 - memory) * slope;
            d_[i] = w_[i] <= 0.0 && turned > 0.0 ? 0.0 : turned;
            norm += stretch_[h] * d_[i] * d_[i];
        }
        for (auto const column : way_[h]) {
            open_[static_cast<Index>(column)] += 1.0;
        }
        counted_ += static_cast<std::int64_t>(end - static_cast<Index>(row_begin_[h])) / 3;
    }
    if (norm <= 0.0 || disagreement < 1e-12) { // ways and choices agree: no better multipliers
        std::fill(d_.begin(), d_.end(), 0.0);
        return;
    }
    double const aim = std::isfinite(known) ? value_ - known : 0.1 * std::abs(value_);
    double const length = scale * std::max(aim, 1e-9 * std::abs(value_)) / norm;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        if (state_[h] == HookState::never) {
            continue;
        }
        auto const end = static_cast<Index>(row_begin_[h + 1]);
        for (auto i = static_cast<Index>(row_begin_[h]); i < end; ++i) {
            w_[i] = std::max(0.0, w_[i] - length * stretch_[h] * d_[i]);
        }
    }
}

bool Relaxation::improve(double known, std::int64_t iterations, double gap_wanted, Effort& effort) {
    for (std::int64_t iteration = 0; iteration < iterations; ++iteration) {
        counted_ = 0;
        value_ = evaluate(std::isfinite(bound_) && std::isfinite(known) ? bound_ - known : 0.0);
        if (value_ == -infinite) {
            bound_ = known;
            return false;
        }
        if (value_ < best_value_) {
            best_value_ = value_;
            best_w_ = w_;
            since_ = 0;
        } else if (++since_ >= 20) {
            since_ = 0;
            scale_ *= 0.7;
            bool const whole = steps_ == nullptr || !steps_->divisible();
            depth_ = whole && scale_ < 0.1 ? knapsack_depth : 0;
            if (best_w_.size() == w_.size()) {
                w_ = best_w_;
            }
            std::fill(d_.begin(), d_.end(), 0.0);
        }
        bound_ = std::min(bound_, value_ + rounding * magnitude_);
        effort.proved(std::max({bound_, known, whole_}));
        if (bound_ <= known || bound_ - known <= gap_wanted * std::abs(bound_)) {
            return bound_ > known;
        }
        if (std::isfinite(known) && value_ <= best_value_ + 0.05 * (best_value_ - known)) {
            fix(known);
        }
        step(known, scale_);
        if (!effort.spend(counted_)) {
            break;
        }
    }
    return true;
}

} // namespace saggar::topology
