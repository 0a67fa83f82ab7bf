// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A connection study as files: one row per candidate and one per limit.

#include "saggar/network/network.hpp"
#include "saggar/planning/connection.hpp"
#include "saggar/planning/connection_order.hpp"

#include <string>

namespace saggar {

// connections.csv: id,name,verdict,reason,... one row per candidate, in the units of people; empty cells are
// unknown.
[[nodiscard]] std::string connections_csv(ConnectionReport const& report);
// connection_limits.csv: of each candidate one row per kind of limit where it is tightest, one per limit of
// each plant and pump, and the candidate's own. `design_consumer`: whose way carried its design flows then.
[[nodiscard]] std::string connection_limits_csv(ConnectionReport const& report);
// connection_measures.csv: of each candidate every set of measures that was solved, in that order; only the
// header where the project lists no measures.
[[nodiscard]] std::string connection_measures_csv(ConnectionReport const& report);
// The same as one JSON document.
[[nodiscard]] std::string connections_json(Network const& network, ConnectionReport const& report);

// connection_order.csv: one row per candidate that connects, in order, then those that do not.
[[nodiscard]] std::string connection_order_csv(ConnectionOrder const& order);
// The same as one JSON document.
[[nodiscard]] std::string connection_order_json(Network const& network, ConnectionOrder const& order);

} // namespace saggar
