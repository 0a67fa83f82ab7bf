// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A year of a district in steps of an hour and of five minutes: the loss must agree within 0.2 %, and the
// year's energy close to 1e-9 of what went through.

#include "district.hpp"
#include "district_heat.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

namespace {

using namespace saggar;

TEST(TransientYear, LossOfHoursIsThatOfFiveMinutes) {
    auto const network = Network::build(testing_support::district_project({.consumers = 25}), {});
    SteadySolver solver{network};
    SteadyState steady;
    ASSERT_TRUE(solver.solve(operating_point(*network), steady).converged());
    auto const lost_j = [&](int steps_an_hour) {
        testing_support::DistrictHeat heat{network, steady.mass_flow_kg_s, {}};
        double const step_s = 3600.0 / steps_an_hour;
        double lost = 0.0;
        double throughput = 0.0;
        double balance = 0.0;
        double first = 0.0;
        double last = 0.0;
        for (int i = 0; i < 8760 * steps_an_hour; ++i) {
            // Shorter steps see the load change within the hour.
            HeatLedger const ledger = heat.step((i + 0.5) * step_s / 3600.0, step_s);
            lost += ledger.lost_j;
            throughput += ledger.throughput_j;
            balance += ledger.entered_j - ledger.left_j + ledger.added_j - ledger.lost_j;
            first = i == 0 ? ledger.stored_before_j : first;
            last = ledger.water_j + ledger.wall_j + ledger.under_way_j;
        }
        EXPECT_NEAR(last - first, balance, 1e-9 * throughput) << "J in the year";
        return lost;
    };
    double const hours = lost_j(1);
    double const minutes = lost_j(12);
    std::cout << "loss of the year, " << network->pipes.size() << " pipes: " << hours / 3.6e9
              << " MWh in hours, " << 100.0 * (hours / minutes - 1.0) << " % off that in five minutes\n";
    EXPECT_NEAR(hours, minutes, 0.002 * minutes) << "J";
}

} // namespace
