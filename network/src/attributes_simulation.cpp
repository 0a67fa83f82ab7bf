// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 10> action_words{
    "close", "open", "trip", "recover", "burst", "repair", "connect", "disconnect", "demand", "weather"};
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
std::span<Attribute<SimulationEvent> const> attributes<SimulationEvent>() {
    static std::array const table{
        Attribute<SimulationEvent>{"time",
                                   &SimulationEvent::time,
                                   Need::required,
                                   {},
                                   "when, as 2024-01-15T06:00:00Z (UTC where no zone is given); takes effect "
                                   "with the step that begins then, or the first after it"},
        Attribute<SimulationEvent>{
            "element",
            &SimulationEvent::element,
            Need::optional,
            {},
            "id of a pipe, pair, valve or pump (close, open), of a plant (trip, recover), of a pipe or pair "
            "(burst, repair), of a substation (connect, disconnect, demand); of weather, and of everybody's "
            "demand, none"},
        Attribute<SimulationEvent>{
            "action",
            choice<&SimulationEvent::action>(action_words),
            Need::optional,
            {},
            "close: shut, a pump stands still; open: the opposite; trip: a plant gives no heat any more, its "
            "pumps run on; recover: it heats again; burst: leak_kg_s is lost from it wherever it is not "
            "closed; "
            "repair: it leaks no more; connect: a substation that was not there before takes heat; "
            "disconnect: "
            "the opposite; demand: is multiplied by factor from then on; weather: it is warmer outdoors by "
            "difference_k until `until`"},
        Attribute<SimulationEvent>{"until",
                                   &SimulationEvent::until,
                                   Need::optional,
                                   {},
                                   "weather: when it is over, as 2024-01-20T06:00:00Z"},
        Attribute<SimulationEvent>{
            "leak_kg_s", &SimulationEvent::leak_kg_s, Need::optional, above_to(0.0, 1000.0),
            "burst: water lost, whatever the pressure; of a pair from its supply line"},
        Attribute<SimulationEvent>{"factor", &SimulationEvent::factor, Need::optional, between(0.0, 10.0),
                                   "demand: times what it would be, beyond the peak too; 1 ends it"},
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
                                      "CSV beside the project file: time, outdoor_temperature_c"},
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
                                      "heating_threshold_c; needed unless demand is a file"},
        Attribute<SimulationSettings>{"hot_water_share", &SimulationSettings::hot_water_share, Need::optional,
                                      between(0.0, 1.0),
                                      "of annual_use_mwh, drawn evenly over the year; the rest heats rooms",
                                      "a fraction, not per cent", "assumption"},
        Attribute<SimulationSettings>{"supply_curves",
                                      &SimulationSettings::supply_curves,
                                      Need::optional,
                                      {},
                                      "supply temperatures of plants by outdoor temperature; other plants "
                                      "keep their supply_temperature_c"},
        Attribute<SimulationSettings>{
            "events", &SimulationSettings::events, Need::optional, {}, "what happens to elements, and when"},
        Attribute<SimulationSettings>{
            "source", &SimulationSettings::source, Need::optional, {}, "where the values come from"}};
    return table;
}

} // namespace saggar
