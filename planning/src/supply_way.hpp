// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// By which pipes a consumer's water and its pressure come.

#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

// At given flows, of a network and flows that outlive it.
class SupplyWays {
public:
    SupplyWays(Network const& network, std::span<double const> mass_flow_kg_s);

    // The pipe lines from a substation's own back to a plant that keeps a differential pressure, against the
    // flow and by the fewest links: what is lost on them is what the substation lacks of that pressure, the
    // same on all such ways. Where it gets water from plants of given heat or flow alone, which push it
    // whatever that takes: the lines that most of its water came through. Valves and pumps on the way are
    // passed.
    [[nodiscard]] std::vector<std::size_t> of(std::size_t substation) const;

private:
    [[nodiscard]] std::size_t upstream(std::size_t link) const;
    [[nodiscard]] std::size_t downstream(std::size_t link) const;
    [[nodiscard]] std::span<std::size_t const> into(std::size_t node) const; // links that bring it water
    [[nodiscard]] std::vector<std::size_t> to_pressure(std::size_t from) const;
    [[nodiscard]] std::vector<std::size_t> of_most_water(std::size_t node) const;

    Network const& network_;
    std::span<double const> flow_;
    std::vector<std::size_t> begin_; // of the links into each node
    std::vector<std::size_t> into_;
    std::vector<std::uint8_t> keeps_pressure_; // per node: such a plant sends water out there
};

} // namespace saggar::detail
