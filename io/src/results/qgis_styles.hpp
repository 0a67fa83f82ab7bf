// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How QGIS draws the layers of results: the texts that it looks for in the table `layer_styles` of a
// GeoPackage.

#include "saggar/network/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

struct QgisStyle {
    std::string name;
    std::string description;
    std::string qml;
    bool is_default{false};
};

// The styles of a table of results, the default first; none for a table that is drawn as QGIS likes. Classes
// are cut so that the last one starts at a limit of the project.
[[nodiscard]] std::vector<QgisStyle> qgis_styles(std::string_view table, Limits const& limits);

} // namespace saggar::detail
