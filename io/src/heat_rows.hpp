// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The heat that each plant gives in a year, and what it costs, of one extension or of a build-out, as rows:
// the load duration from which its share follows, and the sums.

#include "results/map_layer.hpp"

#include "saggar/planning/extension.hpp"
#include "saggar/planning/phasing.hpp"

namespace saggar::detail {

[[nodiscard]] MapLayer heat_table(ExtensionMoney const& money);
// Of the chosen strategy in the future that is drawn.
[[nodiscard]] MapLayer heat_table(PhasingReport const& report);

} // namespace saggar::detail
