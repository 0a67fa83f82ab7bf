// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Branch and bound on a relaxation by steps: the part of the problem with the highest bound is split by
// whether a load connects or a street is in use, and each half bounded anew from the multipliers of the
// whole. What is left at any time covers all plans better than the best known, so that the highest bound of
// it is a bound whenever the search ends.

#include "topology/relaxation.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace saggar::topology {

class Branching {
public:
    // Takes over the relaxation of that core, as far as it has come. Plans that cost more than `most_cost` do
    // not count.
    Branching(TopologyProblem const& problem, TopologyObjective objective, Core const& core,
              Relaxation& relaxation, double most_cost = std::numeric_limits<double>::infinity());

    // Splits so many parts, or fewer. `known`: value of the best plan known.
    void advance(double known, int parts, double gap_wanted, Effort& effort);
    [[nodiscard]] double bound(double known) const;
    // The best plan that was all that was left somewhere, if any; its value is set.
    [[nodiscard]] std::optional<TopologyPlan> const& found() const { return found_; }
    // No plan better than known is left, or what is left would not fit into memory.
    [[nodiscard]] bool ended() const { return open_.empty() || full_; }
    // Whether the parts of such a problem are small enough to keep many: by its single edges, whatever chains
    // the core makes of them.
    [[nodiscard]] static bool worthwhile(Core const& core);

private:
    TopologyProblem const& problem_;
    TopologyObjective objective_;
    Core const& core_;
    Relaxation& relaxation_;
    double most_cost_;
    std::optional<TopologyPlan> found_;
    std::vector<Relaxation::Node> open_; // a heap, the highest bound first
    double left_{0.0};                   // highest bound of what was decided through without a proof
    bool full_{false};
};

} // namespace saggar::topology
