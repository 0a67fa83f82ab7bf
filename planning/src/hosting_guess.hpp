// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where the search for a node's largest load begins, and in which order nodes are taken: from the flows of
// the solved network alone, as if it were a tree. A start, never a result.

#include "hosting_network.hpp"
#include "hosting_ways.hpp"

#include "saggar/planning/hosting.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace saggar::detail {

// Places so that those behind each other stand beside each other.
[[nodiscard]] std::vector<std::size_t> order_of_places(HostingNetwork const& made, UpstreamTree const& tree);

// Of each place the next one upstream, by position; -1: there is none.
struct PlaceBefore {
    std::int32_t place{-1};
    double length_m{0.0}; // of the pipes between
};

// What all guesses rest on.
struct GuessBasis {
    HostingNetwork const& made;
    SteadyState const& state;
    UpstreamTree tree;
    std::vector<PlaceBefore> before; // of places
    // Of pipes: the largest flow within the limits of velocity and gradient as a supply line and as a return
    // line.
    std::vector<double> most_supply_kg_s;
    std::vector<double> most_return_kg_s;
};
[[nodiscard]] GuessBasis guess_basis(HostingNetwork const& made, Fluid const& fluid,
                                     SteadyState const& state);

// The load at which a pipe on the way reaches its velocity or gradient, the place runs out of pressure, or
// the plants that follow the load out of heat: whichever comes first, W.
[[nodiscard]] double guessed_capacity_w(GuessBasis const& basis, std::size_t place);

// Guesses of one group of neighbours, each corrected by what was found at those before it.
//
// Where the same pipe binds at two places one behind the other, its share of the load grows or falls in a
// straight line along the street (of a loop that two ways feed), and with it the inverse of the capacity.
class NeighbourGuess {
public:
    explicit NeighbourGuess(GuessBasis const& basis) : basis_{basis} {}

    // Where the first limit is used up, W.
    [[nodiscard]] double root_w(std::size_t place);
    // `root_w`: where that was found to be; 0: nothing can connect.
    void learn(std::size_t place, HostingValue const& bound, double root_w);

private:
    struct Known {
        double alone_w{0.0}; // guessed_capacity_w
        double root_w{0.0};
        HostingValue bound;
    };
    [[nodiscard]] Known const* known(std::int32_t place) const;

    GuessBasis const& basis_;
    std::map<std::int32_t, Known> known_;
    double alone_w_{0.0};                  // of the last place that was asked for
    bool own_pipe_{false};                 // it is a pipe since the place before that seems to bind there
    double correction_{1.0};               // of a guess, as the last one was corrected
    std::optional<double> own_correction_; // likewise, the last with own_pipe_
};

} // namespace saggar::detail
