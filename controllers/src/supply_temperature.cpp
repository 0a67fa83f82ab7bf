// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/supply_temperature.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

SupplyTemperature::SupplyTemperature(Network const& network, ControllerSettings const& settings)
    : curve_{settings.outdoor_c, settings.temperature_c},
      plants_{indices_of(settings.plants, network.plants.id)},
      lead_s_{settings.lead_hours * 3600.0},
      ramp_k_s_{settings.maximum_ramp_k ? *settings.maximum_ramp_k / 900.0
                                        : std::numeric_limits<double>::infinity()} {}

void SupplyTemperature::decide(Measured const& measured, Setpoints& set) {
    double const outdoor_c = curve_.is_constant() ? 0.0 : measured.coldest_ahead_c(lead_s_);
    double const wanted_c = curve_.at(outdoor_c);
    double const most_k = ramp_k_s_ * measured.duration_s;
    for (std::size_t k = 0; k < plants_.size(); ++k) {
        double& supply_c = set.point.point.plant_supply_temperature_c[plants_[k]];
        supply_c =
            last_c_.empty() ? wanted_c : std::clamp(wanted_c, last_c_[k] - most_k, last_c_[k] + most_k);
    }
    last_c_.resize(plants_.size());
    for (std::size_t k = 0; k < plants_.size(); ++k) {
        last_c_[k] = set.point.point.plant_supply_temperature_c[plants_[k]];
    }
}

} // namespace saggar
