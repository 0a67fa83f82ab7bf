// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "line_friction.hpp"

#include <cmath>
#include <numbers>

namespace saggar::detail {

LineFlow water_in(Fluid const& fluid, SteadyState const& state, std::size_t line, double flow_kg_s) {
    double const t = state.pipe_mean_temperature_c[line];
    return {.flow_kg_s = std::abs(flow_kg_s),
            .density_kg_m3 = fluid.density_kg_m3(t),
            .viscosity_pa_s = fluid.dynamic_viscosity_pa_s(t)};
}

LineFriction::LineFriction(Network const& network)
    : network_{network},
      law_{friction_law(network.project().physics.friction)},
      gravity_m_s2_{network.project().physics.gravity_m_s2} {}

PipeSection LineFriction::section(LineSize const& size, std::size_t line) const {
    return {.length_m = network_.pipes.length_m[line] + network_.pipes.equivalent_length_m[line],
            .inner_diameter_m = size.inner_diameter_m,
            .roughness = size.roughness,
            .zeta_sum = network_.pipes.zeta[line]};
}

double LineFriction::loss_pa(PipeSection const& section, LineFlow const& water) const {
    return pipe_pressure_loss(law_, section, water.density_kg_m3, water.viscosity_pa_s, water.flow_kg_s,
                              gravity_m_s2_)
        .loss_pa;
}

double LineFriction::loss_pa(LineSize const& size, std::size_t line, LineFlow const& water) const {
    return loss_pa(section(size, line), water);
}

LineLoss LineFriction::loss(LineSize const& size, std::size_t line, LineFlow const& water) const {
    PipeSection straight = section(size, line);
    LineLoss result{.loss_pa = loss_pa(straight, water), .gradient_pa_m = 0.0, .velocity_m_s = 0.0};
    straight.zeta_sum = 0.0;
    result.gradient_pa_m = loss_pa(straight, water) / straight.length_m;
    double const area_m2 = std::numbers::pi / 4.0 * size.inner_diameter_m * size.inner_diameter_m;
    result.velocity_m_s = water.flow_kg_s / (water.density_kg_m3 * area_m2);
    return result;
}

} // namespace saggar::detail
