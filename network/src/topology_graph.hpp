// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A project as a graph, before it is known to be correct: which elements join which rows of nodes, and where
// water and pressure come from. Used by the checks of what hangs together.

#include "problem_list.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace saggar::detail {

struct TopologyGraph {
    // A line that an element lays between two rows; a pair lays two. -1: the node is not known.
    struct Joint {
        Element element;
        std::int32_t from{-1};
        std::int32_t to{-1};
        bool transmits{false}; // makes the pressures at its ends depend on each other
        bool open{false};      // as the project gives it
    };
    struct Boundary {
        Element element;
        std::int32_t node{-1};
        double temperature_c{0.0};
        bool holds_pressure{false}; // reservoirs and tanks
        bool gives_water{false};
    };

    TopologyGraph(Project const& project, NodeReferences const& references);

    [[nodiscard]] Joint const& plant(std::size_t position) const { return joints[first_plant + position]; }

    std::size_t rows;
    std::vector<Joint> joints;
    std::size_t first_plant{0}; // joints of plants stand last, in their order
    std::vector<Boundary> boundaries;
    DisjointSets parts;  // rows joined by any element, however valves stand; both sides of a node are
    bool complete{true}; // every element's nodes are known; else what is apart may only be misspelt
};

// "plant 'boiler'"
[[nodiscard]] std::string describe(Element const& element);
// "pipe_pairs 'p1', 'p2', substations 'school' and 7 more"
[[nodiscard]] std::string describe(std::vector<Element> const& elements);

} // namespace saggar::detail
