// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A small hydraulic network for tests, and its solution.

#include "saggar/engine/hydraulics/solver.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace saggar::testing_support {

inline constexpr double water_density = 971.8; // 80 C
inline constexpr double water_viscosity = 3.545e-4;

// A small network with its operating point; the point's spans look into the vectors here.
struct Case {
    HydraulicNodes nodes;
    HydraulicLinks links;
    HydraulicSettings settings;
    std::vector<double> injection;
    std::vector<double> fixed_pressure;
    std::vector<double> density{water_density};
    std::vector<double> viscosity{water_viscosity};

    explicit Case(std::size_t node_count, std::vector<std::int32_t> fixed = {0},
                  std::vector<double> pressure = {5e5}) {
        nodes.elevation_m.assign(node_count, 0.0);
        nodes.fixed = std::move(fixed);
        injection.assign(node_count, 0.0);
        fixed_pressure = std::move(pressure);
    }
    [[nodiscard]] HydraulicPoint point() const {
        HydraulicPoint p;
        p.injection_kg_s = injection;
        p.fixed_pressure_pa = fixed_pressure;
        p.density_kg_m3 = density;
        p.viscosity_pa_s = viscosity;
        return p;
    }
};

struct Solved {
    HydraulicReport report;
    HydraulicState state;
};

inline Solved solve(Case const& c, SolveOptions const& options = {.flow_tolerance = 1e-12}) {
    HydraulicSolver solver{c.nodes, c.links, c.settings};
    Solved solved;
    solved.state = solver.make_state();
    solved.report = solver.solve(c.point(), solved.state, options);
    EXPECT_EQ(solved.report.status, SolveStatus::converged)
        << "mass " << solved.report.mass_residual_kg_s << " kg/s at node " << solved.report.worst_node
        << ", energy " << solved.report.energy_residual_pa << " Pa at link " << solved.report.worst_link;
    return solved;
}

} // namespace saggar::testing_support
