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
      has_lead_{settings.lead_hours > 0.0},
      shift_k_{settings.shift_k} {}

void PeakShaving::decide(Measured const& measured, Setpoints& set) {
    double const in_peak = peak_.share(measured.local_s, measured.duration_s);
    double const before_it = has_lead_ ? before_.share(measured.local_s, measured.duration_s) : 0.0;
    double const shift_k = shift_k_ * (std::min(before_it, 1.0 - in_peak) - in_peak);
    for (std::size_t const plant : plants_) {
        set.point.point.plant_supply_temperature_c[plant] += shift_k;
    }
}

} // namespace saggar
