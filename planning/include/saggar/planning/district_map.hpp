// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What maps say of a district, in the project's coordinates: streets to lay pipes in, buildings that could
// connect, obstacles that are costly to cross, and everything in them that cannot be used or was mended.

#include "saggar/network/geometry.hpp"
#include "saggar/network/street_graph.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

struct MapBuilding {
    std::string id;
    Point at;                   // inside of the outline; or the point drawn
    std::vector<Point> outline; // outer ring, closed; empty for a point
    std::string use;            // as in the benchmarks
    std::optional<double> floor_area_m2;
    std::string floor_area_from; // empty: the map gives it; else what it was made from, in words
    std::optional<double> dwellings;
    std::optional<double> fuel_use_mwh;   // a year
    std::optional<double> annual_use_mwh; // of heat
    std::optional<double> peak_kw;        // of heat
    std::optional<double> elevation_m;
    std::optional<double> from_year;  // in which it could connect first; absent: always
    std::optional<double> likelihood; // 0 to 1, of coming at all
    bool must_connect{false};
};

struct MapObstacle {
    std::string id;
    std::vector<Point> line;             // of an area its outline
    bool area{false};                    // a way through it crosses its outline twice but is one crossing
    std::optional<double> crossing_cost; // empty: the project's
};

enum class MapFindingKind {
    unusable,     // the feature was left out
    mended,       // it was used after a change
    suspicious,   // it was used as it is
    not_connected // a street or building that no way along streets leads to
};
[[nodiscard]] std::string_view to_string(MapFindingKind kind);

// One thing about one feature of a map.
struct MapFinding {
    MapFindingKind kind{};
    std::string map;     // file, with the layer where it has several
    std::string feature; // its id, or "#7": the seventh of its layer
    std::string text;    // what is the matter, with the value
    std::string advice;
    std::optional<Point> at;
};

// A feature of the map of buildings that was left out.
struct UnusableBuilding {
    std::string id;         // as it would be called; no other has it
    std::size_t finding{0}; // where its finding stands
};

struct DistrictMap {
    std::vector<Street> streets;
    std::vector<MapBuilding> buildings;
    std::vector<MapObstacle> obstacles;
    std::vector<MapFinding> findings;
    std::vector<UnusableBuilding> unusable_buildings;
};

} // namespace saggar
