// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/friction.hpp"

#include "physics/friction_kernels.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace {

using namespace saggar;

constexpr std::array all_laws{FrictionLaw::colebrook,
                              FrictionLaw::swamee_jain,
                              FrictionLaw::haaland,
                              FrictionLaw::churchill,
                              FrictionLaw::epanet,
                              FrictionLaw::hazen_williams,
                              FrictionLaw::chezy_manning,
                              FrictionLaw::pandapipes_colebrook,
                              FrictionLaw::pandapipes_swamee_jain,
                              FrictionLaw::pandapipes_nikuradse};

double roughness_for(FrictionLaw law, double metres) {
    return law == FrictionLaw::hazen_williams ? 120.0 : law == FrictionLaw::chezy_manning ? 0.011 : metres;
}

// H02: exact Colebrook-White and the explicit formulas, computed to 17 digits.
struct FactorCase {
    double re, rr, colebrook, swamee_jain, haaland, churchill;
};
constexpr FactorCase factor_cases[] = {
    {4000, 0, 0.0399070140556349, 0.04055149073008526, 0.04042284932911364, 0.04058973296116523},
    {4000, 1e-5, 0.03991716685041008, 0.04056314567265888, 0.040427707695990384, 0.04060133160099323},
    {4000, 1e-4, 0.0400084312335555, 0.04066783630703151, 0.04048536228529682, 0.04070551551053811},
    {4000, 1e-3, 0.04091038986284613, 0.04169543550800143, 0.04121615476749476, 0.041728028023873626},
    {4000, 1e-2, 0.04908226944789973, 0.05061448579825882, 0.04923577236828815, 0.05057834554736757},
    {1e4, 0, 0.03088295035348769, 0.03097209653332214, 0.03088620373132093, 0.031002130652565116},
    {1e4, 1e-5, 0.030898423052041227, 0.03098983705503796, 0.030894314436668853, 0.031019812757713493},
    {1e4, 1e-4, 0.031037212200998626, 0.031148700328012247, 0.030990343480878084, 0.03117815714930102},
    {1e4, 1e-3, 0.03238180636309272, 0.03266534531791185, 0.03217489473997907, 0.03269019858359407},
    {1e4, 1e-2, 0.043126584706811695, 0.044041794821864516, 0.04304490351821961, 0.04404362283924589},
    {1e5, 0, 0.01798977308427384, 0.017862577892437573, 0.01782493920076465, 0.01787482162819731},
    {1e5, 1e-5, 0.018043802895063677, 0.017924032203736808, 0.01786039240540209, 0.017936048817448782},
    {1e5, 1e-4, 0.018513866077471644, 0.01845244530756638, 0.01826505301479386, 0.01846262456628007},
    {1e5, 1e-3, 0.022174535944515076, 0.022342412163951834, 0.021966214014076613, 0.022343235507706782},
    {1e5, 1e-2, 0.03850354352733509, 0.03875093180485757, 0.03853850590672679, 0.03873355752218109},
    {1e6, 0, 0.011645040997991622, 0.011606476119274452, 0.011586756340186953, 0.01161241258782148},
    {1e6, 1e-5, 0.011869544827944953, 0.011853158126668626, 0.011766862088702772, 0.011858160518513685},
    {1e6, 1e-4, 0.013441437692508494, 0.01350770276152316, 0.013326159538701886, 0.013508202747132818},
    {1e6, 1e-3, 0.019943465840476866, 0.020029241315825595, 0.019941204273822587, 0.02002195640996585},
    {1e6, 1e-2, 0.037964741876160064, 0.038011875026058684, 0.038036177668155834, 0.037991499511514475},
    {1e7, 0, 0.008102669430874914, 0.00814235244391516, 0.008130762902896034, 0.008145560968414895},
    {1e7, 1e-5, 0.00899571174483444, 0.009058546402052704, 0.008957983305835207, 0.00905889292795739},
    {1e7, 1e-4, 0.012166080958896585, 0.01221356365332598, 0.012165946549948698, 0.012209737909540974},
    {1e7, 1e-3, 0.019667052432096762, 0.019686171858948484, 0.019701934553452417, 0.019677462357354417},
    {1e7, 1e-2, 0.0379098257518066, 0.037917353536250184, 0.037985294376411134, 0.03789658684342645},
};

TEST(Friction, FactorsAgreeWithTheirFormulas) {
    for (auto const& c : factor_cases) {
        EXPECT_NEAR(darcy_friction_factor(FrictionLaw::colebrook, c.re, c.rr) / c.colebrook, 1.0, 1e-9)
            << c.re;
        EXPECT_NEAR(darcy_friction_factor(FrictionLaw::swamee_jain, c.re, c.rr) / c.swamee_jain, 1.0, 1e-9);
        EXPECT_NEAR(darcy_friction_factor(FrictionLaw::haaland, c.re, c.rr) / c.haaland, 1.0, 1e-9) << c.re;
        EXPECT_NEAR(darcy_friction_factor(FrictionLaw::churchill, c.re, c.rr) / c.churchill, 1.0, 1e-9)
            << c.re;
    }
}

TEST(Friction, LaminarFlowIsHagenPoiseuille) { // H01
    PipeSection const pipe{.length_m = 10.0, .inner_diameter_m = 0.02, .roughness = 1e-5, .zeta_sum = 0.0};
    auto const loss = pipe_pressure_loss(FrictionLaw::colebrook, pipe, 998.2, 0.001002, 998.2 * 1e-5);
    EXPECT_NEAR(loss.loss_pa / 25.51572047649266, 1.0, 1e-12);
}

TEST(Friction, TurbulentPipeWithLocalLosses) { // H03
    PipeSection const pipe{
        .length_m = 1000.0, .inner_diameter_m = 0.1071, .roughness = 4.5e-5, .zeta_sum = 5.0};
    auto const loss = [&](FrictionLaw law) {
        return pipe_pressure_loss(law, pipe, 971.8, 3.545e-4, 10.0).loss_pa;
    };
    EXPECT_NEAR(loss(FrictionLaw::colebrook) / 107310.07354412595, 1.0, 1e-9);
    double const local = 3169.753338183091;
    double const per_factor = 104140.32020594284 / 0.01759352716771591;
    EXPECT_NEAR(loss(FrictionLaw::swamee_jain), local + per_factor * 0.017703691252918003, 1e-4);
    EXPECT_NEAR(loss(FrictionLaw::haaland), local + per_factor * 0.01745589120829887, 1e-4);
}

TEST(Friction, DiameterForAGivenGradient) { // H04
    auto const gradient = [](double diameter) {
        return pipe_pressure_loss(FrictionLaw::colebrook, {1.0, diameter, 4.5e-5, 0.0}, 971.8, 3.545e-4, 10.0)
            .loss_pa;
    };
    double low = 0.05;
    double high = 0.3;
    for (int i = 0; i < 80; ++i) {
        double const middle = 0.5 * (low + high);
        (gradient(middle) > 100.0 ? low : high) = middle;
    }
    EXPECT_NEAR(low / 0.10795978834044521, 1.0, 1e-9);
}

// Hazen-Williams and Manning in SI as textbooks give them; EPANET's constants are rounded, hence 2e-3.
TEST(Friction, HeadLossFormulasMeetTheirTextbookForm) {
    PipeSection pipe{.length_m = 500.0, .inner_diameter_m = 0.3, .roughness = 120.0, .zeta_sum = 0.0};
    double const flow = 0.08; // m3/s
    double const hazen = 10.67 * 500.0 * std::pow(flow / 120.0, 1.852) / std::pow(0.3, 4.8704);
    EXPECT_NEAR(pipe_pressure_loss(FrictionLaw::hazen_williams, pipe, 1000.0, 1e-3, 80.0, 9.81).loss_pa /
                    9810.0 / hazen,
                1.0, 2e-3);
    pipe.roughness = 0.012;
    double const area = 0.25 * std::numbers::pi * 0.09;
    double const manning = 500.0 * std::pow(0.012 * flow / area, 2) / std::pow(0.075, 4.0 / 3.0);
    EXPECT_NEAR(pipe_pressure_loss(FrictionLaw::chezy_manning, pipe, 1000.0, 1e-3, 80.0, 9.81).loss_pa /
                    9810.0 / manning,
                1.0, 6e-3); // 1.49 for 1.486 ft^(1/3)/m^(1/3)
    EXPECT_THROW((void)darcy_friction_factor(FrictionLaw::hazen_williams, 1e5, 1e-4), Error);
}

// Every law: odd, increasing, continuous, its slope the derivative of its loss, finite and positive at rest.
TEST(Friction, SlopeIsTheDerivativeAtEveryFlow) {
    for (auto const law : all_laws) {
        for (double const roughness : {0.0, 1e-5, 1e-4, 2e-3}) {
            PipeSection const pipe{.length_m = 50.0,
                                   .inner_diameter_m = 0.05,
                                   .roughness = roughness_for(law, roughness),
                                   .zeta_sum = 1.5};
            auto const at = [&](double m) { return pipe_pressure_loss(law, pipe, 980.0, 4e-4, m); };
            EXPECT_EQ(at(0.0).loss_pa, 0.0);
            EXPECT_GT(at(0.0).slope_pa_s_kg, 0.0);
            EXPECT_TRUE(std::isfinite(at(0.0).slope_pa_s_kg));
            double const re_per_flow = 4.0 / (std::numbers::pi * 0.05 * 4e-4);
            double before = 0.0;
            for (double re = 1e-3; re < 1e8; re *= 1.037) {
                double const m = re / re_per_flow;
                auto const here = at(m);
                EXPECT_GT(here.loss_pa, before) << "law " << int(law) << " Re " << re;
                EXPECT_EQ(at(-m).loss_pa, -here.loss_pa);
                EXPECT_EQ(at(-m).slope_pa_s_kg, here.slope_pa_s_kg);
                before = here.loss_pa;
                double const h = 1e-5 * m;
                double const difference = (at(m + h).loss_pa - at(m - h).loss_pa) / (2.0 * h);
                EXPECT_NEAR(here.slope_pa_s_kg / difference, 1.0, 1e-6)
                    << "law " << int(law) << " Re " << re << " k " << roughness;
            }
        }
    }
}

TEST(Friction, TransitionIsContinuousInValueAndSlope) {
    PipeSection const pipe{.length_m = 1.0, .inner_diameter_m = 0.1, .roughness = 1e-4, .zeta_sum = 0.0};
    double const flow_per_re = std::numbers::pi * 0.1 * 4e-4 / 4.0;
    for (auto const law : {FrictionLaw::colebrook, FrictionLaw::swamee_jain, FrictionLaw::haaland}) {
        for (double const re : {2000.0, 4000.0}) {
            auto const below = pipe_pressure_loss(law, pipe, 970.0, 4e-4, re * (1.0 - 1e-9) * flow_per_re);
            auto const above = pipe_pressure_loss(law, pipe, 970.0, 4e-4, re * (1.0 + 1e-9) * flow_per_re);
            EXPECT_NEAR(above.loss_pa / below.loss_pa, 1.0, 1e-8) << re;
            EXPECT_NEAR(above.slope_pa_s_kg / below.slope_pa_s_kg, 1.0, 1e-7) << re;
        }
    }
}

// The kernels of every instruction set that this machine has, against the scalar laws, over 16 decades of
// flow.
TEST(Friction, KernelsAgreeWithTheScalarLaws) {
    std::mt19937_64 random{7};
    std::uniform_real_distribution<double> unit{0.0, 1.0};
    constexpr std::size_t n = 4096;
    for (auto const law : all_laws) {
        std::vector<PipeSection> pipes(n);
        std::vector<double> flow(n);
        std::vector<double> per_reynolds(n);
        std::vector<double> rough(n);
        std::vector<double> friction(n);
        std::vector<double> local(n);
        for (std::size_t i = 0; i < n; ++i) {
            double const d = 0.015 * std::pow(100.0, unit(random));
            pipes[i] = {.length_m = 1.0 + 500.0 * unit(random),
                        .inner_diameter_m = d,
                        .roughness =
                            roughness_for(law, i % 5 == 0 ? 0.0 : 0.05 * d * std::pow(1e-5, unit(random))),
                        .zeta_sum = i % 3 == 0 ? 0.0 : 5.0 * unit(random)};
            double const re = i == 0 ? 0.0 : 1e-8 * std::pow(1e16, unit(random));
            flow[i] = (i % 2 == 0 ? 1.0 : -1.0) * re * std::numbers::pi * d * 3.5e-4 / 4.0;
            if (i % 4 == 1) { // dwell on the transition
                flow[i] = (1500.0 + 3000.0 * unit(random)) * std::numbers::pi * d * 3.5e-4 / 4.0;
            }
            auto const geometry = detail::friction_geometry(law, pipes[i], 9.81);
            auto const values = detail::friction_values(law, geometry, 971.8, 3.5e-4);
            per_reynolds[i] = values.per_reynolds;
            rough[i] = geometry.rough;
            friction[i] = values.friction;
            local[i] = values.local;
        }
        for (auto const set : {detail::InstructionSet::baseline, detail::InstructionSet::avx2,
                               detail::InstructionSet::avx512}) {
            if (!detail::supported(set)) {
                continue;
            }
            std::vector<double> loss(n);
            std::vector<double> slope(n);
            detail::friction_kernel(law, set)(
                n, flow.data(), {per_reynolds.data(), rough.data(), friction.data(), local.data()},
                loss.data(), slope.data());
            for (std::size_t i = 0; i < n; ++i) {
                auto const expected = pipe_pressure_loss(law, pipes[i], 971.8, 3.5e-4, flow[i], 9.81);
                double const re = std::abs(flow[i]) * per_reynolds[i];
                ASSERT_NEAR(loss[i], expected.loss_pa, 2e-13 * std::abs(expected.loss_pa))
                    << "law " << int(law) << " set " << int(set) << " Re " << re << " k "
                    << pipes[i].roughness;
                ASSERT_NEAR(slope[i], expected.slope_pa_s_kg, 1e-11 * expected.slope_pa_s_kg)
                    << "law " << int(law) << " set " << int(set) << " Re " << re << " k "
                    << pipes[i].roughness;
            }
        }
    }
}

} // namespace
