// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A street whose loads come in two phases, for tests of `saggar phase`.

#include "map_text.hpp"
#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace saggar::testing_support {

// A street of 800 m from the plant: a school half way that is there from the beginning, a hospital at its end
// that comes in 2035 and is much larger, and a mill that may.
struct Street {
    Street() { write_maps(); }
    void write_maps(std::string const& mill = R"("from_year": 2035, "likelihood": 0.3)",
                    std::string const& hospital = R"("from_year": 2035, "likelihood": 0.9)") const {
        folder.write("streets.geojson",
                     map_text::collection({map_text::feature(map_text::line(
                                              "[388000, 346000], [388400, 346000], [388800, 346000]"))},
                                          "27700"));
        folder.write(
            "buildings.geojson",
            map_text::collection(
                {building(388400, 346020, R"("id": "school", "peak_kw": 900, "annual_use_mwh": 3000)"),
                 building(388790, 346020,
                          R"("id": "hospital", "peak_kw": 3000, "annual_use_mwh": 9000, )" + hospital),
                 building(388780, 345980,
                          R"("id": "mill", "peak_kw": 2000, "annual_use_mwh": 5000, )" + mill)},
                "27700"));
    }
    static std::string building(double x, double y, std::string const& properties) {
        return map_text::feature(map_text::point(fmt::format("{}, {}", x, y)), properties);
    }
    static std::string plant(std::string const& id, std::string const& more = {}) {
        return fmt::format("  - {{id: {}, node: plant_node, supply_temperature_c: 80, held_pressure_bar: 3, "
                           "maximum_differential_pressure_bar: 6{}}}\n",
                           id, more);
    }
    void write_project(std::string const& phasing, std::string const& plants = plant("boilers")) const {
        folder.write("project.yaml", R"(schema_version: 1
name: street
coordinate_reference_system: EPSG:27700
nodes:
  - {id: plant_node, x_m: 388000, y_m: 346010, elevation_m: 100}
plants:
)" + plants + R"(streets: {file: streets.geojson}
prices: {electricity_import_per_mwh: 200}
economics: {lifetime_years: 30, discount_rate_percent: 4, heat_price_per_mwh: 70, heat_cost_per_mwh: 20, connection_cost: 5000, source_cost_per_kw: 100}
extension:
  buildings: buildings.geojson
  catalogue: EN253/2
)" + phasing);
    }
    [[nodiscard]] Outcome phase(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"phase", folder.path().string(), "--seconds", "0.1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_saggar(arguments);
    }
    [[nodiscard]] std::string out() const { return (folder / "out").string(); }
    [[nodiscard]] json result() const {
        return json::parse(ScratchFolder::content(folder / "out/phases.json"));
    }

    ScratchFolder folder;
};

inline constexpr char const* two_phases =
    "phases:\n  - {id: first, year: 2028}\n  - {id: second, year: 2035}\n";

// The rows of one strategy in one future.
inline std::vector<json> rows(json const& list, std::string const& strategy, std::string const& uptake) {
    std::vector<json> found;
    std::ranges::copy_if(list, std::back_inserter(found), [&](json const& row) {
        return row.at("strategy") == strategy && row.at("uptake") == uptake;
    });
    return found;
}

} // namespace saggar::testing_support
