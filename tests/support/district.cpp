// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "district.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <queue>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace saggar::testing_support {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double block_m = 80.0;
constexpr double jitter_m = 12.0;
constexpr int consumers_per_street = 4; // as many streets as give this on average
constexpr double supply_c = 85.0;
constexpr double return_c = 45.0;
constexpr double heat_capacity_j_kgk = 4190.0; // these three for sizing only
constexpr double density_kg_m3 = 975.0;
constexpr double viscosity_pa_s = 4e-4;
constexpr double roughness_m = 1e-4;
constexpr double foam_w_mk = 0.027;
constexpr double casing_wall_m = 0.003;

// EN 253, insulation series 1: steel outside, wall, casing outside, mm.
struct Size {
    double outer_mm;
    double wall_mm;
    double casing_mm;
    [[nodiscard]] double inner_m() const { return (outer_mm - 2.0 * wall_mm) / 1e3; }
};
constexpr std::array<Size, 22> sizes{
    {{26.9, 2.6, 90.0},     {33.7, 2.6, 90.0},     {42.4, 2.6, 110.0},  {48.3, 2.6, 110.0},
     {60.3, 2.9, 125.0},    {76.1, 2.9, 140.0},    {88.9, 3.2, 160.0},  {114.3, 3.6, 200.0},
     {139.7, 3.6, 225.0},   {168.3, 4.0, 250.0},   {219.1, 4.5, 315.0}, {273.0, 5.0, 400.0},
     {323.9, 5.6, 450.0},   {355.6, 5.6, 500.0},   {406.4, 6.3, 560.0}, {457.0, 6.3, 630.0},
     {508.0, 6.3, 710.0},   {610.0, 7.1, 800.0},   {711.0, 8.0, 900.0}, {813.0, 8.8, 1000.0},
     {914.0, 10.0, 1100.0}, {1016.0, 11.0, 1200.0}}};

double gradient_pa_m(double flow_kg_s, double inner_m) {
    double const area = pi / 4.0 * inner_m * inner_m;
    double const speed = flow_kg_s / density_kg_m3 / area;
    double const reynolds = std::max(density_kg_m3 * speed * inner_m / viscosity_pa_s, 3000.0);
    double const root = std::log10(roughness_m / (3.7 * inner_m) + 5.74 / std::pow(reynolds, 0.9));
    return 0.25 / (root * root) / inner_m * density_kg_m3 * speed * speed / 2.0; // Swamee & Jain
}

std::size_t size_for(double flow_kg_s, double limit_pa_m) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (gradient_pa_m(flow_kg_s, sizes[i].inner_m()) <= limit_pa_m) {
            return i;
        }
    }
    return sizes.size() - 1;
}

// Of one buried line, water to undisturbed soil of 1.5 W/(m K), 0.8 m of cover.
double heat_loss_w_mk(Size const& size) {
    double const casing = size.casing_mm / 1e3;
    double const foam = casing - 2.0 * casing_wall_m;
    double const depth = 0.8 + casing / 2.0;
    double const resistance = (std::log(foam / (size.outer_mm / 1e3)) / foam_w_mk +
                               std::log(casing / foam) / 0.4 + std::log(4.0 * depth / casing) / 1.5) /
                              (2.0 * pi);
    return 1.0 / resistance;
}

struct Line {
    int from{};
    int to{};
    double length_m{};
    bool service{};
    double flow_kg_s{};
    std::size_t size{};
    bool loop{};
};

struct Place {
    double x{};
    double y{};
};

class District {
public:
    explicit District(DistrictOptions const& options) : options_{options}, random_{options.seed} {}

    Project make() {
        lay_streets();
        grow();
        place_consumers();
        size_lines();
        if (options_.loop_share > 0.0) {
            close_loops();
        }
        return project();
    }

private:
    double between(double low, double high) {
        // of 53 bits: the library's distributions differ between implementations
        return low + (high - low) * static_cast<double>(random_() >> 11U) * 0x1.0p-53;
    }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

    static double distance(Place a, Place b) { return std::hypot(b.x - a.x, b.y - a.y); }

    void lay_streets() {
        side_ = 2;
        while ((side_ * side_ - 1) * consumers_per_street < options_.consumers) {
            ++side_;
        }
        for (int i = 0; i < side_; ++i) {
            for (int j = 0; j < side_; ++j) {
                crossings_.push_back(
                    {i * block_m + between(-jitter_m, jitter_m), j * block_m + between(-jitter_m, jitter_m)});
                if (i > 0) {
                    streets_.emplace_back((i - 1) * side_ + j, i * side_ + j);
                }
                if (j > 0) {
                    streets_.emplace_back(i * side_ + j - 1, i * side_ + j);
                }
            }
        }
    }

    // The shortest-path tree over lengths that random attraction has changed by up to 30 %.
    void grow() {
        struct Way {
            int to;
            double weight;
        };
        std::vector<std::vector<Way>> ways(crossings_.size());
        for (auto const& [a, b] : streets_) {
            double const weight = distance(crossings_[at(a)], crossings_[at(b)]) * between(0.7, 1.3);
            ways[at(a)].push_back({b, weight});
            ways[at(b)].push_back({a, weight});
        }
        parent_.assign(crossings_.size(), -1);
        std::vector<double> best(crossings_.size(), std::numeric_limits<double>::infinity());
        std::vector<char> done(crossings_.size(), 0);
        using Entry = std::pair<double, int>;
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
        int const plant = side_ / 2;
        best[at(plant)] = 0.0;
        queue.emplace(0.0, plant);
        while (!queue.empty()) {
            auto const [length, here] = queue.top();
            queue.pop();
            if (done[at(here)] != 0) {
                continue;
            }
            done[at(here)] = 1;
            order_.push_back(here);
            for (auto const& way : ways[at(here)]) {
                if (length + way.weight < best[at(way.to)]) {
                    best[at(way.to)] = length + way.weight;
                    parent_[at(way.to)] = here;
                    queue.emplace(best[at(way.to)], way.to);
                }
            }
        }
    }

    int add_node(Place place) {
        nodes_.push_back(place);
        return static_cast<int>(nodes_.size()) - 1;
    }

    // Lines stand so that each node's line to it comes before those from it.
    void place_consumers() {
        std::size_t const streets = order_.size() - 1;
        std::vector<int> count(streets, options_.consumers / static_cast<int>(streets));
        auto left = static_cast<std::size_t>(options_.consumers) % streets;
        std::vector<std::size_t> turn(streets);
        for (std::size_t i = 0; i < streets; ++i) {
            turn[i] = i;
            std::swap(turn[i], turn[below(i + 1)]);
        }
        for (; left > 0; --left) {
            ++count[turn[left]];
        }
        node_of_.assign(crossings_.size(), -1);
        node_of_[at(order_[0])] = add_node(crossings_[at(order_[0])]);
        for (std::size_t i = 0; i < streets; ++i) {
            int const end = order_[i + 1];
            build_street(parent_[at(end)], end, count[i]);
        }
    }

    void build_street(int start, int end, int consumers) {
        Place const a = crossings_[at(start)];
        Place const b = crossings_[at(end)];
        double const length = distance(a, b);
        int previous = node_of_[at(start)];
        for (int i = 1; i <= consumers; ++i) {
            double const t = static_cast<double>(i) / (consumers + 1);
            Place const tee{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
            int const tee_node = add_node(tee);
            lines_.push_back({previous, tee_node, length / (consumers + 1), false, 0.0, 0, false});
            double const service_m = between(8.0, 20.0) * (i % 2 == 0 ? 1.0 : -1.0);
            int const house = add_node(
                {tee.x - service_m * (b.y - a.y) / length, tee.y + service_m * (b.x - a.x) / length});
            lines_.push_back({tee_node, house, std::abs(service_m), true, 0.0, 0, false});
            // Mostly single houses, some blocks of flats.
            peak_w_.emplace_back(house, between(0.0, 1.0) < 0.8 ? between(6e3, 18e3) : between(3e4, 1.2e5));
            previous = tee_node;
        }
        node_of_[at(end)] = add_node(b);
        lines_.push_back({previous, node_of_[at(end)], length / (consumers + 1), false, 0.0, 0, false});
    }

    void size_lines() {
        std::vector<double> flow(nodes_.size(), 0.0);
        for (auto const& [node, peak] : peak_w_) {
            flow[at(node)] += peak / (heat_capacity_j_kgk * (supply_c - return_c));
        }
        for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
            line->flow_kg_s = flow[at(line->to)];
            line->size = size_for(line->flow_kg_s, line->service ? 200.0 : 100.0);
            flow[at(line->from)] += line->flow_kg_s;
        }
        std::erase_if(lines_, [](Line const& line) { return line.flow_kg_s == 0.0; }); // nobody behind it
        used_.assign(nodes_.size(), 0);
        used_[0] = 1;
        std::vector<double> lost_pa(nodes_.size(), 0.0);
        for (auto const& line : lines_) {
            used_[at(line.to)] = 1;
            lost_pa[at(line.to)] =
                lost_pa[at(line.from)] +
                2.0 * line.length_m * gradient_pa_m(line.flow_kg_s, sizes[line.size].inner_m());
        }
        double const worst_pa = *std::max_element(lost_pa.begin(), lost_pa.end());
        differential_bar_ = std::ceil((worst_pa * 1.05 / 1e5 + 0.6) * 10.0) / 10.0;
    }

    // Streets that are not in the tree, as wide as the narrower of the mains at their ends.
    void close_loops() {
        std::vector<std::size_t> widest(nodes_.size(), 0);
        for (auto const& line : lines_) {
            if (!line.service) {
                widest[at(line.from)] = std::max(widest[at(line.from)], line.size);
                widest[at(line.to)] = std::max(widest[at(line.to)], line.size);
            }
        }
        std::vector<Line> open;
        for (auto const& [a, b] : streets_) {
            int const from = node_of_[at(a)];
            int const to = node_of_[at(b)];
            bool const in_tree = parent_[at(a)] == b || parent_[at(b)] == a;
            if (!in_tree && used_[at(from)] != 0 && used_[at(to)] != 0) {
                constexpr std::size_t narrowest = 2; // DN 32
                open.push_back({from, to, distance(crossings_[at(a)], crossings_[at(b)]), false, 0.0,
                                std::max(narrowest, std::min(widest[at(from)], widest[at(to)])), true});
            }
        }
        auto const wanted = static_cast<std::size_t>(
            std::max(1.0, std::round(options_.loop_share * static_cast<double>(lines_.size()))));
        for (std::size_t i = 0; i < open.size() && i < wanted; ++i) {
            std::swap(open[i], open[i + below(open.size() - i)]);
            lines_.push_back(open[i]);
        }
    }

    [[nodiscard]] double elevation_m(Place place) const {
        return options_.hilly ? 11.0 * std::sin(place.x / 340.0) + 8.0 * std::cos(place.y / 290.0) : 0.0;
    }

    [[nodiscard]] std::string name(int node, char side) const {
        auto id = "n" + std::to_string(node);
        return options_.pairs ? id : id + '-' + side;
    }

    template <class Element>
    void connect(Element& element, int node) const {
        if (options_.pairs) {
            element.node = name(node, 's');
        } else {
            element.supply_node = name(node, 's');
            element.return_node = name(node, 'r');
        }
    }

    Pipe pipe(Line const& line, std::string id) const {
        auto const& size = sizes[line.size];
        Pipe made;
        made.id = std::move(id);
        made.length_m = line.length_m;
        made.inner_diameter_mm = size.inner_m() * 1e3;
        made.roughness_mm = roughness_m * 1e3;
        if (options_.pairs) {
            made.outer_diameter_mm = size.outer_mm;
            made.insulation_diameter_mm = size.casing_mm - 2e3 * casing_wall_m;
            made.casing_diameter_mm = size.casing_mm;
            made.insulation_conductivity_w_mk = foam_w_mk;
        } else {
            made.heat_loss_w_mk = heat_loss_w_mk(size);
        }
        return made;
    }

    Project project() {
        Project made;
        made.name = "synthetic district of " + std::to_string(options_.consumers) + " consumers";
        double highest_m = 0.0;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (used_[i] == 0) {
                continue;
            }
            for (char const side : {'s', 'r'}) {
                if (side == 'r' && options_.pairs) {
                    continue;
                }
                Node node;
                node.id = name(static_cast<int>(i), side);
                node.x_m = nodes_[i].x;
                node.y_m = nodes_[i].y;
                node.elevation_m = elevation_m(nodes_[i]);
                highest_m = std::max(highest_m, node.elevation_m);
                made.nodes.push_back(std::move(node));
            }
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            auto const& line = lines_[i];
            auto const id = "p" + std::to_string(i);
            if (options_.pairs) {
                made.pipe_pairs.push_back(pipe(line, id));
                made.pipe_pairs.back().from = name(line.from, 's');
                made.pipe_pairs.back().to = name(line.to, 's');
            } else {
                made.pipes.push_back(pipe(line, id + "-s"));
                made.pipes.back().from = name(line.from, 's');
                made.pipes.back().to = name(line.to, 's');
                made.pipes.push_back(pipe(line, id + "-r"));
                made.pipes.back().from = name(line.to, 'r');
                made.pipes.back().to = name(line.from, 'r');
            }
        }
        for (std::size_t i = 0; i < peak_w_.size(); ++i) {
            Substation substation;
            substation.id = "c" + std::to_string(i);
            connect(substation, peak_w_[i].first);
            substation.peak_kw = peak_w_[i].second / 1e3;
            substation.heat_demand_kw = *substation.peak_kw * options_.load;
            substation.return_temperature_c = return_c;
            substation.minimum_differential_pressure_bar = 0.3;
            made.substations.push_back(std::move(substation));
        }
        Plant plant;
        plant.id = "plant";
        connect(plant, 0);
        plant.supply_temperature_c = supply_c;
        plant.held_pressure_bar = 2.5 + std::max(0.0, highest_m - elevation_m(nodes_[0])) * 0.1;
        plant.differential_pressure_bar = differential_bar_;
        made.plants.push_back(std::move(plant));
        return made;
    }

    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    DistrictOptions options_;
    std::mt19937_64 random_;
    int side_{};
    std::vector<Place> crossings_;
    std::vector<std::pair<int, int>> streets_;
    std::vector<int> parent_;  // of a crossing, towards the plant
    std::vector<int> order_;   // crossings by distance from the plant
    std::vector<Place> nodes_; // of one side; 0 is the plant
    std::vector<int> node_of_;
    std::vector<char> used_;
    std::vector<Line> lines_;
    std::vector<std::pair<int, double>> peak_w_; // node and demand of each consumer
    double differential_bar_{};
};

} // namespace

Project district_project(DistrictOptions const& options) {
    return District{options}.make();
}

} // namespace saggar::testing_support
