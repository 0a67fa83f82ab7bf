// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

#include "saggar/engine/physics/heat_exchanger.hpp"
#include "saggar/engine/physics/heat_pump.hpp"
#include "saggar/engine/physics/valve.hpp"

#include <stdexcept>

namespace saggar::validation {
namespace {

Quantities valve(Inputs const& inputs) {
    double const kv = inputs.number("kv_m3_h");
    double const drop =
        valve_pressure_drop_pa(inputs.number("mass_flow_kg_s"), kv, inputs.number("density_kg_m3"));
    return {{"pressure_drop_pa", {drop}},
            {"kv_at_stroke_m3_h",
             {equal_percentage_kv_m3_h(kv, inputs.number("rangeability"), inputs.number("stroke"))}},
            {"authority", {valve_authority(drop, inputs.number("circuit_pressure_drop_pa"))}}};
}

Quantities exchanger(Inputs const& inputs) {
    static std::map<std::string, ExchangerFlow> const flows{{"counter", ExchangerFlow::counter},
                                                            {"parallel", ExchangerFlow::parallel},
                                                            {"cross_unmixed", ExchangerFlow::cross_unmixed}};
    double const cp = inputs.number("heat_capacity_j_kgk");
    double const hot = inputs.number("hot_inlet_c");
    double const cold = inputs.number("cold_inlet_c");
    auto const state =
        exchange(inputs.number("ua_w_k"), cp * inputs.number("hot_mass_flow_kg_s"),
                 cp * inputs.number("cold_mass_flow_kg_s"), hot, cold, flows.at(inputs.text("flow")));
    return {{"ntu", {state.ntu}},
            {"capacity_ratio", {state.capacity_ratio}},
            {"effectiveness", {state.effectiveness}},
            {"heat_w", {state.heat_w}},
            {"hot_outlet_c", {state.hot_outlet_c}},
            {"cold_outlet_c", {state.cold_outlet_c}},
            {"log_mean_difference_k",
             {log_mean_difference_k(hot - state.cold_outlet_c, state.hot_outlet_c - cold)}}};
}

void require_solved(ExchangerStatus status) {
    if (status != ExchangerStatus::solved) {
        throw std::runtime_error{"not solved"};
    }
}

Quantities exchanger_sizing(Inputs const& inputs) {
    double const cp = inputs.number("heat_capacity_j_kgk");
    auto const sizing = size_exchanger(inputs.number("heat_w"), cp * inputs.number("primary_mass_flow_kg_s"),
                                       inputs.number("primary_inlet_c"), inputs.number("secondary_inlet_c"),
                                       inputs.number("secondary_outlet_c"));
    require_solved(sizing.status);
    return {{"primary_outlet_c", {sizing.primary_outlet_c}},
            {"secondary_mass_flow_kg_s", {sizing.secondary_capacity_flow_w_k / cp}},
            {"log_mean_difference_k", {sizing.log_mean_difference_k}},
            {"ua_w_k", {sizing.ua_w_k}}};
}

Quantities exchanger_primary_flow(Inputs const& inputs) {
    auto const primary =
        primary_flow(inputs.number("heat_w"), inputs.number("ua_w_k"), inputs.number("primary_inlet_c"),
                     inputs.number("secondary_inlet_c"), inputs.number("secondary_outlet_c"));
    require_solved(primary.status);
    return {{"primary_mass_flow_kg_s",
             {primary.primary_capacity_flow_w_k / inputs.number("heat_capacity_j_kgk")}},
            {"primary_outlet_c", {primary.primary_outlet_c}}};
}

Quantities radiator(Inputs const& inputs) {
    Radiator const installed{.nominal_heat_w = inputs.number("nominal_heat_w"),
                             .nominal_supply_c = inputs.number("nominal_supply_c"),
                             .nominal_return_c = inputs.number("nominal_return_c"),
                             .nominal_room_c = inputs.number("room_c"),
                             .exponent = inputs.number("exponent")};
    auto const state =
        radiator_with_flow(installed, inputs.number("supply_c"), inputs.number("room_c"),
                           inputs.number("mass_flow_kg_s") * inputs.number("heat_capacity_j_kgk"));
    require_solved(state.status);
    return {{"return_c", {state.return_c}},
            {"heat_w", {state.heat_w}},
            {"nominal_log_mean_difference_k",
             {log_mean_difference_k(installed.nominal_supply_c - installed.nominal_room_c,
                                    installed.nominal_return_c - installed.nominal_room_c)}}};
}

Quantities heat_pump(Inputs const& inputs) {
    auto const source_in = inputs.numbers("source_in_c");
    auto const source_out = inputs.numbers("source_out_c");
    auto const sink_in = inputs.numbers("sink_in_c");
    auto const sink_out = inputs.numbers("sink_out_c");
    HeatPumpOptions options;
    if (inputs.has("refrigerant") && inputs.text("refrigerant") == "isobutane") {
        options.refrigerant = Refrigerant::isobutane;
    }
    Quantities result;
    for (std::size_t i = 0; i < source_in.size(); ++i) {
        HeatPumpTemperatures const temperatures{.source_in_c = source_in[i],
                                                .source_out_c = source_out.at(i),
                                                .sink_in_c = sink_in.at(i),
                                                .sink_out_c = sink_out.at(i)};
        result["lorenz_cop"].push_back(lorenz_cop(temperatures));
        result["cop"].push_back(heat_pump_cop(temperatures, options));
    }
    return result;
}

} // namespace

void add_equipment_methods(Methods& methods) {
    methods["heat_pump"] = heat_pump;
    methods["valve"] = valve;
    methods["exchanger"] = exchanger;
    methods["exchanger_sizing"] = exchanger_sizing;
    methods["exchanger_primary_flow"] = exchanger_primary_flow;
    methods["radiator"] = radiator;
}

} // namespace saggar::validation
