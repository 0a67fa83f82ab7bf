// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The relaxation of a problem by the steps of its tables, with what it stands on: the problem above it where
// sources may feed in, its core of single edges, the steps.

#include "topology/core.hpp"
#include "topology/relaxation.hpp"
#include "topology/steps.hpp"

#include <memory>
#include <vector>

namespace saggar::topology {

// Lines below what edges cost, close to the plan's flows (`sum_w`, the sum of peaks per edge).
[[nodiscard]] std::vector<Line> lines_below(Pricing const& pricing, double total_w, double share_low,
                                            std::vector<double> const& sum_w, TopologyPlan const& plan);

// Slope scaling (Crainic, Gendron and Hernu 2004): every edge as the line that is right where it carries
// `share` of such a sum of peaks.
[[nodiscard]] std::vector<Line> lines_at(Pricing const& pricing, std::vector<double> const& sum_w,
                                         std::vector<double> const& share);

class StepBound {
public:
    // share_low: common peak of all customers over the sum of theirs. Of the plan and the sums of peaks only
    // lines follow, for problems too large for the steps to have all their multipliers.
    StepBound(Pricing const& pricing, double share_low, std::vector<double> const& sum_w,
              TopologyPlan const& plan);

    [[nodiscard]] Core& core() { return *core_; }
    [[nodiscard]] Relaxation& relaxation() { return *relaxation_; }
    // The core with other lines.
    [[nodiscard]] Core contracted(std::vector<Line> const& lines) const;
    // Sums of peaks as the relaxation leads them, where it leads any.
    void read_flows(std::vector<double>& sum_w) const;
    // Whether the problem is its own, not one above it, and small enough for many parts.
    [[nodiscard]] bool branchable() const;

private:
    [[nodiscard]] std::vector<Line> first_steps() const;

    Pricing const& pricing_;
    double source_share_;
    std::unique_ptr<TopologyProblem> above_; // where sources may feed in the bound is that of another problem
    std::unique_ptr<Pricing> above_pricing_;
    std::unique_ptr<Core> core_;
    std::unique_ptr<Steps> steps_;
    std::unique_ptr<Relaxation> relaxation_;
};

} // namespace saggar::topology
