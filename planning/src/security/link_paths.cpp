// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "link_paths.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace saggar::detail {

namespace {

double capital_of(ExtensionWay const& way, SizeRow const& size) {
    double const per_m = way.surface == Surface::hard ? size.cost_hard_per_m : size.cost_soft_per_m;
    return way.cost_factor * (way.length_m * per_m + way.crossing_cost);
}

class Search {
public:
    Search(ExtensionProblem const& problem, std::vector<std::uint8_t> const& is_node,
           std::vector<std::uint8_t> const& used, SizeRow const& size)
        : problem_{problem}, is_node_{is_node}, leaving_(problem.places.size()) {
        for (std::size_t i = 0; i < problem.ways.size(); ++i) {
            ExtensionWay const& way = problem.ways[i];
            if (way.kind == WayKind::present || used[i] != 0 || way.a == way.b) {
                cost_.push_back(0.0);
                continue;
            }
            cost_.push_back(capital_of(way, size));
            leaving_[at(way.a)].push_back(static_cast<std::int32_t>(i));
            leaving_[at(way.b)].push_back(static_cast<std::int32_t>(i));
        }
    }

    // Dijkstra (Numer. Math. 1, 1959), not beyond nodes.
    void from(std::int32_t start, std::vector<LinkPath>& found) const {
        std::vector<double> cost(leaving_.size(), std::numeric_limits<double>::infinity());
        std::vector<std::int32_t> by(leaving_.size(), -1);
        using Reached = std::pair<double, std::int32_t>;
        std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue;
        cost[at(start)] = 0.0;
        queue.emplace(0.0, start);
        while (!queue.empty()) {
            auto const [reached, place] = queue.top();
            queue.pop();
            if (reached > cost[at(place)]) {
                continue;
            }
            if (place != start && is_node_[at(place)] != 0) {
                if (place > start) {
                    found.push_back({.from = start, .to = place, .ways = way_back(start, place, by)});
                }
                continue;
            }
            for (std::int32_t const way : leaving_[at(place)]) {
                std::int32_t const next = other_end(way, place);
                double const there = reached + cost_[at(way)];
                if (there < cost[at(next)]) {
                    cost[at(next)] = there;
                    by[at(next)] = way;
                    queue.emplace(there, next);
                }
            }
        }
    }

private:
    [[nodiscard]] std::int32_t other_end(std::int32_t way, std::int32_t place) const {
        ExtensionWay const& one = problem_.ways[at(way)];
        return one.a == place ? one.b : one.a;
    }

    [[nodiscard]] std::vector<std::int32_t> way_back(std::int32_t start, std::int32_t place,
                                                     std::vector<std::int32_t> const& by) const {
        std::vector<std::int32_t> ways;
        while (place != start) {
            ways.push_back(by[at(place)]);
            place = other_end(ways.back(), place);
        }
        std::ranges::reverse(ways);
        return ways;
    }

    ExtensionProblem const& problem_;
    std::vector<std::uint8_t> const& is_node_;
    std::vector<std::vector<std::int32_t>> leaving_;
    std::vector<double> cost_;
};

} // namespace

std::vector<LinkPath> link_paths(ExtensionProblem const& problem, std::vector<std::uint8_t> const& is_node,
                                 std::vector<std::uint8_t> const& used, SizeRow const& size) {
    Search const search{problem, is_node, used, size};
    std::vector<LinkPath> found;
    for (std::size_t place = 0; place < problem.places.size(); ++place) {
        if (is_node[place] != 0) {
            search.from(static_cast<std::int32_t>(place), found);
        }
    }
    return found;
}

double path_capital(ExtensionProblem const& problem, std::vector<std::int32_t> const& ways,
                    SizeRow const& size) {
    double sum = 0.0;
    for (std::int32_t const way : ways) {
        sum += capital_of(problem.ways[at(way)], size);
    }
    return sum;
}

} // namespace saggar::detail
