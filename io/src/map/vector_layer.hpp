// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One layer of a map file as plain features, in the coordinates of the project. Nothing of GDAL is in them.

#include "saggar/network/geometry.hpp"
#include "saggar/network/project.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace saggar::detail {

enum class ShapeKind { none, point, line, area };

// One part of a feature's geometry; of an area its outer ring.
struct Shape {
    ShapeKind kind{ShapeKind::none};
    std::vector<Point> points; // at least one
    bool self_crossing{false};
    Point inside;        // of an area: a point on its surface
    double area_m2{0.0}; // of an area, without its holes
};

struct VectorFeature {
    std::string number;        // "#7"
    std::vector<Shape> shapes; // empty: it has no geometry
    std::string unusable;      // why its geometry cannot be used; empty otherwise
    std::string advice;
    std::map<std::string, std::string, std::less<>> attributes; // those that are set
};

struct LayerWish {
    std::string file;                       // beside the project
    std::string layer;                      // empty: the only one
    std::string openstreetmap_layer;        // of a file of OpenStreetMap, where `layer` is empty
    std::vector<std::string> openstreetmap; // keep features in which one of these attributes is set
    std::string section;                    // of the project, for messages: "extension"
    std::string field;
    // Several maps are read into one project: without a reference system of its own it cannot take one that
    // names a projected system.
    bool system_must_be_named{false};
};

// Reads every feature of the layer. The names of its attributes, set or not; empty of OpenStreetMap, where
// any may be. Throws Error.
std::set<std::string> read_layer(Project const& project, LayerWish const& wish,
                                 std::function<void(VectorFeature const&)> const& take);

// The map, and after it, in order, the other files that belong to it, as a Shapefile's attributes do: what
// its format says of them, not what else has its name.
[[nodiscard]] std::vector<std::filesystem::path> files_of_map(std::filesystem::path const& map);

} // namespace saggar::detail
