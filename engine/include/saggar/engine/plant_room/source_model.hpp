// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a source behind a plant can give, and what it takes for that: pure functions of its data and of what
// it meets in a step. SI throughout: W, J, degC; money in the project's currency.
//
// Boilers and CHP: fuel = heat/efficiency, electricity of a CHP = fuel times its electric efficiency.
// Energy from waste: steam taken from a turbine; electricity forgone = heat/z, z by supply temperature.
// Solar thermal (EN ISO 9806, steady): q = eta0 G - a1 (Tm - Ta) - a2 (Tm - Ta)^2 per area, Tm the mean of
// supply and return.
// Heat pumps: the COP of physics/heat_pump.hpp at the temperatures of source and network; at the part
// r = heat/maximum of its capacity it is that times r/(C r + 1 - C) (EN 14825), so that
//
//   P = (C Q + (1 - C) Qmax)/COP,    Qsource = Q - P,    well pump = Qsource g H/(eta cp dT),
//
// straight lines in Q, which limits of the source's heat and of electricity are solved with exactly.

#include "saggar/engine/physics/heat_pump.hpp"
#include "saggar/network/network.hpp"

#include <limits>
#include <string>
#include <vector>

namespace saggar {

// Of electricity and fuel at a time, per J and kg.
struct EnergyPrices {
    double import_per_j{0.0};
    double export_per_j{0.0};
    double gas_per_j{0.0};
    double carbon_per_kg{0.0};
    double electricity_kg_per_j{0.0};
    double gas_kg_per_j{0.0};
};
[[nodiscard]] EnergyPrices energy_prices(PriceSettings const& settings);

struct SourceModel {
    std::string id;
    std::size_t plant{0};
    SourceKind kind{SourceKind::gas_boiler};
    std::optional<double> merit_order;
    double maximum_w{0.0}; // of all lines; infinite where the kind has none
    double minimum_w{0.0};
    double minimum_run_s{0.0};
    double minimum_stop_s{0.0};
    double efficiency{1.0};
    double electric_efficiency{0.0};
    std::vector<double> z_temperature_c;
    std::vector<double> z_factor;
    // heat pump
    HeatPumpOptions heat_pump;
    double part_load_coefficient{1.0};
    double maximum_electricity_w{std::numeric_limits<double>::infinity()};
    HeatPumpSide side{HeatPumpSide::fixed};
    double source_c{0.0};
    double source_drop_k{0.0};
    double source_flow_kg_s{std::numeric_limits<double>::infinity()};
    double source_heat_w{std::numeric_limits<double>::infinity()};
    double coldest_source_c{-std::numeric_limits<double>::infinity()};
    double recovered_share{1.0};
    double lift_m{0.0};
    double well_pump_efficiency{1.0};
    double depletion_k_per_j{0.0};
    double recovery_s{std::numeric_limits<double>::infinity()};
    // solar, PV, battery
    double area_m2{0.0};
    double optical_efficiency{0.0};
    double loss_a1_w_m2k{0.0};
    double loss_a2_w_m2k2{0.0};
    double plane_factor{1.0};
    double peak_w{0.0};
    double performance_ratio{1.0};
    double capacity_j{0.0};
    double power_w{0.0};
    double price_per_j{0.0}; // of its heat
    double carbon_kg_per_j{0.0};

    [[nodiscard]] bool gives_heat() const { return kind != SourceKind::pv && kind != SourceKind::battery; }
    // Energy from waste takes less heat from the turbine where less is wanted: it does not stop.
    [[nodiscard]] bool yields() const {
        return kind == SourceKind::energy_from_waste || kind == SourceKind::solar_thermal ||
               kind == SourceKind::series;
    }
    [[nodiscard]] bool draws_electricity() const {
        return kind == SourceKind::heat_pump || kind == SourceKind::electric_boiler;
    }
};

// Of the project's sources, in its order; plants by the network's indices.
[[nodiscard]] std::vector<SourceModel> source_models(Network const& network);

// What a source meets in a step.
struct SourceConditions {
    double outdoor_c{std::numeric_limits<double>::quiet_NaN()};
    double irradiance_w_m2{0.0};
    double supply_c{80.0}; // of the plant
    double return_c{50.0};
    double in_service{1.0}; // part of its lines; 0: none, or tripped
    double heat_w{0.0};     // kind series
    double it_load_w{0.0};  // of a data centre
    double own_use_w{0.0};
    double depletion_k{0.0};                                       // of mine water
    double electricity_w{std::numeric_limits<double>::infinity()}; // that it may draw at most
};

struct HeatRange {
    double minimum_w{0.0};
    double maximum_w{0.0};
};

// The least that it gives while it runs: of the lines that are in service, and over a step in which it is so
// for a part, of that part.
[[nodiscard]] double least_w(SourceModel const& model, SourceConditions const& now);

// From this heat up to its most, what a source takes and makes follows its heat in a straight line: of a heat
// pump, whose compressor takes a part of its full power whatever it gives, the heat above which that is less
// than all of what it gives (part load of EN 14825). 0 where the line begins at nothing.
[[nodiscard]] double straight_from_w(SourceModel const& model, SourceConditions const& now);

// What it gives while it runs, at least and at most. Both 0 where it cannot run.
[[nodiscard]] HeatRange heat_range(SourceModel const& model, SourceConditions const& now);

struct SourceUse {
    double electricity_w{0.0}; // drawn
    double generated_w{0.0};
    double forgone_w{0.0};
    double fuel_w{0.0};                                           // gross calorific value
    double source_w{0.0};                                         // heat drawn from a heat pump's source
    double source_in_c{std::numeric_limits<double>::quiet_NaN()}; // what arrives there
    double cop{std::numeric_limits<double>::quiet_NaN()};         // heat over all electricity of a heat pump
};

// What `heat_w`, a mean over a step, takes. Below the minimum the source cycles: it runs at its minimum for
// part of the time.
[[nodiscard]] SourceUse source_use(SourceModel const& model, SourceConditions const& now, double heat_w);

// Currency and kg per second. Electricity generated is worth what is not bought, up to `own_draw_w` behind
// the same meter, and what it is sold for beyond; forgone, what it would have been sold for.
[[nodiscard]] double cost_per_s(SourceModel const& model, SourceUse const& use, double heat_w,
                                EnergyPrices const& prices, double own_draw_w);
[[nodiscard]] double carbon_kg_per_s(SourceModel const& model, SourceUse const& use, double heat_w,
                                     EnergyPrices const& prices);

// Electricity of PV.
[[nodiscard]] double pv_w(SourceModel const& model, double irradiance_w_m2);

} // namespace saggar
