// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Steps of a district ask for no memory once buffers have grown: this program counts every allocation.

#include "counted_allocations.hpp"
#include "district.hpp"
#include "district_heat.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

namespace {

using namespace saggar;
using testing_support::allocations;

TEST(TransientHeat, StepsAskForNoMemory) {
    auto const network =
        Network::build(testing_support::district_project({.consumers = 60, .loop_share = 0.05}), {});
    SteadySolver solver{network};
    SteadyState steady;
    ASSERT_TRUE(solver.solve(operating_point(*network), steady).converged());
    for (double const step_s : {60.0, 3600.0}) {
        testing_support::DistrictHeat heat{network, steady.mass_flow_kg_s, {}};
        double hour = 0.0;
        auto const steps = [&](int count) {
            for (int i = 0; i < count; ++i, hour += step_s / 3600.0) {
                heat.step(hour, step_s);
            }
        };
        steps(400);
        long const before = allocations;
        steps(400);
        EXPECT_EQ(allocations - before, 0) << "in 400 steps of " << step_s << " s";
    }
}

} // namespace
