// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The street graph with everything taken away that decides nothing.
//
// Dead ends with one load are folded into that load (its profit falls by what the way to it costs); dead ends
// without one vanish, and so do loads that are worth nothing by themselves and make nothing cheaper. Of what
// is left, nodes with other than two edges and sources are junctions; between them run chains of edges with
// loads between them. A thousand buildings leave some 120 junctions.

#include "topology/pricing.hpp"

#include <cstdint>
#include <vector>

namespace saggar::topology {

// A load as the core sees it, hanging on a junction or between two edges of a chain.
struct Hook {
    std::int32_t load{0};
    double profit{0.0}; // value less service cost and the folded way to it
    double peak_w{0.0};
    bool must{false};
    std::vector<TopologyPipe> way; // folded edges, the load's own first
};

// Edges [first, first + count) of the core, from junction `a` to junction `b`; hooks of inner place i (1 ..
// count - 1, behind the chain's i-th edge) are those of core edge first + i - 1.
struct Chain {
    std::int32_t a{0};
    std::int32_t b{0};
    std::int32_t first{0};
    std::int32_t count{0};
};

struct Root {
    std::int32_t source{0};
    std::int32_t junction{0};
    double fixed{0.0};
    double per_w{0.0};
    double capacity_w{0.0};
};

struct HookRange {
    std::int32_t begin{0};
    std::int32_t end{0};
};

struct Core {
    std::vector<std::int32_t> junction_node;
    std::vector<HookRange> junction_hooks;
    std::vector<Chain> chains;
    // per core edge, chain after chain
    std::vector<std::int32_t> edge;
    std::vector<std::int32_t> edge_from; // node at its `a` side
    std::vector<HookRange> site;         // hooks at its `b` side (empty for a chain's last edge)
    std::vector<Line> line;
    std::vector<Hook> hooks;
    std::vector<Root> roots;
    // Arcs into a junction: 2 c enters chain c's b, 2 c + 1 its a. Rows of `entering` per junction.
    std::vector<std::int32_t> entering_begin;
    std::vector<std::int32_t> entering;

    [[nodiscard]] std::int32_t tail(std::int32_t arc) const {
        auto const& chain = chains[static_cast<std::size_t>(arc / 2)];
        return arc % 2 == 0 ? chain.a : chain.b;
    }
    [[nodiscard]] std::int32_t head(std::int32_t arc) const { return tail(arc ^ 1); }
    [[nodiscard]] std::int32_t junction_count() const {
        return static_cast<std::int32_t>(junction_node.size());
    }
    [[nodiscard]] std::int32_t arc_count() const { return static_cast<std::int32_t>(2 * chains.size()); }
};

// `whole`: chains of edges as one; `single`: every node that is left is a junction, every edge a chain.
enum class Chains : std::uint8_t { whole, single };

// `lines` per edge of the problem: what an edge costs in this core; a watt at a source counts as
// `source_share` W. Loads out of every source's reach are left out.
[[nodiscard]] Core contract(TopologyProblem const& problem, Pricing const& pricing,
                            std::vector<Line> const& lines, double source_share = 1.0,
                            Chains chains = Chains::whole);

} // namespace saggar::topology
