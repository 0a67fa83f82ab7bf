// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a simulation's energy costs, as a whole and item by item.

#include "saggar/io/simulation_results.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace saggar {

namespace {

double sum(std::vector<double> const& each) {
    return std::accumulate(each.begin(), each.end(), 0.0);
}

// The field that a price of energy is from, and whether events change it.
std::string price_of(Project const& project, std::string_view field, std::string_view energy) {
    PriceSettings const& prices = project.prices;
    bool const in_time = energy != "gas" && !prices.file.empty();
    std::string text = in_time ? "prices.file: " + prices.file : "prices." + std::string{field};
    bool const by_events = std::ranges::any_of(project.simulation.events, [&](SimulationEvent const& event) {
        return event.action == EventAction::price && event.element == energy;
    });
    return by_events ? text + ", price events" : text;
}

} // namespace

SimulationBill simulation_bill(Project const& project, SourceTotals const& totals) {
    if (totals.heat_j.empty()) {
        return {};
    }
    bool priced = cost_is_known(project.prices, SourceKind::electric_boiler);
    bool emits = carbon_is_known(project.prices, SourceKind::electric_boiler);
    for (PlantSource const& source : project.sources) {
        priced = priced && cost_is_known(project.prices, source.kind);
        emits = emits && carbon_is_known(project.prices, source.kind);
    }
    SimulationBill bill;
    if (priced) {
        bill.sources_cost = sum(totals.cost);
        bill.cost = *bill.sources_cost + sum(totals.plant_cost) + sum(totals.pump_cost);
    }
    if (emits) {
        bill.co2_t =
            1e-3 * (sum(totals.carbon_kg) + sum(totals.plant_carbon_kg) + sum(totals.pump_carbon_kg));
    }
    return bill;
}

std::vector<BillItem> bill_items(Project const& project, SourceTotals const& totals) {
    constexpr double j_per_mwh = 3.6e9;
    std::vector<BillItem> items;
    PriceSettings const& prices = project.prices;
    EnergyBill const& bill = totals.bill;
    auto const add = [&](std::string_view id, double used_j, double cost, bool known, std::string price) {
        if (used_j > 0.0) {
            items.push_back({.id = id,
                             .of = {},
                             .amount = used_j / j_per_mwh,
                             .unit = "MWh",
                             .cost = known ? std::optional{cost} : std::nullopt,
                             .price = known ? std::move(price) : std::string{}});
        }
    };
    bool const in_time = !prices.file.empty();
    bool const sale_known = in_time || prices.electricity_export_per_mwh;
    add("gas", bill.fuel_j, bill.fuel_cost, prices.gas_per_mwh.has_value(),
        price_of(project, "gas_per_mwh", "gas"));
    add("electricity_bought", bill.bought_j, bill.bought_cost,
        in_time || prices.electricity_import_per_mwh.has_value(),
        price_of(project, "electricity_import_per_mwh", "electricity_import"));
    std::string const sale = price_of(project, "electricity_export_per_mwh", "electricity_export");
    add("electricity_sold", bill.sold_j, -bill.sold_for, sale_known, sale);
    add("electricity_forgone", bill.forgone_j, bill.forgone_cost, sale_known, sale);
    for (std::size_t i = 0; i < totals.heat_j.size(); ++i) {
        PlantSource const& source = project.sources[i];
        if (source.heat_price_per_mwh != 0.0 && totals.heat_j[i] > 0.0) {
            double const heat_mwh = totals.heat_j[i] / j_per_mwh;
            items.push_back({.id = "heat",
                             .of = source.id,
                             .amount = heat_mwh,
                             .unit = "MWh",
                             .cost = heat_mwh * source.heat_price_per_mwh,
                             .price = "sources." + source.id + ".heat_price_per_mwh"});
        }
    }
    double const carbon_t =
        1e-3 * (sum(totals.carbon_kg) + sum(totals.plant_carbon_kg) + sum(totals.pump_carbon_kg));
    if (prices.carbon_per_t > 0.0 && carbon_t != 0.0) {
        items.push_back({.id = "carbon",
                         .of = {},
                         .amount = carbon_t,
                         .unit = "t",
                         .cost = carbon_t * prices.carbon_per_t,
                         .price = "prices.carbon_per_t"});
    }
    return items;
}

} // namespace saggar
