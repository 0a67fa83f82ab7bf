// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The standard load profiles against the tables they were taken from, and a year of real weather worked
// through from those tables alone: every day's heat, every hour of it.

#include "reference.hpp"
#include "table.hpp"

#include "saggar/io/demand_shapes.hpp"
#include "saggar/network/time_stamp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

namespace {

using namespace saggar;
using testing_support::reference_folder;
using testing_support::Table;

constexpr std::size_t classes = 10;

DemandShape const& shape(std::string const& id) {
    auto const& all = built_in_shapes();
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.id == id; });
    if (found == all.end()) {
        throw std::runtime_error{"no shape " + id};
    }
    return *found;
}

// Shares of a day's hours as printed, by class of temperature.
using PrintedHours = std::array<std::array<double, 24>, classes>;

// By type, building class, day of the week (1 Monday; 0: every day).
std::map<std::array<std::string, 3>, PrintedHours> printed_hours() {
    Table const table{reference_folder() / "uk/demand/bdew_shlp_hour_factors.csv"};
    std::map<std::array<std::string, 3>, PrintedHours> made;
    std::vector<std::string> const type = table.texts("shlp_type");
    std::vector<std::string> const building = table.texts("building_class");
    std::vector<std::string> const day = table.texts("weekday");
    std::vector<int> const hour = table.integers("hour_of_day");
    for (std::size_t k = 0; k < classes; ++k) {
        std::string const column =
            std::string{"temp_intervall_"} + (k < 9 ? "0" : "") + std::to_string(k + 1);
        std::vector<double> const factor = table.numbers(column);
        for (std::size_t row = 0; row < table.rows(); ++row) {
            made[{type[row], building[row], day[row]}][k][static_cast<std::size_t>(hour[row] - 1)] =
                factor[row];
        }
    }
    return made;
}

std::string id_of(std::string const& type, std::string const& building) {
    return "BDEW/" + type + (building == "0" ? "" : "/" + building);
}

TEST(DemandProfiles, CoefficientsAreThoseOfTheTables) {
    SAGGAR_NEEDS_REFERENCE("uk/demand/bdew_shlp_sigmoid_factors.csv");
    Table const table{reference_folder() / "uk/demand/bdew_shlp_sigmoid_factors.csv"};
    std::vector<std::string> const type = table.texts("shlp_type");
    std::vector<std::string> const building = table.texts("building_class");
    std::vector<int> const windy = table.integers("wind_impact");
    for (std::size_t row = 0; row < table.rows(); ++row) {
        std::string const id = id_of(type[row], building[row]) + (windy[row] != 0 ? "/windy" : "");
        SigmoidCoefficients const& found = shape(id).sigmoid;
        EXPECT_EQ(found.a, table.numbers("parameter_a")[row]) << id;
        EXPECT_EQ(found.b, table.numbers("parameter_b")[row]) << id;
        EXPECT_EQ(found.c, table.numbers("parameter_c")[row]) << id;
        EXPECT_EQ(found.d, table.numbers("parameter_d")[row]) << id;
    }
    EXPECT_EQ(table.rows(), 68U);
}

TEST(DemandProfiles, HoursAreThoseOfTheTablesBroughtToTheirSum) {
    SAGGAR_NEEDS_REFERENCE("uk/demand/bdew_shlp_hour_factors.csv");
    std::size_t seen = 0;
    for (auto const& [key, hours] : printed_hours()) {
        DemandShape const& found = shape(id_of(key[0], key[1]));
        ASSERT_EQ(found.hours.size(), classes);
        std::size_t const day = key[2] == "0" ? 0 : std::stoul(key[2]) - 1;
        for (std::size_t k = 0; k < classes; ++k) {
            double const sum = std::accumulate(hours[k].begin(), hours[k].end(), 0.0);
            EXPECT_NEAR(sum, 1.0, 2e-3) << "as printed";
            for (std::size_t hour = 0; hour < 24; ++hour) {
                EXPECT_NEAR(found.hours[k][day][hour], hours[k][hour] / sum, 1e-12) << found.id;
                ++seen;
            }
        }
    }
    EXPECT_EQ(seen, 106U * classes * 24U);
}

// Hour by hour from the tables, without the program's way of doing it.
std::vector<double> worked_through(std::string const& type, std::string const& building,
                                   std::vector<double> const& outdoor_c, int first_weekday) {
    Table const coefficients{reference_folder() / "uk/demand/bdew_shlp_sigmoid_factors.csv"};
    std::size_t row = 0;
    while (coefficients.texts("shlp_type")[row] != type ||
           coefficients.texts("building_class")[row] != building ||
           coefficients.integers("wind_impact")[row] != 0) {
        ++row;
    }
    double const a = coefficients.numbers("parameter_a")[row];
    double const b = coefficients.numbers("parameter_b")[row];
    double const c = coefficients.numbers("parameter_c")[row];
    double const d = coefficients.numbers("parameter_d")[row];
    Table const days{reference_folder() / "uk/demand/bdew_shlp_weekday_factors.csv"};
    std::vector<double> factor;
    for (std::size_t i = 0; i < days.rows(); ++i) {
        if (days.texts("shlp_type")[i] == type) {
            factor.push_back(days.numbers("wochentagsfaktor")[i]);
        }
    }
    auto const hours = printed_hours();
    std::size_t const count = outdoor_c.size() / 24;
    std::vector<double> mean_c(count);
    for (std::size_t day = 0; day < count; ++day) {
        auto const begin = outdoor_c.begin() + static_cast<std::ptrdiff_t>(24 * day);
        mean_c[day] = std::accumulate(begin, begin + 24, 0.0) / 24.0;
    }
    std::vector<double> heat;
    double year = 0.0;
    for (std::size_t day = 0; day < count; ++day) {
        auto const before = [&](std::size_t by) { return mean_c[day - std::min(day, by)]; };
        double const theta = (before(0) + before(1) / 2.0 + before(2) / 4.0 + before(3) / 8.0) / 1.875;
        auto const weekday = (static_cast<std::size_t>(first_weekday) + day) % 7;
        double const h = (a / (1.0 + std::pow(b / (theta - 40.0), c)) + d) * factor[weekday];
        year += h;
        auto const place = static_cast<std::size_t>(std::clamp(std::ceil((theta + 15.0) / 5.0), 0.0, 9.0));
        std::string const of_day = building == "0" ? std::to_string(weekday + 1) : "0";
        std::array<double, 24> const& shares = hours.at({type, building, of_day})[place];
        double const sum = std::accumulate(shares.begin(), shares.end(), 0.0);
        for (double const share : shares) {
            heat.push_back(h * share / sum);
        }
    }
    for (double& each : heat) {
        each /= year;
    }
    return heat;
}

TEST(DemandProfiles, AYearOfWeatherWorkedThroughFromTheTables) {
    SAGGAR_NEEDS_REFERENCE("uk/weather/stoke_hourly_2018.csv");
    Table const weather{reference_folder() / "uk/weather/stoke_hourly_2018.csv"};
    std::int64_t const begin = *parse_time_stamp("2018-01-01");
    TimeSeries const outdoor{.begin_s = begin, .interval_s = 3600, .values = weather.numbers("t_out_c")};
    ASSERT_EQ(outdoor.values.size(), 8760U);
    DemandYear const year{outdoor, LocalClock{}, 15.5, {}};
    for (auto const& [type, building] : {std::pair{"EFH", "11"}, std::pair{"MFH", "3"}, std::pair{"GKO", "0"},
                                         std::pair{"GHD", "0"}, std::pair{"GBA", "0"}}) {
        TimeSeries const found = year.profile(shape(id_of(type, building)), ShapePart::whole, begin,
                                              begin + std::int64_t{8760} * 3600);
        std::vector<double> const expected = worked_through(type, building, outdoor.values, 0); // a Monday
        ASSERT_EQ(found.values.size(), expected.size());
        double worst = 0.0;
        for (std::size_t hour = 0; hour < expected.size(); ++hour) {
            worst = std::max(worst, std::abs(found.values[hour] - expected[hour]));
        }
        EXPECT_LT(worst, 1e-12) << type << ", part of the year in an hour";
        EXPECT_NEAR(std::accumulate(found.values.begin(), found.values.end(), 0.0), 1.0, 1e-12) << type;
    }
}

} // namespace
