// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A street with one plant and one load, that others ask to connect to.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/catalogue.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/project.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace saggar::testing_support {

// A family of three pipes with round numbers, so that a test can be followed by hand.
inline Catalogue three_sizes() {
    std::vector<CatalogueEntry> entries;
    for (double const bore : {50.0, 80.0, 125.0}) {
        CatalogueEntry entry;
        entry.family = "test";
        entry.id = "test/" + std::to_string(static_cast<int>(bore));
        entry.nominal_diameter = bore;
        entry.inner_diameter_mm = bore;
        entry.outer_diameter_mm = bore + 8.0;
        entry.insulation_diameter_mm = 2.0 * bore + 40.0;
        entry.casing_diameter_mm = 2.0 * bore + 46.0;
        entry.cost_hard_per_m = 500.0 + 10.0 * bore;
        entry.cost_soft_per_m = 300.0 + 10.0 * bore;
        entries.push_back(entry);
    }
    return Catalogue{entries};
}

// A plant, 500 m of trunk to the east, a load of 200 kW at its end.
inline Project one_street() {
    Project project;
    project.name = "one street";
    project.limits.maximum_gradient_branch_pa_m = 250.0;
    project.connection.catalogue = "test";
    project.connection.maximum_branch_length_m = 400.0;
    auto const node = [](char const* id, double x) {
        Node n;
        n.id = id;
        n.x_m = x;
        n.y_m = 0.0;
        return n;
    };
    project.nodes = {node("west", 0.0), node("east", 500.0)};
    Pipe trunk;
    trunk.id = "trunk";
    trunk.from = "west";
    trunk.to = "east";
    trunk.catalogue = "test/80";
    project.pipe_pairs = {trunk};
    Plant plant;
    plant.id = "boiler";
    plant.node = "west";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    plant.capacity_kw = 3000.0;
    plant.maximum_differential_pressure_bar = 4.0;
    project.plants = {plant};
    Substation load;
    load.id = "school";
    load.node = "east";
    load.peak_kw = 200.0;
    load.return_temperature_c = 50.0;
    project.substations = {load};
    return project;
}

inline Candidate candidate(char const* id, double x, double y, double peak_kw) {
    Candidate c;
    c.id = id;
    c.x_m = x;
    c.y_m = y;
    c.peak_kw = peak_kw;
    c.annual_use_mwh = 2.0 * peak_kw;
    c.return_temperature_c = 50.0;
    return c;
}

// What was made is a project that solves, with everybody served.
inline SteadyState served_by(std::shared_ptr<Network const> const& network) {
    SteadySolver solver{network};
    SteadyState state;
    EXPECT_TRUE(solver.solve(design_point(*network), state).converged());
    for (double const unmet : state.substation_unmet_heat_w) {
        EXPECT_LE(unmet, 1e-6);
    }
    return state;
}

} // namespace saggar::testing_support
