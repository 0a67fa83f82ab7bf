// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_guess.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace saggar::detail {

namespace {

constexpr double heat_capacity_j_kgk = 4190.0;
constexpr double friction_factor = 0.02; // of a pipe that stands still

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

double gap(double limit, double value) {
    return std::isfinite(limit) ? std::max(0.0, limit - value) : std::numeric_limits<double>::infinity();
}

// Flow that a pipe takes beside its own before it is too fast or too steep, kg/s.
double room_kg_s(Network const& network, SteadyState const& state, std::size_t pipe) {
    double const bore = network.pipes.inner_diameter_m[pipe];
    double const density = state.pipe_density_kg_m3[pipe];
    double const area = std::numbers::pi / 4.0 * bore * bore;
    double const steepest = network.pipes.maximum_gradient_pa_m[pipe];
    double const fastest = network.project().limits.maximum_velocity_m_s;
    double const flow = std::abs(state.mass_flow_kg_s[pipe]);
    double const gradient = pipe_gradient_pa_m(network, state, pipe);
    double const by_velocity = fastest * density * area;
    double const by_gradient =
        gradient > 0.01 * steepest
            ? flow * std::sqrt(steepest / gradient)
            : density * area * std::sqrt(2.0 * steepest * bore / (friction_factor * density));
    return gap(std::min(by_velocity, by_gradient), flow);
}

// Heat that the plants which follow the load have left.
double plants_left_w(Network const& network, OperatingPoint const& point, SteadyState const& state) {
    double left = 0.0;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        PlantControl const control = network.plants.control[i];
        bool const follows =
            control == PlantControl::pressure_holding || control == PlantControl::differential_pressure;
        if (follows && point.link_open[at(network.plants.link[i])] != 0) {
            double const spare = network.plants.capacity_w[i]
                                     ? std::max(0.0, *network.plants.capacity_w[i] - state.plant_heat_w[i])
                                     : std::numeric_limits<double>::infinity();
            left += spare;
        }
    }
    return left;
}

} // namespace

UpstreamTree upstream_tree(Network const& network, SteadyState const& state) {
    std::size_t const nodes = network.nodes.size();
    UpstreamTree tree{.link = std::vector<std::int32_t>(nodes, -1),
                      .node = std::vector<std::int32_t>(nodes, -1)};
    std::vector<double> largest(nodes, 0.0);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        double const flow = state.mass_flow_kg_s[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || flow == 0.0) {
            continue;
        }
        auto const here = at(flow > 0.0 ? network.links.to[link] : network.links.from[link]);
        if (std::abs(flow) > largest[here]) {
            largest[here] = std::abs(flow);
            bool const plant = kind == LinkKind::plant;
            tree.link[here] = plant ? -1 : static_cast<std::int32_t>(link);
            tree.node[here] = plant ? -1 : (flow > 0.0 ? network.links.from[link] : network.links.to[link]);
        }
    }
    // Lines in which nothing moves (no demand, no loss of heat) lead on from where something does.
    bool grown = true;
    std::vector<std::uint8_t> reached(nodes, 0);
    for (std::size_t i = 0; i < nodes; ++i) {
        reached[i] = largest[i] > 0.0 ? 1 : 0;
    }
    while (grown) {
        grown = false;
        for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
            for (bool const forward : {true, false}) {
                auto const from = at(forward ? network.links.from[pipe] : network.links.to[pipe]);
                auto const to = at(forward ? network.links.to[pipe] : network.links.from[pipe]);
                bool const closed = state.link_status[pipe] == ElementStatus::shut;
                if (!closed && reached[from] != 0 && reached[to] == 0) {
                    reached[to] = 1;
                    tree.link[to] = static_cast<std::int32_t>(pipe);
                    tree.node[to] = static_cast<std::int32_t>(from);
                    grown = true;
                }
            }
        }
    }
    return tree;
}

std::vector<std::int32_t> way_of_places(HostingNetwork const& made, UpstreamTree const& tree,
                                        DesignWaySet const& ways) {
    Network const& network = *made.network;
    std::vector<std::int32_t> way_at(network.nodes.size(), -1);
    std::size_t const longest = network.nodes.size();
    for (std::size_t way = 0; way < ways.size(); ++way) {
        auto const link = at(network.substations.link[at(ways.consumer(way))]);
        std::int32_t node = network.links.from[link];
        for (std::size_t step = 0; node >= 0 && way_at[at(node)] < 0 && step < longest; ++step) {
            way_at[at(node)] = static_cast<std::int32_t>(way);
            node = tree.node[at(node)];
        }
    }
    std::vector<std::int32_t> found;
    for (HostingPlace const& place : made.places) {
        std::int32_t node = place.supply;
        for (std::size_t step = 0; node >= 0 && way_at[at(node)] < 0 && step < longest; ++step) {
            node = tree.node[at(node)];
        }
        found.push_back(node >= 0 ? way_at[at(node)] : -1);
    }
    return found;
}

std::vector<std::size_t> order_of_places(HostingNetwork const& made, UpstreamTree const& tree) {
    std::size_t const nodes = tree.node.size();
    std::vector<std::vector<std::int32_t>> behind(nodes);
    std::vector<std::int32_t> place_at(nodes, -1);
    for (std::size_t i = 0; i < made.places.size(); ++i) {
        place_at[at(made.places[i].supply)] = static_cast<std::int32_t>(i);
    }
    for (std::size_t node = 0; node < nodes; ++node) {
        if (tree.node[node] >= 0) {
            behind[at(tree.node[node])].push_back(static_cast<std::int32_t>(node));
        }
    }
    std::vector<std::size_t> order;
    std::vector<std::uint8_t> seen(nodes, 0);
    std::vector<std::int32_t> stack;
    auto const walk = [&](std::size_t root) {
        stack.push_back(static_cast<std::int32_t>(root));
        while (!stack.empty()) {
            auto const node = at(stack.back());
            stack.pop_back();
            if (seen[node] != 0) {
                continue;
            }
            seen[node] = 1;
            if (place_at[node] >= 0) {
                order.push_back(at(place_at[node]));
            }
            stack.insert(stack.end(), behind[node].begin(), behind[node].end());
        }
    };
    for (std::size_t node = 0; node < nodes; ++node) {
        if (tree.node[node] < 0) {
            walk(node);
        }
    }
    for (std::size_t node = 0; node < nodes; ++node) { // water that goes round
        walk(node);
    }
    return order;
}

double guessed_capacity_w(HostingNetwork const& made, UpstreamTree const& tree, SteadyState const& state,
                          std::size_t place) {
    Network const& network = *made.network;
    HostingPlace const& here = made.places[place];
    std::vector<std::size_t> pipes;
    std::int32_t node = here.supply;
    double room = std::numeric_limits<double>::infinity();
    for (std::size_t step = 0; node >= 0 && tree.link[at(node)] >= 0 && step < network.nodes.size(); ++step) {
        auto const link = at(tree.link[at(node)]);
        if (link < network.pipes.size()) {
            pipes.push_back(link);
            room = std::min(room, room_kg_s(network, state, link));
        }
        node = tree.node[at(node)];
    }
    auto const substation = at(here.substation);
    double const supply_c = *std::ranges::max_element(made.point.plant_supply_temperature_c);
    double const per_kg =
        heat_capacity_j_kgk * std::max(1.0, supply_c - made.point.return_temperature_c[substation]);
    double room_w = std::min(room * per_kg, plants_left_w(network, made.point, state));
    // Pressure: twice the friction of the supply line, which grows with the square of the flow.
    double spare_pa = state.substation_differential_pressure_pa[substation] -
                      network.substations.minimum_differential_pressure_pa[substation];
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        if (network.plants.control[i] == PlantControl::pressure_holding &&
            std::isnan(made.point.plant_differential_pressure_pa[i])) {
            spare_pa += network.plants.maximum_differential_pressure_pa[i].value_or(1e6) -
                        state.plant_differential_pressure_pa[i];
        }
    }
    auto const taken_pa = [&](double load_w) {
        double const more = load_w / per_kg;
        double taken = 0.0;
        for (std::size_t const pipe : pipes) {
            double const flow = std::abs(state.mass_flow_kg_s[pipe]);
            double const friction = state.pipe_friction_pa[pipe];
            if (flow > 0.0 && friction > 0.0) {
                double const ratio = (flow + more) / flow;
                taken += 2.0 * friction * (ratio * ratio - 1.0);
            }
        }
        return taken;
    };
    if (std::isfinite(room_w) && std::isfinite(spare_pa) && taken_pa(room_w) > spare_pa) {
        double low = 0.0;
        for (int i = 0; i < 30; ++i) {
            double const middle = 0.5 * (low + room_w);
            (taken_pa(middle) > spare_pa ? room_w : low) = middle;
        }
    }
    return std::isfinite(room_w) ? room_w : 0.0;
}

} // namespace saggar::detail
