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
}

void Scenario::read_events() {
    auto const place_of = [](std::vector<std::string> const& ids, std::string const& id) {
        auto const found = std::find(ids.begin(), ids.end(), id);
        return found == ids.end() ? -1 : static_cast<std::int32_t>(found - ids.begin());
    };
    for (SimulationEvent const& event : network_->project().simulation.events) { // checked with the project
        Event made{.time_s = *parse_time_stamp(event.time),
                   .action = event.action,
                   .links = {},
                   .element = -1,
                   .value = 0.0,
                   .until_s = 0};
        switch (event.action) {
        case EventAction::trip:
        case EventAction::recover: made.element = place_of(network_->plants.id, event.element); break;
        case EventAction::demand: made.value = *event.factor; [[fallthrough]];
        case EventAction::connect:
        case EventAction::disconnect: made.element = place_of(network_->substations.id, event.element); break;
        case EventAction::weather:
            made.value = *event.difference_k;
            made.until_s = *parse_time_stamp(event.until);
            break;
        case EventAction::burst: made.value = *event.leak_kg_s; [[fallthrough]];
        case EventAction::repair:
        case EventAction::close:
        case EventAction::open:
            for (std::string const& id :
                 {event.element, event.element + ":supply", event.element + ":return"}) {
                if (std::int32_t const link = network_->find_link(id); link >= 0) {
                    made.links.push_back(link);
                }
            }
            break;
        }
        events_.push_back(std::move(made));
    }
    std::stable_sort(events_.begin(), events_.end(),
                     [](Event const& a, Event const& b) { return a.time_s < b.time_s; });
    // Who is connected before it was ever disconnected was not there.
    added_.assign(network_->substations.size(), 0);
    std::vector<std::uint8_t> seen(network_->substations.size(), 0);
    for (Event const& event : events_) {
        bool const connects = event.action == EventAction::connect;
        if (connects || event.action == EventAction::disconnect) {
            auto const i = static_cast<std::size_t>(event.element);
            added_[i] = connects && seen[i] == 0 ? 1 : added_[i];
            seen[i] = 1;
        }
    }
    std::erase_if(events_, [&](Event const& event) { return event.time_s >= window_.end_s; });
}

double Scenario::warmer_k(std::size_t step) const {
    double sum = 0.0;
    for (Event const& event : events_) {
        if (event.action == EventAction::weather && event.time_s <= begin_of(step) &&
            begin_of(step) < event.until_s) {
            sum += event.value;
        }
    }
    return sum;
}

double Scenario::outdoor_c(std::size_t step) const {
    if (series_.outdoor_c.values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::int64_t const from = begin_of(step);
    return mean(series_.outdoor_c, from, from + window_.step_s, same) + warmer_k(step);
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
    double const threshold_c = settings.heating_threshold_c - warmer_k(step);
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
    set_events(step, point);
}

void Scenario::set_events(std::size_t step, SimulationPoint& point) const {
    std::vector<std::uint8_t> off = added_;
    std::vector<double> factor; // per substation, then everybody's
    std::vector<double> leak;   // per link
    for (Event const& event : events_) {
        if (event.time_s > begin_of(step)) {
            break;
        }
        auto const element = static_cast<std::size_t>(event.element);
        switch (event.action) {
        case EventAction::close:
        case EventAction::open:
            for (std::int32_t const link : event.links) {
                point.point.link_open[static_cast<std::size_t>(link)] =
                    event.action == EventAction::open ? 1 : 0;
            }
            break;
        case EventAction::trip:
        case EventAction::recover:
            point.plant_tripped[element] = event.action == EventAction::trip ? 1 : 0;
            break;
        case EventAction::burst:
        case EventAction::repair:
            leak.resize(network_->links.size(), 0.0);
            for (std::int32_t const link : event.links) {
                leak[static_cast<std::size_t>(link)] = 0.0;
            }
            leak[static_cast<std::size_t>(event.links.front())] = event.value; // of a pair the supply line
            break;
        case EventAction::connect:
        case EventAction::disconnect: off[element] = event.action == EventAction::disconnect ? 1 : 0; break;
        case EventAction::demand:
            factor.resize(network_->substations.size() + 1, 1.0);
            (event.element < 0 ? factor.back() : factor[element]) = event.value;
            break;
        case EventAction::weather: break; // outdoor_c
        }
    }
    for (std::size_t i = 0; i < off.size(); ++i) {
        if (!factor.empty()) {
            point.point.heat_demand_w[i] *= factor[i] * factor.back();
        }
        if (off[i] != 0) {
            point.point.heat_demand_w[i] = 0.0;
            point.point.link_open[static_cast<std::size_t>(network_->substations.link[i])] = 0;
        }
    }
    set_leaks(leak, point);
}

void Scenario::set_leaks(std::vector<double> const& of_link, SimulationPoint& point) const {
    point.leak_kg_s.clear();
    for (std::size_t link = 0; link < of_link.size(); ++link) {
        if (of_link[link] > 0.0 && point.point.link_open[link] != 0) {
            point.leak_kg_s.resize(network_->nodes.size(), 0.0);
            point.leak_kg_s[static_cast<std::size_t>(network_->links.from[link])] += 0.5 * of_link[link];
            point.leak_kg_s[static_cast<std::size_t>(network_->links.to[link])] += 0.5 * of_link[link];
        }
    }
}

SimulationPoint Scenario::point(std::size_t step) const {
    SimulationPoint made;
    set(step, made);
    return made;
}

} // namespace saggar
