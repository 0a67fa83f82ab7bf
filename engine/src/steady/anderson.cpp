// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "anderson.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

// Solves the symmetric positive definite system a c = b of order n in place; false where it is singular to
// working accuracy.
bool solve_cholesky(std::array<std::array<double, Anderson::depth>, Anderson::depth>& a,
                    std::array<double, Anderson::depth>& b, std::size_t n) {
    double largest = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        largest = std::max(largest, a[i][i]);
    }
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < j; ++k) {
            a[j][j] -= a[j][k] * a[j][k];
        }
        if (!(a[j][j] > 1e-14 * largest)) {
            return false;
        }
        a[j][j] = std::sqrt(a[j][j]);
        for (std::size_t i = j + 1; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) {
                a[i][j] -= a[i][k] * a[j][k];
            }
            a[i][j] /= a[j][j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
    return true;
}

double dot(std::vector<double> const& a, std::vector<double> const& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

} // namespace

Anderson::Anderson(std::size_t size) : size_{size}, previous_residual_(size), previous_g_(size) {
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

    std::array<std::array<double, depth>, depth> a{};
    std::array<double, depth> c{};
    for (std::size_t i = 0; i < stored_; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            a[i][j] = dot(residual_difference_[i], residual_difference_[j]);
        }
        c[i] = dot(residual_difference_[i], previous_residual_);
    }
    bool const combined = stored_ > 0 && solve_cholesky(a, c, stored_);
    double const back = 1.0 - damping;
    for (std::size_t i = 0; i < size_; ++i) {
        x[i] = g[i] - back * previous_residual_[i];
    }
    if (!combined) {
        if (stored_ > 0) {
            restart(); // differences that say the same: the plain step is as good
        }
        return;
    }
    for (std::size_t k = 0; k < stored_; ++k) {
        for (std::size_t i = 0; i < size_; ++i) {
            x[i] -= c[k] * (g_difference_[k][i] - back * residual_difference_[k][i]);
        }
    }
}

} // namespace saggar::detail
