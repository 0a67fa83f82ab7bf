// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/drawn_network.hpp"

#include "segment_index.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

// Points by squares of the plane, to find those near to one.
class PointGrid {
public:
    explicit PointGrid(double reach_m) : cell_m_{std::max(reach_m, 1e-6)} {}

    void add(Point const& at, std::size_t number) {
        cells_[key(column(at.x_m), column(at.y_m))].push_back({at, number});
    }
    // visit(number, distance) of each within the reach.
    template <class Visit>
    void near(Point const& from, double within_m, Visit const& visit) const {
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
            for (std::int64_t dy = -1; dy <= 1; ++dy) {
                auto const found = cells_.find(key(column(from.x_m) + dx, column(from.y_m) + dy));
                if (found == cells_.end()) {
                    continue;
                }
                for (auto const& [at, number] : found->second) {
                    double const away = distance_m(from, at);
                    if (away <= within_m) {
                        visit(number, away);
                    }
                }
            }
        }
    }

private:
    [[nodiscard]] std::int64_t column(double at) const {
        return static_cast<std::int64_t>(std::floor(at / cell_m_));
    }
    // Two squares of one key only cost time; but no two of the nine may share one.
    static std::uint64_t key(std::int64_t x, std::int64_t y) {
        return static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15U + static_cast<std::uint64_t>(y);
    }

    double cell_m_;
    std::unordered_map<std::uint64_t, std::vector<std::pair<Point, std::size_t>>> cells_;
};

constexpr std::int32_t none = -1;

class Joiner {
public:
    explicit Joiner(Drawing const& drawing)
        : drawing_{drawing},
          sets_{drawing.nodes.size() + 2 * drawing.lines.size()},
          node_of_(drawing.nodes.size() + 2 * drawing.lines.size(), none),
          cuts_(drawing.lines.size()),
          index_{{}} {
        for (std::size_t i = 0; i < drawing.nodes.size(); ++i) {
            node_of_[i] = static_cast<std::int32_t>(i);
        }
        add_segments();
    }

    JoinedDrawing run() {
        join_ends();
        find_touches();
        number_nodes();
        tie_places();
        make_pieces();
        return std::move(joined_);
    }

private:
    // Items are the nodes that were there, then both ends of each line.
    struct Cut {
        double position_m{0.0};
        std::size_t item{0}; // which is a node here; or
        std::int32_t node{none};
    };

    [[nodiscard]] std::size_t end_item(std::size_t line, bool last) const {
        return drawing_.nodes.size() + 2 * line + (last ? 1 : 0);
    }
    [[nodiscard]] std::int32_t named(std::size_t line, bool last) const {
        return last ? drawing_.lines[line].to : drawing_.lines[line].from;
    }
    [[nodiscard]] Point end_point(std::size_t line, bool last) const {
        std::vector<Point> const& points = drawing_.lines[line].points;
        return last ? points.back() : points.front();
    }
    template <class Visit>
    void for_each_end(Visit const& visit) const {
        for (std::size_t line = 0; line < drawing_.lines.size(); ++line) {
            visit(line, false);
            visit(line, true);
        }
    }

    // False if both are nodes that were there.
    bool unite(std::size_t a, std::size_t b) {
        std::int32_t const one = node_of_[sets_.find(a)];
        std::int32_t const other = node_of_[sets_.find(b)];
        if (one != none && other != none) {
            return one == other;
        }
        sets_.join(a, b);
        node_of_[sets_.find(a)] = std::max(one, other);
        return true;
    }

    void add_segments() {
        std::vector<detail::Segment> segments;
        lengths_m_.reserve(drawing_.lines.size());
        for (std::size_t line = 0; line < drawing_.lines.size(); ++line) {
            std::vector<Point> const& points = drawing_.lines[line].points;
            double along_m = 0.0;
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                double const stretch_m = distance_m(points[i], points[i + 1]);
                if (drawing_.lines[line].may_be_cut) {
                    segments.push_back({points[i], points[i + 1]});
                    segment_line_.push_back(line);
                    segment_start_m_.push_back(along_m);
                    segment_length_m_.push_back(stretch_m);
                }
                along_m += stretch_m;
            }
            lengths_m_.push_back(along_m);
        }
        index_ = detail::SegmentIndex{std::move(segments)};
    }

    void join_ends() {
        PointGrid nodes{drawing_.join_m};
        for (std::size_t i = 0; i < drawing_.nodes.size(); ++i) {
            nodes.add(drawing_.nodes[i].at, i);
        }
        PointGrid ends{drawing_.join_m};
        for_each_end([&](std::size_t line, bool last) {
            if (named(line, last) != none) {
                unite(end_item(line, last), static_cast<std::size_t>(named(line, last)));
                return;
            }
            double nearest_m = std::numeric_limits<double>::infinity();
            std::size_t nearest = 0;
            nodes.near(end_point(line, last), drawing_.join_m, [&](std::size_t node, double away_m) {
                if (away_m < nearest_m) {
                    nearest_m = away_m;
                    nearest = node;
                }
            });
            if (std::isfinite(nearest_m)) {
                unite(end_item(line, last), nearest);
            }
            ends.add(end_point(line, last), end_item(line, last));
        });
        for_each_end([&](std::size_t line, bool last) {
            if (named(line, last) == none) {
                ends.near(end_point(line, last), drawing_.join_m,
                          [&](std::size_t other, double) { unite(end_item(line, last), other); });
            }
        });
    }

    // visit(line, position along it, nearest point) of each line within reach, nearest first; until false.
    template <class Visit>
    void lines_near(Point const& from, double within_m, Visit const& visit) const {
        std::vector<std::size_t> seen;
        index_.visit_nearest(from, within_m, [&](detail::NearSegment const& near) {
            auto const segment = static_cast<std::size_t>(near.segment);
            std::size_t const line = segment_line_[segment];
            if (std::find(seen.begin(), seen.end(), line) != seen.end()) {
                return true;
            }
            seen.push_back(line);
            return visit(line, segment_start_m_[segment] + near.fraction * segment_length_m_[segment], near);
        });
    }

    void find_touches() {
        for (std::size_t i = 0; i < drawing_.nodes.size(); ++i) {
            touch(i, drawing_.nodes[i].at, drawing_.lines.size());
        }
        for_each_end([&](std::size_t line, bool last) {
            if (named(line, last) == none) {
                touch(end_item(line, last), end_point(line, last), line);
            }
        });
    }

    void touch(std::size_t item, Point const& at, std::size_t own_line) {
        lines_near(at, drawing_.join_m, [&](std::size_t line, double position_m, auto const&) {
            std::size_t const start = end_item(line, false);
            std::size_t const end = end_item(line, true);
            std::size_t const set = sets_.find(item);
            if (line == own_line || set == sets_.find(start) || set == sets_.find(end)) {
                return true;
            }
            double const left_m = lengths_m_[line] - position_m;
            if (std::min(position_m, left_m) <= drawing_.join_m &&
                unite(item, position_m <= left_m ? start : end)) {
                return true;
            }
            if (position_m > 0.0 && left_m > 0.0) {
                cuts_[line].push_back({.position_m = position_m, .item = item});
            }
            return true;
        });
    }

    void number_nodes() {
        joined_.nodes = drawing_.nodes;
        auto const number = [&](std::size_t item, Point const& at) {
            std::int32_t& node = node_of_[sets_.find(item)];
            if (node == none) {
                node = static_cast<std::int32_t>(joined_.nodes.size());
                joined_.nodes.push_back({.at = at});
            }
            joined_.nodes[static_cast<std::size_t>(node)].connected = true;
            return node;
        };
        for_each_end(
            [&](std::size_t line, bool last) { number(end_item(line, last), end_point(line, last)); });
        for (std::vector<Cut>& cuts : cuts_) {
            for (Cut& cut : cuts) {
                cut.node = node_of_[sets_.find(cut.item)];
                joined_.nodes[static_cast<std::size_t>(cut.node)].connected = true;
            }
        }
    }

    void tie_places() {
        PointGrid nodes{drawing_.snap_m};
        for (std::size_t i = 0; i < joined_.nodes.size(); ++i) {
            if (joined_.nodes[i].connected) {
                nodes.add(joined_.nodes[i].at, i);
            }
        }
        for (Point const& place : drawing_.places) {
            TiedPlace tied{.node = none, .distance_m = std::numeric_limits<double>::infinity()};
            nodes.near(place, drawing_.snap_m, [&](std::size_t node, double away_m) {
                if (away_m < tied.distance_m) {
                    tied = {.node = static_cast<std::int32_t>(node), .distance_m = away_m};
                }
            });
            if (tied.node == none) {
                tied = tie_to_line(place);
            }
            joined_.places.push_back(tied);
        }
    }

    TiedPlace tie_to_line(Point const& place) {
        TiedPlace tied;
        lines_near(place, drawing_.snap_m, [&](std::size_t line, double position_m, auto const& near) {
            tied = {.node = node_on(line, position_m, near.at), .distance_m = near.distance_m};
            return false;
        });
        return tied;
    }

    std::int32_t node_on(std::size_t line, double position_m, Point const& at) {
        double const left_m = lengths_m_[line] - position_m;
        if (std::min(position_m, left_m) <= drawing_.join_m) {
            return node_of_[sets_.find(end_item(line, position_m > left_m))];
        }
        for (Cut const& cut : cuts_[line]) {
            if (std::abs(cut.position_m - position_m) <= drawing_.join_m) {
                return cut.node;
            }
        }
        auto const node = static_cast<std::int32_t>(joined_.nodes.size());
        joined_.nodes.push_back({.at = at, .connected = true});
        cuts_[line].push_back({.position_m = position_m, .item = 0, .node = node});
        return node;
    }

    void make_pieces() {
        joined_.pieces.resize(drawing_.lines.size());
        for (std::size_t line = 0; line < drawing_.lines.size(); ++line) {
            auto const node_at_end = [&](bool last) { return node_of_[sets_.find(end_item(line, last))]; };
            std::vector<Cut> stops = std::move(cuts_[line]);
            std::ranges::stable_sort(stops, {}, &Cut::position_m);
            stops.insert(stops.begin(), {.position_m = 0.0, .item = 0, .node = node_at_end(false)});
            stops.push_back({.position_m = lengths_m_[line], .item = 0, .node = node_at_end(true)});
            for (std::size_t i = 0; i + 1 < stops.size();) {
                std::size_t next = i + 1;
                // A stretch from a node to itself that is no longer than what makes ends one is part of it.
                while (next + 1 < stops.size() && stops[next].node == stops[i].node &&
                       stops[next].position_m - stops[i].position_m <= 2.0 * drawing_.join_m) {
                    ++next;
                }
                if (stops[next].node != stops[i].node ||
                    stops[next].position_m - stops[i].position_m > 2.0 * drawing_.join_m) {
                    joined_.pieces[line].push_back(piece(line, stops[i], stops[next]));
                }
                i = next;
            }
            double shared = 0.0;
            for (DrawnPiece const& piece : joined_.pieces[line]) {
                shared += piece.share;
            }
            for (DrawnPiece& piece : joined_.pieces[line]) {
                piece.share /= shared;
            }
        }
    }

    [[nodiscard]] DrawnPiece piece(std::size_t line, Cut const& from, Cut const& to) const {
        DrawnPiece made{.from = from.node, .to = to.node, .points = {}, .share = 1.0};
        std::vector<Point> const& points = drawing_.lines[line].points;
        made.points.push_back(joined_.nodes[static_cast<std::size_t>(from.node)].at);
        double along_m = 0.0;
        for (std::size_t i = 1; i + 1 < points.size(); ++i) {
            along_m += distance_m(points[i - 1], points[i]);
            if (along_m > from.position_m && along_m < to.position_m) {
                made.points.push_back(points[i]);
            }
        }
        made.points.push_back(joined_.nodes[static_cast<std::size_t>(to.node)].at);
        made.share = (to.position_m - from.position_m) / lengths_m_[line];
        return made;
    }

    Drawing const& drawing_;
    DisjointSets sets_;
    std::vector<std::int32_t> node_of_; // by the set's first item
    std::vector<std::vector<Cut>> cuts_;
    detail::SegmentIndex index_;
    std::vector<std::size_t> segment_line_;
    std::vector<double> segment_start_m_;
    std::vector<double> segment_length_m_;
    std::vector<double> lengths_m_;
    JoinedDrawing joined_;
};

} // namespace

JoinedDrawing join_drawing(Drawing const& drawing) {
    return Joiner{drawing}.run();
}

} // namespace saggar
