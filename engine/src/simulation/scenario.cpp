// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/scenario.hpp"

#include "saggar/network/disjoint_sets.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

namespace {

constexpr double half_a_day = 0.5; // days of the year count from their beginning

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Mean over a time, and `otherwise` of a series that is empty.
double mean_or(TimeSeries const& series, TimeSpan const& time, double otherwise) {
    return series.values.empty() ? otherwise : mean(series, time.begin_s, time.end_s);
}

// A line between two points, level beyond them.
double between(double cold_c, double at_cold, double mild_c, double at_mild, double outdoor_c) {
    double const share = std::clamp((outdoor_c - cold_c) / (mild_c - cold_c), 0.0, 1.0);
    return std::lerp(at_cold, at_mild, share);
}

// Own use of a data centre takes no more than is recovered at the time: what it lacks at night is not taken
// from the heat of the day. Both are of one file.
void cover_own_use(PlantSource const& source, SourceSeries& series) {
    std::vector<double> const& load_w = series.it_load_w.values;
    std::vector<double>& own_w = series.own_use_w.values;
    for (std::size_t i = 0; i < std::min(own_w.size(), load_w.size()); ++i) {
        own_w[i] = std::min(own_w[i], source.recovered_share * load_w[i]);
    }
}

ScenarioSeries with_demand(ScenarioSeries series) {
    if (series.demand_w.empty() && series.outdoor_c.values.empty()) {
        throw Error{no_demand()};
    }
    return series;
}

// When a price of electricity jumps, so that sources and stores may be set to others for it: it changes by
// half of the larger of both, from one row to the next. What rows come later decides nothing: a checkpoint
// may be gone on from with others.
std::vector<std::int64_t> jumps_of(TimeSeries const& price) {
    constexpr double jump = 0.5;
    std::vector<std::int64_t> times;
    for (std::size_t i = 1; i < price.values.size(); ++i) {
        double const before = price.values[i - 1];
        double const now = price.values[i];
        if (now != before && std::abs(now - before) >= jump * std::max(std::abs(now), std::abs(before))) {
            times.push_back(price.begin_s + price.interval_s * static_cast<std::int64_t>(i));
        }
    }
    return times;
}

// The outdoor temperature with the project's weather events: of an interval the part that one covers counts.
TimeSeries with_weather_events(TimeSeries outdoor_c, SimulationSettings const& settings) {
    for (SimulationEvent const& event : settings.events) {
        if (event.action != EventAction::weather) {
            continue;
        }
        std::int64_t const from = *parse_time_stamp(event.time, settings.zone); // checked with the project
        std::int64_t const until = *parse_time_stamp(event.until, settings.zone);
        for (std::size_t i = 0; i < outdoor_c.values.size(); ++i) {
            std::int64_t const begin =
                outdoor_c.begin_s + outdoor_c.interval_s * static_cast<std::int64_t>(i);
            std::int64_t const within = std::min(until, begin + outdoor_c.interval_s) - std::max(from, begin);
            if (within > 0) {
                outdoor_c.values[i] += *event.difference_k * static_cast<double>(within) /
                                       static_cast<double>(outdoor_c.interval_s);
            }
        }
    }
    return outdoor_c;
}

} // namespace

Problem no_demand() {
    return {.code = ErrorCode::value_missing,
            .place = {.file = {}, .line = 0, .component = "simulation", .id = {}, .field = "weather"},
            .text = "is missing: nothing says what consumers ask for in time",
            .advice = "Under simulation, name a CSV as weather or as demand"};
}

Scenario::Scenario(std::shared_ptr<Network const> network, ScenarioSeries series, TimeWindow const& window,
                   FineSteps const& fine)
    : network_{std::move(network)},
      series_{with_demand(std::move(series))},
      window_{window},
      fine_{fine},
      demand_{*network_,
              series_.outdoor_c,
              with_weather_events(series_.outdoor_c, network_->project().simulation),
              std::move(series_.demand_w),
              series_.shapes,
              window.begin_s,
              window.end_s},
      base_{operating_point(*network_)} {
    series_.outdoor_c = with_weather_events(std::move(series_.outdoor_c), network_->project().simulation);
    for (std::size_t i = 0; i < series_.sources.size(); ++i) {
        cover_own_use(network_->project().sources[i], series_.sources[i]);
    }
    assert(fine_.step_s == 0 || window_.step_s % fine_.step_s == 0);
    read_events();
    read_outages();
    find_steps_in_parts();
}

void Scenario::read_events() {
    auto const place_of = [](std::vector<std::string> const& ids, std::string const& id) {
        auto const found = std::find(ids.begin(), ids.end(), id);
        return found == ids.end() ? -1 : static_cast<std::int32_t>(found - ids.begin());
    };
    std::vector<std::string> source_ids;
    for (PlantSource const& source : network_->project().sources) {
        source_ids.push_back(source.id);
    }
    for (SimulationEvent const& event : network_->project().simulation.events) { // checked with the project
        Event made{.time_s = *parse_time_stamp(event.time, network_->project().simulation.zone),
                   .action = event.action,
                   .links = {},
                   .element = -1,
                   .of_source = false,
                   .value = 0.0};
        switch (event.action) {
        case EventAction::trip:
        case EventAction::recover:
            made.element = place_of(network_->plants.id, event.element);
            if (made.element < 0) {
                made.of_source = true;
                made.element = place_of(source_ids, event.element);
            }
            break;
        case EventAction::demand: made.value = *event.factor; [[fallthrough]];
        case EventAction::connect:
        case EventAction::disconnect: made.element = place_of(network_->substations.id, event.element); break;
        case EventAction::weather: continue; // with_weather_events
        case EventAction::price:
            made.value = *event.factor;
            made.element = static_cast<std::int32_t>(
                std::find(priced_energies.begin(), priced_energies.end(), event.element) -
                priced_energies.begin());
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

void Scenario::read_outages() {
    TimeZone const& zone = network_->project().simulation.zone;
    for (PlantSource const& source : network_->project().sources) {
        std::vector<TimeSpan>& spans = outages_.emplace_back();
        for (std::string const& outage : source.outages) {
            spans.push_back(*parse_time_span(outage, zone)); // checked with the project
        }
    }
}

void Scenario::find_steps_in_parts() {
    if (fine_.step_s == 0) {
        return;
    }
    // Of what is so long, the one in which a time lies began; before the run they go on backwards.
    auto const begin_of = [this](std::int64_t time_s, std::int64_t length_s) {
        std::int64_t const since = (time_s - window_.begin_s) % length_s;
        return time_s - since - (since < 0 ? length_s : 0);
    };
    auto const add = [&](std::int64_t time_s) {
        std::int64_t const takes_effect_s = begin_of(time_s + fine_.step_s - 1, fine_.step_s);
        in_parts_.push_back(
            {.begin_s = begin_of(time_s, window_.step_s), .end_s = takes_effect_s + fine_.for_s});
    };
    SimulationSettings const& settings = network_->project().simulation;
    for (SimulationEvent const& event : settings.events) { // checked with the project
        add(*parse_time_stamp(event.time, settings.zone));
        if (event.action == EventAction::weather) {
            add(*parse_time_stamp(event.until, settings.zone));
        }
    }
    for (std::vector<TimeSpan> const& spans : outages_) {
        for (TimeSpan const& outage : spans) {
            add(outage.begin_s);
            add(outage.end_s);
        }
    }
    for (TimeSeries const* const price : {&series_.prices.import_per_j, &series_.prices.export_per_j}) {
        for (std::int64_t const time_s : jumps_of(*price)) {
            add(time_s);
        }
    }
    // Many rows of prices jump close to each other: what meets is one.
    std::sort(in_parts_.begin(), in_parts_.end(),
              [](TimeSpan const& a, TimeSpan const& b) { return a.begin_s < b.begin_s; });
    std::vector<TimeSpan> joined;
    for (TimeSpan const& each : in_parts_) {
        if (!joined.empty() && each.begin_s <= joined.back().end_s) {
            joined.back().end_s = std::max(joined.back().end_s, each.end_s);
        } else {
            joined.push_back(each);
        }
    }
    in_parts_ = std::move(joined);
}

std::size_t Scenario::parts(std::size_t step) const {
    std::int64_t const begin_s = begin_of_step_s(step);
    bool const taken_in_parts =
        std::any_of(in_parts_.begin(), in_parts_.end(), [begin_s](TimeSpan const& around) {
            return begin_s >= around.begin_s && begin_s < around.end_s;
        });
    return taken_in_parts ? static_cast<std::size_t>(window_.step_s / fine_.step_s) : 1;
}

TimeSpan Scenario::time_of_part(std::size_t step, std::size_t part) const {
    if (parts(step) == 1) {
        return time_of(step);
    }
    std::int64_t const begin_s = begin_of_step_s(step) + fine_.step_s * static_cast<std::int64_t>(part);
    return {.begin_s = begin_s, .end_s = begin_s + fine_.step_s};
}

std::size_t Scenario::steps_in_parts(std::size_t steps) const {
    std::size_t count = 0;
    for (std::size_t step = 0; step < steps; ++step) {
        count += parts(step) > 1 ? 1 : 0;
    }
    return count;
}

double Scenario::outdoor_c(TimeSpan const& time) const {
    return mean_or(series_.outdoor_c, time, unknown);
}

double Scenario::coldest_c(TimeSpan const& time, double ahead_s) const {
    TimeSeries const& series = series_.outdoor_c;
    if (series.values.empty()) {
        return unknown;
    }
    std::int64_t const from = time.begin_s;
    std::int64_t const to = std::max(time.end_s, from + static_cast<std::int64_t>(ahead_s));
    auto const first = static_cast<std::size_t>((from - series.begin_s) / series.interval_s);
    double lowest = outdoor_c(time);
    for (std::size_t i = first; i < series.values.size(); ++i) {
        if (series.begin_s + series.interval_s * static_cast<std::int64_t>(i) >= to) {
            break;
        }
        lowest = std::min(lowest, series.values[i]);
    }
    return lowest;
}

void Scenario::set_sources(TimeSpan const& time, SourceInput& input) const {
    std::vector<PlantSource> const& sources = network_->project().sources;
    auto const length_s = static_cast<double>(time.end_s - time.begin_s);
    input.outdoor_c = outdoor_c(time);
    input.irradiance_w_m2 = mean_or(series_.global_w_m2, time, 0.0);
    input.prices = energy_prices(network_->project().prices);
    input.prices.import_per_j = mean_or(series_.prices.import_per_j, time, input.prices.import_per_j);
    input.prices.export_per_j = mean_or(series_.prices.export_per_j, time, input.prices.export_per_j);
    input.prices.electricity_kg_per_j =
        mean_or(series_.prices.carbon_kg_per_j, time, input.prices.electricity_kg_per_j);
    std::array<double, priced_energies.size()> factor{1.0, 1.0, 1.0}; // of each price
    for (Event const& event : events_) {
        if (event.time_s <= time.begin_s && event.action == EventAction::price) {
            factor[static_cast<std::size_t>(event.element)] = event.value;
        }
    }
    input.prices.import_per_j *= factor[0];
    input.prices.export_per_j *= factor[1];
    input.prices.gas_per_j *= factor[2];
    for (auto* const column : {&input.in_service, &input.heat_w, &input.it_load_w, &input.own_use_w}) {
        column->assign(sources.size(), 0.0);
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        double out = 0.0; // lines
        for (TimeSpan const& span : outages_[i]) {
            auto const within = std::min(time.end_s, span.end_s) - std::max(time.begin_s, span.begin_s);
            out += within > 0 ? static_cast<double>(within) / length_s : 0.0;
        }
        input.in_service[i] = std::max(0.0, 1.0 - out / sources[i].lines);
        input.it_load_w[i] = sources[i].it_load_kw.value_or(0.0) * 1e3;
        input.own_use_w[i] = sources[i].own_use_kw * 1e3;
        if (!series_.sources.empty()) {
            SourceSeries const& own = series_.sources[i];
            input.heat_w[i] = mean_or(own.heat_w, time, 0.0);
            input.it_load_w[i] = mean_or(own.it_load_w, time, input.it_load_w[i]);
            input.own_use_w[i] = mean_or(own.own_use_w, time, input.own_use_w[i]);
        }
    }
    std::vector<std::uint8_t> tripped(sources.size(), 0);
    for (Event const& event : events_) {
        if (event.time_s <= time.begin_s && event.of_source) {
            tripped[static_cast<std::size_t>(event.element)] = event.action == EventAction::trip ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        input.in_service[i] = tripped[i] != 0 ? 0.0 : input.in_service[i];
    }
}

double Scenario::global_irradiance_w_m2(TimeSpan const& time) const {
    return mean_or(series_.global_w_m2, time, unknown);
}

std::vector<double> Scenario::unlimited_demand_w(TimeSpan const& time) const {
    std::vector<double> asked_w(network_->substations.size());
    demand_.set(time.begin_s, time.end_s, asked_w);
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

void Scenario::set(TimeSpan const& time, SimulationPoint& point) const {
    point.point = base_;
    point.plant_tripped.assign(network_->plants.size(), 0);
    point.point.heat_demand_w = unlimited_demand_w(time);
    if (!demand_.given()) {
        for (std::size_t i = 0; i < network_->substations.size(); ++i) {
            double& demand = point.point.heat_demand_w[i];
            demand = std::min(demand, network_->substations.peak_w[i]);
        }
    }
    double const outdoor = outdoor_c(time);
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
    point.point.ground_day = day_of_year(LocalClock{}.day(time.begin_s)) - half_a_day;
    set_events(time, point);
}

std::vector<double> Scenario::demand_factors(TimeSpan const& time) const {
    std::vector<double> factors(network_->substations.size(), 1.0);
    std::vector<std::uint8_t> off = added_;
    double of_all = 1.0;
    for (Event const& event : events_) {
        if (event.time_s > time.begin_s) {
            break;
        }
        auto const element = static_cast<std::size_t>(event.element);
        if (event.action == EventAction::demand) {
            (event.element < 0 ? of_all : factors[element]) = event.value;
        } else if (event.action == EventAction::connect || event.action == EventAction::disconnect) {
            off[element] = event.action == EventAction::disconnect ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < factors.size(); ++i) {
        factors[i] = off[i] != 0 ? not_connected : factors[i] * of_all;
    }
    return factors;
}

void Scenario::set_events(TimeSpan const& time, SimulationPoint& point) const {
    std::vector<double> leak; // per link
    for (Event const& event : events_) {
        if (event.time_s > time.begin_s) {
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
            if (!event.of_source) {
                point.plant_tripped[element] = event.action == EventAction::trip ? 1 : 0;
            }
            if (!event.of_source && event.action == EventAction::recover) { // one that stood by starts
                point.point.link_open[static_cast<std::size_t>(network_->plants.link[element])] = 1;
            }
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
        case EventAction::disconnect:
        case EventAction::demand:       // demand_factors
        case EventAction::weather:      // with_weather_events
        case EventAction::price: break; // set_sources
        }
    }
    std::vector<double> const factors = demand_factors(time);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        point.point.heat_demand_w[i] *= std::max(0.0, factors[i]);
        if (factors[i] == not_connected) {
            point.point.link_open[static_cast<std::size_t>(network_->substations.link[i])] = 0;
        }
    }
    set_leaks(leak, point);
    let_go(point);
}

// Where lines that were opened join what a tripped plant holds to what another one does, the tripped one is
// shut off, of several that are tripped all but the first: two pressures that are held in one zone would
// press water through it.
void Scenario::let_go(SimulationPoint& point) const {
    PlantColumns const& plants = network_->plants;
    auto const holds = [&](std::size_t p, bool tripped) {
        return plants.control[p] == PlantControl::pressure_holding &&
               (point.plant_tripped[p] != 0) == tripped &&
               point.point.link_open[static_cast<std::size_t>(plants.link[p])] != 0;
    };
    std::vector<std::size_t> holders; // those that give heat first
    for (bool const tripped : {false, true}) {
        for (std::size_t p = 0; p < plants.size(); ++p) {
            if (holds(p, tripped)) {
                holders.push_back(p);
            }
        }
    }
    if (holders.size() < 2 || point.plant_tripped[holders.back()] == 0) {
        return;
    }
    LinkColumns const& links = network_->links;
    DisjointSets zones{network_->nodes.size()};
    for (std::size_t link = 0; link < links.size(); ++link) {
        bool const lets_through = links.kind[link] == LinkKind::pipe || links.kind[link] == LinkKind::valve ||
                                  links.kind[link] == LinkKind::pump;
        if (lets_through && point.point.link_open[link] != 0) {
            zones.join(static_cast<std::size_t>(links.from[link]), static_cast<std::size_t>(links.to[link]));
        }
    }
    auto const zone_of = [&](std::vector<std::int32_t> const& ends, std::size_t p) {
        return zones.find(static_cast<std::size_t>(ends[static_cast<std::size_t>(plants.link[p])]));
    };
    for (auto p = std::next(holders.begin()); p != holders.end(); ++p) {
        bool const shares = std::any_of(holders.begin(), p, [&](std::size_t before) {
            return zone_of(links.from, *p) == zone_of(links.from, before) ||
                   zone_of(links.to, *p) == zone_of(links.to, before);
        });
        if (shares && point.plant_tripped[*p] != 0) {
            point.point.link_open[static_cast<std::size_t>(plants.link[*p])] = 0;
        }
    }
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
