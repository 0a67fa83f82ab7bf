// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/ground_temperature.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

namespace saggar {

double ground_temperature_c(GroundWave const& wave, double depth_m, double day) {
    assert(depth_m >= 0.0 && wave.diffusivity_m2_s > 0.0);
    constexpr double days_per_year = 365.0;
    constexpr double seconds_per_day = 86400.0;
    double const damping =
        depth_m * std::sqrt(std::numbers::pi / (days_per_year * seconds_per_day * wave.diffusivity_m2_s));
    double const phase = 2.0 * std::numbers::pi / days_per_year * (day - wave.coldest_day);
    return wave.mean_c - wave.amplitude_k * std::exp(-damping) * std::cos(phase - damping);
}

} // namespace saggar
