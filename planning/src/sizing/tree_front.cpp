// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "tree_front.hpp"

#include "sizing/numbers.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace saggar::detail {

namespace {

// Labels seen so far as costs that fall with lift cost, whatever their head.
class Stairs {
public:
    struct Step {
        double lift_cost;
        double cost;
        std::int32_t kept;
    };

    // Whether something is at least as good.
    [[nodiscard]] bool covers(double lift_cost, double cost) const {
        auto const next = above(lift_cost);
        return next != steps_.begin() && std::prev(next)->cost <= cost;
    }

    void insert(TreeLabel const& label) {
        if (covers(label.lift_cost, label.cost)) {
            return;
        }
        auto const from = std::ranges::lower_bound(steps_, label.lift_cost, {}, &Step::lift_cost);
        auto to = from;
        while (to != steps_.end() && to->cost >= label.cost) {
            ++to;
        }
        Step const made{label.lift_cost, label.cost, label.kept};
        if (from != to) {
            *from = made;
            steps_.erase(std::next(from), to);
        } else {
            steps_.insert(from, made);
        }
    }

    // The first step that needs more than this.
    [[nodiscard]] std::vector<Step>::const_iterator above(double lift_cost) const {
        return std::ranges::upper_bound(steps_, lift_cost, {}, &Step::lift_cost);
    }
    [[nodiscard]] std::vector<Step> const& steps() const { return steps_; }

private:
    std::vector<Step> steps_;
};

TreeLabel both(TreeLabel const& a, Stairs::Step const& b, bool a_first) {
    TreeLabel made{.head = a.head,
                   .lift_cost = std::max(a.lift_cost, b.lift_cost),
                   .cost = a.cost + b.cost,
                   .from = {.first = a.kept, .second = b.kept, .node = -1, .option = -1},
                   .kept = -1};
    if (!a_first) {
        std::swap(made.from.first, made.from.second);
    }
    return made;
}

// Pairs of which the label of `a` has the larger head. Of `b` the cheapest that needs no more lift is enough,
// and those that need more lift and are cheaper, as long as no cheaper label of `a` needs as much anyway.
void pairs_led_by(TreeFront const& a, TreeFront const& b, bool a_first,
                  std::function<void(TreeLabel const&)> const& take) {
    Stairs of_a;
    Stairs of_b;
    std::size_t next_b = 0;
    for (std::size_t begin = 0; begin < a.size();) {
        std::size_t end = begin;
        while (end < a.size() && a[end].head == a[begin].head) {
            of_a.insert(a[end++]);
        }
        while (next_b < b.size() && b[next_b].head <= a[begin].head) {
            of_b.insert(b[next_b++]);
        }
        for (; begin < end; ++begin) {
            TreeLabel const& label = a[begin];
            auto const own_next = of_a.above(label.lift_cost);
            double const most = own_next == of_a.steps().end() ? std::numeric_limits<double>::infinity()
                                                               : own_next->lift_cost;
            auto step = of_b.above(label.lift_cost);
            if (step != of_b.steps().begin()) {
                take(both(label, *std::prev(step), a_first));
            }
            for (; step != of_b.steps().end() && step->lift_cost < most; ++step) {
                take(both(label, *step, a_first));
            }
        }
    }
}

// What a group of labels spans.
struct Span {
    double least_head{infinity};
    double most_head{-infinity};
    double least_lift{infinity};
    double most_lift{-infinity};
    double least_cost{infinity};
    double most_cost{-infinity};

    void add(TreeLabel const& label) {
        least_head = std::min(least_head, label.head);
        most_head = std::max(most_head, label.head);
        least_lift = std::min(least_lift, label.lift_cost);
        most_lift = std::max(most_lift, label.lift_cost);
        least_cost = std::min(least_cost, label.cost);
        most_cost = std::max(most_cost, label.cost);
    }
    // In parts of the whole, 0 to 3.
    [[nodiscard]] double of(Span const& whole) const {
        auto const part = [](double own, double all) { return all > 0.0 ? own / all : 0.0; };
        return part(most_head - least_head, whole.most_head - whole.least_head) +
               part(most_lift - least_lift, whole.most_lift - whole.least_lift) +
               part(most_cost - least_cost, whole.most_cost - whole.least_cost);
    }
};

TreeFront grouped(TreeFront const& front, Span const& whole, double width, bool ideal) {
    TreeFront result;
    for (std::size_t begin = 0; begin < front.size();) {
        Span span;
        std::size_t end = begin;
        std::size_t cheapest = begin;
        while (end < front.size()) {
            Span larger = span;
            larger.add(front[end]);
            if (end > begin && larger.of(whole) > width) {
                break;
            }
            span = larger;
            cheapest = front[end].cost < front[cheapest].cost ? end : cheapest;
            ++end;
        }
        TreeLabel label = front[begin];
        if (ideal) {
            label.head = span.least_head;
            label.lift_cost = span.least_lift;
            label.cost = span.least_cost;
        }
        result.push_back(label);
        if (!ideal && cheapest != begin) {
            result.push_back(front[cheapest]);
        }
        begin = end;
    }
    return result;
}

} // namespace

TreeFront undominated(TreeFront labels) {
    std::ranges::stable_sort(labels, [](TreeLabel const& a, TreeLabel const& b) {
        return std::tie(a.head, a.lift_cost, a.cost) < std::tie(b.head, b.lift_cost, b.cost);
    });
    Stairs seen;
    std::size_t kept = 0;
    for (TreeLabel const& label : labels) {
        if (!seen.covers(label.lift_cost, label.cost)) {
            seen.insert(label);
            labels[kept++] = label;
        }
    }
    labels.resize(kept);
    return labels;
}

void merge_fronts(TreeFront const& a, TreeFront const& b, std::function<void(TreeLabel const&)> const& take) {
    pairs_led_by(a, b, true, take);
    pairs_led_by(b, a, false, take);
}

TreeFront thinned(TreeFront const& front, std::size_t size, bool ideal) {
    Span whole;
    for (TreeLabel const& label : front) {
        whole.add(label);
    }
    double width = 3.0 / static_cast<double>(size);
    TreeFront result = front;
    while (result.size() > size) {
        result = undominated(grouped(front, whole, width, ideal));
        width *= 1.4;
    }
    return result;
}

} // namespace saggar::detail
