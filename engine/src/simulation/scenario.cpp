// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/scenario.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

namespace {

constexpr double half_a_day = 0.5; // days of the year count from their beginning

// A line between two points, level beyond them.
double between(double cold_c, double at_cold, double mild_c, double at_mild, double outdoor_c) {
    double const share = std::clamp((outdoor_c - cold_c) / (mild_c - cold_c), 0.0, 1.0);
    return std::lerp(at_cold, at_mild, share);
}

ScenarioSeries with_demand(ScenarioSeries series) {
    if (series.demand_w.empty() && series.outdoor_c.values.empty()) {
        throw Error{
            {.code = ErrorCode::value_missing,
             .place = {.file = {}, .line = 0, .component = "simulation", .id = {}, .field = "weather"},
             .text = "is missing: nothing says what consumers ask for in time",
             .advice = "Under simulation, name a CSV as weather or as demand"}};
    }
    return series;
}

} // namespace

Scenario::Scenario(std::shared_ptr<Network const> network, ScenarioSeries series, TimeWindow const& window)
    : network_{std::move(network)},
      series_{with_demand(std::move(series))},
      window_{window},
      demand_{*network_,      series_.outdoor_c, std::move(series_.demand_w),
              series_.shapes, window.begin_s,    window.end_s},
      base_{operating_point(*network_)} {
    read_events();
    read_outages();
}

void Scenario::read_events() {
    for (SimulationEvent const& event : network_->project().simulation.events) {
        Event made{.time_s = *parse_time_stamp(event.time), // checked with the project
                   .links = {},
                   .plant = -1,
                   .source = -1,
                   .on = event.action == EventAction::open || event.action == EventAction::recover};
        if (event.action == EventAction::trip || event.action == EventAction::recover) {
            auto const& plants = network_->plants.id;
            auto const plant = std::find(plants.begin(), plants.end(), event.element);
            auto const& sources = network_->project().sources;
            auto const source = std::find_if(sources.begin(), sources.end(), [&](PlantSource const& each) {
                return each.id == event.element;
            });
            if (plant != plants.end()) {
                made.plant = static_cast<std::int32_t>(plant - plants.begin());
            } else {
                made.source = static_cast<std::int32_t>(source - sources.begin());
            }
        } else {
            for (std::string const& id :
                 {event.element, event.element + ":supply", event.element + ":return"}) {
                if (std::int32_t const link = network_->find_link(id); link >= 0) {
                    made.links.push_back(link);
                }
            }
        }
        if (made.time_s < window_.end_s) {
            events_.push_back(std::move(made));
        }
    }
    std::stable_sort(events_.begin(), events_.end(),
                     [](Event const& a, Event const& b) { return a.time_s < b.time_s; });
}

void Scenario::read_outages() {
    for (PlantSource const& source : network_->project().sources) {
        std::vector<TimeSpan>& spans = outages_.emplace_back();
        for (std::string const& outage : source.outages) {
            spans.push_back(*parse_time_span(outage)); // checked with the project
        }
    }
}

double Scenario::of_step(TimeSeries const& series, std::size_t step, double otherwise) const {
    if (series.values.empty()) {
        return otherwise;
    }
    std::int64_t const from = begin_of_step_s(step);
    return mean(series, from, from + window_.step_s);
}

double Scenario::outdoor_c(std::size_t step) const {
    return of_step(series_.outdoor_c, step);
}

double Scenario::coldest_c(std::size_t step, double ahead_s) const {
    TimeSeries const& series = series_.outdoor_c;
    if (series.values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::int64_t const from = begin_of_step_s(step);
    std::int64_t const to = std::max(from + window_.step_s, from + static_cast<std::int64_t>(ahead_s));
    auto const first = static_cast<std::size_t>((from - series.begin_s) / series.interval_s);
    double lowest = outdoor_c(step);
    for (std::size_t i = first; i < series.values.size(); ++i) {
        if (series.begin_s + series.interval_s * static_cast<std::int64_t>(i) >= to) {
            break;
        }
        lowest = std::min(lowest, series.values[i]);
    }
    return lowest;
}

void Scenario::set_sources(std::size_t step, SourceInput& input) const {
    std::vector<PlantSource> const& sources = network_->project().sources;
    std::int64_t const from = begin_of_step_s(step);
    std::int64_t const to = from + window_.step_s;
    input.outdoor_c = outdoor_c(step);
    input.irradiance_w_m2 = of_step(series_.global_w_m2, step, 0.0);
    input.prices = energy_prices(network_->project().prices);
    input.prices.import_per_j = of_step(series_.prices.import_per_j, step, input.prices.import_per_j);
    input.prices.export_per_j = of_step(series_.prices.export_per_j, step, input.prices.export_per_j);
    input.prices.electricity_kg_per_j =
        of_step(series_.prices.carbon_kg_per_j, step, input.prices.electricity_kg_per_j);
    for (auto* const column : {&input.in_service, &input.heat_w, &input.it_load_w, &input.own_use_w}) {
        column->assign(sources.size(), 0.0);
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        double out = 0.0; // lines
        for (TimeSpan const& span : outages_[i]) {
            auto const within = std::min(to, span.end_s) - std::max(from, span.begin_s);
            out += within > 0 ? static_cast<double>(within) / static_cast<double>(window_.step_s) : 0.0;
        }
        input.in_service[i] = std::max(0.0, 1.0 - out / sources[i].lines);
        input.it_load_w[i] = sources[i].it_load_kw.value_or(0.0) * 1e3;
        input.own_use_w[i] = sources[i].own_use_kw * 1e3;
        if (!series_.sources.empty()) {
            SourceSeries const& own = series_.sources[i];
            input.heat_w[i] = of_step(own.heat_w, step, 0.0);
            input.it_load_w[i] = of_step(own.it_load_w, step, input.it_load_w[i]);
            input.own_use_w[i] = of_step(own.own_use_w, step, input.own_use_w[i]);
        }
    }
    std::vector<std::uint8_t> tripped(sources.size(), 0);
    for (Event const& event : events_) {
        if (event.time_s <= from && event.source >= 0) {
            tripped[static_cast<std::size_t>(event.source)] = event.on ? 0 : 1;
        }
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        input.in_service[i] = tripped[i] != 0 ? 0.0 : input.in_service[i];
    }
}

double Scenario::global_irradiance_w_m2(std::size_t step) const {
    return of_step(series_.global_w_m2, step);
}

std::vector<double> Scenario::unlimited_demand_w(std::size_t step) const {
    std::vector<double> asked_w(network_->substations.size());
    std::int64_t const from = begin_of_step_s(step);
    demand_.set(from, from + window_.step_s, asked_w);
    return asked_w;
}

void Scenario::set_secondary(double outdoor_c, OperatingPoint& point) const {
    auto const& curves = network_->project().simulation.secondary_curves;
    if (curves.empty()) {
        return;
    }
    SubstationColumns const& s = network_->substations;
    point.secondary_supply_temperature_c = s.secondary_supply_temperature_c;
    point.secondary_return_temperature_c = s.secondary_return_temperature_c;
    for (SecondaryCurve const& curve : curves) {
        auto const i =
            static_cast<std::size_t>(std::find(s.id.begin(), s.id.end(), curve.substation) - s.id.begin());
        auto const at = [&](double cold, double mild) {
            return between(*curve.outdoor_cold_c, cold, *curve.outdoor_mild_c, mild, outdoor_c);
        };
        point.secondary_supply_temperature_c[i] = at(*curve.supply_cold_c, *curve.supply_mild_c);
        point.secondary_return_temperature_c[i] = at(*curve.return_cold_c, *curve.return_mild_c);
    }
}

void Scenario::set(std::size_t step, SimulationPoint& point) const {
    point.point = base_;
    point.plant_tripped.assign(network_->plants.size(), 0);
    point.point.heat_demand_w = unlimited_demand_w(step);
    if (!demand_.given()) {
        for (std::size_t i = 0; i < network_->substations.size(); ++i) {
            double& demand = point.point.heat_demand_w[i];
            demand = std::min(demand, network_->substations.peak_w[i]);
        }
    }
    double const outdoor = outdoor_c(step);
    for (SupplyCurve const& curve : network_->project().simulation.supply_curves) {
        auto const& plants = network_->plants.id;
        auto const i =
            static_cast<std::size_t>(std::find(plants.begin(), plants.end(), curve.plant) - plants.begin());
        point.point.plant_supply_temperature_c[i] =
            between(*curve.outdoor_cold_c, *curve.supply_cold_c, *curve.outdoor_mild_c, *curve.supply_mild_c,
                    outdoor);
    }
    set_secondary(outdoor, point.point);
    // The ground's yearly wave goes on from day to day.
    point.point.ground_day = day_of_year(LocalClock{}.day(begin_of_step_s(step))) - half_a_day;
    std::int64_t const now = begin_of_step_s(step);
    for (Event const& event : events_) {
        if (event.time_s > now) {
            break;
        }
        for (std::int32_t const link : event.links) {
            point.point.link_open[static_cast<std::size_t>(link)] = event.on ? 1 : 0;
        }
        if (event.plant >= 0) {
            point.plant_tripped[static_cast<std::size_t>(event.plant)] = event.on ? 0 : 1;
        }
    }
}

SimulationPoint Scenario::point(std::size_t step) const {
    SimulationPoint made;
    set(step, made);
    return made;
}

} // namespace saggar
