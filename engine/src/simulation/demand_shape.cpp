// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/demand_shape.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace saggar {

namespace {

// Where h(theta) has its pole; the published profiles end far below.
constexpr double pole_c = 40.0;
// A day at the end of the weather counts from half of its length on.
constexpr double least_part_of_day = 0.5;

std::string date(std::int64_t day) {
    return time_stamp(day * seconds_a_day).substr(0, 10);
}

} // namespace

double sigmoid_hot_water(SigmoidCoefficients const& sigmoid, double theta_c) {
    return sigmoid.d + std::max(0.0, sigmoid.water_slope_per_k * theta_c + sigmoid.water_offset);
}

double sigmoid_heat(SigmoidCoefficients const& sigmoid, double theta_c) {
    double const rooms =
        theta_c < pole_c ? sigmoid.a / (1.0 + std::pow(sigmoid.b / (theta_c - pole_c), sigmoid.c)) : 0.0;
    double const linear = std::max(sigmoid.heating_slope_per_k * theta_c + sigmoid.heating_offset,
                                   sigmoid.water_slope_per_k * theta_c + sigmoid.water_offset);
    return std::max(0.0, rooms + sigmoid.d + linear);
}

std::array<double, 24> const& DemandShape::hours_of(double theta_c, int day_of_week) const {
    auto const bound = std::lower_bound(class_up_to_c.begin(), class_up_to_c.end(), theta_c);
    auto const place = static_cast<std::size_t>(bound - class_up_to_c.begin());
    return hours[place][static_cast<std::size_t>(day_of_week)];
}

DemandYear::DemandYear(TimeSeries const& outdoor_c, LocalClock const& clock, double threshold_c,
                       std::optional<double> annual_degree_days_kd, std::optional<std::int64_t> first_day)
    : clock_{clock},
      threshold_c_{threshold_c},
      annual_degree_days_{annual_degree_days_kd},
      first_known_{clock.day(outdoor_c.begin_s)},
      days_{days_of(outdoor_c)} {
    std::int64_t first_whole = first_known_;
    std::int64_t after_whole = first_known_;
    for (std::size_t i = 0; i < days_.size(); ++i) {
        std::int64_t const number = first_known_ + static_cast<std::int64_t>(i);
        if (days_[i].known_part >= least_part_of_day) {
            after_whole = number + 1;
        } else if (number == first_known_) {
            first_whole = number + 1;
        }
    }
    first_counted_ = first_known_;
    last_counted_ = first_known_ + static_cast<std::int64_t>(days_.size());
    if (first_day) {
        if (*first_day >= first_whole && years_later(*first_day, 1) <= after_whole) {
            years_ = 1;
            first_ = first_counted_ = *first_day;
            last_ = last_counted_ = years_later(*first_day, 1);
        }
        return;
    }
    for (int years = 1; years_later(first_whole, years) <= after_whole; ++years) {
        years_ = years;
        first_ = first_whole;
        last_ = years_later(first_whole, years);
    }
}

std::vector<DemandYear::Day> DemandYear::days_of(TimeSeries const& outdoor_c) const {
    assert(!outdoor_c.values.empty());
    std::vector<Day> days;
    std::int64_t const end_s = outdoor_c.end_s();
    for (std::int64_t number = first_known_; clock_.begin_of_day_s(number) < end_s; ++number) {
        std::int64_t const begins = clock_.begin_of_day_s(number);
        std::int64_t const ends = clock_.begin_of_day_s(number + 1);
        std::int64_t const from = std::max(begins, outdoor_c.begin_s);
        std::int64_t const to = std::min(ends, end_s);
        Day made{
            .mean_c = mean(outdoor_c, from, to), .theta_c = 0.0, .degree_days_kd = 0.0, .known_part = 0.0};
        // Of the whole day, which may have 23 or 25 hours, as cold as what is known of it.
        made.degree_days_kd = mean_of(outdoor_c, from, to,
                                      [this](double value) { return std::max(0.0, threshold_c_ - value); }) *
                              static_cast<double>(ends - begins) / static_cast<double>(seconds_a_day);
        made.known_part = static_cast<double>(to - from) / static_cast<double>(ends - begins);
        days.push_back(made);
    }
    for (std::size_t i = 0; i < days.size(); ++i) {
        auto const before = [&](std::size_t by) { return days[i >= by ? i - by : 0].mean_c; };
        days[i].theta_c = (before(0) + 0.5 * before(1) + 0.25 * before(2) + 0.125 * before(3)) / 1.875;
    }
    return days;
}

void DemandYear::set_weather(TimeSeries const& outdoor_c) {
    now_ = days_of(outdoor_c);
}

DemandYear::Day const& DemandYear::day(std::vector<Day> const& days, std::int64_t number) const {
    auto const last = static_cast<std::int64_t>(days.size()) - 1;
    return days[static_cast<std::size_t>(std::clamp(number - first_known_, std::int64_t{0}, last))];
}

double DemandYear::degree_days_a_year() const {
    double known = 0.0;
    if (annual_degree_days_) {
        for (std::int64_t number = first_counted_; number < last_counted_; ++number) {
            known += day(days_, number).degree_days_kd;
        }
        return known > 0.0 ? *annual_degree_days_ : 0.0;
    }
    for (std::int64_t number = first_; number < last_; ++number) {
        known += day(days_, number).degree_days_kd;
    }
    return years_ > 0 ? known / years_ : 0.0;
}

double DemandYear::days_a_year() const {
    return annual_degree_days_ || years_ == 0 ? 365.0 : static_cast<double>(last_ - first_) / years_;
}

std::string DemandYear::basis() const {
    if (annual_degree_days_) {
        return fmt::format("a year of {:g} K d (annual_degree_days_kd)", *annual_degree_days_);
    }
    if (!holds_a_year()) {
        return "365 days that are all the same";
    }
    return fmt::format("{} to {} of the weather, {:.1f} K d{}", date(first_), date(last_ - 1),
                       degree_days_a_year(), years_ > 1 ? " a year" : "");
}

double DemandYear::heat_of_day(DemandShape const& shape, ShapePart part, std::vector<Day> const& days,
                               std::int64_t number) const {
    Day const& of = day(days, number);
    double heat = 1.0;
    if (shape.daily == DailyHeat::degree_days) {
        heat = of.degree_days_kd;
    } else if (shape.daily == DailyHeat::sigmoid) {
        heat = sigmoid_heat(shape.sigmoid, of.theta_c);
        if (part == ShapePart::without_hot_water) {
            heat = std::max(0.0, heat - sigmoid_hot_water(shape.sigmoid, of.theta_c));
        }
    }
    return heat * shape.weekday_factor[static_cast<std::size_t>(weekday(number))];
}

double DemandYear::heat_of_year(DemandShape const& shape, ShapePart part) const {
    if (!annual_degree_days_ && holds_a_year()) {
        double sum = 0.0;
        for (std::int64_t number = first_; number < last_; ++number) {
            sum += heat_of_day(shape, part, days_, number);
        }
        return sum / years_;
    }
    if (shape.daily == DailyHeat::even) {
        return days_a_year();
    }
    if (!annual_degree_days_) {
        return 0.0;
    }
    // What heats rooms goes with degree-days; hot water is as on the mean day.
    double degree_days = 0.0;
    double rooms = 0.0;
    double water = 0.0;
    for (std::int64_t number = first_counted_; number < last_counted_; ++number) {
        Day const& each = day(days_, number);
        degree_days += each.degree_days_kd;
        if (shape.daily == DailyHeat::degree_days) {
            rooms += each.degree_days_kd;
            continue;
        }
        double const all = sigmoid_heat(shape.sigmoid, each.theta_c);
        double const of_it = std::min(all, sigmoid_hot_water(shape.sigmoid, each.theta_c));
        rooms += all - of_it;
        water += part == ShapePart::whole ? of_it : 0.0;
    }
    if (!(degree_days > 0.0)) {
        return 0.0;
    }
    return rooms * *annual_degree_days_ / degree_days +
           days_a_year() * water / static_cast<double>(last_counted_ - first_counted_);
}

TimeSeries DemandYear::profile(DemandShape const& shape, ShapePart part, std::int64_t from_s,
                               std::int64_t to_s) const {
    std::int64_t const first = clock_.day(from_s);
    TimeSeries made{.begin_s = clock_.begin_of_day_s(first), .interval_s = seconds_an_hour, .values = {}};
    double const year = heat_of_year(shape, part);
    std::vector<Day> const& days = now_.empty() ? days_ : now_;
    for (std::int64_t number = first; clock_.begin_of_day_s(number) < to_s; ++number) {
        double const heat = year > 0.0 ? heat_of_day(shape, part, days, number) / year : 0.0;
        std::array<double, 24> const& factors = shape.hours_of(day(days, number).theta_c, weekday(number));
        std::int64_t const begins = clock_.begin_of_day_s(number);
        std::int64_t const ends = clock_.begin_of_day_s(number + 1);
        auto const factor = [&](std::int64_t time) {
            return factors[static_cast<std::size_t>(clock_.hour(time))];
        };
        double const even = static_cast<double>(seconds_an_hour) / static_cast<double>(ends - begins);
        double sum = 0.0;
        for (std::int64_t time = begins; time < ends; time += seconds_an_hour) {
            sum += factor(time);
        }
        for (std::int64_t time = begins; time < ends; time += seconds_an_hour) {
            made.values.push_back(sum > 0.0 ? heat * factor(time) / sum : heat * even);
        }
    }
    return made;
}

} // namespace saggar
