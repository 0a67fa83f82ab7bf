// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/sizing.hpp"

#include "search.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

namespace {

using detail::Design;
using detail::SizingModel;
using detail::SizingOptions;
using detail::SizingSearch;

// Present value of what friction in both lines takes of the pumps' electricity.
double pumping_of(Design const& design, SizingSearch const& search, std::size_t line) {
    SizingEconomics const& economics = search.judge().settings().economics;
    double total = 0.0;
    for (std::size_t i = 0; i < design.load_states.size(); ++i) {
        SteadyState const& state = design.load_states[i];
        double hydraulic_w = 0.0;
        for (std::size_t one : {line, line + 1}) {
            hydraulic_w += std::abs(state.mass_flow_kg_s[one]) / state.pipe_density_kg_m3[one] *
                           state.pipe_friction_pa[one];
        }
        double const efficiency =
            economics.pump_efficiency.value_or(design.network->plants.pump_efficiency.front());
        total += search.judge().present_value() * economics.loads[i].hours * 1e-6 *
                 economics.electricity_cost_per_mwh * hydraulic_w / efficiency;
    }
    return total;
}

double heat_loss_of(Design const& design, SizingSearch const& search, std::size_t line) {
    SizingEconomics const& economics = search.judge().settings().economics;
    double total = 0.0;
    for (std::size_t i = 0; i < design.load_states.size(); ++i) {
        SteadyState const& state = design.load_states[i];
        total += search.judge().present_value() * economics.loads[i].hours * 1e-6 *
                 economics.heat_cost_per_mwh *
                 (state.pipe_heat_loss_w[line] + state.pipe_heat_loss_w[line + 1]);
    }
    return total;
}

void describe_pipes(Design const& design, SizingSearch const& search, Project const& before,
                    SizingReport& report) {
    SizingOptions const& options = search.judge().options();
    for (std::size_t pair = 0; pair < options.pairs.size(); ++pair) {
        Pipe const& old = before.pipe_pairs[options.pairs[pair]];
        std::size_t const line = options.supply_line[pair];
        SizingPipe pipe;
        pipe.id = old.id;
        pipe.old_entry = old.catalogue;
        pipe.entry = options.entries[design.sizes[pair]]->id;
        if (!search.best_by_rule().empty()) {
            pipe.rule_entry = options.entries[search.best_by_rule()[pair]]->id;
        }
        pipe.length_m = options.length_m[pair];
        for (std::size_t one : {line, line + 1}) {
            pipe.design_flow_kg_s = std::max(pipe.design_flow_kg_s, design.envelope.pipe_flow_kg_s[one]);
            pipe.gradient_pa_m = std::max(pipe.gradient_pa_m, design.envelope.pipe_gradient_pa_m[one]);
            pipe.velocity_m_s = std::max(pipe.velocity_m_s, design.envelope.pipe_velocity_m_s[one]);
        }
        pipe.capital = options.option(pair, design.sizes).capital;
        pipe.heat_loss = heat_loss_of(design, search, line);
        pipe.pumping = pumping_of(design, search, line);
        report.pipes.push_back(std::move(pipe));
    }
}

void describe(SizingSearch const& search, Network const& network, SizingReport& report) {
    Design const& design = *search.best();
    report.has_design = true;
    report.project = detail::with_sizes(search.judge().project(), search.judge().options(), design.sizes);
    report.cost = design.cost;
    report.by_rule = design.sizes == search.best_by_rule();
    report.limits = design.envelope.limits;
    report.loads = design.loads;
    report.points = design.envelope.points;
    for (double const lift : design.envelope.plant_differential_pressure_pa) {
        report.design_lift_pa = std::max(report.design_lift_pa, lift);
    }
    describe_pipes(design, search, network.project(), report);
    SizingModel const model{search.judge(), design, detail::no_demands(search.judge(), *design.network)};
    report.model_cost = model.cost(design.sizes).total() + model.constant();
    report.lower_bound = model.bound(design.sizes);
    if (report.lower_bound) {
        report.gap = std::max(0.0, report.model_cost - *report.lower_bound) / report.model_cost;
    }
}

} // namespace

std::string_view to_string(SizingStatus status) {
    switch (status) {
    case SizingStatus::not_run: return "not_run";
    case SizingStatus::verified: return "verified";
    case SizingStatus::infeasible: return "infeasible";
    case SizingStatus::unsolved: return "unsolved";
    case SizingStatus::stopped: return "stopped";
    }
    return "";
}

SizingReport size_pipes(std::shared_ptr<Network const> const& network, SizingSettings const& settings,
                        SizingProgress const& progress) {
    detail::check_sizing(*network, settings);
    SizingReport report;
    SizingSearch search{network, settings, progress};
    try {
        search.run(report);
    } catch (detail::SizingStopped const&) {
        report.status = SizingStatus::stopped;
    }
    report.designs = search.designs();
    if (search.best()) {
        describe(search, *network, report);
    }
    return report;
}

} // namespace saggar
