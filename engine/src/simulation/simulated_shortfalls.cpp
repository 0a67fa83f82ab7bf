// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Plants whose heat or flow is set: what was asked of them in a step, and why they give less.

#include "simulation_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

// The flow of a plant of set heat is found to 2e-3 (SimulationOptions::smeared_flow_tolerance): less than
// this part of what is set is no shortfall.
constexpr double shortfall_from = 3e-3;
// What holds a plant back by this part may be the cause of one.
constexpr double holds_back_from = 1e-3;

constexpr double nothing_set = std::numeric_limits<double>::quiet_NaN();

} // namespace

std::string_view to_string(ShortfallCause cause) {
    switch (cause) {
    case ShortfallCause::none: return "none";
    case ShortfallCause::not_taken: return "not taken";
    case ShortfallCause::return_temperature: return "return temperature";
    case ShortfallCause::flow_limit: return "flow limit";
    case ShortfallCause::pressure: return "pressure";
    case ShortfallCause::capacity: return "capacity";
    case ShortfallCause::store_empty: return "store empty";
    case ShortfallCause::cut_off: return "cut off";
    }
    return "unknown";
}

SetAndGiven set_and_given(Network const& network, SimulatedStep const& step, std::size_t plant) {
    switch (network.plants.control[plant]) {
    case PlantControl::heat: return {.set = step.plant_set_heat_w[plant], .given = step.plant_heat_w[plant]};
    case PlantControl::flow:
        return {.set = step.plant_set_flow_kg_s[plant],
                .given = step.mass_flow_kg_s[static_cast<std::size_t>(network.plants.link[plant])]};
    case PlantControl::pressure_holding:
    case PlantControl::differential_pressure: break;
    }
    return {.set = nothing_set, .given = nothing_set};
}

// Of several limits the last on the way: what a plant may give is bounded by its capacity first, then by what
// its pumps pass, then by what is taken.
ShortfallCause NetworkSimulation::Impl::shortfall_cause(SimulationPoint const& set,
                                                        SimulationPoint const& able,
                                                        std::size_t plant) const {
    bool const sets_heat = network().plants.control[plant] == PlantControl::heat;
    auto const link = static_cast<std::size_t>(network().plants.link[plant]);
    ElementStatus const status = result.link_status[link];
    if (status == ElementStatus::cut_off) {
        return ShortfallCause::cut_off;
    }
    if (sets_heat && set.plant_tripped[plant] != 0) {
        return ShortfallCause::capacity;
    }
    if (detail::at_pump_limit(work, plant, result.mass_flow_kg_s[link])) {
        return ShortfallCause::pressure;
    }
    double const most_kg_s = detail::flow_limit(network(), plant);
    if (sets_heat) {
        // Of a flow that is not bounded by its pumps, so many times what it is made for.
        double const largest_kg_s = std::exp(work.log_largest[network().substations.size() + plant]);
        double const heat_j_kg =
            detail::heat_between_j_kg(work.fluid, work.heat_rule, set.point.plant_supply_temperature_c[plant],
                                      arriving_c(network().plants.link[plant]));
        bool const hopeless = largest_kg_s < most_kg_s * (1.0 - holds_back_from) &&
                              largest_kg_s * heat_j_kg < set.point.plant_heat_w[plant];
        if (work.plant_passes[plant] != 0 || hopeless) {
            return ShortfallCause::return_temperature;
        }
    }
    if (work.taken_part < 1.0) {
        return ShortfallCause::not_taken;
    }
    if (status == ElementStatus::limited_by_pressure || status == ElementStatus::no_flow) {
        return ShortfallCause::pressure;
    }
    if (result.mass_flow_kg_s[link] > most_kg_s * (1.0 - holds_back_from)) {
        return ShortfallCause::flow_limit;
    }
    // A plant may be at capacity in a part of the step alone, while colder water comes back.
    bool const lacks_heat =
        capacity_w(able, plant) < result.plant_set_heat_w[plant] * (1.0 - holds_back_from);
    if (sets_heat && (lacks_heat || capacity_bound[plant] != 0)) {
        // Only stores can turn out to hold less than was promised before the step.
        return capacity_w(able, plant) < capacity_w(set, plant) ? ShortfallCause::store_empty
                                                                : ShortfallCause::capacity;
    }
    return sets_heat ? ShortfallCause::return_temperature : ShortfallCause::pressure;
}

void NetworkSimulation::Impl::fill_set(SimulationPoint const& set, SimulationPoint const& able) {
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        PlantControl const control = network().plants.control[i];
        bool const runs = open(network().plants.link[i]);
        result.plant_set_heat_w[i] =
            control == PlantControl::heat ? (runs ? set.point.plant_heat_w[i] : 0.0) : nothing_set;
        result.plant_set_flow_kg_s[i] =
            control == PlantControl::flow ? (runs ? set.point.plant_flow_kg_s[i] : 0.0) : nothing_set;
        SetAndGiven const plant = set_and_given(network(), result, i);
        result.plant_shortfall_cause[i] = plant.shortfall() > shortfall_from * plant.set // false for NaN
                                              ? shortfall_cause(set, able, i)
                                              : ShortfallCause::none;
    }
}

} // namespace saggar
