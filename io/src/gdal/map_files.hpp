// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What GDAL does: maps are read and written. It lies in a library of its own (libsaggar_maps.so), loaded
// where the first map is: with GDAL come a hundred libraries more, and the tenth of a second that loading
// them takes would be most of the time of a command that needs none.

#include "../map/vector_layer.hpp"
#include "../results/map_layer.hpp"

namespace saggar::detail {

// As read_layer and files_of_map (vector_layer.hpp) and write_map (map_layer.hpp), every layer with
// positions.
struct MapFiles {
    std::set<std::string> (*read_layer)(Project const& project, LayerWish const& wish,
                                        std::function<void(VectorFeature const&)> const& take);
    std::vector<std::filesystem::path> (*files_of_map)(std::filesystem::path const& map);
    void (*write_layers)(std::vector<MapLayer> const& layers, std::string const& system,
                         std::filesystem::path const& file);
};

constexpr char const* map_files_symbol = "saggar_map_files"; // MapFiles const* saggar_map_files()

} // namespace saggar::detail
