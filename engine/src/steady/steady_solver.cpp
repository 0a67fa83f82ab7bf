// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include "steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

using detail::Changes;
using detail::SteadyWorkspace;

namespace {

// Temperatures weigh like logarithms of flows.
constexpr double unknowns_per_kelvin = 0.1;
constexpr int rounds_of_a_stage = 8;
constexpr int rounds_before_stiffness = 4; // ordinary networks agree by then
constexpr int patient_rounds = 100;
// Part of a pressure difference that stiffness may still hold back in a result.
constexpr double no_slack_pa = 1e-4;

// How the iteration is doing, stage by stage.
struct Progress {
    double damping{1.0};
    double stiffness{1.0}; // on top of what buoyancy gives
    double best{std::numeric_limits<double>::infinity()};
    bool lowered{false}; // the stiffness, last
    double checkpoint{std::numeric_limits<double>::infinity()};
    double least_stiffness{1e-6}; // less has been tried and did not hold
    double most_stiffness{1e4};   // more was too much for the hydraulic solver
    double turning{0.0}; // sum of cosines between the changes of flow of one round and the next, this stage
};

// Cosine between the last change of all flows and the one before: 1 where the iteration creeps on, -1 where
// it goes to and fro.
double cosine_of_changes(SteadyWorkspace& work, SteadyState const& state) {
    double both = 0.0;
    double now = 0.0;
    double before = 0.0;
    for (std::size_t link = 0; link < work.anchor_kg_s.size(); ++link) {
        double const change = state.hydraulic.mass_flow_kg_s[link] - work.anchor_kg_s[link];
        both += change * work.last_change_kg_s[link];
        now += change * change;
        before += work.last_change_kg_s[link] * work.last_change_kg_s[link];
        work.last_change_kg_s[link] = change;
    }
    double const product = std::sqrt(now * before);
    return product > 0.0 ? both / product : 0.0;
}

// The next iterate. Where a stage of rounds brings no progress the flows of pipes that buoyancy drives are
// held back more, and steps get smaller.
void advance(SteadyWorkspace& work, int iterations, double residual, Progress& progress) {
    bool restart = false;
    if (residual > 10.0 * progress.best) { // the history is of another regime: a limit became active
        restart = true;
        progress.best = residual;
    }
    progress.best = std::min(progress.best, residual);
    if (iterations % rounds_of_a_stage == 0) {
        if (residual > 0.1 * progress.checkpoint) {
            bool const creeps = progress.turning > 0.5 * rounds_of_a_stage;
            if (!creeps && progress.lowered) {
                progress.least_stiffness = std::min(4.0 * progress.stiffness, progress.most_stiffness);
            }
            if (creeps && progress.stiffness <= progress.least_stiffness) {
                progress.least_stiffness *= 0.5; // nearer to the solution less may hold
            }
            progress.lowered = creeps && progress.stiffness > progress.least_stiffness;
            progress.stiffness = std::clamp(progress.stiffness * (creeps ? 0.25 : 4.0),
                                            progress.least_stiffness, progress.most_stiffness);
            progress.damping = std::clamp(progress.damping * (creeps ? 1.5 : 0.7), 0.1, 1.0);
            restart = true;
        }
        progress.checkpoint = residual;
        progress.turning = 0.0;
    }
    if (restart) {
        work.anderson.restart();
    }
    work.anderson.advance(work.unknown, work.answer, progress.damping);
}

} // namespace

struct SteadySolver::Impl : SteadyWorkspace {
    using SteadyWorkspace::SteadyWorkspace;
};

SteadySolver::SteadySolver(std::shared_ptr<Network const> network, SteadyOptions options)
    : impl_{std::make_unique<Impl>(std::move(network), options)} {}
SteadySolver::~SteadySolver() = default;
SteadySolver::SteadySolver(SteadySolver&&) noexcept = default;
SteadySolver& SteadySolver::operator=(SteadySolver&&) noexcept = default;

Network const& SteadySolver::network() const {
    return *impl_->network;
}
Fluid const& SteadySolver::fluid() const {
    return impl_->fluid;
}
std::vector<double> const& SteadySolver::pipe_conductance_w_mk() const {
    return impl_->pipes.own_w_mk();
}
std::vector<double> const& SteadySolver::pipe_mutual_conductance_w_mk() const {
    return impl_->pipes.mutual_w_mk();
}
int SteadySolver::symbolic_analyses() const noexcept {
    return impl_->hydraulics.symbolic_analyses();
}

SteadyReport SteadySolver::solve(OperatingPoint const& point, SteadyState& state) {
    SteadyWorkspace& work = *impl_;
    Network const& network = *work.network;
    SteadyReport report;
    if (work.model.holders.empty()) {
        report.status = SteadyStatus::no_pressure_reference;
        report.diagnosis = "nothing holds a pressure: no pressure-holding plant, no reservoir, no tank";
        return report;
    }
    detail::start_point(work, point, state);
    if (state.warm) {
        std::copy(state.substation_return_temperature_c.begin(), state.substation_return_temperature_c.end(),
                  work.exchanger_return_c.begin());
    } else {
        detail::cold_start(work, point, state);
    }
    state.warm = false; // until this solve has converged
    detail::load_unknowns(work, point, state);
    work.anderson.restart();
    work.flow_stiffness.clear();
    work.anchor_kg_s.clear();
    bool const buoyant = work.options.heat && network.project().physics.gravity_m_s2 > 0.0;
    Progress progress;
    while (true) {
        detail::set_fluid_columns(work, state);
        if (buoyant && report.iterations >= rounds_before_stiffness) {
            detail::set_flow_stiffness(work, state, progress.stiffness);
        }
        HydraulicReport hydraulic = detail::run_hydraulics(work, point, state);
        if (!detail::flows_found(hydraulic) && !work.flow_stiffness.empty()) {
            // Very stiff pipes beside others can be too much for the factorisation.
            work.flow_stiffness.clear();
            work.anchor_kg_s.clear();
            progress.most_stiffness = std::max(0.25 * progress.stiffness, progress.least_stiffness);
            progress.stiffness = progress.most_stiffness;
            state.hydraulic.solved = false;
            report.hydraulic_iterations += hydraulic.iterations;
            hydraulic = detail::run_hydraulics(work, point, state);
        }
        work.hydraulic_report = hydraulic;
        report.hydraulic_iterations += hydraulic.iterations;
        ++report.iterations;
        if (!detail::flows_found(hydraulic)) {
            report.status = SteadyStatus::hydraulics_failed;
            report.diagnosis = detail::describe_hydraulics(network, hydraulic);
            return report;
        }
        double const patience = report.iterations > patient_rounds ? 100.0 : 1.0;
        double const temperature_tolerance = patience * work.options.temperature_tolerance_k;
        Changes changes;
        double temperature_change_k = 0.0;
        if (work.options.heat) {
            temperature_change_k = detail::run_temperatures(work, state, temperature_tolerance);
            changes = detail::ask_consumers(work, point, state);
        } else {
            detail::set_inflows(work, state);
        }
        double const lift_change = detail::control_pressure(work, state);
        report.flow_change_relative = changes.flow;
        bool const agrees = changes.flow <= patience * work.options.flow_tolerance &&
                            changes.temperature_k <= temperature_tolerance &&
                            temperature_change_k <= temperature_tolerance && std::abs(lift_change) <= 1e-3 &&
                            detail::stiffness_slack_pa(work, state) <= std::sqrt(patience) * no_slack_pa;
        if (agrees) {
            break;
        }
        if (report.iterations >= work.options.maximum_iterations) {
            report.status = SteadyStatus::iteration_limit;
            report.diagnosis = fmt::format(
                "flows and temperatures did not agree after {} rounds: a consumer's flow "
                "still changes by {:.2g}, a temperature by {:.2g} K",
                report.iterations, changes.flow, std::max(changes.temperature_k, temperature_change_k));
            return report;
        }
        progress.turning += cosine_of_changes(work, state);
        double const residual = std::max(
            changes.flow, unknowns_per_kelvin * std::max(changes.temperature_k, temperature_change_k));
        advance(work, report.iterations, residual, progress);
    }
    detail::fill_results(work, point, state);
    report.balance = detail::balance(work, work.hydraulic_report, state);
    bool const imitates = network.project().physics.imitate != Imitation::none;
    double const allowed = work.options.balance_tolerance;
    bool const closes = report.balance.mass_relative <= allowed &&
                        report.balance.pressure_relative <= allowed &&
                        (imitates || report.balance.energy_relative <= allowed);
    if (!closes) {
        report.status = SteadyStatus::balance_violated;
        report.diagnosis = fmt::format(
            "the result does not balance: mass {:.2g}, energy {:.2g}, pressure {:.2g} relative; worst at "
            "node '{}' and "
            "element '{}'",
            report.balance.mass_relative, report.balance.energy_relative, report.balance.pressure_relative,
            report.balance.worst_node >= 0
                ? network.nodes.id[static_cast<std::size_t>(report.balance.worst_node)]
                : "-",
            report.balance.worst_link >= 0
                ? network.links.id[static_cast<std::size_t>(report.balance.worst_link)]
                : "-");
        return report;
    }
    report.status = SteadyStatus::converged;
    state.warm = true;
    return report;
}

} // namespace saggar
