// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

#include "saggar/engine/transient/stratified_store.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace saggar::validation {
namespace {

// Straight between the middles of layers.
double at_height_c(StratifiedStore const& store, double part_of_height) {
    double const place = part_of_height * store.layers() - 0.5;
    int const below = std::clamp(static_cast<int>(std::floor(place)), 0, store.layers() - 2);
    return std::lerp(store.temperature_c(below), store.temperature_c(below + 1), place - below);
}

// Steps until each time that is asked for; charged from above where a flow is given.
Quantities store(Inputs const& inputs) {
    Fluid const fluid = Fluid::constant({.density_kg_m3 = inputs.number("density_kg_m3"),
                                         .dynamic_viscosity_pa_s = 4e-4,
                                         .heat_capacity_j_kgk = inputs.number("heat_capacity_j_kgk")});
    StratifiedStore vessel{fluid,
                           {.volume_m3 = inputs.number("volume_m3"),
                            .height_m = inputs.number("height_m"),
                            .layers = static_cast<int>(inputs.number("layers")),
                            .loss_w_k = inputs.number("loss_w_k"),
                            .conductivity_w_mk = inputs.number("conductivity_w_mk")}};
    vessel.fill(inputs.numbers("filled_c"));
    std::vector<StorePort> ports;
    if (inputs.has("charge_kg_s")) {
        double const flow = inputs.number("charge_kg_s");
        ports = {{.height = 1.0,
                  .mass_flow_kg_s = flow,
                  .heat_content_j_kg = fluid.heat_content_j_kg(inputs.number("charge_c"))},
                 {.height = 0.0, .mass_flow_kg_s = -flow, .heat_content_j_kg = 0.0}};
    }
    std::array<double, 2> leaving{};
    double const step_s = inputs.number("step_s");
    double time_s = 0.0;
    Quantities result;
    for (double const query_s : inputs.numbers("query_s")) {
        for (; time_s < query_s - 1e-6; time_s += step_s) {
            vessel.step(step_s, inputs.number("ambient_c"), ports, std::span{leaving}.first(ports.size()));
        }
        result["lowest_c"].push_back(vessel.temperature_c(0));
        if (inputs.has("heights_m")) {
            for (double const height_m : inputs.numbers("heights_m")) {
                result["at_heights_c"].push_back(at_height_c(vessel, height_m / inputs.number("height_m")));
            }
        }
    }
    return result;
}

} // namespace

void add_store_methods(Methods& methods) {
    methods["store"] = store;
}

} // namespace saggar::validation
