// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What libsaggar_maps.so shows of itself.

#include "gdal_maps.hpp"

extern "C" __attribute__((visibility("default"))) saggar::detail::MapFiles const* saggar_map_files() {
    using namespace saggar::detail;
    static constexpr MapFiles files{.read_layer = &gdal::read_layer,
                                    .files_of_map = &gdal::files_of_map,
                                    .write_layers = &gdal::write_layers};
    return &files;
}
