// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Streets as a graph along which pipes can be laid: every straight piece of a street is an edge. Streets meet
// where points of theirs coincide, or where the end of one touches another; streets that merely cross (a
// bridge) do not. Not thread-safe while it is being split; reading is.

#include "saggar/network/components.hpp"
#include "saggar/network/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace saggar {

struct Street {
    std::vector<Point> line;
    Surface surface{Surface::hard};
};

// Cost of a metre of street, in any unit; at least 0.
struct StreetCosts {
    double hard_per_m{1.0};
    double soft_per_m{1.0};
    [[nodiscard]] double per_m(Surface surface) const {
        return surface == Surface::hard ? hard_per_m : soft_per_m;
    }
};

class StreetGraph {
public:
    struct Edge {
        std::int32_t a;
        std::int32_t b;
        double length_m; // as drawn
        Surface surface;
    };
    // A place on an edge.
    struct Place {
        std::int32_t edge{-1};
        double fraction{0.0}; // from a to b
        Point at;
        double distance_m{0.0}; // from where it was looked for
    };

    // Points nearer to each other than join_m are one vertex. Pieces without length are left out. What is
    // drawn more than once, wholly or in part, counts once, with the surface that is given first.
    explicit StreetGraph(std::vector<Street> const& streets, double join_m = 0.5);
    ~StreetGraph();
    StreetGraph(StreetGraph&&) noexcept;
    StreetGraph& operator=(StreetGraph&&) noexcept;
    StreetGraph(StreetGraph const&) = delete;
    StreetGraph& operator=(StreetGraph const&) = delete;

    [[nodiscard]] std::span<Point const> vertices() const;
    [[nodiscard]] std::span<Edge const> edges() const;

    // The nearest places on up to `count` different edges no farther than within_m, nearest first.
    [[nodiscard]] std::vector<Place> nearest(Point const& from, std::size_t count, double within_m) const;

    // Edges whose bounding box meets that of the line from a to b, in ascending order.
    [[nodiscard]] std::vector<std::int32_t> edges_near(Point const& a, Point const& b) const;

    // Puts a vertex at `fraction` of an edge. The edge keeps its number and its part before the vertex; the
    // part behind becomes a new edge, the last one. At an end of the edge (nearer than join_m) that end is
    // taken and nothing changes.
    struct Split {
        std::int32_t vertex;
        std::int32_t edge_behind; // -1: nothing was split
    };
    Split split(std::int32_t edge, double fraction);

    // Cheapest paths from several vertices, each entered at a cost, to all others that cost no more than
    // `limit` (Dijkstra).
    struct Start {
        std::int32_t vertex;
        double cost;
    };
    struct Paths {
        std::vector<double> cost;             // infinity: not reached
        std::vector<std::int32_t> previous;   // vertex before; -1 at a start and where not reached
        std::vector<std::int32_t> along;      // edge to the vertex before
        std::vector<std::int32_t> from_start; // which start; -1 where not reached
    };
    [[nodiscard]] Paths cheapest_paths(std::span<Start const> starts, StreetCosts const& costs,
                                       double limit) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar
