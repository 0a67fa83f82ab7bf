// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/consumer_model.hpp"

#include "saggar/engine/state_archive.hpp"

#include "saggar/network/error.hpp"

#include <algorithm>

namespace saggar {

namespace {

constexpr double s_per_hour = 3600.0;
constexpr double j_per_kwh = 3.6e6;
// Rooms this little below their set-point are at it.
constexpr double at_set_point_k = 0.1;

BuildingModel model_of(Building const& building) {
    double const loss = *building.heat_loss_w_k;
    double const capacity = building.heat_capacity_kwh_k ? *building.heat_capacity_kwh_k * j_per_kwh
                                                         : *building.time_constant_h * s_per_hour * loss;
    return {.heat_loss_w_k = loss,
            .room_capacity_j_k = (1.0 - building.structure_share) * capacity,
            .structure_capacity_j_k = building.structure_share * capacity,
            .structure_coupling_w_k = building.structure_coupling_w_k.value_or(0.0)};
}

} // namespace

ConsumerModel::ConsumerModel(Scenario const& scenario) : network_{scenario.network()}, scenario_{&scenario} {
    auto const& ids = network_->substations.id;
    for (Building const& building : network_->project().buildings) {
        if (building.solar_aperture_m2 > 0.0 && scenario.series().global_w_m2.values.empty()) {
            throw Error{{.code = ErrorCode::value_missing,
                         .place = {.file = {},
                                   .line = 0,
                                   .component = "buildings",
                                   .id = building.id,
                                   .field = "solar_aperture_m2"},
                         .text = "needs global irradiance, which the weather does not have for every hour",
                         .advice = "Add global_irradiance_w_m2 to the weather, or remove the aperture"}};
        }
        auto const place = std::find(ids.begin(), ids.end(), building.substation) - ids.begin();
        buildings_.push_back({.substation = static_cast<std::size_t>(place),
                              .model = model_of(building),
                              .set_point_c = building.set_point_c,
                              .setback_c = building.setback_c.value_or(building.set_point_c),
                              .from_h = building.setback_from_h.value_or(0.0),
                              .to_h = building.setback_to_h.value_or(0.0),
                              .gains_w = 1e3 * building.internal_gains_kw,
                              .aperture_m2 = building.solar_aperture_m2});
    }
    for (auto* const column : {&hot_water_w_, &set_point_c_, &room_c_, &mean_set_point_c_, &room_heat_w_}) {
        column->assign(buildings_.size(), 0.0);
    }
    begin();
}

double ConsumerModel::set_point_c(Of const& building, TimeSpan const& time) const {
    double const hour = scenario_->clock().hour(time.begin_s + (time.end_s - time.begin_s) / 2);
    bool const set_back = building.from_h <= building.to_h ? hour >= building.from_h && hour < building.to_h
                                                           : hour >= building.from_h || hour < building.to_h;
    return set_back ? building.setback_c : building.set_point_c;
}

double ConsumerModel::gains_w(Of const& building, TimeSpan const& time) const {
    double const sun = building.aperture_m2 > 0.0 ? scenario_->global_irradiance_w_m2(time) : 0.0;
    return building.gains_w + building.aperture_m2 * sun;
}

void ConsumerModel::begin() {
    state_.temperatures.clear();
    TimeSpan const first = scenario_->time_of(0);
    for (Of const& building : buildings_) {
        double const idle_c =
            scenario_->outdoor_c(first) + gains_w(building, first) / building.model.heat_loss_w_k;
        double const room_c = std::max(idle_c, set_point_c(building, first));
        state_.temperatures.push_back({room_c, room_c});
    }
    state_.totals.assign(buildings_.size(), {});
    for (std::size_t i = 0; i < buildings_.size(); ++i) {
        state_.totals[i].lowest_room_c = state_.temperatures[i].room_c;
    }
    state_.cut_by_peak_j.assign(network_->substations.size(), 0.0);
}

void ConsumerModel::ask(TimeSpan const& time, SimulationPoint& point) {
    auto const duration_s = static_cast<double>(time.end_s - time.begin_s);
    std::vector<double> const factors =
        buildings_.empty() ? std::vector<double>{} : scenario_->demand_factors(time);
    for (std::size_t i = 0; i < buildings_.size(); ++i) {
        Of const& building = buildings_[i];
        double& demand_w = point.point.heat_demand_w[building.substation];
        hot_water_w_[i] = demand_w; // all that the scenario knows of it
        set_point_c_[i] = set_point_c(building, time);
        double const wanted_w = building_heat_w(building.model, state_.temperatures[i], set_point_c_[i],
                                                scenario_->outdoor_c(time), duration_s) -
                                gains_w(building, time);
        double const peak_w = network_->substations.peak_w[building.substation];
        // Changed demand is of hot water: rooms need what they lose, and give back what they got too much.
        bool const connected = factors[building.substation] != Scenario::not_connected;
        double const rooms_w = connected ? std::max(0.0, wanted_w) : 0.0;
        demand_w = std::min(peak_w, hot_water_w_[i] + rooms_w);
    }
}

void ConsumerModel::take(TimeSpan const& time, SimulatedStep const& result) {
    TimeWindow const& window = scenario_->window();
    bool const begins_a_step = (time.begin_s - window.begin_s) % window.step_s == 0;
    double const share = static_cast<double>(time.end_s - time.begin_s) / static_cast<double>(window.step_s);
    auto const add = [&](double& mean, double value) {
        mean = begins_a_step ? share * value : mean + share * value;
    };
    for (std::size_t i = 0; i < buildings_.size(); ++i) {
        Of const& building = buildings_[i];
        double const heat_w = std::max(0.0, result.heat_w[building.substation] - hot_water_w_[i]);
        double const free_w = gains_w(building, time);
        BuildingStep const made = building_step(building.model, state_.temperatures[i], heat_w + free_w,
                                                scenario_->outdoor_c(time), result.duration_s);
        state_.temperatures[i] = made.end;
        BuildingTotals& totals = state_.totals[i];
        totals.heat_j += heat_w * result.duration_s;
        totals.gains_j += free_w * result.duration_s;
        totals.lost_j += made.lost_j;
        totals.stored_more_j += made.stored_more_j;
        totals.lowest_room_c = std::min(totals.lowest_room_c, made.end.room_c);
        double const below_k = set_point_c_[i] - made.end.room_c;
        if (below_k > at_set_point_k) {
            totals.below_s += result.duration_s;
            totals.below_k_s += below_k * result.duration_s;
        }
        add(room_c_[i], made.mean_room_c);
        add(mean_set_point_c_[i], set_point_c_[i]);
        add(room_heat_w_[i], heat_w);
    }
    if (!scenario_->demand_is_given()) {
        std::vector<double> const asked_w = scenario_->unlimited_demand_w(time);
        std::vector<double> const factors = scenario_->demand_factors(time);
        for (std::size_t i = 0; i < asked_w.size(); ++i) {
            // Events multiply what the peak has left.
            state_.cut_by_peak_j[i] += std::max(0.0, asked_w[i] - network_->substations.peak_w[i]) *
                                       std::max(0.0, factors[i]) * result.duration_s;
        }
    }
}

void ConsumerModel::keep(StateArchive& archive) {
    archive.section("consumers");
    archive(state_.temperatures, state_.totals, state_.cut_by_peak_j);
}

} // namespace saggar
