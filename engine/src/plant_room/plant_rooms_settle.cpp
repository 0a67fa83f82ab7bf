// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// After a step: which sources gave the heat that the network took, and what that took.

#include "plant_room/plant_rooms_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace saggar {

void PlantRooms::Impl::clear_result() {
    std::size_t const sources = models.size();
    for (auto* const column :
         {&result.heat_w, &result.possible_w, &result.electricity_w, &result.generated_w, &result.forgone_w,
          &result.fuel_w, &result.cost, &result.carbon_kg, &result.running_s, &result.kept_off_in_want_s}) {
        column->assign(sources, 0.0);
    }
    result.cop.assign(sources, std::numeric_limits<double>::quiet_NaN());
    for (auto* const column : {&result.started, &result.stopped_early, &result.started_early}) {
        column->assign(sources, 0);
    }
    result.store_heat_w.assign(stores.size(), 0.0);
    result.store_level_before.clear();
    for (auto const& store : stores) {
        result.store_level_before.push_back(store.room.level());
    }
    result.import_w.assign(network->plants.size(), 0.0);
    result.export_w.assign(network->plants.size(), 0.0);
    result.plant_cost.assign(network->plants.size(), 0.0);
    result.plant_carbon_kg.assign(network->plants.size(), 0.0);
    result.pump_cost.assign(network->pumps.size(), 0.0);
    result.pump_carbon_kg.assign(network->pumps.size(), 0.0);
    result.bill = {};
    result.uncovered_w = 0.0;
}

// Whether a source may run for a store of its plant that is to be charged.
bool PlantRooms::Impl::may_charge(std::size_t store, Unit const& unit) const {
    bool const charges = stores[store].plant == unit.plant && stores[store].order_w > 0.0; // false for NaN
    return charges && unit.source >= 0 &&
           orders.may_charge[store][static_cast<std::size_t>(unit.source)] != 0;
}
bool PlantRooms::Impl::may_charge(Unit const& unit) const {
    bool any = false;
    for (std::size_t k = 0; k < stores.size(); ++k) {
        any = any || may_charge(k, unit);
    }
    return any;
}

// As far as sources that may be used for it have any to spare, one store after another.
std::vector<double> PlantRooms::Impl::charge_asked_w(std::size_t plant, std::vector<Unit> const& own,
                                                     detail::DispatchResult const& base) const {
    std::vector<double> charge_w(stores.size(), 0.0);
    std::vector<double> spare_w(own.size(), 0.0);
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].store >= 0 && base.heat_w[i] > 0.0) {
            return charge_w; // it is needed
        }
        spare_w[i] = own[i].unit.maximum_w - base.heat_w[i];
    }
    for (std::size_t k = 0; k < stores.size(); ++k) {
        if (stores[k].plant != plant) {
            continue;
        }
        double left_w = std::min(stores[k].order_w, stores[k].most_charge_w); // NaN: taken from nobody
        for (std::size_t i = 0; i < own.size(); ++i) {
            double const takes_w = may_charge(k, own[i]) ? std::min(left_w, spare_w[i]) : 0.0;
            charge_w[k] += takes_w;
            spare_w[i] -= takes_w;
            left_w -= takes_w;
        }
    }
    return charge_w;
}

detail::DispatchResult PlantRooms::Impl::share(std::size_t plant, std::vector<Unit> const& own,
                                               std::vector<detail::DispatchUnit> given, double heat_w,
                                               double room_w) const {
    detail::DispatchResult exact = dispatched(plant, own, given, heat_w, room_w);
    if (room_w > 0.0) {
        return exact;
    }
    for (detail::DispatchUnit& unit : given) {
        unit.minimum_w *= 1.0 - minimum_slack;
    }
    detail::DispatchResult found = dispatched(plant, own, given, heat_w, room_w);
    return found.on == exact.on ? exact : found; // only where it lets others run
}

// What sources and stores can give at these temperatures.
double PlantRooms::Impl::most_given_w(std::size_t plant, double plant_supply_c, double plant_return_c) {
    double sum_w = most_of_sources_w(plant);
    detail::Topping left = topping_of(plant);
    for (Store& store : stores) {
        if (store.plant != plant || !(store.most_discharge_w > 0.0)) {
            continue;
        }
        if (!store.room.before_sources()) {
            sum_w += std::min(store.most_discharge_w, store.room.most_given_w(duration_s, plant_return_c));
            continue;
        }
        auto const most = store.room.most_discharge(duration_s, plant_supply_c, plant_return_c, left);
        double const given_w = std::min(store.most_discharge_w, most.heat_w);
        left.heat_w -= most.heat_w > 0.0 ? most.topped.heat_w * given_w / most.heat_w : 0.0;
        sum_w += given_w;
    }
    return sum_w;
}

void PlantRooms::Impl::limit_stores(std::size_t plant, std::vector<Unit>& own, double heat_w,
                                    double plant_supply_c, double plant_return_c) {
    double const per_kg_j = fluid.heat_content_j_kg(plant_supply_c) - fluid.heat_content_j_kg(plant_return_c);
    if (!(per_kg_j > 0.0)) {
        return;
    }
    detail::Topping left{.heat_w = most_of_sources_w(plant), .flow_kg_s = heat_w / per_kg_j};
    std::vector<detail::Topping> used(stores.size());
    std::vector<double> given_w(stores.size(), 0.0);
    bool const alone = std::ranges::count(stores, plant, &Store::plant) == 1;
    for (Unit& unit : own) {
        auto const k = static_cast<std::size_t>(std::max(unit.store, 0));
        if (unit.store < 0 || !(unit.unit.maximum_w > 0.0)) {
            continue;
        }
        if (!stores[k].room.before_sources()) {
            // What it lacks the sources make up for; of several stores others may have it.
            double const most_w = alone ? std::numeric_limits<double>::infinity()
                                        : stores[k].room.most_given_w(duration_s, plant_return_c);
            unit.unit.maximum_w = std::max(0.0, std::min(unit.unit.maximum_w, most_w - given_w[k]));
            given_w[k] += unit.unit.maximum_w;
            continue;
        }
        left.heat_w += used[k].heat_w;
        left.flow_kg_s += used[k].flow_kg_s;
        auto const most = stores[k].room.most_discharge(duration_s, plant_supply_c, plant_return_c, left);
        double const sum_w = std::min(given_w[k] + unit.unit.maximum_w, most.heat_w);
        double const part = most.heat_w > 0.0 ? sum_w / most.heat_w : 0.0;
        used[k] = {.heat_w = part * most.topped.heat_w, .flow_kg_s = part * most.topped.flow_kg_s};
        left.heat_w -= used[k].heat_w;
        left.flow_kg_s -= used[k].flow_kg_s;
        unit.unit.maximum_w = std::max(0.0, sum_w - given_w[k]);
        given_w[k] = std::max(given_w[k], sum_w);
    }
}

void PlantRooms::Impl::warm_returns(std::size_t plant, double heat_w, double plant_supply_c,
                                    double plant_return_c) {
    double given_w = 0.0;
    for (std::size_t k = 0; k < stores.size(); ++k) {
        bool const before = stores[k].plant == plant && stores[k].room.before_sources();
        given_w += before ? std::max(0.0, -result.store_heat_w[k]) : 0.0;
    }
    if (!(given_w > 0.0) || !(heat_w > 0.0)) {
        return;
    }
    double const cold_j_kg = fluid.heat_content_j_kg(plant_return_c);
    double const rise_j_kg = fluid.heat_content_j_kg(plant_supply_c) - cold_j_kg;
    double const warmed_c = fluid.temperature_c(cold_j_kg + rise_j_kg * std::min(1.0, given_w / heat_w));
    for (std::size_t i = 0; i < models.size(); ++i) {
        conditions[i].return_c = models[i].plant == plant ? warmed_c : conditions[i].return_c;
    }
}

bool PlantRooms::lower_capacities(SimulatedStep const& found, std::span<double> capacity_w) {
    Impl& room = *impl_;
    bool lowered = false;
    for (std::size_t p = 0; p < capacity_w.size(); ++p) {
        bool const has_stores = std::ranges::any_of(room.stores, [&](Impl::Store const& store) {
            return store.plant == p && store.most_discharge_w > 0.0;
        });
        if (room.has_sources[p] == 0 || !has_stores) {
            continue;
        }
        if (found.plant_heat_w[p] <= room.most_of_sources_w(p)) {
            continue; // whatever the stores have
        }
        double const most_w =
            room.most_given_w(p, found.plant_supply_temperature_c[p], found.plant_return_temperature_c[p]);
        double const lower_w = most_w / (1.0 + capacity_slack);
        if (found.plant_heat_w[p] > most_w && lower_w < capacity_w[p]) {
            capacity_w[p] = lower_w;
            lowered = true;
        }
    }
    return lowered;
}

double PlantRooms::Impl::heat_of_sources(std::vector<Unit> const& own, detail::DispatchResult const& found) {
    double sum = 0.0;
    for (std::size_t i = 0; i < own.size(); ++i) {
        sum += own[i].source >= 0 ? found.heat_w[i] : 0.0;
    }
    return sum;
}

void PlantRooms::Impl::settle_plant(std::size_t plant, double heat_w, double plant_supply_c,
                                    double plant_return_c) {
    std::vector<Unit> own;
    std::copy_if(units.begin(), units.end(), std::back_inserter(own),
                 [&](Unit const& unit) { return unit.plant == plant; });
    limit_stores(plant, own, heat_w, plant_supply_c, plant_return_c);
    double const room = room_w(plant);
    std::vector<detail::DispatchUnit> for_heat;
    for_heat.reserve(own.size());
    for (Unit const& unit : own) {
        for_heat.push_back(unit.unit);
    }
    detail::DispatchResult found = share(plant, own, for_heat, heat_w, room);
    double charge_w = found.extra_w;
    std::vector<double> by_order_w = charge_asked_w(plant, own, found);
    if (double const asked_w = std::accumulate(by_order_w.begin(), by_order_w.end(), 0.0);
        asked_w > charge_w) {
        for (std::size_t i = 0; i < own.size(); ++i) {
            bool const may = may_charge(own[i]);
            for_heat[i].maximum_w = may ? own[i].unit.maximum_w : found.heat_w[i];
            for_heat[i].minimum_w = std::min(for_heat[i].minimum_w, for_heat[i].maximum_w);
        }
        found = dispatched(plant, own, for_heat, heat_w + asked_w, std::max(0.0, room - asked_w));
        charge_w = asked_w + found.extra_w - found.uncovered_w;
    }
    // Stores get what they are ordered to take, and any of them what is more than that.
    double const ordered_w = std::accumulate(by_order_w.begin(), by_order_w.end(), 0.0);
    double const of_order = ordered_w > 0.0 ? std::min(1.0, charge_w / ordered_w) : 0.0;
    double more_w = std::max(0.0, charge_w - ordered_w);
    // Stores first: what they really took and gave is what sources make up for.
    double taken_w = 0.0;
    for (std::size_t k = 0; k < stores.size(); ++k) {
        Store& store = stores[k];
        if (store.plant != plant) {
            continue;
        }
        double moves_w = 0.0;
        for (std::size_t i = 0; i < own.size(); ++i) {
            moves_w -= own[i].store == static_cast<std::int32_t>(k) ? found.heat_w[i] : 0.0;
        }
        if (moves_w == 0.0 && charge_w > 0.0) {
            double const ordered = of_order * by_order_w[k];
            double const besides = std::min(more_w, store.most_charge_w - ordered);
            moves_w = ordered + besides;
            more_w -= besides;
        }
        result.store_heat_w[k] = store.room.step(duration_s, moves_w, plant_supply_c, plant_return_c);
        taken_w += result.store_heat_w[k];
    }
    double rest_w = heat_w + taken_w - heat_of_sources(own, found);
    constexpr double round_off = 1e-9;
    if (std::abs(rest_w) > round_off * (heat_w + std::abs(taken_w))) {
        // A store moved less than it was thought to, at the temperatures that were found: sources make up for
        // it.
        for (std::size_t i = 0; i < own.size(); ++i) {
            for_heat[i] = own[i].unit;
            for_heat[i].maximum_w = own[i].source >= 0 ? own[i].unit.maximum_w : 0.0;
        }
        found = share(plant, own, for_heat, heat_w + taken_w, 0.0);
        rest_w = found.uncovered_w;
    } else if (rest_w != 0.0) {
        // Its round-off is made up for by the source that gives most.
        std::size_t most = own.size();
        for (std::size_t i = 0; i < own.size(); ++i) {
            bool const gives = own[i].source >= 0 && found.heat_w[i] > 0.0;
            most = gives && (most == own.size() || found.heat_w[i] > found.heat_w[most]) ? i : most;
        }
        if (most < own.size()) {
            found.heat_w[most] += rest_w;
            rest_w = 0.0;
        }
    }
    result.uncovered_w += std::abs(rest_w);
    warm_returns(plant, heat_w, plant_supply_c, plant_return_c);
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].source >= 0 && found.heat_w[i] > 0.0) {
            run_source(static_cast<std::size_t>(own[i].source), found.heat_w[i], found.on[i] == 2);
        } else if (own[i].source >= 0 && detail::may_idle(own[i].unit)) {
            run_idle(static_cast<std::size_t>(own[i].source));
        } else if (own[i].source >= 0) {
            stand_still(static_cast<std::size_t>(own[i].source));
        }
    }
}

// How long a source is to run and to stand still at least: its own times or those it is told, the longer.
double PlantRooms::Impl::least_run_s(std::size_t source) const {
    return std::max(models[source].minimum_run_s, orders.minimum_run_s[source]);
}
double PlantRooms::Impl::least_stop_s(std::size_t source) const {
    return std::max(models[source].minimum_stop_s, orders.minimum_stop_s[source]);
}

// Whether its shortest times on and off are kept, before its state is that after the step.
void PlantRooms::Impl::count_early(std::size_t i, bool starts_or_runs, bool stops) {
    constexpr double round_off_s = 1e-3;
    SourceState const& now = state.sources[i];
    bool const starts = starts_or_runs && !now.running;
    if (starts && now.stood_s < least_stop_s(i) - round_off_s) {
        result.started_early[i] = 1;
    }
    double const ran_s = (now.running ? now.in_state_s : 0.0) + result.running_s[i];
    if (stops && conditions[i].in_service > 0.0 && ran_s < least_run_s(i) - round_off_s) {
        result.stopped_early[i] = 1;
    }
}

void PlantRooms::Impl::run_source(std::size_t i, double heat_w, bool cycles) {
    SourceModel const& model = models[i];
    SourceState& now = state.sources[i];
    SourceUse const use = source_use(model, conditions[i], heat_w);
    result.heat_w[i] = heat_w;
    result.electricity_w[i] = use.electricity_w;
    result.generated_w[i] = use.generated_w;
    result.forgone_w[i] = use.forgone_w;
    result.fuel_w[i] = use.fuel_w;
    result.cop[i] = use.cop;
    result.carbon_kg[i] = carbon_kg_per_s(model, use, heat_w, prices) * duration_s;
    result.running_s[i] = cycles ? duration_s * heat_w / least_w(model, conditions[i]) : duration_s;
    result.started[i] = cycles || !now.running ? 1 : 0;
    count_early(i, true, cycles);
    now.stood_s = cycles ? duration_s - result.running_s[i] : 0.0;
    // A step of cycles ends where it began: as if it had just stopped, free to start.
    if (cycles) {
        now.running = false;
        now.in_state_s = 1e12;
    } else {
        now.in_state_s = now.running ? now.in_state_s + duration_s : duration_s;
        now.running = true;
    }
    if (model.depletion_k_per_j > 0.0) {
        double const gain_k = model.depletion_k_per_j * use.source_w; // K/s
        if (std::isfinite(model.recovery_s)) {
            double const end_k = gain_k * model.recovery_s;
            now.depletion_k = end_k + (now.depletion_k - end_k) * std::exp(-duration_s / model.recovery_s);
        } else {
            now.depletion_k += gain_k * duration_s;
        }
    }
}

// It must run and has no share: ready to give heat again.
void PlantRooms::Impl::run_idle(std::size_t i) {
    result.running_s[i] = duration_s;
    state.sources[i].in_state_s += duration_s;
    recover(i);
}

void PlantRooms::Impl::stand_still(std::size_t i) {
    SourceState& now = state.sources[i];
    count_early(i, false, now.running);
    now.stood_s += duration_s;
    now.in_state_s = now.running ? duration_s : now.in_state_s + duration_s;
    now.running = false;
    recover(i);
}

// What it has taken out of the ground or the water comes back.
void PlantRooms::Impl::recover(std::size_t i) {
    SourceState& now = state.sources[i];
    if (models[i].depletion_k_per_j > 0.0 && std::isfinite(models[i].recovery_s)) {
        now.depletion_k *= std::exp(-duration_s / models[i].recovery_s);
    }
}

// Charges with a surplus (above 0), or gives to a want of electricity where that is not paid for being
// bought.
void PlantRooms::Impl::run_battery(std::size_t i, double& surplus_w) {
    SourceModel const& model = models[i];
    double const way = std::sqrt(model.efficiency); // of each direction
    double& stored_j = state.sources[i].stored_j;
    if (conditions[i].in_service > 0.0 && surplus_w > 0.0) {
        double const charge_w =
            std::min({surplus_w, model.power_w, (model.capacity_j - stored_j) / (way * duration_s)});
        stored_j = std::min(model.capacity_j, stored_j + charge_w * way * duration_s);
        result.electricity_w[i] = charge_w;
        surplus_w -= charge_w;
    } else if (conditions[i].in_service > 0.0 &&
               prices.import_per_j + prices.electricity_kg_per_j * prices.carbon_per_kg >= 0.0) {
        double const given_w = std::min({-surplus_w, model.power_w, stored_j * way / duration_s});
        stored_j = std::max(0.0, stored_j - given_w / way * duration_s);
        result.generated_w[i] = given_w;
        surplus_w += given_w;
    }
}

// Electricity of each plant behind its meter, and what every source costs: what is used there is worth what
// is not bought, the rest what it is sold for.
void PlantRooms::Impl::settle_electricity(SimulatedStep const& step) {
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        // Where sources stand their electricity is known by itself.
        double const own_w =
            has_sources[p] != 0 ? step.plant_pump_electricity_w[p] : step.plant_electricity_w[p];
        double drawn_w = own_w;
        double generated_w = 0.0;
        result.plant_carbon_kg[p] = own_w * prices.electricity_kg_per_j * duration_s;
        result.plant_cost[p] =
            own_w * prices.import_per_j * duration_s + result.plant_carbon_kg[p] * prices.carbon_per_kg;
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (models[i].plant == p && models[i].kind == SourceKind::pv && conditions[i].in_service > 0.0) {
                result.possible_w[i] = pv_w(models[i], irradiance_w_m2) * conditions[i].in_service;
                result.generated_w[i] = result.possible_w[i];
            }
            if (models[i].plant == p) {
                drawn_w += result.electricity_w[i];
                generated_w += result.generated_w[i];
            }
        }
        double const used_w = std::min(drawn_w, generated_w);
        double const used = generated_w > 0.0 ? used_w / generated_w : 0.0;
        double surplus_w = generated_w - drawn_w;
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (models[i].plant == p && models[i].kind == SourceKind::battery) {
                run_battery(i, surplus_w);
            }
        }
        result.import_w[p] = std::max(0.0, -surplus_w);
        result.export_w[p] = std::max(0.0, surplus_w);
        result.bill.bought_j += result.import_w[p] * duration_s;
        result.bill.sold_j += result.export_w[p] * duration_s;
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (models[i].plant != p) {
                continue;
            }
            double const made_w = result.generated_w[i];
            bool const is_battery = models[i].kind == SourceKind::battery;
            double const sold_w = is_battery ? 0.0 : made_w * (1.0 - used);
            // A battery's charge would have been sold, and counted as sold by who made it.
            double const power = (result.fuel_w[i] * prices.gas_per_j) +
                                 (is_battery ? result.electricity_w[i] * prices.export_per_j
                                             : result.electricity_w[i] * prices.import_per_j) -
                                 (made_w - sold_w) * prices.import_per_j - sold_w * prices.export_per_j +
                                 result.forgone_w[i] * prices.export_per_j +
                                 result.heat_w[i] * models[i].price_per_j;
            if (!models[i].gives_heat()) {
                double const net_w = (is_battery ? result.electricity_w[i] : 0.0) - made_w;
                result.carbon_kg[i] = net_w * prices.electricity_kg_per_j * duration_s;
            }
            result.cost[i] = power * duration_s + result.carbon_kg[i] * prices.carbon_per_kg;
            result.bill.fuel_j += result.fuel_w[i] * duration_s;
            result.bill.forgone_j += result.forgone_w[i] * duration_s;
        }
    }
    for (std::size_t i = 0; i < network->pumps.size(); ++i) {
        double const taken_j = step.pump_electricity_w[i] * duration_s;
        result.bill.bought_j += taken_j;
        result.pump_carbon_kg[i] = taken_j * prices.electricity_kg_per_j;
        result.pump_cost[i] = taken_j * prices.import_per_j + result.pump_carbon_kg[i] * prices.carbon_per_kg;
    }
    result.bill.fuel_cost = result.bill.fuel_j * prices.gas_per_j;
    result.bill.bought_cost = result.bill.bought_j * prices.import_per_j;
    result.bill.sold_for = result.bill.sold_j * prices.export_per_j;
    result.bill.forgone_cost = result.bill.forgone_j * prices.export_per_j;
}

void PlantRooms::Impl::fill_stores() {
    for (auto* const column : {&result.store_level, &result.store_j, &result.store_top_c,
                               &result.store_bottom_c, &result.store_lost_w}) {
        column->clear();
    }
    for (std::size_t k = 0; k < stores.size(); ++k) {
        detail::StoreRoom const& room = stores[k].room;
        result.store_level.push_back(room.level());
        result.store_j.push_back(room.stored_j());
        result.store_top_c.push_back(room.top_c());
        result.store_bottom_c.push_back(room.bottom_c());
        result.store_lost_w.push_back(room.lost_w());
        state.stores_j_kg[k] = room.contents();
    }
}

SourceStep const& PlantRooms::settle(SimulatedStep const& step) {
    Impl& room = *impl_;
    room.clear_result();
    room.state.pump_w = step.plant_pump_electricity_w;
    for (std::size_t i = 0; i < room.models.size(); ++i) {
        room.result.possible_w[i] = room.range[i].maximum_w;
        std::size_t const plant = room.models[i].plant;
        if (step.plant_heat_w[plant] > 0.0) {
            room.conditions[i].supply_c = step.plant_supply_temperature_c[plant];
            room.conditions[i].return_c = step.plant_return_temperature_c[plant];
        }
    }
    for (std::size_t p = 0; p < room.network->plants.size(); ++p) {
        if (room.has_sources[p] != 0) {
            bool const flows = step.plant_heat_w[p] > 0.0;
            room.settle_plant(p, std::max(0.0, step.plant_heat_w[p]),
                              flows ? step.plant_supply_temperature_c[p] : room.supply_c[p],
                              flows ? step.plant_return_temperature_c[p] : room.state.return_c[p]);
        }
    }
    std::vector<std::uint8_t> want(room.parts.size(), 0);
    for (std::size_t i = 0; i < step.unmet_cause.size(); ++i) {
        UnmetCause const cause = step.unmet_cause[i];
        if (cause == UnmetCause::capacity || cause == UnmetCause::temperature) {
            want[room.part_of_substation[i]] = 1;
        }
    }
    for (std::size_t i = 0; i < room.models.size(); ++i) {
        bool const wanted = want[room.part_of_plant[room.models[i].plant]] != 0;
        room.result.kept_off_in_want_s[i] = wanted && room.kept_off[i] != 0 ? room.duration_s : 0.0;
    }
    room.settle_electricity(step);
    room.fill_stores();
    observe(step);
    return room.result;
}

} // namespace saggar
