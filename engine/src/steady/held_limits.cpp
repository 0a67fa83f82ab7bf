// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/limits.hpp"

#include <algorithm>
#include <cstddef>

namespace saggar {

namespace {

constexpr double held_margin = 1e-4; // relative, within which something stands on its limit

} // namespace

bool held_at_limit(Network const& network, LimitFinding const& finding) {
    if (finding.broken() || !(finding.relative_margin() < held_margin)) {
        return false;
    }
    if (finding.kind == LimitKind::plant_heat) {
        auto const& links = network.plants.link;
        auto const found = std::ranges::find(links, finding.element);
        return found != links.end() &&
               network.plants.control[static_cast<std::size_t>(found - links.begin())] == PlantControl::heat;
    }
    return finding.kind == LimitKind::substation_differential_pressure;
}

std::optional<LimitFinding> tightest_not_held(Network const& network, LimitReport const& report) {
    std::optional<LimitFinding> least;
    auto const offer = [&](LimitFinding const& finding) {
        if (!held_at_limit(network, finding) &&
            (!least || finding.relative_margin() < least->relative_margin())) {
            least = finding;
        }
    };
    for (LimitSummary const& kind : report.kinds) {
        if (kind.checked > 0) {
            offer(kind.tightest);
        }
    }
    // A plant that is set to its capacity is the tightest of its kind and would hide one that follows the
    // load.
    std::ranges::for_each(report.machines, offer);
    return least;
}

} // namespace saggar
