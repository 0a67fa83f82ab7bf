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

constexpr double hours_a_year = 8760.0;

double same(double value) {
    return value;
}

// Mean of what `of` makes of the values, over a time that the series covers.
template <class Of>
double mean(TimeSeries const& series, std::int64_t from_s, std::int64_t to_s, Of const& of) {
    assert(from_s >= series.begin_s && to_s <= series.end_s() && from_s < to_s);
    double sum = 0.0;
    for (std::int64_t time = from_s; time < to_s;) {
        std::int64_t const place = (time - series.begin_s) / series.interval_s;
        std::int64_t const until = std::min(to_s, series.begin_s + (place + 1) * series.interval_s);
        sum += of(series.values[static_cast<std::size_t>(place)]) * static_cast<double>(until - time);
        time = until;
    }
    return sum / static_cast<double>(to_s - from_s);
}

double supply_c(SupplyCurve const& curve, double outdoor_c) {
    double const cold = *curve.outdoor_cold_c;
    double const mild = *curve.outdoor_mild_c;
    double const share = std::clamp((outdoor_c - cold) / (mild - cold), 0.0, 1.0);
    return std::lerp(*curve.supply_cold_c, *curve.supply_mild_c, share);
}

} // namespace

Scenario::Scenario(std::shared_ptr<Network const> network, ScenarioSeries series, TimeWindow const& window)
    : network_{std::move(network)},
      series_{std::move(series)},
      window_{window},
      base_{operating_point(*network_)} {
    if (series_.demand_w.empty() && series_.outdoor_c.values.empty()) {
        throw Error{
            {.code = ErrorCode::value_missing,
             .place = {.file = {}, .line = 0, .component = "simulation", .id = {}, .field = "weather"},
             .text = "is missing: nothing says what consumers ask for in time",
             .advice = "Under simulation, name a CSV as weather or as demand"}};
    }
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

double Scenario::mean_of(TimeSeries const& series, std::size_t step, double otherwise) const {
    if (series.values.empty()) {
        return otherwise;
    }
    std::int64_t const from = window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
    return mean(series, from, from + window_.step_s, same);
}

double Scenario::outdoor_c(std::size_t step) const {
    return mean_of(series_.outdoor_c, step, std::numeric_limits<double>::quiet_NaN());
}

double Scenario::coldest_c(std::size_t step, double ahead_s) const {
    TimeSeries const& series = series_.outdoor_c;
    if (series.values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::int64_t const from = window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
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
    std::int64_t const from = window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
    std::int64_t const to = from + window_.step_s;
    input.outdoor_c = outdoor_c(step);
    input.irradiance_w_m2 = mean_of(series_.irradiance_w_m2, step, 0.0);
    input.prices = energy_prices(network_->project().prices);
    input.prices.import_per_j = mean_of(series_.prices.import_per_j, step, input.prices.import_per_j);
    input.prices.export_per_j = mean_of(series_.prices.export_per_j, step, input.prices.export_per_j);
    input.prices.electricity_kg_per_j =
        mean_of(series_.prices.carbon_kg_per_j, step, input.prices.electricity_kg_per_j);
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
            input.heat_w[i] = mean_of(own.heat_w, step, 0.0);
            input.it_load_w[i] = mean_of(own.it_load_w, step, input.it_load_w[i]);
            input.own_use_w[i] = mean_of(own.own_use_w, step, input.own_use_w[i]);
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

void Scenario::set_demand(std::size_t step, OperatingPoint& point) const {
    SubstationColumns const& s = network_->substations;
    std::int64_t const from = window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
    std::int64_t const to = from + window_.step_s;
    if (!series_.demand_w.empty()) {
        for (std::size_t i = 0; i < s.size(); ++i) {
            point.heat_demand_w[i] = mean(series_.demand_w[i], from, to, same);
        }
        return;
    }
    SimulationSettings const& settings = network_->project().simulation;
    double const threshold_c = settings.heating_threshold_c;
    double const degrees_k = mean(series_.outdoor_c, from, to,
                                  [=](double outdoor_c) { return std::max(0.0, threshold_c - outdoor_c); });
    double const hot_water = settings.hot_water_share / hours_a_year;
    double const rooms = settings.annual_degree_days_kd
                             ? (1.0 - settings.hot_water_share) / (24.0 * *settings.annual_degree_days_kd)
                             : 0.0; // all of it is hot water
    for (std::size_t i = 0; i < s.size(); ++i) {
        double const annual_wh = 1e6 * s.annual_use_mwh[i];
        point.heat_demand_w[i] = std::min(s.peak_w[i], annual_wh * (hot_water + rooms * degrees_k));
    }
}

void Scenario::set(std::size_t step, SimulationPoint& point) const {
    point.point = base_;
    point.plant_tripped.assign(network_->plants.size(), 0);
    set_demand(step, point.point);
    double const outdoor = outdoor_c(step);
    for (SupplyCurve const& curve : network_->project().simulation.supply_curves) {
        auto const& plants = network_->plants.id;
        auto const i =
            static_cast<std::size_t>(std::find(plants.begin(), plants.end(), curve.plant) - plants.begin());
        point.point.plant_supply_temperature_c[i] = supply_c(curve, outdoor);
    }
    std::int64_t const now = window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
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
