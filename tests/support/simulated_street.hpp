// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A street stepped through time.

#include "street_project.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"

#include <gtest/gtest.h>

namespace saggar::testing_support {

// A plant, `length_m` of pipes to a far home, a near home in the middle.
inline Project street(double length_m = 500.0) {
    Project project = street_project(0.5 * length_m);
    project.fluid = unchanging_water();
    return project;
}

inline SimulationPoint point_of(Network const& network, double load = 1.0) {
    SimulationPoint made{.point = operating_point(network),
                         .plant_tripped = std::vector<std::uint8_t>(network.plants.size(), 0)};
    for (double& demand : made.point.heat_demand_w) {
        demand *= load;
    }
    return made;
}

inline void must(SimulationReport const& report) {
    ASSERT_TRUE(report.good()) << report.diagnosis;
}

} // namespace saggar::testing_support
