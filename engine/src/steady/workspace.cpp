// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "workspace.hpp"

#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace saggar {

FrictionLaw friction_law(FrictionModel model) {
    switch (model) {
    case FrictionModel::colebrook: return FrictionLaw::colebrook;
    case FrictionModel::swamee_jain: return FrictionLaw::swamee_jain;
    case FrictionModel::haaland: return FrictionLaw::haaland;
    case FrictionModel::churchill: return FrictionLaw::churchill;
    case FrictionModel::epanet: return FrictionLaw::epanet;
    case FrictionModel::hazen_williams: return FrictionLaw::hazen_williams;
    case FrictionModel::chezy_manning: return FrictionLaw::chezy_manning;
    case FrictionModel::pandapipes_colebrook: return FrictionLaw::pandapipes_colebrook;
    case FrictionModel::pandapipes_swamee_jain: return FrictionLaw::pandapipes_swamee_jain;
    case FrictionModel::pandapipes_nikuradse: return FrictionLaw::pandapipes_nikuradse;
    }
    return FrictionLaw::colebrook;
}

} // namespace saggar

namespace saggar::detail {

namespace {

// The links with every consumer's flow given.
HydraulicLinks unlimited(Network const& network, HydraulicLinks links) {
    for (std::int32_t const link : network.substations.link) {
        links.law[static_cast<std::size_t>(link)] = LinkLaw::fixed_flow;
    }
    return links;
}

// The line beside each link, -1 without one.
std::vector<std::int32_t> partners(Network const& network) {
    std::vector<std::int32_t> result = network.pipes.partner;
    result.resize(network.links.size(), -1);
    return result;
}

// Nodes of parts that consumers give their water to and take none from: return lines, drawn as such or not.
std::vector<std::uint8_t> return_nodes(Network const& network) {
    std::size_t const nodes = network.nodes.size();
    std::vector<std::size_t> part(nodes);
    std::iota(part.begin(), part.end(), std::size_t{0});
    auto const find = [&](std::int32_t node) {
        auto i = static_cast<std::size_t>(node);
        while (part[i] != i) {
            i = part[i] = part[part[i]];
        }
        return i;
    };
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        if (kind != LinkKind::substation && kind != LinkKind::plant && kind != LinkKind::bypass) {
            part[find(network.links.from[link])] = find(network.links.to[link]);
        }
    }
    std::vector<std::uint8_t> gives(nodes);
    std::vector<std::uint8_t> takes(nodes);
    for (std::int32_t const link : network.substations.link) {
        gives[find(network.links.to[static_cast<std::size_t>(link)])] = 1;
        takes[find(network.links.from[static_cast<std::size_t>(link)])] = 1;
    }
    std::vector<std::uint8_t> result(nodes);
    for (std::size_t node = 0; node < nodes; ++node) {
        std::size_t const root = find(static_cast<std::int32_t>(node));
        result[node] = gives[root] != 0 && takes[root] == 0 ? 1 : 0;
    }
    return result;
}

std::size_t unknown_count(Network const& network, SteadyOptions const& options,
                          HydraulicSolver const& hydraulics) {
    bool const shares = options.heat && hydraulics.structure().core_links > 0;
    return network.substations.size() + network.plants.size() + (shares ? network.pipes.size() : 0);
}

std::vector<std::uint8_t> holders_as_given(Network const& network, HydraulicModel const& model) {
    std::vector<std::uint8_t> holds;
    find_who_holds(network, model.holders, model.nodes.fixed, network.links.open, holds);
    return holds;
}

// Leaves those in the model that hold.
HydraulicModel& keep_holders(HydraulicModel& model, std::vector<PressureHolder> const& holders,
                             std::vector<std::int32_t> const& nodes, std::vector<std::uint8_t> const& holds) {
    model.holders.clear();
    model.nodes.fixed.clear();
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (holds[i] != 0) {
            model.holders.push_back(holders[i]);
            model.nodes.fixed.push_back(nodes[i]);
        }
    }
    return model;
}

} // namespace

Fluid make_fluid(FluidSettings const& settings) {
    switch (settings.model) {
    case FluidModel::water: return Fluid::water(settings.reference_pressure_bar * 1e5);
    case FluidModel::constant:
        return Fluid::constant({.density_kg_m3 = settings.density_kg_m3.value(),
                                .dynamic_viscosity_pa_s = settings.dynamic_viscosity_pa_s.value(),
                                .heat_capacity_j_kgk = settings.heat_capacity_j_kgk.value(),
                                .conductivity_w_mk = settings.conductivity_w_mk.value_or(0.6)});
    case FluidModel::pandapipes_water: return Fluid::pandapipes_water();
    }
    return Fluid::water();
}

SteadyWorkspace::SteadyWorkspace(std::shared_ptr<Network const> shared_network, SteadyOptions given)
    : network{std::move(shared_network)},
      options{given},
      fluid{make_fluid(network->project().fluid)},
      heat_rule{network->project().physics.imitate == Imitation::pandapipes ? HeatRule::mean_of_ends
                                                                            : HeatRule::exact},
      mixing{network->project().physics.imitate == Imitation::pandapipes ? Mixing::mass_weighted
                                                                         : Mixing::energy},
      model{make_hydraulic_model(*network, fluid)},
      holders{model.holders},
      holder_node{model.nodes.fixed},
      holds{holders_as_given(*network, model)},
      hydraulics{keep_holders(model, holders, holder_node, holds).nodes,
                 unlimited(*network, model.links),
                 {.friction = friction_law(network->project().physics.friction),
                  .gravity_m_s2 = network->project().physics.gravity_m_s2}},
      hydraulic_settings{hydraulics.settings()},
      pipes{*network},
      sweep{network->links.from, network->links.to, partners(*network), return_nodes(*network), fluid},
      anderson{unknown_count(*network, options, hydraulics)} {
    std::size_t const links = network->links.size();
    std::size_t const nodes = network->nodes.size();
    std::size_t const substations = network->substations.size();
    std::size_t const plants = network->plants.size();
    set_value = model.links.set_value;
    quadratic = model.links.quadratic_pa_s2_kg2;
    density_kg_m3.resize(links);
    viscosity_pa_s.resize(links);
    closed.resize(links);
    cuts.resize(links);
    for (std::size_t i = 0; i < substations; ++i) {
        SubstationControl const control = network->substations.control[i];
        cuts[static_cast<std::size_t>(network->substations.link[i])] =
            control == SubstationControl::return_temperature || control == SubstationControl::heat_exchanger
                ? 1
                : 0;
    }
    dissipation_j_kg.resize(links);
    last_change_kg_s.resize(links);
    flow_change.resize(links);
    more_flow_kg_s.resize(links);
    injection_kg_s.resize(nodes);
    inflow_kg_s.resize(nodes);
    inflow_c.resize(nodes);
    still_c.resize(nodes);
    rise_k.resize(nodes);
    drawn.resize(nodes);
    find_links_at_holders();
    for (std::size_t i = 0; i < substations; ++i) {
        consumer.push_back(consumer_input(*network, i));
    }
    unknown.resize(unknown_count(*network, options, hydraulics));
    answer.resize(unknown.size());
    log_largest.resize(substations + plants);
    plant_log_unheld.resize(plants);
    pump_limits.resize(plants);
    for (std::size_t i = 0; i < substations; ++i) {
        bool const is_set = network->substations.control[i] == SubstationControl::mass_flow;
        log_largest[i] = is_set ? std::numeric_limits<double>::infinity() : std::log(largest_flow(*this, i));
    }
    too_cold.resize(substations);
    follows.resize(substations);
    for (auto* const column : {&line_step, &line_per_kelvin, &arriving_c, &arriving_heat_j_kg,
                               &arriving_capacity_j_kgk, &return_heat_j_kg}) {
        column->resize(substations);
    }
    exchanger_return_c.resize(substations);
    plant_supply_c.resize(plants);
    plant_lift_pa.resize(plants);
    plant_at_pressure_limit.resize(plants);
    held_lift_pa.resize(plants);
    held_back.resize(substations);
    plant_at_capacity.resize(plants);
    held_supply_c.resize(plants, std::numeric_limits<double>::quiet_NaN());
    plant_at_flow_limit.resize(plants);
    plant_passes.resize(plants);
    plant_stopped.resize(plants);
    for (double const supply_c : network->plants.supply_temperature_c) {
        hottest_plant_c = std::max(hottest_plant_c, supply_c);
    }
}

void SteadyWorkspace::find_links_at_holders() {
    fixed_pressure_pa.resize(model.holders.size());
    links_at_holder.assign(model.holders.size(), {});
    for (std::size_t i = 0; i < model.holders.size(); ++i) {
        std::int32_t const node = model.nodes.fixed[i];
        for (std::size_t link = 0; link < network->links.size(); ++link) {
            if (network->links.from[link] == node || network->links.to[link] == node) {
                links_at_holder[i].push_back(static_cast<std::int32_t>(link));
            }
        }
    }
}

void SteadyWorkspace::choose_holders(std::vector<std::uint8_t> const& link_open) {
    if (holders.size() > 1) {
        find_who_holds(*network, holders, holder_node, link_open, would_hold);
        hold(would_hold);
    }
}

void SteadyWorkspace::hold(std::vector<std::uint8_t> const& by_holder) {
    if (by_holder == holds) {
        return;
    }
    holds = by_holder;
    keep_holders(model, holders, holder_node, holds);
    hydraulics = HydraulicSolver{model.nodes, unlimited(*network, model.links), hydraulic_settings};
    limited_hydraulics.reset();
    find_links_at_holders();
    std::size_t const unknowns = unknown_count(*network, options, hydraulics);
    anderson = Anderson{unknowns};
    unknown.resize(unknowns);
    answer.resize(unknowns);
    loaded_flow_kg_s.clear();
}

} // namespace saggar::detail
