// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "rings.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

// Places and the ways between them, without a ring.
class Forest {
public:
    explicit Forest(ExtensionProblem const& problem)
        : problem_{problem}, groups_{problem.places.size()}, ways_at_(problem.places.size()) {}

    // False where it would close a ring: it is left out.
    bool join(std::size_t way) {
        auto const a = static_cast<std::size_t>(problem_.ways[way].a);
        auto const b = static_cast<std::size_t>(problem_.ways[way].b);
        if (!groups_.join(a, b)) {
            return false;
        }
        ways_at_[a].push_back(way);
        ways_at_[b].push_back(way);
        return true;
    }

    // Present pairs between the ends of a way.
    [[nodiscard]] std::vector<std::int32_t> pairs_round(std::size_t way) const {
        constexpr std::size_t none = ~std::size_t{0};
        auto const from = static_cast<std::size_t>(problem_.ways[way].a);
        auto const to = static_cast<std::size_t>(problem_.ways[way].b);
        std::vector<std::pair<std::size_t, std::size_t>> by(ways_at_.size(),
                                                            {none, none}); // way, place before
        std::vector<std::size_t> order{from};
        by[from].second = from;
        for (std::size_t next = 0; next < order.size() && by[to].second == none; ++next) {
            for (std::size_t const leads : ways_at_[order[next]]) {
                auto const a = static_cast<std::size_t>(problem_.ways[leads].a);
                auto const b = static_cast<std::size_t>(problem_.ways[leads].b);
                std::size_t const other = a == order[next] ? b : a;
                if (by[other].second == none) {
                    by[other] = {leads, order[next]};
                    order.push_back(other);
                }
            }
        }
        std::set<std::int32_t> pairs;
        for (std::size_t at = to; at != from; at = by[at].second) {
            if (ExtensionWay const& passed = problem_.ways[by[at].first]; passed.kind == WayKind::present) {
                pairs.insert(passed.pair);
            }
        }
        return {pairs.begin(), pairs.end()};
    }

private:
    ExtensionProblem const& problem_;
    DisjointSets groups_;
    std::vector<std::vector<std::size_t>> ways_at_;
};

} // namespace

std::vector<Ring> rings_of(ExtensionProblem const& problem, TopologyPlan const& plan) {
    Forest forest{problem};
    for (std::size_t way = 0; way < problem.ways.size(); ++way) {
        if (problem.ways[way].kind == WayKind::present) {
            forest.join(way);
        }
    }
    std::vector<TopologyPipe> laid;
    std::ranges::copy_if(plan.pipes, std::back_inserter(laid), [&](TopologyPipe const& pipe) {
        return problem.ways[static_cast<std::size_t>(pipe.edge)].kind != WayKind::present;
    });
    // What carries least comes last and closes the ring; of several in a row, the connector.
    std::ranges::stable_sort(laid, std::greater<>{}, [&](TopologyPipe const& pipe) {
        bool const street = problem.ways[static_cast<std::size_t>(pipe.edge)].kind == WayKind::street;
        return std::pair{pipe.flow_w, street};
    });
    std::vector<Ring> rings;
    for (TopologyPipe const& pipe : laid) {
        auto const way = static_cast<std::size_t>(pipe.edge);
        if (!forest.join(way)) {
            rings.push_back({.edge = pipe.edge, .pairs = forest.pairs_round(way)});
        }
    }
    return rings;
}

std::vector<std::string> shut_rings(ExtensionProblem const& problem, TopologyPlan const& plan,
                                    LaidProject& laid) {
    std::vector<Ring> const rings = rings_of(problem, plan);
    std::map<std::int32_t, double> flow_w; // of present pairs that the plan leaves alone
    for (ExtensionWay const& way : problem.ways) {
        if (way.kind == WayKind::present) {
            double& most_w = flow_w.try_emplace(way.pair, 0.0).first->second;
            most_w = std::max(most_w, way.present_w);
        }
    }
    for (TopologyPipe const& pipe : plan.pipes) {
        ExtensionWay const& way = problem.ways[static_cast<std::size_t>(pipe.edge)];
        if (way.kind == WayKind::present) {
            flow_w.erase(way.pair);
        }
    }
    std::vector<std::string> shut;
    std::set<std::int32_t> chosen;
    for (Ring const& ring : rings) {
        std::vector<std::int32_t> may;
        std::ranges::copy_if(ring.pairs, std::back_inserter(may),
                             [&](std::int32_t pair) { return flow_w.contains(pair); });
        bool const broken = std::ranges::any_of(ring.pairs, [&](auto pair) { return chosen.contains(pair); });
        if (may.empty() || broken) { // two rings with a pair in common may leave an end without water
            continue;
        }
        std::int32_t const least =
            *std::ranges::min_element(may, {}, [&](std::int32_t pair) { return flow_w.at(pair); });
        Pipe& pair = laid.project.pipe_pairs[static_cast<std::size_t>(least)];
        pair.open = false;
        chosen.insert(least);
        shut.push_back(pair.id);
        std::erase_if(laid.pipes, [&](ExtensionPipe const& pipe) { return pipe.pair == pair.id; });
    }
    return shut;
}

} // namespace saggar::detail
