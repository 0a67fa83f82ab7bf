// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Small correct projects that tests of the network room start from.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"

#include <string>
#include <vector>

namespace saggar::testing_support {

// Dimensions of DN50 and DN200 after EN 253, series 2; a twin pipe and costs as round numbers of our own.
inline Catalogue sample_catalogue() {
    CatalogueEntry small;
    small.id = "EN253/2/DN50";
    small.family = "EN253/2";
    small.nominal_diameter = 50.0;
    small.inner_diameter_mm = 54.5;
    small.outer_diameter_mm = 60.3;
    small.insulation_diameter_mm = 134.0;
    small.casing_diameter_mm = 140.0;
    small.pressure_rating_bar = 25.0;
    CatalogueEntry large = small;
    large.id = "EN253/2/DN200";
    large.nominal_diameter = 200.0;
    large.inner_diameter_mm = 210.1;
    large.outer_diameter_mm = 219.1;
    large.insulation_diameter_mm = 346.0;
    large.casing_diameter_mm = 355.0;
    CatalogueEntry twin = small;
    twin.id = "TWIN/2/DN50";
    twin.family = "TWIN/2";
    twin.twin = true;
    twin.insulation_diameter_mm = 194.0;
    twin.casing_diameter_mm = 200.0;
    twin.centre_spacing_mm = 80.0;
    return Catalogue{{large, small, twin}};
}

// plant -- p1 -- a -- p2 -- b: one plant, consumers at a and b.
inline Project heat_project() {
    Project project;
    project.name = "sample";
    auto const node = [](std::string id, double x) {
        Node made;
        made.id = std::move(id);
        made.x_m = x;
        made.y_m = 0.0;
        made.elevation_m = 100.0 + x / 100.0;
        return made;
    };
    project.nodes = {node("source", 0.0), node("a", 300.0), node("b", 700.0)};
    auto const pair = [](std::string id, std::string from, std::string to, std::string entry) {
        Pipe made;
        made.id = std::move(id);
        made.from = std::move(from);
        made.to = std::move(to);
        made.catalogue = std::move(entry);
        return made;
    };
    project.pipe_pairs = {pair("p1", "source", "a", "EN253/2/DN200"), pair("p2", "a", "b", "EN253/2/DN50")};
    Plant plant;
    plant.id = "boiler";
    plant.node = "source";
    plant.held_pressure_bar = 3.0;
    project.plants = {plant};
    auto const consumer = [](std::string id, std::string at, double peak_kw) {
        Substation made;
        made.id = std::move(id);
        made.node = std::move(at);
        made.peak_kw = peak_kw;
        made.return_temperature_c = 45.0;
        return made;
    };
    project.substations = {consumer("school", "a", 400.0), consumer("homes", "b", 250.0)};
    return project;
}

// lake -- q1 -- m -- q2 -- tap: a water network of single lines.
inline Project water_project() {
    Project project;
    for (char const* const id : {"lake", "m", "tap"}) {
        Node node;
        node.id = id;
        project.nodes.push_back(node);
    }
    auto const line = [](std::string id, std::string from, std::string to) {
        Pipe made;
        made.id = std::move(id);
        made.from = std::move(from);
        made.to = std::move(to);
        made.length_m = 100.0;
        made.inner_diameter_mm = 200.0;
        return made;
    };
    project.pipes = {line("q1", "lake", "m"), line("q2", "m", "tap")};
    Reservoir lake;
    lake.id = "surface";
    lake.node = "lake";
    lake.head_m = 50.0;
    project.reservoirs = {lake};
    Withdrawal tap;
    tap.id = "use";
    tap.node = "tap";
    tap.mass_flow_kg_s = 5.0;
    project.withdrawals = {tap};
    return project;
}

} // namespace saggar::testing_support
