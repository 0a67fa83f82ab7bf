// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "iteration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int rounds_of_a_stage = 8;
constexpr int rounds_before_stiffness = 6;
constexpr double calm = 1.0;        // residual below which acceleration is tried
constexpr double calm_step = 0.2;   // and Newton's step of flows is believed
constexpr double calm_flows = 0.01; // flows that are held back are accelerated
// Residual at which flows and temperatures agree but for round-off: all that is left to do is to hold back
// less.
constexpr double only_slack = 1e-7;
// Loops that hardly move settle to less: from then on 100 times the tolerances are enough.
constexpr int patient_rounds = 100;
constexpr double patience = 100.0;
// Newton's step does not see all: where the residual falls by less twice, acceleration does better.
constexpr double slow_ratio = 0.4;
constexpr double quick_ratio = 0.3;
constexpr double slowest_ratio = 0.98;
// Part of a pressure difference that stiffness may still hold back in a result.
constexpr double no_slack_pa = 1e-4;

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

// Temperatures that Newton's step foresees: heat capacities and densities of the next round are taken there,
// and what that round then changes is what the step has missed. Where it foresees the flows of loops as well,
// their laws are drawn as straight lines there: one iteration of the next round then does for two.
void foresee(SteadyWorkspace& work, SteadyState& state) {
    if (work.stepped_by_pressure) {
        work.sweep.foresee_by_pressure(work.more_flow_kg_s, state.temperature_c,
                                       state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c,
                                       state.pipe_mean_temperature_c);
        for (std::size_t link = 0; link < work.more_flow_kg_s.size(); ++link) {
            state.hydraulic.mass_flow_kg_s[link] += work.more_flow_kg_s[link];
        }
        return;
    }
    work.sweep.foresee(state.temperature_c, state.pipe_inlet_temperature_c, state.pipe_outlet_temperature_c,
                       state.pipe_mean_temperature_c);
}

// The mean temperatures of pipes as unknowns, where they are.
void take_means(SteadyWorkspace& work, SteadyState const& state) {
    std::size_t const flows = work.network->substations.size() + work.network->plants.size();
    for (std::size_t i = flows; i < work.unknown.size(); ++i) {
        work.unknown[i] = unknowns_per_kelvin * state.pipe_mean_temperature_c[i - flows];
    }
}

bool has_loops(SteadyWorkspace const& work) {
    return work.unknown.size() > work.network->substations.size() + work.network->plants.size();
}

} // namespace

void predict(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state) {
    set_asked_flows(work, point);
    bool const other_supply = !std::ranges::equal(work.plant_supply_c, state.plant_supply_temperature_c);
    bool const loaded = work.loaded_flow_kg_s == state.hydraulic.mass_flow_kg_s &&
                        work.loaded_temperature_c == state.temperature_c;
    if (other_supply) {
        set_fluid_columns(work, state);
        run_temperatures(work, state, work.options.temperature_tolerance_k);
    } else if (!loaded) {
        set_fluid_columns(work, state);
        take_flows(work, state);
    }
    work.loaded_flow_kg_s.clear();
    work.flows_answer = loaded && !other_supply;
    if (ask_consumers(work, point, state).flow < calm) {
        if (!work.stepped) {
            step_together(work);
        }
        std::size_t const flows = work.network->substations.size() + work.network->plants.size();
        std::copy_n(work.answer.begin(), flows, work.unknown.begin());
        foresee(work, state);
        take_means(work, state);
    }
}

double Iteration::stiffness(int round) const {
    return round >= rounds_before_stiffness ? stiffness_ : 0.0;
}

void Iteration::too_stiff() {
    most_stiffness_ = std::max(0.25 * stiffness_, least_stiffness_);
    stiffness_ = most_stiffness_;
}

bool Iteration::agrees(SteadyWorkspace const& work, SteadyState const& state, Changes const& changes,
                       double temperature_change_k, double lift_change_pa, int round) {
    bool const late = round > patient_rounds;
    double const more = late ? patience : 1.0;
    // Changes that shrink by a factor every round leave a geometric series.
    double const ratio = std::min(temperature_change_k / last_temperature_change_k_, slowest_ratio);
    bool const shrinks = round > 1 && (ratio < quick_ratio || late);
    double const to_come_k = shrinks ? temperature_change_k * ratio / (1.0 - ratio) : temperature_change_k;
    last_temperature_change_k_ = temperature_change_k;
    return changes.flow <= more * work.options.flow_tolerance &&
           std::max(changes.temperature_k, to_come_k) <= more * work.options.temperature_tolerance_k &&
           std::abs(lift_change_pa) <= 1e-3 &&
           stiffness_slack_pa(work, state) <= std::sqrt(more) * no_slack_pa;
}

// After a stage in which the residual did not fall by much.
void Iteration::change_stiffness(double residual) {
    bool const creeps = turning_ > 0.5 * rounds_of_a_stage || residual < only_slack;
    if (!creeps && lowered_) {
        least_stiffness_ = std::min(4.0 * stiffness_, most_stiffness_);
    }
    if (creeps && stiffness_ <= least_stiffness_) {
        least_stiffness_ *= 0.5; // nearer to the solution less may hold
    }
    lowered_ = creeps && stiffness_ > least_stiffness_;
    stiffness_ = std::clamp(stiffness_ * (creeps ? 0.25 : 4.0), least_stiffness_, most_stiffness_);
    damping_ = std::clamp(damping_ * (creeps ? 1.5 : 0.7), 0.1, 1.0);
}

// Whether plain rounds lead to a solution, if slowly, or go to and fro about one. From one that they creep
// away from with growing steps a real network would depart as well: acceleration must not call it back.
bool Iteration::comes_home(double residual, int round) const {
    bool const all_plain = round >= attempt_.accelerated_rounds + rounds_of_a_stage;
    return all_plain && (turning_ < 0.0 || residual < last_residual_);
}

void Iteration::end_stage(SteadyWorkspace& work, double residual, int round) {
    if (residual > 0.1 * checkpoint_) {
        if (!with_held_flows_) {
            change_stiffness(residual);
        }
        with_held_flows_ = attempt_.held_flows && !with_held_flows_ && comes_home(residual, round);
        work.anderson.restart();
        held_flows_.restart();
    }
    checkpoint_ = residual;
    turning_ = 0.0;
}

void Iteration::advance(SteadyWorkspace& work, SteadyState& state, Changes const& changes,
                        double temperature_change_k, int round) {
    if (!work.stepped) {
        step_together(work);
    }
    if (round == rounds_before_stiffness) { // what is there is of another solve
        std::ranges::fill(work.last_change_kg_s, 0.0);
    }
    if (round >= rounds_before_stiffness) {
        turning_ += cosine_of_changes(work, state);
    }
    double const residual =
        std::max(changes.flow, unknowns_per_kelvin * std::max(changes.temperature_k, temperature_change_k));
    if (residual > 10.0 * best_) { // the history is of another regime: a limit became active
        work.anderson.restart();
        held_flows_.restart();
        best_ = residual;
    }
    best_ = std::min(best_, residual);
    if (round % rounds_of_a_stage == 0) {
        end_stage(work, residual, round);
    }
    double const before = std::exchange(last_residual_, residual);
    if (round <= attempt_.accelerated_rounds && residual < calm) {
        slow_ = residual > slow_ratio * before ? slow_ + 1 : slow_;
        bool const newton = !has_loops(work) || (slow_ < 2 && answering_hydraulics(work) != nullptr);
        if (newton) { // exact but for what is of second order
            work.unknown = work.answer;
        } else {
            work.anderson.advance(work.unknown, work.answer);
        }
        if (work.options.heat && changes.flow < calm_step) {
            foresee(work, state);
            if (newton) {
                take_means(work, state);
            }
        }
        return;
    }
    if (with_held_flows_ && residual < calm_flows && !work.anchor_kg_s.empty()) {
        held_flows_.advance(work, state, damping_);
        return;
    }
    held_flows_.restart();
    std::size_t const flows = work.network->substations.size() + work.network->plants.size();
    for (std::size_t i = 0; i < work.unknown.size(); ++i) {
        double const part = i < flows ? damping_ : 1.0;
        work.unknown[i] += part * (work.answer[i] - work.unknown[i]);
    }
}

double answer_means(SteadyWorkspace& work, SteadyState const& state) {
    double change_k = 0.0;
    std::size_t const flows = work.network->substations.size() + work.network->plants.size();
    bool const foresaw = !work.mean_by_flow_k_s_kg.empty();
    for (std::size_t i = flows; i < work.unknown.size(); ++i) {
        std::size_t const pipe = i - flows;
        double const flow = state.hydraulic.mass_flow_kg_s[pipe];
        double const foreseen_k =
            foresaw ? work.mean_by_flow_k_s_kg[pipe] * (flow - work.anchor_kg_s[pipe]) : 0.0;
        work.answer[i] = unknowns_per_kelvin * state.pipe_mean_temperature_c[pipe];
        double const off_k = (work.answer[i] - work.unknown[i]) / unknowns_per_kelvin - foreseen_k;
        change_k = std::max(change_k, work.sweep.telling(std::abs(flow)) * std::abs(off_k));
    }
    return change_k;
}

} // namespace saggar::detail
