// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "second_joins.hpp"

#include "groups.hpp"

#include <cstddef>

namespace saggar::detail {

std::vector<std::int32_t> second_joins(ExtensionProblem const& problem, TopologyPlan const& plan) {
    Groups groups{problem.places.size()};
    auto const join = [&](ExtensionWay const& way) {
        return groups.join(static_cast<std::size_t>(way.a), static_cast<std::size_t>(way.b));
    };
    for (ExtensionWay const& way : problem.ways) {
        if (way.kind == WayKind::present) {
            join(way);
        }
    }
    std::vector<std::int32_t> found;
    for (WayKind const kind : {WayKind::street, WayKind::connector}) {
        for (TopologyPipe const& pipe : plan.pipes) {
            ExtensionWay const& way = problem.ways[static_cast<std::size_t>(pipe.edge)];
            if (way.kind == kind && !join(way)) {
                found.push_back(pipe.edge);
            }
        }
    }
    return found;
}

} // namespace saggar::detail
