// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Straight pieces in an R-tree, looked up by distance.

#include "saggar/network/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace saggar::detail {

struct Segment {
    Point a;
    Point b;
};

struct NearSegment {
    std::int32_t segment{-1};
    double fraction{0.0}; // of the nearest point, from a to b
    Point at;
    double distance_m{0.0};
};

class SegmentIndex {
public:
    explicit SegmentIndex(std::vector<Segment> segments);
    ~SegmentIndex();
    SegmentIndex(SegmentIndex&&) noexcept;
    SegmentIndex& operator=(SegmentIndex&&) noexcept;
    SegmentIndex(SegmentIndex const&) = delete;
    SegmentIndex& operator=(SegmentIndex const&) = delete;

    [[nodiscard]] std::size_t size() const;
    void add(Segment const& segment);
    void replace(std::int32_t position, Segment const& segment);

    // Segments by distance, nearest first, until one is farther than within_m or visit returns false.
    void visit_nearest(Point const& from, double within_m,
                       std::function<bool(NearSegment const&)> const& visit) const;
    // Those whose bounding box meets that of the line from a to b, in ascending order.
    [[nodiscard]] std::vector<std::int32_t> boxes_near(Point const& a, Point const& b) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The nearest point of a segment.
[[nodiscard]] NearSegment nearest_point(Point const& from, Segment const& segment, std::int32_t number);

} // namespace saggar::detail
