// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The network in time where heat or pressure is short: trips, plants at their capacity, causes.

#include "simulated_street.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

namespace {

using namespace saggar;
using testing_support::must;
using testing_support::point_of;
using testing_support::street;

// The only plant trips: pumps run on, the network cools down, and what is not delivered is counted, with the
// plant as its cause. It recovers and everybody is served again.
TEST(Simulation, TripOfTheOnlyPlant) {
    auto const network = Network::build(street(), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network);
    constexpr double step_s = 300.0;
    must(simulation.start(point, step_s));
    point.plant_tripped[0] = 1;
    double last_c = simulation.result().supply_temperature_c[1];
    double demand_j = 0.0;
    double heat_j = 0.0;
    double unmet_j = 0.0;
    double stored_j = 0.0;
    double lost_j = 0.0;
    double dissipated_j = 0.0;
    for (int step = 0; step < 12; ++step) {
        must(simulation.step(point, step_s));
        SimulatedStep const& result = simulation.result();
        EXPECT_EQ(result.plant_heat_w[0], 0.0);
        EXPECT_LE(std::abs(result.book.residual_j()), 1e-9 * result.book.throughput_j) << "step " << step;
        last_c = result.supply_temperature_c[1];
        for (std::size_t i = 0; i < 2; ++i) {
            demand_j += result.demand_w[i] * step_s;
            heat_j += result.heat_w[i] * step_s;
            unmet_j += result.unmet_w[i] * step_s;
            if (result.unmet_w[i] > 0.0) {
                EXPECT_EQ(result.unmet_cause[i], UnmetCause::capacity);
            }
            EXPECT_GE(result.heat_w[i], -1e-6) << "W";
        }
        stored_j += result.book.stored_more_j;
        lost_j += result.book.lost_j;
        dissipated_j += result.book.dissipated_j;
    }
    EXPECT_LT(last_c, 50.0) << "degC after an hour without heat";
    EXPECT_GT(unmet_j, 0.3 * demand_j);
    EXPECT_NEAR(heat_j + unmet_j, demand_j, 1e-6 * demand_j);
    EXPECT_NEAR(heat_j, dissipated_j - stored_j - lost_j, 1e-6 * heat_j) << "J, from what was in the pipes";
    point.plant_tripped[0] = 0;
    for (int step = 0; step < 36; ++step) {
        must(simulation.step(point, step_s));
    }
    EXPECT_EQ(simulation.result().unmet_w[0] + simulation.result().unmet_w[1], 0.0) << "W, three hours later";
}

// Hours without heat, in long steps and in short ones: no water is cooled below the ground, whoever asks for
// heat, and what is missing hardly depends on the step.
TEST(Simulation, NobodyCoolsBelowTheGround) {
    Project project = street();
    project.substations[1].control = SubstationControl::temperature_drop;
    project.substations[1].return_temperature_c.reset();
    project.substations[1].temperature_drop_k = 30.0;
    auto const network = Network::build(std::move(project), {});
    double unmet_of_short_steps_j = 0.0;
    for (double const step_s : {60.0, 900.0, 3600.0}) {
        NetworkSimulation simulation{network};
        SimulationPoint point = point_of(*network, 0.7);
        double const ground_c = point.point.ground_temperature_c;
        must(simulation.start(point, 3600.0));
        double unmet_j = 0.0;
        auto const steps = static_cast<int>(8.0 * 3600.0 / step_s);
        for (int k = 0; k < steps; ++k) {
            point.plant_tripped[0] = 2 * k < steps ? 1 : 0;
            must(simulation.step(point, step_s));
            SimulatedStep const& result = simulation.result();
            ASSERT_TRUE(result.settled) << describe_unsettled(*network, result);
            for (double const at_node_c : result.temperature_c) {
                ASSERT_GE(at_node_c, ground_c - 1e-6)
                    << "degC, step " << step_s << " s, " << k * step_s << " s";
            }
            for (std::size_t i = 0; i < 2; ++i) {
                ASSERT_GE(result.heat_w[i], -1e-6) << "W";
                ASSERT_LE(result.heat_w[i], result.demand_w[i] * (1.0 + 1e-9)) << "W";
                ASSERT_GE(result.return_temperature_c[i], ground_c - 1e-6) << "degC";
                unmet_j += result.unmet_w[i] * step_s;
            }
        }
        if (unmet_of_short_steps_j == 0.0) {
            unmet_of_short_steps_j = unmet_j;
        }
        EXPECT_NEAR(unmet_j, unmet_of_short_steps_j, 0.15 * unmet_of_short_steps_j)
            << "J, step " << step_s << " s";
    }
}

// Pipes that lose nothing, much water and no heat: what is left of a step is the round-off of what the water
// carries round, and that is no energy that does not close.
TEST(Simulation, ATripOfALargePlantOnShortPipesCloses) {
    for (double const loss_w_mk : {0.0, 0.001}) {
        Project project = street(20.0);
        project.physics.dissipation_heat = false;
        for (Pipe& pair : project.pipe_pairs) {
            pair.inner_diameter_mm = 150.0;
            pair.heat_loss_w_mk = loss_w_mk;
        }
        project.substations[1].peak_kw = 5000.0;
        auto const network = Network::build(std::move(project), {});
        NetworkSimulation simulation{network};
        SimulationPoint point = point_of(*network);
        must(simulation.start(point, 3600.0));
        for (int hour = 0; hour < 12; ++hour) {
            point.plant_tripped[0] = hour >= 4 && hour < 8 ? 1 : 0;
            must(simulation.step(point, 3600.0));
        }
    }
}

// The supply gets warmer within a step: a valve that opens while the colder water is still there serves its
// consumer, and so does the one flow of a long step.
TEST(Simulation, WarmerSupplyLeavesNobodyShort) {
    for (auto const control : {SubstationControl::return_temperature, SubstationControl::temperature_drop}) {
        Project project = street(100.0);
        for (Substation& home : project.substations) {
            home.control = control;
            if (control == SubstationControl::temperature_drop) {
                home.return_temperature_c.reset();
                home.temperature_drop_k = 30.0;
            } else {
                home.return_temperature_c = 50.0;
            }
        }
        auto const network = Network::build(std::move(project), {});
        for (double const step_s : {300.0, 3600.0}) {
            NetworkSimulation simulation{network};
            SimulationPoint point = point_of(*network, 0.4);
            point.point.plant_supply_temperature_c = {62.0};
            must(simulation.start(point, step_s));
            point.point.plant_supply_temperature_c = {85.0};
            for (int k = 0; k * step_s < 7200.0; ++k) {
                must(simulation.step(point, step_s));
                SimulatedStep const& result = simulation.result();
                EXPECT_NEAR(result.heat_w[1], result.demand_w[1], 1e-6) << "W, step " << step_s << " s";
                EXPECT_LE(result.unmet_w[1], 0.0) << "W, step " << step_s << " s";
                EXPECT_LE(std::abs(result.book.residual_j()), 1e-9 * result.book.throughput_j);
            }
        }
    }
}

// After hours in which a consumer took nothing his water is cold: what is lacking until warm water is there
// is the same in steps of a minute and of an hour.
TEST(Simulation, ColdWaterAfterARestIsCountedOnce) {
    for (auto const control : {SubstationControl::return_temperature, SubstationControl::temperature_drop}) {
        Project project = street();
        project.pipe_pairs[1].heat_loss_w_mk = 2.0;
        project.substations[1].control = control;
        if (control == SubstationControl::temperature_drop) {
            project.substations[1].return_temperature_c.reset();
            project.substations[1].temperature_drop_k = 30.0;
        }
        auto const network = Network::build(std::move(project), {});
        double unmet_of_minutes_j = 0.0;
        for (double const step_s : {60.0, 900.0, 3600.0}) {
            NetworkSimulation simulation{network};
            SimulationPoint point = point_of(*network);
            must(simulation.start(point, 3600.0));
            point.point.heat_demand_w[1] = 0.0;
            for (int hour = 0; hour < 10; ++hour) {
                must(simulation.step(point, 3600.0));
            }
            point = point_of(*network);
            double unmet_j = 0.0;
            for (int k = 0; k * step_s < 7200.0; ++k) {
                must(simulation.step(point, step_s));
                unmet_j += simulation.result().unmet_w[1] * step_s;
            }
            if (unmet_of_minutes_j == 0.0) {
                unmet_of_minutes_j = unmet_j;
                EXPECT_GT(unmet_j, 0.0) << "J";
            }
            double const demand_j = 7200.0 * point.point.heat_demand_w[1];
            EXPECT_NEAR(unmet_j, unmet_of_minutes_j, 0.01 * demand_j) << "J, step " << step_s << " s";
        }
    }
}

// More is asked for than the plant has: it gives all it has, and the supply cools.
TEST(Simulation, PlantAtCapacity) {
    Project project = street();
    project.plants[0].capacity_kw = 250.0;
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network, 0.5);
    must(simulation.start(point, 900.0));
    point = point_of(*network);
    for (int step = 0; step < 16; ++step) {
        must(simulation.step(point, 900.0));
    }
    SimulatedStep const& result = simulation.result();
    EXPECT_NEAR(result.plant_heat_w[0], 250e3, 1.0) << "W";
    EXPECT_LT(result.plant_supply_temperature_c[0], 79.0);
    EXPECT_EQ(result.link_status[static_cast<std::size_t>(network->plants.link[0])],
              ElementStatus::at_capacity);
    double const heat_w = result.heat_w[0] + result.heat_w[1];
    EXPECT_NEAR(heat_w, 250e3 - result.book.lost_j / 900.0 + result.book.dissipated_j / 900.0, 0.02 * heat_w);
    EXPECT_TRUE(result.unmet_cause[0] == UnmetCause::capacity ||
                result.unmet_cause[1] == UnmetCause::capacity);
}

// Water of a consumer beside the plant goes round within a step. What the plant heats and he cools has
// limits, on either side of which a circle answers differently: nobody gets water that is hotter than the
// plant sends or colder than the ground, and in the end it is the steady solver's state.
TEST(Simulation, PlantAtCapacityBesideAConsumer) {
    for (double const step_s : {10.0, 60.0, 900.0}) {
        for (char const* const control : {"return", "drop"}) {
            SCOPED_TRACE(::testing::Message() << step_s << " s, " << control);
            Project project = street(200.0);
            project.substations[0].node = "works";
            project.plants[0].capacity_kw = 150.0;
            if (std::string_view{control} == "drop") {
                project.substations[0].control = SubstationControl::temperature_drop;
                project.substations[0].return_temperature_c.reset();
                project.substations[0].temperature_drop_k = 35.0;
            }
            auto const network = Network::build(std::move(project), {});
            NetworkSimulation simulation{network};
            SimulationPoint point = point_of(*network);
            point.point.heat_demand_w = {100e3, 30e3};
            must(simulation.start(point, step_s));
            SimulatedStep const& result = simulation.result();
            auto const steps = static_cast<int>(7200.0 / step_s);
            for (int step = 0; step < steps; ++step) {
                bool const tripped = step > steps / 4 && step < steps / 2;
                point.point.heat_demand_w = {step < 2 ? 100e3 : 200e3, 30e3};
                point.plant_tripped[0] = tripped ? 1 : 0;
                must(simulation.step(point, step_s));
                EXPECT_GE(*std::ranges::min_element(result.temperature_c), 9.9) << step;
                EXPECT_LE(*std::ranges::max_element(result.temperature_c), 80.1) << step;
                EXPECT_GE(result.plant_heat_w[0], -1.0) << step;
                EXPECT_LE(result.plant_heat_w[0], 150e3 * (1.0 + 1e-4)) << step;
            }
            SteadySolver solver{network};
            SteadyState steady;
            ASSERT_TRUE(solver.solve(point.point, steady).converged());
            EXPECT_NEAR(result.plant_heat_w[0], steady.plant_heat_w[0], 1e-3 * steady.plant_heat_w[0]);
            EXPECT_NEAR(result.plant_supply_temperature_c[0], steady.plant_supply_temperature_c[0],
                        step_s < 100.0 ? 1.0 : 3.0)
                << "long steps: consumers cool what is colder than the mean a little further";
        }
    }
}

// After hours without heat everybody's valves are wide open, and more passes the plant than it can heat: it
// gives all that it has until its set temperature is reached, within the step or not, and nobody gets hotter
// water.
void expect_way_back(double capacity_kw, SimulationOptions const& options) {
    SCOPED_TRACE(::testing::Message() << capacity_kw << " kW");
    Project project = street();
    project.plants[0].capacity_kw = capacity_kw;
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network, options};
    SimulationPoint point = point_of(*network, 0.7);
    must(simulation.start(point, 3600.0));
    double lacked_j = 0.0;
    for (int hour = 0; hour < 6; ++hour) {
        point.plant_tripped[0] = hour == 1 || hour == 2 ? 1 : 0;
        must(simulation.step(point, 3600.0));
        SimulatedStep const& result = simulation.result();
        EXPECT_TRUE(result.settled) << "hour " << hour;
        EXPECT_LE(result.plant_heat_w[0], capacity_kw * 1e3 * (1.0 + 1e-4)) << "W, hour " << hour;
        EXPECT_LE(*std::max_element(result.temperature_c.begin(), result.temperature_c.end()), 80.1)
            << "degC, hour " << hour;
        lacked_j += (result.unmet_w[0] + result.unmet_w[1]) * 3600.0;
        if (hour > 3) {
            EXPECT_EQ(result.unmet_w[0] + result.unmet_w[1], 0.0) << "W, hour " << hour;
        }
    }
    double const demand_w = point.point.heat_demand_w[0] + point.point.heat_demand_w[1];
    EXPECT_LT(lacked_j, 2.3 * 3600.0 * demand_w) << "of two hours, and the way back";
}

TEST(Simulation, ComesBackFromATripAtTheSetTemperature) {
    for (double const capacity_kw : {500.0, 700.0, 1000.0, 1200.0, 1500.0}) {
        expect_way_back(capacity_kw, {});
    }
}

TEST(Simulation, ComesBackFromATripInTheReferenceModelToo) {
    expect_way_back(1000.0, {.model = HeatModelKind::reference,
                             .reference = {.cell_length_m = 62.5, .cells_at_least = 4}});
}

TEST(Simulation, ShortOfPressure) {
    Project project = street();
    project.plants[0].differential_pressure_bar = 0.4;
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network, 0.4);
    must(simulation.start(point, 900.0));
    EXPECT_EQ(simulation.result().unmet_w[1], 0.0);
    point = point_of(*network);
    must(simulation.step(point, 900.0));
    SimulatedStep const& result = simulation.result();
    EXPECT_GT(result.unmet_w[1], 1e3);
    EXPECT_EQ(result.unmet_cause[1], UnmetCause::pressure);
    EXPECT_NEAR(result.return_temperature_c[1], 45.0, 0.1) << "what passes is cooled as held";
}

// Throttling a held flow gives more heat than is asked for: the rest warms the water, however warm it is.
TEST(Simulation, FrictionBeyondTheDemandStaysInTheWater) {
    Project project = street();
    project.substations[0].control = SubstationControl::mass_flow;
    project.substations[0].mass_flow_kg_s = 2.0;
    project.substations[0].return_temperature_c.reset();
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network, 0.5);
    must(simulation.start(point, 900.0));
    point.point.heat_demand_w[0] = 20.0;
    must(simulation.step(point, 900.0));
    SimulatedStep const& result = simulation.result();
    EXPECT_NEAR(result.heat_w[0], 20.0, 1e-6) << "W";
    EXPECT_GT(result.return_temperature_c[0], result.supply_temperature_c[0]);
}

// What its substation is made for is all that it gets, with water as warm as it should be.
TEST(Simulation, MoreThanItsPeakIsMoreThanTheSubstationPasses) {
    auto const network = Network::build(street(), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network, 0.5);
    must(simulation.start(point, 900.0));
    point.point.heat_demand_w[0] = 8.0 * network->substations.peak_w[0];
    must(simulation.step(point, 900.0));
    SimulatedStep const& result = simulation.result();
    EXPECT_EQ(result.unmet_cause[0], UnmetCause::beyond_peak);
    EXPECT_GT(result.unmet_w[0], 1e3);
    EXPECT_GE(result.heat_w[0], network->substations.peak_w[0]);
}

} // namespace
