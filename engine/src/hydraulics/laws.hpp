// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The laws of single links other than plain pipes, as two pure functions of the flow in the link's own
// direction: loss and slope. They are evaluated as if the link were free; limits (one way, set flows,
// regulators) are decided on top of them.

#include "physics/friction_kernels.hpp"
#include "saggar/engine/hydraulics/links.hpp"
#include "saggar/engine/hydraulics/solver.hpp"

namespace saggar::detail {

// One link's numbers for one operating point.
struct LinkValues {
    LinkLaw law{LinkLaw::closed};
    FrictionLaw friction{FrictionLaw::colebrook};
    double set{};
    double quadratic{};
    double linear{};
    HydraulicCurve const* curve{nullptr};
    double flow_scale{1.0};  // the curve's flow per kg/s, by density, speed and machines in parallel
    double value_scale{1.0}; // Pa per curve value, by density, speed and machines in series
    PipeSection section{};   // pipes that only let water through one way
    double density{};
    double viscosity{};
    double gravity{};
};

[[nodiscard]] LinkValues link_values(HydraulicLinks const& links, HydraulicSettings const& settings,
                                     HydraulicPoint const& point, std::int32_t link);

[[nodiscard]] PressureLoss evaluate(LinkValues const& values, double mass_flow_kg_s);

// A flow through the link that is neither creeping nor absurd, to linearise it at before anything is known.
[[nodiscard]] double typical_flow(LinkValues const& values, double network_flow_kg_s);
// Loss = constant + slope * flow, for the first iterate.
struct LinearLoss {
    double constant_pa{};
    double slope_pa_s_kg{};
};
[[nodiscard]] LinearLoss linear_guess(LinkValues const& values, double network_flow_kg_s);

// The flow at which a free link would lose `loss_pa` >= 0, roughly: where a limit lets go.
[[nodiscard]] double flow_at(LinkValues const& values, double loss_pa, double network_flow_kg_s);

[[nodiscard]] inline bool is_regulator(LinkLaw law) {
    return law == LinkLaw::pressure_reducing || law == LinkLaw::pressure_sustaining ||
           law == LinkLaw::differential_pressure || law == LinkLaw::differential_overflow;
}
// Laws that let flow pass from `from` to `to` only.
[[nodiscard]] inline bool only_forward(LinkLaw law) {
    return law == LinkLaw::pump || law == LinkLaw::limited_flow || is_regulator(law);
}

} // namespace saggar::detail
