// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who decides in a simulation in time: the settings of controllers. Plain records, as in components.hpp.

#include <optional>
#include <string>
#include <vector>

namespace saggar {

enum class ControllerKind {
    supply_temperature,    // by outdoor temperature, ahead of the weather, no faster than pipes stand
    peak_shaving,          // hotter before hours of peak, colder in them
    supply_floor,          // no colder than hot water and frost allow
    differential_pressure, // no slower than pumps run
    booster,               // speed of a pump, by the pressure that is left at consumers
    return_limit,          // of substations
    load_share,            // heat of plants of a set heat, by what is asked for
    cascade,               // the order of sources, their times on and off
    store                  // when it is charged and discharged
};

// Of pumps whose controller gives no other (vicus-software.com).
inline constexpr double usual_minimum_speed = 0.25;

// Which fields are used depends on the kind; one that would have no effect is refused. Hours are of the day,
// UTC.
struct ControllerSettings {
    std::string id;
    ControllerKind kind{ControllerKind::supply_temperature};
    std::vector<std::string> plants;      // empty: all
    std::vector<std::string> substations; // empty: all
    std::vector<double> outdoor_c;        // rising
    std::vector<double> temperature_c;    // one for each of them; a single one without outdoor_c: always
    std::optional<double> maximum_ramp_k; // in 15 minutes
    double lead_hours{0.0};
    double shift_k{0.0};
    std::optional<double> from_hour;
    std::optional<double> to_hour;
    std::optional<double> minimum_speed; // of full speed
    std::optional<double> minimum_differential_pressure_bar;
    std::string pump;                                // booster
    std::optional<double> differential_pressure_bar; // booster: kept at the worst of `substations`
    std::optional<double> maximum_speed;             // of full speed
    std::vector<std::string> sources; // cascade: in the order in which they run; store: that may charge it
    double minimum_run_hours{0.0};
    double minimum_stop_hours{0.0};
    double pressure_holding_share{0.05};
    double pressure_holding_headroom{0.1};
    std::string store;
    std::optional<double> power_kw;
    std::optional<double> discharge_from_hour;
    std::optional<double> discharge_to_hour;
    std::optional<double> charge_below_per_mwh;
    std::optional<double> discharge_above_per_mwh;
    std::optional<double> charge_above_per_mwh; // of heat that comes with electricity to sell
    std::optional<double> discharge_below_per_mwh;
    std::optional<double> discharge_rank;
    std::string source;
};

} // namespace saggar
