// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "anderson.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

// Least-squares coefficients from the normal equations a c = b of order n, in place. A column that says what
// those before it say already, to working accuracy, gets no weight.
void solve_normal_equations(std::array<std::array<double, Anderson::depth>, Anderson::depth>& a,
                            std::array<double, Anderson::depth>& b, std::size_t n) {
    std::array<bool, Anderson::depth> used{};
    for (std::size_t j = 0; j < n; ++j) {
        double const whole = a[j][j];
        for (std::size_t k = 0; k < j; ++k) {
            if (used[k]) {
                a[j][j] -= a[j][k] * a[j][k];
            }
        }
        used[j] = a[j][j] > 1e-12 * whole;
        if (!used[j]) {
            continue;
        }
        a[j][j] = std::sqrt(a[j][j]);
        for (std::size_t i = j + 1; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) {
                if (used[k]) {
                    a[i][j] -= a[i][k] * a[j][k];
                }
            }
            a[i][j] /= a[j][j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] -= used[k] ? a[i][k] * b[k] : 0.0;
        }
        b[i] = used[i] ? b[i] / a[i][i] : 0.0;
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) {
            b[i] -= used[k] ? a[k][i] * b[k] : 0.0;
        }
        b[i] = used[i] ? b[i] / a[i][i] : 0.0;
    }
}

double dot(std::vector<double> const& a, std::vector<double> const& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

} // namespace

Anderson::Anderson(std::size_t size, double reach) : size_{0}, reach_{reach} {
    resize(size);
}

void Anderson::resize(std::size_t size) {
    restart();
    size_ = size;
    previous_residual_.resize(size);
    previous_g_.resize(size);
    for (std::size_t k = 0; k < depth; ++k) {
        residual_difference_[k].resize(size);
        g_difference_[k].resize(size);
    }
}

void Anderson::restart() {
    stored_ = 0;
    next_ = 0;
    has_previous_ = false;
}

void Anderson::advance(std::span<double> x, std::span<double const> g, double damping) {
    assert(x.size() == size_ && g.size() == size_);
    if (has_previous_) {
        std::vector<double>& df = residual_difference_[next_];
        std::vector<double>& dg = g_difference_[next_];
        for (std::size_t i = 0; i < size_; ++i) {
            df[i] = (g[i] - x[i]) - previous_residual_[i];
            dg[i] = g[i] - previous_g_[i];
        }
        next_ = (next_ + 1) % depth;
        stored_ = std::min(stored_ + 1, depth);
    }
    for (std::size_t i = 0; i < size_; ++i) {
        previous_residual_[i] = g[i] - x[i];
        previous_g_[i] = g[i];
    }
    has_previous_ = true;

    // Newest first: it is the best guide.
    std::array<std::size_t, depth> column{};
    for (std::size_t i = 0; i < stored_; ++i) {
        column[i] = (next_ + 2 * depth - 1 - i) % depth;
    }
    std::array<std::array<double, depth>, depth> a{};
    std::array<double, depth> c{};
    for (std::size_t i = 0; i < stored_; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            a[i][j] = dot(residual_difference_[column[i]], residual_difference_[column[j]]);
        }
        c[i] = dot(residual_difference_[column[i]], previous_residual_);
    }
    solve_normal_equations(a, c, stored_);
    double reach = 0.0;
    for (double const weight : c) {
        reach += std::abs(weight);
    }
    if (reach > reach_) { // the history is of another regime: extrapolating it leads away
        restart();
        c.fill(0.0);
    }
    double const back = 1.0 - damping;
    for (std::size_t i = 0; i < size_; ++i) {
        x[i] = g[i] - back * previous_residual_[i];
    }
    for (std::size_t k = 0; k < depth; ++k) {
        if (c[k] == 0.0) {
            continue;
        }
        std::vector<double> const& dg = g_difference_[column[k]];
        std::vector<double> const& df = residual_difference_[column[k]];
        for (std::size_t i = 0; i < size_; ++i) {
            x[i] -= c[k] * (dg[i] - back * df[i]);
        }
    }
}

} // namespace saggar::detail
