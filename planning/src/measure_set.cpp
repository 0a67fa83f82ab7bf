// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "measure_set.hpp"

#include "extended_project.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saggar::detail {

namespace {

bool changes(Measure const& measure, std::string const& substation, Candidate const& candidate) {
    return std::ranges::find(measure.substations, substation) != measure.substations.end() ||
           (measure.candidate && substation == substation_id(candidate));
}

OperatingPointData* point_of(Project& project, std::string const& id) {
    auto const found = std::ranges::find(project.operating_points, id, &OperatingPointData::id);
    return found == project.operating_points.end() ? nullptr : &*found;
}

PlantSetting& setting_of(OperatingPointData& point, std::string const& plant) {
    auto const known = std::ranges::find(point.plants, plant, &PlantSetting::plant);
    if (known != point.plants.end()) {
        return *known;
    }
    point.plants.emplace_back().plant = plant;
    return point.plants.back();
}

// The water of one line passes a pump before it enters the pair; the other line goes on without loss.
void add_booster(Project& project, Measure const& measure, SizedMeasure const& sized) {
    auto const pair = std::ranges::find(project.pipe_pairs, sized.pair, &Pipe::id);
    if (pair == project.pipe_pairs.end()) {
        return;
    }
    std::string& end = sized.at_to ? pair->to : pair->from;
    auto const outer = std::ranges::find(project.nodes, end, &Node::id);
    Node inner = *outer;
    inner.id = pump_id(measure, sized.pair) + "~node";
    inner.source = measure.source;
    bool const supply = measure.side == MeasureSide::supply;
    Pump pump;
    pump.id = pump_id(measure, sized.pair);
    pump.from = supply ? outer->id + ":supply" : inner.id + ":return";
    pump.to = supply ? inner.id + ":supply" : outer->id + ":return";
    pump.flow_m3_h = {sized.flow_m3_h};
    pump.head_m = {sized.head_m};
    pump.efficiency = measure.pump_efficiency;
    pump.source = measure.source;
    Valve through; // wide open and without loss
    through.id = pump.id + "~through";
    through.from = supply ? inner.id + ":return" : outer->id + ":supply";
    through.to = supply ? outer->id + ":return" : inner.id + ":supply";
    end = inner.id;
    project.nodes.push_back(inner);
    project.pumps.push_back(pump);
    project.valves.push_back(through);
}

void add_plant(Project& project, Measure const& measure, double size_kw, std::string const& judged) {
    std::string const id = plant_id(measure);
    auto present = std::ranges::find(project.plants, id, &Plant::id);
    if (present == project.plants.end()) {
        Plant plant;
        plant.id = id;
        plant.node = measure.node;
        plant.technology = measure.kind == MeasureKind::store ? "store" : "further source";
        plant.control = PlantControl::heat;
        plant.heat_kw = 0.0;
        plant.capacity_kw = 0.0;
        plant.running = judged.empty();
        plant.source = measure.source;
        project.plants.push_back(plant);
        present = project.plants.end() - 1;
    }
    present->heat_kw = *present->heat_kw + size_kw;
    present->capacity_kw = *present->capacity_kw + size_kw;
    present->supply_temperature_c = *measure.supply_temperature_c;
    present->electricity_per_heat = measure.electricity_per_heat;
    present->pump_efficiency = measure.pump_efficiency;
    present->maximum_differential_pressure_bar = measure.maximum_differential_pressure_bar;
    if (OperatingPointData* const point = point_of(project, judged)) {
        setting_of(*point, id).running = true;
    }
}

void reduce_peaks(Project& project, Measure const& measure, double share, Candidate const& candidate,
                  std::string const& judged) {
    auto const reduce = [&](std::optional<double>& value) {
        value = value ? std::optional{*value * (1.0 - share)} : std::nullopt;
    };
    for (Substation& one : project.substations) {
        if (changes(measure, one.id, candidate)) {
            reduce(one.peak_kw);
            reduce(one.heat_demand_kw);
        }
    }
    if (OperatingPointData* const point = point_of(project, judged)) {
        for (SubstationSetting& setting : point->substations) {
            if (changes(measure, setting.substation, candidate)) {
                reduce(setting.heat_demand_kw);
            }
        }
    }
}

void cool_returns(Project& project, Measure const& measure, double fall_k, Candidate const& candidate,
                  std::string const& judged) {
    for (Substation& one : project.substations) {
        if (changes(measure, one.id, candidate) && one.return_temperature_c) {
            *one.return_temperature_c -= fall_k;
        }
    }
    if (OperatingPointData* const point = point_of(project, judged)) {
        for (SubstationSetting& setting : point->substations) {
            if (changes(measure, setting.substation, candidate) && setting.return_temperature_c) {
                *setting.return_temperature_c -= fall_k;
            }
        }
    }
}

// At the operating point that is judged alone, where that has a name.
void heat_supply(Project& project, Measure const& measure, double rise_k, std::string const& judged) {
    OperatingPointData* const point = point_of(project, judged);
    for (Plant& plant : project.plants) {
        if (std::ranges::find(measure.plants, plant.id) == measure.plants.end()) {
            continue;
        }
        plant.electricity_per_heat += measure.electricity_per_heat_k * rise_k;
        if (point == nullptr) {
            plant.supply_temperature_c += rise_k;
        } else {
            PlantSetting& setting = setting_of(*point, plant.id);
            setting.supply_temperature_c =
                setting.supply_temperature_c.value_or(plant.supply_temperature_c) + rise_k;
        }
    }
}

bool at_loads(Measure const& measure) {
    return measure.kind == MeasureKind::peak_reduction || measure.kind == MeasureKind::return_temperature;
}

// What the next may still take; steps 0: nothing.
void leave_rest(Measure& measure, SizedMeasure const& sized) {
    double const size = size_of(measure, sized);
    if (measure.kind == MeasureKind::booster) { // further ones elsewhere
        measure.steps = measure.pair.empty() ? measure.steps : 0;
        return;
    }
    if (at_loads(measure) && measure.substations.empty()) { // every candidate has its own
        return;
    }
    int const rest = measure.steps - sized.step;
    if (measure.maximum_kw) {
        *measure.maximum_kw -= size;
    } else if (measure.maximum_k) {
        *measure.maximum_k -= size;
    } else if (measure.maximum_share) {
        measure.maximum_share = 1.0 - (1.0 - *measure.maximum_share) / (1.0 - size);
    }
    if (measure.capacity_kwh) {
        *measure.capacity_kwh -= size * *measure.peak_hours;
    }
    measure.steps = rest;
    measure.cost = 0.0;
    measure.cost_per_year = 0.0;
}

} // namespace

std::string key(MeasureSet const& set) {
    std::string made;
    for (SizedMeasure const& one : set) {
        made += fmt::format("{}:{}:{};", one.measure, one.step, one.pair);
    }
    return made;
}

double size_of(Measure const& measure, SizedMeasure const& sized) {
    double const share = static_cast<double>(sized.step) / measure.steps;
    switch (measure.kind) {
    case MeasureKind::booster: return sized.head_m;
    case MeasureKind::source:
    case MeasureKind::store: return *measure.maximum_kw * share;
    case MeasureKind::peak_reduction: return *measure.maximum_share * share;
    case MeasureKind::supply_temperature:
    case MeasureKind::return_temperature: return *measure.maximum_k * share;
    case MeasureKind::parallel_pipe: break;
    }
    return 0.0;
}

void apply(Project& project, std::vector<Measure> const& measures, MeasureSet const& set,
           Candidate const& candidate, std::string const& judged) {
    for (SizedMeasure const& sized : set) {
        Measure const& measure = measures[sized.measure];
        double const size = size_of(measure, sized);
        switch (measure.kind) {
        case MeasureKind::booster: add_booster(project, measure, sized); break;
        case MeasureKind::source:
        case MeasureKind::store: add_plant(project, measure, size, judged); break;
        case MeasureKind::peak_reduction: reduce_peaks(project, measure, size, candidate, judged); break;
        case MeasureKind::supply_temperature: heat_supply(project, measure, size, judged); break;
        case MeasureKind::return_temperature: cool_returns(project, measure, size, candidate, judged); break;
        case MeasureKind::parallel_pipe: break; // pipes are laid by what is broken
        }
    }
}

std::string in_words(std::vector<Measure> const& measures, MeasureSet const& set,
                     Candidate const& candidate) {
    std::string made;
    for (SizedMeasure const& one : set) {
        Measure const& measure = measures[one.measure];
        made += made.empty() ? "" : " + ";
        made += measure.id;
        made += one.pair.empty() ? fmt::format(" {}/{}", one.step, measure.steps)
                                 : " in " + users_id(candidate, one.pair);
    }
    return made;
}

void take_measures(Project& project, std::vector<TakenMeasure> const& taken, Candidate const& candidate) {
    MeasureSet set;
    for (TakenMeasure const& one : taken) {
        SizedMeasure& sized = set.emplace_back();
        auto const record = std::ranges::find(project.measures, one.id, &Measure::id);
        sized.measure = static_cast<std::size_t>(record - project.measures.begin());
        sized.step = one.step;
        if (one.kind == MeasureKind::booster) {
            sized.pair = one.place;
            sized.at_to = one.at_to;
            sized.flow_m3_h = one.flow_m3_h;
            sized.head_m = one.size;
        }
    }
    std::vector<Measure> const measures = project.measures;
    apply(project, measures, set, candidate, project.connection.operating_point);
    for (SizedMeasure const& sized : set) {
        if (at_loads(measures[sized.measure]) && measures[sized.measure].candidate &&
            !measures[sized.measure].substations.empty()) {
            // What is taken of those that are named says nothing of the candidates that are still to come.
            Measure own = measures[sized.measure];
            own.id += "~candidate";
            own.substations.clear();
            own.cost = 0.0;
            own.cost_per_year = 0.0;
            project.measures.push_back(std::move(own));
            project.measures[sized.measure].candidate = false;
        }
        leave_rest(project.measures[sized.measure], sized);
    }
    std::erase_if(project.measures, [](Measure const& measure) { return measure.steps == 0; });
}

std::string plant_id(Measure const& measure) {
    return measure.id + (measure.kind == MeasureKind::store ? "~store" : "~source");
}

std::string pump_id(Measure const& measure, std::string const& pair) {
    return measure.id + "~" + pair;
}

} // namespace saggar::detail
