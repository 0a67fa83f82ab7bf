// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A street with a school, a hotel and a cottage as maps, and a plant that could feed them.

#include "program.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace saggar::testing_support {

inline std::string feature(std::string const& geometry, std::string const& properties) {
    return fmt::format(R"({{"type": "Feature", "properties": {{{}}}, "geometry": {}}})", properties,
                       geometry);
}
inline std::string line(std::string const& coordinates) {
    return fmt::format(R"({{"type": "LineString", "coordinates": [{}]}})", coordinates);
}
inline std::string point(std::string const& coordinates) {
    return fmt::format(R"({{"type": "Point", "coordinates": [{}]}})", coordinates);
}
inline std::string collection(std::vector<std::string> const& features, std::string const& system = {}) {
    std::string const crs =
        system.empty()
            ? ""
            : fmt::format(R"("crs": {{"type": "name", "properties": {{"name": "{}"}}}}, )", system);
    return fmt::format(R"({{"type": "FeatureCollection", {}"features": [{}]}})", crs,
                       fmt::join(features, ",\n"));
}

// One street of 300 m from the plant, with a side street; metres of the British grid.
inline std::string street(std::string const& coordinates, std::string const& more = {}) {
    return feature(line(coordinates), more);
}
inline std::vector<std::string> streets() {
    return {street("[388000, 346000], [388100, 346000], [388300, 346000]"),
            street("[388100, 346000], [388100, 346200]", R"("surface": "soft")")};
}
inline std::string const school = feature(
    R"({"type": "Polygon", "coordinates": [[[388280, 346020], [388320, 346020], [388320, 346060], [388280, 346060], [388280, 346020]]]})",
    R"("id": "school", "use": "school", "floor_area_m2": 5000)");
inline std::string const hotel =
    feature(point("388110, 346195"), R"("id": "hotel", "use": "hotel", "fuel_use_mwh": 1200)");
// A cottage 190 m up the side street is not worth its service pipe.
inline std::string const cottage =
    feature(point("388020, 346090"), R"("id": "cottage", "use": "house", "dwellings": 1)");

inline constexpr char const* system_name = "urn:ogc:def:crs:EPSG::27700";

struct Town {
    Town() {
        write_maps(streets(), {school, hotel, cottage});
        write_project();
    }
    void write_maps(std::vector<std::string> const& roads, std::vector<std::string> const& buildings) const {
        folder.write("streets.geojson", collection(roads, system_name));
        folder.write("buildings.geojson", collection(buildings, system_name));
    }
    void write_project(std::string const& extension = {}, std::string const& more = {}) const {
        folder.write("project.yaml", R"(schema_version: 1
name: town
coordinate_reference_system: EPSG:27700
nodes:
  - {id: plant_node, x_m: 388000, y_m: 346010, elevation_m: 100}
plants:
  - {id: plant, node: plant_node, supply_temperature_c: 80, held_pressure_bar: 3, maximum_differential_pressure_bar: 6}
streets: {file: streets.geojson}
prices: {electricity_import_per_mwh: 200}
economics: {heat_price_per_mwh: 70, heat_cost_per_mwh: 20, connection_cost: 5000, source_cost_per_kw: 100}
extension:
  buildings: buildings.geojson
  catalogue: EN253/2
)" + extension + more);
    }
    [[nodiscard]] Outcome extend(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"extend", folder.path().string(), "--seconds", "0.1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_saggar(arguments);
    }
    [[nodiscard]] nlohmann::json plan() const {
        return nlohmann::json::parse(ScratchFolder::content(folder / "out/plan.json"));
    }
    [[nodiscard]] std::string out() const { return (folder / "out").string(); }

    ScratchFolder folder;
};

inline nlohmann::json const* row(nlohmann::json const& rows, std::string const& id) {
    for (nlohmann::json const& one : rows) {
        if (one.at("id") == id) {
            return &one;
        }
    }
    return nullptr;
}

} // namespace saggar::testing_support
