// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 2> surface_words{"hard", "soft"};
constexpr std::array<std::string_view, 3> role_words{"automatic", "trunk", "branch"};
constexpr std::array<std::string_view, 9> valve_words{"isolation",
                                                      "throttling",
                                                      "check",
                                                      "differential_pressure",
                                                      "flow_limiter",
                                                      "pressure_reducing",
                                                      "pressure_sustaining",
                                                      "pressure_breaker",
                                                      "head_loss_curve"};
constexpr std::array<std::string_view, 2> characteristic_words{"linear", "equal_percentage"};
constexpr std::array<std::string_view, 4> plant_words{"pressure_holding", "heat", "flow",
                                                      "differential_pressure"};
constexpr std::array<std::string_view, 3> pressure_point_words{"return_side", "supply_side", "middle"};
constexpr std::array<std::string_view, 4> substation_words{"return_temperature", "temperature_drop",
                                                           "mass_flow", "heat_exchanger"};
constexpr std::string_view source_text{"where the values come from, or the word assumption"};
constexpr std::string_view id_text{"unique among all elements; no blanks, colons or control characters"};
constexpr std::string_view not_kelvin{"degrees Celsius, not kelvin"};
constexpr std::string_view not_pascal{"bar, not kPa or Pa"};
constexpr std::string_view not_watt{"kW, not W or MW"};
constexpr std::string_view not_metre{"millimetres, not metres"};

template <class Record>
Attribute<Record> id_attribute() {
    return {"id", &Record::id, Need::required, {}, id_text};
}
template <class Record>
Attribute<Record> source_attribute() {
    return {"source", &Record::source, Need::optional, {}, source_text};
}
} // namespace

template <>
std::span<Attribute<Node> const> attributes<Node>() {
    static std::array const table{
        id_attribute<Node>(),
        Attribute<Node>{"x_m", &Node::x_m, Need::optional, between(-1e8, 1e8), "easting"},
        Attribute<Node>{"y_m", &Node::y_m, Need::optional, between(-1e8, 1e8), "northing"},
        Attribute<Node>{"elevation_m", &Node::elevation_m, Need::optional, between(-500.0, 6000.0),
                        "of the pipes above datum; pressures depend on it"},
        source_attribute<Node>()};
    return table;
}

template <>
std::span<Attribute<Pipe> const> attributes<Pipe>() {
    static std::array const table{
        id_attribute<Pipe>(),
        Attribute<Pipe>{
            "from", &Pipe::from, Need::required, {}, "node where it begins; flow from here is positive"},
        Attribute<Pipe>{"to", &Pipe::to, Need::required, {}, "node where it ends"},
        Attribute<Pipe>{"length_m", &Pipe::length_m, Need::optional, above_to(0.0, 1e5),
                        "along the trench; absent: along the route, or straight between the nodes",
                        "metres, not kilometres or millimetres",
                        "along the route, or straight between the nodes"},
        Attribute<Pipe>{"route_xy_m", &Pipe::route_xy_m, Need::optional, between(-1e8, 1e8),
                        "points between the two nodes: x1, y1, x2, y2 ..."},
        Attribute<Pipe>{"catalogue",
                        &Pipe::catalogue,
                        Need::optional,
                        {},
                        "entry of the pipe catalogue, as EN253/2/DN100"},
        Attribute<Pipe>{"inner_diameter_mm", &Pipe::inner_diameter_mm, Need::optional, above_to(1.0, 5000.0),
                        "inside of the carrier pipe, instead of the catalogue's", not_metre,
                        "the catalogue's"},
        Attribute<Pipe>{"outer_diameter_mm", &Pipe::outer_diameter_mm, Need::optional, above_to(1.0, 5000.0),
                        "of the carrier pipe, instead of the catalogue's", not_metre,
                        "the catalogue's, else the inner diameter: a wall without resistance"},
        Attribute<Pipe>{"roughness_mm", &Pipe::roughness_mm, Need::optional, between(0.0, 10.0),
                        "of the carrier pipe's inside, instead of the catalogue's; new steel 0.05, steel in "
                        "service 0.1, plastic 0.007",
                        "millimetres, not metres or micrometres",
                        "the catalogue's, else 0.1 (steel in service: assumption)"},
        Attribute<Pipe>{"hazen_williams_c", &Pipe::hazen_williams_c, Need::optional, between(10.0, 200.0),
                        "friction hazen_williams only"},
        Attribute<Pipe>{"manning_n", &Pipe::manning_n, Need::optional, above_to(0.001, 1.0),
                        "friction chezy_manning only, s/m^(1/3)"},
        Attribute<Pipe>{"zeta", &Pipe::zeta, Need::optional, between(0.0, 1e5),
                        "sum of local loss coefficients of one line"},
        Attribute<Pipe>{"equivalent_length_m", &Pipe::equivalent_length_m, Need::optional, between(0.0, 1e4),
                        "of local losses of one line; added to the length for friction only"},
        Attribute<Pipe>{"heat_loss_w_mk",
                        &Pipe::heat_loss_w_mk,
                        Need::optional,
                        between(0.0, 50.0),
                        "of one line, from the water to undisturbed ground; instead of the computed one",
                        {},
                        "computed; 0 of a single pipe that names neither a catalogue entry nor insulation"},
        Attribute<Pipe>{"insulation_diameter_mm", &Pipe::insulation_diameter_mm, Need::optional,
                        above_to(1.0, 5000.0), "outside of the insulation, instead of the catalogue's",
                        not_metre, "the catalogue's, else the outer diameter: none"},
        Attribute<Pipe>{"casing_diameter_mm", &Pipe::casing_diameter_mm, Need::optional,
                        above_to(1.0, 5000.0), "outside of the casing, instead of the catalogue's", not_metre,
                        "the catalogue's, else the insulation's"},
        Attribute<Pipe>{"insulation_conductivity_w_mk",
                        &Pipe::insulation_conductivity_w_mk,
                        Need::optional,
                        above_to(0.001, 5.0),
                        "of the insulation, instead of the catalogue's; PUR 0.022 to 0.03",
                        {},
                        "the catalogue's"},
        Attribute<Pipe>{"wall_conductivity_w_mk",
                        &Pipe::wall_conductivity_w_mk,
                        Need::optional,
                        above_to(0.01, 500.0),
                        "of the carrier pipe's wall, instead of the catalogue's; steel 50, PE-X 0.35",
                        {},
                        "the catalogue's, else 50 (steel)"},
        Attribute<Pipe>{"spacing_mm", &Pipe::spacing_mm, Need::optional, above_to(0.0, 10000.0),
                        "pairs: between the centres of supply and return; absent: casings 150 mm apart",
                        not_metre, "casings 150 mm apart (assumption); of a twin pipe the catalogue's"},
        Attribute<Pipe>{"burial_depth_m", &Pipe::burial_depth_m, Need::optional, above_to(0.0, 50.0),
                        "from the surface to the pipe's centre; absent: 0.8 m of cover",
                        "metres, not millimetres", "0.8 m of cover (assumption: usual trench)"},
        Attribute<Pipe>{"pressure_rating_bar", &Pipe::pressure_rating_bar, Need::optional,
                        above_to(0.0, 100.0), "gauge; wins over both the catalogue's and the project's limit",
                        not_pascal, "the lower of the catalogue's and the project's limit"},
        Attribute<Pipe>{"surface",
                        choice<&Pipe::surface>(surface_words),
                        Need::optional,
                        {},
                        "what is dug up: decides the cost per metre (columns of the catalogue)"},
        Attribute<Pipe>{
            "role",
            choice<&Pipe::role>(role_words),
            Need::optional,
            {},
            "which limit of the pressure gradient applies; automatic: by trunk_from_mm of limits"},
        Attribute<Pipe>{"open", &Pipe::open, Need::optional, {}, "false: shut off, both lines of a pair"},
        Attribute<Pipe>{"one_way",
                        &Pipe::one_way,
                        Need::optional,
                        {},
                        "single lines: a check valve is built in, no flow from to to from"},
        source_attribute<Pipe>()};
    return table;
}

template <>
std::span<Attribute<Valve> const> attributes<Valve>() {
    static std::array const table{
        id_attribute<Valve>(),
        Attribute<Valve>{"from", &Valve::from, Need::required, {}, "node where it begins, with its side"},
        Attribute<Valve>{"to", &Valve::to, Need::required, {}, "node where it ends, with its side"},
        Attribute<Valve>{
            "kind",
            choice<&Valve::kind>(valve_words),
            Need::optional,
            {},
            "isolation: open or shut; throttling: Kv at its opening; check: lets water pass from from to to "
            "only; differential_pressure: throttles so that sense_high stays set_differential_pressure_bar "
            "above sense_low; flow_limiter: passes set_flow_m3_h at most; pressure_reducing: holds "
            "set_pressure_bar behind it at most; pressure_sustaining: holds it before it at least; "
            "pressure_breaker: loses set_differential_pressure_bar, or what its Kv loses where that is more, "
            "and is shut where less than that drives water from from to to; "
            "head_loss_curve: loses what its curve says"},
        Attribute<Valve>{"open", &Valve::open, Need::optional, {}, "false: shut"},
        Attribute<Valve>{"kv_m3_h",
                         &Valve::kv_m3_h,
                         Need::optional,
                         above_to(0.0, 1e6),
                         "wide open: m3/h at 1 bar (VDI/VDE 2173); absent: no loss",
                         {},
                         "no loss when open"},
        Attribute<Valve>{"opening", &Valve::opening, Need::optional, between(0.0, 1.0),
                         "throttling valves: position of the stem", "a fraction, not per cent"},
        Attribute<Valve>{"characteristic",
                         choice<&Valve::characteristic>(characteristic_words),
                         Need::optional,
                         {},
                         "how Kv follows the opening"},
        Attribute<Valve>{"rangeability",
                         &Valve::rangeability,
                         Need::optional,
                         above_to(1.0, 1000.0),
                         "of an equal-percentage characteristic",
                         {},
                         "assumption: usual of control valves"},
        Attribute<Valve>{"set_pressure_bar", &Valve::set_pressure_bar, Need::optional, between(-1.0, 100.0),
                         "gauge; pressure_reducing and pressure_sustaining", not_pascal},
        Attribute<Valve>{"set_differential_pressure_bar", &Valve::set_differential_pressure_bar,
                         Need::optional, between(0.0, 100.0), "differential_pressure and pressure_breaker",
                         not_pascal},
        Attribute<Valve>{"set_flow_m3_h", &Valve::set_flow_m3_h, Need::optional, between(0.0, 1e6),
                         "flow_limiter"},
        Attribute<Valve>{"sense_high",
                         &Valve::sense_high,
                         Need::optional,
                         {},
                         "differential_pressure: node of the higher pressure"},
        Attribute<Valve>{"sense_low",
                         &Valve::sense_low,
                         Need::optional,
                         {},
                         "differential_pressure: node of the lower pressure"},
        Attribute<Valve>{"flow_m3_h", &Valve::flow_m3_h, Need::optional, between(0.0, 1e6),
                         "head_loss_curve: growing flows, two or more; straight lines between and beyond"},
        Attribute<Valve>{"head_loss_m", &Valve::head_loss_m, Need::optional, between(0.0, 1e4),
                         "head_loss_curve: at each of the flows, of the fluid; not falling"},
        Attribute<Valve>{
            "head_loss_exponent", &Valve::head_loss_exponent, Need::optional, between(0.5, 10.0),
            "head_loss_curve of one point: the loss grows with this power of the flow; an orifice 2"},
        source_attribute<Valve>()};
    return table;
}

template <>
std::span<Attribute<Pump> const> attributes<Pump>() {
    static std::array const table{
        id_attribute<Pump>(),
        Attribute<Pump>{"from", &Pump::from, Need::required, {}, "node of the suction side"},
        Attribute<Pump>{"to", &Pump::to, Need::required, {}, "node of the pressure side"},
        Attribute<Pump>{
            "flow_m3_h", &Pump::flow_m3_h, Need::optional, between(0.0, 1e6),
            "of one pump at full speed: one point (the design point), three that begin at no flow "
            "(power law), else straight lines between the points"},
        Attribute<Pump>{"head_m", &Pump::head_m, Need::optional, between(0.0, 1e4), "at each of the flows"},
        Attribute<Pump>{
            "hydraulic_power_kw", &Pump::hydraulic_power_kw, Need::optional, above_to(0.0, 1e5),
            "instead of a curve, of one pump at full speed: flow times pressure, whatever the flow",
            not_watt},
        Attribute<Pump>{"speed", &Pump::speed, Need::optional, between(0.0, 1.5), "relative to full speed",
                        "a fraction, not per cent or rpm"},
        Attribute<Pump>{"parallel", &Pump::parallel, Need::optional, between(1.0, 100.0),
                        "pumps side by side"},
        Attribute<Pump>{"series", &Pump::series, Need::optional, between(1.0, 100.0),
                        "pumps behind each other"},
        Attribute<Pump>{"efficiency", &Pump::efficiency, Need::optional, above_to(0.0, 1.0),
                        "electricity to hydraulic work", "a fraction, not per cent", "assumption"},
        Attribute<Pump>{
            "running", &Pump::running, Need::optional, {}, "false: stands still and passes nothing"},
        source_attribute<Pump>()};
    return table;
}

template <>
std::span<Attribute<Plant> const> attributes<Plant>() {
    static std::array const table{
        id_attribute<Plant>(),
        Attribute<Plant>{
            "node", &Plant::node, Need::optional, {}, "both sides of it; or the two nodes below"},
        Attribute<Plant>{"supply_node", &Plant::supply_node, Need::optional, {}, "instead of node"},
        Attribute<Plant>{"return_node", &Plant::return_node, Need::optional, {}, "instead of node"},
        Attribute<Plant>{"technology", &Plant::technology, Need::optional, {}, "named in reports"},
        Attribute<Plant>{
            "control",
            choice<&Plant::control>(plant_words),
            Need::optional,
            {},
            "pressure_holding: sets pressure and differential pressure, covers what is left; heat: "
            "delivers heat_kw; flow: pumps flow_kg_s; differential_pressure: holds its differential "
            "pressure, floats with the network's pressure, and stands still (its pumps have check valves) "
            "where others make more. Where there are other plants, the one that holds the pressure stands "
            "still likewise, and what a set heat or flow would be beyond what is taken is not given (but "
            "where "
            "bypasses alone take water: it is let back through the plant that holds the pressure then)"},
        Attribute<Plant>{"supply_temperature_c", &Plant::supply_temperature_c, Need::optional,
                         between(0.0, 180.0), "of the water that leaves the plant", not_kelvin, "assumption"},
        Attribute<Plant>{"held_pressure_bar", &Plant::held_pressure_bar, Need::optional, between(-1.0, 100.0),
                         "gauge, at the pressure point; required with control pressure_holding", not_pascal},
        Attribute<Plant>{"pressure_point",
                         choice<&Plant::pressure_point>(pressure_point_words),
                         Need::optional,
                         {},
                         "where the pressure is held"},
        Attribute<Plant>{"differential_pressure_bar", &Plant::differential_pressure_bar, Need::optional,
                         between(0.0, 60.0),
                         "supply above return; absent: the smallest that gives every consumer "
                         "its minimum (pressure_holding only)",
                         not_pascal, "the smallest that gives every consumer its minimum"},
        Attribute<Plant>{
            "maximum_differential_pressure_bar", &Plant::maximum_differential_pressure_bar, Need::optional,
            above_to(0.0, 60.0),
            "of the plant's pumps. Plants with control heat or flow give no more than it carries "
            "(status at_pressure_limit, and less heat than asked); plans, connections and outages "
            "are judged by what is set, and the limit is checked",
            not_pascal},
        Attribute<Plant>{"maximum_flow_kg_s", &Plant::maximum_flow_kg_s, Need::optional, above_to(0.0, 1e5),
                         "of the plant's pumps. Plants with control heat or flow give no more (status "
                         "at_flow_limit, and less heat than asked); of one that holds a pressure or a "
                         "differential pressure, whose flow the consumers decide, more is a broken limit"},
        Attribute<Plant>{
            "heat_kw", &Plant::heat_kw, Need::optional, between(0.0, 1e7),
            "control heat; less is given where less is taken (status limited_by_pressure), none, and the "
            "plant stopped (status return_too_hot), where water would come back hotter than it is to be sent "
            "out",
            not_watt},
        Attribute<Plant>{"flow_kg_s", &Plant::flow_kg_s, Need::optional, between(0.0, 1e5), "control flow"},
        Attribute<Plant>{"capacity_kw", &Plant::capacity_kw, Need::optional, above_to(0.0, 1e7),
                         "largest heat: a plant gives no more (status at_capacity), and what it sends gets "
                         "colder where more "
                         "is asked",
                         not_watt},
        Attribute<Plant>{
            "electricity_per_heat", &Plant::electricity_per_heat, Need::optional, between(0.0, 2.0),
            "kWh of electricity drawn for each kWh of heat (heat pump: 1/COP; 0.02 for auxiliaries); in "
            "simulate "
            "alone of a plant without sources: else they say what is drawn (check and simulate say so)"},
        Attribute<Plant>{"electricity_headroom_kw", &Plant::electricity_headroom_kw, Need::optional,
                         between(0.0, 1e7), "of the plant's electricity connection; a limit that is checked",
                         not_watt},
        Attribute<Plant>{"pump_efficiency", &Plant::pump_efficiency, Need::optional, above_to(0.0, 1.0),
                         "electricity to hydraulic work", "a fraction, not per cent", "assumption"},
        Attribute<Plant>{"make_up_temperature_c", &Plant::make_up_temperature_c, Need::optional,
                         between(0.0, 180.0), "of the water that replaces leakage", not_kelvin, "assumption"},
        Attribute<Plant>{"running",
                         &Plant::running,
                         Need::optional,
                         {},
                         "false: stands still where no operating point says otherwise, and stands by for "
                         "outages (contingency)"},
        Attribute<Plant>{"service_from_year", &Plant::service_from_year, Need::optional,
                         between(1900.0, 2300.0),
                         "of a build-out in phases: the first year in which it gives heat; absent: always"},
        Attribute<Plant>{"service_until_year", &Plant::service_until_year, Need::optional,
                         between(1900.0, 2300.0), "likewise: the first year in which it no longer does"},
        Attribute<Plant>{
            "heat_cost_per_mwh", &Plant::heat_cost_per_mwh, Need::optional, between(0.0, 10000.0),
            "of the heat that it feeds in, without capital, in the money and the routes of extend "
            "and phase; absent: that of economics",
            "per MWh, not per kWh"},
        source_attribute<Plant>()};
    return table;
}

template <>
std::span<Attribute<Reservoir> const> attributes<Reservoir>() {
    static std::array const table{
        id_attribute<Reservoir>(),
        Attribute<Reservoir>{"node", &Reservoir::node, Need::required, {}, "where the pressure is fixed"},
        Attribute<Reservoir>{"head_m", &Reservoir::head_m, Need::optional, between(-500.0, 10000.0),
                             "water level above datum; or the pressure"},
        Attribute<Reservoir>{"pressure_bar", &Reservoir::pressure_bar, Need::optional, between(-1.0, 100.0),
                             "gauge, at the node", not_pascal},
        Attribute<Reservoir>{"temperature_c", &Reservoir::temperature_c, Need::optional, between(0.0, 180.0),
                             "of the water it gives", not_kelvin, "assumption"},
        source_attribute<Reservoir>()};
    return table;
}

template <>
std::span<Attribute<Tank> const> attributes<Tank>() {
    static std::array const table{
        id_attribute<Tank>(),
        Attribute<Tank>{"node", &Tank::node, Need::required, {}, "its bottom; head is elevation plus level"},
        Attribute<Tank>{"level_m", &Tank::level_m, Need::optional, between(0.0, 200.0), "above the bottom"},
        Attribute<Tank>{"minimum_level_m", &Tank::minimum_level_m, Need::optional, between(0.0, 200.0),
                        "lowest that it may stand at: level_m is held against it"},
        Attribute<Tank>{"maximum_level_m", &Tank::maximum_level_m, Need::optional, between(0.0, 200.0),
                        "highest that it may stand at: level_m is held against it"},
        Attribute<Tank>{"diameter_m", &Tank::diameter_m, Need::optional, above_to(0.0, 500.0),
                        "of a round tank; kept but not used: a steady state has no time for levels to move "
                        "(check says so)"},
        Attribute<Tank>{"temperature_c", &Tank::temperature_c, Need::optional, between(0.0, 180.0),
                        "of the water it gives", not_kelvin, "assumption"},
        source_attribute<Tank>()};
    return table;
}

template <>
std::span<Attribute<Withdrawal> const> attributes<Withdrawal>() {
    static std::array const table{
        id_attribute<Withdrawal>(),
        Attribute<Withdrawal>{
            "node", &Withdrawal::node, Need::required, {}, "where water leaves the network"},
        Attribute<Withdrawal>{"mass_flow_kg_s", &Withdrawal::mass_flow_kg_s, Need::required,
                              between(-1e5, 1e5), "that leaves; negative: enters"},
        Attribute<Withdrawal>{"temperature_c", &Withdrawal::temperature_c, Need::optional,
                              between(0.0, 180.0), "of water that enters", not_kelvin, "assumption"},
        source_attribute<Withdrawal>()};
    return table;
}

template <>
std::span<Attribute<Leakage> const> attributes<Leakage>() {
    static std::array const table{
        id_attribute<Leakage>(),
        Attribute<Leakage>{"node", &Leakage::node, Need::required, {}, "node with its side"},
        Attribute<Leakage>{"mass_flow_kg_s", &Leakage::mass_flow_kg_s, Need::required, between(0.0, 1e4),
                           "water lost there; the pressure-holding plant makes it up on its return side"},
        source_attribute<Leakage>()};
    return table;
}

template <>
std::span<Attribute<Substation> const> attributes<Substation>() {
    static std::array const table{
        id_attribute<Substation>(),
        Attribute<Substation>{
            "node", &Substation::node, Need::optional, {}, "both sides of it; or the two nodes below"},
        Attribute<Substation>{"supply_node", &Substation::supply_node, Need::optional, {}, "instead of node"},
        Attribute<Substation>{"return_node", &Substation::return_node, Need::optional, {}, "instead of node"},
        Attribute<Substation>{
            "control",
            choice<&Substation::control>(substation_words),
            Need::optional,
            {},
            "return_temperature: cools the water to a fixed temperature; temperature_drop: by a "
            "fixed difference; mass_flow: a fixed flow; heat_exchanger: what its size and the "
            "secondary side make of it"},
        Attribute<Substation>{
            "peak_kw", &Substation::peak_kw, Need::optional, between(0.0, 1e6),
            "largest heat demand of the substation as a whole, diversity of the dwellings behind it "
            "included; sizes the valve and the design point",
            not_watt},
        Attribute<Substation>{"heat_demand_kw", &Substation::heat_demand_kw, Need::optional,
                              between(0.0, 1e6), "now; absent: the peak", not_watt, "the peak"},
        Attribute<Substation>{"annual_use_mwh", &Substation::annual_use_mwh, Need::optional,
                              between(0.0, 1e7),
                              "heat in a year; gives full-load hours and linear heat density, and a "
                              "simulation's demand: with a "
                              "building only the part of it that is hot_water_share",
                              "MWh, not kWh"},
        Attribute<Substation>{"dwellings", &Substation::dwellings, Need::optional, between(0.0, 1e6),
                              "homes behind it, for diversity; 0: not domestic"},
        Attribute<Substation>{"return_temperature_c", &Substation::return_temperature_c, Need::optional,
                              between(0.0, 180.0), "control return_temperature", not_kelvin},
        Attribute<Substation>{"temperature_drop_k", &Substation::temperature_drop_k, Need::optional,
                              above_to(0.0, 150.0), "control temperature_drop"},
        Attribute<Substation>{"mass_flow_kg_s", &Substation::mass_flow_kg_s, Need::optional,
                              between(0.0, 1e4), "control mass_flow"},
        Attribute<Substation>{"ua_w_k", &Substation::ua_w_k, Need::optional, above_to(0.0, 1e9),
                              "control heat_exchanger: size", "W/K, not kW/K"},
        Attribute<Substation>{"secondary_supply_temperature_c", &Substation::secondary_supply_temperature_c,
                              Need::optional, between(0.0, 180.0),
                              "control heat_exchanger: hot side of the "
                              "building's circuit",
                              not_kelvin},
        Attribute<Substation>{"secondary_return_temperature_c", &Substation::secondary_return_temperature_c,
                              Need::optional, between(0.0, 180.0),
                              "control heat_exchanger: cold side of the "
                              "building's circuit",
                              not_kelvin},
        Attribute<Substation>{"minimum_supply_temperature_c", &Substation::minimum_supply_temperature_c,
                              Need::optional, between(0.0, 180.0),
                              "that must arrive; absent: the project's limit", not_kelvin,
                              "the project's limit"},
        Attribute<Substation>{"minimum_differential_pressure_bar",
                              &Substation::minimum_differential_pressure_bar, Need::optional,
                              between(0.0, 20.0), "at its peak flow; absent: the project's limit", not_pascal,
                              "the project's limit"},
        Attribute<Substation>{
            "valve_authority", &Substation::valve_authority, Need::optional, above_to(0.0, 1.0),
            "share of the control valve, wide open, in the minimum differential pressure: gives "
            "its Kvs and how far it is open",
            "a fraction, not per cent", "assumption: usual design value"},
        Attribute<Substation>{"demand_shape",
                              &Substation::demand_shape,
                              Need::optional,
                              {},
                              "how annual_use_mwh is spread over a simulation's year and day, as BDEW/EFH/5, "
                              "UK/office_weekday or flat (consumers.md lists them)",
                              {},
                              "in proportion to degree-hours"},
        Attribute<Substation>{
            "hot_water_share", &Substation::hot_water_share, Need::optional, between(0.0, 1.0),
            "of annual_use_mwh in a simulation; given, it replaces the hot water that is in "
            "demand_shape",
            "a fraction, not per cent",
            "the simulation's; none with a building, or where demand_shape has hot water in it"},
        Attribute<Substation>{"hot_water_shape",
                              &Substation::hot_water_shape,
                              Need::optional,
                              {},
                              "of the day of hot water, as UK/dhw_dwelling",
                              {},
                              "even"},
        source_attribute<Substation>()};
    return table;
}

template <>
std::span<Attribute<Building> const> attributes<Building>() {
    static std::array const table{
        id_attribute<Building>(),
        Attribute<Building>{
            "substation", &Building::substation, Need::required, {}, "that heats it; one building of each"},
        Attribute<Building>{"heat_loss_w_k", &Building::heat_loss_w_k, Need::required, above_to(0.0, 1e7),
                            "from the rooms to outdoors, by walls and ventilation", "W/K, not kW/K"},
        Attribute<Building>{"time_constant_h", &Building::time_constant_h, Need::optional, above_to(0.0, 1e4),
                            "heat capacity over heat loss; this or heat_capacity_kwh_k",
                            "hours, not seconds"},
        Attribute<Building>{"heat_capacity_kwh_k", &Building::heat_capacity_kwh_k, Need::optional,
                            above_to(0.0, 1e6), "of rooms and structure together", "kWh/K, not J/K"},
        Attribute<Building>{"structure_share", &Building::structure_share, Need::optional, between(0.0, 0.99),
                            "of the heat capacity that is in walls and floors, behind "
                            "structure_coupling_w_k; 0: rooms and structure are as warm as each other",
                            "a fraction, not per cent"},
        Attribute<Building>{"structure_coupling_w_k", &Building::structure_coupling_w_k, Need::optional,
                            above_to(0.0, 1e8),
                            "between rooms and structure; 9.1 W/K for each m2 of its surface (ISO 13790, "
                            "12.2.2)",
                            "W/K, not kW/K"},
        Attribute<Building>{"set_point_c", &Building::set_point_c, Need::optional, between(0.0, 40.0),
                            "that heating holds in the rooms", not_kelvin, "assumption"},
        Attribute<Building>{"setback_c", &Building::setback_c, Need::optional, between(0.0, 40.0),
                            "set-point from setback_from_h to setback_to_h", not_kelvin, "no setback"},
        Attribute<Building>{"setback_from_h", &Building::setback_from_h, Need::optional, between(0.0, 24.0),
                            "hour of the local clock; may be later than setback_to_h: over midnight",
                            "hours, as 22.5"},
        Attribute<Building>{"setback_to_h", &Building::setback_to_h, Need::optional, between(0.0, 24.0),
                            "hour of the local clock", "hours, as 5.5"},
        Attribute<Building>{"internal_gains_kw", &Building::internal_gains_kw, Need::optional,
                            between(0.0, 1e5), "heat of people and appliances, always the same", not_watt},
        Attribute<Building>{"solar_aperture_m2", &Building::solar_aperture_m2, Need::optional,
                            between(0.0, 1e6),
                            "times the weather's global irradiance: heat of the sun in the rooms. Area of "
                            "the windows times what they let through and what of the horizontal's irradiance "
                            "meets them"},
        source_attribute<Building>()};
    return table;
}

template <>
std::span<Attribute<Bypass> const> attributes<Bypass>() {
    static std::array const table{
        id_attribute<Bypass>(),
        Attribute<Bypass>{
            "node", &Bypass::node, Need::optional, {}, "both sides of it; or the two nodes below"},
        Attribute<Bypass>{"supply_node", &Bypass::supply_node, Need::optional, {}, "instead of node"},
        Attribute<Bypass>{"return_node", &Bypass::return_node, Need::optional, {}, "instead of node"},
        Attribute<Bypass>{"mass_flow_kg_s", &Bypass::mass_flow_kg_s, Need::optional, between(0.0, 1e4),
                          "held by a flow limiter; or a fixed restriction:"},
        Attribute<Bypass>{
            "kv_m3_h",
            &Bypass::kv_m3_h,
            Need::optional,
            above_to(0.0, 1e6),
            "of a fixed restriction, or of the limiter wide open (absent: it needs 0.2 bar, an assumption)",
            {},
            "of a limiter what needs 0.2 bar (assumption)"},
        source_attribute<Bypass>()};
    return table;
}

template <>
std::span<Attribute<Candidate> const> attributes<Candidate>() {
    static std::array const table{
        id_attribute<Candidate>(),
        Attribute<Candidate>{"name", &Candidate::name, Need::optional, {}, "for the report"},
        Attribute<Candidate>{"x_m", &Candidate::x_m, Need::required, between(-1e8, 1e8), "easting"},
        Attribute<Candidate>{"y_m", &Candidate::y_m, Need::required, between(-1e8, 1e8), "northing"},
        Attribute<Candidate>{"elevation_m", &Candidate::elevation_m, Need::optional, between(-500.0, 6000.0),
                             "of its substation; without it that of the place where its branch begins "
                             "(assumption)"},
        Attribute<Candidate>{"peak_kw", &Candidate::peak_kw, Need::required, above_to(0.0, 1e6),
                             "largest heat demand", not_watt},
        Attribute<Candidate>{"annual_use_mwh", &Candidate::annual_use_mwh, Need::required, above_to(0.0, 1e7),
                             "heat in a year", "MWh, not kWh"},
        Attribute<Candidate>{"dwellings", &Candidate::dwellings, Need::optional, between(0.0, 1e6),
                             "homes behind it, for diversity"},
        Attribute<Candidate>{"return_temperature_c", &Candidate::return_temperature_c, Need::optional,
                             between(0.0, 180.0), "that it sends back", not_kelvin, "assumption"},
        Attribute<Candidate>{"minimum_supply_temperature_c", &Candidate::minimum_supply_temperature_c,
                             Need::optional, between(0.0, 180.0),
                             "that it needs; absent: the project's limit", not_kelvin, "the project's limit"},
        Attribute<Candidate>{"minimum_differential_pressure_bar",
                             &Candidate::minimum_differential_pressure_bar, Need::optional,
                             between(0.0, 20.0), "absent: the project's limit", not_pascal,
                             "the project's limit"},
        Attribute<Candidate>{
            "surface", choice<&Candidate::surface>(surface_words), Need::optional, {}, "along its branch"},
        source_attribute<Candidate>()};
    return table;
}

} // namespace saggar
