// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {
// Pressure of a column of cold water, the heaviest, Pa/m.
constexpr double column_pa_m = 999.7 * 9.80665;
// Kept at the highest node above the vapour margin: assumption.
constexpr double reserve_bar = 0.5;

bool passes(Pipe const& pipe) {
    return pipe.open;
}
bool passes(Valve const& valve) {
    return valve.open && !(valve.kind == ValveKind::throttling && valve.opening == 0.0);
}
bool passes(Pump const& pump) {
    return pump.running;
}
} // namespace

std::string node_of(Plant const& plant) {
    std::string const& id = plant.node.empty() ? plant.supply_node : plant.node;
    return id.substr(0, id.find(':'));
}

Zones::Zones(Project const& project) : groups_{project.nodes.size()} {
    for (std::size_t i = 0; i < project.nodes.size(); ++i) {
        index_.emplace(project.nodes[i].id, i);
    }
    join(project.pipe_pairs);
    join(project.pipes);
    join(project.valves);
    join(project.pumps);
}

template <class Link>
void Zones::join(std::vector<Link> const& links) {
    for (Link const& link : links) {
        if (passes(link)) {
            groups_.join(position(link.from), position(link.to));
        }
    }
}

bool is_laid(Project const& project, Plant const& plant) {
    std::string const node = node_of(plant);
    return std::ranges::any_of(project.pipe_pairs, [&](Pipe const& pair) {
        return pair.open && (pair.from == node || pair.to == node);
    });
}

void give_heat(Project& project, Plant& plant, double heat_kw, double more_kw) {
    double const before_kw = heat_kw - more_kw;
    plant.control = PlantControl::heat;
    plant.held_pressure_bar.reset();
    plant.differential_pressure_bar.reset();
    plant.pressure_point = Plant{}.pressure_point;
    plant.make_up_temperature_c = Plant{}.make_up_temperature_c;
    plant.heat_kw = heat_kw;
    for (OperatingPointData& point : project.operating_points) {
        auto set = std::ranges::find(point.plants, plant.id, &PlantSetting::plant);
        if (set == point.plants.end()) {
            set = point.plants.insert(point.plants.end(), PlantSetting{});
            set->plant = plant.id;
        }
        set->differential_pressure_bar.reset();
        set->heat_kw = set->heat_kw.value_or(before_kw * point.load_factor) + more_kw * point.load_factor;
    }
}

std::string hold_enough(Project& project, Zones& zones, std::size_t position) {
    Plant& plant = project.plants[position];
    if (!plant.held_pressure_bar || plant.pressure_point != PressurePoint::return_side) {
        return {};
    }
    std::size_t const zone = zones.of(node_of(plant));
    double highest = -1e9;
    for (std::size_t node = 0; node < project.nodes.size(); ++node) {
        if (zones.of(node) == zone) {
            highest = std::max(highest, project.nodes[node].elevation_m);
        }
    }
    double const own = project.nodes[zones.position(node_of(plant))].elevation_m;
    double const needed =
        project.limits.vapour_margin_bar + reserve_bar + column_pa_m * (highest - own) * 1e-5;
    if (needed <= *plant.held_pressure_bar) {
        return {};
    }
    double const raised = std::ceil(needed * 10.0) / 10.0;
    std::string change = fmt::format("{} holds {:g} bar instead of {:g}, for nodes up to {:.0f} m above it",
                                     plant.id, raised, *plant.held_pressure_bar, highest - own);
    plant.held_pressure_bar = raised;
    return change;
}

} // namespace saggar::detail
