// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Operating points at the edge of what a network can do: more flow than a valve is made for, nobody who takes
// water, plants that have not the heat, water that enters from outside.

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace {

using namespace saggar;

constexpr double heat_capacity_j_kgk = 4200.0;
constexpr double ground_c = 10.0;

// A plant, 100 m of pair, one consumer of 200 kW; water of constant properties, pipes that lose nothing.
struct OneConsumer {
    OneConsumer() {
        project.fluid = {.model = FluidModel::constant,
                         .density_kg_m3 = 1000.0,
                         .dynamic_viscosity_pa_s = 4e-4,
                         .heat_capacity_j_kgk = heat_capacity_j_kgk,
                         .conductivity_w_mk = 0.65};
        project.physics.dissipation_heat = false;
        project.physics.pair_interaction = false;
        project.ground.temperature_c = ground_c;
        project.nodes.push_back({.id = "plant"});
        project.nodes.push_back({.id = "end"});
        Pipe pair;
        pair.id = "pair";
        pair.from = "plant";
        pair.to = "end";
        pair.length_m = 100.0;
        pair.inner_diameter_mm = 80.0;
        pair.roughness_mm = 0.1;
        pair.heat_loss_w_mk = 0.0;
        project.pipe_pairs = {pair};
        plant().id = "boiler";
        plant().node = "plant";
        plant().supply_temperature_c = 80.0;
        plant().held_pressure_bar = 2.0;
        consumer().id = "homes";
        consumer().node = "end";
        consumer().peak_kw = 200.0;
        consumer().minimum_differential_pressure_bar = 0.6;
        consumer().minimum_supply_temperature_c = 70.0;
    }
    Plant& plant() {
        project.plants.resize(1);
        return project.plants[0];
    }
    Substation& consumer() {
        project.substations.resize(1);
        return project.substations[0];
    }
    void cools_by(double drop_k) {
        consumer().control = SubstationControl::temperature_drop;
        consumer().temperature_drop_k = drop_k;
    }
    void takes(double mass_flow_kg_s) {
        consumer().control = SubstationControl::mass_flow;
        consumer().mass_flow_kg_s = mass_flow_kg_s;
    }
    // With this part of the peak.
    SteadyState const& solve(double load) {
        network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        OperatingPoint point = operating_point(*network);
        point.heat_demand_w[0] = 200e3 * load;
        auto const report = solver.solve(point, state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
        return state;
    }
    [[nodiscard]] ElementStatus status(char const* id) const {
        return state.link_status[static_cast<std::size_t>(network->find_link(id))];
    }

    Project project;
    std::shared_ptr<Network const> network;
    SteadyState state;
};

TEST(SteadyBounds, MoreThanThePeakFlowNeedsMoreThanTheMinimumPressure) {
    for (double const load : {0.5, 1.0, 1.5, 2.5}) {
        OneConsumer one;
        one.cools_by(30.0);
        SteadyState const& state = one.solve(load);
        EXPECT_EQ(one.status("homes"), ElementStatus::normal);
        double const needed_pa = 0.6e5 * std::max(1.0, load * load); // the minimum is that of the peak flow
        EXPECT_NEAR(state.substation_differential_pressure_pa[0], needed_pa, 1.0) << load;
        EXPECT_NEAR(state.substation_needed_differential_pressure_pa[0], needed_pa, 1e-3) << load;
        EXPECT_NEAR(state.index_margin_pa, 0.0, 1.0) << load;
        // The pressure that was found, set, serves as well.
        one.plant().differential_pressure_bar = state.plant_differential_pressure_pa[0] * 1e-5 + 1e-9;
        one.state = {};
        EXPECT_NEAR(one.solve(load).substation_heat_w[0], 200e3 * load, 1.0) << load;
    }
}

TEST(SteadyBounds, WhoIsHeldBackNeedsThePressureOfTheFlowThatHeAsksFor) {
    OneConsumer one;
    one.cools_by(30.0);
    one.plant().differential_pressure_bar = 0.5;
    SteadyState const& state = one.solve(1.5);
    EXPECT_EQ(one.status("homes"), ElementStatus::limited_by_pressure);
    EXPECT_LT(state.substation_differential_pressure_pa[0], 0.5e5);
    EXPECT_NEAR(state.substation_needed_differential_pressure_pa[0], 0.6e5 * 1.5 * 1.5, 1.0);
}

TEST(SteadyBounds, NobodyTakesWaterAfterAnybodyDid) {
    OneConsumer one;
    one.cools_by(30.0);
    double const fresh_pa = one.solve(0.0).plant_differential_pressure_pa[0];
    one.state = {};
    EXPECT_GT(one.solve(1.0).plant_differential_pressure_pa[0], fresh_pa + 1e3);
    EXPECT_NEAR(one.solve(0.0).plant_differential_pressure_pa[0], fresh_pa, 1e-3);
    EXPECT_NEAR(fresh_pa, 0.6e5, 1e-3); // who might begin has his minimum
}

TEST(SteadyBounds, WaterIsCooledToTheGroundWhereThePlantHasNotTheHeat) {
    for (bool const by_flow : {false, true}) {
        OneConsumer one;
        double const flow_kg_s = 200e3 / (heat_capacity_j_kgk * 30.0);
        if (by_flow) {
            one.takes(flow_kg_s);
        } else {
            one.cools_by(30.0);
        }
        one.plant().capacity_kw = 150.0;
        SteadyState const& state = one.solve(1.0);
        EXPECT_EQ(one.status("boiler"), ElementStatus::at_capacity);
        EXPECT_EQ(one.status("homes"), ElementStatus::too_cold);
        EXPECT_NEAR(state.substation_heat_w[0], 150e3, 1.0);
        EXPECT_NEAR(state.substation_unmet_heat_w[0], 50e3, 1.0);
        EXPECT_NEAR(state.substation_return_temperature_c[0], ground_c, 1e-6);
        EXPECT_NEAR(state.plant_supply_temperature_c[0], ground_c + 150e3 / (flow_kg_s * heat_capacity_j_kgk),
                    1e-6);
    }
}

TEST(SteadyBounds, AGivenFlowGivesNoMoreHeatThanItHas) {
    OneConsumer one;
    one.takes(0.4);
    SteadyState const& state = one.solve(1.0);
    EXPECT_EQ(one.status("homes"), ElementStatus::too_cold);
    EXPECT_NEAR(state.substation_heat_w[0], 0.4 * heat_capacity_j_kgk * (80.0 - ground_c), 1e-3);
    EXPECT_NEAR(state.substation_return_temperature_c[0], ground_c, 1e-9);
}

// What enters in the return line beyond what is taken elsewhere leaves where the pressure is held.
TEST(SteadyBounds, WaterThatEntersLeavesWherePressureIsHeld) {
    for (char const* const node : {"end:return", "plant:return"}) {
        OneConsumer one;
        one.cools_by(30.0);
        Withdrawal spring;
        spring.id = "spring";
        spring.node = node;
        spring.mass_flow_kg_s = -0.1;
        spring.temperature_c = 20.0;
        one.project.withdrawals = {spring};
        SteadyState const& state = one.solve(1.0);
        double const flow_kg_s = 200e3 / (heat_capacity_j_kgk * 30.0);
        double const mixed_c = (flow_kg_s * 50.0 + 0.1 * 20.0) / (flow_kg_s + 0.1);
        EXPECT_NEAR(state.plant_return_temperature_c[0], mixed_c, 1e-6) << node;
        EXPECT_NEAR(state.plant_heat_w[0], flow_kg_s * heat_capacity_j_kgk * (80.0 - mixed_c), 1.0) << node;
    }
}

// A plant is set to give far more heat than is taken behind it: that has no flow. It is stopped, or gives
// what is taken, and every number of the result is one.
TEST(SteadyBounds, MoreSetHeatThanIsTakenIsNoFlowWithoutEnd) {
    for (double const heat_kw : {300.0, 1000.0, 5000.0}) {
        OneConsumer one;
        one.project.fluid = {};
        one.project.pipe_pairs[0].length_m = 283.0;
        one.project.pipe_pairs[0].inner_diameter_mm = 29.1;
        one.project.pipe_pairs[0].heat_loss_w_mk = 0.2;
        one.consumer().return_temperature_c = 50.0;
        Plant second;
        second.id = "second";
        second.node = "end";
        second.control = PlantControl::heat;
        second.heat_kw = heat_kw;
        second.supply_temperature_c = 80.0;
        one.plant();
        one.project.plants.push_back(second);
        SteadyState const& state = one.solve(0.25);
        EXPECT_NEAR(state.substation_heat_w[0], 50e3, 1.0);
        for (double const flow : state.mass_flow_kg_s) {
            EXPECT_TRUE(std::isfinite(flow)) << heat_kw;
        }
        EXPECT_LE(state.plant_heat_w[1], 60e3);
    }
}

// The peak is more than the exchanger passes at any flow. Its valve is one of a size all the same: who is
// beside it keeps his pressure.
TEST(SteadyBounds, AnExchangerThatIsTooSmallHasAValve) {
    OneConsumer one;
    one.plant().differential_pressure_bar = 2.0;
    Substation exchanger;
    exchanger.id = "small";
    exchanger.node = "end";
    exchanger.control = SubstationControl::heat_exchanger;
    exchanger.peak_kw = 100.0;
    exchanger.ua_w_k = 2000.0;
    exchanger.secondary_supply_temperature_c = 62.0;
    exchanger.secondary_return_temperature_c = 40.0;
    one.cools_by(30.0);
    one.project.substations.push_back(exchanger);
    SteadyState const& state = one.solve(0.5);
    EXPECT_NEAR(state.substation_heat_w[0], 100e3, 1.0);
    EXPECT_GT(state.substation_heat_w[1], 45e3);
    EXPECT_LT(state.substation_heat_w[1], 65e3) << "what it passes of endless water";
    EXPECT_GT(state.substation_differential_pressure_pa[1], 0.5e5);
}

// Pipes up and down a hill, in a ring, from which nothing is taken: heights cancel but for round-off, and
// what that drives is no flow that could fail to balance.
TEST(SteadyBounds, WaterAtRestInAHillyRingBalances) {
    for (double const bore_mm : {50.0, 1000.0}) {
        Project project;
        project.physics.dissipation_heat = false;
        project.nodes = {{.id = "a"}, {.id = "top"}, {.id = "low"}};
        project.nodes[1].elevation_m = 112.2;
        project.nodes[2].elevation_m = -31.7;
        auto const pipe = [&](char const* id, char const* from, char const* to, double length_m) {
            Pipe made;
            made.id = id;
            made.from = from;
            made.to = to;
            made.length_m = length_m;
            made.inner_diameter_mm = bore_mm;
            made.roughness_mm = 0.1;
            project.pipes.push_back(made);
        };
        pipe("p1", "a", "top", 25.0);
        pipe("p2", "low", "top", 140.0);
        pipe("p3", "low", "top", 92.0);
        pipe("p4", "a", "low", 28.0);
        Reservoir lake;
        lake.id = "lake";
        lake.node = "a";
        lake.head_m = 200.0;
        project.reservoirs = {lake};
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        SteadyState state;
        auto const report = solver.solve(operating_point(*network), state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
        for (double const flow : state.mass_flow_kg_s) {
            EXPECT_NEAR(flow, 0.0, 1e-6);
        }
    }
}

} // namespace
