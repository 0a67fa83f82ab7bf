// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "vector_layer.hpp"

#include "saggar/network/error.hpp"

namespace saggar::detail {

void read_layer(Project const&, LayerWish const& wish, std::function<void(VectorFeature const&)> const&) {
    throw Error{
        {.code = ErrorCode::operation_refused,
         .place = {.file = wish.file, .line = 0, .component = wish.section, .id = {}, .field = wish.field},
         .text = "maps cannot be read: this program was built without GDAL",
         .advice = "Build with SAGGAR_WITH_GDAL=ON"}};
}

std::vector<std::filesystem::path> files_of_map(std::filesystem::path const& map) {
    return {map};
}

} // namespace saggar::detail
