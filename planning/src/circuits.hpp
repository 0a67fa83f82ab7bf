// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which elements water can go round through. Water comes back to the plant that heats it, or comes from
// outside and goes there; an element that is the only open way between two pieces of a network (a bridge of
// its graph) carries none, whatever the pressures are.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// By link: 1 where a circuit of open links leads through it that a running plant may drive, or that is closed
// by two places at which water comes and goes (reservoirs, tanks, withdrawals, leaks). Circuits that touch
// each other in one node only count as one.
[[nodiscard]] std::vector<std::uint8_t> links_in_circuits(Network const& network,
                                                          OperatingPoint const& point);

} // namespace saggar::detail
