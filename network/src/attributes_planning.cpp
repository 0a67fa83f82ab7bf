// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
using E = EconomicSettings;
using X = ExtensionSettings;
constexpr Need optional = Need::optional;
constexpr std::array<std::string_view, 4> goal_words{"largest_value", "all_loads", "most_heat",
                                                     "most_carbon"};
constexpr std::string_view not_per_kwh{"per MWh, not per kWh"};
constexpr std::string_view not_per_w{"per kW, not per W"};
} // namespace

template <>
std::span<Attribute<EconomicSettings> const> attributes<EconomicSettings>() {
    static std::array const table{
        Attribute<E>{"lifetime_years",
                     &E::lifetime_years,
                     optional,
                     between(1.0, 200.0),
                     "over which a plan's income and cost are counted",
                     {},
                     "assumption: usual for buried steel pipes"},
        Attribute<E>{"discount_rate_percent", &E::discount_rate_percent, optional, between(0.0, 50.0),
                     "a year, real; payments fall at the end of each year", "per cent: 0.035 is 3.5",
                     "HM Treasury Green Book, first 30 years"},
        Attribute<E>{"heat_price_per_mwh", &E::heat_price_per_mwh, optional, between(0.0, 10000.0),
                     "what consumers pay for heat", not_per_kwh},
        Attribute<E>{"standing_charge_per_kw", &E::standing_charge_per_kw, optional, between(0.0, 10000.0),
                     "what consumers pay a year for their peak", not_per_w},
        Attribute<E>{"heat_cost_per_mwh", &E::heat_cost_per_mwh, optional, between(0.0, 10000.0),
                     "of heat that is fed in, without capital, of plants that name no cost of their own; "
                     "lost heat costs it too",
                     not_per_kwh},
        Attribute<E>{"connection_cost", &E::connection_cost, optional, between(0.0, 1e7),
                     "of each consumer: substation, meter, works inside"},
        Attribute<E>{"connection_cost_per_kw", &E::connection_cost_per_kw, optional, between(0.0, 1e5),
                     "likewise, of its peak", not_per_w},
        Attribute<E>{"connection_cost_per_dwelling", &E::connection_cost_per_dwelling, optional,
                     between(0.0, 1e6), "likewise, of each dwelling where there is more than one"},
        Attribute<E>{"source_cost_per_kw", &E::source_cost_per_kw, optional, between(0.0, 1e5),
                     "of capacity that plants need more, of the coincident peak", not_per_w},
        Attribute<E>{"maintenance_percent",
                     &E::maintenance_percent,
                     optional,
                     between(0.0, 20.0),
                     "of the cost of pipes, a year",
                     {},
                     "Department of Energy and Climate Change 2015, as quoted: 1 % for networks"},
        Attribute<E>{"pumping_hours",
                     &E::pumping_hours,
                     optional,
                     between(0.0, 8784.0),
                     "hours a year at the design flow that take as much pump work as the year does; the "
                     "choice of routes counts them",
                     {},
                     "assumption"},
        Attribute<E>{"heat_carbon_kg_per_mwh", &E::heat_carbon_kg_per_mwh, optional, between(-1000.0, 2000.0),
                     "of heat that is fed in", not_per_kwh},
        Attribute<E>{"counterfactual_carbon_kg_per_mwh", &E::counterfactual_carbon_kg_per_mwh, optional,
                     between(0.0, 2000.0), "of the heat that it replaces", not_per_kwh},
        Attribute<E>{"source", &E::source, optional, {}, "where the values come from"}};
    return table;
}

template <>
std::span<Attribute<ExtensionSettings> const> attributes<ExtensionSettings>() {
    static std::array const table{
        Attribute<X>{"buildings",
                     &X::buildings,
                     optional,
                     {},
                     "map of what could connect, beside the project file: points or polygons as GeoJSON, "
                     "GeoPackage, Shapefile, OpenStreetMap or any other vector format of GDAL"},
        Attribute<X>{"buildings_layer", &X::buildings_layer, optional, {}, "of a map of several layers"},
        Attribute<X>{
            "obstacles",
            &X::obstacles,
            optional,
            {},
            "map of what is costly to cross (railways, canals, rivers, motorways), beside the project file: "
            "lines or polygons"},
        Attribute<X>{"obstacles_layer", &X::obstacles_layer, optional, {}, "of a map of several layers"},
        Attribute<X>{"benchmarks",
                     &X::benchmarks,
                     optional,
                     {},
                     "CSV of demands by use beside the project file, added to the built-in ones"},
        Attribute<X>{"id_field", &X::id_field, optional, {}, "attribute of the map: name of the building"},
        Attribute<X>{"use_field", &X::use_field, optional, {}, "attribute of the map: use, as in benchmarks"},
        Attribute<X>{"floor_area_field", &X::floor_area_field, optional, {}, "attribute of the map, m2"},
        Attribute<X>{"dwellings_field", &X::dwellings_field, optional, {}, "attribute of the map"},
        Attribute<X>{"fuel_use_field", &X::fuel_use_field, optional, {}, "attribute of the map, MWh a year"},
        Attribute<X>{"annual_use_field",
                     &X::annual_use_field,
                     optional,
                     {},
                     "attribute of the map, MWh of heat a year"},
        Attribute<X>{"peak_field", &X::peak_field, optional, {}, "attribute of the map, kW of heat"},
        Attribute<X>{"must_connect_field",
                     &X::must_connect_field,
                     optional,
                     {},
                     "attribute of the map: true or 1 where the plan must connect the building"},
        Attribute<X>{"elevation_field",
                     &X::elevation_field,
                     optional,
                     {},
                     "attribute of the map, m; absent: between the present network's nodes"},
        Attribute<X>{"crossing_cost_field",
                     &X::crossing_cost_field,
                     optional,
                     {},
                     "attribute of the map of obstacles: cost of one crossing"},
        Attribute<X>{"from_year_field",
                     &X::from_year_field,
                     optional,
                     {},
                     "attribute of the map: the first year in which the building could connect, of a "
                     "build-out in phases; a building without it always could"},
        Attribute<X>{"likelihood_field",
                     &X::likelihood_field,
                     optional,
                     {},
                     "attribute of the map, 0 to 1: who of those that come later comes first; a building "
                     "without it 0.5"},
        Attribute<X>{"goal",
                     choice<&X::goal>(goal_words),
                     optional,
                     {},
                     "largest_value: connect what pays; all_loads: whatever can be reached, at least cost; "
                     "most_heat, most_carbon: heat sold or carbon saved per money, under the budget"},
        Attribute<X>{"budget", &X::budget, optional, above_to(0.0, 1e12),
                     "capital that may be spent; goals most_heat and most_carbon"},
        Attribute<X>{"catalogue",
                     &X::catalogue,
                     optional,
                     {},
                     "family of catalogue entries that new pipes are sized from, as EN253/2; absent: that of "
                     "connection"},
        Attribute<X>{"fuel_efficiency", &X::fuel_efficiency, optional, above_to(0.0, 1.2),
                     "of the boilers whose fuel use is given", "a fraction, not per cent", "assumption"},
        Attribute<X>{"return_temperature_c", &X::return_temperature_c, optional, between(5.0, 120.0),
                     "of new substations; more than 1 K below what plants supply",
                     "degrees Celsius, not kelvin", "assumption"},
        Attribute<X>{"maximum_service_length_m",
                     &X::maximum_service_length_m,
                     optional,
                     above_to(0.0, 1e4),
                     "from the street to the building; one farther away cannot connect",
                     {},
                     "assumption"},
        Attribute<X>{"crossing_cost", &X::crossing_cost, optional, between(0.0, 1e8),
                     "of an obstacle that names none of its own"},
        Attribute<X>{"join_m",
                     &X::join_m,
                     optional,
                     between(0.0, 50.0),
                     "points of streets nearer to each other than this are one",
                     {},
                     "assumption"},
        Attribute<X>{
            "cold_week",
            &X::cold_week,
            optional,
            {},
            "the plan is simulated through the coldest week of the weather, which may contradict it"},
        Attribute<X>{
            "demand",
            &X::demand,
            optional,
            {},
            "CSV beside the project file: heat that buildings of the map take in time, for that week: "
            "`time` and `ID_kw` for any of them; absent: the annual use by shape and weather"},
        Attribute<X>{"design_outdoor_temperature_c", &X::design_outdoor_temperature_c, optional,
                     between(-60.0, 20.0),
                     "coldest hour of the cold week that is supposed where simulation names no weather",
                     "degrees Celsius, not kelvin", "assumption: -4"},
        Attribute<X>{
            "security_share", &X::security_share, optional, between(0.0, 1.0),
            "links are laid along streets so that loads get this share of their demand at the design point "
            "with any single pair out of service but own connections (of one load or one plant); absent or "
            "0: none",
            "a fraction, not per cent"},
        Attribute<X>{"security_minimum_peak_kw",
                     &X::security_minimum_peak_kw,
                     optional,
                     between(0.0, 1e6),
                     "loads with at least this peak are to be secured, beside those that secure_loads names",
                     {},
                     "those that secure_loads names; without it all: assumption"},
        Attribute<X>{"secure_loads",
                     &X::secure_loads,
                     optional,
                     {},
                     "ids of buildings of the map and of present substations that are to be secured whatever "
                     "their peak"},
        Attribute<X>{
            "security_maximum_cost_per_kw", &X::security_maximum_cost_per_kw, optional, above_to(0.0, 1e6),
            "capital of a link, and of the pairs that it takes larger, of the peaks that it secures; "
            "what is dearer is not laid",
            not_per_w},
        Attribute<X>{"source", &X::source, optional, {}, "where the values come from"}};
    return table;
}

} // namespace saggar
