// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "follow_load.hpp"

#include "saggar/network/load_share.hpp"

#include <algorithm>
#include <unordered_set>

namespace saggar::detail {

namespace {

void take_out_others(Project& project) {
    std::erase_if(project.controllers, [&](ControllerSettings& controller) {
        if (controller.kind != ControllerKind::load_share || controller.plants.empty()) {
            return false;
        }
        std::erase_if(controller.plants, [&](std::string const& id) {
            auto const plant = std::ranges::find(project.plants, id, &Plant::id);
            return plant == project.plants.end() || !may_follow_load(project, *plant);
        });
        return controller.plants.empty();
    });
}

// "load_share", or with a number behind it where an element has that name.
std::string free_id(Project const& project) {
    std::unordered_set<std::string_view> taken;
    auto const take = [&](auto const& elements) {
        for (auto const& element : elements) {
            taken.insert(element.id);
        }
    };
    take(project.nodes);
    take(project.pipes);
    take(project.pipe_pairs);
    take(project.valves);
    take(project.pumps);
    take(project.plants);
    take(project.reservoirs);
    take(project.tanks);
    take(project.withdrawals);
    take(project.leakages);
    take(project.substations);
    take(project.buildings);
    take(project.bypasses);
    take(project.candidates);
    take(project.sources);
    take(project.stores);
    take(project.controllers);
    take(project.measures);
    std::string id = "load_share";
    for (int i = 2; taken.contains(id); ++i) {
        id = "load_share_" + std::to_string(i);
    }
    return id;
}

} // namespace

std::vector<std::string> follow_load(Project& project, std::span<Plant const> before) {
    take_out_others(project);
    auto const shares = [](ControllerSettings const& controller) {
        return controller.kind == ControllerKind::load_share;
    };
    std::vector<std::string> following;
    std::vector<std::string> added;
    for (Plant const& plant : project.plants) {
        auto const was = std::ranges::find(before, plant.id, &Plant::id);
        bool const as_before =
            was != before.end() && was->control == PlantControl::heat && was->heat_kw == plant.heat_kw;
        if (as_before || !plant.running || !may_follow_load(project, plant)) {
            continue;
        }
        following.push_back(plant.id);
        bool const listed = std::ranges::any_of(project.controllers, [&](ControllerSettings const& each) {
            return shares(each) &&
                   (each.plants.empty() || std::ranges::find(each.plants, plant.id) != each.plants.end());
        });
        if (!listed) {
            added.push_back(plant.id);
        }
    }
    if (added.empty()) {
        return following;
    }
    auto const there = std::ranges::find_if(project.controllers, shares);
    if (there != project.controllers.end()) {
        there->plants.insert(there->plants.end(), added.begin(), added.end());
        return following;
    }
    ControllerSettings controller;
    controller.id = free_id(project);
    controller.kind = ControllerKind::load_share;
    controller.plants = std::move(added);
    controller.source = "assumption: what a plan has a plant give at the design point follows the load";
    project.controllers.push_back(std::move(controller));
    return following;
}

} // namespace saggar::detail
