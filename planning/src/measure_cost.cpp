// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What measures cost.

#include "measure_set.hpp"

#include "extended_project.hpp"
#include "extension/money.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saggar::detail {

namespace {

bool is_plant(MeasureKind kind) {
    return kind == MeasureKind::source || kind == MeasureKind::store;
}

// Of present substations as they are in the project, and of the candidate.
double peaks_kw(Project const& project, Measure const& measure, Candidate const& candidate) {
    double sum = measure.candidate ? *candidate.peak_kw : 0.0;
    for (Substation const& one : project.substations) {
        bool const named = std::ranges::find(measure.substations, one.id) != measure.substations.end();
        sum += named ? one.peak_kw.value_or(one.heat_demand_kw.value_or(0.0)) : 0.0;
    }
    return sum;
}

double full_load_hours(Measure const& measure, Candidate const& candidate) {
    return measure.full_load_hours.value_or(*candidate.annual_use_mwh * 1e3 / *candidate.peak_kw);
}

// Capital of one measure but for what needs a solution.
double capital(Project const& base, Measure const& measure, SizedMeasure const& sized,
               Candidate const& candidate) {
    double const size = size_of(measure, sized);
    double sum = measure.cost;
    switch (measure.kind) {
    case MeasureKind::source: sum += measure.cost_per_kw * size; break;
    case MeasureKind::store:
        sum += measure.cost_per_kw * size + measure.cost_per_kwh * size * *measure.peak_hours;
        break;
    case MeasureKind::peak_reduction:
        sum += measure.cost_per_kw * size * peaks_kw(base, measure, candidate);
        break;
    case MeasureKind::supply_temperature: sum += measure.cost_per_k * size; break;
    case MeasureKind::return_temperature:
        sum += measure.cost_per_k * size *
               static_cast<double>(measure.substations.size() + (measure.candidate ? 1 : 0));
        break;
    case MeasureKind::booster:
    case MeasureKind::parallel_pipe: break;
    }
    return sum;
}

// A year, likewise.
double yearly(Project const& base, Measure const& measure, SizedMeasure const& sized,
              Candidate const& candidate) {
    double sum = measure.cost_per_year;
    if (measure.kind == MeasureKind::source) {
        double const per_mwh =
            measure.cost_per_mwh +
            measure.electricity_per_heat * base.prices.electricity_import_per_mwh.value_or(0.0);
        sum += size_of(measure, sized) * 1e-3 * full_load_hours(measure, candidate) * per_mwh;
    }
    return sum;
}

double pump_electricity_w(Trial const& trial, Measure const& measure, SizedMeasure const& sized) {
    if (!trial.report.converged()) {
        return 0.0;
    }
    Network const& network = *trial.network;
    if (measure.kind == MeasureKind::booster) {
        std::int32_t const link = network.find_link(pump_id(measure, sized.pair));
        auto const pump = std::ranges::find(network.pumps.link, link);
        return pump == network.pumps.link.end()
                   ? 0.0
                   : trial.state
                         .pump_electricity_w[static_cast<std::size_t>(pump - network.pumps.link.begin())];
    }
    auto const plant = std::ranges::find(network.plants.id, plant_id(measure));
    return plant == network.plants.id.end() || !is_plant(measure.kind)
               ? 0.0
               : trial.state
                     .plant_pump_electricity_w[static_cast<std::size_t>(plant - network.plants.id.begin())];
}

// Electricity of plants that the rise makes them draw in a year, MWh.
double hotter_mwh(Trial const& trial, Measure const& measure, double rise_k, Candidate const& candidate) {
    double heat_w = 0.0;
    for (std::size_t i = 0; i < trial.network->plants.size(); ++i) {
        bool const named =
            std::ranges::find(measure.plants, trial.network->plants.id[i]) != measure.plants.end();
        heat_w += named ? trial.state.plant_heat_w[i] : 0.0;
    }
    return heat_w * 1e-6 * full_load_hours(measure, candidate) * measure.electricity_per_heat_k * rise_k;
}

std::string text_of(Measure const& measure, SizedMeasure const& sized, double electricity_w,
                    Candidate const& candidate) {
    double const size = size_of(measure, sized);
    switch (measure.kind) {
    case MeasureKind::booster:
        return fmt::format("booster of {:.3g} m at {:.3g} m3/h in the {} line of {}, {:.2g} kW", size,
                           sized.flow_m3_h, measure.side == MeasureSide::supply ? "supply" : "return",
                           users_id(candidate, sized.pair), electricity_w * 1e-3);
    case MeasureKind::source: return fmt::format("source of {:.4g} kW at {}", size, measure.node);
    case MeasureKind::store:
        return fmt::format("store of {:.4g} kW, {:.4g} kWh at {}", size, size * *measure.peak_hours,
                           measure.node);
    case MeasureKind::peak_reduction: return fmt::format("peaks less by {:.3g} %", size * 100.0);
    case MeasureKind::supply_temperature: return fmt::format("supply hotter by {:.3g} K", size);
    case MeasureKind::return_temperature: return fmt::format("returns colder by {:.3g} K", size);
    case MeasureKind::parallel_pipe: break;
    }
    return "pairs in parallel";
}

} // namespace

double least_cost(Project const& project, MeasureSet const& set, Candidate const& candidate) {
    double const years = present_value_factor(project.economics);
    double sum = 0.0;
    for (SizedMeasure const& sized : set) {
        Measure const& measure = project.measures[sized.measure];
        sum +=
            capital(project, measure, sized, candidate) + years * yearly(project, measure, sized, candidate);
    }
    return sum;
}

std::vector<TakenMeasure> taken(Trial const& before, MeasureSet const& set, Candidate const& candidate,
                                Trial const& trial) {
    Project const& base = before.project;
    double const years = present_value_factor(base.economics);
    double const electricity = base.prices.electricity_import_per_mwh.value_or(0.0);
    std::vector<TakenMeasure> made;
    for (SizedMeasure const& sized : set) {
        Measure const& measure = base.measures[sized.measure];
        // A plant that grows has pumped for those who were there before.
        double const pump_w =
            pump_electricity_w(trial, measure, sized) - pump_electricity_w(before, measure, sized);
        double per_year = yearly(base, measure, sized, candidate) +
                          pump_w * 1e-6 * base.economics.pumping_hours * electricity;
        double once = capital(base, measure, sized, candidate);
        if (measure.kind == MeasureKind::booster) {
            once += measure.cost_per_kw * pump_w * 1e-3;
        } else if (measure.kind == MeasureKind::supply_temperature && trial.report.converged()) {
            per_year += hotter_mwh(trial, measure, size_of(measure, sized), candidate) * electricity;
        }
        TakenMeasure one;
        one.id = measure.id;
        one.kind = measure.kind;
        one.step = sized.step;
        one.size = size_of(measure, sized);
        one.place = measure.kind == MeasureKind::booster ? sized.pair : measure.node;
        one.at_to = sized.at_to;
        one.flow_m3_h = sized.flow_m3_h;
        one.text = text_of(measure, sized, pump_w, candidate);
        one.electricity_w = pump_w;
        one.capital = once;
        one.running = years * per_year;
        one.source = measure.source;
        made.push_back(std::move(one));
    }
    return made;
}

} // namespace saggar::detail
