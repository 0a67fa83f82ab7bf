// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// From lines of a drawing to a network: which ends are one node, which lines are cut where another one ends
// in their middle, and where what stands beside a line is tied to it. Lines that cross without an end there
// are not joined: one may pass under the other.

#include "saggar/network/geometry.hpp"

#include <cstdint>
#include <vector>

namespace saggar {

// A node that is there already.
struct DrawnNode {
    Point at;
    bool connected{false}; // something else reaches it: places may be tied to it though no line does
};

struct DrawnLine {
    std::vector<Point> points; // two or more
    bool may_be_cut{true};
    // Positions in Drawing::nodes where it begins and ends whatever the distance; -1: what its ends touch.
    std::int32_t from{-1};
    std::int32_t to{-1};
};

struct Drawing {
    std::vector<DrawnNode> nodes;
    std::vector<DrawnLine> lines;
    std::vector<Point> places; // of plants, consumers ...
    double join_m{1.0};        // ends, and ends and lines, nearer than this are one
    double snap_m{10.0};       // places are tied to a node, else to a line, within this
};

struct DrawnPiece {
    std::int32_t from{-1}; // positions in JoinedDrawing::nodes
    std::int32_t to{-1};
    std::vector<Point> points; // from node to node
    double share{1.0};         // of the line's drawn length
};

struct TiedPlace {
    std::int32_t node{-1}; // -1: nothing is near
    double distance_m{0.0};
};

struct JoinedDrawing {
    std::vector<DrawnNode> nodes; // those of the drawing, then those made; `connected` where a line reaches
    std::vector<std::vector<DrawnPiece>> pieces; // by line, from its start; empty: its ends are one node
    std::vector<TiedPlace> places;
};

// Nodes that were there are never made one. A place is tied to the nearest node within snap_m, else to the
// nearest line, which gets a node there.
[[nodiscard]] JoinedDrawing join_drawing(Drawing const& drawing);

} // namespace saggar
