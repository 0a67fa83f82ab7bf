// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "load_share.hpp"

#include "plant_roles.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <algorithm>
#include <limits>

namespace saggar::detail {

std::vector<std::size_t> plants_of_share(Project const& before, Network const& network) {
    Project const& project = network.project();
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        Plant const& plant = project.plants[i];
        bool const gives = plant.running && plant.control == PlantControl::heat && plant.heat_kw;
        auto const was = std::ranges::find(before.plants, plant.id, &Plant::id);
        bool const as_before =
            was != before.plants.end() && was->control == PlantControl::heat && was->heat_kw == plant.heat_kw;
        bool const has_sources = std::ranges::any_of(project.sources, [&](PlantSource const& source) {
            return source.plant == plant.id && source.kind != SourceKind::pv &&
                   source.kind != SourceKind::battery;
        });
        if (gives && !as_before && !has_sources) {
            found.push_back(i);
        }
    }
    return found;
}

LoadShare::LoadShare(Network const& network, std::vector<std::size_t> const& plants) {
    Project const& project = network.project();
    Zones zones{project};
    peak_w_.assign(project.nodes.size(), 0.0);
    std::vector<double> const peaks_w = design_point(network).heat_demand_w;
    for (std::size_t i = 0; i < project.substations.size(); ++i) {
        Substation const& substation = project.substations[i];
        zone_of_.push_back(zones.of(substation.node.empty() ? substation.supply_node : substation.node));
        peak_w_[zone_of_.back()] += peaks_w[i];
    }
    for (std::size_t const i : plants) {
        Plant const& plant = project.plants[i];
        plants_.push_back({.plant = i,
                           .zone = zones.of(node_of(plant)),
                           .heat_w = *plant.heat_kw * 1e3,
                           .capacity_w = plant.capacity_kw ? *plant.capacity_kw * 1e3
                                                           : std::numeric_limits<double>::infinity()});
    }
}

void LoadShare::decide(Measured const& /*measured*/, Setpoints& set) {
    OperatingPoint& point = set.point.point;
    std::vector<double> demand_w(peak_w_.size(), 0.0);
    for (std::size_t i = 0; i < zone_of_.size(); ++i) {
        demand_w[zone_of_[i]] += point.heat_demand_w[i];
    }
    for (Of const& of : plants_) {
        double const peak_w = peak_w_[of.zone];
        double const share = peak_w > 0.0 ? demand_w[of.zone] / peak_w : 0.0;
        point.plant_heat_w[of.plant] = std::min(share * of.heat_w, of.capacity_w);
    }
}

} // namespace saggar::detail
