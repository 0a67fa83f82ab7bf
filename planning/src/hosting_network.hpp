// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The network with a substation without demand at every place that is judged: it behaves as before, and a
// load is put on by raising one demand.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <memory>
#include <string>
#include <vector>

namespace saggar::detail {

struct HostingPlace {
    std::int32_t node{-1};       // position in Project::nodes of `network`
    std::int32_t substation{-1}; // that stands there without demand
    std::int32_t supply{-1};     // node of the network
};

struct HostingNetwork {
    std::shared_ptr<Network const> network;
    OperatingPoint point; // no demand at any place
    std::vector<HostingPlace> places;
    std::size_t present_substations{0}; // those of the project come first
    double load_factor{1.0};            // of the point: what of its peak a load takes there
    // As the project has them: limits of plants are held against these.
    PlantColumns plants;

    [[nodiscard]] bool is_place(std::size_t substation) const { return substation >= present_substations; }
};

// Positions in Project::nodes of those that an open pair touches, in the project's order.
[[nodiscard]] std::vector<std::int32_t> nodes_with_pairs(Project const& project);

// `nodes` are the places. `largest_w` is more than any load that will be tried: what the substations' valves
// are sized for.
[[nodiscard]] HostingNetwork hosting_network(Project project, Catalogue const& catalogue,
                                             std::vector<std::int32_t> const& nodes,
                                             std::string const& operating_point, double return_temperature_c,
                                             double largest_w);

// Takes capacity and largest flow from the plants that follow the load: what a plant lacks is then seen as a
// limit that is passed, with a number, instead of as a network that finds no solution (and takes long not
// to). The same as long as no plant is asked for more.
void lift_plant_limits(HostingNetwork& made);

// visit_limits, with the plants' limits of the project.
void visit_present_limits(HostingNetwork const& made, Fluid const& fluid, SteadyState const& state,
                          LimitVisitor const& visit);

} // namespace saggar::detail
