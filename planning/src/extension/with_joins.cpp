// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "with_joins.hpp"

#include "joins.hpp"

#include "saggar/network/at.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int tries = 4;        // of one join, each with less heat than the one before
constexpr double less = 0.7;    // of it
constexpr std::size_t most = 3; // joins of a plan

class JoinTrials {
public:
    JoinTrials(Project const& project, JoinFinder const& finder, TopologyProblem const& topology,
               ExtensionPlan const& routes, JoinWork const& work, std::vector<std::string>& contradicted)
        : project_{project},
          finder_{finder},
          topology_{topology},
          routes_{routes},
          work_{work},
          contradicted_{contradicted} {}

    std::optional<ExtensionPlan> run() {
        bool const there =
            routes_.status == ExtensionStatus::confirmed || routes_.status == ExtensionStatus::nothing_pays;
        if (there) {
            join_to(routes_.topology, {});
        }
        if (!stopped_) {
            join_first();
        }
        return std::move(best_);
    }

private:
    // Of all that is joined and confirmed the best is kept.
    void join_to(TopologyPlan const& routes, std::vector<ExtensionJoin> const& joins) {
        TopologyPlan plan = routes;
        std::vector<ExtensionJoin> joined = joins;
        while (joined.size() < most && !stopped_) {
            std::optional<ExtensionJoin> join = finder_.best(plan, joined);
            for (int i = 0; join && !stopped_; ++i) {
                TopologyPlan topology = finder_.with(plan, *join);
                std::vector<ExtensionJoin> with = joined;
                with.push_back(*join);
                if (try_with(topology, with)) {
                    plan = std::move(topology);
                    joined = std::move(with);
                    break;
                }
                join = i + 1 < tries ? finder_.best(plan, joined, join->plant, less * join->heat_w)
                                     : std::nullopt;
            }
            if (!join) {
                return;
            }
        }
    }

    // Loads along the way of a plant that is joined whatever they bring. Where routes join it anyway they
    // have been found.
    void join_first() {
        if (topology_.loads.empty()) {
            return;
        }
        TopologyPlan const nothing = JoinFinder::nothing(topology_);
        std::optional<ExtensionJoin> join = finder_.best(nothing, {});
        if (!join || (routes_.topology.source_w.size() > at(join->plant) &&
                      finder_.savers(routes_.topology)[at(join->plant)] != 0)) {
            return;
        }
        TopologyPlan routes = work_.search(
            finder_.beside(*join), fmt::format("routes with {} joined", project_.plants[at(join->plant)].id));
        if (routes.status == TopologyStatus::stopped) {
            stopped_ = true;
            best_.emplace().status = ExtensionStatus::stopped;
            return;
        }
        bool const connects = routes.status != TopologyStatus::no_plan && !routes.connected.empty();
        if (!connects) {
            return;
        }
        TopologyPlan const with = finder_.with(std::move(routes), *join);
        if (try_with(with, {*join})) {
            join_to(with, {*join});
        }
    }

    // False where it is not confirmed, or worth less than what is.
    bool try_with(TopologyPlan const& topology, std::vector<ExtensionJoin> const& joins) {
        ExtensionPlan plan = work_.confirm(topology, joins);
        if (plan.status == ExtensionStatus::stopped) {
            stopped_ = true;
            best_ = std::move(plan);
            return false;
        }
        if (plan.status != ExtensionStatus::confirmed) {
            contradicted_.push_back(fmt::format("with {} joined for loads of today: {}",
                                                project_.plants[at(joins.back().plant)].id, plan.diagnosis));
            return false;
        }
        if (best_ && work_.merit(plan) <= work_.merit(*best_)) {
            return false;
        }
        best_ = std::move(plan);
        return true;
    }

    Project const& project_;
    JoinFinder const& finder_;
    TopologyProblem const& topology_;
    ExtensionPlan const& routes_;
    JoinWork const& work_;
    std::vector<std::string>& contradicted_;
    std::optional<ExtensionPlan> best_;
    bool stopped_{false};
};

// No plan is worth more than the routes' bound and what loads of today can save at most.
void set_bound(TopologyPlan& plan, double bound) {
    plan.bound = bound;
    if (!plan.pipes.empty()) {
        plan.gap = (bound - plan.value) / std::max(std::abs(plan.value), std::abs(bound));
    }
    bool const proven = bound - plan.value <= TopologySettings{}.gap_wanted * std::abs(bound);
    if (plan.status == TopologyStatus::proven && !proven) {
        plan.status = TopologyStatus::work_limit;
    }
}

} // namespace

void join_plants(Project const& project, ExtensionProblem const& problem, TopologyProblem const& topology,
                 HeatOfYear const& present, JoinWork const& work, ExtensionVariants& made) {
    JoinFinder const finder{project, problem, topology, present};
    if (!finder.any()) {
        return;
    }
    made.savers = finder.savers(made.routes.topology);
    std::vector<std::string>& contradicted = made.routes.contradicted;
    made.joined = JoinTrials{project, finder, topology, made.routes, work, contradicted}.run();
    double const bound = made.routes.topology.bound + finder.at_most();
    auto const add_saving = [&](ExtensionPlan& plan) {
        plan.topology.value += finder.saving_by(plan.topology, plan.joins);
        set_bound(plan.topology, bound);
    };
    if (made.joined) {
        made.joined->contradicted = contradicted;
        made.savers_joined = finder.savers(made.joined->topology);
        add_saving(*made.joined);
    }
    add_saving(made.routes);
}

std::vector<std::string> describe_joins(Project const& project, std::vector<ExtensionJoin> const& joins) {
    std::vector<std::string> said;
    said.reserve(joins.size());
    for (ExtensionJoin const& join : joins) {
        said.push_back(
            fmt::format("{} gives {:.0f} kW of that at the design point to loads of today, in the place "
                        "of dearer plants",
                        project.plants[at(join.plant)].id, join.heat_w * 1e-3));
    }
    return said;
}

} // namespace saggar::detail
