// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How QGIS draws what planning found.

#include "qgis_styles.hpp"

#include <vector>

namespace saggar::detail {

// By `capacity_kw` (default) and by `binding_limit`; of points, or of lines.
[[nodiscard]] std::vector<QgisStyle> hosting_styles(bool lines);

} // namespace saggar::detail
