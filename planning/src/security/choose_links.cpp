// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "choose_links.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <limits>

namespace saggar::detail {

namespace {

class Cover {
public:
    Cover(std::vector<CoverCandidate> const& candidates, std::vector<double> const& weight,
          std::size_t most_nodes)
        : candidates_{candidates}, weight_{weight}, nodes_left_{most_nodes}, by_need_(weight.size()) {
        drop_dominated();
        for (std::int32_t const one : kept_) {
            for (std::int32_t const need : candidates_[at(one)].covers) {
                by_need_[at(need)].push_back(one); // cheapest first, as kept_ is
            }
        }
    }

    CoverChoice run() {
        CoverChoice made;
        std::vector<int> times(weight_.size(), 0);
        for (std::size_t need = 0; need < weight_.size(); ++need) {
            if (by_need_[need].empty()) {
                made.open.push_back(static_cast<std::int32_t>(need));
                times[need] = 1; // nothing to do there
            }
        }
        choose_first(times);
        std::vector<std::int32_t> chosen;
        branch(times, chosen, 0.0);
        made.proven = nodes_left_ > 0;
        made.chosen = best_;
        made.cost = best_cost_;
        std::ranges::sort(made.chosen);
        return made;
    }

private:
    // Who covers nothing that a candidate that is no dearer does not cover too.
    void drop_dominated() {
        std::vector<std::int32_t> order;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (!candidates_[i].covers.empty()) {
                order.push_back(static_cast<std::int32_t>(i));
            }
        }
        std::ranges::stable_sort(order, [&](std::int32_t a, std::int32_t b) {
            CoverCandidate const& left = candidates_[at(a)];
            CoverCandidate const& right = candidates_[at(b)];
            return left.cost != right.cost ? left.cost < right.cost
                                           : left.covers.size() > right.covers.size();
        });
        for (std::int32_t const one : order) {
            auto const& covers = candidates_[at(one)].covers;
            bool const dominated = std::ranges::any_of(kept_, [&](std::int32_t other) {
                return std::ranges::includes(candidates_[at(other)].covers, covers);
            });
            if (!dominated) {
                kept_.push_back(one);
            }
        }
    }

    [[nodiscard]] double gain(std::int32_t one, std::vector<int> const& times) const {
        double sum = 0.0;
        for (std::int32_t const need : candidates_[at(one)].covers) {
            sum += times[at(need)] == 0 ? weight_[at(need)] : 0.0;
        }
        return sum;
    }

    void count(std::int32_t one, std::vector<int>& times, int by) const {
        for (std::int32_t const need : candidates_[at(one)].covers) {
            times[at(need)] += by;
        }
    }

    void choose_first(std::vector<int> times) {
        for (;;) {
            std::int32_t next = -1;
            double least = std::numeric_limits<double>::infinity();
            for (std::int32_t const one : kept_) {
                double const more = gain(one, times);
                if (more > 0.0 && candidates_[at(one)].cost / more < least) {
                    least = candidates_[at(one)].cost / more;
                    next = one;
                }
            }
            if (next < 0) {
                break;
            }
            best_.push_back(next);
            count(next, times, 1);
        }
        std::vector<std::int32_t> dearest = best_;
        std::ranges::stable_sort(dearest, std::greater{},
                                 [&](std::int32_t one) { return candidates_[at(one)].cost; });
        for (std::int32_t const one : dearest) {
            bool const superfluous = std::ranges::all_of(
                candidates_[at(one)].covers, [&](std::int32_t need) { return times[at(need)] > 1; });
            if (superfluous) {
                count(one, times, -1);
                std::erase(best_, one);
            }
        }
        best_cost_ = 0.0;
        for (std::int32_t const one : best_) {
            best_cost_ += candidates_[at(one)].cost;
        }
    }

    // Open needs that share no candidate cost at least the cheapest of each.
    [[nodiscard]] double bound(std::vector<int> const& times) const {
        std::vector<std::size_t> open;
        for (std::size_t need = 0; need < times.size(); ++need) {
            if (times[need] == 0) {
                open.push_back(need);
            }
        }
        std::ranges::stable_sort(
            open, [&](std::size_t a, std::size_t b) { return by_need_[a].size() < by_need_[b].size(); });
        std::vector<std::uint8_t> used(candidates_.size(), 0);
        double sum = 0.0;
        for (std::size_t const need : open) {
            auto const& ways = by_need_[need];
            if (std::ranges::none_of(ways, [&](std::int32_t one) { return used[at(one)] != 0; })) {
                sum += candidates_[at(ways.front())].cost;
                for (std::int32_t const one : ways) {
                    used[at(one)] = 1;
                }
            }
        }
        return sum;
    }

    void branch(std::vector<int>& times, std::vector<std::int32_t>& chosen, double cost) {
        constexpr double same = 1e-9; // of a cost
        if (nodes_left_ == 0 || cost + bound(times) >= best_cost_ * (1.0 - same)) {
            return;
        }
        --nodes_left_;
        std::size_t hardest = times.size();
        for (std::size_t need = 0; need < times.size(); ++need) {
            if (times[need] == 0 &&
                (hardest == times.size() || by_need_[need].size() < by_need_[hardest].size())) {
                hardest = need;
            }
        }
        if (hardest == times.size()) {
            best_ = chosen;
            best_cost_ = cost;
            return;
        }
        for (std::int32_t const one : by_need_[hardest]) {
            chosen.push_back(one);
            count(one, times, 1);
            branch(times, chosen, cost + candidates_[at(one)].cost);
            count(one, times, -1);
            chosen.pop_back();
        }
    }

    std::vector<CoverCandidate> const& candidates_;
    std::vector<double> const& weight_;
    std::size_t nodes_left_;
    std::vector<std::int32_t> kept_;
    std::vector<std::vector<std::int32_t>> by_need_;
    std::vector<std::int32_t> best_;
    double best_cost_{0.0};
};

} // namespace

CoverChoice choose_links(std::vector<CoverCandidate> const& candidates, std::vector<double> const& weight,
                         std::size_t most_nodes) {
    return Cover{candidates, weight, most_nodes}.run();
}

} // namespace saggar::detail
