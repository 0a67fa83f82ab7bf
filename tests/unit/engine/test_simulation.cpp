// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The network in time: agreement with the steady solver where nothing changes, delays, served heat, energy.

#include "district.hpp"
#include "simulated_street.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

namespace {

using namespace saggar;
using testing_support::must;
using testing_support::point_of;
using testing_support::street;

std::shared_ptr<Network const> district(int consumers, bool loops = false) {
    return Network::build(
        testing_support::district_project({.consumers = consumers, .loop_share = loops ? 0.05 : 0.0}), {});
}

// As above, with nothing in which a step differs from the steady state by its nature.
std::shared_ptr<Network const> plain_district(int consumers, bool loops = false) {
    Project project =
        testing_support::district_project({.consumers = consumers, .loop_share = loops ? 0.05 : 0.0});
    project.fluid = testing_support::unchanging_water();
    project.physics.pair_interaction = false;
    return Network::build(std::move(project), {});
}

// Largest differences of one step from the steady state: temperatures of nodes that water passes, flows as
// parts of the largest, loss as a part of itself.
struct Difference {
    double temperature_k{0.0};
    double flow_relative{0.0};
    double loss_relative{0.0};
    double return_k{0.0};
};

Difference difference(NetworkSimulation const& simulation) {
    SimulatedStep const& step = simulation.result();
    SteadyState const& steady = simulation.steady_start();
    Network const& network = simulation.network();
    Difference found;
    double const largest = *std::max_element(steady.mass_flow_kg_s.begin(), steady.mass_flow_kg_s.end());
    for (std::size_t i = 0; i < network.links.size(); ++i) {
        found.flow_relative = std::max(found.flow_relative,
                                       std::abs(step.mass_flow_kg_s[i] - steady.mass_flow_kg_s[i]) / largest);
        if (std::abs(steady.mass_flow_kg_s[i]) > 1e-6) {
            auto const to = static_cast<std::size_t>(network.links.to[i]);
            found.temperature_k =
                std::max(found.temperature_k, std::abs(step.temperature_c[to] - steady.temperature_c[to]));
        }
    }
    for (std::size_t i = 0; i < step.return_temperature_c.size(); ++i) {
        found.return_k = std::max(found.return_k, std::abs(step.return_temperature_c[i] -
                                                           steady.substation_return_temperature_c[i]));
    }
    double const lost_w = step.book.lost_j / step.duration_s;
    found.loss_relative = std::abs(lost_w / steady.heat_loss_total_w - 1.0);
    return found;
}

// Water that stands in a dead end is as warm as the ground from the start, instead of cooling for a week.
TEST(Simulation, DeadEndsSettleAtOnce) {
    Project project = testing_support::street_project();
    Node far_end;
    far_end.id = "far_end";
    project.nodes.push_back(far_end);
    Pipe dead_end = project.pipe_pairs.back();
    dead_end.id = "dead_end";
    dead_end.from = "end";
    dead_end.to = "far_end";
    dead_end.inner_diameter_mm = 300.0;
    project.pipe_pairs.push_back(dead_end);
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    must(simulation.start(point_of(*network, 0.7), 3600.0));
    EXPECT_TRUE(simulation.start_settled());
    EXPECT_LE(simulation.spin_up_steps(), 30);
}

// Between the two sides of a shut pair there is a pressure, but no water that loses it.
TEST(Simulation, WhatIsShutHasNoGradient) {
    Project project = testing_support::street_project();
    Pipe shut = project.pipe_pairs.back();
    shut.id = "shut";
    shut.from = "works";
    shut.to = "end";
    shut.length_m = 20.0;
    shut.open = false;
    project.pipe_pairs.push_back(shut);
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    must(simulation.start(point_of(*network), 900.0));
    must(simulation.step(point_of(*network), 900.0));
    SimulatedStep const& step = simulation.result();
    auto const link = static_cast<std::size_t>(network->find_link("shut:supply"));
    auto const from = static_cast<std::size_t>(network->links.from[link]);
    auto const to = static_cast<std::size_t>(network->links.to[link]);
    EXPECT_GT(step.pressure_pa[from] - step.pressure_pa[to], 1000.0);
    EXPECT_EQ(step.pipe_gradient_pa_m[link], 0.0);
    EXPECT_GT(step.pipe_gradient_pa_m[static_cast<std::size_t>(network->find_link("p2:supply"))], 0.0);
}

// What nothing changes in is the steady state, to 1e-6 of it.
TEST(Simulation, StaysInTheSteadyState) {
    for (bool const loops : {false, true}) {
        NetworkSimulation simulation{plain_district(60, loops)};
        SimulationPoint const point = point_of(simulation.network(), 0.7);
        must(simulation.start(point, 900.0));
        must(simulation.step(point, 900.0));
        Difference const found = difference(simulation);
        EXPECT_LT(found.temperature_k, 1e-6 * 80.0) << "K, of a node; loops " << loops;
        EXPECT_LT(found.flow_relative, 1e-6) << "loops " << loops;
        EXPECT_LT(found.loss_relative, 1e-6) << "loops " << loops;
    }
}

// With real water and lines that see each other a step differs from the steady state by what it leaves out:
// water's heat content is straight round each pipe's mean, and of the partner only its mean is seen.
TEST(Simulation, StaysNearTheSteadyStateWithRealWaterAndPairs) {
    NetworkSimulation simulation{district(60)};
    SimulationPoint const point = point_of(simulation.network(), 0.7);
    must(simulation.start(point, 900.0));
    must(simulation.step(point, 900.0));
    Difference const found = difference(simulation);
    EXPECT_LT(found.temperature_k, 0.01) << "K";
    EXPECT_LT(found.loss_relative, 1e-4);
    EXPECT_LT(found.flow_relative, 1e-4);
}

// A step of the supply temperature reaches each consumer after the water's time on the way.
TEST(Simulation, FrontsArriveAfterTheTimeOnTheWay) {
    Project project = street(1000.0);
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.heat_loss_w_mk = 0.0;
    }
    for (Substation& home : project.substations) {
        home.control = SubstationControl::temperature_drop; // flows do not follow temperatures
        home.return_temperature_c.reset();
        home.temperature_drop_k = 30.0;
    }
    project.physics.dissipation_heat = false;
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network);
    constexpr double step_s = 60.0;
    must(simulation.start(point, step_s));
    std::vector<double> const flow = simulation.result().mass_flow_kg_s;
    point.point.plant_supply_temperature_c[0] = 70.0;
    std::vector<double> late_s(2, 0.0);
    for (int step = 0; step < 120; ++step) {
        must(simulation.step(point, step_s));
        for (std::size_t i = 0; i < 2; ++i) {
            late_s[i] += (simulation.result().supply_temperature_c[i] - 70.0) / 10.0 * step_s;
        }
    }
    double way_s = 0.0;
    for (std::size_t i = 0; i < 2; ++i) {
        char const* const pipe = i == 0 ? "p1:supply" : "p2:supply";
        double const kg = 980.0 * 0.25 * std::numbers::pi * 0.08 * 0.08 * 500.0;
        way_s += kg / flow[static_cast<std::size_t>(network->find_link(pipe))];
        EXPECT_GT(way_s, 300.0);
        EXPECT_NEAR(late_s[i], way_s, 1e-6 * way_s) << "s until the front is at consumer " << i;
    }
}

// Day and night, demand and supply temperature on the move: everybody gets what they ask for, and returns
// stay where they are held.
TEST(Simulation, GivesExactlyWhatIsAskedFor) {
    for (double const step_s : {900.0, 3600.0}) {
        NetworkSimulation simulation{district(60, true)};
        SimulationPoint point = point_of(simulation.network());
        std::vector<double> const peak = point.point.heat_demand_w;
        auto const set = [&](double hour) {
            double const wave = std::cos(2.0 * std::numbers::pi * hour / 24.0);
            for (std::size_t i = 0; i < peak.size(); ++i) {
                double const own = std::sin(2.0 * std::numbers::pi * hour / 24.0 + static_cast<double>(i));
                point.point.heat_demand_w[i] = peak[i] * (0.5 + 0.2 * wave + 0.1 * own);
            }
            point.point.plant_supply_temperature_c[0] = 80.0 + 4.0 * wave;
        };
        set(0.0);
        must(simulation.start(point, step_s));
        double worst_return_k = 0.0;
        auto const steps = static_cast<int>(48.0 * 3600.0 / step_s);
        for (int k = 0; k < steps; ++k) {
            double const hour = k * step_s / 3600.0;
            set(hour);
            must(simulation.step(point, step_s));
            SimulatedStep const& step = simulation.result();
            ASSERT_TRUE(step.settled) << step.flow_change_relative << " in hour " << hour;
            ASSERT_LE(std::abs(step.book.residual_j()), 1e-9 * step.book.throughput_j);
            for (std::size_t i = 0; i < peak.size(); ++i) {
                ASSERT_NEAR(step.heat_w[i], step.demand_w[i], 1e-9 * step.demand_w[i]) << "W, hour " << hour;
                ASSERT_EQ(step.unmet_w[i], 0.0);
                worst_return_k = std::max(worst_return_k, std::abs(step.return_temperature_c[i] -
                                                                   point.point.return_temperature_c[i]));
            }
        }
        EXPECT_LT(worst_return_k, 0.1) << "K off the held return, steps of " << step_s << " s";
    }
}

TEST(Simulation, ClosedPipeCutsOffAndComesBack) {
    auto const network = Network::build(street(), {});
    NetworkSimulation simulation{network};
    SimulationPoint const open = point_of(*network);
    SimulationPoint closed = open;
    for (char const* const id : {"p2:supply", "p2:return"}) {
        closed.point.link_open[static_cast<std::size_t>(network->find_link(id))] = 0;
    }
    must(simulation.start(open, 900.0));
    for (int step = 0; step < 8; ++step) {
        must(simulation.step(closed, 900.0));
    }
    SimulatedStep const& result = simulation.result();
    EXPECT_EQ(result.heat_w[1], 0.0);
    EXPECT_DOUBLE_EQ(result.unmet_w[1], 200e3);
    EXPECT_EQ(result.unmet_cause[1], UnmetCause::cut_off);
    EXPECT_EQ(result.unmet_w[0], 0.0);
    double const standing_c = result.pipe_mean_temperature_c[2];
    EXPECT_LT(standing_c, 79.0) << "standing water cools";
    EXPECT_GT(standing_c, 40.0);
    for (int step = 0; step < 8; ++step) {
        must(simulation.step(open, 900.0));
    }
    EXPECT_EQ(simulation.result().unmet_w[1], 0.0);
}

// Half of the heat from a plant that is told what to give.
TEST(Simulation, PlantOfGivenHeat) {
    Project project = street();
    Plant second = project.plants[0];
    second.id = "pump_house";
    second.node = "end";
    second.control = PlantControl::heat;
    second.held_pressure_bar.reset();
    second.heat_kw = 150.0;
    project.plants.push_back(second);
    auto const network = Network::build(std::move(project), {});
    NetworkSimulation simulation{network};
    SimulationPoint point = point_of(*network, 0.8);
    must(simulation.start(point, 900.0));
    for (int step = 0; step < 4; ++step) {
        point.point.heat_demand_w[1] *= 0.97;
        must(simulation.step(point, 900.0));
        EXPECT_NEAR(simulation.result().plant_heat_w[1], 150e3, 150e3 * 2e-3) << "W";
        EXPECT_TRUE(simulation.result().settled);
        EXPECT_EQ(simulation.result().unmet_w[0] + simulation.result().unmet_w[1], 0.0);
    }
    point.plant_tripped[1] = 1;
    must(simulation.step(point, 900.0));
    EXPECT_EQ(simulation.result().plant_heat_w[1], 0.0);
    EXPECT_EQ(simulation.result().mass_flow_kg_s[static_cast<std::size_t>(network->plants.link[1])], 0.0);
}

// Valves and plants at random: whatever happens, energy closes and nobody gives heat back.
TEST(Simulation, EnergyClosesThroughAnything) {
    auto const network = district(20, true);
    NetworkSimulation simulation{network};
    std::mt19937 random{7};
    std::uniform_real_distribution<double> part{0.0, 1.0};
    SimulationPoint const usual = point_of(*network, 0.6);
    SimulationPoint point = usual;
    must(simulation.start(point, 1800.0));
    int unsettled = 0;
    for (int step = 0; step < 40; ++step) {
        point = usual;
        for (double& demand : point.point.heat_demand_w) {
            demand *= part(random) < 0.2 ? 0.0 : 1.6 * part(random);
        }
        point.point.plant_supply_temperature_c[0] = 65.0 + 25.0 * part(random);
        for (std::size_t i = 0; i < network->pipes.size(); i += 2) {
            if (part(random) < 0.01) {
                point.point.link_open[i] = 0;
                point.point.link_open[i + 1] = 0;
            }
        }
        point.plant_tripped[0] = part(random) < 0.15 ? 1 : 0;
        double const step_s = part(random) < 0.5 ? 300.0 : 1800.0;
        must(simulation.step(point, step_s)); // which checks the balance
        SimulatedStep const& result = simulation.result();
        unsettled += result.settled ? 0 : 1;
        for (std::size_t i = 0; i < result.heat_w.size(); ++i) {
            ASSERT_GE(result.heat_w[i], -1e-6) << "W, consumer " << i << " step " << step;
            ASSERT_NEAR(result.heat_w[i] + result.unmet_w[i], result.demand_w[i], 1e-6 * result.demand_w[i]);
        }
    }
    EXPECT_LE(unsettled, 4) << "of 40 steps that have nothing to do with the ones before";
}

// Insulation begins in balance, takes up its share as the supply becomes warmer, and energy closes in each
// step.
TEST(Simulation, InsulationStoresHeat) {
    constexpr double warmer_k = 15.0;
    auto const stored_more_j = [&](double capacity_kj_m3k, HeatModelKind model) {
        Project project = street();
        project.physics.insulation_capacity_kj_m3k = capacity_kj_m3k;
        for (Pipe& pipe : project.pipe_pairs) {
            pipe.heat_loss_w_mk.reset();
            pipe.inner_diameter_mm = 82.5;
            pipe.outer_diameter_mm = 88.9;
            pipe.insulation_diameter_mm = 154.0;
            pipe.casing_diameter_mm = 160.0;
            pipe.insulation_conductivity_w_mk = 0.027;
            pipe.burial_depth_m = 1.0;
            pipe.spacing_mm = 310.0;
        }
        NetworkSimulation simulation{Network::build(project, {}), {.model = model}};
        SimulationPoint point = point_of(simulation.network(), 0.7);
        must(simulation.start(point, 900.0));
        double sum = 0.0;
        for (int i = 0; i < 4 * 48; ++i) {
            if (i == 4) {
                EXPECT_LT(std::abs(sum), 2e3 * 1000.0) << "J: nothing has changed yet";
                sum = 0.0;
                for (double& supply : point.point.plant_supply_temperature_c) {
                    supply += warmer_k;
                }
            }
            must(simulation.step(point, 900.0));
            sum += simulation.result().book.stored_more_j;
        }
        return sum;
    };
    double const foam_j_k = 100e3 * 0.25 * std::numbers::pi * (0.154 * 0.154 - 0.0889 * 0.0889) * 500.0;
    double const more =
        stored_more_j(100.0, HeatModelKind::plug_flow) - stored_more_j(0.0, HeatModelKind::plug_flow);
    // Of the supply line alone, and from wall to casing by ever less.
    EXPECT_GT(more, 0.3 * foam_j_k * warmer_k) << "J";
    EXPECT_LT(more, 0.8 * foam_j_k * warmer_k) << "J";
    double const reference =
        stored_more_j(100.0, HeatModelKind::reference) - stored_more_j(0.0, HeatModelKind::reference);
    EXPECT_NEAR(more, reference, 0.05 * reference) << "J";
}

TEST(Simulation, RefusesWaterNetworks) {
    Project project = street();
    project.substations.clear();
    auto const network = Network::build(std::move(project), {});
    try {
        NetworkSimulation const simulation{network};
        ADD_FAILURE() << "taken";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::operation_refused);
    }
}

} // namespace
