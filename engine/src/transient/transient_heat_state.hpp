// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "sweep_plan.hpp"

#include "steady/flow_order.hpp"

#include "saggar/engine/team.hpp"
#include "saggar/engine/transient/transient_heat.hpp"

#include <algorithm>
#include <atomic>
#include <span>
#include <vector>

namespace saggar {

// Histories that lie where they were put until all are cleared away.
class PieceStore {
public:
    [[nodiscard]] std::span<HeatPiece const> put(std::span<HeatPiece const> history) {
        while (block_ < blocks_.size() && blocks_[block_].size() - used_ < history.size()) {
            ++block_;
            used_ = 0;
        }
        if (block_ == blocks_.size()) {
            blocks_.emplace_back(std::max(least_block, history.size()));
        }
        std::span<HeatPiece> const place = std::span{blocks_[block_]}.subspan(used_, history.size());
        std::ranges::copy(history, place.begin());
        used_ += history.size();
        return place;
    }
    void clear() {
        block_ = 0;
        used_ = 0;
    }

private:
    static constexpr std::size_t least_block = 4096;
    std::vector<std::vector<HeatPiece>> blocks_;
    std::size_t block_{0};
    std::size_t used_{0};
};

struct TransientHeat::State {
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
        std::span<HeatPiece const> passes; // in the last step; empty where nothing does
        double mean_heat_j_kg{0.0};        // of that
        double last_heat_j_kg{0.0};        // the latest that passed
        double balance_kg_s{0.0};          // what links take beyond what they bring
        double arriving_kg_s{0.0};         // what they bring
        double outside_heat_j_kg{0.0};     // of what may enter there from outside
    };

    // Of the last step.
    std::vector<Node> nodes;
    std::vector<double> added_j;     // by link
    std::vector<double> lost_j;      // by link, of what flows
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
    bool rest_only{false};             // begun with what was wanted
    std::vector<std::uint8_t> reached; // by node: what arrives there is known; where a team works, atomic
    std::vector<std::uint8_t> wanted;  // by node: on the way to what is asked for
    std::vector<std::uint8_t> none;    // by node: 0
    // What `wanted` was found for.
    struct {
        int ordering{-1};
        std::vector<std::uint8_t> asked, cuts;
    } wanted_for;
    // Who visits the nodes that are wanted, and who the rest; found for an order of the flow (-1: for none).
    detail::SweepPlan plan_of_wanted, plan_of_rest;
    int rest_planned_for{-1};
    bool rest_is_all{false};

    // What each member of the team works with.
    struct Lane {
        std::vector<HeatHistory> arriving; // one for each link that brings water to a node
        std::vector<Stream> streams;
        HeatHistory mixed;
        std::vector<HeatPiece> changed; // a history before it enters a link
        PieceStore pieces;
        PlugFlowPipes::Scratch pipes;
    };
    std::vector<Lane> lanes;
    std::uint8_t given_up{0}; // a member has thrown; where a team works, atomic

    // Scratch.
    std::vector<std::uint8_t> cuts;
    std::vector<double> more_kg_s;         // by node
    std::vector<ExpectedPassage> expected; // by node
    std::vector<std::int32_t> knot_place;  // by node: place in the knot being solved, or -1
    struct Knot;

    [[nodiscard]] int members() const { return static_cast<int>(lanes.size()); }
    // sweep(stops, i, lane) for the stops of a plan, one after the other by each member, each after what is
    // upstream of it.
    template <class Sweep>
    void go_along(detail::SweepPlan const& plan, Sweep const& sweep) {
        if (!options.team || !options.team->together()) {
            auto const stops = plan.all();
            for (std::size_t i = 0; i < stops.size(); ++i) {
                sweep(stops, i, lanes.front());
                mark_reached(stops[i]);
            }
            return;
        }
        given_up = 0;
        options.team->run([&](int member) {
            auto const stops = plan.of(member);
            try {
                for (std::size_t i = 0; i < stops.size() && wait_for_upstream(stops[i], member); ++i) {
                    sweep(stops, i, lanes[static_cast<std::size_t>(member)]);
                    mark_reached(stops[i]);
                }
            } catch (...) { // whoever waits for this one need not
                std::atomic_ref<std::uint8_t>{given_up} = 1;
                throw;
            }
        });
    }
    // False where that will not come, since another member has given up.
    [[nodiscard]] bool wait_for_upstream(detail::SweepPlan::Stop const& stop, int member);
    void mark_reached(detail::SweepPlan::Stop const& stop);
    // work(part, begin, end) for as many parts of all pipes as there are members.
    template <class Work>
    void each_part_of_pipes(Work const& work) const {
        auto const parts = static_cast<std::size_t>(members());
        auto const one = [&](int member) {
            auto const part = static_cast<std::size_t>(member);
            work(part, pipes.size() * part / parts, pipes.size() * (part + 1) / parts);
        };
        parts == 1 ? one(0) : options.team->run(one);
    }
    // Brings the caller's columns in order; the temperatures of what enters into `outside_heat_j_kg`.
    [[nodiscard]] HeatStep in_order(HeatStep const& given);
    void take_in_order(HeatStep const& given, std::size_t begin, std::size_t end);
    // What is expected to leave the link of a slot, towards `node`.
    [[nodiscard]] ExpectedPassage expected_from(std::size_t slot, std::size_t node, HeatStep const& given,
                                                double mass_flow_kg_s,
                                                std::span<double const> node_temperature_c) const;
    // Sends a history through a link; adds what a pipe loses.
    void send(std::size_t link, HeatStep const& step, double duration_s, std::span<HeatPiece const> entering,
              HeatHistory& leaving, Lane& lane, double& loses_j);
    // Of a link that cools what passes it: by how much, J/kg, where its limit does not leave less.
    [[nodiscard]] static double drop_j_kg(std::size_t link, HeatStep const& step, double limit_j_kg,
                                          std::span<HeatPiece const> entering);
    // Adds to a history what the link owes.
    std::span<HeatPiece const> with_debt(std::size_t link, double mass_kg,
                                         std::span<HeatPiece const> entering, Lane& lane);
    // What the lane's `streams` come to, instant by instant.
    void mix(std::size_t node, Lane& lane, HeatHistory& out);
    // Asks the memory for the pipes that come next.
    void look_ahead(std::span<detail::SweepPlan::Stop const> next) const;
    void visit(std::size_t k, HeatStep const& step, Lane& lane);
    void go_through(detail::SweepPlan const& plan);
    void find_wanted(std::span<std::uint8_t const> asked);
    // TransientHeat::expect, of flows; on the way that was found last.
    void carry(std::span<std::uint8_t const> asked, std::span<double const> taken_kg_s,
               std::span<double> mass_flow_kg_s);
    void visit_knot(std::size_t first, std::size_t last, HeatStep const& step, Lane& lane);
    void keep(std::size_t node, std::span<HeatPiece const> history, Lane& lane);
    [[nodiscard]] bool enters_from_outside(std::size_t node) const {
        // Below a millionth of the flow it is what the hydraulic solution left unbalanced.
        constexpr double unbalanced = 1e-6;
        return nodes[node].balance_kg_s > unbalanced * nodes[node].arriving_kg_s;
    }
    void close_books(HeatStep const& step, HeatLedger& ledger) const;
    void stand_still(HeatStep const& step, HeatLedger& ledger);
    void plan_rest(bool all);
    // TransientHeat::expect, of one place of the order.
    void expect_at(std::size_t k, HeatStep const& given, std::span<double const> mass_flow_kg_s,
                   std::span<double> node_temperature_c);
    // Histories of all nodes one after the other, as long as `count` says.
    void take_histories(std::span<std::uint32_t const> count, std::span<HeatPiece const> pieces);
    [[nodiscard]] double standing_c(std::size_t node) const;
    [[nodiscard]] double temperature_c(std::size_t node) const;
    [[nodiscard]] double owed_j() const;
};

} // namespace saggar
