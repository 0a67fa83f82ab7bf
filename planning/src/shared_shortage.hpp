// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A network whose plants may have less heat than is asked for, solved: plants with a given heat are raised to
// their capacity, and what is lacking still is shared by everybody alike.

#include "outage.hpp"

#include <vector>

namespace saggar::detail {

struct SharedShortage {
    SteadyReport report;
    SteadyState state;
    OperatingPoint point;       // demands and plants' heat as they were solved
    std::vector<double> served; // by part of the network: share of every demand that is asked for, 0 to 1
    std::vector<std::string> raised;
    std::vector<std::string> lowered; // beside those of the outage
    std::vector<std::string> at_capacity;
};

// `go_on` is asked before each solve; false ends with a report that was not run.
[[nodiscard]] SharedShortage solve_shared(SteadySolver& solver, OutageNetwork const& outage,
                                          SteadyState const& start, std::function<bool()> const& go_on);

} // namespace saggar::detail
