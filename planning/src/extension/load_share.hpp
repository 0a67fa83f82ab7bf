// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What plants that a plan has made give heat give in time.

#include "saggar/engine/simulation/controller.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace saggar::detail {

// Plants of set heat that the plan has set and that have no sources of heat: positions among the plants.
[[nodiscard]] std::vector<std::size_t> plants_of_share(Project const& before, Network const& network);

// Lets such plants give the part of their set heat that the demand of their network is of its coincident
// peak, up to their capacity.
class LoadShare final : public Controller {
public:
    LoadShare(Network const& network, std::vector<std::size_t> const& plants);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    struct Of {
        std::size_t plant{0};
        std::size_t zone{0};
        double heat_w{0.0};
        double capacity_w{0.0};
    };
    std::vector<Of> plants_;
    std::vector<std::size_t> zone_of_; // of substations
    std::vector<double> peak_w_;       // coincident, of zones
};

} // namespace saggar::detail
