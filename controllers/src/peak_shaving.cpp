// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/peak_shaving.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

PeakShaving::PeakShaving(Network const& network, ControllerSettings const& settings)
    : plants_{indices_of(settings.plants, network.plants.id)},
      peak_{*settings.from_hour, *settings.to_hour},
      before_{std::fmod(*settings.from_hour - std::min(settings.lead_hours, 24.0) + 24.0, 24.0),
              *settings.from_hour},
      shift_k_{settings.shift_k} {
    if (settings.lead_hours == 0.0) {
        before_ = {25.0, 26.0}; // never
    }
}

void PeakShaving::decide(Measured const& measured, Setpoints& set) {
    double const shift_k = peak_.contain(measured.time_s, measured.duration_s)     ? -shift_k_
                           : before_.contain(measured.time_s, measured.duration_s) ? shift_k_
                                                                                   : 0.0;
    for (std::size_t const plant : plants_) {
        set.point.point.plant_supply_temperature_c[plant] += shift_k;
    }
}

} // namespace saggar
