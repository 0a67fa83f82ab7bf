// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The cheapest set of links that bypasses every trunk: weighted set cover.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar::detail {

struct CoverCandidate {
    double cost{0.0};                 // above 0
    std::vector<std::int32_t> covers; // needs, ascending
};

struct CoverChoice {
    std::vector<std::int32_t> chosen; // candidates, ascending
    std::vector<std::int32_t> open;   // needs that no candidate covers
    double cost{0.0};
    bool proven{true}; // no set that covers as much costs less
};

// `weight` of each need, above 0: what covering it is worth to the first choice, which takes the least cost
// per weight that is not covered yet and then drops what is superfluous. A search over the candidates of the
// need that has fewest, held against a bound (needs that share no candidate each cost at least their cheapest
// one), then proves it or finds better, within `most_nodes`.
[[nodiscard]] CoverChoice choose_links(std::vector<CoverCandidate> const& candidates,
                                       std::vector<double> const& weight, std::size_t most_nodes = 200'000);

} // namespace saggar::detail
