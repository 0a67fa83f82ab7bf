// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The reference model of heat in time: its Jacobian, rules, circles, energy, convergence, stopping.

#include "reference/heat_equations.hpp"
#include "small_heat_network.hpp"

#include "saggar/engine/physics/pipe_heat.hpp"
#include "saggar/engine/reference/reference_heat.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numbers>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using testing_support::pipe_of;
using testing_support::SmallNetwork;

constexpr double cp = 4180.0;

Fluid plain_water() {
    return testing_support::plain_water(cp);
}

HeatLedger complete(ReferenceHeat& heat, HeatStep const& step, double closes_to = 1e-7) {
    ReferenceReport const report = heat.step(step);
    EXPECT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
    EXPECT_DOUBLE_EQ(report.reached_s, step.duration_s);
    double const scale = report.ledger.throughput_j + 1e-3 * report.ledger.stored_before_j;
    EXPECT_LE(std::abs(report.ledger.residual_j()), closes_to * scale) << "J of " << scale;
    return report.ledger;
}

// Loops, all four rules, flows against the links, dead ends, water from outside.
SmallNetwork everything() {
    SmallNetwork net;
    net.pipe(0, 1, 2.0, pipe_of(60.0, 0.1, 4700.0), 0.3);
    net.pipe(2, 1, -1.5, pipe_of(30.0, 0.08, 3600.0), 0.2);
    net.pipe(1, 2, 0.5, pipe_of(25.0), 0.2);
    net.link(2, 3, 1.2, LinkRule::temperature_rise, -20.0);
    net.link(2, 3, 0.8, LinkRule::heat, -50000.0);
    net.pipe(3, 4, 2.0, pipe_of(40.0, 0.1, 4700.0), 0.3);
    net.link(5, 4, -2.3, LinkRule::pass);
    net.link(5, 0, 2.3, LinkRule::outlet_temperature, 85.0);
    net.pipe(4, 6, 0.0, pipe_of(20.0, 0.05, 2600.0), 0.2);
    net.entering_c.assign(7, 40.0);
    return net;
}

TEST(ReferenceHeat, JacobianIsThatOfTheResidual) {
    SmallNetwork net = everything();
    net.links[5].pipe->insulation = PipeInsulation{
        .inner_diameter_m = 0.11, .outer_diameter_m = 0.2, .conductivity_w_mk = 0.03, .capacity_j_m3k = 1e5};
    for (auto const advection : {Advection::first_order, Advection::limited}) {
        ReferenceHeatOptions const options{
            .cell_length_m = 8.0, .advection = advection, .dispersion_m2_s = 0.05};
        detail::HeatEquations equations{Fluid::water(), 7, net.links, options};
        std::size_t const count = equations.unknowns();
        std::mt19937 random{5};
        std::uniform_real_distribution<double> temperature{30.0, 90.0};
        std::vector<double> y(count);
        std::vector<bool> heat_content(count, true);
        for (double& value : y) {
            value = Fluid::water().heat_content_j_kg(temperature(random));
        }
        for (auto const& pipe : equations.pipes()) {
            for (std::size_t k = 0; k < pipe.cells * pipe.stride; ++k) {
                if (k % pipe.stride > 0) {
                    y[pipe.first + k] = temperature(random);
                    heat_content[pipe.first + k] = false;
                }
            }
        }
        equations.set_step(net.step(60.0), y);
        std::vector<double> const rate(count, 0.0);
        std::map<std::pair<std::size_t, std::size_t>, double> analytic;
        equations.jacobian(y, 0.0, [&](std::size_t row, std::size_t column, double value) {
            analytic[{row, column}] += value;
        });
        std::vector<double> above(count);
        std::vector<double> below(count);
        for (std::size_t column = 0; column < count; ++column) {
            double const h = heat_content[column] ? 0.5 : 1e-3;
            std::vector<double> moved = y;
            moved[column] = y[column] + h;
            equations.residual(moved, rate, above);
            moved[column] = y[column] - h;
            equations.residual(moved, rate, below);
            for (std::size_t row = 0; row < count; ++row) {
                double const difference = (above[row] - below[row]) / (2.0 * h);
                auto const found = analytic.find({row, column});
                double const value = found == analytic.end() ? 0.0 : found->second;
                double const scale = heat_content[row] == heat_content[column] ? 1.0
                                     : heat_content[row]                       ? cp
                                                                               : 1.0 / cp;
                ASSERT_NEAR(value, difference, 2e-6 * scale) << "row " << row << ", column " << column;
            }
        }
    }
}

// T1 -> consumer -> return -> plant, and the four rules, both ways round.
TEST(ReferenceHeat, RulesDoWhatTheySay) {
    SmallNetwork net;
    net.pipe(0, 1, 2.0, pipe_of(50.0), 0.3);
    net.link(1, 2, 2.0, LinkRule::heat, -50000.0);
    net.link(2, 3, 2.0, LinkRule::temperature_rise, -5.0);
    net.link(3, 4, 2.0, LinkRule::pass);
    net.pipe(4, 5, 2.0, pipe_of(50.0), 0.3);
    net.link(5, 0, 2.0, LinkRule::outlet_temperature, 80.0);
    ReferenceHeat heat{Fluid::water(), 6, net.links, {.cell_length_m = 10.0}};
    heat.fill(std::vector<double>(6, 50.0));
    HeatLedger ledger;
    for (int i = 0; i < 10; ++i) {
        ledger = complete(heat, net.step(600.0));
    }
    EXPECT_NEAR(heat.heat_w(1), -50000.0, 1e-6);
    EXPECT_NEAR(heat.node_temperature_c(2) - heat.node_temperature_c(3), 5.0, 1e-6);
    EXPECT_NEAR(heat.node_temperature_c(4), heat.node_temperature_c(3), 1e-6);
    EXPECT_NEAR(heat.node_temperature_c(0), 80.0, 1e-6);
    EXPECT_NEAR(heat.arriving_c(1), heat.node_temperature_c(1), 1e-12);
    EXPECT_NEAR(heat.heat_w(5), 50000.0 - heat.heat_w(2) + ledger.lost_j / 600.0, 1.0)
        << "settled: the plant makes what is taken and lost";
    EXPECT_GT(ledger.lost_j / 600.0, 0.3 * 100.0 * 60.0 * 0.9);
    for (double& flow : net.flow_kg_s) {
        flow = -flow;
    }
    for (int i = 0; i < 10; ++i) {
        complete(heat, net.step(600.0));
    }
    EXPECT_NEAR(heat.node_temperature_c(5), 80.0, 1e-6);
    EXPECT_LT(heat.node_temperature_c(0), heat.node_temperature_c(5));
}

// A stirred tank (a pipe of one cell) cools, and warms again, as other water enters it. A consumer behind it
// takes all of its heat, then what water above its floor has, then nothing: the times of the changes and what
// it takes in between follow from T = T1 + (T0 - T1) exp(-t/tau).
TEST(ReferenceHeat, FloorsBindFromTheTimeOn) {
    constexpr double flow = 0.5;
    constexpr double heat_w = 20.0 * flow * cp; // takes 20 K
    constexpr double limit_c = 40.0;
    SmallNetwork net;
    net.link(0, 1, flow, LinkRule::outlet_temperature, 30.0);
    net.pipe(1, 2, flow, pipe_of(40.0));
    net.link(2, 3, flow, LinkRule::heat, -heat_w);
    net.entering_c.assign(4, 20.0);
    double const none = -std::numeric_limits<double>::infinity();
    net.limit_c = {none, none, limit_c};
    ReferenceHeat heat{plain_water(),
                       4,
                       net.links,
                       {.cell_length_m = 40.0,
                        .cells_at_least = 1,
                        .advection = Advection::first_order,
                        .relative_tolerance = 1e-9,
                        .absolute_tolerance_k = 1e-7}};
    heat.fill(std::vector<double>{80.0, 80.0, 80.0, 60.0});
    double const tau_s = 1000.0 * std::numbers::pi / 4.0 * 0.01 * 40.0 / flow;
    auto const taken_j = [&](double from_c, double to_c, double all_from_s, double all_to_s,
                             double some_from_s,
                             double some_to_s) { // all of it, and down to the floor
        auto const mean_above = [&](double t) {  // integral of T - floor
            return (to_c - limit_c) * t - (from_c - to_c) * tau_s * std::exp(-t / tau_s);
        };
        return heat_w * (all_to_s - all_from_s) +
               flow * cp * (mean_above(some_to_s) - mean_above(some_from_s));
    };
    auto const when_s = [&](double from_c, double to_c, double at_c) {
        return tau_s * std::log((from_c - to_c) / (at_c - to_c));
    };
    constexpr double duration_s = 1500.0;
    ReferenceReport report = heat.step(net.step(duration_s));
    ASSERT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
    double const short_s = when_s(80.0, 30.0, 60.0);
    double const nothing_s = when_s(80.0, 30.0, 40.0);
    ASSERT_LT(nothing_s, duration_s);
    EXPECT_EQ(report.events, 2);
    EXPECT_NEAR(-heat.heat_w(2) * duration_s, taken_j(80.0, 30.0, 0.0, short_s, short_s, nothing_s),
                1e-6 * heat_w * duration_s);
    EXPECT_NEAR(heat.node_temperature_now_c(3), heat.node_temperature_now_c(2), 1e-6) << "lets it pass";
    EXPECT_LE(std::abs(report.ledger.residual_j()), 1e-7 * report.ledger.throughput_j);

    double const left_c = heat.node_temperature_now_c(2);
    net.rule_value[0] = 90.0;
    report = heat.step(net.step(duration_s));
    ASSERT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
    double const some_s = when_s(left_c, 90.0, 40.0);
    double const all_s = when_s(left_c, 90.0, 60.0);
    EXPECT_EQ(report.events, 2);
    EXPECT_NEAR(-heat.heat_w(2) * duration_s, taken_j(left_c, 90.0, all_s, duration_s, some_s, all_s),
                1e-6 * heat_w * duration_s);
}

// The other way round: a plant with so much heat heats nothing above its limit.
TEST(ReferenceHeat, LimitsOfHeatingBindFromTheTimeOn) {
    constexpr double flow = 0.5;
    constexpr double heat_w = 20.0 * flow * cp; // heats by 20 K
    constexpr double limit_c = 70.0;
    SmallNetwork net;
    net.link(0, 1, flow, LinkRule::outlet_temperature, 80.0);
    net.pipe(1, 2, flow, pipe_of(40.0));
    net.link(2, 3, flow, LinkRule::heat, heat_w);
    net.entering_c.assign(4, 90.0);
    double const none = std::numeric_limits<double>::infinity();
    net.limit_c = {none, none, limit_c};
    ReferenceHeat heat{plain_water(),
                       4,
                       net.links,
                       {.cell_length_m = 40.0,
                        .cells_at_least = 1,
                        .advection = Advection::first_order,
                        .relative_tolerance = 1e-9,
                        .absolute_tolerance_k = 1e-7}};
    heat.fill(std::vector<double>{30.0, 30.0, 30.0, 50.0});
    double const tau_s = 1000.0 * std::numbers::pi / 4.0 * 0.01 * 40.0 / flow;
    auto const when_s = [&](double at_c) { return tau_s * std::log((30.0 - 80.0) / (at_c - 80.0)); };
    auto const below_limit = [&](double t) { // integral of limit - T
        return (limit_c - 80.0) * t - (80.0 - 30.0) * tau_s * std::exp(-t / tau_s);
    };
    constexpr double duration_s = 1500.0;
    ReferenceReport const report = heat.step(net.step(duration_s));
    ASSERT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
    double const less_s = when_s(50.0);
    double const nothing_s = when_s(70.0);
    ASSERT_LT(nothing_s, duration_s);
    EXPECT_EQ(report.events, 2);
    EXPECT_NEAR(heat.heat_w(2) * duration_s,
                heat_w * less_s + flow * cp * (below_limit(nothing_s) - below_limit(less_s)),
                1e-6 * heat_w * duration_s);
    EXPECT_NEAR(heat.node_temperature_now_c(3), heat.node_temperature_now_c(2), 1e-6) << "lets it pass";
    EXPECT_LE(std::abs(report.ledger.residual_j()), 1e-7 * report.ledger.throughput_j);
}

// The plant's heat closes a circle that nothing cuts.
TEST(ReferenceHeat, WaterThatRunsInACircle) {
    SmallNetwork net;
    net.pipe(0, 1, 2.0, pipe_of(200.0, 0.1, 4700.0), 0.3);
    net.pipe(1, 2, 0.5, pipe_of(80.0, 0.05, 2600.0), 0.2);
    net.pipe(1, 2, 1.5, pipe_of(60.0, 0.08, 3600.0), 0.2);
    net.link(2, 3, 2.0, LinkRule::temperature_rise, -20.0);
    net.pipe(3, 4, 2.0, pipe_of(200.0, 0.1, 4700.0), 0.3);
    net.link(4, 0, 2.0, LinkRule::heat, 180000.0);
    net.pipe(4, 5, 0.0, pipe_of(20.0), 0.2); // a dead end
    ReferenceHeat heat{plain_water(), 6, net.links, {.cell_length_m = 20.0}};
    heat.fill(std::vector<double>(6, 50.0));
    HeatLedger ledger;
    for (int i = 0; i < 20; ++i) {
        ledger = complete(heat, net.step(6.0 * 86400.0));
    }
    EXPECT_NEAR(ledger.lost_j / (6.0 * 86400.0), 180000.0 - 2.0 * cp * 20.0, 1.0) << "W";
    EXPECT_NEAR(heat.node_temperature_c(0) - heat.node_temperature_c(4), 90000.0 / cp, 1e-5) << "K";
}

// Flows that turn, stop and start, unbalanced at nodes.
TEST(ReferenceHeat, EnergyClosesWhateverFlowsDo) {
    SmallNetwork net = everything();
    ReferenceHeat heat{Fluid::water(), 7, net.links, {.cell_length_m = 10.0}};
    heat.fill(std::vector<double>{80.0, 20.0, 55.0, 70.0, 40.0, 45.0, 60.0});
    std::mt19937 random{11};
    std::uniform_real_distribution<double> unit{-1.0, 1.0};
    for (int i = 0; i < 60; ++i) {
        for (double& flow : net.flow_kg_s) {
            double const draw = unit(random);
            flow = std::abs(draw) < 0.2 ? 0.0 : draw * std::pow(10.0, 2.0 * unit(random) - 1.0);
        }
        complete(heat, net.step(std::pow(10.0, 1.0 + 1.28 * (1.0 + unit(random)))));
        if (HasFailure()) {
            FAIL() << "in step " << i;
        }
    }
}

// A steady outlet converges to the exponential with the square of the cells, first order linearly.
double steady_error_k(Advection advection, double cell_length_m) {
    SmallNetwork net;
    net.pipe(0, 1, 0.05, pipe_of(400.0, 0.05, 2600.0), 0.25);
    net.entering_c = {80.0, 0.0};
    ReferenceHeat heat{plain_water(),
                       2,
                       net.links,
                       {.cell_length_m = cell_length_m,
                        .advection = advection,
                        .relative_tolerance = 1e-9,
                        .absolute_tolerance_k = 1e-7}};
    heat.fill(std::vector<double>(2, 40.0));
    complete(heat, net.step(864000.0));
    double const exact = pipe_transfer(0.25 * 400.0, 0.05 * cp).outlet_c(80.0, 10.0);
    return std::abs(heat.node_temperature_now_c(1) - exact);
}

TEST(ReferenceHeat, SteadyOutletConverges) {
    double const coarse = steady_error_k(Advection::limited, 20.0);
    double const fine = steady_error_k(Advection::limited, 10.0);
    EXPECT_LT(fine, 0.3 * coarse) << "K of " << coarse << " K";
    EXPECT_LT(fine, 0.01) << "K";
    double const coarse_first = steady_error_k(Advection::first_order, 20.0);
    double const fine_first = steady_error_k(Advection::first_order, 10.0);
    EXPECT_LT(fine_first, 0.55 * coarse_first);
    EXPECT_GT(fine_first, 10.0 * fine);
}

// Values of Anzelius and Schumann as in tests/data/reference/wall_step; the worst difference.
double wall_step_error(double cells) {
    SmallNetwork net;
    PlugFlowPipe pipe = pipe_of(39.0, 0.05248, 2763.1187034265236);
    pipe.film_w_m2k = 1500.0;
    net.pipe(0, 1, 0.589, pipe);
    net.entering_c = {1.0, 0.0};
    ReferenceHeat heat{
        Fluid::constant(
            {.density_kg_m3 = 995.586, .dynamic_viscosity_pa_s = 4e-4, .heat_capacity_j_kgk = 4184.0}),
        2,
        net.links,
        {.cell_length_m = 39.0 / cells, .relative_tolerance = 1e-7, .absolute_tolerance_k = 1e-7}};
    double time = 0.0;
    double worst = 0.0;
    for (auto const& [query, expected] : std::vector<std::pair<double, double>>{
             {160.0, 0.21138166151493595}, {180.0, 0.4921042162447265}, {200.0, 0.7183700140867718}}) {
        complete(heat, net.step(query - time), 1e-5);
        time = query;
        worst = std::max(worst, std::abs(heat.node_temperature_now_c(1) - expected));
    }
    return worst;
}

TEST(ReferenceHeat, FrontBehindAWallConverges) {
    double const coarse = wall_step_error(80.0);
    double const fine = wall_step_error(160.0);
    EXPECT_LT(fine, 0.4 * coarse) << "of a step of 1 K; coarse " << coarse;
    EXPECT_LT(fine, 1e-3);
}

// No new extremes where a front passes, beyond what counts as level.
TEST(ReferenceHeat, FrontsDoNotOvershoot) {
    SmallNetwork net;
    net.pipe(0, 1, 2.0, pipe_of(200.0));
    net.entering_c = {80.0, 0.0};
    ReferenceHeat heat{plain_water(), 2, net.links, {.cell_length_m = 2.0}};
    heat.fill(std::vector<double>(2, 40.0));
    for (int i = 0; i < 50; ++i) {
        complete(heat, net.step(20.0), 1e-6);
        ASSERT_GT(heat.node_temperature_now_c(1), 40.0 - 0.05);
        ASSERT_LT(heat.node_temperature_now_c(1), 80.0 + 0.05);
        for (int x = 0; x <= 200; ++x) {
            double const water = heat.water_temperature_c(0, x);
            ASSERT_GT(water, 40.0 - 0.02) << "at " << x << " m";
            ASSERT_LT(water, 80.0 + 0.02) << "at " << x << " m";
        }
    }
    EXPECT_NEAR(heat.water_temperature_c(0, 200.0), 80.0, 1e-3);
}

TEST(ReferenceHeat, StopsWhereItIsTold) {
    SmallNetwork const net = everything();
    ReferenceHeat heat{Fluid::water(), 7, net.links, {}};
    heat.fill(std::vector<double>(7, 50.0));
    ReferenceReport const report = heat.step(net.step(3600.0), [](double time_s) { return time_s < 100.0; });
    EXPECT_EQ(report.status, ReferenceStatus::stopped);
    EXPECT_GE(report.reached_s, 100.0);
    EXPECT_LT(report.reached_s, 3600.0);
    EXPECT_LE(std::abs(report.ledger.residual_j()), 1e-6 * report.ledger.throughput_j);
    complete(heat, net.step(3600.0 - report.reached_s)); // goes on from there
    EXPECT_THROW((void)heat.step(net.step(10.0), [](double) -> bool { throw std::runtime_error{"mine"}; }),
                 std::runtime_error);
}

// Links without water in a circle that nothing enters: no equation says how warm it is.
TEST(ReferenceHeat, WhatCannotBeSolvedSaysSo) {
    SmallNetwork net;
    net.link(0, 1, 1.0, LinkRule::pass);
    net.link(1, 0, 1.0, LinkRule::heat, 1000.0);
    net.pipe(2, 3, 0.0, pipe_of(10.0));
    ReferenceHeat heat{plain_water(), 4, net.links, {}};
    ReferenceReport const report = heat.step(net.step(60.0));
    EXPECT_EQ(report.status, ReferenceStatus::failed);
    EXPECT_NE(report.diagnosis.find("SUNDIALS"), std::string::npos) << report.diagnosis;
    EXPECT_EQ(report.reached_s, 0.0);
}

TEST(ReferenceHeat, WhatIsNoNetworkIsRefused) {
    std::vector<HeatLink> const strange{{0, 5, std::nullopt}};
    EXPECT_THROW((ReferenceHeat{plain_water(), 2, strange, {}}), Error);
    EXPECT_THROW((ReferenceHeat{plain_water(), 6, strange, {.cell_length_m = 0.0}}), Error);
    EXPECT_THROW((ReferenceHeat{plain_water(), 6, strange, {.cells_at_least = 0}}), Error);
    EXPECT_THROW((ReferenceHeat{plain_water(), 6, strange, {.dispersion_m2_s = -1.0}}), Error);
    EXPECT_THROW((ReferenceHeat{plain_water(), 6, strange, {.relative_tolerance = 0.0}}), Error);
    std::vector<HeatLink> const flat{{0, 1, pipe_of(0.0)}};
    EXPECT_THROW((ReferenceHeat{plain_water(), 2, flat, {}}), Error);
}

} // namespace
