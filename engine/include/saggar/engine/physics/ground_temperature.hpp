// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Undisturbed ground through the year: the surface's yearly wave, damped and delayed with depth (Kusuda &
// Achenbach, Earth temperature and thermal diffusivity at selected stations in the United States, ASHRAE
// Trans. 71, 1965).

namespace saggar {

struct GroundWave {
    double mean_c{10.0};
    double amplitude_k{8.0};         // of the surface, half of summer minus winter
    double coldest_day{35.0};        // of the surface, days from the beginning of the year
    double diffusivity_m2_s{0.6e-6}; // above zero
};

// T(z, t) = mean - amplitude exp(-z k) cos(2 pi/365 (t - coldest) - z k) with k = sqrt(pi/(365 d
// diffusivity)). Depth in m from the surface, 0 or more; day is any number, the wave repeats every 365.
[[nodiscard]] double ground_temperature_c(GroundWave const& wave, double depth_m, double day);

} // namespace saggar
