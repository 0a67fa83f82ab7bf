// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A build without GDAL: maps are neither read nor written, and it says so.

#include "../map/vector_layer.hpp"
#include "../results/map_layer.hpp"

#include "saggar/io/result_files.hpp"
#include "saggar/network/error.hpp"

namespace saggar {

bool geopackage_supported() {
    return false;
}

std::set<std::string> detail::read_layer(Project const&, LayerWish const& wish,
                                         std::function<void(VectorFeature const&)> const&) {
    throw Error{
        {.code = ErrorCode::operation_refused,
         .place = {.file = wish.file, .line = 0, .component = wish.section, .id = {}, .field = wish.field},
         .text = "maps cannot be read: this program was built without GDAL",
         .advice = "Build with SAGGAR_WITH_GDAL=ON"}};
}

std::vector<std::filesystem::path> detail::files_of_map(std::filesystem::path const& map) {
    return {map};
}

bool detail::write_map(std::vector<MapLayer> /*layers*/, std::string const& /*system*/,
                       std::filesystem::path const& /*file*/) {
    throw Error{Problem{.code = ErrorCode::operation_refused,
                        .place = {},
                        .text = "this build of saggar cannot write GeoPackages",
                        .advice = "Build with SAGGAR_WITH_GDAL=ON"}};
}

} // namespace saggar
