// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where the elements of a project lie, by their ids.

#include "saggar/network/project.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

// Refers to the project, which outlives it. Courses are x and y in turn; empty where a position is not given.
// Nothing (nullopt) where the project has no such element.
class ProjectPlaces {
public:
    explicit ProjectPlaces(Project const& project);

    using Course = std::optional<std::vector<double>>;
    [[nodiscard]] Course node(std::string_view id) const;
    [[nodiscard]] Course pair(std::string_view id) const { return course(pairs_, id); }
    [[nodiscard]] Course pipe(std::string_view id) const { return course(pipes_, id); }
    // A plant, pump or substation at its (first) node; a source at its plant.
    [[nodiscard]] Course machine(std::string_view kind, std::string_view id) const;

private:
    using Pipes = std::unordered_map<std::string_view, Pipe const*>;
    using Words = std::unordered_map<std::string_view, std::string_view>;
    [[nodiscard]] Course course(Pipes const& pipes, std::string_view id) const;

    std::unordered_map<std::string_view, Node const*> nodes_;
    Pipes pairs_, pipes_;
    std::unordered_map<std::string_view, Words> node_of_; // by kind, by id
    Words plant_of_;                                      // of a source
};

} // namespace saggar::detail
