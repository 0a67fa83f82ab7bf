// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What each size of a family carries, loses and costs.

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/planning/extension.hpp"

namespace saggar::detail {

// The most that a pipe of this bore carries, W, at this gradient and the velocity limit of the project, at
// the temperatures given.
[[nodiscard]] double capacity_w(Project const& project, Fluid const& fluid, double inner_diameter_m,
                                double roughness, double gradient_pa_m, double supply_c, double return_c);

// Priced entries that can be laid, by growing capacity; those that carry no more than a cheaper one are left
// out. `unpriced` gets the ids of those without prices.
[[nodiscard]] std::vector<SizeRow> size_rows(Project const& project, Catalogue const& catalogue,
                                             double supply_c, double return_c,
                                             std::vector<std::string>& unpriced);

} // namespace saggar::detail
