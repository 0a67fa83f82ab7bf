// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/budget_search.hpp"

#include "topology/core.hpp"
#include "topology/numbers.hpp"
#include "topology/pipe_search.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace saggar::topology {
namespace {

// So many times the price at which the budget is spent: above it, loads are worth more than what they cost
// where they are worth connecting at all, and the budget alone limits them.
constexpr std::array above_price{2.0, 1.2, 4.0};
// Temperatures to begin with, times what a street costs in the mean.
constexpr std::array heat{0.3, 1.0, 0.1, 3.0};

} // namespace

BudgetSearch::BudgetSearch(TopologyProblem const& problem, TopologySettings const& settings)
    : problem_{problem}, settings_{settings}, random_{settings.seed} {}

TopologyPlan BudgetSearch::improve(TopologyPlan const& from, double spent_at, std::int64_t round,
                                   Effort& effort) {
    TopologyProblem priced = problem_;
    double const price = spent_at * above_price[static_cast<Index>(round) % above_price.size()];
    for (auto& load : priced.loads) {
        load.value = price * load.benefit.value_or(load.peak_w);
    }
    Pricing const pricing{priced, settings_.objective};
    std::vector<Line> lines; // for the way into the core alone: nothing of it is priced by lines
    double edge_cost = 0.0;
    for (Index e = 0; e < priced.edges.size(); ++e) {
        lines.push_back(pricing.line(static_cast<std::int32_t>(e)));
        edge_cost += lines.back().fixed;
    }
    edge_cost /= std::max(1.0, static_cast<double>(lines.size()));
    Core const core = contract(priced, pricing, lines, 1.0);
    PipeSearch search{pricing, core, random_.next()};
    search.keep_within(settings_.budget, price);
    TopologyPlan plan;
    plan.value = -infinite;
    if (!search.adopt(from)) {
        return plan;
    }
    double const hot = edge_cost * heat[static_cast<Index>(round) % heat.size()];
    search.anneal(150LL * static_cast<std::int64_t>(priced.edges.size()), hot, hot * 1e-3, effort);
    if (search.found()) {
        plan = search.plan();
        plan.value = 0.0;
    }
    return plan;
}

} // namespace saggar::topology
