// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// L D L' of sparse symmetric positive definite matrices of one pattern, factorised very often. The pattern is
// ordered (AMD, Amestoy, Davis & Duff 1996) and analysed once; every place that an elimination step writes to
// is then known, so that the numeric part is straight loops over index arrays without search, branch on
// structure or allocation. Columns of equal structure form panels (supernodes) that are eliminated densely;
// single narrow columns, which networks of pipes mostly give, have their targets listed entry by entry.
// Numbers may be double or several doubles side by side (one per operating point).

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

struct Coupling { // of two different unknowns; the matrix entry below the diagonal
    std::int32_t i;
    std::int32_t j;
};

class FactorPattern {
public:
    FactorPattern() = default;
    // The pattern with a full diagonal and the given couplings (repeats allowed).
    FactorPattern(std::int32_t unknowns, std::span<Coupling const> couplings);

    [[nodiscard]] std::int32_t size() const { return size_; }
    // Numbers stored per matrix: the values array has this length.
    [[nodiscard]] std::size_t value_count() const { return value_count_; }
    // Entries of L below the diagonal that the ordering causes, padding of panels not counted.
    [[nodiscard]] std::int64_t factor_entries() const { return factor_entries_; }
    // Where unknown i stands in the vectors given to factorise and solve.
    [[nodiscard]] std::int32_t place(std::int32_t unknown) const { return place_[unknown]; }
    // Where, in the values array, the diagonal entry of an unknown and the entry of a coupling stand.
    [[nodiscard]] std::int32_t diagonal_slot(std::int32_t unknown) const;
    [[nodiscard]] std::int32_t slot(std::int32_t i, std::int32_t j) const;

    // In place: values hold the matrix (all other slots 0) and then L D; pivots hold 1/D. Work: scratch().
    // False if a pivot is not above zero (the matrix is not positive definite, or not finite).
    template <class Real>
    [[nodiscard]] bool factorise(Real* values, Real* inverse_pivots, Real* work) const;
    // x: right-hand side, then solution.
    template <class Real>
    void solve(Real const* values, Real const* inverse_pivots, Real* x) const;
    // Numbers needed as work by factorise.
    [[nodiscard]] std::size_t work_count() const { return work_count_; }

private:
    // A panel of `width` columns, dense and column by column, `height` rows: its own columns, then rows[...]
    // below.
    struct Panel {
        std::int32_t first; // column
        std::int32_t width;
        std::int32_t height;
        std::int32_t values;   // slot of its first number
        std::int32_t rows;     // its rows below, in rows_
        std::int32_t targets;  // narrow: in targets_; else its segments
        std::int32_t segments; // number of them; 0: narrow
    };
    // Rows [begin, end) below a panel that are columns of one other panel.
    struct Segment {
        std::int32_t begin;
        std::int32_t end;
        std::int32_t values;   // slot of row 0 of the column of rows[begin]
        std::int32_t height;   // of the other panel
        std::int32_t relative; // in targets_: place of each row from `begin` on within the other panel
    };

    // Neighbouring panels that are eliminated by the same code: single columns of one small height, or
    // others.
    struct Run {
        std::int32_t first;  // panel
        std::int32_t last;   // behind it
        std::int32_t height; // 0: panels of any kind
    };

    template <int height, class Real>
    bool eliminate_columns(Run const& run, Real* values, Real* inverse_pivots) const;
    template <class Real>
    bool eliminate_panel(Panel const& panel, Real* values, Real* inverse_pivots, Real* work) const;
    template <int height, class Real>
    void forward_columns(Run const& run, Real const* values, Real const* inverse_pivots, Real* x) const;
    template <int height, class Real>
    void backward_columns(Run const& run, Real const* values, Real const* inverse_pivots, Real* x) const;
    template <class Real>
    void forward_panel(Panel const& panel, Real const* values, Real const* inverse_pivots, Real* x) const;
    template <class Real>
    void backward_panel(Panel const& panel, Real const* values, Real const* inverse_pivots, Real* x) const;

    void form_panels(std::vector<std::int32_t> const& parent, std::vector<std::int32_t> const& start,
                     std::vector<std::int32_t> const& row);
    void spread_panels();
    void list_targets();
    void find_runs();

    std::int32_t size_{0};
    std::size_t value_count_{0};
    std::size_t work_count_{0};
    std::int64_t factor_entries_{0};
    std::vector<std::int32_t> place_;
    std::vector<std::int32_t> panel_of_; // column -> panel
    std::vector<Panel> panels_;
    std::vector<Run> runs_;
    std::vector<std::int32_t> rows_;
    std::vector<Segment> segments_;
    std::vector<std::int32_t> targets_;
};

} // namespace saggar::detail
