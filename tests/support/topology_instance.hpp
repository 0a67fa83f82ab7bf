// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Reads published instances as topology problems: street graphs with a catalogue
// (reference/planning/instances, hnp-grid-*.json) and Steiner trees in SteinLib's STP format (first terminal
// as source, the others must connect).

#include "saggar/planning/topology.hpp"

#include <filesystem>
#include <vector>

namespace saggar::testing_support {

struct TopologyInstance {
    TopologyProblem problem;
    std::vector<std::int32_t> load_of_building; // hnp: building id to load
};

// Throws std::runtime_error where the file cannot be read.
// more_sources: so many beside the instance's own, on junctions far from each other, each with the capacity
// of the largest pipe; the instance's own then has that capacity too.
[[nodiscard]] TopologyInstance read_street_instance(std::filesystem::path const& file, int more_sources = 0);
[[nodiscard]] TopologyProblem read_steiner_instance(std::filesystem::path const& file);

// The tree that lies beside an instance (fields `connected`, `arcs` without service pipes), as a plan.
[[nodiscard]] TopologyPlan read_street_tree(std::filesystem::path const& file,
                                            TopologyInstance const& instance);

} // namespace saggar::testing_support
