// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Sets that are joined until what is left are the connected parts (union by size, path halving; Tarjan &
// van Leeuwen, J. ACM 31, 1984).

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace saggar {

class DisjointSets {
public:
    explicit DisjointSets(std::size_t n) : parent_(n), size_(n, 1) {
        std::iota(parent_.begin(), parent_.end(), 0);
    }

    [[nodiscard]] std::size_t find(std::size_t i) {
        while (static_cast<std::size_t>(parent_[i]) != i) {
            parent_[i] = parent_[static_cast<std::size_t>(parent_[i])];
            i = static_cast<std::size_t>(parent_[i]);
        }
        return i;
    }
    // False where they are joined already.
    bool join(std::size_t a, std::size_t b) {
        a = find(a);
        b = find(b);
        if (a == b) {
            return false;
        }
        if (size_[a] < size_[b]) {
            std::swap(a, b);
        }
        parent_[b] = static_cast<std::int32_t>(a);
        size_[a] += size_[b];
        return true;
    }

private:
    std::vector<std::int32_t> parent_;
    std::vector<std::int32_t> size_;
};

} // namespace saggar
