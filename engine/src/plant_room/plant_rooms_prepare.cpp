// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Before a step: what sources and plants can give, in which order. What each is asked for:
// plant_rooms_share.cpp.

#include "plant_room/plant_rooms_state.hpp"

#include "plant_room/units.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar {

namespace {

// Where heat is short a store gives in a step water that is no more than so much colder than its top, K: an
// assumption.
constexpr double spread_in_want_k = 10.0;
// A plant of given heat is asked for more by no more than this part of what it can give in an hour, and may
// begin with as much: an assumption. Its line holds cold water where it stood.
constexpr double rise_an_hour = 0.25;
// Of two sources that cost more than this part apart the cheaper one runs.
constexpr double same_cost = 1e-9;

} // namespace

void PlantRooms::Impl::set_conditions(SourceInput const& input, SimulationPoint const& point) {
    prices = input.prices;
    irradiance_w_m2 = input.irradiance_w_m2;
    demand_w = point.point.heat_demand_w;
    supply_c = point.point.plant_supply_temperature_c;
    kept_off.assign(models.size(), 0);
    for (std::size_t i = 0; i < models.size(); ++i) {
        std::size_t const plant = models[i].plant;
        auto const link = static_cast<std::size_t>(network->plants.link[plant]);
        SourceState const& now = state.sources[i];
        bool const rests =
            !now.running && now.in_state_s < std::max(models[i].minimum_stop_s, orders.minimum_stop_s[i]);
        // What makes or keeps electricity alone is not of the plant's heat.
        bool const shut = point.plant_tripped[plant] != 0 || point.point.link_open[link] == 0;
        bool const off = models[i].gives_heat() && (rests || shut);
        kept_off[i] = models[i].gives_heat() && rests && !shut && input.in_service[i] > 0.0 ? 1 : 0;
        conditions[i] = {.outdoor_c = input.outdoor_c,
                         .irradiance_w_m2 = input.irradiance_w_m2,
                         .supply_c = supply_c[plant],
                         .return_c = state.return_c[plant],
                         .in_service = off ? 0.0 : input.in_service[i],
                         .heat_w = input.heat_w[i],
                         .it_load_w = input.it_load_w[i],
                         .own_use_w = input.own_use_w[i],
                         .depletion_k = now.depletion_k};
    }
}

// Only where links have been opened or shut since the last step.
void PlantRooms::Impl::find_parts(std::vector<std::uint8_t> const& link_open) {
    if (link_open == open) {
        return;
    }
    open = link_open;
    Network const& of = *network;
    DisjointSets sets{of.nodes.size()};
    for (std::size_t link = 0; link < of.links.size(); ++link) {
        if (open[link] != 0) {
            sets.join(static_cast<std::size_t>(of.links.from[link]),
                      static_cast<std::size_t>(of.links.to[link]));
        }
    }
    std::vector<std::size_t> number(of.nodes.size(), of.nodes.size());
    parts.clear();
    auto const part_at = [&](std::int32_t node) {
        std::size_t& known = number[sets.find(static_cast<std::size_t>(node))];
        if (known == of.nodes.size()) {
            known = parts.size();
            parts.push_back({.holding = -1, .still = true});
        }
        return known;
    };
    auto const part_of = [&](std::int32_t link) {
        return part_at(of.links.from[static_cast<std::size_t>(link)]);
    };
    part_of_plant.clear();
    for (std::size_t p = 0; p < of.plants.size(); ++p) {
        std::int32_t const link = of.plants.link[p];
        part_of_plant.push_back(part_of(link));
        if (of.plants.control[p] == PlantControl::pressure_holding &&
            open[static_cast<std::size_t>(link)] != 0) {
            parts[part_of_plant.back()] = {.holding = static_cast<std::int32_t>(p), .still = false};
        }
    }
    part_of_substation.clear();
    for (std::int32_t const link : of.substations.link) {
        part_of_substation.push_back(part_of(link));
    }
    for (std::size_t i = 0; i < of.boundaries.size(); ++i) {
        BoundaryKind const kind = of.boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            parts[part_at(of.boundaries.node[i])].still = false;
        }
    }
}

bool PlantRooms::Impl::holds(std::size_t plant) const {
    return parts[part_of_plant[plant]].holding == static_cast<std::int32_t>(plant);
}

double PlantRooms::Impl::given_before_w(std::size_t part) const {
    double sum_w = 0.0;
    for (std::size_t p = 0; p < part_of_plant.size(); ++p) {
        sum_w += part_of_plant[p] == part ? state.heat_w[p] : 0.0;
    }
    return sum_w;
}

// What they gave in the last step and the change of demand, and what was missing: to those who were short of
// heat, or to send water out as hot as it is set to (of which more flows than would, were it hot: no more
// than is asked for).
double PlantRooms::Impl::expected_w(std::size_t part) const {
    double asked_w = 0.0;
    double asked_before_w = 0.0;
    double unmet_w = 0.0;
    for (std::size_t i = 0; i < part_of_substation.size(); ++i) {
        if (part_of_substation[i] == part) {
            asked_w += demand_w[i];
            asked_before_w += state.demand_w[i];
            unmet_w += state.unmet_w[i];
        }
    }
    if (!state.known) {
        return asked_w;
    }
    double lacking_w = 0.0;
    for (std::size_t p = 0; p < part_of_plant.size(); ++p) {
        lacking_w += part_of_plant[p] == part ? state.lacking_w[p] : 0.0;
    }
    return given_before_w(part) + asked_w - asked_before_w + std::max(unmet_w, std::min(lacking_w, asked_w));
}

void PlantRooms::Impl::set_ranges() {
    for (std::size_t i = 0; i < models.size(); ++i) {
        range[i] = heat_range(models[i], conditions[i]);
    }
    // Those that share a plant's electricity connection, in their order.
    std::vector<std::size_t> order(models.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<double> ranks(models.size());
    for (std::size_t i = 0; i < models.size(); ++i) {
        ranks[i] = rank(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return ranks[a] < ranks[b]; });
    std::vector<double> left_w(network->plants.size(), std::numeric_limits<double>::infinity());
    for (std::size_t p = 0; p < left_w.size(); ++p) {
        if (network->plants.electricity_headroom_w[p]) {
            left_w[p] = std::max(0.0, *network->plants.electricity_headroom_w[p] - state.pump_w[p]);
        }
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].kind == SourceKind::pv) {
            left_w[models[i].plant] += pv_w(models[i], irradiance_w_m2) * conditions[i].in_service;
        }
    }
    for (std::size_t const i : order) {
        if (models[i].draws_electricity()) {
            conditions[i].electricity_w = left_w[models[i].plant];
            range[i] = heat_range(models[i], conditions[i]);
            left_w[models[i].plant] -= source_use(models[i], conditions[i], range[i].maximum_w).electricity_w;
            left_w[models[i].plant] = std::max(0.0, left_w[models[i].plant]);
        }
    }
}

detail::Topping PlantRooms::Impl::topping_of(std::size_t plant) const {
    return {.heat_w = most_of_sources_w(plant), .flow_kg_s = std::numeric_limits<double>::infinity()};
}

// Each as if its sources had no other store to heat the water of: what is too much is found afterwards.
void PlantRooms::Impl::look_at_stores() {
    for (Store& store : stores) {
        double const supply = supply_c[store.plant];
        store.most_charge_w = store.room.most_charge_w(duration_s, supply);
        store.most_discharge_w =
            store.room
                .most_discharge(duration_s, supply, state.return_c[store.plant], topping_of(store.plant))
                .heat_w;
    }
}

double PlantRooms::Impl::most_of_sources_w(std::size_t plant) const {
    double sum_w = 0.0;
    for (std::size_t i = 0; i < models.size(); ++i) {
        sum_w += models[i].plant == plant && models[i].gives_heat() ? range[i].maximum_w : 0.0;
    }
    return sum_w;
}

// Of a plant whose heat or flow is set and that has no sources, as far as the step before did not show that
// it cannot give it.
double PlantRooms::Impl::set_without_sources_w(SimulationPoint const& point, std::size_t plant) const {
    if (point.plant_tripped[plant] != 0 ||
        point.point.link_open[static_cast<std::size_t>(network->plants.link[plant])] == 0) {
        return 0.0;
    }
    bool const known = network->plants.control[plant] == PlantControl::heat &&
                       (!state.known || state.falls_short[plant] == 0);
    return known ? point.point.plant_heat_w[plant] : state.heat_w[plant];
}

// What a plant can give, whatever its sources have: its capacity, and what its pumps carry at the
// temperatures of the step before.
double PlantRooms::Impl::most_of_plant_w(SimulationPoint const& point, std::size_t plant) const {
    double most_w =
        std::min(state.carried_w[plant],
                 network->plants.capacity_w[plant].value_or(std::numeric_limits<double>::infinity()));
    if (std::optional<double> const& most_kg_s = network->plants.maximum_flow_kg_s[plant]) {
        double const supply_c_now = point.point.plant_supply_temperature_c[plant];
        most_w =
            std::min(most_w, *most_kg_s * std::max(0.0, fluid.heat_content_j_kg(supply_c_now) -
                                                            fluid.heat_content_j_kg(state.return_c[plant])));
    }
    return most_w;
}

// What a plant that holds the pressure can give in this step, and one of given heat in its rise.
double PlantRooms::Impl::able_w(SimulationPoint const& point, std::size_t plant) const {
    bool const free = network->plants.control[plant] == PlantControl::pressure_holding;
    auto const link = static_cast<std::size_t>(network->plants.link[plant]);
    if (point.plant_tripped[plant] != 0 || point.point.link_open[link] == 0) {
        return 0.0;
    }
    double const most_w = most_of_plant_w(point, plant);
    if (has_sources[plant] == 0) {
        return free ? most_w : set_without_sources_w(point, plant);
    }
    double const of_sources_w = most_of_sources_w(plant);
    double of_stores_w = 0.0;
    for (Store const& store : stores) {
        of_stores_w += store.plant == plant ? store.most_discharge_w : 0.0;
    }
    double const sum_w = of_sources_w + of_stores_w;
    return std::min({sum_w, most_w, free ? sum_w : risen_w(plant, sum_w, of_stores_w)});
}

// A plant of given heat by the end of this step, of which so much may be asked in the end. What stores give
// comes and goes at once.
double PlantRooms::Impl::risen_w(std::size_t plant, double most_w, double of_stores_w) const {
    double const an_hour_w = rise_an_hour * most_w;
    double const before_w = std::max(0.0, state.heat_w[plant] - state.of_stores_w[plant]);
    return std::max(an_hour_w, before_w + an_hour_w * duration_s / s_per_hour + of_stores_w);
}

void PlantRooms::Impl::let_stores_help(SimulationPoint& point) {
    if (!state.known || stores.empty()) {
        return;
    }
    std::size_t const plants = network->plants.size();
    std::vector<double> wants_w(parts.size());
    for (std::size_t part = 0; part < parts.size(); ++part) {
        wants_w[part] = expected_w(part);
    }
    for (std::size_t p = 0; p < plants; ++p) {
        wants_w[part_of_plant[p]] -= able_w(point, p);
    }
    for (std::size_t p = 0; p < plants; ++p) {
        double const want_w = wants_w[part_of_plant[p]];
        if (!(want_w > 0.0)) {
            continue;
        }
        double hottest_c = -std::numeric_limits<double>::infinity();
        for (Store const& store : stores) {
            hottest_c = store.plant == p ? std::max(hottest_c, store.room.top_c()) : hottest_c;
        }
        double const return_c = state.return_c[p];
        double const coldest_c = std::max(hottest_c - spread_in_want_k, return_c + detail::least_use_k);
        double const discharge_c = coldest_c + detail::discharge_slack_k;
        if (coldest_c > hottest_c || discharge_c >= supply_c[p] || !(able_w(point, p) + want_w > 0.0)) {
            continue;
        }
        auto const above_return = [&](double at_c) {
            return fluid.heat_content_j_kg(at_c) - fluid.heat_content_j_kg(return_c);
        };
        double const expected_w = able_w(point, p) + want_w;
        double of_stores_w = 0.0; // at most
        for (Store& store : stores) {
            if (store.plant == p) {
                store.most_discharge_w =
                    store.room.most_discharge(duration_s, discharge_c, return_c, topping_of(p)).heat_w;
                of_stores_w += store.most_discharge_w;
            }
        }
        // What stores do not hold does not make the mixture colder: sources would reach its temperature
        // before they give all that they have.
        double const of_sources_w = std::min(expected_w, most_of_sources_w(p));
        of_stores_w = std::min(expected_w - of_sources_w, of_stores_w);
        double const mean_c = std::min(supply_c[p], 0.5 * (coldest_c + hottest_c));
        double const flow_kg_s =
            of_sources_w / above_return(supply_c[p]) + of_stores_w / above_return(mean_c);
        if (flow_kg_s > 0.0) {
            point.point.plant_supply_temperature_c[p] = fluid.temperature_c(
                fluid.heat_content_j_kg(return_c) + (of_sources_w + of_stores_w) / flow_kg_s);
        }
    }
}

void PlantRooms::Impl::set_units() {
    constexpr double first = -std::numeric_limits<double>::infinity();
    constexpr double last = std::numeric_limits<double>::infinity();
    units.clear();
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (!models[i].gives_heat()) {
            continue;
        }
        units.push_back({.plant = models[i].plant,
                         .source = static_cast<std::int32_t>(i),
                         .rank = rank(i),
                         .unit = unit_of(i)});
    }
    for (std::size_t k = 0; k < stores.size(); ++k) {
        Store& store = stores[k];
        store.order_w = orders.store_w[k];
        double left_w = store.most_discharge_w;
        auto const give = [&](double at_rank, double most_w) {
            double const gives_w = std::clamp(most_w, 0.0, left_w);
            if (gives_w > 0.0) {
                units.push_back({.plant = store.plant,
                                 .store = static_cast<std::int32_t>(k),
                                 .rank = at_rank,
                                 .unit = {.maximum_w = gives_w}});
                left_w -= gives_w;
            }
        };
        if (store.order_w < 0.0) { // false for NaN
            give(first, -store.order_w);
        }
        if (!std::isnan(orders.store_rank[k])) {
            give(orders.store_rank[k], orders.store_power_w[k] - (store.most_discharge_w - left_w));
        }
        give(last, left_w);
    }
    std::stable_sort(units.begin(), units.end(), [](Unit const& a, Unit const& b) {
        return a.rank < b.rank || (a.rank == b.rank && a.store >= 0 && b.store < 0);
    });
    // What costs the same but for round-off would change places with every price: what runs stays first.
    auto const by_cost = [&](Unit const& unit) {
        return unit.source >= 0 && std::isnan(given_rank(static_cast<std::size_t>(unit.source)));
    };
    auto const runs = [&](Unit const& unit) {
        return state.sources[static_cast<std::size_t>(unit.source)].running;
    };
    for (auto from = units.begin(); from != units.end();) {
        auto const to = std::find_if(std::next(from), units.end(), [&](Unit const& unit) {
            return !by_cost(*from) || !by_cost(unit) ||
                   unit.rank - from->rank > same_cost * std::abs(from->rank);
        });
        std::stable_sort(from, to, [&](Unit const& a, Unit const& b) {
            return runs(a) != runs(b) ? runs(a) : a.source < b.source;
        });
        from = to;
    }
}

void PlantRooms::Impl::set_capacities(SimulationPoint& point) const {
    point.plant_capacity_w.assign(network->plants.size(), std::numeric_limits<double>::infinity());
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        if (has_sources[p] != 0) {
            double sum = 0.0;
            for (Unit const& unit : units) {
                sum += unit.plant == p ? unit.unit.maximum_w : 0.0;
            }
            point.plant_capacity_w[p] = sum / (1.0 + capacity_slack);
        }
    }
}

double PlantRooms::Impl::room_w(std::size_t plant) const {
    double sum = 0.0;
    for (Store const& store : stores) {
        sum += store.plant == plant ? store.most_charge_w : 0.0;
    }
    return sum;
}

double PlantRooms::Impl::saving_room_w(std::size_t plant) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < stores.size(); ++k) {
        sum += stores[k].plant == plant && orders.store_saves[k] != 0 ? stores[k].most_charge_w : 0.0;
    }
    return sum;
}

void PlantRooms::prepare(SourceInput const& input, PlantRoomOrders const& orders, double duration_s,
                         SimulationPoint& point) {
    Impl& room = *impl_;
    room.orders = orders;
    room.duration_s = duration_s;
    room.set_conditions(input, point);
    room.find_parts(point.point.link_open);
    room.set_ranges();
    room.look_at_stores();
    room.let_stores_help(point);
    room.set_units();
    room.set_capacities(point);
    room.set_heat(point);
}

} // namespace saggar
