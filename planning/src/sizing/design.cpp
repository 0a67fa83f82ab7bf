// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "design.hpp"

#include "sizing/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

// A consumer is served where no more than this of its peak is missing, as in connection studies.
constexpr double served_share = 1e-4;
// Pressures that plants look for settle to this, Pa: who lacks more lacks pressure, not warmth.
constexpr double settled_pa = 1.0;

bool fits(SteadyState const& state, Network const& network) {
    return state.warm && state.mass_flow_kg_s.size() == network.links.size() &&
           state.pressure_pa.size() == network.nodes.size();
}

// Where one begins must not decide whether one arrives.
SteadyReport solve_from(SteadySolver& solver, OperatingPoint const& point, SteadyState const* start,
                        SteadyState& state) {
    if (start != nullptr && fits(*start, solver.network())) {
        state = *start;
        SteadyReport report = solver.solve(point, state);
        if (report.converged()) {
            return report;
        }
    }
    state = SteadyState{};
    return solver.solve(point, state);
}

bool unserved(Network const& network, std::vector<double> const& unmet_w, std::size_t substation) {
    return unmet_w[substation] > served_share * network.substations.peak_w[substation];
}

double pump_electricity_w(Network const& network, SteadyState const& state,
                          SizingEconomics const& economics) {
    double total = 0.0;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        double const own = network.plants.pump_efficiency[i];
        total += state.plant_pump_electricity_w[i] * own / economics.pump_efficiency.value_or(own);
    }
    for (double const electricity : state.pump_electricity_w) {
        total += electricity;
    }
    return total;
}

} // namespace

Project with_free_lift(Project project, SizingSettings const& settings) {
    if (settings.lift == SizingLift::as_set) {
        return project;
    }
    for (Plant& plant : project.plants) {
        if (plant.control == PlantControl::pressure_holding) {
            plant.differential_pressure_bar.reset();
            for (OperatingPointData& point : project.operating_points) {
                for (PlantSetting& setting : point.plants) {
                    if (setting.plant == plant.id) {
                        setting.differential_pressure_bar.reset();
                    }
                }
            }
        }
    }
    return project;
}

DesignJudge::DesignJudge(Project project, Network const& network, SizingSettings const& settings,
                         std::function<void()> go_on)
    : project_{with_free_lift(std::move(project), settings)},
      catalogue_{network.catalogue()},
      settings_{settings},
      options_{make_options(project_, network, settings)},
      present_value_{present_value_factor(settings.economics)},
      go_on_{std::move(go_on)},
      fluid_{SteadySolver{std::shared_ptr<Network const>{&network, [](Network const*) {}}}.fluid()} {}

OperatingPoint DesignJudge::point(Network const& network) const {
    return settings_.operating_point.empty() ? design_point(network)
                                             : operating_point(network, settings_.operating_point);
}

Design DesignJudge::judge(Sizes const& sizes, Design const* start) const {
    return judge(sizes, start, std::nullopt);
}

Design DesignJudge::first_look(Sizes const& sizes, Design const& start) const {
    return judge(sizes, &start, binding_points(sizes, start));
}

DesignJudge::Points DesignJudge::binding_points(Sizes const& sizes, Design const& start) const {
    std::vector<std::int32_t> points;
    for (LimitSummary const& summary : start.envelope.limits.kinds) {
        if (summary.checked > 0) {
            points.push_back(summary.tightest.consumer);
        }
    }
    for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
        if (sizes[pair] != start.sizes[pair]) {
            std::size_t const line = options_.supply_line[pair];
            points.push_back(start.envelope.pipe_consumer[line]);
            points.push_back(start.envelope.pipe_consumer[line + 1]);
        }
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    std::erase(points, -1);
    return points;
}

Design DesignJudge::judge(Sizes const& sizes, Design const* start, Points const& points) const {
    go_on_();
    Design design;
    design.sizes = sizes;
    design.network = Network::build(with_sizes(project_, options_, sizes), catalogue_);
    Network const& network = *design.network;
    SteadySolver solver{design.network};
    OperatingPoint const at = point(network);
    SteadyReport const report =
        solve_from(solver, at, start != nullptr ? &start->state : nullptr, design.state);
    if (!report.converged()) {
        design.diagnosis = report.diagnosis;
        return design;
    }
    EnvelopeOptions envelope;
    envelope.solver = &solver;
    envelope.threads = settings_.threads;
    envelope.only = at.is_design() ? points : std::vector<std::int32_t>{};
    design.envelope = solve_design_envelope(design.network, at, design.state, envelope);
    if (!design.envelope.converged()) {
        design.diagnosis = design.envelope.diagnosis;
        return design;
    }
    design.broken = design.envelope.limits.broken;
    find_unserved(design);
    design.solved = true;
    solve_loads(design, solver, at, start);
    if (design.solved) {
        design.cost = cost(design);
    }
    return design;
}

// Over the envelope.
void DesignJudge::find_unserved(Design& design) {
    SubstationColumns const& substations = design.network->substations;
    for (std::size_t s = 0; s < substations.size(); ++s) {
        if (unserved(*design.network, design.envelope.substation_unmet_heat_w, s)) {
            bool const lacks = design.envelope.substation_margin_pa[s] < -settled_pa;
            (lacks ? design.unserved : design.cold).push_back(static_cast<std::int32_t>(s));
        }
    }
}

void DesignJudge::solve_loads(Design& design, SteadySolver& solver, OperatingPoint const& point,
                              Design const* start) const {
    std::vector<SizingLoad> const& loads = settings_.economics.loads;
    design.load_states.resize(loads.size());
    for (std::size_t i = 0; i < loads.size(); ++i) {
        OperatingPoint at = point;
        at.design_factor = 0.0;
        for (double& demand : at.heat_demand_w) {
            demand *= loads[i].load_factor;
        }
        // What is set to be given follows the load; else it would be forced into a network that does not take
        // it.
        for (std::vector<double>* const given : {&at.plant_heat_w, &at.plant_flow_kg_s}) {
            for (double& amount : *given) {
                amount *= loads[i].load_factor;
            }
        }
        SteadyState const* const before = start != nullptr && start->load_states.size() == loads.size()
                                              ? &start->load_states[i]
                                              : &design.state;
        SteadyState& state = design.load_states[i];
        SteadyReport const report = solve_from(solver, at, before, state);
        SizingLoadResult result;
        result.load = loads[i];
        result.converged = report.converged();
        if (!report.converged()) {
            design.solved = false;
            design.diagnosis = fmt::format("at a load of {:g}: {}", loads[i].load_factor, report.diagnosis);
            design.loads.push_back(std::move(result));
            return;
        }
        result.heat_loss_w = state.heat_loss_total_w;
        result.plant_heat_w = state.plant_heat_w;
        result.substation_heat_w = state.substation_heat_w;
        result.pump_electricity_w = pump_electricity_w(*design.network, state, settings_.economics);
        for (double const lift : state.plant_differential_pressure_pa) {
            result.plant_differential_pressure_pa = std::max(result.plant_differential_pressure_pa, lift);
        }
        result.limits = check_limits(*design.network, solver.fluid(), state);
        for (LimitFinding const& finding : result.limits.broken) {
            if (finding.kind != LimitKind::substation_supply_temperature) { // of slow water: no pipe mends it
                design.broken.push_back(finding);
            }
        }
        Network const& network = *design.network;
        for (std::size_t s = 0; s < network.substations.size(); ++s) {
            if (unserved(network, state.substation_unmet_heat_w, s) &&
                state.substation_differential_pressure_pa[s] <
                    state.substation_needed_differential_pressure_pa[s] - settled_pa) {
                design.unserved.push_back(static_cast<std::int32_t>(s));
            }
        }
        design.loads.push_back(std::move(result));
    }
    std::ranges::sort(design.unserved);
    design.unserved.erase(std::unique(design.unserved.begin(), design.unserved.end()), design.unserved.end());
}

LifeCycleCost DesignJudge::cost(Design const& design) const {
    SizingEconomics const& e = settings_.economics;
    LifeCycleCost cost;
    for (std::size_t pair = 0; pair < design.sizes.size(); ++pair) {
        cost.capital += options_.option(pair, design.sizes).capital;
        cost.maintenance += present_value_ * e.maintenance_per_m_year * options_.length_m[pair];
    }
    for (SizingLoadResult const& one : design.loads) {
        double const years = present_value_ * one.load.hours / w_per_mw;
        cost.heat_loss += years * one.heat_loss_w * e.heat_cost_per_mwh;
        cost.pumping += years * one.pump_electricity_w * e.electricity_cost_per_mwh;
    }
    return cost;
}

Design DesignJudge::lossless(Sizes const& sizes) const {
    go_on_();
    Design design;
    design.sizes = sizes;
    Project project = sizes.empty() ? project_ : with_sizes(project_, options_, sizes);
    for (std::size_t const pair : options_.pairs) {
        Pipe& pipe = project.pipe_pairs[pair];
        // What else tells of heat would have no effect beside a given loss, which checks object to.
        for (auto* const own : {&pipe.outer_diameter_mm, &pipe.insulation_diameter_mm,
                                &pipe.casing_diameter_mm, &pipe.insulation_conductivity_w_mk,
                                &pipe.wall_conductivity_w_mk, &pipe.spacing_mm, &pipe.burial_depth_m}) {
            own->reset();
        }
        pipe.heat_loss_w_mk = 0.0;
    }
    try {
        design.network = Network::build(std::move(project), catalogue_);
    } catch (Error const& error) {
        design.diagnosis = error.what();
        return design;
    }
    SteadySolver solver{design.network};
    OperatingPoint const at = point(*design.network);
    SteadyReport const report = solver.solve(at, design.state);
    if (!report.converged()) {
        design.diagnosis = report.diagnosis;
        return design;
    }
    EnvelopeOptions envelope;
    envelope.solver = &solver;
    envelope.threads = settings_.threads;
    if (!at.is_design()) {
        envelope.only = std::vector<std::int32_t>{};
    }
    design.envelope = solve_design_envelope(design.network, at, design.state, envelope);
    design.solved = design.envelope.converged();
    design.diagnosis = design.envelope.diagnosis;
    find_unserved(design);
    return design;
}

std::string what_is_broken(Design const& design) {
    if (!design.solved) {
        return design.diagnosis;
    }
    Network const& network = *design.network;
    if (!design.broken.empty()) {
        LimitFinding const& worst =
            *std::ranges::min_element(design.broken, {}, &LimitFinding::relative_margin);
        LimitKindInfo const& kind = info(worst.kind);
        return fmt::format("{} at {}: {:.4g} {} where {} {:.4g} is allowed, {:.3g} {} {}", kind.title,
                           element_id(network, worst), worst.value * kind.shown_per_si, kind.unit,
                           kind.is_maximum ? "at most" : "at least", worst.limit * kind.shown_per_si,
                           -worst.margin * kind.shown_per_si, kind.unit,
                           kind.is_maximum ? "too much" : "too little");
    }
    if (!design.cold.empty()) {
        auto const who = static_cast<std::size_t>(design.cold.front());
        return fmt::format("what reaches substation {} is too cold for the heat that it asks for",
                           network.substations.id[who]);
    }
    if (!design.unserved.empty()) {
        auto const who = static_cast<std::size_t>(design.unserved.front());
        return fmt::format("substation {} gets less heat than it asks for", network.substations.id[who]);
    }
    return {};
}

} // namespace saggar::detail
