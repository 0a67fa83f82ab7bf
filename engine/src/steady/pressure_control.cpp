// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

// Margin of the consumer that has least pressure to spare; infinite where nobody takes water.
double least_margin_pa(SteadyWorkspace const& work, SteadyState const& state) {
    Network const& network = *work.network;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        if (work.set_value[link] > 0.0 && work.closed[link] == 0 &&
            state.hydraulic.node_cut_off[static_cast<std::size_t>(network.links.from[link])] == 0) {
            least = std::min(least, state.hydraulic.pressure_loss_pa[link] -
                                        network.substations.minimum_differential_pressure_pa[i]);
        }
    }
    return least;
}

// Whether a consumer has less pressure than its valve needs, wide open, for the flow it was given.
bool somebody_is_short(SteadyWorkspace const& work, SteadyState const& state) {
    return std::ranges::any_of(work.network->substations.link, [&](std::int32_t l) {
        auto const link = static_cast<std::size_t>(l);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const needs = work.model.links.quadratic_pa_s2_kg2[link] * flow * flow;
        return flow > 0.0 && state.hydraulic.pressure_loss_pa[link] < needs * (1.0 - 1e-12) - 1e-6;
    });
}

} // namespace

double control_pressure(SteadyWorkspace& work, SteadyState const& state) {
    if (work.controlled_plant < 0) {
        if (!work.valves_limit && somebody_is_short(work, state)) {
            work.valves_limit = true;
            return std::numeric_limits<double>::infinity();
        }
        return 0.0;
    }
    auto const plant = static_cast<std::size_t>(work.controlled_plant);
    double const limit = pressure_limit(*work.network, plant);
    double const margin = least_margin_pa(work, state);
    if (!std::isfinite(margin)) {
        return 0.0;
    }
    double const lift = work.plant_lift_pa[plant];
    double const least = work.least_lift_pa.empty() ? 0.0 : work.least_lift_pa[plant];
    double const wanted = std::max(least, lift - margin);
    work.plant_lift_pa[plant] = std::min(wanted, limit);
    work.at_pressure_limit = wanted >= limit;
    double const moved = work.plant_lift_pa[plant] - lift;
    // From then on in this solve: consumers that are not short take what they ask for there too.
    if (wanted > limit && !work.valves_limit) {
        work.valves_limit = true;
        return std::numeric_limits<double>::infinity();
    }
    return moved;
}

} // namespace saggar::detail
