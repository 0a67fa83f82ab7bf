// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 11> action_words{"close",  "open",    "trip",    "recover",
                                                        "burst",  "repair",  "connect", "disconnect",
                                                        "demand", "weather", "price"};
constexpr std::array<std::string_view, 2> weather_year_words{"own", "any"};
constexpr std::array<std::string_view, 2> summer_time_words{"none", "european"};
} // namespace

template <>
std::span<Attribute<SupplyCurve> const> attributes<SupplyCurve>() {
    static std::array const table{
        Attribute<SupplyCurve>{"plant", &SupplyCurve::plant, Need::required, {}, "id of the plant"},
        Attribute<SupplyCurve>{
            "outdoor_cold_c", &SupplyCurve::outdoor_cold_c, Need::required, between(-60.0, 60.0),
            "at this outdoor temperature and below, the next is supplied", "degrees Celsius, not kelvin"},
        Attribute<SupplyCurve>{"supply_cold_c", &SupplyCurve::supply_cold_c, Need::required,
                               between(0.0, 180.0), "supply temperature in the cold",
                               "degrees Celsius, not kelvin"},
        Attribute<SupplyCurve>{"outdoor_mild_c", &SupplyCurve::outdoor_mild_c, Need::required,
                               between(-60.0, 60.0),
                               "at this outdoor temperature and above, the next is supplied; a straight "
                               "line between",
                               "degrees Celsius, not kelvin"},
        Attribute<SupplyCurve>{"supply_mild_c", &SupplyCurve::supply_mild_c, Need::required,
                               between(0.0, 180.0), "supply temperature when it is mild",
                               "degrees Celsius, not kelvin"}};
    return table;
}

template <>
std::span<Attribute<SecondaryCurve> const> attributes<SecondaryCurve>() {
    constexpr std::string_view not_kelvin{"degrees Celsius, not kelvin"};
    static std::array const table{
        Attribute<SecondaryCurve>{"substation",
                                  &SecondaryCurve::substation,
                                  Need::required,
                                  {},
                                  "id of the substation, of control heat_exchanger"},
        Attribute<SecondaryCurve>{"outdoor_cold_c", &SecondaryCurve::outdoor_cold_c, Need::required,
                                  between(-60.0, 60.0),
                                  "at this outdoor temperature and below, the next two hold", not_kelvin},
        Attribute<SecondaryCurve>{"supply_cold_c", &SecondaryCurve::supply_cold_c, Need::required,
                                  between(0.0, 180.0), "hot side of the building's circuit in the cold",
                                  not_kelvin},
        Attribute<SecondaryCurve>{"return_cold_c", &SecondaryCurve::return_cold_c, Need::required,
                                  between(0.0, 180.0), "its cold side in the cold", not_kelvin},
        Attribute<SecondaryCurve>{"outdoor_mild_c", &SecondaryCurve::outdoor_mild_c, Need::required,
                                  between(-60.0, 60.0),
                                  "at this outdoor temperature and above, the next two hold; straight lines "
                                  "between",
                                  not_kelvin},
        Attribute<SecondaryCurve>{"supply_mild_c", &SecondaryCurve::supply_mild_c, Need::required,
                                  between(0.0, 180.0), "hot side of the circuit when it is mild", not_kelvin},
        Attribute<SecondaryCurve>{"return_mild_c", &SecondaryCurve::return_mild_c, Need::required,
                                  between(0.0, 180.0), "its cold side when it is mild", not_kelvin}};
    return table;
}

template <>
std::span<Attribute<SimulationEvent> const> attributes<SimulationEvent>() {
    static std::array const table{
        Attribute<SimulationEvent>{
            "time",
            &SimulationEvent::time,
            Need::required,
            {},
            "when, as 2024-01-15T06:00:00Z (UTC where no zone is given); takes effect "
            "with the step that begins then, or the first after it (weather: at once)"},
        Attribute<SimulationEvent>{
            "element",
            &SimulationEvent::element,
            Need::optional,
            {},
            "id of a pipe, pair, valve or pump (close, open), of a plant or source (trip, recover), of a "
            "pipe or pair "
            "(burst, repair), of a substation (connect, disconnect, demand); of a price electricity_import, "
            "electricity_export or gas; of weather, and of everybody's demand, none"},
        Attribute<SimulationEvent>{
            "action",
            choice<&SimulationEvent::action>(action_words),
            Need::optional,
            {},
            "close: shut, a pump stands still; open: the opposite; trip: a plant or source gives no heat any "
            "more, a "
            "plant's pumps run on; recover: it heats again; burst: leak_kg_s is lost from it wherever it is "
            "not "
            "closed; "
            "repair: it leaks no more; connect: a substation that was not there before takes heat; "
            "disconnect: "
            "the opposite; demand: is multiplied by factor from then on; weather: it is warmer outdoors by "
            "difference_k until `until`; price: is multiplied by factor from then on"},
        Attribute<SimulationEvent>{"until",
                                   &SimulationEvent::until,
                                   Need::optional,
                                   {},
                                   "weather: when it is over, as 2024-01-20T06:00:00Z"},
        Attribute<SimulationEvent>{
            "leak_kg_s", &SimulationEvent::leak_kg_s, Need::optional, above_to(0.0, 1000.0),
            "burst: water lost, whatever the pressure; of a pair from its supply line"},
        Attribute<SimulationEvent>{"factor", &SimulationEvent::factor, Need::optional, between(0.0, 10.0),
                                   "demand, price: times what it would be, beyond the peak too; 1 ends it"},
        Attribute<SimulationEvent>{"difference_k", &SimulationEvent::difference_k, Need::optional,
                                   between(-40.0, 40.0), "weather: colder if negative"}};
    return table;
}

template <>
std::span<Attribute<SimulationSettings> const> attributes<SimulationSettings>() {
    static std::array const table{
        Attribute<SimulationSettings>{"weather",
                                      &SimulationSettings::weather,
                                      Need::optional,
                                      {},
                                      "file beside the project file: CSV with time, outdoor_temperature_c "
                                      "and, if known, irradiance (sources that use the sun need "
                                      "global_irradiance_w_m2); or an EnergyPlus weather file (.epw)"},
        Attribute<SimulationSettings>{
            "weather_year",
            choice<&SimulationSettings::weather_year>(weather_year_words),
            Need::optional,
            {},
            "own: the weather is of its own dates; any: a year that is used for the same days of every year"},
        Attribute<SimulationSettings>{"demand",
                                      &SimulationSettings::demand,
                                      Need::optional,
                                      {},
                                      "CSV beside the project file: time, and ID_kw for every substation; "
                                      "absent: annual_use_mwh of each by outdoor temperature, at most its "
                                      "peak_kw"},
        Attribute<SimulationSettings>{
            "heating_threshold_c", &SimulationSettings::heating_threshold_c, Need::optional,
            between(0.0, 30.0), "space heating is in proportion to how far it is colder outdoors",
            "degrees Celsius, not kelvin", "15.5, base temperature of British degree-days (CIBSE TM41)"},
        Attribute<SimulationSettings>{"annual_degree_days_kd", &SimulationSettings::annual_degree_days_kd,
                                      Need::optional, above_to(0.0, 20000.0),
                                      "of the place in the year that annual_use_mwh is of, below "
                                      "heating_threshold_c; absent: annual_use_mwh is of the years that "
                                      "weather holds, one at least"},
        Attribute<SimulationSettings>{
            "hot_water_share", &SimulationSettings::hot_water_share, Need::optional, between(0.0, 1.0),
            "of annual_use_mwh, drawn evenly over the year; the rest heats rooms. Not of "
            "substations with a building",
            "a fraction, not per cent", "assumption"},
        Attribute<SimulationSettings>{"supply_curves",
                                      &SimulationSettings::supply_curves,
                                      Need::optional,
                                      {},
                                      "supply temperatures of plants by outdoor temperature; other plants "
                                      "keep their supply_temperature_c"},
        Attribute<SimulationSettings>{"secondary_curves",
                                      &SimulationSettings::secondary_curves,
                                      Need::optional,
                                      {},
                                      "temperatures of buildings' circuits behind heat exchangers by outdoor "
                                      "temperature; others keep theirs"},
        Attribute<SimulationSettings>{"shapes",
                                      &SimulationSettings::shapes,
                                      Need::optional,
                                      {},
                                      "CSV files of demand shapes beside the project file, added to the "
                                      "built-in ones"},
        Attribute<SimulationSettings>{"time_zone_offset_h", &SimulationSettings::time_zone_offset_h,
                                      Need::optional, between(-12.0, 14.0),
                                      "by which the local clock, which shapes and set-backs follow, is ahead "
                                      "of UTC; in winter",
                                      "hours, not minutes or seconds"},
        Attribute<SimulationSettings>{"summer_time",
                                      choice<&SimulationSettings::summer_time>(summer_time_words),
                                      Need::optional,
                                      {},
                                      "european: the local clock is an hour further ahead from the last "
                                      "Sunday of March to the last of October, 01:00 UTC (also in the United "
                                      "Kingdom)"},
        Attribute<SimulationSettings>{"time_zone",
                                      &SimulationSettings::time_zone,
                                      Need::optional,
                                      {},
                                      "name in the IANA time zone database, as Europe/London: its clocks are "
                                      "the local clock (instead of "
                                      "time_zone_offset_h and summer_time), and those that times of events, "
                                      "outages and series which name "
                                      "neither Z nor an offset are of; absent: these are UTC"},
        Attribute<SimulationSettings>{
            "events", &SimulationSettings::events, Need::optional, {}, "what happens to elements, and when"},
        Attribute<SimulationSettings>{
            "source", &SimulationSettings::source, Need::optional, {}, "where the values come from"}};
    return table;
}

} // namespace saggar
