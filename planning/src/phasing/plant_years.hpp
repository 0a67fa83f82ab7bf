// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Plants that come into or go out of service between two phases, or after the last one: the network that a
// phase leaves has to do with the plants of those years too.

#include "build_out.hpp"

#include "saggar/planning/phasing.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

// Years after that of the phase and before that of the next one (of the last: before the money ends) from
// which on another set of plants is in service.
[[nodiscard]] std::vector<int> years_of_plants(Project const& as_given, std::size_t phase);

// All such years after `year`, until the money ends.
[[nodiscard]] std::vector<int> years_of_plants_after(Project const& as_given, int year);

// A year in which the solver does not confirm the network.
struct PlantYearRefusal {
    std::string why;                   // in words, with the year
    std::vector<std::string> unserved; // substations that no plant serves then
    std::vector<std::string> in_the_way;
    Project project; // with the plants of that year
};

struct PlantYearsOfPhase {
    std::vector<PlantYear> years;
    Project project; // with the plants of the last of them
    std::optional<PlantYearRefusal> refusal;
};

// Follows the network that a phase has left through the years until the next one.
[[nodiscard]] PlantYearsOfPhase follow_plants(BuildOutProblem const& problem, Project const& project,
                                              std::size_t phase);

} // namespace saggar::detail
