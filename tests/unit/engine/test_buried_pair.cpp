// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/buried_pair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace {

using namespace saggar;

constexpr double pi = std::numbers::pi;

PipeLayers dn100() {
    return {.inner_diameter_m = 0.1071,
            .outer_diameter_m = 0.1143,
            .insulation_diameter_m = 0.194,
            .casing_diameter_m = 0.2};
}
PipeLayers dn50() {
    return {.inner_diameter_m = 0.0545,
            .outer_diameter_m = 0.0603,
            .insulation_diameter_m = 0.119,
            .casing_diameter_m = 0.125};
}
PipeLayers bare(double diameter_m) {
    return {.inner_diameter_m = diameter_m,
            .outer_diameter_m = diameter_m,
            .insulation_diameter_m = diameter_m,
            .casing_diameter_m = diameter_m};
}
BuriedPair pair_of(PipeLayers const& pipe_1, PipeLayers const& pipe_2) {
    return {.pipe_1 = pipe_1,
            .pipe_2 = pipe_2,
            .depth_1_m = 0.9,
            .depth_2_m = 0.9,
            .horizontal_distance_m = 0.35,
            .ground_conductivity_w_mk = 1.6};
}
TwinPipe twin_dn50() {
    return {.inner_diameter_m = 0.0545,
            .outer_diameter_m = 0.0603,
            .centre_spacing_m = 0.0803,
            .insulation_diameter_m = 0.193,
            .casing_diameter_m = 0.2,
            .depth_m = 0.8,
            .ground_conductivity_w_mk = 1.6};
}

void expect_same(PairConductance const& a, PairConductance const& b, double tolerance) {
    EXPECT_NEAR(a.own_1_w_mk, b.own_1_w_mk, tolerance * b.own_1_w_mk);
    EXPECT_NEAR(a.own_2_w_mk, b.own_2_w_mk, tolerance * b.own_2_w_mk);
    EXPECT_NEAR(a.mutual_w_mk, b.mutual_w_mk, tolerance * b.own_1_w_mk);
}

// ---- resistances ------------------------------------------------------------------------------------------

TEST(PipeResistance, FilmFollowsGnielinskiAndIsContinuous) {
    // Re 1e5, Pr 3: f = (1.8 lg Re - 1.5)^-2 = 0.01778, Nu = f/8 Re Pr/(1 + 12.7 sqrt(f/8)(Pr^(2/3) - 1)) =
    // 405
    double const f = std::pow(1.8 * 5.0 - 1.5, -2.0);
    double const nusselt =
        f / 8.0 * 3e5 / (1.0 + 12.7 * std::sqrt(f / 8.0) * (std::pow(3.0, 2.0 / 3.0) - 1.0));
    EXPECT_NEAR(pipe_film_coefficient_w_m2k(1e5, 3.0, 0.65, 0.1), nusselt * 6.5, 1e-9);
    EXPECT_DOUBLE_EQ(pipe_film_coefficient_w_m2k(0.0, 3.0, 0.65, 0.1), 3.66 * 6.5);
    EXPECT_DOUBLE_EQ(pipe_film_coefficient_w_m2k(-1e5, 3.0, 0.65, 0.1),
                     pipe_film_coefficient_w_m2k(1e5, 3.0, 0.65, 0.1));
    for (double const edge : {2300.0, 4000.0}) {
        EXPECT_NEAR(pipe_film_coefficient_w_m2k(edge - 1e-6, 3.0, 0.65, 0.1),
                    pipe_film_coefficient_w_m2k(edge + 1e-6, 3.0, 0.65, 0.1), 1e-5);
    }
}

TEST(PipeResistance, LayersWithoutThicknessResistNothing) {
    EXPECT_EQ(layers_resistance_mk_w(bare(0.1)), 0.0);
    EXPECT_EQ(cylinder_resistance_mk_w(0.1, 0.1, 0.03), 0.0);
}

TEST(PipeResistance, GroundFormulaIsTheLimitOfTheExactOne) {
    EXPECT_NEAR(ground_resistance_mk_w(100.0, 0.1, 1.5) / ground_resistance_exact_mk_w(100.0, 0.1, 1.5), 1.0,
                1e-7);
    EXPECT_GT(ground_resistance_mk_w(0.1, 0.1, 1.5), ground_resistance_exact_mk_w(0.1, 0.1, 1.5));
    EXPECT_EQ(ground_resistance_exact_mk_w(0.05, 0.1, 1.5), 0.0) << "a pipe that touches the surface";
    EXPECT_DOUBLE_EQ(equivalent_depth_m(0.9, 1.6), 1.0096);
}

// ---- the exact solution against what is known in closed form ---------------------------------------------

TEST(ExactPair, OneBarePipeIsTheClosedForm) {
    for (double const depth : {0.051, 0.06, 0.2, 1.0, 30.0}) {
        double const expected = 1.0 / ground_resistance_exact_mk_w(depth, 0.1, 1.6);
        EXPECT_NEAR(exact_single_w_mk(bare(0.1), depth, 1.6), expected, 1e-9 * expected) << depth << " m";
    }
}

TEST(ExactPair, DeepBarePairIsTheClosedForm) {
    // Two alike cylinders far from the surface: per metre 2 pi k/(2 acosh(s/d)) per kelvin between them
    // (Carslaw & Jaeger), which is the antisymmetric conductance own + mutual times 2 of half the difference.
    auto pair = pair_of(bare(0.2), bare(0.2));
    pair.depth_1_m = pair.depth_2_m = 1e4;
    auto const exact = exact_pair(pair);
    double const expected = 2.0 * pi * 1.6 / std::acosh(0.35 / 0.2);
    EXPECT_NEAR(exact.own_1_w_mk + exact.mutual_w_mk, expected, 1e-8 * expected);
}

TEST(ExactPair, OneCarrierInTheMiddleOfNothingElse) {
    // A "twin" insulation of the ground's own conductivity is no casing at all: two bare pipes in the ground.
    auto twin = twin_dn50();
    twin.insulation_conductivity_w_mk = twin.casing_conductivity_w_mk = twin.ground_conductivity_w_mk = 1.3;
    auto pair = pair_of(bare(0.0603), bare(0.0603));
    pair.pipe_1.inner_diameter_m = pair.pipe_2.inner_diameter_m = 0.0545;
    pair.depth_1_m = pair.depth_2_m = twin.depth_m;
    pair.horizontal_distance_m = twin.centre_spacing_m;
    pair.ground_conductivity_w_mk = 1.3;
    expect_same(exact_twin(twin), exact_pair(pair), 1e-9);
    twin.vertical = true;
    pair.depth_1_m = twin.depth_m - 0.5 * twin.centre_spacing_m;
    pair.depth_2_m = twin.depth_m + 0.5 * twin.centre_spacing_m;
    pair.horizontal_distance_m = 0.0;
    expect_same(exact_twin(twin), exact_pair(pair), 1e-9);
}

TEST(ExactPair, FarPipesAreSinglePipes) {
    auto pair = pair_of(dn100(), dn50());
    pair.horizontal_distance_m = 500.0;
    auto const exact = exact_pair(pair);
    EXPECT_NEAR(exact.own_1_w_mk, exact_single_w_mk(dn100(), 0.9, 1.6), 1e-7);
    EXPECT_NEAR(exact.own_2_w_mk, exact_single_w_mk(dn50(), 0.9, 1.6), 1e-7);
    EXPECT_NEAR(exact.mutual_w_mk, 0.0, 1e-5);
}

TEST(ExactPair, SwappedPipesSwapTheAnswer) {
    auto const forward = exact_pair(pair_of(dn100(), dn50()));
    auto const backward = exact_pair(pair_of(dn50(), dn100()));
    expect_same(forward, {backward.own_2_w_mk, backward.own_1_w_mk, backward.mutual_w_mk}, 1e-11);
    EXPECT_GT(forward.own_1_w_mk, forward.own_2_w_mk) << "the larger pipe loses more";
}

TEST(ExactPair, FilmAndLayersEnter) {
    // A film as thick in resistance as a layer: with a huge coefficient it vanishes, with a small one it
    // counts.
    auto pair = pair_of(dn100(), dn100());
    auto const without = exact_pair(pair);
    pair.film_1_w_m2k = pair.film_2_w_m2k = 1e9;
    expect_same(exact_pair(pair), without, 1e-8);
    pair.film_1_w_m2k = pair.film_2_w_m2k = 20.0;
    EXPECT_LT(exact_pair(pair).own_1_w_mk, 0.99 * without.own_1_w_mk);
    // A wall cut in two layers of one conductivity is one wall.
    auto split = dn100();
    split.insulation_diameter_m = 0.2;
    auto other = split;
    other.insulation_diameter_m = 0.15;
    other.casing_conductivity_w_mk = other.insulation_conductivity_w_mk;
    expect_same(exact_pair(pair_of(other, other)), exact_pair(pair_of(split, split)), 1e-11);
}

TEST(ExactPair, FormulasApproximateIt) {
    auto const pair = pair_of(dn100(), dn50());
    expect_same(en13941_pair(pair), exact_pair(pair), 5e-3);
}

TEST(ExactTwin, CasingInTwoLayersOfOneKindIsOne) {
    auto thick = twin_dn50();
    thick.insulation_diameter_m = thick.casing_diameter_m;
    auto layered = twin_dn50();
    layered.casing_conductivity_w_mk = layered.insulation_conductivity_w_mk;
    expect_same(exact_twin(layered), exact_twin(thick), 1e-9);
}

TEST(ExactTwin, TurnedTwinHardlyDiffersAndStaysPhysical) {
    auto twin = twin_dn50();
    auto const flat = exact_twin(twin);
    EXPECT_NEAR(flat.own_1_w_mk, flat.own_2_w_mk, 1e-11) << "side by side both see the same";
    twin.vertical = true;
    auto const upright = exact_twin(twin);
    EXPECT_GT(upright.own_1_w_mk, upright.own_2_w_mk) << "the upper one is nearer to the surface";
    EXPECT_NEAR(upright.own_1_w_mk - upright.mutual_w_mk, flat.own_1_w_mk - flat.mutual_w_mk, 0.01);
    EXPECT_GT(flat.mutual_w_mk, 0.0);
    EXPECT_GT(flat.own_1_w_mk, flat.mutual_w_mk);
}

TEST(ExactTwin, ConvergesForAlmostTouchingCarriers) {
    auto twin = twin_dn50();
    twin.centre_spacing_m = 1.01 * twin.outer_diameter_m;
    expect_same(exact_twin(twin, 1e-6), exact_twin(twin, 1e-14), 1e-6);
}

TEST(Wallenten, HasNoPoleWhereTheFormulaHasOne) {
    // beta = 1, where (1 + beta)/(1 - beta) is infinite: the correction passes through zero.
    WallentenPair const pair{.depth_m = 1.0,
                             .half_spacing_m = 0.2,
                             .carrier_radius_m = 0.05,
                             .casing_radius_m = 0.05 * std::exp(1.0),
                             .insulation_conductivity_w_mk = 1.0,
                             .ground_conductivity_w_mk = 1.0};
    expect_same(wallenten_pair(pair, WallentenOrder::one), wallenten_pair(pair, WallentenOrder::zero), 1e-12);
}

TEST(PairConductance, LossesOfBothSumAsTheFormulaSays) {
    PairConductance const pair = pair_conductance(3.4, 3.4, 0.18);
    EXPECT_NEAR(pair.loss_1_w_m(85.0, 50.0, 8.0) + pair.loss_2_w_m(85.0, 50.0, 8.0),
                2.0 * (pair.own_1_w_mk - pair.mutual_w_mk) * (67.5 - 8.0), 1e-12);
    EXPECT_NEAR(3.4 * pair.loss_1_w_m(85.0, 50.0, 8.0) + 0.18 * pair.loss_2_w_m(85.0, 50.0, 8.0), 77.0,
                1e-12);
    EXPECT_EQ(pair.loss_1_w_m(8.0, 8.0, 8.0), 0.0);
}

} // namespace
