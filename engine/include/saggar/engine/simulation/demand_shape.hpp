// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How a year's heat is spread over its days and hours.
//
// A day's heat is in proportion to
//   degree_days  the day's degree-days below the heating threshold, mean of max(0, Th - To)
//   even         1
//   sigmoid      h(theta) = a/(1 + (b/(theta - 40))^c) + d
//                           + max(heating_slope theta + heating_offset, water_slope theta + water_offset)
// times the factor of the day of the week. The sigmoid is that of the German standard load profiles of gas
// (BDEW/VKU/GEODE guide; with the linear part: SigLinDe); theta is the weighted mean of the day and the three
// before, (T0 + T1/2 + T2/4 + T3/8)/1.875. Of the sigmoid d + water_slope theta + water_offset is hot water.
//
// Over the hours of the local clock a day's heat is spread by factors that sum to 1, which may depend on the
// day of the week and on theta. On the days when the clock is changed the hours that there are share it.

#include "saggar/engine/simulation/local_clock.hpp"
#include "saggar/engine/simulation/time_series.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

enum class DailyHeat : std::uint8_t { degree_days, even, sigmoid };

struct SigmoidCoefficients {
    double a{0.0};
    double b{-40.0}; // below zero
    double c{1.0};
    double d{0.0};
    double heating_slope_per_k{0.0};
    double heating_offset{0.0};
    double water_slope_per_k{0.0};
    double water_offset{0.0};
};
// h(theta), of which hot_water() is hot water; never below 0. Rises no more below theta as theta nears 40.
[[nodiscard]] double sigmoid_heat(SigmoidCoefficients const& sigmoid, double theta_c);
[[nodiscard]] double sigmoid_hot_water(SigmoidCoefficients const& sigmoid, double theta_c);

// Of 24 hours, for each day of the week from Monday on; each day sums to 1.
using WeekOfHours = std::array<std::array<double, 24>, 7>;

struct DemandShape {
    std::string id;
    DailyHeat daily{DailyHeat::degree_days};
    SigmoidCoefficients sigmoid;                                             // of DailyHeat::sigmoid
    std::array<double, 7> weekday_factor{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}; // mean 1
    // Classes of theta: up to and with each of these, and above the last; one more week than bounds.
    std::vector<double> class_up_to_c;
    std::vector<WeekOfHours> hours;
    std::string source;

    // Hot water is in it, so that none is added unless a consumer says so.
    [[nodiscard]] bool has_hot_water() const { return daily != DailyHeat::degree_days; }
    [[nodiscard]] std::array<double, 24> const& hours_of(double theta_c, int day_of_week) const;
};

// What of a shape is spread.
enum class ShapePart : std::uint8_t { whole, without_hot_water };

// The weather of a place by days of its clock, and which year a year's heat is met in: the whole years that
// the weather holds, counted from its first day, or one that is named, or one of given degree-days, to which
// the weather's are scaled.
class DemandYear {
public:
    // `outdoor_c` covers whatever is asked for later. Without annual degree-days it holds a year at least, or
    // nothing but shapes that are even can be asked for. With `first_day` the year that begins then is the
    // one, however much more the weather holds.
    DemandYear(TimeSeries const& outdoor_c, LocalClock const& clock, double threshold_c,
               std::optional<double> annual_degree_days_kd, std::optional<std::int64_t> first_day = {});

    // The weather that profiles follow, of the same times, where it is another than the year's heat is met
    // in.
    void set_weather(TimeSeries const& outdoor_c);

    // Without it, and without annual degree-days, shapes that follow the weather cannot be brought to a
    // year's heat.
    [[nodiscard]] bool holds_a_year() const { return last_ > first_; }
    // Of the year, K d; 0 where there is none, or where the weather has none to be scaled.
    [[nodiscard]] double degree_days_a_year() const;
    [[nodiscard]] double days_a_year() const;
    // "2018-01-01 to 2018-12-31 of the weather, 2104 K d"
    [[nodiscard]] std::string basis() const;

    // The part of a year's heat that falls into each hour from the local midnight before `from_s` to the one
    // after `to_s`, divided by an hour: 1/h. The year's heat times this is power.
    [[nodiscard]] TimeSeries profile(DemandShape const& shape, ShapePart part, std::int64_t from_s,
                                     std::int64_t to_s) const;

private:
    struct Day {
        double mean_c{0.0};
        double theta_c{0.0};
        double degree_days_kd{0.0};
        double known_part{0.0};
    };
    [[nodiscard]] std::vector<Day> days_of(TimeSeries const& outdoor_c) const;
    // The nearest that is known.
    [[nodiscard]] Day const& day(std::vector<Day> const& days, std::int64_t number) const;
    [[nodiscard]] double heat_of_day(DemandShape const& shape, ShapePart part, std::vector<Day> const& days,
                                     std::int64_t number) const;
    [[nodiscard]] double heat_of_year(DemandShape const& shape, ShapePart part) const;

    LocalClock clock_;
    double threshold_c_;
    std::optional<double> annual_degree_days_;
    std::int64_t first_known_{0};
    std::vector<Day> days_;
    std::vector<Day> now_;  // set_weather; empty: as they are
    std::int64_t first_{0}; // of the years that annual use is met in; both 0: less than one
    std::int64_t last_{0};  // the day after
    int years_{0};
    std::int64_t first_counted_{0}; // of the days whose sums are scaled to annual degree-days
    std::int64_t last_counted_{0};  // the day after
};

} // namespace saggar
