// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What holds for a whole project: fluid, physics, ground, limits, design rules and operating points.

#include "saggar/network/time_zone.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

enum class FluidModel { water, constant, pandapipes_water };

struct FluidSettings {
    FluidModel model{FluidModel::water};
    double reference_pressure_bar{10.0}; // absolute; water properties are taken at this pressure
    std::optional<double> density_kg_m3; // the next four: model constant
    std::optional<double> dynamic_viscosity_pa_s;
    std::optional<double> heat_capacity_j_kgk;
    std::optional<double> conductivity_w_mk;
};

enum class FrictionModel {
    colebrook,
    swamee_jain,
    haaland,
    churchill,
    epanet,
    hazen_williams,
    chezy_manning,
    pandapipes_colebrook,
    pandapipes_swamee_jain,
    pandapipes_nikuradse
};
// Another program's equations, its inconsistencies included. Named in every output; the energy imbalance that
// they imply is reported instead of being an error.
enum class Imitation { none, pandapipes };

struct PhysicsSettings {
    FrictionModel friction{FrictionModel::colebrook};
    bool dissipation_heat{true}; // friction, throttling and pump work warm the water
    bool pair_interaction{true}; // a supply line warms the return line beside it
    double gravity_m_s2{9.80665};
    double atmospheric_pressure_bar{1.01325};
    double largest_flow_over_design{3.0};                 // of a substation
    double bypass_limiter_differential_pressure_bar{0.2}; // that a bypass of given flow and no Kv needs
    double insulation_capacity_kj_m3k{0.0};               // in time; 0: insulation stores no heat
    Imitation imitate{Imitation::none};
};

struct GroundSettings {
    double temperature_c{10.0}; // undisturbed, at the pipes' depth; the wave below replaces it when given
    double conductivity_w_mk{1.6};
    double surface_resistance_m2k_w{0.0685};
    std::optional<double> mean_temperature_c; // Kusuda & Achenbach wave: all five or none
    std::optional<double> amplitude_k;
    std::optional<double> coldest_day;
    std::optional<double> diffusivity_m2_s;
    std::optional<double> day_of_year;
};

struct Limits {
    double maximum_velocity_m_s{3.0};
    double maximum_gradient_trunk_pa_m{100.0};
    double maximum_gradient_branch_pa_m{250.0};
    double trunk_from_mm{150.0}; // role automatic: a pipe this wide (nominal) or wider is a trunk
    double pressure_rating_bar{16.0};
    double vapour_margin_bar{0.5};
    double minimum_substation_differential_pressure_bar{0.6};
    double minimum_supply_temperature_c{60.0};
    std::string source;
};

enum class DiversityModel { none, cp1_2015, cp1_2020, thermos, winter, constant };

struct DesignSettings {
    DiversityModel diversity{DiversityModel::none};
    double constant_factor{1.0};               // model constant
    double space_heating_kw_per_dwelling{4.0}; // of the peak, undiversified at the dwelling
    double hot_water_kw_per_dwelling{37.5};    // instantaneous hot water of one dwelling (models cp1_*)
    std::string source;
};

// Change of one element at one operating point.
struct PlantSetting {
    std::string plant;
    std::optional<double> supply_temperature_c;
    std::optional<double> heat_kw;
    std::optional<double> flow_kg_s;
    std::optional<double> differential_pressure_bar;
    std::optional<bool> running;
};
struct SubstationSetting {
    std::string substation;
    std::optional<double> heat_demand_kw;
    std::optional<double> return_temperature_c;
};

struct WithdrawalSetting {
    std::string withdrawal;
    std::optional<double> mass_flow_kg_s;
};

struct OperatingPointData {
    std::string id;
    std::string description;
    bool design{false};      // demands are the peaks with diversity
    double load_factor{1.0}; // on every demand not set below
    std::optional<double> ground_temperature_c;
    std::vector<PlantSetting> plants;
    std::vector<SubstationSetting> substations;
    std::vector<WithdrawalSetting> withdrawals;
    std::vector<std::string> closed; // pipes, pairs, valves that are closed; pumps that stand still
    std::string source;
};

struct ConnectionSettings {
    double maximum_branch_length_m{1000.0};
    int tie_in_points{3};  // nearest ones that are tried
    std::string catalogue; // family of entries that branches are sized from
    double off_street_cost_factor{1.0};
    // On prices of the built-in catalogue, which are in pounds; without, a project in another currency has
    // none.
    std::optional<double> built_in_cost_factor;
    double lifetime_years{40.0};
    std::string operating_point; // where connections are judged; empty: the design point of the project
    std::string source;
};

struct StreetSettings {
    std::string file; // GeoJSON lines, beside the project file
    double snap_m{30.0};
    double length_factor{1.0}; // on drawn lengths
    std::string source;
};

// Supply temperature by outdoor temperature: a straight line between two points, level beyond them.
struct SupplyCurve {
    std::string plant;
    std::optional<double> outdoor_cold_c; // the next three are its two points; all must be given
    std::optional<double> supply_cold_c;
    std::optional<double> outdoor_mild_c;
    std::optional<double> supply_mild_c;
};

// Temperatures of a building's circuit by outdoor temperature: straight lines between two points, level
// beyond them.
struct SecondaryCurve {
    std::string substation;
    std::optional<double> outdoor_cold_c; // all six must be given
    std::optional<double> supply_cold_c;
    std::optional<double> return_cold_c;
    std::optional<double> outdoor_mild_c;
    std::optional<double> supply_mild_c;
    std::optional<double> return_mild_c;
};

enum class EventAction {
    close,
    open,
    trip,
    recover,
    burst,
    repair,
    connect,
    disconnect,
    demand,
    weather,
    price
};

// What an event of action `price` may name: bought, sold (from waste heat: forgone), and fuel.
inline constexpr std::array<std::string_view, 3> priced_energies{"electricity_import", "electricity_export",
                                                                 "gas"};

// What happens to one element, or to all, at one time of a simulation.
struct SimulationEvent {
    std::string time; // ISO 8601 (time_stamp.hpp)
    // Weather has none; demand without one is everybody's; a price's is one of priced_energies.
    std::string element;
    EventAction action{EventAction::close};
    std::string until;                  // weather: ISO 8601, after `time`
    std::optional<double> leak_kg_s;    // burst
    std::optional<double> factor;       // demand, price
    std::optional<double> difference_k; // weather
};

// Which dates a weather file is used for: its own, or those of any year (a typical year).
enum class WeatherYear { own, any };
// From the last Sunday of March to that of October, 01:00 UTC, an hour more (United Kingdom, European Union).
enum class SummerTime { none, european };

struct SimulationSettings {
    std::string weather; // CSV beside the project file
    WeatherYear weather_year{WeatherYear::own};
    std::string demand; // CSV; absent: demand from annual use, by outdoor temperature
    double heating_threshold_c{15.5};
    std::optional<double> annual_degree_days_kd; // below that threshold
    double hot_water_share{0.2};                 // of the annual use, even over the year
    std::vector<std::string> shapes;             // CSV files beside the project file, added to the built-in
    double time_zone_offset_h{0.0};              // local clock ahead of UTC, in winter
    SummerTime summer_time{SummerTime::none};
    std::string time_zone; // of the IANA database, instead of both; times that name no zone are of its clocks
    TimeZone zone;         // its rules, filled in by whoever reads a project; no field of it
    std::vector<SupplyCurve> supply_curves;
    std::vector<SecondaryCurve> secondary_curves;
    std::vector<SimulationEvent> events;
    std::string source;
};

} // namespace saggar
