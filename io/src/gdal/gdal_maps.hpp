// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "map_files.hpp"

// Only within libsaggar_maps.so.
namespace saggar::detail::gdal {

std::set<std::string> read_layer(Project const& project, LayerWish const& wish,
                                 std::function<void(VectorFeature const&)> const& take);
std::vector<std::filesystem::path> files_of_map(std::filesystem::path const& map);
void write_layers(std::vector<MapLayer> const& layers, std::string const& system,
                  std::filesystem::path const& file);

} // namespace saggar::detail::gdal
