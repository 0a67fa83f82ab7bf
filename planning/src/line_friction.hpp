// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a pipe line of a network would lose in pressure were it of another size, with the water that flows in
// it.

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/engine/physics/friction.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>

namespace saggar::detail {

// Water in one line at one point.
struct LineFlow {
    double flow_kg_s{0.0}; // >= 0
    double density_kg_m3{0.0};
    double viscosity_pa_s{0.0};
};
[[nodiscard]] LineFlow water_in(Fluid const& fluid, SteadyState const& state, std::size_t line,
                                double flow_kg_s);

struct LineSize {
    double inner_diameter_m{0.0};
    double roughness{0.0}; // as PipeSection
};

struct LineLoss {
    double loss_pa{0.0};
    double gradient_pa_m{0.0}; // of straight pipe
    double velocity_m_s{0.0};
};

class LineFriction {
public:
    explicit LineFriction(Network const& network);

    [[nodiscard]] double loss_pa(LineSize const& size, std::size_t line, LineFlow const& water) const;
    [[nodiscard]] LineLoss loss(LineSize const& size, std::size_t line, LineFlow const& water) const;

private:
    [[nodiscard]] PipeSection section(LineSize const& size, std::size_t line) const;
    [[nodiscard]] double loss_pa(PipeSection const& section, LineFlow const& water) const;

    Network const& network_;
    FrictionLaw law_;
    double gravity_m_s2_;
};

} // namespace saggar::detail
