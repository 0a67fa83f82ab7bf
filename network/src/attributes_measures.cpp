// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
using M = Measure;
constexpr Need optional = Need::optional;
constexpr Need required = Need::required;
constexpr std::array<std::string_view, 7> kind_words{
    "booster",      "source", "store", "peak_reduction", "supply_temperature", "return_temperature",
    "parallel_pipe"};
constexpr std::array<std::string_view, 2> side_words{"supply", "return"};
constexpr std::string_view fraction{"a fraction, not per cent"};
constexpr std::string_view not_watt{"kW, not W or MW"};
constexpr std::string_view not_per_w{"per kW, not per W"};
} // namespace

template <>
std::span<Attribute<Measure> const> attributes<Measure>() {
    static std::array const table{
        Attribute<M>{"id", &M::id, required, {}, "unique among the measures; no colon"},
        Attribute<M>{
            "kind",
            choice<&M::kind>(kind_words),
            optional,
            {},
            "booster: a pump in one line of a pair; source: a plant at a further node; store: heat given at "
            "a node during the peak; peak_reduction: smaller peaks of substations; supply_temperature: "
            "hotter plants; return_temperature: colder returns of substations; parallel_pipe: a second pair "
            "beside one that would have to be larger"},
        Attribute<M>{"plants", &M::plants, optional, {}, "supply_temperature: ids, raised together"},
        Attribute<M>{"substations",
                     &M::substations,
                     optional,
                     {},
                     "peak_reduction, return_temperature: ids of present ones, changed together"},
        Attribute<M>{"candidate",
                     &M::candidate,
                     optional,
                     {},
                     "peak_reduction, return_temperature: of the candidate that is judged, too"},
        Attribute<M>{"node", &M::node, optional, {}, "source, store: where; a node that pairs touch"},
        Attribute<M>{"pair",
                     &M::pair,
                     optional,
                     {},
                     "booster: where",
                     {},
                     "looked for on the way to where differential pressure is short"},
        Attribute<M>{"side", choice<&M::side>(side_words), optional, {}, "booster: in which line"},
        Attribute<M>{"maximum_head_m", &M::maximum_head_m, optional, above_to(0.0, 500.0),
                     "booster: of its pump; the least that serves is taken", "metres, not bar"},
        Attribute<M>{"pump_efficiency", &M::pump_efficiency, optional, above_to(0.0, 1.0),
                     "booster, source, store: hydraulic work to electricity", fraction, "assumption"},
        Attribute<M>{"maximum_kw", &M::maximum_kw, optional, above_to(0.0, 1e6),
                     "source, store: heat that it can give", not_watt},
        Attribute<M>{"supply_temperature_c", &M::supply_temperature_c, optional, between(5.0, 180.0),
                     "source, store: of what it gives", "degrees Celsius, not kelvin"},
        Attribute<M>{"maximum_differential_pressure_bar", &M::maximum_differential_pressure_bar, optional,
                     above_to(0.0, 100.0), "source, store: of its pumps", "bar, not Pa"},
        Attribute<M>{"capacity_kwh", &M::capacity_kwh, optional, above_to(0.0, 1e8),
                     "store: of heat that it can hold; at least maximum_kw times peak_hours"},
        Attribute<M>{"peak_hours", &M::peak_hours, optional, above_to(0.0, 23.0),
                     "store: that it gives its power for in a day; it is charged in the others"},
        Attribute<M>{"off_peak_share", &M::off_peak_share, optional, above_to(0.0, 1.0),
                     "store: demand while it is charged, over that of the peak", fraction},
        Attribute<M>{"maximum_share", &M::maximum_share, optional, above_to(0.0, 0.95),
                     "peak_reduction: of the peaks that could go", fraction},
        Attribute<M>{"maximum_k", &M::maximum_k, optional, above_to(0.0, 100.0),
                     "supply_temperature: largest rise; return_temperature: largest fall"},
        Attribute<M>{"electricity_per_heat", &M::electricity_per_heat, optional, between(0.0, 5.0),
                     "source: kWh of electricity for each kWh of heat, as 1/COP"},
        Attribute<M>{
            "electricity_per_heat_k", &M::electricity_per_heat_k, optional, between(0.0, 1.0),
            "supply_temperature: kWh of electricity more for each kWh of heat and kelvin of rise, as "
            "from COP or z-factor"},
        Attribute<M>{"full_load_hours",
                     &M::full_load_hours,
                     optional,
                     above_to(0.0, 8784.0),
                     "source, supply_temperature: heat of a year over heat at the operating point",
                     {},
                     "annual use over peak of the candidate"},
        Attribute<M>{"steps",
                     &M::steps,
                     optional,
                     between(1.0, 20.0),
                     "sizes that are tried: equal parts of the maximum; of booster and parallel_pipe none",
                     {},
                     "assumption"},
        Attribute<M>{"cost_factor", &M::cost_factor, optional, above_to(0.0, 10.0),
                     "parallel_pipe: on what the catalogue says that laying costs"},
        Attribute<M>{"cost", &M::cost, optional, between(0.0, 1e9), "once, whatever the size"},
        Attribute<M>{"cost_per_year", &M::cost_per_year, optional, between(0.0, 1e8),
                     "every year, whatever the size"},
        Attribute<M>{"cost_per_kw", &M::cost_per_kw, optional, between(0.0, 1e5),
                     "source, store, peak_reduction: of heat; booster: of electricity", not_per_w},
        Attribute<M>{"cost_per_kwh", &M::cost_per_kwh, optional, between(0.0, 1e5),
                     "store: of heat that it has to hold"},
        Attribute<M>{"cost_per_k", &M::cost_per_k, optional, between(0.0, 1e8),
                     "supply_temperature: once; return_temperature: once for each substation"},
        Attribute<M>{"cost_per_mwh", &M::cost_per_mwh, optional, between(0.0, 10000.0),
                     "source: of its heat, more than the present plants' heat costs", "per MWh, not per kWh"},
        Attribute<M>{
            "source", &M::source, required, {}, "where the prices come from, or the word assumption"}};
    return table;
}

} // namespace saggar
