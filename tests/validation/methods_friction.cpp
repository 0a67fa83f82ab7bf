// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

#include "saggar/engine/physics/friction.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace saggar::validation {
namespace {

FrictionLaw law(Inputs const& inputs) {
    static std::map<std::string, FrictionLaw> const laws{{"colebrook", FrictionLaw::colebrook},
                                                         {"swamee_jain", FrictionLaw::swamee_jain},
                                                         {"haaland", FrictionLaw::haaland},
                                                         {"churchill", FrictionLaw::churchill}};
    auto const found = laws.find(inputs.text("friction_law"));
    if (found == laws.end()) {
        throw std::runtime_error{"unknown friction_law"};
    }
    return found->second;
}

// Factors of one law on a grid: every relative roughness at the first Reynolds number, then at the next.
Quantities friction_factors(Inputs const& inputs) {
    Quantities result;
    auto const roughness = inputs.numbers("relative_roughness");
    for (double const reynolds : inputs.numbers("reynolds")) {
        for (double const relative : roughness) {
            result["friction_factor"].push_back(darcy_friction_factor(law(inputs), reynolds, relative));
        }
    }
    return result;
}

double area_m2(double diameter_m) {
    return 0.25 * std::numbers::pi * diameter_m * diameter_m;
}

Quantities pressure_loss(Inputs const& inputs) {
    double const density = inputs.number("density_kg_m3");
    double const viscosity = inputs.number("dynamic_viscosity_pa_s");
    double const flow = inputs.number("mass_flow_kg_s");
    PipeSection const pipe{.length_m = inputs.number("length_m"),
                           .inner_diameter_m = inputs.number("inner_diameter_m"),
                           .roughness = inputs.number("roughness_m"),
                           .zeta_sum = inputs.number("zeta_sum")};
    PipeSection straight = pipe;
    straight.zeta_sum = 0.0;
    double const velocity = flow / (density * area_m2(pipe.inner_diameter_m));
    double const reynolds = velocity * pipe.inner_diameter_m * density / viscosity;
    double const total = pipe_pressure_loss(law(inputs), pipe, density, viscosity, flow).loss_pa;
    double const friction = pipe_pressure_loss(law(inputs), straight, density, viscosity, flow).loss_pa;
    return {{"velocity_m_s", {velocity}},
            {"reynolds", {reynolds}},
            {"friction_factor",
             {darcy_friction_factor(law(inputs), reynolds, pipe.roughness / pipe.inner_diameter_m)}},
            {"total_loss_pa", {total}},
            {"friction_loss_pa", {friction}},
            {"local_loss_pa", {total - friction}},
            {"gradient_pa_m", {friction / pipe.length_m}}};
}

// The diameter at which the friction loss per metre has a value.
Quantities diameter_for_gradient(Inputs const& inputs) {
    double const density = inputs.number("density_kg_m3");
    double const viscosity = inputs.number("dynamic_viscosity_pa_s");
    double const flow = inputs.number("mass_flow_kg_s");
    double const roughness = inputs.number("roughness_m");
    double const wanted = inputs.number("gradient_pa_m");
    FrictionLaw const friction_law = law(inputs);
    double narrow = 1e-3;
    double wide = 10.0;
    while (wide - narrow > 1e-15 * wide) {
        double const middle = std::midpoint(narrow, wide);
        PipeSection const pipe{
            .length_m = 1.0, .inner_diameter_m = middle, .roughness = roughness, .zeta_sum = 0.0};
        bool const too_narrow =
            pipe_pressure_loss(friction_law, pipe, density, viscosity, flow).loss_pa > wanted;
        (too_narrow ? narrow : wide) = middle;
    }
    return {{"inner_diameter_m", {wide}}, {"velocity_m_s", {flow / (density * area_m2(wide))}}};
}

} // namespace

void add_friction_methods(Methods& methods) {
    methods["friction_factors"] = friction_factors;
    methods["pressure_loss"] = pressure_loss;
    methods["diameter_for_gradient"] = diameter_for_gradient;
}

} // namespace saggar::validation
