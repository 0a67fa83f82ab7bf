// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/pipe_heat.hpp"

#include "saggar/engine/physics/ground_temperature.hpp"
#include "saggar/engine/physics/mixing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace saggar;

// ---- one pipe ---------------------------------------------------------------------------------------------

TEST(PipeHeat, DecayIsExactToRoundOff) {
    std::mt19937_64 random{7};
    std::uniform_real_distribution<double> exponent{-15.0, 2.8};
    std::vector<double> x{0.0, 0.34657359027997264, 0.3465735902799727, 1.0, 30.0, 699.9};
    for (int i = 0; i < 100'000; ++i) {
        x.push_back(std::pow(10.0, exponent(random)));
    }
    std::vector<double> factor(x.size());
    decay_factors(x, factor);
    for (std::size_t i = 0; i < x.size(); ++i) {
        long double const exact = std::exp(-static_cast<long double>(x[i]));
        ASSERT_NEAR(factor[i], static_cast<double>(exact), 1e-15 * static_cast<double>(exact))
            << "x = " << x[i];
        long double const mean = x[i] == 0.0 ? 1.0L : -std::expm1(-static_cast<long double>(x[i])) / x[i];
        ASSERT_NEAR(pipe_mean_factor(x[i], 1.0), static_cast<double>(mean), 1e-15 * static_cast<double>(mean))
            << "x = " << x[i];
    }
}

TEST(PipeHeat, FrictionHeatAddsToTheOutlet) {
    // Without loss all of it warms the water: 50 W into 2 kg/s.
    EXPECT_NEAR(pipe_transfer(0.0, 2.0 * 4180.0, 50.0).rise_k, 50.0 / (2.0 * 4180.0), 1e-18);
    // At an inlet of ground + q/U the pipe is in equilibrium: nothing changes along it.
    auto const transfer = pipe_transfer(250.0, 300.0, 40.0);
    EXPECT_NEAR(transfer.outlet_c(10.0 + 40.0 / 250.0, 10.0), 10.0 + 40.0 / 250.0, 1e-14);
}

TEST(PipeHeat, LimitsOfNoFlowAndNoLoss) {
    EXPECT_EQ(pipe_transfer(250.0, 0.0).outlet_c(80.0, 10.0), 10.0)
        << "standing water is as cold as the ground";
    EXPECT_EQ(pipe_transfer(0.0, 0.0).outlet_c(80.0, 10.0), 80.0) << "nothing leaves, nothing changes";
    EXPECT_EQ(pipe_transfer(0.0, 1e3).factor, 1.0);
    EXPECT_EQ(pipe_transfer(250.0, -8e3).factor, pipe_transfer(250.0, 8e3).factor);
    EXPECT_NEAR(pipe_transfer(250.0, 0.0, 25.0).rise_k, 0.1, 1e-15) << "friction heat over conductance";
    double last = 1.0;
    for (double flow = 1e6; flow > 1e-30; flow *= 0.1) {
        auto const transfer = pipe_transfer(250.0, flow, 1.0);
        EXPECT_LE(transfer.factor, last);
        EXPECT_TRUE(transfer.factor >= 0.0 && std::isfinite(transfer.rise_k)) << flow;
        last = transfer.factor;
    }
    double const denormal = std::numeric_limits<double>::denorm_min();
    EXPECT_TRUE(std::isfinite(pipe_transfer(denormal, denormal, denormal).outlet_c(80.0, 10.0)));
    EXPECT_TRUE(std::isfinite(pipe_transfer(1e300, 1e-300).outlet_c(80.0, 10.0)));
}

TEST(PipeHeat, TwoHalvesMakeOnePipe) {
    for (double const flow : {10.0, 4e2, 5e4}) {
        auto const whole = pipe_transfer(180.0, flow, 30.0);
        auto const half = pipe_transfer(90.0, flow, 15.0);
        EXPECT_NEAR(half.outlet_c(half.outlet_c(83.0, 7.0), 7.0), whole.outlet_c(83.0, 7.0), 1e-13);
    }
}

TEST(PipeHeat, MeanFactorGivesTheLoss) {
    for (double const flow : {30.0, 4e2, 5e4, 1e9}) {
        double const loss_w = 250.0 * pipe_mean_factor(250.0, flow) * (80.0 - 10.0);
        EXPECT_NEAR(loss_w, -flow * std::expm1(-250.0 / flow) * 70.0, 1e-13 * loss_w);
    }
}

TEST(PipeHeat, ManyPipesAreTheSingleOnes) {
    std::vector<double> const conductance{0.0, 10.0, 250.0, 1e-9, 40.0};
    std::vector<double> const flow{1e3, 0.0, -4e3, 1e5, 12.0};
    std::vector<double> const friction{1.0, 0.0, 20.0, 3.0, 0.5};
    std::vector<double> factor(5);
    std::vector<double> rise(5);
    pipe_transfers(conductance, flow, friction, factor, rise);
    for (std::size_t i = 0; i < 5; ++i) {
        auto const single = pipe_transfer(conductance[i], flow[i], friction[i]);
        EXPECT_EQ(factor[i], single.factor);
        EXPECT_EQ(rise[i], single.rise_k);
    }
}

// ---- two pipes: an independent solution -------------------------------------------------------------------

// A stretch so short that Taylor's series solves it, joined with itself until the pipes are long enough. The
// joining formulas hold for any two stretches in series: they say that water leaving one enters the other.

using Long = long double;

struct Stretch { // out_i = factor_i1 in_1 + factor_i2 in_2 + rise_i
    std::array<std::array<Long, 3>, 2> out;
};

Stretch doubled(Stretch const& x, bool parallel) {
    auto const& o = x.out;
    Stretch y{};
    if (parallel) {
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                y.out[i][j] = o[i][0] * o[0][j] + o[i][1] * o[1][j] + (j == 2 ? o[i][2] : 0.0L);
            }
        }
        return y;
    }
    // In the middle: u of pipe 1 from the first stretch, v of pipe 2 from the second one.
    // u = o00 in1 + o01 v + o02,  v = o10 u + o11 in2 + o12
    Long const loop = 1.0L / (1.0L - o[0][1] * o[1][0]);
    std::array<Long, 3> const u{o[0][0] * loop, o[0][1] * o[1][1] * loop,
                                (o[0][2] + o[0][1] * o[1][2]) * loop};
    std::array<Long, 3> const v{o[1][0] * u[0], o[1][0] * u[1] + o[1][1], o[1][0] * u[2] + o[1][2]};
    for (std::size_t j = 0; j < 3; ++j) {
        y.out[0][j] = o[0][0] * u[j] + (j == 1 ? o[0][1] : 0.0L) + (j == 2 ? o[0][2] : 0.0L);
        y.out[1][j] = o[1][1] * v[j] + (j == 0 ? o[1][0] : 0.0L) + (j == 2 ? o[1][2] : 0.0L);
    }
    return y;
}

Stretch integrated(PairFlow const& flow) {
    Long const c1 = std::abs(flow.capacity_flow_1_w_k);
    Long const c2 = std::abs(flow.capacity_flow_2_w_k);
    bool const parallel = (flow.capacity_flow_1_w_k < 0.0) == (flow.capacity_flow_2_w_k < 0.0);
    int doublings = 0;
    for (Long ntu = flow.own_1_w_k / c1 + flow.own_2_w_k / c2; ntu > 0.1L; ntu /= 2) {
        ++doublings;
    }
    // d/dx of (excess 1, excess 2, 1) along pipe 1's flow; the exponential of that matrix by Taylor's series.
    Long const sign = parallel ? 1.0L : -1.0L;
    using Matrix = std::array<std::array<Long, 3>, 3>;
    Matrix const slope{
        {{-flow.own_1_w_k / c1, flow.mutual_w_k / c1, flow.friction_heat_1_w / c1},
         {sign * flow.mutual_w_k / c2, -sign * flow.own_2_w_k / c2, sign * flow.friction_heat_2_w / c2},
         {0.0L, 0.0L, 0.0L}}};
    Matrix term{{{1.0L, 0.0L, 0.0L}, {0.0L, 1.0L, 0.0L}, {0.0L, 0.0L, 1.0L}}};
    Matrix e = term;
    for (int k = 1; k < 24; ++k) {
        Matrix next{};
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                for (std::size_t l = 0; l < 3; ++l) {
                    next[i][j] += term[i][l] * std::ldexp(slope[l][j], -doublings) / k;
                }
                e[i][j] += next[i][j];
            }
        }
        term = next;
    }
    Stretch x{{e[0], e[1]}};
    if (!parallel) {
        // From end values in terms of those at x = 0 to outlets in terms of inlets: e2(0) is pipe 2's outlet.
        x.out[1] = {-e[1][0] / e[1][1], 1.0L / e[1][1], -e[1][2] / e[1][1]};
        for (std::size_t j = 0; j < 3; ++j) {
            x.out[0][j] = e[0][1] * x.out[1][j] + (j == 1 ? 0.0L : e[0][j]);
        }
    }
    for (int i = 0; i < doublings; ++i) {
        x = doubled(x, parallel);
    }
    return x;
}

void expect_agreement(PairFlow const& flow) {
    auto const actual = pair_transfer(flow);
    auto const expected = integrated(flow);
    std::array<std::array<double, 3>, 2> const given{{{actual.factor_11, actual.factor_12, actual.rise_1_k},
                                                      {actual.factor_21, actual.factor_22, actual.rise_2_k}}};
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            auto const wanted = static_cast<double>(expected.out[i][j]);
            double const scale = j == 2 ? std::max(std::abs(wanted), 1e-3) : 1.0;
            EXPECT_NEAR(given[i][j], wanted, 2e-13 * scale)
                << "of pipe " << i + 1 << " from " << j << ", conductances " << flow.own_1_w_k << " "
                << flow.own_2_w_k << " " << flow.mutual_w_k << " W/K, flows " << flow.capacity_flow_1_w_k
                << " " << flow.capacity_flow_2_w_k << " W/K";
        }
    }
}

TEST(PairHeat, AgreesWithIntegrationForAnyFlows) {
    std::mt19937_64 random{11};
    auto const between = [&](double low, double high) {
        return std::uniform_real_distribution<double>{low, high}(random);
    };
    for (int i = 0; i < 3000; ++i) {
        double const conductance = std::pow(10.0, between(-12.0, 3.0));
        PairFlow flow{.own_1_w_k = conductance,
                      .own_2_w_k = conductance * std::pow(10.0, between(-0.7, 0.7))};
        flow.mutual_w_k = between(0.0, 0.95) * std::min(flow.own_1_w_k, flow.own_2_w_k);
        flow.capacity_flow_1_w_k = (i % 2 == 0 ? 1.0 : -1.0) * std::pow(10.0, between(-0.5, 0.5));
        flow.capacity_flow_2_w_k = (i % 4 < 2 ? 1.0 : -1.0) * std::pow(10.0, between(-0.5, 0.5));
        flow.friction_heat_1_w = between(0.0, 1.0);
        flow.friction_heat_2_w = between(0.0, 1.0);
        expect_agreement(flow);
    }
}

TEST(PairHeat, AgreesWithIntegrationAtSpecialValues) {
    for (double const direction : {1.0, -1.0}) {
        expect_agreement({10.0, 10.0, 0.0, 8.0, direction * 8.0, 1.0, 1.0});  // no interaction
        expect_agreement({10.0, 10.0, 2.0, 8.0, direction * 8.0, 1.0, 1.0});  // alike
        expect_agreement({10.0, 10.0, 10.0, 8.0, direction * 9.0, 1.0, 1.0}); // only each other, unlike flows
        expect_agreement(
            {10.0, 10.0, 9.9999, 8.0, direction * 8.0, 1.0, 1.0});          // almost only each other, alike
        expect_agreement({0.0, 10.0, 0.0, 8.0, direction * 8.0, 1.0, 1.0}); // one perfectly insulated
        expect_agreement({0.0, 0.0, 0.0, 8.0, direction * 8.0, 1.0, 1.0});  // both
        expect_agreement({10.0, 10.0, 2.0, 1e-2, direction * 1e-2, 0.0, 0.0}); // NTU 1000
        expect_agreement({10.0, 10.0, 2.0, 1e-2, direction * 1e6, 0.0, 0.0});
    }
}

TEST(PairHeat, WithoutInteractionIsTwoPipes) {
    for (double const direction : {1.0, -1.0}) {
        auto const pair = pair_transfer({250.0, 180.0, 0.0, 4e3, direction * 3e2, 30.0, 20.0});
        EXPECT_NEAR(pair.factor_11, pipe_transfer(250.0, 4e3).factor, 1e-15);
        EXPECT_NEAR(pair.factor_22, pipe_transfer(180.0, 3e2).factor, 1e-15);
        EXPECT_EQ(pair.factor_12, 0.0);
        EXPECT_EQ(pair.factor_21, 0.0);
        EXPECT_NEAR(pair.rise_1_k, pipe_transfer(250.0, 4e3, 30.0).rise_k, 1e-15);
        EXPECT_NEAR(pair.rise_2_k, pipe_transfer(180.0, 3e2, 20.0).rise_k, 1e-15);
    }
}

TEST(PairHeat, OnlyEachOtherIsAHeatExchanger) {
    // Counter-flow of one capacity flow: effectiveness NTU/(1 + NTU), and nothing is lost.
    auto const pair = pair_transfer({12.0, 12.0, 12.0, 8.0, -8.0});
    EXPECT_NEAR(pair.factor_12, 1.5 / 2.5, 1e-14);
    EXPECT_NEAR(pair.factor_11, 1.0 / 2.5, 1e-14);
    EXPECT_NEAR(pair.factor_11 + pair.factor_12, 1.0, 1e-14);
}

TEST(PairHeat, StandingWaterLiesBetweenNeighbourAndGround) {
    // U12/U22 of the neighbour's excess temperature, and the neighbour loses U11 - U12^2/U22.
    double const ground = 8.0;
    for (double const direction : {1.0, -1.0}) {
        auto const pair = pair_transfer({250.0, 200.0, 40.0, direction * 4e3, 0.0});
        double const factor = std::exp(-(250.0 - 40.0 * 40.0 / 200.0) / 4e3);
        EXPECT_NEAR(pair.factor_11, factor, 1e-14);
        EXPECT_NEAR(pair.factor_12, 0.0, 1e-14);
        double const end = direction > 0.0 ? factor : 1.0; // where water along the trench would leave
        EXPECT_NEAR(pair.outlet_2_c(80.0, 55.0, ground), ground + 40.0 / 200.0 * end * (80.0 - ground),
                    1e-11);
    }
    // However little of it is lost on the way, as in a dead end of a few metres.
    for (double const length_m : {1e-6, 1e-3, 1.0, 100.0}) {
        for (double const capacity : {1e2, -4e3, 1e6}) {
            auto const pair =
                pair_transfer({0.25 * length_m, 0.2 * length_m, 0.04 * length_m, capacity, 0.0});
            double const transfer_units = (0.25 - 0.04 * 0.04 / 0.2) * length_m / std::abs(capacity);
            EXPECT_NEAR((1.0 - pair.factor_11) / -std::expm1(-transfer_units), 1.0,
                        1e-12 + 1e-15 / transfer_units)
                << length_m << " " << capacity;
            auto const turned =
                pair_transfer({0.2 * length_m, 0.25 * length_m, 0.04 * length_m, 0.0, capacity});
            EXPECT_NEAR(turned.factor_22, pair.factor_11, 1e-15);
        }
    }
    auto const both = pair_transfer({250.0, 200.0, 40.0, 0.0, 0.0});
    EXPECT_EQ(both.outlet_1_c(80.0, 50.0, ground), ground);
    EXPECT_EQ(both.outlet_2_c(80.0, 50.0, ground), ground);
    auto const nothing = pair_transfer({0.0, 0.0, 0.0, 0.0, 0.0});
    EXPECT_EQ(nothing.outlet_1_c(80.0, 50.0, ground), 80.0);
    EXPECT_EQ(nothing.outlet_2_c(80.0, 50.0, ground), 50.0);
}

TEST(PairHeat, FactorsAreSharesWhateverIsGiven) {
    for (double const u : {1e-300, 1e-12, 1.0, 1e6, 1e300}) {
        for (double const c1 : {0.0, 1e-300, -1e-12, 1.0, -1e9}) {
            for (double const c2 : {0.0, -1e-300, 1e-12, -1.0, 1e9}) {
                auto const pair = pair_transfer({u, 0.7 * u, 0.1 * u, c1, c2});
                for (double const factor : {pair.factor_11, pair.factor_12, pair.factor_21, pair.factor_22}) {
                    EXPECT_TRUE(factor >= -1e-15 && factor <= 1.0 + 1e-15)
                        << factor << " at " << u << " " << c1 << " " << c2;
                }
                EXPECT_LE(pair.factor_11 + pair.factor_12, 1.0 + 1e-15);
                EXPECT_LE(pair.factor_21 + pair.factor_22, 1.0 + 1e-15);
            }
        }
    }
}

TEST(PairHeat, ManyPairsAreTheSingleOnes) {
    std::vector<double> const own_1{250.0, 10.0, 0.0, 3.0, 90.0};
    std::vector<double> const own_2{240.0, 11.0, 5.0, 3.0, 80.0};
    std::vector<double> const mutual{15.0, 1.0, 0.0, 3.0, 10.0};
    std::vector<double> const flow_1{4e3, 0.0, 10.0, -3.0, 1e5};
    std::vector<double> const flow_2{-4e3, 1.0, -5.0, 3.0, 0.0};
    std::vector<double> const friction(5, 2.0);
    std::array<std::vector<double>, 6> out;
    out.fill(std::vector<double>(5));
    pair_transfers({own_1, own_2, mutual, flow_1, flow_2, friction, friction},
                   {out[0], out[1], out[2], out[3], out[4], out[5]});
    for (std::size_t i = 0; i < 5; ++i) {
        auto const single = pair_transfer({own_1[i], own_2[i], mutual[i], flow_1[i], flow_2[i], 2.0, 2.0});
        EXPECT_EQ(out[0][i], single.factor_11);
        EXPECT_EQ(out[1][i], single.factor_12);
        EXPECT_EQ(out[2][i], single.factor_21);
        EXPECT_EQ(out[3][i], single.factor_22);
        EXPECT_EQ(out[4][i], single.rise_1_k);
        EXPECT_EQ(out[5][i], single.rise_2_k);
    }
}

// ---- mixing and ground ------------------------------------------------------------------------------------

TEST(Mixing, KeepsTheHeat) {
    Fluid const water = Fluid::water();
    std::array<double, 3> const flow{1.2, 0.0, 2.1};
    std::array<double, 3> const temperature{110.0, 64.5, 20.0};
    auto const mixed = mixed_temperature_c(water, flow, temperature);
    ASSERT_TRUE(mixed.has_value());
    double const heat = 1.2 * water.heat_content_j_kg(110.0) + 2.1 * water.heat_content_j_kg(20.0);
    EXPECT_NEAR(3.3 * water.heat_content_j_kg(*mixed), heat, 1e-14 * heat);
    std::array<double, 3> const none{};
    EXPECT_FALSE(mixed_temperature_c(water, none, temperature).has_value());
    EXPECT_FALSE(mixed_temperature_c(water, {}, {}).has_value());
}

TEST(GroundTemperature, IsAWaveThatFadesAndLags) {
    GroundWave const wave{
        .mean_c = 10.0, .amplitude_k = 8.0, .coldest_day = 35.0, .diffusivity_m2_s = 0.6e-6};
    EXPECT_DOUBLE_EQ(ground_temperature_c(wave, 0.0, 35.0), 2.0) << "coldest at the surface";
    EXPECT_NEAR(ground_temperature_c(wave, 0.0, 35.0 + 182.5), 18.0, 1e-12);
    EXPECT_NEAR(ground_temperature_c(wave, 1.0, 100.0), ground_temperature_c(wave, 1.0, 100.0 + 365.0),
                1e-12);
    EXPECT_NEAR(ground_temperature_c(wave, 50.0, 35.0), 10.0, 1e-6) << "no wave far down";
    EXPECT_GT(ground_temperature_c(wave, 1.5, 35.0), ground_temperature_c(wave, 1.5, 60.0))
        << "still cooling";
}

} // namespace
