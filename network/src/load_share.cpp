// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/load_share.hpp"

#include <algorithm>

namespace saggar {

bool has_sources_of_heat(Project const& project, Plant const& plant) {
    return std::ranges::any_of(project.sources, [&](PlantSource const& source) {
        return source.plant == plant.id && source.kind != SourceKind::pv &&
               source.kind != SourceKind::battery;
    });
}

bool may_follow_load(Project const& project, Plant const& plant) {
    return plant.control == PlantControl::heat && plant.heat_kw && !has_sources_of_heat(project, plant);
}

} // namespace saggar
