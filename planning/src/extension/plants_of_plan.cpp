// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plants_of_plan.hpp"

#include "groups.hpp"
#include "money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace saggar::detail {

namespace {

// Pressure of a column of cold water, the heaviest, Pa/m.
constexpr double column_pa_m = 999.7 * 9.80665;
// Kept at the highest node above the vapour margin: assumption.
constexpr double reserve_bar = 0.5;

std::string node_of(Plant const& plant) {
    std::string const& id = plant.node.empty() ? plant.supply_node : plant.node;
    return id.substr(0, id.find(':'));
}

// Which nodes hang together.
class Zones {
public:
    explicit Zones(Project const& project) : groups_{project.nodes.size()} {
        for (std::size_t i = 0; i < project.nodes.size(); ++i) {
            index_.emplace(project.nodes[i].id, i);
        }
        join(project.pipe_pairs);
        join(project.pipes);
        join(project.valves);
        join(project.pumps);
    }
    std::size_t of(std::size_t node) { return groups_.of(node); }
    [[nodiscard]] std::size_t position(std::string const& node) const {
        return index_.at(node.substr(0, node.find(':')));
    }

private:
    template <class Link>
    void join(std::vector<Link> const& links) {
        for (Link const& link : links) {
            groups_.join(position(link.from), position(link.to));
        }
    }

    Groups groups_;
    std::unordered_map<std::string, std::size_t> index_;
};

// `present_w`: what it gave while it held the pressure.
void give_heat(Project& project, Plant& plant, double present_w, double more_w) {
    double const before_kw =
        plant.control == PlantControl::heat ? plant.heat_kw.value_or(0.0) : present_w * 1e-3;
    plant.control = PlantControl::heat;
    plant.held_pressure_bar.reset();
    plant.differential_pressure_bar.reset();
    plant.pressure_point = Plant{}.pressure_point;
    plant.make_up_temperature_c = Plant{}.make_up_temperature_c;
    plant.heat_kw = before_kw + more_w * 1e-3;
    for (OperatingPointData& point : project.operating_points) {
        auto set = std::ranges::find(point.plants, plant.id, &PlantSetting::plant);
        if (set == point.plants.end()) {
            set = point.plants.insert(point.plants.end(), PlantSetting{});
            set->plant = plant.id;
        }
        set->differential_pressure_bar.reset();
        set->heat_kw =
            set->heat_kw.value_or(before_kw * point.load_factor) + more_w * 1e-3 * point.load_factor;
    }
}

} // namespace

std::vector<std::string> set_plants(Project& project, ExtensionProblem const& problem,
                                    TopologyPlan const& plan) {
    std::vector<std::string> changes;
    std::vector<double> const taken = heat_fed_w(problem, plan);
    Zones zones{project};
    std::map<std::size_t, std::vector<std::size_t>> plants_of;
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        plants_of[zones.of(zones.position(node_of(project.plants[i])))].push_back(i);
    }
    auto const was_laid = [&](std::size_t plant) {
        return problem.network &&
               std::ranges::any_of(problem.network->project().pipe_pairs, [&](Pipe const& pair) {
                   std::string const node = node_of(project.plants[plant]);
                   return pair.from == node || pair.to == node;
               });
    };
    for (auto const& [zone, plants] : plants_of) {
        std::vector<std::size_t> holders;
        std::ranges::copy_if(plants, std::back_inserter(holders), [&](std::size_t i) {
            return project.plants[i].control == PlantControl::pressure_holding;
        });
        if (holders.empty()) {
            continue;
        }
        std::size_t const holder = *std::ranges::max_element(holders, {}, [&](std::size_t i) {
            return std::pair{was_laid(i), project.plants[i].capacity_kw.value_or(1e12)};
        });
        for (std::size_t const i : plants) {
            Plant& plant = project.plants[i];
            if (i == holder || taken[i] <= 0.0) {
                if (i != holder && plant.control == PlantControl::pressure_holding) {
                    give_heat(project, plant, problem.plant_present_w[i], 0.0);
                    changes.push_back(
                        fmt::format("{} goes on giving {:.0f} kW at the design point; {} holds the pressure",
                                    plant.id, *plant.heat_kw, project.plants[holder].id));
                }
                continue;
            }
            give_heat(project, plant, problem.plant_present_w[i], taken[i]);
            changes.push_back(fmt::format("{} gives {:.0f} kW at the design point; {} holds the pressure",
                                          plant.id, *plant.heat_kw, project.plants[holder].id));
        }
        // Standing water.
        Plant& plant = project.plants[holder];
        if (!plant.held_pressure_bar || plant.pressure_point != PressurePoint::return_side) {
            continue;
        }
        double highest = -1e9;
        for (std::size_t node = 0; node < project.nodes.size(); ++node) {
            if (zones.of(node) == zone) {
                highest = std::max(highest, project.nodes[node].elevation_m);
            }
        }
        double const own = project.nodes[zones.position(node_of(plant))].elevation_m;
        double const needed =
            project.limits.vapour_margin_bar + reserve_bar + column_pa_m * (highest - own) * 1e-5;
        if (needed > *plant.held_pressure_bar) {
            double const raised = std::ceil(needed * 10.0) / 10.0;
            changes.push_back(
                fmt::format("{} holds {:g} bar instead of {:g}, for nodes up to {:.0f} m above it", plant.id,
                            raised, *plant.held_pressure_bar, highest - own));
            plant.held_pressure_bar = raised;
        }
    }
    return changes;
}

} // namespace saggar::detail
