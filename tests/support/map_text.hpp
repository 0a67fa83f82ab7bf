// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// GeoJSON as text, for tests that read maps.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace saggar::testing_support::map_text {

inline std::string feature(std::string const& geometry, std::string const& properties = {}) {
    return fmt::format(R"({{"type": "Feature", "properties": {{{}}}, "geometry": {}}})", properties,
                       geometry);
}
inline std::string line(std::string const& coordinates) {
    return fmt::format(R"({{"type": "LineString", "coordinates": [{}]}})", coordinates);
}
inline std::string point(std::string const& coordinates) {
    return fmt::format(R"({{"type": "Point", "coordinates": [{}]}})", coordinates);
}
// `epsg` empty: no reference system is named.
inline std::string collection(std::vector<std::string> const& features, std::string const& epsg = {}) {
    std::string const crs =
        epsg.empty()
            ? ""
            : fmt::format(
                  R"("crs": {{"type": "name", "properties": {{"name": "urn:ogc:def:crs:EPSG::{}"}}}}, )",
                  epsg);
    return fmt::format(R"({{"type": "FeatureCollection", {}"features": [{}]}})", crs,
                       fmt::join(features, ",\n"));
}

} // namespace saggar::testing_support::map_text
