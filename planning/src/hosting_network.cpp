// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_network.hpp"

#include <string_view>
#include <unordered_set>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::string_view mark = "~hosting";

// The first of "n~hosting", "n~~hosting", ... that no substation of the project has.
std::string free_id(std::unordered_set<std::string> const& taken, std::string const& node) {
    std::string id = node + std::string{mark};
    while (taken.contains(id)) {
        id.insert(node.size(), "~");
    }
    return id;
}

} // namespace

std::vector<std::int32_t> nodes_with_pairs(Project const& project) {
    std::unordered_set<std::string_view> touched;
    for (Pipe const& pair : project.pipe_pairs) {
        if (pair.open) {
            touched.insert(pair.from);
            touched.insert(pair.to);
        }
    }
    std::vector<std::int32_t> nodes;
    for (std::size_t i = 0; i < project.nodes.size(); ++i) {
        if (touched.contains(project.nodes[i].id)) {
            nodes.push_back(static_cast<std::int32_t>(i));
        }
    }
    return nodes;
}

HostingNetwork hosting_network(Project project, Catalogue const& catalogue,
                               std::vector<std::int32_t> const& nodes, std::string const& operating_point_id,
                               double return_temperature_c, double largest_w) {
    HostingNetwork made;
    std::unordered_set<std::string> taken;
    for (Substation const& substation : project.substations) {
        taken.insert(substation.id);
    }
    for (std::int32_t const node : nodes) {
        Substation load;
        load.node = project.nodes[static_cast<std::size_t>(node)].id;
        load.id = free_id(taken, load.node);
        load.peak_kw = largest_w * 1e-3;
        load.heat_demand_kw = 0.0;
        load.annual_use_mwh = 0.0; // projects that can be simulated need one
        load.return_temperature_c = return_temperature_c;
        project.substations.push_back(std::move(load));
    }
    made.network = Network::build(std::move(project), catalogue);
    Network const& network = *made.network;
    made.present_substations = network.substations.size() - nodes.size();
    made.plants = network.plants;
    made.point =
        operating_point_id.empty() ? design_point(network) : operating_point(network, operating_point_id);
    for (OperatingPointData const& data : network.project().operating_points) {
        if (data.id == operating_point_id) {
            made.load_factor = data.load_factor;
        }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        std::size_t const substation = made.present_substations + i;
        auto const link = static_cast<std::size_t>(network.substations.link[substation]);
        made.point.heat_demand_w[substation] = 0.0;
        if (substation < made.point.demand_given.size()) {
            made.point.demand_given[substation] = 1;
        }
        made.places.push_back({.node = nodes[i],
                               .substation = static_cast<std::int32_t>(substation),
                               .supply = network.links.from[link]});
    }
    return made;
}

void lift_plant_limits(HostingNetwork& made) {
    auto lifted = std::make_shared<Network>(*made.network);
    PlantColumns& plants = lifted->plants;
    for (std::size_t i = 0; i < plants.size(); ++i) {
        if (plants.control[i] == PlantControl::pressure_holding ||
            plants.control[i] == PlantControl::differential_pressure) {
            plants.capacity_w[i].reset();
            plants.maximum_flow_kg_s[i].reset();
        }
    }
    made.network = std::move(lifted);
}

void visit_present_limits(HostingNetwork const& made, Fluid const& fluid, SteadyState const& state,
                          LimitVisitor const& visit) {
    Network const& network = *made.network;
    visit_limits(network, fluid, state, visit);
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        auto const tell = [&](LimitKind kind, double value, std::optional<double> const& now,
                              std::optional<double> const& present) {
            if (!now && present && state.link_status[link] != ElementStatus::shut) {
                visit({.kind = kind,
                       .element = network.plants.link[i],
                       .value = value,
                       .limit = *present,
                       .margin = *present - value});
            }
        };
        tell(LimitKind::plant_heat, state.plant_heat_w[i], network.plants.capacity_w[i],
             made.plants.capacity_w[i]);
        tell(LimitKind::plant_flow, state.mass_flow_kg_s[link], network.plants.maximum_flow_kg_s[i],
             made.plants.maximum_flow_kg_s[i]);
    }
}

} // namespace saggar::detail
