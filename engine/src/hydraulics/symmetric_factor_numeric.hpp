// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Numeric part of symmetric_factor.hpp. Panels keep L D, not L: with 1/D at hand neither the elimination nor
// the two triangular solves need the scaled columns.

#include "hydraulics/symmetric_factor.hpp"

#include <algorithm>
#include <array>

namespace saggar::detail {

inline bool all_positive(double x) {
    return x > 0.0 && x < 1e300;
}

// One column after the other, of `height` entries each, loops of fixed length.
template <int height, class Real>
bool FactorPattern::eliminate_columns(Run const& run, Real* values, Real* inverse_pivots) const {
    bool positive = true;
    auto const& first = panels_[run.first];
    Real const* own = values + first.values;
    std::int32_t const* target = targets_.data() + first.targets;
    Real* inverse_pivot = inverse_pivots + first.first;
    for (auto p = run.first; p < run.last; ++p, own += height) {
        std::array<Real, height> column{};
        for (int a = 0; a < height; ++a) {
            column[a] = own[a];
        }
        positive = positive && all_positive(column[0]);
        Real const inverse = 1.0 / column[0];
        *inverse_pivot++ = inverse;
        for (int b = 1; b < height; ++b) {
            Real const factor = column[b] * inverse;
            for (int a = b; a < height; ++a) {
                values[*target++] -= column[a] * factor;
            }
        }
    }
    return positive;
}

template <class Real>
bool FactorPattern::eliminate_panel(Panel const& panel, Real* values, Real* inverse_pivots,
                                    Real* work) const {
    bool positive = true;
    Real* const __restrict own = values + panel.values;
    auto const height = panel.height;
    auto const width = panel.width;
    if (panel.segments == 0 && width == 1) {
        positive = all_positive(own[0]);
        Real const inverse = 1.0 / own[0];
        inverse_pivots[panel.first] = inverse;
        std::int32_t const* target = targets_.data() + panel.targets;
        for (std::int32_t b = 1; b < height; ++b) {
            Real const factor = own[b] * inverse;
            for (std::int32_t a = b; a < height; ++a) {
                values[*target++] -= own[a] * factor;
            }
        }
        return positive;
    }
    for (std::int32_t k = 0; k < width; ++k) {
        Real* const __restrict column = own + k * height;
        positive = positive && all_positive(column[k]);
        Real const inverse = 1.0 / column[k];
        inverse_pivots[panel.first + k] = inverse;
        for (std::int32_t j = k + 1; j < width; ++j) {
            Real const factor = column[j] * inverse;
            Real* const __restrict right = own + j * height;
            for (std::int32_t a = j; a < height; ++a) {
                right[a] -= column[a] * factor;
            }
        }
    }
    Real const* const inverse = inverse_pivots + panel.first;
    auto const count = height - width;
    Real const* const below = own + width;
    for (std::int32_t s = 0; s < panel.segments; ++s) {
        auto const& segment = segments_[panel.targets + s];
        auto const* const __restrict relative = targets_.data() + segment.relative - segment.begin;
        auto const first_row = rows_[panel.rows + segment.begin];
        for (auto b = segment.begin; b < segment.end; ++b) {
            Real* const __restrict target =
                values + segment.values + (rows_[panel.rows + b] - first_row) * segment.height;
            Real* const __restrict sum = work;
            {
                Real const factor = below[b] * inverse[0];
                for (auto a = b; a < count; ++a) {
                    sum[a] = below[a] * factor;
                }
            }
            for (std::int32_t k = 1; k < width; ++k) {
                Real const* const __restrict column = below + k * height;
                Real const factor = column[b] * inverse[k];
                for (auto a = b; a < count; ++a) {
                    sum[a] += column[a] * factor;
                }
            }
            for (auto a = b; a < count; ++a) {
                target[relative[a]] -= sum[a];
            }
        }
    }
    return positive;
}

template <int height, class Real>
void FactorPattern::forward_columns(Run const& run, Real const* values, Real const* inverse_pivots,
                                    Real* x) const {
    auto const& first = panels_[run.first];
    Real const* column = values + first.values;
    std::int32_t const* rows = rows_.data() + first.rows;
    auto k = first.first;
    for (auto p = run.first; p < run.last; ++p, ++k, column += height, rows += height - 1) {
        Real const z = x[k] * inverse_pivots[k];
        x[k] = z;
        for (int a = 0; a < height - 1; ++a) {
            x[rows[a]] -= column[a + 1] * z;
        }
    }
}

template <int height, class Real>
void FactorPattern::backward_columns(Run const& run, Real const* values, Real const* inverse_pivots,
                                     Real* x) const {
    auto const& last = panels_[run.last - 1];
    Real const* column = values + last.values;
    std::int32_t const* rows = rows_.data() + last.rows;
    auto k = last.first;
    for (auto p = run.last; p > run.first; --p, --k, column -= height, rows -= height - 1) {
        Real sum = Real{};
        for (int a = 0; a < height - 1; ++a) {
            sum += column[a + 1] * x[rows[a]];
        }
        x[k] -= sum * inverse_pivots[k];
    }
}

template <class Real>
void FactorPattern::forward_panel(Panel const& panel, Real const* values, Real const* inverse_pivots,
                                  Real* x) const {
    Real const* column = values + panel.values;
    auto const* const rows = rows_.data() + panel.rows;
    auto const below = panel.height - panel.width;
    Real* const own = x + panel.first;
    for (std::int32_t k = 0; k < panel.width; ++k, column += panel.height) {
        Real const z = own[k] * inverse_pivots[panel.first + k];
        own[k] = z;
        for (auto a = k + 1; a < panel.width; ++a) {
            own[a] -= column[a] * z;
        }
        for (std::int32_t a = 0; a < below; ++a) {
            x[rows[a]] -= column[panel.width + a] * z;
        }
    }
}

template <class Real>
void FactorPattern::backward_panel(Panel const& panel, Real const* values, Real const* inverse_pivots,
                                   Real* x) const {
    auto const* const rows = rows_.data() + panel.rows;
    auto const below = panel.height - panel.width;
    Real* const own = x + panel.first;
    for (auto k = panel.width - 1; k >= 0; --k) {
        Real const* const column = values + panel.values + k * panel.height;
        Real sum = Real{};
        for (auto a = k + 1; a < panel.width; ++a) {
            sum += column[a] * own[a];
        }
        for (std::int32_t a = 0; a < below; ++a) {
            sum += column[panel.width + a] * x[rows[a]];
        }
        own[k] -= sum * inverse_pivots[panel.first + k];
    }
}

template <class Real>
bool FactorPattern::factorise(Real* values, Real* inverse_pivots, Real* work) const {
    bool positive = true;
    for (auto const& run : runs_) {
        bool good = true;
        switch (run.height) {
        case 1: good = eliminate_columns<1>(run, values, inverse_pivots); break;
        case 2: good = eliminate_columns<2>(run, values, inverse_pivots); break;
        case 3: good = eliminate_columns<3>(run, values, inverse_pivots); break;
        case 4: good = eliminate_columns<4>(run, values, inverse_pivots); break;
        case 5: good = eliminate_columns<5>(run, values, inverse_pivots); break;
        case 6: good = eliminate_columns<6>(run, values, inverse_pivots); break;
        case 7: good = eliminate_columns<7>(run, values, inverse_pivots); break;
        case 8: good = eliminate_columns<8>(run, values, inverse_pivots); break;
        default:
            for (auto p = run.first; p < run.last; ++p) {
                good = eliminate_panel(panels_[p], values, inverse_pivots, work) && good;
            }
        }
        positive = positive && good;
    }
    return positive;
}

template <class Real>
void FactorPattern::solve(Real const* values, Real const* inverse_pivots, Real* x) const {
    for (auto const& run : runs_) {
        switch (run.height) {
        case 1: forward_columns<1>(run, values, inverse_pivots, x); break;
        case 2: forward_columns<2>(run, values, inverse_pivots, x); break;
        case 3: forward_columns<3>(run, values, inverse_pivots, x); break;
        case 4: forward_columns<4>(run, values, inverse_pivots, x); break;
        case 5: forward_columns<5>(run, values, inverse_pivots, x); break;
        case 6: forward_columns<6>(run, values, inverse_pivots, x); break;
        case 7: forward_columns<7>(run, values, inverse_pivots, x); break;
        case 8: forward_columns<8>(run, values, inverse_pivots, x); break;
        default:
            for (auto p = run.first; p < run.last; ++p) {
                forward_panel(panels_[p], values, inverse_pivots, x);
            }
        }
    }
    std::for_each(runs_.rbegin(), runs_.rend(), [&](auto const& run) {
        switch (run.height) {
        case 1: backward_columns<1>(run, values, inverse_pivots, x); break;
        case 2: backward_columns<2>(run, values, inverse_pivots, x); break;
        case 3: backward_columns<3>(run, values, inverse_pivots, x); break;
        case 4: backward_columns<4>(run, values, inverse_pivots, x); break;
        case 5: backward_columns<5>(run, values, inverse_pivots, x); break;
        case 6: backward_columns<6>(run, values, inverse_pivots, x); break;
        case 7: backward_columns<7>(run, values, inverse_pivots, x); break;
        case 8: backward_columns<8>(run, values, inverse_pivots, x); break;
        default:
            for (auto p = run.last; p > run.first; --p) {
                backward_panel(panels_[p - 1], values, inverse_pivots, x);
            }
        }
    });
}

} // namespace saggar::detail
