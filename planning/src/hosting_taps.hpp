// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where streets tap pairs between their ends, and the network with a node there.

#include "saggar/network/project.hpp"
#include "saggar/planning/hosting.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

// What of a report says how much a tie-in hosts. `report` lists nodes and pairs, and stays.
class HostedTieIns {
public:
    HostedTieIns(HostingReport const& report, Project const& project);

    // Positions in HostingReport::nodes and taps; -1: it is none, or was not judged.
    [[nodiscard]] std::int32_t node(TieIn const& way) const;
    [[nodiscard]] std::int32_t tap(TieIn const& way) const;
    // Likewise, of a pair the node whose value is its own.
    [[nodiscard]] std::int32_t worse_end(TieIn const& way) const;
    // What a place of a pair will host, W, if the inverse grows or falls in a straight line from end to end,
    // as the share of a load does that a pipe of a ring carries; where the pair itself is full first, what
    // its worse end hosts. Infinite: nothing binds. No result.
    [[nodiscard]] double foretold_w(PairPlace const& place) const;
    [[nodiscard]] double length_of(std::int32_t pair) const; // as it is drawn, m

private:
    [[nodiscard]] double inverse_at(std::string const& node) const;

    HostingReport const& report_;
    Project const& project_;
    std::unordered_map<std::int32_t, std::int32_t> by_node_;
    std::unordered_map<std::int32_t, std::int32_t> by_pair_;
    std::unordered_map<std::string_view, std::int32_t> by_id_;
    std::unordered_map<std::int32_t, double> length_of_;
};

// Of each street the tie-in between the ends of a pair that is foretold to host most (of those that carry all
// that a branch of `branch_w` does: the cheapest); none where a node carries all that. By pair and position;
// those nearer to each other than 1 m are one. (A tie-in nearer than 1 m to the end of a pair is one at the
// node.)
[[nodiscard]] std::vector<PairPlace> tapped_places(HostedTieIns const& known, HostingReport const& report,
                                                   std::vector<StreetTieIns> const& streets,
                                                   std::optional<double> const& branch_w);

struct TappedProject {
    Project project;                 // the pairs divided, which changes nothing else (split_pair)
    std::vector<std::int32_t> nodes; // one for each place, in their order
    // Of pieces of pairs, which are new pairs: the pair that each was cut from.
    std::unordered_map<std::string, std::string> cut_from;

    // "PAIR:supply" of a piece of that pair; other ids as they are.
    [[nodiscard]] std::string uncut(std::string const& id) const;
};

// A node is called "PAIR@0.42" after the pair and the part of its length, with more digits where that is
// taken. `places` are sorted by pair and position, no two at the same spot.
[[nodiscard]] TappedProject tapped_project(Project const& present, std::vector<PairPlace> const& places);

// The peak at whose load the largest branch is full at the point that `report` is of; nothing: none is.
[[nodiscard]] std::optional<double> branch_peak_w(Network const& network, HostingReport const& report);

} // namespace saggar::detail
