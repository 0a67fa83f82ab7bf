// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What of maps cannot be used, or was mended, as a layer.

#include "map_layer.hpp"

#include "saggar/planning/district_map.hpp"

#include <vector>

namespace saggar::detail {

[[nodiscard]] MapLayer findings_layer(std::vector<MapFinding> const& findings);

} // namespace saggar::detail
