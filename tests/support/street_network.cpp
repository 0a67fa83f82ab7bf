// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "street_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <queue>
#include <utility>

namespace saggar::testing_support {
namespace {

// Steele, Lea & Flood's SplitMix64: the same numbers everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }

private:
    std::uint64_t state_;
};

struct Street {
    int a;
    int b;
};

class Town {
public:
    explicit Town(StreetOptions const& options) : options_{options}, random_{options.seed} {}

    StreetNetwork build() {
        lay_out();
        choose_streets();
        place_demand();
        size_pipes();
        return std::move(town_);
    }

private:
    static constexpr double block_m = 60.0;
    static constexpr double gravity = 9.80665;

    [[nodiscard]] double distance(int a, int b) const {
        return std::max(5.0, std::hypot(x_[a] - x_[b], y_[a] - y_[b]));
    }

    void lay_out() {
        bool const services = options_.form == StreetOptions::Form::services;
        crossings_ = services ? options_.pipes / 6
                              : static_cast<int>(options_.form == StreetOptions::Form::tree
                                                     ? options_.pipes + 1 - options_.reservoirs
                                                     : std::lround(options_.pipes / 1.2));
        across_ = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(crossings_))));
        for (int i = 0; i < crossings_; ++i) {
            x_.push_back(block_m * (i % across_) + 0.4 * block_m * (random_.unit() - 0.5));
            y_.push_back(block_m * (i / across_) + 0.4 * block_m * (random_.unit() - 0.5));
        }
    }

    void choose_streets() {
        std::vector<Street> segments;
        for (int i = 0; i < crossings_; ++i) {
            if (i % across_ + 1 < across_ && i + 1 < crossings_) {
                segments.push_back({i, i + 1});
            }
            if (i + across_ < crossings_) {
                segments.push_back({i, i + across_});
            }
        }
        if (options_.form == StreetOptions::Form::services) {
            streets_ = segments;
            int const leaves = options_.pipes - options_.reservoirs - static_cast<int>(streets_.size());
            for (int k = 0; k < leaves; ++k) {
                int const crossing = k % crossings_;
                double const angle = 2.0 * std::numbers::pi * random_.unit();
                double const length = 8.0 + 20.0 * random_.unit();
                streets_.push_back({crossing, static_cast<int>(x_.size())});
                x_.push_back(x_[crossing] + length * std::cos(angle));
                y_.push_back(y_[crossing] + length * std::sin(angle));
            }
            return;
        }
        // Kruskal over random weights.
        for (auto i = segments.size(); i > 1; --i) {
            std::swap(segments[i - 1],
                      segments[static_cast<std::size_t>(random_.below(static_cast<int>(i)))]);
        }
        std::vector<int> group(static_cast<std::size_t>(crossings_));
        std::iota(group.begin(), group.end(), 0);
        auto const find = [&](int i) {
            while (group[i] != i) {
                i = group[i] = group[group[i]];
            }
            return i;
        };
        std::vector<Street> loops;
        for (auto const& s : segments) {
            int const a = find(s.a);
            int const b = find(s.b);
            if (a == b) {
                loops.push_back(s);
            } else {
                group[a] = b;
                streets_.push_back(s);
            }
        }
        if (options_.form == StreetOptions::Form::mesh) {
            auto const more =
                std::min(loops.size(),
                         static_cast<std::size_t>(options_.pipes - options_.reservoirs) - streets_.size());
            streets_.insert(streets_.end(), loops.begin(), loops.begin() + static_cast<std::ptrdiff_t>(more));
        }
    }

    void place_demand() {
        auto const count = x_.size();
        bool const services = options_.form == StreetOptions::Form::services;
        for (std::size_t i = 0; i < count; ++i) {
            bool const withdraws = !services || static_cast<int>(i) >= crossings_;
            // A skewed distribution with mean 0.15 kg/s.
            double const u = random_.unit();
            town_.injection_kg_s.push_back(withdraws ? -0.45 * u * u : 0.0);
            town_.pattern.push_back(random_.below(4));
            town_.nodes.elevation_m.push_back(5.0 + 3.0 * std::sin(x_[i] / 700.0) +
                                              3.0 * std::cos(y_[i] / 900.0));
        }
        constexpr std::array<std::pair<double, double>, 3> places{{{0.5, 0.5}, {0.08, 0.12}, {0.92, 0.85}}};
        double const extent = block_m * across_;
        for (int r = 0; r < options_.reservoirs; ++r) {
            auto const [px, py] = places[static_cast<std::size_t>(r) % places.size()];
            int best = 0;
            for (int i = 1; i < crossings_; ++i) {
                auto const away = [&](int k) { return std::hypot(x_[k] - px * extent, y_[k] - py * extent); };
                best = away(i) < away(best) ? i : best;
            }
            outlets_.push_back(best);
        }
    }

    // The smallest diameter of the catalogue that keeps below 2 m/s and 100 Pa/m or so.
    [[nodiscard]] static double diameter(double flow_kg_s) {
        constexpr std::array catalogue{0.0216, 0.0272, 0.036,  0.0419, 0.0539, 0.0697, 0.0825, 0.1071,
                                       0.1325, 0.1603, 0.2101, 0.263,  0.3127, 0.3444, 0.3938, 0.4444,
                                       0.4954, 0.5958, 0.695,  0.795,  0.893,  0.994,  1.194,  1.394,
                                       1.594,  1.792,  1.992,  2.4,    2.8,    3.2};
        for (double const d : catalogue) {
            double const velocity = flow_kg_s / 1000.0 / (0.25 * std::numbers::pi * d * d);
            if (velocity <= 2.0 && 0.022 / d * 500.0 * velocity * velocity <= 100.0) {
                return d;
            }
        }
        return catalogue.back();
    }

    void size_pipes() {
        auto const count = x_.size();
        std::vector<std::vector<std::pair<int, int>>> beside(count);
        for (std::size_t s = 0; s < streets_.size(); ++s) {
            beside[static_cast<std::size_t>(streets_[s].a)].emplace_back(streets_[s].b, static_cast<int>(s));
            beside[static_cast<std::size_t>(streets_[s].b)].emplace_back(streets_[s].a, static_cast<int>(s));
        }
        std::vector<double> away(count, 1e300);
        std::vector<int> by(count, -1);
        std::vector<int> from(count, -1);
        std::vector<int> order;
        std::priority_queue<std::pair<double, int>, std::vector<std::pair<double, int>>, std::greater<>> open;
        for (int const outlet : outlets_) {
            away[static_cast<std::size_t>(outlet)] = 0.0;
            open.emplace(0.0, outlet);
        }
        while (!open.empty()) {
            auto const [reached, v] = open.top();
            open.pop();
            if (reached > away[static_cast<std::size_t>(v)]) {
                continue;
            }
            order.push_back(v);
            for (auto const& [w, s] : beside[static_cast<std::size_t>(v)]) {
                double const next = reached + distance(v, w);
                if (next < away[static_cast<std::size_t>(w)]) {
                    away[static_cast<std::size_t>(w)] = next;
                    by[static_cast<std::size_t>(w)] = s;
                    from[static_cast<std::size_t>(w)] = v;
                    open.emplace(next, w);
                }
            }
        }
        std::vector<double> flow(count);
        std::ranges::transform(town_.injection_kg_s, flow.begin(), [](double q) { return -q; });
        std::vector<double> size(streets_.size(), 0.0);
        for (auto v = order.rbegin(); v != order.rend(); ++v) {
            auto const i = static_cast<std::size_t>(*v);
            if (from[i] >= 0) {
                flow[static_cast<std::size_t>(from[i])] += flow[i];
                size[static_cast<std::size_t>(by[i])] = diameter(flow[i]);
            }
        }
        for (std::size_t s = 0; s < streets_.size(); ++s) {
            auto const [a, b] = streets_[s];
            if (size[s] == 0.0) { // a loop: the smaller of what leads to its ends
                auto const at = [&](int v) {
                    return by[static_cast<std::size_t>(v)] < 0
                               ? 0.0825
                               : size[static_cast<std::size_t>(by[static_cast<std::size_t>(v)])];
                };
                size[s] = std::max(0.0216, std::min(at(a), at(b)));
            }
            town_.links.add_pipe(a, b, distance(a, b), size[s], 1e-4);
        }
        for (std::size_t r = 0; r < outlets_.size(); ++r) {
            auto const node = static_cast<std::int32_t>(town_.nodes.elevation_m.size());
            town_.nodes.elevation_m.push_back(10.0);
            town_.injection_kg_s.push_back(0.0);
            town_.pattern.push_back(0);
            town_.nodes.fixed.push_back(node);
            town_.fixed_pressure_pa.push_back(town_.density_kg_m3 * gravity *
                                              (120.0 + (r == 1   ? 2.0
                                                        : r == 2 ? -1.0
                                                                 : 0.0)));
            town_.links.add_pipe(node, outlets_[r], 50.0,
                                 diameter(flow[static_cast<std::size_t>(outlets_[r])]), 1e-4);
        }
    }

    StreetOptions options_;
    Random random_;
    StreetNetwork town_;
    int crossings_{};
    int across_{};
    std::vector<double> x_;
    std::vector<double> y_;
    std::vector<Street> streets_;
    std::vector<int> outlets_;
};

} // namespace

void StreetNetwork::at_hour(int hour, std::vector<double>& injection) const {
    std::array<double, 4> factor{};
    double const day_hour = hour % 24;
    for (std::size_t p = 0; p < factor.size(); ++p) {
        double const morning = (day_hour - 7.0 - 0.4 * static_cast<double>(p)) / 2.2;
        double const evening = (day_hour - 19.0 + 0.5 * static_cast<double>(p)) / 3.0;
        factor[p] = 0.7 + 0.4 * std::exp(-morning * morning) + 0.3 * std::exp(-evening * evening);
    }
    injection.resize(injection_kg_s.size());
    for (std::size_t i = 0; i < injection.size(); ++i) {
        injection[i] = injection_kg_s[i] * factor[static_cast<std::size_t>(pattern[i])];
    }
}

StreetNetwork street_network(StreetOptions const& options) {
    return Town{options}.build();
}

} // namespace saggar::testing_support
