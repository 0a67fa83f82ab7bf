// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "joins.hpp"

#include "money.hpp"
#include "plant_roles.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double rounding = 1.0 + 1e-9;
// Of a network's heat, that stays with the plant that follows the load (heat_by_plant.cpp).
constexpr double held_share = 0.02;
// Of what plants of today give at the largest load, that another one can give: they keep the rest.
constexpr double most_share = 0.95;
constexpr int parts = 12; // of the most that a plant could give, beside what sizes of pipe carry
// Prices above this say that an edge is not to be had.
constexpr double never = 1e11;

void put_in_order(std::vector<HeatToReplace>& heat) {
    std::ranges::stable_sort(heat, std::greater<>{}, &HeatToReplace::cost_per_mwh);
}

// Takes the plant's heat in the place of dearer one; what that costs less an hour, in W times money per MWh.
double replace(std::vector<HeatToReplace>& heat, double cost_per_mwh, double gives_w) {
    double less = 0.0;
    double replaced_w = 0.0;
    for (HeatToReplace& one : heat) {
        if (one.cost_per_mwh <= cost_per_mwh) {
            break;
        }
        double const taken_w = std::min(std::max(0.0, gives_w - replaced_w), one.heat_w);
        less += taken_w * (one.cost_per_mwh - cost_per_mwh);
        one.heat_w -= taken_w;
        replaced_w += taken_w;
    }
    heat.push_back({.cost_per_mwh = cost_per_mwh, .heat_w = replaced_w});
    put_in_order(heat);
    return less;
}

double heat_joined_w(std::vector<ExtensionJoin> const& joins, std::size_t plant) {
    double sum_w = 0.0;
    for (ExtensionJoin const& join : joins) {
        sum_w += at(join.plant) == plant ? join.heat_w : 0.0;
    }
    return sum_w;
}

} // namespace

bool may_save_by_joining(Project const& project) {
    bool const by_value = project.extension.goal == ExtensionGoal::largest_value ||
                          project.extension.goal == ExtensionGoal::all_loads;
    double cheapest = infinite;
    double dearest = -infinite;
    for (Plant const& plant : project.plants) {
        if (plant.running) {
            cheapest = std::min(cheapest, heat_cost_per_mwh(project, plant));
            dearest = std::max(dearest, heat_cost_per_mwh(project, plant));
        }
    }
    return by_value && !project.substations.empty() && cheapest < dearest;
}

JoinFinder::JoinFinder(Project const& project, ExtensionProblem const& problem,
                       TopologyProblem const& topology, HeatOfYear const& present)
    : project_{project},
      problem_{problem},
      topology_{topology},
      worth_{problem.present_value_factor * problem.saving_factor},
      edges_at_(problem.places.size()) {
    for (std::size_t edge = 0; edge < topology.edges.size(); ++edge) {
        edges_at_[at(topology.edges[edge].a)].push_back(static_cast<std::int32_t>(edge));
        edges_at_[at(topology.edges[edge].b)].push_back(static_cast<std::int32_t>(edge));
    }
    find_networks(present);
}

double JoinFinder::cost_per_mwh(std::size_t plant) const {
    return heat_cost_per_mwh(project_, project_.plants[plant]);
}

void JoinFinder::find_networks(HeatOfYear const& present) {
    Zones zones{project_};
    std::map<std::string, std::vector<PlantHeat const*>> by_network;
    for (PlantHeat const& one : present.plants) {
        by_network[one.network].push_back(&one);
    }
    for (auto const& [name, plants] : by_network) {
        NetworkToJoin made;
        std::size_t const count = plants.front()->loads.size();
        made.loads.resize(count);
        double all_mwh = 0.0;
        double of_loads_mwh = 0.0;
        for (PlantHeat const* const one : plants) {
            all_mwh += one->heat_mwh();
            for (std::size_t h = 0; h < count; ++h) {
                PlantHeatAtLoad const& load = one->loads[h];
                double const kept_w = one->plant == name ? held_share * load.network_heat_w : 0.0;
                made.loads[h].push_back(
                    {.cost_per_mwh = one->cost_per_mwh, .heat_w = std::max(0.0, load.heat_w - kept_w)});
                of_loads_mwh += load.heat_w * load.hours * 1e-6;
            }
        }
        if (!(all_mwh > 0.0) || !(of_loads_mwh > 0.0)) {
            continue;
        }
        for (std::size_t h = 0; h < count; ++h) {
            PlantHeatAtLoad const& load = plants.front()->loads[h];
            made.load_factor.push_back(load.load_factor);
            made.mwh_per_w.push_back(load.hours * 1e-6 * all_mwh / of_loads_mwh);
            put_in_order(made.loads[h]);
        }
        // Its places, and those of plants that could be replaced.
        made.width_w.assign(problem_.places.size(), -1.0);
        auto const holder = std::ranges::find(project_.plants, name, &Plant::id);
        std::size_t const zone = zones.of(node_of(*holder));
        for (std::size_t i = 0; i < project_.nodes.size(); ++i) {
            if (problem_.node_place[i] >= 0 && zones.of(i) == zone) {
                made.width_w[at(problem_.node_place[i])] = 0.0;
            }
        }
        for (ExtensionWay const& way : problem_.ways) {
            if (way.kind == WayKind::present && zones.of(project_.pipe_pairs[at(way.pair)].from) == zone) {
                made.width_w[at(way.a)] = made.width_w[at(way.b)] = 0.0;
            }
        }
        double cheapest = infinite;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            cheapest = may_join(i, made) ? std::min(cheapest, cost_per_mwh(i)) : cheapest;
        }
        std::vector<std::int32_t> dear; // places of plants
        for (PlantHeat const* const one : plants) {
            auto const plant = static_cast<std::size_t>(
                std::ranges::find(project_.plants, one->plant, &Plant::id) - project_.plants.begin());
            if (one->cost_per_mwh > cheapest && problem_.plant_place[plant] >= 0) {
                dear.push_back(problem_.plant_place[plant]);
            }
        }
        auto const largest = std::ranges::max_element(made.load_factor);
        for (HeatToReplace const& one :
             made.loads[static_cast<std::size_t>(largest - made.load_factor.begin())]) {
            made.most_w += one.cost_per_mwh > cheapest ? most_share * one.heat_w : 0.0;
        }
        if (!dear.empty() && made.most_w > 0.0) {
            find_widths(made, dear);
            networks_.push_back(std::move(made));
        }
    }
}

// The widest way over present pairs: against what flows there now, a pair has that to spare as well.
void JoinFinder::find_widths(NetworkToJoin& network, std::vector<std::int32_t> const& plants) {
    std::priority_queue<std::pair<double, std::int32_t>> open;
    for (std::int32_t const place : plants) {
        network.width_w[at(place)] = infinite;
        open.emplace(infinite, place);
    }
    while (!open.empty()) {
        auto const [width_w, place] = open.top();
        open.pop();
        if (width_w < network.width_w[at(place)]) {
            continue;
        }
        for (std::int32_t const edge : edges_at_[at(place)]) {
            ExtensionWay const& way = problem_.ways[at(edge)];
            std::int32_t const next = way.a == place ? way.b : way.a;
            double const through_w = std::min(width_w, way.capacity_w + way.present_w);
            if (way.kind == WayKind::present && through_w > network.width_w[at(next)]) {
                network.width_w[at(next)] = through_w;
                open.emplace(through_w, next);
            }
        }
    }
}

bool JoinFinder::may_join(std::size_t plant, NetworkToJoin const& network) const {
    std::int32_t const place = problem_.plant_place[plant];
    if (place < 0 || !project_.plants[plant].running || topology_.sources[plant].capacity_w <= 0.0 ||
        network.width_w[at(place)] >= 0.0) {
        return false;
    }
    return std::ranges::any_of(network.loads, [&](std::vector<HeatToReplace> const& heat) {
        return !heat.empty() && heat.front().cost_per_mwh > cost_per_mwh(plant);
    });
}

double JoinFinder::saved(NetworkToJoin const& network, std::size_t plant,
                         std::vector<double> const& gives_w) const {
    double sum = 0.0;
    for (std::size_t h = 0; h < network.loads.size(); ++h) {
        std::vector<HeatToReplace> heat = network.loads[h];
        sum += network.mwh_per_w[h] * replace(heat, cost_per_mwh(plant), gives_w[h]);
    }
    return sum;
}

double JoinFinder::at_most() const {
    double sum = 0.0;
    for (NetworkToJoin const& network : networks_) {
        double all_w = 0.0;
        std::optional<std::size_t> cheapest;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            if (may_join(i, network)) {
                all_w += topology_.sources[i].capacity_w;
                cheapest = !cheapest || cost_per_mwh(i) < cost_per_mwh(*cheapest) ? i : *cheapest;
            }
        }
        if (cheapest) {
            sum += worth_ * saved(network, *cheapest, std::vector<double>(network.loads.size(), all_w));
        }
    }
    return sum;
}

// At each load, of a plant that feeds so much of new loads at the design point and gives more.
std::vector<double> JoinFinder::gives(NetworkToJoin const& network, double feeds_w, double more_w,
                                      double at_most_w) {
    std::vector<double> gives_w;
    for (double const load_factor : network.load_factor) {
        gives_w.push_back(std::min(at_most_w, (1.0 - load_factor) * feeds_w + more_w));
    }
    return gives_w;
}

std::vector<std::size_t> JoinFinder::groups_with(TopologyPlan const& plan) const {
    DisjointSets groups{problem_.places.size()};
    auto const join = [&](std::size_t edge) {
        groups.join(at(problem_.ways[edge].a), at(problem_.ways[edge].b));
    };
    for (std::size_t way = 0; way < problem_.ways.size(); ++way) {
        if (problem_.ways[way].kind == WayKind::present) {
            join(way);
        }
    }
    for (TopologyPipe const& pipe : plan.pipes) {
        join(at(pipe.edge));
    }
    std::vector<std::size_t> group_of;
    for (std::size_t place = 0; place < problem_.places.size(); ++place) {
        group_of.push_back(groups.find(place));
    }
    return group_of;
}

bool JoinFinder::hangs_with(NetworkToJoin const& network, std::size_t plant,
                            std::vector<std::size_t> const& groups) const {
    std::size_t const own = groups[at(problem_.plant_place[plant])];
    for (std::size_t place = 0; place < groups.size(); ++place) {
        if (network.width_w[place] >= 0.0 && groups[place] == own) {
            return true;
        }
    }
    return false;
}

NetworkToJoin JoinFinder::as_left_by(NetworkToJoin network, TopologyPlan const& plan,
                                     std::vector<ExtensionJoin> const& joins, double* less) const {
    std::vector<std::size_t> const groups = groups_with(plan);
    NetworkToJoin const as_it_is = network;
    for (std::size_t i = 0; i < project_.plants.size(); ++i) {
        if (!may_join(i, as_it_is) || plan.source_w[i] <= 0.0 || !hangs_with(network, i, groups)) {
            continue;
        }
        double const joined_w = heat_joined_w(joins, i);
        std::vector<double> const gives_w = gives(network, plan.source_w[i] - joined_w, joined_w, infinite);
        for (std::size_t h = 0; h < network.loads.size(); ++h) {
            double const saved =
                network.mwh_per_w[h] * replace(network.loads[h], cost_per_mwh(i), gives_w[h]);
            if (less != nullptr) {
                *less += saved;
            }
        }
        network.most_w -= joined_w;
    }
    return network;
}

double JoinFinder::edge_cost(std::size_t edge, double flow_w) const {
    TopologyEdge const& of = topology_.edges[edge];
    if (flow_w <= of.present_capacity_w * rounding) {
        return 0.0;
    }
    std::int32_t const size = size_of(edge, flow_w);
    return size < 0 ? infinite
                    : topology_.size_tables[at(of.size_table)][at(size)].cost_per_m * of.length_m +
                          of.fixed_cost_extra;
}

// -1: none carries it, or what is there suffices.
std::int32_t JoinFinder::size_of(std::size_t edge, double flow_w) const {
    TopologyEdge const& of = topology_.edges[edge];
    if (flow_w <= of.present_capacity_w * rounding) {
        return -1;
    }
    TopologySizeTable const& table = topology_.size_tables[at(of.size_table)];
    auto const size = std::ranges::find_if(table, [&](TopologySize const& one) {
        return one.capacity_w * rounding >= flow_w - of.present_capacity_w;
    });
    return size == table.end() ? -1 : static_cast<std::int32_t>(size - table.begin());
}

void JoinFinder::find_way(NetworkToJoin const& network, std::vector<double> const& flow_w,
                          ExtensionJoin& join) const {
    join.cost = infinite;
    join.way.clear();
    std::vector<Reached> reached(problem_.places.size(), {.cost = infinite});
    using Entry = std::pair<double, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    std::int32_t const start = problem_.plant_place[at(join.plant)];
    reached[at(start)].cost = 0.0;
    open.emplace(0.0, start);
    while (!open.empty()) {
        auto const [cost, place] = open.top();
        open.pop();
        if (cost > reached[at(place)].cost) {
            continue;
        }
        if (network.width_w[at(place)] * rounding >= join.heat_w) {
            join.cost = cost;
            for (std::int32_t here = place; here != start; here = reached[at(here)].from) {
                join.way.push_back(
                    {.edge = reached[at(here)].edge, .from = reached[at(here)].from, .to = here});
            }
            std::ranges::reverse(join.way);
            return;
        }
        for (std::int32_t const edge : edges_at_[at(place)]) {
            TopologyEdge const& of = topology_.edges[at(edge)];
            std::int32_t const next = of.a == place ? of.b : of.a;
            double const more =
                edge_cost(at(edge), flow_w[at(edge)] + join.heat_w) - edge_cost(at(edge), flow_w[at(edge)]);
            if (more < never && cost + more < reached[at(next)].cost) {
                reached[at(next)] = {.cost = cost + more, .edge = edge, .from = place};
                open.emplace(cost + more, next);
            }
        }
    }
}

std::optional<ExtensionJoin> JoinFinder::best(TopologyPlan const& plan,
                                              std::vector<ExtensionJoin> const& joins,
                                              std::optional<std::int32_t> plant,
                                              std::optional<double> most_w) const {
    std::vector<std::size_t> const groups = groups_with(plan);
    std::vector<double> flow_w(topology_.edges.size(), 0.0);
    for (TopologyPipe const& pipe : plan.pipes) {
        flow_w[at(pipe.edge)] += pipe.flow_w;
    }
    std::optional<ExtensionJoin> best;
    for (NetworkToJoin const& network : networks_) {
        NetworkToJoin const left = as_left_by(network, plan, joins);
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            if (!may_join(i, network) || (plant && at(*plant) != i)) {
                continue;
            }
            double const has_w = topology_.sources[i].capacity_w - plan.source_w[i];
            double const all_w = std::min({has_w, left.most_w, most_w.value_or(infinite)});
            bool const there = plan.source_w[i] > 0.0 && hangs_with(network, i, groups);
            std::vector<double> amounts_w;
            for (int part = 1; part <= parts; ++part) {
                amounts_w.push_back(all_w * part / parts);
            }
            for (SizeRow const& size : problem_.sizes) {
                amounts_w.push_back(size.capacity_w);
            }
            for (double const heat_w : amounts_w) {
                if (!(heat_w > 0.0) || heat_w > all_w) {
                    continue;
                }
                ExtensionJoin join{.plant = static_cast<std::int32_t>(i), .heat_w = heat_w};
                find_way(network, flow_w, join);
                SizeRow const* const size = smallest(problem_.sizes, heat_w);
                double through_w = infinite;
                if (!there && size != nullptr) {
                    through_w = size->capacity_w;
                }
                double const feeds_w = there ? 0.0 : plan.source_w[i];
                join.saving = worth_ * saved(left, i, gives(left, feeds_w, heat_w, through_w));
                join.cost += capacity_cost_per_w(project_, problem_, i) * heat_w;
                if (join.saving > join.cost && (!best || join.net() > best->net())) {
                    best = std::move(join);
                }
            }
        }
    }
    return best;
}

double JoinFinder::saving_by(TopologyPlan const& plan, std::vector<ExtensionJoin> const& joins) const {
    double less = 0.0;
    for (NetworkToJoin const& network : networks_) {
        static_cast<void>(as_left_by(network, plan, joins, &less));
    }
    return worth_ * less;
}

TopologyPlan JoinFinder::with(TopologyPlan plan, ExtensionJoin& join) const {
    std::size_t const before = plan.pipes.size();
    for (TopologyPipe const& step : join.way) {
        auto pipe = std::ranges::find(plan.pipes, step.edge, &TopologyPipe::edge);
        if (pipe == plan.pipes.end()) {
            pipe = plan.pipes.insert(plan.pipes.end(), step);
        }
        pipe->flow_w += join.heat_w;
        pipe->size = size_of(at(pipe->edge), pipe->flow_w);
    }
    join.added = plan.pipes.size() - before;
    plan.source_w[at(join.plant)] += join.heat_w;
    std::int32_t& foot = plan.foot_of[at(join.plant)];
    foot = foot < 0 ? join.plant : foot;
    plan.cost += join.cost;
    plan.value -= join.cost;
    return plan;
}

TopologyProblem JoinFinder::beside(ExtensionJoin const& join) const {
    TopologyProblem made = topology_;
    made.sources[at(join.plant)].capacity_w -= join.heat_w;
    for (TopologyPipe const& step : join.way) {
        TopologyEdge& edge = made.edges[at(step.edge)];
        std::int32_t const size = size_of(at(step.edge), join.heat_w);
        TopologySizeTable const sizes = made.size_tables[at(edge.size_table)];
        if (size < 0) {
            edge.present_capacity_w -= join.heat_w; // of what lies there
            continue;
        }
        TopologySize const& laid = sizes[at(size)];
        TopologySizeTable larger;
        for (TopologySize const& one : sizes) {
            if (one.capacity_w > laid.capacity_w) {
                larger.push_back({.capacity_w = one.capacity_w - laid.capacity_w,
                                  .cost_per_m = one.cost_per_m - laid.cost_per_m});
            }
        }
        if (larger.empty()) {
            larger.push_back({.capacity_w = 1e-3, .cost_per_m = 1e12});
        }
        edge.present_capacity_w += laid.capacity_w - join.heat_w;
        edge.fixed_cost_extra = 0.0;
        edge.size_table = static_cast<std::int32_t>(made.size_tables.size());
        made.size_tables.push_back(std::move(larger));
    }
    return made;
}

std::vector<std::uint8_t> JoinFinder::savers(TopologyPlan const& plan) const {
    std::vector<std::size_t> const groups = groups_with(plan);
    std::vector<std::uint8_t> made(project_.plants.size(), 0);
    for (NetworkToJoin const& network : networks_) {
        for (std::size_t i = 0; i < made.size(); ++i) {
            bool const saves =
                may_join(i, network) && plan.source_w[i] > 0.0 && hangs_with(network, i, groups);
            made[i] = saves ? 1 : made[i];
        }
    }
    return made;
}

TopologyPlan JoinFinder::nothing(TopologyProblem const& topology) {
    TopologyPlan plan;
    plan.status = TopologyStatus::proven;
    plan.source_of.assign(topology.loads.size(), -1);
    plan.source_w.assign(topology.sources.size(), 0.0);
    plan.foot_of.assign(topology.sources.size(), -1);
    plan.bound = 0.0;
    plan.gap = 0.0;
    return plan;
}

std::set<std::int32_t> places_of_joins(TopologyPlan const& plan) {
    std::map<std::int32_t, int> pipes_at;
    for (TopologyPipe const& pipe : plan.pipes) {
        ++pipes_at[pipe.from];
        ++pipes_at[pipe.to];
    }
    std::set<std::int32_t> places;
    for (auto const& [place, pipes] : pipes_at) {
        if (pipes > 2) {
            places.insert(place);
        }
    }
    return places;
}

} // namespace saggar::detail
