// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which sources run: in the order that they are told, or for the smallest bill.

#include "plant_room/plant_rooms_state.hpp"

#include "plant_room/units.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

// Per J, beside which what heat costs counts for nothing: what a store has beyond its orders comes last.
constexpr double far_off = 1e-4;
// What a store is ordered to give costs less than anything else by this part of it: it comes first, but no
// source stops for it whose least heat is worth more.
constexpr double a_little = 1e-3;

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
    return std::isnan(given) ? cost_rank(source) : given;
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

double PlantRooms::Impl::pv_of_plant_w(std::size_t plant) const {
    double sum_w = 0.0;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].plant == plant && models[i].kind == SourceKind::pv) {
            sum_w += pv_w(models[i], irradiance_w_m2) * conditions[i].in_service;
        }
    }
    return sum_w;
}

bool PlantRooms::Impl::is_told(std::size_t plant) const {
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].plant == plant && models[i].gives_heat() && !std::isnan(given_rank(i))) {
            return true;
        }
    }
    return false;
}

// What a source costs between the least and the most of its `unit`, which may be less than its own.
detail::BilledUnit PlantRooms::Impl::billed(std::size_t source, detail::DispatchUnit const& unit) const {
    SourceModel const& model = models[source];
    struct At {
        double cost;
        double draw_w;
    };
    auto const at = [&](double heat_w) {
        SourceUse const use = source_use(model, conditions[source], heat_w);
        return At{use.fuel_w * prices.gas_per_j + use.forgone_w * prices.export_per_j +
                      heat_w * model.price_per_j +
                      carbon_kg_per_s(model, use, heat_w, prices) * prices.carbon_per_kg,
                  use.electricity_w - use.generated_w};
    };
    double const from_w =
        std::min(unit.maximum_w, std::max(unit.minimum_w, straight_from_w(model, conditions[source])));
    At const least = at(from_w);
    At const most = at(unit.maximum_w);
    double const more_w = unit.maximum_w - from_w;
    return {.unit = unit,
            .from_w = from_w,
            .least_cost = least.cost,
            .cost_per_j = more_w > 0.0 ? (most.cost - least.cost) / more_w : 0.0,
            .least_draw_w = least.draw_w,
            .draw_per_w = more_w > 0.0 ? (most.draw_w - least.draw_w) / more_w : 0.0};
}

detail::DispatchResult PlantRooms::Impl::dispatched(std::size_t plant, std::vector<Unit> const& own,
                                                    std::vector<detail::DispatchUnit> const& given,
                                                    double heat_w, double room_w) const {
    detail::DispatchResult merit = detail::dispatch(given, heat_w, room_w);
    if (own.size() < 2 || is_told(plant)) {
        return merit;
    }
    std::vector<detail::BilledUnit> with_bill(own.size());
    double least_per_j = far_off; // what any source's heat costs, and that of one which has some left
    double left_per_j = far_off;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].source < 0 || !(given[i].maximum_w > 0.0)) {
            with_bill[i].unit = given[i];
            continue;
        }
        with_bill[i] = billed(static_cast<std::size_t>(own[i].source), given[i]);
        for (double const price : {prices.import_per_j, prices.export_per_j}) {
            least_per_j = std::min(least_per_j, with_bill[i].cost_per_j + price * with_bill[i].draw_per_w);
        }
        double const alone_per_j = cost_rank(static_cast<std::size_t>(own[i].source)) / j_per_mwh;
        least_per_j = std::min(least_per_j, alone_per_j);
        if (merit.heat_w[i] < given[i].maximum_w) {
            left_per_j = std::min(left_per_j, alone_per_j);
        }
    }
    double const first_per_j = least_per_j - a_little * std::abs(least_per_j);
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].store >= 0) { // no least heat
            bool const first = own[i].rank < 0.0 && std::isinf(own[i].rank);
            with_bill[i].cost_per_j = first ? first_per_j : std::min(own[i].rank / j_per_mwh, far_off);
        }
    }
    return detail::least_bill(with_bill, heat_w, room_w,
                              {.drawn_w = state.pump_w[plant] - pv_of_plant_w(plant),
                               .import_per_j = prices.import_per_j,
                               .export_per_j = prices.export_per_j},
                              {.room_w = saving_room_w(plant),
                               .most_per_j = left_per_j < far_off ? std::max(0.0, left_per_j) : 0.0});
}

} // namespace saggar
