// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Simulations with the production model and with the reference model.

#include "district.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

namespace {

using namespace saggar;

SimulationPoint point_of(Network const& network, double load) {
    SimulationPoint made{.point = operating_point(network),
                         .plant_tripped = std::vector<std::uint8_t>(network.plants.size(), 0)};
    for (double& demand : made.point.heat_demand_w) {
        demand *= load;
    }
    return made;
}

void must(SimulationReport const& report) {
    ASSERT_TRUE(report.good()) << report.diagnosis;
}

// A day of a looped district in quarters of an hour with a trip of an hour, once with each model. Where the
// plant gives no heat water runs in circles and what is left of it decides who is served.
TEST(SimulationModels, Agree) {
    auto const network =
        Network::build(testing_support::district_project({.consumers = 10, .loop_share = 0.05}), {});
    NetworkSimulation production{network};
    NetworkSimulation reference{
        network,
        {.model = HeatModelKind::reference, .reference = {.cell_length_m = 5.0, .cells_at_least = 8}}};
    must(production.start(point_of(*network, 0.5), 3600.0));
    must(reference.start(point_of(*network, 0.5), 3600.0));
    EXPECT_TRUE(reference.start_settled());
    constexpr double step_s = 900.0;
    std::size_t const consumers = network->substations.size();
    std::vector<double> square_k2(consumers, 0.0);
    std::array<double, 2> unmet_j{};
    std::array<double, 2> lost_j{};
    int counted = 0;
    for (int i = 0; i < 96; ++i) {
        double const hour = i / 4.0;
        SimulationPoint point =
            point_of(*network, 0.5 + 0.3 * std::sin(2.0 * std::numbers::pi * hour / 24.0));
        point.point.plant_supply_temperature_c[0] =
            80.0 + 5.0 * std::cos(2.0 * std::numbers::pi * hour / 24.0);
        bool const tripped = hour >= 9.0 && hour < 10.0;
        point.plant_tripped[0] = tripped ? 1 : 0;
        // By minutes around the trip, as --fine-step takes it: within a step the production model lets warmer
        // water make up for colder, which the reference model has no way to foresee.
        bool const around_trip = hour >= 9.0 && hour < 11.0;
        double const part_s = around_trip ? 60.0 : step_s;
        for (double done_s = 0.0; done_s < step_s; done_s += part_s) {
            must(production.step(point, part_s));
            must(reference.step(point, part_s));
            std::array<NetworkSimulation const*, 2> const both{&production, &reference};
            for (std::size_t k = 0; k < 2; ++k) {
                SimulatedStep const& step = both[k]->result();
                lost_j[k] += step.book.lost_j;
                unmet_j[k] += part_s * std::accumulate(step.unmet_w.begin(), step.unmet_w.end(), 0.0);
            }
        }
        if (around_trip) {
            continue; // flows follow the shortage, which fronts decide
        }
        ++counted;
        for (std::size_t c = 0; c < consumers; ++c) {
            double const off =
                production.result().supply_temperature_c[c] - reference.result().supply_temperature_c[c];
            square_k2[c] += off * off;
        }
    }
    for (std::size_t c = 0; c < consumers; ++c) {
        EXPECT_LT(std::sqrt(square_k2[c] / counted), 0.15) << "K at consumer " << c;
    }
    EXPECT_NEAR(lost_j[0], lost_j[1], 2e-3 * lost_j[1]);
    EXPECT_GT(unmet_j[1], 0.0);
    EXPECT_NEAR(unmet_j[0], unmet_j[1], 0.1 * unmet_j[1]);
}

} // namespace
