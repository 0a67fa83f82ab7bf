// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "extension_summary.hpp"

#include "results/converted.hpp"

#include "saggar/engine/steady/limits.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/network/network.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

using nlohmann::json;

// Present values. Maintenance is a share of capital there: `sizing` has it as `factor` on capital, by which
// its other costs are divided.
json cost_of(LifeCycleCost const& cost, double factor) {
    return {{"capital", cost.capital},
            {"heat_loss", cost.heat_loss * factor},
            {"pumping", cost.pumping * factor},
            {"maintenance", cost.capital * (factor - 1.0) + cost.maintenance * factor},
            {"total", cost.total() * factor}};
}

json rules_of(ExtensionPlan const& plan) {
    json rules = json::array();
    for (RuleDesign const& rule : plan.sizing.rules) {
        json one{{"rule", rule.rule}, {"verified", rule.verified}, {"diagnosis", rule.diagnosis}};
        if (rule.cost.total() > 0.0) { // of one that is not verified: as its diagnosis says
            one["cost"] = cost_of(rule.cost, plan.life_cycle_factor);
        }
        rules.push_back(std::move(one));
    }
    return rules;
}

json sizes_of(ExtensionPlan const& plan) {
    json sizes{{"life_cycle_cost", plan.life_cycle_factor * plan.sizing.cost.total()},
               {"points_confirmed", plan.sizing.points},
               {"best_rule", plan.sizing.best_rule},
               {"cost", cost_of(plan.sizing.cost, plan.life_cycle_factor)},
               {"rules", rules_of(plan)}};
    if (plan.sizing.rule_cost) {
        sizes["life_cycle_cost_by_rule"] = plan.life_cycle_factor * plan.sizing.rule_cost->total();
    }
    if (plan.sizing.gap) {
        sizes["gap"] = *plan.sizing.gap;
    }
    return sizes;
}

// Of each kind of limit the tightest in the extended network, the kind with the least left first.
json limits_of(ExtensionPlan const& plan, Project const& project) {
    auto const network = Network::build(plan.sizing.project, read_catalogues(project));
    std::vector<LimitSummary> kinds;
    for (LimitSummary const& kind : plan.sizing.limits.kinds) {
        if (kind.checked > 0) {
            kinds.push_back(kind);
        }
    }
    std::ranges::stable_sort(kinds, [](LimitSummary const& a, LimitSummary const& b) {
        return a.tightest.relative_margin() < b.tightest.relative_margin();
    });
    json limits = json::array();
    for (LimitSummary const& kind : kinds) {
        LimitKindInfo const& about = info(kind.kind);
        LimitFinding const& tightest = kind.tightest;
        bool const on_the_way = tightest.consumer >= 0;
        limits.push_back(
            {{"name", about.name},
             {"title", about.title},
             {"unit", about.unit},
             {"maximum", about.is_maximum},
             {"checked", kind.checked},
             {"element", element_id(*network, tightest)},
             {"value", in_unit_of(kind.kind, tightest.value)},
             {"limit", in_unit_of(kind.kind, tightest.limit)},
             {"relative_margin", tightest.relative_margin()},
             {"held", held_at_limit(*network, tightest)},
             {"design_consumer",
              on_the_way ? json(network->substations.id[static_cast<std::size_t>(tightest.consumer)])
                         : json{}},
             {"source", limit_source(*network, tightest)}});
    }
    return limits;
}

// Losses and pumps of the whole extended network over a year.
json load_duration_of(ExtensionPlan const& plan) {
    json loads = json::array();
    for (SizingLoadResult const& one : plan.sizing.loads) {
        if (one.converged) {
            loads.push_back({{"load_factor", one.load.load_factor},
                             {"hours", one.load.hours},
                             {"heat_loss_kw", one.heat_loss_w * 1e-3},
                             {"pump_electricity_kw", one.pump_electricity_w * 1e-3},
                             {"plant_differential_pressure_bar", one.plant_differential_pressure_pa * 1e-5}});
        }
    }
    return loads;
}

// What `value` and `bound` of the routes count: under a budget it is not money.
char const* measure_of_routes(ExtensionGoal goal) {
    switch (goal) {
    case ExtensionGoal::most_heat: return "annual_use_mwh";
    case ExtensionGoal::most_carbon: return "carbon_saved_t";
    case ExtensionGoal::largest_value:
    case ExtensionGoal::all_loads: break;
    }
    return "present_value";
}

} // namespace

json extension_summary(ExtensionPlan const& plan, Project const& project) {
    json made = {{"status", to_string(plan.status)},
                 {"diagnosis", plan.diagnosis},
                 {"connected", plan.topology.connected.size()},
                 {"annual_use_mwh", plan.annual_use_mwh},
                 {"peak_kw", plan.peak_w * 1e-3},
                 {"carbon_saved_t", plan.carbon_saved_t},
                 {"capital", plan.money.capital()},
                 {"net_present_value", plan.money.net()},
                 {"lifetime_years", project.economics.lifetime_years},
                 {"discount_rate_percent", project.economics.discount_rate_percent},
                 {"plant_changes", plan.plant_changes},
                 {"shut_pairs", plan.shut_pairs},
                 {"attempts", plan.attempts},
                 {"contradicted", plan.contradicted},
                 {"routes",
                  {{"measure", measure_of_routes(project.extension.goal)},
                   {"value", plan.topology.value},
                   {"bound", plan.topology.bound},
                   {"gap", plan.topology.gap},
                   {"status", to_string(plan.topology.status)}}},
                 {"sizes", sizes_of(plan)},
                 {"limits", limits_of(plan, project)},
                 {"load_duration", load_duration_of(plan)},
                 {"carbon_counts_pumps", project.prices.electricity_carbon_kg_per_mwh.has_value()}};
    ExtensionGoal const goal = project.extension.goal;
    if (goal == ExtensionGoal::largest_value || goal == ExtensionGoal::all_loads) {
        made["routes"]["confirmed_gap"] = plan.confirmed_gap();
    }
    if (!plan.larger_for_cheap_heat.empty()) {
        made["larger_for_cheap_heat"] = plan.larger_for_cheap_heat;
    }
    if (!plan.money.heat.too_small.empty()) {
        made["too_small_for_cheap_heat"] = plan.money.heat.too_small;
    }
    for (ExtensionJoin const& join : plan.joins) {
        made["joins"].push_back({{"plant", project.plants[static_cast<std::size_t>(join.plant)].id},
                                 {"heat_kw", join.heat_w * 1e-3},
                                 {"saving", join.saving},
                                 {"cost", join.cost}});
    }
    return made;
}

} // namespace saggar::detail
