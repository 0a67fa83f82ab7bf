// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/plant_room/source_model.hpp"

#include "plant_room/units.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

namespace {

constexpr double w_per_kw = 1e3;
constexpr double j_per_gwh = 3.6e12;
constexpr double s_per_year = 365.25 * 86400.0;
constexpr double water_j_kgk = 4190.0; // of water at some 15 degC
constexpr double gravity_m_s2 = 9.80665;
// Where nothing is given: assumptions, see the fields in attributes_sources.cpp.
constexpr double electric_boiler_efficiency = 0.99;
constexpr double battery_efficiency = 0.9;

struct SideUsual {
    double source_c, drop_k;
};
SideUsual usual(PlantSource const& source) {
    if (source.source_side == HeatPumpSide::data_centre) {
        return source.cooling == DataCentreCooling::air ? SideUsual{30.0, 8.0} : SideUsual{50.0, 10.0};
    }
    return {0.0, 5.0};
}

double or_infinite(std::optional<double> const& given, double si_per_unit) {
    return given ? *given * si_per_unit : std::numeric_limits<double>::infinity();
}

SourceModel model_of(PlantSource const& source, std::size_t plant) {
    SideUsual const side = usual(source);
    SourceModel made;
    made.id = source.id;
    made.plant = plant;
    made.kind = source.kind;
    made.merit_order = source.merit_order;
    made.maximum_w = or_infinite(source.maximum_heat_kw, w_per_kw);
    made.minimum_w = source.minimum_heat_kw * w_per_kw;
    made.minimum_run_s = source.minimum_run_hours * s_per_hour;
    made.minimum_stop_s = source.minimum_stop_hours * s_per_hour;
    made.efficiency = source.efficiency.value_or(
        source.kind == SourceKind::battery ? battery_efficiency : electric_boiler_efficiency);
    made.electric_efficiency = source.electric_efficiency.value_or(0.0);
    made.z_temperature_c = source.z_temperature_c;
    made.z_factor = source.z_factor;
    made.heat_pump = {.refrigerant = source.refrigerant == HeatPumpRefrigerant::ammonia
                                         ? Refrigerant::ammonia
                                         : Refrigerant::isobutane,
                      .pinch_point_k = source.pinch_point_k,
                      .isentropic_efficiency = source.isentropic_efficiency,
                      .heat_loss = 0.0};
    made.part_load_coefficient = source.part_load_coefficient;
    made.maximum_electricity_w = or_infinite(source.maximum_electricity_kw, w_per_kw);
    made.side = source.source_side;
    made.source_c = source.source_temperature_c.value_or(side.source_c);
    made.source_drop_k = source.source_drop_k.value_or(side.drop_k);
    made.source_flow_kg_s = or_infinite(source.source_flow_kg_s, 1.0);
    made.source_heat_w = or_infinite(source.source_heat_kw, w_per_kw);
    made.coldest_source_c =
        source.minimum_source_temperature_c.value_or(-std::numeric_limits<double>::infinity());
    made.recovered_share = source.recovered_share;
    made.lift_m = source.lift_m.value_or(0.0);
    made.well_pump_efficiency = source.well_pump_efficiency;
    made.depletion_k_per_j = source.depletion_k_per_gwh / j_per_gwh;
    made.recovery_s = or_infinite(source.recovery_years, s_per_year);
    made.area_m2 = source.collector_area_m2.value_or(0.0);
    made.optical_efficiency = source.optical_efficiency.value_or(0.0);
    made.loss_a1_w_m2k = source.loss_a1_w_m2k.value_or(0.0);
    made.loss_a2_w_m2k2 = source.loss_a2_w_m2k2;
    made.plane_factor = source.plane_factor;
    made.peak_w = source.peak_kw.value_or(0.0) * w_per_kw;
    made.performance_ratio = source.performance_ratio;
    made.capacity_j = source.capacity_kwh.value_or(0.0) * w_per_kw * s_per_hour;
    made.power_w = source.power_kw.value_or(0.0) * w_per_kw;
    made.price_per_j = source.heat_price_per_mwh / j_per_mwh;
    made.carbon_kg_per_j = source.heat_carbon_kg_per_mwh / j_per_mwh;
    return made;
}

// What a heat pump is at present temperatures.
struct PumpNow {
    double cop{1.0};
    double source_in_c{0.0};
    double source_w{0.0}; // at most
    double well{0.0};     // W of pumping for each W from the source
    bool runs{false};
};

PumpNow pump_now(SourceModel const& m, SourceConditions const& now) {
    PumpNow made;
    made.source_w = m.source_heat_w;
    made.source_in_c = m.source_c;
    double drop_k = m.source_drop_k;
    if (m.side == HeatPumpSide::air) {
        made.source_in_c = now.outdoor_c;
    } else if (m.side == HeatPumpSide::data_centre) {
        made.source_w = std::max(0.0, now.it_load_w * m.recovered_share - now.own_use_w);
    } else {
        made.source_in_c -= m.side == HeatPumpSide::mine_water ? now.depletion_k : 0.0;
        drop_k = std::min(drop_k, made.source_in_c - m.coldest_source_c);
        made.source_w = std::min(made.source_w, m.source_flow_kg_s * water_j_kgk * std::max(0.0, drop_k));
    }
    if (!(drop_k > 0.0) || !(made.source_w > 0.0) || std::isnan(made.source_in_c)) {
        return made;
    }
    made.source_w *= now.in_service;
    made.runs = true;
    made.cop = heat_pump_cop({.source_in_c = made.source_in_c,
                              .source_out_c = made.source_in_c - drop_k,
                              .sink_in_c = std::min(now.return_c, now.supply_c),
                              .sink_out_c = now.supply_c},
                             m.heat_pump);
    if (m.side == HeatPumpSide::mine_water) {
        made.well = gravity_m_s2 * m.lift_m / (m.well_pump_efficiency * water_j_kgk * drop_k);
    }
    return made;
}

// Electricity of the compressor: what it takes at no heat, and what each W adds.
struct Compressor {
    double idle_w, per_w;
};
Compressor compressor(SourceModel const& m, PumpNow const& pump, double full_w) {
    double const c = m.part_load_coefficient;
    return {(1.0 - c) * full_w / pump.cop, c / pump.cop};
}

double pump_maximum_w(SourceModel const& m, SourceConditions const& now, double full_w) {
    PumpNow const pump = pump_now(m, now);
    if (!pump.runs) {
        return 0.0;
    }
    Compressor const of = compressor(m, pump, full_w);
    double heat_w = full_w;
    if (std::isfinite(pump.source_w) && of.per_w < 1.0) {
        heat_w = std::min(heat_w, (pump.source_w + of.idle_w) / (1.0 - of.per_w));
    }
    double const electricity_w = std::min(m.maximum_electricity_w, now.electricity_w);
    if (std::isfinite(electricity_w)) {
        double const per_w = of.per_w * (1.0 - pump.well) + pump.well;
        heat_w = std::min(heat_w, (electricity_w - of.idle_w * (1.0 - pump.well)) / per_w);
    }
    return std::max(0.0, heat_w);
}

double z_at(SourceModel const& m, double supply_c) {
    std::vector<double> const& at = m.z_temperature_c;
    if (at.empty() || supply_c <= at.front()) {
        return m.z_factor.front();
    }
    if (supply_c >= at.back()) {
        return m.z_factor.back();
    }
    auto const next = static_cast<std::size_t>(std::upper_bound(at.begin(), at.end(), supply_c) - at.begin());
    double const part = (supply_c - at[next - 1]) / (at[next] - at[next - 1]);
    return std::lerp(m.z_factor[next - 1], m.z_factor[next], part);
}

double collected_w(SourceModel const& m, SourceConditions const& now) {
    double const over_k = 0.5 * (now.supply_c + now.return_c) - now.outdoor_c;
    double const per_m2 = m.optical_efficiency * m.plane_factor * now.irradiance_w_m2 -
                          m.loss_a1_w_m2k * over_k - m.loss_a2_w_m2k2 * over_k * std::abs(over_k);
    return per_m2 > 0.0 ? m.area_m2 * per_m2 : 0.0; // 0 for NaN
}

SourceUse pump_use(SourceModel const& m, SourceConditions const& now, double heat_w) {
    PumpNow const pump = pump_now(m, now);
    Compressor const of = compressor(m, pump, m.maximum_w * now.in_service);
    double const compressor_w = std::min(heat_w, of.idle_w + of.per_w * heat_w);
    SourceUse use;
    use.source_in_c = pump.source_in_c;
    use.source_w = heat_w - compressor_w;
    use.electricity_w = compressor_w + pump.well * use.source_w;
    use.cop = use.electricity_w > 0.0 ? heat_w / use.electricity_w : use.cop;
    return use;
}

SourceUse use_while_running(SourceModel const& m, SourceConditions const& now, double heat_w) {
    SourceUse use;
    switch (m.kind) {
    case SourceKind::gas_boiler: use.fuel_w = heat_w / m.efficiency; break;
    case SourceKind::electric_boiler: use.electricity_w = heat_w / m.efficiency; break;
    case SourceKind::chp:
        use.fuel_w = heat_w / m.efficiency;
        use.generated_w = use.fuel_w * m.electric_efficiency;
        break;
    case SourceKind::energy_from_waste: use.forgone_w = heat_w / z_at(m, now.supply_c); break;
    case SourceKind::heat_pump: return pump_use(m, now, heat_w);
    case SourceKind::solar_thermal:
    case SourceKind::series:
    case SourceKind::pv:
    case SourceKind::battery: break;
    }
    return use;
}

} // namespace

EnergyPrices energy_prices(PriceSettings const& settings) {
    auto const per_j = [](std::optional<double> const& per_mwh) { return per_mwh.value_or(0.0) / j_per_mwh; };
    return {.import_per_j = per_j(settings.electricity_import_per_mwh),
            .export_per_j = per_j(settings.electricity_export_per_mwh),
            .gas_per_j = per_j(settings.gas_per_mwh),
            .carbon_per_kg = settings.carbon_per_t * 1e-3,
            .electricity_kg_per_j = per_j(settings.electricity_carbon_kg_per_mwh),
            .gas_kg_per_j = per_j(settings.gas_carbon_kg_per_mwh)};
}

std::vector<SourceModel> source_models(Network const& network) {
    std::vector<SourceModel> made;
    auto const& plants = network.plants.id;
    for (PlantSource const& source : network.project().sources) {
        auto const plant = std::find(plants.begin(), plants.end(), source.plant); // checked with the project
        made.push_back(model_of(source, static_cast<std::size_t>(plant - plants.begin())));
    }
    return made;
}

double least_w(SourceModel const& m, SourceConditions const& now) {
    return m.minimum_w * now.in_service;
}

double straight_from_w(SourceModel const& m, SourceConditions const& now) {
    if (m.kind != SourceKind::heat_pump || !(now.in_service > 0.0)) {
        return 0.0;
    }
    PumpNow const pump = pump_now(m, now);
    if (!pump.runs) {
        return 0.0;
    }
    Compressor const of = compressor(m, pump, m.maximum_w * now.in_service);
    return of.per_w < 1.0 ? of.idle_w / (1.0 - of.per_w) : std::numeric_limits<double>::infinity();
}

HeatRange heat_range(SourceModel const& m, SourceConditions const& now) {
    if (!m.gives_heat() || !(now.in_service > 0.0)) {
        return {};
    }
    double most_w = m.maximum_w * now.in_service;
    switch (m.kind) {
    case SourceKind::heat_pump: most_w = pump_maximum_w(m, now, most_w); break;
    case SourceKind::electric_boiler: most_w = std::min(most_w, now.electricity_w * m.efficiency); break;
    case SourceKind::solar_thermal: most_w = std::min(most_w, collected_w(m, now) * now.in_service); break;
    case SourceKind::series: most_w = std::min(most_w, now.heat_w * now.in_service); break;
    default: break;
    }
    // What cannot reach its minimum cannot run, but for what has none that stops it.
    double const minimum_w = least_w(m, now);
    if (!(most_w > 0.0) || (most_w < minimum_w && !m.yields())) {
        return {};
    }
    return {std::min(minimum_w, most_w), most_w};
}

SourceUse source_use(SourceModel const& m, SourceConditions const& now, double heat_w) {
    if (!(heat_w > 0.0)) {
        return {};
    }
    double const minimum_w = least_w(m, now);
    if (heat_w >= minimum_w || m.yields()) {
        return use_while_running(m, now, heat_w);
    }
    double const part = heat_w / minimum_w;
    SourceUse use = use_while_running(m, now, minimum_w);
    for (double* const each :
         {&use.electricity_w, &use.generated_w, &use.forgone_w, &use.fuel_w, &use.source_w}) {
        *each *= part;
    }
    return use;
}

double carbon_kg_per_s(SourceModel const& m, SourceUse const& use, double heat_w,
                       EnergyPrices const& prices) {
    return use.fuel_w * prices.gas_kg_per_j +
           (use.electricity_w + use.forgone_w - use.generated_w) * prices.electricity_kg_per_j +
           heat_w * m.carbon_kg_per_j;
}

double cost_per_s(SourceModel const& m, SourceUse const& use, double heat_w, EnergyPrices const& prices,
                  double own_draw_w) {
    double const used_w = std::min(use.generated_w, own_draw_w);
    return use.fuel_w * prices.gas_per_j + (use.electricity_w - used_w) * prices.import_per_j -
           (use.generated_w - used_w) * prices.export_per_j + use.forgone_w * prices.export_per_j +
           heat_w * m.price_per_j + carbon_kg_per_s(m, use, heat_w, prices) * prices.carbon_per_kg;
}

double pv_w(SourceModel const& m, double irradiance_w_m2) {
    constexpr double standard_w_m2 = 1000.0;
    return m.peak_w * m.plane_factor * std::max(0.0, irradiance_w_m2) / standard_w_m2 * m.performance_ratio;
}

} // namespace saggar
