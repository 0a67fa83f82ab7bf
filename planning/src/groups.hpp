// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What hangs together: disjoint sets with path halving (Tarjan & van Leeuwen, J. ACM 31, 1984).

#include <cstddef>
#include <numeric>
#include <vector>

namespace saggar::detail {

class Groups {
public:
    explicit Groups(std::size_t size) : parent_(size) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }

    [[nodiscard]] std::size_t of(std::size_t i) {
        while (parent_[i] != i) {
            i = parent_[i] = parent_[parent_[i]];
        }
        return i;
    }
    // False where they hang together already.
    bool join(std::size_t a, std::size_t b) {
        std::size_t const to = of(b);
        std::size_t const from = of(a);
        parent_[from] = to;
        return from != to;
    }

private:
    std::vector<std::size_t> parent_;
};

} // namespace saggar::detail
