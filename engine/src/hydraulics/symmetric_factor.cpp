// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/symmetric_factor.hpp"

#include <amd.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace saggar::detail {
namespace {

// Single columns with at most this many rows below list each target; others work by segments.
constexpr std::int32_t narrow_limit = 24;
// Single columns of up to this height, pivot included, have code of their own.
constexpr std::int32_t largest_run_height = 8;
// Subtrees of so many columns are taken level by level.
constexpr std::int32_t group_columns = 3000;

struct Columns {
    std::vector<std::int32_t> start;
    std::vector<std::int32_t> row;
};

// Both halves of a symmetric pattern, without diagonal and repeats.
Columns symmetric_pattern(std::int32_t n, std::span<Coupling const> couplings) {
    Columns all;
    all.start.assign(static_cast<std::size_t>(n) + 1, 0);
    for (auto const& [i, j] : couplings) {
        ++all.start[i + 1];
        ++all.start[j + 1];
    }
    std::partial_sum(all.start.begin(), all.start.end(), all.start.begin());
    all.row.resize(all.start[n]);
    std::vector<std::int32_t> next(all.start.begin(), all.start.end() - 1);
    for (auto const& [i, j] : couplings) {
        all.row[next[i]++] = j;
        all.row[next[j]++] = i;
    }
    Columns unique;
    unique.start.reserve(all.start.size());
    unique.row.reserve(all.row.size());
    unique.start.push_back(0);
    std::vector<std::int32_t> seen(static_cast<std::size_t>(n), -1);
    for (std::int32_t j = 0; j < n; ++j) {
        for (auto p = all.start[j]; p < all.start[j + 1]; ++p) {
            if (seen[all.row[p]] != j) {
                seen[all.row[p]] = j;
                unique.row.push_back(all.row[p]);
            }
        }
        unique.start.push_back(static_cast<std::int32_t>(unique.row.size()));
    }
    return unique;
}

// Elimination tree of the pattern under an order (Liu 1990, with path compression).
std::vector<std::int32_t> elimination_tree(Columns const& pattern, std::vector<std::int32_t> const& order,
                                           std::vector<std::int32_t> const& place) {
    auto const n = order.size();
    std::vector<std::int32_t> parent(n, -1);
    std::vector<std::int32_t> ancestor(n, -1);
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(n); ++k) {
        for (auto p = pattern.start[order[k]]; p < pattern.start[order[k] + 1]; ++p) {
            auto i = place[pattern.row[p]];
            while (i >= 0 && i < k) {
                auto const next = ancestor[i];
                ancestor[i] = k;
                if (next < 0) {
                    parent[i] = k;
                }
                i = next;
            }
        }
    }
    return parent;
}

// Children before parents, subtrees together: new position of each column.
std::vector<std::int32_t> postorder(std::vector<std::int32_t> const& parent) {
    auto const n = static_cast<std::int32_t>(parent.size());
    std::vector<std::int32_t> child(parent.size(), -1);
    std::vector<std::int32_t> sibling(parent.size(), -1);
    for (auto k = n - 1; k >= 0; --k) {
        if (parent[k] >= 0) {
            sibling[k] = child[parent[k]];
            child[parent[k]] = k;
        }
    }
    std::vector<std::int32_t> position(parent.size());
    std::vector<std::int32_t> stack;
    std::int32_t count = 0;
    for (std::int32_t root = 0; root < n; ++root) {
        if (parent[root] >= 0) {
            continue;
        }
        stack.push_back(root);
        while (!stack.empty()) {
            auto const k = stack.back();
            if (child[k] >= 0) {
                stack.push_back(child[k]);
                child[k] = sibling[child[k]];
            } else {
                position[k] = count++;
                stack.pop_back();
            }
        }
    }
    return position;
}

// Structure of each column of L below the diagonal, sorted: its own entries and those of its children.
Columns column_structures(Columns const& pattern, std::vector<std::int32_t> const& order,
                          std::vector<std::int32_t> const& place, std::vector<std::int32_t> const& parent) {
    auto const n = static_cast<std::int32_t>(order.size());
    Columns lower;
    lower.start.reserve(order.size() + 1);
    lower.start.push_back(0);
    lower.row.reserve(pattern.row.size() * 2);
    std::vector<std::int32_t> seen(order.size(), -1);
    std::vector<std::int32_t> first_child(order.size(), -1);
    std::vector<std::int32_t> next_child(order.size(), -1);
    for (std::int32_t k = 0; k < n; ++k) {
        auto const begin = static_cast<std::ptrdiff_t>(lower.row.size());
        for (auto p = pattern.start[order[k]]; p < pattern.start[order[k] + 1]; ++p) {
            auto const i = place[pattern.row[p]];
            if (i > k) {
                seen[i] = k;
                lower.row.push_back(i);
            }
        }
        for (auto c = first_child[k]; c >= 0; c = next_child[c]) {
            for (auto p = lower.start[c]; p < lower.start[c + 1]; ++p) {
                auto const i = lower.row[p];
                if (i != k && seen[i] != k) {
                    seen[i] = k;
                    lower.row.push_back(i);
                }
            }
        }
        std::sort(lower.row.begin() + begin, lower.row.end());
        lower.start.push_back(static_cast<std::int32_t>(lower.row.size()));
        if (parent[k] >= 0) {
            next_child[k] = first_child[parent[k]];
            first_child[parent[k]] = k;
        }
    }
    return lower;
}

} // namespace

FactorPattern::FactorPattern(std::int32_t unknowns, std::span<Coupling const> couplings) : size_{unknowns} {
    place_.resize(static_cast<std::size_t>(unknowns));
    if (unknowns == 0) {
        return;
    }
    auto const n = size_;
    auto const pattern = symmetric_pattern(n, couplings);
    std::vector<std::int32_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    if (!pattern.row.empty()) {
        [[maybe_unused]] auto const status =
            amd_order(n, pattern.start.data(), pattern.row.data(), order.data(), nullptr, nullptr);
        assert(status == AMD_OK || status == AMD_OK_BUT_JUMBLED);
    }
    for (std::int32_t k = 0; k < n; ++k) {
        place_[order[k]] = k;
    }
    auto parent = elimination_tree(pattern, order, place_);
    auto const position = postorder(parent);
    std::vector<std::int32_t> moved(parent.size(), -1);
    for (std::int32_t k = 0; k < n; ++k) {
        moved[position[k]] = parent[k] < 0 ? -1 : position[parent[k]];
    }
    for (auto& p : place_) {
        p = position[p];
    }
    for (std::int32_t i = 0; i < n; ++i) {
        order[place_[i]] = i;
    }
    auto const lower = column_structures(pattern, order, place_, moved);
    factor_entries_ = static_cast<std::int64_t>(lower.row.size());
    form_panels(moved, lower.start, lower.row);
    spread_panels();
    list_targets();
    find_runs();
}

// Panels: neighbouring columns of nested structure. A few zeros are taken in where that widens a panel.
void FactorPattern::form_panels(std::vector<std::int32_t> const& parent,
                                std::vector<std::int32_t> const& start,
                                std::vector<std::int32_t> const& row) {
    auto const below = [&](std::int32_t k) { return start[k + 1] - start[k]; };
    panel_of_.resize(static_cast<std::size_t>(size_));
    for (std::int32_t k = 0; k < size_;) {
        auto last = k;
        std::int64_t zeros = 0;
        while (last + 1 < size_ && parent[last] == last + 1) {
            auto const extra = below(last + 1) + 1 - below(last); // rows that the columns so far lack
            auto const width = last - k + 1;
            auto const more = static_cast<std::int64_t>(extra) * width;
            auto const total = static_cast<std::int64_t>(width + 1) * (below(last + 1) + 1);
            if (extra != 0 && (below(last) < 8 || (zeros + more) * 5 > total)) {
                break;
            }
            zeros += more;
            ++last;
        }
        Panel panel{};
        panel.first = k;
        panel.width = last - k + 1;
        panel.height = panel.width + below(last);
        panel.rows = static_cast<std::int32_t>(rows_.size());
        for (auto c = k; c <= last; ++c) {
            panel_of_[c] = static_cast<std::int32_t>(panels_.size());
        }
        rows_.insert(rows_.end(), row.begin() + start[last], row.begin() + start[last + 1]);
        panels_.push_back(panel);
        k = last + 1;
    }
}

// In postorder a panel usually follows its own child, and has to wait for it. Any order with children first
// serves: within subtrees that fit the cache, panels are taken level by level and by size, so that neighbours
// are independent and alike.
void FactorPattern::spread_panels() {
    auto const count = static_cast<std::int32_t>(panels_.size());
    std::vector<std::int32_t> parent(panels_.size(), -1);
    std::vector<std::int32_t> level(panels_.size(), 0);
    std::vector<std::int32_t> columns(panels_.size(), 0); // of the subtree
    for (std::int32_t p = 0; p < count; ++p) {
        auto const& panel = panels_[p];
        columns[p] += panel.width;
        if (panel.height > panel.width) {
            auto const up = parent[p] = panel_of_[rows_[panel.rows]];
            level[up] = std::max(level[up], level[p] + 1);
            columns[up] += columns[p];
        }
    }
    // Groups: largest subtrees of at most this many columns, numbered as they come; what is above them goes
    // last.
    std::vector<std::int32_t> group(panels_.size(), count);
    for (auto p = count - 1; p >= 0; --p) {
        if (columns[p] <= group_columns) {
            auto const up = parent[p];
            group[p] = up >= 0 && group[up] < count ? group[up] : p;
        }
    }
    struct Key {
        std::int32_t group;
        std::int32_t level;
        std::int32_t shape; // by width, then height; wide panels as they come
        std::int32_t panel;
        auto operator<=>(Key const&) const = default;
    };
    std::vector<Key> order;
    order.reserve(panels_.size());
    for (std::int32_t p = 0; p < count; ++p) {
        auto const& panel = panels_[p];
        order.push_back({group[p], level[p], panel.width == 1 ? panel.height : size_, p});
    }
    std::ranges::sort(order);

    std::vector<std::int32_t> moved(static_cast<std::size_t>(size_));
    std::vector<Panel> panels;
    panels.reserve(panels_.size());
    std::vector<std::int32_t> rows;
    rows.reserve(rows_.size());
    std::int32_t next = 0;
    std::int32_t values = 0;
    for (auto const& key : order) {
        auto panel = panels_[key.panel];
        for (std::int32_t k = 0; k < panel.width; ++k) {
            moved[panel.first + k] = next + k;
        }
        auto const below = panel.height - panel.width;
        rows.insert(rows.end(), rows_.begin() + panel.rows, rows_.begin() + panel.rows + below);
        panel.rows = static_cast<std::int32_t>(rows.size()) - below;
        panel.first = next;
        panel.values = values;
        next += panel.width;
        values += panel.width * panel.height;
        panels.push_back(panel);
    }
    panels_ = std::move(panels);
    rows_ = std::move(rows);
    value_count_ = static_cast<std::size_t>(values);
    for (std::int32_t p = 0; p < count; ++p) {
        for (std::int32_t k = 0; k < panels_[p].width; ++k) {
            panel_of_[panels_[p].first + k] = p;
        }
    }
    for (auto& row : rows_) {
        row = moved[row]; // all rows of a panel lie on one path to the root: they stay in order
    }
    for (auto& place : place_) {
        place = moved[place];
    }
}

// Rows move along with their panels, so that what a run reads lies in one piece.
void FactorPattern::find_runs() {
    auto const count = static_cast<std::int32_t>(panels_.size());
    auto const kind = [&](std::int32_t p) {
        auto const& panel = panels_[p];
        return panel.width == 1 && panel.height <= largest_run_height ? panel.height : 0;
    };
    for (std::int32_t p = 0; p < count;) {
        auto const first = p;
        while (p < count && kind(p) == kind(first)) {
            ++p;
        }
        runs_.push_back({first, p, kind(first)});
    }
}

// Where the update of each panel goes.
void FactorPattern::list_targets() {
    for (auto& panel : panels_) {
        auto const count = panel.height - panel.width;
        auto const* const rows = rows_.data() + panel.rows;
        bool const narrow = panel.width == 1 && count <= narrow_limit;
        panel.targets = static_cast<std::int32_t>(narrow ? targets_.size() : segments_.size());
        work_count_ = std::max(work_count_, static_cast<std::size_t>(panel.height));
        for (std::int32_t begin = 0; begin < count;) {
            auto const& other = panels_[panel_of_[rows[begin]]];
            auto end = begin + 1;
            while (end < count && rows[end] < other.first + other.width) {
                ++end;
            }
            // Place of rows[a], a >= begin, in the other panel.
            auto const relative = static_cast<std::int32_t>(targets_.size());
            auto const* const other_rows = rows_.data() + other.rows;
            std::int32_t at = 0;
            auto const place_in_other = [&](std::int32_t row) {
                if (row < other.first + other.width) {
                    return row - other.first;
                }
                while (other_rows[at] != row) {
                    ++at;
                }
                return other.width + at;
            };
            if (narrow) {
                // One list per row b: the slots of (a, b) for all a >= b.
                std::array<std::int32_t, narrow_limit> places{};
                for (auto a = begin; a < count; ++a) {
                    places[a] = place_in_other(rows[a]);
                }
                for (auto b = begin; b < end; ++b) {
                    auto const column = other.values + (rows[b] - other.first) * other.height;
                    for (auto a = b; a < count; ++a) {
                        targets_.push_back(column + places[a]);
                    }
                }
            } else {
                for (auto a = begin; a < count; ++a) {
                    targets_.push_back(place_in_other(rows[a]));
                }
                segments_.push_back({begin, end, other.values + (rows[begin] - other.first) * other.height,
                                     other.height, relative});
                ++panel.segments;
            }
            begin = end;
        }
    }
}

std::int32_t FactorPattern::diagonal_slot(std::int32_t unknown) const {
    auto const k = place_[unknown];
    auto const& panel = panels_[panel_of_[k]];
    auto const column = k - panel.first;
    return panel.values + column * panel.height + column;
}

std::int32_t FactorPattern::slot(std::int32_t i, std::int32_t j) const {
    auto const [low, high] = std::minmax(place_[i], place_[j]);
    auto const& panel = panels_[panel_of_[low]];
    auto const column = panel.values + (low - panel.first) * panel.height;
    if (high < panel.first + panel.width) {
        return column + (high - panel.first);
    }
    auto const begin = rows_.begin() + panel.rows;
    auto const end = begin + (panel.height - panel.width);
    auto const found = std::lower_bound(begin, end, high);
    assert(found != end && *found == high);
    return column + panel.width + static_cast<std::int32_t>(found - begin);
}

} // namespace saggar::detail
