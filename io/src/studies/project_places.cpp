// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "project_places.hpp"

namespace saggar::detail {

namespace {

// The node a plant or substation is at; of one with two nodes the supply's.
template <class Record>
std::string_view node_of(Record const& record) {
    return record.node.empty() ? record.supply_node : record.node;
}

} // namespace

ProjectPlaces::ProjectPlaces(Project const& project) {
    for (Node const& node : project.nodes) {
        nodes_.emplace(node.id, &node);
    }
    for (Pipe const& pair : project.pipe_pairs) {
        pairs_.emplace(pair.id, &pair);
    }
    for (Pipe const& pipe : project.pipes) {
        pipes_.emplace(pipe.id, &pipe);
    }
    for (Plant const& plant : project.plants) {
        node_of_["plant"].emplace(plant.id, node_of(plant));
    }
    for (Substation const& substation : project.substations) {
        node_of_["substation"].emplace(substation.id, node_of(substation));
    }
    for (Pump const& pump : project.pumps) {
        node_of_["pump"].emplace(pump.id, pump.from);
    }
    for (PlantSource const& source : project.sources) {
        plant_of_.emplace(source.id, source.plant);
    }
}

ProjectPlaces::Course ProjectPlaces::node(std::string_view id) const {
    // Elements of a pair's network may name one side of a node: "n1:return".
    auto const found = nodes_.find(id.substr(0, id.find(':')));
    if (found == nodes_.end()) {
        return std::nullopt;
    }
    Node const& node = *found->second;
    return node.x_m && node.y_m ? std::vector<double>{*node.x_m, *node.y_m} : std::vector<double>{};
}

ProjectPlaces::Course ProjectPlaces::course(Pipes const& pipes, std::string_view id) const {
    auto const found = pipes.find(id);
    if (found == pipes.end()) {
        return std::nullopt;
    }
    Pipe const& pipe = *found->second;
    Course course = node(pipe.from);
    Course const end = node(pipe.to);
    if (!course || !end || course->empty() || end->empty()) {
        return std::vector<double>{};
    }
    course->insert(course->end(), pipe.route_xy_m.begin(), pipe.route_xy_m.end());
    course->insert(course->end(), end->begin(), end->end());
    return course;
}

ProjectPlaces::Course ProjectPlaces::machine(std::string_view kind, std::string_view id) const {
    if (kind == "source") {
        auto const plant = plant_of_.find(id);
        return plant == plant_of_.end() ? std::nullopt : machine("plant", plant->second);
    }
    auto const of_kind = node_of_.find(kind);
    if (of_kind == node_of_.end()) {
        return std::nullopt;
    }
    auto const found = of_kind->second.find(id);
    return found == of_kind->second.end() ? std::nullopt : node(found->second);
}

} // namespace saggar::detail
