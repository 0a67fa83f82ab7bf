// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a solved trial says of a candidate: verdict, limits, and why.

#include "connection_study.hpp"

#include "extended_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double beyond_capacity = 1e-6; // relative: what a solution leaves of a plant with a given heat

// At the point itself; a load that is short only while its own way carries its design flows lacks
// pressure.
std::string_view why_short(Trial const& trial, std::size_t substation) {
    ElementStatus const status =
        trial.state.link_status[static_cast<std::size_t>(trial.network->substations.link[substation])];
    return to_string(status == ElementStatus::normal ? ElementStatus::limited_by_pressure : status);
}

std::string what_is_needed(ConnectionResult const& result) {
    std::string text;
    for (TakenMeasure const& one : result.measures) {
        text += (text.empty() ? "" : "; ") + one.text;
    }
    auto const count = [&](bool parallel) {
        return std::ranges::count(result.reinforcements, parallel, &Reinforcement::parallel);
    };
    if (auto const larger = count(false)) {
        text += fmt::format("{}{} pair{} must be larger", text.empty() ? "" : "; ", larger,
                            larger == 1 ? "" : "s");
    }
    if (auto const second = count(true)) {
        text += fmt::format("{}{} pair{} must be doubled", text.empty() ? "" : "; ", second,
                            second == 1 ? "" : "s");
    }
    return text;
}

} // namespace

void ConnectionStudy::finish(Candidate const& candidate, Attempt& attempt) const {
    Trial const& trial = attempt.trial;
    ConnectionResult& result = attempt.result;
    if (!trial.report.converged()) {
        result.verdict = ConnectionVerdict::infeasible;
        result.limits.clear();
        result.reason = "the network has no solution with this load: " + trial.report.diagnosis;
        return;
    }
    std::size_t const own = network_->substations.size();
    result.supply_temperature_c = trial.envelope.substation_supply_temperature_c[own];
    result.differential_pressure_pa = trial.envelope.substation_differential_pressure_pa[own];
    result.points = trial.envelope.points;
    result.limits.clear();
    list_limits(candidate, trial, result);
    result.measures = taken(base_, attempt.set, candidate, trial);
    add_costs(result);
    std::vector<LimitFinding> const broken = blamed(trial, base_);
    auto const unserved = newly_unserved(trial, base_);
    if (broken.empty() && !unserved) {
        bool const reinforced = !result.reinforcements.empty() || !result.measures.empty();
        result.verdict =
            reinforced ? ConnectionVerdict::feasible_with_reinforcement : ConnectionVerdict::feasible;
        if (LimitFinding const* const tightest = trial.envelope.limits.binding(); tightest != nullptr) {
            result.binding = tightest->kind;
            result.binding_element = users_id(candidate, element_id(*trial.network, *tightest));
        }
        result.reason = reinforced ? what_is_needed(result) : "every limit is kept";
        return;
    }
    result.verdict = ConnectionVerdict::infeasible;
    if (!broken.empty()) {
        LimitFinding const& worst = broken.front();
        LimitKindInfo const& kind = info(worst.kind);
        result.binding = worst.kind;
        result.binding_element = users_id(candidate, element_id(*trial.network, worst));
        result.reason = fmt::format("{} of '{}' would be {:.4g} {}, {} {:.4g} {}", kind.title,
                                    result.binding_element, worst.value * kind.shown_per_si, kind.unit,
                                    kind.is_maximum ? "more than" : "less than",
                                    worst.limit * kind.shown_per_si, kind.unit);
    } else {
        std::string const& id = trial.network->substations.id[*unserved];
        result.reason = fmt::format("'{}' would be short of {:.0f} kW: {}", users_id(candidate, id),
                                    trial.envelope.substation_unmet_heat_w[*unserved] * 1e-3,
                                    why_short(trial, *unserved));
    }
    result.reason += exhausted_plants(trial);
}

// What larger pipes cannot mend: plants that gave all they have only with the candidate.
std::string ConnectionStudy::exhausted_plants(Trial const& trial) const {
    std::string text;
    for (std::size_t i = 0; i < network_->plants.size(); ++i) {
        auto const now = trial.state.link_status[static_cast<std::size_t>(trial.network->plants.link[i])];
        auto const before = base_.state.link_status[static_cast<std::size_t>(network_->plants.link[i])];
        bool const at_limit = now == ElementStatus::at_capacity || now == ElementStatus::at_pressure_limit ||
                              now == ElementStatus::at_flow_limit;
        if (at_limit && now != before) {
            text += fmt::format("; '{}' is {}", trial.network->plants.id[i], to_string(now));
        }
    }
    return text;
}

bool ConnectionStudy::lacks_heat(Trial const& trial) const {
    for (std::size_t i = 0; trial.report.converged() && i < network_->plants.size(); ++i) {
        auto const now = trial.state.link_status[static_cast<std::size_t>(trial.network->plants.link[i])];
        auto const before = base_.state.link_status[static_cast<std::size_t>(network_->plants.link[i])];
        if (now == ElementStatus::at_capacity && now != before) {
            return true;
        }
    }
    return false;
}

std::optional<ConnectionStudy::MissingHeat> ConnectionStudy::missing_heat(Trial const& with_enough) const {
    std::optional<MissingHeat> made;
    for (std::size_t i = 0; with_enough.report.converged() && i < network_->plants.size(); ++i) {
        std::optional<double> const& has_w = network_->plants.capacity_w[i];
        double const needs_w = with_enough.envelope.plant_heat_w[i];
        if (has_w && needs_w > *has_w * (1.0 + beyond_capacity)) {
            std::string const text = fmt::format("'{}' would have to give {:.0f} kW and has {:.0f}",
                                                 network_->plants.id[i], needs_w * 1e-3, *has_w * 1e-3);
            made = made ? MissingHeat{made->plant, made->text + "; " + text}
                        : MissingHeat{network_->plants.id[i], text};
        }
    }
    return made;
}

// The tightest of each kind, the candidate's own substation, and every limit of every plant and pump.
void ConnectionStudy::list_limits(Candidate const& candidate, Trial const& trial,
                                  ConnectionResult& result) const {
    Network const& network = *trial.network;
    auto const add = [&](LimitFinding const& now, double margin_before, bool broken, bool broken_before) {
        std::string const consumer =
            now.consumer < 0
                ? ""
                : users_id(candidate, network.substations.id[static_cast<std::size_t>(now.consumer)]);
        result.limits.push_back({.kind = now.kind,
                                 .element = users_id(candidate, element_id(network, now)),
                                 .value = now.value,
                                 .limit = now.limit,
                                 .margin = now.margin,
                                 .margin_before = margin_before,
                                 .broken = broken,
                                 .broken_before = broken_before,
                                 .source = limit_source(network, now),
                                 .design_consumer = consumer});
    };
    LimitReport const& limits = trial.envelope.limits;
    for (LimitSummary const& kind : limits.kinds) {
        if (kind.checked > 0 && kind.kind < LimitKind::plant_heat) {
            LimitSummary const& before = base_.envelope.limits.kinds[static_cast<std::size_t>(kind.kind)];
            add(kind.tightest, before.checked > 0 ? before.tightest.margin : nan, kind.broken > 0,
                before.broken > 0);
        }
    }
    std::size_t const own = network_->substations.size();
    auto const add_own = [&](LimitKind kind, double value, double limit) {
        bool const shown = std::ranges::any_of(result.limits, [&](ConnectionLimit const& known) {
            return known.kind == kind && known.element == candidate.id;
        });
        LimitFinding finding{
            .kind = kind, .element = network.substations.link[own], .value = value, .limit = limit};
        finding.margin = value - limit;
        if (!shown) {
            add(finding, nan, finding.broken(), false);
        }
    };
    add_own(LimitKind::substation_differential_pressure, result.differential_pressure_pa,
            network.substations.minimum_differential_pressure_pa[own]);
    add_own(LimitKind::substation_supply_temperature, result.supply_temperature_c,
            network.substations.minimum_supply_temperature_c[own]);
    for (LimitFinding const& finding : limits.machines) {
        std::string const id = element_id(network, finding);
        auto const before =
            std::ranges::find_if(base_.envelope.limits.machines, [&](LimitFinding const& known) {
                return known.kind == finding.kind && element_id(*base_.network, known) == id;
            });
        bool const known = before != base_.envelope.limits.machines.end();
        add(finding, known ? before->margin : nan, finding.broken(), known && before->broken());
    }
}

std::optional<double> cost_so_far(ConnectionResult const& result) {
    std::optional<double> total = result.branch->cost;
    for (Reinforcement const& one : result.reinforcements) {
        total = total && one.cost ? std::optional<double>{*total + *one.cost} : std::nullopt;
    }
    for (TakenMeasure const& one : result.measures) {
        total = total ? std::optional<double>{*total + one.cost()} : std::nullopt;
    }
    return total;
}

bool is_for_pressure(Attempt const& attempt, std::string const& pair) {
    return std::ranges::find(attempt.for_pressure, pair) != attempt.for_pressure.end();
}

std::optional<double> least_cost_so_far(Attempt const& attempt) {
    if (attempt.sized_together) {
        return cost_so_far(attempt.result);
    }
    ConnectionResult sure = attempt.result;
    std::erase_if(sure.reinforcements,
                  [&](Reinforcement const& one) { return is_for_pressure(attempt, one.pair); });
    return cost_so_far(sure);
}

void ConnectionStudy::add_costs(ConnectionResult& result) const {
    result.cost = cost_so_far(result);
    if (result.cost && result.annual_use_mwh > 0.0) {
        result.cost_per_mwh = *result.cost / (result.annual_use_mwh * settings_.lifetime_years);
    }
}

} // namespace saggar::detail
