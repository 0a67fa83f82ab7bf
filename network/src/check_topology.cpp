// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// How elements hang together. Three notions of "joined":
//   part: by any element, however valves stand; both sides of a node that has two. A part without a plant or
//     reservoir can never be served.
//   pressure zone: by what makes the pressures at its ends depend on each other: pipes, valves, pumps, fixed
//     restrictions, and plants that set their differential pressure. A consumer or a plant with a prescribed
//     flow takes any pressure difference and does not join. Every zone, all valves open, needs something that
//     holds a pressure.
//   zone as it stands: the same with what is shut taken away. No more than one plant may hold the pressure of
//     one, and none beside a reservoir. Operating points only shut more, or start and stop plants; events of
//     a simulation open, too.

#include "saggar/network/time_stamp.hpp"

#include "problem_list.hpp"
#include "topology_graph.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

using Roots = std::unordered_set<std::size_t>;

std::size_t at(std::int32_t row) {
    return static_cast<std::size_t>(row);
}

class TopologyCheck {
public:
    TopologyCheck(Project const& project, NodeReferences const& references, TopologyGraph const& graph,
                  ProblemList& problems)
        : project_{project},
          references_{references},
          problems_{problems},
          graph_{graph},
          parts_{graph.parts} {}

    void run() {
        if (project_.nodes.empty()) {
            problems_.add(ErrorCode::nothing_to_solve, "nodes", "", "the project has no nodes",
                          "Add nodes, pipes that join them, and a plant or reservoir");
        } else if (graph_.joints.empty()) {
            problems_.add(ErrorCode::nothing_to_solve, "pipes", "", "nothing joins the nodes",
                          "Add pipes or pipe_pairs");
        } else {
            if (graph_.complete) {
                check_islands();
                check_missing_references();
            }
            check_several_references();
        }
    }

private:
    // Nodes that lead nowhere, and parts without a plant or reservoir.
    void check_islands() {
        Roots served;
        for (std::size_t plant = 0; plant < project_.plants.size(); ++plant) {
            served.insert(parts_.find(at(graph_.plant(plant).from)));
        }
        for (TopologyGraph::Boundary const& boundary : graph_.boundaries) {
            if (boundary.holds_pressure) {
                served.insert(parts_.find(at(boundary.node)));
            }
        }
        report_lone_nodes();
        for (auto const& [root, members] : sets_without(parts_, served)) {
            problems_.add(
                ErrorCode::not_connected, members.front(), "",
                fmt::format("no path leads to any plant or reservoir, however the valves stand, from "
                            "{}",
                            describe(members)),
                "Join them to the network, give them a plant or reservoir, or remove them");
            islands_.insert(root);
        }
    }

    void report_lone_nodes() {
        std::vector<bool> reached(graph_.rows, false);
        for (TopologyGraph::Joint const& joint : graph_.joints) {
            reached[at(joint.from)] = reached[at(joint.to)] = true;
        }
        std::unordered_set<std::string_view> seen;
        for (std::size_t place = 0; place < project_.nodes.size(); ++place) {
            Node const& node = project_.nodes[place];
            if (!seen.insert(node.id).second) {
                continue; // a second node of this name, said elsewhere
            }
            for (Side const side : {Side::none, Side::supply, Side::return_side}) {
                std::int32_t const row = references_.row(static_cast<std::int32_t>(place), side);
                if (row >= 0 && !reached[at(row)]) {
                    problems_.add(ErrorCode::not_connected, Element{"nodes", place, node.id}, "",
                                  fmt::format("no pipe or other element leads to {}",
                                              side == Side::none     ? "it"
                                              : side == Side::supply ? "its supply side"
                                                                     : "its return side"),
                                  "Join it, or remove it");
                }
            }
        }
    }

    // Zones in which nothing holds a pressure, all valves open.
    void check_missing_references() {
        DisjointSets zones{graph_.rows};
        for (TopologyGraph::Joint const& joint : graph_.joints) {
            if (joint.transmits) {
                zones.join(at(joint.from), at(joint.to));
            }
        }
        Roots held;
        Roots held_parts;
        auto const hold = [&](std::int32_t row) {
            held.insert(zones.find(at(row)));
            held_parts.insert(parts_.find(at(row)));
        };
        for (std::size_t plant = 0; plant < project_.plants.size(); ++plant) {
            if (project_.plants[plant].control == PlantControl::pressure_holding) {
                hold(graph_.plant(plant).from);
            }
        }
        for (TopologyGraph::Boundary const& boundary : graph_.boundaries) {
            if (boundary.holds_pressure) {
                hold(boundary.node);
            }
        }
        held_parts.insert(islands_.begin(), islands_.end());
        for (auto const& [root, members] : sets_without(parts_, held_parts)) {
            report_part_without_reference(root);
        }
        // Zones of a part that is held elsewhere.
        for (auto const& [root, members] : sets_without(zones, held)) {
            if (!held_parts.contains(parts_.find(root)) || islands_.contains(parts_.find(root))) {
                continue;
            }
            problems_.add(ErrorCode::no_pressure_reference, members.front(), "",
                          fmt::format("nothing holds the pressure in {}: only consumers, or plants and "
                                      "bypasses with a prescribed flow, join them to the rest",
                                      describe(members)),
                          "Join them by a pipe, let a plant set its differential pressure "
                          "(pressure_holding or differential_pressure), or add a reservoir");
        }
    }

    void report_part_without_reference(std::size_t root) {
        std::vector<Element> plants;
        for (std::size_t plant = 0; plant < project_.plants.size(); ++plant) {
            TopologyGraph::Joint const& joint = graph_.plant(plant);
            if (parts_.find(at(joint.from)) == root) {
                plants.push_back(joint.element);
            }
        }
        problems_.add(ErrorCode::no_pressure_reference, plants.front(), "control",
                      fmt::format("nothing holds the pressure of the network around {}", describe(plants)),
                      "Set control of one of them to pressure_holding, with held_pressure_bar, or add a "
                      "reservoir");
    }

    // More than one plant that holds the pressure of one zone, or a plant beside a reservoir.
    void check_several_references() {
        check_shared_nodes();
        std::vector<bool> running;
        for (Plant const& plant : project_.plants) {
            running.push_back(plant.running);
        }
        auto const as_drawn = find_several({running, {}, {}});
        if (as_drawn) {
            problems_.add(ErrorCode::several_pressure_references, as_drawn->second, "control",
                          several_text(*as_drawn), several_advice(*as_drawn));
        }
        std::set<std::vector<bool>> fine{running};
        for (std::size_t i = 0; i < project_.operating_points.size(); ++i) {
            OperatingPointData const& point = project_.operating_points[i];
            std::vector<bool> const at_point = running_at(point, running);
            if (fine.contains(at_point)) {
                continue;
            }
            if (!find_several({at_point, {}, {}})) {
                fine.insert(at_point); // what the point shuts can only part zones
            } else if (auto const found =
                           find_several({at_point, {point.closed.begin(), point.closed.end()}, {}})) {
                problems_.add(ErrorCode::several_pressure_references,
                              Element{"operating_points", i, point.id}, "plants", several_text(*found),
                              several_advice(*found));
            }
        }
        if (!as_drawn) {
            check_events(running);
        }
    }

    struct Changes {
        std::vector<bool> running; // per plant
        std::set<std::string, std::less<>> shut;
        std::set<std::string, std::less<>> opened;
    };

    // What is tripped lets go of the pressure where another plant holds it (Scenario::let_go).
    void check_events(std::vector<bool> const& running) {
        TimeZone const& zone = project_.simulation.zone;
        std::vector<std::pair<std::int64_t, std::size_t>> order; // by time
        for (std::size_t i = 0; i < project_.simulation.events.size(); ++i) {
            if (auto const time = parse_time_stamp(project_.simulation.events[i].time, zone)) {
                order.emplace_back(*time, i);
            }
        }
        std::ranges::stable_sort(order, {}, &std::pair<std::int64_t, std::size_t>::first);
        Changes changes{.running = running, .shut = {}, .opened = {}};
        std::optional<std::size_t> joining; // the last event of this time that may join anything
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (apply(project_.simulation.events[order[k].second], changes)) {
                joining = order[k].second;
            }
            bool const more = k + 1 < order.size() && order[k + 1].first == order[k].first;
            if (more || !joining) {
                continue;
            }
            if (auto const found = find_several(changes)) {
                problems_.add(ErrorCode::several_pressure_references, "simulation",
                              place_of_event(project_.simulation.events[*joining], *joining) + " action",
                              several_text(*found) + " from then on",
                              "Let one of them trip before, or shut what joins them");
                return;
            }
            joining.reset();
        }
    }

    // Whether zones may be larger, or plants more, than before.
    bool apply(SimulationEvent const& event, Changes& changes) const {
        bool const opens = event.action == EventAction::open;
        if (opens || event.action == EventAction::close) {
            (opens ? changes.shut : changes.opened).erase(event.element);
            (opens ? changes.opened : changes.shut).insert(event.element);
            return opens;
        }
        bool const starts = event.action == EventAction::recover;
        auto const plant = std::ranges::find(project_.plants, event.element, &Plant::id);
        if (plant == project_.plants.end() || !(starts || event.action == EventAction::trip)) {
            return false;
        }
        changes.running[static_cast<std::size_t>(plant - project_.plants.begin())] = starts;
        return starts;
    }

    struct Several {
        Element first;
        Element second;
    };
    static std::string several_text(Several const& found) {
        return fmt::format("{} and {} both hold the pressure of one zone", describe(found.first),
                           describe(found.second));
    }
    static std::string several_advice(Several const& found) {
        return found.first.list == "plants"
                   ? "Set control of all but one to differential_pressure, heat or flow, take it out of "
                     "service, or part the zones with a shut valve"
                   : "Set the plant's control to differential_pressure, heat or flow, or remove the "
                     "reservoir or tank";
    }

    [[nodiscard]] std::vector<bool> running_at(OperatingPointData const& point,
                                               std::vector<bool> running) const {
        for (PlantSetting const& setting : point.plants) {
            for (std::size_t plant = 0; setting.running && plant < project_.plants.size(); ++plant) {
                if (project_.plants[plant].id == setting.plant) {
                    running[plant] = *setting.running;
                }
            }
        }
        return running;
    }

    [[nodiscard]] std::optional<Several> find_several(Changes const& changes) const {
        std::vector<bool> const& running = changes.running;
        DisjointSets zones{graph_.rows};
        for (std::size_t i = 0; i < graph_.joints.size(); ++i) {
            TopologyGraph::Joint const& joint = graph_.joints[i];
            bool const open = i >= graph_.first_plant
                                  ? running[i - graph_.first_plant]
                                  : joint.open || changes.opened.contains(joint.element.id);
            if (open && joint.transmits && joint.from >= 0 && joint.to >= 0 &&
                !changes.shut.contains(joint.element.id)) {
                zones.join(at(joint.from), at(joint.to));
            }
        }
        std::map<std::size_t, Element> held; // zone -> who holds its pressure
        for (TopologyGraph::Boundary const& boundary : graph_.boundaries) {
            if (boundary.holds_pressure && boundary.node >= 0) {
                held.try_emplace(zones.find(at(boundary.node)), boundary.element);
            }
        }
        for (std::size_t plant = 0; plant < project_.plants.size(); ++plant) {
            TopologyGraph::Joint const& joint = graph_.plant(plant);
            if (project_.plants[plant].control == PlantControl::pressure_holding && running[plant] &&
                joint.from >= 0) {
                auto const [first, is_new] = held.try_emplace(zones.find(at(joint.from)), joint.element);
                if (!is_new) {
                    return Several{first->second, joint.element};
                }
            }
        }
        return std::nullopt;
    }

    // Two reservoirs or tanks at one node.
    void check_shared_nodes() {
        std::map<std::int32_t, Element> first_at;
        for (TopologyGraph::Boundary const& boundary : graph_.boundaries) {
            if (!boundary.holds_pressure || boundary.node < 0) {
                continue;
            }
            auto const [first, is_new] = first_at.try_emplace(boundary.node, boundary.element);
            if (!is_new) {
                problems_.add(
                    ErrorCode::several_pressure_references, boundary.element, "node",
                    fmt::format("{} holds the pressure of this node already", describe(first->second)),
                    "Keep one of the two, or put a pipe between them");
            }
        }
    }

    // Every set that has elements and is not among `fine`, with them, in the order of their first.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::vector<Element>>>
    sets_without(DisjointSets& sets, Roots const& fine) const {
        std::vector<std::pair<std::size_t, std::vector<Element>>> found;
        std::map<std::size_t, std::size_t> position_of; // root -> position in found
        for (TopologyGraph::Joint const& joint : graph_.joints) {
            for (std::int32_t const row : {joint.from, joint.to}) {
                std::size_t const root = sets.find(at(row));
                if (fine.contains(root)) {
                    continue;
                }
                std::size_t const position = position_of.try_emplace(root, found.size()).first->second;
                if (position == found.size()) {
                    found.push_back({root, {}});
                }
                std::vector<Element>& members = found[position].second;
                if (members.empty() || members.back().list != joint.element.list ||
                    members.back().position != joint.element.position) {
                    members.push_back(joint.element);
                }
            }
        }
        return found;
    }

    Project const& project_;
    NodeReferences const& references_;
    ProblemList& problems_;
    TopologyGraph const& graph_;
    DisjointSets parts_;
    Roots islands_; // roots of parts without plant or reservoir
};

} // namespace

void check_topology(Project const& project, NodeReferences const& references, TopologyGraph const& graph,
                    ProblemList& problems) {
    TopologyCheck{project, references, graph, problems}.run();
}

} // namespace saggar::detail
