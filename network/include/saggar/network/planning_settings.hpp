// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What an extension of a network is planned from: maps, how their features are read, money.

#include <optional>
#include <string>
#include <vector>

namespace saggar {

// Present values of a plan, all in the project's currency at constant prices.
struct EconomicSettings {
    double lifetime_years{40.0};
    double discount_rate_percent{3.5};
    std::optional<double> heat_price_per_mwh; // that consumers pay
    double standing_charge_per_kw{0.0};       // a year, of a consumer's peak
    std::optional<double> heat_cost_per_mwh;  // of heat that is fed in, without capital
    double connection_cost{0.0};              // of each consumer
    double connection_cost_per_kw{0.0};       // of its peak
    double connection_cost_per_dwelling{0.0}; // where there is more than one
    double source_cost_per_kw{0.0};           // of further capacity at plants, of the coincident peak
    double maintenance_percent{1.0};          // of the cost of pipes, a year
    double pumping_hours{2500.0}; // a year at the design flow that take as much work as the year does
    std::optional<double> heat_carbon_kg_per_mwh;           // of heat that is fed in
    std::optional<double> counterfactual_carbon_kg_per_mwh; // of the heat that it replaces
    std::string source;
};

// What a plan is to reach.
enum class ExtensionGoal {
    largest_value, // net present value: connect what pays
    all_loads,     // connect every building that can be reached, at least cost
    most_heat,     // per unit of money, under the budget
    most_carbon    // saved, likewise
};

struct ExtensionSettings {
    std::string buildings; // map of what could connect, beside the project file: any vector format of GDAL
    std::string buildings_layer;
    std::string obstacles; // map of what is costly to cross
    std::string obstacles_layer;
    std::string benchmarks; // CSV of demands by use, added to the built-in ones
    // Names of the map's attributes.
    std::string id_field{"id"};
    std::string use_field{"use"};
    std::string floor_area_field{"floor_area_m2"};
    std::string dwellings_field{"dwellings"};
    std::string fuel_use_field{"fuel_use_mwh"};
    std::string annual_use_field{"annual_use_mwh"};
    std::string peak_field{"peak_kw"};
    std::string must_connect_field{"must_connect"};
    std::string elevation_field{"elevation_m"};
    std::string crossing_cost_field{"crossing_cost"};
    std::string from_year_field{"from_year"};
    std::string likelihood_field{"likelihood"};

    ExtensionGoal goal{ExtensionGoal::largest_value};
    std::optional<double> budget;           // goals most_heat and most_carbon
    std::string catalogue;                  // family of entries that new pipes are sized from
    double fuel_efficiency{0.84};           // of the boilers whose fuel use is given
    double return_temperature_c{45.0};      // of new substations
    double maximum_service_length_m{100.0}; // from the street to the building
    std::optional<double> crossing_cost;    // of an obstacle that names none of its own
    double join_m{0.5};                     // points of streets nearer than this are one
    bool cold_week{true};                   // simulate the plan through one
    std::string demand; // CSV of what the map's buildings take in time, in that week; absent: by annual use
    std::optional<double> design_outdoor_temperature_c; // of that week where the project has no weather
    // Closing links, so that these loads get this share of their design load with any single pair out of
    // service but own connections; absent or 0: none.
    std::optional<double> security_share;
    double security_minimum_peak_kw{0.0};  // of loads to be secured; 0: those named, without names all
    std::vector<std::string> secure_loads; // buildings of the map, present substations: whatever their peak
    std::optional<double> security_maximum_cost_per_kw; // capital of one link, of the heat that it secures
    std::string source;
};

// A year in which is built: what can connect by then may connect.
struct BuildPhase {
    std::string id;
    int year{0};
    std::string description;
    std::string source;
};

// One future: who of those that could connect after the first phase comes, and when.
struct UptakeScenario {
    std::string id;
    std::string description;
    double probability{1.0};      // relative to the others'
    double uptake_percent{100.0}; // of the annual use that could connect after the first phase
    int delay_years{0};           // of everybody that comes after the first phase
    std::string source;
};

// What a first phase is chosen by.
enum class PhasingGoal {
    expected_value, // largest mean of the futures' net present values, weighted with their probability
    least_regret    // smallest of the largest regrets
};

struct PhasingSettings {
    PhasingGoal goal{PhasingGoal::expected_value};
    std::string uptake; // id of the scenario that the plan is drawn for; empty: the most probable
    std::string source;
};

} // namespace saggar
