// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "street_problem.hpp"

#include "../crossings.hpp"
#include "money.hpp"

#include "saggar/network/disjoint_sets.hpp"
#include "saggar/network/street_graph.hpp"
#include "saggar/network/tie_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

// The point of a polyline that is nearest to `to`, and its part of the line's length.
struct OnLine {
    Point at;
    double part{0.0};
    double distance_m{std::numeric_limits<double>::infinity()};
};

OnLine nearest_on(std::vector<Point> const& line, Point const& to) {
    double const total = length_m(line);
    OnLine best;
    double before = 0.0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        double const dx = line[i + 1].x_m - line[i].x_m;
        double const dy = line[i + 1].y_m - line[i].y_m;
        double const squared = dx * dx + dy * dy;
        double const along = (to.x_m - line[i].x_m) * dx + (to.y_m - line[i].y_m) * dy;
        double const t = squared > 0.0 ? std::clamp(along / squared, 0.0, 1.0) : 0.0;
        Point const at = between(line[i], line[i + 1], t);
        double const piece = std::sqrt(squared);
        if (double const away = distance_m(at, to); away < best.distance_m) {
            best = {.at = at, .part = total > 0.0 ? (before + t * piece) / total : 0.0, .distance_m = away};
        }
        before += piece;
    }
    return best;
}

class Joining {
public:
    Joining(Project const& project, DistrictMap const& map, StreetProblemOptions const& options,
            ExtensionProblem& problem)
        : project_{project},
          map_{map},
          options_{options},
          problem_{problem},
          graph_{map.streets, options.join_m} {}

    void run() {
        place_loads();
        auto const taps = tap_nodes();
        problem_.places.assign(graph_.vertices().begin(), graph_.vertices().end());
        for (StreetGraph::Edge const& edge : graph_.edges()) {
            problem_.ways.push_back({.kind = WayKind::street,
                                     .a = edge.a,
                                     .b = edge.b,
                                     .length_m = edge.length_m * options_.length_factor,
                                     .surface = edge.surface});
        }
        place_nodes();
        for (Tap const& tap : taps) {
            add_connector(tap.vertex, problem_.node_place[static_cast<std::size_t>(tap.node)], tap.surface);
        }
        place_pairs();
    }

private:
    // Splits the nearest street at the point nearest to the building's facade.
    void place_loads() {
        std::vector<ExtensionLoad> placed;
        for (ExtensionLoad& load : problem_.loads) {
            MapBuilding const& building = map_.buildings[load.building];
            // From the middle first: the street that is nearest to the outline is among those near the
            // middle.
            double const reach = options_.maximum_service_length_m + radius(building);
            StreetGraph::Place best;
            double best_m = std::numeric_limits<double>::infinity();
            for (StreetGraph::Place const& place : graph_.nearest(building.at, 32, reach)) {
                Point const facade = facade_towards(building, place.at);
                if (double const away = distance_m(facade, place.at); away < best_m) {
                    best_m = away;
                    best = place;
                    load.facade = facade;
                }
            }
            if (!(best_m <= options_.maximum_service_length_m)) {
                not_near(building);
                continue;
            }
            load.place = graph_.split(best.edge, best.fraction).vertex;
            load.service_length_m =
                distance_m(load.facade, graph_.vertices()[static_cast<std::size_t>(load.place)]);
            placed.push_back(std::move(load));
        }
        problem_.loads = std::move(placed);
    }

    static double radius(MapBuilding const& building) {
        double most = 0.0;
        for (Point const& point : building.outline) {
            most = std::max(most, distance_m(point, building.at));
        }
        return most;
    }

    static Point facade_towards(MapBuilding const& building, Point const& street) {
        return building.outline.size() < 2 ? building.at : nearest_on(building.outline, street).at;
    }

    void not_near(MapBuilding const& building) {
        auto const nearest = graph_.nearest(building.at, 1, std::numeric_limits<double>::infinity());
        problem_.findings.push_back(
            {.kind = MapFindingKind::not_connected,
             .map = project_.extension.buildings,
             .feature = building.id,
             .text =
                 nearest.empty()
                     ? std::string{"there is no street"}
                     : fmt::format("the nearest street is {:.0f} m away, more than the {:.0f} m of a service "
                                   "pipe",
                                   nearest.front().distance_m, options_.maximum_service_length_m),
             .advice = "Add the street, or raise extension.maximum_service_length_m",
             .at = building.at});
    }

    std::int32_t add_place(Point const& at) {
        problem_.places.push_back(at);
        return static_cast<std::int32_t>(problem_.places.size() - 1);
    }

    // A node of the present network from which a street is reached.
    struct Tap {
        std::int32_t node;
        std::int32_t vertex;
        Surface surface;
    };

    std::vector<Tap> tap_nodes() {
        std::vector<std::int32_t> nodes;
        for (TieInTargets::Node const& target : tie_in_targets(project_).nodes) {
            nodes.push_back(target.node);
        }
        for (Plant const& plant : project_.plants) {
            nodes.push_back(node_of(plant));
        }
        std::ranges::sort(nodes);
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
        std::vector<Tap> taps;
        for (std::int32_t const node : nodes) {
            auto const at = position_of(node);
            if (!at) {
                continue;
            }
            auto const near = graph_.nearest(*at, 1, options_.snap_m);
            if (!near.empty()) {
                Surface const surface = graph_.edges()[static_cast<std::size_t>(near.front().edge)].surface;
                taps.push_back({.node = node,
                                .vertex = graph_.split(near.front().edge, near.front().fraction).vertex,
                                .surface = surface});
            }
        }
        return taps;
    }

    [[nodiscard]] std::optional<Point> position_of(std::int32_t node) const {
        if (node < 0) {
            return std::nullopt;
        }
        Node const& of = project_.nodes[static_cast<std::size_t>(node)];
        return of.x_m && of.y_m ? std::optional{Point{.x_m = *of.x_m, .y_m = *of.y_m}} : std::nullopt;
    }

    void place_nodes() {
        problem_.node_place.assign(project_.nodes.size(), -1);
        for (std::size_t i = 0; i < project_.nodes.size(); ++i) {
            if (auto const at = position_of(static_cast<std::int32_t>(i))) {
                problem_.node_place[i] = add_place(*at);
            }
        }
        for (Plant const& plant : project_.plants) {
            std::int32_t const node = node_of(plant);
            problem_.plant_place.push_back(node < 0 ? -1
                                                    : problem_.node_place[static_cast<std::size_t>(node)]);
        }
    }

    void add_connector(std::int32_t street, std::int32_t network, Surface surface) {
        Point const& a = problem_.places[static_cast<std::size_t>(street)];
        Point const& b = problem_.places[static_cast<std::size_t>(network)];
        double const least_m = 0.1; // pipes have a length
        problem_.ways.push_back({.kind = WayKind::connector,
                                 .a = street,
                                 .b = network,
                                 .length_m = std::max(least_m, distance_m(a, b)),
                                 .surface = surface});
    }

    [[nodiscard]] std::int32_t node_of(Plant const& plant) const {
        std::string id = plant.node.empty() ? plant.supply_node : plant.node;
        id = id.substr(0, id.find(':'));
        auto const found =
            std::ranges::find_if(project_.nodes, [&](Node const& node) { return node.id == id; });
        return found == project_.nodes.end() ? -1 : static_cast<std::int32_t>(found - project_.nodes.begin());
    }

    // Pairs are cut where a vertex of the streets lies near them, and joined to it.
    void place_pairs() {
        std::size_t const vertices = graph_.vertices().size();
        std::vector<std::string> const closed = closed_at_design_point();
        for (TieInTargets::Line const& line : tie_in_targets(project_).lines) {
            std::string const& pair = project_.pipe_pairs[static_cast<std::size_t>(line.pair)].id;
            if (std::ranges::find(closed, pair) != closed.end()) {
                continue; // it carries nothing when it would have to
            }
            std::map<double, std::int32_t> cuts{
                {0.0, problem_.node_place[static_cast<std::size_t>(line.from)]},
                {1.0, problem_.node_place[static_cast<std::size_t>(line.to)]}};
            double const total = length_m(line.points);
            auto const [west, east] = std::ranges::minmax(line.points, {}, &Point::x_m);
            auto const [south, north] = std::ranges::minmax(line.points, {}, &Point::y_m);
            for (std::size_t vertex = 0; vertex < vertices; ++vertex) {
                Point const at = problem_.places[vertex];
                double const snap_m = options_.snap_m;
                if (at.x_m < west.x_m - snap_m || at.x_m > east.x_m + snap_m || at.y_m < south.y_m - snap_m ||
                    at.y_m > north.y_m + snap_m) {
                    continue;
                }
                OnLine const on = nearest_on(line.points, at);
                constexpr double apart_m = 1.0; // nearer to an end, that is tapped
                if (on.distance_m > snap_m || on.part * total < apart_m ||
                    (1.0 - on.part) * total < apart_m) {
                    continue;
                }
                auto const [cut, is_new] = cuts.emplace(on.part, -1);
                if (is_new) {
                    cut->second = add_place(on.at);
                    add_connector(static_cast<std::int32_t>(vertex), cut->second,
                                  project_.pipe_pairs[static_cast<std::size_t>(line.pair)].surface);
                }
            }
            add_present(line, cuts, total);
        }
    }

    [[nodiscard]] std::vector<std::string> closed_at_design_point() const {
        auto const point =
            std::ranges::find(project_.operating_points, design_point_id(project_), &OperatingPointData::id);
        return point == project_.operating_points.end() ? std::vector<std::string>{} : point->closed;
    }

    void add_present(TieInTargets::Line const& line, std::map<double, std::int32_t> const& cuts,
                     double total) {
        Pipe const& pair = project_.pipe_pairs[static_cast<std::size_t>(line.pair)];
        double const real_m = pair.length_m.value_or(total);
        for (auto here = cuts.begin(); std::next(here) != cuts.end(); ++here) {
            auto const next = std::next(here);
            problem_.ways.push_back({.kind = WayKind::present,
                                     .a = here->second,
                                     .b = next->second,
                                     .length_m = (next->first - here->first) * real_m,
                                     .surface = pair.surface,
                                     .pair = line.pair,
                                     .from_part = here->first,
                                     .to_part = next->first});
        }
    }

    Project const& project_;
    DistrictMap const& map_;
    StreetProblemOptions options_;
    ExtensionProblem& problem_;
    StreetGraph graph_;
};

} // namespace

void join_streets(Project const& project, DistrictMap const& map, StreetProblemOptions const& options,
                  ExtensionProblem& problem) {
    Joining{project, map, options, problem}.run();
}

void cross_obstacles(Project const& project, DistrictMap const& map, ExtensionProblem& problem) {
    auto const between = [&](Point const& a, Point const& b) {
        return crossings_of(std::array{a, b}, map.obstacles, project.extension.crossing_cost.value_or(0.0));
    };
    for (ExtensionWay& way : problem.ways) {
        if (way.kind != WayKind::present) {
            Crossings crossed = between(problem.places[static_cast<std::size_t>(way.a)],
                                        problem.places[static_cast<std::size_t>(way.b)]);
            way.crossing_cost = crossed.cost;
            way.crosses = std::move(crossed.obstacles);
        }
    }
    for (ExtensionLoad& load : problem.loads) {
        load.crossing_cost = between(problem.places[static_cast<std::size_t>(load.place)], load.facade).cost;
    }
}

void drop_unreachable(DistrictMap const& map, ExtensionProblem& problem) {
    DisjointSets groups{problem.places.size()};
    for (ExtensionWay const& way : problem.ways) {
        groups.join(static_cast<std::size_t>(way.a), static_cast<std::size_t>(way.b));
    }
    std::vector<std::uint8_t> fed(problem.places.size(), 0);
    for (std::int32_t const place : problem.plant_place) {
        if (place >= 0) {
            fed[groups.find(static_cast<std::size_t>(place))] = 1;
        }
    }
    // Where the streets of a group without a plant come nearest to one with it is not searched: its first
    // place says where it is.
    std::map<std::size_t, std::size_t> lost;
    for (std::size_t place = 0; place < problem.places.size(); ++place) {
        if (std::size_t const group = groups.find(place); fed[group] == 0) {
            lost.emplace(group, place);
        }
    }
    std::map<std::size_t, std::size_t> ways_of;
    for (ExtensionWay const& way : problem.ways) {
        ++ways_of[groups.find(static_cast<std::size_t>(way.a))];
    }
    for (auto const& [group, place] : lost) {
        if (ways_of[group] > 0) {
            problem.findings.push_back(
                {.kind = MapFindingKind::not_connected,
                 .map = {},
                 .feature = "streets",
                 .text = fmt::format("{} pieces of street round ({:.0f}, {:.0f}) hang together with no plant",
                                     ways_of[group], problem.places[place].x_m, problem.places[place].y_m),
                 .advice = "Join their ends to the others, or raise extension.join_m or streets.snap_m",
                 .at = problem.places[place]});
        }
    }
    std::erase_if(problem.loads, [&](ExtensionLoad const& load) {
        if (fed[groups.find(static_cast<std::size_t>(load.place))] != 0) {
            return false;
        }
        MapBuilding const& building = map.buildings[load.building];
        problem.findings.push_back({.kind = MapFindingKind::not_connected,
                                    .map = {},
                                    .feature = building.id,
                                    .text = "no way along streets leads to it from a plant",
                                    .advice = "Join its street to the others",
                                    .at = building.at});
        return true;
    });
}

} // namespace saggar::detail
