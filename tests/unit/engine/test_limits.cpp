// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/limits.hpp"

#include "sample_projects.hpp"
#include "sample_states.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace saggar {
namespace {

using testing_support::calm_state;
using testing_support::heat_project;
using testing_support::sample_catalogue;

class LimitsTest : public ::testing::Test {
protected:
    explicit LimitsTest(Project project = heat_project())
        : network{Network::build(std::move(project), sample_catalogue())}, state{calm_state(*network)} {}

    LimitReport check() const { return check_limits(*network, fluid, state); }
    LimitSummary of(LimitKind kind) const { return check().kinds[static_cast<std::size_t>(kind)]; }
    std::size_t link(std::string_view id) const { return static_cast<std::size_t>(network->find_link(id)); }

    // The one finding that is broken, after `value` of one element was spoilt.
    void expect_only_broken(LimitKind kind, std::string_view id, double value, double limit) const {
        LimitReport const report = check();
        ASSERT_EQ(report.broken.size(), 1U);
        LimitFinding const& finding = report.broken.front();
        EXPECT_EQ(info(finding.kind).name, info(kind).name);
        EXPECT_EQ(element_id(*network, finding), id);
        EXPECT_DOUBLE_EQ(finding.value, value);
        EXPECT_DOUBLE_EQ(finding.limit, limit);
        EXPECT_DOUBLE_EQ(finding.margin, info(kind).is_maximum ? limit - value : value - limit);
        EXPECT_EQ(report.kinds[static_cast<std::size_t>(kind)].broken, 1);
        EXPECT_EQ(report.binding()->kind, kind);
        EXPECT_EQ(report.binding()->element, finding.element);
    }

    std::shared_ptr<Network const> network;
    Fluid fluid{Fluid::water()};
    SteadyState state;
};

TEST_F(LimitsTest, ACalmNetworkKeepsThemAll) {
    LimitReport const report = check();
    EXPECT_TRUE(report.all_kept());
    ASSERT_EQ(report.kinds.size(), static_cast<std::size_t>(limit_kind_count));
    EXPECT_EQ(of(LimitKind::pipe_velocity).checked, 4);
    EXPECT_EQ(of(LimitKind::pipe_temperature).checked, 4);
    EXPECT_EQ(of(LimitKind::vapour_margin).checked, 6);
    EXPECT_EQ(of(LimitKind::substation_supply_temperature).checked, 2);
    EXPECT_EQ(of(LimitKind::plant_heat).checked, 0) << "the boiler of the sample names no capacity";
    EXPECT_EQ(of(LimitKind::pump_flow).checked, 0);
}

TEST_F(LimitsTest, KindsStandInOrder) {
    for (int kind = 0; kind < limit_kind_count; ++kind) {
        EXPECT_EQ(check().kinds[static_cast<std::size_t>(kind)].kind, static_cast<LimitKind>(kind));
    }
    EXPECT_EQ(info(LimitKind::pipe_velocity).name, "pipe_velocity");
    EXPECT_EQ(info(LimitKind::vapour_margin).name, "vapour_margin");
    EXPECT_EQ(info(LimitKind::plant_electricity).name, "plant_electricity");
    EXPECT_EQ(info(LimitKind::pump_flow).name, "pump_flow");
}

TEST_F(LimitsTest, FindsWaterThatIsTooFast) {
    state.pipe_velocity_m_s[link("p2:return")] = 3.5;
    expect_only_broken(LimitKind::pipe_velocity, "p2:return", 3.5, 3.0);
    EXPECT_EQ(limit_source(*network, check().broken.front()), "default: assumption, usual for steel trunks");
}

TEST_F(LimitsTest, TrunksAndBranchesHaveTheirOwnGradients) {
    // p1 is a DN200 trunk of 300 m (100 Pa/m), p2 a DN50 branch of 400 m (250 Pa/m).
    state.pipe_friction_pa[link("p2:supply")] = 150.0 * 400.0;
    EXPECT_TRUE(check().all_kept());
    state.pipe_friction_pa[link("p1:supply")] = 150.0 * 300.0;
    expect_only_broken(LimitKind::pipe_gradient, "p1:supply", 150.0, 100.0);
}

TEST_F(LimitsTest, PressureIsHeldAgainstTheRatingOfEachPipe) {
    auto const node = static_cast<std::size_t>(network->find_node("b:supply"));
    state.pressure_pa[node] = 15.9e5;
    EXPECT_TRUE(check().all_kept());
    state.pressure_pa[node] = 16.5e5;
    expect_only_broken(LimitKind::pipe_pressure, "p2:supply", 16.5e5, 16e5);
    EXPECT_EQ(limit_source(*network, check().broken.front()),
              "default: PN 16, assumption; EN253/2/DN50 bears 25 bar");
    Project project = heat_project();
    project.limits.pressure_rating_bar = 40.0;
    network = Network::build(project, sample_catalogue());
    state.pressure_pa[node] = 24.9e5;
    EXPECT_TRUE(check().all_kept()) << "the sample's DN50 is rated 25 bar";
    state.pressure_pa[node] = 25.5e5;
    expect_only_broken(LimitKind::pipe_pressure, "p2:supply", 25.5e5, 25e5);
    EXPECT_EQ(limit_source(*network, check().broken.front()), "EN253/2/DN50; the project allows 40 bar");
}

TEST_F(LimitsTest, ACataloguePipeBearsSoMuchHeat) {
    state.pipe_inlet_temperature_c[link("p1:supply")] = 125.0;
    expect_only_broken(LimitKind::pipe_temperature, "p1:supply", 125.0, 120.0);
}

TEST_F(LimitsTest, VapourMarginIsAbsolutePressureAboveBoiling) {
    auto const node = static_cast<std::size_t>(network->find_node("b:supply"));
    state.temperature_c[node] = 110.0;
    state.pressure_pa[node] = 0.8e5;
    // IAPWS: water of 110 degC boils at 1.4338 bar absolute.
    double const margin_pa = 0.8e5 + 101325.0 - 143380.0;
    EXPECT_NEAR(vapour_margin_pa(*network, fluid, state, node), margin_pa, 10.0);
    LimitReport const report = check();
    ASSERT_EQ(report.broken.size(), 1U);
    EXPECT_EQ(report.broken.front().kind, LimitKind::vapour_margin);
    EXPECT_EQ(element_id(*network, report.broken.front()), "b:supply");
    EXPECT_NEAR(report.broken.front().margin, margin_pa - 0.5e5, 10.0);
}

TEST_F(LimitsTest, SubstationsWantPressureAndTemperature) {
    state.substation_differential_pressure_pa[1] = 0.4e5;
    expect_only_broken(LimitKind::substation_differential_pressure, "homes", 0.4e5, 0.6e5);
    state = calm_state(*network);
    state.substation_supply_temperature_c[0] = 58.0;
    expect_only_broken(LimitKind::substation_supply_temperature, "school", 58.0, 60.0);
}

TEST_F(LimitsTest, ASubstationThatAsksForNothingHasNoLimits) {
    state.substation_differential_pressure_pa[1] = 0.0;
    state.substation_supply_temperature_c[1] = 20.0;
    state.substation_heat_w[1] = 0.0;
    EXPECT_TRUE(check().all_kept());
    state.substation_unmet_heat_w[1] = 1e5;
    EXPECT_EQ(check().broken.size(), 2U);
}

TEST_F(LimitsTest, StandingOnALimitIsKeepingIt) {
    state.substation_differential_pressure_pa[1] = 0.6e5 * (1.0 - 1e-9);
    EXPECT_TRUE(check().all_kept());
    EXPECT_LT(of(LimitKind::substation_differential_pressure).tightest.margin, 0.0);
    state.substation_differential_pressure_pa[1] = 0.6e5 * (1.0 - 1e-5);
    EXPECT_FALSE(check().all_kept());
}

TEST_F(LimitsTest, WhatIsShutOrCutOffIsNotJudged) {
    std::size_t const pipe = link("p2:supply");
    state.pipe_velocity_m_s[pipe] = 9.0;
    state.link_status[pipe] = ElementStatus::shut;
    state.link_status[link("homes")] = ElementStatus::cut_off;
    state.substation_differential_pressure_pa[1] = std::numeric_limits<double>::quiet_NaN();
    state.pressure_pa[static_cast<std::size_t>(network->find_node("b:supply"))] =
        std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(check().all_kept());
    EXPECT_EQ(of(LimitKind::pipe_velocity).checked, 3);
    EXPECT_EQ(of(LimitKind::vapour_margin).checked, 5);
    EXPECT_EQ(of(LimitKind::substation_differential_pressure).checked, 1);
}

TEST_F(LimitsTest, TheWorstComesFirst) {
    state.pipe_velocity_m_s[link("p1:supply")] = 3.3;                // 10 % over
    state.substation_differential_pressure_pa[0] = 0.3e5;            // 50 % under
    state.pipe_friction_pa[link("p2:supply")] = 1.2 * 250.0 * 400.0; // 20 % over
    LimitReport const report = check();
    ASSERT_EQ(report.broken.size(), 3U);
    EXPECT_EQ(report.broken[0].kind, LimitKind::substation_differential_pressure);
    EXPECT_EQ(report.broken[1].kind, LimitKind::pipe_gradient);
    EXPECT_EQ(report.broken[2].kind, LimitKind::pipe_velocity);
    EXPECT_NEAR(report.broken[0].relative_margin(), -0.5, 1e-12);
}

Project limited_plant_and_pump() {
    Project project = heat_project();
    Plant& plant = project.plants.front();
    plant.capacity_kw = 500.0;
    plant.maximum_flow_kg_s = 10.0;
    plant.maximum_differential_pressure_bar = 2.0;
    plant.electricity_headroom_kw = 1.0;
    plant.source = "works drawing 7";
    project.limits.source = "network code";
    project.limits.maximum_velocity_m_s = 2.0;
    Node inlet;
    inlet.id = "suction";
    Node outlet;
    outlet.id = "discharge";
    project.nodes.push_back(inlet);
    project.nodes.push_back(outlet);
    Pump pump;
    pump.id = "booster";
    pump.from = "suction";
    pump.to = "discharge";
    pump.flow_m3_h = {0.0, 20.0, 36.0};
    pump.head_m = {30.0, 25.0, 10.0};
    pump.parallel = 2;
    pump.speed = 0.5;
    project.pumps = {pump};
    Reservoir tank;
    tank.id = "pond";
    tank.node = "suction";
    tank.head_m = 5.0;
    project.reservoirs = {tank};
    return project;
}

class LimitsOfMachines : public LimitsTest {
protected:
    LimitsOfMachines() : LimitsTest{limited_plant_and_pump()} {
        state.mass_flow_kg_s[link("boiler")] = 4.0;
        state.mass_flow_kg_s[link("booster")] = 5.0;
    }
};

TEST_F(LimitsOfMachines, PlantsHaveFour) {
    ASSERT_TRUE(check().all_kept());
    state.plant_heat_w[0] = 5.1e5;
    expect_only_broken(LimitKind::plant_heat, "boiler", 5.1e5, 5e5);
    EXPECT_EQ(limit_source(*network, check().broken.front()), "works drawing 7");
    state.plant_heat_w[0] = 5e5;
    state.mass_flow_kg_s[link("boiler")] = 10.5;
    expect_only_broken(LimitKind::plant_flow, "boiler", 10.5, 10.0);
    state.mass_flow_kg_s[link("boiler")] = 10.0;
    state.plant_differential_pressure_pa[0] = 2.5e5;
    expect_only_broken(LimitKind::plant_differential_pressure, "boiler", 2.5e5, 2e5);
    state.plant_differential_pressure_pa[0] = 2e5;
    state.plant_electricity_w[0] = 1100.0;
    expect_only_broken(LimitKind::plant_electricity, "boiler", 1100.0, 1000.0);
}

// Across one through which nothing flows is what others make.
TEST_F(LimitsOfMachines, APlantThatStandsBreaksNoLimitOfPressure) {
    state.plant_differential_pressure_pa[0] = 2.5e5;
    expect_only_broken(LimitKind::plant_differential_pressure, "boiler", 2.5e5, 2e5);
    state.mass_flow_kg_s[link("boiler")] = 0.0;
    EXPECT_TRUE(check().all_kept());
}

// A pond's head may lie below its node; its pressure is no limit, that of the node beside it is.
TEST_F(LimitsOfMachines, AFreeSurfaceDoesNotBoil) {
    state.pressure_pa[static_cast<std::size_t>(network->find_node("suction"))] = -0.7e5;
    EXPECT_TRUE(check().all_kept());
    state.pressure_pa[static_cast<std::size_t>(network->find_node("discharge"))] = -0.7e5;
    LimitReport const report = check();
    ASSERT_EQ(report.broken.size(), 1U);
    EXPECT_EQ(element_id(*network, report.broken.front()), "discharge");
}

// Base load: a plant that is set to all it has stands on its limit and is not what is tight. One that follows
// the load is.
TEST_F(LimitsOfMachines, APlantThatIsSetToItsCapacityIsHeldThere) {
    state.plant_heat_w[0] = 5e5;
    LimitFinding const boiler = of(LimitKind::plant_heat).tightest;
    EXPECT_FALSE(held_at_limit(*network, boiler));
    EXPECT_EQ(tightest_not_held(*network, check())->kind, LimitKind::plant_heat);

    Project project = limited_plant_and_pump();
    project.plants.push_back(project.plants[0]); // somebody has to hold the pressure
    project.plants[1].id = "holder";
    project.plants[0].control = PlantControl::heat;
    project.plants[0].held_pressure_bar.reset();
    project.plants[0].differential_pressure_bar.reset();
    project.plants[0].heat_kw = 500.0;
    auto const base_load = Network::build(project, sample_catalogue());
    ASSERT_EQ(element_id(*base_load, boiler), "boiler");
    EXPECT_TRUE(held_at_limit(*base_load, boiler));
    ASSERT_TRUE(tightest_not_held(*base_load, check()).has_value());
    EXPECT_NE(tightest_not_held(*base_load, check())->kind, LimitKind::plant_heat);
    LimitFinding broken = boiler;
    broken.margin = -1e4;
    EXPECT_FALSE(held_at_limit(*base_load, broken));
}

TEST_F(LimitsOfMachines, APumpStaysOnItsCurve) {
    // Two of them at half speed reach 36 m3/h of water, about 9.9 kg/s.
    auto const suction = static_cast<std::size_t>(network->find_node("suction"));
    double const end = 36.0 / 3600.0 * 0.5 * 2.0 * fluid.density_kg_m3(state.temperature_c[suction]);
    state.mass_flow_kg_s[link("booster")] = 1.01 * end;
    expect_only_broken(LimitKind::pump_flow, "booster", 1.01 * end, end);
    EXPECT_EQ(limit_source(*network, check().broken.front()), "the pump's curve");
}

TEST_F(LimitsOfMachines, TheProjectSaysWhereItsLimitsComeFrom) {
    state.pipe_velocity_m_s[0] = 2.5;
    LimitReport const report = check();
    ASSERT_EQ(report.broken.size(), 1U);
    EXPECT_EQ(report.broken.front().limit, 2.0);
    EXPECT_EQ(limit_source(*network, report.broken.front()), "network code");
}

TEST(PipeGradient, LeavesLocalLossesOut) {
    Project project = heat_project();
    project.pipe_pairs[0].zeta = 8.0;
    project.pipe_pairs[0].equivalent_length_m = 100.0;
    auto const network = Network::build(project, sample_catalogue());
    SteadyState state = calm_state(*network);
    state.pipe_velocity_m_s[0] = 1.0;
    state.pipe_density_kg_m3[0] = 1000.0;
    state.pipe_friction_pa[0] = 8.0 * 500.0 + 90.0 * 400.0; // local losses, and 90 Pa/m over 300 + 100 m
    EXPECT_NEAR(pipe_gradient_pa_m(*network, state, 0), 90.0, 1e-9);
}

} // namespace
} // namespace saggar
