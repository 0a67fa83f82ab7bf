// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// In which order sources run: as they are told to, or by what they cost.

#include "plant_room/plant_rooms_state.hpp"

#include "plant_room/units.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar {

namespace {

// All orders of more sources than these are too many to try.
constexpr std::size_t most_tried = 5;
// Of the bill: what is cheaper by less is no reason for another order.
constexpr double worth_it = 1e-9;

} // namespace

// As it is told to, NaN where nobody says.
double PlantRooms::Impl::given_rank(std::size_t source) const {
    return std::isnan(orders.rank[source])
               ? models[source].merit_order.value_or(std::numeric_limits<double>::quiet_NaN())
               : orders.rank[source];
}

double PlantRooms::Impl::cost_rank(std::size_t source) const {
    SourceModel const& model = models[source];
    double const heat_w = range[source].maximum_w;
    if (!(heat_w > 0.0)) {
        return 0.0;
    }
    // What it makes beyond what the plant's pumps draw counts as sold.
    SourceUse const use = source_use(model, conditions[source], heat_w);
    return cost_per_s(model, use, heat_w, prices, state.pump_w[model.plant]) / heat_w * j_per_mwh;
}

double PlantRooms::Impl::rank(std::size_t source) const {
    double const given = given_rank(source);
    if (!std::isnan(given)) {
        return given;
    }
    return std::isnan(place_by_bill[source]) ? cost_rank(source) : place_by_bill[source];
}

detail::DispatchUnit PlantRooms::Impl::unit_of(std::size_t source) const {
    SourceState const& now = state.sources[source];
    SourceModel const& model = models[source];
    double const least_s = std::max(model.minimum_run_s, orders.minimum_run_s[source]);
    return {.minimum_w = range[source].minimum_w,
            .maximum_w = range[source].maximum_w,
            .must_run = now.running && now.in_state_s < least_s,
            .yields = model.yields()};
}

// Of a plant in this step: of what is expected of its network its part in the last one.
double PlantRooms::Impl::expected_heat_w(std::size_t plant) const {
    double const before_w = given_before_w(part_of_plant[plant]);
    return before_w > 0.0 ? state.heat_w[plant] * expected_w(part_of_plant[plant]) / before_w : 0.0;
}

// What a plant pays in a second, its sources running in this order for so much heat.
double PlantRooms::Impl::bill_per_s(std::size_t plant, std::vector<std::size_t> const& order,
                                    double heat_w) const {
    std::vector<detail::DispatchUnit> own;
    own.reserve(order.size());
    for (std::size_t const i : order) {
        own.push_back(unit_of(i));
    }
    detail::DispatchResult const found = detail::dispatch(own, heat_w, room_w(plant));
    double drawn_w = state.pump_w[plant];
    double made_w = pv_of_plant_w(plant);
    double bill = 0.0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        SourceModel const& model = models[order[k]];
        SourceUse const use = source_use(model, conditions[order[k]], found.heat_w[k]);
        bill += carbon_kg_per_s(model, use, found.heat_w[k], prices) * prices.carbon_per_kg;
        drawn_w += use.electricity_w;
        made_w += use.generated_w;
        bill += use.fuel_w * prices.gas_per_j + use.forgone_w * prices.export_per_j +
                found.heat_w[k] * model.price_per_j;
    }
    return bill + std::max(0.0, drawn_w - made_w) * prices.import_per_j -
           std::max(0.0, made_w - drawn_w) * prices.export_per_j;
}

double PlantRooms::Impl::pv_of_plant_w(std::size_t plant) const {
    double sum_w = 0.0;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].plant == plant && models[i].kind == SourceKind::pv) {
            sum_w += pv_w(models[i], irradiance_w_m2) * conditions[i].in_service;
        }
    }
    return sum_w;
}

void PlantRooms::Impl::order_by_bill() {
    for (std::size_t p = 0; p < network->plants.size() && state.known; ++p) {
        std::vector<std::size_t> order;
        bool told = false;
        bool draws = false;
        bool makes = pv_of_plant_w(p) > 0.0;
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (models[i].plant == p && models[i].gives_heat() && range[i].maximum_w > 0.0) {
                order.push_back(i);
                told = told || !std::isnan(given_rank(i));
                draws = draws || models[i].draws_electricity();
                makes = makes || models[i].kind == SourceKind::chp;
            }
        }
        double const heat_w = expected_heat_w(p);
        // Else source by source is right.
        if (told || !draws || !makes || order.size() > most_tried || !(heat_w > 0.0)) {
            continue;
        }
        std::vector<double> cost;
        cost.reserve(order.size());
        for (std::size_t const i : order) {
            cost.push_back(cost_rank(i));
        }
        std::vector<std::size_t> turn(order.size());
        std::iota(turn.begin(), turn.end(), std::size_t{0});
        std::stable_sort(turn.begin(), turn.end(), [&](auto a, auto b) { return cost[a] < cost[b]; });
        std::vector<std::size_t> cheapest;
        cheapest.reserve(order.size());
        for (std::size_t const k : turn) {
            cheapest.push_back(order[k]);
        }
        double least = bill_per_s(p, cheapest, heat_w);
        std::vector<std::size_t> tried = cheapest;
        std::sort(tried.begin(), tried.end());
        do {
            double const bill = bill_per_s(p, tried, heat_w);
            if (bill < least - worth_it * std::abs(least)) {
                least = bill;
                cheapest = tried;
            }
        } while (std::next_permutation(tried.begin(), tried.end()));
        // Stores that have a place by cost keep it between them.
        std::sort(cost.begin(), cost.end());
        for (std::size_t k = 0; k < cheapest.size(); ++k) {
            place_by_bill[cheapest[k]] = cost[k];
        }
    }
}

} // namespace saggar
