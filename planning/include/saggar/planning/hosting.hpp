// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How much load the network can host, and where: of every node the largest load that could connect there
// today, without a larger pipe anywhere, and the limit that stops a larger one.
//
// A load is a substation at the node itself, not domestic (it takes its peak in full whenever anybody peaks),
// with a given return temperature and the project's limits for substations. Its size is its peak; at an
// operating point it takes load_factor of that, as all loads do. It fits where the full solver,
// at the point where connections are judged, finds no limit newly broken, none that was broken before made
// worse (by more than 1e-4 of the limit), and nobody short of heat who was not: the rule of study_connections
// (connection.hpp). Each capacity is bracketed by two solved states: one at the capacity, in which all is
// kept, and one at most 1 % above it, in which something is not. What comes between only decides how few
// solves that takes.
//
// One network carries a substation without demand at every node, so that it is built and analysed once; where
// streets tap pairs between their ends, a second one carries one at each of those places, pairs divided
// there. At a design point a node is judged on the way of the design envelope that its own way from the plant
// shares, on the design point itself and on those ways whose consumers come close to lacking pressure
// (docs/hosting.md says which); `every_way` judges the final value on all of them.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/tie_in.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class KeptWork;
class StateArchive;

// Between the ends of a pair.
struct PairPlace {
    std::int32_t pair{-1}; // position in Project::pipe_pairs
    double position{0.0};  // part of its length, from its `from`: above 0, below 1
};

// Of a street near enough for a branch (ConnectionSettings::maximum_branch_length_m): the tie-ins that
// `connect` would try from its middle, cheapest first.
struct StreetTieIns {
    std::size_t street{0}; // position in the list of streets
    std::vector<TieIn> ways;
};

struct HostingOptions {
    std::string operating_point;                // empty: where the project judges connections
    std::optional<double> return_temperature_c; // of the loads; absent: typical_return_temperature_c
    bool every_way{false};                      // final values held against the whole design envelope
    int threads{0};                             // 0: all cores
    KeptWork* kept{nullptr};                    // of places that are judged, some 60 neighbours in a piece
    std::vector<StreetTieIns> streets;          // for which taps are judged beside the nodes
};

// What stops a larger load.
enum class HostingBound : std::uint8_t {
    limit,    // a limit would be broken, or broken worse
    unserved, // somebody would be short of heat
    unsolved, // a larger load has no solution
    cut_off,  // no path to a pressure reference: nothing can connect
    none      // nothing, up to the largest load that was tried
};
[[nodiscard]] std::string_view to_string(HostingBound bound);

struct HostingValue {
    // Peak, too small by no more than 1 % or 100 W and never too large on what was solved (in meshes of
    // dwellings that is not every way: docs/hosting.md has figures); 0 where a limit that is broken
    // already leaves no more than a thousandth of what the network carries: that is the tolerance on it, and
    // no room.
    double capacity_w{0.0};
    HostingBound bound{HostingBound::none};
    std::optional<LimitKind> limit; // of HostingBound::limit
    std::string element;            // of the limit, or the substation that would be short
    double value{0.0};              // SI, at the capacity; of a substation that would be short: W unmet above
    double allowed{0.0};
    std::string design_consumer; // whose way carried its design flows then; empty: the point itself

    void keep(StateArchive& archive);
};

struct HostingNode {
    std::int32_t node{-1}; // position in Project::nodes
    HostingValue at;
    int solves{0};

    void keep(StateArchive& archive);
};

// Judged with the pair divided there: an element that binds is called as in the project, the place itself
// "PAIR@0.42".
struct HostingTap {
    PairPlace place;
    HostingValue at;
    int solves{0};
};

// A pair takes the smaller of what its two nodes host: in a tree a load between them burdens no pipe more
// than one at the end that is farther from the plant. (In a ring less may fit between: HostingTap.)
struct HostingPair {
    std::int32_t pair{-1};      // position in Project::pipe_pairs
    std::int32_t from_node{-1}; // the node that decides: position in HostingReport::nodes
};

struct HostingReport {
    bool base_converged{false};
    std::string diagnosis;            // of the network as it is, where that did not converge
    LimitReport base_limits;          // of the network as it is
    std::string operating_point;      // at which loads are judged, in words
    std::string named_point;          // its id in the project; empty: the design point
    double load_factor{1.0};          // of that point: what of its peak a load takes there
    double return_temperature_c{0.0}; // of the loads
    std::size_t points{0};            // of the design envelope; 1 where connections are not judged at one
    std::vector<HostingNode> nodes;   // that an open pair leads to, in the project's order
    std::vector<HostingPair> pairs;   // open ones, in the project's order
    // By pair and position, for each of HostingOptions::streets at most one: of the tie-ins between the ends
    // of pairs the one that promises most. None where the network with its pairs divided has no solution.
    std::vector<HostingTap> taps;
    long solves{0};      // in all
    bool stopped{false}; // before the last: nodes holds nothing then
};

// Called with how many nodes and taps are judged; returning false stops the study. Never by two threads at
// once.
using HostingProgress = std::function<bool(std::size_t done, std::size_t total)>;

// The id of the operating point that loads are judged at where `asked` is asked for; empty: the design point.
[[nodiscard]] std::string hosting_point(Project const& project, std::string const& asked);

// The peak-weighted mean return temperature of the project's substations that have one; 45 °C where none has.
[[nodiscard]] double typical_return_temperature_c(Network const& network);

// What the nodes, and the taps, of a group, of those that HostingOptions::kept keeps in pieces, are kept as.
[[nodiscard]] std::string hosting_piece(std::size_t group);
[[nodiscard]] std::string hosting_tap_piece(std::size_t group);

// Results do not depend on the number of threads, nor those of nodes and pairs on taps. Throws Error where
// the operating point is unknown, or no open pair leads anywhere.
[[nodiscard]] HostingReport study_hosting(std::shared_ptr<Network const> const& network,
                                          HostingOptions const& options = {},
                                          HostingProgress const& progress = {});

// At the operating point that study_hosting judges at when it is asked for this one: pairs that are shut
// there and nodes that no water reaches are no tie-ins.
[[nodiscard]] std::vector<StreetTieIns>
tie_ins_of_streets(Network const& network, std::vector<Street> const& streets, std::string const& asked = {});

// A street, and the best way to tie a load on it in.
struct HostingStreet {
    std::size_t street{0};       // position in the list of streets
    double branch_length_m{0.0}; // from its middle to the tie-in
    std::string tie_in;          // id of the node, or of the pair that is tapped
    // What decides: position in HostingReport::nodes, or in HostingReport::taps.
    std::int32_t node{-1};
    std::int32_t tap{-1};
    double capacity_w{0.0}; // of the tie-in, but no more than the largest branch carries
    bool bound_by_branch{false};
};
[[nodiscard]] HostingValue const& value_of(HostingReport const& report, HostingStreet const& street);

// Of each street of `tie_ins` the one that hosts most, of nodes and of taps that were judged (the cheaper one
// where a tap and another differ by no more than the resolution of values); where there is
// none, a pair that is tapped counts with its own value, of its worse end. largest_branch_w limits it to the
// peak at whose load there the largest pipe of the family that branches are sized from is full; friction
// along the branch is left to `connect`.
[[nodiscard]] std::vector<HostingStreet> hosting_of_streets(Network const& network,
                                                            std::vector<StreetTieIns> const& tie_ins,
                                                            HostingReport const& report);

// What the largest pipe of the project's branch family carries within the limits of velocity and gradient,
// between the plants' supply temperature and the load's return; nothing where no family is named.
[[nodiscard]] std::optional<double> largest_branch_w(Network const& network, double return_temperature_c);

} // namespace saggar
