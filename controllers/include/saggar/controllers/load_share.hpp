// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Plants of a set heat without sources follow the load: each gives the part of its heat_kw that demand is of
// its coincident peak, of all substations that supply lines join to it as links stand, up to its capacity.

#include "saggar/engine/simulation/controller.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar {

class LoadShare final : public Controller {
public:
    LoadShare(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    struct Line {
        std::size_t link;
        std::int32_t from;
        std::int32_t to;
    };
    struct Taker {
        std::int32_t node;
        double peak_w;
    };
    struct Giver {
        std::size_t plant;
        std::int32_t node;
        double heat_w; // at the coincident peak
        double capacity_w;
    };

    void find_parts(std::vector<std::uint8_t> const& link_open);

    std::vector<Line> lines_;
    std::vector<Taker> takers_; // per substation
    std::vector<Giver> givers_;
    std::vector<std::uint8_t> parts_of_; // links that were open when parts were found
    std::vector<std::size_t> part_;      // of each node
};

} // namespace saggar
