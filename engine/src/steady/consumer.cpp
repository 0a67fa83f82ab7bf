// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "consumer.hpp"

#include "saggar/engine/physics/heat_exchanger.hpp"

#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace saggar::detail {

namespace {

// An exchanger's valve passes at the most this many times the flow that its peak takes of water as hot as the
// plants send it (assumption).
constexpr double most_over_hot = 5.0;

// Heat that a counter-flow exchanger passes at the most, W: primary water of this flow and temperature
// against the building's circuit, whose flow is what carries the demand between its two temperatures
// (effectiveness and NTU, heat_exchanger.hpp). Where the supply is too cold for the circuit's supply
// temperature that falls below its set value, and the heat below the demand, without a jump.
double exchanger_heat_w(ConsumerInput const& input, Fluid const& fluid, double supply_c,
                        double mass_flow_kg_s) {
    double const secondary_w_k =
        input.heat_demand_w / (input.secondary_supply_temperature_c - input.secondary_return_temperature_c);
    double const spread_k = supply_c - input.secondary_return_temperature_c;
    if (mass_flow_kg_s <= 0.0 || spread_k <= 0.0) {
        return 0.0;
    }
    // Heat capacity between the supply and where this heat leaves the primary water: two rounds settle it.
    double capacity = fluid.heat_capacity_j_kgk(supply_c);
    double heat_w = 0.0;
    for (int round = 0; round < 3; ++round) {
        double const primary_w_k = mass_flow_kg_s * capacity;
        heat_w = exchange(input.ua_w_k, primary_w_k, secondary_w_k, supply_c,
                          input.secondary_return_temperature_c, ExchangerFlow::counter)
                     .heat_w;
        capacity = fluid.mean_heat_capacity_j_kgk(supply_c, supply_c - heat_w / primary_w_k);
    }
    return heat_w;
}

// The root of an increasing function between two ends of unlike sign, to round-off.
template <class Function>
double root_between(Function const& function, double low, double high) {
    std::uintmax_t evaluations = 100;
    auto const ends = boost::math::tools::toms748_solve(
        function, low, high, boost::math::tools::eps_tolerance<double>{52}, evaluations);
    return 0.5 * (ends.first + ends.second);
}

// What leaves when `heat_w` is taken out of the water.
double cooled_c(Fluid const& fluid, HeatRule rule, double supply_c, double mass_flow_kg_s, double heat_w,
                double dissipation_j_kg) {
    double const heat = heat_w / mass_flow_kg_s - dissipation_j_kg;
    if (rule == HeatRule::exact) {
        return fluid.temperature_c(fluid.heat_content_j_kg(supply_c) - heat);
    }
    double result = supply_c - heat / fluid.heat_capacity_j_kgk(supply_c);
    for (int i = 0; i < 20; ++i) { // cp changes little: a few rounds reach round-off
        result =
            supply_c - heat * 2.0 / (fluid.heat_capacity_j_kgk(supply_c) + fluid.heat_capacity_j_kgk(result));
    }
    return result;
}

} // namespace

double heat_between_j_kg(Fluid const& fluid, HeatRule rule, double from_c, double to_c) {
    if (rule == HeatRule::mean_of_ends) {
        return 0.5 * (fluid.heat_capacity_j_kgk(from_c) + fluid.heat_capacity_j_kgk(to_c)) * (from_c - to_c);
    }
    return fluid.heat_content_j_kg(from_c) - fluid.heat_content_j_kg(to_c);
}

ConsumerAnswer required_flow(ConsumerInput const& input, Fluid const& fluid, HeatRule rule, double supply_c,
                             double dissipation_j_kg, double largest_kg_s) {
    ConsumerAnswer answer;
    if (input.heat_demand_w <= 0.0 && input.control != SubstationControl::mass_flow) {
        answer.return_temperature_c = supply_c;
        return answer;
    }
    switch (input.control) {
    case SubstationControl::return_temperature: {
        answer.return_temperature_c = input.return_temperature_c;
        double const heat =
            heat_between_j_kg(fluid, rule, supply_c, input.return_temperature_c) + dissipation_j_kg;
        answer.too_cold = input.heat_demand_w > heat * largest_kg_s;
        answer.mass_flow_kg_s = answer.too_cold ? largest_kg_s : input.heat_demand_w / heat;
        break;
    }
    case SubstationControl::temperature_drop: {
        answer.return_temperature_c = supply_c - input.temperature_drop_k;
        double const heat =
            heat_between_j_kg(fluid, rule, supply_c, answer.return_temperature_c) + dissipation_j_kg;
        answer.mass_flow_kg_s = input.heat_demand_w / heat;
        break;
    }
    case SubstationControl::mass_flow:
        answer.mass_flow_kg_s = input.mass_flow_kg_s;
        answer.return_temperature_c =
            return_temperature_c(input, fluid, rule, supply_c, input.mass_flow_kg_s, dissipation_j_kg);
        break;
    case SubstationControl::heat_exchanger: {
        auto const excess_w = [&](double log_flow) {
            return exchanger_heat_w(input, fluid, supply_c, std::exp(log_flow)) - input.heat_demand_w;
        };
        double const spread_k = supply_c - input.secondary_return_temperature_c;
        double const least = spread_k > 0.0 ? input.heat_demand_w / (4500.0 * spread_k) : largest_kg_s;
        answer.too_cold = least >= largest_kg_s || excess_w(std::log(largest_kg_s)) <= 0.0;
        answer.mass_flow_kg_s =
            answer.too_cold ? largest_kg_s
                            : std::exp(root_between(excess_w, std::log(least), std::log(largest_kg_s)));
        answer.return_temperature_c =
            return_temperature_c(input, fluid, rule, supply_c, answer.mass_flow_kg_s, dissipation_j_kg);
        break;
    }
    }
    return answer;
}

double return_temperature_c(ConsumerInput const& input, Fluid const& fluid, HeatRule rule, double supply_c,
                            double mass_flow_kg_s, double dissipation_j_kg) {
    switch (input.control) {
    case SubstationControl::return_temperature:
        // Water that arrives colder is let through, as warm as its own throttling makes it.
        return supply_c >= input.return_temperature_c
                   ? input.return_temperature_c
                   : std::min(cooled_c(fluid, rule, supply_c, 1.0, 0.0, dissipation_j_kg),
                              input.return_temperature_c);
    case SubstationControl::temperature_drop: return supply_c - input.temperature_drop_k;
    case SubstationControl::mass_flow:
        return mass_flow_kg_s > 0.0
                   ? cooled_c(fluid, rule, supply_c, mass_flow_kg_s, input.heat_demand_w, dissipation_j_kg)
                   : supply_c;
    case SubstationControl::heat_exchanger: {
        if (mass_flow_kg_s <= 0.0 || input.heat_demand_w <= 0.0) {
            return supply_c;
        }
        double const heat_w =
            std::min(input.heat_demand_w, exchanger_heat_w(input, fluid, supply_c, mass_flow_kg_s));
        return cooled_c(fluid, rule, supply_c, mass_flow_kg_s, heat_w, dissipation_j_kg);
    }
    }
    return supply_c;
}

ConsumerInput consumer_input(Network const& network, std::size_t substation) {
    SubstationColumns const& s = network.substations;
    return {.control = s.control[substation],
            .heat_demand_w = s.heat_demand_w[substation],
            .return_temperature_c = s.return_temperature_c[substation],
            .temperature_drop_k = s.temperature_drop_k[substation],
            .mass_flow_kg_s = s.mass_flow_kg_s[substation],
            .ua_w_k = s.ua_w_k[substation],
            .secondary_supply_temperature_c = s.secondary_supply_temperature_c[substation],
            .secondary_return_temperature_c = s.secondary_return_temperature_c[substation]};
}

namespace {

// What a valve is sized for whose peak no flow of the hottest water gives, as behind an exchanger that is too
// small: the peak at what the water can cool to, to some kelvins (an assumption).
double hopeless_flow_kg_s(ConsumerInput const& input, Fluid const& fluid, double hottest_c) {
    constexpr double approach_k = 5.0;
    double const coldest_c = input.control == SubstationControl::heat_exchanger
                                 ? input.secondary_return_temperature_c
                                 : input.return_temperature_c;
    double const drop_k = std::max(approach_k, hottest_c - coldest_c - approach_k);
    return input.heat_demand_w / (fluid.heat_capacity_j_kgk(hottest_c) * drop_k);
}

} // namespace

double design_flow_kg_s(Network const& network, std::size_t substation, Fluid const& fluid) {
    ConsumerInput input = consumer_input(network, substation);
    input.heat_demand_w = network.substations.peak_w[substation];
    constexpr double no_limit = 1e9;
    double supply_c = network.substations.minimum_supply_temperature_c[substation];
    double hottest = supply_c;
    for (double const plant_c : network.plants.supply_temperature_c) {
        hottest = std::max(hottest, plant_c);
    }
    // A minimum too low for the heat to be given at all says nothing about the valve: then the plant's
    // counts. Nobody sizes one for a minimum at which an exchanger hardly gives the heat.
    ConsumerAnswer const answer = required_flow(input, fluid, HeatRule::exact, supply_c, 0.0, no_limit);
    ConsumerAnswer const hot = required_flow(input, fluid, HeatRule::exact, hottest, 0.0, no_limit);
    if (answer.too_cold || answer.mass_flow_kg_s >= no_limit) {
        return hot.too_cold ? hopeless_flow_kg_s(input, fluid, hottest) : hot.mass_flow_kg_s;
    }
    return input.control == SubstationControl::heat_exchanger
               ? std::min(answer.mass_flow_kg_s, most_over_hot * hot.mass_flow_kg_s)
               : answer.mass_flow_kg_s;
}

} // namespace saggar::detail
