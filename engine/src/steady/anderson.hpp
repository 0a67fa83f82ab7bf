// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Anderson acceleration of a fixed point x = g(x): the next x is the combination of the last few g(x) whose
// residuals g(x) - x cancel best. Walker & Ni, SIAM J. Numer. Anal. 49 (2011), 1715. Written as a small
// normal-equation solve, because the depth is at most five and the vectors are long.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace saggar::detail {

class Anderson {
public:
    static constexpr std::size_t depth = 5;

    // `reach`: sum of the weights of past differences beyond which they are no guide.
    explicit Anderson(std::size_t size, double reach = 10.0);

    // Forgets the history.
    void restart();
    // And is from now on for so many unknowns.
    void resize(std::size_t size);
    // Replaces `x` by the next iterate; `g` is g(x). `damping` in (0, 1] takes only that part of the combined
    // residual.
    void advance(std::span<double> x, std::span<double const> g, double damping = 1.0);

private:
    std::size_t size_;
    double reach_;
    std::size_t stored_{0}; // differences in use
    std::size_t next_{0};   // where the next difference goes
    bool has_previous_{false};
    std::vector<double> previous_residual_;
    std::vector<double> previous_g_;
    std::array<std::vector<double>, depth> residual_difference_;
    std::array<std::vector<double>, depth> g_difference_;
};

} // namespace saggar::detail
