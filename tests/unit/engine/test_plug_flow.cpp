// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the exact cases (tests/data/transient) do not show: how the wall converges, that energy closes through
// anything, that memory is bounded, that nothing depends on the direction.

#include "pipe_run.hpp"

#include "saggar/engine/physics/pipe_heat.hpp"
#include "saggar/engine/transient/plug_flow.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace saggar;
using testing_support::PipeRun;
using testing_support::Stretch;

Fluid plain_water() {
    return Fluid::constant(
        {.density_kg_m3 = 995.586, .dynamic_viscosity_pa_s = 4e-4, .heat_capacity_j_kgk = 4184.0});
}

// Steel pipe of the published wall case, xi = 3.9.
PlugFlowPipe steel_pipe() {
    return {.length_m = 39.0,
            .inner_diameter_m = 0.05248,
            .wall_capacity_j_mk = 2763.1187034265236,
            .film_w_m2k = 1500.0};
}

PlugFlowOptions with_cells(int cells, double tolerance_k = 1e-4) {
    return {.tolerance_k = tolerance_k,
            .cell_length_diameters = 1e-6,
            .cells_at_most = cells,
            .parcels_per_cell = 1000,
            .pieces_at_most = 100};
}

PipeConditions flowing(double kg_s, double step_s, double u = 0.0, double ambient_c = 10.0) {
    return {.mass_flow_kg_s = kg_s, .duration_s = step_s, .conductance_w_mk = u, .ambient_c = ambient_c};
}

// 1 - exp(-eta) int_0^xi exp(-z) I0(2 sqrt(eta z)) dz, Anzelius' and Schumann's, by Simpson's rule.
double exact_response(double xi, double eta) {
    constexpr int parts = 4000;
    auto const integrand = [&](double z) {
        return std::exp(-z - eta) * std::cyl_bessel_i(0.0, 2.0 * std::sqrt(eta * z));
    };
    double sum = 0.0;
    for (int i = 0; i <= parts; ++i) {
        sum += integrand(xi * i / parts) * (i == 0 || i == parts ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0));
    }
    return 1.0 - sum * xi / parts / 3.0;
}

// Largest error of the means of ten seconds after a step of one degree.
double wall_error(int cells) {
    PipeRun run{plain_water(), {steel_pipe()}, with_cells(cells), {40.0}};
    constexpr double flow = 0.589;
    constexpr double step_s = 0.25;
    while (run.time_s() < 300.0) {
        run.step(flowing(flow, step_s), 41.0);
    }
    double const film_w_mk = 1500.0 * std::numbers::pi * 0.05248;
    double const xi = film_w_mk * 39.0 / (flow * 4184.0);
    double const tau = run.pipes().water_kg(0) / flow;
    double worst = 0.0;
    for (double from = 150.0; from < 280.0; from += 10.0) {
        double mean = 0.0;
        for (Stretch const& each : run.left()) {
            double const overlap = std::min(each.end_s, from + 10.0) - std::max(each.begin_s, from);
            mean += std::max(0.0, overlap) * (each.mean_c - 40.0) / 10.0;
        }
        double exact = 0.0;
        for (int i = 0; i < 20; ++i) {
            double const time = from + 0.5 * i + 0.25;
            exact += exact_response(xi, film_w_mk * (time - tau) / 2763.1187034265236) / 20.0;
        }
        worst = std::max(worst, std::abs(mean - exact));
    }
    return worst;
}

TEST(PlugFlow, WallConvergesWithTheSquareOfTheCells) {
    double const two = wall_error(2);
    double const four = wall_error(4);
    double const eight = wall_error(8);
    double const sixteen = wall_error(16);
    EXPECT_LT(two, 0.04);
    EXPECT_LT(four, 0.30 * two) << two;
    EXPECT_LT(eight, 0.30 * four) << four;
    EXPECT_LT(sixteen, 0.30 * eight) << eight;
    EXPECT_LT(sixteen, 5e-4);
}

// Delay and spread of a front behind a wall, exact for any number of cells: tau_w = Cw L/(m cp), variance
// 2 tau_w^2/xi.
TEST(PlugFlow, AFewCellsDelayAndSpreadAFrontAsManyDo) {
    for (int const cells : {2, 5, 16}) {
        PipeRun run{plain_water(), {steel_pipe()}, with_cells(cells), {40.0}};
        while (run.time_s() < 900.0) {
            run.step(flowing(0.589, 0.5), 41.0);
        }
        double const tau = run.pipes().water_kg(0) / 0.589;
        double const wall_s = 2763.1187034265236 * 39.0 / (0.589 * 4184.0);
        double const xi = 1500.0 * std::numbers::pi * 0.05248 * 39.0 / (0.589 * 4184.0);
        double first = 0.0;
        double second = 0.0;
        for (Stretch const& each : run.left()) {
            double const missing = 41.0 - each.mean_c;
            first += missing * (each.end_s - each.begin_s);
            second += missing * (each.end_s * each.end_s - each.begin_s * each.begin_s);
        }
        EXPECT_NEAR(first, tau + wall_s, 1e-6 * first) << cells << " cells";
        EXPECT_NEAR(second - first * first, 2.0 * wall_s * wall_s / xi, 0.01 * wall_s * wall_s)
            << cells << " cells, s^2";
    }
}

TEST(PlugFlow, SteadyLossIsExactForAnyStepWithAWall) {
    for (double const step_s : {10.0, 77.0, 3600.0}) {
        for (double const flow : {0.003, 0.589, -0.2, 5.0}) {
            PipeRun run{plain_water(), {steel_pipe()}, with_cells(5), {60.0}};
            PipeConditions const now = flowing(flow, step_s, 0.4);
            PipeHeat last;
            double const settled_s = 40.0 * run.pipes().water_kg(0) / std::abs(flow) + 20000.0;
            for (double time = 0.0; time < settled_s; time += step_s) {
                last = run.step(now, 80.0);
            }
            double const factor = pipe_transfer(0.4 * 39.0, flow * 4184.0).factor;
            EXPECT_NEAR(run.left().back().mean_c, 10.0 + 70.0 * factor, 1e-9 * 80.0)
                << "flow " << flow << " kg/s, step " << step_s << " s";
            double const loss_w = std::abs(flow) * 4184.0 * 70.0 * (1.0 - factor);
            EXPECT_NEAR(last.lost_j / step_s, loss_w, 1e-7 * loss_w) << "W; " << flow << ", " << step_s;
        }
    }
}

// Loss is found as what is missing; here it is held against U (T - Ta) in time and place.
TEST(PlugFlow, LossIsConductanceTimesExcess) {
    PlugFlowPipe pipe = steel_pipe();
    pipe.wall_capacity_j_mk = 0.0;
    PipeRun run{plain_water(), {pipe}, with_cells(1), {20.0}};
    for (int i = 0; i < 400; ++i) {
        double mean_before = run.pipes().mean_temperature_c(0);
        PipeHeat const heat = run.step(flowing(0.3, 0.5, 2.0), 80.0 + 10.0 * std::sin(0.05 * i));
        double const mean = 0.5 * (mean_before + run.pipes().mean_temperature_c(0));
        double const loss_j = 2.0 * 39.0 * (mean - 10.0) * 0.5;
        EXPECT_NEAR(heat.lost_j, loss_j, 2e-5 * loss_j + 0.01) << "J in step " << i;
    }
}

// Whatever flow and temperatures do, forwards, backwards, standing: nothing is lost but what is said to be.
TEST(PlugFlow, EnergyClosesThroughAnything) {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> unit{0.0, 1.0};
    for (Fluid const& fluid : {plain_water(), Fluid::water()}) {
        for (double const wall : {0.0, 2763.0}) {
            std::vector<PlugFlowPipe> pipes(2, steel_pipe());
            pipes[0].wall_capacity_j_mk = wall;
            pipes[1].length_m = 300.0;
            pipes[1].film_w_m2k = std::nullopt;
            PipeRun run{fluid, pipes, {}, {70.0, 30.0, 50.0}};
            double stored = run.heat_j();
            double const begin = stored;
            double sum = 0.0;
            double throughput = 0.0;
            for (int i = 0; i < 5000; ++i) {
                double const kind = unit(random);
                double const size = std::pow(10.0, 6.0 * unit(random) - 5.0);
                double const flow = kind < 0.2 ? 0.0 : (kind < 0.4 ? -size : size);
                double const step_s = std::pow(10.0, 1.0 + 2.56 * unit(random));
                PipeHeat const heat = run.step(flowing(flow, step_s, 0.5 * unit(random), 20.0 * unit(random)),
                                               20.0 + 80.0 * unit(random));
                double const now = run.heat_j();
                double const change = heat.entered_j - heat.left_j - heat.lost_j;
                double const through = std::abs(heat.entered_j) + std::abs(heat.lost_j) + stored;
                ASSERT_NEAR(now - stored, change, 1e-12 * through) << "J in step " << i;
                stored = now;
                sum += change;
                throughput += std::abs(heat.entered_j);
                for (Stretch const& each : run.left()) {
                    ASSERT_GT(each.mean_c, -0.5) << "step " << i;
                    ASSERT_LT(each.mean_c, 100.5) << "step " << i;
                }
                run.forget();
            }
            EXPECT_NEAR(stored - begin, sum, 1e-9 * throughput) << "J";
        }
    }
}

// A maximum principle: nothing leaves warmer than the warmest or colder than the coldest there was.
TEST(PlugFlow, NothingOvershoots) {
    PipeRun run{plain_water(), {steel_pipe()}, with_cells(3), {20.0}};
    for (int i = 0; i < 300; ++i) {
        double const flow = 0.05 * (1 + i % 40) * (i % 7 == 0 ? -1.0 : 1.0);
        run.step(flowing(flow, 20.0), i % 5 < 2 ? 90.0 : 20.0);
    }
    for (Stretch const& each : run.left()) {
        EXPECT_GE(each.mean_c, 20.0 - 1e-9);
        EXPECT_LE(each.mean_c, 90.0 + 1e-9);
    }
}

TEST(PlugFlow, ParcelsAreBoundedAndMergeWhereNothingHappens) {
    PlugFlowOptions const options;
    std::vector<PlugFlowPipe> const pipes{steel_pipe()};
    PipeRun busy{plain_water(), pipes, options, {20.0}};
    PipeRun calm{plain_water(), pipes, options, {20.0}};
    for (int i = 0; i < 1500; ++i) {
        busy.step(flowing(0.05, 3.0), i % 2 == 0 ? 90.0 : 20.0);
        calm.step(flowing(0.05, 10.0, 0.4), 80.0);
        ASSERT_LE(busy.pipes().parcels(0), busy.pipes().cells(0) * options.parcels_per_cell);
    }
    EXPECT_LE(calm.pipes().parcels(0), calm.pipes().cells(0)) << "steady: one for each cell";
}

TEST(PlugFlow, BothDirectionsAreAlike) {
    std::vector<double> const filled{30.0, 40.0, 50.0, 60.0};
    std::vector<double> const turned{filled.rbegin(), filled.rend()};
    PipeRun there{plain_water(), {steel_pipe()}, with_cells(4), filled};
    PipeRun back{plain_water(), {steel_pipe()}, with_cells(4), turned};
    for (int i = 0; i < 200; ++i) {
        double const flow = i % 50 < 30 ? 0.4 : (i % 50 < 40 ? -0.2 : 0.0);
        double const inlet = 50.0 + 20.0 * std::sin(0.1 * i);
        PipeHeat const a = there.step(flowing(flow, 30.0, 0.3), inlet);
        PipeHeat const b = back.step(flowing(-flow, 30.0, 0.3), inlet);
        ASSERT_NEAR(a.left_j, b.left_j, 1e-11 * std::abs(a.left_j)) << "step " << i;
        ASSERT_NEAR(there.pipes().water_temperature_c(0, 10.0), back.pipes().water_temperature_c(0, 29.0),
                    1e-9);
        ASSERT_NEAR(there.pipes().wall_temperature_c(0, 1.0), back.pipes().wall_temperature_c(0, 38.0), 1e-9);
    }
}

// A wall that water creeps past follows it: no flow is so small that the wall is forgotten.
TEST(PlugFlow, CreepingFlowCoolsAsStandingWaterDoes) {
    for (double const step_s : {300.0, 3600.0}) {
        PipeRun standing{plain_water(), {steel_pipe()}, with_cells(4), {80.0}};
        PipeRun creeping{plain_water(), {steel_pipe()}, with_cells(4), {80.0}};
        for (double time = 0.0; time < 86400.0; time += step_s) {
            standing.step(flowing(0.0, step_s, 0.3), 80.0);
            creeping.step(flowing(1e-9, step_s, 0.3), 80.0);
        }
        double const end = standing.pipes().mean_temperature_c(0);
        EXPECT_NEAR(end, 10.0 + 70.0 * std::exp(-86400.0 * 0.3 / (9010.48 + 2763.12)), 0.01);
        EXPECT_NEAR(creeping.pipes().mean_temperature_c(0), end, 1e-4);
        EXPECT_NEAR(creeping.pipes().wall_temperature_c(0, 20.0), end, 0.1);
    }
}

TEST(PlugFlow, WhatIsNoPipeIsRefused) {
    auto const refuses = [](PlugFlowPipe const& pipe, PlugFlowOptions const& options) {
        EXPECT_THROW((PlugFlowPipes{plain_water(), {&pipe, 1}, options}), Error);
    };
    PlugFlowPipe pipe = steel_pipe();
    pipe.length_m = 0.0;
    refuses(pipe, {});
    pipe = steel_pipe();
    pipe.inner_diameter_m = -0.1;
    refuses(pipe, {});
    pipe = steel_pipe();
    pipe.film_w_m2k = 0.0;
    refuses(pipe, {});
    refuses(steel_pipe(), {.tolerance_k = -1.0});
    refuses(steel_pipe(), {.parcels_per_cell = 1});
}

} // namespace
