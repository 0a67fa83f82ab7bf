// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The project's side of tie-ins: what can be tied into, and a pair with a node put into it.

#include "saggar/network/tie_in.hpp"

#include "node_references.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace saggar {

namespace {

bool has_place(Node const& node) {
    return node.x_m.has_value() && node.y_m.has_value();
}
Point place_of(Node const& node) {
    return {*node.x_m, *node.y_m};
}

std::vector<Point> drawn_line(Pipe const& pipe, Node const& from, Node const& to) {
    std::vector<Point> line{place_of(from)};
    for (std::size_t i = 0; i + 1 < pipe.route_xy_m.size(); i += 2) {
        line.push_back({pipe.route_xy_m[i], pipe.route_xy_m[i + 1]});
    }
    line.push_back(place_of(to));
    return line;
}

// The elements of a list keep the places in files that they were read from.
void add_origin(Project& project, std::string_view list, std::size_t of, std::size_t present) {
    auto const found = project.origins.find(list);
    if (found != project.origins.end() && found->second.size() == present && of < present) {
        ElementOrigin const origin = found->second[of];
        found->second.push_back(origin);
    }
}

} // namespace

TieInTargets tie_in_targets(Project const& project) {
    detail::NodeReferences const references{project};
    TieInTargets targets;
    std::vector<bool> touched(project.nodes.size(), false);
    for (std::size_t i = 0; i < project.pipe_pairs.size(); ++i) {
        Pipe const& pair = project.pipe_pairs[i];
        if (!pair.open) {
            continue;
        }
        std::int32_t const from = references.parse(pair.from).place;
        std::int32_t const to = references.parse(pair.to).place;
        Node const& start = project.nodes[static_cast<std::size_t>(from)];
        Node const& end = project.nodes[static_cast<std::size_t>(to)];
        touched[static_cast<std::size_t>(from)] = touched[static_cast<std::size_t>(to)] = true;
        if (has_place(start) && has_place(end)) {
            targets.lines.push_back({static_cast<std::int32_t>(i), from, to, drawn_line(pair, start, end)});
        }
    }
    for (std::size_t i = 0; i < project.nodes.size(); ++i) {
        if (touched[i] && has_place(project.nodes[i])) {
            targets.nodes.push_back({static_cast<std::int32_t>(i), place_of(project.nodes[i])});
        }
    }
    return targets;
}

std::size_t split_pair(Project& project, std::size_t pair, double position, std::string node_id,
                       std::string id_behind) {
    assert(pair < project.pipe_pairs.size() && position > 0.0 && position < 1.0);
    Pipe& before = project.pipe_pairs[pair];
    auto const find_node = [&](std::string const& id) {
        auto const found = std::find_if(project.nodes.begin(), project.nodes.end(),
                                        [&](Node const& candidate) { return candidate.id == id; });
        assert(found != project.nodes.end());
        return static_cast<std::size_t>(found - project.nodes.begin());
    };
    std::size_t const start_place = find_node(before.from);
    Node const& start = project.nodes[start_place];
    Node const& end = project.nodes[find_node(before.to)];

    Node middle;
    middle.id = node_id;
    middle.elevation_m = start.elevation_m + position * (end.elevation_m - start.elevation_m);
    middle.source = before.source;
    Pipe behind = before;
    behind.id = id_behind;
    behind.from = node_id;
    before.to = std::move(node_id);
    if (before.length_m) {
        before.length_m = position * *before.length_m;
        behind.length_m = (1.0 - position) * *behind.length_m;
    }
    before.zeta *= position;
    behind.zeta *= 1.0 - position;
    before.equivalent_length_m *= position;
    behind.equivalent_length_m *= 1.0 - position;

    if (has_place(start) && has_place(end)) {
        std::vector<Point> const line = drawn_line(behind, start, end);
        before.route_xy_m.clear();
        behind.route_xy_m.clear();
        double left_m = position * length_m(line);
        bool passed = false;
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            double const piece_m = distance_m(line[i], line[i + 1]);
            if (i > 0) {
                std::vector<double>& route = passed ? behind.route_xy_m : before.route_xy_m;
                route.push_back(line[i].x_m);
                route.push_back(line[i].y_m);
            }
            bool const last = i + 2 == line.size();
            if (!passed && (left_m < piece_m || last)) {
                Point const at = between(line[i], line[i + 1], piece_m > 0.0 ? left_m / piece_m : 0.0);
                middle.x_m = at.x_m;
                middle.y_m = at.y_m;
                passed = true;
            }
            left_m -= piece_m;
        }
    }

    for (OperatingPointData& point : project.operating_points) {
        if (std::find(point.closed.begin(), point.closed.end(), before.id) != point.closed.end()) {
            point.closed.push_back(id_behind);
        }
    }
    add_origin(project, "nodes", start_place, project.nodes.size());
    add_origin(project, "pipe_pairs", pair, project.pipe_pairs.size());
    project.nodes.push_back(std::move(middle));
    project.pipe_pairs.push_back(std::move(behind));
    return project.pipe_pairs.size() - 1;
}

} // namespace saggar
