// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which candidates can be connected together, and in which order.
//
// The cheapest per MWh connects first, with its branch and the larger pipes that it needs; the next is judged
// in the network that this gives, and so on. What a candidate cost before is looked up again before it is
// taken, so that a larger pipe that one has paid for is there for the next. Each step is confirmed by the
// full solver as single candidates are (connection.hpp). It is a rule, not an optimum: another order may
// connect more.

#include "saggar/planning/connection.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saggar {

struct ConnectionStep {
    ConnectionResult result;          // in the network with all before it; largest_load_w is NaN
    std::optional<double> cost_alone; // of this candidate on its own; empty: unknown or infeasible
    // Sums over the steps so far:
    double peak_w{0.0};
    double annual_use_mwh{0.0};
    std::optional<double> cost; // empty once one is unknown
};

struct ConnectionOrder {
    bool base_converged{false};
    std::string diagnosis;
    std::vector<ConnectionStep> steps;
    std::vector<ConnectionResult> left_out; // infeasible after the steps, or on their own; `reason` says why
    Project project;                        // with all of the steps
    bool stopped{false};
};

// Throws as study_connections. `progress` is told how many candidates are decided. `kept`: what is known of
// each candidate after so many steps; may be null. `obstacles` as in ConnectionOptions.
[[nodiscard]] ConnectionOrder order_connections(std::shared_ptr<Network const> const& network,
                                                std::vector<Street> const& streets,
                                                ConnectionProgress const& progress = {},
                                                KeptWork* kept = nullptr,
                                                std::span<MapObstacle const> obstacles = {});

} // namespace saggar
