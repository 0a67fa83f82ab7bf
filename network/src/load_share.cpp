// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/load_share.hpp"

#include <algorithm>

namespace saggar {

bool may_follow_load(Project const& project, Plant const& plant) {
    bool const sources_decide = std::ranges::any_of(project.sources, [&](PlantSource const& source) {
        return source.plant == plant.id && gives_heat(source.kind);
    });
    return plant.control == PlantControl::heat && plant.heat_kw && !sources_decide;
}

} // namespace saggar
