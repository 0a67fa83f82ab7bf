// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/street_graph.hpp"

#include "segment_index.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <queue>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

std::size_t at(std::int32_t position) {
    return static_cast<std::size_t>(position);
}

// Points on a grid of cells as wide as the joining distance: those within it lie in a cell or beside it.
class VertexGrid {
public:
    VertexGrid(std::vector<Point>& vertices, double join_m)
        : vertices_{vertices}, join_m_{std::max(join_m, 1e-6)} {}

    std::int32_t vertex_at(Point const& point) {
        std::int64_t const column = cell(point.x_m);
        std::int64_t const row = cell(point.y_m);
        for (std::int64_t i = column - 1; i <= column + 1; ++i) {
            for (std::int64_t j = row - 1; j <= row + 1; ++j) {
                auto const [first, last] = cells_.equal_range(key(i, j));
                for (auto known = first; known != last; ++known) {
                    if (distance_m(vertices_[at(known->second)], point) <= join_m_) {
                        return known->second;
                    }
                }
            }
        }
        auto const made = static_cast<std::int32_t>(vertices_.size());
        vertices_.push_back(point);
        cells_.emplace(key(column, row), made);
        return made;
    }

private:
    [[nodiscard]] std::int64_t cell(double coordinate) const {
        return static_cast<std::int64_t>(std::floor(coordinate / join_m_));
    }
    static std::uint64_t key(std::int64_t column, std::int64_t row) {
        return static_cast<std::uint64_t>(column) * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(row);
    }

    std::vector<Point>& vertices_;
    double join_m_;
    std::unordered_multimap<std::uint64_t, std::int32_t> cells_;
};

} // namespace

struct StreetGraph::Impl {
    double join_m;
    std::vector<Point> vertices;
    std::vector<Edge> edges;
    std::vector<std::int32_t> street_of; // of each edge: the place of its street among those given
    std::vector<std::vector<std::int32_t>> edges_at; // of each vertex
    detail::SegmentIndex index{{}};

    [[nodiscard]] detail::Segment segment(Edge const& edge) const {
        return {vertices[at(edge.a)], vertices[at(edge.b)]};
    }
    [[nodiscard]] double drawn_length(std::int32_t a, std::int32_t b) const {
        return distance_m(vertices[at(a)], vertices[at(b)]);
    }

    void add_streets(std::vector<Street> const& streets) {
        VertexGrid grid{vertices, join_m};
        for (std::size_t i = 0; i < streets.size(); ++i) {
            Street const& street = streets[i];
            std::int32_t last = -1;
            for (Point const& point : street.line) {
                std::int32_t const next = grid.vertex_at(point);
                if (last >= 0 && next != last) {
                    edges.push_back({last, next, drawn_length(last, next), street.surface});
                    street_of.push_back(static_cast<std::int32_t>(i));
                }
                last = next;
            }
        }
        list_edges();
    }

    void list_edges() {
        edges_at.assign(vertices.size(), {});
        std::vector<detail::Segment> segments;
        segments.reserve(edges.size());
        for (std::size_t i = 0; i < edges.size(); ++i) {
            edges_at[at(edges[i].a)].push_back(static_cast<std::int32_t>(i));
            edges_at[at(edges[i].b)].push_back(static_cast<std::int32_t>(i));
            segments.push_back(segment(edges[i]));
        }
        index = detail::SegmentIndex{std::move(segments)};
    }

    // Ends of streets that touch the middle of another.
    void join_ends() {
        for (std::size_t vertex = 0; vertex < vertices.size(); ++vertex) {
            if (edges_at[vertex].size() != 1) {
                continue;
            }
            std::optional<detail::NearSegment> touched;
            index.visit_nearest(vertices[vertex], join_m, [&](detail::NearSegment const& near) {
                if (near.segment == edges_at[vertex].front()) {
                    return true;
                }
                touched = near;
                return false;
            });
            if (touched) {
                split_at(touched->segment, static_cast<std::int32_t>(vertex));
            }
        }
    }

    // Where a piece begins or ends on another one that goes its way for a while, the other is cut.
    void cut_where_drawn_again() {
        for (std::size_t i = 0; i < edges.size(); ++i) {
            for (bool const from_a : {true, false}) {
                std::int32_t const vertex = from_a ? edges[i].a : edges[i].b;
                while (std::optional<std::int32_t> const other = goes_along(i, vertex)) {
                    split_at(*other, vertex);
                }
            }
        }
    }

    // An edge that the vertex, an end of this one, lies on, and that goes the same way from there.
    [[nodiscard]] std::optional<std::int32_t> goes_along(std::size_t edge, std::int32_t vertex) const {
        Edge const& own = edges[edge];
        Point const& point = vertices[at(vertex)];
        std::vector<std::int32_t> const near = index.boxes_near({point.x_m - join_m, point.y_m - join_m},
                                                                {point.x_m + join_m, point.y_m + join_m});
        auto const found = std::ranges::find_if(near, [&](std::int32_t number) {
            Edge const& other = edges[at(number)];
            bool const inside =
                other.a != vertex && other.b != vertex && distance_to(vertex, other) <= join_m;
            std::int32_t const far = own.a == vertex ? own.b : own.a;
            auto const on_own = [&](std::int32_t end) {
                return end != own.a && end != own.b && distance_to(end, own) <= join_m;
            };
            return inside && (distance_to(far, other) <= join_m || on_own(other.a) || on_own(other.b));
        });
        return found != near.end() ? std::optional{*found} : std::nullopt;
    }

    [[nodiscard]] double distance_to(std::int32_t vertex, Edge const& edge) const {
        Point const& from = vertices[at(edge.a)];
        Point const& to = vertices[at(edge.b)];
        Point const& point = vertices[at(vertex)];
        double const dx = to.x_m - from.x_m;
        double const dy = to.y_m - from.y_m;
        double const along =
            ((point.x_m - from.x_m) * dx + (point.y_m - from.y_m) * dy) / (dx * dx + dy * dy);
        return distance_m(point, between(from, to, std::clamp(along, 0.0, 1.0)));
    }

    // Two lines between the same two vertices are one street drawn twice: the one that was given first
    // counts.
    void drop_copies() {
        std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> first;
        for (std::size_t i = 0; i < edges.size(); ++i) {
            auto const [known, is_new] = first.emplace(std::minmax(edges[i].a, edges[i].b), i);
            if (!is_new && street_of[i] < street_of[known->second]) {
                known->second = i;
            }
        }
        if (first.size() == edges.size()) {
            return;
        }
        std::vector<Edge> kept;
        std::vector<std::int32_t> kept_street;
        for (std::size_t i = 0; i < edges.size(); ++i) {
            if (first.at(std::minmax(edges[i].a, edges[i].b)) == i) {
                kept.push_back(edges[i]);
                kept_street.push_back(street_of[i]);
            }
        }
        edges = std::move(kept);
        street_of = std::move(kept_street);
        list_edges();
    }

    std::int32_t split_at(std::int32_t edge, std::int32_t vertex) {
        Edge& before = edges[at(edge)];
        std::int32_t const end = before.b;
        auto const made = static_cast<std::int32_t>(edges.size());
        Edge const behind{vertex, end, drawn_length(vertex, end), before.surface};
        before.b = vertex;
        before.length_m = drawn_length(before.a, vertex);
        index.replace(edge, segment(before));
        edges.push_back(behind);
        street_of.push_back(street_of[at(edge)]);
        index.add(segment(behind));
        std::replace(edges_at[at(end)].begin(), edges_at[at(end)].end(), edge, made);
        edges_at[at(vertex)].push_back(edge);
        edges_at[at(vertex)].push_back(made);
        return made;
    }
};

StreetGraph::StreetGraph(std::vector<Street> const& streets, double join_m)
    : impl_{std::make_unique<Impl>()} {
    impl_->join_m = join_m;
    impl_->add_streets(streets);
    impl_->join_ends();
    impl_->cut_where_drawn_again();
    impl_->drop_copies();
}
StreetGraph::~StreetGraph() = default;
StreetGraph::StreetGraph(StreetGraph&&) noexcept = default;
StreetGraph& StreetGraph::operator=(StreetGraph&&) noexcept = default;

std::span<Point const> StreetGraph::vertices() const {
    return impl_->vertices;
}
std::span<StreetGraph::Edge const> StreetGraph::edges() const {
    return impl_->edges;
}

std::vector<StreetGraph::Place> StreetGraph::nearest(Point const& from, std::size_t count,
                                                     double within_m) const {
    std::vector<Place> places;
    if (count == 0) {
        return places;
    }
    impl_->index.visit_nearest(from, within_m, [&](detail::NearSegment const& near) {
        places.push_back({near.segment, near.fraction, near.at, near.distance_m});
        return places.size() < count;
    });
    return places;
}

std::vector<std::int32_t> StreetGraph::edges_near(Point const& a, Point const& b) const {
    return impl_->index.boxes_near(a, b);
}

StreetGraph::Split StreetGraph::split(std::int32_t edge, double fraction) {
    Edge const& whole = impl_->edges[at(edge)];
    if (fraction * whole.length_m < impl_->join_m) {
        return {whole.a, -1};
    }
    if ((1.0 - fraction) * whole.length_m < impl_->join_m) {
        return {whole.b, -1};
    }
    auto const vertex = static_cast<std::int32_t>(impl_->vertices.size());
    impl_->vertices.push_back(between(impl_->vertices[at(whole.a)], impl_->vertices[at(whole.b)], fraction));
    impl_->edges_at.emplace_back();
    return {vertex, impl_->split_at(edge, vertex)};
}

StreetGraph::Paths StreetGraph::cheapest_paths(std::span<Start const> starts, StreetCosts const& costs,
                                               double limit) const {
    std::size_t const n = impl_->vertices.size();
    Paths paths{std::vector<double>(n, std::numeric_limits<double>::infinity()),
                std::vector<std::int32_t>(n, -1), std::vector<std::int32_t>(n, -1),
                std::vector<std::int32_t>(n, -1)};
    using Reached = std::pair<double, std::int32_t>; // ties by vertex: the same paths on every machine
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
    auto const reach = [&](std::int32_t vertex, double cost, std::int32_t previous, std::int32_t along,
                           std::int32_t start) {
        if (cost <= limit && cost < paths.cost[at(vertex)]) {
            paths.cost[at(vertex)] = cost;
            paths.previous[at(vertex)] = previous;
            paths.along[at(vertex)] = along;
            paths.from_start[at(vertex)] = start;
            front.emplace(cost, vertex);
        }
    };
    for (std::size_t i = 0; i < starts.size(); ++i) {
        reach(starts[i].vertex, starts[i].cost, -1, -1, static_cast<std::int32_t>(i));
    }
    while (!front.empty()) {
        auto const [cost, vertex] = front.top();
        front.pop();
        if (cost > paths.cost[at(vertex)]) {
            continue; // reached more cheaply since
        }
        for (std::int32_t const number : impl_->edges_at[at(vertex)]) {
            Edge const& edge = impl_->edges[at(number)];
            reach(edge.a == vertex ? edge.b : edge.a, cost + costs.per_m(edge.surface) * edge.length_m,
                  vertex, number, paths.from_start[at(vertex)]);
        }
    }
    return paths;
}

} // namespace saggar
