// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_sizer.hpp"

#include "joins.hpp"
#include "money.hpp"
#include "plan_money.hpp"
#include "plants_of_plan.hpp"
#include "rings.hpp"

#include "../confirmed_heat.hpp"
#include "../security/plan_security.hpp"
#include "../sizing/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>

namespace saggar::detail {

PlanSizer::PlanSizer(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                     ExtensionProblem const& problem, ExtensionOptions const& options,
                     TopologyProblem const& topology, ExtensionGoOn go_on)
    : project_{project},
      catalogue_{catalogue},
      map_{map},
      problem_{problem},
      options_{options},
      topology_{topology},
      go_on_{std::move(go_on)},
      life_cycle_factor_{life_cycle_factor(project.economics)} {}

bool PlanSizer::secures() const {
    return options_.secure && asks_for_security(project_);
}

bool PlanSizer::look_at_present() {
    try {
        present_ = confirm(project_, catalogue_, options_.threads, [&] {
            if (!go_on_({.stage = "present network", .value = 0.0, .bound = 0.0, .done = 0})) {
                throw SizingStopped{};
            }
        });
    } catch (SizingStopped const&) {
        return false;
    }
    return true;
}

void PlanSizer::lay(ExtensionPlan& plan, bool shut_rings) {
    std::set<std::int32_t> nodes_at;
    if (secures()) {
        nodes_at = places_for_links(problem_, plan.topology);
    }
    if (!plan.joins.empty()) {
        nodes_at.merge(places_of_joins(plan.topology));
    }
    laid_ = lay_plan(project_, map_, problem_, plan.topology, nodes_at);
    plan.shut_pairs.clear();
    if (shut_rings) {
        plan.shut_pairs = detail::shut_rings(problem_, plan.topology, laid_);
    }
    plan.plant_changes = set_plants(laid_.project, problem_, plan.topology);
}

void PlanSizer::size(ExtensionPlan& plan, LaidProject const& laid,
                     std::vector<std::pair<std::string, std::string>> at_least) {
    std::shared_ptr<Network const> network;
    try {
        network = Network::build(laid.project, catalogue_);
    } catch (Error const& error) {
        plan.status = ExtensionStatus::infeasible;
        plan.diagnosis = fmt::format("the planned network cannot be built: {}", error.what());
        return;
    }
    SizingSettings settings;
    settings.family = family_of(project_);
    for (ExtensionPipe const& pipe : laid.pipes) {
        settings.pairs.push_back(pipe.pair);
        if (pipe.reinforced) {
            settings.laid.push_back(pipe.pair);
        }
    }
    settings.at_least = std::move(at_least);
    std::vector<double> given_w = plan.topology.source_w;
    for (std::size_t i = 0; i < given_w.size(); ++i) {
        given_w[i] += problem_.plant_present_w[i];
    }
    settings.economics =
        sizing_economics(project_, mean_heat_cost_per_mwh(project_, given_w), life_cycle_factor_);
    settings.operating_point = design_point_id(project_);
    settings.threads = options_.threads;
    bool stopped = false;
    plan.sizing = size_pipes(network, settings, [&](std::size_t designs, double best) {
        stopped = stopped || !go_on_({.stage = "sizes", .value = best, .bound = 0.0, .done = designs});
        return !stopped;
    });
    if (stopped) {
        plan.status = ExtensionStatus::stopped;
        return;
    }
    if (plan.sizing.status != SizingStatus::verified) {
        plan.status = ExtensionStatus::infeasible;
        plan.diagnosis = plan.sizing.diagnosis;
        return;
    }
    plan.status = ExtensionStatus::confirmed;
    plan.pipes = laid.pipes;
    auto const sized = Network::build(plan.sizing.project, catalogue_);
    HeatOfYear const heat =
        confirmed_heat(sized,
                       settings.operating_point.empty() ? design_point(*sized)
                                                        : operating_point(*sized, settings.operating_point),
                       plan.sizing.loads);
    settle_money({project_, problem_, topology_, present_, heat}, plan);
}

void PlanSizer::make_room_for_cheap_heat(ExtensionPlan& plan) {
    constexpr int most_rounds = 12;
    constexpr int most_in_vain = 3;
    LaidProject laid_best = laid_;
    SizingReport const by_load = plan.sizing;
    plan.larger_for_cheap_heat.clear();
    ExtensionPlan tried = plan;
    auto at_least = options_.at_least;
    int in_vain = 0;
    for (int round = 0; round < most_rounds && in_vain < most_in_vain; ++round) {
        if (!name_next_larger(tried, at_least)) {
            break;
        }
        free_present(tried.money.heat.too_small);
        tried.money = {};
        size(tried, laid_, at_least);
        if (tried.status == ExtensionStatus::stopped) {
            plan.status = ExtensionStatus::stopped;
        }
        if (tried.status != ExtensionStatus::confirmed) {
            break;
        }
        bool const better = merit(project_, problem_, tried) > merit(project_, problem_, plan);
        in_vain = better ? 0 : in_vain + 1;
        if (better) {
            plan = tried;
            laid_best = laid_;
        }
    }
    laid_ = std::move(laid_best);
    for (SizingPipe const& pipe : plan.sizing.pipes) {
        auto const before = std::ranges::find(by_load.pipes, pipe.id, &SizingPipe::id);
        std::string const& had = before != by_load.pipes.end() ? before->entry : pipe.old_entry;
        CatalogueEntry const* const was = catalogue_.find(had);
        CatalogueEntry const* const is = catalogue_.find(pipe.entry);
        if (was != nullptr && is != nullptr && is->inner_diameter_mm > was->inner_diameter_mm) {
            plan.larger_for_cheap_heat.push_back(pipe.id);
        }
    }
    if (!plan.larger_for_cheap_heat.empty()) {
        keep_rules(by_load, plan.sizing,
                   "confirmed without what is larger for cheap heat at part load: that is added to its cost");
    }
}

// Each pair that is too small for the order of costs at least one size above what it has. False where none
// can be larger than it may already be.
bool PlanSizer::name_next_larger(ExtensionPlan const& plan,
                                 std::vector<std::pair<std::string, std::string>>& at_least) const {
    std::vector<SizeRow> const& sizes = problem_.sizes;
    bool any = false;
    for (std::string const& id : plan.money.heat.too_small) {
        Pipe const& pair = *std::ranges::find(plan.sizing.project.pipe_pairs, id, &Pipe::id);
        auto const here = std::ranges::find(sizes, pair.catalogue, &SizeRow::entry);
        if (pair.inner_diameter_mm || here == sizes.end() || std::next(here) == sizes.end()) {
            continue; // of no family, or the largest
        }
        auto const larger = std::next(here);
        auto known = std::ranges::find(at_least, id, &std::pair<std::string, std::string>::first);
        if (known == at_least.end()) {
            at_least.emplace_back(id, larger->entry);
            any = true;
        } else if (std::ranges::find(sizes, known->second, &SizeRow::entry) < larger) {
            known->second = larger->entry;
            any = true;
        }
    }
    return any;
}

bool PlanSizer::free_present(std::vector<std::string> const& pairs) {
    bool any = false;
    for (std::string const& id : pairs) {
        if (std::ranges::find(laid_.pipes, id, &ExtensionPipe::pair) == laid_.pipes.end()) {
            Pipe const& pair = *std::ranges::find(laid_.project.pipe_pairs, id, &Pipe::id);
            laid_.pipes.push_back({.pair = id,
                                   .reinforced = true,
                                   .length_m = pair.length_m.value_or(0.0),
                                   .surface = pair.surface,
                                   .entry = pair.catalogue});
            any = true;
        }
    }
    return any;
}

} // namespace saggar::detail
