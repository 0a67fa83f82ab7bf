// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/check.hpp"

#include "problem_list.hpp"
#include "topology_graph.hpp"

#include <fmt/format.h>
#include <utility>

namespace saggar {

namespace detail {

void ProblemList::add(ErrorCode code, Element const& element, std::string_view field, std::string text,
                      std::string advice) {
    Place place{.file = {},
                .line = 0,
                .component = std::string{element.list},
                .id = std::string{element.id},
                .field = std::string{field}};
    auto const origins = project_.origins.find(element.list);
    if (origins != project_.origins.end() && element.position < origins->second.size()) {
        place.file = origins->second[element.position].file;
        place.line = origins->second[element.position].line;
    }
    if (place.id.empty()) {
        place.id = fmt::format("number {}", element.position + 1);
    }
    problems_.push_back({code, std::move(place), std::move(text), std::move(advice)});
}

void ProblemList::add(ErrorCode code, std::string_view component, std::string_view field, std::string text,
                      std::string advice) {
    Place place{
        .file = {}, .line = 0, .component = std::string{component}, .id = {}, .field = std::string{field}};
    auto const origins = project_.origins.find(component);
    if (origins != project_.origins.end() && !origins->second.empty()) {
        place.file = origins->second.front().file;
        place.line = origins->second.front().line;
    } else if (!project_.origins.empty() && !project_.origins.begin()->second.empty()) {
        place.file = project_.origins.begin()->second.front().file;
    }
    problems_.push_back({code, std::move(place), std::move(text), std::move(advice)});
}

std::string did_you_mean(std::string_view nearest, std::string_view otherwise) {
    return nearest.empty() ? std::string{otherwise} : fmt::format("Did you mean '{}'?", nearest);
}

std::string place_of_event(SimulationEvent const& event, std::size_t position) {
    return event.element.empty() ? fmt::format("events[{}]", position + 1)
                                 : fmt::format("events[{}] '{}'", position + 1, event.element);
}

} // namespace detail

std::vector<Problem> check(Project const& project, Catalogue const& catalogue) {
    detail::ProblemList problems{project};
    detail::NodeReferences const references{project};
    detail::check_values(project, problems);
    detail::check_names(project, catalogue, references, problems);
    detail::check_pipes(project, catalogue, references, problems);
    detail::check_elements(project, problems);
    detail::check_settings(project, catalogue, problems);
    detail::check_buildings(project, problems);
    detail::check_simulation(project, problems);
    detail::check_planning(project, catalogue, problems);
    detail::check_phasing(project, problems);
    detail::check_sources(project, problems);
    detail::check_controllers(project, problems);
    detail::check_measures(project, references, problems);
    detail::TopologyGraph const graph{project, references};
    detail::check_topology(project, references, graph, problems);
    detail::check_temperatures(project, graph, problems);
    return problems.take();
}

} // namespace saggar
