// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/finish.hpp"

#include "topology/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::topology {

bool has_all_that_must(TopologyProblem const& problem, TopologyPlan const& plan) {
    auto const must = std::count_if(problem.loads.begin(), problem.loads.end(),
                                    [](auto const& load) { return load.must_connect; });
    auto const has = std::count_if(plan.connected.begin(), plan.connected.end(),
                                   [&](auto k) { return problem.loads[static_cast<Index>(k)].must_connect; });
    return must == has;
}

void drop_idle(TopologyProblem const& problem, TopologyPlan& plan) {
    std::vector<std::int32_t> into(static_cast<Index>(problem.node_count), -1);
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        into[static_cast<Index>(plan.pipes[p].to)] = static_cast<std::int32_t>(p);
    }
    std::vector<char> carries(plan.pipes.size(), 0);
    auto const mark = [&](std::int32_t node) {
        for (auto p = into[static_cast<Index>(node)]; p >= 0 && carries[static_cast<Index>(p)] == 0;
             p = into[static_cast<Index>(node)]) {
            carries[static_cast<Index>(p)] = 1;
            node = plan.pipes[static_cast<Index>(p)].from;
        }
    };
    for (auto const k : plan.connected) {
        mark(problem.loads[static_cast<Index>(k)].node);
    }
    for (Index s = 0; s < plan.source_w.size(); ++s) {
        if (plan.source_w[s] > 0.0) {
            mark(problem.sources[s].node);
        }
    }
    std::vector<TopologyPipe> left;
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        if (carries[p] != 0) {
            left.push_back(plan.pipes[p]);
        }
    }
    plan.pipes = std::move(left);
}

namespace {

// Of several sources at the foot of a tree, the cheapest that carries what those do not give that feed in, by
// source of that node; it gives that.
std::vector<std::int32_t> choose_feet(Pricing const& pricing, std::vector<std::int32_t> const& into,
                                      std::vector<Behind> const& behind, TopologyPlan& plan) {
    auto const& sources = pricing.problem().sources;
    std::vector<std::int32_t> chosen(sources.size(), -1);
    for (Index s = 0; s < sources.size(); ++s) {
        auto const node = sources[s].node;
        auto const& group = behind[static_cast<Index>(node)];
        if (chosen[s] >= 0 || into[static_cast<Index>(node)] >= 0) {
            continue;
        }
        double flow_w = pricing.taken_w(group) - group.given_w;
        std::int32_t most = -1;
        for (Index other = 0; other < sources.size(); ++other) {
            if (sources[other].node == node && plan.source_w[other] > 0.0) {
                flow_w -= plan.source_w[other];
                bool const more = most < 0 || plan.source_w[other] > plan.source_w[static_cast<Index>(most)];
                most = more ? static_cast<std::int32_t>(other) : most;
            }
        }
        double least = std::numeric_limits<double>::infinity();
        std::int32_t cheapest = most; // filled before: what holds it gives its part already
        double const rounding_w = 1e-9 * pricing.taken_w(group);
        for (Index other = 0; other < sources.size(); ++other) {
            auto const& source = sources[other];
            double const cost = source.fixed_cost + source.cost_per_w * flow_w;
            if (source.node == node && plan.source_w[other] <= 0.0 && (most < 0 || flow_w > rounding_w) &&
                flow_w <= source.capacity_w * (1.0 + 1e-9) && cost < least) {
                least = cost;
                cheapest = static_cast<std::int32_t>(other);
            }
        }
        for (Index other = s; other < sources.size(); ++other) {
            chosen[other] = sources[other].node == node ? cheapest : chosen[other];
        }
        if (cheapest >= 0 && cheapest != most && group.used()) {
            plan.source_w[static_cast<Index>(cheapest)] = flow_w;
        }
    }
    return chosen;
}

} // namespace

void fill(Pricing const& pricing, TopologyPlan& plan) {
    auto const& problem = pricing.problem();
    auto const nodes = static_cast<Index>(problem.node_count);
    std::vector<std::int32_t> into(nodes, -1);
    std::vector<std::vector<std::int32_t>> out(nodes);
    for (Index p = 0; p < plan.pipes.size(); ++p) {
        into[static_cast<Index>(plan.pipes[p].to)] = static_cast<std::int32_t>(p);
        out[static_cast<Index>(plan.pipes[p].from)].push_back(static_cast<std::int32_t>(p));
    }
    std::vector<Behind> behind(nodes);
    for (auto const k : plan.connected) {
        auto const& load = problem.loads[static_cast<Index>(k)];
        behind[static_cast<Index>(load.node)].add(pricing.behind(load));
    }
    plan.source_w.resize(problem.sources.size(), 0.0);
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const node = static_cast<Index>(problem.sources[s].node);
        behind[node].given_w += into[node] < 0 ? 0.0 : plan.source_w[s];
    }
    std::vector<std::int32_t> order;
    std::vector<std::int32_t> source_at(nodes, -1);
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const node = problem.sources[s].node;
        if (into[static_cast<Index>(node)] < 0 && source_at[static_cast<Index>(node)] < 0) {
            order.push_back(node);
            source_at[static_cast<Index>(node)] = static_cast<std::int32_t>(s);
        }
    }
    auto const tops = order.size();
    for (Index next = 0; next < order.size(); ++next) {
        for (auto const p : out[static_cast<Index>(order[next])]) {
            order.push_back(plan.pipes[static_cast<Index>(p)].to);
            source_at[static_cast<Index>(plan.pipes[static_cast<Index>(p)].to)] =
                source_at[static_cast<Index>(order[next])];
        }
    }
    std::vector<TopologyPipe> pipes;
    for (Index i = order.size(); i-- > tops;) {
        auto pipe = plan.pipes[static_cast<Index>(into[static_cast<Index>(order[i])])];
        auto const& group = behind[static_cast<Index>(pipe.to)];
        if (!group.used()) {
            continue;
        }
        behind[static_cast<Index>(pipe.from)].add(group);
        pipe.sum_of_peaks_w = group.sum_w;
        pipe.flow_w = pricing.flow_w(group);
        pipe.size = pricing.size(pipe.edge, pipe.flow_w);
        pipes.push_back(pipe);
    }
    std::reverse(pipes.begin(), pipes.end());
    plan.pipes = std::move(pipes);
    auto const chosen = choose_feet(pricing, into, behind, plan);
    plan.source_of.assign(problem.loads.size(), -1);
    for (auto const k : plan.connected) {
        auto const at = source_at[static_cast<Index>(problem.loads[static_cast<Index>(k)].node)];
        plan.source_of[static_cast<Index>(k)] = at < 0 ? -1 : chosen[static_cast<Index>(at)];
    }
    plan.foot_of.assign(problem.sources.size(), -1);
    for (Index s = 0; s < problem.sources.size(); ++s) {
        auto const at = source_at[static_cast<Index>(problem.sources[s].node)];
        plan.foot_of[s] = plan.source_w[s] > 0.0 && at >= 0 ? chosen[static_cast<Index>(at)] : -1;
    }
}

namespace {

// Below this a pipe carries nothing: what counts as the least flow of a pipe, and rounding.
bool is_still(TopologyPipe const& pipe) {
    constexpr double least_w = 2e-3;
    return pipe.flow_w <= std::max(least_w, 1e-9 * pipe.sum_of_peaks_w);
}

// Of sources that stand behind the pipe and give, the one that gives most; -1: there is none.
std::int32_t largest_behind(TopologyProblem const& problem, TopologyPlan const& plan,
                            TopologyPipe const& pipe) {
    std::vector<char> behind(static_cast<Index>(problem.node_count), 0);
    behind[static_cast<Index>(pipe.to)] = 1;
    for (TopologyPipe const& next : plan.pipes) { // outwards
        if (behind[static_cast<Index>(next.from)] != 0) {
            behind[static_cast<Index>(next.to)] = 1;
        }
    }
    std::int32_t largest = -1;
    for (Index s = 0; s < problem.sources.size(); ++s) {
        double const least_w = largest < 0 ? 0.0 : plan.source_w[static_cast<Index>(largest)];
        if (behind[static_cast<Index>(problem.sources[s].node)] != 0 && plan.source_w[s] > least_w) {
            largest = static_cast<std::int32_t>(s);
        }
    }
    return largest;
}

} // namespace

bool cut_still_pipes(Pricing const& pricing, TopologyPlan& plan) {
    TopologyProblem const& problem = pricing.problem();
    bool cut = false;
    for (auto still = std::ranges::find_if(plan.pipes, is_still); still != plan.pipes.end();
         still = std::ranges::find_if(plan.pipes, is_still)) {
        std::int32_t const source = largest_behind(problem, plan, *still);
        if (source < 0) {
            break;
        }
        std::int32_t const top = still->to;
        plan.pipes.erase(still);
        std::vector<TopologyPipe*> way; // from the source to where heat came in
        for (std::int32_t node = problem.sources[static_cast<Index>(source)].node; node != top;
             node = way.back()->from) {
            way.push_back(&*std::ranges::find(plan.pipes, node, &TopologyPipe::to));
        }
        for (TopologyPipe* const pipe : way) {
            std::swap(pipe->from, pipe->to);
        }
        drop_idle(problem, plan);
        fill(pricing, plan);
        cut = true;
    }
    return cut;
}

double gap_of(TopologyPlan const& plan) {
    double const scale = std::max(std::abs(plan.value), std::abs(plan.bound));
    return plan.bound <= plan.value    ? 0.0
           : std::isfinite(plan.bound) ? (plan.bound - plan.value) / scale
                                       : plan.bound;
}

void finish(TopologyProblem const& problem, TopologySettings const& settings, Effort const& effort,
            TopologyPlan& plan) {
    plan.work = effort.work();
    if (!std::isfinite(plan.value)) {
        plan.status = TopologyStatus::no_plan;
        plan.connected.clear();
        plan.pipes.clear();
        plan.source_of.assign(problem.loads.size(), -1);
        plan.source_w.assign(problem.sources.size(), 0.0);
        plan.foot_of.assign(problem.sources.size(), -1);
        return;
    }
    Pricing const pricing{problem, settings.objective};
    fill(pricing, plan);
    if (TopologyPlan cut = plan; cut_still_pipes(pricing, cut)) {
        auto const worth = evaluate_topology(problem, cut, settings.objective);
        if (worth.cost <= plan.cost) {
            plan = std::move(cut);
            plan.cost = worth.cost;
            plan.value = settings.goal == TopologyGoal::within_budget ? plan.value : worth.value;
            plan.bound = std::max(plan.bound, plan.value);
        }
    }
    plan.gap = gap_of(plan);
    plan.status = plan.gap <= settings.gap_wanted ? TopologyStatus::proven
                  : effort.stopped()              ? TopologyStatus::stopped
                                                  : TopologyStatus::work_limit;
}

} // namespace saggar::topology

namespace saggar {

TopologyPlan thin_out(TopologyProblem const& problem, TopologyObjective objective, TopologyPlan plan,
                      std::vector<std::int32_t> const& without) {
    topology::Pricing const pricing{problem, objective};
    std::erase_if(plan.connected,
                  [&](std::int32_t load) { return std::ranges::find(without, load) != without.end(); });
    for (std::size_t foot = 0; foot < problem.sources.size(); ++foot) {
        topology::Behind tree;
        for (std::int32_t const k : plan.connected) {
            auto const load = static_cast<std::size_t>(k);
            if (plan.source_of[load] == static_cast<std::int32_t>(foot)) {
                tree.add(pricing.behind(problem.loads[load]));
            }
        }
        double given_w = 0.0;
        for (std::size_t s = 0; s < problem.sources.size(); ++s) {
            given_w +=
                s != foot && plan.foot_of[s] == static_cast<std::int32_t>(foot) ? plan.source_w[s] : 0.0;
        }
        double const less = given_w > 0.0 ? std::min(1.0, pricing.taken_w(tree) / given_w) : 1.0;
        for (std::size_t s = 0; s < problem.sources.size(); ++s) {
            if (s != foot && plan.foot_of[s] == static_cast<std::int32_t>(foot)) {
                plan.source_w[s] *= less;
            }
        }
    }
    for (std::size_t s = 0; s < problem.sources.size(); ++s) {
        if (plan.foot_of[s] == static_cast<std::int32_t>(s)) {
            plan.source_w[s] = 0.0; // what is left to it
        }
    }
    topology::drop_idle(problem, plan);
    auto worth = evaluate_topology(problem, plan, objective);
    topology::fill(pricing, plan);
    if (std::isfinite(worth.value) && topology::cut_still_pipes(pricing, plan)) {
        worth = evaluate_topology(problem, plan, objective);
    }
    plan.value = worth.value;
    plan.cost = worth.cost;
    plan.gap = topology::gap_of(plan);
    plan.status = TopologyStatus::work_limit;
    return plan;
}

} // namespace saggar
