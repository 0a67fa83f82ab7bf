// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/extension.hpp"

#include "laid_project.hpp"
#include "money.hpp"
#include "plants_of_plan.hpp"

#include "../branch_cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar {

namespace {

using detail::LaidProject;

class Planner {
public:
    Planner(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
            ExtensionProblem const& problem, ExtensionOptions const& options, ExtensionGoOn const& go_on)
        : project_{project},
          catalogue_{catalogue},
          map_{map},
          problem_{problem},
          options_{options},
          go_on_{go_on},
          topology_{topology_of(project, problem)} {}

    // Plans until the solver confirms one: what it does not confirm connects less of its heat next time.
    ExtensionPlan run() {
        for (int attempt = 0; attempt < options_.attempts; ++attempt) {
            ExtensionPlan plan = attempt_once();
            if (plan.status != ExtensionStatus::infeasible) {
                return plan;
            }
            contradicted_.push_back(plan.diagnosis);
            last_ = std::move(plan);
            double const connected = last_.peak_w;
            double const allowed = 0.75 * connected;
            if (project_.extension.goal == ExtensionGoal::all_loads || connected <= 0.0) {
                break;
            }
            share_out(allowed);
        }
        last_.contradicted = contradicted_;
        return std::move(last_);
    }

private:
    ExtensionPlan attempt_once() {
        ExtensionPlan plan;
        plan.attempts = contradicted_.size() + 1;
        plan.contradicted = contradicted_;
        plan.topology = search();
        if (stopped_) {
            plan.status = ExtensionStatus::stopped;
            return plan;
        }
        if (plan.topology.status == TopologyStatus::no_plan) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis =
                "no plan connects what must be connected within the capacity of plants and pipes";
            return plan;
        }
        if (plan.topology.connected.empty()) {
            plan.status = ExtensionStatus::nothing_pays;
            plan.diagnosis = "no building earns what its connection costs";
            return plan;
        }
        add_up(plan);
        confirm(plan);
        return plan;
    }

    TopologyPlan search() {
        TopologySettings settings;
        settings.objective = TopologyObjective::catalogue;
        settings.goal = project_.extension.goal == ExtensionGoal::largest_value ? TopologyGoal::largest_value
                        : project_.extension.goal == ExtensionGoal::all_loads   ? TopologyGoal::all_loads
                                                                                : TopologyGoal::within_budget;
        settings.budget = project_.extension.budget.value_or(0.0);
        settings.work = options_.work;
        return plan_topology(topology_, settings, [&](TopologyProgress const& progress) {
            stopped_ = stopped_ || !go_on_({.stage = "streets",
                                            .value = progress.value,
                                            .bound = progress.bound,
                                            .done = static_cast<std::size_t>(progress.work)});
            return !stopped_;
        });
    }

    void add_up(ExtensionPlan& plan) const {
        for (std::int32_t const position : plan.topology.connected) {
            ExtensionLoad const& load = problem_.loads[static_cast<std::size_t>(position)];
            plan.annual_use_mwh += load.demand.annual_use_mwh;
            plan.peak_w += load.demand.peak_kw * 1e3;
        }
        plan.carbon_saved_t = detail::carbon_saved_t(project_.economics, plan.annual_use_mwh);
    }

    void confirm(ExtensionPlan& plan) {
        LaidProject laid = detail::lay_plan(project_, map_, problem_, plan.topology);
        plan.plant_changes = detail::set_plants(laid.project, problem_, plan.topology);
        std::shared_ptr<Network const> network;
        try {
            network = Network::build(laid.project, catalogue_);
        } catch (Error const& error) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = fmt::format("the planned network cannot be built: {}", error.what());
            return;
        }
        SizingSettings settings;
        settings.family = project_.extension.catalogue.empty() ? project_.connection.catalogue
                                                               : project_.extension.catalogue;
        for (ExtensionPipe const& pipe : laid.pipes) {
            settings.pairs.push_back(pipe.pair);
            if (pipe.reinforced) {
                settings.laid.push_back(pipe.pair);
            }
        }
        settings.economics = sizing_economics();
        settings.operating_point = project_.connection.operating_point;
        settings.threads = options_.threads;
        plan.sizing = size_pipes(network, settings, [&](std::size_t designs, double best) {
            stopped_ = stopped_ || !go_on_({.stage = "sizes", .value = best, .bound = 0.0, .done = designs});
            return !stopped_;
        });
        if (stopped_) {
            plan.status = ExtensionStatus::stopped;
            return;
        }
        if (plan.sizing.status != SizingStatus::verified) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = plan.sizing.diagnosis;
            return;
        }
        plan.status = ExtensionStatus::confirmed;
        plan.pipes = std::move(laid.pipes);
        settle_money(plan);
    }

    [[nodiscard]] SizingEconomics sizing_economics() const {
        EconomicSettings const& money = project_.economics;
        SizingEconomics sizing;
        sizing.lifetime_years = money.lifetime_years;
        sizing.discount_rate = money.discount_rate_percent * 1e-2;
        sizing.electricity_cost_per_mwh = project_.prices.electricity_import_per_mwh.value_or(0.0);
        sizing.heat_cost_per_mwh = money.heat_cost_per_mwh.value_or(0.0);
        return sizing;
    }

    // Capital by what was chosen in the end.
    void settle_money(ExtensionPlan& plan) const {
        ExtensionMoney& money = plan.money;
        EconomicSettings const& given = project_.economics;
        double const years = problem_.present_value_factor;
        // Present pairs that stay as they are are no part of the plan.
        std::erase_if(plan.pipes, [&](ExtensionPipe const& pipe) {
            auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
            return sized == plan.sizing.pipes.end() || (pipe.reinforced && sized->entry == sized->old_entry);
        });
        for (ExtensionPipe& pipe : plan.pipes) {
            auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
            pipe.entry = sized->entry;
            pipe.capital = sized->capital + pipe.crossing_cost;
            money.pipe_capital += pipe.capital;
        }
        money.maintenance = years * given.maintenance_percent * 1e-2 * money.pipe_capital;
        for (std::int32_t const position : plan.topology.connected) {
            ExtensionLoad const& load = problem_.loads[static_cast<std::size_t>(position)];
            money.income += years * (*given.heat_price_per_mwh * load.demand.annual_use_mwh +
                                     given.standing_charge_per_kw * load.demand.peak_kw);
            money.heat_cost += years * *given.heat_cost_per_mwh * load.demand.annual_use_mwh;
            money.connection_cost += load.connection_cost;
        }
        for (TopologyPipe const& pipe : plan.topology.pipes) {
            for (std::size_t i = 0; i < project_.plants.size(); ++i) {
                if (problem_.plant_place[i] == pipe.from) {
                    money.source_capital += topology_.sources[i].cost_per_w * pipe.flow_w;
                }
            }
        }
        for (ExtensionPipe const& pipe : plan.pipes) {
            auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
            money.heat_loss += sized->heat_loss;
            money.pumping += sized->pumping;
        }
    }

    // No more than this from all plants together, in proportion to what each could give.
    void share_out(double allowed_w) {
        double all_w = 0.0;
        for (TopologySource const& source : topology_.sources) {
            all_w += std::min(source.capacity_w, 10.0 * allowed_w);
        }
        for (TopologySource& source : topology_.sources) {
            source.capacity_w = allowed_w * std::min(source.capacity_w, 10.0 * allowed_w) / all_w;
        }
    }

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    ExtensionOptions const& options_;
    ExtensionGoOn const& go_on_;
    TopologyProblem topology_;
    std::vector<std::string> contradicted_;
    ExtensionPlan last_;
    bool stopped_{false};
};

} // namespace

ExtensionPlan plan_extension(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                             ExtensionProblem const& problem, ExtensionOptions const& options,
                             ExtensionGoOn const& go_on) {
    return Planner{project, catalogue, map, problem, options, go_on}.run();
}

} // namespace saggar
