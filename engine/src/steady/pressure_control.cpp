// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

// Changes of the pressures that plants look for, below which it is plain who is held back, Pa.
constexpr double settled_pa = 1.0;
// Change of a consumer's flow, relative, below which what plants are asked for beyond their largest pressure
// is no passing thing; or it has been asked for so many rounds.
constexpr double settled_flow = 1e-3;
constexpr int rounds_of_want = 12;

// What the valve of a consumer takes, wide open, for the flow that he has.
double open_valve_pa(SteadyWorkspace const& work, std::size_t substation, double flow_kg_s) {
    auto const link = static_cast<std::size_t>(work.network->substations.link[substation]);
    return work.model.links.quadratic_pa_s2_kg2[link] * flow_kg_s * flow_kg_s;
}

// A consumer who takes less than he asks for.
bool takes_less(SteadyWorkspace const& work, SteadyState const& state, std::size_t substation) {
    auto const link = static_cast<std::size_t>(work.network->substations.link[substation]);
    return work.set_value[link] > 0.0 && state.hydraulic.link_status[link] == LinkStatus::short_of_dp;
}

// As long as flows of consumers are given, those that take less are held back by a limiter or a valve that
// the water shuts: no pressure of a plant would give them more.
bool find_held_back(SteadyWorkspace& work, SteadyState const& state) {
    bool any = false;
    for (std::size_t i = 0; i < work.held_back.size(); ++i) {
        work.held_back[i] = takes_less(work, state, i) ? 1 : 0;
        any = any || work.held_back[i] != 0;
    }
    return any;
}

// What a consumer has beyond what he needs; of one that is held back what his open valve takes
// for the flow that he is left, and nothing more once valves share it.
double margin_pa(SteadyWorkspace const& work, SteadyState const& state, std::size_t substation) {
    auto const link = static_cast<std::size_t>(work.network->substations.link[substation]);
    double const has = state.hydraulic.pressure_loss_pa[link];
    bool const less = takes_less(work, state, substation);
    if (less && work.valves_limit && work.held_back[substation] != 0) {
        return std::numeric_limits<double>::infinity();
    }
    double const flow = work.set_value[link] > 0.0 ? state.hydraulic.mass_flow_kg_s[link] : 0.0;
    return has - (less && !work.valves_limit ? open_valve_pa(work, substation, flow)
                                             : needed_pa(work, substation, flow));
}

// Margin of the consumer of each zone that has least pressure to spare. Where nobody takes water, of those
// who might begin to; infinite where there is none of them either.
void find_margins(SteadyWorkspace& work, SteadyState const& state) {
    Network const& network = *work.network;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double>& least = work.zone_margin_pa;
    std::vector<double>& at_rest = work.zone_margin_at_rest_pa;
    least.assign(work.controlled_plants.size(), infinity);
    at_rest.assign(work.controlled_plants.size(), infinity);
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        std::int32_t const zone = work.pressure_zone[i];
        if (zone >= 0 && work.closed[link] == 0 &&
            state.hydraulic.node_cut_off[static_cast<std::size_t>(network.links.from[link])] == 0) {
            bool const takes = work.set_value[link] > 0.0;
            double& of_zone = (takes ? least : at_rest)[static_cast<std::size_t>(zone)];
            of_zone = std::min(of_zone, margin_pa(work, state, i));
        }
    }
    for (std::size_t zone = 0; zone < least.size(); ++zone) {
        least[zone] = std::isfinite(least[zone]) ? least[zone] : at_rest[zone];
    }
}

// From then on another solver finds flows, which has not solved those of the state.
void let_valves_limit(SteadyWorkspace& work) {
    work.valves_limit = true;
    work.flows_answer = false;
}

// Whether a consumer has less pressure than its valve needs, wide open, for the flow it was given.
bool somebody_is_short(SteadyWorkspace const& work, SteadyState const& state) {
    for (std::size_t i = 0; i < work.network->substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(work.network->substations.link[i]);
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const needs_pa = open_valve_pa(work, i, flow);
        if (flow > 0.0 && state.hydraulic.pressure_loss_pa[link] < needs_pa * (1.0 - 1e-12) - 1e-6) {
            return true;
        }
    }
    return false;
}

} // namespace

std::string describe_rivals(SteadyWorkspace const& work) {
    PlantColumns const& plants = work.network->plants;
    for (std::size_t i = 0; i < plants.size() && !work.controlled_plants.empty(); ++i) {
        bool const runs = work.closed[static_cast<std::size_t>(plants.link[i])] == 0;
        if (plants.control[i] == PlantControl::differential_pressure && runs) {
            return fmt::format(
                "; '{}' holds its differential pressure whatever heat it has, and '{}' looks for "
                "one that serves everybody beside it: give the first control heat, or the second a "
                "differential_pressure_bar",
                plants.id[i], plants.id[static_cast<std::size_t>(work.controlled_plants.front())]);
        }
    }
    return {};
}

double needed_pa(SteadyWorkspace const& work, std::size_t substation, double flow_kg_s) {
    return std::max(work.network->substations.minimum_differential_pressure_pa[substation],
                    open_valve_pa(work, substation, flow_kg_s));
}

void set_pressure_zones(SteadyWorkspace& work) {
    Network const& network = *work.network;
    bool const alone = work.controlled_plants.size() <= 1;
    work.pressure_zone.assign(network.substations.size(), work.controlled_plants.empty() ? -1 : 0);
    if (alone) {
        return;
    }
    std::vector<std::int32_t> parent(network.nodes.size());
    std::iota(parent.begin(), parent.end(), 0);
    auto const root = [&](std::int32_t node) {
        auto i = static_cast<std::size_t>(node);
        while (parent[i] != static_cast<std::int32_t>(i)) {
            i = static_cast<std::size_t>(parent[i] = parent[static_cast<std::size_t>(parent[i])]);
        }
        return static_cast<std::int32_t>(i);
    };
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        if (work.closed[link] == 0) {
            parent[static_cast<std::size_t>(root(network.links.from[link]))] = root(network.links.to[link]);
        }
    }
    auto const zone_of = [&](std::int32_t link) {
        return root(network.links.from[static_cast<std::size_t>(link)]);
    };
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        std::int32_t const own = zone_of(network.substations.link[i]);
        auto const plant = std::ranges::find_if(work.controlled_plants, [&](std::int32_t one) {
            return zone_of(network.plants.link[static_cast<std::size_t>(one)]) == own;
        });
        work.pressure_zone[i] = plant == work.controlled_plants.end()
                                    ? -1
                                    : static_cast<std::int32_t>(plant - work.controlled_plants.begin());
    }
}

double control_pressure(SteadyWorkspace& work, SteadyState const& state, double flow_change) {
    if (work.controlled_plants.empty()) {
        if (!work.valves_limit && (somebody_is_short(work, state) || find_held_back(work, state))) {
            let_valves_limit(work);
            return std::numeric_limits<double>::infinity();
        }
        return 0.0;
    }
    find_margins(work, state);
    std::vector<double> const& margins = work.zone_margin_pa;
    double largest = 0.0;
    bool beyond = false;
    for (std::size_t zone = 0; zone < margins.size(); ++zone) {
        auto const plant = static_cast<std::size_t>(work.controlled_plants[zone]);
        double const limit = pressure_limit(*work.network, plant);
        // One that others shut has their pressure across it.
        auto const link = static_cast<std::size_t>(work.network->plants.link[plant]);
        double const lift = std::max(work.plant_lift_pa[plant], -state.hydraulic.pressure_loss_pa[link]);
        double const least = work.least_lift_pa.empty() ? 0.0 : work.least_lift_pa[plant];
        // Where nobody is who could take water, the same whatever was solved before.
        bool const nobody = !std::isfinite(margins[zone]);
        double const asked = !nobody ? lift - margins[zone] : work.valves_limit ? lift : usual_lift_pa;
        double const wanted = std::max({least, work.held_lift_pa[plant], asked});
        double const set = std::exchange(work.plant_lift_pa[plant], std::min(wanted, limit));
        work.plant_at_pressure_limit[plant] = !nobody && wanted >= limit ? 1 : 0;
        beyond = beyond || (!nobody && wanted > limit);
        largest = std::max(largest, std::abs(work.plant_lift_pa[plant] - set));
    }
    // From then on in this solve: consumers that are not short take what they ask for there too.
    bool const held = !work.valves_limit && largest < settled_pa && find_held_back(work, state);
    if (held) { // what these are left needs it
        std::ranges::copy(work.plant_lift_pa, work.held_lift_pa.begin());
    }
    // Valves share the water to the end of this solve then, and who is short is content with what his open
    // valve takes: not for what a flow on its way asked for in a round or two.
    work.rounds_beyond = beyond ? work.rounds_beyond + 1 : 0;
    bool const lasts = beyond && (flow_change < settled_flow || work.rounds_beyond > rounds_of_want);
    if ((lasts || held) && !work.valves_limit) {
        let_valves_limit(work);
        return std::numeric_limits<double>::infinity();
    }
    return largest;
}

} // namespace saggar::detail
