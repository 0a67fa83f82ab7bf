// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_money.hpp"

#include "money.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace saggar::detail {

void settle_money(PlanMoneyBasis const& basis, ExtensionPlan& plan) {
    ExtensionMoney& money = plan.money;
    EconomicSettings const& given = basis.project.economics;
    double const years = basis.problem.present_value_factor;
    // Present pairs that stay as they are are no part of the plan.
    std::erase_if(plan.pipes, [&](ExtensionPipe const& pipe) {
        auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
        return sized == plan.sizing.pipes.end() || (pipe.reinforced && sized->entry == sized->old_entry);
    });
    double crossings = 0.0;
    for (ExtensionPipe& pipe : plan.pipes) {
        auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
        pipe.entry = sized->entry;
        pipe.capital = sized->capital + pipe.crossing_cost;
        money.pipe_capital += pipe.capital;
        crossings += pipe.crossing_cost;
    }
    money.maintenance = years * given.maintenance_percent * 1e-2 * (money.pipe_capital - crossings);
    plan.life_cycle_factor = life_cycle_factor(basis.project.economics);
    for (std::int32_t const position : plan.topology.connected) {
        ExtensionLoad const& load = basis.problem.loads[static_cast<std::size_t>(position)];
        money.income += years * annual_income(given, load.demand);
        money.connection_cost += load.connection_cost;
    }
    std::vector<double> const& fed = plan.topology.source_w;
    for (std::size_t i = 0; i < fed.size(); ++i) {
        money.source_capital += capacity_cost_per_w(basis.project, basis.problem, i) * fed[i];
        bool const runs = basis.topology.sources[i].capacity_w > 0.0;
        double const most_w = runs ? basis.problem.plant_spare_w[i] * (1.0 - lost_share) : 0.0;
        plan.left_w = std::max(plan.left_w, most_w - fed[i]);
    }
    // Of the whole network, less what it has without the extension.
    money.heat = basis.heat;
    money.heat_before = basis.present.heat;
    money.heat_cost = years * money.heat.cost_of_those_beside(basis.project);
    money.present_heat = years * (money.heat.cost_of_those_in(basis.project) - money.heat_before.sold_cost());
    money.heat_loss = years * (money.heat.lost_cost() - money.heat_before.lost_cost());
    money.pumping = plan.life_cycle_factor * plan.sizing.cost.pumping -
                    years * planned_import_per_mwh(basis.project.prices) * basis.present.pumping_mwh;
    double lost_mwh = -basis.present.heat_loss_mwh;
    double pumping_mwh = -basis.present.pumping_mwh;
    for (SizingLoadResult const& one : plan.sizing.loads) {
        lost_mwh += one.heat_loss_w * 1e-6 * one.load.hours;
        pumping_mwh += one.pump_electricity_w * 1e-6 * one.load.hours;
    }
    plan.carbon_saved_t = carbon_saved_t(basis.project, plan.annual_use_mwh, lost_mwh, pumping_mwh);
}

double merit(Project const& project, ExtensionProblem const& problem, ExtensionPlan const& plan) {
    if (project.extension.goal == ExtensionGoal::most_heat) {
        return plan.annual_use_mwh;
    }
    if (project.extension.goal == ExtensionGoal::most_carbon) {
        return plan.carbon_saved_t;
    }
    ExtensionMoney const& money = plan.money;
    double const at_the_cheapest =
        problem.present_value_factor * problem.cheapest_heat_per_mwh * plan.annual_use_mwh;
    double sum = money.net() - (money.income - at_the_cheapest - money.connection_cost);
    for (std::int32_t const load : plan.topology.connected) {
        sum += problem.loads[static_cast<std::size_t>(load)].income -
               problem.loads[static_cast<std::size_t>(load)].connection_cost;
    }
    return sum;
}

void settle_security(ExtensionMoney const& before, ExtensionPlan& plan) {
    ExtensionMoney& money = plan.money;
    SecurityPlan& security = *plan.security;
    double crossings = 0.0;
    for (SecurityLink const& link : security.links) {
        crossings += link.crossing_cost;
    }
    security.enlargement_capital = money.pipe_capital - before.pipe_capital;
    money.security_capital = security.link_capital + security.enlargement_capital;
    money.security = money.security_capital +
                     (plan.life_cycle_factor - 1.0) * (security.link_capital - crossings) +
                     (money.maintenance - before.maintenance) + (money.heat_cost - before.heat_cost) +
                     (money.present_heat - before.present_heat) + (money.heat_loss - before.heat_loss) +
                     (money.pumping - before.pumping);
    money.pipe_capital = before.pipe_capital;
    money.maintenance = before.maintenance;
    money.heat_cost = before.heat_cost;
    money.present_heat = before.present_heat;
    money.heat_loss = before.heat_loss;
    money.heat = before.heat;
    money.pumping = before.pumping;
}

void keep_rules(SizingReport const& normal, SizingReport& secured, std::string const& why) {
    bool same = true;
    for (SizingPipe& pipe : secured.pipes) {
        auto const before = std::ranges::find(normal.pipes, pipe.id, &SizingPipe::id);
        if (before == normal.pipes.end()) {
            same = false;
            continue;
        }
        pipe.rule_entry = before->rule_entry;
        same = same && pipe.entry == before->entry;
    }
    secured.rules = normal.rules;
    secured.rule_cost = normal.rule_cost;
    secured.best_rule = normal.best_rule;
    secured.by_rule = normal.by_rule;
    secured.lower_bound = normal.lower_bound;
    secured.gap = normal.gap;
    if (same) {
        return;
    }
    auto const with_more = [&](LifeCycleCost cost) {
        cost.capital += secured.cost.capital - normal.cost.capital;
        cost.heat_loss += secured.cost.heat_loss - normal.cost.heat_loss;
        cost.pumping += secured.cost.pumping - normal.cost.pumping;
        cost.maintenance += secured.cost.maintenance - normal.cost.maintenance;
        return cost;
    };
    for (RuleDesign& rule : secured.rules) {
        if (rule.cost.total() > 0.0) { // it is verified, or was before
            rule.diagnosis = rule.verified ? why : rule.diagnosis + "; " + why;
            rule.verified = false;
            rule.cost = with_more(rule.cost);
        }
    }
    if (secured.rule_cost) {
        secured.rule_cost = with_more(*secured.rule_cost);
    }
    secured.by_rule = false;
    secured.lower_bound.reset();
    secured.gap.reset();
}

} // namespace saggar::detail

namespace saggar {

double ExtensionPlan::confirmed_gap() const {
    double const scale = std::max(std::abs(money.net()), std::abs(topology.bound));
    if (!std::isfinite(scale)) {
        return topology.bound;
    }
    return scale > 0.0 ? (topology.bound - money.net()) / scale : 0.0;
}

} // namespace saggar
