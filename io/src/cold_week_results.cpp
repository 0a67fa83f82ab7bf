// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "cold_week_results.hpp"

#include "results/converted.hpp"
#include "results/row_layer.hpp"

#include "saggar/network/time_stamp.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

using nlohmann::json;

constexpr double j_per_mwh = 3.6e9;
constexpr double pa_per_bar = 1e5;
constexpr double seconds_an_hour = 3600.0;

json or_null(double value) {
    return std::isfinite(value) ? json(value) : json{};
}

template <class Row>
std::string table(char const* name, std::vector<Row> rows, std::vector<Column<Row>> columns) {
    return to_csv({layer_of<Row>(name, "", ResultGeometry::none, std::move(rows), std::move(columns),
                                 [](Row const&) { return std::vector<double>{}; }, {})});
}

std::vector<Column<ColdWeekLoad>> load_columns() {
    using C = Column<ColdWeekLoad>;
    auto const by_cause = [](char const* name, UnmetCause cause) {
        auto const k = static_cast<std::size_t>(cause) - 1;
        return C{name, ResultType::number,
                 [k](ColdWeekLoad const& load) { return number(load.unmet_by_cause_j[k] / j_per_mwh); }};
    };
    return {{"id", ResultType::text, [](ColdWeekLoad const& load) { return text(load.id); }},
            {"kind", ResultType::text,
             [](ColdWeekLoad const& load) { return text(load.added ? "new" : "present"); }},
            {"demand_mwh", ResultType::number,
             [](ColdWeekLoad const& load) { return number(load.demand_j / j_per_mwh); }},
            {"unmet_mwh", ResultType::number,
             [](ColdWeekLoad const& load) { return number(load.unmet_j / j_per_mwh); }},
            {"unmet_hours", ResultType::number,
             [](ColdWeekLoad const& load) { return number(load.unmet_s / seconds_an_hour); }},
            {"beyond_peak_mwh", ResultType::number,
             [](ColdWeekLoad const& load) { return number(load.beyond_peak_j / j_per_mwh); }},
            by_cause("unmet_pressure_mwh", UnmetCause::pressure),
            by_cause("unmet_temperature_mwh", UnmetCause::temperature),
            by_cause("unmet_capacity_mwh", UnmetCause::capacity),
            by_cause("unmet_cut_off_mwh", UnmetCause::cut_off),
            {"lowest_supply_temperature_c", ResultType::number,
             [](ColdWeekLoad const& load) { return number(load.lowest_supply_c); }},
            {"lowest_supply_at", ResultType::text,
             [](ColdWeekLoad const& load) {
                 return std::isfinite(load.lowest_supply_c) ? text(time_stamp(load.lowest_supply_at_s))
                                                            : ResultCell{};
             }},
            by_cause("unmet_beyond_peak_mwh", UnmetCause::beyond_peak)};
}

std::vector<Column<ColdWeekHour>> hour_columns() {
    using C = Column<ColdWeekHour>;
    auto const of = [](char const* name, double ColdWeekHour::*value, double per_unit) {
        return C{name, ResultType::number,
                 [value, per_unit](ColdWeekHour const& hour) { return number(hour.*value / per_unit); }};
    };
    constexpr double w_per_kw = 1e3;
    return {
        {"time", ResultType::text, [](ColdWeekHour const& hour) { return text(time_stamp(hour.begin_s)); }},
        of("outdoor_temperature_c", &ColdWeekHour::outdoor_c, 1.0),
        of("demand_kw", &ColdWeekHour::demand_w, w_per_kw),
        of("delivered_kw", &ColdWeekHour::delivered_w, w_per_kw),
        of("unmet_kw", &ColdWeekHour::unmet_w, w_per_kw),
        of("produced_kw", &ColdWeekHour::produced_w, w_per_kw),
        of("heat_loss_kw", &ColdWeekHour::lost_w, w_per_kw),
        of("stored_heat_change_kw", &ColdWeekHour::stored_more_w, w_per_kw),
        of("pump_electricity_kw", &ColdWeekHour::pump_electricity_w, w_per_kw),
        of("plant_differential_pressure_bar", &ColdWeekHour::plant_differential_pressure_pa, pa_per_bar),
        of("least_margin_bar", &ColdWeekHour::least_margin_pa, pa_per_bar),
        of("lowest_new_supply_temperature_c", &ColdWeekHour::lowest_new_supply_c, 1.0)};
}

json causes_of(ColdWeekLoad const& load) {
    json causes = json::object();
    for (std::size_t k = 0; k < unmet_causes; ++k) {
        if (load.unmet_by_cause_j[k] > 0.0) {
            causes[std::string{to_string(static_cast<UnmetCause>(k + 1))}] =
                load.unmet_by_cause_j[k] / j_per_mwh;
        }
    }
    return causes;
}

// All that lack anything, within the tolerance too.
json shortages_of(ColdWeekReport const& week) {
    json list = json::array();
    for (ColdWeekLoad const& load : week.loads) {
        if (load.unmet_j > 0.0) {
            list.push_back({{"id", load.id},
                            {"new", load.added},
                            {"short", load.is_short()},
                            {"demand_mwh", load.demand_j / j_per_mwh},
                            {"unmet_mwh", load.unmet_j / j_per_mwh},
                            {"hours", load.unmet_s / seconds_an_hour},
                            {"unmet_mwh_by_cause", causes_of(load)}});
        }
    }
    return list;
}

json limits_of(ColdWeekReport const& week) {
    json list = json::array();
    for (ColdWeekLimit const& limit : week.limits) {
        LimitKindInfo const& kind = info(limit.kind);
        list.push_back({{"name", kind.name},
                        {"title", kind.title},
                        {"unit", kind.unit},
                        {"maximum", kind.is_maximum},
                        {"run_to", limit.kind >= LimitKind::plant_heat},
                        {"element", limit.element},
                        {"value", in_unit_of(limit.kind, limit.worst)},
                        {"limit", in_unit_of(limit.kind, limit.limit)},
                        {"hours", limit.beyond_s / seconds_an_hour},
                        {"elements", limit.elements_beyond},
                        {"at", time_stamp(limit.worst_at_s)}});
    }
    return list;
}

json pressure_of(std::string const& id, double pressure_pa, std::int64_t at_s) {
    return at_s < 0 ? json{} : json{{"id", id}, {"bar", pressure_pa / pa_per_bar}, {"at", time_stamp(at_s)}};
}

json coldest_of(ColdWeekReport const& week) {
    ColdWeekLoad const* const coldest = week.coldest_new();
    return coldest == nullptr ? json{}
                              : json{{"id", coldest->id},
                                     {"temperature_c", coldest->lowest_supply_c},
                                     {"at", time_stamp(coldest->lowest_supply_at_s)}};
}

json balance_of(ColdWeekReport const& week) {
    EnergyBook const& book = week.book;
    return {{"produced_mwh", book.plants_j / j_per_mwh},
            {"delivered_mwh", book.consumers_j / j_per_mwh},
            {"dissipated_mwh", book.dissipated_j / j_per_mwh},
            {"lost_mwh", book.lost_j / j_per_mwh},
            {"entered_mwh", (book.entered_j - book.left_j) / j_per_mwh},
            {"stored_more_mwh", book.stored_more_j / j_per_mwh},
            {"residual_mwh", book.residual_j() / j_per_mwh},
            {"worst_residual_relative", week.worst_residual_relative}};
}

json hours_of(ColdWeekReport const& week) {
    json hours = {{"outdoor_c", json::array()},
                  {"demand_kw", json::array()},
                  {"unmet_kw", json::array()},
                  {"lowest_new_supply_c", json::array()}};
    for (ColdWeekHour const& hour : week.hours) {
        hours["outdoor_c"].push_back(or_null(hour.outdoor_c));
        hours["demand_kw"].push_back(hour.demand_w * 1e-3);
        hours["unmet_kw"].push_back(hour.unmet_w * 1e-3);
        hours["lowest_new_supply_c"].push_back(or_null(hour.lowest_new_supply_c));
    }
    return hours;
}

} // namespace

json cold_week_summary(ColdWeekReport const& week) {
    json made{{"status", to_string(week.status)}, {"diagnosis", week.diagnosis}};
    if (week.status == ColdWeekStatus::switched_off || week.status == ColdWeekStatus::not_run) {
        return made;
    }
    made["from"] = time_stamp(week.window.begin_s);
    made["to"] = time_stamp(week.window.end_s);
    made["step_s"] = week.window.step_s;
    made["steps"] = week.hours.size();
    made["basis"] = week.basis;
    made["assumptions"] = week.assumptions;
    made["demand_basis"] = week.demand_basis;
    made["mean_outdoor_c"] = week.mean_outdoor_c;
    made["lowest_outdoor_c"] = week.lowest_outdoor_c;
    made["demand_mwh"] = week.demand_j / j_per_mwh;
    made["unmet_mwh"] = week.unmet_j / j_per_mwh;
    made["cut_by_peak_mwh"] = week.cut_by_peak_j / j_per_mwh;
    made["pump_electricity_mwh"] = week.pump_electricity_j / j_per_mwh;
    made["short_loads"] = week.short_loads();
    made["short_from_percent"] = short_from * 1e2;
    made["shortages"] = shortages_of(week);
    made["limits"] = limits_of(week);
    made["coldest_new_load"] = coldest_of(week);
    made["highest_plant_pressure"] =
        pressure_of(week.highest_plant, week.highest_plant_pressure_pa, week.highest_plant_at_s);
    made["highest_substation_pressure"] = pressure_of(
        week.highest_substation, week.highest_substation_pressure_pa, week.highest_substation_at_s);
    made["balance"] = balance_of(week);
    made["hours"] = hours_of(week);
    return made;
}

std::string cold_week_csv(ColdWeekReport const& week) {
    return table<ColdWeekHour>("cold_week", week.hours, hour_columns());
}

std::string cold_week_loads_csv(ColdWeekReport const& week) {
    return table<ColdWeekLoad>("cold_week_loads", week.loads, load_columns());
}

} // namespace saggar::detail
