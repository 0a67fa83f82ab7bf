// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

namespace saggar::detail {

namespace {

// Changes, of flows and of temperatures, below which what a plant sees is no longer a passing state.
constexpr double calm_flow = 1e-4;
constexpr double calm_k = 0.01;

} // namespace

bool stop_a_plant(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state,
                  double flow_change, double temperature_change_k) {
    if (!work.options.heat || flow_change > calm_flow || temperature_change_k > calm_k) {
        return false;
    }
    Network const& network = *work.network;
    std::size_t furthest = network.plants.size();
    double largest_k = 0.0;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        double const excess_k = state.temperature_c[static_cast<std::size_t>(network.links.from[link])] -
                                point.plant_supply_temperature_c[i];
        if (network.plants.control[i] == PlantControl::heat && work.plant_passes[i] != 0 &&
            work.plant_stopped[i] == 0 && excess_k > largest_k) {
            furthest = i;
            largest_k = excess_k;
        }
    }
    if (furthest == network.plants.size()) {
        return false;
    }
    work.plant_stopped[furthest] = 1;
    return true;
}

} // namespace saggar::detail
