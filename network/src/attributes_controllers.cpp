// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 9> kind_words{
    "supply_temperature", "peak_shaving", "supply_floor", "differential_pressure", "booster", "return_limit",
    "load_share",         "cascade",      "store"};
constexpr std::string_view not_kelvin{"degrees Celsius, not kelvin"};
constexpr std::string_view fraction{"a fraction, not per cent"};
using C = ControllerSettings;
constexpr Need optional = Need::optional;
constexpr Need required = Need::required;
} // namespace

template <>
std::span<Attribute<ControllerSettings> const> attributes<ControllerSettings>() {
    static std::array const table{
        Attribute<C>{
            "id", &C::id, required, {}, "unique among all elements; no blanks, colons or control characters"},
        Attribute<C>{"kind", choice<&C::kind>(kind_words), optional, {}, "what it decides"},
        Attribute<C>{"plants",
                     &C::plants,
                     optional,
                     {},
                     "supply_temperature, peak_shaving, supply_floor, differential_pressure: ids; absent: "
                     "all plants. load_share: plants of control heat without sources; absent: all of them"},
        Attribute<C>{
            "substations",
            &C::substations,
            optional,
            {},
            "return_limit: ids; absent: all that hold a return. booster: the index consumers; absent: all"},
        Attribute<C>{
            "outdoor_c", &C::outdoor_c, optional, between(-60.0, 60.0),
            "supply_temperature, supply_floor, return_limit: outdoor temperatures of temperature_c, rising",
            not_kelvin},
        Attribute<C>{
            "temperature_c", &C::temperature_c, optional, between(0.0, 180.0),
            "the same: supply, its floor, or the highest return at each of them; straight lines between, "
            "level beyond; one value: always",
            not_kelvin},
        Attribute<C>{"maximum_ramp_k", &C::maximum_ramp_k, optional, above_to(0.0, 100.0),
                     "supply_temperature: most change in 15 minutes; absent: at once"},
        Attribute<C>{"lead_hours", &C::lead_hours, optional, between(0.0, 72.0),
                     "supply_temperature: follows the coldest of as many hours, the present one first; "
                     "peak_shaving: so "
                     "long before from_hour it is hotter"},
        Attribute<C>{"shift_k", &C::shift_k, optional, between(0.0, 30.0),
                     "peak_shaving: hotter before and colder within the hours"},
        Attribute<C>{"from_hour", &C::from_hour, optional, between(0.0, 24.0),
                     "peak_shaving: where the peak begins; store: where charging does (local clock). Without "
                     "hours or price a "
                     "store is charged at any time, with what sources have to spare"},
        Attribute<C>{"to_hour", &C::to_hour, optional, between(0.0, 24.0),
                     "the end of it; before from_hour: over midnight"},
        Attribute<C>{
            "minimum_speed", &C::minimum_speed, optional, above_to(0.0, 1.0),
            "differential_pressure: of the plant's pumps, part of full speed: its square of "
            "maximum_differential_pressure_bar is held; usual 0.25 (vicus-software.com). booster: of "
            "its pump, the least; absent: 0.25",
            fraction},
        Attribute<C>{"minimum_differential_pressure_bar", &C::minimum_differential_pressure_bar, optional,
                     above_to(0.0, 40.0), "differential_pressure: of the plant, at least",
                     "bar, not kPa or Pa"},
        Attribute<C>{"pump", &C::pump, optional, {}, "booster: id of the pump whose speed it sets"},
        Attribute<C>{"differential_pressure_bar", &C::differential_pressure_bar, optional,
                     above_to(0.0, 40.0),
                     "booster: that the index consumers have at least; absent: each its own "
                     "minimum_differential_pressure_bar",
                     "bar, not kPa or Pa"},
        Attribute<C>{"maximum_speed", &C::maximum_speed, optional, above_to(0.0, 2.0),
                     "booster: of its pump, part of the speed of its curve; absent: its speed in the project",
                     fraction},
        Attribute<C>{
            "sources",
            &C::sources,
            optional,
            {},
            "cascade: ids of all sources of heat in the order in which they run; store: those that charge "
            "it; absent: all"},
        Attribute<C>{"minimum_run_hours", &C::minimum_run_hours, optional, between(0.0, 1000.0),
                     "cascade: of every source, where its own is not longer"},
        Attribute<C>{"minimum_stop_hours", &C::minimum_stop_hours, optional, between(0.0, 1000.0),
                     "cascade: of every source, where its own is not longer"},
        Attribute<C>{"pressure_holding_share", &C::pressure_holding_share, optional, between(0.0, 1.0),
                     "cascade: of the load, left to the plant that holds the pressure beyond the least heat "
                     "of what must run there; where it is tripped, asked of the others beyond the load",
                     fraction, "assumption"},
        Attribute<C>{"pressure_holding_headroom", &C::pressure_holding_headroom, optional, between(0.0, 0.9),
                     "cascade: of its capacity, that of what it calls last, kept free while others have some",
                     fraction, "assumption"},
        Attribute<C>{"store", &C::store, optional, {}, "store: id"},
        Attribute<C>{
            "power_kw", &C::power_kw, optional, above_to(0.0, 1e6),
            "store: that it is charged and discharged with, but where all sources do not suffice; absent: as "
            "much as goes",
            "kW, not W or MW"},
        Attribute<C>{"discharge_from_hour", &C::discharge_from_hour, optional, between(0.0, 24.0),
                     "store: where discharging before all sources begins (local clock)"},
        Attribute<C>{"discharge_to_hour", &C::discharge_to_hour, optional, between(0.0, 24.0),
                     "the end of it"},
        Attribute<C>{"charge_below_per_mwh", &C::charge_below_per_mwh, optional, between(-10000.0, 10000.0),
                     "store: charges while electricity is bought for no more", "per MWh, not per kWh"},
        Attribute<C>{"discharge_above_per_mwh", &C::discharge_above_per_mwh, optional,
                     between(-10000.0, 10000.0),
                     "store: discharges before all sources while electricity is bought for no less",
                     "per MWh, not per kWh"},
        Attribute<C>{"charge_above_per_mwh", &C::charge_above_per_mwh, optional, between(-10000.0, 10000.0),
                     "store: charges while electricity is bought for no less, as beside a chp",
                     "per MWh, not per kWh"},
        Attribute<C>{"discharge_below_per_mwh", &C::discharge_below_per_mwh, optional,
                     between(-10000.0, 10000.0),
                     "store: discharges before all sources while electricity is bought for no more",
                     "per MWh, not per kWh"},
        Attribute<C>{
            "discharge_rank",
            &C::discharge_rank,
            optional,
            between(-1e6, 1e6),
            "store: its place among the sources outside the times of charging, as their merit_order, as cost "
            "of "
            "heat per MWh, or as places from 0 on in a cascade's order; before a source in the same place",
            {},
            "after all of them"},
        Attribute<C>{
            "source", &C::source, optional, {}, "where the values come from, or the word assumption"}};
    return table;
}

} // namespace saggar
