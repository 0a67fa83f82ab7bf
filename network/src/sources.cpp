// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/sources.hpp"

namespace saggar {

bool gives_heat(SourceKind kind) {
    return kind != SourceKind::pv && kind != SourceKind::battery;
}

double planned_import_per_mwh(PriceSettings const& prices) {
    double const of_file = prices.mean_of_file ? prices.mean_of_file->electricity_import_per_mwh : 0.0;
    return prices.electricity_import_per_mwh.value_or(of_file);
}

PriceNeeds price_needs(SourceKind kind) {
    switch (kind) {
    case SourceKind::gas_boiler: return {.gas = true};
    case SourceKind::electric_boiler:
    case SourceKind::heat_pump: return {.bought = true};
    case SourceKind::chp: return {.gas = true, .bought = true, .sold = true};
    case SourceKind::energy_from_waste: return {.sold = true};
    case SourceKind::pv:
    case SourceKind::battery: return {.bought = true, .sold = true};
    case SourceKind::solar_thermal:
    case SourceKind::series: break;
    }
    return {};
}

bool cost_is_known(PriceSettings const& prices, SourceKind kind) {
    PriceNeeds const needs = price_needs(kind);
    bool const in_time = !prices.file.empty();
    return (!needs.gas || prices.gas_per_mwh) &&
           (!needs.bought || in_time || prices.electricity_import_per_mwh) &&
           (!needs.sold || in_time || prices.electricity_export_per_mwh);
}

bool carbon_is_known(PriceSettings const& prices, SourceKind kind) {
    PriceNeeds const needs = price_needs(kind);
    return (!needs.gas || prices.gas_carbon_kg_per_mwh) &&
           (!(needs.bought || needs.sold) || !prices.file.empty() || prices.electricity_carbon_kg_per_mwh);
}

} // namespace saggar
