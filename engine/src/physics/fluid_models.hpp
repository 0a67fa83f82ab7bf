// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The three kinds of property functions behind Fluid. Each evaluates spans; a single value is a span of one,
// so that both agree bit for bit. Input and output may be the same memory.

#include "physics/polynomial.hpp"

#include "saggar/engine/physics/fluid.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace saggar::detail {

using In = std::span<double const>;
using Out = std::span<double>;

// One property by straight lines between points, as first line plus hinges: each hinge adds its change of
// slope times the distance beyond it. No search and no branch, so that it vectorises.
class PiecewiseLinear {
public:
    PiecewiseLinear() = default;
    // Throws Error{value_out_of_range} naming `property`, unless temperatures rise and values are positive.
    PiecewiseLinear(std::vector<PropertyPoint> points, char const* property);

    void value(In x, Out out) const;
    // From 0 to x.
    void integral(In x, Out out) const;
    // The x at which the integral from 0 has a value.
    void inverse_integral(In integrals, Out out) const;

private:
    struct Hinge {
        double x;
        double change_of_slope;
    };
    struct Knot {
        double integral;
        double x;
        double value;
        double slope; // to the right of it
    };
    void integral_from_first(In x, Out out) const;
    [[nodiscard]] double inverse(double integral) const;

    double first_x_{0.0};
    double first_value_{0.0};
    double first_slope_{0.0};
    double integral_at_zero_{0.0}; // of the integral counted from first_x_
    std::vector<Hinge> hinges_;
    std::vector<Knot> knots_;
};

struct ConstantModel {
    ConstantFluidProperties properties;

    void density(In t, Out out) const;
    void viscosity(In t, Out out) const;
    void heat_capacity(In t, Out out) const;
    void conductivity(In t, Out out) const;
    void heat_content(In t, Out out) const;
    void temperature(In h, Out out) const;
};

struct TableModel {
    PiecewiseLinear density_table;
    PiecewiseLinear viscosity_table;
    PiecewiseLinear heat_capacity_table;
    PiecewiseLinear conductivity_table;

    void density(In t, Out out) const { density_table.value(t, out); }
    void viscosity(In t, Out out) const { viscosity_table.value(t, out); }
    void heat_capacity(In t, Out out) const { heat_capacity_table.value(t, out); }
    void conductivity(In t, Out out) const { conductivity_table.value(t, out); }
    void heat_content(In t, Out out) const { heat_capacity_table.integral(t, out); }
    void temperature(In h, Out out) const { heat_capacity_table.inverse_integral(h, out); }
};

// IAPWS water by polynomials in x = t/90 - 1.
class WaterModel {
public:
    explicit WaterModel(double pressure_pa);

    void density(In t, Out out) const;
    void viscosity(In t, Out out) const;
    void heat_capacity(In t, Out out) const;
    void conductivity(In t, Out out) const;
    void heat_content(In t, Out out) const;
    void temperature(In h, Out out) const;

private:
    Polynomial<12> density_{};
    Polynomial<12> fluidity_{}; // 1/viscosity: a far smoother function than viscosity itself
    Polynomial<14> heat_capacity_{};
    Polynomial<8> conductivity_{};
    Polynomial<15> heat_content_{};
    Polynomial<13> temperature_guess_{}; // over the heat content scaled to -1..1
    double heat_capacity_at_minimum_{};
    double heat_capacity_at_maximum_{};
    double heat_content_at_maximum_{};
};

} // namespace saggar::detail
