// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The parts of `check`, one file each, and the list that they fill.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"

#include "node_references.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

// Where an element stands: its list and position, and what people call it.
struct Element {
    std::string_view list;
    std::size_t position{0};
    std::string_view id;
};

struct TopologyGraph;

class ProblemList {
public:
    explicit ProblemList(Project const& project) : project_{project} {}

    void add(ErrorCode code, Element const& element, std::string_view field, std::string text,
             std::string advice = {});
    // Of the project as a whole, or of a settings section: `component` names it.
    void add(ErrorCode code, std::string_view component, std::string_view field, std::string text,
             std::string advice = {});

    [[nodiscard]] std::vector<Problem> const& problems() const { return problems_; }
    [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

private:
    Project const& project_;
    std::vector<Problem> problems_;
};

// "Did you mean 'n12'?", or `otherwise` if nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view nearest, std::string_view otherwise);

// "events[3] 'p1'": the third of a simulation's events, which have no ids, and many of them may be of one
// element.
[[nodiscard]] std::string place_of_event(SimulationEvent const& event, std::size_t position);

// Numbers against their ranges, required fields, words. (check_values.cpp)
void check_values(Project const& project, ProblemList& problems);
// Names of elements: form, duplicates; that what is named is there, on the right side. (check_names.cpp)
void check_names(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems);
// Fields of one element that need or exclude each other. (check_pipes.cpp, check_elements.cpp)
void check_pipes(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems);
void check_elements(Project const& project, ProblemList& problems);
// Settings of the project, catalogue families, operating points. (check_settings.cpp)
void check_settings(Project const& project, Catalogue const& catalogue, ProblemList& problems);
// Buildings, and consumers' fields that only a simulation uses. (check_buildings.cpp)
void check_buildings(Project const& project, ProblemList& problems);
// What a simulation is told. (check_simulation.cpp)
void check_simulation(Project const& project, ProblemList& problems);
// What an extension is planned from. (check_planning.cpp)
void check_planning(Project const& project, Catalogue const& catalogue, ProblemList& problems);
// A build-out in phases. (check_phasing.cpp)
void check_phasing(Project const& project, ProblemList& problems);
// What stands behind plants, and prices. (check_sources.cpp)
void check_sources(Project const& project, ProblemList& problems);
// Who decides in time. (check_controllers.cpp)
void check_controllers(Project const& project, ProblemList& problems);
// Measures that connections may take. (check_measures.cpp)
void check_measures(Project const& project, NodeReferences const& references, ProblemList& problems);
// How elements hang together: islands, pressure references; supply colder than return. (check_topology.cpp,
// check_temperatures.cpp)
void check_topology(Project const& project, NodeReferences const& references, TopologyGraph const& graph,
                    ProblemList& problems);
void check_temperatures(Project const& project, TopologyGraph const& graph, ProblemList& problems);

} // namespace saggar::detail
