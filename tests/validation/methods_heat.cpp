// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

#include "saggar/engine/physics/buried_pair.hpp"
#include "saggar/engine/physics/ground_temperature.hpp"
#include "saggar/engine/physics/mixing.hpp"
#include "saggar/engine/physics/pipe_heat.hpp"
#include "saggar/engine/physics/pipe_resistance.hpp"

#include <cmath>
#include <stdexcept>

namespace saggar::validation {
namespace {

Quantities pipe_heat(Inputs const& inputs) {
    double const conductance = inputs.number("conductance_w_mk") * inputs.number("length_m");
    double const flow = inputs.number("mass_flow_kg_s") * inputs.number("heat_capacity_j_kgk");
    double const inlet = inputs.number("inlet_c");
    double const ground = inputs.number("ground_c");
    double const outlet = pipe_transfer(conductance, flow).outlet_c(inlet, ground);
    return {{"outlet_c", {outlet}},
            {"heat_loss_w", {flow * (inlet - outlet)}},
            {"heat_loss_by_mean_w", {conductance * pipe_mean_factor(conductance, flow) * (inlet - ground)}}};
}

PipeLayers layers(Inputs const& inputs) {
    return {.inner_diameter_m = inputs.number("inner_diameter_m"),
            .outer_diameter_m = inputs.number("outer_diameter_m"),
            .insulation_diameter_m = inputs.number("insulation_diameter_m"),
            .casing_diameter_m = inputs.number("casing_diameter_m"),
            .wall_conductivity_w_mk = inputs.number("wall_conductivity_w_mk"),
            .insulation_conductivity_w_mk = inputs.number("insulation_conductivity_w_mk"),
            .casing_conductivity_w_mk = inputs.number("casing_conductivity_w_mk")};
}

Quantities pipe_in_air(Inputs const& inputs) {
    double const resistance = pipe_in_air_resistance_mk_w(layers(inputs), inputs.number("inner_film_w_m2k"),
                                                          inputs.number("outer_film_w_m2k"));
    return {{"resistance_mk_w", {resistance}},
            {"conductance_w_mk", {1.0 / resistance}},
            {"heat_loss_w_m", {inputs.number("temperature_difference_k") / resistance}}};
}

Quantities bare_buried_pipe(Inputs const& inputs) {
    double const depth = inputs.number("depth_m");
    double const diameter = inputs.number("diameter_m");
    double const conductivity = inputs.number("ground_conductivity_w_mk");
    double const difference = inputs.number("temperature_difference_k");
    PipeLayers const bare{.inner_diameter_m = diameter,
                          .outer_diameter_m = diameter,
                          .insulation_diameter_m = diameter,
                          .casing_diameter_m = diameter};
    return {
        {"heat_loss_w_m", {difference / ground_resistance_exact_mk_w(depth, diameter, conductivity)}},
        {"heat_loss_by_multipoles_w_m", {difference * exact_single_w_mk(bare, depth, conductivity)}},
        {"heat_loss_by_logarithm_w_m", {difference / ground_resistance_mk_w(depth, diameter, conductivity)}}};
}

Quantities en13941_single(Inputs const& inputs) {
    double const conductivity = inputs.number("ground_conductivity_w_mk");
    double const depth =
        equivalent_depth_m(inputs.number("depth_m"), conductivity, inputs.number("surface_resistance_m2k_w"));
    PipeLayers const pipe = layers(inputs);
    double const ground = ground_resistance_mk_w(depth, pipe.casing_diameter_m, conductivity);
    double const insulation = layers_resistance_mk_w(pipe);
    double const conductance = 1.0 / (ground + insulation);
    return {{"equivalent_depth_m", {depth}},
            {"ground_resistance_mk_w", {ground}},
            {"pipe_resistance_mk_w", {insulation}},
            {"conductance_w_mk", {conductance}},
            {"heat_loss_w_m", {conductance * (inputs.number("water_c") - inputs.number("ground_c"))}}};
}

Quantities losses(PairConductance const& pair, Inputs const& inputs) {
    double const t1 = inputs.number("temperature_1_c");
    double const t2 = inputs.number("temperature_2_c");
    double const ground = inputs.number("ground_c");
    double const q1 = pair.loss_1_w_m(t1, t2, ground);
    double const q2 = pair.loss_2_w_m(t1, t2, ground);
    double const symmetric = pair.own_1_w_mk - pair.mutual_w_mk; // alike pipes: both of one temperature
    double const antisymmetric = pair.own_1_w_mk + pair.mutual_w_mk;
    return {{"own_1_w_mk", {pair.own_1_w_mk}},
            {"own_2_w_mk", {pair.own_2_w_mk}},
            {"mutual_w_mk", {pair.mutual_w_mk}},
            {"loss_1_w_m", {q1}},
            {"loss_2_w_m", {q2}},
            {"loss_w_m", {q1 + q2}},
            {"symmetric_conductance_w_mk", {symmetric}},
            {"antisymmetric_conductance_w_mk", {antisymmetric}},
            {"symmetric_resistance_mk_w", {1.0 / symmetric}},
            {"antisymmetric_resistance_mk_w", {1.0 / antisymmetric}}};
}

BuriedPair buried_pair(Inputs const& inputs, double depth_m) {
    PipeLayers const pipe = layers(inputs);
    return {.pipe_1 = pipe,
            .pipe_2 = pipe,
            .depth_1_m = depth_m,
            .depth_2_m = depth_m,
            .horizontal_distance_m = inputs.number("centre_distance_m"),
            .ground_conductivity_w_mk = inputs.number("ground_conductivity_w_mk")};
}

Quantities en13941_pair_loss(Inputs const& inputs) {
    double const conductivity = inputs.number("ground_conductivity_w_mk");
    double const depth =
        equivalent_depth_m(inputs.number("depth_m"), conductivity, inputs.number("surface_resistance_m2k_w"));
    BuriedPair const pair = buried_pair(inputs, depth);
    Quantities result = losses(en13941_pair(pair), inputs);
    result["ground_resistance_mk_w"] = {
        ground_resistance_mk_w(depth, pair.pipe_1.casing_diameter_m, conductivity)};
    result["pipe_resistance_mk_w"] = {layers_resistance_mk_w(pair.pipe_1)};
    result["mutual_resistance_mk_w"] = {
        mutual_ground_resistance_mk_w(depth, depth, pair.horizontal_distance_m, conductivity)};
    return result;
}

Quantities exact_pair_loss(Inputs const& inputs) {
    return losses(exact_pair(buried_pair(inputs, inputs.number("depth_m"))), inputs);
}

Quantities exact_twin_loss(Inputs const& inputs) {
    PipeLayers const pipe = layers(inputs);
    return losses(exact_twin({.inner_diameter_m = pipe.inner_diameter_m,
                              .outer_diameter_m = pipe.outer_diameter_m,
                              .centre_spacing_m = inputs.number("centre_distance_m"),
                              .insulation_diameter_m = pipe.insulation_diameter_m,
                              .casing_diameter_m = pipe.casing_diameter_m,
                              .wall_conductivity_w_mk = pipe.wall_conductivity_w_mk,
                              .insulation_conductivity_w_mk = pipe.insulation_conductivity_w_mk,
                              .casing_conductivity_w_mk = pipe.casing_conductivity_w_mk,
                              .depth_m = inputs.number("depth_m"),
                              .ground_conductivity_w_mk = inputs.number("ground_conductivity_w_mk")}),
                  inputs);
}

WallentenPair wallenten(Inputs const& inputs) {
    return {.depth_m = inputs.number("depth_m"),
            .half_spacing_m = 0.5 * inputs.number("centre_distance_m"),
            .carrier_radius_m = 0.5 * inputs.number("outer_diameter_m"),
            .casing_radius_m = 0.5 * inputs.number("casing_diameter_m"),
            .insulation_conductivity_w_mk = inputs.number("insulation_conductivity_w_mk"),
            .ground_conductivity_w_mk = inputs.number("ground_conductivity_w_mk")};
}
WallentenOrder order(Inputs const& inputs) {
    double const number = inputs.number("order");
    if (number != 0.0 && number != 1.0) {
        throw std::runtime_error{"order must be 0 or 1"};
    }
    return number == 0.0 ? WallentenOrder::zero : WallentenOrder::one;
}
Quantities wallenten_pair_loss(Inputs const& inputs) {
    return losses(wallenten_pair(wallenten(inputs), order(inputs)), inputs);
}
Quantities wallenten_twin_loss(Inputs const& inputs) {
    return losses(wallenten_twin(wallenten(inputs), order(inputs)), inputs);
}

Quantities pair_heat(Inputs const& inputs) {
    double const length = inputs.number("length_m");
    double const cp = inputs.number("heat_capacity_j_kgk");
    double const flow_1 = inputs.number("mass_flow_1_kg_s") * cp;
    double const flow_2 = inputs.number("mass_flow_2_kg_s") * cp;
    auto const transfer = pair_transfer({.own_1_w_k = inputs.number("own_1_w_mk") * length,
                                         .own_2_w_k = inputs.number("own_2_w_mk") * length,
                                         .mutual_w_k = inputs.number("mutual_w_mk") * length,
                                         .capacity_flow_1_w_k = flow_1,
                                         .capacity_flow_2_w_k = flow_2});
    double const in_1 = inputs.number("inlet_1_c");
    double const in_2 = inputs.number("inlet_2_c");
    double const ground = inputs.number("ground_c");
    double const out_1 = transfer.outlet_1_c(in_1, in_2, ground);
    double const out_2 = transfer.outlet_2_c(in_1, in_2, ground);
    return {{"outlet_1_c", {out_1}},
            {"outlet_2_c", {out_2}},
            {"heat_loss_1_w", {std::abs(flow_1) * (in_1 - out_1)}},
            {"heat_loss_2_w", {std::abs(flow_2) * (in_2 - out_2)}}};
}

Quantities mixing(Inputs const& inputs) {
    Fluid const fluid = Fluid::constant({1000.0, 5e-4, inputs.number("heat_capacity_j_kgk"), 0.6});
    auto const mixed =
        mixed_temperature_c(fluid, inputs.numbers("mass_flow_kg_s"), inputs.numbers("temperature_c"));
    return {{"mixed_c", {mixed.value()}}};
}

// Every depth on the first day, then on the next.
Quantities ground_temperature(Inputs const& inputs) {
    GroundWave const wave{.mean_c = inputs.number("mean_c"),
                          .amplitude_k = inputs.number("amplitude_k"),
                          .coldest_day = inputs.number("coldest_day"),
                          .diffusivity_m2_s = inputs.number("diffusivity_m2_s")};
    Quantities result;
    auto const depths = inputs.numbers("depth_m");
    for (double const day : inputs.numbers("day")) {
        for (double const depth : depths) {
            result["ground_c"].push_back(ground_temperature_c(wave, depth, day));
        }
    }
    return result;
}

} // namespace

void add_heat_methods(Methods& methods) {
    methods["pipe_heat"] = pipe_heat;
    methods["pipe_in_air"] = pipe_in_air;
    methods["bare_buried_pipe"] = bare_buried_pipe;
    methods["en13941_single"] = en13941_single;
    methods["en13941_pair"] = en13941_pair_loss;
    methods["exact_pair"] = exact_pair_loss;
    methods["exact_twin"] = exact_twin_loss;
    methods["wallenten_pair"] = wallenten_pair_loss;
    methods["wallenten_twin"] = wallenten_twin_loss;
    methods["pair_heat"] = pair_heat;
    methods["mixing"] = mixing;
    methods["ground_temperature"] = ground_temperature;
}

} // namespace saggar::validation
