// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What may be done to a network, beside larger pipes, so that a candidate can connect, and at what price.
// Plain records, as in components.hpp; used by the study of connections only.

#include <optional>
#include <string>
#include <vector>

namespace saggar {

enum class MeasureKind {
    booster,            // a pump in one line of a pair
    source,             // a plant at a further node
    store,              // heat given at a node during the peak and taken there outside of it
    peak_reduction,     // at substations
    supply_temperature, // of plants, higher
    return_temperature, // of substations, lower
    parallel_pipe       // a second pair beside one that would have to be larger
};
enum class MeasureSide { supply, return_side };

// Which fields are used depends on the kind; one that would have no effect is refused (check_measures.cpp has
// the table).
struct Measure {
    std::string id;
    MeasureKind kind{MeasureKind::booster};
    std::vector<std::string> plants;      // supply_temperature
    std::vector<std::string> substations; // peak_reduction, return_temperature: present ones
    bool candidate{true};                 // likewise: the candidate that is judged, too
    std::string node;                     // source, store
    std::string pair;                     // booster; empty: a place is looked for
    MeasureSide side{MeasureSide::supply};
    std::optional<double> maximum_head_m;       // booster
    double pump_efficiency{0.7};                // booster, source, store: electricity to hydraulic work
    std::optional<double> maximum_kw;           // source, store
    std::optional<double> supply_temperature_c; // source, store
    std::optional<double> maximum_differential_pressure_bar; // source, store: of its pumps
    std::optional<double> capacity_kwh;                      // store
    std::optional<double> peak_hours;                        // store: a day, that it gives its power for
    std::optional<double> off_peak_share;  // store: of the peak's demand, when it is charged
    std::optional<double> maximum_share;   // peak_reduction
    std::optional<double> maximum_k;       // temperatures
    double electricity_per_heat{0.0};      // source: kWh for each kWh of heat
    double electricity_per_heat_k{0.0};    // supply_temperature: more of it for each kelvin
    std::optional<double> full_load_hours; // source, supply_temperature: heat of a year over heat at the peak
    int steps{4};                          // sizes that are tried: equal parts of the maximum
    double cost_factor{1.0};               // parallel_pipe: on the catalogue's prices
    double cost{0.0};                      // once, whatever the size
    double cost_per_year{0.0};             // likewise, every year
    double cost_per_kw{0.0};               // of heat; booster: of electricity
    double cost_per_kwh{0.0};              // store: of what it has to hold
    double cost_per_k{0.0};                // temperatures; return_temperature: of each substation
    double cost_per_mwh{0.0};              // source: of its heat, more than that of present plants
    std::string source;
};

} // namespace saggar
