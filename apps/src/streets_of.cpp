// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "streets_of.hpp"

#include "saggar/io/district_map.hpp"
#include "saggar/io/streets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

namespace saggar::app {

std::vector<Street> streets_of(Project const& project) {
    std::vector<std::string> unknown;
    std::vector<Street> streets = read_streets(project, &unknown);
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < std::min(unknown.size(), most); ++i) {
        fmt::print(stderr, "{}\n", unknown[i]);
    }
    if (unknown.size() > most) {
        fmt::print(stderr, "and {} more streets\n", unknown.size() - most);
    }
    return streets;
}

std::vector<MapObstacle> obstacles_of(Project const& project) {
    DistrictMap map = read_obstacles(project);
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < std::min(map.findings.size(), most); ++i) {
        MapFinding const& finding = map.findings[i];
        fmt::print(stderr, "{}: {} is {}: {}. {}.\n", finding.map, finding.feature, to_string(finding.kind),
                   finding.text, finding.advice);
    }
    if (map.findings.size() > most) {
        fmt::print(stderr, "and {} more obstacles\n", map.findings.size() - most);
    }
    return std::move(map.obstacles);
}

} // namespace saggar::app
