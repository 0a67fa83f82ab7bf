// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Links whose behaviour is decided while solving, and the bordered system of those that regulate. A regulator
// that throttles has its flow as an unknown and the pressure that it holds as an equation. With A the reduced
// matrix (in which the regulator keeps a small conductance so that A stays definite), B its flow's place in
// continuity and C its measurement: S = C A^-1 B, S x = set - C p, and the pressures change by A^-1 B x on
// top of the ordinary step.

#include "hydraulics/core.hpp"
#include "hydraulics/laws.hpp"

#include <span>
#include <vector>

namespace saggar::detail {

struct OtherLink {
    enum class Mode : std::uint8_t {
        free,       // follows its law
        at_zero,    // shut by the water
        at_set,     // limited flow at its limit
        regulating, // throttles to hold a pressure
    };
    LinkValues values;
    bool forward_only{false};
    bool may_yield{false}; // then it is not, where the solve says so
    bool limited{false};
    bool regulates{false};
    Mode mode{Mode::free};
    int changes{0};
    bool reopened{false}; // once in a solve, since what it shut off asks for nothing more
    double set_flow{0.0};
    // In the link's own direction, at the last evaluation.
    double flow{0.0};
    PressureLoss at{};
};

class Regulation {
public:
    void resize(Structure const& structure);
    // What regulators hold for this point, from their set values and the fixed pressures (relative to a
    // reference).
    void prepare(Structure const& structure, std::vector<OtherLink> const& others,
                 std::span<double const> fixed_pressure_pa, double reference_pa);

    // After the ordinary right-hand side is solved into core.rhs: adds the regulators' part, and the flows
    // they add to core.base. Those that cannot move what they measure open or shut instead; returns how many.
    int complete_step(Core<double>& core, std::vector<OtherLink>& others);

    // How far above its set value regulator r measures, at the present pressures.
    [[nodiscard]] double excess_pa(Core<double> const& core, std::size_t r) const;
    // The regulator of another link, or -1.
    [[nodiscard]] std::int32_t of(std::size_t other) const { return of_other_[other]; }

private:
    [[nodiscard]] static double measure(std::span<double const> x, Regulator const& regulator);

    void respond(Core<double>& core, std::int32_t superlink, std::span<double> response);
    void solve_system(std::size_t n);

    Structure const* structure_{nullptr};
    std::vector<std::int32_t> of_other_;
    std::vector<double> wanted_; // per regulator: set value less the fixed part of its measurement
    std::vector<std::int32_t> active_;
    std::vector<double> response_; // active x (unknowns + 1): A^-1 B
    std::vector<double> column_;
    std::vector<double> system_;
    std::vector<double> x_;
    std::vector<double> scale_;
};

} // namespace saggar::detail
