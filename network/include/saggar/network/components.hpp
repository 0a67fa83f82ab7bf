// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a user describes: the components of a heat (or water) network as plain records, in the units of the
// project file. Every field is declared once more, with its unit, range and meaning, in attributes.cpp;
// readers, range checks and the manual follow from that table. A field that has no default and may be absent
// is a std::optional.
//
// Nodes and sides. A node that a pipe pair, or an element given by a single `node`, touches has two sides,
// "n:supply" and "n:return". Elements of a single line (pipe, valve, pump) name a side, or a plain node of a
// network that has no sides (a water network). A node cannot be both.

#include <optional>
#include <string>
#include <vector>

namespace saggar {

struct Node {
    std::string id;
    std::optional<double> x_m; // in the project's coordinate reference system
    std::optional<double> y_m;
    double elevation_m{0.0};
    std::string source;
};

enum class Surface { hard, soft };
enum class PipeRole { automatic, trunk, branch };

// A single line, or (in Project::pipe_pairs) supply and return laid together. Dimensions come from the
// catalogue entry; a value given here wins over the catalogue's.
struct Pipe {
    std::string id;
    std::string from;
    std::string to;
    std::optional<double> length_m; // along the trench; else the length of the route, else from node to node
    std::vector<double> route_xy_m; // x1, y1, x2, y2 ... between the two nodes
    std::string catalogue;          // entry of the pipe catalogue
    std::optional<double> inner_diameter_mm;
    std::optional<double> outer_diameter_mm; // of the carrier pipe
    std::optional<double> roughness_mm;
    std::optional<double> hazen_williams_c; // only with that friction law
    std::optional<double> manning_n;        // only with chezy_manning
    double zeta{0.0};                       // sum of local loss coefficients of one line
    double equivalent_length_m{0.0};        // of local losses of one line, added for friction only
    std::optional<double> heat_loss_w_mk;   // of one line, water to undisturbed ground: skips the computation
    std::optional<double> insulation_diameter_mm; // outside of the insulation
    std::optional<double> casing_diameter_mm;
    std::optional<double> insulation_conductivity_w_mk;
    std::optional<double> wall_conductivity_w_mk;
    std::optional<double> spacing_mm;     // pairs: between the centres of supply and return
    std::optional<double> burial_depth_m; // from the surface to the centre
    std::optional<double> pressure_rating_bar;
    Surface surface{Surface::hard};
    PipeRole role{PipeRole::automatic}; // which pressure-gradient limit applies
    bool open{true};                    // false: closed, both lines of a pair
    bool one_way{false}; // a check valve is built in: no flow from `to` to `from` (single lines)
    std::string source;
};

enum class ValveKind {
    isolation,
    throttling,
    check,
    differential_pressure, // holds p(sense_high) - p(sense_low)
    flow_limiter,
    pressure_reducing,   // holds the pressure behind it
    pressure_sustaining, // holds the pressure before it
    pressure_breaker,    // loses set_differential_pressure_bar, or what its Kv loses where that is more
    head_loss_curve      // loses what the curve says at its flow, either way
};
enum class ValveCharacteristic { linear, equal_percentage };

struct Valve {
    std::string id;
    std::string from;
    std::string to;
    ValveKind kind{ValveKind::isolation};
    bool open{true};
    std::optional<double> kv_m3_h; // wide open; absent: no loss when open
    double opening{1.0};
    ValveCharacteristic characteristic{ValveCharacteristic::linear};
    double rangeability{50.0};
    std::optional<double> set_pressure_bar;
    std::optional<double> set_differential_pressure_bar;
    std::optional<double> set_flow_m3_h;
    std::string sense_high;
    std::string sense_low;
    std::vector<double> flow_m3_h; // head_loss_curve: two or more points, straight lines between
    std::vector<double> head_loss_m;
    std::optional<double> head_loss_exponent; // head_loss_curve of one point: loss follows this power of flow
    std::string source;
};

struct Pump {
    std::string id;
    std::string from; // suction
    std::string to;
    std::vector<double> flow_m3_h; // curve of one pump at full speed: one, three or more points
    std::vector<double> head_m;
    std::optional<double> hydraulic_power_kw; // instead of a curve: of one pump at full speed, at any flow
    double speed{1.0};
    int parallel{1};
    int series{1};
    double efficiency{0.7}; // electricity to hydraulic work
    bool running{true};
    std::string source;
};

enum class PlantControl { pressure_holding, heat, flow, differential_pressure };
enum class PressurePoint { return_side, supply_side, middle };

struct Plant {
    std::string id;
    std::string node; // both sides; or the two nodes below
    std::string supply_node;
    std::string return_node;
    std::string technology; // named in reports
    PlantControl control{PlantControl::pressure_holding};
    double supply_temperature_c{80.0};
    std::optional<double> held_pressure_bar; // gauge, at the pressure point (pressure_holding)
    PressurePoint pressure_point{PressurePoint::return_side};
    std::optional<double> differential_pressure_bar; // absent: the smallest that serves every consumer
    std::optional<double> maximum_differential_pressure_bar; // of the plant's pumps
    std::optional<double> maximum_flow_kg_s;
    std::optional<double> heat_kw;   // control heat
    std::optional<double> flow_kg_s; // control flow
    std::optional<double> capacity_kw;
    double electricity_per_heat{0.0}; // kWh of electricity drawn for each kWh of heat
    std::optional<double> electricity_headroom_kw;
    double pump_efficiency{0.7};
    double make_up_temperature_c{10.0};
    bool running{true};
    // Of a build-out in phases: the first year in which it gives heat, and the first in which it no longer
    // does.
    std::optional<double> service_from_year; // whole
    std::optional<double> service_until_year;
    std::optional<double> heat_cost_per_mwh; // of its heat in plans; absent: economics.heat_cost_per_mwh
    std::string source;
};

struct Reservoir { // fixed head
    std::string id;
    std::string node;
    std::optional<double> head_m; // above datum; or the pressure
    std::optional<double> pressure_bar;
    double temperature_c{10.0};
    std::string source;
};

struct Tank { // open store: head is elevation plus level
    std::string id;
    std::string node;
    double level_m{0.0};
    double minimum_level_m{0.0};
    std::optional<double> maximum_level_m;
    std::optional<double> diameter_m;
    double temperature_c{10.0};
    std::string source;
};

struct Withdrawal { // open consumer of water; negative: an inflow
    std::string id;
    std::string node;
    double mass_flow_kg_s{0.0};
    double temperature_c{10.0}; // of an inflow
    std::string source;
};

struct Leakage { // lost at a node; the pressure-holding plant makes it up
    std::string id;
    std::string node; // with its side
    double mass_flow_kg_s{0.0};
    std::string source;
};

enum class SubstationControl { return_temperature, temperature_drop, mass_flow, heat_exchanger };

struct Substation {
    std::string id;
    std::string node; // both sides; or the two nodes below
    std::string supply_node;
    std::string return_node;
    SubstationControl control{SubstationControl::return_temperature};
    std::optional<double> peak_kw;
    std::optional<double> heat_demand_kw; // now; absent: the peak
    std::optional<double> annual_use_mwh;
    int dwellings{0}; // 0: not domestic, no diversity of its own
    std::optional<double> return_temperature_c;
    std::optional<double> temperature_drop_k;
    std::optional<double> mass_flow_kg_s;
    std::optional<double> ua_w_k; // heat exchanger
    std::optional<double> secondary_supply_temperature_c;
    std::optional<double> secondary_return_temperature_c;
    std::optional<double> minimum_supply_temperature_c;
    std::optional<double> minimum_differential_pressure_bar; // absent: the project's limit
    double valve_authority{0.5}; // share of the valve, wide open, in the substation's pressure drop
    std::string demand_shape;    // of the annual use in a simulation; absent: in proportion to degree-hours
    std::optional<double> hot_water_share; // of the annual use; absent: what demand_shape says
    std::string hot_water_shape;           // of its day; absent: even
    std::string source;
};

// Rooms that a substation heats, in a simulation: what is asked for follows from what was delivered.
struct Building {
    std::string id;
    std::string substation;
    std::optional<double> heat_loss_w_k;   // from room to outdoors, ventilation included
    std::optional<double> time_constant_h; // heat capacity over heat loss; or the capacity itself:
    std::optional<double> heat_capacity_kwh_k;
    double structure_share{0.0};                  // of the capacity, that stands behind the next
    std::optional<double> structure_coupling_w_k; // between room and structure
    double set_point_c{20.0};
    std::optional<double> setback_c; // the next two are its hours of the local clock
    std::optional<double> setback_from_h;
    std::optional<double> setback_to_h;
    double internal_gains_kw{0.0};
    double solar_aperture_m2{0.0}; // times global irradiance
    std::string source;
};

struct Bypass { // keeps a line warm
    std::string id;
    std::string node;
    std::string supply_node;
    std::string return_node;
    std::optional<double> mass_flow_kg_s; // held by a flow limiter; or a fixed restriction:
    std::optional<double> kv_m3_h;
    std::string source;
};

// A load that asks to be connected.
struct Candidate {
    std::string id;
    std::string name;
    std::optional<double> x_m;
    std::optional<double> y_m;
    std::optional<double> elevation_m; // without it that of its tie-in
    std::optional<double> peak_kw;
    std::optional<double> annual_use_mwh;
    int dwellings{0};
    double return_temperature_c{45.0};
    std::optional<double> minimum_supply_temperature_c;
    std::optional<double> minimum_differential_pressure_bar;
    Surface surface{Surface::hard};
    std::string source;
};

} // namespace saggar
