// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which multipliers there are: for small problems all, for large ones those of the arcs around each load.
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace saggar::topology {
namespace {
constexpr Index most_multipliers = 6'000'000; // 8 bytes each, three times

Index most_in_a_row(Core const& core) {
    return std::max<Index>(100, most_multipliers / std::max<Index>(1, core.hooks.size()));
}
} // namespace

bool Relaxation::has_all_multipliers(Core const& core) {
    return static_cast<Index>(core.arc_count()) <= most_in_a_row(core);
}

void Relaxation::lay_rows() {
    auto const most = most_in_a_row(core_);
    auto const arcs = static_cast<std::int32_t>(core_.arc_count());
    auto const roots = static_cast<std::int32_t>(core_.roots.size());
    row_begin_.push_back(0);
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        column_.push_back(arcs + roots);
        column_.push_back(arcs + roots + 1);
        near_arcs(h, most);
        for (std::int32_t r = 0; r < roots; ++r) {
            if (core_.roots[static_cast<Index>(r)].fixed > 0.0 ||
                (steps_ != nullptr && std::isfinite(core_.roots[static_cast<Index>(r)].capacity_w))) {
                column_.push_back(arcs + r);
            }
        }
        row_begin_.push_back(static_cast<std::int64_t>(column_.size()));
    }
    w_.assign(column_.size(), 0.0);
    d_.assign(column_.size(), 0.0);
    taken_.assign(steps_ != nullptr ? column_.size() : 0, 0.0);
}

// Arcs between the junctions nearest to the hook, by fixed cost.
void Relaxation::near_arcs(Index hook, Index most) {
    auto const home = home_[hook];
    if (static_cast<Index>(core_.arc_count()) <= most) {
        for (std::int32_t arc = 0; arc < core_.arc_count(); ++arc) {
            if (arc / 2 != home && arc_gone_[static_cast<Index>(arc)] == 0) {
                column_.push_back(arc);
            }
        }
        return;
    }
    using Entry = std::pair<double, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    if (home < 0) {
        queue.emplace(0.0, place_[hook]);
    } else {
        queue.emplace(0.0, core_.chains[static_cast<Index>(home)].a);
        queue.emplace(0.0, core_.chains[static_cast<Index>(home)].b);
    }
    ++mark_;
    auto const first = column_.size();
    while (!queue.empty() && column_.size() - first < most) {
        auto const [length, node] = queue.top();
        queue.pop();
        auto const n = static_cast<Index>(node);
        if (label_mark_[n] == mark_) {
            continue;
        }
        label_mark_[n] = mark_;
        for (auto i = core_.entering_begin[n]; i < core_.entering_begin[n + 1]; ++i) {
            auto const arc = core_.entering[static_cast<Index>(i)];
            auto const other = core_.tail(arc);
            if (label_mark_[static_cast<Index>(other)] != mark_) {
                queue.emplace(length + chain_fixed_[static_cast<Index>(arc / 2)], other);
            }
            if (arc / 2 != home && arc_gone_[static_cast<Index>(arc)] == 0) {
                column_.push_back(arc);
            }
        }
    }
}

// Adds the row to the sums and lays it out by column.
void Relaxation::spread(Index hook) {
    auto const end = static_cast<Index>(row_begin_[hook + 1]);
    for (auto i = static_cast<Index>(row_begin_[hook]); i < end; ++i) {
        auto const column = static_cast<Index>(column_[i]);
        spread_w_[column] = w_[i];
        sum_[column] += w_[i];
    }
    counted_ += static_cast<std::int64_t>(end - static_cast<Index>(row_begin_[hook])) / 4;
}

// Rows without the arcs that are gone and the hooks that never connect, when that is worth the copying.
void Relaxation::leave_out_gone() {
    auto const arcs = core_.arc_count();
    if (frozen_ || gone_since_ * 8 < arcs || best_w_.size() != w_.size()) {
        return;
    }
    gone_since_ = 0;
    Index kept = 0;
    Index begin = 0;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        auto const end = static_cast<Index>(row_begin_[h + 1]);
        for (Index i = begin; i < end; ++i) {
            auto const column = column_[i];
            bool const own = column >= arcs + static_cast<std::int32_t>(core_.roots.size());
            bool const gone = state_[h] == HookState::never ||
                              (column < arcs && arc_gone_[static_cast<Index>(column)] != 0);
            if (gone && !own) {
                continue;
            }
            column_[kept] = column;
            w_[kept] = w_[i];
            d_[kept] = d_[i];
            best_w_[kept] = best_w_[i];
            ++kept;
        }
        begin = end;
        row_begin_[h + 1] = static_cast<std::int64_t>(kept);
    }
    column_.resize(kept);
    w_.resize(kept);
    d_.resize(kept);
    best_w_.resize(kept);
    taken_.resize(steps_ != nullptr ? kept : 0);
}

} // namespace saggar::topology
