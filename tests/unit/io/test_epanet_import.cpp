// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/epanet_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace saggar {
namespace {

using ::testing::HasSubstr;

constexpr double cubic_foot_m3 = 0.3048 * 0.3048 * 0.3048;

EpanetImport imported(std::string const& text, EpanetOptions const& options = {}) {
    return parse_epanet(text, "test.inp", options);
}

std::vector<Problem> problems_of(std::string const& text, EpanetOptions const& options = {}) {
    try {
        static_cast<void>(parse_epanet(text, "test.inp", options));
    } catch (Error const& error) {
        return error.problems();
    }
    return {};
}

std::string one_pipe(std::string const& options, std::string const& more = {}) {
    return "[JUNCTIONS]\nJ 10 5\n[RESERVOIRS]\nR 50\n[PIPES]\nP R J 100 200 0.1 2\n[OPTIONS]\n" + options +
           "\n" + more;
}

// 5 flow units drawn in every unit that EPANET knows: its own factor, and the exact one.
struct UnitCase {
    std::string name;
    double per_cubic_foot_second;
    double exact_m3_s;
    bool metric;
};
void PrintTo(UnitCase const& unit, std::ostream* out) {
    *out << unit.name;
}
class FlowUnits : public ::testing::TestWithParam<UnitCase> {};

TEST_P(FlowUnits, AreConvertedByEpanetsFactorOrExactly) {
    auto const& unit = GetParam();
    auto const text = one_pipe("UNITS " + unit.name);
    auto const exact = imported(text);
    ASSERT_EQ(exact.project.withdrawals.size(), 1U);
    EXPECT_NEAR(exact.project.withdrawals[0].mass_flow_kg_s, 5.0 * unit.exact_m3_s * 998.2,
                1e-9 * unit.exact_m3_s * 998.2);
    auto const as_epanet = imported(text, {.epanet_constants = true});
    double const flow_m3_s = 5.0 / unit.per_cubic_foot_second * cubic_foot_m3;
    EXPECT_NEAR(as_epanet.project.withdrawals[0].mass_flow_kg_s, flow_m3_s * 1000.0,
                1e-12 * flow_m3_s * 1000.0);
    // The two differ by EPANET's rounding, never more than 4 parts in 10,000.
    EXPECT_NEAR(flow_m3_s / (5.0 * unit.exact_m3_s), 1.0, 4e-4);

    auto const& pipe = exact.project.pipes.at(0);
    double const length = unit.metric ? 1.0 : 0.3048;
    EXPECT_DOUBLE_EQ(*pipe.length_m, 100.0 * length);
    EXPECT_DOUBLE_EQ(*pipe.inner_diameter_mm, unit.metric ? 200.0 : 200.0 * 25.4);
    EXPECT_DOUBLE_EQ(exact.project.nodes.at(0).elevation_m, 10.0 * length);
    EXPECT_DOUBLE_EQ(*exact.project.reservoirs.at(0).head_m, 50.0 * length);
}

INSTANTIATE_TEST_SUITE_P(AllOfThem, FlowUnits,
                         ::testing::Values(UnitCase{"CFS", 1.0, cubic_foot_m3, false},
                                           UnitCase{"GPM", 448.831, 6.30901964e-5, false},
                                           UnitCase{"MGD", 0.64632, 4.3812636388889e-2, false},
                                           UnitCase{"IMGD", 0.5382, 5.2616782407407e-2, false},
                                           UnitCase{"AFD", 1.9837, 1.4276410156800e-2, false},
                                           UnitCase{"LPS", 28.317, 1e-3, true},
                                           UnitCase{"LPM", 1699.0, 1.6666666666667e-5, true},
                                           UnitCase{"MLD", 2.4466, 1.1574074074074e-2, true},
                                           UnitCase{"CMH", 101.94, 2.7777777777778e-4, true},
                                           UnitCase{"CMD", 2446.6, 1.1574074074074e-5, true},
                                           UnitCase{"CMS", 0.028317, 1.0, true}),
                         [](auto const& each) { return each.param.name; });

TEST(EpanetImport, DefaultsAreThoseOfEpanet) {
    auto const result = imported(one_pipe(""));
    EXPECT_EQ(result.units.flow, "GPM");
    EXPECT_EQ(result.project.physics.friction, FrictionModel::hazen_williams);
    EXPECT_EQ(result.project.pipes.at(0).hazen_williams_c, 0.1);
    EXPECT_FALSE(result.project.pipes.at(0).roughness_mm.has_value());
}

TEST(EpanetImport, EpanetsConstantsAreNamedInTheProject) {
    auto const text = one_pipe("UNITS LPS\nHEADLOSS D-W\nVISCOSITY 0.4\nSPECIFIC GRAVITY 0.98");
    auto const epanet = imported(text, {.epanet_constants = true}).project;
    EXPECT_EQ(epanet.physics.friction, FrictionModel::epanet);
    EXPECT_DOUBLE_EQ(epanet.physics.gravity_m_s2, 32.2 * 0.3048);
    EXPECT_DOUBLE_EQ(*epanet.fluid.density_kg_m3, 980.0);
    EXPECT_NEAR(*epanet.fluid.dynamic_viscosity_pa_s / 980.0, 4.08773e-7, 1e-12); // reference README
    auto const own = imported(text).project;
    EXPECT_EQ(own.physics.friction, FrictionModel::colebrook);
    EXPECT_DOUBLE_EQ(own.physics.gravity_m_s2, 9.80665);
    EXPECT_EQ(own.fluid.model, FluidModel::constant);
    EXPECT_EQ(own.pipes.at(0).roughness_mm, 0.1);
}

TEST(EpanetImport, ViscosityBelowAThousandthIsAbsolute) {
    auto const us = imported(one_pipe("UNITS CFS\nVISCOSITY 2e-5")).project;
    EXPECT_NEAR(*us.fluid.dynamic_viscosity_pa_s, 2e-5 * 0.3048 * 0.3048 * 998.2, 1e-12);
    auto const metric = imported(one_pipe("UNITS LPS\nVISCOSITY 1.5e-6")).project;
    EXPECT_NEAR(*metric.fluid.dynamic_viscosity_pa_s, 1.5e-6 * 998.2, 1e-12);
}

TEST(EpanetImport, RoughnessFollowsTheHeadLossFormula) {
    EXPECT_NEAR(*imported(one_pipe("UNITS GPM\nHEADLOSS D-W")).project.pipes.at(0).roughness_mm, 0.03048,
                1e-12); // thousandths of a foot
    EXPECT_EQ(imported(one_pipe("UNITS LPS\nHEADLOSS C-M")).project.pipes.at(0).manning_n, 0.1);
}

TEST(EpanetImport, MinorLossKeepsEpanetsHeadLoss) {
    EXPECT_EQ(imported(one_pipe("UNITS LPS")).project.pipes.at(0).zeta, 2.0);
    // EPANET: h = 0.02517 K Q2/d4 in ft and ft3/s; ours: zeta v2/2g.
    auto const result = imported(one_pipe("UNITS LPS"), {.epanet_constants = true});
    double const q_m3_s = 0.05;
    double const d_m = 0.2;
    double const v = q_m3_s / (std::numbers::pi / 4.0 * d_m * d_m);
    double const ours_m = result.project.pipes.at(0).zeta * v * v / (2.0 * result.units.gravity_m_s2);
    double const epanets_ft = 0.02517 * 2.0 * std::pow(q_m3_s / cubic_foot_m3, 2) / std::pow(d_m / 0.3048, 4);
    EXPECT_NEAR(ours_m, epanets_ft * 0.3048, 1e-12);
}

constexpr char const* two_demands = R"([JUNCTIONS]
J 0 9
K 0 4
[RESERVOIRS]
R 20
[PIPES]
1 R J 10 100 100
2 J K 10 100 100
[DEMANDS]
J 1 A    ;household
J 2 B    ;industry
J 3
[PATTERNS]
A 10 20
A 30
B 5
D 0.5 0.25
[OPTIONS]
UNITS CMS
PATTERN D
DEMAND MULTIPLIER 2
[TIMES]
DURATION 3:00
PATTERN TIMESTEP 0:30
PATTERN START 0:45
)";

TEST(EpanetImport, DemandsOfSeveralCategoriesFollowTheirPatterns) {
    auto const result = imported(two_demands, {.epanet_constants = true, .every_pattern_step = true});
    double const unit = 1000.0 * cubic_foot_m3 / 0.028317;
    // The run starts in step 1 of the patterns (45 minutes): A 20, B 5, D 0.25 (for K, and J's third).
    auto const flow = [&](std::size_t i) { return result.project.withdrawals.at(i).mass_flow_kg_s / unit; };
    EXPECT_NEAR(flow(0), 2.0 * (1.0 * 20.0 + 2.0 * 5.0 + 3.0 * 0.25), 1e-12);
    EXPECT_NEAR(flow(1), 2.0 * 4.0 * 0.25, 1e-12);
    // Patterns change 15 minutes after the start, then every half hour, up to 3 h.
    std::vector<std::string> ids;
    for (auto const& point : result.project.operating_points) {
        ids.push_back(point.id);
    }
    ASSERT_EQ(ids, (std::vector<std::string>{"h000-00", "h000-15", "h000-45", "h001-15", "h001-45", "h002-15",
                                             "h002-45"}));
    auto const at = [&](std::size_t step, std::string_view withdrawal) {
        for (auto const& setting : result.project.operating_points[step].withdrawals) {
            if (setting.withdrawal == withdrawal) {
                return setting.mass_flow_kg_s.value() / unit;
            }
        }
        return std::numeric_limits<double>::quiet_NaN(); // as at time 0
    };
    EXPECT_TRUE(std::isnan(at(0, "J.demand")) && std::isnan(at(0, "K.demand")));
    EXPECT_NEAR(at(1, "J.demand"), 2.0 * (30.0 + 10.0 + 3.0 * 0.5), 1e-12);
    EXPECT_NEAR(at(2, "J.demand"), 2.0 * (10.0 + 10.0 + 3.0 * 0.25), 1e-12);
    EXPECT_NEAR(at(1, "K.demand"), 2.0 * 4.0 * 0.5, 1e-12);
    EXPECT_TRUE(std::isnan(at(2, "K.demand")));
}

TEST(EpanetImport, WithoutDurationTheLongestPatternIsTheSpan) {
    std::string text = two_demands;
    text.replace(text.find("DURATION 3:00"), 13, "");
    auto const result = imported(text, {.every_pattern_step = true});
    EXPECT_EQ(result.project.operating_points.back().id,
              "h000-45"); // three steps of half an hour, begun in the middle of one
}

std::string with_pump(std::string const& pump, std::string const& curves) {
    return "[JUNCTIONS]\nJ 0 1\n[RESERVOIRS]\nR 5\n[PUMPS]\nP R J " + pump + "\n[CURVES]\n" + curves +
           "\n[OPTIONS]\nUNITS CMH\n";
}

TEST(EpanetImport, PumpCurveOfOnePoint) {
    auto const own = imported(with_pump("HEAD C", "C 100 30")).project.pumps.at(0);
    EXPECT_EQ(own.flow_m3_h.size(), 1U);
    EXPECT_NEAR(own.flow_m3_h[0], 100.0, 1e-9);
    EXPECT_NEAR(own.head_m[0], 30.0, 1e-12);
    auto const epanet =
        imported(with_pump("HEAD C", "C 100 30"), {.epanet_constants = true}).project.pumps.at(0);
    double const unit = 3600.0 * cubic_foot_m3 / 101.94;
    ASSERT_EQ(epanet.flow_m3_h.size(), 3U);
    EXPECT_EQ(epanet.flow_m3_h[0], 0.0);
    EXPECT_NEAR(epanet.flow_m3_h[1], 100.0 * unit, 1e-9);
    EXPECT_NEAR(epanet.flow_m3_h[2], 200.0 * unit, 1e-9);
    EXPECT_THAT(epanet.head_m, ::testing::ElementsAre(::testing::DoubleEq(1.33334 * 30.0), 30.0, 0.0));
}

TEST(EpanetImport, PumpCurveOfThreePointsFromNoFlow) {
    auto const pump =
        imported(with_pump("HEAD C SPEED 0.8", "C 0 40\nC 100 30\nC 150 5")).project.pumps.at(0);
    EXPECT_THAT(pump.head_m, ::testing::ElementsAre(40.0, 30.0, 5.0));
    EXPECT_EQ(pump.speed, 0.8);
    EXPECT_EQ(pump.efficiency, 0.75); // EPANET's default
}

// EPANET draws straight lines through two points, or three that do not begin at no flow, and so do projects.
TEST(EpanetImport, OtherPumpCurvesKeepTheirPoints) {
    auto const two = imported(with_pump("HEAD C", "C 10 40\nC 100 30")).project.pumps.at(0);
    EXPECT_THAT(two.head_m, ::testing::ElementsAre(40.0, 30.0));
    auto const three = imported(with_pump("HEAD C", "C 10 40\nC 50 38\nC 100 30")).project.pumps.at(0);
    EXPECT_NEAR(three.flow_m3_h.at(0), 10.0, 1e-9);
    auto const five =
        imported(with_pump("HEAD C", "C 0 40\nC 20 39\nC 50 36\nC 80 30\nC 100 20")).project.pumps.at(0);
    EXPECT_EQ(five.flow_m3_h.size(), 5U);
}

// EPANET: h Q = 8.814 hp in ft and ft3/s; a horse power is 0.7457 kW to it.
TEST(EpanetImport, PumpsOfConstantPower) {
    auto const epanet = imported(with_pump("POWER 7.457", ""), {.epanet_constants = true});
    auto const& pump = epanet.project.pumps.at(0);
    EXPECT_TRUE(pump.flow_m3_h.empty());
    double const q_m3_s = 0.02;
    double const ours_m = *pump.hydraulic_power_kw * 1e3 / q_m3_s / (1000.0 * 9.81456);
    EXPECT_NEAR(ours_m, 8.814 * 10.0 / (q_m3_s / cubic_foot_m3) * 0.3048, 1e-9);
    EXPECT_EQ(imported(with_pump("POWER 7.457", "")).project.pumps.at(0).hydraulic_power_kw, 7.457);
    EXPECT_EQ(imported(with_pump("7.457", "")).project.pumps.at(0).hydraulic_power_kw, 7.457); // version 1
}

TEST(EpanetImport, PumpsInTheFormOfVersion1) {
    auto const pump = imported(with_pump("40 30 100 5 150", "")).project.pumps.at(0);
    EXPECT_THAT(pump.head_m, ::testing::ElementsAre(40.0, 30.0, 5.0));
    EXPECT_NEAR(pump.flow_m3_h[2], 150.0, 1e-9);
    EXPECT_EQ(imported(with_pump("30 100", "")).project.pumps.at(0).head_m, std::vector<double>{30.0});
}

TEST(EpanetImport, ASpeedPatternAndAStatusSetThePump) {
    auto const text = with_pump("HEAD C PATTERN S", "C 100 30") + "[PATTERNS]\nS 0 1.2\n";
    EXPECT_FALSE(imported(text).project.pumps.at(0).running);
    auto const faster = imported(text + "[TIMES]\nPATTERN START 1\n").project.pumps.at(0);
    EXPECT_TRUE(faster.running);
    EXPECT_EQ(faster.speed, 1.2);
    auto const stopped =
        imported(with_pump("HEAD C", "C 100 30") + "[STATUS]\nP CLOSED\n").project.pumps.at(0);
    EXPECT_FALSE(stopped.running);
    EXPECT_EQ(imported(with_pump("HEAD C", "C 100 30") + "[STATUS]\nP 0.9\n").project.pumps.at(0).speed, 0.9);
}

std::string with_valve(std::string const& units, std::string const& valve, std::string const& more = {}) {
    return "[JUNCTIONS]\nA 0\nB 3 1\n[RESERVOIRS]\nR 50\n[PIPES]\nP R A 10 10 100\n[VALVES]\nV A B " + valve +
           "\n[OPTIONS]\nUNITS " + units + "\n" + more;
}

TEST(EpanetImport, PressureValvesInTheUnitsOfTheFile) {
    auto const metric = imported(with_valve("LPS", "100 PRV 25"), {.epanet_constants = true}).project;
    ASSERT_EQ(metric.valves.at(0).kind, ValveKind::pressure_reducing);
    EXPECT_NEAR(*metric.valves[0].set_pressure_bar, 25.0 * 1000.0 * 9.81456 / 1e5, 1e-9);
    EXPECT_FALSE(metric.valves[0].kv_m3_h.has_value());
    // 60 psi is 60/0.4333 feet of water to EPANET.
    auto const us = imported(with_valve("GPM", "4 PSV 60"), {.epanet_constants = true}).project;
    ASSERT_EQ(us.valves.at(0).kind, ValveKind::pressure_sustaining);
    EXPECT_NEAR(*us.valves[0].set_pressure_bar, 60.0 / 0.4333 * 0.3048 * 1000.0 * 9.81456 / 1e5, 1e-9);
    EXPECT_NEAR(*imported(with_valve("GPM", "4 PSV 60")).project.valves.at(0).set_pressure_bar,
                60.0 * 0.06894757293168, 1e-9);
    auto const breaker = imported(with_valve("LPS", "100 PBV 200", "PRESSURE KPA\n")).project.valves.at(0);
    ASSERT_EQ(breaker.kind, ValveKind::pressure_breaker);
    EXPECT_NEAR(*breaker.set_differential_pressure_bar, 2.0, 1e-12);
}

// A heavier fluid: a pressure in metres is of water, a head of the fluid.
TEST(EpanetImport, PressureUnitsKnowTheSpecificGravity) {
    auto const text = with_valve("LPS", "100 PRV 30", "SPECIFIC GRAVITY 1.2\n");
    for (bool const epanet_constants : {false, true}) {
        auto const result = imported(text, {.epanet_constants = epanet_constants});
        EXPECT_NEAR(result.units.pressure_head_m, 1.0 / 1.2, 1e-12);
    }
}

TEST(EpanetImport, ThrottleValvesGetTheKvOfTheirLoss) {
    auto const result = imported(with_valve("LPS", "100 TCV 8"), {.epanet_constants = true});
    auto const& valve = result.project.valves.at(0);
    ASSERT_EQ(valve.kind, ValveKind::throttling);
    double const q_m3_s = 0.01;
    double const head_m = 1e5 * std::pow(3600.0 * q_m3_s / *valve.kv_m3_h, 2) / (1000.0 * 9.81456);
    double const epanets_ft = 0.02517 * 8.0 * std::pow(q_m3_s / cubic_foot_m3, 2) / std::pow(0.1 / 0.3048, 4);
    EXPECT_NEAR(head_m, epanets_ft * 0.3048, 1e-10);
    // Fixed open it keeps its minor loss, here none; shut it is shut.
    EXPECT_EQ(imported(with_valve("LPS", "100 TCV 8", "[STATUS]\nV OPEN\n")).project.valves.at(0).kind,
              ValveKind::isolation);
    EXPECT_FALSE(imported(with_valve("LPS", "100 TCV 8", "[STATUS]\nV CLOSED\n")).project.valves.at(0).open);
}

TEST(EpanetImport, FlowControlAndGeneralPurposeValves) {
    auto const limiter = imported(with_valve("CMH", "100 FCV 36 2")).project.valves.at(0);
    ASSERT_EQ(limiter.kind, ValveKind::flow_limiter);
    EXPECT_NEAR(*limiter.set_flow_m3_h, 36.0, 1e-9);
    EXPECT_TRUE(limiter.kv_m3_h.has_value());
    auto const curve =
        imported(with_valve("CMH", "100 GPV C", "[CURVES]\nC 0 0\nC 10 1\nC 20 5\n")).project.valves.at(0);
    ASSERT_EQ(curve.kind, ValveKind::head_loss_curve);
    EXPECT_THAT(curve.head_loss_m, ::testing::ElementsAre(0.0, 1.0, 5.0));
    EXPECT_NEAR(curve.flow_m3_h.at(2), 20.0, 1e-9);
}

TEST(EpanetImport, PositionalValves) {
    auto const kv = [](std::string const& valve, std::string const& more = {}) {
        return imported(with_valve("LPS", valve, more)).project.valves.at(0).kv_m3_h.value();
    };
    double const wide_open = kv("100 PCV 100 4");
    EXPECT_NEAR(kv("100 PCV 25 4"), 0.25 * wide_open, 1e-9); // linear without a curve
    EXPECT_NEAR(kv("100 PCV 25 4 C", "[CURVES]\nC 0 0\nC 50 20\nC 100 100\n"), 0.10 * wide_open, 1e-9);
    EXPECT_FALSE(imported(with_valve("LPS", "100 PCV 0 4")).project.valves.at(0).open);
}

TEST(EpanetImport, CheckValvesAndClosedPipes) {
    auto const project = imported("[JUNCTIONS]\nA 0 1\n[RESERVOIRS]\nR 9\n[PIPES]\n1 R A 1 10 100 CV\n"
                                  "2 R A 1 10 100 0.5 Closed\n3 R A 1 10 100 OPEN\n4 R A 1 10 100 7\n"
                                  "[STATUS]\n3 4 CLOSED\n")
                             .project;
    EXPECT_TRUE(project.pipes.at(0).one_way);
    EXPECT_FALSE(project.pipes.at(1).open);
    EXPECT_EQ(project.pipes.at(1).zeta, 0.5);
    EXPECT_FALSE(project.pipes.at(2).open); // by the range of [STATUS]
    EXPECT_FALSE(project.pipes.at(3).open);
    EXPECT_EQ(project.pipes.at(3).zeta, 7.0);
}

TEST(EpanetImport, TanksReservoirsAndTheirPatterns) {
    auto const result = imported("[JUNCTIONS]\nJ 0 1\n[RESERVOIRS]\nR 40 H\n[TANKS]\nT 100 5 1 9 12 0 V\n"
                                 "U 30 2 0 4 0\n[PATTERNS]\nH 1.5\n[CURVES]\nV 0 0\nV 10 500\n[PIPES]\n"
                                 "1 R J 1 10 100\n2 T J 1 10 100\n3 U J 1 10 100\n[OPTIONS]\nUNITS LPS\n");
    auto const& project = result.project;
    EXPECT_EQ(project.reservoirs.at(0).id, "R.reservoir");
    EXPECT_EQ(project.reservoirs.at(0).head_m, 60.0);
    EXPECT_EQ(project.reservoirs.at(1).head_m, 32.0); // a tank without a diameter is a reservoir
    ASSERT_EQ(project.tanks.size(), 1U);
    EXPECT_EQ(project.tanks[0].level_m, 5.0);
    EXPECT_EQ(project.tanks[0].maximum_level_m, 9.0);
    EXPECT_EQ(project.tanks[0].diameter_m, 12.0);
    EXPECT_EQ(project.nodes.at(2).elevation_m, 100.0);
    std::string said;
    for (auto const& note : result.notes) {
        said += to_string(note, "test.inp") + "\n";
    }
    EXPECT_THAT(said, HasSubstr("volume curve 'V' is not kept"));
    EXPECT_THAT(said, HasSubstr("head follows pattern 'H'"));
}

TEST(EpanetImport, AnEmitterIsAValveIntoTheOpen) {
    auto const text = one_pipe("UNITS LPS", "[EMITTERS]\nJ 0.5\n");
    auto const result = imported(text, {.epanet_constants = true});
    auto const& project = result.project;
    ASSERT_EQ(project.valves.size(), 1U);
    EXPECT_EQ(project.valves[0].from, "J");
    EXPECT_EQ(project.valves[0].kind, ValveKind::throttling);
    ASSERT_EQ(project.reservoirs.size(), 2U);
    EXPECT_EQ(project.reservoirs[0].pressure_bar, 0.0);
    EXPECT_EQ(project.reservoirs[0].node, project.valves[0].to);
    // At 16 m of pressure it lets 0.5 * 4 L/s pass.
    double const dp_bar = 16.0 * 1000.0 * 9.81456 / 1e5;
    double const flow_m3_h = *project.valves[0].kv_m3_h * std::sqrt(dp_bar);
    EXPECT_NEAR(flow_m3_h / 3600.0 / result.units.flow_m3_s, 2.0, 1e-12);
    EXPECT_EQ(imported(text + "[OPTIONS]\nBACKFLOW ALLOWED NO\n").project.valves.at(0).kind,
              ValveKind::check);
}

TEST(EpanetImport, AnEmitterOfAnotherExponentIsACurve) {
    auto const result = imported(one_pipe("UNITS LPS\nEMITTER EXPONENT 0.8", "[EMITTERS]\nJ 0.5\n"));
    auto const& valve = result.project.valves.at(0);
    ASSERT_EQ(valve.kind, ValveKind::head_loss_curve);
    EXPECT_NEAR(valve.flow_m3_h.at(0), 1.8, 1e-12);
    EXPECT_NEAR(valve.head_loss_m.at(0), 1.0, 1e-12);
    EXPECT_EQ(valve.head_loss_exponent, 1.25);
}

TEST(EpanetImport, LinksThatShareAnIdWithANodeAreRenamed) {
    auto const result = imported("[JUNCTIONS]\n10 0 1\n11 0\n[RESERVOIRS]\n9 9\n[PIPES]\n10 9 10 1 10 100\n"
                                 "X#1 10 11 1 10 100\n");
    EXPECT_EQ(result.link_ids.at("10"), "10.pipe");
    EXPECT_EQ(result.link_ids.at("X#1"), "X_1");
    EXPECT_EQ(result.node_ids.at("10"), "10");
    EXPECT_EQ(result.project.pipes.at(0).id, "10.pipe");
    EXPECT_EQ(result.project.pipes.at(0).to, "10");
}

TEST(EpanetImport, PositionsAndVerticesBecomeARoute) {
    std::string const map = "[COORDINATES]\nR 0 0\nJ 30 40\n[VERTICES]\nP 10 0\nP 10 20\n";
    auto const project = imported(one_pipe("UNITS LPS", map)).project;
    EXPECT_EQ(project.nodes.at(0).x_m, 30.0);
    EXPECT_EQ(project.pipes.at(0).route_xy_m, (std::vector<double>{10.0, 0.0, 10.0, 20.0}));
    EXPECT_EQ(project.pipes.at(0).length_m, 100.0); // as given, not as drawn
    auto const feet = imported(one_pipe("UNITS LPS", map + "[BACKDROP]\nUNITS FEET\n")).project;
    EXPECT_NEAR(*feet.nodes.at(0).y_m, 12.192, 1e-12);
    EXPECT_FALSE(imported(one_pipe("", map + "[BACKDROP]\nUNITS Degrees\n")).project.nodes.at(0).x_m);
}

TEST(EpanetImport, ControlsActIfTheyDoAtTimeZeroAndAreNamedIfNot) {
    std::string const text = "[JUNCTIONS]\nJ 0 1\n[TANKS]\nT 50 3 1 9 12\n[PIPES]\n1 T J 1 10 100\n"
                             "2 T J 1 10 100\n3 T J 1 10 100\n4 T J 1 10 100\n[CONTROLS]\n"
                             "LINK 1 CLOSED AT TIME 0\nLINK 2 CLOSED AT CLOCKTIME 6 AM\n"
                             "LINK 3 CLOSED IF NODE T BELOW 4\nLINK 4 CLOSED IF NODE J ABOVE 20\n"
                             "LINK 4 CLOSED AT TIME 5\n[RULES]\nRULE night\nIF SYSTEM CLOCKTIME >= 10 PM\n"
                             "THEN PIPE 4 STATUS IS CLOSED\n[TIMES]\nSTART CLOCKTIME 6:00\n";
    auto const result = imported(text);
    EXPECT_FALSE(result.project.pipes.at(0).open);
    EXPECT_FALSE(result.project.pipes.at(1).open);
    EXPECT_FALSE(result.project.pipes.at(2).open);
    EXPECT_TRUE(result.project.pipes.at(3).open);
    auto const left = std::count_if(result.notes.begin(), result.notes.end(), [](ImportNote const& note) {
        return note.kind == ImportNoteKind::not_simulated;
    });
    EXPECT_EQ(left, 3); // the junction's pressure, hour 5, the rule
}

TEST(EpanetImport, WhatCannotBeTranslatedIsNamedOrLeftOutOnRequest) {
    std::string const text = "[JUNCTIONS]\nJ 0 1\nK 0 1\n[RESERVOIRS]\nR 5\n[PIPES]\nB R J 1 10 100\n"
                             "A J K 1 10 100\n[EMITTERS]\nK 3\n[LEAKAGE]\nA 1 0\n[OPTIONS]\n"
                             "EMITTER EXPONENT 0.7\nBACKFLOW ALLOWED NO\nDEMAND MODEL PDA\n[VALVES]\n"
                             "V J K 10 GPV C\n[CURVES]\nC 0 1\nC 2 0.5\n";
    auto const problems = problems_of(text);
    ASSERT_EQ(problems.size(), 4U);
    std::vector<std::size_t> lines;
    for (auto const& problem : problems) {
        EXPECT_EQ(problem.code, ErrorCode::not_translatable) << to_string(problem);
        EXPECT_EQ(problem.place.file, "test.inp");
        lines.push_back(problem.place.line);
    }
    EXPECT_THAT(lines, ::testing::UnorderedElementsAre(10U, 12U, 16U, 20U));
    auto const partial = imported(text, {.allow_incomplete = true});
    EXPECT_EQ(partial.untranslated.size(), 4U);
    EXPECT_TRUE(partial.project.valves.empty()); // neither the emitter nor the valve without a curve
}

TEST(EpanetImport, SaysEverythingThatIsWrongAtOnceWithItsLine) {
    auto const problems =
        problems_of("[JUNCTIONS]\nJ ten\nJ 0\nK\n[RESERVOIRS]\nR 5 nopattern\n[PIPES]\n"
                    "P R X 10 0 -3\nP R J 10 10 100 MAYBE\nQ R R 1 1 1\n[VALVES]\n"
                    "V R J 10 XYZ 5\n[OPTIONS]\nUNITS GALLONS\nCOLOUR red\n[NONSENSE]\n1 2\n"
                    "[CURVES]\nC 5 1\nC 4 2\n[TIMES]\nDURATION long\n[STATUS]\nZ OPEN\n");
    std::vector<std::pair<std::size_t, ErrorCode>> found;
    for (auto const& problem : problems) {
        found.emplace_back(problem.place.line, problem.code);
    }
    using Code = ErrorCode;
    std::vector<std::pair<std::size_t, ErrorCode>> const expected{
        {2, Code::value_wrong_type},   {3, Code::duplicate_id},     {4, Code::syntax_error},
        {6, Code::unknown_id},         {8, Code::unknown_id},       {8, Code::value_out_of_range},
        {8, Code::value_out_of_range}, {9, Code::value_wrong_type}, {9, Code::duplicate_id},
        {10, Code::self_loop},         {12, Code::value_unknown},   {14, Code::value_unknown},
        {15, Code::unknown_field},     {16, Code::unknown_field},   {20, Code::value_out_of_range},
        {22, Code::value_wrong_type},  {24, Code::unknown_id}};
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected));
}

TEST(EpanetImport, PumpCurvesThatDoNotFallAreRefused) {
    EXPECT_EQ(problems_of(with_pump("HEAD C", "C 0 40\nC 100 45\nC 150 5")).at(0).code,
              ErrorCode::values_conflict);
    EXPECT_EQ(problems_of(with_pump("HEAD C", "C 0 40\nC 10 40\nC 150 5\nC 160 4")).at(0).code,
              ErrorCode::values_conflict);
    EXPECT_EQ(problems_of(with_pump("HEAD C", "C 0 40")).at(0).code, ErrorCode::value_out_of_range);
    EXPECT_EQ(problems_of(with_pump("SPEED 1", "")).at(0).code, ErrorCode::value_missing);
}

// Flows and positions of another file are not read, and that is said; files that EPANET writes matter to
// nobody.
TEST(EpanetImport, OtherFilesAreNamed) {
    auto const imported = parse_epanet("[JUNCTIONS]\nA 0 1\n[RESERVOIRS]\nR 10\n[PIPES]\n1 R A 100 100 100\n"
                                       "[OPTIONS]\nUNITS LPS\nHYDRAULICS USE old.hyd\nMAP town.map\n",
                                       "m.inp");
    ASSERT_EQ(imported.notes.size(), 2U);
    for (auto const& note : imported.notes) {
        EXPECT_EQ(note.kind, ImportNoteKind::not_read);
    }
    EXPECT_EQ(to_string(imported.notes[0], "m.inp"),
              "m.inp:9: [OPTIONS] HYDRAULICS USE old.hyd: flows are not taken from this file but solved");
    EXPECT_EQ(to_string(imported.notes[1], "m.inp"),
              "m.inp:10: [OPTIONS] MAP town.map: positions are read from [COORDINATES] only");
    auto const saved = parse_epanet("[JUNCTIONS]\nA 0 1\n[RESERVOIRS]\nR 10\n[PIPES]\n1 R A 100 100 100\n"
                                    "[OPTIONS]\nUNITS LPS\nHYDRAULICS SAVE new.hyd\n",
                                    "m.inp");
    EXPECT_TRUE(saved.notes.empty());
}

TEST(EpanetImport, UnreadableFile) {
    try {
        static_cast<void>(read_epanet("no/such/file.inp"));
        FAIL() << "read a file that is not there";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
    }
}

// Every line of the tests above in one file, cut short and mutilated in many ways: an Error or a project,
// nothing else.
TEST(EpanetImport, SurvivesTruncationAndMutation) {
    std::string const whole = "[TITLE]\nsome \"title\" ; comment\n" + std::string{two_demands} +
                              with_pump("HEAD C SPEED 0.8 PATTERN A", "C 0 40\nC 100 30\nC 150 5") +
                              with_valve("GPM", "4 PCV 60 2 C", "PRESSURE PSI\n") +
                              "[TANKS]\nT 100 5 1 9 12 0 C YES\n[EMITTERS]\nJ 0.5\n[CONTROLS]\n"
                              "LINK 1 CLOSED IF NODE T BELOW 4\nLINK 2 OPEN AT CLOCKTIME 6:30 PM\n"
                              "[ENERGY]\nPUMP P EFFIC C\nGLOBAL EFFIC 80\n[RULES]\nRULE 1\n[END]\n";
    int errors = 0;
    auto const attempt = [&](std::string const& text) {
        try {
            static_cast<void>(
                parse_epanet(text, "m.inp", {.allow_incomplete = true, .every_pattern_step = true}));
        } catch (Error const&) {
            ++errors;
        }
    };
    for (std::size_t length = 0; length < whole.size(); ++length) {
        attempt(whole.substr(0, length));
    }
    std::mt19937 random{20241124};
    std::string const letters = "0123456789.-+eE[]\";: \t\n\rABJKPRTVC*\xff";
    for (int i = 0; i < 20000; ++i) {
        auto text = whole;
        for (int changes = 1 + static_cast<int>(random() % 4U); changes > 0; --changes) {
            auto const at = random() % text.size();
            switch (random() % 3U) {
            case 0: text[at] = letters[random() % letters.size()]; break;
            case 1: text.erase(at, 1U + random() % 12U); break;
            default: text.insert(at, 1, letters[random() % letters.size()]); break;
            }
        }
        text.push_back('\n');
        attempt(text);
    }
    EXPECT_GT(errors, 1000);
}

} // namespace
} // namespace saggar
