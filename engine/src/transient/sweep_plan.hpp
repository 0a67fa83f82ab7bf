// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which member of a team visits which nodes of a network, in the order of the flow. A member waits where
// water comes from a node that another one has not visited yet, so that every node finds what it would find
// if one went through all of them. Plans are found by playing the sweep with a unit of time a link: whoever
// is done goes on downstream, and takes the largest part that is ready from another one where nothing is left
// to him (work stealing; Blumofe & Leiserson, J. ACM 46, 1999).

#include "steady/flow_order.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace saggar::detail {

class SweepPlan {
public:
    // Places of the order: one node, or a knot.
    struct Stop {
        std::int32_t begin{0};
        std::int32_t end{0};
    };
    // Of the nodes that are `chosen` (by node; 0 or 1) as `value`. None of the others comes downstream of one
    // of these and upstream of another.
    void make(FlowOrder const& order, std::span<std::uint8_t const> chosen, std::uint8_t value, int members);
    [[nodiscard]] std::span<Stop const> of(int member) const {
        return stops_[static_cast<std::size_t>(member)];
    }
    // For who goes alone.
    [[nodiscard]] std::span<Stop const> all() const { return all_; }

private:
    void find_stops(FlowOrder const& order, std::span<std::uint8_t const> chosen, std::uint8_t value);
    void find_ways(FlowOrder const& order);
    void play();

    std::vector<std::vector<Stop>> stops_; // by member
    // By stop, in the order of the flow.
    std::vector<Stop> all_;
    std::vector<double> takes_;    // time
    std::vector<double> leads_to_; // time of all that is downstream, shared among those that lead there
    std::vector<std::int32_t> pending_;
    std::vector<std::int32_t> next_begin_, next_; // stops downstream
    std::vector<double> ready_;                   // when
    std::vector<std::int32_t> stop_of_;           // by node; -1: not chosen
    std::vector<std::deque<std::int32_t>> queue_; // by member: ready, the one to take next at the end
};

} // namespace saggar::detail
