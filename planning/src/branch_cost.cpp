// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "branch_cost.hpp"

#include <tuple>

namespace saggar::detail {

std::optional<double> laid_cost(CatalogueEntry const& entry, Surface surface, double length_m) {
    auto const& per_metre = surface == Surface::hard ? entry.cost_hard_per_m : entry.cost_soft_per_m;
    return per_metre ? std::optional<double>{*per_metre * length_m} : std::nullopt;
}

std::optional<double> branch_cost(CatalogueEntry const& entry, TieIn const& way, Surface off_street,
                                  double factor) {
    double total = 0.0;
    for (auto const& [surface, length, weight] :
         {std::tuple{Surface::hard, way.hard_m, 1.0}, std::tuple{Surface::soft, way.soft_m, 1.0},
          std::tuple{off_street, way.off_street_m, factor}}) {
        std::optional<double> const part = laid_cost(entry, surface, length);
        if (length > 0.0 && !part) {
            return std::nullopt;
        }
        total += length > 0.0 ? weight * *part : 0.0;
    }
    return total;
}

TieInOptions tie_in_options(Project const& project, std::vector<CatalogueEntry const*> const& family) {
    TieInOptions options;
    options.length_factor = project.streets.length_factor;
    options.snap_m = project.streets.snap_m;
    for (CatalogueEntry const* const entry : family) {
        if (entry->cost_hard_per_m && entry->cost_soft_per_m && entry->nominal_diameter >= 65.0) {
            options.street_costs = {.hard_per_m = *entry->cost_hard_per_m,
                                    .soft_per_m = *entry->cost_soft_per_m};
            options.off_street_per_m = *entry->cost_soft_per_m * project.connection.off_street_cost_factor;
            break;
        }
    }
    return options;
}

} // namespace saggar::detail
