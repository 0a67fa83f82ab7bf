// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// First multipliers by dual ascent (Wong 1984 for Steiner arborescences; Balakrishnan, Magnanti and Wong 1989
// with lengths per load): around each load a set of junctions grows; the arcs into it that lie on a cheapest
// way are made dearer for that load, out of what is left of their fixed costs, until one is used up and its
// tail joins the set. All loads grow their sets at the same pace.
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace saggar::topology {
// What is left of fixed costs, per core edge and direction, and per root.
struct Relaxation::Slack {
    std::array<std::vector<double>, 2> edge; // opened from a, from b
    std::array<std::vector<double>, 2> chain;
    std::vector<double> root;
};

void Relaxation::ascend(Effort& effort) {
    Slack slack;
    for (auto& direction : slack.edge) {
        for (auto const& line : core_.line) {
            direction.push_back(line.fixed);
        }
    }
    slack.chain[0] = slack.chain[1] = chain_fixed_;
    for (auto const& root : core_.roots) {
        slack.root.push_back(root.fixed);
    }
    column_place_.assign(columns_, -1);
    std::int32_t const widest = steps_ == nullptr ? 512 : 64;
    for (std::int32_t limit = 1; limit < 2 * core_.junction_count() && limit <= widest; limit *= 2) {
        for (int pass = 0; pass < 2; ++pass) {
            for (Index h = 0; h < core_.hooks.size(); ++h) {
                counted_ = 0;
                ascend_one(h, limit, slack);
                if (!effort.spend(counted_)) {
                    return;
                }
            }
        }
    }
}

void Relaxation::ascend_one(Index hook, std::int32_t limit, Slack& slack) {
    for (auto i = row_begin_[hook]; i < row_begin_[hook + 1]; ++i) {
        auto const column = static_cast<Index>(column_[static_cast<Index>(i)]);
        spread_w_[column] = w_[static_cast<Index>(i)];
        column_place_[column] = i;
    }
    double const budget = state_[hook] == HookState::always ? std::numeric_limits<double>::infinity()
                                                            : core_.hooks[hook].profit;
    auto const way = cheapest_way(static_cast<std::int32_t>(hook), budget);
    way_[hook].clear();
    if (way.found && way.length < budget) {
        grow(hook, limit, way.length, budget - way.length, slack);
    }
    for (auto i = row_begin_[hook]; i < row_begin_[hook + 1]; ++i) {
        auto const column = static_cast<Index>(column_[static_cast<Index>(i)]);
        spread_w_[column] = 0.0;
        column_place_[column] = -1;
    }
}

// The set, its labels and the arcs into it. The load itself is a node of its own where it hangs within a
// chain.
void Relaxation::grow(Index hook, std::int32_t limit, double length, double budget, Slack& slack) {
    auto const arcs = core_.arc_count();
    auto const roots = static_cast<std::int32_t>(core_.roots.size());
    double const peak = core_.hooks[hook].peak_w;
    double const tiny = 1e-12 * (1.0 + length);
    double lift = 0.0;
    auto const home = home_[hook];
    std::vector<std::pair<std::int32_t, double>> set; // junction, label
    std::vector<std::int32_t> tight;
    auto const set_mark = ++set_mark_now_;
    auto const join = [&](std::int32_t node, double label) {
        set_mark_[static_cast<Index>(node)] = set_mark;
        set.emplace_back(node, label);
    };
    // Nodes that the search did not settle are at least as far as the source.
    auto const label_of = [&](std::int32_t node) {
        auto const n = static_cast<Index>(node);
        double const estimate = label_mark_[n] == mark_ ? label_[n] : std::numeric_limits<double>::infinity();
        return std::min(estimate, length - peak * lower_price_[n]);
    };
    if (home < 0) {
        join(place_[hook], 0.0);
    }
    while (budget > tiny && static_cast<std::int32_t>(set.size()) <= limit) {
        double most = budget;
        std::int32_t joining = -1;
        double joining_label = 0.0;
        tight.clear();
        auto const consider = [&](std::int32_t column, std::int32_t tail,
                                  double reach) { // false: the source joins
            double const gap = reach - (tail < 0 ? length : label_of(tail)) - lift;
            if (gap > tiny) {
                most = std::min(most, gap);
                return true;
            }
            double const left =
                column_place_[static_cast<Index>(column)] < 0 ? 0.0 : slack_left(hook, column, slack);
            if (left > tiny) {
                most = std::min(most, left);
                tight.push_back(column);
                return true;
            }
            joining = tail;
            joining_label = reach;
            return tail >= 0;
        };
        bool reached = false;
        if (home >= 0) {
            auto const& chain = core_.chains[static_cast<Index>(home)];
            if (set_mark_[static_cast<Index>(chain.a)] != set_mark) {
                consider(arcs + roots, chain.a,
                         peak * from_a_per_w_[hook] +
                             spread_w_[static_cast<Index>(arcs) + static_cast<Index>(roots)]);
            }
            if (joining < 0 && set_mark_[static_cast<Index>(chain.b)] != set_mark) {
                consider(arcs + roots + 1, chain.b,
                         peak * from_b_per_w_[hook] +
                             spread_w_[static_cast<Index>(arcs) + static_cast<Index>(roots) + 1]);
            }
        }
        for (Index s = 0; s < set.size() && joining < 0 && !reached; ++s) {
            auto const [node, label] = set[s];
            counted_ += 8;
            for (std::int32_t r = 0; r < roots; ++r) {
                if (core_.roots[static_cast<Index>(r)].junction == node) {
                    reached =
                        reached || !consider(arcs + r, -1,
                                             label + peak * core_.roots[static_cast<Index>(r)].per_w +
                                                 spread_w_[static_cast<Index>(arcs) + static_cast<Index>(r)]);
                }
            }
            for (auto i = core_.entering_begin[static_cast<Index>(node)];
                 i < core_.entering_begin[static_cast<Index>(node) + 1] && joining < 0; ++i) {
                auto const arc = core_.entering[static_cast<Index>(i)];
                auto const tail = core_.tail(arc);
                if (arc / 2 == home || arc_gone_[static_cast<Index>(arc)] != 0 ||
                    set_mark_[static_cast<Index>(tail)] == set_mark) {
                    continue;
                }
                consider(arc, tail,
                         label + peak * chain_per_w_[static_cast<Index>(arc / 2)] +
                             spread_w_[static_cast<Index>(arc)]);
            }
        }
        if (reached) {
            return;
        }
        if (joining >= 0) {
            join(joining, joining_label);
            continue;
        }
        for (auto const column : tight) {
            take_slack(hook, column, most, slack);
            spread_w_[static_cast<Index>(column)] += most;
            w_[static_cast<Index>(column_place_[static_cast<Index>(column)])] += most;
        }
        lift += most;
        budget -= most;
    }
}

double Relaxation::slack_left(Index hook, std::int32_t column, Slack const& slack) const {
    auto const arcs = core_.arc_count();
    auto const own = arcs + static_cast<std::int32_t>(core_.roots.size());
    if (column < arcs) {
        return slack.chain[column % 2][static_cast<Index>(column / 2)];
    }
    if (column < own) {
        return slack.root[static_cast<Index>(column - arcs)];
    }
    auto const& chain = core_.chains[static_cast<Index>(home_[hook])];
    bool const from_a = column == own;
    auto const first = from_a ? chain.first : chain.first + place_[hook];
    auto const end = from_a ? chain.first + place_[hook] : chain.first + chain.count;
    double left = 0.0;
    for (auto e = first; e < end; ++e) {
        left += slack.edge[from_a ? 0 : 1][static_cast<Index>(e)];
    }
    return left;
}

// From the edges farthest from the end that the chain is opened from: nearer ones serve more loads.
void Relaxation::take_slack(Index hook, std::int32_t column, double amount, Slack& slack) {
    auto const arcs = core_.arc_count();
    auto const own = arcs + static_cast<std::int32_t>(core_.roots.size());
    if (column >= arcs && column < own) {
        slack.root[static_cast<Index>(column - arcs)] -= amount;
        return;
    }
    bool const from_a = column < arcs ? column % 2 == 0 : column == own;
    auto const index = static_cast<Index>(column < arcs ? column / 2 : home_[hook]);
    auto const& chain = core_.chains[index];
    slack.chain[from_a ? 0 : 1][index] -= amount;
    auto const reach = column < arcs ? chain.count : from_a ? place_[hook] : chain.count - place_[hook];
    for (std::int32_t i = reach - 1; i >= 0 && amount > 0.0; --i) {
        auto const e = static_cast<Index>(from_a ? chain.first + i : chain.first + chain.count - 1 - i);
        double const part = std::min(amount, slack.edge[from_a ? 0 : 1][e]);
        slack.edge[from_a ? 0 : 1][e] -= part;
        amount -= part;
    }
}

} // namespace saggar::topology
