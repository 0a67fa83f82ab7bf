// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Numeric part of symmetric_factor.hpp. Panels keep L D, not L: with 1/D at hand neither the elimination nor
// the two triangular solves need the scaled columns.

#include "hydraulics/symmetric_factor.hpp"

namespace saggar::detail {

inline bool all_positive(double x) {
    return x > 0.0 && x < 1e300;
}

template <class Real>
bool FactorPattern::factorise(Real* values, Real* inverse_pivots, Real* work) const {
    bool positive = true;
    for (auto const& panel : panels_) {
        Real* const __restrict own = values + panel.values;
        auto const height = panel.height;
        auto const width = panel.width;
        if (panel.segments == 0) {
            // A narrow column, or a panel without rows below.
            if (width == 1) {
                positive = positive && all_positive(own[0]);
                Real const inverse = 1.0 / own[0];
                inverse_pivots[panel.first] = inverse;
                std::int32_t const* target = targets_.data() + panel.targets;
                for (std::int32_t b = 1; b < height; ++b) {
                    Real const factor = own[b] * inverse;
                    for (std::int32_t a = b; a < height; ++a) {
                        values[*target++] -= own[a] * factor;
                    }
                }
                continue;
            }
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
    }
    return positive;
}

template <class Real>
void FactorPattern::solve(Real const* values, Real const* inverse_pivots, Real* x) const {
    for (auto const& panel : panels_) {
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
    for (auto p = panels_.rbegin(); p != panels_.rend(); ++p) {
        auto const& panel = *p;
        auto const* const rows = rows_.data() + panel.rows;
        auto const below = panel.height - panel.width;
        Real* const own = x + panel.first;
        for (auto k = panel.width - 1; k >= 0; --k) {
            Real const* const column = values + panel.values + k * panel.height;
            Real sum = column[0] * 0.0;
            for (auto a = k + 1; a < panel.width; ++a) {
                sum += column[a] * own[a];
            }
            for (std::int32_t a = 0; a < below; ++a) {
                sum += column[panel.width + a] * x[rows[a]];
            }
            own[k] -= sum * inverse_pivots[panel.first + k];
        }
    }
}

} // namespace saggar::detail
