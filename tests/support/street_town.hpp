// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Elements of small extensions in memory: a plant in the west, one street to the east, buildings along it.

#include "sizing_district.hpp"

#include "saggar/planning/extension.hpp"

#include <string>
#include <utility>
#include <vector>

namespace saggar::testing_support {

inline Node node(std::string id, double x_m, double y_m) {
    Node made;
    made.id = std::move(id);
    made.x_m = x_m;
    made.y_m = y_m;
    return made;
}

inline Pipe pair(std::string id, std::string from, std::string to) {
    Pipe made;
    made.id = std::move(id);
    made.from = std::move(from);
    made.to = std::move(to);
    made.catalogue = "test/100";
    return made;
}

inline Plant plant(std::string id, std::string at) {
    Plant made;
    made.id = std::move(id);
    made.node = std::move(at);
    made.held_pressure_bar = 3.0;
    made.maximum_differential_pressure_bar = 6.0;
    return made;
}

inline MapBuilding building(std::string id, Point at, double peak_kw) {
    MapBuilding made;
    made.id = std::move(id);
    made.at = at;
    made.peak_kw = peak_kw;
    made.annual_use_mwh = 2.0 * peak_kw;
    return made;
}

// A plant in the west and a street of 600 m to the east.
inline Project west() {
    Project project;
    project.name = "west";
    project.nodes = {node("west", 0.0, 5.0)};
    project.plants = {plant("boilers", "west")};
    project.streets.file = "streets";
    project.extension.buildings = "buildings";
    project.extension.catalogue = "test";
    project.prices.electricity_import_per_mwh = 200.0;
    project.economics.heat_price_per_mwh = 70.0;
    project.economics.heat_cost_per_mwh = 20.0;
    return project;
}

inline DistrictMap one_street(std::vector<MapBuilding> buildings) {
    DistrictMap map;
    map.streets = {
        {.line = {{0.0, 0.0}, {200.0, 0.0}, {400.0, 0.0}, {600.0, 0.0}}, .surface = Surface::hard}};
    map.buildings = std::move(buildings);
    return map;
}

inline Catalogue family() {
    return priced_family({32.0, 50.0, 65.0, 80.0, 100.0, 125.0, 150.0, 200.0, 250.0});
}

inline ExtensionPlan plan_of(Project const& project, DistrictMap const& map,
                             ExtensionOptions options = {.work = 200}) {
    Catalogue const catalogue = family();
    ExtensionProblem const problem = make_extension_problem(project, catalogue, map, {});
    options.threads = 1;
    return plan_extension(project, catalogue, map, problem, options,
                          [](ExtensionProgress const&) { return true; });
}

} // namespace saggar::testing_support
