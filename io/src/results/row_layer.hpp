// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A layer of rows of one type, column by column.

#include "cells.hpp"
#include "map_layer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

// Columns by name with the cell of each row.
template <class Row>
struct Column {
    std::string name;
    ResultType type{ResultType::number};
    std::function<ResultCell(Row const&)> cell;
};

template <class Row>
MapLayer layer_of(std::string name, std::string about, ResultGeometry geometry, std::vector<Row> rows,
                  std::vector<Column<Row>> columns, std::function<std::vector<double>(Row const&)> corners,
                  std::vector<QgisStyle> styles) {
    MapLayer layer;
    layer.name = std::move(name);
    layer.text = std::move(about);
    layer.geometry = geometry;
    for (Column<Row> const& column : columns) {
        layer.columns.emplace_back(column.name, column.type);
    }
    layer.rows = rows.size();
    auto const kept = std::make_shared<std::vector<Row>>(std::move(rows));
    auto const cells = std::make_shared<std::vector<Column<Row>>>(std::move(columns));
    layer.cell = [kept, cells](std::size_t row, std::size_t column) {
        return (*cells)[column].cell((*kept)[row]);
    };
    layer.corners = [kept, corners = std::move(corners)](std::size_t row) { return corners((*kept)[row]); };
    layer.styles = std::move(styles);
    return layer;
}

} // namespace saggar::detail
