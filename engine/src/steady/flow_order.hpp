// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The nodes of a network in the order in which water reaches them. A link hands on what enters it unless it
// cuts: what leaves a plant, or a substation that holds its return temperature, does not depend on what
// enters. Water that runs in a circle without a cut (round a pump, through a plant that it flows through
// backwards) has no order: such knots, strongly connected components (Tarjan, SIAM J. Comput. 1, 1972), come
// as blocks of several nodes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace saggar {
class StateArchive;
}

namespace saggar::detail {

class FlowOrder {
public:
    // `late`: per node, 1 where its water should be looked at after all other's (return lines, whose pipes
    // see the supply line beside them). Links from `from` to `to`.
    FlowOrder(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
              std::span<std::uint8_t const> late);

    // Takes the directions of flow; flows smaller than `smallest_kg_s` count as none. `cuts[link]`: the
    // outlet does not depend on the inlet. Does nothing where no direction changed; returns whether one did.
    bool set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                  double smallest_kg_s);

    // -1, 0 or 1 per link: against, none, along.
    [[nodiscard]] std::span<std::int8_t const> direction() const { return direction_; }
    // As they were given last.
    [[nodiscard]] std::span<std::uint8_t const> cuts() const { return cuts_; }
    // Node that water enters the link from; the `from` node where nothing flows.
    [[nodiscard]] std::int32_t upstream(std::size_t link) const {
        return direction_[link] < 0 ? to_[link] : from_[link];
    }
    // Nodes in the order of the flow, and for each the links that bring water: node k of the order has the
    // slots begin(k) to begin(k + 1).
    [[nodiscard]] std::span<std::int32_t const> nodes() const { return order_; }
    [[nodiscard]] std::int32_t begin(std::size_t k) const { return slot_begin_[k]; }
    [[nodiscard]] std::span<std::int32_t const> slot_link() const { return slot_link_; }
    [[nodiscard]] std::span<std::int32_t const> slot_upstream() const { return slot_upstream_; }
    // Knots, as ranges of the order: nodes [first, second).
    [[nodiscard]] std::span<std::pair<std::int32_t, std::int32_t> const> knots() const { return knots_; }
    [[nodiscard]] int orderings() const { return orderings_; }

    // The directions; the order follows from them.
    void keep(StateArchive& archive);

private:
    void order();
    void order_circles();
    void fill_slots();
    [[nodiscard]] std::size_t downstream(std::size_t link) const {
        return static_cast<std::size_t>(direction_[link] > 0 ? to_[link] : from_[link]);
    }

    std::vector<std::int32_t> from_;
    std::vector<std::int32_t> to_;
    std::vector<std::uint8_t> late_;
    std::vector<std::int8_t> direction_;
    std::vector<std::uint8_t> cuts_;
    bool ordered_{false};
    int orderings_{0};
    std::vector<std::int32_t> order_;
    std::vector<std::int32_t> slot_begin_;
    std::vector<std::int32_t> slot_link_;
    std::vector<std::int32_t> slot_upstream_;
    std::vector<std::pair<std::int32_t, std::int32_t>> knots_;
    // scratch
    std::vector<std::int32_t> waiting_; // links that have not brought their water yet; -1: in the order
    std::vector<std::int32_t> out_start_;
    std::vector<std::int32_t> out_link_;
    std::vector<std::int32_t> place_;
    std::vector<std::int32_t> stack_;
    std::vector<std::int32_t> found_;
    std::vector<std::int32_t> lowest_;
    std::vector<std::int32_t> next_out_;
};

} // namespace saggar::detail
