// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How the flow in a pipe follows what consumers draw, in a straight line about a solved state: mass is kept
// at every node, a pipe's pressure loss follows its flow with an exponent of 1.9, and plants that hold a
// pressure keep it. Temperatures stay as they are. Good for telling which of several loads fills a pipe most,
// no result.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace saggar::detail {

class FlowResponse {
public:
    FlowResponse(Network const& network, SteadyState const& state);

    // By substation, for each kg/s that it draws: what the pipe carries more, in the direction of its flow.
    [[nodiscard]] std::vector<double> of_pipe(std::size_t pipe) const;
    // Likewise: by how much the pressure of one node rises above that of another, Pa.
    [[nodiscard]] std::vector<double> of_drop(std::int32_t from, std::int32_t to) const;

private:
    // A node that was eliminated: its share of its neighbours' equations.
    struct Step {
        std::int32_t node;
        double pivot;
        std::size_t begin; // in coupled_
        std::size_t end;
    };
    void eliminate(std::vector<std::vector<std::pair<std::int32_t, double>>> neighbours,
                   std::vector<double> diagonal, std::vector<std::uint8_t> const& held);

    Network const& network_;
    std::vector<double> conductance_; // of links, kg/s per Pa; 0: no way for water that pressure drives
    std::vector<double> direction_;   // of the flow in pipes
    std::vector<Step> steps_;
    std::vector<std::pair<std::int32_t, double>> coupled_;
};

} // namespace saggar::detail
