// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The plans between which an extension chooses.

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace saggar::detail {

struct ExtensionVariants {
    ExtensionPlan routes; // as new loads alone have it
    // With plants that are joined for what loads of today save, too; none where none is confirmed.
    std::optional<ExtensionPlan> joined;
    // Plants that each of the two joins to a network of today whose heat costs more than theirs; empty: none.
    std::vector<std::uint8_t> savers;
    std::vector<std::uint8_t> savers_joined;
};

// As plan_extension, which takes what is worth most, and looks for plans with less of dear plants besides.
[[nodiscard]] ExtensionVariants plan_variants(Project const& project, Catalogue const& catalogue,
                                              DistrictMap const& map, ExtensionProblem const& problem,
                                              ExtensionOptions const& options, ExtensionGoOn const& go_on);

// The first plan, or one that is worth more and takes less from dear plants (less_of_plants.hpp).
[[nodiscard]] ExtensionPlan or_with_less_of_plants(Project const& project, Catalogue const& catalogue,
                                                   DistrictMap const& map, ExtensionProblem const& problem,
                                                   ExtensionOptions const& options, ExtensionPlan first,
                                                   ExtensionGoOn const& go_on);

} // namespace saggar::detail
