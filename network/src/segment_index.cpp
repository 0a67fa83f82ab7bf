// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "segment_index.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/segment.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <utility>

namespace saggar {

double length_m(std::vector<Point> const& line) {
    double length = 0.0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        length += distance_m(line[i], line[i + 1]);
    }
    return length;
}

namespace detail {

namespace {
namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;
using TreePoint = bg::model::d2::point_xy<double>;
using TreeSegment = bg::model::segment<TreePoint>;
using TreeBox = bg::model::box<TreePoint>;
using Value = std::pair<TreeSegment, std::int32_t>;
using Tree = bgi::rtree<Value, bgi::rstar<16>>;

TreePoint tree_point(Point const& point) {
    return {point.x_m, point.y_m};
}
Value value(Segment const& segment, std::int32_t number) {
    return {TreeSegment{tree_point(segment.a), tree_point(segment.b)}, number};
}
std::vector<Value> values(std::vector<Segment> const& segments) {
    std::vector<Value> all;
    all.reserve(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) {
        all.push_back(value(segments[i], static_cast<std::int32_t>(i)));
    }
    return all;
}
} // namespace

struct SegmentIndex::Impl {
    std::vector<Segment> segments;
    Tree tree;
};

SegmentIndex::SegmentIndex(std::vector<Segment> segments) : impl_{std::make_unique<Impl>()} {
    impl_->tree = Tree{values(segments)};
    impl_->segments = std::move(segments);
}
SegmentIndex::~SegmentIndex() = default;
SegmentIndex::SegmentIndex(SegmentIndex&&) noexcept = default;
SegmentIndex& SegmentIndex::operator=(SegmentIndex&&) noexcept = default;

std::size_t SegmentIndex::size() const {
    return impl_->segments.size();
}

void SegmentIndex::add(Segment const& segment) {
    impl_->tree.insert(value(segment, static_cast<std::int32_t>(impl_->segments.size())));
    impl_->segments.push_back(segment);
}

void SegmentIndex::replace(std::int32_t position, Segment const& segment) {
    Segment& present = impl_->segments[static_cast<std::size_t>(position)];
    impl_->tree.remove(value(present, position));
    present = segment;
    impl_->tree.insert(value(present, position));
}

void SegmentIndex::visit_nearest(Point const& from, double within_m,
                                 std::function<bool(NearSegment const&)> const& visit) const {
    if (impl_->segments.empty()) {
        return;
    }
    auto const all = static_cast<unsigned>(impl_->segments.size());
    for (auto found = impl_->tree.qbegin(bgi::nearest(tree_point(from), all)); found != impl_->tree.qend();
         ++found) {
        std::int32_t const number = found->second;
        NearSegment const near =
            nearest_point(from, impl_->segments[static_cast<std::size_t>(number)], number);
        if (near.distance_m > within_m || !visit(near)) {
            return;
        }
    }
}

std::vector<std::int32_t> SegmentIndex::boxes_near(Point const& a, Point const& b) const {
    TreeBox const box{{std::min(a.x_m, b.x_m), std::min(a.y_m, b.y_m)},
                      {std::max(a.x_m, b.x_m), std::max(a.y_m, b.y_m)}};
    std::vector<std::int32_t> numbers;
    for (auto found = impl_->tree.qbegin(bgi::intersects(box)); found != impl_->tree.qend(); ++found) {
        numbers.push_back(found->second);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

NearSegment nearest_point(Point const& from, Segment const& segment, std::int32_t number) {
    double const dx = segment.b.x_m - segment.a.x_m;
    double const dy = segment.b.y_m - segment.a.y_m;
    double const square = dx * dx + dy * dy;
    double const along = (from.x_m - segment.a.x_m) * dx + (from.y_m - segment.a.y_m) * dy;
    double const fraction = square > 0.0 ? std::clamp(along / square, 0.0, 1.0) : 0.0;
    Point const at = between(segment.a, segment.b, fraction);
    return {number, fraction, at, distance_m(from, at)};
}

} // namespace detail

} // namespace saggar
