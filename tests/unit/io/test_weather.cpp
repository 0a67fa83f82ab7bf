// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Weather files: EnergyPlus' hours and dates, years that stand for any year, irradiance beside temperature.

#include "saggar/engine/simulation/local_clock.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"
#include "scratch_folder.hpp"
#include "weather/any_year.hpp"
#include "weather/epw.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>

namespace {

using namespace saggar;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::int64_t at(char const* text) {
    return *parse_time_stamp(text);
}

struct Hour {
    int year;
    double temperature_c;
    double global_w_m2;
};

// A year of hours from 1 January on; `of` tells of the number of the hour, the year named in the row, what it
// was.
std::string epw(double zone_h, int days, std::function<Hour(int)> const& of) {
    std::string text = fmt::format("LOCATION,Somewhere,-,GBR,made up,0,53.0,-2.2,{:.1f},120.0\n", zone_h);
    text += "DESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\nGROUND TEMPERATURES,0\n"
            "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,made up\nCOMMENTS 2,\n"
            "DATA PERIODS,1,1,Data,Monday,1/1,12/31\r\n";
    using namespace std::chrono;
    for (int hour = 0; hour < 24 * days; ++hour) {
        year_month_day const date{sys_days{year{days == 366 ? 2024 : 2023} / 1 / 1} +
                                  std::chrono::days{hour / 24}};
        Hour const what = of(hour);
        text += fmt::format("{},{},{},{},60,?9?9?9,{:.1f},0.0,80,100000,0,0,300,{:.0f},10,20,0,0,0,0,0\r\n",
                            what.year, static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            hour % 24 + 1, what.temperature_c, what.global_w_m2);
    }
    return text;
}

detail::EpwWeather parsed(std::string const& content) {
    std::vector<Problem> problems;
    detail::EpwWeather made = detail::parse_epw(content, "w.epw", problems);
    EXPECT_TRUE(problems.empty()) << to_string(problems.front());
    return made;
}

// Hour 1 of 1 January is the first hour of local standard time, and its irradiance that of this hour; the
// temperature is that at its end.
TEST(Epw, HoursAreOfLocalStandardTimeAndNumberedByTheirEnd) {
    detail::EpwWeather const berlin = parsed(epw(1.0, 365, [](int hour) {
        return Hour{2023, hour == 0 ? 5.0 : hour == 1 ? 7.0 : 1.0, hour == 12 ? 400.0 : 0.0};
    }));
    EXPECT_FALSE(berlin.typical);
    EXPECT_EQ(berlin.outdoor_c.begin_s, at("2022-12-31T23:00:00Z")) << "midnight an hour east of Greenwich";
    EXPECT_EQ(berlin.outdoor_c.interval_s, 3600);
    ASSERT_EQ(berlin.outdoor_c.values.size(), 8760U);
    EXPECT_EQ(berlin.outdoor_c.values[0], 3.0) << "from 1 degC at midnight (the year's end) to 5 degC at one";
    EXPECT_EQ(berlin.outdoor_c.values[1], 6.0);
    EXPECT_EQ(berlin.outdoor_c.values[2], 4.0);
    // Row 13 tells of twelve to one.
    EXPECT_EQ(mean(berlin.global_w_m2, at("2023-01-01T11:00:00Z"), at("2023-01-01T12:00:00Z")), 400.0);
    EXPECT_EQ(mean(berlin.global_w_m2, at("2023-01-01T12:00:00Z"), at("2023-01-02T11:00:00Z")), 0.0);
    detail::EpwWeather const stoke = parsed(epw(0.0, 366, [](int) { return Hour{2024, 10.0, 0.0}; }));
    EXPECT_EQ(stoke.outdoor_c.begin_s, at("2024-01-01"));
    EXPECT_EQ(stoke.outdoor_c.end_s(), at("2025-01-01"));
}

TEST(Epw, MonthsOfDifferentYearsAreATypicalYear) {
    detail::EpwWeather const typical = parsed(epw(0.0, 365, [](int hour) {
        return Hour{hour < 744 ? 2004 : 1998, 10.0, 0.0};
    }));
    EXPECT_TRUE(typical.typical);
    EXPECT_EQ(typical.outdoor_c.values.size(), 8760U);
}

TEST(Epw, GapsAreReportedWithTheirLines) {
    std::string text = epw(0.0, 365, [](int hour) { return Hour{2023, hour == 5 ? 99.9 : 4.0, 9999.0}; });
    std::size_t const begin = text.find("2023,1,1,9,");
    text.erase(begin, text.find('\n', begin) + 1 - begin);
    std::vector<Problem> problems;
    static_cast<void>(detail::parse_epw(text, "w.epw", problems));
    ASSERT_EQ(problems.size(), 1U) << "what is missing is said before what follows from it";
    EXPECT_EQ(problems[0].place.line, 14U);
    EXPECT_THAT(problems[0].text, HasSubstr("missing"));
    text.replace(text.find(",99.9,"), 6, ",4.0,");
    problems.clear();
    static_cast<void>(detail::parse_epw(text, "w.epw", problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place.line, 17U);
    EXPECT_THAT(problems[0].text, HasSubstr("7200 s after"));
    problems.clear();
    static_cast<void>(detail::parse_epw("time,outdoor_temperature_c\n", "w.epw", problems));
    EXPECT_THAT(problems.front().text, HasSubstr("no EnergyPlus weather file"));
    detail::EpwWeather const dark = parsed(epw(0.0, 365, [](int) { return Hour{2023, 4.0, 9999.0}; }));
    EXPECT_TRUE(dark.global_w_m2.values.empty());
    EXPECT_EQ(dark.outdoor_c.values.size(), 8760U);
}

// Day by day, whatever the zone; the 29th of February that is not there is the 28th.
TEST(AnyYear, TakesTheSameDays) {
    TimeSeries own{.begin_s = at("2022-12-31T23:00:00Z"), .interval_s = 3600, .values = {}};
    for (int hour = 0; hour < 8760; ++hour) {
        own.values.push_back(hour);
    }
    auto const moved = detail::for_any_year(own, {at("2024-02-27"), at("2024-03-02"), 3600});
    ASSERT_TRUE(moved.has_value());
    EXPECT_EQ(moved->begin_s, at("2023-12-28")) << "and four days more on both sides";
    EXPECT_EQ(moved->end_s(), at("2025-01-05"));
    auto const value = [&](char const* when) {
        return moved->values[static_cast<std::size_t>((at(when) - moved->begin_s) / 3600)];
    };
    auto const own_hour = [&](char const* when) {
        std::int64_t const hour = (at(when) - own.begin_s) / 3600;
        return static_cast<double>(hour);
    };
    EXPECT_EQ(value("2024-01-01T00:00:00Z"), own_hour("2023-01-01T00:00:00Z"));
    EXPECT_EQ(value("2024-02-28T13:00:00Z"), own_hour("2023-02-28T13:00:00Z"));
    EXPECT_EQ(value("2024-02-29T13:00:00Z"), own_hour("2023-02-28T13:00:00Z"));
    EXPECT_EQ(value("2024-03-01T00:00:00Z"), own_hour("2023-03-01T00:00:00Z"));
    EXPECT_EQ(value("2024-12-31T23:00:00Z"), own_hour("2022-12-31T23:00:00Z")) << "its first hour, a year on";
    EXPECT_EQ(value("2023-12-31T23:00:00Z"), own_hour("2022-12-31T23:00:00Z"));
    EXPECT_EQ(value("2023-12-30T11:00:00Z"), own_hour("2023-12-30T11:00:00Z"));
    own.values.resize(8000);
    EXPECT_FALSE(detail::for_any_year(own, {at("2024-02-27"), at("2024-03-02"), 3600}).has_value());
}

// Hours of a zone that is half an hour off begin at half past in UTC, in any year.
TEST(AnyYear, KeepsTheTimesOfTheDay) {
    for (char const* const begins :
         {"2022-12-31T18:30:00Z", "2023-01-01T03:30:00Z", "2023-01-01T03:15:00Z"}) {
        TimeSeries own{.begin_s = at(begins), .interval_s = 3600, .values = {}};
        for (int hour = 0; hour < 8760; ++hour) {
            own.values.push_back(hour);
        }
        TimeWindow const window{at("2025-02-27"), at("2025-03-02"), 3600};
        auto const moved = detail::for_any_year(own, window);
        ASSERT_TRUE(moved.has_value());
        EXPECT_LE(moved->begin_s, at("2025-01-01"));
        EXPECT_GE(moved->end_s(), at("2026-01-01"));
        constexpr std::int64_t two_years_s = std::int64_t{366 + 365} * 86400;
        for (std::int64_t from = window.begin_s; from < window.end_s; from += 900) {
            ASSERT_EQ(mean(*moved, from, from + 900), mean(own, from - two_years_s, from - two_years_s + 900))
                << begins << ", " << time_stamp(from);
        }
    }
}

constexpr char const* project_yaml = R"(schema_version: 1
name: one home
nodes:
  - {id: works, x_m: 0, y_m: 0, elevation_m: 0}
  - {id: end, x_m: 500, y_m: 0, elevation_m: 0}
pipe_pairs:
  - {id: p1, from: works, to: end, inner_diameter_mm: 80, heat_loss_w_mk: 0.2}
plants:
  - {id: boiler, node: works, held_pressure_bar: 3}
substations:
  - {id: home, node: end, peak_kw: 200, return_temperature_c: 50, annual_use_mwh: 300, demand_shape: SigLinDe/EFH}
simulation:
)";

class WeatherFiles : public ::testing::Test {
protected:
    ScenarioSeries read(std::string const& simulation, char const* from, char const* to) const {
        scratch_.write("project.yaml", project_ + simulation);
        return read_scenario_series(*load_network(scratch_.path()), {at(from), at(to), 3600});
    }
    std::string refusal(std::string const& simulation, char const* from, char const* to) const {
        try {
            static_cast<void>(read(simulation, from, to));
        } catch (Error const& error) {
            return error.what();
        }
        return "none";
    }
    testing_support::ScratchFolder scratch_;
    std::string project_{project_yaml};
};

TEST_F(WeatherFiles, TypicalYearsAreUsedForOtherDatesOnlyIfTheUserSaysSo) {
    scratch_.write("w.epw", epw(0.0, 365, [](int hour) { return Hour{hour < 744 ? 2004 : 1998, 4.0, 0.0}; }));
    EXPECT_THAT(refusal("  weather: w.epw\n", "2024-01-01", "2024-01-02"),
                AllOf(HasSubstr("w.epw"), HasSubstr("typical year"), HasSubstr("weather_year to any")));
    ScenarioSeries const series = read("  weather: w.epw\n  weather_year: any\n", "2024-12-30", "2025-01-03");
    EXPECT_EQ(series.outdoor_c.begin_s, at("2023-12-28"));
    EXPECT_EQ(series.outdoor_c.end_s(), at("2026-01-05"));
    EXPECT_EQ(series.global_w_m2.values.size(), series.outdoor_c.values.size());
    scratch_.write("w.epw", epw(0.0, 365, [](int) { return Hour{2023, 4.0, 0.0}; }));
    EXPECT_THAT(refusal("  weather: w.epw\n", "2024-01-01", "2024-01-02"), HasSubstr("does not cover"));
    EXPECT_EQ(refusal("  weather: w.epw\n", "2023-01-01", "2023-01-02"), "none");
}

// Without the sun, a collector would stand in the dark: nothing for it, or for rooms, is made up.
TEST_F(WeatherFiles, MissingIrradianceIsRefusedWhereSomethingNeedsTheSun) {
    auto const write = [&](double in_hour_12) {
        scratch_.write("w.epw", epw(0.0, 365, [&](int hour) {
                           return Hour{2023, 4.0, hour == 12 || hour == 13 ? in_hour_12 : 0.0};
                       }));
    };
    std::string const weather = "  weather: w.epw\n";
    std::string const collector =
        "sources:\n  - {id: roof, plant: boiler, kind: solar_thermal, merit_order: 1, collector_area_m2: "
        "100, "
        "optical_efficiency: 0.8, loss_a1_w_m2k: 3}\n"
        "  - {id: burner, plant: boiler, kind: gas_boiler, merit_order: 2, maximum_heat_kw: 900, "
        "efficiency: 0.9}\n";
    std::string const home = "buildings:\n  - {id: rooms, substation: home, heat_loss_w_k: 200, "
                             "time_constant_h: 60, solar_aperture_m2: 5}\n";
    write(9999.0);
    EXPECT_EQ(refusal(weather, "2023-01-01", "2023-01-02"), "none") << "nobody needs it";
    EXPECT_THAT(refusal(weather + collector, "2023-06-01", "2023-06-02"),
                AllOf(HasSubstr("w.epw:21"), HasSubstr("global horizontal irradiance"),
                      HasSubstr("in 2 hours, first here"), HasSubstr("source 'roof' needs it"),
                      HasSubstr("Fill the gaps")));
    std::string const spread = ", annual_use_mwh: 300, demand_shape: SigLinDe/EFH";
    project_.erase(project_.find(spread), spread.size());
    EXPECT_THAT(refusal(weather + home, "2023-06-01", "2023-06-02"),
                AllOf(HasSubstr("w.epw:21"), HasSubstr("building 'rooms' needs it")));
    write(400.0);
    EXPECT_EQ(refusal(weather + home, "2023-06-01", "2023-06-02"), "none");
    project_ = project_yaml;
    EXPECT_EQ(refusal(weather + collector, "2023-01-01", "2023-01-02"), "none");
}

// A whole year in the weather of a typical one: the year's heat is met to round-off.
TEST_F(WeatherFiles, YearsHeatIsMetInATypicalYear) {
    scratch_.write("w.epw", epw(0.0, 365, [](int hour) {
                       return Hour{hour < 744 ? 2004 : 1998, 0.0 + 0.1 * ((hour / 24) % 170), 0.0};
                   }));
    scratch_.write("project.yaml", std::string{project_yaml} +
                                       "  weather: w.epw\n  weather_year: any\n  summer_time: european\n");
    auto const network = load_network(scratch_.path());
    TimeWindow const window{at("2024-01-01"), at("2025-01-01"), 3600};
    Scenario const scenario{network, read_scenario_series(*network, window), window};
    double used_wh = 0.0;
    for (std::size_t step = 0; step < window.steps(); ++step) {
        used_wh += scenario.unlimited_demand_w(step)[0];
    }
    EXPECT_NEAR(used_wh / 300e6, 1.0, 1e-10);
    EXPECT_THAT(scenario.demand_basis(), HasSubstr("2024-01-01 to 2024-12-31 of the weather"));
}

// What is asked for does not hang on how long the run goes on, in no zone: not by the profile, nor by
// degree-hours, nor by given degree-days.
TEST_F(WeatherFiles, DemandInAnyYearDoesNotDependOnTheEndOfTheRun) {
    scratch_.write("w.epw", epw(0.0, 365, [](int hour) {
                       return Hour{hour < 744 ? 2004 : 1998, 0.0 + 0.1 * ((hour / 24) % 170), 0.0};
                   }));
    std::string by_degrees = project_yaml;
    std::string const shape = ", demand_shape: SigLinDe/EFH";
    by_degrees.erase(by_degrees.find(shape), shape.size());
    for (std::string const& project : {std::string{project_yaml}, by_degrees}) {
        for (char const* const zone : {"-8", "0", "5.5"}) {
            for (char const* const more : {"", "  annual_degree_days_kd: 2100\n"}) {
                SCOPED_TRACE(::testing::Message() << "zone " << zone << more);
                scratch_.write("project.yaml",
                               project + "  weather: w.epw\n  weather_year: any\n  time_zone_offset_h: " +
                                   zone + "\n" + more);
                auto const network = load_network(scratch_.path());
                auto const scenario = [&](char const* to) {
                    TimeWindow const window{at("2024-12-30"), at(to), 3600};
                    return Scenario{network, read_scenario_series(*network, window), window};
                };
                Scenario const brief = scenario("2025-01-01");
                Scenario const longer = scenario("2026-01-05");
                EXPECT_EQ(brief.demand_basis(), longer.demand_basis());
                for (std::size_t step = 0; step < brief.window().steps(); ++step) {
                    ASSERT_EQ(brief.unlimited_demand_w(step), longer.unlimited_demand_w(step)) << step;
                }
            }
        }
    }
}

TEST_F(WeatherFiles, CsvMayHaveIrradiance) {
    auto const rows = [](double diffuse_w_m2) {
        std::string text = "time,outdoor_temperature_c,global_irradiance_w_m2,diffuse_irradiance_w_m2\n";
        for (int hour = 0; hour < 24; ++hour) {
            text += fmt::format("2024-06-01T{:02}:00:00Z,15,{},{}\n", hour, 10 * hour, diffuse_w_m2);
        }
        return text;
    };
    scratch_.write("w.csv", rows(100.0));
    std::string const given = "  weather: w.csv\n  annual_degree_days_kd: 2000\n";
    ScenarioSeries const series = read(given, "2024-06-01", "2024-06-02");
    EXPECT_EQ(series.global_w_m2.values[7], 70.0);
    auto const network = load_network(scratch_.path());
    Scenario const scenario{network, series, {at("2024-06-01"), at("2024-06-02"), 7200}};
    EXPECT_EQ(scenario.global_irradiance_w_m2(scenario.time_of(3)), 65.0);
    EXPECT_THAT(refusal(given + "  weather_year: any\n", "2024-06-01", "2024-06-02"),
                HasSubstr("no whole year"));
    scratch_.write("w.csv", rows(-1.0));
    EXPECT_THAT(refusal(given, "2024-06-01", "2024-06-02"),
                AllOf(HasSubstr("w.csv"), HasSubstr("diffuse_irradiance_w_m2"), HasSubstr("not allowed")));
}

} // namespace
