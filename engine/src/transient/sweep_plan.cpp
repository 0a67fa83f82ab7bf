// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "sweep_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar::detail {

namespace {

// A knot is gone through many times over.
constexpr double of_knot = 30.0;
// What is smaller than so many links is not worth the way between two cores.
constexpr double least_to_take = 8.0;
// How many of those that are ready are looked at for the largest.
constexpr std::ptrdiff_t looked_at = 32;

} // namespace

void SweepPlan::find_stops(FlowOrder const& order, std::span<std::uint8_t const> chosen, std::uint8_t value) {
    auto const nodes = order.nodes();
    stop_of_.assign(nodes.size(), -1);
    all_.clear();
    takes_.clear();
    auto knot = order.knots().begin();
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(nodes.size());) {
        bool const tied = knot != order.knots().end() && knot->first == k;
        std::int32_t const end = tied ? (knot++)->second : k + 1;
        if (chosen[static_cast<std::size_t>(nodes[static_cast<std::size_t>(k)])] == value) {
            for (std::int32_t each = k; each < end; ++each) {
                stop_of_[static_cast<std::size_t>(nodes[static_cast<std::size_t>(each)])] =
                    static_cast<std::int32_t>(all_.size());
            }
            double const links =
                order.begin(static_cast<std::size_t>(end)) - order.begin(static_cast<std::size_t>(k));
            all_.push_back({k, end});
            takes_.push_back((1.0 + links) * (tied ? of_knot : 1.0));
        }
        k = end;
    }
}

void SweepPlan::find_ways(FlowOrder const& order) {
    std::size_t const count = all_.size();
    pending_.assign(count, 0);
    next_begin_.assign(count + 1, 0);
    auto const each_way = [&](auto const& take) {
        for (std::size_t stop = 0; stop < count; ++stop) {
            auto const end = static_cast<std::size_t>(order.begin(static_cast<std::size_t>(all_[stop].end)));
            for (auto slot =
                     static_cast<std::size_t>(order.begin(static_cast<std::size_t>(all_[stop].begin)));
                 slot < end; ++slot) {
                std::int32_t const up = stop_of_[static_cast<std::size_t>(order.slot_upstream()[slot])];
                if (up >= 0 && up != static_cast<std::int32_t>(stop) &&
                    order.cuts()[static_cast<std::size_t>(order.slot_link()[slot])] == 0) {
                    take(static_cast<std::size_t>(up), stop);
                }
            }
        }
    };
    each_way([&](std::size_t up, std::size_t stop) {
        ++next_begin_[up + 1];
        ++pending_[stop];
    });
    std::partial_sum(next_begin_.begin(), next_begin_.end(), next_begin_.begin());
    next_.resize(static_cast<std::size_t>(next_begin_.back()));
    std::vector<std::int32_t> place(next_begin_.begin(), next_begin_.end() - 1);
    each_way([&](std::size_t up, std::size_t stop) {
        next_[static_cast<std::size_t>(place[up]++)] = static_cast<std::int32_t>(stop);
    });
    leads_to_ = takes_;
    for (std::size_t stop = count; stop-- > 0;) {
        for (auto i = next_begin_[stop]; i < next_begin_[stop + 1]; ++i) {
            auto const down = static_cast<std::size_t>(next_[static_cast<std::size_t>(i)]);
            leads_to_[stop] += leads_to_[down] / pending_[down];
        }
    }
}

void SweepPlan::play() {
    std::size_t const members = stops_.size();
    queue_.resize(members);
    ready_.assign(all_.size(), 0.0);
    std::vector<std::int32_t> first;
    for (std::size_t stop = 0; stop < all_.size(); ++stop) {
        if (pending_[stop] == 0) {
            first.push_back(static_cast<std::int32_t>(stop));
        }
    }
    // Neighbours go to the same member; the first in the order is the first to be taken.
    for (std::size_t i = first.size(); i-- > 0;) {
        queue_[i * members / first.size()].push_back(first[i]);
    }
    std::vector<double> time(members, 0.0);
    auto const heavier = [this](std::int32_t one, std::int32_t other) {
        return leads_to_[static_cast<std::size_t>(one)] < leads_to_[static_cast<std::size_t>(other)];
    };
    // Takes the largest of those that have waited longest from another member, who keeps one; -1: none.
    auto const steal = [&](std::size_t thief) {
        for (std::size_t i = 1; i < members; ++i) {
            std::deque<std::int32_t>& queue = queue_[(thief + i) % members];
            if (queue.size() < 2) {
                continue;
            }
            auto const end = queue.begin() + std::min<std::ptrdiff_t>(looked_at, std::ssize(queue) - 1);
            auto const largest = std::max_element(queue.begin(), end, heavier);
            std::int32_t const stop = *largest;
            if (leads_to_[static_cast<std::size_t>(stop)] >= least_to_take) {
                queue.erase(largest);
                return stop;
            }
        }
        return -1;
    };
    for (std::size_t done = 0; done < all_.size();) {
        // Whoever is free first; one who finds nothing waits for the next who is.
        std::size_t const member =
            static_cast<std::size_t>(std::min_element(time.begin(), time.end()) - time.begin());
        std::int32_t stop = -1;
        if (!queue_[member].empty()) {
            stop = queue_[member].back();
            queue_[member].pop_back();
        } else {
            stop = steal(member);
        }
        if (stop < 0) {
            double later = std::numeric_limits<double>::infinity();
            for (double const each : time) {
                later = each > time[member] ? std::min(later, each) : later;
            }
            time[member] = std::isfinite(later) ? later : time[member] + 1.0;
            continue;
        }
        auto const at = static_cast<std::size_t>(stop);
        stops_[member].push_back(all_[at]);
        time[member] = std::max(time[member], ready_[at]) + takes_[at];
        ++done;
        std::size_t const before = queue_[member].size();
        for (auto i = next_begin_[at]; i < next_begin_[at + 1]; ++i) {
            std::int32_t const down = next_[static_cast<std::size_t>(i)];
            auto const d = static_cast<std::size_t>(down);
            ready_[d] = std::max(ready_[d], time[member]);
            if (--pending_[d] == 0) {
                queue_[member].push_back(down);
            }
        }
        std::sort(queue_[member].begin() + static_cast<std::ptrdiff_t>(before), queue_[member].end(),
                  heavier);
    }
}

void SweepPlan::make(FlowOrder const& order, std::span<std::uint8_t const> chosen, std::uint8_t value,
                     int members) {
    stops_.resize(static_cast<std::size_t>(members));
    for (std::vector<Stop>& stops : stops_) {
        stops.clear();
    }
    find_stops(order, chosen, value);
    if (members > 1) {
        find_ways(order);
        play();
    }
}

} // namespace saggar::detail
