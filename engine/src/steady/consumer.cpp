// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "consumer.hpp"

#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace saggar::detail {

namespace {

// Logarithmic mean of two end differences of a counter-flow exchanger, both above 0; the series near equality
// avoids 0/0.
double logarithmic_mean_k(double a, double b) {
    double const ratio = (a - b) / (a + b);
    double const z = ratio * ratio;
    if (z < 1e-4) { // atanh(r)/r = 1 + r^2/3 + r^4/5 + ...
        return 0.5 * (a + b) / (1.0 + z * (1.0 / 3.0 + z * (1.0 / 5.0 + z / 7.0)));
    }
    return (a - b) / std::log(a / b);
}

// The root of an increasing function between two ends of unlike sign, to round-off.
template <class Function>
double root_between(Function const& function, double low, double high) {
    std::uintmax_t evaluations = 100;
    auto const ends = boost::math::tools::toms748_solve(
        function, low, high, boost::math::tools::eps_tolerance<double>{52}, evaluations);
    return 0.5 * (ends.first + ends.second);
}

ConsumerAnswer required_exchanger_flow(ConsumerInput const& input, Fluid const& fluid, HeatRule rule,
                                       double supply_c, double dissipation_j_kg, double largest_kg_s) {
    double const hot_end_k = supply_c - input.secondary_supply_temperature_c;
    auto const excess_w = [&](double return_c) {
        return input.ua_w_k * logarithmic_mean_k(hot_end_k, return_c - input.secondary_return_temperature_c) -
               input.heat_demand_w;
    };
    double const coldest = input.secondary_return_temperature_c + 1e-9;
    if (hot_end_k <= 1e-9 || excess_w(supply_c) <= 0.0) {
        return {.mass_flow_kg_s = largest_kg_s,
                .return_temperature_c =
                    return_temperature_c(input, fluid, rule, supply_c, largest_kg_s, dissipation_j_kg),
                .too_cold = true};
    }
    double const return_c = excess_w(coldest) >= 0.0 ? coldest : root_between(excess_w, coldest, supply_c);
    double const heat_j_kg = heat_between_j_kg(fluid, rule, supply_c, return_c) + dissipation_j_kg;
    double const flow = input.heat_demand_w / heat_j_kg;
    return {
        .mass_flow_kg_s = std::min(flow, largest_kg_s), .return_temperature_c = return_c, .too_cold = false};
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
        answer.too_cold = supply_c <= input.return_temperature_c || input.heat_demand_w > heat * largest_kg_s;
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
    case SubstationControl::heat_exchanger:
        return required_exchanger_flow(input, fluid, rule, supply_c, dissipation_j_kg, largest_kg_s);
    }
    return answer;
}

double return_temperature_c(ConsumerInput const& input, Fluid const& fluid, HeatRule rule, double supply_c,
                            double mass_flow_kg_s, double dissipation_j_kg) {
    switch (input.control) {
    case SubstationControl::return_temperature: return std::min(supply_c, input.return_temperature_c);
    case SubstationControl::temperature_drop: return supply_c - input.temperature_drop_k;
    case SubstationControl::mass_flow: {
        if (mass_flow_kg_s <= 0.0) {
            return supply_c;
        }
        double const heat = input.heat_demand_w / mass_flow_kg_s - dissipation_j_kg;
        if (rule == HeatRule::exact) {
            return fluid.temperature_c(fluid.heat_content_j_kg(supply_c) - heat);
        }
        double result = supply_c - heat / fluid.heat_capacity_j_kgk(supply_c);
        for (int i = 0; i < 20; ++i) { // cp changes little: a few rounds reach round-off
            result = supply_c -
                     heat * 2.0 / (fluid.heat_capacity_j_kgk(supply_c) + fluid.heat_capacity_j_kgk(result));
        }
        return result;
    }
    case SubstationControl::heat_exchanger: {
        double const hot_end_k = supply_c - input.secondary_supply_temperature_c;
        if (mass_flow_kg_s <= 0.0 || hot_end_k <= 1e-9) {
            return supply_c;
        }
        auto const excess_w = [&](double return_c) {
            return input.ua_w_k *
                       logarithmic_mean_k(hot_end_k, return_c - input.secondary_return_temperature_c) -
                   mass_flow_kg_s * (heat_between_j_kg(fluid, rule, supply_c, return_c) + dissipation_j_kg);
        };
        double const coldest = input.secondary_return_temperature_c + 1e-9;
        return excess_w(coldest) >= 0.0    ? coldest
               : excess_w(supply_c) <= 0.0 ? supply_c
                                           : root_between(excess_w, coldest, supply_c);
    }
    }
    return supply_c;
}

ConsumerInput consumer_input(Network const& network, std::size_t i) {
    SubstationColumns const& s = network.substations;
    return {.control = s.control[i],
            .heat_demand_w = s.heat_demand_w[i],
            .return_temperature_c = s.return_temperature_c[i],
            .temperature_drop_k = s.temperature_drop_k[i],
            .mass_flow_kg_s = s.mass_flow_kg_s[i],
            .ua_w_k = s.ua_w_k[i],
            .secondary_supply_temperature_c = s.secondary_supply_temperature_c[i],
            .secondary_return_temperature_c = s.secondary_return_temperature_c[i]};
}

double design_flow_kg_s(Network const& network, std::size_t i, Fluid const& fluid) {
    ConsumerInput input = consumer_input(network, i);
    input.heat_demand_w = network.substations.peak_w[i];
    constexpr double no_limit = 1e9;
    double supply_c = network.substations.minimum_supply_temperature_c[i];
    double hottest = supply_c;
    for (double const plant_c : network.plants.supply_temperature_c) {
        hottest = std::max(hottest, plant_c);
    }
    // A minimum too low for the heat to be given at all says nothing about the valve: then the plant's
    // counts.
    ConsumerAnswer answer = required_flow(input, fluid, HeatRule::exact, supply_c, 0.0, no_limit);
    if (answer.too_cold || answer.mass_flow_kg_s >= no_limit) {
        answer = required_flow(input, fluid, HeatRule::exact, hottest, 0.0, no_limit);
    }
    return answer.too_cold ? 0.0 : answer.mass_flow_kg_s;
}

} // namespace saggar::detail
