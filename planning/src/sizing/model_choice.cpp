// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "model.hpp"

#include "sizing/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr std::size_t candidates_in_all = 64;
// Beyond these a pass over single changes, or over pairs of them, takes longer than it is worth.
constexpr std::size_t most_pairs_for_single_changes = 4000;
constexpr std::size_t most_pairs_for_double_changes = 60;

// Points of a front that are kept: memory and time are their number times that of the pairs.
std::size_t front_of(std::size_t nodes) {
    return std::clamp<std::size_t>(2'000'000 / std::max<std::size_t>(nodes, 1), 60, 300);
}

} // namespace

double SizingModel::design_lift_pa(ModelTree const& from, Sizes const& sizes) const {
    std::vector<double> lost(from.parent.size(), 0.0);
    for (std::size_t node = 1; node < lost.size(); ++node) {
        auto const pair = from.pair[node];
        lost[node] =
            lost[static_cast<std::size_t>(from.parent[node])] +
            (pair >= 0
                 ? options_[static_cast<std::size_t>(pair)][sizes[static_cast<std::size_t>(pair)]].design_pa
                 : 0.0);
    }
    double lift = 0.0;
    for (ModelConsumer const& consumer : from.consumers) {
        lift = std::max(lift, lost[static_cast<std::size_t>(consumer.node)] + consumer.design_pa);
    }
    return lift;
}

double SizingModel::load_lift_pa(ModelTree const& from, Sizes const& sizes, std::size_t load) const {
    std::vector<double> lost(from.parent.size(), 0.0);
    for (std::size_t node = 1; node < lost.size(); ++node) {
        auto const pair = from.pair[node];
        lost[node] =
            lost[static_cast<std::size_t>(from.parent[node])] +
            (pair >= 0 ? options_[static_cast<std::size_t>(pair)][sizes[static_cast<std::size_t>(pair)]]
                             .load_pa[load]
                       : 0.0);
    }
    double lift = 0.0;
    for (ModelConsumer const& consumer : from.consumers) {
        lift = std::max(lift, lost[static_cast<std::size_t>(consumer.node)] + consumer.load_pa[load]);
    }
    return lift;
}

ModelCost SizingModel::cost(Sizes const& sizes) const {
    ModelCost cost;
    for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
        cost.pairs += options_[pair][sizes[pair]].cost;
    }
    for (ModelTree const& tree : trees_) {
        for (std::size_t load = 0; load < tree.price_per_pa.size(); ++load) {
            if (tree.price_per_pa[load] > 0.0) {
                cost.pumping += tree.price_per_pa[load] * load_lift_pa(tree, sizes, load);
            }
        }
        if (std::isfinite(tree.largest_lift_pa)) {
            cost.short_pa = std::max(cost.short_pa, design_lift_pa(tree, sizes) - tree.largest_lift_pa);
        }
    }
    return cost;
}

SizingTree SizingModel::tree(ModelTree const& from) const {
    bool const limited = std::isfinite(from.largest_lift_pa);
    SizingTree made;
    made.parent = from.parent;
    made.options.resize(from.parent.size());
    made.lift_cost_needed.assign(from.parent.size(), -infinity);
    made.head_needed.assign(from.parent.size(), -infinity);
    for (std::size_t node = 1; node < from.parent.size(); ++node) {
        if (from.pair[node] < 0) {
            continue;
        }
        std::vector<ModelOption> const& options = options_[static_cast<std::size_t>(from.pair[node])];
        for (std::size_t k = 0; k < options.size(); ++k) {
            if (options[k].allowed) {
                made.options[node].push_back({.size = k,
                                              .cost = options[k].cost,
                                              .lift_cost = options[k].priced,
                                              .head = limited ? options[k].design_pa : 0.0});
            }
        }
    }
    for (ModelConsumer const& consumer : from.consumers) {
        double need = 0.0;
        for (std::size_t load = 0; load < from.price_per_pa.size(); ++load) {
            need += from.price_per_pa[load] * consumer.load_pa[load];
        }
        auto const node = static_cast<std::size_t>(consumer.node);
        made.lift_cost_needed[node] = std::max(made.lift_cost_needed[node], need);
        made.head_needed[node] = std::max(made.head_needed[node], limited ? consumer.design_pa : 0.0);
    }
    return made;
}

// What the tree's pairs and its plant's lift cost with these sizes.
double SizingModel::tree_cost(ModelTree const& from, Sizes const& sizes) const {
    double total = 0.0;
    for (std::int32_t const pair : from.pair) {
        if (pair >= 0) {
            auto const p = static_cast<std::size_t>(pair);
            total += options_[p][sizes[p]].cost;
        }
    }
    for (std::size_t load = 0; load < from.price_per_pa.size(); ++load) {
        total +=
            from.price_per_pa[load] > 0.0 ? from.price_per_pa[load] * load_lift_pa(from, sizes, load) : 0.0;
    }
    return total;
}

TreeLimits SizingModel::limits(ModelTree const& from, Sizes const& known) const {
    TreeLimits made;
    made.front = front_of(from.parent.size());
    made.largest_head = from.largest_lift_pa;
    if (!std::isfinite(from.largest_lift_pa) || design_lift_pa(from, known) <= from.largest_lift_pa) {
        made.dearest = tree_cost(from, known) * (1.0 + round_off);
    }
    return made;
}

std::vector<Sizes> SizingModel::candidates(ModelTree const& from, Sizes const& start) const {
    std::vector<Sizes> made;
    SizingTree const choices = tree(from);
    for (TreeChoice const& choice : best_choices(choices, limits(from, start), candidates_in_all)) {
        Sizes sizes = start;
        for (std::size_t node = 1; node < from.parent.size(); ++node) {
            if (from.pair[node] >= 0) {
                sizes[static_cast<std::size_t>(from.pair[node])] =
                    choices.options[node][choice.option[node]].size;
            }
        }
        made.push_back(std::move(sizes));
    }
    return made;
}

std::optional<Sizes> SizingModel::best(Sizes const& start) const {
    Sizes sizes = start;
    for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
        std::vector<ModelOption> const& options = options_[pair];
        if (tree_of_[pair] < 0) { // it closes a loop, or leads to nobody
            for (std::size_t k = 0; k < options.size(); ++k) {
                if (options[k].allowed &&
                    (!options[sizes[pair]].allowed || options[k].cost < options[sizes[pair]].cost)) {
                    sizes[pair] = k;
                }
            }
        } else if (!options[sizes[pair]].allowed) {
            sizes[pair] = allowed_from(pair, sizes[pair]);
        }
    }
    sizes = mended(std::move(sizes));
    for (ModelTree const& tree : trees_) {
        ModelCost known = cost(sizes);
        for (Sizes& one : candidates(tree, sizes)) {
            ModelCost const made = cost(one);
            bool const keeps = made.short_pa <= known.short_pa || made.short_pa <= 0.0;
            if (keeps && (made.total() < known.total() || known.short_pa > std::max(made.short_pa, 0.0))) {
                known = made;
                sizes = std::move(one);
            }
        }
    }
    if (cost(sizes).short_pa > 0.0) {
        return std::nullopt;
    }
    improve(sizes);
    return sizes;
}

void SizingModel::improve(Sizes& sizes) const {
    std::size_t const n = sizes.size();
    if (n > most_pairs_for_single_changes) {
        return;
    }
    double known = cost(sizes).total();
    auto const better = [&] {
        ModelCost const made = cost(sizes);
        if (made.short_pa <= 0.0 && made.total() < known * (1.0 - round_off)) {
            known = made.total();
            return true;
        }
        return false;
    };
    auto const moved = [&](std::size_t pair, int step) -> std::optional<std::size_t> {
        auto const k = static_cast<std::int64_t>(sizes[pair]) + step;
        bool const there = k >= 0 && k < static_cast<std::int64_t>(options_[pair].size()) &&
                           options_[pair][static_cast<std::size_t>(k)].allowed;
        return there ? std::optional{static_cast<std::size_t>(k)} : std::nullopt;
    };
    // What pumping costs less by a change is at most what the pair's own part costs less.
    auto const may_pay = [](ModelOption const& present, ModelOption const& other) {
        return other.cost - present.cost + std::min(0.0, other.priced - present.priced) < 0.0;
    };
    bool again = true;
    for (int pass = 0; again && pass < 4; ++pass) {
        again = false;
        for (std::size_t pair = 0; pair < n; ++pair) {
            for (int const step : {-1, 1}) {
                std::size_t const before = sizes[pair];
                if (auto const k = moved(pair, step);
                    k && may_pay(options_[pair][before], options_[pair][*k])) {
                    sizes[pair] = *k;
                    bool const won = better();
                    again = again || won;
                    sizes[pair] = won ? *k : before;
                }
            }
        }
        for (std::size_t up = 0; up < n && n <= most_pairs_for_double_changes; ++up) {
            for (std::size_t down = 0; down < n; ++down) {
                auto const larger = moved(up, 1);
                auto const smaller = moved(down, -1);
                if (up == down || !larger || !smaller) {
                    continue;
                }
                Sizes const before = sizes;
                sizes[up] = *larger;
                sizes[down] = *smaller;
                if (better()) {
                    again = true;
                } else {
                    sizes = before;
                }
            }
        }
    }
}

Sizes SizingModel::mended(Sizes sizes) const {
    for (ModelTree const& tree : trees_) {
        if (!std::isfinite(tree.largest_lift_pa)) {
            continue;
        }
        std::vector<double> lost(tree.parent.size(), 0.0);
        while (true) {
            for (std::size_t node = 1; node < lost.size(); ++node) {
                auto const pair = tree.pair[node];
                lost[node] = lost[static_cast<std::size_t>(tree.parent[node])];
                if (pair >= 0) {
                    auto const p = static_cast<std::size_t>(pair);
                    lost[node] += options_[p][sizes[p]].design_pa;
                }
            }
            auto const worst =
                std::ranges::max_element(tree.consumers, {}, [&](ModelConsumer const& consumer) {
                    return lost[static_cast<std::size_t>(consumer.node)] + consumer.design_pa;
                });
            if (lost[static_cast<std::size_t>(worst->node)] + worst->design_pa <= tree.largest_lift_pa) {
                break;
            }
            std::optional<std::size_t> steepest;
            double most = 0.0;
            for (std::int32_t at = worst->node; at > 0; at = tree.parent[static_cast<std::size_t>(at)]) {
                auto const pair = tree.pair[static_cast<std::size_t>(at)];
                if (pair < 0) {
                    continue;
                }
                auto const p = static_cast<std::size_t>(pair);
                std::size_t const next = allowed_from(p, sizes[p] + 1);
                bool const grows = sizes[p] + 1 < options_[p].size() && options_[p][next].allowed;
                if (grows && gradient_pa_m_[p][sizes[p]] > most) {
                    most = gradient_pa_m_[p][sizes[p]];
                    steepest = p;
                }
            }
            if (!steepest) {
                break;
            }
            sizes[*steepest] = allowed_from(*steepest, sizes[*steepest] + 1);
        }
    }
    return sizes;
}

std::optional<double> SizingModel::bound(Sizes const& known) const {
    if (!whole_) {
        return std::nullopt;
    }
    double total = constant_;
    for (std::size_t pair = 0; pair < known.size(); ++pair) {
        if (tree_of_[pair] < 0) {
            double least = infinity;
            for (ModelOption const& option : options_[pair]) {
                least = option.allowed ? std::min(least, option.cost) : least;
            }
            total += least;
        }
    }
    for (ModelTree const& tree : trees_) {
        total += least_cost_bound(this->tree(tree), limits(tree, known));
    }
    return std::isfinite(total) ? std::optional{total} : std::nullopt;
}

} // namespace saggar::detail
