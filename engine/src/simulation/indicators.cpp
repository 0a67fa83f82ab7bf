// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/indicators.hpp"

#include "steady/consumer.hpp"
#include "steady/free_surfaces.hpp"

#include "saggar/engine/state_archive.hpp"
#include "saggar/engine/team.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace saggar {

namespace {

// Relative: what is worse by less is as bad as before, and the time is that when it came first.
constexpr double worst_round_off = 1e-9;
// Relative: a plant that is held at a limit is held there to this much, capacities and electricity alike.
constexpr double held_to = 1e-4;

static_assert(static_cast<std::size_t>(LimitKind::pump_flow) == limits_in_time);

constexpr double no_limit = std::numeric_limits<double>::quiet_NaN();
constexpr double pa_per_bar = 1e5;

double flow_kg_s(SimulatedStep const& step, std::int32_t link) {
    return step.mass_flow_kg_s[static_cast<std::size_t>(link)];
}

double sign_of(LimitKind kind) {
    return info(kind).is_maximum ? 1.0 : -1.0;
}

// Plants are run to theirs.
bool is_run_to(LimitKind kind) {
    return kind >= LimitKind::plant_heat;
}

double slack_of(LimitHours const& hours) {
    return 1e-6 * std::abs(hours.limit); // round-off: LimitFinding::broken
}

double quiet_up_to(LimitHours const& hours, LimitKind kind) {
    if (!std::isfinite(hours.limit)) {
        return std::numeric_limits<double>::infinity();
    }
    if (!std::isfinite(hours.worst)) {
        return -std::numeric_limits<double>::infinity();
    }
    double const reached = sign_of(kind) * hours.limit - (is_run_to(kind) ? 2.0 * slack_of(hours) : 0.0);
    return std::min(sign_of(kind) * hours.worst, reached);
}

void add_to(LimitHours& hours, LimitKind kind, double value, double duration_s, std::size_t number) {
    if (!std::isfinite(value) || !std::isfinite(hours.limit)) {
        return;
    }
    double const sign = sign_of(kind);
    bool const run_to = is_run_to(kind);
    double const slack = slack_of(hours);
    double const excess = sign * (value - hours.limit);
    if (run_to ? excess >= -slack : excess > slack) {
        hours.beyond_s += duration_s;
    }
    if (excess > (run_to ? held_to * std::abs(hours.limit) : slack)) {
        hours.exceeded_s += duration_s;
    }
    if (!(sign * value <= sign * hours.worst + worst_round_off * std::abs(hours.worst))) { // NaN: the first
        hours.worst = value;
        hours.step = number;
    }
}

void add_to(Passed& passed, double flow_kg_s, double duration_s, double supply_c, double return_c) {
    if (flow_kg_s > 0.0 && std::isfinite(supply_c) && std::isfinite(return_c)) {
        passed.mass_kg += flow_kg_s * duration_s;
        passed.supply_kg_c += flow_kg_s * duration_s * supply_c;
        passed.return_kg_c += flow_kg_s * duration_s * return_c;
    }
}

double warmest_plant_c(Network const& network) {
    auto const& set = network.plants.supply_temperature_c;
    return set.empty() ? no_limit : *std::max_element(set.begin(), set.end());
}

} // namespace

double Passed::supply_c() const {
    return mass_kg > 0.0 ? supply_kg_c / mass_kg : no_limit;
}
double Passed::return_c() const {
    return mass_kg > 0.0 ? return_kg_c / mass_kg : no_limit;
}

void RunRecord::begin(Network const& network) {
    plants.assign(network.plants.size(), {});
    substations.assign(network.substations.size(), {});
    bypasses.assign(network.bypasses.size(), {});
    limits.clear();
    quiet_.clear();
    for (std::size_t kind = 0; kind < limits_in_time; ++kind) {
        limits.push_back({.kind = static_cast<LimitKind>(kind), .elements = {}});
    }
    auto const add_limit = [&](LimitKind kind, std::int32_t element, double limit) {
        limits[static_cast<std::size_t>(kind)].elements.push_back({.element = element, .limit = limit});
    };
    Limits const& of_project = network.project().limits;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        auto const link = static_cast<std::int32_t>(i);
        std::int32_t const entry = network.pipes.entry[i];
        add_limit(LimitKind::pipe_velocity, link, of_project.maximum_velocity_m_s);
        add_limit(LimitKind::pipe_gradient, link, network.pipes.maximum_gradient_pa_m[i]);
        add_limit(LimitKind::pipe_pressure, link, network.pipes.pressure_rating_bar[i] * pa_per_bar);
        add_limit(LimitKind::pipe_temperature, link,
                  entry < 0
                      ? no_limit
                      : network.catalogue().entries()[static_cast<std::size_t>(entry)].maximum_temperature_c);
    }
    std::vector<std::uint8_t> const has_surface = detail::free_surfaces(network);
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        add_limit(LimitKind::vapour_margin, static_cast<std::int32_t>(i),
                  has_surface[i] != 0 ? no_limit : of_project.vapour_margin_bar * pa_per_bar);
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        std::int32_t const link = network.substations.link[i];
        add_limit(LimitKind::substation_differential_pressure, link,
                  network.substations.minimum_differential_pressure_pa[i]);
        add_limit(LimitKind::substation_supply_temperature, link,
                  network.substations.minimum_supply_temperature_c[i]);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        std::int32_t const link = network.plants.link[i];
        PlantColumns const& p = network.plants;
        add_limit(LimitKind::plant_heat, link, p.capacity_w[i].value_or(no_limit));
        add_limit(LimitKind::plant_flow, link, p.maximum_flow_kg_s[i].value_or(no_limit));
        add_limit(LimitKind::plant_differential_pressure, link,
                  p.maximum_differential_pressure_pa[i].value_or(no_limit));
        add_limit(LimitKind::plant_electricity, link, p.electricity_headroom_w[i].value_or(no_limit));
    }
}

void RunRecord::find_quiet() {
    quiet_.resize(limits.size());
    sign_.resize(limits.size());
    for (std::size_t kind = 0; kind < limits.size(); ++kind) {
        std::vector<LimitHours> const& elements = limits[kind].elements;
        quiet_[kind].resize(elements.size());
        sign_[kind] = sign_of(limits[kind].kind);
        std::ranges::transform(elements, quiet_[kind].begin(), [&](LimitHours const& hours) {
            return quiet_up_to(hours, limits[kind].kind);
        });
    }
}

void RunRecord::add(Network const& network, SimulatedStep const& step, std::size_t number, Team* team) {
    if (quiet_.empty()) {
        find_quiet();
    }
    Team::split(team, network.pipes.size(),
                [&](std::size_t begin, std::size_t end) { add_pipes(network, step, number, begin, end); });
    Team::split(team, network.nodes.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            hold(LimitKind::vapour_margin, i, step.vapour_margin_pa[i], step, number);
        }
    });
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        add_to(substations[i], flow_kg_s(step, network.substations.link[i]), step.duration_s,
               step.supply_temperature_c[i], step.return_temperature_c[i]);
        if (step.demand_w[i] > 0.0 && step.unmet_cause[i] != UnmetCause::cut_off) {
            hold(LimitKind::substation_differential_pressure, i, step.differential_pressure_pa[i], step,
                 number);
            hold(LimitKind::substation_supply_temperature, i, step.supply_temperature_c[i], step, number);
        }
    }
    for (std::size_t i = 0; i < network.bypasses.size(); ++i) {
        auto const link = network.bypasses.link[i];
        double const warm =
            step.temperature_c[static_cast<std::size_t>(network.links.from[static_cast<std::size_t>(link)])];
        add_to(bypasses[i], flow_kg_s(step, link), step.duration_s, warm, warm);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        double const flow = flow_kg_s(step, network.plants.link[i]);
        add_to(plants[i], flow, step.duration_s, step.plant_supply_temperature_c[i],
               step.plant_return_temperature_c[i]);
        // As check_limits: beside one that runs, a plant that is shut has its pressures.
        if (step.link_status[static_cast<std::size_t>(network.plants.link[i])] != ElementStatus::shut) {
            hold(LimitKind::plant_heat, i, step.plant_heat_w[i], step, number);
            hold(LimitKind::plant_flow, i, flow, step, number);
            if (flow != 0.0) { // across one that stands is others'
                hold(LimitKind::plant_differential_pressure, i, step.plant_differential_pressure_pa[i], step,
                     number);
            }
        }
        // Behind a plant with sources the connection's balance; else what the plant draws.
        bool const metered = !step.sources.import_w.empty();
        hold(LimitKind::plant_electricity, i,
             metered ? step.sources.import_w[i] : step.plant_electricity_w[i], step, number);
    }
}

void RunRecord::hold(LimitKind kind, std::size_t i, double value, SimulatedStep const& step,
                     std::size_t number) {
    auto const k = static_cast<std::size_t>(kind);
    double& quiet = quiet_[k][i];
    if (sign_[k] * value <= quiet) {
        return;
    }
    LimitHours& hours = limits[k].elements[i];
    add_to(hours, kind, value, step.duration_s, number);
    quiet = quiet_up_to(hours, kind);
}

// As check_limits: pressures and temperatures not of what is shut or cut off.
void RunRecord::add_pipes(Network const& network, SimulatedStep const& step, std::size_t number,
                          std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        hold(LimitKind::pipe_velocity, i, step.pipe_velocity_m_s[i], step, number);
        hold(LimitKind::pipe_gradient, i, step.pipe_gradient_pa_m[i], step, number);
        ElementStatus const status = step.link_status[i];
        if (status == ElementStatus::shut || status == ElementStatus::cut_off) {
            continue;
        }
        auto const from = static_cast<std::size_t>(network.links.from[i]);
        auto const to = static_cast<std::size_t>(network.links.to[i]);
        hold(LimitKind::pipe_pressure, i, std::max(step.pressure_pa[from], step.pressure_pa[to]), step,
             number);
        double const flow = step.mass_flow_kg_s[i];
        double const entering_c =
            flow == 0.0 ? step.pipe_mean_temperature_c[i] : step.temperature_c[flow > 0.0 ? from : to];
        hold(LimitKind::pipe_temperature, i, entering_c, step, number);
    }
}

void LimitHours::keep(StateArchive& archive) {
    archive(element, limit, beyond_s, exceeded_s, worst, step);
}

void RunRecord::keep(StateArchive& archive) {
    archive.section("record");
    archive(plants, substations, bypasses);
    std::size_t count = limits.size();
    archive(count);
    if (archive.restores()) {
        limits.resize(std::min(count, limits_in_time));
        quiet_.clear();
    }
    for (LimitRecord& record : limits) {
        archive(record.kind, record.elements);
    }
}

double design_return_c(Network const& network, std::size_t substation) {
    SubstationColumns const& s = network.substations;
    double const supply = warmest_plant_c(network);
    switch (s.control[substation]) {
    case SubstationControl::return_temperature: return s.return_temperature_c[substation];
    case SubstationControl::temperature_drop: return supply - s.temperature_drop_k[substation];
    case SubstationControl::mass_flow: return no_limit;
    case SubstationControl::heat_exchanger: break;
    }
    detail::ConsumerInput const input{
        .control = SubstationControl::heat_exchanger,
        .heat_demand_w = s.peak_w[substation],
        .ua_w_k = s.ua_w_k[substation],
        .secondary_supply_temperature_c = s.secondary_supply_temperature_c[substation],
        .secondary_return_temperature_c = s.secondary_return_temperature_c[substation]};
    constexpr double any_flow_kg_s = 1e9;
    return detail::required_flow(input, Fluid::water(), detail::HeatRule::exact, supply, 0.0, any_flow_kg_s)
        .return_temperature_c;
}

std::vector<ReturnSpoiler> return_spoilers(Network const& network, RunRecord const& record) {
    double mass = 0.0;
    double warmth = 0.0;
    for (auto const* const list : {&record.substations, &record.bypasses}) {
        for (Passed const& passed : *list) {
            mass += passed.mass_kg;
            warmth += passed.return_kg_c;
        }
    }
    std::vector<ReturnSpoiler> spoilers;
    // What the mixture would have fallen by with so much of so warm water in this one's place.
    auto const falls_by = [&](Passed const& passed, double mass_kg, double return_c) {
        double const rest = mass - passed.mass_kg + mass_kg;
        double const then = warmth - passed.return_kg_c + (mass_kg > 0.0 ? mass_kg * return_c : 0.0);
        return rest > 1e-9 * mass ? warmth / mass - then / rest : 0.0;
    };
    auto const add = [&](bool bypass, std::size_t i, Passed const& passed, double design_c) {
        if (!(passed.mass_kg > 0.0)) {
            return;
        }
        ReturnSpoiler one{.bypass = bypass,
                          .element = static_cast<std::int32_t>(i),
                          .return_c = passed.return_c(),
                          .design_c = design_c,
                          .mass_kg = passed.mass_kg,
                          .by_design_k = 0.0,
                          .by_absence_k = falls_by(passed, 0.0, 0.0)};
        double const drop_k = passed.supply_c() - passed.return_c();
        double const design_drop_k = passed.supply_c() - design_c;
        if (drop_k > 0.0 && design_drop_k > 1.0) { // false for NaN
            one.by_design_k = falls_by(passed, passed.mass_kg * drop_k / design_drop_k, design_c);
        }
        spoilers.push_back(one);
    };
    for (std::size_t i = 0; i < record.substations.size(); ++i) {
        add(false, i, record.substations[i], design_return_c(network, i));
    }
    for (std::size_t i = 0; i < record.bypasses.size(); ++i) {
        add(true, i, record.bypasses[i], no_limit);
    }
    std::stable_sort(spoilers.begin(), spoilers.end(), [](ReturnSpoiler const& a, ReturnSpoiler const& b) {
        return std::max(a.by_design_k, a.by_absence_k) > std::max(b.by_design_k, b.by_absence_k);
    });
    return spoilers;
}

double trench_length_m(Network const& network) {
    double length = 0.0;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        length += network.pipes.length_m[i] * (network.pipes.partner[i] >= 0 ? 0.5 : 1.0);
    }
    return length;
}

std::int64_t dwellings(Network const& network) {
    auto const& of = network.substations.dwellings;
    return std::accumulate(of.begin(), of.end(), std::int64_t{0});
}

} // namespace saggar
