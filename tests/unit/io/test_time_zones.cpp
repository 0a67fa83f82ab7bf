// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Time zones of the IANA database: what clocks show, and what a project and its series make of it.

#include "scratch_folder.hpp"

#include "saggar/engine/simulation/local_clock.hpp"
#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/io/time_zones.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace saggar;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::int64_t at(std::string const& text) {
    return *parse_time_stamp(text);
}

TEST(TimeZones, ShowWhatTheirClocksDo) {
    TimeZone const london = *find_time_zone("Europe/London");
    EXPECT_EQ(parse_time_stamp("2024-01-15T06:00", london), at("2024-01-15T06:00:00Z"));
    EXPECT_EQ(parse_time_stamp("2024-07-15", london), at("2024-07-14T23:00:00Z"));
    EXPECT_EQ(parse_time_stamp("2024-07-15T06:00Z", london), at("2024-07-15T06:00:00Z")) << "says its own";
    EXPECT_EQ(parse_time_stamp("2024-07-15T06:00+02:00", london), at("2024-07-15T04:00:00Z"));
    EXPECT_EQ(parse_time_stamp("2036-07-15T06:00", london), at("2036-07-15T05:00:00Z"));
    EXPECT_EQ(parse_time_stamp("1970-07-01T00:00", london), at("1970-06-30T23:00:00Z")) << "all year then";
    EXPECT_EQ(parse_time_stamp("2024-07-15T06:00", *find_time_zone("Asia/Kolkata")),
              at("2024-07-15T00:30:00Z"));
    EXPECT_EQ(parse_time_stamp("2024-07-15T06:00", *find_time_zone("America/New_York")),
              at("2024-07-15T10:00:00Z"));
    EXPECT_FALSE(find_time_zone("Europe/Stoke"));
    EXPECT_EQ(nearest_time_zone("Europe/Londn"), "Europe/London");
}

// Python's zoneinfo, which reads the rule at the end of a zone's file, has clocks change at these seconds.
TEST(TimeZones, GoOnByTheirRuleAfterTheListedYears) {
    struct Case {
        char const* zone;
        std::int64_t change_s;
        std::int64_t before_h;
        std::int64_t after_h;
    };
    for (Case const& one :
         {Case{"Europe/London", 2216250000, 0, 1}, Case{"Europe/London", 2234998800, 1, 0},
          Case{"Europe/London", 2531955600, 0, 1}, Case{"Europe/London", 4078429200, 0, 1},
          Case{"Europe/London", 4096573200, 1, 0}, Case{"America/New_York", 2372914800, -5, -4},
          Case{"America/New_York", 2614226400, -4, -5}, Case{"Australia/Sydney", 2248876800, 11, 10},
          Case{"Australia/Sydney", 2863958400, 10, 11}}) {
        TimeZone const zone = *find_time_zone(one.zone);
        EXPECT_EQ(zone.local_s(one.change_s - 1) - (one.change_s - 1), 3600 * one.before_h) << one.change_s;
        EXPECT_EQ(zone.local_s(one.change_s) - one.change_s, 3600 * one.after_h) << one.change_s;
    }
    TimeZone const moscow = *find_time_zone("Europe/Moscow"); // no summer time
    EXPECT_EQ(moscow.local_s(2540000000) - 2540000000, 3 * 3600);
}

TEST(TimeZones, TimesThatClocksShowTwiceOrNever) {
    TimeZone const london = *find_time_zone("Europe/London");
    TimeZone::Moment const twice = *time_moment("2024-10-27T01:30", london);
    EXPECT_EQ(twice.shown, TimeZone::Shown::twice);
    EXPECT_EQ(twice.first_s, at("2024-10-27T00:30:00Z"));
    EXPECT_EQ(twice.second_s, at("2024-10-27T01:30:00Z"));
    EXPECT_FALSE(parse_time_stamp("2024-10-27T01:30", london));
    EXPECT_EQ(parse_time_stamp("2024-10-27T00:59:59", london), at("2024-10-26T23:59:59Z"));
    EXPECT_EQ(parse_time_stamp("2024-10-27T02:00", london), at("2024-10-27T02:00:00Z"));
    TimeZone::Moment const never = *time_moment("2024-03-31T01:30", london);
    EXPECT_EQ(never.shown, TimeZone::Shown::never);
    EXPECT_EQ(never.first_s, at("2024-03-31T01:00:00Z")) << "when they are put forward";
    EXPECT_EQ(parse_time_stamp("2024-03-31T02:00", london), at("2024-03-31T01:00:00Z"));
    EXPECT_EQ(time_problem("2024-10-27T01:30", london).text,
              "'2024-10-27T01:30' is shown twice by clocks of Europe/London, which are put back");
    EXPECT_EQ(time_problem("2024-10-27T01:30", london).advice,
              "Write 2024-10-27T00:30:00Z or 2024-10-27T01:30:00Z");
    // Half an hour, on the other side of the world and of the year.
    TimeZone const lord_howe = *find_time_zone("Australia/Lord_Howe");
    EXPECT_EQ(time_moment("2024-04-07T01:45", lord_howe)->shown, TimeZone::Shown::twice);
    EXPECT_EQ(time_moment("2024-10-06T02:15", lord_howe)->shown, TimeZone::Shown::never);
}

// Every hour of two years: there and back, as the rule that is built in.
TEST(TimeZones, AreTheLocalClock) {
    SimulationSettings settings;
    settings.zone = *find_time_zone("Europe/London");
    LocalClock const clock{settings};
    LocalClock const rule{0.0, SummerTime::european};
    for (std::int64_t time = at("2024-01-01"); time < at("2026-01-01"); time += 1800) {
        ASSERT_EQ(clock.local_s(time), rule.local_s(time)) << time_stamp(time);
        TimeZone::Moment const moment = settings.zone.moment(clock.local_s(time));
        ASSERT_TRUE(moment.first_s == time || moment.second_s == time) << time_stamp(time);
        ASSERT_EQ(clock.begin_of_day_s(clock.day(time)), rule.begin_of_day_s(rule.day(time)))
            << time_stamp(time);
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
  - {id: home, node: end, peak_kw: 200, return_temperature_c: 50}
simulation:
  demand: demand.csv
)";

class ZoneOfAProject : public ::testing::Test {
protected:
    [[nodiscard]] std::string refusal(std::string const& more) const {
        scratch.write("project.yaml", project_yaml + more);
        try {
            static_cast<void>(load_network(scratch.path()));
        } catch (Error const& error) {
            return error.what();
        }
        return "none";
    }
    [[nodiscard]] std::string problems_of_series(std::string const& more) const {
        scratch.write("project.yaml", project_yaml + more);
        std::string all;
        for (Problem const& problem : scenario_problems(load_network(scratch.path())->project(), {})) {
            all += problem.text + ". " + problem.advice + "\n";
        }
        return all;
    }
    testing_support::ScratchFolder scratch;
};

TEST_F(ZoneOfAProject, SeriesHaveAnHourMoreInAutumnAndOneLessInSpring) {
    std::string const zone = "  time_zone: Europe/London\n";
    scratch.write("demand.csv", "time,home_kw\n2024-10-27T00:00,1\n2024-10-27T01:00,2\n2024-10-27T01:00,3\n"
                                "2024-10-27T02:00,4\n2024-10-27T03:00,5\n");
    scratch.write("project.yaml", project_yaml + zone);
    auto const network = load_network(scratch.path());
    TimeWindow const window{at("2024-10-26T23:00:00Z"), at("2024-10-27T04:00:00Z"), 3600};
    ScenarioSeries const series = read_scenario_series(*network, window);
    EXPECT_EQ(series.demand_w[0].begin_s, window.begin_s);
    EXPECT_EQ(series.demand_w[0].interval_s, 3600);
    EXPECT_EQ(series.demand_w[0].values, (std::vector<double>{1e3, 2e3, 3e3, 4e3, 5e3}));
    scratch.write("demand.csv", "time,home_kw\n2024-03-31T00:00,1\n2024-03-31T02:00,2\n2024-03-31T03:00,3\n");
    EXPECT_EQ(problems_of_series(zone), "");
    scratch.write("demand.csv", "time,home_kw\n2024-03-31T00:00,1\n2024-03-31T01:00,2\n2024-03-31T02:00,3\n");
    EXPECT_THAT(problems_of_series(zone),
                HasSubstr("'2024-03-31T01:00' is never shown by clocks of Europe/London, which are put "
                          "forward. Clocks change at 2024-03-31T01:00:00Z"));
    // Without the hour that is there twice a row is missing.
    scratch.write("demand.csv", "time,home_kw\n2024-10-27T00:00,1\n2024-10-27T01:00,2\n2024-10-27T02:00,3\n");
    EXPECT_THAT(problems_of_series(zone), HasSubstr("7200 s after the row before"));
}

TEST_F(ZoneOfAProject, TimesOfEventsAndOutagesAreOfIt) {
    scratch.write("demand.csv", "time,home_kw\n2024-07-01T00:00,10\n2024-07-02T00:00,10\n");
    std::string const good = "  time_zone: Europe/London\n"
                             "  events:\n"
                             "    - {time: 2024-07-01T06:00, element: boiler, action: trip}\n"
                             "    - {time: '2024-07-01T06:00:00Z', element: boiler, action: recover}\n";
    scratch.write("project.yaml", project_yaml + good);
    auto const network = load_network(scratch.path());
    TimeWindow const window{at("2024-07-01T04:00:00Z"), at("2024-07-01T08:00:00Z"), 3600};
    Scenario const scenario{network, read_scenario_series(*network, window), window};
    EXPECT_EQ(scenario.point(0).plant_tripped[0], 0);
    EXPECT_EQ(scenario.point(1).plant_tripped[0], 1) << "from 05:00 UTC";
    EXPECT_EQ(scenario.point(2).plant_tripped[0], 0) << "from 06:00 UTC";
    EXPECT_THAT(refusal("  time_zone: Europe/London\n"
                        "  events:\n"
                        "    - {time: 2024-10-27T01:30, element: boiler, action: trip}\n"
                        "sources:\n"
                        "  - {id: gas, plant: boiler, maximum_heat_kw: 300, efficiency: 0.9, "
                        "outages: [2024-03-31T01:15/2024-04-02]}\n"),
                AllOf(HasSubstr("'2024-10-27T01:30' is shown twice by clocks of Europe/London"),
                      HasSubstr("Write 2024-10-27T00:30:00Z or 2024-10-27T01:30:00Z"),
                      HasSubstr("'2024-03-31T01:15' is never shown")));
}

TEST_F(ZoneOfAProject, NamesAreChecked) {
    EXPECT_THAT(refusal("  time_zone: Europe/Londn\n"),
                AllOf(HasSubstr("project.yaml:14"), HasSubstr("'Europe/Londn' is no time zone"),
                      HasSubstr("Did you mean 'Europe/London'?")));
    EXPECT_THAT(refusal("  time_zone: Europe/London\n  summer_time: european\n  time_zone_offset_h: 1\n"),
                AllOf(HasSubstr("summer_time: has no effect: time_zone says"),
                      HasSubstr("time_zone_offset_h: has no effect: time_zone says")));
}

} // namespace
