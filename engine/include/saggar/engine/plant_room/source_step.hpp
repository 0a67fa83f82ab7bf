// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What came of the sources and stores behind plants: in a step, and in all of them.

#include <cstdint>
#include <vector>

namespace saggar {

class StateArchive;

// What is bought and sold, and what it comes to in the project's currency. With the price of carbon and what
// sources' own heat costs (PlantSource::heat_price_per_mwh) it is all that sources, plants and pumps cost.
struct EnergyBill {
    double fuel_j{0.0}; // gross calorific value
    double fuel_cost{0.0};
    double bought_j{0.0}; // electricity, with that of pumps in the network
    double bought_cost{0.0};
    double sold_j{0.0};
    double sold_for{0.0};
    double forgone_j{0.0}; // that a turbine did not make for the heat, at the price of what is sold
    double forgone_cost{0.0};

    void add(EnergyBill const& other);
};

// What sources and stores behind plants did in a step, and what energy cost; means over it. Empty where there
// are neither sources nor a price or carbon of electricity.
struct SourceStep {
    // per source, in the project's order
    std::vector<double> heat_w;
    std::vector<double> possible_w;    // most that it could have given; of PV what it gave, of a battery 0
    std::vector<double> electricity_w; // drawn; charging of a battery
    std::vector<double> generated_w;   // CHP, PV, discharge of a battery
    std::vector<double> forgone_w;     // electricity that a turbine did not make
    std::vector<double> fuel_w;        // gross calorific value
    std::vector<double> cop;           // of heat pumps; NaN while it stands still
    std::vector<double> cost;          // of the step, currency
    std::vector<double> carbon_kg;     // of the step
    std::vector<double> running_s;     // of the step; less than all of it where it cycled
    // Of the step, in which somebody lacked heat: that it stood still for no reason but its shortest time
    // off.
    std::vector<double> kept_off_in_want_s;
    std::vector<std::uint8_t> started; // 1: it was off before, or cycled
    // 1: it stopped before its shortest time on, other than tripped or out of service; started before its
    // shortest time off.
    std::vector<std::uint8_t> stopped_early;
    std::vector<std::uint8_t> started_early;
    // per store
    std::vector<double> store_heat_w;       // taken from sources; below 0: given
    std::vector<double> store_level;        // at the end of the step: 0 cold, 1 hot
    std::vector<double> store_level_before; // at its beginning
    std::vector<double> store_j;            // above cold, at the end
    std::vector<double> store_top_c;
    std::vector<double> store_bottom_c;
    std::vector<double> store_lost_w;
    // per plant
    std::vector<double> import_w; // electricity bought, with that of its pumps
    std::vector<double> export_w;
    // What the plant itself draws, pumps and without sources its heat too, at the price of what is bought:
    // with the sources' and the pumps' costs all that is paid. Of the step.
    std::vector<double> plant_cost;
    std::vector<double> plant_carbon_kg;
    // per pump of the network: likewise
    std::vector<double> pump_cost;
    std::vector<double> pump_carbon_kg;
    EnergyBill bill;         // of the step
    double uncovered_w{0.0}; // heat that the network took and nothing gave: an internal error

    void keep(StateArchive& archive);
};

// Sums over steps.
struct SourceTotals {
    // per source
    std::vector<double> heat_j, electricity_j, generated_j, forgone_j, fuel_j, cost, carbon_kg, running_s,
        kept_off_in_want_s;
    std::vector<std::int64_t> starts, stops_too_early, starts_too_early;
    // per store
    std::vector<double> charged_j, discharged_j, lost_j, last_level, lowest_level, highest_level;
    std::vector<double> first_j, last_j; // above cold, before the first step and after the last
    // per plant
    std::vector<double> import_j, export_j, plant_cost, plant_carbon_kg;
    // per pump
    std::vector<double> pump_cost, pump_carbon_kg;
    EnergyBill bill;

    void add(SourceStep const& step, double duration_s);
    void keep(StateArchive& archive);
};

} // namespace saggar
