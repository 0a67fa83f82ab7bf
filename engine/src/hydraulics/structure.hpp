// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Everything about a network that does not change with the operating point, for one set of links that respond
// to pressure ("in the graph"): the partition, the reduced system's factor pattern, and flat index arrays in
// the order in which the solver streams through them. Elements are oriented along their chain, or down their
// bridge.

#include "hydraulics/partition.hpp"
#include "hydraulics/symmetric_factor.hpp"
#include "physics/friction_kernels.hpp"
#include "saggar/engine/hydraulics/links.hpp"
#include "saggar/engine/hydraulics/solver.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace saggar::detail {

// Plain pipes stand in slots of columns: those of blocks first, padded, then those of bridges, padded.
struct PipeSlots {
    std::vector<std::int32_t> link;     // -1: padding
    std::vector<std::int32_t> any_link; // the same, padding standing for link 0
    std::vector<double> sign;           // +1: the link points along the chain, or down
    std::vector<double> rise_m;         // sign (z(from) - z(to))
    std::vector<double> rough;
    std::vector<double> guess;              // Pa s/kg: a slope to start from
    std::vector<double> reynolds_viscosity; // as in FrictionGeometry
    std::vector<double> friction_density;
    std::vector<double> local_density;
    std::vector<std::int32_t> after;           // blocks: position of the chain's node behind it, or -1
    std::int32_t core{};                       // slots of blocks, with padding
    std::int32_t bridges_end{};                // end of the slots of bridges, without padding
    std::vector<std::int32_t> bridge_position; // lower end, by slot - core

    [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(link.size()); }
};

// Superlinks [first, first + count) of plain pipes only, `pipes` of them each; pipe k of superlink first + i
// stands in slot first_slot + k count + i, so that whole classes are evaluated by straight loops.
struct ChainClass {
    std::int32_t pipes;
    std::int32_t first;
    std::int32_t count;
    std::int32_t first_slot;
};

// Links of any other law.
struct Other {
    std::int32_t link;
    std::int32_t superlink; // -1: a bridge
    std::int32_t position;  // of a bridge's lower end
    double sign;
    double rise_m;
};

// Superlinks that hold others: walked element by element where node pressures or offsets are wanted.
struct MixedChain {
    std::int32_t superlink;
    std::int32_t first; // mixed_elements [first, last)
    std::int32_t last;
};
struct MixedElement {
    std::int32_t slot;  // of a pipe, or -1
    std::int32_t other; // or -1
    std::int32_t after;
};

// An element that ends at a fixed node: its driving pressure includes that node's.
struct FixedEnd {
    std::int32_t fixed; // position in HydraulicNodes::fixed
    std::int32_t slot;  // of a pipe, or -1
    std::int32_t other; // or -1
    double sign;
};

// Where a regulator measures: a node's place in the reduced system, or a fixed node.
struct Sensor {
    std::int32_t place{-1};
    std::int32_t fixed{-1};
    double sign{0.0};
};
struct Regulator {
    std::int32_t other{-1};
    Sensor plus;
    Sensor minus;
    double direction{1.0}; // +1: throttling lowers what it holds
};

// A link whose flow is given: fixed, or limited and taken to be at its limit.
struct FlowLink {
    std::int32_t link;
    std::int32_t from; // node positions
    std::int32_t to;
};
// A link without flow.
struct IdleLink {
    std::int32_t link;
    LinkStatus status;
};

// What a link is taken for in one structure.
enum class LinkRole : std::uint8_t {
    flow,    // its flow is given, or taken to be at its limit
    graph,   // responds to pressure
    closed,  // carries nothing: shut by the user
    blocked, // carries nothing: shut by the water, with what lies behind it cut off
};

struct Structure {
    std::vector<LinkRole> roles; // per link
    std::vector<FlowLink> flow_links;
    std::vector<IdleLink> idle_links;
    std::vector<std::int32_t> cut_off_nodes;
    double typical_slope{}; // Pa s/kg of the pipes in blocks; 0 if there are none
    Partition partition;
    FactorPattern factor;
    HydraulicStructure figures;

    PipeSlots pipes;
    std::vector<Other> others; // those of blocks first
    std::int32_t core_others{};
    std::vector<ChainClass> classes;
    std::vector<MixedChain> mixed;
    std::vector<MixedElement> mixed_elements;
    std::vector<FixedEnd> fixed_ends;
    std::vector<Regulator> regulators;

    // Superlinks: places of their ends in the reduced vectors (ground: unknowns), slots in the matrix.
    std::int32_t superlinks{};
    std::int32_t pure_superlinks{}; // of the classes; the mixed ones follow
    std::vector<std::int32_t> start_place;
    std::vector<std::int32_t> end_place;
    std::vector<std::int32_t> start_slot;
    std::vector<std::int32_t> end_slot;
    std::vector<std::int32_t> cross_slot;
    std::vector<std::int32_t> block;
    std::vector<double> links; // number of links in it

    std::vector<std::int32_t> place_position; // unknown's place -> node position
    bool level{true};                         // no element rises

    [[nodiscard]] std::int32_t unknowns() const { return factor.size(); }
};

// What the solver knows of its pipes, per link.
struct PipeTable {
    std::vector<FrictionGeometry> geometry;
    std::vector<double> guess;
};

[[nodiscard]] std::shared_ptr<Structure const> build_structure(HydraulicNodes const& nodes,
                                                               HydraulicLinks const& links,
                                                               PipeTable const& pipes,
                                                               std::vector<LinkRole> roles);

} // namespace saggar::detail
