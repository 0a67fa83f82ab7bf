// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_guess.hpp"

#include "saggar/engine/physics/friction.hpp"
#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace saggar::detail {

namespace {

constexpr double heat_capacity_j_kgk = 4190.0;
constexpr double foretold = 1.25;   // factor up to which a capacity was guessed without neighbours
constexpr double same_pipe = 1.001; // factor of two guesses between which no other pipe seems to bind
constexpr double most_change = 3.0; // factor of a capacity from one place to the next

// Flow at which water of this temperature is too fast or too steep in a pipe, kg/s.
double most_kg_s(Network const& network, Fluid const& fluid, std::size_t pipe, double temperature_c) {
    double const bore = network.pipes.inner_diameter_m[pipe];
    double const density = fluid.density_kg_m3(temperature_c);
    double const viscosity = fluid.dynamic_viscosity_pa_s(temperature_c);
    double const area = std::numbers::pi / 4.0 * bore * bore;
    double const steepest = network.pipes.maximum_gradient_pa_m[pipe];
    double flow = network.project().limits.maximum_velocity_m_s * density * area;
    PipeSection const metre{.length_m = 1.0,
                            .inner_diameter_m = bore,
                            .roughness = network.pipes.roughness_m[pipe],
                            .zeta_sum = 0.0};
    FrictionLaw const law = friction_law(network.project().physics.friction);
    for (int i = 0; i < 6; ++i) {
        double const gradient = pipe_pressure_loss(law, metre, density, viscosity, flow).loss_pa;
        if (i == 0 && !(gradient > steepest)) {
            break;
        }
        flow *= std::pow(steepest / gradient, 1.0 / 1.9); // its exponent in rough flow is 2, in smooth 1.75
    }
    return flow;
}

// Flow that a pipe, and the other line of its pair, take beside their own.
double room_kg_s(GuessBasis const& basis, std::size_t pipe) {
    auto const flow = [&](std::size_t line) { return std::abs(basis.state.mass_flow_kg_s[line]); };
    std::int32_t const partner = basis.made.network->pipes.partner[pipe];
    double room = basis.most_supply_kg_s[pipe] - flow(pipe);
    if (partner >= 0) {
        room = std::min(room, basis.most_return_kg_s[at(partner)] - flow(at(partner)));
    }
    return std::max(0.0, room);
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

double guessed_capacity_w(GuessBasis const& basis, std::size_t place) {
    HostingNetwork const& made = basis.made;
    UpstreamTree const& tree = basis.tree;
    SteadyState const& state = basis.state;
    Network const& network = *made.network;
    HostingPlace const& here = made.places[place];
    std::vector<std::size_t> pipes;
    std::int32_t node = here.supply;
    double room = std::numeric_limits<double>::infinity();
    for (std::size_t step = 0; node >= 0 && tree.link[at(node)] >= 0 && step < network.nodes.size(); ++step) {
        auto const link = at(tree.link[at(node)]);
        if (link < network.pipes.size()) {
            pipes.push_back(link);
            room = std::min(room, room_kg_s(basis, link));
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
                      state.substation_needed_differential_pressure_pa[substation];
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

namespace {

std::vector<PlaceBefore> places_before(HostingNetwork const& made, UpstreamTree const& tree) {
    Network const& network = *made.network;
    std::vector<std::int32_t> place_at(network.nodes.size(), -1);
    for (std::size_t i = 0; i < made.places.size(); ++i) {
        place_at[at(made.places[i].supply)] = static_cast<std::int32_t>(i);
    }
    std::vector<PlaceBefore> found(made.places.size());
    for (std::size_t i = 0; i < made.places.size(); ++i) {
        std::int32_t node = made.places[i].supply;
        double length_m = 0.0;
        for (std::size_t step = 0; step < network.nodes.size() && tree.node[at(node)] >= 0; ++step) {
            std::int32_t const link = tree.link[at(node)];
            length_m += link >= 0 && at(link) < network.pipes.size() ? network.pipes.length_m[at(link)] : 0.0;
            node = tree.node[at(node)];
            if (place_at[at(node)] >= 0) {
                found[i] = {.place = place_at[at(node)], .length_m = length_m};
                break;
            }
        }
    }
    return found;
}

bool within(double a, double b, double factor) {
    return a < b * factor && b < a * factor;
}

} // namespace

GuessBasis guess_basis(HostingNetwork const& made, Fluid const& fluid, SteadyState const& state) {
    Network const& network = *made.network;
    GuessBasis basis{.made = made,
                     .state = state,
                     .tree = upstream_tree(network, state),
                     .before = {},
                     .most_supply_kg_s = {},
                     .most_return_kg_s = {}};
    basis.before = places_before(made, basis.tree);
    double const supply_c = *std::ranges::max_element(made.point.plant_supply_temperature_c);
    double const return_c =
        made.places.empty() ? supply_c : made.point.return_temperature_c[at(made.places.front().substation)];
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
        basis.most_supply_kg_s.push_back(most_kg_s(network, fluid, pipe, supply_c));
        basis.most_return_kg_s.push_back(most_kg_s(network, fluid, pipe, return_c));
    }
    return basis;
}

NeighbourGuess::Known const* NeighbourGuess::known(std::int32_t place) const {
    auto const found = known_.find(place);
    return found != known_.end() && found->second.root_w > 0.0 ? &found->second : nullptr;
}

double NeighbourGuess::root_w(std::size_t place) {
    alone_w_ = guessed_capacity_w(basis_, place);
    own_pipe_ = false;
    PlaceBefore const& here = basis_.before[place];
    Known const* const one = known(here.place);
    if (one == nullptr) {
        return alone_w_ * correction_;
    }
    if (within(one->alone_w, one->root_w, foretold) && !within(alone_w_, one->alone_w, same_pipe)) {
        own_pipe_ = true;
        return alone_w_ * own_correction_.value_or(one->root_w / one->alone_w);
    }
    PlaceBefore const& there = basis_.before[at(here.place)];
    Known const* const two = known(there.place);
    double continued_w = one->root_w;
    if (two != nullptr && there.length_m > 0.0 && one->bound.limit == two->bound.limit &&
        one->bound.element == two->bound.element) {
        double const inverse = 1.0 / one->root_w;
        double const slope = (inverse - 1.0 / two->root_w) / there.length_m;
        continued_w =
            1.0 / std::clamp(inverse + slope * here.length_m, inverse / most_change, inverse * most_change);
    }
    return within(one->alone_w, one->root_w, foretold) || alone_w_ <= 0.0 ? continued_w
                                                                          : std::min(continued_w, alone_w_);
}

void NeighbourGuess::learn(std::size_t place, HostingValue const& bound, double root_w) {
    known_[static_cast<std::int32_t>(place)] = {.alone_w = alone_w_, .root_w = root_w, .bound = bound};
    if (alone_w_ > 0.0 && root_w > 0.0) {
        correction_ = std::clamp(root_w / alone_w_, 0.1, 10.0);
        if (own_pipe_ && within(alone_w_, root_w, foretold)) {
            own_correction_ = correction_;
        }
    }
}

} // namespace saggar::detail
