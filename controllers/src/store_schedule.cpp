// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/store_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

constexpr double j_per_mwh = 3.6e9;
constexpr double unlimited_w = std::numeric_limits<double>::max();

double watts(std::optional<double> const& kw) {
    return kw ? *kw * 1e3 : unlimited_w;
}

std::optional<DayHours> hours(std::optional<double> const& from, std::optional<double> const& to) {
    return from ? std::optional{DayHours{*from, *to}} : std::nullopt;
}
// Part of a step at whose power a store runs. Without a limit to it there are no parts: the step counts where
// at least half of it lies within, or of the hours where those are shorter.
double part_within(std::optional<DayHours> const& hours, Measured const& measured, double power_w) {
    if (!hours) {
        return 0.0;
    }
    double const share = hours->share(measured.local_s, measured.duration_s);
    if (power_w < unlimited_w) {
        return share;
    }
    double const of_shorter = std::min(1.0, hours->length_s() / measured.duration_s);
    return share > 0.0 && share >= 0.5 * of_shorter ? 1.0 : 0.0;
}
std::optional<double> per_j(std::optional<double> const& per_mwh) {
    return per_mwh ? std::optional{*per_mwh / j_per_mwh} : std::nullopt;
}

} // namespace

StoreSchedule::StoreSchedule(Network const& network, ControllerSettings const& settings)
    : power_w_{watts(settings.power_kw)},
      charge_{hours(settings.from_hour, settings.to_hour)},
      discharge_{hours(settings.discharge_from_hour, settings.discharge_to_hour)},
      charge_at_{.below = per_j(settings.charge_below_per_mwh),
                 .above = per_j(settings.charge_above_per_mwh)},
      discharge_at_{.below = per_j(settings.discharge_below_per_mwh),
                    .above = per_j(settings.discharge_above_per_mwh)},
      rank_{settings.discharge_rank.value_or(std::numeric_limits<double>::quiet_NaN())} {
    auto const& stores = network.project().stores;
    while (stores[store_].id != settings.store) { // checked with the project
        ++store_;
    }
    charge_w_ = std::min(power_w_, watts(stores[store_].maximum_charge_kw));
    discharge_w_ = std::min(power_w_, watts(stores[store_].maximum_discharge_kw));
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
    double const discharging =
        discharge_at_.hold(import_per_j) ? 1.0 : part_within(discharge_, measured, discharge_w_);
    double const charging = charge_at_.hold(import_per_j) ? 1.0 : part_within(charge_, measured, charge_w_);
    // A step that holds the end of one and the beginning of the other is that of the longer.
    bool const discharges = discharging > 0.0 && discharging >= charging;
    bool const in_its_time = charging > 0.0;
    // Without a time for it, whenever sources have heat to spare and it has none to give in its place.
    bool const charges = in_its_time || (!charge_ && !charge_at_.any());
    set.orders.store_rank[store_] =
        in_its_time && !discharges ? std::numeric_limits<double>::quiet_NaN() : rank_;
    set.orders.store_power_w[store_] = power_w_;
    set.orders.store_saves[store_] =
        discharge_ || discharge_at_.any() || !std::isnan(rank_) ? std::uint8_t{1} : std::uint8_t{0};
    if (discharges) {
        set.orders.store_w[store_] = -discharge_w_ * discharging;
    } else if (charges) {
        set.orders.store_w[store_] = charge_w_ * (in_its_time ? charging : 1.0);
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
