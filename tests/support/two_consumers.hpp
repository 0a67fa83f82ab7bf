// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/network/project.hpp"

namespace saggar::testing_support {

// Two consumers on a tree, constant properties, no interaction: case N01 of the closed forms (solved there
// with 40 digits).
inline Project two_consumers() {
    Project project;
    project.name = "two consumers";
    project.fluid = {.model = FluidModel::constant,
                     .density_kg_m3 = 971.8,
                     .dynamic_viscosity_pa_s = 0.0003545,
                     .heat_capacity_j_kgk = 4180.0,
                     .conductivity_w_mk = 0.6};
    project.physics.dissipation_heat = false;
    project.physics.pair_interaction = false;
    project.ground.temperature_c = 8.0;
    for (char const* const id : {"plant", "tee", "one", "two"}) {
        project.nodes.push_back({.id = id});
    }
    auto const pair = [](char const* id, char const* from, char const* to, double length, double bore,
                         double u) {
        Pipe pipe;
        pipe.id = id;
        pipe.from = from;
        pipe.to = to;
        pipe.length_m = length;
        pipe.inner_diameter_mm = bore;
        pipe.roughness_mm = 0.045;
        pipe.heat_loss_w_mk = u;
        return pipe;
    };
    project.pipe_pairs = {pair("p0", "plant", "tee", 500.0, 82.5, 0.25),
                          pair("p1", "tee", "one", 200.0, 54.5, 0.21),
                          pair("p2", "tee", "two", 300.0, 54.5, 0.21)};
    Plant plant;
    plant.id = "boiler";
    plant.node = "plant";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 2.0;
    project.plants = {plant};
    auto const load = [](char const* id, char const* node, double kilowatts) {
        Substation substation;
        substation.id = id;
        substation.node = node;
        substation.peak_kw = kilowatts;
        substation.return_temperature_c = 50.0;
        substation.minimum_differential_pressure_bar = 0.5;
        return substation;
    };
    project.substations = {load("s1", "one", 150.0), load("s2", "two", 200.0)};
    return project;
}

} // namespace saggar::testing_support
