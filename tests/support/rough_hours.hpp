// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Hours of a rough day for simulations: what everybody asks for, what plants send out, closures that change
// the structure and plants that trip, all of it following from the number of the step.

#include "saggar/engine/simulation/network_simulation.hpp"

#include <random>
#include <vector>

namespace saggar::testing_support {

struct RoughHours {
    double closed_part{0.01};  // of the pipe pairs, all pipes being drawn as pairs
    double tripped_part{0.15}; // of the hours
};

inline SimulationPoint rough_hour(Network const& network, unsigned step, RoughHours const& hours = {}) {
    std::mt19937 random{step};
    std::uniform_real_distribution<double> part{0.0, 1.0};
    SimulationPoint point{operating_point(network),
                          std::vector<std::uint8_t>(network.plants.size(), std::uint8_t{0})};
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        point.point.heat_demand_w[i] = network.substations.peak_w[i] * (0.2 + 0.9 * part(random));
    }
    point.point.plant_supply_temperature_c[0] = 75.0 + 15.0 * part(random);
    for (std::size_t i = 0; i < network.pipes.size(); i += 2) {
        if (part(random) < hours.closed_part) {
            point.point.link_open[i] = 0;
            point.point.link_open[i + 1] = 0;
        }
    }
    point.plant_tripped[0] = part(random) < hours.tripped_part ? 1 : 0;
    return point;
}

} // namespace saggar::testing_support
