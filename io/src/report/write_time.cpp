// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// "time": a simulation for the page, in as many values as a picture has room for. Powers in kW, energies in
// MWh. Heat is what plants sent into the network: by source and from stores where the file knows both, by
// plant otherwise.

#include "report_data.hpp"

#include "saggar/network/time_stamp.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace saggar::detail {

namespace {

constexpr double kw = 1e-3;
constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t day_s = 24 * hour_s;
constexpr std::size_t duration_points = 240;
constexpr std::size_t line_points = 366;
constexpr std::size_t days_at_most = 400; // of the carpet
constexpr std::size_t week_points = 672;

constexpr std::size_t level_points = 488;

struct Series {
    std::vector<std::string> sources;     // sources, plants without any, stores last
    std::vector<std::vector<float>> heat; // of each into the network, W
    std::int64_t from_stores{-1};         // place of what stores give among them; -1: none
    std::vector<float> total;             // W
    std::vector<float> delivered, demand, unmet, lost, outdoor;
    std::vector<float> coldest; // supply temperature that arrives at who gets the coldest water
};

std::vector<float> column(std::vector<float> const& rows, std::size_t width, std::size_t place) {
    std::vector<float> values(width > 0 ? rows.size() / width : 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = rows[i * width + place];
    }
    return values;
}

// Sum over elements.
std::vector<float> sum_of(SimulationReader const& run, std::string_view variable) {
    std::vector<float> sums;
    run.each_row(variable, [&](std::size_t, std::span<float const> row) {
        double sum = 0.0;
        for (float const value : row) {
            sum += std::isfinite(value) ? value : 0.0F;
        }
        sums.push_back(static_cast<float>(sum));
    });
    return sums;
}

std::vector<std::vector<float>> columns(SimulationReader const& run, std::string_view variable,
                                        std::size_t width) {
    std::vector<float> const rows = run.read(variable);
    std::vector<std::vector<float>> made;
    for (std::size_t i = 0; i < width && !rows.empty(); ++i) {
        made.push_back(column(rows, width, i));
    }
    return made;
}

// Of which plant each of these is, from the totals.
std::map<std::string, std::string> plants_of(nlohmann::json const& listed) {
    std::map<std::string, std::string> plants;
    for (nlohmann::json const& one : listed) {
        plants.emplace(one["id"], one["plant"]);
    }
    return plants;
}

// What stores of a plant take is taken off all of its sources in proportion, and what they give is theirs:
// the sum is what the plant sent into the network.
void add_sources(Series& series, SimulationReader const& run, nlohmann::json const& totals) {
    series.sources = run.ids("source");
    series.heat = columns(run, "source_heat", series.sources.size());
    auto const plant_of_source = plants_of(totals["sources"]);
    std::map<std::string, std::vector<std::size_t>> sources_of;
    for (std::size_t i = 0; i < series.sources.size(); ++i) {
        sources_of[plant_of_source.at(series.sources[i])].push_back(i);
    }
    std::vector<std::string> const plants = run.ids("plant");
    auto const plant_heat = columns(run, "plant_heat", plants.size());
    for (std::size_t p = 0; p < plant_heat.size(); ++p) {
        if (!sources_of.contains(plants[p])) {
            series.sources.push_back(plants[p]);
            series.heat.push_back(plant_heat[p]);
        }
    }
    std::vector<std::string> const stores = run.ids("store");
    if (stores.empty()) {
        return;
    }
    auto const plant_of_store = plants_of(totals["stores"]);
    auto const moved = columns(run, "store_heat", stores.size());
    if (moved.empty()) {
        return;
    }
    std::vector<float> given(run.steps(), 0.0F);
    for (auto const& [plant, sources] : sources_of) {
        for (std::size_t t = 0; t < run.steps(); ++t) {
            float from_sources = 0.0F;
            for (std::size_t const i : sources) {
                from_sources += std::max(0.0F, series.heat[i][t]);
            }
            float taken = 0.0F;
            float from_stores = 0.0F;
            for (std::size_t k = 0; k < stores.size(); ++k) {
                if (plant_of_store.at(stores[k]) == plant) {
                    (moved[k][t] > 0.0F ? taken : from_stores) += std::abs(moved[k][t]);
                }
            }
            float const kept = from_sources > 0.0F ? std::max(0.0F, 1.0F - taken / from_sources) : 0.0F;
            for (std::size_t const i : sources) {
                series.heat[i][t] *= kept;
            }
            // One store may charge another.
            given[t] += std::max(0.0F, from_stores - std::max(0.0F, taken - from_sources));
        }
    }
    series.from_stores = static_cast<std::int64_t>(series.sources.size());
    series.sources.push_back(stores.size() == 1 ? "from " + stores[0] : "from stores");
    series.heat.push_back(std::move(given));
}

// Whether the file has all that heat by source is made of.
bool knows_sources(SimulationReader const& run, nlohmann::json const& totals) {
    return run.has("source_heat") && run.ids("source").size() == totals["sources"].size() &&
           !run.ids("source").empty() &&
           (totals["stores"].empty() ||
            (run.has("store_heat") && run.ids("store").size() == totals["stores"].size()));
}

Series series_of(SimulationReader const& run, nlohmann::json const& totals) {
    Series series;
    if (knows_sources(run, totals) || !run.has("plant_heat")) {
        add_sources(series, run, totals);
    } else {
        series.sources = run.ids("plant");
        series.heat = columns(run, "plant_heat", series.sources.size());
    }
    if (series.heat.empty()) {
        series.sources.clear();
    }
    series.total.assign(run.steps(), 0.0F);
    for (auto const& heat : series.heat) {
        for (std::size_t t = 0; t < run.steps(); ++t) {
            series.total[t] += std::max(0.0F, heat[t]);
        }
    }
    series.delivered = sum_of(run, "substation_heat");
    series.demand = sum_of(run, "substation_demand");
    series.unmet = sum_of(run, "substation_unmet_heat");
    series.lost = run.read("heat_loss");
    series.outdoor = run.read("outdoor_temperature");
    std::vector<float> flows;
    std::size_t const width = run.ids("substation").size();
    if (run.has("substation_flow") && run.has("substation_supply_temperature")) {
        flows = run.read("substation_flow");
        run.each_row("substation_supply_temperature", [&](std::size_t t, std::span<float const> row) {
            float least = std::numeric_limits<float>::quiet_NaN();
            for (std::size_t i = 0; i < width; ++i) {
                if (flows[t * width + i] > 0.0F && !(row[i] >= least)) {
                    least = row[i];
                }
            }
            series.coldest.push_back(least);
        });
    }
    return series;
}

// Means of as many equal stretches.
std::vector<double> shortened(std::vector<float> const& values, std::size_t first, std::size_t count,
                              std::size_t at_most) {
    std::size_t const points = std::min(count, at_most);
    std::vector<double> means;
    for (std::size_t p = 0; p < points; ++p) {
        std::size_t const from = first + p * count / points;
        std::size_t const to = first + (p + 1) * count / points;
        double sum = 0.0;
        std::size_t known = 0;
        for (std::size_t t = from; t < to; ++t) {
            if (std::isfinite(values[t])) {
                sum += values[t];
                ++known;
            }
        }
        means.push_back(known > 0 ? sum / static_cast<double>(known)
                                  : std::numeric_limits<double>::quiet_NaN());
    }
    return means;
}

void write(JsonText& json, std::string_view name, std::vector<double> const& values, double factor,
           int digits) {
    json.column(name, values.size(), [&](std::size_t i) { json.fixed(values[i] * factor, digits); });
}

// Load in descending order, with what each source gave then.
void write_duration(JsonText& json, Series const& series) {
    std::vector<std::size_t> order(series.total.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return series.total[a] > series.total[b]; });
    json.key("duration");
    json.open_array();
    for (auto const& heat : series.heat) {
        std::vector<float> sorted;
        sorted.reserve(order.size());
        for (std::size_t const t : order) {
            sorted.push_back(std::max(0.0F, heat[t]));
        }
        std::vector<double> const points = shortened(sorted, 0, sorted.size(), duration_points);
        json.open_array();
        for (double const value : points) {
            json.fixed(value * kw, 2);
        }
        json.close_array();
    }
    json.close_array();
}

// Energy of each month, or of each day of a short run.
void write_periods(JsonText& json, Series const& series, SimulationReader const& run) {
    bool const months = static_cast<double>(run.steps()) * run.step_s() > 62.0 * static_cast<double>(day_s);
    std::size_t const length = months ? 7 : 10; // 2024-01, 2024-01-15
    std::vector<std::string> labels;
    std::vector<std::size_t> place(run.steps());
    for (std::size_t t = 0; t < run.steps(); ++t) {
        std::string label =
            time_stamp(run.begin_s() + static_cast<std::int64_t>(static_cast<double>(t) * run.step_s()));
        label.resize(length);
        if (labels.empty() || labels.back() != label) {
            labels.push_back(label);
        }
        place[t] = labels.size() - 1;
    }
    double const mwh = run.step_s() / 3.6e9;
    auto const sums = [&](std::vector<float> const& values) {
        std::vector<double> energy(labels.size(), 0.0);
        for (std::size_t t = 0; t < values.size(); ++t) {
            energy[place[t]] += std::isfinite(values[t]) ? values[t] * mwh : 0.0;
        }
        return energy;
    };
    json.key("periods");
    json.open_object();
    json.member("unit", months ? "month" : "day");
    json.column("labels", labels.size(), [&](std::size_t i) { json.text(labels[i]); });
    json.key("heat");
    json.open_array();
    for (auto const& heat : series.heat) {
        std::vector<double> const energy = sums(heat);
        json.open_array();
        for (double const value : energy) {
            json.fixed(value, 3);
        }
        json.close_array();
    }
    json.close_array();
    write(json, "delivered", sums(series.delivered), 1.0, 3);
    write(json, "lost", sums(series.lost), 1.0, 3);
    write(json, "unmet", sums(series.unmet), 1.0, 3);
    json.close_object();
}

// Mean load of each hour of each day, UTC; null outside the run. Steps longer than an hour fill theirs.
void write_carpet(JsonText& json, Series const& series, SimulationReader const& run) {
    std::int64_t const first_day = run.begin_s() / day_s;
    auto const end_s =
        run.begin_s() + static_cast<std::int64_t>(static_cast<double>(run.steps()) * run.step_s());
    std::size_t const days =
        std::min(days_at_most, static_cast<std::size_t>((end_s - 1) / day_s - first_day + 1));
    std::vector<double> sum(days * 24, 0.0);
    std::vector<double> seconds(days * 24, 0.0);
    for (std::size_t t = 0; t < run.steps(); ++t) {
        double at = static_cast<double>(run.begin_s()) + static_cast<double>(t) * run.step_s();
        double const until = at + run.step_s();
        while (at < until) {
            double const cell = std::floor(at / static_cast<double>(hour_s));
            double const next = std::min(until, (cell + 1.0) * static_cast<double>(hour_s));
            auto const place = static_cast<std::size_t>(static_cast<std::int64_t>(cell) - 24 * first_day);
            if (place >= sum.size()) {
                break;
            }
            sum[place] += series.total[t] * (next - at);
            seconds[place] += next - at;
            at = next;
        }
    }
    json.key("carpet");
    json.open_object();
    json.member("first", time_stamp(first_day * day_s).substr(0, 10));
    json.column("kw", sum.size(), [&](std::size_t i) {
        json.fixed(seconds[i] > 0.0 ? sum[i] / seconds[i] * kw : std::numeric_limits<double>::quiet_NaN(), 1);
    });
    json.close_object();
}

struct Worst {
    std::size_t first;
    std::size_t count;
    bool unmet;
};

// The seven days, beginning at midnight, with most unmet heat, or with most heat.
Worst worst_week(Series const& series, SimulationReader const& run) {
    auto const steps_a_day =
        static_cast<std::size_t>(std::max(1.0, std::floor(static_cast<double>(day_s) / run.step_s())));
    std::size_t const count = std::min(run.steps(), 7 * steps_a_day);
    bool const unmet =
        std::any_of(series.unmet.begin(), series.unmet.end(), [](float w) { return w > 0.0F; });
    std::vector<float> const& by = unmet ? series.unmet : series.total;
    auto const to_midnight = static_cast<double>((day_s - run.begin_s() % day_s) % day_s);
    auto const start = static_cast<std::size_t>(to_midnight / run.step_s());
    Worst worst{.first = 0, .count = count, .unmet = unmet};
    double most = -1.0;
    for (std::size_t first = start; first + count <= run.steps(); first += steps_a_day) {
        double const sum = std::accumulate(by.begin() + static_cast<std::ptrdiff_t>(first),
                                           by.begin() + static_cast<std::ptrdiff_t>(first + count), 0.0);
        if (sum > most) {
            most = sum;
            worst.first = first;
        }
    }
    return worst;
}

void write_week(JsonText& json, Series const& series, SimulationReader const& run) {
    Worst const worst = worst_week(series, run);
    json.key("week");
    json.open_object();
    json.member("begin", time_stamp(run.begin_s() + static_cast<std::int64_t>(
                                                        static_cast<double>(worst.first) * run.step_s())));
    json.member("hours", static_cast<double>(worst.count) * run.step_s() / 3600.0, 3);
    json.member_boolean("unmet", worst.unmet);
    auto const line = [&](std::vector<float> const& values) {
        return values.empty() ? std::vector<double>{}
                              : shortened(values, worst.first, worst.count, week_points);
    };
    json.key("heat");
    json.open_array();
    for (auto const& heat : series.heat) {
        std::vector<double> const points = line(heat);
        json.open_array();
        for (double const value : points) {
            json.fixed(value * kw, 1);
        }
        json.close_array();
    }
    json.close_array();
    write(json, "demand", line(series.demand), kw, 1);
    write(json, "unmet_kw", line(series.unmet), kw, 1);
    write(json, "outdoor", line(series.outdoor), 1.0, 1);
    write(json, "coldest", line(series.coldest), 1.0, 1);
    json.close_object();
}

// Temperatures at plants (of their water: nothing where none passes), of the coldest that arrives, outdoors.
void write_temperatures(JsonText& json, Series const& series, SimulationReader const& run,
                        std::string const& index) {
    auto const line = [&](std::string_view name, std::vector<float> const& values) {
        write(json, name,
              values.empty() ? std::vector<double>{} : shortened(values, 0, run.steps(), line_points), 1.0,
              2);
    };
    std::vector<std::string> const plants = run.ids("plant");
    std::vector<float> const flow = run.read("plant_flow");
    auto const of_plant = [&](std::vector<float> const& rows, std::size_t i) {
        std::vector<float> values = column(rows, plants.size(), i);
        for (std::size_t t = 0; t < values.size() && !flow.empty(); ++t) {
            if (!(flow[t * plants.size() + i] > 0.0F)) {
                values[t] = std::numeric_limits<float>::quiet_NaN();
            }
        }
        return values;
    };
    json.key("temperatures");
    json.open_object();
    json.column("plants", plants.size(), [&](std::size_t i) { json.text(plants[i]); });
    for (auto const& [name, variable] :
         {std::pair{"supply", "plant_supply_temperature"}, {"return", "plant_return_temperature"}}) {
        std::vector<float> const rows = run.read(variable);
        json.key(name);
        json.open_array();
        for (std::size_t i = 0; i < plants.size() && !rows.empty(); ++i) {
            std::vector<double> const points = shortened(of_plant(rows, i), 0, run.steps(), line_points);
            json.open_array();
            for (double const value : points) {
                json.fixed(value, 2);
            }
            json.close_array();
        }
        json.close_array();
    }
    std::vector<std::string> const substations = run.ids("substation");
    auto const at = std::find(substations.begin(), substations.end(), index);
    json.member("index", at != substations.end() ? index : std::string{});
    std::vector<float> index_supply;
    if (at != substations.end()) {
        index_supply = column(run.read("substation_supply_temperature"), substations.size(),
                              static_cast<std::size_t>(at - substations.begin()));
    }
    line("index_supply", index_supply);
    line("coldest", series.coldest);
    line("outdoor", series.outdoor);
    json.close_object();
}

// Level of each store, with the lowest and highest of each stretch, and what it takes and gives.
void write_stores(JsonText& json, SimulationReader const& run) {
    std::vector<std::string> const stores = run.ids("store");
    auto const levels = columns(run, "store_level", stores.size());
    auto const moved = columns(run, "store_heat", stores.size());
    std::size_t const shown = levels.empty() || moved.empty() ? 0 : stores.size();
    std::size_t const points = std::min(run.steps(), level_points);
    json.key("stores");
    json.open_array();
    for (std::size_t k = 0; k < shown; ++k) {
        std::vector<float> taken;
        std::vector<float> given;
        for (float const w : moved[k]) {
            taken.push_back(std::max(0.0F, w));
            given.push_back(std::max(0.0F, -w));
        }
        // What is at the end of a stretch, as levels are at the end of a step.
        auto const of_stretch = [&](std::string_view name, auto const& choose) {
            json.column(name, points, [&](std::size_t p) {
                auto const at = [&](std::size_t point) {
                    return levels[k].begin() + static_cast<std::ptrdiff_t>(point * run.steps() / points);
                };
                json.fixed(choose(at(p), at(p + 1)), 4);
            });
        };
        json.open_object();
        json.member("id", stores[k]);
        of_stretch("level", [](auto, auto end) { return *(end - 1); });
        if (points < run.steps()) {
            of_stretch("lowest", [](auto begin, auto end) { return *std::min_element(begin, end); });
            of_stretch("highest", [](auto begin, auto end) { return *std::max_element(begin, end); });
        }
        write(json, "charge", shortened(taken, 0, run.steps(), level_points), kw, 1);
        write(json, "discharge", shortened(given, 0, run.steps(), level_points), kw, 1);
        json.close_object();
    }
    json.close_array();
}

} // namespace

void write_time(JsonText& json, ReportTime const& time) {
    json.key("time");
    if (time.run == nullptr) {
        json.null();
        return;
    }
    SimulationReader const& run = *time.run;
    nlohmann::json const totals = nlohmann::json::parse(run.totals_json());
    Series const series = series_of(run, totals);
    std::string index;
    if (auto const& least = totals["extremes"]["least_differential_pressure_margin"]; least.is_object()) {
        index = least["id"];
    }
    json.open_object();
    json.member("begin", time_stamp(run.begin_s()));
    json.member("step_s", run.step_s(), 0);
    json.member("steps", static_cast<std::int64_t>(run.steps()));
    json.member("by", knows_sources(run, totals) ? "source" : "plant");
    json.member("from_stores", series.from_stores);
    json.column("sources", series.sources.size(), [&](std::size_t i) { json.text(series.sources[i]); });
    json.column("differs", time.differs.size(), [&](std::size_t i) { json.text(time.differs[i]); });
    json.key("totals");
    json.raw(totals.dump());
    write_duration(json, series);
    write_periods(json, series, run);
    write_carpet(json, series, run);
    write_temperatures(json, series, run, index);
    write_week(json, series, run);
    write_stores(json, run);
    json.close_object();
}

} // namespace saggar::detail
