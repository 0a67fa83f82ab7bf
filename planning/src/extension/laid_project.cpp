// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "laid_project.hpp"

#include "money.hpp"
#include "rings.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/tie_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace saggar::detail {

namespace {

// Heights between those that are known: weighted with the inverse square of the distance.
class Heights {
public:
    Heights(Project const& project, DistrictMap const& map, ExtensionProblem const& problem) {
        for (Node const& node : project.nodes) {
            if (node.x_m && node.y_m) {
                known_.emplace_back(Point{.x_m = *node.x_m, .y_m = *node.y_m}, node.elevation_m);
            }
        }
        for (ExtensionLoad const& load : problem.loads) {
            MapBuilding const& building = map.buildings[load.building];
            if (building.elevation_m) {
                known_.emplace_back(building.at, *building.elevation_m);
            }
        }
    }

    [[nodiscard]] double operator()(Point const& at) const {
        constexpr std::size_t neighbours = 4;
        std::vector<std::pair<double, double>> near; // distance, height
        for (auto const& [place, height] : known_) {
            near.emplace_back(distance_m(place, at), height);
        }
        std::size_t const count = std::min(neighbours, near.size());
        std::ranges::partial_sort(near, near.begin() + static_cast<std::ptrdiff_t>(count));
        double sum = 0.0;
        double weights = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            double const weight = 1.0 / std::max(1.0, near[i].first * near[i].first);
            sum += weight * near[i].second;
            weights += weight;
        }
        return weights > 0.0 ? sum / weights : 0.0;
    }

private:
    std::vector<std::pair<Point, double>> known_;
};

class Laying {
public:
    Laying(Project const& project, DistrictMap const& map, ExtensionProblem const& problem,
           TopologyPlan const& plan, std::set<std::int32_t> const& nodes_at)
        : map_{map}, problem_{problem}, plan_{plan}, nodes_at_{nodes_at}, heights_{project, map, problem} {
        laid_.project = project;
        for (Node const& node : project.nodes) {
            ids_.insert(node.id);
        }
        for (auto const* const list : {&project.pipe_pairs, &project.pipes}) {
            for (Pipe const& pipe : *list) {
                ids_.insert(pipe.id);
            }
        }
        for (Substation const& substation : project.substations) {
            ids_.insert(substation.id);
        }
        for (Plant const& plant : project.plants) {
            ids_.insert(plant.id);
        }
    }

    LaidProject lay() {
        write_lengths_down();
        add_up_use();
        find_rings();
        name_present_nodes();
        note_present();
        cut_present();
        lay_streets();
        connect_loads();
        note_feeders();
        laid_.places = node_of_;
        return std::move(laid_);
    }

private:
    std::string free_id(std::string const& wanted) {
        std::string id = wanted;
        for (int i = 2; !ids_.insert(id).second; ++i) {
            id = fmt::format("{}~{}", wanted, i);
        }
        return id;
    }

    // Lengths that follow from coordinates are written down, so that cutting a pair keeps them.
    void write_lengths_down() {
        if (!problem_.network) {
            return;
        }
        PipeColumns const& pipes = problem_.network->pipes;
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            auto& list = pipes.partner[i] >= 0 ? laid_.project.pipe_pairs : laid_.project.pipes;
            list[at(pipes.record[i])].length_m = pipes.length_m[i];
        }
    }

    // Heat that is sold through each way.
    void add_up_use() {
        std::unordered_map<std::int32_t, double> use; // of each place
        for (std::int32_t const load : plan_.connected) {
            use[problem_.loads[at(load)].place] += problem_.loads[at(load)].demand.annual_use_mwh;
        }
        std::for_each(plan_.pipes.rbegin(), plan_.pipes.rend(), [&](TopologyPipe const& pipe) {
            use_mwh_[pipe.edge] = use[pipe.to];
            use[pipe.from] += use[pipe.to];
        });
    }

    void find_rings() {
        for (Ring const& ring : rings_of(problem_, plan_)) {
            closing_.insert(ring.edge);
            through_.insert(ring.pairs.begin(), ring.pairs.end());
        }
    }

    void name_present_nodes() {
        for (std::size_t i = 0; i < problem_.node_place.size(); ++i) {
            if (problem_.node_place[i] >= 0) {
                node_of_[problem_.node_place[i]] = laid_.project.nodes[i].id;
            }
        }
    }

    // Present pairs that the plan leads heat through may be made larger, and those in a ring with new ones:
    // some of it goes through them.
    void note_present() {
        std::map<std::int32_t, double> flow_w;
        for (std::int32_t const pair : through_) {
            flow_w[pair] = 0.0;
        }
        for (TopologyPipe const& pipe : plan_.pipes) {
            ExtensionWay const& way = problem_.ways[at(pipe.edge)];
            if (way.kind == WayKind::present) {
                double& most = flow_w[way.pair];
                most = std::max(most, pipe.flow_w);
            }
        }
        for (auto const& [pair, heat_w] : flow_w) {
            through_.insert(pair);
            note_pipe(laid_.project.pipe_pairs[at(pair)], false, true, heat_w, 0.0, 0.0);
        }
    }

    // Pairs get a node where the plan leaves them, the last cut first, so that the part before keeps its
    // place.
    void cut_present() {
        std::set<std::int32_t> joined; // places at which a pipe in a street begins
        for (TopologyPipe const& pipe : plan_.pipes) {
            if (problem_.ways[at(pipe.edge)].kind != WayKind::present) {
                joined.insert(pipe.from);
                joined.insert(pipe.to);
            }
        }
        // By pair, and by part from the end of the pair.
        std::map<std::int32_t, std::map<double, std::int32_t, std::greater<>>> cuts;
        for (ExtensionWay const& way : problem_.ways) {
            if (way.kind == WayKind::present && way.to_part < 1.0 && joined.contains(way.b)) {
                cuts[way.pair].emplace(way.to_part, way.b);
            }
        }
        for (auto const& [pair, places] : cuts) {
            double end = 1.0;
            for (auto const& [part, place] : places) {
                std::string const id = laid_.project.pipe_pairs[at(pair)].id;
                std::string const node = free_id(id + "~tie-in");
                std::string const behind = free_id(id + std::string{piece_mark});
                split_pair(laid_.project, at(pair), part / end, node, behind);
                node_of_[place] = node;
                end = part;
                if (through_.contains(pair)) {
                    note_pipe(laid_.project.pipe_pairs.back(), false, true, 0.0, 0.0, 0.0);
                }
            }
        }
        for (ExtensionPipe& pipe : laid_.pipes) { // cutting has shortened them
            auto const& pairs = laid_.project.pipe_pairs;
            auto const found = std::ranges::find(pairs, pipe.pair, &Pipe::id);
            pipe.length_m = found->length_m.value_or(pipe.length_m);
        }
    }

    std::string const& node_at(std::int32_t place) {
        auto const known = node_of_.find(place);
        if (known != node_of_.end()) {
            return known->second;
        }
        Point const& where = problem_.places[at(place)];
        return node_of_[place] = add_node(fmt::format("x{}", place), where, heights_(where),
                                          "between the heights of the nearest nodes");
    }

    std::string add_node(std::string const& wanted, Point const& where, double elevation_m,
                         std::string const& source) {
        Node node;
        node.id = free_id(wanted);
        node.x_m = where.x_m;
        node.y_m = where.y_m;
        node.elevation_m = std::round(elevation_m * 100.0) / 100.0;
        node.source = "extension; height: " + source;
        laid_.project.nodes.push_back(node);
        return node.id;
    }

    // Pieces of street in a row that carry the same are one pair.
    void lay_streets() {
        std::unordered_map<std::int32_t, std::vector<std::size_t>> leaving;
        std::set<std::int32_t> ends = nodes_at_; // places that stay nodes
        for (std::size_t i = 0; i < plan_.pipes.size(); ++i) {
            if (problem_.ways[at(plan_.pipes[i].edge)].kind != WayKind::present) {
                leaving[plan_.pipes[i].from].push_back(i);
            }
        }
        for (std::int32_t const load : plan_.connected) {
            ends.insert(problem_.loads[at(load)].place);
        }
        std::vector<std::uint8_t> laid(plan_.pipes.size(), 0);
        for (std::size_t i = 0; i < plan_.pipes.size(); ++i) {
            TopologyPipe const& first = plan_.pipes[i];
            if (laid[i] != 0 || problem_.ways[at(first.edge)].kind == WayKind::present) {
                continue;
            }
            std::vector<std::size_t> row{i};
            laid[i] = 1;
            for (;;) {
                TopologyPipe const& last = plan_.pipes[row.back()];
                auto const next = leaving.find(last.to);
                bool const goes_on = next != leaving.end() && next->second.size() == 1 &&
                                     !ends.contains(last.to) && !node_of_.contains(last.to) &&
                                     laid[next->second.front()] == 0 &&
                                     problem_.ways[at(plan_.pipes[next->second.front()].edge)].surface ==
                                         problem_.ways[at(last.edge)].surface;
                if (!goes_on) {
                    break;
                }
                row.push_back(next->second.front());
                laid[row.back()] = 1;
            }
            lay_row(row);
        }
    }

    void lay_row(std::vector<std::size_t> const& row) {
        TopologyPipe const& first = plan_.pipes[row.front()];
        Pipe pipe;
        pipe.id = free_id(fmt::format("street_{}", first.edge));
        pipe.from = node_at(first.from);
        pipe.to = node_at(plan_.pipes[row.back()].to);
        double length = 0.0;
        double crossing = 0.0;
        std::set<std::string> crosses;
        for (std::size_t const i : row) {
            ExtensionWay const& way = problem_.ways[at(plan_.pipes[i].edge)];
            length += way.length_m;
            crossing += way.crossing_cost;
            crosses.insert(way.crosses.begin(), way.crosses.end());
            if (way.kind == WayKind::street) {
                laid_.along_streets.insert(pipe.id);
            }
            if (i != row.back()) {
                Point const& corner = problem_.places[at(plan_.pipes[i].to)];
                pipe.route_xy_m.push_back(corner.x_m);
                pipe.route_xy_m.push_back(corner.y_m);
            }
        }
        pipe.length_m = length;
        pipe.surface = problem_.ways[at(first.edge)].surface;
        std::int32_t const last = static_cast<std::int32_t>(problem_.sizes.size()) - 1;
        pipe.catalogue = problem_.sizes[at(std::clamp(first.size, 0, last))].entry;
        pipe.source = "extension, along streets";
        for (std::string const& obstacle : crosses) {
            pipe.source += ", crosses " + obstacle;
        }
        laid_.project.pipe_pairs.push_back(pipe);
        note_pipe(pipe, false, false, first.flow_w, crossing, use_mwh_[first.edge]);
        for (std::size_t const i : row) {
            pair_of_[plan_.pipes[i].edge] = pipe.id;
        }
        begins_[pipe.id] = first.from;
        laid_.pipes.back().closes_ring =
            std::ranges::any_of(row, [&](std::size_t i) { return closing_.contains(plan_.pipes[i].edge); });
    }

    void connect_loads() {
        for (std::int32_t const position : plan_.connected) {
            ExtensionLoad const& load = problem_.loads[at(position)];
            MapBuilding const& building = map_.buildings[load.building];
            std::string const street = node_at(load.place);
            Point const& where = load.facade;
            std::string const node =
                add_node(building.id + "~door", where, building.elevation_m.value_or(heights_(where)),
                         building.elevation_m ? "map" : "between the heights of the nearest nodes");
            Pipe pipe;
            pipe.id = free_id(building.id + "~service");
            pipe.from = street;
            pipe.to = node;
            pipe.length_m = std::max(1.0, load.service_length_m);
            pipe.role = PipeRole::branch;
            SizeRow const* const row = smallest(problem_.sizes, load.demand.peak_kw * 1e3);
            pipe.catalogue = (row != nullptr ? *row : problem_.sizes.back()).entry;
            pipe.source = "extension, service pipe";
            laid_.project.pipe_pairs.push_back(pipe);
            note_pipe(pipe, true, false, load.demand.peak_kw * 1e3, load.crossing_cost,
                      load.demand.annual_use_mwh);
            begins_[pipe.id] = load.place;
            add_substation(load, building, node);
        }
    }

    // Along the plan, which leads outwards: the last new pair before each place.
    void note_feeders() {
        std::unordered_map<std::int32_t, std::string> last;
        for (TopologyPipe const& pipe : plan_.pipes) {
            auto const laid = pair_of_.find(pipe.edge);
            last[pipe.to] = laid != pair_of_.end() ? laid->second : last[pipe.from];
        }
        for (ExtensionPipe& pipe : laid_.pipes) {
            if (auto const begins = begins_.find(pipe.pair); begins != begins_.end()) {
                pipe.fed_by = last[begins->second];
            }
        }
    }

    void add_substation(ExtensionLoad const& load, MapBuilding const& building, std::string const& node) {
        Substation substation;
        substation.id = free_id(building.id);
        substation.node = node;
        substation.peak_kw = load.demand.peak_kw;
        substation.annual_use_mwh = load.demand.annual_use_mwh;
        substation.dwellings = load.demand.dwellings;
        substation.return_temperature_c = laid_.project.extension.return_temperature_c;
        if (laid_.project.simulation.demand.empty()) {
            substation.demand_shape = load.demand.shape;
        }
        substation.source = "extension: " + load.demand.source;
        laid_.project.substations.push_back(std::move(substation));
    }

    void note_pipe(Pipe const& pipe, bool service, bool reinforced, double flow_w, double crossing_cost,
                   double use_mwh) {
        ExtensionPipe made;
        made.pair = pipe.id;
        made.service = service;
        made.reinforced = reinforced;
        made.length_m = pipe.length_m.value_or(0.0);
        made.surface = pipe.surface;
        made.entry = pipe.catalogue;
        made.flow_w = flow_w;
        made.crossing_cost = crossing_cost;
        made.annual_use_mwh = use_mwh;
        laid_.pipes.push_back(std::move(made));
    }

    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    TopologyPlan const& plan_;
    std::set<std::int32_t> const& nodes_at_;
    Heights heights_;
    LaidProject laid_;
    std::set<std::string> ids_;
    std::unordered_map<std::int32_t, std::string> node_of_; // of places
    std::unordered_map<std::int32_t, double> use_mwh_;      // of edges
    std::unordered_map<std::int32_t, std::string> pair_of_; // of edges: the new pair in them
    std::unordered_map<std::string, std::int32_t> begins_;  // of new pairs: the place that heat comes from
    std::set<std::int32_t> closing_; // edges that close a ring over the present network
    std::set<std::int32_t> through_; // present pairs that heat of the plan goes through
};

} // namespace

LaidProject lay_plan(Project const& project, DistrictMap const& map, ExtensionProblem const& problem,
                     TopologyPlan const& plan, std::set<std::int32_t> const& nodes_at) {
    return Laying{project, map, problem, plan, nodes_at}.lay();
}

} // namespace saggar::detail
