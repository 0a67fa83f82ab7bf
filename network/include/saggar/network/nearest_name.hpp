// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// "Did you mean ...": names told apart by the least number of letters that must be changed, put in, left out
// or swapped with their neighbour (optimal string alignment distance); capitals count as small letters.

#include <cstddef>
#include <string_view>

namespace saggar {

// The distance, or `limit` + 1 if it is larger than `limit`.
[[nodiscard]] std::size_t name_distance(std::string_view a, std::string_view b, std::size_t limit);

// A distance up to which a name may be a slip of the pen for `wrong`: a third of its letters, at least one.
[[nodiscard]] constexpr std::size_t slip_distance(std::string_view wrong) {
    return wrong.size() < 6 ? 1 : wrong.size() / 3;
}

// The nearest of `names` (any range of things that convert to string_view) no farther than `limit`, the first
// of several; empty if there is none.
template <class Names>
[[nodiscard]] std::string_view nearest_name(std::string_view wrong, Names const& names, std::size_t limit) {
    std::string_view best;
    for (auto const& candidate : names) {
        std::string_view const name{candidate};
        std::size_t const distance = name_distance(wrong, name, limit);
        if (distance <= limit) {
            best = name;
            if (distance == 0) {
                break;
            }
            limit = distance - 1;
        }
    }
    return best;
}

} // namespace saggar
