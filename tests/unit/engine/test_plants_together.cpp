// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants beside plants that each hold a differential pressure, and one that is a little short of heat for
// consumers whose flow grows as its water gets colder.

#include "saggar/engine/steady/steady_solver.hpp"

#include "two_consumers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

namespace {

using namespace saggar;
using testing_support::two_consumers;

// The plant at the root looks for its differential pressure; `second` stands at the second consumer.
Project with_second_plant(double differential_pressure_bar, double supply_temperature_c) {
    Project project = two_consumers();
    Plant second = project.plants[0];
    second.id = "second";
    second.node = "two";
    second.control = PlantControl::differential_pressure;
    second.differential_pressure_bar = differential_pressure_bar;
    second.supply_temperature_c = supply_temperature_c;
    second.held_pressure_bar.reset();
    project.plants.push_back(second);
    return project;
}

struct Solved {
    explicit Solved(Project const& project) : network{Network::build(project, Catalogue{})} {
        SteadySolver solver{network};
        report = solver.solve(operating_point(*network), state);
    }
    [[nodiscard]] ElementStatus status(char const* id) const { return state.link_status[link(id)]; }
    [[nodiscard]] double flow(char const* id) const { return state.mass_flow_kg_s[link(id)]; }
    [[nodiscard]] std::size_t link(char const* id) const {
        return static_cast<std::size_t>(network->find_link(id));
    }

    std::shared_ptr<Network const> network;
    SteadyReport report;
    SteadyState state;
};

// Set heat needs more lift than the pumps of the second plant have: it gives what they carry, and the first
// makes up for it. Kept only where that is asked for; else it gives what is set, and the limit is one that is
// checked.
TEST(PlantsTogether, SetHeatIsHeldToWhatPumpsLift) {
    Project project = two_consumers();
    project.pipe_pairs.push_back(project.pipe_pairs.back());
    project.nodes.push_back({.id = "far"});
    project.pipe_pairs.back().id = "to_far";
    project.pipe_pairs.back().from = "two";
    project.pipe_pairs.back().to = "far";
    project.pipe_pairs.back().inner_diameter_mm = 25.0;
    Plant second = project.plants[0];
    second.id = "second";
    second.node = "far";
    second.control = PlantControl::heat;
    second.heat_kw = 60.0;
    second.held_pressure_bar.reset();
    second.differential_pressure_bar.reset();
    project.plants.push_back(second);
    auto const solve = [](Project const& of, bool hold_pumps, SteadyState& state) {
        auto const network = Network::build(of, Catalogue{});
        SteadySolver solver{network, {.hold_pumps = hold_pumps}};
        SteadyReport const report = solver.solve(operating_point(*network), state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
        return state.link_status[static_cast<std::size_t>(network->find_link("second"))];
    };
    SteadyState free;
    EXPECT_EQ(solve(project, true, free), ElementStatus::normal) << "no limit is given";
    double const needs_pa = free.plant_differential_pressure_pa[1];
    double const sum_w = free.plant_heat_w[0] + free.plant_heat_w[1];
    for (double const part : {0.99, 0.9, 0.75}) {
        project.plants[1].maximum_differential_pressure_bar = part * needs_pa * 1e-5;
        SteadyState held;
        EXPECT_EQ(solve(project, true, held), ElementStatus::at_pressure_limit) << part;
        EXPECT_LE(held.plant_differential_pressure_pa[1], part * needs_pa * (1.0 + 1e-9)) << part;
        EXPECT_GE(held.plant_differential_pressure_pa[1], 0.998 * part * needs_pa) << part;
        EXPECT_LT(held.plant_heat_w[1], free.plant_heat_w[1]) << part;
        EXPECT_NEAR(held.plant_heat_w[0] + held.plant_heat_w[1], sum_w, 0.01 * sum_w) << part;
        SteadyState checked;
        EXPECT_EQ(solve(project, false, checked), ElementStatus::normal) << part;
        EXPECT_NEAR(checked.plant_differential_pressure_pa[1], needs_pa, 1.0) << part;
    }
    // What the first plant holds there alone is more than its pumps lift: it stands still.
    project.plants[1].maximum_differential_pressure_bar = 0.1;
    SteadyState stands;
    solve(project, true, stands);
    EXPECT_EQ(stands.plant_heat_w[1], 0.0) << "W";
    EXPECT_NEAR(stands.plant_heat_w[0], sum_w, 0.02 * sum_w);
    // And with room for it the limit changes nothing.
    project.plants[1].maximum_differential_pressure_bar = 1.01 * needs_pa * 1e-5;
    SteadyState roomy;
    EXPECT_EQ(solve(project, true, roomy), ElementStatus::normal);
    EXPECT_EQ(roomy.plant_heat_w, free.plant_heat_w);
}

// Two behind one narrow line: what one lifts, the other has to lift too.
TEST(PlantsTogether, TwoThatPumpIntoOneLineAreBothHeldToTheirLift) {
    Project project = two_consumers();
    for (char const* const id : {"far", "farther"}) {
        project.nodes.push_back({.id = id});
        project.pipe_pairs.push_back(project.pipe_pairs.back());
        project.pipe_pairs.back().id = std::string{"to_"} + id;
        project.pipe_pairs.back().from = project.nodes[project.nodes.size() - 2].id;
        project.pipe_pairs.back().to = id;
        project.pipe_pairs.back().inner_diameter_mm = 30.0;
        Plant plant = project.plants[0];
        plant.id = std::string{"at_"} + id;
        plant.node = id;
        plant.control = PlantControl::heat;
        plant.heat_kw = 90.0;
        plant.held_pressure_bar.reset();
        plant.differential_pressure_bar.reset();
        project.plants.push_back(plant);
    }
    for (auto const& [near_bar, far_bar] : {std::pair{1.0, 1.2}, {1.2, 1.0}, {0.8, 3.0}, {3.0, 1.1}}) {
        project.plants[1].maximum_differential_pressure_bar = near_bar;
        project.plants[2].maximum_differential_pressure_bar = far_bar;
        auto const network = Network::build(project, Catalogue{});
        SteadySolver solver{network, {.hold_pumps = true}};
        SteadyState state;
        SteadyReport const report = solver.solve(operating_point(*network), state);
        ASSERT_TRUE(report.converged()) << near_bar << ' ' << far_bar << ": " << report.diagnosis;
        bool any = false;
        for (std::size_t const i : {1U, 2U}) {
            auto const link = static_cast<std::size_t>(network->plants.link[i]);
            double const limit_pa = *network->plants.maximum_differential_pressure_pa[i];
            bool const flows = state.mass_flow_kg_s[link] > 0.0;
            EXPECT_TRUE(!flows || state.plant_differential_pressure_pa[i] <= limit_pa * (1.0 + 1e-9))
                << near_bar << ' ' << far_bar << ' ' << i;
            bool const held = state.link_status[link] == ElementStatus::at_pressure_limit;
            EXPECT_TRUE(!held || !flows || state.plant_differential_pressure_pa[i] >= 0.99 * limit_pa);
            EXPECT_TRUE(held || std::abs(state.plant_heat_w[i] - 90e3) < 1.0) << "all of it, or held";
            any = any || held;
        }
        EXPECT_TRUE(any) << near_bar << ' ' << far_bar;
        EXPECT_NEAR(state.substation_heat_w[0] + state.substation_heat_w[1], 350e3, 1.0);
    }
}

TEST(PlantsTogether, TheWeakerStandsStill) {
    // 0.4 bar where 0.5 are needed: all the heat comes from the root, as if the second plant were not there.
    Solved const weak{with_second_plant(0.4, 85.0)};
    ASSERT_TRUE(weak.report.converged()) << weak.report.diagnosis;
    Solved const alone{two_consumers()};
    EXPECT_EQ(weak.status("second"), ElementStatus::no_flow);
    EXPECT_NEAR(weak.flow("second"), 0.0, 1e-9);
    EXPECT_NEAR(weak.flow("boiler"), alone.flow("boiler"), 1e-6);
    EXPECT_NEAR(weak.state.plant_differential_pressure_pa[0], alone.state.plant_differential_pressure_pa[0],
                1.0);
    EXPECT_GT(weak.state.plant_differential_pressure_pa[1], 0.4e5); // what the root makes there
    // 3 bar: the root stands still, and nothing runs backwards through it.
    Solved const strong{with_second_plant(3.0, 85.0)};
    ASSERT_TRUE(strong.report.converged()) << strong.report.diagnosis;
    EXPECT_EQ(strong.status("boiler"), ElementStatus::no_flow);
    EXPECT_NEAR(strong.flow("boiler"), 0.0, 1e-9);
    EXPECT_NEAR(strong.state.plant_differential_pressure_pa[1], 3e5, 1.0);
    EXPECT_EQ(strong.status("s1"), ElementStatus::normal);
    EXPECT_EQ(strong.status("s2"), ElementStatus::normal);
}

// The other plant gives what is taken, the one that holds the pressure stands still: nothing runs back
// through its pumps.
TEST(PlantsTogether, HeatThatNobodyTakesIsNotGiven) {
    for (double const heat_kw : {400.0, 500.0, 5000.0}) {
        Project project = with_second_plant(1.0, 85.0);
        project.plants[1].control = PlantControl::heat;
        project.plants[1].differential_pressure_bar.reset();
        project.plants[1].heat_kw = heat_kw;
        Solved const solved{project};
        ASSERT_TRUE(solved.report.converged()) << solved.report.diagnosis;
        EXPECT_EQ(solved.status("boiler"), ElementStatus::no_flow) << heat_kw;
        EXPECT_NEAR(solved.flow("boiler"), 0.0, 1e-9) << heat_kw;
        SteadyState const& state = solved.state;
        EXPECT_NEAR(state.plant_heat_w[1], state.heat_served_total_w + state.heat_loss_total_w, 1.0);
        EXPECT_NEAR(state.heat_served_total_w, 350e3, 1.0) << "W, everybody is served";
    }
}

// A bypass whose valve stands open takes what the differential pressure drives through it: nothing is forced
// through it by heat that is set.
TEST(PlantsTogether, HeatThatNobodyTakesIsNotForcedThroughBypasses) {
    for (double const heat_kw : {400.0, 5000.0}) {
        Project project = with_second_plant(1.0, 85.0);
        project.plants[1].control = PlantControl::heat;
        project.plants[1].differential_pressure_bar.reset();
        project.plants[1].heat_kw = heat_kw;
        Bypass open;
        open.id = "open";
        open.node = "one";
        open.kv_m3_h = 0.5;
        project.bypasses.push_back(open);
        Solved const solved{project};
        ASSERT_TRUE(solved.report.converged()) << solved.report.diagnosis;
        EXPECT_EQ(solved.status("boiler"), ElementStatus::no_flow) << heat_kw;
        EXPECT_EQ(solved.status("second"), ElementStatus::limited_by_pressure) << heat_kw;
        EXPECT_LT(solved.state.plant_differential_pressure_pa[1], 2e5) << heat_kw;
        EXPECT_NEAR(solved.state.heat_served_total_w, 350e3, 1.0) << heat_kw;
    }
}

// With a plant that holds a differential pressure beside both: it takes what is left.
TEST(PlantsTogether, TheStrongerTakesWhatSetHeatLeaves) {
    Project project = with_second_plant(2.0, 85.0);
    Plant set = project.plants[1];
    set.id = "set";
    set.control = PlantControl::heat;
    set.differential_pressure_bar.reset();
    set.heat_kw = 100.0;
    project.plants.push_back(set);
    Solved const solved{project};
    ASSERT_TRUE(solved.report.converged()) << solved.report.diagnosis;
    EXPECT_EQ(solved.status("boiler"), ElementStatus::no_flow);
    EXPECT_NEAR(solved.state.plant_heat_w[2], 100e3, 1.0);
    EXPECT_GT(solved.flow("second"), 0.0);
    EXPECT_NEAR(solved.state.heat_served_total_w, 350e3, 1.0);
}

// As much heat is set as is taken, or more, beside two plants that each hold a differential pressure, of
// which the first or the second is the stronger, at the same place or at another: both stand still.
TEST(PlantsTogether, HeatThatNobodyTakesIsNotGivenBesideTwoThatHoldAPressure) {
    for (double const bar : {0.4, 1.0, 3.0}) {
        for (double const heat_kw : {100.0, 400.0, 5000.0}) {
            for (char const* const node : {"plant", "one", "two"}) {
                Project project = with_second_plant(bar, 85.0);
                project.plants[0].differential_pressure_bar = 1.5;
                project.plants[1].node = node;
                Plant set = project.plants[1];
                set.id = "set";
                set.node = "two";
                set.control = PlantControl::heat;
                set.differential_pressure_bar.reset();
                set.heat_kw = heat_kw;
                project.plants.push_back(set);
                auto const what = ::testing::Message() << bar << " bar, " << heat_kw << " kW, at " << node;
                Solved const solved{project};
                ASSERT_TRUE(solved.report.converged()) << what << ": " << solved.report.diagnosis;
                SteadyState const& state = solved.state;
                EXPECT_NEAR(state.heat_served_total_w, 350e3, 1.0) << what;
                EXPECT_GE(solved.flow("boiler"), -1e-9) << what;
                EXPECT_GE(solved.flow("second"), -1e-9) << what;
                if (heat_kw < 200.0) {
                    EXPECT_NEAR(state.plant_heat_w[2], 1e3 * heat_kw, 1.0) << what;
                    continue;
                }
                EXPECT_EQ(solved.status("set"), ElementStatus::limited_by_pressure) << what;
                EXPECT_NEAR(state.plant_heat_w[2], state.heat_served_total_w + state.heat_loss_total_w, 1.0)
                    << what;
                EXPECT_NEAR(solved.flow("boiler"), 0.0, 1e-9) << what;
                EXPECT_NEAR(solved.flow("second"), 0.0, 1e-9) << what;
                EXPECT_GE(state.plant_differential_pressure_pa[0], 1.5e5 - 1.0) << what;
                EXPECT_GE(state.plant_differential_pressure_pa[1], 1e5 * bar - 1.0) << what;
                // No more than they hold: one of them is just about to pump.
                EXPECT_LE(std::min(state.plant_differential_pressure_pa[0] - 1.5e5,
                                   state.plant_differential_pressure_pa[1] - 1e5 * bar),
                          1.0)
                    << what;
            }
        }
    }
}

// A colder plant that holds its differential pressure beside one that looks for its own, and an exchanger:
// where no solution is found the report says what to look at.
TEST(PlantsTogether, WhereNothingIsFoundTheReasonIsSaid) {
    Project project = with_second_plant(1.2, 55.0);
    project.plants[1].capacity_kw = 100.0;
    for (Substation& one : project.substations) {
        one.control = SubstationControl::heat_exchanger;
        one.return_temperature_c.reset();
        one.ua_w_k = 20e3;
        one.secondary_supply_temperature_c = 60.0;
        one.secondary_return_temperature_c = 40.0;
    }
    Solved const solved{project};
    ASSERT_FALSE(solved.report.converged());
    EXPECT_NE(solved.report.diagnosis.find("flows and temperatures did not agree"), std::string::npos)
        << solved.report.diagnosis;
}

// Rounds that follow the plant creep where exchangers take more and more of colder and colder water.
TEST(PlantsTogether, APlantALittleShortOfHeatGivesJustItsCapacity) {
    for (double const ua_w_k : {20e3, 25e3, 40e3}) {
        for (double const capacity_kw : {358.0, 355.0, 350.0, 340.0, 320.0, 250.0}) {
            for (bool const looks_for_pressure : {true, false}) {
                Project project = two_consumers();
                Substation& school = project.substations[1];
                school.control = SubstationControl::heat_exchanger;
                school.return_temperature_c.reset();
                school.ua_w_k = ua_w_k;
                school.secondary_supply_temperature_c = 55.0;
                school.secondary_return_temperature_c = 35.0;
                project.plants[0].capacity_kw = capacity_kw;
                if (!looks_for_pressure) {
                    project.plants[0].differential_pressure_bar = 2.0;
                }
                Solved const solved{project};
                auto const what = ::testing::Message() << ua_w_k << " W/K, " << capacity_kw << " kW";
                ASSERT_TRUE(solved.report.converged()) << what << ": " << solved.report.diagnosis;
                EXPECT_EQ(solved.status("boiler"), ElementStatus::at_capacity) << what;
                SteadyState const& state = solved.state;
                EXPECT_NEAR(state.plant_heat_w[0], 1e3 * capacity_kw, 1e-7 * 1e3 * capacity_kw) << what;
                EXPECT_LT(state.plant_supply_temperature_c[0], 85.0) << what;
                double const unmet = std::accumulate(state.substation_unmet_heat_w.begin(),
                                                     state.substation_unmet_heat_w.end(), 0.0);
                EXPECT_NEAR(state.heat_served_total_w + unmet, 350e3, 1.0) << what;
                EXPECT_NEAR(state.heat_served_total_w + state.heat_loss_total_w, 1e3 * capacity_kw, 1.0)
                    << what;
            }
        }
    }
}

// A minimum supply temperature at which an exchanger hardly passes its peak would make its valve a hole.
TEST(PlantsTogether, AnExchangersValveIsNotSizedForWaterThatIsHardlyWarmEnough) {
    Project project = two_consumers();
    Substation& school = project.substations[1];
    school.control = SubstationControl::heat_exchanger;
    school.return_temperature_c.reset();
    school.ua_w_k = 16667.0;
    school.secondary_supply_temperature_c = 55.0;
    school.secondary_return_temperature_c = 35.0;
    school.minimum_supply_temperature_c = 60.0;
    Solved const full{project};
    ASSERT_TRUE(full.report.converged()) << full.report.diagnosis;
    project.plants[0].capacity_kw = 100.0;
    Solved const starved{project};
    ASSERT_TRUE(starved.report.converged()) << starved.report.diagnosis;
    // Three times (largest_flow_over_design) five times the flow of hot water, at the most.
    EXPECT_LE(starved.flow("s2"), 15.0 * 1.1 * full.flow("s2"));
}

} // namespace
