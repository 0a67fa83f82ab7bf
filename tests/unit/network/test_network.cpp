// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "sample_projects.hpp"

#include "saggar/network/network.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

std::size_t at(std::int32_t row) {
    EXPECT_GE(row, 0);
    return static_cast<std::size_t>(row);
}

TEST(Network, TurnsEachPairIntoTwoLines) {
    auto const network = Network::build(heat_project(), sample_catalogue());
    EXPECT_EQ(network->nodes.id, (std::vector<std::string>{"source:supply", "source:return", "a:supply",
                                                           "a:return", "b:supply", "b:return"}));
    EXPECT_EQ(network->links.id, (std::vector<std::string>{"p1:supply", "p1:return", "p2:supply", "p2:return",
                                                           "school", "homes", "boiler"}));
    ASSERT_EQ(network->pipes.size(), 4U);
    EXPECT_EQ(network->pipes.partner, (std::vector<std::int32_t>{1, 0, 3, 2}));
    EXPECT_EQ(network->pipes.record, (std::vector<std::int32_t>{0, 0, 1, 1}));
    // Supply out, return home.
    EXPECT_EQ(network->links.from[0], network->find_node("source:supply"));
    EXPECT_EQ(network->links.to[0], network->find_node("a:supply"));
    EXPECT_EQ(network->links.from[1], network->find_node("a:return"));
    EXPECT_EQ(network->links.to[1], network->find_node("source:return"));
    // Consumers from supply to return, plants the other way.
    std::size_t const school = at(network->find_link("school"));
    EXPECT_EQ(network->links.from[school], network->find_node("a:supply"));
    EXPECT_EQ(network->links.to[school], network->find_node("a:return"));
    std::size_t const boiler = at(network->find_link("boiler"));
    EXPECT_EQ(network->links.from[boiler], network->find_node("source:return"));
    EXPECT_EQ(network->links.to[boiler], network->find_node("source:supply"));
    EXPECT_EQ(network->links.kind[boiler], LinkKind::plant);
    EXPECT_EQ(network->find_node("nowhere"), -1);
    EXPECT_EQ(network->find_link("p1"), -1);
}

TEST(Network, TakesDimensionsFromTheCatalogueThenFromThePipe) {
    Project project = heat_project();
    project.pipe_pairs[1].roughness_mm = 0.05;
    project.pipe_pairs[1].inner_diameter_mm = 50.0;
    project.pipe_pairs[1].pressure_rating_bar = 10.0;
    project.pipe_pairs[1].spacing_mm = 400.0;
    project.pipe_pairs[1].burial_depth_m = 1.2;
    auto const network = Network::build(project, sample_catalogue());
    PipeColumns const& pipes = network->pipes;
    EXPECT_DOUBLE_EQ(pipes.inner_diameter_m[0], 0.2101);
    EXPECT_DOUBLE_EQ(pipes.outer_diameter_m[0], 0.2191);
    EXPECT_DOUBLE_EQ(pipes.roughness_m[0], 1e-4);
    EXPECT_DOUBLE_EQ(pipes.pressure_rating_bar[0], 16.0) << "the project's limit is lower";
    EXPECT_DOUBLE_EQ(pipes.pipe_rating_bar[0], 25.0);
    EXPECT_DOUBLE_EQ(pipes.casing_diameter_m[0], 0.355);
    EXPECT_DOUBLE_EQ(pipes.spacing_m[0], 0.355 + 0.15);
    EXPECT_DOUBLE_EQ(pipes.burial_depth_m[0], 0.8 + 0.1775);
    EXPECT_FALSE(pipes.heat_loss_w_mk[0].has_value());
    EXPECT_DOUBLE_EQ(pipes.roughness_m[2], 5e-5);
    EXPECT_DOUBLE_EQ(pipes.inner_diameter_m[3], 0.050);
    EXPECT_DOUBLE_EQ(pipes.pressure_rating_bar[3], 10.0);
    EXPECT_DOUBLE_EQ(pipes.pipe_rating_bar[3], 10.0);
    EXPECT_DOUBLE_EQ(pipes.spacing_m[2], 0.4);
    EXPECT_DOUBLE_EQ(pipes.burial_depth_m[2], 1.2);
    EXPECT_EQ(network->catalogue().entries()[static_cast<std::size_t>(pipes.entry[0])].id, "EN253/2/DN200");
}

TEST(Network, TheLowerOfPipeAndProjectRatingHolds) {
    Project project = heat_project();
    project.limits.pressure_rating_bar = 40.0;
    project.pipe_pairs[1].pressure_rating_bar = 30.0;
    auto const network = Network::build(project, sample_catalogue());
    EXPECT_DOUBLE_EQ(network->pipes.pressure_rating_bar[0], 25.0) << "the catalogue's pipe bears no more";
    EXPECT_DOUBLE_EQ(network->pipes.pressure_rating_bar[2], 30.0) << "what a pipe names for itself wins";
    project.limits.pressure_rating_bar = 16.0;
    EXPECT_DOUBLE_EQ(Network::build(project, sample_catalogue())->pipes.pressure_rating_bar[2], 30.0);
}

TEST(Network, TellsTrunksFromBranchesByWidthOrRole) {
    Project project = heat_project();
    auto const by_width = Network::build(project, sample_catalogue());
    EXPECT_EQ(by_width->pipes.trunk, (std::vector<std::uint8_t>{1, 1, 0, 0}));
    EXPECT_DOUBLE_EQ(by_width->pipes.maximum_gradient_pa_m[0], 100.0);
    EXPECT_DOUBLE_EQ(by_width->pipes.maximum_gradient_pa_m[2], 250.0);
    project.pipe_pairs[0].role = PipeRole::branch;
    project.pipe_pairs[1].role = PipeRole::trunk;
    auto const by_role = Network::build(project, sample_catalogue());
    EXPECT_EQ(by_role->pipes.trunk, (std::vector<std::uint8_t>{0, 0, 1, 1}));
}

TEST(Network, MeasuresLengthsAlongTheRoute) {
    Project project = heat_project();
    project.pipe_pairs[0].route_xy_m = {0.0, 40.0, 300.0, 40.0};
    auto const network = Network::build(project, sample_catalogue());
    EXPECT_DOUBLE_EQ(network->pipes.length_m[0], 380.0);
    EXPECT_DOUBLE_EQ(network->pipes.length_m[1], 380.0);
    EXPECT_DOUBLE_EQ(network->pipes.length_m[2], 400.0);
    project.pipe_pairs[0].length_m = 390.0;
    EXPECT_DOUBLE_EQ(Network::build(project, sample_catalogue())->pipes.length_m[0], 390.0);
}

TEST(Network, LaysTwinPipesInOneCasing) {
    Project project = heat_project();
    project.pipe_pairs[1].catalogue = "TWIN/2/DN50";
    auto const network = Network::build(project, sample_catalogue());
    EXPECT_EQ(network->pipes.twin, (std::vector<std::uint8_t>{0, 0, 1, 1}));
    EXPECT_DOUBLE_EQ(network->pipes.spacing_m[2], 0.08);
    EXPECT_DOUBLE_EQ(network->pipes.burial_depth_m[2], 0.9);
}

TEST(Network, ConvertsConsumersAndPlants) {
    Project project = heat_project();
    project.substations[1].heat_demand_kw = 100.0;
    project.substations[1].minimum_differential_pressure_bar = 0.9;
    project.plants[0].capacity_kw = 900.0;
    auto const network = Network::build(project, sample_catalogue());
    SubstationColumns const& substations = network->substations;
    EXPECT_DOUBLE_EQ(substations.heat_demand_w[0], 4e5); // absent: the peak
    EXPECT_DOUBLE_EQ(substations.heat_demand_w[1], 1e5);
    EXPECT_DOUBLE_EQ(substations.peak_w[1], 2.5e5);
    EXPECT_DOUBLE_EQ(substations.minimum_differential_pressure_pa[0], 6e4); // the project's limit
    EXPECT_DOUBLE_EQ(substations.minimum_differential_pressure_pa[1], 9e4);
    EXPECT_DOUBLE_EQ(substations.return_temperature_c[0], 45.0);
    EXPECT_TRUE(std::isnan(substations.temperature_drop_k[0]));
    EXPECT_DOUBLE_EQ(network->plants.held_pressure_pa[0], 3e5);
    EXPECT_FALSE(network->plants.differential_pressure_pa[0].has_value());
    EXPECT_DOUBLE_EQ(network->plants.capacity_w[0].value(), 9e5);
}

TEST(Network, BuildsWaterNetworksOfSingleLines) {
    Project project = water_project();
    project.nodes[0].elevation_m = 20.0;
    Tank tank;
    tank.id = "tower";
    tank.node = "m";
    tank.level_m = 4.0;
    tank.diameter_m = 10.0;
    project.tanks = {tank};
    auto const network = Network::build(project, {});
    EXPECT_EQ(network->nodes.id, (std::vector<std::string>{"lake", "m", "tap"}));
    EXPECT_EQ(network->pipes.partner, (std::vector<std::int32_t>{-1, -1}));
    EXPECT_DOUBLE_EQ(network->pipes.heat_loss_w_mk[0].value(), 0.0); // tells nothing of insulation
    EXPECT_DOUBLE_EQ(network->pipes.pressure_rating_bar[0], 16.0);
    BoundaryColumns const& boundaries = network->boundaries;
    ASSERT_EQ(boundaries.size(), 3U);
    EXPECT_DOUBLE_EQ(boundaries.head_above_node_m[0], 30.0);
    EXPECT_TRUE(std::isnan(boundaries.pressure_pa[0]));
    EXPECT_DOUBLE_EQ(boundaries.head_above_node_m[1], 4.0);
    EXPECT_EQ(boundaries.kind[2], BoundaryKind::withdrawal);
    EXPECT_DOUBLE_EQ(boundaries.mass_flow_kg_s[2], 5.0);
}

TEST(Network, SetsValvesByTheirStem) {
    Project project = water_project();
    auto const valve = [](std::string id, double opening, ValveCharacteristic characteristic) {
        Valve made;
        made.id = std::move(id);
        made.from = "m";
        made.to = "tap";
        made.kind = ValveKind::throttling;
        made.kv_m3_h = 100.0;
        made.opening = opening;
        made.characteristic = characteristic;
        return made;
    };
    project.valves = {valve("half", 0.5, ValveCharacteristic::linear),
                      valve("seat", 0.001, ValveCharacteristic::linear),
                      valve("equal", 0.5, ValveCharacteristic::equal_percentage),
                      valve("shut", 0.0, ValveCharacteristic::equal_percentage)};
    Valve isolation;
    isolation.id = "gate";
    isolation.from = "lake";
    isolation.to = "m";
    project.valves.push_back(isolation);
    auto const network = Network::build(project, {});
    EXPECT_DOUBLE_EQ(network->valves.kv_m3_h[0], 50.0);
    EXPECT_DOUBLE_EQ(network->valves.kv_m3_h[1], 2.0); // Kvs over the rangeability
    EXPECT_DOUBLE_EQ(network->valves.kv_m3_h[2], 100.0 / std::sqrt(50.0));
    EXPECT_TRUE(std::isinf(network->valves.kv_m3_h[4]));
    EXPECT_EQ(network->links.open[at(network->find_link("equal"))], 1);
    EXPECT_EQ(network->links.open[at(network->find_link("shut"))], 0);
}

TEST(Network, TakesPressureBreakersAndHeadLossCurves) {
    Project project = water_project();
    Valve curve;
    curve.id = "filter";
    curve.from = "m";
    curve.to = "tap";
    curve.kind = ValveKind::head_loss_curve;
    curve.flow_m3_h = {0.0, 36.0, 72.0};
    curve.head_loss_m = {0.0, 1.0, 4.0};
    Valve breaker;
    breaker.id = "breaker";
    breaker.from = "lake";
    breaker.to = "m";
    breaker.kind = ValveKind::pressure_breaker;
    breaker.set_differential_pressure_bar = 0.5;
    project.valves = {curve, breaker};
    auto const network = Network::build(project, {});
    EXPECT_DOUBLE_EQ(network->valves.flow_m3_s[0].at(2), 0.02);
    EXPECT_DOUBLE_EQ(network->valves.head_loss_m[0].at(1), 1.0);
    EXPECT_TRUE(network->valves.flow_m3_s[1].empty());
    EXPECT_DOUBLE_EQ(network->valves.set_differential_pressure_pa[1], 5e4);

    auto const codes = [&](auto&& change) {
        Project wrong = project;
        change(wrong.valves);
        try {
            static_cast<void>(Network::build(wrong, {}));
        } catch (Error const& error) {
            return error.code();
        }
        return ErrorCode{};
    };
    EXPECT_EQ(codes([](auto& valves) { valves[0].head_loss_m[2] = 0.5; }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[0].flow_m3_h[1] = 0.0; }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[0].head_loss_m.pop_back(); }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[0].flow_m3_h.clear(); }), ErrorCode::value_missing);
    EXPECT_EQ(codes([](auto& valves) { valves[0].kv_m3_h = 5.0; }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[1].set_differential_pressure_bar.reset(); }),
              ErrorCode::value_missing);
    EXPECT_EQ(codes([](auto& valves) { valves[1].head_loss_m = {1.0}; }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[0].head_loss_exponent = 2.0; }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[1].head_loss_exponent = 2.0; }), ErrorCode::values_conflict);

    project.valves[0].flow_m3_h = {36.0};
    project.valves[0].head_loss_m = {2.0};
    project.valves[0].head_loss_exponent = 1.5;
    EXPECT_DOUBLE_EQ(Network::build(project, {})->valves.head_loss_exponent[0], 1.5);
    EXPECT_EQ(codes([](auto& valves) { valves[0].head_loss_exponent.reset(); }), ErrorCode::values_conflict);
    EXPECT_EQ(codes([](auto& valves) { valves[0].head_loss_m[0] = 0.0; }), ErrorCode::values_conflict);
}

TEST(Network, TakesPumpsOfConstantPowerInsteadOfACurve) {
    Project project = water_project();
    Pump pump;
    pump.id = "lift";
    pump.from = "m";
    pump.to = "tap";
    pump.hydraulic_power_kw = 2.0;
    project.pumps = {pump};
    auto const network = Network::build(project, {});
    EXPECT_DOUBLE_EQ(network->pumps.hydraulic_power_w[0], 2000.0);
    EXPECT_TRUE(network->pumps.flow_m3_s[0].empty());
    project.pumps[0].flow_m3_h = {10.0};
    project.pumps[0].head_m = {20.0};
    EXPECT_THROW(static_cast<void>(Network::build(project, {})), Error);
    project.pumps[0].hydraulic_power_kw.reset();
    EXPECT_TRUE(std::isnan(Network::build(project, {})->pumps.hydraulic_power_w[0]));
}

TEST(Catalogue, FindsEntriesAndFamilies) {
    Catalogue const catalogue = sample_catalogue();
    ASSERT_NE(catalogue.find("EN253/2/DN50"), nullptr);
    EXPECT_EQ(catalogue.find("EN253/2/DN55"), nullptr);
    EXPECT_EQ(catalogue.nearest_id("EN253/2/DN55"), "EN253/2/DN50");
    EXPECT_EQ(catalogue.nearest_id("en253/2/dn200"), "EN253/2/DN200");
    EXPECT_EQ(Catalogue{}.nearest_id("EN253/2/DN55"), "");
    auto const family = catalogue.family("EN253/2");
    ASSERT_EQ(family.size(), 2U);
    EXPECT_EQ(family[0]->id, "EN253/2/DN50"); // by growing diameter
}

TEST(Catalogue, LaterEntriesReplaceEarlierOnes) {
    CatalogueEntry first;
    first.id = "x/1";
    first.inner_diameter_mm = 10.0;
    CatalogueEntry second = first;
    second.inner_diameter_mm = 20.0;
    Catalogue const catalogue{{first, second}};
    ASSERT_EQ(catalogue.entries().size(), 1U);
    EXPECT_DOUBLE_EQ(catalogue.find("x/1")->inner_diameter_mm, 20.0);
}

} // namespace
