// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What one plant does in a network: hold the pressure, or give heat.

#include "saggar/network/disjoint_sets.hpp"
#include "saggar/network/project.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace saggar::detail {

// The node of the plant's supply side.
[[nodiscard]] std::string node_of(Plant const& plant);

// Which nodes hang together, as the project gives it: water passes neither what is shut nor pumps that stand
// still.
class Zones {
public:
    explicit Zones(Project const& project);
    [[nodiscard]] std::size_t of(std::size_t node) { return groups_.find(node); }
    // Of a node's name, with or without a side.
    [[nodiscard]] std::size_t position(std::string const& node) const {
        return index_.at(node.substr(0, node.find(':')));
    }
    [[nodiscard]] std::size_t of(std::string const& node) { return of(position(node)); }

private:
    template <class Link>
    void join(std::vector<Link> const& links);

    DisjointSets groups_;
    std::unordered_map<std::string, std::size_t> index_;
};

// Whether an open pair leads from the plant's supply node.
[[nodiscard]] bool is_laid(Project const& project, Plant const& plant);

// Turns the plant to giving `heat_kw` at the design point, and at each operating point that times its load
// factor where the point does not say otherwise: there `more_kw` by the load factor is added.
void give_heat(Project& project, Plant& plant, double heat_kw, double more_kw);

// Raises the pressure that the plant holds until the highest node of its zone has what it needs with standing
// water. `position`: of the plant. What it did, in words; empty: nothing.
std::string hold_enough(Project& project, Zones& zones, std::size_t position);

} // namespace saggar::detail
