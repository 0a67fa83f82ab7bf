// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a pipe in the ground costs, by the prices of its catalogue entry; empty where that has none.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"
#include "saggar/network/tie_in.hpp"

#include <optional>
#include <vector>

namespace saggar::detail {

[[nodiscard]] std::optional<double> laid_cost(CatalogueEntry const& entry, Surface surface, double length_m);

// Of a branch: in streets by their surface, off them by the candidate's, at the project's factor. What is not
// needed costs nothing even where its price is unknown.
[[nodiscard]] std::optional<double> branch_cost(CatalogueEntry const& entry, TieIn const& way,
                                                Surface off_street, double factor);

// Streets are searched by what a metre of a middling pipe of the family costs in them; without prices by
// length.
[[nodiscard]] TieInOptions tie_in_options(Project const& project,
                                          std::vector<CatalogueEntry const*> const& family);

} // namespace saggar::detail
