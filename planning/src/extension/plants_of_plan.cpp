// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plants_of_plan.hpp"

#include "follow_load.hpp"
#include "money.hpp"
#include "plant_roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace saggar::detail {

namespace {

// `present_w`: what it gives while it holds the pressure.
double before_kw(Plant const& plant, double present_w) {
    return plant.control == PlantControl::heat ? plant.heat_kw.value_or(0.0) : present_w * 1e-3;
}

// What pipes lose each plant gives beside what is taken from it, but no more than leaves the one that holds
// the pressure half of its own: it cannot take heat in.
double share_for_losses(std::vector<std::size_t> const& plants, std::size_t holder,
                        std::vector<double> const& taken_w, std::vector<double> const& present_w) {
    constexpr double share = lost_share / (1.0 - lost_share);
    double others_w = 0.0;
    for (std::size_t const i : plants) {
        others_w += i == holder ? 0.0 : taken_w[i];
    }
    double const room_w = 0.5 * (present_w[holder] + taken_w[holder]);
    return others_w > 0.0 ? std::min(share, room_w / others_w) : share;
}

} // namespace

std::vector<std::string> set_plants(Project& project, ExtensionProblem const& problem,
                                    TopologyPlan const& plan) {
    std::vector<std::string> changes;
    std::vector<double> const& taken = plan.source_w;
    std::vector<Plant> const as_given = project.plants;
    Zones zones{project};
    std::map<std::size_t, std::vector<std::size_t>> plants_of;
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        if (project.plants[i].running) {
            plants_of[zones.of(node_of(project.plants[i]))].push_back(i);
        }
    }
    auto const was_laid = [&](std::size_t plant) {
        return problem.network && is_laid(problem.network->project(), project.plants[plant]);
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
        double const with_losses = 1.0 + share_for_losses(plants, holder, taken, problem.plant_present_w);
        for (std::size_t const i : plants) {
            Plant& plant = project.plants[i];
            if (i == holder || taken[i] <= 0.0) {
                if (i != holder && plant.control == PlantControl::pressure_holding) {
                    give_heat(project, plant, before_kw(plant, problem.plant_present_w[i]), 0.0);
                    changes.push_back(
                        fmt::format("{} goes on giving {:.0f} kW at the design point; {} holds the pressure",
                                    plant.id, *plant.heat_kw, project.plants[holder].id));
                }
                continue;
            }
            double const more_kw = taken[i] * 1e-3 * with_losses;
            // What it was set to and nobody takes is there for the extension.
            give_heat(project, plant,
                      std::min(before_kw(plant, problem.plant_present_w[i]) + more_kw,
                               plant.capacity_kw.value_or(std::numeric_limits<double>::infinity())),
                      more_kw);
            changes.push_back(fmt::format("{} gives {:.0f} kW at the design point; {} holds the pressure",
                                          plant.id, *plant.heat_kw, project.plants[holder].id));
        }
        if (taken[holder] > 0.0 && !was_laid(holder)) {
            changes.push_back(fmt::format("{} feeds {:.0f} kW of the extension and holds the pressure there",
                                          project.plants[holder].id, taken[holder] * 1e-3));
        }
        if (std::string change = hold_enough(project, zones, holder); !change.empty()) {
            changes.push_back(std::move(change));
        }
    }
    if (std::vector<std::string> const following = follow_load(project, as_given); !following.empty()) {
        bool const one = following.size() == 1;
        changes.push_back(
            fmt::format("in time {} {} the part of {} heat that demand is of its coincident peak "
                        "(controller of kind load_share)",
                        fmt::join(following, ", "), one ? "gives" : "give", one ? "its" : "their"));
    }
    return changes;
}

} // namespace saggar::detail
