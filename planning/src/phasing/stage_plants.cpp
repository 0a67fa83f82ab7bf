// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "stage_plants.hpp"

#include "../extension/follow_load.hpp"
#include "../extension/plant_roles.hpp"

#include "saggar/network/diversity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace saggar::detail {

namespace {

// Of what a zone takes, for its losses: assumption; the solver has the last word.
constexpr double lost_share = 0.03;
// Of what a zone takes that the holder keeps for itself, so that it can follow the load.
constexpr double left_to_follow = 0.1;

double capacity_kw(Plant const& plant) {
    return plant.capacity_kw.value_or(1e12);
}

std::string const& place_of(Substation const& substation) {
    return substation.node.empty() ? substation.supply_node : substation.node;
}

struct Zone {
    std::vector<std::size_t> plants; // that run
    std::vector<std::size_t> substations;
};

class PlantsOfStage {
public:
    PlantsOfStage(Project& project, Project const& as_given, int year)
        : project_{project}, as_given_{as_given}, year_{year}, zones_{project} {}

    std::vector<std::string> run() {
        come_and_go();
        std::map<std::size_t, Zone> zones;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            if (project_.plants[i].running) {
                zones[zones_.of(node_of(project_.plants[i]))].plants.push_back(i);
            }
        }
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            zones[zones_.of(place_of(project_.substations[i]))].substations.push_back(i);
        }
        for (auto const& [root, zone] : zones) {
            if (!zone.substations.empty()) {
                serve(zone);
            } else {
                stand_by(zone);
            }
        }
        follow_load(project_, as_given_.plants);
        return std::move(unserved_);
    }

private:
    void come_and_go() {
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Plant& plant = project_.plants[i];
            bool const runs = in_service(as_given_.plants[i], year_);
            if (runs && !plant.running) {
                as_it_was_given(i);
            } else if (!runs && plant.running) {
                plant.running = false;
            }
            if (!runs) {
                clear_points(plant.id);
            }
        }
    }

    void as_it_was_given(std::size_t i) {
        Plant& plant = project_.plants[i];
        plant = as_given_.plants[i];
        plant.running = true;
        clear_points(plant.id);
        for (OperatingPointData& point : project_.operating_points) {
            auto const given =
                std::ranges::find(as_given_.operating_points, point.id, &OperatingPointData::id);
            if (given == as_given_.operating_points.end()) {
                continue;
            }
            std::ranges::copy_if(given->plants, std::back_inserter(point.plants),
                                 [&](PlantSetting const& setting) { return setting.plant == plant.id; });
        }
    }

    void clear_points(std::string const& plant) {
        for (OperatingPointData& point : project_.operating_points) {
            std::erase_if(point.plants, [&](PlantSetting const& setting) { return setting.plant == plant; });
        }
    }

    [[nodiscard]] bool can_hold(std::size_t i) const {
        return as_given_.plants[i].control == PlantControl::pressure_holding;
    }

    [[nodiscard]] std::optional<std::size_t> holder_of(Zone const& zone) const {
        std::optional<std::size_t> best;
        auto const rank = [&](std::size_t i) {
            return std::tuple{is_laid(project_, project_.plants[i]),
                              project_.plants[i].control == PlantControl::pressure_holding,
                              capacity_kw(project_.plants[i])};
        };
        for (std::size_t const i : zone.plants) {
            if (can_hold(i) && (!best || rank(i) > rank(*best))) {
                best = i;
            }
        }
        return best;
    }

    // Plants that nothing hangs on stay as they were given, but two at one place cannot both hold a pressure.
    void stand_by(Zone const& zone) {
        bool held = false;
        for (std::size_t const i : zone.plants) {
            as_it_was_given(i);
            if (project_.plants[i].control == PlantControl::pressure_holding && std::exchange(held, true)) {
                give_heat(project_, project_.plants[i], 0.0, 0.0);
            }
        }
    }

    void serve(Zone const& zone) {
        std::optional<std::size_t> const holder = holder_of(zone);
        if (!holder) {
            for (std::size_t const i : zone.substations) {
                unserved_.push_back(project_.substations[i].id);
            }
            return;
        }
        share(zone, *holder);
        Plant& plant = project_.plants[*holder];
        if (plant.control != PlantControl::pressure_holding) {
            as_it_was_given(*holder);
        }
        hold_enough(project_, zones_, *holder);
    }

    void share(Zone const& zone, std::size_t holder) {
        double const taken_kw = coincident_peak_w(project_, zone.substations) * 1e-3 * (1.0 + lost_share);
        std::vector<std::size_t> others;
        std::vector<double> heat_kw;
        double sum = 0.0;
        for (std::size_t const i : zone.plants) {
            Plant const& plant = project_.plants[i];
            if (i != holder &&
                (plant.control == PlantControl::heat || plant.control == PlantControl::pressure_holding)) {
                bool const gives = plant.control == PlantControl::heat;
                others.push_back(i);
                heat_kw.push_back(gives ? std::min(plant.heat_kw.value_or(0.0), capacity_kw(plant)) : 0.0);
                sum += heat_kw.back();
            }
        }
        double const most = (1.0 - left_to_follow) * taken_kw;
        if (sum > most) {
            for (double& heat : heat_kw) {
                heat *= most / sum;
            }
            sum = most;
        }
        // What is more than the holder can give: the others in proportion to what they have left.
        double const missing = taken_kw - sum - capacity_kw(project_.plants[holder]);
        double left = 0.0;
        for (std::size_t k = 0; k < others.size(); ++k) {
            left += std::min(taken_kw, capacity_kw(project_.plants[others[k]])) - heat_kw[k];
        }
        if (missing > 0.0 && left > 0.0) {
            for (std::size_t k = 0; k < others.size(); ++k) {
                double const own = std::min(taken_kw, capacity_kw(project_.plants[others[k]])) - heat_kw[k];
                heat_kw[k] += own * std::min(1.0, missing / left);
            }
        }
        for (std::size_t k = 0; k < others.size(); ++k) {
            set_heat(others[k], heat_kw[k]);
        }
    }

    void set_heat(std::size_t i, double heat_kw) {
        Plant& plant = project_.plants[i];
        double const rounded = std::round(heat_kw * 10.0) / 10.0;
        for (OperatingPointData& point : project_.operating_points) {
            for (PlantSetting& setting : point.plants) {
                if (setting.plant == plant.id) {
                    setting.heat_kw.reset();
                    setting.flow_kg_s.reset();
                }
            }
        }
        give_heat(project_, plant, rounded, 0.0);
    }

    Project& project_;
    Project const& as_given_;
    int year_;
    Zones zones_;
    std::vector<std::string> unserved_;
};

} // namespace

std::vector<std::string> set_stage_plants(Project& project, Project const& as_given, int year) {
    return PlantsOfStage{project, as_given, year}.run();
}

bool in_service(Plant const& plant, int year) {
    bool const ever = plant.running || plant.service_from_year.has_value();
    return ever && year >= plant.service_from_year.value_or(-1e9) &&
           year < plant.service_until_year.value_or(1e9);
}

std::string why_unserved(Project const& project, Project const& as_given, int year,
                         std::string const& substation) {
    Zones zones{project};
    auto const load = std::ranges::find(project.substations, substation, &Substation::id);
    std::size_t const zone = zones.of(place_of(*load));
    std::vector<std::string> absent; // of those that are joined to it
    std::string of_absent;           // node of one of them
    std::string elsewhere;
    for (Plant const& plant : as_given.plants) {
        bool const joined = zones.of(node_of(plant)) == zone;
        if (plant.control != PlantControl::pressure_holding) {
            continue;
        }
        if (in_service(plant, year)) {
            elsewhere += fmt::format("{}{} at {}", elsewhere.empty() ? "" : ", ", plant.id, node_of(plant));
        } else if (joined && year >= plant.service_until_year.value_or(1e9)) {
            absent.push_back(
                fmt::format("{} is out of service from {:g} on", plant.id, *plant.service_until_year));
            of_absent = node_of(plant);
        } else if (joined && plant.service_from_year) {
            absent.push_back(
                fmt::format("{} is in service only from {:g} on", plant.id, *plant.service_from_year));
        }
    }
    std::string text = fmt::format("no plant that can hold the pressure serves {} in {}", substation, year);
    for (std::size_t i = 0; i < absent.size(); ++i) {
        text += (i == 0 ? ": " : ", ") + absent[i];
    }
    if (!elsewhere.empty()) {
        return text + fmt::format("{} no pipes lead to it from {}, in service then (draw them in the "
                                  "project{})",
                                  absent.empty() ? ":" : ", and", elsewhere,
                                  of_absent.empty() ? "" : ", or place that plant at " + of_absent);
    }
    return text + " (give a replacement there whose service_from_year is not later, or a later "
                  "service_until_year)";
}

std::vector<std::string> plant_changes(Project const& before, Project const& after, int year) {
    std::vector<std::string> changes;
    for (std::size_t i = 0; i < after.plants.size(); ++i) {
        Plant const& was = before.plants[i];
        Plant const& is = after.plants[i];
        bool const held = was.running && was.control == PlantControl::pressure_holding;
        if (was.running != is.running) {
            // What changed before the build-out began says when.
            double const since = (is.running ? is.service_from_year : is.service_until_year).value_or(year);
            changes.push_back(fmt::format("{} is {} service{}", is.id, is.running ? "in" : "out of",
                                          since < year ? fmt::format(" since {:g}", since) : ""));
        }
        if (!is.running) {
            continue;
        }
        if (is.control == PlantControl::heat && (was.control != is.control || was.heat_kw != is.heat_kw)) {
            changes.push_back(
                fmt::format("{} gives {:.0f} kW at the design point", is.id, is.heat_kw.value_or(0.0)));
        } else if (is.control == PlantControl::pressure_holding && was.running && !held) {
            changes.push_back(is.id + " holds the pressure");
        }
        if (held && was.held_pressure_bar && is.held_pressure_bar &&
            *is.held_pressure_bar != *was.held_pressure_bar) {
            changes.push_back(fmt::format("{} holds {:g} bar instead of {:g}", is.id, *is.held_pressure_bar,
                                          *was.held_pressure_bar));
        }
    }
    return changes;
}

double coincident_peak_w(Project const& project, std::vector<std::size_t> const& substations) {
    PeakGroup group;
    for (std::size_t const i : substations) {
        Substation const& one = project.substations[i];
        double const peak_kw = one.peak_kw.value_or(one.heat_demand_kw.value_or(0.0));
        group.add(project.design, peak_kw * 1e3, one.dwellings);
    }
    return diversified_peak_w(project.design, group);
}

} // namespace saggar::detail
