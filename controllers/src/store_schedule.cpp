// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/store_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

constexpr double j_per_mwh = 3.6e9;

std::optional<DayHours> hours(std::optional<double> const& from, std::optional<double> const& to) {
    return from ? std::optional{DayHours{*from, *to}} : std::nullopt;
}
std::optional<double> per_j(std::optional<double> const& per_mwh) {
    return per_mwh ? std::optional{*per_mwh / j_per_mwh} : std::nullopt;
}

} // namespace

StoreSchedule::StoreSchedule(Network const& network, ControllerSettings const& settings)
    : power_w_{settings.power_kw ? *settings.power_kw * 1e3 : std::numeric_limits<double>::max()},
      charge_{hours(settings.from_hour, settings.to_hour)},
      discharge_{hours(settings.discharge_from_hour, settings.discharge_to_hour)},
      charge_below_per_j_{per_j(settings.charge_below_per_mwh)},
      discharge_above_per_j_{per_j(settings.discharge_above_per_mwh)},
      rank_{settings.discharge_rank.value_or(std::numeric_limits<double>::quiet_NaN())} {
    auto const& stores = network.project().stores;
    while (stores[store_].id != settings.store) { // checked with the project
        ++store_;
    }
    auto const& sources = network.project().sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (std::find(settings.sources.begin(), settings.sources.end(), sources[i].id) !=
            settings.sources.end()) {
            sources_.push_back(i);
        }
    }
}

void StoreSchedule::decide(Measured const& measured, Setpoints& set) {
    double const import_per_j = measured.prices.import_per_j;
    bool const discharges = (discharge_ && discharge_->contain(measured.time_s, measured.duration_s)) ||
                            (discharge_above_per_j_ && import_per_j >= *discharge_above_per_j_);
    bool const in_its_time = (charge_ && charge_->contain(measured.time_s, measured.duration_s)) ||
                             (charge_below_per_j_ && import_per_j <= *charge_below_per_j_);
    // Without a time for it, whenever sources have heat to spare and it has none to give in its place.
    bool const charges = in_its_time || (!charge_ && !charge_below_per_j_);
    set.orders.store_rank[store_] =
        in_its_time && !discharges ? std::numeric_limits<double>::quiet_NaN() : rank_;
    set.orders.store_power_w[store_] = power_w_;
    if (discharges) {
        set.orders.store_w[store_] = -power_w_;
    } else if (charges) {
        set.orders.store_w[store_] = power_w_;
    }
    if (!sources_.empty()) {
        std::vector<std::uint8_t>& may = set.orders.may_charge[store_];
        std::fill(may.begin(), may.end(), std::uint8_t{0});
        for (std::size_t const i : sources_) {
            may[i] = 1;
        }
    }
}

} // namespace saggar
