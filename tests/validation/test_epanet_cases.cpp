// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Small EPANET files whose answers follow from EPANET's own formulas (EPANET 2.2 User Manual, chapter 3, in
// feet and cubic feet a second) by hand: each test states them.

#include "epanet_solution.hpp"
#include "saggar/io/project_reader.hpp"
#include "source_dir.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>
#include <utility>

namespace saggar {
namespace {

using testing_support::EpanetSolution;

constexpr double head_m = 1e-6;
constexpr double flow_unit = 1e-6;
constexpr double foot = 0.3048;
constexpr double pi = std::numbers::pi;

EpanetSolution solved(std::string const& name) {
    return testing_support::solve_epanet(saggar::testing_support::source_dir() / "tests/data/epanet" / name);
}

// h = 4.727 L q^1.852 / (C^1.852 d^4.871)
double hazen_williams_ft(double length_ft, double diameter_ft, double c, double cfs) {
    return 4.727 * length_ft * std::pow(cfs / c, 1.852) / std::pow(diameter_ft, 4.871);
}
// h = 4.66 L n2 q2 / d^5.33, with EPANET's exact numbers
double chezy_manning_ft(double length_ft, double diameter_ft, double n, double cfs) {
    return length_ft * std::pow(4.0 * n / (1.49 * pi * diameter_ft * diameter_ft), 2) *
           std::pow(diameter_ft / 4.0, -1.333) * cfs * cfs;
}
double minor_ft(double k, double diameter_ft, double cfs) {
    return 0.02517 * k * cfs * cfs / std::pow(diameter_ft, 4);
}
// Hagen-Poiseuille with g = 32.2 ft/s2
double laminar_ft(double length_ft, double diameter_ft, double viscosity_ft2_s, double cfs) {
    return 128.0 * viscosity_ft2_s * length_ft * cfs / (pi * 32.2 * std::pow(diameter_ft, 4));
}

double root(std::function<double(double)> const& falling, double low, double high) {
    for (int i = 0; i < 200; ++i) {
        double const middle = 0.5 * (low + high);
        (falling(middle) > 0.0 ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

// reservoir 100 ft + pump(q) - pipe A(q) - pipe B(q - 250 gpm) = tank 200 ft. The pump's curve goes through
// its point (1000, 150), 1.33334 times its head at no flow, and no head at twice its flow.
TEST(EpanetCases, PumpToTank) {
    double const per_cfs = 448.831;
    double const shut_off = 1.33334 * 150.0;
    double const exponent = std::log(shut_off / (shut_off - 150.0)) / std::log(2.0);
    auto const pump_ft = [&](double gpm) {
        return shut_off - (shut_off - 150.0) * std::pow(gpm / 1000.0, exponent);
    };
    double const d = 10.0 / 12.0;
    auto const a_ft = [&](double gpm) {
        return hazen_williams_ft(2000.0, d, 120.0, gpm / per_cfs) + minor_ft(4.5, d, gpm / per_cfs);
    };
    auto const b_ft = [&](double gpm) {
        return hazen_williams_ft(3000.0, d, 110.0, (gpm - 250.0) / per_cfs);
    };
    double const gpm =
        root([&](double q) { return 100.0 + pump_ft(q) - a_ft(q) - b_ft(q) - 200.0; }, 250.0, 2000.0);
    ASSERT_GT(gpm, 500.0);

    auto const solution = solved("pump_to_tank.inp");
    EXPECT_NEAR(solution.flow("duty"), gpm, flow_unit);
    EXPECT_EQ(solution.flow("standby"), 0.0);
    EXPECT_NEAR(solution.flow("A"), gpm, flow_unit);
    EXPECT_NEAR(solution.flow("B"), gpm - 250.0, flow_unit);
    EXPECT_NEAR(solution.head_m("A"), (100.0 + pump_ft(gpm)) * foot, head_m);
    EXPECT_NEAR(solution.head_m("B"), (200.0 + b_ft(gpm)) * foot, head_m);
    EXPECT_NEAR(solution.head_m("T"), 200.0 * foot, head_m);
}

// EPANET knows no temperatures: what the pump puts in must not warm water that has nowhere to go.
TEST(EpanetCases, PumpInARing) {
    double const per_cfs = 448.831;
    double const shut_off = 1.33334 * 100.0;
    double const exponent = std::log(shut_off / (shut_off - 100.0)) / std::log(2.0);
    auto const pump_ft = [&](double gpm) {
        return shut_off - (shut_off - 100.0) * std::pow(gpm / 300.0, exponent);
    };
    double const gpm =
        root([&](double q) { return pump_ft(q) - hazen_williams_ft(160.0, 4.0 / 12.0, 100.0, q / per_cfs); },
             10.0, 600.0);
    ASSERT_GT(gpm, 300.0);
    auto const solution = solved("pump_in_a_ring.inp");
    EXPECT_NEAR(solution.flow("turner"), gpm, flow_unit);
    EXPECT_NEAR(solution.flow("ring"), gpm, flow_unit);
    EXPECT_NEAR(solution.flow("main"), 0.0, flow_unit);
    EXPECT_NEAR(solution.head_m("A"), 100.0 * foot, head_m);
    EXPECT_NEAR(solution.head_m("B"), (100.0 + pump_ft(gpm)) * foot, head_m);
}

TEST(EpanetCases, PressureValves) {
    double const per_cfs = 28.317;
    auto const hw_m = [&](double length_m, double diameter_m, double c, double l_s) {
        return hazen_williams_ft(length_m / foot, diameter_m / foot, c, l_s / per_cfs) * foot;
    };
    auto const solution = solved("pressure_valves.inp");
    // The valve holds 30 m at N2, 15 m high; N1 loses what 17 L/s lose, N3 what 12 do.
    double const n1 = 100.0 - hw_m(800.0, 0.2, 130.0, 17.0);
    double const n3 =
        45.0 - hw_m(300.0, 0.15, 120.0, 12.0) - minor_ft(2.0, 0.15 / foot, 12.0 / per_cfs) * foot;
    ASSERT_GT(n1, 45.0);
    EXPECT_NEAR(solution.head_m("N1"), n1, head_m);
    EXPECT_NEAR(solution.head_m("N2"), 45.0, head_m);
    EXPECT_NEAR(solution.head_m("N3"), n3, head_m);
    EXPECT_NEAR(solution.flow("reducing"), 12.0, flow_unit);
    EXPECT_EQ(solution.flow("CV"), 0.0); // N1 is above N3
    EXPECT_EQ(solution.flow("X"), 0.0);
    // The other holds 60 m at N4, 20 m high: 20 m are lost on the way there.
    double const cfs =
        std::pow(20.0 / foot * std::pow(0.15 / foot, 4.871) / (4.727 * 1000.0 / foot), 1.0 / 1.852) * 100.0;
    double const l_s = cfs * per_cfs;
    double const n5 = 40.0 + hw_m(500.0, 0.15, 100.0, l_s);
    ASSERT_LT(n5 + minor_ft(1.5, 0.15 / foot, cfs) * foot, 80.0);
    EXPECT_NEAR(solution.head_m("N4"), 80.0, head_m);
    EXPECT_NEAR(solution.flow("sustaining"), l_s, flow_unit);
    EXPECT_NEAR(solution.head_m("N5"), n5, head_m);
}

TEST(EpanetCases, FlowAndThrottle) {
    double const per_cfs = 101.94;
    auto const cm_m = [&](double length_m, double diameter_m, double n, double m3_h) {
        return chezy_manning_ft(length_m / foot, diameter_m / foot, n, m3_h / per_cfs) * foot;
    };
    auto const solution = solved("flow_and_throttle.inp");
    // 45 m3/h through the throttle, of which 30 to B and 15 to F: its curve loses 2.5 m there.
    double const a = 50.0 - minor_ft(10.0, 0.1 / foot, 45.0 / per_cfs) * foot;
    EXPECT_NEAR(solution.head_m("A"), a, head_m);
    EXPECT_NEAR(solution.head_m("B"),
                a - cm_m(150.0, 0.1, 0.013, 30.0) - minor_ft(3.0, 0.1 / foot, 30.0 / per_cfs) * foot, head_m);
    EXPECT_NEAR(solution.head_m("F"), a - 2.5, head_m);
    EXPECT_NEAR(solution.flow("filter"), 15.0, flow_unit);
    // 24 m3/h to C, 8 of them through the flow control, the rest beside it.
    double const c = 50.0 - cm_m(400.0, 0.125, 0.012, 24.0);
    double const d = c - cm_m(250.0, 0.1, 0.011, 16.0);
    EXPECT_NEAR(solution.flow("flow"), 8.0, flow_unit);
    EXPECT_NEAR(solution.flow("P2"), 16.0, flow_unit);
    EXPECT_NEAR(solution.head_m("C"), c, head_m);
    EXPECT_NEAR(solution.head_m("D"), d, head_m);
    EXPECT_NEAR(solution.head_m("E"), d - 3.0, head_m);
    EXPECT_EQ(solution.flow("shut"), 0.0);
}

TEST(EpanetCases, EmittersAndDemands) {
    double const per_cfs = 28.317;
    double const nu = 90.0 * 1.1e-5;
    auto const laminar_m = [&](double length_m, double diameter_m, double l_s) {
        return laminar_ft(length_m / foot, diameter_m / foot, nu, l_s / per_cfs) * foot;
    };
    auto const solution = solved("emitters_and_demands.inp");
    // The run begins in the second step of the patterns: the reservoir stands at 40 m.
    EXPECT_NEAR(solution.head_m("R"), 40.0, head_m);
    // 40 m = 5 m + (q/0.8)2 + k q
    double const k = laminar_m(150.0, 0.1, 1.0);
    double const e = 1.0 / (0.8 * 0.8);
    double const out = (-k + std::sqrt(k * k + 4.0 * e * 35.0)) / (2.0 * e);
    EXPECT_NEAR(solution.flow("PE"), out, flow_unit);
    EXPECT_NEAR(solution.head_m("E"), 40.0 - k * out, head_m);
    // Twice (0.5 * 0.6 + 0.2 * 2.0 + 0.1 * 3.0), the pump at 0.9 of its speed on a power curve.
    double const q = 2.0;
    double const c = std::log(16.0 / 4.0) / std::log(2.0);
    double const b = 4.0 / std::pow(2.0, c);
    double const lift = 0.81 * (30.0 - b * std::pow(q / 0.9, c));
    EXPECT_NEAR(solution.flow("PU"), q, flow_unit);
    EXPECT_NEAR(solution.head_m("G"), 40.0 + lift, head_m);
    EXPECT_NEAR(solution.head_m("H"), 40.0 + lift - laminar_m(200.0, 0.08, q), head_m);
}

// EPANET lifts by 8.814 hp/q at full speed, times the cube of the speed; a horse power is 0.7457 kW to it.
TEST(EpanetCases, ConstantPower) {
    double const per_cfs = 28.317;
    auto const hw_m = [&](double length_m, double diameter_m, double l_s) {
        return hazen_williams_ft(length_m / foot, diameter_m / foot, 100.0, l_s / per_cfs) * foot;
    };
    auto const lift_m = [&](double kw, double l_s) { return 8.814 * kw / 0.7457 / (l_s / per_cfs) * foot; };
    auto const solution = solved("constant_power.inp");
    // 20 m + lift(q) - pipe(q - 6) = 63 m
    double const q =
        root([&](double l_s) { return lift_m(15.0, l_s) - 43.0 - hw_m(500.0, 0.15, l_s - 6.0); }, 6.0, 100.0);
    EXPECT_NEAR(solution.flow("lift"), q, flow_unit);
    EXPECT_NEAR(solution.head_m("A"), 20.0 + lift_m(15.0, q), head_m);
    EXPECT_NEAR(solution.head_m("B"), 20.0 + 0.512 * lift_m(2.0, 9.0), head_m);
    // 20 m = 10 m + (e/0.3)^(1/0.8) + pipe(e)
    double const e =
        root([&](double l_s) { return 10.0 - std::pow(l_s / 0.3, 1.25) - hw_m(100.0, 0.1, l_s); }, 0.0, 10.0);
    EXPECT_NEAR(solution.flow("PB"), e, flow_unit);
    EXPECT_NEAR(solution.head_m("E"), 20.0 - hw_m(100.0, 0.1, e), head_m);
}

// Written as a project and read again, every network has the very same solution.
TEST(EpanetCases, KeepTheirSolutionThroughAProjectFile) {
    auto const folder = saggar::testing_support::source_dir() / "tests/data/epanet";
    int compared = 0;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() != ".inp") {
            continue;
        }
        auto const name = entry.path().filename().string();
        auto const direct = solved(name);
        auto again = read_epanet(entry.path(), {.epanet_constants = true});
        auto const file = std::filesystem::path{::testing::TempDir()} / (name + ".yaml");
        write_project(again.project, file);
        again.project = read_project(file);
        std::filesystem::remove(file);
        auto const through_file = testing_support::solve_epanet(std::move(again));
        EXPECT_EQ(through_file.state.mass_flow_kg_s, direct.state.mass_flow_kg_s) << name;
        EXPECT_EQ(through_file.state.pressure_pa, direct.state.pressure_pa) << name;
        ++compared;
    }
    EXPECT_EQ(compared, 6);
}

} // namespace
} // namespace saggar
