// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Totals of a simulation as JSON.

#include "saggar/io/simulation_results.hpp"

#include "results/converted.hpp"

#include "saggar/engine/simulation/run_notes.hpp"
#include "saggar/network/time_stamp.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>

namespace saggar {

namespace {

using Json = nlohmann::ordered_json;

constexpr double j_per_mwh = 3.6e9;

std::string when(Scenario const& scenario, std::size_t step) {
    TimeWindow const& window = scenario.window();
    return time_stamp(window.begin_s + window.step_s * static_cast<std::int64_t>(step));
}

Json extreme(Scenario const& scenario, Extreme const& found, std::vector<std::string> const& ids,
             char const* value, double per_si) {
    if (found.element < 0) {
        return nullptr;
    }
    return {{"id", ids[static_cast<std::size_t>(found.element)]},
            {value, found.value * per_si},
            {"time", when(scenario, found.step)}};
}

// Amounts by cause, in the order of an enumeration whose first is none.
template <class Cause, std::size_t causes>
Json by_cause(std::array<double, causes> const& amounts, double si_per_shown) {
    Json list = Json::object();
    for (std::size_t k = 0; k < causes; ++k) {
        if (amounts[k] > 0.0) {
            list[std::string{to_string(static_cast<Cause>(k + 1))}] = amounts[k] / si_per_shown;
        }
    }
    return list;
}

Json unmet_of(SimulationTotals const& totals, std::size_t i) {
    auto const& unmet_j = totals.substation_unmet_j[i];
    return {{"unmet_mwh", std::accumulate(unmet_j.begin(), unmet_j.end(), 0.0) / j_per_mwh},
            {"unmet_hours", totals.substation_unmet_s[i] / 3600.0},
            {"unmet_by_cause_mwh", by_cause<UnmetCause>(unmet_j, j_per_mwh)}};
}

// Nothing of plants whose control sets neither heat nor flow.
Json set_of(PlantControl control, SetTotals const& totals) {
    constexpr double kg_per_t = 1e3;
    Json made = Json::object();
    auto const put = [&](char const* set, char const* shortfall, char const* causes, double si_per_shown) {
        made[set] = totals.set / si_per_shown;
        made[shortfall] = totals.not_given() / si_per_shown;
        made["shortfall_hours"] = totals.shortfall_s / 3600.0;
        made[causes] = by_cause<ShortfallCause>(totals.shortfall, si_per_shown);
    };
    if (control == PlantControl::heat) {
        put("set_heat_mwh", "shortfall_mwh", "shortfall_by_cause_mwh", j_per_mwh);
    } else if (control == PlantControl::flow) {
        put("set_flow_t", "shortfall_t", "shortfall_by_cause_t", kg_per_t);
    }
    return made;
}

// null where there is none
Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json items_json(std::vector<BillItem> const& items) {
    Json list = Json::array();
    for (BillItem const& item : items) {
        std::string id{item.id};
        list.push_back({{"id", item.of.empty() ? id : id + " of " + item.of},
                        {"amount", item.amount},
                        {"unit", item.unit},
                        {"cost", item.cost ? Json(*item.cost) : Json()},
                        {"price", item.price}});
    }
    return list;
}

// Boosters and the like: what they draw is of no plant.
Json pumps_json(Network const& network, SourceTotals const& totals) {
    PriceSettings const& prices = network.project().prices;
    bool const costs = cost_is_known(prices, SourceKind::electric_boiler);
    bool const emits = carbon_is_known(prices, SourceKind::electric_boiler);
    Json pumps = Json::array();
    for (std::size_t i = 0; i < network.pumps.size() && i < totals.pump_cost.size(); ++i) {
        pumps.push_back({{"id", network.links.id[static_cast<std::size_t>(network.pumps.link[i])]},
                         {"electricity_cost", costs ? Json(totals.pump_cost[i]) : Json()},
                         {"electricity_co2_t", emits ? Json(totals.pump_carbon_kg[i] * 1e-3) : Json()}});
    }
    return pumps;
}

// null where no most heat is given
Json full_load_hours(PlantSource const& source, double heat_j) {
    constexpr double j_per_kwh = 3.6e6;
    return source.maximum_heat_kw && *source.maximum_heat_kw > 0.0
               ? Json(heat_j / j_per_kwh / *source.maximum_heat_kw)
               : Json();
}

Json sources_json(Network const& network, SourceTotals const& totals) {
    Json sources = Json::array();
    auto const& listed = network.project().sources;
    PriceSettings const& prices = network.project().prices;
    for (std::size_t i = 0; i < totals.heat_j.size(); ++i) {
        Json one{
            {"id", listed[i].id},
            {"plant", listed[i].plant},
            {"heat_mwh", totals.heat_j[i] / j_per_mwh},
            {"hours", totals.running_s[i] / 3600.0},
            {"starts", totals.starts[i]},
            {"fuel_mwh", totals.fuel_j[i] / j_per_mwh},
            {"electricity_mwh", totals.electricity_j[i] / j_per_mwh},
            {"generated_mwh", totals.generated_j[i] / j_per_mwh},
            {"forgone_mwh", totals.forgone_j[i] / j_per_mwh},
            {"co2_t", carbon_is_known(prices, listed[i].kind) ? Json(totals.carbon_kg[i] * 1e-3) : Json()},
            {"cost", cost_is_known(prices, listed[i].kind) ? Json(totals.cost[i]) : Json()},
            {"full_load_hours", full_load_hours(listed[i], totals.heat_j[i])},
            {"stops_before_minimum_run_time", totals.stops_too_early[i]},
            {"starts_before_minimum_stop_time", totals.starts_too_early[i]}};
        sources.push_back(one);
    }
    return sources;
}

Json stores_json(Network const& network, SourceTotals const& totals) {
    Json stores = Json::array();
    auto const& listed = network.project().stores;
    for (std::size_t k = 0; k < totals.charged_j.size(); ++k) {
        stores.push_back({{"id", listed[k].id},
                          {"plant", listed[k].plant},
                          {"charged_mwh", totals.charged_j[k] / j_per_mwh},
                          {"discharged_mwh", totals.discharged_j[k] / j_per_mwh},
                          {"lost_mwh", totals.lost_j[k] / j_per_mwh},
                          {"stored_more_mwh", (totals.last_j[k] - totals.first_j[k]) / j_per_mwh},
                          {"level_at_end", totals.last_level[k]},
                          {"lowest_level", totals.lowest_level[k]},
                          {"highest_level", totals.highest_level[k]}});
    }
    return stores;
}

Json spoilers_of(Network const& network, RunRecord const& record) {
    constexpr std::size_t at_most = 20;
    Json list = Json::array();
    for (ReturnSpoiler const& one : return_spoilers(network, record)) {
        if (list.size() == at_most) {
            break;
        }
        auto const i = static_cast<std::size_t>(one.element);
        auto const link =
            static_cast<std::size_t>(network.bypasses.size() > i && one.bypass ? network.bypasses.link[i]
                                                                               : network.substations.link[i]);
        list.push_back({{"kind", one.bypass ? "bypass" : "substation"},
                        {"id", network.links.id[link]},
                        {"return_temperature_c", one.return_c},
                        {"design_return_temperature_c", number(one.design_c)},
                        {"by_design_k", one.by_design_k},
                        {"by_absence_k", one.by_absence_k}});
    }
    return list;
}

Json limit_of(Network const& network, Scenario const& scenario, LimitHours const& hours, LimitKind of,
              double seconds) {
    return {{"id", element_id(network, {.kind = of, .element = hours.element})},
            {"hours", seconds / 3600.0},
            {"worst", detail::in_unit_of(of, hours.worst)},
            {"limit", detail::in_unit_of(of, hours.limit)},
            {"time", when(scenario, hours.step)}};
}

constexpr double round_off = 1e-9; // of a limit

Json limits_of(Network const& network, Scenario const& scenario, RunRecord const& record) {
    Json list = Json::array();
    for (LimitRecord const& limit : record.limits) {
        LimitKindInfo const& kind = info(limit.kind);
        std::size_t checked = 0;
        bool const run_to = limit.kind >= LimitKind::plant_heat;
        Json beyond = Json::array();
        Json reached = Json::array();        // of what plants are run to
        LimitHours const* nearest = nullptr; // to its limit, or furthest beyond
        auto const margin = [&](LimitHours const& hours) {
            double const left = kind.is_maximum ? hours.limit - hours.worst : hours.worst - hours.limit;
            return hours.limit != 0.0 ? left / std::abs(hours.limit) : left;
        };
        for (LimitHours const& hours : limit.elements) {
            if (!std::isfinite(hours.worst)) {
                continue;
            }
            ++checked;
            // Of equal ones, but for round-off, that which came there first.
            double const nearer = nearest != nullptr ? margin(*nearest) - margin(hours) : 1.0;
            if (nearest == nullptr || nearer > round_off ||
                (nearer > -round_off && hours.step < nearest->step)) {
                nearest = &hours;
            }
            if (hours.exceeded_s > 0.0) {
                beyond.push_back(limit_of(network, scenario, hours, limit.kind, hours.exceeded_s));
            }
            if (run_to && hours.beyond_s > 0.0) {
                reached.push_back(limit_of(network, scenario, hours, limit.kind, hours.beyond_s));
            }
        }
        list.push_back({{"limit", kind.name},
                        {"unit", kind.unit},
                        {"checked", checked},
                        {"nearest", nearest != nullptr
                                        ? limit_of(network, scenario, *nearest, limit.kind, nearest->beyond_s)
                                        : Json(nullptr)},
                        {"beyond", beyond}});
        if (run_to) {
            list.back()["at_limit"] = reached;
        }
    }
    return list;
}

Json boiling_of(Network const& network, Scenario const& scenario, SimulationTotals const& totals) {
    Json list = Json::array();
    for (LimitHours const& one : below_boiling(totals)) {
        list.push_back({{"id", network.nodes.id[static_cast<std::size_t>(one.element)]},
                        {"worst_bar", one.worst * 1e-5},
                        {"time", when(scenario, one.step)}});
    }
    return list;
}

Json indicators(Network const& network, Scenario const& scenario, SimulationTotals const& totals) {
    double const lost_wh = totals.book.lost_j / 3600.0;
    double const hours = totals.duration_s / 3600.0;
    double const trench_m = trench_length_m(network);
    std::int64_t const homes = dwellings(network);
    auto const per = [](double value, double of) { return of > 0.0 ? Json(value / of) : Json(nullptr); };
    return {{"loss_share", per(totals.book.lost_j, totals.book.plants_j)},
            {"trench_length_m", trench_m},
            {"loss_w_per_trench_m", per(lost_wh, trench_m * hours)},
            {"loss_kwh_per_trench_m", per(1e-3 * lost_wh, trench_m)},
            {"dwellings", homes},
            {"loss_kwh_per_dwelling", per(1e-3 * lost_wh, static_cast<double>(homes))},
            {"pumping_kwh_per_kwh", per(totals.pump_electricity_j, totals.book.consumers_j)},
            {"return_spoilers", spoilers_of(network, totals.record)},
            {"limits", limits_of(network, scenario, totals.record)}};
}

Json buildings_of(Network const& network, ConsumerModel const& consumers) {
    Json buildings = Json::array();
    for (std::size_t i = 0; i < consumers.buildings(); ++i) {
        BuildingTotals const& totals = consumers.state().totals[i];
        buildings.push_back({{"id", network.project().buildings[i].id},
                             {"heat_mwh", totals.heat_j / j_per_mwh},
                             {"gains_mwh", totals.gains_j / j_per_mwh},
                             {"lost_mwh", totals.lost_j / j_per_mwh},
                             {"stored_more_mwh", totals.stored_more_j / j_per_mwh},
                             {"residual_mwh", totals.residual_j() / j_per_mwh},
                             {"hours_below_set_point", totals.below_s / 3600.0},
                             {"kelvin_hours_below_set_point", totals.below_k_s / 3600.0},
                             {"lowest_room_temperature_c", totals.lowest_room_c}});
    }
    return buildings;
}

} // namespace

std::vector<LimitHours> below_boiling(SimulationTotals const& totals) {
    std::vector<LimitHours> found;
    for (LimitRecord const& limit : totals.record.limits) {
        if (limit.kind == LimitKind::vapour_margin) {
            std::ranges::copy_if(limit.elements, std::back_inserter(found),
                                 [](LimitHours const& one) { return one.worst < 0.0; });
        }
    }
    std::ranges::stable_sort(found, {}, &LimitHours::worst);
    return found;
}

std::string simulation_json(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                            bool interrupted, ConsumerModel const& consumers) {
    EnergyBook const& book = totals.book;
    Json document{{"project", network.project().name},
                  {"from", time_stamp(scenario.window().begin_s)},
                  {"to", when(scenario, totals.steps)},
                  {"step_s", scenario.window().step_s},
                  {"steps", totals.steps},
                  {"complete", !interrupted},
                  {"model", totals.model == HeatModelKind::reference ? "reference" : "plug-flow"},
                  {"all_served", totals.all_served()}};
    if (FineSteps const& fine = scenario.fine(); fine.step_s > 0) {
        document["fine_steps"] = {{"step_s", fine.step_s},
                                  {"for_s", fine.for_s},
                                  {"steps_taken_in_parts", scenario.steps_in_parts(totals.steps)}};
    }
    document["notes"] = Json::array();
    for (RunNote const& note : run_notes(scenario, totals)) {
        document["notes"].push_back({{"kind", note.kind}, {"text", note.text}});
    }
    document["energy_mwh"] = {{"demand", totals.demand_j / j_per_mwh},
                              {"delivered", book.consumers_j / j_per_mwh},
                              {"unmet", totals.unmet_j / j_per_mwh},
                              {"plants", book.plants_j / j_per_mwh},
                              {"lost", book.lost_j / j_per_mwh},
                              {"dissipated", book.dissipated_j / j_per_mwh},
                              {"entered_with_water", book.entered_j / j_per_mwh},
                              {"left_with_water", book.left_j / j_per_mwh},
                              {"stored_more", book.stored_more_j / j_per_mwh},
                              {"pump_electricity", totals.pump_electricity_j / j_per_mwh},
                              {"electricity", totals.electricity_j / j_per_mwh}};
    document["make_up_water_t"] = 1e-3 * totals.make_up_kg;
    document["balance"] = {{"residual_mwh", book.residual_j() / j_per_mwh},
                           {"worst_step_relative", totals.worst_residual_relative},
                           {"rounds_at_most", totals.rounds_at_most},
                           {"largest_flow_jump_relative", totals.largest_flow_jump_relative},
                           {"start_settled", totals.start_settled},
                           {"start_change_relative", totals.start_change_relative}};
    if (std::string const basis = scenario.demand_basis(); !basis.empty()) {
        document["demand"] = {{"annual_use_is_met_in", basis}};
        auto const& cut_j = consumers.state().cut_by_peak_j;
        document["demand"]["cut_by_peaks_mwh"] = std::accumulate(cut_j.begin(), cut_j.end(), 0.0) / j_per_mwh;
    }
    Json plants = Json::array();
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        Passed const& passed = totals.record.plants[i];
        plants.push_back({{"id", network.plants.id[i]},
                          {"heat_mwh", totals.plant_heat_j[i] / j_per_mwh},
                          {"supply_temperature_c", number(passed.supply_c())},
                          {"return_temperature_c", number(passed.return_c())},
                          {"reversed_hours", totals.plant_reversed_s[i] / 3600.0}});
        if (!totals.sources.plant_cost.empty()) {
            plants.back()["import_mwh"] = totals.sources.import_j[i] / j_per_mwh;
            plants.back()["export_mwh"] = totals.sources.export_j[i] / j_per_mwh;
            PriceSettings const& prices = network.project().prices;
            plants.back()["own_electricity_cost"] = cost_is_known(prices, SourceKind::electric_boiler)
                                                        ? Json(totals.sources.plant_cost[i])
                                                        : Json();
            plants.back()["own_electricity_co2_t"] = carbon_is_known(prices, SourceKind::electric_boiler)
                                                         ? Json(totals.sources.plant_carbon_kg[i] * 1e-3)
                                                         : Json();
        }
        plants.back().update(set_of(network.plants.control[i], totals.plant_set[i]));
    }
    SimulationBill const bill = simulation_bill(network.project(), totals.sources);
    document["bill"] = {{"cost", bill.cost ? Json(*bill.cost) : Json()},
                        {"co2_t", bill.co2_t ? Json(*bill.co2_t) : Json()},
                        {"items", items_json(bill_items(network.project(), totals.sources))}};
    if (std::string const& source = network.project().prices.source; !source.empty()) {
        document["bill"]["source"] = source;
    }
    document["plants"] = plants;
    document["pumps"] = pumps_json(network, totals.sources);
    document["sources"] = sources_json(network, totals.sources);
    document["stores"] = stores_json(network, totals.sources);
    document["indicators"] = indicators(network, scenario, totals);
    document["below_boiling"] = boiling_of(network, scenario, totals);
    Json substations = Json::array();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        Json one{{"id", network.substations.id[i]},
                 {"demand_mwh", totals.substation_demand_j[i] / j_per_mwh},
                 {"delivered_mwh", totals.substation_heat_j[i] / j_per_mwh}};
        if (!scenario.demand_is_given()) {
            one["cut_by_peak_mwh"] = consumers.state().cut_by_peak_j[i] / j_per_mwh;
        }
        one.update(unmet_of(totals, i));
        substations.push_back(one);
    }
    document["substations"] = substations;
    if (consumers.buildings() > 0) {
        document["buildings"] = buildings_of(network, consumers);
    }
    auto const& ids = network.substations.id;
    document["extremes"] = {
        {"lowest_supply_temperature", extreme(scenario, totals.lowest_supply_c, ids, "temperature_c", 1.0)},
        {"least_differential_pressure_margin",
         extreme(scenario, totals.least_margin_pa, ids, "margin_bar", 1e-5)},
        {"largest_plant_heat",
         extreme(scenario, totals.largest_plant_heat_w, network.plants.id, "heat_kw", 1e-3)},
        {"largest_velocity",
         extreme(scenario, totals.largest_velocity_m_s, network.links.id, "velocity_m_s", 1.0)}};
    return document.dump(2) + "\n";
}

} // namespace saggar
