// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The pattern steps of an EPANET file as operating points of the network that was built of it.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/epanet_import.hpp"

#include <vector>

namespace saggar {

// One point per step, named by its time ("0:00", "1:30"), equal to operating_point(network) but for the
// withdrawals. Throws Error{unknown_id} if the network lacks one of them.
[[nodiscard]] std::vector<OperatingPoint> operating_points(Network const& network, PatternHours const& hours);

} // namespace saggar
