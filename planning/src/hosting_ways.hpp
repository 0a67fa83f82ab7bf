// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The ways of the design envelope, by names that they keep while a load shifts the water.
//
// What lies downstream of a pipe follows from the flows. Where water can take more than one way from the
// plants to somewhere, a load moves them: ways then lead elsewhere, and other consumers are at their ends.

#include "hosting_network.hpp"

#include "saggar/engine/steady/design_envelope.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saggar::detail {

// A way is named after the consumer at its end; there are two of a consumer where those of the supply and
// of the return side differ.
class NamedWays {
public:
    // `point` is a design point and `state` its solution; of any other point there are no ways.
    NamedWays(Network const& network, OperatingPoint const& point, SteadyState const& state);

    [[nodiscard]] std::size_t size() const { return names_.size(); }
    [[nodiscard]] std::int32_t name(std::size_t way) const { return names_[way]; }
    [[nodiscard]] std::optional<std::size_t> find(std::int32_t name) const;
    [[nodiscard]] static std::int32_t consumer_of(std::int32_t name) { return name / 2; }
    // Every substation's demand while the way of this name, which there is, carries its design flows, W.
    void demands(std::int32_t name, std::vector<double>& heat_demand_w) const;

private:
    DesignWaySet set_;
    std::vector<std::int32_t> names_;
    std::vector<std::int32_t> by_name_; // -1: there is none
};

// Whether a load can change which way the water takes: with loops, or several plants.
[[nodiscard]] bool ways_may_move(Network const& network, SteadyState const& state);

// Upstream along the largest inflow.
struct UpstreamTree {
    std::vector<std::int32_t> link; // that brings most to each node; -1: none, or a plant
    std::vector<std::int32_t> node; // before it
};
[[nodiscard]] UpstreamTree upstream_tree(Network const& network, SteadyState const& state);

// Of each node of the network the name of a way that leads over it; -1 where none does.
[[nodiscard]] std::vector<std::int32_t> way_of_nodes(Network const& network, UpstreamTree const& tree,
                                                     NamedWays const& ways);

// Of a node the name of the way that shares most of its own from the plant; -1 where there are none.
[[nodiscard]] std::int32_t nearest_way(UpstreamTree const& tree, std::vector<std::int32_t> const& way_of_node,
                                       std::int32_t node);

} // namespace saggar::detail
