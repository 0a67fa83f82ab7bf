// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A layer of a GeoPackage, whatever it shows.

#include "qgis_styles.hpp"

#include "saggar/io/result_tables.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

struct MapLayer {
    std::string name;
    std::string text;
    ResultGeometry geometry{ResultGeometry::point};
    std::vector<std::pair<std::string, ResultType>> columns;
    std::size_t rows{0};
    std::function<ResultCell(std::size_t row, std::size_t column)> cell;
    std::function<std::vector<double>(std::size_t row)> corners; // x, y, x, y ...; empty: no position
    std::vector<QgisStyle> styles;                               // the default first

    [[nodiscard]] bool has_positions() const;
};

// The rows of several layers with the same columns as one CSV table.
[[nodiscard]] std::string to_csv(std::vector<MapLayer> const& layers);
// A list of objects; null where a cell is empty.
[[nodiscard]] nlohmann::json to_json_rows(MapLayer const& layer);

// Layers without a position are left out; false, and nothing written, if none is left. Throws as
// write_geopackage (result_files.hpp). `system`: coordinate reference system, empty for local metres.
bool write_map(std::vector<MapLayer> layers, std::string const& system, std::filesystem::path const& file);

} // namespace saggar::detail
