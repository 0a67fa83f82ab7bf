// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/indicators.hpp"

#include "steady/consumer.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace saggar {

namespace {

constexpr std::array kinds{LimitKind::pipe_velocity,
                           LimitKind::pipe_gradient,
                           LimitKind::substation_differential_pressure,
                           LimitKind::substation_supply_temperature,
                           LimitKind::plant_heat,
                           LimitKind::plant_differential_pressure};
static_assert(kinds.size() == limits_in_time);

constexpr double no_limit = std::numeric_limits<double>::quiet_NaN();

void add_to(LimitHours& hours, LimitKind kind, double value, double duration_s, std::size_t number) {
    if (!std::isfinite(value) || !std::isfinite(hours.limit)) {
        return;
    }
    double const sign = info(kind).is_maximum ? 1.0 : -1.0;
    bool const run_to = kind == LimitKind::plant_heat || kind == LimitKind::plant_differential_pressure;
    double const slack = 1e-6 * std::abs(hours.limit); // round-off: LimitFinding::broken
    double const excess = sign * (value - hours.limit);
    if (run_to ? excess >= -slack : excess > slack) {
        hours.beyond_s += duration_s;
    }
    if (!(sign * value <= sign * hours.worst)) {
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
    for (LimitKind const kind : kinds) {
        limits.push_back({.kind = kind, .elements = {}});
    }
    auto const add_limit = [&](std::size_t kind, std::int32_t link, double limit) {
        limits[kind].elements.push_back({.element = link, .limit = limit});
    };
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        auto const link = static_cast<std::int32_t>(i);
        add_limit(0, link, network.project().limits.maximum_velocity_m_s);
        add_limit(1, link, network.pipes.maximum_gradient_pa_m[i]);
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        std::int32_t const link = network.substations.link[i];
        add_limit(2, link, network.substations.minimum_differential_pressure_pa[i]);
        add_limit(3, link, network.substations.minimum_supply_temperature_c[i]);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        std::int32_t const link = network.plants.link[i];
        add_limit(4, link, network.plants.capacity_w[i].value_or(no_limit));
        add_limit(5, link, network.plants.maximum_differential_pressure_pa[i].value_or(no_limit));
    }
}

void RunRecord::add(Network const& network, SimulatedStep const& step, std::size_t number) {
    double const dt = step.duration_s;
    auto const flow = [&](std::int32_t link) { return step.mass_flow_kg_s[static_cast<std::size_t>(link)]; };
    auto const holds = [&](std::size_t kind, std::size_t i, double value) {
        add_to(limits[kind].elements[i], limits[kind].kind, value, dt, number);
    };
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        holds(0, i, step.pipe_velocity_m_s[i]);
        holds(1, i, step.pipe_gradient_pa_m[i]);
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        add_to(substations[i], flow(network.substations.link[i]), dt, step.supply_temperature_c[i],
               step.return_temperature_c[i]);
        if (step.demand_w[i] > 0.0 && step.unmet_cause[i] != UnmetCause::cut_off) {
            holds(2, i, step.differential_pressure_pa[i]);
            holds(3, i, step.supply_temperature_c[i]);
        }
    }
    for (std::size_t i = 0; i < network.bypasses.size(); ++i) {
        auto const link = network.bypasses.link[i];
        double const warm =
            step.temperature_c[static_cast<std::size_t>(network.links.from[static_cast<std::size_t>(link)])];
        add_to(bypasses[i], flow(link), dt, warm, warm);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        add_to(plants[i], flow(network.plants.link[i]), dt, step.plant_supply_temperature_c[i],
               step.plant_return_temperature_c[i]);
        holds(4, i, step.plant_heat_w[i]);
        holds(5, i, step.plant_differential_pressure_pa[i]);
    }
}

void LimitHours::keep(StateArchive& archive) {
    archive(element, limit, beyond_s, worst, step);
}

void RunRecord::keep(StateArchive& archive) {
    archive.section("record");
    archive(plants, substations, bypasses);
    std::size_t count = limits.size();
    archive(count);
    if (archive.restores()) {
        limits.resize(std::min(count, limits_in_time));
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
