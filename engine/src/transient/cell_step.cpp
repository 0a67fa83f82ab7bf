// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "cell_step.hpp"

namespace saggar::detail {

StandingPair standing_pair(double cooling, double exchange, double ratio) {
    double const back = exchange / ratio;
    double const root = std::hypot(cooling + exchange - back, 2.0 * std::sqrt(exchange * back));
    double const fast = -0.5 * (cooling + exchange + back + root);
    double const slow = cooling * back / fast; // by the product of both: no cancellation
    double const slow_factor = std::exp(slow);
    double const weight = (slow_factor - std::exp(fast)) / root;
    double const rest = slow_factor - slow * weight;
    double const slow_mean = decay_mean(-slow);
    double const mean_weight = (slow_mean - decay_mean(-fast)) / root;
    return {.water_by_water = rest - weight * (cooling + exchange),
            .water_by_store = weight * exchange,
            .store_by_water = weight * back,
            .store_by_store = rest - weight * back,
            .water_by_inflow = slow_mean - mean_weight * (cooling + exchange + slow),
            .store_by_inflow = mean_weight * back};
}

void exchange_in_place(ParcelQueue& queue, double held_kg, double heat_before_j, CellStep const& step,
                       double& store_j_kg) {
    double const water = heat_before_j / held_kg - step.ambient_j_kg;
    double const store = store_j_kg - step.ambient_j_kg;
    double const moved = queue.heat_j() / held_kg - step.ambient_j_kg;
    double const inflow = (moved - step.cooled * water) / decay_mean(step.cooling);
    StandingPair const pair = standing_pair(step.cooling, step.exchange, step.store_kg / held_kg);
    double const shift =
        pair.water_by_water * water + pair.water_by_store * store + pair.water_by_inflow * inflow - moved;
    store_j_kg = step.ambient_j_kg + pair.store_by_water * water + pair.store_by_store * store +
                 pair.store_by_inflow * inflow;
    for (int i = 0; i < queue.size(); ++i) {
        queue[i].base_j_kg += shift;
    }
}

} // namespace saggar::detail
