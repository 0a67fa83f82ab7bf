// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "measure_search.hpp"

#include <fmt/format.h>

#include <queue>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

struct Entry {
    double least;
    std::size_t order; // of equal ones the first that came
    WaitingSet waiting;
};

struct Later {
    bool operator()(Entry const& a, Entry const& b) const {
        return std::pair{a.least, a.order} > std::pair{b.least, b.order};
    }
};

} // namespace

SearchEnd cheapest_set(std::vector<WaitingSet> const& first, double bound, std::size_t most,
                       SearchOracle const& oracle) {
    SearchEnd end;
    end.cost = bound;
    std::priority_queue<Entry, std::vector<Entry>, Later> queue;
    std::set<std::string> seen;
    std::size_t order = 0;
    auto const add = [&](WaitingSet waiting) {
        if (!seen.insert(fmt::format("{}|{}|{}", waiting.way, waiting.width, key(waiting.set))).second) {
            return;
        }
        double const least = oracle.least_cost(waiting);
        if (least < end.cost) {
            queue.push({least, order++, std::move(waiting)});
        }
    };
    for (WaitingSet const& waiting : first) {
        add(waiting);
    }
    while (!queue.empty() && queue.top().least < end.cost) {
        if (end.solved >= most) {
            end.complete = false;
            break;
        }
        WaitingSet const waiting = queue.top().waiting;
        queue.pop();
        ++end.solved;
        SearchAnswer answer = oracle.solve(waiting, end.cost);
        if (answer.cost && *answer.cost < end.cost) {
            end.cost = *answer.cost;
            end.best = waiting;
        }
        for (MeasureSet& next : answer.next) {
            add({.way = waiting.way, .set = std::move(next)});
        }
        if (answer.wider) {
            add({.way = waiting.way, .set = waiting.set, .width = *answer.wider});
        }
    }
    return end;
}

} // namespace saggar::detail
