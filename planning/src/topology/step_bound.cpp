// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/step_bound.hpp"

#include "topology/branching.hpp"
#include "topology/fed_together.hpp"
#include "topology/numbers.hpp"

#include <algorithm>

namespace saggar::topology {
namespace {

double all_peaks_w(TopologyProblem const& problem) {
    double sum_w = 0.0;
    for (auto const& load : problem.loads) {
        sum_w += load.peak_w;
    }
    return sum_w;
}

} // namespace

std::vector<Line> lines_below(Pricing const& pricing, double total_w, double share_low,
                              std::vector<double> const& sum_w, TopologyPlan const& plan) {
    std::vector<double> near_w(pricing.problem().edges.size(), 0.0);
    for (auto const& pipe : plan.pipes) {
        near_w[static_cast<Index>(pipe.edge)] = sum_w[static_cast<Index>(pipe.edge)];
    }
    std::vector<Line> lines;
    for (Index e = 0; e < near_w.size(); ++e) {
        lines.push_back(pricing.underestimate(static_cast<std::int32_t>(e), total_w, near_w[e], share_low));
    }
    return lines;
}

std::vector<Line> lines_at(Pricing const& pricing, std::vector<double> const& sum_w,
                           std::vector<double> const& share) {
    std::vector<Line> lines;
    for (Index e = 0; e < sum_w.size(); ++e) {
        auto const edge = static_cast<std::int32_t>(e);
        double const least_w = std::min(sum_w[e], pricing.capacity_w(edge) / share[e]);
        double const flow_w = least_w * share[e];
        constexpr double reach = 1.6;
        double const above = std::min(flow_w * reach, pricing.capacity_w(edge));
        double const here = pricing.cost_of_flow(edge, flow_w);
        double const rise = pricing.cost_of_flow(edge, above) - pricing.cost_of_flow(edge, flow_w / reach);
        double const run_w = (above - flow_w / reach) / share[e];
        double const slope = run_w > 0.0 ? std::min(std::max(0.0, rise / run_w), here / least_w) : 0.0;
        lines.push_back({.fixed = std::max(0.0, here - slope * least_w), .per_w = slope});
    }
    return lines;
}

StepBound::StepBound(Pricing const& pricing, double share_low, std::vector<double> const& sum_w,
                     TopologyPlan const& plan)
    : pricing_{pricing}, source_share_{pricing.objective() == TopologyObjective::linear ? 1.0 : share_low} {
    if (feeds_together(pricing.problem())) {
        above_ = std::make_unique<TopologyProblem>(above_fed_together(pricing));
        above_pricing_ = std::make_unique<Pricing>(*above_, pricing.objective());
    }
    core_ = std::make_unique<Core>(contracted(first_steps()));
    if (!Relaxation::has_all_multipliers(*core_)) { // what has none is best left to sloping lines
        core_ = std::make_unique<Core>(contracted(
            above_ ? lines_below(*above_pricing_, all_peaks_w(*above_), 1.0, sum_w, plan)
                   : lines_below(pricing, all_peaks_w(pricing.problem()), share_low, sum_w, plan)));
    }
    steps_ = std::make_unique<Steps>(above_ ? *above_pricing_ : pricing, *core_, above_ != nullptr);
    relaxation_ = std::make_unique<Relaxation>(*core_, steps_.get());
}

Core StepBound::contracted(std::vector<Line> const& lines) const {
    return above_ ? contract(*above_, *above_pricing_, lines, 1.0, Chains::single)
                  : contract(pricing_.problem(), pricing_, lines, source_share_, Chains::single);
}

void StepBound::read_flows(std::vector<double>& sum_w) const {
    auto const flows = relaxation_->flows_w();
    for (Index c = 0; c < core_->chains.size(); ++c) {
        if (double const flow_w = flows[2 * c] + flows[2 * c + 1]; flow_w > 0.0) {
            sum_w[static_cast<Index>(core_->edge[c])] = flow_w;
        }
    }
}

bool StepBound::branchable() const {
    return !above_ && Branching::worthwhile(*core_);
}

// What the first load pays; all else is left to the multipliers.
std::vector<Line> StepBound::first_steps() const {
    auto const& problem = pricing_.problem();
    std::vector<Line> lines;
    for (Index e = 0; e < problem.edges.size(); ++e) {
        auto const& edge = problem.edges[e];
        if (edge.present_capacity_w > 0.0) {
            lines.emplace_back();
        } else if (pricing_.objective() == TopologyObjective::linear) {
            lines.push_back(pricing_.line(static_cast<std::int32_t>(e)));
        } else {
            auto const& table = problem.size_tables[static_cast<Index>(edge.size_table)];
            lines.push_back(
                {.fixed = table.front().cost_per_m * edge.length_m + edge.fixed_cost_extra, .per_w = 0.0});
        }
    }
    return lines;
}

} // namespace saggar::topology
