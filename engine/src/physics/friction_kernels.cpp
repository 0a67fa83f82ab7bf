// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "physics/friction_kernels.hpp"

#include "physics/friction_limits.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar::detail {

namespace {

bool is_head_loss_formula(FrictionLaw law) {
    return law == FrictionLaw::hazen_williams || law == FrictionLaw::chezy_manning;
}

double rough_term(FrictionLaw law, double relative_roughness) {
    switch (law) {
    case FrictionLaw::haaland: return std::pow(relative_roughness / 3.7, 1.11);
    case FrictionLaw::churchill: return 0.27 * relative_roughness;
    case FrictionLaw::pandapipes_colebrook: return relative_roughness / 3.71;
    case FrictionLaw::pandapipes_nikuradse: {
        double const log10_rough =
            std::log10(nikuradse_constant / std::max(relative_roughness, smallest_relative_roughness));
        return 0.25 / (log10_rough * log10_rough);
    }
    case FrictionLaw::colebrook:
    case FrictionLaw::swamee_jain:
    case FrictionLaw::epanet:
    case FrictionLaw::pandapipes_swamee_jain:
    case FrictionLaw::hazen_williams:
    case FrictionLaw::chezy_manning: break;
    }
    return relative_roughness / 3.7;
}

} // namespace

FrictionGeometry friction_geometry(FrictionLaw law, PipeSection const& pipe, double gravity_m_s2) {
    double const d = pipe.inner_diameter_m;
    double const area = 0.25 * std::numbers::pi * d * d;
    FrictionGeometry geometry;
    geometry.local_density = 0.5 * pipe.zeta_sum / (area * area);
    if (is_head_loss_formula(law)) {
        geometry.reynolds_viscosity = area;
        geometry.rough = 0.0;
        geometry.friction_density = head_loss_coefficient(law, pipe, 1.0, gravity_m_s2);
    } else {
        geometry.reynolds_viscosity = 4.0 / (std::numbers::pi * d);
        geometry.rough = rough_term(law, pipe.roughness / d);
        geometry.friction_density = 0.5 * pipe.length_m / (d * area * area);
    }
    return geometry;
}

FrictionValues friction_values(FrictionLaw law, FrictionGeometry const& geometry, double density_kg_m3,
                               double viscosity_pa_s) {
    double const volume = 1.0 / density_kg_m3;
    if (!is_head_loss_formula(law)) {
        return {geometry.reynolds_viscosity / viscosity_pa_s, geometry.friction_density * volume,
                geometry.local_density * volume};
    }
    double const n = law == FrictionLaw::hazen_williams ? hazen_williams_exponent : 2.0;
    return {head_loss_linear_below_m_s * density_kg_m3 * geometry.reynolds_viscosity,
            geometry.friction_density * std::pow(density_kg_m3, 1.0 - n), geometry.local_density * volume};
}

bool supported(InstructionSet set) {
#if defined(__x86_64__)
    switch (set) {
    case InstructionSet::avx512:
        return static_cast<bool>(__builtin_cpu_supports("avx512f")) &&
               static_cast<bool>(__builtin_cpu_supports("avx512dq")) &&
               static_cast<bool>(__builtin_cpu_supports("avx512vl")) &&
               static_cast<bool>(__builtin_cpu_supports("fma"));
    case InstructionSet::avx2:
        return static_cast<bool>(__builtin_cpu_supports("avx2")) &&
               static_cast<bool>(__builtin_cpu_supports("fma"));
    case InstructionSet::baseline: break;
    }
    return true;
#else
    return set == InstructionSet::baseline;
#endif
}

InstructionSet best_instruction_set() {
    if (supported(InstructionSet::avx512)) {
        return InstructionSet::avx512;
    }
    return supported(InstructionSet::avx2) ? InstructionSet::avx2 : InstructionSet::baseline;
}

FrictionKernel friction_kernel(FrictionLaw law, InstructionSet set) {
    switch (set) {
    case InstructionSet::avx512: return friction_kernel_avx512(law);
    case InstructionSet::avx2: return friction_kernel_avx2(law);
    case InstructionSet::baseline: break;
    }
    return friction_kernel_baseline(law);
}

} // namespace saggar::detail
