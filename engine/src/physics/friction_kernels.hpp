// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Friction of many pipes at once: the laws of friction.hpp over columns, without branches, compiled for
// several instruction sets and chosen when the program runs. Columns are padded to a multiple of
// `friction_padding` with pipes that are harmless (all ones).

#include "saggar/engine/physics/friction.hpp"

#include <cstddef>

namespace saggar::detail {

inline constexpr std::size_t friction_padding = 16;

// What a law needs to know of a pipe whatever flows in it; density and viscosity are divided in per solve.
struct FrictionGeometry {
    double reynolds_viscosity{1.0}; // Re mu / m; for head-loss formulas the area, for their creeping limit
    double rough{1.0};              // the roughness term of the law
    double friction_density{1.0};   // loss by friction, times density: per f m|m|
    double local_density{0.0};      // loss by zeta, times density: per m|m|
};
[[nodiscard]] FrictionGeometry friction_geometry(FrictionLaw law, PipeSection const& pipe,
                                                 double gravity_m_s2);

struct FrictionColumns {
    double const* per_reynolds; // Re / m; head-loss formulas: flow below which they are linear
    double const* rough;
    double const* friction; // loss per f m|m|; head-loss formulas: per |m|^n
    double const* local;    // loss per m|m|
};

// Columns of a solve from geometry, density and viscosity of one pipe.
struct FrictionValues {
    double per_reynolds;
    double friction;
    double local;
};
[[nodiscard]] FrictionValues friction_values(FrictionLaw law, FrictionGeometry const& geometry,
                                             double density_kg_m3, double viscosity_pa_s);

// loss and slope of `count` pipes (a multiple of friction_padding) at the given flows.
using FrictionKernel = void (*)(std::size_t count, double const* flow, FrictionColumns const& columns,
                                double* loss, double* slope);

enum class InstructionSet { baseline, avx2, avx512 };
[[nodiscard]] bool supported(InstructionSet set);
// The best that this machine can run.
[[nodiscard]] InstructionSet best_instruction_set();
[[nodiscard]] FrictionKernel friction_kernel(FrictionLaw law, InstructionSet set = best_instruction_set());

FrictionKernel friction_kernel_baseline(FrictionLaw law);
FrictionKernel friction_kernel_avx2(FrictionLaw law);
FrictionKernel friction_kernel_avx512(FrictionLaw law);

} // namespace saggar::detail
