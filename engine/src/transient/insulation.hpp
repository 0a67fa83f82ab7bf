// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Insulation that stores heat: heat conduction outwards through a hollow cylinder,
//
//   rho c dT/dt = lambda/r d/dr (r dT/dr),
//
// by layers of equal thermal resistance, each with one temperature in the middle of its resistance, all that
// is outside as one resistance to the ambient (casing, ground). Along the pipe nothing is conducted. In time
// by a stiffly accurate, L-stable Runge-Kutta method of second order and two stages (Alexander, SIAM J.
// Numer. Anal. 14, 1977), in parts of a step that are short against the slowest mode between held surfaces:
// heat that enters, leaves and is held then agree to round-off.

#include "saggar/engine/transient/plug_flow.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace saggar::detail {

class Insulation {
public:
    static constexpr int layers_at_most = 32;

    Insulation() = default;
    Insulation(PipeInsulation const& given, int layers);

    [[nodiscard]] std::size_t layers() const { return layers_; }
    // Heat of layers of these temperatures above that at 0 degC, J/m.
    [[nodiscard]] double heat_j_m(std::span<double const> layer_c) const;

    // Between wall and ambient, so that all of it comes to `whole_mk_w`; of what there is in it the
    // insulation has its own resistance, or, where that leaves nothing for what is outside, nearly all.
    struct Resistances {
        double layer_mk_w; // of one layer
        double outside_mk_w;
    };
    [[nodiscard]] Resistances resistances(double whole_mk_w) const;
    // Layers as they are once nothing changes any more.
    void settle(std::span<double> layer_c, Resistances const& by, double wall_c, double ambient_c) const;
    // Between a wall and an ambient that keep their temperatures; heat that the wall gave, J/m.
    [[nodiscard]] double step(std::span<double> layer_c, Resistances const& by, double wall_c,
                              double ambient_c, double duration_s) const;

private:
    using Layers = std::array<double, layers_at_most>;

    std::size_t layers_{0};
    double resistance_mk_w_{0.0};
    Layers capacity_j_mk_{};
};

} // namespace saggar::detail
