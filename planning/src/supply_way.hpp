// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// By which pipes a consumer's water and its pressure come.

#include "saggar/network/network.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace saggar::detail {

// The pipe lines from a substation's own back to a plant that keeps a differential pressure, against the flow
// and by the fewest links: what is lost on them is what the substation lacks of that pressure, the same on
// all such ways. Where it gets water from plants of given heat or flow alone, which push it whatever that
// takes: the lines that most of its water came through. Valves and pumps on the way are passed.
[[nodiscard]] std::vector<std::size_t>
supply_way(Network const& network, std::span<double const> mass_flow_kg_s, std::size_t substation);

} // namespace saggar::detail
