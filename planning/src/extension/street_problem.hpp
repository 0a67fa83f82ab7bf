// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Streets, present pipes and buildings joined to one graph.

#include "saggar/planning/extension.hpp"

namespace saggar::detail {

// A part of a pair that is nearer to a vertex of the streets than this is tapped there.
struct StreetProblemOptions {
    double snap_m{30.0};
    double length_factor{1.0};
    double join_m{0.5};
    double maximum_service_length_m{100.0};
};

// Fills places, node_place, ways (without capacities and crossings) and the loads' places, facades and
// service lengths (loads have their building and demand already; those that no street is near are removed,
// with a finding).
void join_streets(Project const& project, DistrictMap const& map, StreetProblemOptions const& options,
                  ExtensionProblem& problem);

// Adds what each way crosses to its cost.
void cross_obstacles(Project const& project, DistrictMap const& map, ExtensionProblem& problem);

// Removes loads that no way leads to from a plant or from the present network, and names streets that hang
// together with neither.
void drop_unreachable(DistrictMap const& map, ExtensionProblem& problem);

} // namespace saggar::detail
