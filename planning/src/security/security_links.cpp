// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_security.hpp"

#include "../extension/money.hpp"

#include "saggar/network/at.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace saggar::detail {

std::vector<LinkPath> SecurityPlanner::find_paths() const {
    double most_w = 0.0;
    for (Need const& need : needs_) {
        most_w = std::max(most_w, need.as_it_is ? 0.0 : need.cut.demand_w);
    }
    if (most_w <= 0.0) {
        return {};
    }
    std::vector<std::uint8_t> is_node(problem_.places.size(), 0);
    for (auto const& [place, id] : laid_.places) {
        is_node[at(place)] = 1;
    }
    std::vector<std::uint8_t> used(problem_.ways.size(), 0);
    for (TopologyPipe const& pipe : plan_.pipes) {
        used[at(pipe.edge)] = 1;
    }
    return link_paths(problem_, is_node, used, problem_.sizes[size_for(share_ * most_w)]);
}

// Which outages each path bypasses, at the price of the size that the largest of them needs.
SecurityPlanner::Candidates SecurityPlanner::find_candidates() const {
    std::unordered_map<std::string_view, std::size_t> node;
    for (std::size_t i = 0; i < now_.nodes.size(); ++i) {
        node.emplace(now_.nodes[i].id, i);
    }
    Candidates made{.paths = {}, .covers = {}, .dear = std::vector<std::uint8_t>(needs_.size(), 0)};
    for (LinkPath& path : find_paths()) {
        std::size_t const from = node.at(laid_.places.at(path.from));
        std::size_t const to = node.at(laid_.places.at(path.to));
        CoverCandidate one;
        double heat_w = 0.0;
        std::vector<std::uint8_t> load(wanted_.size(), 0);
        for (std::size_t i = 0; i < needs_.size(); ++i) {
            CutOff const& cut = needs_[i].cut;
            if (!needs_[i].as_it_is && cut.node[from] != cut.node[to]) {
                one.covers.push_back(static_cast<std::int32_t>(i));
                heat_w = std::max(heat_w, share_ * cut.demand_w);
                std::ranges::transform(load, cut.load, load.begin(), std::bit_or{});
            }
        }
        if (one.covers.empty()) {
            continue;
        }
        constexpr double least = 1e-3; // of money: a way that costs nothing is still one
        one.cost = std::max(least, path_capital(problem_, path.ways, problem_.sizes[size_for(heat_w)]));
        auto const& most = project_.extension.security_maximum_cost_per_kw;
        if (most && one.cost > *most * wanted_peak_w(load) * 1e-3) {
            for (std::int32_t const need : one.covers) {
                made.dear[at(need)] = 1;
            }
            continue;
        }
        made.covers.push_back(std::move(one));
        made.paths.push_back(std::move(path));
    }
    return made;
}

void SecurityPlanner::find_links() {
    Candidates const candidates = find_candidates();
    candidates_ = candidates.paths.size();
    std::vector<double> weight;
    for (Need const& need : needs_) {
        weight.push_back(std::max(1.0, wanted_peak_w(need.cut.load)));
    }
    CoverChoice const choice = choose_links(candidates.covers, weight);
    proven_ = choice.proven;
    std::vector<std::int32_t> by_cost = choice.chosen;
    std::ranges::stable_sort(by_cost, {}, [&](std::int32_t one) { return candidates.covers[at(one)].cost; });
    for (std::int32_t const one : by_cost) {
        for (std::int32_t const need : candidates.covers[at(one)].covers) {
            needs_[at(need)].links.push_back(static_cast<std::int32_t>(links_.size()));
        }
        links_.push_back({.path = candidates.paths[at(one)]});
    }
    for (std::int32_t const need : choice.open) {
        Need& open = needs_[at(need)];
        if (open.cut.nodes > 0 && !open.as_it_is) {
            open.why = candidates.dear[at(need)] != 0
                           ? "every link round it costs more than security_maximum_cost_per_kw"
                           : "no street leads round it";
        }
    }
}

Pipe SecurityPlanner::pipe_of(Link const& link, std::string id) const {
    Pipe pipe;
    pipe.id = std::move(id);
    pipe.from = laid_.places.at(link.path.from);
    pipe.to = laid_.places.at(link.path.to);
    double length = 0.0;
    double hard = 0.0;
    std::int32_t place = link.path.from;
    for (std::int32_t const one : link.path.ways) {
        ExtensionWay const& way = problem_.ways[at(one)];
        length += way.length_m;
        hard += way.surface == Surface::hard ? way.length_m : 0.0;
        place = way.a == place ? way.b : way.a;
        if (place != link.path.to) {
            pipe.route_xy_m.push_back(problem_.places[at(place)].x_m);
            pipe.route_xy_m.push_back(problem_.places[at(place)].y_m);
        }
    }
    pipe.length_m = length;
    pipe.surface = hard >= 0.5 * length ? Surface::hard : Surface::soft;
    pipe.catalogue = problem_.sizes[link.size].entry;
    pipe.open = false;
    pipe.source = "extension, link for security: shut in normal service";
    return pipe;
}

// As large as the outages are for which each is the cheapest.
void SecurityPlanner::lay_links() {
    std::unordered_set<std::string> ids;
    for (auto const* const list : {&now_.pipe_pairs, &now_.pipes}) {
        for (Pipe const& pipe : *list) {
            ids.insert(pipe.id);
        }
    }
    for (Need const& need : needs_) {
        if (!need.links.empty()) {
            Link& link = links_[at(need.links.front())];
            link.size = std::max(link.size, size_for(share_ * need.cut.demand_w));
        }
    }
    int number = 0;
    for (Link const& link : links_) {
        std::string id;
        do {
            id = fmt::format("link_{}", ++number);
        } while (!ids.insert(id).second);
        now_.pipe_pairs.push_back(pipe_of(link, id));
    }
}

} // namespace saggar::detail
