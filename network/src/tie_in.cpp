// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/tie_in.hpp"

#include "segment_index.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace saggar {

namespace {

// A consumer may leave for the street at so many of its nearest pieces.
constexpr std::size_t street_accesses = 4;
// From one place of a street, pipes of so many pairs at most are considered.
constexpr std::size_t pairs_beside_a_place = 4;
// A tie-in nearer than this to the end of a pair is made at the node there.
constexpr double end_of_pair_m = 1.0;

std::size_t at(std::int32_t position) {
    return static_cast<std::size_t>(position);
}

// Where two lines cross, as parts of the first; nothing if they are parallel or miss each other.
std::optional<double> crossing(detail::Segment const& first, detail::Segment const& second) {
    double const ax = first.b.x_m - first.a.x_m;
    double const ay = first.b.y_m - first.a.y_m;
    double const bx = second.b.x_m - second.a.x_m;
    double const by = second.b.y_m - second.a.y_m;
    double const determinant = ax * by - ay * bx;
    if (determinant == 0.0) {
        return std::nullopt;
    }
    double const dx = second.a.x_m - first.a.x_m;
    double const dy = second.a.y_m - first.a.y_m;
    double const on_first = (dx * by - dy * bx) / determinant;
    double const on_second = (dx * ay - dy * ax) / determinant;
    bool const meet = on_first >= 0.0 && on_first <= 1.0 && on_second >= 0.0 && on_second <= 1.0;
    return meet ? std::optional{on_first} : std::nullopt;
}

void append(std::vector<Point>& route, Point const& point) {
    if (route.empty() || route.back() != point) {
        route.push_back(point);
    }
}

} // namespace

struct TieInSearch::Impl {
    // A place of a pair or a node that can be tied into.
    struct Target {
        std::int32_t node{-1};
        std::int32_t pair{-1};
        double position{0.0};
        Point at;
        double distance_m{0.0}; // from where it was looked for
    };
    // A straight piece of a target's line; of a lone node, a piece of no length.
    struct Piece {
        std::int32_t line; // position in targets.lines, or -1
        std::int32_t node; // of a lone node
        double before_m;   // along the line up to the piece
        double length_m;
    };
    struct Option {
        Target target;
        std::int32_t exit_vertex{-1}; // where the branch leaves the streets for the pipe; -1: at its access
        std::int32_t access{-1};      // where it comes from the consumer; -1: it runs straight
        double cost{0.0};
    };

    TieInTargets targets;
    TieInOptions options;
    StreetGraph streets;
    std::vector<Piece> pieces;
    std::vector<double> line_lengths_m;
    detail::SegmentIndex pipes{{}};
    std::vector<std::vector<Target>> exits; // of each vertex of the streets

    Impl(std::vector<Street> const& all_streets, TieInTargets all_targets, TieInOptions const& chosen)
        : targets{std::move(all_targets)}, options{chosen}, streets{all_streets} {
        index_pipes();
        split_streets();
        exits.resize(streets.vertices().size());
        for (std::size_t vertex = 0; vertex < exits.size(); ++vertex) {
            exits[vertex] = targets_near(streets.vertices()[vertex], options.snap_m, pairs_beside_a_place);
        }
    }

    void index_pipes() {
        std::vector<detail::Segment> segments;
        std::vector<std::int32_t> on_lines;
        for (std::size_t i = 0; i < targets.lines.size(); ++i) {
            TieInTargets::Line const& line = targets.lines[i];
            double before_m = 0.0;
            for (std::size_t j = 0; j + 1 < line.points.size(); ++j) {
                double const piece_m = distance_m(line.points[j], line.points[j + 1]);
                segments.push_back({line.points[j], line.points[j + 1]});
                pieces.push_back({static_cast<std::int32_t>(i), -1, before_m, piece_m});
                before_m += piece_m;
            }
            line_lengths_m.push_back(before_m);
            on_lines.push_back(line.from);
            on_lines.push_back(line.to);
        }
        std::sort(on_lines.begin(), on_lines.end());
        for (TieInTargets::Node const& node : targets.nodes) {
            if (!std::binary_search(on_lines.begin(), on_lines.end(), node.node)) {
                segments.push_back({node.at, node.at});
                pieces.push_back({-1, node.node, 0.0, 0.0});
            }
        }
        pipes = detail::SegmentIndex{std::move(segments)};
    }

    // Vertices where pipes cross streets or, near them, bend or end: branches can leave the street there.
    void split_streets() {
        std::vector<std::pair<std::int32_t, double>> splits;
        auto const split_near = [&](Point const& point) {
            for (StreetGraph::Place const& place : streets.nearest(point, 1, options.snap_m)) {
                splits.emplace_back(place.edge, place.fraction);
            }
        };
        for (TieInTargets::Node const& node : targets.nodes) {
            split_near(node.at);
        }
        for (TieInTargets::Line const& line : targets.lines) {
            for (std::size_t j = 0; j + 1 < line.points.size(); ++j) {
                if (j > 0) {
                    split_near(line.points[j]);
                }
                for (std::int32_t const number : streets.edges_near(line.points[j], line.points[j + 1])) {
                    StreetGraph::Edge const& edge = streets.edges()[at(number)];
                    detail::Segment const street{streets.vertices()[at(edge.a)],
                                                 streets.vertices()[at(edge.b)]};
                    if (auto const cross = crossing(street, {line.points[j], line.points[j + 1]})) {
                        splits.emplace_back(number, *cross);
                    }
                }
            }
        }
        // Each edge from its beginning on: what is behind a split is a new edge with fractions of its own.
        std::sort(splits.begin(), splits.end());
        std::int32_t split_edge = -1;
        std::int32_t rest = -1;
        double done = 0.0;
        for (auto const& [edge, fraction] : splits) {
            if (edge != split_edge) {
                split_edge = rest = edge;
                done = 0.0;
            }
            if (done >= 1.0) {
                continue;
            }
            StreetGraph::Split const made =
                streets.split(rest, std::clamp((fraction - done) / (1.0 - done), 0.0, 1.0));
            if (made.edge_behind >= 0) {
                rest = made.edge_behind;
                done = fraction;
            }
        }
    }

    // The nearest place of each pair or lone node round about, up to `count`.
    [[nodiscard]] std::vector<Target> targets_near(Point const& from, double within_m,
                                                   std::size_t count) const {
        std::vector<Target> found;
        pipes.visit_nearest(from, within_m, [&](detail::NearSegment const& near) {
            Target const target = target_at(from, near);
            bool const known = std::any_of(found.begin(), found.end(), [&](Target const& other) {
                return other.pair == target.pair && other.node == target.node;
            });
            if (!known) {
                found.push_back(target);
            }
            return found.size() < count;
        });
        return found;
    }

    [[nodiscard]] Target target_at(Point const& from, detail::NearSegment const& near) const {
        Piece const& piece = pieces[at(near.segment)];
        if (piece.line < 0) {
            return {piece.node, -1, 0.0, near.at, near.distance_m};
        }
        TieInTargets::Line const& line = targets.lines[at(piece.line)];
        double const whole_m = line_lengths_m[at(piece.line)];
        double const along_m = piece.before_m + near.fraction * piece.length_m;
        bool const at_from = along_m < end_of_pair_m;
        if (at_from || whole_m - along_m < end_of_pair_m) {
            Point const end = at_from ? line.points.front() : line.points.back();
            return {at_from ? line.from : line.to, -1, 0.0, end, distance_m(from, end)};
        }
        return {-1, line.pair, along_m / whole_m, near.at, near.distance_m};
    }

    [[nodiscard]] double street_cost_per_m(StreetGraph::Edge const& edge) const {
        return options.length_factor * options.street_costs.per_m(edge.surface);
    }

    [[nodiscard]] std::vector<TieIn> cheapest(Point const& consumer, std::size_t count,
                                              double maximum_length_m) const {
        std::vector<StreetGraph::Place> const accesses = accesses_of(consumer, maximum_length_m);
        std::vector<StreetGraph::Start> const starts = starts_from(accesses);
        StreetCosts const costs{options.length_factor * options.street_costs.hard_per_m,
                                options.length_factor * options.street_costs.soft_per_m};
        double const dearest_per_m = std::max({costs.hard_per_m, costs.soft_per_m, options.off_street_per_m});
        StreetGraph::Paths const paths =
            streets.cheapest_paths(starts, costs, dearest_per_m * maximum_length_m);

        std::vector<Option> found;
        for (std::size_t vertex = 0; vertex < exits.size(); ++vertex) {
            for (Target const& exit : exits[vertex]) {
                if (paths.from_start[vertex] >= 0) {
                    auto const exit_vertex = static_cast<std::int32_t>(vertex);
                    double const per_m =
                        options.street_costs.per_m(surface_before(exit_vertex, paths, accesses));
                    found.push_back({exit, exit_vertex, paths.from_start[vertex] / 2,
                                     paths.cost[vertex] + per_m * exit.distance_m});
                }
            }
        }
        for (std::size_t i = 0; i < accesses.size(); ++i) {
            for (Target const& exit : targets_near(accesses[i].at, options.snap_m, pairs_beside_a_place)) {
                double const per_m =
                    options.street_costs.per_m(streets.edges()[at(accesses[i].edge)].surface);
                found.push_back(
                    {exit, -1, static_cast<std::int32_t>(i),
                     options.off_street_per_m * accesses[i].distance_m + per_m * exit.distance_m});
            }
        }
        // Straight, where pipes lie nearer than any street, or nothing else leads to them.
        double const reach_m = found.empty() ? maximum_length_m : accesses.front().distance_m;
        for (Target const& exit : targets_near(consumer, std::min(reach_m, maximum_length_m), count)) {
            found.push_back({exit, -1, -1, options.off_street_per_m * exit.distance_m});
        }
        return best_of(found, paths, accesses, consumer, count, maximum_length_m);
    }

    // Of the street by which a branch comes to a vertex, or leaves it for the pipe.
    [[nodiscard]] Surface surface_before(std::int32_t vertex, StreetGraph::Paths const& paths,
                                         std::vector<StreetGraph::Place> const& accesses) const {
        bool const at_access = paths.previous[at(vertex)] < 0;
        return streets
            .edges()[at(at_access ? accesses[at(paths.from_start[at(vertex)] / 2)].edge
                                  : paths.along[at(vertex)])]
            .surface;
    }

    // The street before the consumer, and others about as near; not those behind another block.
    [[nodiscard]] std::vector<StreetGraph::Place> accesses_of(Point const& consumer,
                                                              double maximum_length_m) const {
        std::vector<StreetGraph::Place> const first = streets.nearest(consumer, 1, maximum_length_m);
        return first.empty()
                   ? first
                   : streets.nearest(consumer, street_accesses,
                                     std::min(first.front().distance_m + options.snap_m, maximum_length_m));
    }

    // Two for each access: from it to either end of its edge.
    [[nodiscard]] std::vector<StreetGraph::Start>
    starts_from(std::vector<StreetGraph::Place> const& accesses) const {
        std::vector<StreetGraph::Start> starts;
        for (StreetGraph::Place const& access : accesses) {
            StreetGraph::Edge const& edge = streets.edges()[at(access.edge)];
            double const to_street = options.off_street_per_m * access.distance_m;
            double const whole = street_cost_per_m(edge) * edge.length_m;
            starts.push_back({edge.a, to_street + access.fraction * whole});
            starts.push_back({edge.b, to_street + (1.0 - access.fraction) * whole});
        }
        return starts;
    }

    [[nodiscard]] std::vector<TieIn> best_of(std::vector<Option>& found, StreetGraph::Paths const& paths,
                                             std::vector<StreetGraph::Place> const& accesses,
                                             Point const& consumer, std::size_t count,
                                             double maximum_length_m) const {
        std::sort(found.begin(), found.end(), [](Option const& a, Option const& b) {
            auto const key = [](Option const& option) {
                return std::tuple{option.cost,        option.target.node,
                                  option.target.pair, option.target.position,
                                  option.access,      option.exit_vertex};
            };
            return key(a) < key(b);
        });
        std::vector<TieIn> best;
        for (Option const& option : found) {
            if (best.size() == count) {
                break;
            }
            bool const known = std::any_of(best.begin(), best.end(), [&](TieIn const& cheaper) {
                bool const same = cheaper.node == option.target.node && cheaper.pair == option.target.pair;
                return same || distance_m(cheaper.at, option.target.at) < options.apart_m;
            });
            if (known) {
                continue;
            }
            TieIn tie_in = lay(option, paths, accesses, consumer);
            if (tie_in.length_m() <= maximum_length_m) {
                best.push_back(std::move(tie_in));
            }
        }
        return best;
    }

    // The branch of an option, from the pipe back to the consumer.
    [[nodiscard]] TieIn lay(Option const& option, StreetGraph::Paths const& paths,
                            std::vector<StreetGraph::Place> const& accesses, Point const& consumer) const {
        TieIn made;
        made.node = option.target.node;
        made.pair = option.target.pair;
        made.position = option.target.position;
        made.at = option.target.at;
        made.cost = option.cost;
        append(made.route, made.at);
        if (option.access < 0) {
            made.off_street_m = option.target.distance_m;
        } else {
            StreetGraph::Place const& access = accesses[at(option.access)];
            made.along_streets = option.exit_vertex >= 0;
            made.off_street_m = access.distance_m;
            Surface const surface = option.exit_vertex >= 0
                                        ? surface_before(option.exit_vertex, paths, accesses)
                                        : streets.edges()[at(access.edge)].surface;
            (surface == Surface::hard ? made.hard_m : made.soft_m) += option.target.distance_m;
            std::int32_t vertex = option.exit_vertex;
            while (vertex >= 0) {
                append(made.route, streets.vertices()[at(vertex)]);
                if (paths.previous[at(vertex)] < 0) { // an end of the access's edge
                    StreetGraph::Edge const& edge = streets.edges()[at(access.edge)];
                    bool const at_a = paths.from_start[at(vertex)] % 2 == 0;
                    walk(made, edge, (at_a ? access.fraction : 1.0 - access.fraction) * edge.length_m);
                    break;
                }
                StreetGraph::Edge const& edge = streets.edges()[at(paths.along[at(vertex)])];
                walk(made, edge, edge.length_m);
                vertex = paths.previous[at(vertex)];
            }
            append(made.route, access.at);
        }
        append(made.route, consumer);
        if (made.route.size() == 1) {
            made.route.push_back(consumer);
        }
        return made;
    }

    void walk(TieIn& made, StreetGraph::Edge const& edge, double drawn_m) const {
        (edge.surface == Surface::hard ? made.hard_m : made.soft_m) += options.length_factor * drawn_m;
    }
};

TieInSearch::TieInSearch(std::vector<Street> const& streets, TieInTargets targets,
                         TieInOptions const& options)
    : impl_{std::make_unique<Impl>(streets, std::move(targets), options)} {}
TieInSearch::~TieInSearch() = default;
TieInSearch::TieInSearch(TieInSearch&&) noexcept = default;
TieInSearch& TieInSearch::operator=(TieInSearch&&) noexcept = default;

std::vector<TieIn> TieInSearch::cheapest(Point const& consumer, std::size_t count,
                                         double maximum_length_m) const {
    return impl_->cheapest(consumer, count, maximum_length_m);
}

} // namespace saggar
