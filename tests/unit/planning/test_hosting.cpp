// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/hosting.hpp"

#include "saggar/engine/physics/friction.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace {

using namespace saggar;

constexpr double density = 980.0;
constexpr double viscosity = 4e-4;
constexpr double heat_capacity = 4184.0;

FluidSettings plain_water() {
    FluidSettings fluid;
    fluid.model = FluidModel::constant;
    fluid.density_kg_m3 = density;
    fluid.dynamic_viscosity_pa_s = viscosity;
    fluid.heat_capacity_j_kgk = heat_capacity;
    fluid.conductivity_w_mk = 0.65;
    return fluid;
}

// A plant, two pairs of 80 mm and 65 mm, 250 m each, 100 kW at the end of each; nothing is lost or warmed.
Project two_pairs() {
    Project project;
    project.fluid = plain_water();
    project.physics.dissipation_heat = false;
    project.limits.maximum_gradient_branch_pa_m = 150.0;
    project.limits.minimum_substation_differential_pressure_bar = 0.5;
    for (char const* const id : {"works", "middle", "end"}) {
        project.nodes.push_back({.id = id});
    }
    auto const pair = [&](char const* id, char const* from, char const* to, double bore) {
        Pipe pipe;
        pipe.id = id;
        pipe.from = from;
        pipe.to = to;
        pipe.length_m = 250.0;
        pipe.inner_diameter_mm = bore;
        pipe.roughness_mm = 0.1;
        pipe.heat_loss_w_mk = 0.0;
        project.pipe_pairs.push_back(pipe);
    };
    pair("p1", "works", "middle", 80.0);
    pair("p2", "middle", "end", 65.0);
    Plant plant;
    plant.id = "boiler";
    plant.node = "works";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    project.plants.push_back(plant);
    for (char const* const node : {"middle", "end"}) {
        Substation home;
        home.id = std::string{"at_"} + node;
        home.node = node;
        home.peak_kw = 100.0;
        home.return_temperature_c = 50.0;
        project.substations.push_back(home);
    }
    return project;
}

std::shared_ptr<Network const> built(Project const& project) {
    return Network::build(project, Catalogue{});
}

HostingValue at_node(HostingReport const& report, Project const& project, std::string const& id) {
    for (HostingNode const& one : report.nodes) {
        if (project.nodes[static_cast<std::size_t>(one.node)].id == id) {
            return one.at;
        }
    }
    ADD_FAILURE() << "no node " << id;
    return {};
}

double flow_at_gradient(double bore_m, double gradient_pa_m) {
    double low = 0.0;
    double high = 100.0;
    for (int i = 0; i < 100; ++i) {
        double const middle = 0.5 * (low + high);
        double const loss =
            pipe_pressure_loss(FrictionLaw::colebrook,
                               {.length_m = 1.0, .inner_diameter_m = bore_m, .roughness = 1e-4}, density,
                               viscosity, middle)
                .loss_pa;
        (loss > gradient_pa_m ? high : low) = middle;
    }
    return low;
}

TEST(Hosting, PairAtItsGradientByHand) {
    Project const project = two_pairs();
    HostingReport const report = study_hosting(built(project));
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    ASSERT_EQ(report.nodes.size(), 3U);
    double const per_kg = heat_capacity * 35.0;
    double const first_w = flow_at_gradient(0.080, 150.0) * per_kg - 200e3;
    double const second_w = std::min(first_w, flow_at_gradient(0.065, 150.0) * per_kg - 100e3);
    for (auto const& [node, by_hand, pipe] : {std::tuple{"middle", first_w, "p1"}, {"end", second_w, "p2"}}) {
        HostingValue const found = at_node(report, project, node);
        EXPECT_LE(found.capacity_w, by_hand * 1.000001) << node;
        EXPECT_GE(found.capacity_w, by_hand * 0.99) << node;
        EXPECT_EQ(found.bound, HostingBound::limit);
        EXPECT_EQ(found.limit, LimitKind::pipe_gradient) << node;
        EXPECT_TRUE(found.element.starts_with(pipe)) << found.element;
        EXPECT_NEAR(found.value, 150.0, 3.0);
        EXPECT_DOUBLE_EQ(found.allowed, 150.0);
    }
    EXPECT_EQ(at_node(report, project, "works").bound, HostingBound::none) << "a plant without an end";
    EXPECT_NEAR(report.return_temperature_c, 50.0, 1e-12);
    // A pair takes the smaller of its two nodes.
    ASSERT_EQ(report.pairs.size(), 2U);
    EXPECT_EQ(report.pairs[1].from_node, 2);
}

// At such a point every load takes its part of its peak, the new one too: capacities are peaks.
TEST(Hosting, LoadFactorOfThePoint) {
    Project project = two_pairs();
    for (bool const design : {false, true}) {
        for (double const factor : {0.5, 1.15}) {
            project.operating_points = {{.id = "point", .design = design, .load_factor = factor}};
            HostingOptions options;
            options.operating_point = "point";
            HostingReport const report = study_hosting(built(project), options);
            ASSERT_TRUE(report.base_converged) << report.diagnosis;
            EXPECT_EQ(report.load_factor, factor);
            double const by_hand = flow_at_gradient(0.080, 150.0) * heat_capacity * 35.0 / factor - 200e3;
            double const found = at_node(report, project, "middle").capacity_w;
            EXPECT_LE(found, by_hand * 1.000001) << "W, load factor " << factor;
            EXPECT_GE(found, by_hand * 0.99) << "W, load factor " << factor;
        }
    }
}

TEST(Hosting, PlantAtItsCapacityByHand) {
    Project project = two_pairs();
    project.plants[0].capacity_kw = 260.0;
    HostingReport const report = study_hosting(built(project));
    for (char const* const node : {"works", "middle", "end"}) {
        HostingValue const found = at_node(report, project, node);
        EXPECT_LE(found.capacity_w, 60e3 * 1.00001) << node;
        EXPECT_GE(found.capacity_w, 60e3 * 0.99) << node;
        EXPECT_EQ(found.limit, LimitKind::plant_heat) << node;
        EXPECT_EQ(found.element, "boiler");
        EXPECT_DOUBLE_EQ(found.allowed, 260e3);
    }
}

TEST(Hosting, PressureByHand) {
    Project project = two_pairs();
    project.limits.maximum_gradient_branch_pa_m = 5000.0;
    project.limits.maximum_velocity_m_s = 20.0;
    project.plants[0].differential_pressure_bar = 1.5;
    HostingReport const report = study_hosting(built(project));
    // At the plant's flow, both lines of both pairs leave the 0.5 bar that the end needs.
    auto const loss_pa = [](double bore_m, double heat_w) {
        return 500.0 * pipe_pressure_loss(FrictionLaw::colebrook,
                                          {.length_m = 1.0, .inner_diameter_m = bore_m, .roughness = 1e-4},
                                          density, viscosity, heat_w / (heat_capacity * 35.0))
                           .loss_pa;
    };
    HostingValue const found = at_node(report, project, "middle");
    EXPECT_EQ(found.limit, LimitKind::substation_differential_pressure);
    EXPECT_EQ(found.element, "at_end");
    auto const left = [&](double load_w) {
        return 1.5e5 - loss_pa(0.080, 200e3 + load_w) - loss_pa(0.065, 100e3) - 0.5e5;
    };
    EXPECT_GE(left(found.capacity_w), -5.0);
    EXPECT_LT(left(found.capacity_w * 1.0102), 0.0);
}

TEST(Hosting, WarmerReturnTakesMoreWater) {
    Project const project = two_pairs();
    HostingOptions options;
    options.return_temperature_c = 60.0;
    HostingReport const warm = study_hosting(built(project), options);
    HostingReport const usual = study_hosting(built(project));
    EXPECT_NEAR(at_node(warm, project, "middle").capacity_w / at_node(usual, project, "middle").capacity_w,
                25.0 / 35.0, 0.02);
}

TEST(Hosting, WhatWasBrokenBeforeDoesNotCountUnlessMadeWorse) {
    Project project = two_pairs();
    project.pipe_pairs[1].inner_diameter_mm = 32.0; // 100 kW are too much for it
    HostingReport const report = study_hosting(built(project));
    ASSERT_FALSE(report.base_limits.all_kept());
    EXPECT_GT(at_node(report, project, "middle").capacity_w, 50e3);
    HostingValue const end = at_node(report, project, "end");
    EXPECT_EQ(end.capacity_w, 0.0) << "1e-4 of what the pipe carries is no room";
    EXPECT_EQ(end.limit, LimitKind::pipe_gradient);
    EXPECT_GT(end.value, end.allowed);
}

TEST(Hosting, BehindAClosedPairNothingConnects) {
    Project project = two_pairs();
    project.operating_points.push_back({.id = "closed", .closed = {"p2"}});
    HostingOptions options;
    options.operating_point = "closed";
    HostingReport const report = study_hosting(built(project), options);
    HostingValue const end = at_node(report, project, "end");
    EXPECT_EQ(end.bound, HostingBound::cut_off);
    EXPECT_EQ(end.capacity_w, 0.0);
    EXPECT_GT(at_node(report, project, "middle").capacity_w, 0.0);
}

// Three pairs lie nearer to the street than the one that carries water, as many as tie-ins are tried: an old
// network that was shut off, and a spur that is closed at the point.
TEST(Hosting, StreetsAreNotTiedIntoWhatNoWaterReaches) {
    Project project = two_pairs();
    auto const place = [&](std::size_t node, double x_m, double y_m) {
        project.nodes[node].x_m = x_m;
        project.nodes[node].y_m = y_m;
    };
    place(0, 0.0, 0.0);
    place(1, 250.0, 0.0);
    place(2, 500.0, 0.0);
    auto const more = [&](char const* id, char const* from, char const* to, double y_m) {
        project.nodes.push_back({.id = to, .x_m = 200.0, .y_m = y_m});
        Pipe pair = project.pipe_pairs[0];
        pair.id = id;
        pair.from = from;
        pair.to = to;
        project.pipe_pairs.push_back(pair);
    };
    more("gate", "middle", "old_1", 16.0);
    more("old", "old_1", "old_2", 40.0);
    more("older", "old_2", "old_3", 60.0);
    more("oldest", "old_3", "old_4", 80.0);
    project.operating_points.push_back({.id = "summer", .closed = {"gate"}});
    project.connection.tie_in_points = 3;
    std::vector<Street> const streets{{.line = {{.x_m = 180.0, .y_m = 70.0}, {.x_m = 220.0, .y_m = 70.0}}}};
    HostingOptions options;
    options.operating_point = "summer";
    auto const network = built(project);
    auto const shut = tie_ins_of_streets(*network, streets, "summer");
    options.streets = shut;
    HostingReport const report = study_hosting(network, options);
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    auto const found = hosting_of_streets(*network, shut, report);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].tie_in, "p1");
    EXPECT_GT(found[0].capacity_w, 50e3);
    // With the gate open the old network can be tied into.
    HostingReport const open = study_hosting(network);
    auto const nearest = hosting_of_streets(*network, tie_ins_of_streets(*network, streets), open);
    ASSERT_EQ(nearest.size(), 1U);
    EXPECT_LT(nearest[0].branch_length_m, found[0].branch_length_m);
}

TEST(Hosting, EndsWhenItIsStopped) {
    HostingReport const report =
        study_hosting(built(two_pairs()), {}, [](std::size_t done, std::size_t) { return done < 1; });
    EXPECT_TRUE(report.stopped);
    EXPECT_TRUE(report.nodes.empty());
}

TEST(Hosting, UnknownPointAndNetworkWithoutPairsAreInput) {
    HostingOptions options;
    options.operating_point = "never";
    EXPECT_THROW((void)study_hosting(built(two_pairs()), options), Error);
    Project closed = two_pairs();
    closed.pipe_pairs[0].open = closed.pipe_pairs[1].open = false;
    EXPECT_THROW((void)study_hosting(built(closed)), Error);
}

} // namespace
