// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Insulation that stores heat: both models of heat in time against the exact solution of a hollow cylinder,
// and against each other.

#include "small_heat_network.hpp"

#include "saggar/engine/reference/reference_heat.hpp"
#include "saggar/engine/transient/transient_heat.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <random>
#include <vector>

namespace {

using namespace saggar;
using testing_support::plain_water;
using testing_support::SmallNetwork;

constexpr double pi = std::numbers::pi;

// DN 100 in a casing of 200 mm: foam of 70 kg/m3 and 1.45 kJ/(kg K).
constexpr PipeInsulation foam{.inner_diameter_m = 0.1143,
                              .outer_diameter_m = 0.1936,
                              .conductivity_w_mk = 0.027,
                              .capacity_j_m3k = 101.5e3};

PlugFlowPipe insulated(double length_m, double film_w_m2k = 3000.0) {
    return {.length_m = length_m,
            .inner_diameter_m = 0.1071,
            .wall_capacity_j_mk = 4700.0,
            .film_w_m2k = film_w_m2k,
            .insulation = foam};
}

// The hollow cylinder a < r < b, cold at first, whose inner surface is held at 1 from t = 0 on and whose
// outer one loses by so much resistance (m K/W) to an ambient of 0. By eigenfunctions (Carslaw & Jaeger,
// Conduction of Heat in Solids, 1959, section 7.10; outer boundary of the third kind).
class HollowCylinder {
public:
    HollowCylinder(PipeInsulation const& of, double outside_mk_w)
        : a_{0.5 * of.inner_diameter_m},
          b_{0.5 * of.outer_diameter_m},
          conductivity_{of.conductivity_w_mk},
          capacity_{of.capacity_j_m3k},
          outside_{outside_mk_w} {
        constexpr int wanted = 30;
        double const step = 0.02 * pi / (b_ - a_);
        double before = 1e-9;
        while (static_cast<int>(alpha_.size()) < wanted) {
            double const next = before + step;
            if (condition(before) * condition(next) < 0.0) {
                alpha_.push_back(root(before, next));
            }
            before = next;
        }
        steady_ = integral([&](double r) { return steady(r); });
        for (double const alpha : alpha_) {
            auto const u = [&](double r) { return mode(alpha, r); };
            missing_.push_back(integral([&](double r) { return steady(r) * u(r); }) /
                               integral([&](double r) { return u(r) * u(r); }) * integral(u));
        }
    }

    // Heat that is held at a time, J/m: that of the steady state less what is still missing.
    [[nodiscard]] double heat_j_m(double time_s) const {
        double heat = steady_;
        for (std::size_t i = 0; i < alpha_.size(); ++i) {
            heat -= missing_[i] * std::exp(-conductivity_ / capacity_ * alpha_[i] * alpha_[i] * time_s);
        }
        return 2.0 * pi * capacity_ * heat;
    }

private:
    [[nodiscard]] double steady(double r) const {
        double const of_r = std::log(r / a_) / (2.0 * pi * conductivity_);
        double const whole = std::log(b_ / a_) / (2.0 * pi * conductivity_) + outside_;
        return 1.0 - of_r / whole;
    }
    [[nodiscard]] double mode(double alpha, double r) const { // 0 at a
        return std::cyl_bessel_j(0.0, alpha * r) * std::cyl_neumann(0.0, alpha * a_) -
               std::cyl_neumann(0.0, alpha * r) * std::cyl_bessel_j(0.0, alpha * a_);
    }
    [[nodiscard]] double slope(double alpha, double r) const {
        return -alpha * (std::cyl_bessel_j(1.0, alpha * r) * std::cyl_neumann(0.0, alpha * a_) -
                         std::cyl_neumann(1.0, alpha * r) * std::cyl_bessel_j(0.0, alpha * a_));
    }
    [[nodiscard]] double condition(double alpha) const {
        return 2.0 * pi * b_ * conductivity_ * outside_ * slope(alpha, b_) + mode(alpha, b_);
    }
    [[nodiscard]] double root(double low, double high) const {
        for (int i = 0; i < 80; ++i) {
            double const middle = 0.5 * (low + high);
            (condition(low) * condition(middle) <= 0.0 ? high : low) = middle;
        }
        return 0.5 * (low + high);
    }
    template <class Function>
    [[nodiscard]] double integral(Function const& of) const { // of r dr, by Simpson's rule
        constexpr int parts = 600;
        double sum = 0.0;
        for (int i = 0; i <= parts; ++i) {
            double const r = a_ + (b_ - a_) * i / parts;
            sum += r * of(r) * (i == 0 || i == parts ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0));
        }
        return sum * (b_ - a_) / parts / 3.0;
    }

    double a_, b_, conductivity_, capacity_, outside_;
    std::vector<double> alpha_, missing_;
    double steady_{0.0};
};

// So short a pipe with so much water that the wall is at once as warm as the water; its film is far better
// than the insulation.
constexpr double outside_mk_w = 0.4;
double conductance_w_mk() {
    double const film_mk_w = 1.0 / (3000.0 * pi * 0.1071);
    double const own_mk_w =
        std::log(foam.outer_diameter_m / foam.inner_diameter_m) / (2.0 * pi * foam.conductivity_w_mk);
    return 1.0 / (film_mk_w + own_mk_w + outside_mk_w);
}

SmallNetwork short_pipe(double flow_kg_s) {
    SmallNetwork net;
    net.pipe(0, 1, flow_kg_s, insulated(10.0), conductance_w_mk());
    net.entering_c = {80.0, 80.0};
    return net;
}

constexpr double warmer_k = 70.0; // the water than the ambient and what was cold

TEST(Insulation, TakesUpWhatAHollowCylinderDoes) {
    HollowCylinder const exact{foam, outside_mk_w};
    for (double const step_s : {60.0, 900.0, 3600.0}) {
        SmallNetwork const net = short_pipe(20.0);
        TransientHeat heat{plain_water(4190.0), 2, net.links, {.pipes = {.insulation_layers = 12}}};
        heat.fill(std::vector<double>(2, 10.0));
        double const cold_j = heat.pipes().insulation_heat_j(0);
        double worst = 0.0;
        double const full_j_m = exact.heat_j_m(1e7) * warmer_k;
        for (int i = 1; i * step_s <= 4 * 3600.0; ++i) {
            static_cast<void>(heat.step(net.step(step_s)));
            double const held_j_m = (heat.pipes().insulation_heat_j(0) - cold_j) / 10.0;
            worst = std::max(worst, std::abs(held_j_m - exact.heat_j_m(i * step_s) * warmer_k) / full_j_m);
        }
        // The wall itself takes a quarter of a minute to be as warm as the water.
        std::printf("production, steps of %4.0f s: %.2g of the heat held\n", step_s, worst);
        EXPECT_LT(worst, 0.01) << "of all that is held in the end, steps of " << step_s << " s";
    }
}

TEST(Insulation, TheReferenceTakesUpTheSame) {
    HollowCylinder const exact{foam, outside_mk_w};
    SmallNetwork const net = short_pipe(20.0);
    ReferenceHeat heat{plain_water(4190.0), 2, net.links, {.cells_at_least = 4, .insulation_layers = 24}};
    heat.fill(std::vector<double>(2, 10.0));
    double const full_j_m = exact.heat_j_m(1e7) * warmer_k;
    double const cold_j = heat.stored().wall_j;
    double worst = 0.0;
    for (int i = 1; i <= 24; ++i) {
        ASSERT_EQ(heat.step(net.step(600.0)).status, ReferenceStatus::completed);
        double const wall_j_m = 4700.0 * (heat.wall_temperature_c(0, 5.0) - 10.0);
        double const held_j_m = (heat.stored().wall_j - cold_j) / 10.0 - wall_j_m;
        worst = std::max(worst, std::abs(held_j_m - exact.heat_j_m(600.0 * i) * warmer_k) / full_j_m);
    }
    std::printf("reference: %.2g of the heat held\n", worst);
    EXPECT_LT(worst, 0.01) << "of all that is held in the end";
}

// Steady states are those without; one that is filled in balance stays there.
TEST(Insulation, ChangesNothingInTheEnd) {
    SmallNetwork net;
    net.pipe(0, 1, 0.4, insulated(800.0), 0.3);
    net.entering_c = {85.0, 85.0};
    SmallNetwork bare = net;
    bare.links[0].pipe->insulation.reset();
    TransientHeat with{Fluid::water(), 2, net.links, {}};
    TransientHeat without{Fluid::water(), 2, bare.links, {}};
    with.fill(std::vector<double>(2, 85.0), {}, net.conductance_w_mk, net.ambient_c);
    without.fill(std::vector<double>(2, 85.0));
    HeatLedger last;
    for (int i = 0; i < 24 * 14; ++i) {
        last = with.step(net.step(3600.0));
        static_cast<void>(without.step(net.step(3600.0)));
    }
    EXPECT_NEAR(with.node_temperature_c(1), without.node_temperature_c(1), 1e-6) << "degC";
    EXPECT_NEAR(last.lost_j, last.entered_j - last.left_j, 1e-6 * last.lost_j) << "J";
}

// A front, a standstill, a turn: outlets as the reference has them, closer than without.
TEST(Insulation, BothModelsAgree) {
    SmallNetwork net;
    net.pipe(0, 1, 1.0, insulated(400.0), 0.3);
    net.pipe(1, 2, 1.0, insulated(300.0), 0.3);
    net.entering_c = {60.0, 60.0, 60.0};
    SmallNetwork bare = net;
    for (HeatLink& link : bare.links) {
        link.pipe->insulation.reset();
    }
    // Short cells of the wall, so that fronts are as sharp as the reference has them.
    TransientHeatOptions const fine{
        .pipes = {.tolerance_k = 0.005, .cell_length_diameters = 25.0, .cells_at_most = 200}};
    TransientHeat fast{Fluid::water(), 3, net.links, fine};
    TransientHeat plain{Fluid::water(), 3, bare.links, fine};
    ReferenceHeat slow{Fluid::water(), 3, net.links, {.cell_length_m = 2.0}};
    ReferenceHeat slow_plain{Fluid::water(), 3, bare.links, {.cell_length_m = 2.0}};
    std::vector<double> const begin(3, 60.0);
    fast.fill(begin, {}, net.conductance_w_mk, net.ambient_c);
    plain.fill(begin);
    slow.fill(begin, {}, net.conductance_w_mk, net.ambient_c);
    slow_plain.fill(begin);
    double off = 0.0;
    double off_without = 0.0; // where only the reference knows of insulation
    double off_plain = 0.0;   // where neither does
    int count = 0;
    double lost_fast = 0.0;
    double lost_slow = 0.0;
    for (int part = 0; part < 288; ++part) {
        int const i = part / 3;
        double const flow = i < 48 ? 1.0 : i < 56 ? 0.0 : i < 72 ? -0.6 : 0.3;
        double const entering = i < 8 ? 60.0 : i < 40 ? 90.0 : 65.0;
        for (SmallNetwork* const each : {&net, &bare}) {
            std::fill(each->flow_kg_s.begin(), each->flow_kg_s.end(), flow);
            std::fill(each->entering_c.begin(), each->entering_c.end(), entering);
        }
        lost_fast += fast.step(net.step(300.0)).lost_j;
        static_cast<void>(plain.step(bare.step(300.0)));
        ReferenceReport const report = slow.step(net.step(300.0));
        ASSERT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
        EXPECT_EQ(slow_plain.step(bare.step(300.0)).status, ReferenceStatus::completed);
        EXPECT_LE(std::abs(report.ledger.residual_j()), 1e-6 * report.ledger.throughput_j) << "J, step " << i;
        lost_slow += report.ledger.lost_j;
        if (flow != 0.0) {
            std::size_t const outlet = flow > 0.0 ? 2 : 0;
            double const true_c = slow.node_temperature_c(outlet);
            off += std::pow(fast.node_temperature_c(outlet) - true_c, 2);
            off_without += std::pow(plain.node_temperature_c(outlet) - true_c, 2);
            off_plain +=
                std::pow(plain.node_temperature_c(outlet) - slow_plain.node_temperature_c(outlet), 2);
            ++count;
        }
    }
    off = std::sqrt(off / count);
    off_without = std::sqrt(off_without / count);
    off_plain = std::sqrt(off_plain / count);
    std::printf(
        "outlets: %.3f K apart with insulation's heat, %.3f K where neither has it, %.3f K where only the "
        "reference has; loss %.4f of the reference's\n",
        off, off_plain, off_without, lost_fast / lost_slow);
    EXPECT_LT(off, 0.1) << "K, RMS";
    EXPECT_LT(off, 0.5 * off_without) << "K, RMS";
    EXPECT_NEAR(lost_fast / lost_slow, 1.0, 0.005);
}

TEST(Insulation, EnergyClosesThroughAnything) {
    std::mt19937 random{3};
    std::uniform_real_distribution<double> unit{0.0, 1.0};
    SmallNetwork net;
    net.pipe(0, 1, 1.0, insulated(400.0), 0.3);
    net.pipe(1, 2, 1.0, insulated(20.0), 0.3);
    net.entering_c = {60.0, 60.0, 60.0};
    TransientHeat heat{Fluid::water(), 3, net.links, {}};
    heat.fill(std::vector<double>{80.0, 30.0, 50.0}, {}, net.conductance_w_mk, net.ambient_c);
    for (int i = 0; i < 3000; ++i) {
        double const kind = unit(random);
        double const size = std::pow(10.0, 4.0 * unit(random) - 3.0);
        std::fill(net.flow_kg_s.begin(), net.flow_kg_s.end(), kind < 0.2 ? 0.0 : kind < 0.4 ? -size : size);
        for (double& u : net.conductance_w_mk) {
            u = kind < 0.05 ? 0.0 : 0.2 + 5.0 * unit(random) * (kind > 0.9 ? 1.0 : 0.02);
        }
        for (double& each : net.entering_c) {
            each = 20.0 + 70.0 * unit(random);
        }
        HeatLedger const book = heat.step(net.step(std::pow(10.0, 1.0 + 2.56 * unit(random))));
        ASSERT_LE(std::abs(book.residual_j()),
                  1e-9 * book.throughput_j + 1e-13 * (book.water_j + book.wall_j))
            << "J in step " << i;
        double const foam_c = heat.pipes().insulation_heat_j(0) / 400.0 /
                              (foam.capacity_j_m3k * pi / 4.0 * (0.1936 * 0.1936 - 0.1143 * 0.1143));
        ASSERT_GT(foam_c, 5.0) << "degC, mean";
        ASSERT_LT(foam_c, 90.0) << "degC, mean";
    }
}

TEST(Insulation, WhatIsNoneIsRefused) {
    auto const refused = [](auto const& change) {
        PlugFlowPipe pipe = insulated(10.0);
        change(pipe);
        SmallNetwork net;
        net.pipe(0, 1, 1.0, pipe, 0.3);
        EXPECT_THROW(TransientHeat(Fluid::water(), 2, net.links, {}), Error);
        EXPECT_THROW(ReferenceHeat(Fluid::water(), 2, net.links, {}), Error);
    };
    refused([](PlugFlowPipe& pipe) { pipe.wall_capacity_j_mk = 0.0; });
    refused([](PlugFlowPipe& pipe) { pipe.insulation->outer_diameter_m = 0.1; });
    refused([](PlugFlowPipe& pipe) { pipe.insulation->capacity_j_m3k = 0.0; });
    refused([](PlugFlowPipe& pipe) { pipe.insulation->conductivity_w_mk = -1.0; });
}

} // namespace
