// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Heat exchangers and radiators in steady operation with constant properties. Streams are given by their
// capacity flow C = m cp, W/K. Effectiveness and transfer units (NTU) after Kays & London, Compact Heat
// Exchangers; all forms keep their accuracy where the two streams match (where textbook formulas read 0/0).
// A heat exchanger that cannot do what is asked is a status, not an exception.

#include <cstdint>

namespace saggar {

enum class ExchangerFlow : std::uint8_t { counter, parallel, cross_unmixed };

// Share of the largest possible heat, Cmin (hot inlet - cold inlet), for NTU = UA/Cmin >= 0 and
// capacity_ratio = Cmin/Cmax in 0..1. Both streams unmixed in cross-flow: Kays & London's approximation.
[[nodiscard]] double effectiveness(double ntu, double capacity_ratio, ExchangerFlow flow);

// (a - b)/ln(a/b), a at a = b; 0 if either end has no temperature difference left (or a reversed one).
[[nodiscard]] double log_mean_difference_k(double a_k, double b_k);

struct ExchangerState {
    double ntu{};
    double capacity_ratio{};
    double effectiveness{};
    double heat_w{}; // from the hot to the cold stream; negative if "hot" is the colder
    double hot_outlet_c{};
    double cold_outlet_c{};
};
// A stream of no flow leaves at the other's inlet temperature.
[[nodiscard]] ExchangerState exchange(double ua_w_k, double hot_capacity_flow_w_k,
                                      double cold_capacity_flow_w_k, double hot_inlet_c, double cold_inlet_c,
                                      ExchangerFlow flow);

enum class ExchangerStatus : std::uint8_t {
    not_run,
    solved,
    too_cold,        // the primary side is not warmer than the secondary needs
    exchanger_small, // not even an infinite primary flow would transfer the heat
    flow_small,      // the primary flow would have to leave colder than the secondary enters
    iteration_limit
};

// Counter-flow, as every substation is: the UA that transfers a load with a given primary flow.
struct [[nodiscard]] ExchangerSizing {
    ExchangerStatus status{ExchangerStatus::not_run};
    double primary_outlet_c{};
    double secondary_capacity_flow_w_k{};
    double log_mean_difference_k{};
    double ua_w_k{};
};
[[nodiscard]] ExchangerSizing size_exchanger(double heat_w, double primary_capacity_flow_w_k,
                                             double primary_inlet_c, double secondary_inlet_c,
                                             double secondary_outlet_c);

// Counter-flow: the primary flow with which a given UA transfers a load. The return temperature follows from
// temperatures alone, so with variable properties the flow is load over difference of heat content.
struct [[nodiscard]] PrimaryFlow {
    ExchangerStatus status{ExchangerStatus::not_run};
    double primary_outlet_c{};
    double primary_capacity_flow_w_k{};
    int iterations{};
    double residual_w{}; // UA LMTD - load
};
[[nodiscard]] PrimaryFlow primary_flow(double heat_w, double ua_w_k, double primary_inlet_c,
                                       double secondary_inlet_c, double secondary_outlet_c);

// Radiator or other heat emitter: Q = Qn (LMTD/LMTDn)^n, temperatures above the room's (EN 442; n about 1.3
// for radiators, 1.1 for floor heating).
struct Radiator {
    double nominal_heat_w{};
    double nominal_supply_c{75.0};
    double nominal_return_c{65.0};
    double nominal_room_c{20.0};
    double exponent{1.3};
};
struct [[nodiscard]] RadiatorState {
    ExchangerStatus status{ExchangerStatus::not_run};
    double return_c{};
    double heat_w{};
    double capacity_flow_w_k{};
    int iterations{};
};
// What it gives with a flow. Supply not above room temperature: no heat, return as supply.
[[nodiscard]] RadiatorState radiator_with_flow(Radiator const& radiator, double supply_c, double room_c,
                                               double capacity_flow_w_k);
// The flow with which it gives a heat; exchanger_small if no flow does.
[[nodiscard]] RadiatorState radiator_with_heat(Radiator const& radiator, double supply_c, double room_c,
                                               double heat_w);

} // namespace saggar
