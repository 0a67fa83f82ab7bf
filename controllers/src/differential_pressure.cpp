// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/differential_pressure.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

DifferentialPressure::DifferentialPressure(Network const& network, ControllerSettings const& settings)
    : plants_{indices_of(settings.plants, network.plants.id)} {
    double const speed = settings.minimum_speed.value_or(0.0);
    for (std::size_t const plant : plants_) {
        double const full_pa = network.plants.maximum_differential_pressure_pa[plant].value_or(0.0);
        least_pa_.push_back(std::max(speed * speed * full_pa,
                                     settings.minimum_differential_pressure_bar.value_or(0.0) * 1e5));
    }
}

void DifferentialPressure::decide(Measured const& /*measured*/, Setpoints& set) {
    std::vector<double>& least_pa = set.point.plant_least_pressure_pa;
    least_pa.resize(set.point.point.plant_supply_temperature_c.size(), 0.0);
    for (std::size_t k = 0; k < plants_.size(); ++k) {
        least_pa[plants_[k]] = std::max(least_pa[plants_[k]], least_pa_[k]);
    }
}

} // namespace saggar
