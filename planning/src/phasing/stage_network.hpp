// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The network at the end of a phase: that of the plan, without what is not there yet.

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace saggar::detail {

// A confirmed extension and what it was made from.
struct PlannedNetwork {
    Project project;
    std::vector<ExtensionPipe> pipes;
    std::vector<std::string> before;      // entry of each of `pipes` that is reinforced
    std::vector<std::string> buildings;   // that connect in the end
    std::vector<std::string> substations; // likewise: their substations
    std::vector<std::int32_t> plant;      // likewise: that the plan hangs them on
    std::vector<double> peak;             // likewise, W
    std::vector<double> taken_w;          // of each plant: what the plan takes from it
    std::vector<std::int32_t> foot;       // likewise: the plant that those hang on that it gives to; -1: none
    std::vector<int> phase;               // likewise: in which it is worth most to connect them; -1: never
    std::vector<double> value_per_w;      // likewise: what decides who waits
    double source_capital{0.0};           // that buildings need
    double peak_w{0.0};                   // of all buildings
    // Of each plant, or empty: whether pipes lead to it as soon as it is in service, for what loads of today
    // save by its heat; then the capacity that this needs.
    std::vector<std::uint8_t> at_once;
    std::vector<double> at_once_capital;
};

struct StageNetwork {
    Project project;
    std::set<std::string> buildings;        // of the plan, that are connected
    std::vector<std::string> without_plant; // of those asked for: no plant serves them yet
    std::vector<std::string> unserved;      // substations that were there and that no plant serves any more
};

// `now`: the network before the phase; `buildings`: of the plan, connected by the end of the phase.
// `as_given`: for plants (stage_plants.hpp). `reinforced`: present pairs are made larger as planned.
[[nodiscard]] StageNetwork stage_network(PlannedNetwork const& plan, Project const& now,
                                         std::set<std::string> buildings, Project const& as_given, int year,
                                         bool reinforced, Catalogue const& catalogue);

} // namespace saggar::detail
