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
    return {rest - weight * (cooling + exchange), weight * exchange, weight * back, rest - weight * back};
}

void exchange_in_place(ParcelQueue& queue, double held_kg, double heat_before_j, CellStep const& step,
                       double& store_j_kg) {
    double const water_kg = held_kg;
    double const ratio = step.store_kg / water_kg;
    double shift = 0.0;
    if (step.throughput_kg <= 0.0) {
        double const water = heat_before_j / water_kg - step.ambient_j_kg;
        double const store = store_j_kg - step.ambient_j_kg;
        StandingPair const pair = standing_pair(step.cooling, step.exchange, ratio);
        shift = pair.water_by_water * water + pair.water_by_store * store - step.cooled * water;
        store_j_kg = step.ambient_j_kg + pair.store_by_water * water + pair.store_by_store * store;
    } else {
        double const difference = store_j_kg - queue.heat_j() / water_kg;
        double const evened = -std::expm1(-step.exchange * (1.0 + 1.0 / ratio)) * difference / (1.0 + ratio);
        shift = evened * ratio;
        store_j_kg -= evened;
    }
    for (int i = 0; i < queue.size(); ++i) {
        queue[i].base_j_kg += shift;
    }
}

} // namespace saggar::detail
