// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/plant_room/source_step.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

namespace {

void add_to(std::vector<double>& sum, std::vector<double> const& values, double factor) {
    sum.resize(values.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum[i] += factor * values[i];
    }
}

void count(std::vector<std::int64_t>& sum, std::vector<std::uint8_t> const& of_step) {
    sum.resize(of_step.size(), 0);
    for (std::size_t i = 0; i < of_step.size(); ++i) {
        sum[i] += of_step[i];
    }
}

} // namespace

void EnergyBill::add(EnergyBill const& other) {
    fuel_j += other.fuel_j;
    fuel_cost += other.fuel_cost;
    bought_j += other.bought_j;
    bought_cost += other.bought_cost;
    sold_j += other.sold_j;
    sold_for += other.sold_for;
    forgone_j += other.forgone_j;
    forgone_cost += other.forgone_cost;
}

void SourceTotals::add(SourceStep const& step, double duration_s) {
    add_to(heat_j, step.heat_w, duration_s);
    add_to(electricity_j, step.electricity_w, duration_s);
    add_to(generated_j, step.generated_w, duration_s);
    add_to(forgone_j, step.forgone_w, duration_s);
    add_to(fuel_j, step.fuel_w, duration_s);
    add_to(cost, step.cost, 1.0);
    add_to(carbon_kg, step.carbon_kg, 1.0);
    add_to(running_s, step.running_s, 1.0);
    add_to(kept_off_in_want_s, step.kept_off_in_want_s, 1.0);
    add_to(lost_j, step.store_lost_w, duration_s);
    add_to(import_j, step.import_w, duration_s);
    add_to(export_j, step.export_w, duration_s);
    add_to(plant_cost, step.plant_cost, 1.0);
    add_to(plant_carbon_kg, step.plant_carbon_kg, 1.0);
    add_to(pump_cost, step.pump_cost, 1.0);
    add_to(pump_carbon_kg, step.pump_carbon_kg, 1.0);
    bill.add(step.bill);
    count(starts, step.started);
    count(stops_too_early, step.stopped_early);
    count(starts_too_early, step.started_early);
    std::size_t const stores = step.store_heat_w.size();
    charged_j.resize(stores, 0.0);
    discharged_j.resize(stores, 0.0);
    bool const first = last_level.empty();
    if (first) {
        lowest_level = step.store_level_before;
        highest_level = step.store_level_before;
    }
    for (std::size_t k = 0; k < stores; ++k) {
        double const taken_j = step.store_heat_w[k] * duration_s;
        (taken_j > 0.0 ? charged_j[k] : discharged_j[k]) += std::abs(taken_j);
        if (first) {
            first_j.push_back(step.store_j[k] - taken_j + step.store_lost_w[k] * duration_s);
        }
        lowest_level[k] = std::min(lowest_level[k], step.store_level[k]);
        highest_level[k] = std::max(highest_level[k], step.store_level[k]);
    }
    last_level = step.store_level;
    last_j = step.store_j;
}

void SourceStep::keep(StateArchive& archive) {
    archive.section("step of sources");
    archive(heat_w, possible_w, electricity_w, generated_w, forgone_w, fuel_w, cop, cost, carbon_kg,
            running_s, kept_off_in_want_s, started, stopped_early, started_early);
    archive(store_heat_w, store_level, store_level_before, store_j, store_top_c, store_bottom_c,
            store_lost_w);
    archive(import_w, export_w, plant_cost, plant_carbon_kg, pump_cost, pump_carbon_kg, bill, uncovered_w);
}

void SourceTotals::keep(StateArchive& archive) {
    archive.section("totals of sources");
    archive(heat_j, electricity_j, generated_j, forgone_j, fuel_j, cost, carbon_kg, running_s,
            kept_off_in_want_s, starts, stops_too_early, starts_too_early);
    archive(charged_j, discharged_j, lost_j, last_level, lowest_level, highest_level, first_j, last_j);
    archive(import_j, export_j, plant_cost, plant_carbon_kg, pump_cost, pump_carbon_kg, bill);
}

} // namespace saggar
