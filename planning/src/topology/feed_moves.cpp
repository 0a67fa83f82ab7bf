// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The moves of the search on the objective itself that decide what sources feed into trees of others.
#include "topology/pipe_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <tuple>

namespace saggar::topology {

void PipeSearch::give(std::int32_t source, double heat_w) {
    double& given_w = now_.given_w[static_cast<Index>(source)];
    saved_given_.emplace_back(source, given_w);
    change_ += given_w > 0.0 ? feeding_cost(source, given_w) : 0.0;
    given_w = heat_w;
    change_ -= given_w > 0.0 ? feeding_cost(source, given_w) : 0.0;
    set_own(pricing_.problem().sources[static_cast<Index>(source)].node);
}

// Quarters of what it has.
double PipeSearch::some_of(std::int32_t source) {
    double const capacity_w = pricing_.problem().sources[static_cast<Index>(source)].capacity_w;
    return 0.25 * (1 + random_.below(4)) * capacity_w;
}

// Of a node that has just become the foot of a tree, or is none any more: what stands there feeds in, or the
// tree hangs on the largest of it.
void PipeSearch::refit_sources(std::int32_t node) {
    auto const& here = sources_at_[static_cast<Index>(node)];
    if (here.empty()) {
        return;
    }
    auto const& sources = pricing_.problem().sources;
    auto const largest = *std::max_element(here.begin(), here.end(), [&](auto a, auto b) {
        return sources[static_cast<Index>(a)].capacity_w < sources[static_cast<Index>(b)].capacity_w;
    });
    bool const foot = now_.nodes[static_cast<Index>(node)].parent < 0;
    give(largest, foot ? 0.0 : some_of(largest));
}

// What must connect, all on one source, into which others feed what it lacks. False if that is not enough.
bool PipeSearch::hang_on(std::int32_t foot) {
    auto const& sources = pricing_.problem().sources;
    for (auto& node : now_.nodes) {
        node = {};
    }
    std::fill(now_.given_w.begin(), now_.given_w.end(), 0.0);
    Behind all;
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        now_.on[h] = core_.hooks[h].must ? 1 : 0;
        if (now_.on[h] != 0) {
            all.add(pricing_.behind(pricing_.problem().loads[static_cast<Index>(core_.hooks[h].load)]));
        }
    }
    double lacks_w = pricing_.taken_w(all) - sources[static_cast<Index>(foot)].capacity_w;
    for (auto const source : feeding_) {
        if (source != foot && lacks_w > 0.0) {
            double const capacity_w = sources[static_cast<Index>(source)].capacity_w;
            double const quarters = std::min(4.0, std::ceil(4.0 * lacks_w / capacity_w));
            now_.given_w[static_cast<Index>(source)] = 0.25 * quarters * capacity_w;
            lacks_w -= 0.25 * quarters * capacity_w;
        }
    }
    span(sources[static_cast<Index>(foot)].node);
    add_up();
    return std::isfinite(value_);
}

// On the largest that can, those included that feed into no other tree since they have enough for all.
bool PipeSearch::feed_together() {
    auto const& sources = pricing_.problem().sources;
    std::vector<std::int32_t> feet;
    for (Index s = 0; s < sources.size(); ++s) {
        if (sources[s].capacity_w > 0.0 && is_source_[static_cast<Index>(sources[s].node)] != 0) {
            feet.push_back(static_cast<std::int32_t>(s));
        }
    }
    std::stable_sort(feet.begin(), feet.end(), [&](auto a, auto b) {
        return sources[static_cast<Index>(a)].capacity_w > sources[static_cast<Index>(b)].capacity_w;
    });
    return std::any_of(feet.begin(), feet.end(), [&](auto foot) { return hang_on(foot); });
}

bool PipeSearch::feed(double least) {
    auto const source =
        feeding_[static_cast<Index>(random_.below(static_cast<std::int32_t>(feeding_.size())))];
    auto const node = pricing_.problem().sources[static_cast<Index>(source)].node;
    bool const foot = now_.nodes[static_cast<Index>(node)].parent < 0;
    if (foot && sources_at_[static_cast<Index>(node)].size() < 2) {
        return join(source, least);
    }
    if (!foot && random_.unit() < 0.3) { // a part of the tree, up to any place, hangs on it again
        std::int32_t above = 0;
        for (auto at = node; now_.nodes[static_cast<Index>(at)].parent >= 0;
             at = now_.nodes[static_cast<Index>(at)].parent) {
            ++above;
        }
        auto at = node;
        for (auto up = 1 + random_.below(above); up > 0; --up) {
            scratch_.push_back(at);
            at = now_.nodes[static_cast<Index>(at)].parent;
        }
        steps_ += above;
        turn_round(at, {.edge = -1, .to = -1});
        return settle(least);
    }
    touch(node);
    give(source, random_.unit() < 0.3 ? 0.0 : some_of(source));
    pull_up(node);
    return settle(least);
}

// A short way from the foot of a tree to a used node of another one (`other_tree`; -1: of any). At random:
// lengths vary, and the nearest is not always taken. False if there is none.
bool PipeSearch::find_way(std::int32_t start, std::int32_t other_tree, bool at_random, Way& way) {
    using Entry = std::tuple<double, std::int32_t, std::int32_t, std::int32_t>; // length, node, from, edge
    auto const& edges = pricing_.problem().edges;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    std::vector<char> done(now_.nodes.size(), 0);
    way.back.assign(now_.nodes.size(), Link{.edge = -1, .to = -1});
    way.target = -1;
    queue.emplace(0.0, start, -1, -1);
    while (!queue.empty()) {
        auto const [length, node, from, edge] = queue.top();
        queue.pop();
        if (done[static_cast<Index>(node)] != 0) {
            continue;
        }
        done[static_cast<Index>(node)] = 1;
        way.back[static_cast<Index>(node)] = {.edge = edge, .to = from};
        steps_ += 12;
        auto top = node;
        bool const used = now_.nodes[static_cast<Index>(node)].behind.used();
        while (used && now_.nodes[static_cast<Index>(top)].parent >= 0) {
            top = now_.nodes[static_cast<Index>(top)].parent;
        }
        if (used && top != start) {
            way.target = other_tree < 0 || other_tree == top ? node : way.target;
            if (way.target == node && (!at_random || random_.unit() < 0.5)) {
                break;
            }
            continue; // not through another tree
        }
        for (auto i = link_begin_[static_cast<Index>(node)]; i < link_begin_[static_cast<Index>(node) + 1];
             ++i) {
            auto const& link = links_[static_cast<Index>(i)];
            bool const spanned = now_.nodes[static_cast<Index>(link.to)].edge == link.edge ||
                                 now_.nodes[static_cast<Index>(node)].edge == link.edge;
            double const varied = at_random ? (spanned ? 0.3 : 1.0) * (0.5 + random_.unit()) : 1.0;
            queue.emplace(length + edges[static_cast<Index>(link.edge)].length_m * varied + 1e-9, link.to,
                          node, link.edge);
        }
    }
    return way.target >= 0;
}

// Every node of the way hangs on the next; what they hung on before is told in `scratch_`.
void PipeSearch::hang_by(Way const& way, std::int32_t foot) {
    for (auto at = way.target; at != foot;) {
        auto const [edge, to] = way.back[static_cast<Index>(at)];
        auto& node = now_.nodes[static_cast<Index>(to)];
        touch(to);
        if (node.parent >= 0) {
            scratch_.push_back(node.parent);
        }
        node.parent = at;
        node.edge = edge;
        at = to;
    }
}

// Hangs the tree that stands on the source from a pipe of another tree, and feeds in there.
bool PipeSearch::join(std::int32_t source, double least) {
    auto const foot = pricing_.problem().sources[static_cast<Index>(source)].node;
    Way way;
    if (!find_way(foot, -1, true, way)) {
        return false;
    }
    hang_by(way, foot);
    give(source, some_of(source));
    for (auto at = foot; at != way.target; at = now_.nodes[static_cast<Index>(at)].parent) {
        touch(at);
        pull(at);
    }
    for (auto const before : scratch_) {
        pull_up(before);
    }
    pull_up(way.target);
    return settle(least);
}

// Where trees take more than their sources have, others feed in that stand alone, as far as that goes.
void PipeSearch::pool() {
    auto const& sources = pricing_.problem().sources;
    for (auto const holder : feeding_) {
        auto const foot = sources[static_cast<Index>(holder)].node;
        std::vector<std::pair<double, std::int32_t>> helpers; // in any order
        for (auto const source : feeding_) {
            auto const node = sources[static_cast<Index>(source)].node;
            if (node != foot && now_.given_w[static_cast<Index>(source)] <= 0.0) {
                helpers.emplace_back(random_.unit(), source);
            }
        }
        std::sort(helpers.begin(), helpers.end());
        for (auto const& [order, source] : helpers) {
            auto const lacks = [&] {
                auto const& tree = now_.nodes[static_cast<Index>(foot)];
                return tree.parent >= 0 ? 0.0
                                        : pricing_.taken_w(tree.behind) - tree.behind.given_w -
                                              sources[static_cast<Index>(holder)].capacity_w;
            };
            auto const from = sources[static_cast<Index>(source)].node;
            Way way;
            if (lacks() <= 0.0 || now_.nodes[static_cast<Index>(from)].parent >= 0 ||
                !find_way(from, foot, false, way)) {
                continue;
            }
            hang_by(way, from);
            scratch_.clear();
            saved_nodes_.clear();
            add_up();
            double const capacity_w = sources[static_cast<Index>(source)].capacity_w;
            double const quarters = std::min(4.0, std::ceil(4.0 * lacks() / capacity_w));
            now_.given_w[static_cast<Index>(source)] = 0.25 * std::max(1.0, quarters) * capacity_w;
            add_up();
        }
    }
}

} // namespace saggar::topology
