// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include "saggar/engine/physics/friction.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// What a pipe hands on of the excess over the ground: above, its temperature hardly follows its flow.
constexpr double hardly_cools = 0.99;
// Of a laminar pipe's own slope: what helps itself more is left to the rounds.
constexpr double most_part = 0.5;

// What drives and holds back a pipe's water, and how that follows its mean temperature.
struct Driven {
    double friction_pa{0.0};
    double friction_by_kelvin_pa{0.0};
    double density_by_kelvin{0.0}; // kg/(m3 K)
};

Driven driven_at(SteadyWorkspace const& work, HydraulicSettings const& settings, std::size_t pipe,
                 double mean_c, double flow_kg_s) {
    PipeColumns const& pipes = work.network->pipes;
    PipeSection const section{.length_m = pipes.length_m[pipe],
                              .inner_diameter_m = pipes.inner_diameter_m[pipe],
                              .roughness = pipes.roughness_m[pipe],
                              .zeta_sum = pipes.zeta[pipe]};
    double const cooler_c = mean_c - 0.5;
    double const warmer_c = mean_c + 0.5;
    double const cooler_density = work.fluid.density_kg_m3(cooler_c);
    double const warmer_density = work.fluid.density_kg_m3(warmer_c);
    auto const friction_pa = [&](double at_c, double density) {
        return pipe_pressure_loss(settings.friction, section, density,
                                  work.fluid.dynamic_viscosity_pa_s(at_c), flow_kg_s, settings.gravity_m_s2)
            .loss_pa;
    };
    double const cooler_pa = friction_pa(cooler_c, cooler_density);
    double const warmer_pa = friction_pa(warmer_c, warmer_density);
    return {.friction_pa = 0.5 * (cooler_pa + warmer_pa),
            .friction_by_kelvin_pa = warmer_pa - cooler_pa,
            .density_by_kelvin = warmer_density - cooler_density};
}

} // namespace

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

void foresee_temperatures(SteadyWorkspace& work, SteadyState const& state,
                          HydraulicSolver const& hydraulics) {
    Network const& network = *work.network;
    if (work.mean_by_flow_k_s_kg.empty() || work.flow_stiffness.empty()) {
        work.flow_stiffness.assign(network.links.size(), 0.0);
        work.mean_by_flow_k_s_kg.assign(network.pipes.size(), 0.0);
    } else {
        for (std::int32_t const pipe : work.foreseen_pipes) {
            work.flow_stiffness[static_cast<std::size_t>(pipe)] = 0.0;
            work.mean_by_flow_k_s_kg[static_cast<std::size_t>(pipe)] = 0.0;
        }
    }
    work.foreseen_pipes.clear();
    work.anchor_kg_s = state.hydraulic.mass_flow_kg_s;
    for (std::int32_t const pipe : hydraulics.loop_pipes()) {
        if (pipe < 0 || work.sweep.slot(static_cast<std::size_t>(pipe)) < 0) {
            continue;
        }
        auto const i = static_cast<std::size_t>(pipe);
        auto const slot = static_cast<std::size_t>(work.sweep.slot(i));
        double const gain = work.sweep.link(slot).gain;
        FlowAnswer const& answer = work.sweep.flow_answer(slot);
        if (gain > hardly_cools || gain <= 0.0) {
            continue;
        }
        double const direction = work.sweep.order().direction()[i];
        double const flow = direction * work.anchor_kg_s[i];
        if (flow <= no_flow_kg_s) { // will turn: what it brings then is not known
            continue;
        }
        double const slower = work.sweep.link(slot).flow_kg_s / flow;
        double const units = answer.slope / gain * slower;
        double const gain_then = std::pow(gain, slower);
        double const mean = units > 0.0 ? (1.0 - gain_then) / units : 1.0; // of what enters
        auto const inlet = static_cast<std::size_t>(work.sweep.order().upstream(i));
        double const excess_k = state.temperature_c[inlet] - answer.rest_c;
        double const warmer_k = excess_k * (mean - gain_then); // by ln(flow)
        Driven const driven =
            driven_at(work, hydraulics.settings(), i, state.pipe_mean_temperature_c[i], flow);
        double const downhill_m =
            direction * (network.nodes.elevation_m[static_cast<std::size_t>(network.links.from[i])] -
                         network.nodes.elevation_m[static_cast<std::size_t>(network.links.to[i])]);
        double const by_weight_pa =
            -network.project().physics.gravity_m_s2 * downhill_m * driven.density_by_kelvin * warmer_k;
        double const by_friction_pa = driven.friction_by_kelvin_pa * warmer_k;
        work.flow_stiffness[i] =
            std::max(by_weight_pa + by_friction_pa, -most_part * driven.friction_pa) / flow;
        work.mean_by_flow_k_s_kg[i] = direction * warmer_k / flow;
        work.foreseen_pipes.push_back(pipe);
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
