// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "flow_response.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace saggar::detail {

namespace {

constexpr double exponent = 1.9;   // of flow in pressure loss: 2 where rough, 1.75 where smooth
constexpr double wide_open = 1e-2; // kg/s per Pa: of what is no pipe
constexpr double closed = 1e-12;   // of a pipe in which nothing moves

bool holds_pressure(PlantControl control) {
    return control == PlantControl::pressure_holding || control == PlantControl::differential_pressure;
}

void couple(std::vector<std::pair<std::int32_t, double>>& row, std::int32_t with, double conductance) {
    auto const known = std::ranges::find(row, with, &std::pair<std::int32_t, double>::first);
    if (known == row.end()) {
        row.emplace_back(with, conductance);
    } else {
        known->second += conductance;
    }
}

} // namespace

FlowResponse::FlowResponse(Network const& network, SteadyState const& state)
    : network_{network}, conductance_(network.links.size(), 0.0), direction_(network.pipes.size(), 1.0) {
    std::size_t const nodes = network.nodes.size();
    std::vector<std::vector<std::pair<std::int32_t, double>>> neighbours(nodes);
    std::vector<double> diagonal(nodes, 0.0);
    std::vector<std::uint8_t> held(nodes, 0);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        ElementStatus const status = state.link_status[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || kind == LinkKind::plant ||
            status == ElementStatus::shut || status == ElementStatus::cut_off) {
            continue;
        }
        double conductance = wide_open;
        if (kind == LinkKind::pipe) {
            double const flow = state.mass_flow_kg_s[link];
            double const loss = state.pipe_friction_pa[link];
            direction_[link] = flow < 0.0 ? -1.0 : 1.0;
            conductance =
                loss > 0.0 ? std::clamp(std::abs(flow) / (exponent * loss), closed, wide_open) : closed;
        }
        conductance_[link] = conductance;
        std::int32_t const from = network.links.from[link];
        std::int32_t const to = network.links.to[link];
        couple(neighbours[at(from)], to, conductance);
        couple(neighbours[at(to)], from, conductance);
        diagonal[at(from)] += conductance;
        diagonal[at(to)] += conductance;
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = at(network.plants.link[i]);
        if (holds_pressure(network.plants.control[i]) && state.link_status[link] != ElementStatus::shut) {
            held[at(network.links.from[link])] = held[at(network.links.to[link])] = 1;
        }
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        BoundaryKind const kind = network.boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            held[at(network.boundaries.node[i])] = 1;
        }
    }
    eliminate(std::move(neighbours), std::move(diagonal), held);
}

// Gauss, those with the fewest neighbours first: ends of branches, then what lies along streets, then rings.
void FlowResponse::eliminate(std::vector<std::vector<std::pair<std::int32_t, double>>> neighbours,
                             std::vector<double> diagonal, std::vector<std::uint8_t> const& held) {
    using Entry = std::pair<std::size_t, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> next;
    for (std::size_t node = 0; node < neighbours.size(); ++node) {
        std::erase_if(neighbours[node], [&](auto const& one) { return held[at(one.first)] != 0; });
        if (held[node] == 0) {
            next.emplace(neighbours[node].size(), static_cast<std::int32_t>(node));
        }
    }
    std::vector<std::uint8_t> done = held;
    while (!next.empty()) {
        auto const [degree, node] = next.top();
        next.pop();
        auto& row = neighbours[at(node)];
        if (done[at(node)] != 0 || degree != row.size()) {
            continue;
        }
        done[at(node)] = 1;
        double const pivot = diagonal[at(node)];
        steps_.push_back({.node = node, .pivot = pivot, .begin = coupled_.size(), .end = coupled_.size()});
        if (!(pivot > closed * closed)) {
            continue; // nothing holds its pressure, and nothing is asked of it
        }
        coupled_.insert(coupled_.end(), row.begin(), row.end());
        steps_.back().end = coupled_.size();
        for (auto const& [a, to_a] : row) {
            auto& other = neighbours[at(a)];
            std::erase_if(other, [gone = node](auto const& one) { return one.first == gone; });
            diagonal[at(a)] -= to_a * to_a / pivot;
            for (auto const& [b, to_b] : row) {
                if (b != a) {
                    couple(other, b, to_a * to_b / pivot);
                }
            }
            next.emplace(other.size(), a);
        }
        row.clear();
    }
}

std::vector<double> FlowResponse::of_pipe(std::size_t pipe) const {
    std::vector<double> found = of_drop(network_.links.from[pipe], network_.links.to[pipe]);
    for (double& one : found) {
        one *= direction_[pipe] * conductance_[pipe];
    }
    return found;
}

// The equations are symmetric: what a draw does to the drop is what the drop's ends would do to its pressure.
std::vector<double> FlowResponse::of_drop(std::int32_t from, std::int32_t to) const {
    std::vector<double> potential(network_.nodes.size(), 0.0);
    potential[at(from)] += 1.0;
    potential[at(to)] -= 1.0;
    std::vector<std::uint8_t> solved(potential.size(), 0);
    for (Step const& step : steps_) {
        for (std::size_t k = step.begin; k < step.end; ++k) {
            potential[at(coupled_[k].first)] += coupled_[k].second / step.pivot * potential[at(step.node)];
        }
        solved[at(step.node)] = step.pivot > closed * closed ? 1 : 0;
    }
    for (std::size_t node = 0; node < potential.size(); ++node) {
        potential[node] = solved[node] != 0 ? potential[node] : 0.0;
    }
    for (std::size_t i = steps_.size(); i-- > 0;) {
        Step const& step = steps_[i];
        if (solved[at(step.node)] == 0) {
            continue;
        }
        double sum = potential[at(step.node)];
        for (std::size_t k = step.begin; k < step.end; ++k) {
            sum += coupled_[k].second * potential[at(coupled_[k].first)];
        }
        potential[at(step.node)] = sum / step.pivot;
    }
    SubstationColumns const& substations = network_.substations;
    std::vector<double> found(substations.size());
    for (std::size_t i = 0; i < substations.size(); ++i) {
        auto const link = at(substations.link[i]);
        found[i] = potential[at(network_.links.to[link])] - potential[at(network_.links.from[link])];
    }
    return found;
}

} // namespace saggar::detail
