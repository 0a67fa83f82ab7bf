// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/return_limit.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

ReturnLimit::ReturnLimit(Network const& network, ControllerSettings const& settings)
    : highest_{settings.outdoor_c, settings.temperature_c},
      substations_{indices_of(settings.substations, network.substations.id)} {}

void ReturnLimit::decide(Measured const& measured, Setpoints& set) {
    double const highest_c = highest_.at(highest_.is_constant() ? 0.0 : measured.outdoor_c);
    for (std::size_t const i : substations_) {
        double& return_c = set.point.point.return_temperature_c[i];
        if (!std::isnan(return_c)) { // its control has one
            return_c = std::min(return_c, highest_c);
        }
    }
}

} // namespace saggar
