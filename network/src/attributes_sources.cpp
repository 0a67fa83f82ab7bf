// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 9> kind_words{
    "gas_boiler", "electric_boiler", "energy_from_waste", "heat_pump", "chp", "solar_thermal", "series",
    "pv",         "battery"};
constexpr std::array<std::string_view, 2> refrigerant_words{"ammonia", "isobutane"};
constexpr std::array<std::string_view, 4> side_words{"fixed", "data_centre", "mine_water", "air"};
constexpr std::array<std::string_view, 2> cooling_words{"air", "liquid"};
constexpr std::string_view source_text{"where the values come from, or the word assumption"};
constexpr std::string_view id_text{"unique among all elements; no blanks, colons or control characters"};
constexpr std::string_view not_kelvin{"degrees Celsius, not kelvin"};
constexpr std::string_view not_watt{"kW, not W or MW"};
constexpr std::string_view fraction{"a fraction, not per cent"};

using S = PlantSource;
using T = PlantStore;
using P = PriceSettings;
constexpr Need optional = Need::optional;
constexpr Need required = Need::required;
} // namespace

template <>
std::span<Attribute<PlantSource> const> attributes<PlantSource>() {
    static std::array const table{
        Attribute<S>{"id", &S::id, required, {}, id_text},
        Attribute<S>{"plant", &S::plant, required, {}, "id of the plant that it stands behind"},
        Attribute<S>{"kind", choice<&S::kind>(kind_words), optional, {}, "what it is"},
        Attribute<S>{
            "merit_order",
            &S::merit_order,
            optional,
            between(0.0, 1e6),
            "lower runs first, over all plants; of all sources of heat or of none, and not beside a cascade "
            "that names sources",
            {},
            "for the smallest bill of its plant, and between plants by what its heat costs at present "
            "temperatures and prices"},
        Attribute<S>{"maximum_heat_kw", &S::maximum_heat_kw, optional, above_to(0.0, 1e6),
                     "of all its lines; needed but for solar_thermal and series", not_watt},
        Attribute<S>{
            "minimum_heat_kw", &S::minimum_heat_kw, optional, between(0.0, 1e6),
            "least that it gives with all its lines, with some of them out in proportion; asked "
            "for less over a step it cycles at this heat, and energy_from_waste goes on down to zero",
            not_watt},
        Attribute<S>{"minimum_run_hours", &S::minimum_run_hours, optional, between(0.0, 1000.0),
                     "that it runs once it has started"},
        Attribute<S>{"minimum_stop_hours", &S::minimum_stop_hours, optional, between(0.0, 1000.0),
                     "that it stands still once it has stopped"},
        Attribute<S>{
            "lines", &S::lines, optional, between(1.0, 100.0),
            "equal ones that make up its maximum: each of the outages is that of one of them; nothing else "
            "depends on their number"},
        Attribute<S>{
            "outages",
            &S::outages,
            optional,
            {},
            "planned, each of one line, as 2025-05-01/2025-05-15 (from/to; UTC where no zone is given)"},
        Attribute<S>{"efficiency", &S::efficiency, optional, above_to(0.0, 1.0),
                     "gas_boiler, chp: heat to fuel (gross calorific value); electric_boiler: heat to "
                     "electricity; battery: there and back",
                     fraction, "electric_boiler 0.99, battery 0.9 (assumptions); others must give it"},
        Attribute<S>{"electric_efficiency", &S::electric_efficiency, optional, above_to(0.0, 1.0),
                     "chp: electricity to fuel", fraction},
        Attribute<S>{"z_temperature_c", &S::z_temperature_c, optional, between(0.0, 200.0),
                     "energy_from_waste: supply temperatures of z_factor, rising", not_kelvin},
        Attribute<S>{
            "z_factor", &S::z_factor, optional, above_to(1.0, 30.0),
            "energy_from_waste: kWh of heat for a kWh of electricity forgone; straight lines between the "
            "temperatures, level beyond; one value: at all"},
        Attribute<S>{"refrigerant", choice<&S::refrigerant>(refrigerant_words), optional, {}, "heat_pump"},
        Attribute<S>{"isentropic_efficiency", &S::isentropic_efficiency, optional, above_to(0.0, 1.0),
                     "heat_pump: of the compressor", fraction, "Pieper et al. 2020"},
        Attribute<S>{"pinch_point_k",
                     &S::pinch_point_k,
                     optional,
                     between(0.0, 30.0),
                     "heat_pump: least difference in its exchangers",
                     {},
                     "Pieper et al. 2020"},
        Attribute<S>{
            "part_load_coefficient", &S::part_load_coefficient, optional, between(0.0, 1.0),
            "heat_pump: at the part r of its maximum the COP is that of full load times r/(C r + 1 - C); "
            "1: the same",
            fraction, "0.9, EN 14825 where nothing is measured"},
        Attribute<S>{"maximum_electricity_kw", &S::maximum_electricity_kw, optional, above_to(0.0, 1e6),
                     "heat_pump: with its well pump; see also the plant's electricity_headroom_kw", not_watt},
        Attribute<S>{"source_side",
                     choice<&S::source_side>(side_words),
                     optional,
                     {},
                     "heat_pump: what it draws heat from"},
        Attribute<S>{
            "source_temperature_c", &S::source_temperature_c, optional, between(-30.0, 120.0),
            "heat_pump: that arrives from fixed, data_centre and mine_water (undisturbed); the lift from it "
            "is held to at least 5 K (assumption), also where it is hotter than the supply",
            not_kelvin, "data_centre: 30 cooled by air, 50 by liquid (p2h-computing.de)"},
        Attribute<S>{"source_drop_k",
                     &S::source_drop_k,
                     optional,
                     above_to(0.0, 60.0),
                     "heat_pump: by how much the source is cooled",
                     {},
                     "data_centre: 8 by air, 10 by liquid; air: 5 (assumptions); others must give it"},
        Attribute<S>{"source_flow_kg_s", &S::source_flow_kg_s, optional, above_to(0.0, 1e4),
                     "heat_pump: most water that is drawn, fixed and mine_water"},
        Attribute<S>{"source_heat_kw", &S::source_heat_kw, optional, above_to(0.0, 1e6),
                     "heat_pump: most heat that fixed and air give", not_watt},
        Attribute<S>{"minimum_source_temperature_c", &S::minimum_source_temperature_c, optional,
                     between(-30.0, 120.0), "heat_pump: fixed and mine_water are not cooled below it",
                     not_kelvin},
        Attribute<S>{"cooling", choice<&S::cooling>(cooling_words), optional, {}, "data_centre: how"},
        Attribute<S>{"it_load_kw", &S::it_load_kw, optional, above_to(0.0, 1e6),
                     "data_centre: electricity of its computers; or a file", not_watt},
        Attribute<S>{"recovered_share", &S::recovered_share, optional, above_to(0.0, 1.0),
                     "data_centre: of the computers' electricity that is recovered as heat", fraction,
                     "up to 90 % (potbank.co.uk)"},
        Attribute<S>{"own_use_kw", &S::own_use_kw, optional, between(0.0, 1e6),
                     "data_centre: recovered heat that is used on the site first; or a file", not_watt},
        Attribute<S>{"lift_m", &S::lift_m, optional, between(0.0, 2000.0),
                     "mine_water: head of the well pump"},
        Attribute<S>{"well_pump_efficiency", &S::well_pump_efficiency, optional, above_to(0.0, 1.0),
                     "mine_water: electricity to hydraulic work", fraction, "assumption"},
        Attribute<S>{"depletion_k_per_gwh", &S::depletion_k_per_gwh, optional, between(0.0, 100.0),
                     "mine_water: by how much each GWh drawn cools what arrives"},
        Attribute<S>{"recovery_years",
                     &S::recovery_years,
                     optional,
                     above_to(0.0, 1000.0),
                     "mine_water: time constant with which that fades",
                     {},
                     "never"},
        Attribute<S>{"collector_area_m2", &S::collector_area_m2, optional, above_to(0.0, 1e6),
                     "solar_thermal: gross area"},
        Attribute<S>{"optical_efficiency", &S::optical_efficiency, optional, above_to(0.0, 1.0),
                     "solar_thermal: eta0 of EN ISO 9806", fraction},
        Attribute<S>{"loss_a1_w_m2k", &S::loss_a1_w_m2k, optional, between(0.0, 20.0),
                     "solar_thermal: a1 of EN ISO 9806"},
        Attribute<S>{"loss_a2_w_m2k2", &S::loss_a2_w_m2k2, optional, between(0.0, 1.0),
                     "solar_thermal: a2 of EN ISO 9806"},
        Attribute<S>{"plane_factor", &S::plane_factor, optional, above_to(0.0, 3.0),
                     "solar_thermal, pv: irradiance on its plane to that on the level ground"},
        Attribute<S>{"peak_kw", &S::peak_kw, optional, above_to(0.0, 1e6), "pv: at 1 kW/m²", not_watt},
        Attribute<S>{"performance_ratio", &S::performance_ratio, optional, above_to(0.0, 1.0),
                     "pv: of what its peak would give", fraction, "assumption"},
        Attribute<S>{"capacity_kwh", &S::capacity_kwh, optional, above_to(0.0, 1e7), "battery: usable"},
        Attribute<S>{"power_kw", &S::power_kw, optional, above_to(0.0, 1e6),
                     "battery: most that it is charged or discharged with", not_watt},
        Attribute<S>{"file",
                     &S::file,
                     optional,
                     {},
                     "CSV beside the project file: time, and of series heat_kw (needed), of a data_centre "
                     "it_load_kw and own_use_kw"},
        Attribute<S>{"heat_price_per_mwh", &S::heat_price_per_mwh, optional, between(-1000.0, 1000.0),
                     "paid for its heat, besides fuel and electricity", "per MWh, not per kWh"},
        Attribute<S>{"heat_carbon_kg_per_mwh", &S::heat_carbon_kg_per_mwh, optional, between(0.0, 1000.0),
                     "emitted with its heat, besides fuel and electricity", "per MWh, not per kWh"},
        Attribute<S>{"source", &S::source, optional, {}, source_text}};
    return table;
}

template <>
std::span<Attribute<PlantStore> const> attributes<PlantStore>() {
    static std::array const table{
        Attribute<T>{"id", &T::id, required, {}, id_text},
        Attribute<T>{
            "plant", &T::plant, required, {}, "id of the plant that it stands behind; it has sources"},
        Attribute<T>{"volume_m3", &T::volume_m3, required, above_to(0.0, 1e6), "of its water"},
        Attribute<T>{"height_m", &T::height_m, required, above_to(0.0, 100.0), "of its water"},
        Attribute<T>{"layers",
                     &T::layers,
                     optional,
                     between(2.0, 1000.0),
                     "each mixed: more of them keep hot and cold further apart",
                     {},
                     "assumption"},
        Attribute<T>{"loss_w_k", &T::loss_w_k, optional, between(0.0, 1e5), "of its whole surface"},
        Attribute<T>{"ambient_temperature_c", &T::ambient_temperature_c, optional, between(-60.0, 60.0),
                     "that it loses heat to", not_kelvin, "assumption"},
        Attribute<T>{"cold_temperature_c", &T::cold_temperature_c, optional, between(0.0, 180.0),
                     "of what is not charged at the beginning; level 0", not_kelvin, "assumption"},
        Attribute<T>{"charged_share", &T::charged_share, optional, between(0.0, 1.0),
                     "at the beginning, of the plant's supply_temperature_c; the rest is cold", fraction},
        Attribute<T>{
            "before_sources",
            &T::before_sources,
            optional,
            {},
            "true: what it gives flows to the plant's sources, which heat it to the supply; false: it "
            "stands beside them and gives nothing that is more than 2 K colder than the supply"},
        Attribute<T>{"maximum_charge_kw", &T::maximum_charge_kw, optional, above_to(0.0, 1e6),
                     "what its pumps and pipes carry", not_watt, "all its water in a step"},
        Attribute<T>{"maximum_discharge_kw", &T::maximum_discharge_kw, optional, above_to(0.0, 1e6),
                     "what its pumps and pipes carry", not_watt, "all its water in a step"},
        Attribute<T>{"source", &T::source, optional, {}, source_text}};
    return table;
}

template <>
std::span<Attribute<PriceSettings> const> attributes<PriceSettings>() {
    constexpr std::string_view not_per_kwh{"per MWh, not per kWh"};
    static std::array const table{
        Attribute<P>{
            "electricity_import_per_mwh", &P::electricity_import_per_mwh, optional, between(-1000.0, 10000.0),
            "what a plant pays for electricity; extend and phase value pumping by it, else by the mean "
            "of the file: either at 0 or more",
            not_per_kwh},
        Attribute<P>{
            "electricity_export_per_mwh", &P::electricity_export_per_mwh, optional, between(-1000.0, 10000.0),
            "what it gets for it, and what electricity that is forgone would have fetched", not_per_kwh},
        Attribute<P>{"gas_per_mwh", &P::gas_per_mwh, optional, between(0.0, 10000.0),
                     "of the gross calorific value", not_per_kwh},
        Attribute<P>{"electricity_carbon_kg_per_mwh", &P::electricity_carbon_kg_per_mwh, optional,
                     between(0.0, 2000.0), "of the grid; what is generated and forgone counts with it too",
                     not_per_kwh},
        Attribute<P>{"gas_carbon_kg_per_mwh", &P::gas_carbon_kg_per_mwh, optional, between(0.0, 1000.0),
                     "of the gross calorific value", not_per_kwh},
        Attribute<P>{"carbon_per_t", &P::carbon_per_t, optional, between(0.0, 10000.0),
                     "on what is emitted: it counts in the order of sources and in the costs of simulate; "
                     "extend and phase "
                     "take it to be in what heat costs",
                     "per tonne, not per kg"},
        Attribute<P>{
            "file",
            &P::file,
            optional,
            {},
            "CSV beside the project file: time, electricity_import_per_mwh, electricity_export_per_mwh, "
            "electricity_carbon_kg_per_mwh in time, instead of the three values"},
        Attribute<P>{"source", &P::source, optional, {}, source_text}};
    return table;
}

} // namespace saggar
