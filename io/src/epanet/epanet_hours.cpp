// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/epanet_hours.hpp"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

namespace saggar {

std::vector<OperatingPoint> operating_points(Network const& network, PatternHours const& hours) {
    std::unordered_map<std::string_view, std::size_t> boundary_of;
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        boundary_of.emplace(network.boundaries.id[i], i);
    }
    std::vector<std::size_t> boundary;
    std::vector<Problem> problems;
    for (auto const& id : hours.withdrawal) {
        auto const found = boundary_of.find(id);
        if (found == boundary_of.end()) {
            problems.push_back({ErrorCode::unknown_id,
                                {{}, 0, "withdrawals", id, {}},
                                "the network has no such withdrawal",
                                "Use the network that was imported with these hours."});
        } else {
            boundary.push_back(found->second);
        }
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    auto const base = operating_point(network);
    std::vector<OperatingPoint> points(hours.time_s.size(), base);
    for (std::size_t step = 0; step < points.size(); ++step) {
        auto const minutes = static_cast<long>(hours.time_s[step] / 60.0);
        points[step].id = fmt::format("{}:{:02}", minutes / 60, minutes % 60);
        for (std::size_t i = 0; i < boundary.size(); ++i) {
            points[step].withdrawal_kg_s[boundary[i]] = hours.mass_flow_kg_s[step][i];
        }
    }
    return points;
}

} // namespace saggar
