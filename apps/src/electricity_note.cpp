// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "electricity_note.hpp"

#include "text_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saggar::app {

std::size_t plants_with_two_electricities(Project const& project) {
    return static_cast<std::size_t>(std::ranges::count_if(project.plants, [&](Plant const& plant) {
        return plant.electricity_per_heat > 0.0 &&
               std::ranges::find(project.sources, plant.id, &PlantSource::plant) != project.sources.end();
    }));
}

std::string electricity_note(Project const& project) {
    std::size_t const plants = plants_with_two_electricities(project);
    if (plants == 0) {
        return {};
    }
    return fmt::format("  electricity_per_heat of {} acts in solve alone: in a simulation their sources say "
                       "what they draw\n",
                       counted(plants, "plant with sources", "plants with sources"));
}

} // namespace saggar::app
