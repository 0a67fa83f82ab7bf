// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "set_flows.hpp"
#include "steps.hpp"

#include "saggar/engine/physics/heat_exchanger.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar::detail {

namespace {

// Newton's line for one consumer: ln(flow) grows by `step` at the present temperature, and by `per_kelvin`
// for each kelvin that arrives more.
struct Line {
    double step{0.0};
    double per_kelvin{0.0};
};

constexpr double longest_step = 1.0;
// A consumer whose ln(flow) is nearer than this to its largest is there.
constexpr double no_room = 1e-6;
// Nearer than this to the return temperature, compared with the supply temperature that the present flow
// needs, what is asked at the present temperature is no guide.
constexpr double near_return = 0.2;
// An exchanger's needed temperature falls at least so much with ln(flow), K: keeps the line finite where more
// flow does nothing more.
constexpr double least_fall_k = 1e-12;

// ln(x). After a round flows are asked for next to what they are: the series is exact there, and ten times as
// fast.
double log_of_ratio(double x) {
    double const z = x - 1.0;
    constexpr double near = 1e-4;
    return std::abs(z) < near ? z * (1.0 - z * (1.0 / 2.0 - z * (1.0 / 3.0 - z / 4.0))) : std::log(x);
}

// From the temperature that the present flow needs, which falls with it. Unlike the flow that is asked for at
// the present temperature this stays smooth where water is hardly warm enough, or too cold for any flow.
Line line_of_need(double arriving_c, double needed_c, double fall_k) {
    return {(needed_c - arriving_c) / fall_k, -1.0 / fall_k};
}

// Supply temperature at which an exchanger passes the demand with this flow; its effectiveness does not
// depend on temperatures but for the water's heat capacity, taken at what arrives.
double needed_by_exchanger_c(SteadyWorkspace const& work, ConsumerInput const& input, double arriving_c,
                             double flow_kg_s) {
    double const secondary_w_k =
        input.heat_demand_w / (input.secondary_supply_temperature_c - input.secondary_return_temperature_c);
    double capacity = work.fluid.heat_capacity_j_kgk(arriving_c);
    for (int round = 0; round < 2; ++round) {
        double const out_c = arriving_c - input.heat_demand_w / (flow_kg_s * capacity);
        capacity = work.fluid.mean_heat_capacity_j_kgk(arriving_c, std::max(out_c, 0.0));
    }
    double const per_kelvin_w =
        exchange(input.ua_w_k, flow_kg_s * capacity, secondary_w_k, 1.0, 0.0, ExchangerFlow::counter).heat_w;
    return input.secondary_return_temperature_c + input.heat_demand_w / per_kelvin_w;
}

Line exchanger_line(SteadyWorkspace const& work, ConsumerInput const& input, double arriving_c,
                    double flow_kg_s) {
    constexpr double d = 1e-3; // of ln(flow)
    double const needed = needed_by_exchanger_c(work, input, arriving_c, flow_kg_s);
    double const less = needed_by_exchanger_c(work, input, arriving_c, flow_kg_s * std::exp(-d));
    double const more = needed_by_exchanger_c(work, input, arriving_c, flow_kg_s * std::exp(d));
    return line_of_need(arriving_c, needed, std::max(least_fall_k, (less - more) / (2.0 * d)));
}

Line line_of(SteadyWorkspace const& work, std::size_t i, double set_kg_s) {
    ConsumerInput const& input = work.consumer[i];
    auto const link = static_cast<std::size_t>(work.network->substations.link[i]);
    double const dissipation = work.dissipation_j_kg[link];
    double const arriving = work.arriving_c[i];
    double const capacity = work.arriving_capacity_j_kgk[i];
    switch (input.control) {
    case SubstationControl::return_temperature: {
        bool const exact = work.heat_rule == HeatRule::exact;
        double const heat = dissipation + (exact ? work.arriving_heat_j_kg[i] - work.return_heat_j_kg[i]
                                                 : heat_between_j_kg(work.fluid, work.heat_rule, arriving,
                                                                     input.return_temperature_c));
        double const need = input.heat_demand_w / set_kg_s;
        if (heat > near_return * need) {
            return {log_of_ratio(need / heat), -capacity / heat};
        }
        return line_of_need(0.0, (need - heat) / capacity, need / capacity);
    }
    case SubstationControl::temperature_drop: {
        double const heat = dissipation + heat_between_j_kg(work.fluid, work.heat_rule, arriving,
                                                            arriving - input.temperature_drop_k);
        return {log_of_ratio(input.heat_demand_w / (heat * set_kg_s)), 0.0};
    }
    case SubstationControl::mass_flow: return {log_of_ratio(input.mass_flow_kg_s / set_kg_s), 0.0};
    case SubstationControl::heat_exchanger: return exchanger_line(work, input, arriving, set_kg_s);
    }
    return {};
}

// Otherwise a valve is wide open and too little pressure is left.
bool has_its_flow(double flow_kg_s, double set_kg_s) {
    return flow_kg_s >= set_kg_s * (1.0 - 1e-9);
}

// What really passes decides what comes back.
double returned_c(SteadyWorkspace const& work, std::size_t i, double flow_kg_s) {
    ConsumerInput const& input = work.consumer[i];
    if (input.control == SubstationControl::return_temperature &&
        work.arriving_c[i] >= input.return_temperature_c) {
        return input.return_temperature_c;
    }
    auto const link = static_cast<std::size_t>(work.network->substations.link[i]);
    return return_temperature_c(input, work.fluid, work.heat_rule, work.arriving_c[i], flow_kg_s,
                                work.dissipation_j_kg[link]);
}

// What the flows of all links change by, where those of consumers change by their parts `flow_change`.
void answer_flows(SteadyWorkspace& work, HydraulicSolver& hydraulics) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    work.answering_node.resize(2 * substations);
    work.answering_kg_s.resize(2 * substations);
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        double const more = work.flow_change[link] * work.set_value[link];
        work.answering_node[2 * i] = network.links.from[link];
        work.answering_kg_s[2 * i] = more;
        work.answering_node[2 * i + 1] = network.links.to[link];
        work.answering_kg_s[2 * i + 1] = -more;
    }
    hydraulics.respond_everywhere(work.answering_node, work.answering_kg_s, work.more_flow_kg_s);
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        work.more_flow_kg_s[link] += work.answering_kg_s[2 * i];
    }
}

} // namespace

// One that is short of pressure takes its own step: its flow does not follow what it asks for.
double step_together(SteadyWorkspace& work) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    work.stepped = true;
    HydraulicSolver* const by_pressure = work.refined ? answering_hydraulics(work) : nullptr;
    work.sweep.respond(work.drawn, work.refined, by_pressure);
    double largest = 0.0;
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        std::int32_t const node = network.links.from[link];
        double const rise = work.follows[i] != 0 ? work.sweep.felt_k(work.sweep.place(node)) : 0.0;
        double const step =
            std::clamp(work.line_step[i] + work.line_per_kelvin[i] * rise, -longest_step, longest_step);
        double const room = work.log_largest[i] - work.unknown[i];
        work.too_cold[i] = step >= room && work.line_step[i] > 0.0 && room < no_room ? 1 : 0;
        double const change = std::min(step, room);
        work.answer[i] = work.unknown[i] + change;
        work.flow_change[link] = work.follows[i] != 0 ? change : 0.0;
        largest = std::max(largest, std::abs(change));
    }
    work.stepped_by_pressure = by_pressure != nullptr;
    if (by_pressure == nullptr) {
        work.sweep.respond_behind(work.flow_change);
    } else {
        answer_flows(work, *by_pressure);
        work.sweep.respond_behind_by_pressure(work.more_flow_kg_s);
    }
    return largest;
}

namespace {

void ask_substations(SteadyWorkspace& work, SteadyState const& state, Changes& changes) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < substations; ++i) {
        work.arriving_c[i] = state.temperature_c[static_cast<std::size_t>(
            network.links.from[static_cast<std::size_t>(network.substations.link[i])])];
    }
    work.fluid.heat_content_j_kg(work.arriving_c, work.arriving_heat_j_kg);
    work.fluid.heat_capacity_j_kgk(work.arriving_c, work.arriving_capacity_j_kgk);
    std::ranges::fill(work.drawn, Drawn{});
    double largest = 0.0;
    for (std::size_t i = 0; i < substations; ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        auto const node = static_cast<std::size_t>(network.links.from[link]);
        double const set = work.set_value[link];
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        Line line;
        work.follows[i] = 0;
        if (set > 0.0 && state.hydraulic.node_cut_off[node] == 0 && work.closed[link] == 0) {
            line = line_of(work, i, set);
            // One that asks for more than its largest flow stays there: others must not wait for what it
            // will never draw.
            bool const at_largest = line.step > 0.0 && work.log_largest[i] - work.unknown[i] < no_room;
            if (has_its_flow(flow, set) && !at_largest) {
                work.follows[i] = 1;
                Drawn& drawn = work.drawn[work.sweep.place(network.links.from[link])];
                drawn.per_kelvin += flow * line.per_kelvin;
                drawn.change += flow * line.step;
            }
        }
        largest = std::max(largest, std::abs(line.step));
        work.too_cold[i] = 0;
        work.line_step[i] = line.step;
        work.line_per_kelvin[i] = line.per_kelvin;
        double const before = work.exchanger_return_c[i];
        work.exchanger_return_c[i] = returned_c(work, i, flow);
        changes.temperature_k =
            std::max(changes.temperature_k, std::abs(work.exchanger_return_c[i] - before));
    }
    // Who gets what he asks for needs no step; where he does not, what arrives will follow it.
    work.stepped = false;
    changes.flow = largest <= work.options.flow_tolerance ? largest : step_together(work);
}

void ask_plants(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state,
                Changes& changes) {
    Network const& network = *work.network;
    std::size_t const substations = network.substations.size();
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.plants.link[i]);
        std::size_t const unknown = substations + i;
        double const return_c = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        bool const held = !std::isnan(work.held_supply_c[i]);
        double const wanted_c = held ? work.held_supply_c[i] : point.plant_supply_temperature_c[i];
        double const heat_j_kg = heat_between_j_kg(work.fluid, work.heat_rule, wanted_c, return_c);
        double const capacity_w =
            network.plants.capacity_w[i].value_or(std::numeric_limits<double>::infinity());
        bool const passes = flow > no_flow_kg_s && return_c > wanted_c;
        double supply_c = passes ? return_c : wanted_c;
        work.plant_passes[i] = passes ? 1 : 0;
        work.answer[unknown] = work.unknown[unknown];
        work.plant_at_capacity[i] = 0;
        work.plant_at_flow_limit[i] = 0;
        if (work.plant_stopped[i] != 0) {
            supply_c = wanted_c;
        } else if (network.plants.control[i] == PlantControl::heat && point.plant_heat_w[i] > 0.0) {
            double const heat_w = std::min(point.plant_heat_w[i], capacity_w);
            if (!gives_what_is_taken(work, flow, heat_j_kg, heat_w)) {
                double const largest = work.log_largest[unknown];
                double const asked = heat_j_kg > 1.0 ? std::log(heat_w / heat_j_kg) : largest;
                work.plant_at_flow_limit[i] = asked >= largest ? 1 : 0;
                work.answer[unknown] = std::min(asked, largest);
                changes.flow = std::max(changes.flow, std::abs(work.answer[unknown] - work.unknown[unknown]));
            }
        } else if (held) {
            work.plant_at_capacity[i] = 1;
        } else if (flow > no_flow_kg_s && flow * heat_j_kg > capacity_w * (1.0 + 1e-12)) {
            work.plant_at_capacity[i] = 1;
            supply_c = work.fluid.temperature_c(work.fluid.heat_content_j_kg(return_c) + capacity_w / flow);
        }
        changes.temperature_k = std::max(changes.temperature_k, std::abs(supply_c - work.plant_supply_c[i]));
        work.plant_supply_c[i] = supply_c;
    }
}

} // namespace

double return_what_arrives(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    double change_k = 0.0;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        if (work.closed[link] != 0 || has_its_flow(flow, work.set_value[link])) {
            continue;
        }
        work.arriving_c[i] = state.temperature_c[static_cast<std::size_t>(network.links.from[link])];
        double const before = std::exchange(work.exchanger_return_c[i], returned_c(work, i, flow));
        change_k = std::max(change_k, std::abs(work.exchanger_return_c[i] - before));
    }
    return change_k;
}

Changes ask_consumers(SteadyWorkspace& work, OperatingPoint const& point, SteadyState const& state) {
    Changes changes;
    ask_substations(work, state, changes);
    ask_plants(work, point, state, changes);
    return changes;
}

} // namespace saggar::detail
