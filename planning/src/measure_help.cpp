// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "measure_help.hpp"

#include "extended_project.hpp"
#include "supply_way.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// What stands for a load that is short: the limit that the cause breaks.
LimitKind lack_of(Trial const& trial, std::size_t substation) {
    auto const status =
        trial.state.link_status[static_cast<std::size_t>(trial.network->substations.link[substation])];
    return status == ElementStatus::too_cold ? LimitKind::substation_supply_temperature
                                             : LimitKind::substation_differential_pressure;
}

// A plant at its capacity sends out colder water: what is broken then is a temperature, or a flow that makes
// up for it.
bool at_capacity(Trial const& trial) {
    return std::ranges::any_of(trial.network->plants.link, [&](std::int32_t link) {
        return trial.state.link_status[static_cast<std::size_t>(link)] == ElementStatus::at_capacity;
    });
}

// Substations that are short of pressure.
std::vector<std::size_t> short_of_pressure(Trial const& trial, Trial const& base) {
    std::vector<std::int32_t> const& links = trial.network->substations.link;
    std::vector<std::size_t> made;
    for (LimitFinding const& finding : blamed(trial, base)) {
        if (finding.kind == LimitKind::substation_differential_pressure) {
            made.push_back(
                static_cast<std::size_t>(std::ranges::find(links, finding.element) - links.begin()));
        }
    }
    if (auto const unserved = newly_unserved(trial, base)) {
        made.push_back(*unserved);
    }
    if (made.empty() && trial.state.index_consumer >= 0) {
        made.push_back(static_cast<std::size_t>(trial.state.index_consumer));
    }
    return made;
}

SizedMeasure place_in(Trial const& trial, std::size_t measure, std::size_t supply_line) {
    Network const& network = *trial.network;
    PipeColumns const& pipes = network.pipes;
    SizedMeasure place;
    place.measure = measure;
    place.pair = trial.project.pipe_pairs[static_cast<std::size_t>(pipes.record[supply_line])].id;
    place.at_to = trial.state.mass_flow_kg_s[supply_line] < 0.0;
    place.flow_m3_h =
        trial.envelope.pipe_flow_kg_s[supply_line] / trial.state.pipe_density_kg_m3[supply_line] * 3600.0;
    return place;
}

// A place that the project names.
std::optional<SizedMeasure> named_place(Trial const& trial, std::size_t measure, std::string const& pair) {
    std::int32_t const link = trial.network->find_link(pair + ":supply");
    if (link < 0 || !(std::abs(trial.state.mass_flow_kg_s[static_cast<std::size_t>(link)]) > 0.0)) {
        return std::nullopt;
    }
    return place_in(trial, measure, static_cast<std::size_t>(link));
}

MeasureSet with(MeasureSet set, SizedMeasure const& more) {
    set.insert(std::ranges::lower_bound(set, more.measure, {}, &SizedMeasure::measure), more);
    return set;
}

bool helps(Measure const& measure, Trouble const& trouble) {
    return !trouble.solved ||
           std::ranges::any_of(trouble.limits, [&](LimitKind kind) { return can_help(measure, kind); });
}

} // namespace

bool can_help(Measure const& measure, LimitKind limit) {
    MeasureKind const kind = measure.kind;
    bool const less_from_plants =
        kind == MeasureKind::source || kind == MeasureKind::store || kind == MeasureKind::peak_reduction;
    bool const less_flow = less_from_plants || kind == MeasureKind::supply_temperature ||
                           kind == MeasureKind::return_temperature;
    switch (limit) {
    case LimitKind::pipe_velocity:
    case LimitKind::pipe_gradient:
    case LimitKind::plant_flow:
    case LimitKind::pump_flow: return less_flow;
    case LimitKind::pipe_pressure:
    case LimitKind::vapour_margin:
    case LimitKind::substation_differential_pressure:
    case LimitKind::plant_differential_pressure:
    case LimitKind::plant_electricity: return less_flow || kind == MeasureKind::booster;
    case LimitKind::substation_supply_temperature:
        return kind == MeasureKind::source || kind == MeasureKind::store ||
               kind == MeasureKind::supply_temperature;
    case LimitKind::plant_heat: return less_from_plants;
    case LimitKind::pipe_temperature: return false;
    }
    return false;
}

Trouble trouble_of(Trial const& trial, Trial const& base) {
    Trouble made;
    made.solved = trial.report.converged();
    if (!made.solved) {
        return made;
    }
    auto const add = [&](LimitKind kind, std::string const& element) {
        if (std::ranges::find(made.limits, kind) == made.limits.end()) {
            made.limits.push_back(kind);
        }
        if (!made.first) {
            made.first = kind;
            made.element = element;
        }
    };
    for (LimitFinding const& finding : blamed(trial, base)) {
        add(finding.kind, element_id(*trial.network, finding));
    }
    if (auto const unserved = newly_unserved(trial, base)) {
        add(lack_of(trial, *unserved), trial.network->substations.id[*unserved]);
    }
    if (!made.limits.empty() && at_capacity(trial)) {
        add(LimitKind::plant_heat, {});
    }
    return made;
}

bool beyond_pipes(Trouble const& trouble) {
    return !trouble.solved || std::ranges::any_of(trouble.limits, [](LimitKind kind) {
        return kind == LimitKind::plant_heat || kind == LimitKind::plant_flow ||
               kind == LimitKind::pump_flow || kind == LimitKind::pipe_temperature ||
               kind == LimitKind::substation_supply_temperature;
    });
}

bool lacks_pressure(Trouble const& trouble) {
    return !trouble.solved || std::ranges::any_of(trouble.limits, [](LimitKind kind) {
        return kind == LimitKind::substation_differential_pressure ||
               kind == LimitKind::plant_differential_pressure || kind == LimitKind::pipe_pressure ||
               kind == LimitKind::vapour_margin || kind == LimitKind::plant_electricity;
    });
}

std::vector<SizedMeasure> booster_places(Trial const& trial, Trial const& base, std::size_t measure,
                                         Measure const& record, std::size_t most) {
    std::vector<SizedMeasure> made;
    if (!record.pair.empty()) {
        auto const place = named_place(trial, measure, record.pair);
        return place ? std::vector{*place} : made;
    }
    std::vector<std::size_t> const loads = short_of_pressure(trial, base);
    if (loads.empty()) {
        return made;
    }
    SupplyWays const ways{*trial.network, trial.state.mass_flow_kg_s};
    std::vector<std::size_t> way = ways.of(loads.front());
    std::vector<std::size_t> shared = way;
    for (std::size_t const load : loads) {
        std::vector<std::size_t> const other = ways.of(load);
        std::erase_if(shared,
                      [&](std::size_t pipe) { return std::ranges::find(other, pipe) == other.end(); });
    }
    if (!shared.empty()) {
        way = shared;
    }
    std::erase_if(way, [&](std::size_t pipe) { return trial.network->pipes.partner[pipe] < 0; });
    std::size_t const count = std::min(most, way.size());
    for (std::size_t k = 0; k < count; ++k) {
        std::size_t const at = count == 1 ? 0 : k * (way.size() - 1) / (count - 1);
        made.push_back(place_in(trial, measure, way[at]));
    }
    return made;
}

std::optional<double> line_flow_m3_h(Trial const& trial, std::string const& pair) {
    std::int32_t const link = trial.network->find_link(pair + ":supply");
    if (link < 0 || !trial.report.converged()) {
        return std::nullopt;
    }
    auto const line = static_cast<std::size_t>(link);
    double const flow = trial.envelope.pipe_flow_kg_s[line] / trial.state.pipe_density_kg_m3[line] * 3600.0;
    return flow > 0.0 ? std::optional{flow} : std::nullopt;
}

std::vector<MeasureSet> next_sets(Trouble const& trouble, MeasureSet const& set,
                                  std::vector<Measure> const& measures) {
    std::vector<MeasureSet> made;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        Measure const& measure = measures[i];
        if (measure.kind == MeasureKind::parallel_pipe || measure.kind == MeasureKind::booster ||
            !helps(measure, trouble)) {
            continue;
        }
        auto const known = std::ranges::find(set, i, &SizedMeasure::measure);
        if (known == set.end()) {
            SizedMeasure more;
            more.measure = i;
            made.push_back(with(set, more));
        } else if (known->step < measure.steps) {
            MeasureSet next = set;
            ++next[static_cast<std::size_t>(known - set.begin())].step;
            made.push_back(std::move(next));
        }
    }
    return made;
}

std::vector<MeasureSet> sets_with_booster(Trial const& trial, Trial const& base, Trouble const& trouble,
                                          MeasureSet const& set, std::vector<Measure> const& measures,
                                          std::size_t most_places) {
    std::vector<MeasureSet> made;
    for (std::size_t i = 0; i < measures.size() && trouble.solved; ++i) {
        bool const taken = std::ranges::find(set, i, &SizedMeasure::measure) != set.end();
        if (measures[i].kind != MeasureKind::booster || taken || !helps(measures[i], trouble)) {
            continue;
        }
        for (SizedMeasure const& place : booster_places(trial, base, i, measures[i], most_places)) {
            made.push_back(with(set, place));
        }
    }
    return made;
}

} // namespace saggar::detail
