// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the links of a round do to the water: consumers, plants, throttling; and what pipes lose heat to.

#include "simulation_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

// A consumer whose flow is short of what it asks for by less than this part is served: its return is then
// colder by as much of its temperature drop, 0.1 K of 30 K.
constexpr double served_slack = 3e-3;
// What water that is colder than the mean of a step may leave a served consumer colder than its return: an
// assumption. A valve would open in time and hold the return; here flow is constant in a step.
constexpr double swing_k = 5.0;
// A plant gives no more than so much above its capacity before it is held there.
constexpr double capacity_slack = 1e-5;
// A plant that holds its temperature needs more than its capacity on the mean of some step in which, held at
// its capacity until it reaches that temperature, it needs less: after so many turns it is held there. That
// is right in either case, but water then runs in a circle of the whole network.
constexpr int times_let_go = 1;
constexpr double swing_room = 0.1;      // ln(flow) below the largest
constexpr double swing_shortage = 5e-3; // part of the flow that is asked for

} // namespace

void NetworkSimulation::Impl::set_ambient() {
    PipeColumns const& pipes = network().pipes;
    bool const warms = network().project().physics.dissipation_heat;
    std::vector<double> const& own = work.pipes.own_w_mk();
    std::vector<double> const& mutual = work.pipes.mutual_w_mk();
    for (std::size_t i = 0; i < pipes.size() && !pipes_meet; ++i) {
        pipes_meet = own[i] > 0.0 && mutual[i] > 0.0;
    }
    for_each(pipes.size(), [&](std::size_t i) {
        double const ground = work.pipes.ground_c()[i];
        conductance_w_mk[i] = own[i];
        ambient_c[i] = ground;
        friction_w[i] = 0.0;
        if (!(own[i] > 0.0)) {
            return;
        }
        if (mutual[i] > 0.0) {
            auto const partner = static_cast<std::size_t>(pipes.partner[i]);
            // Mean over the step, as far as it is known: of its beginning and its end.
            double const beside =
                0.5 * (pipe_mean_before_c[partner] + state.pipe_mean_temperature_c[partner]);
            ambient_c[i] += mutual[i] / own[i] * (beside - ground);
        }
        if (warms) {
            friction_w[i] =
                std::abs(state.hydraulic.pressure_loss_pa[i] * state.hydraulic.mass_flow_kg_s[i]) /
                work.density_kg_m3[i];
            ambient_c[i] += friction_w[i] / (own[i] * pipes.length_m[i]);
        }
    });
}

// A consumer takes its demand evenly over the step, but cools nothing below where its water may leave: one
// that is served a little below the mean, since flow is constant in a step and temperature is not; one that
// is not, so that its heat follows what arrives within the step; none below the ground.
void NetworkSimulation::Impl::set_consumer_rule(std::size_t i) {
    detail::ConsumerInput const& input = work.consumer[i];
    auto const link = static_cast<std::size_t>(network().substations.link[i]);
    double const flow = state.hydraulic.mass_flow_kg_s[link];
    double const dissipation = work.dissipation_j_kg[link];
    if (!(flow > options.heat.smallest_flow_kg_s) || !(input.heat_demand_w > 0.0)) {
        return;
    }
    double const arriving = arriving_c(network().substations.link[i]);
    double const ground = work.still_c[static_cast<std::size_t>(network().links.from[link])];
    rule_arriving_c[i] = arriving;
    rule[link] = LinkRule::heat;
    auto const cool_to = [&](double coldest_c) { // more friction than demand warms what passes, without limit
        limit_c[link] = rule_value[link] < 0.0 ? coldest_c : std::numeric_limits<double>::infinity();
    };
    if (input.control == SubstationControl::temperature_drop) {
        // Of a flow that is short it takes no more than its drop; what is colder gives what it has.
        double const from_c = std::max(arriving, ground + input.temperature_drop_k);
        double const by_drop_w = flow * (detail::heat_between_j_kg(work.fluid, work.heat_rule, from_c,
                                                                   from_c - input.temperature_drop_k) +
                                         dissipation);
        bool const served = by_drop_w >= input.heat_demand_w * (1.0 - served_slack);
        rule_value[link] = flow * dissipation - (served ? input.heat_demand_w : by_drop_w);
        cool_to(ground);
        return;
    }
    // What holds its return lets colder water through, whatever arrives.
    double const back = std::max(
        input.control == SubstationControl::return_temperature
            ? input.return_temperature_c
            : detail::return_temperature_c(input, work.fluid, work.heat_rule, arriving, flow, dissipation),
        ground);
    // Steadily, so that a round does not turn what the one before found: none at the largest flow, or where
    // the differential pressure lets less pass than is asked for.
    double const room = std::clamp((work.log_largest[i] - taken[i]) / swing_room, 0.0, 1.0);
    double const passes = std::clamp(1.0 - (1.0 - flow / std::exp(taken[i])) / swing_shortage, 0.0, 1.0);
    rule_value[link] = flow * dissipation - input.heat_demand_w;
    cool_to(std::max(ground, back - swing_k * room * passes));
    // What its valve would let pass for as long as colder water comes than the mean of the step.
    largest_flow_kg_s[link] = std::lerp(flow, std::max(flow, std::exp(work.log_largest[i])), passes);
}

void NetworkSimulation::Impl::set_rules(SimulationPoint const& point) {
    bool const warms = network().project().physics.dissipation_heat;
    for (std::size_t link = network().pipes.size(); link < network().links.size(); ++link) {
        LinkKind const kind = network().links.kind[link];
        bool const throttles =
            kind == LinkKind::valve || kind == LinkKind::bypass || kind == LinkKind::substation;
        double const flow = std::abs(state.hydraulic.mass_flow_kg_s[link]);
        work.dissipation_j_kg[link] =
            warms && throttles ? std::abs(state.hydraulic.pressure_loss_pa[link]) / work.density_kg_m3[link]
                               : 0.0;
        rule[link] = work.dissipation_j_kg[link] > 0.0 ? LinkRule::heat : LinkRule::pass;
        rule_value[link] = flow * work.dissipation_j_kg[link];
        limit_c[link] = std::numeric_limits<double>::infinity(); // none
        largest_flow_kg_s[link] = 0.0;
    }
    for_each(network().substations.size(), [this](std::size_t i) { set_consumer_rule(i); });
    set_plant_rules(point);
    for (std::size_t node = 0; node < entering_c.size(); ++node) {
        entering_c[node] = work.inflow_kg_s[node] > 0.0 ? work.inflow_c[node]
                                                        : std::numeric_limits<double>::quiet_NaN(); // its own
    }
}

void NetworkSimulation::Impl::set_plant_rules(SimulationPoint const& point) {
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(network().plants.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const return_c = arriving_c(network().plants.link[i]);
        double const wanted_c = point.point.plant_supply_temperature_c[i];
        double const most_w = capacity_w(point, i);
        bool const tripped = point.plant_tripped[i] != 0;
        bool const was_bound = capacity_bound[i] != 0;
        work.plant_passes[i] = flow > 0.0 && return_c > wanted_c ? 1 : 0;
        capacity_bound[i] = tripped ? 1 : 0;
        rule[link] = LinkRule::pass;
        rule_value[link] = 0.0;
        if (flow <= 0.0 || tripped || work.plant_passes[i] != 0) {
            continue;
        }
        double const needed_w =
            flow * detail::heat_between_j_kg(work.fluid, work.heat_rule, wanted_c, return_c);
        bool const lacks = needed_w > most_w * (1.0 + capacity_slack);
        let_go[i] += was_bound && !lacks ? 1 : 0;
        bool const bound = lacks || let_go[i] > times_let_go;
        capacity_bound[i] = bound ? 1 : 0;
        rule[link] = bound ? LinkRule::heat : LinkRule::outlet_temperature;
        rule_value[link] = bound ? most_w : wanted_c;
        limit_c[link] = wanted_c; // while it has heat enough
    }
}

HeatStep NetworkSimulation::Impl::heat_step(double duration_s, std::span<double const> mass_flow_kg_s) const {
    return {.duration_s = duration_s,
            .mass_flow_kg_s = mass_flow_kg_s,
            .conductance_w_mk = conductance_w_mk,
            .ambient_c = ambient_c,
            .rule = rule,
            .rule_value = rule_value,
            .entering_c = entering_c,
            .limit_c = limit_c,
            .largest_flow_kg_s = largest_flow_kg_s};
}

bool NetworkSimulation::Impl::plants_hold(SimulationPoint const& point) const {
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        std::int32_t const link = network().plants.link[i];
        if (rule[static_cast<std::size_t>(link)] != LinkRule::outlet_temperature) {
            continue;
        }
        double const heat_w = heat->heat_w(static_cast<std::size_t>(link));
        bool const passes = arriving_c(link) > point.point.plant_supply_temperature_c[i];
        if (passes || heat_w > capacity_w(point, i) * (1.0 + capacity_slack)) {
            return false;
        }
    }
    return true;
}

} // namespace saggar
