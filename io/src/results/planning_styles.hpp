// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How QGIS draws what planning found.

#include "qgis_styles.hpp"

#include <vector>

namespace saggar::detail {

// By `capacity_kw` (default) and by `binding_limit`; of points, or of lines.
[[nodiscard]] std::vector<QgisStyle> hosting_styles(bool lines);

// Outages by `unmet_kw`; of points, or of lines.
[[nodiscard]] std::vector<QgisStyle> outage_styles(bool lines);
// Loads that are short, by `unmet_percent` (default) and by `cause`.
[[nodiscard]] std::vector<QgisStyle> short_load_styles();

// What a phase of these years lays and connects, by `year`; of lines, or of points (with those that never
// connect).
[[nodiscard]] std::vector<QgisStyle> phase_styles(std::vector<int> const& years, bool lines);

} // namespace saggar::detail
