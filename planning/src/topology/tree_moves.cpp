// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The moves of the tree search, and the annealing over them.
#include "topology/tree_search.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::topology {
namespace {}

void TreeSearch::collect_subtree(std::int32_t top) {
    subtree_.assign(1, top);
    for (Index next = 0; next < subtree_.size(); ++next) {
        auto const node = static_cast<Index>(subtree_[next]);
        for (auto i = core_.entering_begin[node]; i < core_.entering_begin[node + 1]; ++i) {
            auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
            if (parent_[static_cast<Index>(core_.head(out))] == out) {
                subtree_.push_back(core_.head(out));
            }
        }
    }
}

bool TreeSearch::in_subtree(std::int32_t node, std::int32_t top) const {
    while (node != top) {
        auto const arc = parent_[static_cast<Index>(node)];
        if (arc >= core_.arc_count()) {
            return false;
        }
        node = core_.tail(arc);
    }
    return true;
}

void TreeSearch::save_node(std::int32_t node) {
    saved_nodes_.emplace_back(node, nodes_[static_cast<Index>(node)]);
}

void TreeSearch::save_chain(std::int32_t chain) {
    saved_chains_.emplace_back(chain, chains_[static_cast<Index>(chain)]);
}

void TreeSearch::climb(std::int32_t node) {
    for (;;) {
        auto const before = nodes_[static_cast<Index>(node)].gain;
        save_node(node);
        refresh_gain(node);
        auto const& after = nodes_[static_cast<Index>(node)].gain;
        auto const arc = parent_[static_cast<Index>(node)];
        if ((after.gain == before.gain && after.flow_w == before.flow_w) || arc >= core_.arc_count()) {
            return;
        }
        node = core_.tail(arc);
    }
}

void TreeSearch::undo() {
    std::for_each(saved_parents_.rbegin(), saved_parents_.rend(),
                  [&](auto const& saved) { parent_[static_cast<Index>(saved.first)] = saved.second; });
    while (!saved_nodes_.empty()) {
        nodes_[static_cast<Index>(saved_nodes_.back().first)] = saved_nodes_.back().second;
        saved_nodes_.pop_back();
    }
    while (!saved_chains_.empty()) {
        chains_[static_cast<Index>(saved_chains_.back().first)] = saved_chains_.back().second;
        saved_chains_.pop_back();
    }
}

// Hangs the junction on the arc, and above it as many more as chance wants, turned round: an exchange of the
// arc for any edge of the circle that it closes.
void TreeSearch::rehang(std::int32_t junction, std::int32_t arc) {
    saved_parents_.clear();
    auto top = junction;
    for (auto next = arc;;) {
        auto const old = parent_[static_cast<Index>(top)];
        saved_parents_.emplace_back(top, old);
        parent_[static_cast<Index>(top)] = next;
        if (old >= core_.arc_count() || random_.unit() < 0.5) {
            break;
        }
        auto const above = core_.tail(old);
        if (arc < core_.arc_count() && in_subtree(core_.tail(arc), above)) {
            break;
        }
        next = old ^ 1;
        top = above;
    }
}

// Tries the move; keeps it if the whole is then worth at least `least`.
bool TreeSearch::try_move(std::int32_t junction, std::int32_t arc, double least) {
    saved_nodes_.clear();
    saved_chains_.clear();
    touched_.clear();
    ++mark_;
    rehang(junction, arc);
    collect_subtree(junction);
    for (auto const node : subtree_) {
        node_mark_[static_cast<Index>(node)] = mark_;
        save_node(node);
        refresh_node(node);
    }
    for (auto const node : subtree_) {
        for (auto i = core_.entering_begin[static_cast<Index>(node)];
             i < core_.entering_begin[static_cast<Index>(node) + 1]; ++i) {
            auto const in = core_.entering[static_cast<Index>(i)];
            if (chain_mark_[static_cast<Index>(in / 2)] != mark_) {
                chain_mark_[static_cast<Index>(in / 2)] = mark_;
                save_chain(in / 2);
                refresh_chain(in / 2);
            }
            if (auto const other = core_.tail(in); node_mark_[static_cast<Index>(other)] != mark_) {
                touched_.push_back(other);
            }
        }
    }
    std::for_each(subtree_.rbegin(), subtree_.rend(), [&](std::int32_t node) { refresh_gain(node); });
    for (auto const node : touched_) {
        climb(node);
    }
    if (total() >= least) {
        return true;
    }
    undo();
    return false;
}

void TreeSearch::find_active() {
    active_.assign(nodes_.size(), 0);
    order_.clear();
    for (Index r = 0; r < core_.roots.size(); ++r) {
        auto const& root = core_.roots[r];
        if (parent_[static_cast<Index>(root.junction)] == core_.arc_count() + static_cast<std::int32_t>(r) &&
            nodes_[static_cast<Index>(root.junction)].gain.gain > root.fixed) {
            order_.push_back(root.junction);
            active_[static_cast<Index>(root.junction)] = 1;
        }
    }
    for (Index next = 0; next < order_.size(); ++next) {
        auto const node = static_cast<Index>(order_[next]);
        for (auto i = core_.entering_begin[node]; i < core_.entering_begin[node + 1]; ++i) {
            auto const out = core_.entering[static_cast<Index>(i)] ^ 1;
            auto const head = static_cast<Index>(core_.head(out));
            auto const& state = chains_[static_cast<Index>(out / 2)];
            if (parent_[head] == out && state.second.gain + nodes_[head].gain.gain > state.first.gain) {
                active_[head] = 1;
                order_.push_back(core_.head(out));
            }
        }
    }
    steps_ += 4 * static_cast<std::int64_t>(order_.size());
}

bool TreeSearch::settle_active() {
    was_active_ = active_;
    find_active();
    if (active_ == was_active_) {
        return false;
    }
    for (Index n = 0; n < nodes_.size(); ++n) {
        if (active_[n] == was_active_[n]) {
            continue;
        }
        for (auto i = core_.entering_begin[n]; i < core_.entering_begin[n + 1]; ++i) {
            auto const in = core_.entering[static_cast<Index>(i)];
            refresh_chain(in / 2);
            climb(core_.tail(in));
        }
        climb(static_cast<std::int32_t>(n));
    }
    return true;
}

bool TreeSearch::try_flip(std::int32_t chain, double least) {
    saved_nodes_.clear();
    saved_chains_.clear();
    saved_parents_.clear();
    save_chain(chain);
    b_first_[static_cast<Index>(chain)] ^= 1;
    refresh_chain(chain);
    climb(core_.chains[static_cast<Index>(chain)].a);
    climb(core_.chains[static_cast<Index>(chain)].b);
    if (total() >= least) {
        return true;
    }
    b_first_[static_cast<Index>(chain)] ^= 1;
    undo();
    return false;
}

void TreeSearch::anneal(std::int64_t moves, double hot, double cold, Effort& effort) {
    auto const junctions = core_.junction_count();
    double now = total();
    if (now > best_gain_) {
        keep_best(now);
    }
    double const cooling = moves > 1 ? std::pow(cold / hot, 1.0 / static_cast<double>(moves)) : 1.0;
    double temperature = hot;
    for (std::int64_t move = 0; move < moves; ++move, temperature *= cooling) {
        steps_ = 10;
        auto const junction = random_.below(junctions);
        auto const begin = core_.entering_begin[static_cast<Index>(junction)];
        auto const arcs = core_.entering_begin[static_cast<Index>(junction) + 1] - begin;
        bool const rooted = root_of_[static_cast<Index>(junction)] >= 0;
        auto const pick = random_.below(arcs + (rooted ? 1 : 0));
        auto const arc = pick == arcs ? core_.arc_count() + root_of_[static_cast<Index>(junction)]
                                      : core_.entering[static_cast<Index>(begin) + static_cast<Index>(pick)];
        double const least = now + temperature * std::log(random_.unit() + 1e-300);
        bool const in_use = pick < arcs && (parent_[static_cast<Index>(core_.tail(arc))] == (arc ^ 1) ||
                                            parent_[static_cast<Index>(junction)] == arc);
        bool const flip = pick < arcs && !in_use && random_.unit() < 0.2;
        bool const avoided = pick < arcs && !avoided_.empty() && avoided_[static_cast<Index>(arc)] != 0 &&
                             random_.unit() < 0.95;
        bool const possible = !flip && !avoided && arc != parent_[static_cast<Index>(junction)] &&
                              (pick == arcs || !in_subtree(core_.tail(arc), junction));
        if ((flip && try_flip(arc / 2, least)) || (possible && try_move(junction, arc, least))) {
            bool settled = false;
            for (int pass = 0; pass < 3 && !settled; ++pass) {
                settled = !settle_active();
            }
            now = total();
            if (now > best_gain_ && settled) {
                keep_best(now);
            }
        }
        if (!effort.spend(steps_)) {
            return;
        }
    }
}

} // namespace saggar::topology
