// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "two_consumers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace {

using namespace saggar;
using testing_support::two_consumers;

// A second network beside the first, with its own plant: pipes twice as long, names with a 2.
Project another_two_consumers() {
    Project project = two_consumers();
    for (Node& node : project.nodes) {
        node.id += "_2";
    }
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.id += "_2";
        pipe.from += "_2";
        pipe.to += "_2";
        pipe.length_m = 2.0 * *pipe.length_m;
    }
    project.plants[0].id += "_2";
    project.plants[0].node += "_2";
    for (Substation& substation : project.substations) {
        substation.id += "_2";
        substation.node += "_2";
    }
    return project;
}

TEST(SteadySolver, PlantsOfNetworksApartFindTheirOwnDifferentialPressure) {
    Project both = two_consumers();
    Project const other = another_two_consumers();
    both.nodes.insert(both.nodes.end(), other.nodes.begin(), other.nodes.end());
    both.pipe_pairs.insert(both.pipe_pairs.end(), other.pipe_pairs.begin(), other.pipe_pairs.end());
    both.plants.push_back(other.plants[0]);
    both.substations.insert(both.substations.end(), other.substations.begin(), other.substations.end());
    auto const lift_of = [](Project const& project) {
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        EXPECT_TRUE(solver.solve(operating_point(*network), state).converged());
        return state.plant_differential_pressure_pa;
    };
    std::vector<double> const together = lift_of(both);
    EXPECT_NEAR(together[0], lift_of(two_consumers())[0], 1e-2);
    EXPECT_NEAR(together[1], lift_of(other)[0], 1e-2);
    EXPECT_GT(together[1], together[0] + 5e4);
}

TEST(SteadySolver, OnePlantAtItsPressureLimitDoesNotHoldAnotherBack) {
    Project both = two_consumers();
    Project other = another_two_consumers();
    other.plants[0].maximum_differential_pressure_bar = 1.0; // too little
    both.nodes.insert(both.nodes.end(), other.nodes.begin(), other.nodes.end());
    both.pipe_pairs.insert(both.pipe_pairs.end(), other.pipe_pairs.begin(), other.pipe_pairs.end());
    both.plants.push_back(other.plants[0]);
    both.substations.insert(both.substations.end(), other.substations.begin(), other.substations.end());
    auto const network = Network::build(both, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    ASSERT_TRUE(solver.solve(operating_point(*network), state).converged());
    EXPECT_NEAR(state.plant_differential_pressure_pa[0], 124570.0875, 1e-1);
    EXPECT_NEAR(state.plant_differential_pressure_pa[1], 1e5, 1e-6);
    auto const status = [&](char const* id) {
        return state.link_status[static_cast<std::size_t>(network->find_link(id))];
    };
    EXPECT_EQ(status("boiler"), ElementStatus::normal);
    EXPECT_EQ(status("boiler_2"), ElementStatus::at_pressure_limit);
}

// A second plant that could hold a pressure and stands still changes nothing, at another node or at the same;
// and the two may change places from point to point.
TEST(SteadySolver, APlantThatStandsStillHoldsNoPressure) {
    SteadyState alone;
    {
        auto const network = Network::build(two_consumers(), Catalogue{});
        ASSERT_TRUE(SteadySolver{network}.solve(operating_point(*network), alone).converged());
    }
    for (char const* const place : {"two", "plant"}) {
        Project project = two_consumers();
        Plant standby = project.plants[0];
        standby.id = "standby";
        standby.node = place;
        standby.held_pressure_bar = 4.0;
        standby.running = false;
        project.plants.push_back(standby);
        OperatingPointData swapped;
        swapped.id = "swapped";
        swapped.plants = {{.plant = "boiler", .running = false}, {.plant = "standby", .running = true}};
        project.operating_points = {swapped};
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        ASSERT_TRUE(solver.solve(operating_point(*network), state).converged()) << place;
        for (std::size_t i = 0; i < network->pipes.size(); ++i) {
            EXPECT_NEAR(state.mass_flow_kg_s[i], alone.mass_flow_kg_s[i], 1e-8) << place << i;
        }
        EXPECT_NEAR(state.plant_heat_w[0], alone.plant_heat_w[0], 1e-3);
        EXPECT_EQ(state.plant_heat_w[1], 0.0);
        ASSERT_TRUE(solver.solve(operating_point(*network, "swapped"), state).converged()) << place;
        EXPECT_EQ(state.plant_heat_w[0], 0.0);
        EXPECT_GT(state.plant_heat_w[1], 0.9 * alone.plant_heat_w[0]);
        ASSERT_TRUE(solver.solve(operating_point(*network), state).converged()) << place;
        EXPECT_NEAR(state.plant_heat_w[0], alone.plant_heat_w[0], 1e-3);
    }
}

TEST(SteadySolver, TwoConsumersOnATree) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_NEAR(state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s1"))], 1.075019443, 1e-8);
    EXPECT_NEAR(state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s2"))], 1.437060699, 1e-8);
    EXPECT_NEAR(state.plant_return_temperature_c[0], 49.090052, 1e-6);
    EXPECT_NEAR(state.plant_heat_w[0], 377072.2292, 1e-3);
    EXPECT_NEAR(state.plant_differential_pressure_pa[0], 124570.0875, 1e-2);
    EXPECT_EQ(network->substations.id[static_cast<std::size_t>(state.index_consumer)], "s2");
    EXPECT_NEAR(state.index_margin_pa, 0.0, 1e-2);
}

TEST(SteadySolver, WarmIsAsCold) {
    auto const network = Network::build(two_consumers(), Catalogue{});
    SteadySolver solver{network};
    SteadyState warm;
    OperatingPoint point = operating_point(*network);
    ASSERT_TRUE(solver.solve(point, warm).converged());
    for (double const factor : {0.5, 0.01, 1.3}) {
        for (std::size_t i = 0; i < 2; ++i) {
            point.heat_demand_w[i] = network->substations.peak_w[i] * factor;
        }
        auto const report = solver.solve(point, warm);
        ASSERT_TRUE(report.converged()) << factor << ": " << report.diagnosis;
        SteadyState cold;
        ASSERT_TRUE(solver.solve(point, cold).converged());
        for (std::size_t link = 0; link < cold.mass_flow_kg_s.size(); ++link) {
            EXPECT_NEAR(warm.mass_flow_kg_s[link], cold.mass_flow_kg_s[link],
                        1e-8 * std::abs(cold.mass_flow_kg_s[link]))
                << network->links.id[link];
        }
    }
}

// Against an independent multipole solution of order 30 (tests/data/heat/exact_pair): carriers of 114.3 mm in
// casings of 200 mm, 350 mm apart and 0.9 m deep, 20.931879 and 10.720417 W/m at 85 and 50 degC over ground
// of 8 degC. Wallenten's first order is 1e-4 off here.
TEST(SteadySolver, BuriedPairsLoseWhatTheExactSolutionSays) {
    Project project = two_consumers();
    project.physics.pair_interaction = true;
    project.ground.conductivity_w_mk = 1.6;
    project.ground.surface_resistance_m2k_w = 0.0;
    Pipe& pipe = project.pipe_pairs[0];
    pipe.heat_loss_w_mk.reset();
    pipe.inner_diameter_mm = 114.2999; // next to no wall, as there
    pipe.outer_diameter_mm = 114.3;
    pipe.insulation_diameter_mm = 199.9999;
    pipe.casing_diameter_mm = 200.0;
    pipe.insulation_conductivity_w_mk = 0.027;
    pipe.burial_depth_m = 0.9;
    pipe.spacing_mm = 350.0;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver const solver{network};
    auto const supply = static_cast<std::size_t>(network->find_link("p0:supply"));
    double const own = solver.pipe_conductance_w_mk()[supply];
    double const mutual = solver.pipe_mutual_conductance_w_mk()[supply];
    EXPECT_NEAR(own * 77.0 - mutual * 42.0, 20.931878609649488, 2e-6 * 20.93);
    EXPECT_NEAR(own * 42.0 - mutual * 77.0, 10.720416647595101, 2e-6 * 10.72);
}

// A second plant that asks for more than its pumps give is held there; the one that holds the pressure
// carries what its consumers take, and more than its pumps give is a broken limit.
TEST(SteadySolver, MaximumFlowHoldsPlantsThatChooseTheirFlow) {
    for (PlantControl const control : {PlantControl::heat, PlantControl::flow}) {
        Project project = two_consumers();
        Plant second = project.plants[0];
        second.id = "waste";
        second.node = "tee";
        second.control = control;
        second.held_pressure_bar.reset();
        second.maximum_flow_kg_s = 0.7;
        (control == PlantControl::heat ? second.heat_kw : second.flow_kg_s) =
            control == PlantControl::heat ? 200.0 : 0.6; // 200 kW would need 1.37 kg/s
        project.plants.push_back(second);
        project.plants[0].maximum_flow_kg_s = 1.5;
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        OperatingPoint point = operating_point(*network);
        point.plant_flow_kg_s[1] = 1.4; // an operating point made by a program may ask for anything
        SteadyState state;
        auto const report = solver.solve(point, state);
        ASSERT_TRUE(report.converged()) << report.diagnosis;
        auto const waste = static_cast<std::size_t>(network->find_link("waste"));
        auto const boiler = static_cast<std::size_t>(network->find_link("boiler"));
        EXPECT_NEAR(state.mass_flow_kg_s[waste], 0.7, 1e-9);
        EXPECT_EQ(state.link_status[waste], ElementStatus::at_flow_limit);
        EXPECT_LT(state.plant_heat_w[1], 110e3);
        EXPECT_NEAR(state.mass_flow_kg_s[boiler] + 0.7,
                    state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s1"))] +
                        state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("s2"))],
                    1e-9);
        EXPECT_NE(state.link_status[boiler], ElementStatus::at_flow_limit);
        LimitReport const limits = check_limits(*network, solver.fluid(), state);
        auto const flows = limits.kinds[static_cast<std::size_t>(LimitKind::plant_flow)];
        EXPECT_EQ(flows.checked, 2);
        EXPECT_EQ(flows.broken, 1);
        EXPECT_EQ(element_id(*network, flows.tightest), "boiler");
        EXPECT_NEAR(flows.tightest.margin, 1.5 - state.mass_flow_kg_s[boiler], 1e-12);
    }
}

// A second plant that sends out less than comes back to it, for a bypass beside it returns hot water: it
// gives nothing and takes nothing. One with a set heat stands still, through one with a set flow water
// passes.
TEST(SteadySolver, PlantsNeverCool) {
    for (PlantControl const control : {PlantControl::heat, PlantControl::flow}) {
        Project project = two_consumers();
        project.bypasses = {{.id = "open", .node = "tee", .mass_flow_kg_s = 5.0}};
        Plant second = project.plants[0];
        second.id = "waste";
        second.node = "tee";
        second.control = control;
        second.supply_temperature_c = 60.0;
        second.held_pressure_bar.reset();
        (control == PlantControl::heat ? second.heat_kw : second.flow_kg_s) =
            control == PlantControl::heat ? 50.0 : 0.6;
        project.plants.push_back(second);
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        auto const report = solver.solve(operating_point(*network), state);
        ASSERT_TRUE(report.converged()) << report.diagnosis;
        auto const waste = static_cast<std::size_t>(network->find_link("waste"));
        EXPECT_GT(state.plant_return_temperature_c[1], 65.0);
        EXPECT_EQ(state.link_status[waste], ElementStatus::return_too_hot);
        EXPECT_EQ(state.plant_heat_w[1], 0.0);
        EXPECT_NEAR(state.mass_flow_kg_s[waste], control == PlantControl::heat ? 0.0 : 0.6, 1e-12);
        if (control == PlantControl::flow) {
            EXPECT_EQ(state.plant_supply_temperature_c[1], state.plant_return_temperature_c[1]);
        }
        // Set to send out more than comes back, it gives heat again.
        OperatingPoint hot = operating_point(*network);
        hot.plant_supply_temperature_c[1] = 85.0;
        ASSERT_TRUE(solver.solve(hot, state).converged());
        EXPECT_EQ(state.link_status[waste], ElementStatus::normal);
        EXPECT_GT(state.plant_heat_w[1], 1000.0);
    }
}

// Where a load takes what pressure there is, its neighbour down the hill gets what its weight moves past an
// open valve: what arrives, what returns and how much that is follow each other closely.
TEST(SteadySolver, OpenValvesWithoutPressureTakeFewRounds) {
    struct Hill {
        double drop_m, branch_m, load_kw, neighbour_kw, pressure_bar, main_m;
    };
    for (Hill const& hill :
         {Hill{8.0, 50.0, 5000.0, 20.0, 3.0, 600.0}, Hill{12.0, 100.0, 5000.0, 150.0, 2.0, 600.0},
          Hill{2.0, 220.0, 3000.0, 150.0, 0.6, 1500.0}, Hill{5.0, 50.0, 2000.0, 150.0, 0.6, 1500.0}}) {
        Project project = two_consumers();
        project.fluid = {};
        project.physics = {};
        project.nodes[3].elevation_m = -hill.drop_m;
        project.pipe_pairs = {project.pipe_pairs[0], project.pipe_pairs[2]};
        project.pipe_pairs[0].length_m = hill.main_m;
        project.pipe_pairs[0].inner_diameter_mm = 107.1;
        project.pipe_pairs[1].length_m = hill.branch_m;
        project.plants[0].maximum_differential_pressure_bar = hill.pressure_bar;
        project.plants[0].held_pressure_bar = 4.0;
        project.substations[0].node = "tee";
        project.substations[0].peak_kw = hill.load_kw;
        project.substations[1].peak_kw = hill.neighbour_kw;
        std::erase_if(project.nodes, [](Node const& node) { return node.id == "one"; });
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        auto const report = solver.solve(operating_point(*network), state);
        ASSERT_TRUE(report.converged()) << report.diagnosis;
        EXPECT_LE(report.iterations, 50) << hill.drop_m << " m down";
        auto const neighbour = static_cast<std::size_t>(network->substations.link[1]);
        EXPECT_EQ(state.link_status[neighbour], ElementStatus::limited_by_pressure);
        EXPECT_GT(state.mass_flow_kg_s[neighbour], 0.0);
    }
}

TEST(SteadySolver, AssumedLimitsOfDevicesAreSettings) {
    // Water of 52 degC cannot give 150 kW above 50 degC at any flow that the valve passes.
    std::array<double, 2> taken{};
    std::array<double, 2> held{};
    for (std::size_t i = 0; i < 2; ++i) {
        Project project = two_consumers();
        project.physics.largest_flow_over_design = i == 0 ? 3.0 : 1.5;
        project.physics.bypass_limiter_differential_pressure_bar = i == 0 ? 0.2 : 5.0;
        project.bypasses = {{.id = "end", .node = "two", .mass_flow_kg_s = 0.2}};
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        OperatingPoint point = operating_point(*network);
        SteadyState state;
        ASSERT_TRUE(solver.solve(point, state).converged());
        held[i] = state.mass_flow_kg_s[static_cast<std::size_t>(network->find_link("end"))];
        point.plant_supply_temperature_c[0] = 52.0;
        SteadyState cold;
        ASSERT_TRUE(solver.solve(point, cold).converged());
        auto const s1 = static_cast<std::size_t>(network->find_link("s1"));
        EXPECT_EQ(cold.link_status[s1], ElementStatus::too_cold);
        taken[i] = cold.mass_flow_kg_s[s1];
    }
    EXPECT_NEAR(taken[0] / taken[1], 2.0, 1e-9);
    EXPECT_NEAR(held[0], 0.2, 1e-9);
    EXPECT_LT(held[1], 0.15) << "5 bar are not there: the limiter stands wide open";
}

TEST(SteadySolver, ShortOfPressureIsAResult) {
    Project project = two_consumers();
    project.plants[0].differential_pressure_bar = 0.6;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    auto const link = static_cast<std::size_t>(network->find_link("s2"));
    EXPECT_EQ(state.link_status[link], ElementStatus::limited_by_pressure);
    EXPECT_GT(state.substation_unmet_heat_w[1], 1000.0);
    EXPECT_LT(state.substation_heat_w[1], 200000.0);
    EXPECT_LT(report.balance.energy_relative, 1e-8);
}

// One consumer asks in vain for more than its valve passes. What it will never draw must not stand between
// its neighbour, which shares a pipe with it, and what that asks for.
TEST(SteadySolver, ConsumerAtItsLargestFlowLeavesOthersTheirHeat) {
    Project project = two_consumers();
    project.substations[0].return_temperature_c = 84.0;
    project.substations[0].minimum_supply_temperature_c = 85.0;
    project.physics.largest_flow_over_design = 1.0;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_EQ(state.link_status[static_cast<std::size_t>(network->find_link("s1"))], ElementStatus::too_cold);
    EXPECT_EQ(state.link_status[static_cast<std::size_t>(network->find_link("s2"))], ElementStatus::normal);
    EXPECT_NEAR(state.substation_heat_w[1], 200e3, 1e-3);
}

// Water that arrives a little colder than the return temperature that is held, but is warmed by its own
// throttling: 40 bar give it 0.98 K. It gives what is asked and not more.
// As when somebody writes watts where kilowatts are meant. No pump does what is asked of this one, and
// friction warms the water by dozens of kelvins; but what is called a solution gives a consumer what it asks
// for. Flows that stand still at some other value, with water of a hundred thousand degrees, are none.
TEST(SteadySolver, NobodyIsGivenMoreThanHeAsksFor) {
    for (double const kilowatts : {20e3, 40e3, 50e3, 80e3, 100e3}) {
        Project project = two_consumers();
        project.fluid = {};
        project.physics.dissipation_heat = true;
        project.pipe_pairs = {project.pipe_pairs[0]};
        project.pipe_pairs[0].inner_diameter_mm = 54.5;
        project.pipe_pairs[0].length_m = 250.0;
        project.nodes = {{.id = "plant"}, {.id = "tee"}};
        project.substations = {project.substations[0]};
        project.substations[0].node = "tee";
        project.substations[0].peak_kw = kilowatts;
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        SteadyReport const report = solver.solve(operating_point(*network), state);
        if (report.converged()) {
            EXPECT_NEAR(state.substation_heat_w[0] * 1e-3, kilowatts, 1e-6 * kilowatts) << "kW";
        } else {
            EXPECT_NE(report.diagnosis, "") << kilowatts << " kW";
        }
    }
}

TEST(SteadySolver, ThrottlingWarmsWhatArrives) {
    Project project = two_consumers();
    project.physics.dissipation_heat = true;
    project.plants[0].differential_pressure_bar = 40.0;
    project.substations[0].heat_demand_kw = 0.1;
    project.substations[0].return_temperature_c = 81.9;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    OperatingPoint point = operating_point(*network);
    SteadyState state;
    ASSERT_TRUE(solver.solve(point, state).converged());
    point.return_temperature_c[0] = state.substation_supply_temperature_c[0] + 0.2;
    auto const report = solver.solve(point, state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_LT(state.substation_supply_temperature_c[0], point.return_temperature_c[0]);
    EXPECT_EQ(state.link_status[static_cast<std::size_t>(network->find_link("s1"))], ElementStatus::normal);
    EXPECT_NEAR(state.substation_heat_w[0], 100.0, 1e-4);
    EXPECT_NEAR(state.substation_return_temperature_c[0], point.return_temperature_c[0], 1e-9);
}

// A given drop ends at the temperature of the ground.
TEST(SteadySolver, DropThatTheWaterDoesNotHaveIsTooCold) {
    Project project = two_consumers();
    project.plants[0].supply_temperature_c = 30.0;
    project.substations[0].control = SubstationControl::temperature_drop;
    project.substations[0].return_temperature_c.reset();
    project.substations[0].temperature_drop_k = 25.0;
    project.substations[1].return_temperature_c = 20.0;
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_NEAR(state.substation_return_temperature_c[0], 8.0, 1e-9);
    EXPECT_GT(state.substation_unmet_heat_w[0], 1000.0);
    EXPECT_EQ(state.link_status[static_cast<std::size_t>(network->find_link("s1"))], ElementStatus::too_cold);
}

} // namespace
