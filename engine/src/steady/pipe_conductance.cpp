// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pipe_temperatures.hpp"

#include "saggar/engine/physics/buried_pair.hpp"

#include <array>
#include <map>

namespace saggar::detail {

namespace {

PairConductance alone(double conductance_w_mk) {
    return {.own_1_w_mk = conductance_w_mk, .own_2_w_mk = conductance_w_mk, .mutual_w_mk = 0.0};
}

PairConductance conductance(Network const& network, std::size_t i) {
    PipeColumns const& pipes = network.pipes;
    GroundSettings const& ground = network.project().ground;
    double const k = ground.conductivity_w_mk;
    double const depth = equivalent_depth_m(pipes.burial_depth_m[i], k, ground.surface_resistance_m2k_w);
    if (pipes.twin[i] != 0) {
        PairConductance const twin =
            exact_twin({.inner_diameter_m = pipes.inner_diameter_m[i],
                        .outer_diameter_m = pipes.outer_diameter_m[i],
                        .centre_spacing_m = pipes.spacing_m[i],
                        .insulation_diameter_m = pipes.insulation_diameter_m[i],
                        .casing_diameter_m = pipes.casing_diameter_m[i],
                        .wall_conductivity_w_mk = pipes.wall_conductivity_w_mk[i],
                        .insulation_conductivity_w_mk = pipes.insulation_conductivity_w_mk[i],
                        .casing_conductivity_w_mk = pipes.casing_conductivity_w_mk[i],
                        .depth_m = depth,
                        .ground_conductivity_w_mk = k,
                        .vertical = false,
                        .film_1_w_m2k = 0.0,
                        .film_2_w_m2k = 0.0});
        return twin;
    }
    PipeLayers const layers{.inner_diameter_m = pipes.inner_diameter_m[i],
                            .outer_diameter_m = pipes.outer_diameter_m[i],
                            .insulation_diameter_m = pipes.insulation_diameter_m[i],
                            .casing_diameter_m = pipes.casing_diameter_m[i],
                            .wall_conductivity_w_mk = pipes.wall_conductivity_w_mk[i],
                            .insulation_conductivity_w_mk = pipes.insulation_conductivity_w_mk[i],
                            .casing_conductivity_w_mk = pipes.casing_conductivity_w_mk[i]};
    double const resistance = layers_resistance_mk_w(layers);
    double const surround = ground_resistance_exact_mk_w(depth, layers.casing_diameter_m, k);
    if (pipes.partner[i] < 0 || resistance <= 0.0) {
        return alone(1.0 / (resistance + surround));
    }
    return exact_pair({.pipe_1 = layers,
                       .pipe_2 = layers,
                       .depth_1_m = depth,
                       .depth_2_m = depth,
                       .horizontal_distance_m = pipes.spacing_m[i],
                       .ground_conductivity_w_mk = k});
}

} // namespace

void pipe_conductances(Network const& network, std::vector<double>& own_w_mk,
                       std::vector<double>& mutual_w_mk) {
    PipeColumns const& pipes = network.pipes;
    bool const interacts = network.project().physics.pair_interaction;
    using Kind = std::array<double, 11>;
    std::map<Kind, PairConductance>
        known; // networks have few kinds of pipe, and an exact solution takes a while
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        if (pipes.heat_loss_w_mk[i]) {
            own_w_mk[i] = *pipes.heat_loss_w_mk[i];
            mutual_w_mk[i] = 0.0;
            continue;
        }
        Kind const kind{pipes.inner_diameter_m[i],
                        pipes.outer_diameter_m[i],
                        pipes.insulation_diameter_m[i],
                        pipes.casing_diameter_m[i],
                        pipes.wall_conductivity_w_mk[i],
                        pipes.insulation_conductivity_w_mk[i],
                        pipes.casing_conductivity_w_mk[i],
                        pipes.burial_depth_m[i],
                        pipes.spacing_m[i],
                        static_cast<double>(pipes.twin[i]),
                        pipes.partner[i] < 0 ? 0.0 : 1.0};
        auto found = known.find(kind);
        if (found == known.end()) {
            found = known.emplace(kind, conductance(network, i)).first;
        }
        PairConductance const& pair = found->second;
        mutual_w_mk[i] = interacts ? pair.mutual_w_mk : 0.0;
        // Without interaction a line loses what it would with both lines equally warm.
        own_w_mk[i] =
            interacts || pipes.partner[i] < 0 ? pair.own_1_w_mk : pair.own_1_w_mk - pair.mutual_w_mk;
    }
}

} // namespace saggar::detail
