// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "circuits.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

namespace {

// Bridges by depth-first search (R. E. Tarjan, A note on finding the bridges of a graph, 1974): the edge that
// a node was reached by is one where nothing behind it leads back past it.
class Bridges {
public:
    Bridges(std::size_t nodes, std::vector<std::pair<std::int32_t, std::int32_t>> const& ends)
        : ends_{ends}, edges_(nodes), reached_(nodes, -1), back_(nodes, -1), is_bridge_(ends.size(), 0) {
        for (std::size_t edge = 0; edge < ends.size(); ++edge) {
            edges_[at(ends[edge].first)].push_back(static_cast<std::int32_t>(edge));
            edges_[at(ends[edge].second)].push_back(static_cast<std::int32_t>(edge));
        }
    }

    std::vector<std::uint8_t> find() {
        for (std::size_t node = 0; node < edges_.size(); ++node) {
            if (reached_[node] < 0) {
                walk_from(static_cast<std::int32_t>(node));
            }
        }
        return std::move(is_bridge_);
    }

private:
    struct Step {
        std::int32_t node;
        std::int32_t by; // edge
        std::size_t next{0};
    };

    void enter(std::int32_t node, std::int32_t by) {
        reached_[at(node)] = back_[at(node)] = count_++;
        way_.push_back({.node = node, .by = by});
    }

    void walk_from(std::int32_t start) {
        enter(start, -1);
        while (!way_.empty()) {
            Step& step = way_.back();
            std::int32_t const here = step.node;
            if (step.next < edges_[at(here)].size()) {
                std::int32_t const edge = edges_[at(here)][step.next++];
                auto const [from, to] = ends_[at(edge)];
                std::int32_t const there = from == here ? to : from;
                if (edge == step.by) {
                    continue;
                }
                if (reached_[at(there)] < 0) {
                    enter(there, edge);
                } else {
                    back_[at(here)] = std::min(back_[at(here)], reached_[at(there)]);
                }
                continue;
            }
            std::int32_t const by = step.by;
            way_.pop_back();
            if (by >= 0) {
                std::int32_t const before = way_.back().node;
                back_[at(before)] = std::min(back_[at(before)], back_[at(here)]);
                is_bridge_[at(by)] = back_[at(here)] > reached_[at(before)] ? 1 : 0;
            }
        }
    }

    std::vector<std::pair<std::int32_t, std::int32_t>> const& ends_;
    std::vector<std::vector<std::int32_t>> edges_; // by node
    std::vector<std::int32_t> reached_;            // in which order; -1: not yet
    std::vector<std::int32_t> back_;               // the earliest node that what lies behind leads to
    std::vector<std::uint8_t> is_bridge_;
    std::vector<Step> way_;
    std::int32_t count_{0};
};

} // namespace

std::vector<std::uint8_t> links_in_circuits(Network const& network, OperatingPoint const& point) {
    std::size_t const nodes = network.nodes.size();
    auto const outside = static_cast<std::int32_t>(nodes);
    std::vector<std::pair<std::int32_t, std::int32_t>> ends;
    std::vector<std::int32_t> edge_of(network.links.size(), -1);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        if (point.link_open[link] != 0) {
            edge_of[link] = static_cast<std::int32_t>(ends.size());
            ends.emplace_back(network.links.from[link], network.links.to[link]);
        }
    }
    for (std::int32_t const node : network.boundaries.node) {
        ends.emplace_back(node, outside);
    }
    std::vector<std::uint8_t> const is_bridge = Bridges{nodes + 1, ends}.find();

    DisjointSets groups{nodes + 1}; // of what hangs together without bridges
    for (std::size_t edge = 0; edge < ends.size(); ++edge) {
        if (is_bridge[edge] == 0) {
            groups.join(at(ends[edge].first), at(ends[edge].second));
        }
    }
    std::vector<std::uint8_t> driven(nodes + 1, 0);
    driven[groups.find(nodes)] = 1;
    for (std::int32_t const link : network.plants.link) {
        std::int32_t const edge = edge_of[at(link)];
        if (edge >= 0 && is_bridge[at(edge)] == 0) {
            driven[groups.find(at(network.links.from[at(link)]))] = 1;
        }
    }
    std::vector<std::uint8_t> made(network.links.size(), 0);
    for (std::size_t link = 0; link < made.size(); ++link) {
        std::int32_t const edge = edge_of[link];
        made[link] =
            edge >= 0 && is_bridge[at(edge)] == 0 && driven[groups.find(at(network.links.from[link]))] != 0
                ? 1
                : 0;
    }
    return made;
}

} // namespace saggar::detail
