// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "secure_loads.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saggar::detail {

void check_secure_loads(Project const& project, DistrictMap const& map) {
    std::set<std::string_view> known;
    for (Substation const& substation : project.substations) {
        known.insert(substation.id);
    }
    for (MapBuilding const& building : map.buildings) {
        known.insert(building.id);
    }
    std::vector<Problem> problems;
    std::set<std::string_view> seen;
    auto const add = [&](ErrorCode code, std::string text, std::string advice) {
        problems.push_back(
            {.code = code,
             .place = {.file = {}, .line = 0, .component = "extension", .id = {}, .field = "secure_loads"},
             .text = std::move(text),
             .advice = std::move(advice)});
    };
    for (std::string const& id : project.extension.secure_loads) {
        if (!seen.insert(id).second) {
            add(ErrorCode::values_conflict, fmt::format("names '{}' twice", id), "Remove one of the two");
        } else if (!known.contains(id)) {
            std::string_view const near = nearest_name(id, known, slip_distance(id));
            add(ErrorCode::unknown_id,
                fmt::format("there is no building of the map and no substation '{}'", id),
                near.empty() ? std::string{"Name an id of the map or of a substation"}
                             : fmt::format("Did you mean '{}'?", near));
        }
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
}

} // namespace saggar::detail
