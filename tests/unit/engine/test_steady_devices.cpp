// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What valves that limit, regulate or shut leave those behind them.

#include "saggar/engine/steady/steady_solver.hpp"
#include "two_consumers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace {

using namespace saggar;
using testing_support::two_consumers;

// As two_consumers, the second behind a valve of this kind at the end of a line of its own.
Project behind_a_valve(ValveKind kind) {
    Project project = two_consumers();
    project.pipe_pairs.pop_back();
    project.nodes.push_back({.id = "before"});
    auto const line = [&](char const* id, char const* from, char const* to) {
        Pipe pipe;
        pipe.id = id;
        pipe.from = from;
        pipe.to = to;
        pipe.length_m = 300.0;
        pipe.inner_diameter_mm = 54.5;
        pipe.heat_loss_w_mk = 0.21;
        return pipe;
    };
    project.pipes = {line("out", "tee:supply", "before:supply"), line("back", "two:return", "tee:return")};
    Valve valve;
    valve.id = "v";
    valve.from = "before:supply";
    valve.to = "two:supply";
    valve.kind = kind;
    project.valves = {valve};
    return project;
}

struct SolvedProject {
    std::shared_ptr<Network const> network;
    SteadyState state;
    SteadyReport report;

    explicit SolvedProject(Project const& project) : network{Network::build(project, Catalogue{})} {
        report = SteadySolver{network}.solve(operating_point(*network), state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
    }
    [[nodiscard]] std::size_t link(char const* id) const {
        return static_cast<std::size_t>(network->find_link(id));
    }
    [[nodiscard]] double flow(char const* id) const { return state.mass_flow_kg_s[link(id)]; }
    [[nodiscard]] ElementStatus status(char const* id) const { return state.link_status[link(id)]; }
};

// The second consumer wants 1.4 kg/s and gets what the limiter passes, whether the plant's pressure is given
// or looked for: the smallest that serves everybody leaves those out whom no pressure would serve.
TEST(SteadyDevices, AFlowLimiterLeavesItsFlow) {
    for (bool const given : {true, false}) {
        Project project = behind_a_valve(ValveKind::flow_limiter);
        project.valves[0].set_flow_m3_h = 3.0;
        if (given) {
            project.plants[0].differential_pressure_bar = 3.0;
        }
        SolvedProject const solved{project};
        double const passes = 3.0 / 3600.0 * 971.8;
        EXPECT_NEAR(solved.flow("v"), passes, 1e-9);
        EXPECT_EQ(solved.status("v"), ElementStatus::controlling);
        EXPECT_NEAR(solved.flow("s2"), passes, 1e-9);
        EXPECT_EQ(solved.status("s2"), ElementStatus::limited_by_pressure);
        EXPECT_GT(solved.state.substation_heat_w[1], 1e5);
        EXPECT_NEAR(solved.state.substation_unmet_heat_w[1] + solved.state.substation_heat_w[1], 2e5, 1e-3);
        EXPECT_EQ(solved.state.substation_unmet_heat_w[0], 0.0);
        if (!given) { // just enough for the first
            EXPECT_NEAR(solved.state.substation_differential_pressure_pa[0], 5e4, 2.0);
        }
    }
}

// A plant behind a check valve that is to give more than its part of the network takes gives what is taken.
TEST(SteadyDevices, APlantBehindACheckValveGivesWhatIsTaken) {
    for (double const kilowatts : {190.0, 205.0, 400.0}) {
        Project project = behind_a_valve(ValveKind::check);
        Plant local;
        local.id = "local";
        local.node = "two";
        local.control = PlantControl::heat;
        local.heat_kw = kilowatts;
        local.supply_temperature_c = 85.0;
        project.plants.push_back(local);
        SolvedProject const solved{project};
        EXPECT_EQ(solved.state.substation_unmet_heat_w[1], 0.0) << kilowatts;
        EXPECT_NEAR(solved.state.plant_heat_w[1], std::min(kilowatts, 200.0) * 1e3, 1.0) << kilowatts;
        EXPECT_EQ(solved.status("local"),
                  kilowatts < 200.0 ? ElementStatus::normal : ElementStatus::limited_by_pressure);
        EXPECT_GE(solved.flow("v"), -1e-9);
    }
}

// Where nothing throttles next to no pressure drives the flow, and small flows must not be lost in the
// round-off of pressures.
TEST(SteadyDevices, WideOpenRegulatorsLetSmallFlowsBalance) {
    for (auto const kind :
         {ValveKind::pressure_reducing, ValveKind::pressure_sustaining, ValveKind::differential_pressure}) {
        for (double const kilowatts : {0.1, 1.0, 10.0}) {
            Project project = behind_a_valve(kind);
            project.plants[0].differential_pressure_bar = 2.0;
            project.substations.erase(project.substations.begin());
            project.substations[0].heat_demand_kw = kilowatts;
            bool const sustains = kind == ValveKind::pressure_sustaining;
            bool const between = kind == ValveKind::differential_pressure;
            if (between) {
                project.valves[0].set_differential_pressure_bar = 9.0;
                project.valves[0].sense_high = "two:supply";
                project.valves[0].sense_low = "two:return";
            } else {
                project.valves[0].set_pressure_bar = sustains ? 1.0 : 9.0; // never reached
            }
            SolvedProject const solved{project};
            EXPECT_LT(solved.report.balance.mass_relative, 1e-10) << kilowatts << " kW";
            EXPECT_EQ(solved.status("v"), ElementStatus::wide_open);
        }
    }
}

// Nobody asks for anything, and a controller without loss leads out of a dead end: water stands still.
TEST(SteadyDevices, ANetworkAtRestBalances) {
    Project project = behind_a_valve(ValveKind::differential_pressure);
    project.pipes[0].to = "two:supply";
    project.pipes[1].to = "before:return";
    Valve& valve = project.valves[0];
    valve.from = "before:return";
    valve.to = "tee:return";
    valve.set_differential_pressure_bar = 0.7;
    valve.sense_high = "two:supply";
    valve.sense_low = "two:return";
    project.substations.clear();
    for (double const bar : {1.0, 1.3, 2.1, 0.9}) {
        project.plants[0].differential_pressure_bar = bar;
        SolvedProject const solved{project};
        EXPECT_LT(std::abs(solved.flow("v")), 1e-12) << bar << " bar";
    }
}

// A valve that must hold more before it than there is shuts: who is behind it asks, and nothing passes.
TEST(SteadyDevices, WhoGetsNothingIsNotOneWhoAsksForNothing) {
    Project project = behind_a_valve(ValveKind::pressure_sustaining);
    project.pipes[0].to = "two:supply";
    project.pipes[1].to = "before:return";
    project.plants[0].differential_pressure_bar = 3.0;
    project.valves[0].from = "before:return";
    project.valves[0].to = "tee:return";
    project.valves[0].set_pressure_bar = 8.0;
    SolvedProject const solved{project};
    EXPECT_EQ(solved.status("s2"), ElementStatus::limited_by_pressure);
    EXPECT_NEAR(solved.state.substation_unmet_heat_w[1], 2e5, 1e-3);
    EXPECT_EQ(solved.status("s1"), ElementStatus::normal);
}

// One that asks for nothing behind a controller that need not let anything pass is joined all the same.
TEST(SteadyDevices, WhoAsksForNothingBehindAControllerIsNotCutOff) {
    Project project = behind_a_valve(ValveKind::differential_pressure);
    project.pipes[0].to = "two:supply";
    project.pipes[1].to = "before:return";
    Valve& valve = project.valves[0];
    valve.from = "before:return";
    valve.to = "tee:return";
    valve.set_differential_pressure_bar = 0.4;
    valve.sense_high = "two:supply";
    valve.sense_low = "two:return";
    project.substations[1].heat_demand_kw = 0.0;
    SolvedProject const solved{project};
    EXPECT_EQ(solved.status("s2"), ElementStatus::no_flow);
    EXPECT_EQ(std::ranges::count(solved.state.link_status, ElementStatus::cut_off), 0);
    EXPECT_NEAR(solved.state.substation_differential_pressure_pa[1], 4e4, 1.0); // what it holds
    EXPECT_EQ(solved.flow("s2"), 0.0);
}

// Between two reservoirs: with 4 bar to drive it a breaker of 2 bar leaves 2 bar to the pipes; one of 9 bar,
// or with the pressure behind it, makes no water run back.
TEST(SteadyDevices, APressureBreakerTakesAwayAndMakesNothing) {
    struct Sample {
        double before_bar, behind_bar, set_bar;
        bool passes;
    };
    for (auto const& [before_bar, behind_bar, set_bar, passes] :
         {Sample{5.0, 1.0, 2.0, true}, Sample{5.0, 1.0, 9.0, false}, Sample{1.0, 5.0, 2.0, false}}) {
        Project project = two_consumers();
        project.pipe_pairs.clear();
        project.plants.clear();
        project.substations.clear();
        project.nodes = {{.id = "a"}, {.id = "b"}, {.id = "c"}, {.id = "d"}};
        auto const line = [](char const* id, char const* from, char const* to) {
            Pipe pipe;
            pipe.id = id;
            pipe.from = from;
            pipe.to = to;
            pipe.length_m = 100.0;
            pipe.inner_diameter_mm = 50.0;
            pipe.heat_loss_w_mk = 0.2;
            return pipe;
        };
        project.pipes = {line("ab", "a", "b"), line("cd", "c", "d")};
        project.reservoirs = {{.id = "before", .node = "a", .pressure_bar = before_bar},
                              {.id = "behind", .node = "d", .pressure_bar = behind_bar}};
        Valve breaker;
        breaker.id = "v";
        breaker.from = "b";
        breaker.to = "c";
        breaker.kind = ValveKind::pressure_breaker;
        breaker.set_differential_pressure_bar = set_bar;
        project.valves = {breaker};
        SolvedProject const solved{project};
        double const drop_pa = solved.state.pressure_drop_pa[solved.link("v")];
        if (passes) {
            EXPECT_GT(solved.flow("v"), 1.0);
            EXPECT_EQ(solved.status("v"), ElementStatus::normal);
            EXPECT_NEAR(drop_pa, set_bar * 1e5, 1e-3);
        } else {
            EXPECT_EQ(solved.flow("v"), 0.0) << set_bar << " bar from " << before_bar << " to " << behind_bar;
            EXPECT_EQ(solved.status("v"), ElementStatus::no_flow);
            EXPECT_NEAR(drop_pa, (before_bar - behind_bar) * 1e5, 1e-3);
        }
    }
}

// What is asked for is what is served and what is not, by those too whose flow is set and who are cut off.
TEST(SteadyDevices, WhoIsCutOffAsksAllTheSame) {
    Project project = two_consumers();
    project.pipe_pairs.back().open = false;
    project.substations[1].control = SubstationControl::mass_flow;
    project.substations[1].mass_flow_kg_s = 1.0;
    project.substations[1].return_temperature_c.reset();
    SolvedProject const solved{project};
    SteadyState const& state = solved.state;
    EXPECT_EQ(solved.status("s2"), ElementStatus::cut_off);
    EXPECT_NEAR(state.demand_total_w, 350e3, 1e-6);
    EXPECT_NEAR(state.demand_total_w - state.heat_served_total_w,
                state.substation_unmet_heat_w[0] + state.substation_unmet_heat_w[1], 1e-2);
}

// A plant that does not run is not at the flow that its pumps could give.
TEST(SteadyDevices, APlantOutOfServiceIsOff) {
    Project project = two_consumers();
    Plant second = project.plants[0];
    second.id = "waste";
    second.node = "tee";
    second.control = PlantControl::heat;
    second.held_pressure_bar.reset();
    second.heat_kw = 2000.0;
    second.maximum_flow_kg_s = 0.2;
    project.plants.push_back(second);
    EXPECT_EQ(SolvedProject{project}.status("waste"), ElementStatus::at_flow_limit);
    project.plants[1].running = false;
    EXPECT_EQ(SolvedProject{project}.status("waste"), ElementStatus::shut);
}

} // namespace
