// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The graph of a network taken apart. All fixed-pressure nodes are one root; a depth-first search from it
// finds the biconnected blocks and the cut nodes between them (Hopcroft & Tarjan 1973). A block of one edge
// is a bridge: the flow in it is the demand below. In every other block the pressures are taken relative to
// its own root (the cut node towards the network's root), the demand of blocks hanging below is summed onto
// their cut nodes, and chains of nodes with two edges in the block become superlinks. What is left are the
// unknowns.

#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

struct GraphEdge {
    std::int32_t link; // the caller's name for it
    std::int32_t from; // node
    std::int32_t to;
};

struct Graph {
    std::int32_t node_count{};
    std::vector<GraphEdge> edges;
    std::vector<std::uint8_t> fixed; // per node
    // Nodes that must become unknowns: of the root's block, if it reaches them; in whatever block they lie.
    std::vector<std::int32_t> pinned;
    std::vector<std::int32_t> kept;
};

struct Partition {
    // Nodes that the root reaches, in an order in which all that hangs below a node comes before it; position
    // `size()` is the root itself.
    std::vector<std::int32_t> node;     // position -> node
    std::vector<std::int32_t> position; // node -> position; root's for fixed nodes, -1 where not reached
    std::vector<std::int32_t> up;       // position -> position of the cut node above

    // Bridges: one per position that has one.
    struct Bridge {
        std::int32_t position; // of the lower end
        std::int32_t link;
        std::int8_t sign; // +1: the link points down
    };
    std::vector<Bridge> bridges; // lower ends in ascending order of position

    // Unknown pressures: positions of the nodes kept in blocks.
    std::vector<std::int32_t> unknown_position;

    // Superlinks, each a chain of elements from unknown `start` to unknown `end` (-1: the block's root,
    // pressure 0).
    struct Superlink {
        std::int32_t start;
        std::int32_t end;
        std::int32_t first; // elements [first, last)
        std::int32_t last;
        std::int32_t block;
    };
    struct Element {
        std::int32_t link;
        std::int32_t after; // position of the chain's node behind this element; -1 at the chain's end
        std::int8_t sign;   // +1: the link points along the chain
    };
    std::vector<Superlink> superlinks;
    std::vector<Element> elements;
    std::int32_t blocks{};

    [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(node.size()); }
};

[[nodiscard]] Partition partition(Graph const& graph);

} // namespace saggar::detail
