// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/topology.hpp"

#include "topology/checks.hpp"
#include "topology/effort.hpp"
#include "topology/finish.hpp"
#include "topology/runs.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace saggar {

std::string_view to_string(TopologyStatus status) {
    switch (status) {
    case TopologyStatus::not_run: return "not run";
    case TopologyStatus::proven: return "proven";
    case TopologyStatus::work_limit: return "work limit";
    case TopologyStatus::stopped: return "stopped";
    case TopologyStatus::no_plan: return "no plan";
    }
    return "?";
}

void TopologyPipe::keep(StateArchive& archive) {
    archive(edge, from, to, sum_of_peaks_w, flow_w, size);
}

void TopologyPlan::keep(StateArchive& archive) {
    archive.section("routes");
    archive(status, connected, pipes, source_of, source_w, foot_of, value, cost, bound, gap, work);
}

namespace {

// Of sources at one node those that another one beats in capacity and cost can be left out, unless they may
// give beside it, and so can those without any capacity. Returns the positions of those that are left; one at
// least.
std::vector<std::int32_t> worthwhile(std::vector<TopologySource> const& sources) {
    auto const beats = [&](std::size_t a, std::size_t b) {
        TopologySource const& one = sources[a];
        TopologySource const& other = sources[b];
        bool const no_worse = one.node == other.node && one.capacity_w >= other.capacity_w &&
                              one.cost_per_w <= other.cost_per_w && one.fixed_cost <= other.fixed_cost;
        bool const better = one.capacity_w > other.capacity_w || one.cost_per_w < other.cost_per_w ||
                            one.fixed_cost < other.fixed_cost;
        return !other.feeds_in && no_worse && (better || a < b);
    };
    std::vector<std::int32_t> left;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        bool beaten = sources[s].capacity_w <= 0.0;
        for (std::size_t other = 0; other < sources.size() && !beaten; ++other) {
            beaten = other != s && beats(other, s);
        }
        if (!beaten) {
            left.push_back(static_cast<std::int32_t>(s));
        }
    }
    if (left.empty() && !sources.empty()) {
        left.push_back(0);
    }
    return left;
}

} // namespace

TopologyPlan plan_topology(TopologyProblem const& problem, TopologySettings const& settings,
                           TopologyGoOn const& go_on) {
    topology::check(problem, settings);
    topology::Effort effort{settings.work, go_on};
    TopologyProblem asked = problem;
    if (settings.goal == TopologyGoal::all_loads) {
        for (auto& load : asked.loads) {
            load.must_connect = true;
        }
    }
    std::vector<std::int32_t> const left = worthwhile(problem.sources);
    asked.sources.clear();
    for (auto const source : left) {
        asked.sources.push_back(problem.sources[static_cast<std::size_t>(source)]);
    }
    if (asked.sources.size() == 1) {
        asked.sources.front().feeds_in = false; // nobody to feed in to
    }
    auto plan = settings.goal == TopologyGoal::within_budget ? topology::run_budget(asked, settings, effort)
                                                             : topology::run_value(asked, settings, effort);
    topology::finish(asked, settings, effort, plan);
    auto const as_given = [&](std::int32_t source) {
        return source < 0 ? -1 : left[static_cast<std::size_t>(source)];
    };
    std::ranges::transform(plan.source_of, plan.source_of.begin(), as_given);
    std::vector<double> source_w(problem.sources.size(), 0.0);
    std::vector<std::int32_t> foot_of(problem.sources.size(), -1);
    for (std::size_t s = 0; s < left.size(); ++s) {
        source_w[static_cast<std::size_t>(left[s])] = plan.source_w[s];
        foot_of[static_cast<std::size_t>(left[s])] = as_given(plan.foot_of[s]);
    }
    plan.source_w = std::move(source_w);
    plan.foot_of = std::move(foot_of);
    return plan;
}

} // namespace saggar
