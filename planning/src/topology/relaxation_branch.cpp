// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What search and branching ask of a relaxation.
#include "topology/relaxation.hpp"

#include "topology/numbers.hpp"

#include <algorithm>

namespace saggar::topology {
namespace {}

std::vector<double> Relaxation::forced_losses() const {
    std::vector<double> losses;
    for (auto const& choice : choice_) {
        losses.push_back(std::max(0.0, choice.worth - choice.forward));
        losses.push_back(std::max(0.0, choice.worth - choice.backward));
    }
    return losses;
}

std::vector<double> Relaxation::flows_w() const {
    auto const arcs = core_.arc_count();
    std::vector<double> flows(static_cast<Index>(arcs), 0.0);
    for (Index h = 0; h < core_.hooks.size(); ++h) {
        for (auto i = static_cast<Index>(row_begin_[h]); i < static_cast<Index>(row_begin_[h + 1]); ++i) {
            if (column_[i] < arcs) {
                flows[static_cast<Index>(column_[i])] += core_.hooks[h].peak_w * taken_[i];
            }
        }
    }
    return flows;
}

std::vector<char> Relaxation::liked_hooks() const {
    std::vector<char> liked;
    for (Index h = 0; h < state_.size(); ++h) {
        liked.push_back(
            state_[h] == HookState::always || (state_[h] == HookState::open && reduced_[h] > 0.0) ? 1 : 0);
    }
    return liked;
}

std::vector<double> Relaxation::hook_shares() const {
    std::vector<double> shares;
    for (Index h = 0; h < state_.size(); ++h) {
        shares.push_back(state_[h] == HookState::never ? 0.0 : hook_share_[h]);
    }
    return shares;
}

void Relaxation::reprice() {
    if (best_w_.size() == w_.size()) {
        w_ = best_w_;
    }
    bound_ = infinite;
    best_value_ = infinite;
    std::fill(d_.begin(), d_.end(), 0.0);
    since_ = 0;
}

Relaxation::Node Relaxation::node() const {
    return {.hooks = state_,
            .gone_arcs = arc_gone_,
            .forced_chains = forced_,
            .multipliers = best_w_.size() == w_.size() ? best_w_ : w_,
            .bound = bound_};
}

void Relaxation::resume(Node const& node, double whole) {
    whole_ = whole;
    frozen_ = true;
    state_ = node.hooks;
    arc_gone_ = node.gone_arcs;
    forced_ = node.forced_chains;
    w_ = node.multipliers;
    best_w_ = node.multipliers;
    bound_ = node.bound;
    best_value_ = std::numeric_limits<double>::infinity();
    std::fill(d_.begin(), d_.end(), 0.0);
    scale_ = 0.1;
    since_ = 0;
    find_lower_prices();
}

std::optional<Relaxation::Question> Relaxation::least_agreed() const {
    std::optional<Question> found;
    double most = -1.0;
    auto const consider = [&](double share, double weight, Question const& question) {
        if (double const doubt = std::min(share, 1.0 - share) * weight + 1e-9 * weight; doubt > most) {
            most = doubt;
            found = question;
        }
    };
    for (Index h = 0; h < state_.size(); ++h) {
        if (state_[h] == HookState::open) {
            consider(hook_share_[h], std::max(core_.hooks[h].profit, 1e-9), {.of_hook = true, .index = h});
        }
    }
    for (Index c = 0; c < forced_.size(); ++c) {
        if (forced_[c] == 0 && (arc_gone_[2 * c] == 0 || arc_gone_[2 * c + 1] == 0)) {
            consider(chain_share_[c], std::max(chain_fixed_[c], 1e-9), {.of_hook = false, .index = c});
        }
    }
    return found;
}

void Relaxation::decide(Question const& question, bool yes) {
    if (question.of_hook) {
        state_[question.index] = yes ? HookState::always : HookState::never;
    } else if (yes) {
        forced_[question.index] = 1;
    } else {
        arc_gone_[2 * question.index] = arc_gone_[2 * question.index + 1] = 1;
        find_lower_prices();
    }
}

} // namespace saggar::topology
