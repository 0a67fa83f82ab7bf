// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/supply_floor.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

SupplyFloor::SupplyFloor(Network const& network, ControllerSettings const& settings)
    : floor_{settings.outdoor_c, settings.temperature_c},
      plants_{indices_of(settings.plants, network.plants.id)} {}

void SupplyFloor::decide(Measured const& measured, Setpoints& set) {
    double const floor_c = floor_.at(floor_.is_constant() ? 0.0 : measured.outdoor_c);
    for (std::size_t const plant : plants_) {
        double& supply_c = set.point.point.plant_supply_temperature_c[plant];
        supply_c = std::max(supply_c, floor_c);
    }
}

} // namespace saggar
