// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// How a year's heat is spread over days and hours: the local clock, the published sigmoids by hand, and that
// a year's heat is met.

#include "saggar/engine/simulation/demand_shape.hpp"
#include "saggar/network/time_stamp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

namespace {

using namespace saggar;

std::int64_t at(char const* text) {
    return *parse_time_stamp(text);
}

LocalClock london() {
    return {0.0, SummerTime::european};
}

TEST(LocalClock, ShowsSummerTimeFromSundayToSunday) {
    LocalClock const clock = london();
    EXPECT_EQ(clock.hour(at("2024-03-31T00:59:59Z")), 59.0 / 60.0 + 59.0 / 3600.0);
    EXPECT_EQ(clock.hour(at("2024-03-31T01:00:00Z")), 2.0);
    EXPECT_EQ(clock.hour(at("2024-10-27T00:59:00Z")), 1.0 + 59.0 / 60.0);
    EXPECT_EQ(clock.hour(at("2024-10-27T01:00:00Z")), 1.0) << "the hour from one to two is there twice";
    LocalClock const berlin{1.0, SummerTime::european};
    EXPECT_EQ(berlin.hour(at("2018-03-25T00:30:00Z")), 1.5);
    EXPECT_EQ(berlin.hour(at("2018-03-25T01:00:00Z")), 3.0);
    LocalClock const india{5.5, SummerTime::none};
    EXPECT_EQ(india.hour(at("2024-07-01T20:00:00Z")), 1.5);
    EXPECT_EQ(india.day(at("2024-07-01T20:00:00Z")) - india.day(at("2024-07-01T18:00:00Z")), 1);
}

TEST(LocalClock, DaysBeginAtItsMidnightAndHave23To25Hours) {
    for (double const offset_h : {-9.5, -1.0, 0.0, 1.0, 5.75, 13.0}) {
        LocalClock const clock{offset_h, SummerTime::european};
        std::int64_t const first = clock.day(at("2024-01-01T12:00:00Z"));
        int shorter = 0;
        int longer = 0;
        for (std::int64_t day = first; day < first + 366; ++day) {
            std::int64_t const begins = clock.begin_of_day_s(day);
            std::int64_t const length_s = clock.begin_of_day_s(day + 1) - begins;
            EXPECT_EQ(clock.day(begins), day) << offset_h;
            EXPECT_EQ(clock.day(begins - 1), day - 1) << offset_h;
            shorter += length_s == std::int64_t{23} * 3600 ? 1 : 0;
            longer += length_s == std::int64_t{25} * 3600 ? 1 : 0;
            EXPECT_EQ(length_s % 3600, 0) << offset_h;
        }
        EXPECT_EQ(shorter, 1) << offset_h;
        EXPECT_EQ(longer, 1) << offset_h;
    }
}

TEST(LocalClock, KnowsDaysOfWeekAndYear) {
    std::int64_t const day = at("2024-01-15") / 86400;
    EXPECT_EQ(weekday(day), 0) << "2024-01-15 was a Monday";
    EXPECT_EQ(weekday(day + 6), 6);
    EXPECT_EQ(day_of_year(at("2024-12-31") / 86400), 366);
    EXPECT_EQ(day_of_year(at("1969-02-01") / 86400), 32) << "before 1970 too";
    EXPECT_EQ(years_later(at("2024-02-29") / 86400, 1), at("2025-02-28") / 86400);
    EXPECT_EQ(years_later(at("2024-02-29") / 86400, 4), at("2028-02-29") / 86400);
}

// Single-family house, building class 11 (mixed), not windy.
constexpr SigmoidCoefficients efh_11{.a = 3.0469695, .b = -37.1833141, .c = 5.6727847, .d = 0.1163157};
// SigLinDe, the same house.
constexpr SigmoidCoefficients sig_lin_de{.a = 1.6209544,
                                         .b = -37.1833141,
                                         .c = 5.6727847,
                                         .d = 0.0716431,
                                         .heating_slope_per_k = -0.04957,
                                         .heating_offset = 0.8401015,
                                         .water_slope_per_k = -0.002209,
                                         .water_offset = 0.1074468};

TEST(Sigmoid, HasThePublishedValues) {
    // Worked apart from the program: a/(1 + (b/(theta - 40))^c) + d.
    EXPECT_NEAR(sigmoid_heat(efh_11, -10.0), 2.6846476595686264, 1e-12);
    EXPECT_NEAR(sigmoid_heat(efh_11, 0.0), 1.9508961549046329, 1e-12);
    EXPECT_NEAR(sigmoid_heat(efh_11, 20.0), 0.20409444487824235, 1e-12);
    EXPECT_NEAR(sigmoid_heat(efh_11, 45.0), efh_11.d, 1e-12) << "beyond the pole nothing is heated";
    EXPECT_NEAR(sigmoid_heat(efh_11, 39.999), efh_11.d, 1e-12) << "and nothing jumps there";
    // Profiles with a linear part are 1 at 8 degC by their definition; the coefficients have seven digits.
    EXPECT_NEAR(sigmoid_heat(sig_lin_de, 8.0), 1.0, 1e-6);
    EXPECT_NEAR(sigmoid_heat(sig_lin_de, 0.0), 1.8877213075225616, 1e-12);
    EXPECT_NEAR(sigmoid_hot_water(sig_lin_de, 10.0), 0.0716431 + 0.1074468 - 0.02209, 1e-12);
}

WeekOfHours even_week() {
    WeekOfHours week{};
    for (auto& day : week) {
        day.fill(1.0 / 24.0);
    }
    return week;
}

DemandShape shape(DailyHeat daily) {
    DemandShape made{.id = "shape", .daily = daily, .sigmoid = efh_11, .hours = {even_week()}};
    return made;
}

// A year with cold and warm days, of no symmetry.
TimeSeries weather(char const* from, int days) {
    TimeSeries made{.begin_s = at(from), .interval_s = 3600, .values = {}};
    for (int hour = 0; hour < 24 * days; ++hour) {
        made.values.push_back(9.0 - 8.0 * std::cos(2.0 * std::numbers::pi * (hour - 400.0) / 8766.0) +
                              4.0 * std::sin(2.0 * std::numbers::pi * (hour - 9.0) / 24.0) +
                              3.0 * std::sin(0.013 * hour));
    }
    return made;
}

double sum(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

// Whatever the shape, the clock and the days of the week: the year's parts sum to one.
TEST(DemandYear, YearsHeatIsMet) {
    for (bool const leap : {false, true}) {
        char const* const from = leap ? "2024-01-01" : "2018-01-01";
        char const* const to = leap ? "2025-01-01" : "2019-01-01";
        DemandYear const year{weather(from, leap ? 366 : 365), london(), 15.5, {}};
        ASSERT_TRUE(year.holds_a_year());
        for (DailyHeat const daily : {DailyHeat::degree_days, DailyHeat::even, DailyHeat::sigmoid}) {
            for (ShapePart const part : {ShapePart::whole, ShapePart::without_hot_water}) {
                DemandShape made = shape(daily);
                made.weekday_factor = {1.2, 1.1, 1.05, 1.0, 1.0, 0.85, 0.8};
                made.hours.front()[2][1] = 0.3; // on the nights when clocks change there is more than an hour
                TimeSeries const profile = year.profile(made, part, at(from), at(to));
                ASSERT_EQ(profile.begin_s, at(from));
                ASSERT_EQ(profile.values.size(), leap ? 8784U : 8760U);
                EXPECT_NEAR(sum(profile.values), 1.0, 1e-12) << static_cast<int>(daily);
            }
        }
    }
}

TEST(DemandYear, TwoYearsOfWeatherAreMetTogether) {
    DemandYear const year{weather("2018-01-01", 800), london(), 15.5, {}};
    TimeSeries const profile =
        year.profile(shape(DailyHeat::sigmoid), ShapePart::whole, at("2018-01-01"), at("2020-01-01"));
    EXPECT_NEAR(sum(profile.values), 2.0, 1e-12) << "colder years use more, the mean is met";
    EXPECT_EQ(year.basis().substr(0, 38), "2018-01-01 to 2019-12-31 of the weathe");
}

// One of them is met where it is named.
TEST(DemandYear, NamedYearIsMetWhateverElseTheWeatherHolds) {
    DemandYear const year{weather("2017-12-01", 800), london(), 15.5, {}, at("2018-01-01") / 86400};
    TimeSeries const profile =
        year.profile(shape(DailyHeat::sigmoid), ShapePart::whole, at("2018-01-01"), at("2019-01-01"));
    EXPECT_NEAR(sum(profile.values), 1.0, 1e-12);
    EXPECT_EQ(year.basis().substr(0, 38), "2018-01-01 to 2018-12-31 of the weathe");
    DemandYear const lacking{weather("2018-01-02", 800), london(), 15.5, {}, at("2018-01-01") / 86400};
    EXPECT_FALSE(lacking.holds_a_year());
}

// By hand: four days of weather, one cold.
TEST(DemandYear, WeightsTheDayAndTheThreeBefore) {
    TimeSeries outdoor{
        .begin_s = at("2024-01-01"), .interval_s = 86400, .values = {10.0, 10.0, 10.0, -5.0, 2.0}};
    DemandYear const year{outdoor, LocalClock{}, 15.5, 2000.0};
    TimeSeries const profile =
        year.profile(shape(DailyHeat::sigmoid), ShapePart::whole, at("2024-01-01"), at("2024-01-06"));
    auto const of_day = [&](std::size_t day) { return profile.values[24 * day]; };
    double const theta_4 = (-5.0 + 5.0 + 2.5 + 1.25) / 1.875;
    double const theta_5 = (2.0 - 2.5 + 2.5 + 1.25) / 1.875;
    EXPECT_NEAR(of_day(3) / of_day(0), sigmoid_heat(efh_11, theta_4) / sigmoid_heat(efh_11, 10.0), 1e-12);
    EXPECT_NEAR(of_day(4) / of_day(0), sigmoid_heat(efh_11, theta_5) / sigmoid_heat(efh_11, 10.0), 1e-12);
    // What heats rooms goes with degree-days: 5.5 + 5.5 + 5.5 + 20.5 + 13.5 of them; hot water is d a day.
    double rooms = 0.0;
    for (double const theta : {10.0, 10.0, 10.0, theta_4, theta_5}) {
        rooms += sigmoid_heat(efh_11, theta) - efh_11.d;
    }
    double const a_year = rooms * 2000.0 / 50.5 + 365.0 * efh_11.d;
    EXPECT_NEAR(24.0 * of_day(0), sigmoid_heat(efh_11, 10.0) / a_year, 1e-12);
}

// A week of weather says enough with the year's degree-days, and not without them.
TEST(DemandYear, ShortWeatherNeedsTheYearsDegreeDays) {
    DemandYear const alone{weather("2024-01-01", 364), london(), 15.5, {}};
    EXPECT_FALSE(alone.holds_a_year());
    EXPECT_EQ(alone.degree_days_a_year(), 0.0);
    EXPECT_NEAR(
        sum(alone.profile(shape(DailyHeat::even), ShapePart::whole, at("2024-02-01"), at("2024-02-02"))
                .values),
        1.0 / 365.0, 1e-15);
    DemandYear const given{weather("2024-01-01", 7), london(), 15.5, 2100.0};
    TimeSeries const profile =
        given.profile(shape(DailyHeat::degree_days), ShapePart::whole, at("2024-01-03"), at("2024-01-04"));
    double degree_hours = 0.0;
    TimeSeries const outdoor = weather("2024-01-01", 7);
    for (std::size_t hour = 48; hour < 72; ++hour) {
        degree_hours += std::max(0.0, 15.5 - outdoor.values[hour]);
    }
    EXPECT_NEAR(sum(profile.values), degree_hours / 24.0 / 2100.0, 1e-15);
}

TEST(DemandShape, ClassesEndWithTheirBound) {
    DemandShape made = shape(DailyHeat::even);
    made.class_up_to_c = {-5.0, 0.0};
    made.hours = {even_week(), even_week(), even_week()};
    made.hours[0][0][0] = 0.1;
    made.hours[1][0][0] = 0.2;
    made.hours[2][0][0] = 0.3;
    EXPECT_EQ(made.hours_of(-5.0, 0)[0], 0.1);
    EXPECT_EQ(made.hours_of(-4.9, 0)[0], 0.2);
    EXPECT_EQ(made.hours_of(0.0, 0)[0], 0.2);
    EXPECT_EQ(made.hours_of(0.1, 0)[0], 0.3);
}

// Hours follow the wall, not UTC.
TEST(DemandShape, HoursAreOfTheLocalClock) {
    DemandShape made = shape(DailyHeat::even);
    for (auto& day : made.hours.front()) {
        day.fill(0.0);
        day[7] = 1.0;
    }
    DemandYear const year{weather("2024-01-01", 366), london(), 15.5, {}};
    auto const busy = [&](char const* from, char const* to) {
        TimeSeries const profile = year.profile(made, ShapePart::whole, at(from), at(to));
        auto const most = std::max_element(profile.values.begin(), profile.values.end());
        return profile.begin_s + 3600 * (most - profile.values.begin());
    };
    EXPECT_EQ(busy("2024-01-10", "2024-01-11"), at("2024-01-10T07:00:00Z"));
    EXPECT_EQ(busy("2024-07-10", "2024-07-10T12:00:00Z"), at("2024-07-10T06:00:00Z"));
}

} // namespace
