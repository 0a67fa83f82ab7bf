// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Rooms against the exact solutions of their equations.

#include "saggar/engine/physics/building.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using namespace saggar;

constexpr BuildingModel one{.heat_loss_w_k = 200.0, .room_capacity_j_k = 200.0 * 50.0 * 3600.0};
constexpr BuildingModel two{.heat_loss_w_k = 200.0,
                            .room_capacity_j_k = 4e6,
                            .structure_capacity_j_k = 5e7,
                            .structure_coupling_w_k = 900.0};

// T - To falls by exp(-t/tau), tau = C/H = 50 h.
TEST(Building, CoolsWithItsTimeConstant) {
    for (double const hours : {1e-6, 0.25, 1.0, 12.0, 50.0, 1000.0}) {
        BuildingStep const step = building_step(one, {20.0, 20.0}, 0.0, -2.0, hours * 3600.0);
        double const part = hours / 50.0;
        EXPECT_NEAR(step.end.room_c, -2.0 + 22.0 * std::exp(-part), 1e-12) << hours << " h";
        EXPECT_NEAR(step.mean_room_c, -2.0 - 22.0 * std::expm1(-part) / part, 1e-11) << hours << " h";
        EXPECT_EQ(step.end.structure_c, step.end.room_c);
    }
}

// Many steps are one step.
TEST(Building, StepsOfAnyLengthAgree) {
    for (BuildingModel const& model : {one, two}) {
        BuildingTemperatures const begin{18.0, 20.5};
        BuildingStep const whole = building_step(model, begin, 3000.0, 4.0, 12.0 * 3600.0);
        BuildingTemperatures now = begin;
        double lost_j = 0.0;
        for (int i = 0; i < 720; ++i) {
            BuildingStep const step = building_step(model, now, 3000.0, 4.0, 60.0);
            now = step.end;
            lost_j += step.lost_j;
        }
        EXPECT_NEAR(now.room_c, whole.end.room_c, 1e-10);
        EXPECT_NEAR(now.structure_c, whole.end.structure_c, 1e-10);
        EXPECT_NEAR(lost_j / whole.lost_j, 1.0, 1e-12);
    }
}

// Two capacities against small steps of a fourth-order Runge-Kutta of the equations themselves.
TEST(Building, TwoCapacitiesFollowTheirEquations) {
    double const heat_w = 1500.0;
    double const outdoor_c = -3.0;
    auto const slope = [&](double room, double structure) {
        return std::pair{(two.heat_loss_w_k * (outdoor_c - room) +
                          two.structure_coupling_w_k * (structure - room) + heat_w) /
                             two.room_capacity_j_k,
                         two.structure_coupling_w_k * (room - structure) / two.structure_capacity_j_k};
    };
    double room = 20.0;
    double structure = 20.0;
    double const dt = 5.0;
    for (int i = 0; i < 2880; ++i) { // four hours
        auto const [k1, l1] = slope(room, structure);
        auto const [k2, l2] = slope(room + 0.5 * dt * k1, structure + 0.5 * dt * l1);
        auto const [k3, l3] = slope(room + 0.5 * dt * k2, structure + 0.5 * dt * l2);
        auto const [k4, l4] = slope(room + dt * k3, structure + dt * l3);
        room += dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
        structure += dt / 6.0 * (l1 + 2.0 * l2 + 2.0 * l3 + l4);
    }
    BuildingStep const step = building_step(two, {20.0, 20.0}, heat_w, outdoor_c, 4.0 * 3600.0);
    EXPECT_NEAR(step.end.room_c, room, 1e-9);
    EXPECT_NEAR(step.end.structure_c, structure, 1e-9);
    EXPECT_GT(step.end.structure_c, step.end.room_c + 0.5) << "K: the structure lags behind";
}

TEST(Building, HeatToASetPointReachesIt) {
    for (BuildingModel const& model : {one, two}) {
        for (double const duration_s : {60.0, 3600.0, 86400.0}) {
            BuildingTemperatures const begin{16.0, 17.0};
            double const heat_w = building_heat_w(model, begin, 20.0, -5.0, duration_s);
            EXPECT_NEAR(building_step(model, begin, heat_w, -5.0, duration_s).end.room_c, 20.0, 1e-9);
        }
        // At rest it is the loss alone.
        EXPECT_NEAR(building_heat_w(model, {20.0, 20.0}, 20.0, -5.0, 3600.0), 25.0 * 200.0, 1e-6);
        EXPECT_LT(building_heat_w(model, {25.0, 25.0}, 20.0, 19.0, 3600.0), 0.0) << "W: to be cooled";
    }
}

// Rooms and structure that cannot differ are one capacity.
TEST(Building, TightlyCoupledIsOneCapacity) {
    BuildingModel tight = two;
    tight.structure_coupling_w_k = 1e9;
    BuildingModel lumped{.heat_loss_w_k = two.heat_loss_w_k,
                         .room_capacity_j_k = two.room_capacity_j_k + two.structure_capacity_j_k};
    double const a = building_step(tight, {20.0, 20.0}, 0.0, 0.0, 36000.0).end.room_c;
    double const b = building_step(lumped, {20.0, 20.0}, 0.0, 0.0, 36000.0).end.room_c;
    EXPECT_NEAR(a, b, 1e-5);
}

// Loss comes from the mean temperature, contents from both ends: two ways to the same energy.
TEST(Building, EnergyCloses) {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> draw{0.0, 1.0};
    for (int i = 0; i < 2000; ++i) {
        BuildingModel const model{.heat_loss_w_k = std::pow(10.0, 1.0 + 4.0 * draw(random)),
                                  .room_capacity_j_k = std::pow(10.0, 5.0 + 4.0 * draw(random)),
                                  .structure_capacity_j_k =
                                      i % 2 == 0 ? 0.0 : std::pow(10.0, 6.0 + 4.0 * draw(random)),
                                  .structure_coupling_w_k = std::pow(10.0, 2.0 + 4.0 * draw(random))};
        double const duration_s = std::pow(10.0, 1.0 + 4.5 * draw(random));
        double const heat_w = 1e5 * draw(random);
        BuildingTemperatures const begin{15.0 + 10.0 * draw(random), 15.0 + 10.0 * draw(random)};
        BuildingStep const step =
            building_step(model, begin, heat_w, -10.0 + 30.0 * draw(random), duration_s);
        double const through_j = heat_w * duration_s + std::abs(step.lost_j) +
                                 10.0 * (model.room_capacity_j_k + model.structure_capacity_j_k);
        EXPECT_NEAR((heat_w * duration_s - step.lost_j - step.stored_more_j) / through_j, 0.0, 1e-12);
    }
}

} // namespace
