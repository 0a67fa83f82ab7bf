// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::array<std::string_view, 3> fluid_words{"water", "constant", "pandapipes_water"};
constexpr std::array<std::string_view, 10> friction_words{"colebrook",
                                                          "swamee_jain",
                                                          "haaland",
                                                          "churchill",
                                                          "epanet",
                                                          "hazen_williams",
                                                          "chezy_manning",
                                                          "pandapipes_colebrook",
                                                          "pandapipes_swamee_jain",
                                                          "pandapipes_nikuradse"};
constexpr std::array<std::string_view, 2> imitation_words{"none", "pandapipes"};
constexpr std::array<std::string_view, 6> diversity_words{"none",    "cp1_2015", "cp1_2020",
                                                          "thermos", "winter",   "constant"};
} // namespace

template <>
std::span<Attribute<FluidSettings> const> attributes<FluidSettings>() {
    static std::array const table{
        Attribute<FluidSettings>{
            "model",
            choice<&FluidSettings::model>(fluid_words),
            Need::optional,
            {},
            "water: IAPWS-IF97 density and heat capacity, IAPWS 2008 viscosity, IAPWS 2011 "
            "conductivity; constant: the four values below; pandapipes_water: that "
            "program's tables, for comparison"},
        Attribute<FluidSettings>{"reference_pressure_bar",
                                 &FluidSettings::reference_pressure_bar,
                                 Need::optional,
                                 between(1.0, 100.0),
                                 "absolute pressure at which water properties are taken",
                                 {},
                                 "assumption: between the pressures of a PN 16 network"},
        Attribute<FluidSettings>{"density_kg_m3", &FluidSettings::density_kg_m3, Need::optional,
                                 between(500.0, 2000.0), "model constant only", "kg/m3, not kg/L"},
        Attribute<FluidSettings>{"dynamic_viscosity_pa_s", &FluidSettings::dynamic_viscosity_pa_s,
                                 Need::optional, between(1e-5, 0.1), "model constant only",
                                 "Pa s: 1 mPa s is 0.001"},
        Attribute<FluidSettings>{"heat_capacity_j_kgk", &FluidSettings::heat_capacity_j_kgk, Need::optional,
                                 between(1000.0, 10000.0), "model constant only",
                                 "J/(kg K): 4.18 kJ/(kg K) is 4180"},
        Attribute<FluidSettings>{"conductivity_w_mk", &FluidSettings::conductivity_w_mk, Need::optional,
                                 between(0.01, 10.0), "model constant only"}};
    return table;
}

template <>
std::span<Attribute<PhysicsSettings> const> attributes<PhysicsSettings>() {
    static std::array const table{
        Attribute<PhysicsSettings>{
            "friction",
            choice<&PhysicsSettings::friction>(friction_words),
            Need::optional,
            {},
            "pipe friction law; colebrook is Colebrook-White solved exactly, 64/Re when "
            "laminar and a smooth bridge from Re 2000 to 4000"},
        Attribute<PhysicsSettings>{"dissipation_heat",
                                   &PhysicsSettings::dissipation_heat,
                                   Need::optional,
                                   {},
                                   "whether friction, throttling and pump work warm the water"},
        Attribute<PhysicsSettings>{"pair_interaction",
                                   &PhysicsSettings::pair_interaction,
                                   Need::optional,
                                   {},
                                   "whether the supply line of a pair warms the return line beside it"},
        Attribute<PhysicsSettings>{
            "gravity_m_s2",
            &PhysicsSettings::gravity_m_s2,
            Need::optional,
            between(0.0, 20.0),
            "acceleration of gravity: standard 9.80665; EPANET 9.81456; pandapipes 9.81",
            {},
            "standard gravity, 3rd CGPM 1901"},
        Attribute<PhysicsSettings>{"atmospheric_pressure_bar",
                                   &PhysicsSettings::atmospheric_pressure_bar,
                                   Need::optional,
                                   between(0.5, 1.2),
                                   "turns gauge into absolute pressure for the vapour margin",
                                   {},
                                   "standard atmosphere, ISO 2533"},
        Attribute<PhysicsSettings>{"imitate",
                                   choice<&PhysicsSettings::imitate>(imitation_words),
                                   Need::optional,
                                   {},
                                   "another program's equations, for comparison: its energy imbalance is "
                                   "reported"},
        Attribute<PhysicsSettings>{
            "largest_flow_over_design",
            &PhysicsSettings::largest_flow_over_design,
            Need::optional,
            between(1.0, 100.0),
            "a substation never takes more than this many times its design flow (its "
            "peak at the lowest supply "
            "temperature that it accepts; of a heat exchanger at most five times what "
            "the peak takes of the plants' hottest water), however cold the water; nor "
            "a plant of a set heat more than this many times the flow that carries it down to the "
            "return temperatures that are held",
            {},
            "assumption: control valves are oversized by less"},
        Attribute<PhysicsSettings>{
            "bypass_limiter_differential_pressure_bar",
            &PhysicsSettings::bypass_limiter_differential_pressure_bar, Need::optional, above_to(0.0, 10.0),
            "that a bypass with a held flow and no Kv needs to hold it", "bar, not kPa",
            "assumption: pressure-independent valves need 0.15 to 0.3"},
        Attribute<PhysicsSettings>{
            "insulation_capacity_kj_m3k", &PhysicsSettings::insulation_capacity_kj_m3k, Need::optional,
            between(0.0, 2000.0),
            "in simulations, of the insulation between carrier and casing: density times heat capacity; 0: "
            "it "
            "stores no heat. Polyurethane foam of 60 to 80 kg/m3 and 1.4 to 1.5 kJ/(kg K): 84 to 120 "
            "(assumption). Not of pipes with heat_loss_w_mk alone, whose insulation is not known",
            "kJ/(m3 K), not J/(m3 K)"}};
    return table;
}

template <>
std::span<Attribute<GroundSettings> const> attributes<GroundSettings>() {
    static std::array const table{
        Attribute<GroundSettings>{"temperature_c", &GroundSettings::temperature_c, Need::optional,
                                  between(-20.0, 40.0), "undisturbed ground at the pipes' depth",
                                  "degrees Celsius, not kelvin",
                                  "assumption: yearly mean of a temperate climate"},
        Attribute<GroundSettings>{"conductivity_w_mk",
                                  &GroundSettings::conductivity_w_mk,
                                  Need::optional,
                                  between(0.1, 10.0),
                                  "of the soil; 1.6 is the usual design value for moist soil "
                                  "(EN 13941-1)",
                                  {},
                                  "EN 13941-1, moist soil"},
        Attribute<GroundSettings>{"surface_resistance_m2k_w",
                                  &GroundSettings::surface_resistance_m2k_w,
                                  Need::optional,
                                  between(0.0, 1.0),
                                  "between soil surface and air; 0.0685 after EN 13941-1",
                                  {},
                                  "EN 13941-1"},
        Attribute<GroundSettings>{"mean_temperature_c", &GroundSettings::mean_temperature_c, Need::optional,
                                  between(-20.0, 40.0),
                                  "yearly mean of the ground's surface (Kusuda & Achenbach "
                                  "1965)"},
        Attribute<GroundSettings>{"amplitude_k", &GroundSettings::amplitude_k, Need::optional,
                                  between(0.0, 40.0), "of the yearly wave at the surface"},
        Attribute<GroundSettings>{"coldest_day", &GroundSettings::coldest_day, Need::optional,
                                  between(0.0, 366.0), "day of the year on which the surface is coldest"},
        Attribute<GroundSettings>{"diffusivity_m2_s", &GroundSettings::diffusivity_m2_s, Need::optional,
                                  between(1e-8, 1e-4), "of the soil"},
        Attribute<GroundSettings>{"day_of_year", &GroundSettings::day_of_year, Need::optional,
                                  between(0.0, 366.0),
                                  "the day that is solved; with the four above it replaces "
                                  "temperature_c by the wave at each pipe's depth"}};
    return table;
}

template <>
std::span<Attribute<Limits> const> attributes<Limits>() {
    static std::array const table{
        Attribute<Limits>{"maximum_velocity_m_s",
                          &Limits::maximum_velocity_m_s,
                          Need::optional,
                          above_to(0.0, 20.0),
                          "in every pipe; 3 is usual for trunks",
                          {},
                          "assumption: usual design value"},
        Attribute<Limits>{"maximum_gradient_trunk_pa_m", &Limits::maximum_gradient_trunk_pa_m, Need::optional,
                          above_to(0.0, 1e4), "pressure gradient in trunks", "Pa/m: 1 mbar/m is 100",
                          "assumption: usual design value"},
        Attribute<Limits>{"maximum_gradient_branch_pa_m", &Limits::maximum_gradient_branch_pa_m,
                          Need::optional, above_to(0.0, 1e4), "pressure gradient in branches",
                          "Pa/m: 1 mbar/m is 100", "assumption: usual design value"},
        Attribute<Limits>{"trunk_from_mm",
                          &Limits::trunk_from_mm,
                          Need::optional,
                          between(0.0, 3000.0),
                          "pipes of this nominal diameter (inner, without a catalogue entry) or wider count "
                          "as trunks unless "
                          "their role says otherwise",
                          {},
                          "assumption"},
        Attribute<Limits>{"pressure_rating_bar",
                          &Limits::pressure_rating_bar,
                          Need::optional,
                          above_to(0.0, 100.0),
                          "gauge; at most in every pipe that names no rating of its own; where the "
                          "catalogue's pipe bears less, that holds",
                          {},
                          "assumption: PN 16"},
        Attribute<Limits>{"vapour_margin_bar",
                          &Limits::vapour_margin_bar,
                          Need::optional,
                          between(0.0, 10.0),
                          "that the absolute pressure stays above the vapour pressure at every node",
                          {},
                          "assumption: usual design value"},
        Attribute<Limits>{"minimum_substation_differential_pressure_bar",
                          &Limits::minimum_substation_differential_pressure_bar, Need::optional,
                          between(0.0, 10.0), "for substations that name none of their own", "bar, not kPa",
                          "assumption: within the 0.4 to 1.0 bar that VICUS names for substations"},
        Attribute<Limits>{"minimum_supply_temperature_c",
                          &Limits::minimum_supply_temperature_c,
                          Need::optional,
                          between(0.0, 180.0),
                          "arriving at substations that name none of their own",
                          {},
                          "assumption: stored hot water of 60 degC, HSE HSG274 part 2"},
        Attribute<Limits>{"source", &Limits::source, Need::optional, {}, "where the limits come from"}};
    return table;
}

template <>
std::span<Attribute<DesignSettings> const> attributes<DesignSettings>() {
    static std::array const table{
        Attribute<DesignSettings>{"diversity",
                                  choice<&DesignSettings::diversity>(diversity_words),
                                  Need::optional,
                                  {},
                                  "coincidence of dwellings' peaks: none; cp1_2015 and cp1_2020 (CIBSE CP1 "
                                  "after DS 439); thermos (0.62 + 0.38/n); winter (Winter et al. 2001); "
                                  "constant"},
        Attribute<DesignSettings>{"constant_factor", &DesignSettings::constant_factor, Need::optional,
                                  above_to(0.0, 1.0), "diversity constant only"},
        Attribute<DesignSettings>{"space_heating_kw_per_dwelling",
                                  &DesignSettings::space_heating_kw_per_dwelling,
                                  Need::optional,
                                  between(0.0, 100.0),
                                  "cp1 models: undiversified peak of space heating of one dwelling",
                                  {},
                                  "assumption"},
        Attribute<DesignSettings>{"hot_water_kw_per_dwelling",
                                  &DesignSettings::hot_water_kw_per_dwelling,
                                  Need::optional,
                                  between(0.0, 200.0),
                                  "cp1 models: instantaneous hot water of one dwelling (37.5 kW in CP1 2015)",
                                  {},
                                  "CIBSE CP1 2015"},
        Attribute<DesignSettings>{
            "source", &DesignSettings::source, Need::optional, {}, "where the design values come from"}};
    return table;
}

template <>
std::span<Attribute<ConnectionSettings> const> attributes<ConnectionSettings>() {
    static std::array const table{
        Attribute<ConnectionSettings>{"maximum_branch_length_m",
                                      &ConnectionSettings::maximum_branch_length_m,
                                      Need::optional,
                                      above_to(0.0, 1e5),
                                      "a candidate farther away is infeasible",
                                      {},
                                      "assumption"},
        Attribute<ConnectionSettings>{"tie_in_points",
                                      &ConnectionSettings::tie_in_points,
                                      Need::optional,
                                      between(1.0, 100.0),
                                      "how many of the nearest tie-in points are tried",
                                      {},
                                      "assumption"},
        Attribute<ConnectionSettings>{
            "catalogue",
            &ConnectionSettings::catalogue,
            Need::optional,
            {},
            "family of catalogue entries that branches and reinforcements are sized "
            "from, as EN253/2 (single steel, insulation series 2)"},
        Attribute<ConnectionSettings>{"off_street_cost_factor", &ConnectionSettings::off_street_cost_factor,
                                      Need::optional, between(0.0, 10.0),
                                      "on the cost of the last metres from the street to the building"},
        Attribute<ConnectionSettings>{"built_in_cost_factor", &ConnectionSettings::built_in_cost_factor,
                                      Need::optional, between(1e-3, 1e5),
                                      "on prices of the built-in catalogue, which are in GBP: how much of "
                                      "`currency` one is; without, a "
                                      "project in another currency has prices of its own catalogues only"},
        Attribute<ConnectionSettings>{"lifetime_years",
                                      &ConnectionSettings::lifetime_years,
                                      Need::optional,
                                      between(1.0, 200.0),
                                      "over which the branch's cost per MWh is spread",
                                      {},
                                      "assumption"},
        Attribute<ConnectionSettings>{
            "operating_point",
            &ConnectionSettings::operating_point,
            Need::optional,
            {},
            "where connections are judged; absent: every consumer's peak, diversified"},
        Attribute<ConnectionSettings>{
            "source", &ConnectionSettings::source, Need::optional, {}, "where the values come from"}};
    return table;
}

template <>
std::span<Attribute<StreetSettings> const> attributes<StreetSettings>() {
    static std::array const table{
        Attribute<StreetSettings>{
            "file",
            &StreetSettings::file,
            Need::optional,
            {},
            "lines of the streets, beside the project file: GeoJSON, or any other vector format of GDAL"},
        Attribute<StreetSettings>{"snap_m",
                                  &StreetSettings::snap_m,
                                  Need::optional,
                                  between(0.0, 1000.0),
                                  "pipes of the network nearer than this to a street can be reached from it",
                                  {},
                                  "assumption"},
        Attribute<StreetSettings>{"length_factor", &StreetSettings::length_factor, Need::optional,
                                  between(0.5, 3.0), "on drawn lengths (hand-drawn streets are short)"},
        Attribute<StreetSettings>{
            "source", &StreetSettings::source, Need::optional, {}, "where the streets come from"}};
    return table;
}

template <>
std::span<Attribute<PlantSetting> const> attributes<PlantSetting>() {
    static std::array const table{
        Attribute<PlantSetting>{"plant", &PlantSetting::plant, Need::required, {}, "id of the plant"},
        Attribute<PlantSetting>{"supply_temperature_c", &PlantSetting::supply_temperature_c, Need::optional,
                                between(0.0, 180.0), "instead of the plant's", "degrees Celsius, not kelvin"},
        Attribute<PlantSetting>{"heat_kw", &PlantSetting::heat_kw, Need::optional, between(0.0, 1e7),
                                "instead of the plant's (control heat)", "kW, not W"},
        Attribute<PlantSetting>{"flow_kg_s", &PlantSetting::flow_kg_s, Need::optional, between(0.0, 1e5),
                                "instead of the plant's (control flow)"},
        Attribute<PlantSetting>{"differential_pressure_bar", &PlantSetting::differential_pressure_bar,
                                Need::optional, between(0.0, 60.0), "instead of the plant's", "bar, not kPa"},
        Attribute<PlantSetting>{"running",
                                &PlantSetting::running,
                                Need::optional,
                                {},
                                "false: out of service at this point, for outages too (contingency)"}};
    return table;
}

template <>
std::span<Attribute<SubstationSetting> const> attributes<SubstationSetting>() {
    static std::array const table{
        Attribute<SubstationSetting>{
            "substation", &SubstationSetting::substation, Need::required, {}, "id of the substation"},
        Attribute<SubstationSetting>{"heat_demand_kw", &SubstationSetting::heat_demand_kw, Need::optional,
                                     between(0.0, 1e6),
                                     "instead of the substation's; the load factor is not "
                                     "applied to it",
                                     "kW, not W"},
        Attribute<SubstationSetting>{"return_temperature_c", &SubstationSetting::return_temperature_c,
                                     Need::optional, between(0.0, 180.0), "instead of the substation's"}};
    return table;
}

template <>
std::span<Attribute<WithdrawalSetting> const> attributes<WithdrawalSetting>() {
    static std::array const table{
        Attribute<WithdrawalSetting>{
            "withdrawal", &WithdrawalSetting::withdrawal, Need::required, {}, "id of the withdrawal"},
        Attribute<WithdrawalSetting>{"mass_flow_kg_s", &WithdrawalSetting::mass_flow_kg_s, Need::required,
                                     between(-1e5, 1e5),
                                     "instead of the withdrawal's; the load factor is not applied to it"}};
    return table;
}

template <>
std::span<Attribute<OperatingPointData> const> attributes<OperatingPointData>() {
    static std::array const table{
        Attribute<OperatingPointData>{
            "id",
            &OperatingPointData::id,
            Need::required,
            {},
            "name of the point, and of the folder that its results get beside others': no blanks, colons, "
            "control characters or slashes, and not . or .."},
        Attribute<OperatingPointData>{
            "description", &OperatingPointData::description, Need::optional, {}, "what it stands for"},
        Attribute<OperatingPointData>{"design",
                                      &OperatingPointData::design,
                                      Need::optional,
                                      {},
                                      "true: demands are the peaks, with the project's diversity"},
        Attribute<OperatingPointData>{"load_factor", &OperatingPointData::load_factor, Need::optional,
                                      between(0.0, 10.0), "on every demand that is not set below",
                                      "a fraction, not per cent"},
        Attribute<OperatingPointData>{"ground_temperature_c",
                                      &OperatingPointData::ground_temperature_c,
                                      Need::optional,
                                      between(-20.0, 40.0),
                                      "instead of the project's",
                                      {},
                                      "the project's"},
        Attribute<OperatingPointData>{
            "plants", &OperatingPointData::plants, Need::optional, {}, "settings of plants at this point"},
        Attribute<OperatingPointData>{"substations",
                                      &OperatingPointData::substations,
                                      Need::optional,
                                      {},
                                      "settings of substations at this point"},
        Attribute<OperatingPointData>{"withdrawals",
                                      &OperatingPointData::withdrawals,
                                      Need::optional,
                                      {},
                                      "settings of withdrawals at this point"},
        Attribute<OperatingPointData>{
            "closed",
            &OperatingPointData::closed,
            Need::optional,
            {},
            "ids of pipes, pairs and valves that are closed and pumps that stand still"},
        Attribute<OperatingPointData>{
            "source", &OperatingPointData::source, Need::optional, {}, "where the values come from"}};
    return table;
}

} // namespace saggar
