// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Totals of a simulation as JSON.

#include "saggar/io/simulation_results.hpp"

#include "saggar/network/time_stamp.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
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

Json unmet_of(SimulationTotals const& totals, std::size_t i) {
    auto const& by_cause = totals.substation_unmet_j[i];
    Json causes = Json::object();
    double sum = 0.0;
    for (std::size_t k = 0; k < unmet_causes; ++k) {
        sum += by_cause[k];
        if (by_cause[k] > 0.0) {
            causes[std::string{to_string(static_cast<UnmetCause>(k + 1))}] = by_cause[k] / j_per_mwh;
        }
    }
    return {{"unmet_mwh", sum / j_per_mwh},
            {"unmet_hours", totals.substation_unmet_s[i] / 3600.0},
            {"unmet_by_cause_mwh", causes}};
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

std::string simulation_json(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                            bool interrupted, ConsumerModel const* consumers) {
    EnergyBook const& book = totals.book;
    Json document{{"project", network.project().name},
                  {"from", time_stamp(scenario.window().begin_s)},
                  {"to", when(scenario, totals.steps)},
                  {"step_s", scenario.window().step_s},
                  {"steps", totals.steps},
                  {"complete", !interrupted},
                  {"all_served", totals.all_served()}};
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
    document["balance"] = {{"residual_mwh", book.residual_j() / j_per_mwh},
                           {"worst_step_relative", totals.worst_residual_relative},
                           {"rounds_at_most", totals.rounds_at_most},
                           {"largest_flow_jump_relative", totals.largest_flow_jump_relative},
                           {"start_settled", totals.start_settled},
                           {"start_change_relative", totals.start_change_relative}};
    if (std::string const basis = scenario.demand_basis(); !basis.empty()) {
        document["demand"] = {{"annual_use_is_met_in", basis}};
        if (consumers != nullptr) {
            auto const& cut_j = consumers->state().cut_by_peak_j;
            document["demand"]["cut_by_peaks_mwh"] =
                std::accumulate(cut_j.begin(), cut_j.end(), 0.0) / j_per_mwh;
        }
    }
    Json plants = Json::array();
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        plants.push_back({{"id", network.plants.id[i]}, {"heat_mwh", totals.plant_heat_j[i] / j_per_mwh}});
    }
    document["plants"] = plants;
    Json substations = Json::array();
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        Json one{{"id", network.substations.id[i]},
                 {"demand_mwh", totals.substation_demand_j[i] / j_per_mwh},
                 {"delivered_mwh", totals.substation_heat_j[i] / j_per_mwh}};
        if (consumers != nullptr && !scenario.demand_is_given()) {
            one["cut_by_peak_mwh"] = consumers->state().cut_by_peak_j[i] / j_per_mwh;
        }
        one.update(unmet_of(totals, i));
        substations.push_back(one);
    }
    document["substations"] = substations;
    if (consumers != nullptr && consumers->buildings() > 0) {
        document["buildings"] = buildings_of(network, *consumers);
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
