// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "flow_order.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

FlowOrder::FlowOrder(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
                     std::span<std::uint8_t const> late)
    : from_(from.begin(), from.end()),
      to_(to.begin(), to.end()),
      late_(late.begin(), late.end()),
      direction_(from.size(), 0),
      cuts_(from.size(), 0),
      slot_begin_(late.size() + 1),
      slot_link_(from.size()),
      slot_upstream_(from.size()),
      waiting_(late.size()),
      out_start_(late.size() + 1),
      out_link_(from.size()),
      place_(late.size()) {
    order_.reserve(late.size());
    stack_.reserve(late.size());
}

bool FlowOrder::set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                         double smallest_kg_s) {
    int differ = 0;
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        double const m = mass_flow_kg_s[link];
        auto const direction =
            static_cast<std::int8_t>((m > smallest_kg_s ? 1 : 0) - (m < -smallest_kg_s ? 1 : 0));
        differ |= (direction ^ direction_[link]) | (cuts[link] ^ cuts_[link]);
        direction_[link] = direction;
        cuts_[link] = cuts[link];
    }
    bool const changed = differ != 0 || !ordered_;
    if (changed) {
        order();
    }
    return changed;
}

void FlowOrder::keep(StateArchive& archive) {
    archive.section("flow order");
    archive(direction_, cuts_, ordered_, orderings_);
    if (archive.restores() && ordered_) {
        order();
        --orderings_;
    }
}

void FlowOrder::order() {
    ++orderings_;
    ordered_ = true;
    std::size_t const nodes = late_.size();
    std::fill(out_start_.begin(), out_start_.end(), 0);
    std::fill(waiting_.begin(), waiting_.end(), 0);
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0 && cuts_[link] == 0) {
            ++out_start_[static_cast<std::size_t>(upstream(link)) + 1];
            ++waiting_[downstream(link)];
        }
    }
    for (std::size_t node = 0; node < nodes; ++node) {
        out_start_[node + 1] += out_start_[node];
    }
    std::copy_n(out_start_.begin(), nodes, place_.begin());
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0 && cuts_[link] == 0) {
            out_link_[static_cast<std::size_t>(place_[static_cast<std::size_t>(upstream(link))]++)] =
                static_cast<std::int32_t>(link);
        }
    }
    // Kahn's algorithm, as near to the network's own numbering as the flow allows: what a pass reads for
    // nodes that follow each other lies near each other then.
    order_.clear();
    knots_.clear();
    stack_.clear();
    for (int const turn : {0, 1}) {
        for (std::size_t root = 0; root < nodes; ++root) {
            if (waiting_[root] != 0 || late_[root] != turn) {
                continue;
            }
            waiting_[root] = -1;
            stack_.push_back(static_cast<std::int32_t>(root));
            while (!stack_.empty()) {
                auto const node = static_cast<std::size_t>(stack_.back());
                stack_.pop_back();
                order_.push_back(static_cast<std::int32_t>(node));
                for (auto slot = static_cast<std::size_t>(out_start_[node]);
                     slot < static_cast<std::size_t>(out_start_[node + 1]); ++slot) {
                    std::size_t const down = downstream(static_cast<std::size_t>(out_link_[slot]));
                    bool const comes_later = late_[down] > turn || (late_[down] == turn && down > root);
                    if (--waiting_[down] == 0 && !comes_later) {
                        waiting_[down] = -1;
                        stack_.push_back(static_cast<std::int32_t>(down));
                    }
                }
            }
        }
    }
    if (order_.size() < nodes) {
        order_circles();
    }
    fill_slots();
}

// What is left waits for itself or lies behind such a knot. Tarjan's algorithm, without recursion, gives the
// knots in the reverse of their order.
void FlowOrder::order_circles() {
    std::size_t const nodes = late_.size();
    auto const done = static_cast<std::ptrdiff_t>(order_.size());
    std::vector<std::int32_t>& index = place_; // of discovery, from 1; 0: not seen
    std::fill(index.begin(), index.end(), 0);
    lowest_.assign(nodes, 0);
    next_out_.assign(out_start_.begin(), out_start_.end() - 1);
    found_.clear(); // Tarjan's stack of nodes without a component
    std::vector<std::pair<std::int32_t, std::int32_t>> sizes;
    std::int32_t discovered = 0;
    for (std::size_t root = 0; root < nodes; ++root) {
        if (waiting_[root] <= 0 || index[root] != 0) {
            continue;
        }
        stack_.push_back(static_cast<std::int32_t>(root));
        while (!stack_.empty()) {
            auto const node = static_cast<std::size_t>(stack_.back());
            if (index[node] == 0) {
                index[node] = lowest_[node] = ++discovered;
                found_.push_back(static_cast<std::int32_t>(node));
            }
            bool deeper = false;
            while (next_out_[node] < out_start_[node + 1]) {
                auto const link =
                    static_cast<std::size_t>(out_link_[static_cast<std::size_t>(next_out_[node])]);
                std::size_t const down = downstream(link);
                if (index[down] == 0) {
                    stack_.push_back(static_cast<std::int32_t>(down));
                    deeper = true;
                    break;
                }
                if (waiting_[down] > 0) { // not in a component yet
                    lowest_[node] = std::min(lowest_[node], lowest_[down]);
                }
                ++next_out_[node];
            }
            if (deeper) {
                continue;
            }
            stack_.pop_back();
            if (lowest_[node] == index[node]) {
                auto const first = static_cast<std::int32_t>(order_.size());
                while (true) {
                    std::int32_t const member = found_.back();
                    found_.pop_back();
                    waiting_[static_cast<std::size_t>(member)] = -1;
                    order_.push_back(member);
                    if (member == static_cast<std::int32_t>(node)) {
                        break;
                    }
                }
                sizes.emplace_back(first, static_cast<std::int32_t>(order_.size()));
            }
        }
    }
    // Upstream comes first: turn the components round, each keeping its nodes together.
    std::reverse(order_.begin() + done, order_.end());
    auto const ends = static_cast<std::int32_t>(done + static_cast<std::ptrdiff_t>(order_.size()));
    for (auto const& [first, last] : sizes) {
        if (last - first > 1) {
            knots_.emplace_back(ends - last, ends - first);
        }
    }
    std::sort(knots_.begin(), knots_.end());
}

void FlowOrder::fill_slots() {
    for (std::size_t k = 0; k < order_.size(); ++k) {
        place_[static_cast<std::size_t>(order_[k])] = static_cast<std::int32_t>(k);
    }
    std::fill(slot_begin_.begin(), slot_begin_.end(), 0);
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0) {
            ++slot_begin_[static_cast<std::size_t>(place_[downstream(link)]) + 1];
        }
    }
    for (std::size_t k = 0; k + 1 < slot_begin_.size(); ++k) {
        slot_begin_[k + 1] += slot_begin_[k];
    }
    std::vector<std::int32_t>& next = waiting_;
    std::copy_n(slot_begin_.begin(), next.size(), next.begin());
    for (std::size_t link = 0; link < direction_.size(); ++link) {
        if (direction_[link] != 0) {
            auto const slot =
                static_cast<std::size_t>(next[static_cast<std::size_t>(place_[downstream(link)])]++);
            slot_link_[slot] = static_cast<std::int32_t>(link);
            slot_upstream_[slot] = upstream(link);
        }
    }
}

} // namespace saggar::detail
