// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A street with a school, a hotel and a cottage as maps, and a plant that could feed them.

#include "map_text.hpp"
#include "words.hpp"

#include <string>
#include <vector>

namespace saggar::testing_support {

using namespace map_text;

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

// Of the maps: the British grid.
inline constexpr char const* british_grid = "27700";

struct Town {
    Town() {
        write_maps(streets(), {school, hotel, cottage});
        write_project();
    }
    void write_maps(std::vector<std::string> const& roads, std::vector<std::string> const& buildings) const {
        folder.write("streets.geojson", collection(roads, british_grid));
        folder.write("buildings.geojson", collection(buildings, british_grid));
    }
    // So many streets each way, 80 m apart, with schools of all sizes along those to the east.
    void write_grid(int ways) const {
        std::vector<std::string> roads;
        std::vector<std::string> buildings;
        for (int i = 0; i < ways; ++i) {
            std::string along;
            std::string across;
            for (int k = 0; k < ways; ++k) {
                along += fmt::format("{}[{}, {}]", k > 0 ? ", " : "", 388000 + 80 * k, 346000 + 80 * i);
                across += fmt::format("{}[{}, {}]", k > 0 ? ", " : "", 388000 + 80 * i, 346000 + 80 * k);
            }
            roads.push_back(street(along));
            roads.push_back(street(across));
            for (int j = 0; j + 1 < ways; ++j) {
                int const x_m = 388030 + 80 * j + 3 * i;
                int const y_m = 346008 + 80 * i + (5 * j + 7 * i) % 11;
                buildings.push_back(
                    feature(point(fmt::format("{}, {}", x_m, y_m)),
                            fmt::format(R"("id": "{}-{}", "use": "school", "floor_area_m2": {})", i, j,
                                        400 + (137 * i + 311 * j) % 1900)));
            }
        }
        write_maps(roads, buildings);
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
    [[nodiscard]] json plan() const { return json::parse(ScratchFolder::content(folder / "out/plan.json")); }
    [[nodiscard]] std::string out() const { return (folder / "out").string(); }

    ScratchFolder folder;
};

inline json const* row(json const& rows, std::string const& id) {
    for (json const& one : rows) {
        if (one.at("id") == id) {
            return &one;
        }
    }
    return nullptr;
}

} // namespace saggar::testing_support
