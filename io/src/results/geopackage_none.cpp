// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// GeoPackages in a build without GDAL: there are none, and it says so.

#include "map_layer.hpp"

#include "saggar/io/result_files.hpp"

namespace saggar {

bool geopackage_supported() {
    return false;
}

bool detail::write_map(std::vector<MapLayer> /*layers*/, std::string const& /*system_name*/,
                       std::filesystem::path const& /*file*/) {
    throw Error{Problem{.code = ErrorCode::operation_refused,
                        .place = {},
                        .text = "this build of saggar cannot write GeoPackages",
                        .advice = "Build with SAGGAR_WITH_GDAL=ON"}};
}

} // namespace saggar
