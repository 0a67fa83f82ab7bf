// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "outage.hpp"

#include "circuits.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_running(Network const& network, OperatingPoint const& point, std::size_t plant) {
    return point.link_open[at(network.plants.link[plant])] != 0;
}

// Of plants with several: one alone is the plant.
void add_sources(Network const& network, OperatingPoint const& point, std::vector<Outage>& list) {
    Project const& project = network.project();
    std::map<std::string, int> count;
    for (PlantSource const& source : project.sources) {
        ++count[source.plant];
    }
    for (std::size_t i = 0; i < project.sources.size(); ++i) {
        PlantSource const& source = project.sources[i];
        auto const plant = std::ranges::find(network.plants.id, source.plant) - network.plants.id.begin();
        auto const index = static_cast<std::size_t>(plant);
        if (count[source.plant] > 1 && source.maximum_heat_kw && index < network.plants.size() &&
            is_running(network, point, index)) {
            list.push_back({.kind = OutageKind::source,
                            .id = source.id,
                            .record = static_cast<std::int32_t>(i),
                            .plant = static_cast<std::int32_t>(plant),
                            .lost_w = *source.maximum_heat_kw * 1e3});
        }
    }
}

void add_pipes(Network const& network, OperatingPoint const& point, bool all_pipes,
               std::vector<Outage>& list) {
    PipeColumns const& pipes = network.pipes;
    for (bool const pairs : {true, false}) {
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            std::int32_t const partner = pipes.partner[i];
            bool const first_of_pair = partner > static_cast<std::int32_t>(i);
            bool const open = point.link_open[i] != 0 || (partner >= 0 && point.link_open[at(partner)] != 0);
            if ((pairs ? !first_of_pair : partner >= 0) || !open || (pipes.trunk[i] == 0 && !all_pipes)) {
                continue;
            }
            auto const record = at(pipes.record[i]);
            Project const& project = network.project();
            Outage outage{.kind = pairs ? OutageKind::pair : OutageKind::pipe,
                          .id = pairs ? project.pipe_pairs[record].id : project.pipes[record].id,
                          .record = pipes.record[i],
                          .links = {static_cast<std::int32_t>(i)}};
            if (pairs) {
                outage.links.push_back(partner);
            }
            list.push_back(std::move(outage));
        }
    }
}

// A node is held once: one that stood there is given a control that changes nothing of what the others do
// (their check valves hang on which controls there are).
void leave_node_to(Network const& network, OperatingPoint& point, std::size_t holder, PlantColumns& columns) {
    std::int32_t const node = network.links.from[at(columns.link[holder])];
    PlantControl neutral = PlantControl::heat;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        bool const other = i != holder && is_running(network, point, i);
        if (other && columns.control[i] != PlantControl::pressure_holding) {
            neutral = columns.control[i];
        }
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != holder && columns.control[i] == PlantControl::pressure_holding &&
            network.links.from[at(columns.link[i])] == node) {
            columns.control[i] = neutral;
            point.plant_heat_w[i] = point.plant_flow_kg_s[i] = 0.0;
        }
    }
}

constexpr double left_to_follow = 0.1; // of what a part takes: for its plants that follow the load

// A part that was cut from the rest may take less than its plants with a given heat are set to: they are all
// lowered by the same factor, so that the others can follow.
void lower_given_heat(OutageNetwork& made, SteadyState const& state) {
    Network const& network = *made.network;
    auto const part_of = [&](std::int32_t link) {
        return at(made.parts.of_node[at(network.links.from[at(link)])]);
    };
    std::vector<double> taken_w(at(made.parts.count), 0.0);
    std::vector<double> given_w(taken_w.size(), 0.0);
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        taken_w[part_of(network.substations.link[i])] += made.point.heat_demand_w[i];
    }
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
        if (made.point.link_open[pipe] != 0) {
            taken_w[part_of(static_cast<std::int32_t>(pipe))] += std::max(0.0, state.pipe_heat_loss_w[pipe]);
        }
    }
    auto const is_given = [&](std::size_t plant) {
        return network.plants.control[plant] == PlantControl::heat && is_running(network, made.point, plant);
    };
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        if (is_given(i)) {
            given_w[part_of(network.plants.link[i])] += made.point.plant_heat_w[i];
        }
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        std::size_t const part = part_of(network.plants.link[i]);
        double const most_w = (1.0 - left_to_follow) * taken_w[part];
        if (is_given(i) && made.point.plant_heat_w[i] > 0.0 && given_w[part] > most_w) {
            made.point.plant_heat_w[i] *= most_w / given_w[part];
            made.lowered.push_back(network.plants.id[i]);
        }
    }
}

} // namespace

std::vector<std::int32_t> standby_plants(Network const& network, OperatingPoint const& point,
                                         std::string const& operating_point_id) {
    Project const& project = network.project();
    auto const stops_it = [&](std::string const& plant) {
        return std::ranges::any_of(project.operating_points, [&](auto const& one) {
            return one.id == operating_point_id && std::ranges::any_of(one.plants, [&](auto const& setting) {
                       return setting.plant == plant && !setting.running.value_or(true);
                   });
        });
    };
    std::vector<std::int32_t> found;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const plant = std::ranges::find(project.plants, network.plants.id[i], &Plant::id);
        if (plant != project.plants.end() && !plant->running && !is_running(network, point, i) &&
            !stops_it(plant->id)) {
            found.push_back(static_cast<std::int32_t>(i));
        }
    }
    return found;
}

std::vector<Outage> outages(Network const& network, OperatingPoint const& point, bool all_pipes) {
    std::vector<Outage> list;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        if (is_running(network, point, i)) {
            list.push_back({.kind = OutageKind::plant,
                            .id = network.plants.id[i],
                            .record = static_cast<std::int32_t>(i),
                            .links = {network.plants.link[i]},
                            .plant = static_cast<std::int32_t>(i)});
        }
    }
    add_sources(network, point, list);
    for (std::size_t i = 0; i < network.pumps.size(); ++i) {
        std::int32_t const link = network.pumps.link[i];
        if (point.link_open[at(link)] != 0) {
            list.push_back({.kind = OutageKind::pump,
                            .id = network.links.id[at(link)],
                            .record = static_cast<std::int32_t>(i),
                            .links = {link}});
        }
    }
    add_pipes(network, point, all_pipes, list);
    return list;
}

NetworkParts parts(Network const& network, OperatingPoint const& point) {
    std::size_t const nodes = network.nodes.size();
    DisjointSets groups{nodes};
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        if (point.link_open[link] != 0) {
            groups.join(at(network.links.from[link]), at(network.links.to[link]));
        }
    }
    NetworkParts made{.of_node = std::vector<std::int32_t>(nodes, -1)};
    std::vector<std::int32_t> number(nodes, -1);
    for (std::size_t node = 0; node < nodes; ++node) {
        std::int32_t& known = number[groups.find(node)];
        if (known < 0) {
            known = made.count++;
        }
        made.of_node[node] = known;
    }
    return made;
}

OutageNetwork with_outage(std::shared_ptr<Network const> const& network, OperatingPoint const& point,
                          SteadyState const& state, std::vector<double> const& capacity_w,
                          Outage const& outage, std::vector<std::int32_t> const& refused,
                          std::vector<Standby> const& started) {
    OutageNetwork made{.network = network, .point = point, .capacity_w = capacity_w};
    PlantColumns const& plants = network->plants;
    for (std::int32_t const link : outage.links) {
        made.point.link_open[at(link)] = 0;
    }
    for (Standby const& standby : started) {
        made.point.link_open[at(plants.link[at(standby.plant)])] = 1;
        made.started.push_back(standby.plant);
    }
    auto const stood_by = [&](std::size_t plant) {
        return std::ranges::find(made.started, static_cast<std::int32_t>(plant)) != made.started.end();
    };
    if (outage.kind == OutageKind::source) {
        double& left = made.capacity_w[at(outage.plant)];
        left = std::max(0.0, left - outage.lost_w);
        made.point.plant_heat_w[at(outage.plant)] = std::min(made.point.plant_heat_w[at(outage.plant)], left);
    }
    made.parts = parts(*network, made.point);
    auto const count = at(made.parts.count);
    std::vector<std::uint8_t> held(count, 0);
    std::vector<std::uint8_t> has_plant(count, 0);
    std::vector<std::int32_t> best(count, -1);
    std::shared_ptr<Network> changed;
    auto const change = [&]() -> PlantColumns& {
        if (!changed) {
            changed = std::make_shared<Network>(*network);
        }
        return changed->plants;
    };
    for (std::size_t i = 0; i < plants.size(); ++i) {
        bool const holds = plants.control[i] == PlantControl::pressure_holding;
        auto const part = at(made.parts.of_node[at(network->links.from[at(plants.link[i])])]);
        if (!is_running(*network, made.point, i)) {
            continue; // of one that stands still the solver takes no pressure where another holds it
        }
        has_plant[part] = 1;
        held[part] = holds && !stood_by(i) ? 1 : held[part];
        bool const can_hold = std::isfinite(state.pressure_pa[at(network->links.from[at(plants.link[i])])]) &&
                              std::ranges::find(refused, static_cast<std::int32_t>(i)) == refused.end();
        auto const rank = [&](std::size_t plant) {
            return std::pair{!stood_by(plant), made.capacity_w[plant]};
        };
        if (can_hold && (best[part] < 0 || rank(i) > rank(at(best[part])))) {
            best[part] = static_cast<std::int32_t>(i);
        }
    }
    for (std::size_t i = 0; i < network->boundaries.size(); ++i) {
        BoundaryKind const kind = network->boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            held[at(made.parts.of_node[at(network->boundaries.node[i])])] = 1;
        }
    }
    // Two that each mind a differential pressure, one of them looking for its own, find no peace.
    auto const beside_another = [&](std::size_t part, std::size_t plant) {
        for (std::size_t i = 0; i < plants.size(); ++i) {
            if (i != plant && plants.control[i] == PlantControl::differential_pressure &&
                is_running(*network, made.point, i) &&
                at(made.parts.of_node[at(network->links.from[at(plants.link[i])])]) == part) {
                return true;
            }
        }
        return false;
    };
    made.part_is_lost.assign(count, 0);
    made.lost_part.assign(count, ShortCause::cut_off);
    for (std::size_t part = 0; part < count; ++part) {
        if (has_plant[part] == 0) {
            made.part_is_lost[part] = 1;
        } else if (held[part] == 0 && best[part] < 0) {
            made.part_is_lost[part] = 1;
            made.lost_part[part] = ShortCause::no_pressure;
        } else if (held[part] == 0) {
            auto const plant = at(best[part]);
            PlantColumns& columns = change();
            columns.control[plant] = PlantControl::pressure_holding;
            columns.pressure_point[plant] = PressurePoint::return_side;
            columns.held_pressure_pa[plant] =
                state.pressure_pa[at(network->links.from[at(plants.link[plant])])];
            if (plants.control[plant] != PlantControl::differential_pressure) {
                made.point.plant_differential_pressure_pa[plant] =
                    beside_another(part, plant) ? state.plant_differential_pressure_pa[plant] : nan;
            }
            leave_node_to(*network, made.point, plant, columns);
            made.takes_over.push_back(plants.id[plant]);
        }
    }
    for (Standby const& standby : started) {
        auto const plant = at(standby.plant);
        if (std::ranges::find(made.takes_over, plants.id[plant]) == made.takes_over.end()) {
            change().control[plant] = PlantControl::heat;
            made.point.plant_heat_w[plant] = standby.heat_w;
        }
    }
    if (changed) {
        made.network = std::move(changed);
    }
    // Nobody asks for anything where nothing can be given.
    for (std::size_t i = 0; i < network->substations.size(); ++i) {
        auto const node = at(network->links.from[at(network->substations.link[i])]);
        if (made.part_is_lost[at(made.parts.of_node[node])] != 0) {
            made.point.heat_demand_w[i] = 0.0;
        }
    }
    leave_out_without_circuit(made);
    if (made.parts.count > parts(*network, point).count) {
        lower_given_heat(made, state);
    }
    return made;
}

void leave_out_without_circuit(OutageNetwork& made) {
    Network const& network = *made.network;
    std::vector<std::uint8_t> const in_circuit = links_in_circuits(network, made.point);
    made.no_circuit.assign(network.substations.size(), 0);
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (in_circuit[at(network.substations.link[i])] == 0) {
            made.no_circuit[i] = 1;
            made.point.heat_demand_w[i] = 0.0;
        }
    }
}

OutageNetwork part_alone(OutageNetwork const& whole, std::int32_t part) {
    OutageNetwork made = whole;
    Network const& network = *whole.network;
    auto const elsewhere = [&](std::int32_t link) {
        return whole.parts.of_node[at(network.links.from[at(link)])] != part;
    };
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (elsewhere(network.substations.link[i])) {
            made.point.heat_demand_w[i] = 0.0;
        }
    }
    // Plants that stand still leave water elsewhere without any heat: it would go on cooling and turning.
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        if (elsewhere(static_cast<std::int32_t>(link))) {
            made.point.link_open[link] = 0;
        }
    }
    return made;
}

std::vector<std::int32_t> parts_to_solve(OutageNetwork const& whole) {
    Network const& network = *whole.network;
    std::vector<double> demand_w(at(whole.parts.count), 0.0);
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const node = at(network.links.from[at(network.substations.link[i])]);
        demand_w[at(whole.parts.of_node[node])] += whole.point.heat_demand_w[i];
    }
    std::vector<std::int32_t> found;
    for (std::size_t part = 0; part < demand_w.size(); ++part) {
        if (demand_w[part] > 0.0 && whole.part_is_lost[part] == 0) {
            found.push_back(static_cast<std::int32_t>(part));
        }
    }
    return found;
}

} // namespace saggar::detail
