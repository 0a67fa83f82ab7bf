// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where a new consumer can be tied into a network, and which way the branch takes to it: from the consumer
// straight to a street near by, along streets, to a pair of pipes that lies in or beside one. Where pipes
// pass nearer than any street, or no way along streets is found, the branch runs straight.

#include "saggar/network/geometry.hpp"
#include "saggar/network/project.hpp"
#include "saggar/network/street_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace saggar {

// What a branch can be tied into: places of pairs and of nodes.
struct TieInTargets {
    struct Line {
        std::int32_t pair; // position in Project::pipe_pairs
        std::int32_t from; // positions in Project::nodes
        std::int32_t to;
        std::vector<Point> points;
    };
    struct Node {
        std::int32_t node{-1}; // position in Project::nodes
        Point at;
    };
    std::vector<Line> lines;
    std::vector<Node> nodes;
};

// Every open pair whose nodes both have a position, and every node with a position that an open pair touches.
// `project` has passed `check`.
[[nodiscard]] TieInTargets tie_in_targets(Project const& project);

struct TieInOptions {
    StreetCosts street_costs;     // of the branch, per metre
    double off_street_per_m{1.0}; // likewise, where it leaves the streets
    double length_factor{1.0};    // real over drawn length of streets
    double snap_m{30.0};          // pipes nearer than this to a street are reached from it
    double apart_m{10.0};         // a tie-in nearer than this to a cheaper one is no alternative
};

struct TieIn {
    std::int32_t node{-1}; // position in Project::nodes; or
    std::int32_t pair{-1}; // position in Project::pipe_pairs, at
    double position{0.0};  // part of the pair's drawn length, from its `from`
    Point at;
    std::vector<Point> route;  // from `at` to the consumer, both included
    double hard_m{0.0};        // along streets of each surface, length factor applied, and from the last
    double soft_m{0.0};        // of them to the pipe
    double off_street_m{0.0};  // consumer to street, or straight to the pipe
    double cost{0.0};          // by TieInOptions
    bool along_streets{false}; // false: straight
    [[nodiscard]] double length_m() const { return hard_m + soft_m + off_street_m; }
};

class TieInSearch {
public:
    TieInSearch(std::vector<Street> const& streets, TieInTargets targets, TieInOptions const& options = {});
    ~TieInSearch();
    TieInSearch(TieInSearch&&) noexcept;
    TieInSearch& operator=(TieInSearch&&) noexcept;
    TieInSearch(TieInSearch const&) = delete;
    TieInSearch& operator=(TieInSearch const&) = delete;

    // Up to `count` tie-ins at different nodes or pairs with branches no longer than maximum_length_m,
    // cheapest first. Thread-safe.
    [[nodiscard]] std::vector<TieIn> cheapest(Point const& consumer, std::size_t count,
                                              double maximum_length_m) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Puts a node into a pair, at a part of its drawn length from `from` (0 < position < 1): the pair keeps its
// id and the part before the node, a new pair `id_behind` the part behind. Length, local losses and elevation
// are shared out in proportion, so that the network behaves as before; operating points that close the pair
// close both. The ids must be new. Returns the position of the new pair.
std::size_t split_pair(Project& project, std::size_t pair, double position, std::string node_id,
                       std::string id_behind);

} // namespace saggar
