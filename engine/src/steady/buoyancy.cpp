// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

void set_flow_stiffness(SteadyWorkspace& work, SteadyState const& state, double factor) {
    Network const& network = *work.network;
    double const gravity = network.project().physics.gravity_m_s2;
    work.flow_stiffness.assign(network.links.size(), 0.0);
    work.anchor_kg_s = state.hydraulic.mass_flow_kg_s;
    double largest = 0.0;
    for (double const m : state.hydraulic.mass_flow_kg_s) {
        largest = std::max(largest, std::abs(m));
    }
    double const least_flow = std::max(1e-6 * largest, no_flow_kg_s);
    work.sweep.rise_with_flow(work.rise_k);
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        auto const from = static_cast<std::size_t>(network.links.from[i]);
        auto const to = static_cast<std::size_t>(network.links.to[i]);
        double const fall_m = network.nodes.elevation_m[from] - network.nodes.elevation_m[to];
        if (fall_m == 0.0) {
            continue;
        }
        double const mean_c = state.pipe_mean_temperature_c[i];
        double const expansion =
            work.fluid.density_kg_m3(mean_c - 0.5) - work.fluid.density_kg_m3(mean_c + 0.5);
        double const pa_per_k = gravity * std::abs(fall_m) * expansion;
        // Water that flows downhill: warmer water is driven less. Uphill it is driven more, and more flow
        // helps itself: that is left to the rounds, as long as they come to rest.
        double const flow = state.hydraulic.mass_flow_kg_s[i];
        double const downhill = fall_m > 0.0 ? flow : -flow;
        if (downhill < 0.0 && factor <= 1.0) {
            continue;
        }
        auto const inlet = static_cast<std::size_t>(downhill >= 0.0 ? (fall_m > 0.0 ? from : to)
                                                                    : (fall_m > 0.0 ? to : from));
        double const rise = work.pipes.mean_rise_k_s_kg(i, network.pipes.length_m[i], std::abs(downhill),
                                                        state.temperature_c[inlet], work.rise_k[inlet]);
        work.flow_stiffness[i] = std::max(0.0, factor * pa_per_k * rise);
        if (factor > 1.0 && downhill != 0.0) { // waters of unlike temperature that mix upstream
            work.flow_stiffness[i] += factor * pa_per_k / std::max(std::abs(downhill), least_flow);
        }
    }
}

double stiffness_slack_pa(SteadyWorkspace const& work, SteadyState const& state) {
    double largest = 0.0;
    for (std::size_t link = 0; link < work.flow_stiffness.size(); ++link) {
        largest =
            std::max(largest, work.flow_stiffness[link] *
                                  std::abs(state.hydraulic.mass_flow_kg_s[link] - work.anchor_kg_s[link]));
    }
    return largest;
}

} // namespace saggar::detail
