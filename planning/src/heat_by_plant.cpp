// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/heat_by_plant.hpp"

#include "extension/plant_roles.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>

namespace saggar {

namespace {

constexpr double mwh_per_wh = 1e-6;
// Of its network's heat, that the plant that holds the pressure gives to follow the load: assumption.
constexpr double held_share = 0.02;

bool holds(Plant const& plant) {
    return plant.control == PlantControl::pressure_holding;
}

// Plants and consumers whose networks hang together.
struct Zone {
    std::vector<std::size_t> plants; // that run, in the order in which they give heat
    std::vector<std::size_t> substations;
    std::string name;     // of the plant that holds the pressure
    bool one_cost{false}; // for all its plants
};

class YearOfPlants {
public:
    YearOfPlants(Project const& project, std::vector<SizingLoadResult> const& loads,
                 std::vector<double> const& by_cost)
        : project_{project}, loads_{loads}, by_cost_{by_cost} {
        for (SizingLoadResult const& one : loads) {
            full_load_hours_ += one.load.load_factor * one.load.hours;
        }
    }

    HeatOfYear run() {
        find_zones();
        std::vector<double> const lost_mwh = losses();
        HeatOfYear made;
        for (std::size_t z = 0; z < zones_.size(); ++z) {
            share(zones_[z], lost_mwh[z], made);
        }
        return made;
    }

private:
    void find_zones() {
        detail::Zones zones{project_};
        std::map<std::size_t, Zone> found;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            if (project_.plants[i].running) {
                found[zones.of(detail::node_of(project_.plants[i]))].plants.push_back(i);
            }
        }
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            Substation const& load = project_.substations[i];
            auto const zone = found.find(zones.of(load.node.empty() ? load.supply_node : load.node));
            if (zone != found.end()) { // else nobody gives it heat
                zone->second.substations.push_back(i);
            }
        }
        for (auto& [group, zone] : found) {
            put_in_order(zone);
            zones_.push_back(std::move(zone));
        }
    }

    // The cheapest first, the one that holds the pressure last among equals.
    void put_in_order(Zone& zone) const {
        std::ranges::stable_sort(zone.plants, {}, [&](std::size_t i) {
            Plant const& plant = project_.plants[i];
            return std::tuple{heat_cost_per_mwh(project_, plant), holds(plant)};
        });
        auto const holder =
            std::ranges::find_if(zone.plants, [&](std::size_t i) { return holds(project_.plants[i]); });
        zone.one_cost = heat_cost_per_mwh(project_, project_.plants[zone.plants.front()]) ==
                        heat_cost_per_mwh(project_, project_.plants[zone.plants.back()]);
        zone.name = project_.plants[holder == zone.plants.end() ? zone.plants.back() : *holder].id;
    }

    // A year's, by zone: what the solver finds for all, as plants give more than is taken in each.
    [[nodiscard]] std::vector<double> losses() const {
        std::vector<double> lost_mwh(zones_.size(), 0.0);
        for (SizingLoadResult const& one : loads_) {
            std::vector<double> more_w;
            for (Zone const& zone : zones_) {
                double sum_w = given_w(zone, one);
                for (std::size_t const i : zone.substations) {
                    sum_w -= one.substation_heat_w[i];
                }
                more_w.push_back(std::max(0.0, sum_w));
            }
            double const all_w = std::accumulate(more_w.begin(), more_w.end(), 0.0);
            for (std::size_t z = 0; z < zones_.size() && all_w > 0.0; ++z) {
                lost_mwh[z] += one.heat_loss_w * more_w[z] / all_w * one.load.hours * mwh_per_wh;
            }
        }
        return lost_mwh;
    }

    static double given_w(Zone const& zone, SizingLoadResult const& load) {
        double sum_w = 0.0;
        for (std::size_t const i : zone.plants) {
            sum_w += std::max(0.0, load.plant_heat_w[i]);
        }
        return sum_w;
    }

    [[nodiscard]] double sold_mwh(Zone const& zone) const {
        double sum_mwh = 0.0;
        for (std::size_t const i : zone.substations) {
            sum_mwh += annual_use_mwh(project_.substations[i]);
        }
        return sum_mwh;
    }

    [[nodiscard]] double annual_use_mwh(Substation const& load) const {
        return load.annual_use_mwh.value_or(load.peak_kw.value_or(0.0) * 1e-3 * full_load_hours_);
    }

    void share(Zone const& zone, double lost_mwh, HeatOfYear& made) const {
        std::vector<PlantHeat> plants;
        for (std::size_t const i : zone.plants) {
            Plant const& plant = project_.plants[i];
            plants.push_back({.plant = plant.id,
                              .network = zone.name,
                              .cost_per_mwh = heat_cost_per_mwh(project_, plant),
                              .loads = {}});
        }
        auto const largest = std::ranges::max_element(
            loads_, {}, [](SizingLoadResult const& one) { return one.load.load_factor; });
        for (std::size_t k = 0; k < plants.size() && largest != loads_.end(); ++k) {
            plants[k].most_w = std::max(0.0, largest->plant_heat_w[zone.plants[k]]);
        }
        double all_wh = 0.0;
        for (std::size_t h = 0; h < loads_.size(); ++h) {
            double const by_cost = zone.one_cost ? 0.0 : by_cost_.empty() ? 1.0 : by_cost_[h];
            split(plants, zone, loads_[h], by_cost);
            all_wh += given_w(zone, loads_[h]) * loads_[h].load.hours;
        }
        double const sold = sold_mwh(zone);
        double cost_per_mwh = 0.0;
        for (PlantHeat& plant : plants) {
            double own_wh = 0.0;
            for (PlantHeatAtLoad const& at : plant.loads) {
                own_wh += at.heat_w * at.hours;
            }
            plant.share = all_wh > 0.0 ? own_wh / all_wh : 0.0;
            plant.sold_mwh = plant.share * sold;
            plant.lost_mwh = plant.share * lost_mwh;
            cost_per_mwh += plant.share * plant.cost_per_mwh;
            made.plants.push_back(std::move(plant));
        }
        for (std::size_t const i : zone.substations) {
            made.sold.push_back({.substation = project_.substations[i].id,
                                 .annual_use_mwh = annual_use_mwh(project_.substations[i]),
                                 .cost_per_mwh = cost_per_mwh});
        }
    }

    static void split(std::vector<PlantHeat>& plants, Zone const& zone, SizingLoadResult const& one,
                      double by_cost) {
        double const all_w = given_w(zone, one);
        std::size_t holder = plants.size() - 1;
        for (std::size_t k = 0; k < plants.size(); ++k) {
            holder = plants[k].plant == zone.name ? k : holder;
        }
        double const kept_w = std::min(plants[holder].most_w, held_share * all_w);
        double left_w = all_w - kept_w;
        std::vector<double> in_order_w;
        for (std::size_t k = 0; k < plants.size(); ++k) {
            double const own_w = k == holder ? kept_w : 0.0;
            in_order_w.push_back(own_w + std::min(plants[k].most_w - own_w, left_w));
            left_w -= in_order_w.back() - own_w;
        }
        in_order_w[holder] += left_w;
        for (std::size_t k = 0; k < plants.size(); ++k) {
            double const found_w = std::max(0.0, one.plant_heat_w[zone.plants[k]]);
            plants[k].loads.push_back({.load_factor = one.load.load_factor,
                                       .hours = one.load.hours,
                                       .network_heat_w = all_w,
                                       .heat_w = found_w + by_cost * (in_order_w[k] - found_w),
                                       .by_cost = by_cost});
        }
    }

    Project const& project_;
    std::vector<SizingLoadResult> const& loads_;
    std::vector<double> const& by_cost_;
    std::vector<Zone> zones_;
    double full_load_hours_{0.0};
};

} // namespace

double heat_cost_per_mwh(Project const& project, Plant const& plant) {
    return plant.heat_cost_per_mwh.value_or(project.economics.heat_cost_per_mwh.value_or(0.0));
}

HeatOfYear heat_of_year(Project const& project, std::vector<SizingLoadResult> const& loads,
                        std::vector<double> const& by_cost) {
    return YearOfPlants{project, loads, by_cost}.run();
}

double HeatOfYear::cost_of_those_in(Project const& project) const {
    std::set<std::string_view> ids;
    for (Substation const& load : project.substations) {
        ids.insert(load.id);
    }
    double sum = 0.0;
    for (HeatSold const& one : sold) {
        sum += ids.contains(one.substation) ? one.annual_use_mwh * one.cost_per_mwh : 0.0;
    }
    return sum;
}

double HeatOfYear::cost_of_those_beside(Project const& project) const {
    return sold_cost() - cost_of_those_in(project);
}

double HeatOfYear::sold_cost() const {
    double sum = 0.0;
    for (HeatSold const& one : sold) {
        sum += one.annual_use_mwh * one.cost_per_mwh;
    }
    return sum;
}

double HeatOfYear::lost_cost() const {
    double sum = 0.0;
    for (PlantHeat const& plant : plants) {
        sum += plant.cost_per_mwh * plant.lost_mwh;
    }
    return sum;
}

void PlantHeatAtLoad::keep(StateArchive& archive) {
    archive(load_factor, hours, network_heat_w, heat_w, by_cost);
}

void PlantHeat::keep(StateArchive& archive) {
    archive(plant, network, cost_per_mwh, most_w, loads, share, sold_mwh, lost_mwh);
}

void HeatSold::keep(StateArchive& archive) {
    archive(substation, annual_use_mwh, cost_per_mwh);
}

void HeatOfYear::keep(StateArchive& archive) {
    archive(plants, sold, too_small);
}

} // namespace saggar
