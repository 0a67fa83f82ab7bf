// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "steady/flow_order.hpp"

#include "saggar/engine/transient/transient_heat.hpp"

#include <span>
#include <vector>

namespace saggar {

struct TransientHeat::State {
    // Pieces of a node in `pieces`.
    struct Range {
        std::uint32_t begin{0};
        std::uint32_t count{0};
    };
    // One of the waters that meet in a node.
    struct Stream {
        double mass_flow_kg_s;
        std::span<HeatPiece const> history;
    };

    Fluid fluid;
    TransientHeatOptions options;
    // Nodes and links have places of their own here, neighbours in the network near each other in memory: a
    // step then finds what it needs next in the cache. By the caller's number:
    std::vector<std::int32_t> place_of_node, place_of_link;
    std::vector<std::int32_t> node_at, link_at; // the caller's number, by place
    std::vector<std::int32_t> from, to;
    std::vector<std::int32_t> pipe_of; // -1: holds no water
    PlugFlowPipes pipes;
    detail::FlowOrder order;
    std::vector<std::int32_t> beside_begin, beside; // links at each node

    // What a step needs of a node: together, since it is looked at once.
    struct Node {
        Range range;                   // of the last step
        double mean_heat_j_kg{0.0};    // of the last step; meaningful where there are pieces
        double last_heat_j_kg{0.0};    // the latest that passed
        double balance_kg_s{0.0};      // what links take beyond what they bring
        double arriving_kg_s{0.0};     // what they bring
        double outside_heat_j_kg{0.0}; // of what may enter there from outside
    };

    // Of the last step.
    std::vector<HeatPiece> pieces;
    std::vector<Node> nodes;
    std::vector<double> added_j;     // by link
    std::vector<double> under_way_j; // by link: what it still owes to its outlet
    bool owes{false};                // any of them
    double stored_j{0.0};            // in water, walls and under way
    double last_duration_s{1.0};
    double tolerance_j_kg{0.0};

    // The step's columns by place.
    std::vector<double> flow_kg_s, conductance_w_mk, ambient_c, rule_value, limit_c, largest_flow_kg_s;
    std::vector<LinkRule> rule;

    // The step being taken.
    HeatStep current;
    HeatLedger book;
    bool under_way{false};             // begun and not finished
    std::vector<std::uint8_t> reached; // by node: what arrives there is known
    std::vector<std::uint8_t> wanted;  // by node: on the way to what is asked for
    // What `wanted` was found for.
    struct {
        int ordering{-1};
        std::vector<std::uint8_t> asked, cuts;
    } wanted_for;

    // Scratch.
    std::vector<std::uint8_t> cuts;
    std::vector<HeatHistory> arriving; // one for each link that brings water to a node
    std::vector<Stream> streams;
    std::vector<double> more_kg_s;         // by node
    std::vector<ExpectedPassage> expected; // by node
    HeatHistory mixed;
    std::vector<HeatPiece> changed;       // a history before it enters a link
    std::vector<std::int32_t> knot_place; // by node: place in the knot being solved, or -1
    struct Knot;

    [[nodiscard]] std::span<HeatPiece const> history(std::size_t node) const {
        return std::span{pieces}.subspan(nodes[node].range.begin, nodes[node].range.count);
    }
    // Brings the caller's columns in order; the temperatures of what enters into `outside_heat_j_kg`.
    [[nodiscard]] HeatStep in_order(HeatStep const& given);
    // What is expected to leave the link of a slot, towards `node`.
    [[nodiscard]] ExpectedPassage expected_from(std::size_t slot, std::size_t node, HeatStep const& given,
                                                double mass_flow_kg_s,
                                                std::span<double const> node_temperature_c) const;
    // Sends a history through a link.
    void send(std::size_t link, HeatStep const& step, double duration_s, std::span<HeatPiece const> entering,
              HeatHistory& leaving, HeatLedger& ledger);
    // Of a link that cools what passes it: by how much, J/kg, where its limit does not leave less.
    [[nodiscard]] static double drop_j_kg(std::size_t link, HeatStep const& step, double limit_j_kg,
                                          std::span<HeatPiece const> entering);
    // Adds to a history what the link owes.
    std::span<HeatPiece const> with_debt(std::size_t link, double mass_kg,
                                         std::span<HeatPiece const> entering);
    // What `streams` come to, instant by instant.
    void mix(std::size_t node, HeatHistory& out);
    // Asks the memory for the pipes that come next.
    void look_ahead(std::size_t slot) const;
    void visit(std::size_t k, HeatStep const& step, HeatLedger& ledger);
    // Nodes in the order of the flow that are not reached yet; `all`, or those wanted.
    void go_through(bool all);
    void find_wanted(std::span<std::uint8_t const> asked);
    // TransientHeat::expect, of flows; on the way that was found last.
    void carry(std::span<std::uint8_t const> asked, std::span<double const> taken_kg_s,
               std::span<double> mass_flow_kg_s);
    void visit_knot(std::size_t first, std::size_t last, HeatStep const& step, HeatLedger& ledger);
    void keep(std::size_t node, std::span<HeatPiece const> history);
    [[nodiscard]] bool enters_from_outside(std::size_t node) const {
        // Below a millionth of the flow it is what the hydraulic solution left unbalanced.
        constexpr double unbalanced = 1e-6;
        return nodes[node].balance_kg_s > unbalanced * nodes[node].arriving_kg_s;
    }
    void close_books(HeatStep const& step, HeatLedger& ledger) const;
    void stand_still(HeatStep const& step, HeatLedger& ledger);
    [[nodiscard]] double standing_c(std::size_t node) const;
    [[nodiscard]] double temperature_c(std::size_t node) const;
    [[nodiscard]] double owed_j() const;
};

} // namespace saggar
