// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Loads libsaggar_maps.so where the first map is read or written.

#include "map_files.hpp"

#include "saggar/io/result_files.hpp"
#include "saggar/network/error.hpp"

#include <dlfcn.h>

#include <utility>

namespace saggar {

namespace {

detail::MapFiles const* load() {
    // By its name: found where the program says that it looks (its RPATH), in LD_LIBRARY_PATH, or among the
    // system's libraries. Never closed: GDAL leaves threads and handlers behind.
    void* const library = dlopen("libsaggar_maps.so", RTLD_NOW | RTLD_LOCAL);
    void* const symbol = library == nullptr ? nullptr : dlsym(library, detail::map_files_symbol);
    if (symbol == nullptr) {
        char const* const why = dlerror(); // NOLINT(concurrency-mt-unsafe): of each thread in glibc
        throw Error{Problem{.code = ErrorCode::operation_refused,
                            .place = {},
                            .text = std::string{"maps can be neither read nor written: "} +
                                    (why == nullptr ? "libsaggar_maps.so is not this program's" : why),
                            .advice = "Install libsaggar_maps.so beside the other libraries, as cmake "
                                      "--install does, or name its folder in LD_LIBRARY_PATH"}};
    }
    return reinterpret_cast<detail::MapFiles const* (*)()>(symbol)();
}

detail::MapFiles const& map_files() {
    static detail::MapFiles const* const files = load();
    return *files;
}

} // namespace

bool geopackage_supported() {
    return true;
}

std::set<std::string> detail::read_layer(Project const& project, LayerWish const& wish,
                                         std::function<void(VectorFeature const&)> const& take) {
    return map_files().read_layer(project, wish, take);
}

std::vector<std::filesystem::path> detail::files_of_map(std::filesystem::path const& map) {
    return map_files().files_of_map(map);
}

bool detail::write_map(std::vector<MapLayer> layers, std::string const& system,
                       std::filesystem::path const& file) {
    std::erase_if(layers, [](MapLayer const& layer) { return !layer.has_positions(); });
    if (layers.empty()) {
        return false;
    }
    map_files().write_layers(layers, system, file);
    return true;
}

} // namespace saggar
