// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/workspace.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>

namespace saggar::detail {
namespace {

// A link without resistance gets this part of a typical slope for its steps; a held one this part of a
// typical conductance. Neither enters the solution.
constexpr double least_slope_part = 1e-6; // falls to smallest_slope_part, should steps remain too short
constexpr double held_conductance_part = 1e-8;

// More changes of mind than this, and links change one at a time.
constexpr int patience = 6;

// Regulators change their minds only where steps have become as small as this: before, pressures say little.
constexpr double calm = 0.05;

// Flow changes below this, kg/s a link, are no changes.
constexpr double no_flow_kg_s = 1e-12;

// Part of all flows that may be missing at a node.
constexpr double continuous_part = 1e-13;

bool uniform(std::span<double const> values) {
    return values.size() == 1;
}

} // namespace

Workspace::Workspace(std::shared_ptr<Structure const> structure, NetworkData const& network)
    : structure_{std::move(structure)}, others_(structure_->others.size()) {
    core_.resize(*structure_);
    regulation_.resize(*structure_);
    for (std::size_t k = 0; k < others_.size(); ++k) {
        auto const link = structure_->others[k].link;
        auto const law = network.links.law[link];
        others_[k].forward_only = only_forward(law) || network.links.one_way[link] != 0;
        others_[k].may_yield = !only_forward(law) && network.links.one_way[link] == 2;
        others_[k].limited = law == LinkLaw::limited_flow;
        others_[k].regulates = is_regulator(law);
    }
    held_.reserve(others_.size());
    group_.resize(static_cast<std::size_t>(structure_->unknowns()) + 1);
    found_short_.reserve(structure_->flow_links.size());
    found_blocking_.reserve(others_.size());
}

HydraulicReport Workspace::solve(NetworkData const& network, HydraulicPoint const& point,
                                 HydraulicState& state, SolveOptions const& options) {
    found_short_.clear();
    found_blocking_.clear();
    found_giving_way_.clear();
    HydraulicReport report;
    for (std::size_t k = 0; k < others_.size(); ++k) {
        OtherLink& other = others_[k];
        if (other.may_yield) {
            other.forward_only =
                std::ranges::find(options.lets_back, structure_->others[k].link) == options.lets_back.end();
        }
    }
    prepare(network, point);
    may_reopen_ = true;
    bool const warm = options.warm_start && state.solved;
    if (warm) {
        start_warm(state);
        iterate(network, point, options, true, report);
        if (report.status != SolveStatus::converged) {
            // A start from elsewhere must not decide whether there is a solution.
            int const spent = report.iterations;
            report = {};
            start_cold();
            iterate(network, point, options, false, report);
            report.iterations += spent;
        }
    } else {
        start_cold();
        iterate(network, point, options, false, report);
    }
    bool const reopened = std::ranges::any_of(others_, [](OtherLink const& other) { return other.reopened; });
    if (report.status != SolveStatus::converged && reopened) { // then they are cut off that ask for nothing
        int const spent = report.iterations;
        report = {};
        may_reopen_ = false;
        start_cold();
        iterate(network, point, options, false, report);
        report.iterations += spent;
    }
    bridge_flows(network, point);
    finish(network, point, state, report);
    may_respond_ = report.status == SolveStatus::converged && held_.empty() && structure_->regulators.empty();
    slopes_taken_ = false;
    return report;
}

void Workspace::prepare(NetworkData const& network, HydraulicPoint const& point) {
    reference_pressure_ = point.fixed_pressure_pa.empty() ? 0.0 : point.fixed_pressure_pa[0];
    prepare_pipes(network, point);
    prepare_demand(network, point);
    prepare_others(network, point);
    for (auto const& end : structure_->fixed_ends) {
        double const pressure = end.sign * (point.fixed_pressure_pa[end.fixed] - reference_pressure_);
        (end.slot >= 0 ? core_.drive[end.slot] : core_.other_drive[end.other]) += pressure;
    }
    core_.sum_chains(core_.drive, core_.chain_drive);
    for (std::int32_t k = 0; k < structure_->core_others; ++k) {
        core_.chain_drive[structure_->others[k].superlink] += core_.other_drive[k];
    }
    regulation_.prepare(*structure_, others_, point.fixed_pressure_pa, reference_pressure_);
}

void Workspace::prepare_pipes(NetworkData const& network, HydraulicPoint const& point) {
    auto const& pipes = structure_->pipes;
    double const g = network.settings.gravity_m_s2;
    auto const count = pipes.size();
    core_.stiffness.resize(point.flow_stiffness_pa_s_kg.empty() ? 0 : static_cast<std::size_t>(pipes.core));
    core_.anchor.resize(core_.stiffness.size());
    if (!core_.stiffness.empty()) {
        for (std::int32_t i = 0; i < pipes.core; ++i) {
            core_.stiffness[i] = point.flow_stiffness_pa_s_kg[pipes.any_link[i]];
            core_.anchor[i] = pipes.sign[i] * point.anchor_kg_s[pipes.any_link[i]];
        }
    }
    bool const changed =
        friction_columns(network, point, 0, pipes.core,
                         {core_.per_reynolds.data(), core_.friction.data(), core_.local.data()});
    evaluated_ = evaluated_ && !changed && core_.stiffness.empty();
    if (structure_->level) {
        std::ranges::fill(core_.drive, 0.0);
    } else {
        std::size_t const step = uniform(point.density_kg_m3) ? 0 : 1;
        for (std::int32_t i = 0; i < count; ++i) {
            core_.drive[i] =
                g * point.density_kg_m3[static_cast<std::size_t>(pipes.any_link[i]) * step] * pipes.rise_m[i];
        }
    }
}

bool Workspace::friction_columns(NetworkData const& network, HydraulicPoint const& point, std::int32_t first,
                                 std::int32_t last, FrictionColumnsOut const& out) const {
    auto const& pipes = structure_->pipes;
    auto const law = network.settings.friction;
    // What friction_values makes of density and viscosity multiplies each pipe's geometry.
    constexpr FrictionGeometry unit{1.0, 1.0, 1.0, 1.0};
    unsigned changed = 0;
    auto const put = [&changed](double& to, double value) {
        changed |= static_cast<unsigned>(to != value);
        to = value;
    };
    auto const set = [&](std::int32_t i, FrictionValues const& scale) {
        put(out.per_reynolds[i - first], pipes.reynolds_viscosity[i] * scale.per_reynolds);
        put(out.friction[i - first], pipes.friction_density[i] * scale.friction);
        put(out.local[i - first], pipes.local_density[i] * scale.local);
    };
    if (uniform(point.density_kg_m3) && uniform(point.viscosity_pa_s)) {
        auto const scale = friction_values(law, unit, point.density_kg_m3[0], point.viscosity_pa_s[0]);
        for (std::int32_t i = first; i < last; ++i) {
            set(i, scale);
        }
        return changed != 0;
    }
    std::size_t const density_step = uniform(point.density_kg_m3) ? 0 : 1;
    std::size_t const viscosity_step = uniform(point.viscosity_pa_s) ? 0 : 1;
    auto const each = [&](auto const& scale_of) {
        for (std::int32_t i = first; i < last; ++i) {
            auto const link = static_cast<std::size_t>(pipes.any_link[i]);
            set(i, scale_of(point.density_kg_m3[link * density_step],
                            point.viscosity_pa_s[link * viscosity_step]));
        }
    };
    if (law == FrictionLaw::hazen_williams || law == FrictionLaw::chezy_manning) {
        each(
            [&](double density, double viscosity) { return friction_values(law, unit, density, viscosity); });
    } else { // the same without a call: this is most of what a change of temperatures costs
        each([](double density, double viscosity) {
            double const volume = 1.0 / density;
            return FrictionValues{1.0 / viscosity, volume, volume};
        });
    }
    return changed != 0;
}

void Workspace::prepare_demand(NetworkData const& network, HydraulicPoint const& point) {
    auto const& part = structure_->partition;
    auto const count = part.size();
    auto& below = core_.below;
    double total = 0.0;
    if (point.injection_kg_s.empty()) {
        std::ranges::fill(below, 0.0);
    } else {
        for (std::int32_t i = 0; i < count; ++i) {
            below[i] = -point.injection_kg_s[part.node[i]];
            total += std::abs(below[i]);
        }
    }
    auto const& set =
        point.set_value.empty() ? std::span<double const>{network.links.set_value} : point.set_value;
    for (auto const& link : structure_->flow_links) {
        double const m = network.links.law[link.link] == LinkLaw::limited_flow ? std::max(set[link.link], 0.0)
                                                                               : set[link.link];
        below[link.from] += m;
        below[link.to] -= m;
        total += std::abs(m);
    }
    below[count] = 0.0;
    network_flow_ = total > 0.0 ? total : 1.0;
    core_.aggregate();
    core_.set_offsets();
}

void Workspace::prepare_others(NetworkData const& network, HydraulicPoint const& point) {
    double slopes = 0.0;
    int count = 0;
    for (std::size_t k = 0; k < others_.size(); ++k) {
        auto const& place = structure_->others[k];
        auto& other = others_[k];
        other.values = link_values(network.links, network.settings, point, place.link);
        other.set_flow = other.limited ? std::max(other.values.set, 0.0) : 0.0;
        other.changes = 0;
        core_.other_drive[k] = network.settings.gravity_m_s2 * other.values.density * place.rise_m;
        if (structure_->typical_slope == 0.0) {
            if (double const slope = linear_guess(other.values, network_flow_).slope_pa_s_kg; slope > 0.0) {
                slopes += slope;
                ++count;
            }
        }
    }
    typical_slope_ = structure_->typical_slope > 0.0 ? structure_->typical_slope
                     : count > 0                     ? slopes / count
                                                     : 1.0;
}

void Workspace::start_cold() {
    std::ranges::fill(core_.q, 0.0);
    std::ranges::fill(core_.pressure, 0.0);
    for (auto& other : others_) {
        other.mode = OtherLink::Mode::free;
        if (other.limited && other.set_flow == 0.0) {
            other.mode = OtherLink::Mode::at_set;
        }
        other.changes = 0;
        other.reopened = false;
    }
}

void Workspace::start_warm(HydraulicState const& state) {
    auto const& s = *structure_;
    start_cold();
    unsigned changed = 0;
    for (std::int32_t slot = 0; slot < s.pipes.core; ++slot) {
        double const flow = s.pipes.sign[slot] * state.mass_flow_kg_s[s.pipes.any_link[slot]];
        changed |= static_cast<unsigned>(core_.flow[slot] != flow && s.pipes.link[slot] >= 0);
        core_.flow[slot] = flow;
    }
    evaluated_ = evaluated_ && changed == 0;
    for (auto const& chains : s.classes) {
        for (std::int32_t i = 0; i < chains.count; ++i) {
            core_.q[chains.first + i] =
                core_.flow[chains.first_slot + i] - core_.offset[chains.first_slot + i];
        }
    }
    for (std::size_t k = 0; k < others_.size(); ++k) {
        auto const& place = s.others[k];
        auto& other = others_[k];
        if (place.superlink >= 0) {
            other.flow = state.mass_flow_kg_s[place.link];
            core_.q[place.superlink] = place.sign * other.flow - core_.other_offset[k];
        }
        switch (state.link_status[place.link]) {
        case LinkStatus::blocked:
            if (other.forward_only) {
                other.mode = OtherLink::Mode::at_zero;
            }
            break;
        case LinkStatus::holding:
            if (other.limited) {
                other.mode = OtherLink::Mode::at_set;
            }
            break;
        case LinkStatus::open:
            if (other.regulates) {
                other.mode = OtherLink::Mode::regulating;
            }
            break;
        default: break;
        }
    }
}

void Workspace::evaluate_others() {
    for (std::int32_t k = 0; k < structure_->core_others; ++k) {
        auto const& place = structure_->others[k];
        auto& other = others_[k];
        other.flow = place.sign * (core_.q[place.superlink] + core_.other_offset[k]);
        other.at = saggar::detail::evaluate(other.values, other.flow);
        core_.chain_loss[place.superlink] += place.sign * other.at.loss_pa;
        core_.chain_slope[place.superlink] += other.at.slope_pa_s_kg;
    }
}

void Workspace::evaluate(FrictionKernel kernel) {
    core_.expand();
    core_.evaluate_pipes(kernel, 0, structure_->pipes.core);
    core_.sum_chains(core_.loss, core_.chain_loss);
    core_.sum_chains(core_.slope, core_.chain_slope);
    evaluate_others();
}

// The first iterate of a warm start: every link as a straight line that touches its law at the flow it had.
// Along a chain whose withdrawals have changed that is closer than the laws at flows that only begin as
// before.
void Workspace::evaluate_as_before(FrictionKernel kernel) {
    if (!evaluated_) {
        core_.evaluate_pipes(kernel, 0, structure_->pipes.core);
    }
    core_.carry_to_superlinks();
    core_.sum_chains(core_.loss, core_.chain_loss);
    core_.sum_chains(core_.slope, core_.chain_slope);
    for (std::int32_t k = 0; k < structure_->core_others; ++k) {
        auto const& place = structure_->others[k];
        auto& other = others_[k];
        double const flow = place.sign * (core_.q[place.superlink] + core_.other_offset[k]);
        other.at = saggar::detail::evaluate(other.values, other.flow);
        other.at.loss_pa += other.at.slope_pa_s_kg * (flow - other.flow);
        other.flow = flow;
        core_.chain_loss[place.superlink] += place.sign * other.at.loss_pa;
        core_.chain_slope[place.superlink] += other.at.slope_pa_s_kg;
    }
}

// The first iterate of a cold start: every link as a straight line that fits a usual gradient.
void Workspace::evaluate_linear() {
    core_.expand();
    auto const& guess = structure_->pipes.guess;
    for (std::int32_t i = 0; i < structure_->pipes.core; ++i) {
        core_.slope[i] = guess[i];
        core_.loss[i] = guess[i] * core_.flow[i];
    }
    core_.sum_chains(core_.loss, core_.chain_loss);
    core_.sum_chains(core_.slope, core_.chain_slope);
    for (std::int32_t k = 0; k < structure_->core_others; ++k) {
        auto const& place = structure_->others[k];
        auto& other = others_[k];
        auto const line = linear_guess(other.values, network_flow_);
        other.flow = place.sign * (core_.q[place.superlink] + core_.other_offset[k]);
        other.at = {line.constant_pa + line.slope_pa_s_kg * other.flow, line.slope_pa_s_kg};
        core_.chain_loss[place.superlink] += place.sign * other.at.loss_pa;
        core_.chain_slope[place.superlink] += other.at.slope_pa_s_kg;
    }
}

// Superlinks whose flow does not follow their law: held at a limit (flow there, pressures free: a conductance
// that is nearly nothing), or regulating (flow from the bordered system).
void Workspace::hold() {
    held_.clear();
    for (auto const pass : {OtherLink::Mode::at_set, OtherLink::Mode::at_zero}) { // the smaller flow wins
        for (std::int32_t k = 0; k < structure_->core_others; ++k) {
            auto const& place = structure_->others[k];
            auto const& other = others_[k];
            if (other.mode != pass) {
                continue;
            }
            held_.push_back(k);
            double const wanted = pass == OtherLink::Mode::at_set ? other.set_flow : 0.0;
            core_.base[place.superlink] =
                place.sign * wanted - core_.other_offset[k] - core_.q[place.superlink];
            core_.conductance[place.superlink] = held_conductance_part / typical_slope_;
        }
    }
    for (auto const& regulator : structure_->regulators) {
        if (others_[regulator.other].mode == OtherLink::Mode::regulating) {
            auto const superlink = structure_->others[regulator.other].superlink;
            core_.base[superlink] = 0.0;
            core_.conductance[superlink] = 1.0 / typical_slope_;
        }
    }
}

// Derivative of the content function along the last step. It knows nothing of links whose flow is held: their
// part does not count.
double Workspace::slope_along_step() const {
    double sum = 0.0;
    for (std::int32_t i = 0; i < structure_->superlinks; ++i) {
        sum += core_.slope_along_step(i);
    }
    for (auto const k : held_) {
        sum -= core_.slope_along_step(structure_->others[k].superlink);
    }
    return sum;
}

// Newton's step may overshoot where a loss bends sharply. The content function is convex along the step, so
// its derivative there tells; a step that ends in a slope as steep as it began with is cut back by secants.
bool Workspace::damp(FrictionKernel kernel, double descent) {
    bool damped = false;
    double taken = 1.0;
    for (int i = 0; i < 20; ++i) {
        double const slope = slope_along_step() / taken; // along the full step
        if (!(slope > -0.5 * descent)) {
            break;
        }
        double const next = taken * std::clamp(descent / (descent - slope), 0.1, 0.9);
        double const back = taken - next;
        for (std::int32_t s = 0; s < structure_->superlinks; ++s) {
            core_.q[s] -= back / taken * core_.change[s];
            core_.change[s] *= next / taken;
        }
        for (std::int32_t u = 0; u < structure_->unknowns(); ++u) {
            core_.pressure[u] -= back * core_.rhs[u];
        }
        taken = next;
        damped = true;
        evaluate(kernel);
    }
    return damped;
}

double Workspace::pressure_scale() const {
    double largest = 0.0;
    for (std::int32_t i = 0; i < structure_->superlinks; ++i) {
        largest = std::max(largest, std::abs(core_.chain_drive[i]) + std::abs(core_.chain_loss[i]));
    }
    for (auto const p : core_.pressure) {
        largest = std::max(largest, std::abs(p));
    }
    return largest;
}

// Pressures are known to round-off of the largest; through a link of next to no slope that is a flow. What
// continuity lost by it is small, and the last step's matrix puts it back with pressures that are small too.
void Workspace::restore_continuity() {
    auto const& s = *structure_;
    for (auto const k : held_) {
        auto const& place = s.others[k];
        auto const& other = others_[k];
        double const flow = other.mode == OtherLink::Mode::at_set ? other.set_flow : 0.0;
        core_.q[place.superlink] = place.sign * flow - core_.other_offset[k];
    }
    std::ranges::fill(core_.base, 0.0);
    core_.missing_flow();
    if (std::ranges::all_of(core_.rhs, [&](double missing) {
            return std::abs(missing) <= continuous_part * network_flow_;
        })) {
        return;
    }
    core_.solve(core_.rhs);
    std::ignore = core_.advance();
}

void Workspace::iterate(NetworkData const& network, HydraulicPoint const& point, SolveOptions const& options,
                        bool warm, HydraulicReport& report) {
    report.status = SolveStatus::converged;
    if (structure_->superlinks == 0) {
        return;
    }
    auto const link_count = static_cast<double>(structure_->partition.elements.size());
    double least_slope = least_slope_part * typical_slope_;
    double descent = 0.0;
    bool may_damp = false;
    bool continuous = false; // flows satisfy continuity before the step
    bool one_at_a_time = false;
    int stalled = 0; // steps at the level of round-off
    int adrift = 0;  // steps of one size with links held: a part that is tied to nothing else moves away
    report.relative_flow_change = 1.0;
    for (int i = 0; i < options.max_iterations; ++i) {
        bool const linear = !warm && i == 0;
        if (linear) {
            evaluate_linear();
        } else if (i == 0) {
            evaluate_as_before(network.kernel);
        } else {
            evaluate(network.kernel);
        }
        if (may_damp) {
            damp(network.kernel, descent);
        }
        double const violation = core_.linearise(least_slope);
        least_slope = std::max(0.2 * least_slope, smallest_slope_part * typical_slope_);
        hold();
        bool const plain = held_.empty() && structure_->regulators.empty();
        if (plain && continuous && (report.relative_flow_change < 1e-4 || i > 8) &&
            violation <= 1e-14 * pressure_scale()) {
            return; // every equation holds to round-off
        }
        core_.assemble();
        if (!core_.factorise()) {
            core_.assemble();
            core_.stiffen();
            if (!core_.factorise()) {
                report.status = SolveStatus::singular;
                return;
            }
        }
        core_.solve(core_.rhs);
        int changes = structure_->regulators.empty() ? 0 : regulation_.complete_step(core_, others_);
        auto const step = core_.advance();
        ++report.iterations;
        if (!(step.flow < 1e300)) {
            report.status = SolveStatus::singular;
            return;
        }
        descent = step.descent;
        for (auto const k : held_) {
            auto const superlink = structure_->others[k].superlink;
            descent -= core_.change[superlink] * core_.violation[superlink];
        }
        double const before = report.relative_flow_change;
        double const floor = no_flow_kg_s * link_count;
        double const flow = std::max(step.flow, floor);
        report.relative_flow_change = step.flow_change / flow;
        bool const small = step.flow_change <= std::max(options.flow_tolerance * flow, floor);
        stalled = report.relative_flow_change < 1e-7 && report.relative_flow_change > 0.5 * before
                      ? stalled + 1
                      : 0;
        bool const settled = !linear && (small || stalled >= 2);
        adrift = !held_.empty() && report.relative_flow_change > 0.5 * before ? adrift + 1 : 0;
        if (!others_.empty() && (!one_at_a_time || settled || report.relative_flow_change < 1e-3)) {
            changes += decide(one_at_a_time, report.relative_flow_change < calm || settled);
            one_at_a_time = one_at_a_time || std::ranges::any_of(others_, [](OtherLink const& other) {
                                return other.changes > patience;
                            });
        }
        report.status_changes += changes;
        adrift = changes == 0 ? adrift : 0;
        if (adrift >= 3 || (settled && changes == 0)) {
            adrift = 0;
            changes += find_blocking(network, point);
        }
        if (found_any()) {
            return;
        }
        if (settled && changes == 0) {
            if (!regulators_hold()) {
                report.status = SolveStatus::singular;
            }
            if (structure_->core_others > 0) {
                restore_continuity();
            }
            return;
        }
        may_damp = continuous && changes == 0 && descent < 0.0 && structure_->regulators.empty();
        continuous = changes == 0;
    }
    report.status = SolveStatus::iteration_limit;
}

} // namespace saggar::detail
