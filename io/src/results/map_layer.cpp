// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "map_layer.hpp"

#include "result_columns.hpp"

#include "saggar/io/result_files.hpp"

#include <nlohmann/json.hpp>

#include <type_traits>

namespace saggar {

bool detail::MapLayer::has_positions() const {
    for (std::size_t row = 0; row < rows; ++row) {
        if (!corners(row).empty()) {
            return true;
        }
    }
    return false;
}

std::string detail::to_csv(std::vector<MapLayer> const& layers) {
    std::string out;
    for (auto const& [name, type] : layers.front().columns) {
        out += (out.empty() ? "" : ",") + name;
    }
    out += '\n';
    for (MapLayer const& layer : layers) {
        for (std::size_t row = 0; row < layer.rows; ++row) {
            for (std::size_t column = 0; column < layer.columns.size(); ++column) {
                if (column > 0) {
                    out += ',';
                }
                append_csv(out, layer.cell(row, column));
            }
            out += '\n';
        }
    }
    return out;
}

nlohmann::json detail::to_json_rows(MapLayer const& layer) {
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t row = 0; row < layer.rows; ++row) {
        nlohmann::json object = nlohmann::json::object();
        for (std::size_t column = 0; column < layer.columns.size(); ++column) {
            std::visit(
                [&](auto const& value) {
                    using Value = std::decay_t<decltype(value)>;
                    nlohmann::json& into = object[layer.columns[column].first];
                    if constexpr (!std::is_same_v<Value, std::monostate>) {
                        into = value;
                    }
                },
                layer.cell(row, column));
        }
        rows.push_back(std::move(object));
    }
    return rows;
}

bool write_geopackage(SolvedPoint const& solved, std::filesystem::path const& file) {
    std::vector<detail::MapLayer> layers;
    Project const& project = solved.network().project();
    for (ResultTable const& table : result_tables()) {
        if (table.geometry == ResultGeometry::none) {
            continue;
        }
        detail::MapLayer layer;
        layer.name = table.name;
        layer.text = table.text;
        layer.geometry = table.geometry;
        for (ResultColumn const& column : table.columns) {
            layer.columns.emplace_back(column.name, column.type);
        }
        layer.rows = table.rows(solved);
        layer.cell = [&](std::size_t row, std::size_t column) {
            return table.columns[column].cell(solved, row);
        };
        layer.corners = [&](std::size_t row) { return table.corners(solved, row); };
        layer.styles = detail::qgis_styles(table.name, project.limits);
        layers.push_back(std::move(layer));
    }
    return detail::write_map(std::move(layers), project.coordinate_reference_system, file);
}

} // namespace saggar
