// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology_graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace saggar::detail {

namespace {

template <class Record, class Visit>
void each(std::string_view list, std::vector<Record> const& records, Visit const& visit) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        visit(Element{list, i, records[i].id}, records[i]);
    }
}

} // namespace

TopologyGraph::TopologyGraph(Project const& project, NodeReferences const& references)
    : rows{references.rows()}, parts{references.rows()} {
    auto const row = [&](std::string_view node) { return references.row(node); };
    joints.reserve(project.pipes.size() + 2 * project.pipe_pairs.size() + project.valves.size() +
                   project.pumps.size() + project.bypasses.size() + project.substations.size() +
                   project.plants.size());
    each("pipes", project.pipes, [&](Element const& element, Pipe const& pipe) {
        joints.push_back({element, row(pipe.from), row(pipe.to), true, pipe.open});
    });
    each("pipe_pairs", project.pipe_pairs, [&](Element const& element, Pipe const& pipe) {
        for (Side const side : {Side::supply, Side::return_side}) {
            joints.push_back(
                {element, references.row(pipe.from, side), references.row(pipe.to, side), true, pipe.open});
        }
    });
    each("valves", project.valves, [&](Element const& element, Valve const& valve) {
        joints.push_back({element, row(valve.from), row(valve.to), true, valve.open});
    });
    each("pumps", project.pumps, [&](Element const& element, Pump const& pump) {
        joints.push_back({element, row(pump.from), row(pump.to), true, pump.running});
    });
    each("bypasses", project.bypasses, [&](Element const& element, Bypass const& bypass) {
        auto const [supply, back] = references.supply_and_return(bypass);
        joints.push_back({element, supply, back, !bypass.mass_flow_kg_s.has_value(), true});
    });
    each("substations", project.substations, [&](Element const& element, Substation const& substation) {
        auto const [supply, back] = references.supply_and_return(substation);
        joints.push_back({element, supply, back, false, true});
    });
    first_plant = joints.size();
    each("plants", project.plants, [&](Element const& element, Plant const& plant) {
        auto const [supply, back] = references.supply_and_return(plant);
        bool const sets_difference = plant.control == PlantControl::pressure_holding ||
                                     plant.control == PlantControl::differential_pressure;
        joints.push_back({element, back, supply, sets_difference, plant.running});
    });
    each("reservoirs", project.reservoirs, [&](Element const& element, Reservoir const& reservoir) {
        boundaries.push_back({element, row(reservoir.node), reservoir.temperature_c, true, true});
    });
    each("tanks", project.tanks, [&](Element const& element, Tank const& tank) {
        boundaries.push_back({element, row(tank.node), tank.temperature_c, true, true});
    });
    each("withdrawals", project.withdrawals, [&](Element const& element, Withdrawal const& withdrawal) {
        boundaries.push_back({element, row(withdrawal.node), withdrawal.temperature_c, false,
                              withdrawal.mass_flow_kg_s < 0.0});
    });
    auto const join = [this](std::int32_t a, std::int32_t b) {
        if (a >= 0 && b >= 0) {
            parts.join(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
        }
    };
    for (Joint const& joint : joints) {
        complete = complete && joint.from >= 0 && joint.to >= 0;
        join(joint.from, joint.to);
    }
    for (std::int32_t place = 0; static_cast<std::size_t>(place) < project.nodes.size(); ++place) {
        join(references.row(place, Side::supply), references.row(place, Side::return_side));
    }
    for (Boundary const& boundary : boundaries) {
        complete = complete && boundary.node >= 0;
    }
}

std::string describe(Element const& element) {
    std::string_view kind = element.list;
    kind.remove_suffix(kind == "bypasses" ? 2 : 1);
    return fmt::format("{} '{}'", kind, element.id);
}

std::string describe(std::vector<Element> const& elements) {
    constexpr std::size_t most = 5;
    std::string text;
    std::string_view list;
    for (std::size_t i = 0; i < std::min(most, elements.size()); ++i) {
        text += i == 0 ? "" : ", ";
        if (elements[i].list != list) {
            list = elements[i].list;
            text += fmt::format("{} ", list);
        }
        text += fmt::format("'{}'", elements[i].id);
    }
    return elements.size() > most ? fmt::format("{} and {} more", text, elements.size() - most) : text;
}

} // namespace saggar::detail
