// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What stands behind a plant: the sources that make its heat, the stores that hold it, what energy costs, and
// the controllers that decide in time. A plant is where water is heated and moved; a plant without sources
// has a capacity and nothing more. Plain records, as in components.hpp; used by simulations in time only.

#include <optional>
#include <string>
#include <vector>

namespace saggar {

enum class SourceKind {
    gas_boiler,
    electric_boiler,
    energy_from_waste, // steam taken from a turbine: electricity forgone
    heat_pump,
    chp,
    solar_thermal,
    series,  // heat from a file
    pv,      // electricity behind the plant's meter
    battery, // the same
};
enum class HeatPumpRefrigerant { ammonia, isobutane };
enum class HeatPumpSide { fixed, data_centre, mine_water, air }; // what a heat pump draws from
enum class DataCentreCooling { air, liquid };

// A source of heat or electricity behind a plant. Which fields are used depends on the kind; one that would
// have no effect is refused (check_sources.cpp has the table).
struct PlantSource {
    std::string id;
    std::string plant;
    SourceKind kind{SourceKind::gas_boiler};
    std::optional<double> merit_order; // lower runs first; absent: by what its heat costs
    std::optional<double> maximum_heat_kw;
    double minimum_heat_kw{0.0}; // below it the source cycles; energy from waste goes on down to zero
    double minimum_run_hours{0.0};
    double minimum_stop_hours{0.0};
    int lines{1};                     // equal ones that make up the maximum
    std::vector<std::string> outages; // "2025-05-01/2025-05-15": one line stands still
    std::optional<double> efficiency; // heat to fuel or electricity; of a battery there and back
    std::optional<double> electric_efficiency;
    std::vector<double> z_temperature_c;
    std::vector<double> z_factor;
    HeatPumpRefrigerant refrigerant{HeatPumpRefrigerant::ammonia};
    double isentropic_efficiency{0.8};
    double pinch_point_k{5.0};
    double part_load_coefficient{0.9};
    std::optional<double> maximum_electricity_kw;
    HeatPumpSide source_side{HeatPumpSide::fixed};
    std::optional<double> source_temperature_c;
    std::optional<double> source_drop_k;
    std::optional<double> source_flow_kg_s;
    std::optional<double> source_heat_kw;
    std::optional<double> minimum_source_temperature_c;
    DataCentreCooling cooling{DataCentreCooling::air};
    std::optional<double> it_load_kw;
    double recovered_share{0.9};
    double own_use_kw{0.0};
    std::optional<double> lift_m;
    double well_pump_efficiency{0.7};
    double depletion_k_per_gwh{0.0};
    std::optional<double> recovery_years;
    std::optional<double> collector_area_m2;
    std::optional<double> optical_efficiency;
    std::optional<double> loss_a1_w_m2k;
    double loss_a2_w_m2k2{0.0};
    double plane_factor{1.0};
    std::optional<double> peak_kw;
    double performance_ratio{0.85};
    std::optional<double> capacity_kwh;
    std::optional<double> power_kw;
    std::string file; // CSV beside the project file
    double heat_price_per_mwh{0.0};
    double heat_carbon_kg_per_mwh{0.0};
    std::string source;
};

// A hot-water store beside the sources of a plant, or before them.
struct PlantStore {
    std::string id;
    std::string plant;
    std::optional<double> volume_m3;
    std::optional<double> height_m;
    int layers{20};
    double loss_w_k{0.0};
    double ambient_temperature_c{10.0};
    double cold_temperature_c{45.0}; // of the part that is not charged at the beginning, and of level 0
    double charged_share{0.0};       // at the beginning
    bool before_sources{false};      // they heat what it gives
    std::optional<double> maximum_charge_kw;
    std::optional<double> maximum_discharge_kw;
    std::string source;
};

// Of the prices in a file, over all of its time.
struct MeanPrice {
    double electricity_import_per_mwh{0.0};
    double days{0.0};
};

// What energy costs and emits, where the sources buy and sell it.
struct PriceSettings {
    std::optional<double> electricity_import_per_mwh;
    std::optional<double> electricity_export_per_mwh;
    std::optional<double> gas_per_mwh; // of the gross calorific value, as efficiencies
    std::optional<double> electricity_carbon_kg_per_mwh;
    std::optional<double> gas_carbon_kg_per_mwh;
    double carbon_per_t{0.0};
    std::string file; // CSV beside the project file: prices of electricity in time
    std::string source;
    // Read from `file` by those who need one price (io/mean_price.hpp); no field of a project.
    std::optional<MeanPrice> mean_of_file;
};

// What planning counts pumping with: the one price, else the mean of the file, else 0.
[[nodiscard]] double planned_import_per_mwh(PriceSettings const& prices);

// All but panels and batteries.
[[nodiscard]] bool gives_heat(SourceKind kind);

// Which prices (PriceSettings) the cost of a source of this kind follows from; and carbon factors.
struct PriceNeeds {
    bool gas{false};
    bool bought{false};
    bool sold{false};
};
[[nodiscard]] PriceNeeds price_needs(SourceKind kind);
// Whether they are given.
[[nodiscard]] bool cost_is_known(PriceSettings const& prices, SourceKind kind);
[[nodiscard]] bool carbon_is_known(PriceSettings const& prices, SourceKind kind);

} // namespace saggar
