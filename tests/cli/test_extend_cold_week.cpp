// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar extend` through a cold week: which it is, and what it says of the plan.

#include "extension_town.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <regex>

namespace {

using namespace saggar::testing_support;

// Hours from 2024-01-01 on: three weeks at 6 degC but for six cold days from the tenth on.
std::string cold_spell() {
    std::string rows = "time,outdoor_temperature_c\n";
    for (int day = 1; day <= 21; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
            rows += fmt::format("2024-01-{:02}T{:02}:00:00Z,{}\n", day, hour, day >= 10 && day < 16 ? -3 : 6);
        }
    }
    return rows;
}
constexpr char const* with_weather = "simulation: {weather: weather.csv, annual_degree_days_kd: 2200}\n";

TEST(ExtendColdWeek, ConfirmsThePlanInTheColdestSevenDays) {
    Town const town;
    town.folder.write("weather.csv", cold_spell());
    town.write_project({}, with_weather);
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    // Of the weeks that hold all cold days, the first.
    EXPECT_THAT(outcome.output, HasSubstr("Cold week: 2024-01-09T00:00:00Z to 2024-01-16T00:00:00Z, the "
                                          "coldest seven days of weather.csv: mean -1.7, lowest -3.0 degC"));
    EXPECT_THAT(outcome.output, HasSubstr("The week confirms the plan."));
    json const plan = town.plan();
    EXPECT_EQ(plan.at("plan").at("status"), "confirmed");
    json const& week = plan.at("cold_week");
    EXPECT_EQ(week.at("status"), "confirms");
    EXPECT_EQ(week.at("short_loads"), 0);
    EXPECT_EQ(week.at("assumptions"), json::array());
    EXPECT_GT(week.at("demand_mwh"), 10.0);
    json const& balance = week.at("balance");
    EXPECT_NEAR(balance.at("residual_mwh"), 0.0, 1e-9 * balance.at("produced_mwh").get<double>());
    EXPECT_GT(week.at("coldest_new_load").at("temperature_c"), 60.0);
    EXPECT_GT(week.at("highest_plant_pressure").at("bar"), 0.5);
    std::string const hours = ScratchFolder::content(town.folder / "out/cold_week.csv");
    EXPECT_EQ(std::ranges::count(hours, '\n'), 169);
    EXPECT_EQ(hours.substr(0, hours.find('\n')),
              "time,outdoor_temperature_c,demand_kw,delivered_kw,unmet_kw,produced_kw,heat_loss_kw,"
              "stored_heat_change_kw,pump_electricity_kw,plant_differential_pressure_bar,least_margin_bar,"
              "lowest_new_supply_temperature_c");
    std::string const loads = ScratchFolder::content(town.folder / "out/cold_week_loads.csv");
    EXPECT_EQ(
        loads.substr(0, loads.find('\n')),
        "id,kind,demand_mwh,unmet_mwh,unmet_hours,beyond_peak_mwh,unmet_pressure_mwh,unmet_temperature_mwh,"
        "unmet_capacity_mwh,unmet_cut_off_mwh,lowest_supply_temperature_c,lowest_supply_at,"
        "unmet_beyond_peak_mwh");
    EXPECT_THAT(loads, AllOf(HasSubstr("school,new,"), HasSubstr("hotel,new,")));
}

// The same week of the extended project by `saggar simulate`.
TEST(ExtendColdWeek, FindsWhatSimulateFinds) {
    Town const town;
    town.folder.write("weather.csv", cold_spell());
    town.write_project({}, with_weather);
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    Outcome const outcome =
        run_saggar({"simulate", (town.folder / "out/project.yaml").string(), "--from", "2024-01-09", "--to",
                    "2024-01-16", "--no-netcdf", "--csv", "--out", (town.folder / "week").string()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const simulated = json::parse(ScratchFolder::content(town.folder / "week/simulation.json"));
    json const& energy = simulated.at("energy_mwh");
    json const week = town.plan().at("cold_week");
    auto const same = [](json const& a, json const& b, char const* what) {
        EXPECT_NEAR(a.get<double>(), b.get<double>(), 1e-9 * std::abs(b.get<double>())) << what << ", MWh";
    };
    same(week.at("demand_mwh"), energy.at("demand"), "demand");
    same(week.at("balance").at("produced_mwh"), energy.at("plants"), "produced");
    same(week.at("balance").at("lost_mwh"), energy.at("lost"), "lost");
    same(week.at("cut_by_peak_mwh"), simulated.at("demand").at("cut_by_peaks_mwh"), "beyond peaks");
    same(week.at("coldest_new_load").at("temperature_c"),
         simulated.at("extremes").at("lowest_supply_temperature").at("temperature_c"), "coldest");
}

// A year of weather for whatever year: its own, or that of the other series.
TEST(ExtendColdWeek, MovesWeatherOfAnyYearToTheYearOfTheOtherSeries) {
    Town const town;
    std::string weather = "time,outdoor_temperature_c\n";
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
        for (int day = 1; day <= days[static_cast<std::size_t>(month - 1)]; ++day) {
            bool const cold = month == 2 && day >= 4 && day < 11;
            for (int hour = 0; hour < 24; ++hour) {
                weather += fmt::format("2019-{:02}-{:02}T{:02}:00:00Z,{}\n", month, day, hour, cold ? -4 : 8);
            }
        }
    }
    town.folder.write("weather.csv", weather);
    char const* const any = "simulation: {weather: weather.csv, weather_year: any}\n";
    town.write_project({}, any);
    Outcome const own = town.extend({"--out", town.out()});
    ASSERT_EQ(own.code, 0) << own.errors << own.output;
    EXPECT_EQ(town.plan().at("cold_week").at("from"), "2019-02-04T00:00:00Z");
    std::string rows = "time,school_kw\n";
    for (int day = 1; day <= 29; ++day) {
        rows += fmt::format("2024-02-{:02}T00:00:00Z,50\n", day);
    }
    town.folder.write("school.csv", rows);
    town.write_project("  demand: school.csv\n", any);
    Outcome const moved = town.extend({"--out", town.out()});
    ASSERT_EQ(moved.code, 0) << moved.errors << moved.output;
    EXPECT_EQ(town.plan().at("cold_week").at("from"), "2024-02-04T00:00:00Z");
    EXPECT_DOUBLE_EQ(town.plan().at("cold_week").at("mean_outdoor_c"), -4.0);
}

// Days of January 2024 as rows of the hours' values.
std::string january(std::string const& header, int first, int last,
                    std::function<std::string(int day)> const& values) {
    std::string rows = header + "\n";
    for (int day = first; day <= last; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
            rows += fmt::format("2024-01-{:02}T{:02}:00:00Z,{}\n", day, hour, values(day));
        }
    }
    return rows;
}

// Without weather the days in which those that connect take most; who does not connect has no say.
TEST(ExtendColdWeek, IsTheBusiestOfWhatConnectsWhereThereIsNoWeather) {
    Town const town;
    town.folder.write("loads.csv", january("time,school_kw,cottage_kw", 1, 31, [](int day) {
                          return fmt::format("{},{}", day >= 15 && day < 22 ? 300 : 100,
                                             day >= 3 && day < 9 ? 2000 : 5);
                      }));
    town.write_project("  demand: loads.csv\n");
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const plan = town.plan();
    ASSERT_EQ(row(plan.at("buildings"), "cottage")->at("status"), "not_connected");
    json const& week = plan.at("cold_week");
    EXPECT_EQ(week.at("from"), "2024-01-15T00:00:00Z");
    std::string const label = "the seven days with most demand in loads.csv, in supposed weather";
    EXPECT_EQ(week.at("basis"), label);
    EXPECT_THAT(outcome.output, HasSubstr(label));
    Outcome const page = run_saggar({"report", (town.folder / "out/project.yaml").string(), "--plan",
                                     town.out(), "-o", (town.folder / "plan.html").string()});
    EXPECT_EQ(page.code, 0) << page.errors;
    EXPECT_THAT(ScratchFolder::content(town.folder / "plan.html"), HasSubstr(label));
    std::string const loads = ScratchFolder::content(town.folder / "out/cold_week_loads.csv");
    EXPECT_THAT(loads, HasSubstr("school,new,50.4,")); // 7 days at 300 kW
}

// A series that begins late moves the week, and the label says so; but not that of a load that does not
// connect.
TEST(ExtendColdWeek, MovesForSeriesOfWhatConnectsAlone) {
    Town const town;
    town.folder.write("weather.csv", cold_spell());
    town.folder.write("loads.csv", january("time,cottage_kw", 12, 21, [](int) { return "5"; }));
    town.write_project("  demand: loads.csv\n", with_weather);
    Outcome const other = town.extend({"--out", town.out()});
    ASSERT_EQ(other.code, 0) << other.errors << other.output;
    EXPECT_EQ(town.plan().at("cold_week").at("from"), "2024-01-09T00:00:00Z");
    EXPECT_EQ(town.plan().at("cold_week").at("basis"), "the coldest seven days of weather.csv");
    town.folder.write("loads.csv", january("time,school_kw", 12, 21, [](int) { return "150"; }));
    Outcome const own = town.extend({"--out", town.out()});
    ASSERT_EQ(own.code, 0) << own.errors << own.output;
    EXPECT_EQ(town.plan().at("cold_week").at("from"), "2024-01-12T00:00:00Z");
    EXPECT_THAT(own.output, HasSubstr("the coldest seven days of weather.csv that all series cover: mean"));
}

// A source's series alone: nothing is busy, and the label does not speak of January.
TEST(ExtendColdWeek, IsTheFirstThatIsCoveredWhereNothingSaysMore) {
    Town const town;
    std::string rows = "time,heat_kw\n";
    for (int day = 3; day <= 20; ++day) {
        rows += fmt::format("2024-06-{:02}T00:00:00Z,900\n", day);
    }
    town.folder.write("heat.csv", rows);
    town.write_project({}, "sources:\n  - {id: works, plant: plant, kind: series, file: heat.csv}\n");
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_LE(outcome.code, 1) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                HasSubstr("Cold week: 2024-06-03T00:00:00Z to 2024-06-10T00:00:00Z, the first "
                          "seven days that all series cover, in supposed weather"));
}

// Mornings of a school, kW.
std::string mornings(double peak_kw) {
    std::string rows = "time,school_kw\n";
    for (int day = 8; day <= 17; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
            rows += fmt::format("2024-01-{:02}T{:02}:00:00Z,{}\n", day, hour, hour == 7 ? peak_kw : 100.0);
        }
    }
    return rows;
}

// Five times the peak that it was planned for: the plan is made again with it.
TEST(ExtendColdWeek, PlansAnewWithWhatTheWeekFound) {
    Town const town;
    town.folder.write("weather.csv", cold_spell());
    town.folder.write("school.csv", mornings(2250.0));
    town.write_project("  demand: school.csv\n", with_weather);
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    std::string const said = "Planned anew: school for 2250 kW instead of 450, its most in the week";
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("An earlier plan was not confirmed: the cold week contradicts it"),
                      HasSubstr(said), HasSubstr("The week confirms the plan.")));
    json const plan = town.plan();
    EXPECT_EQ(plan.at("plan").at("status"), "confirmed");
    EXPECT_THAT(plan.at("plan").at("contradicted").at(0).get<std::string>(), HasSubstr(said));
    EXPECT_DOUBLE_EQ(row(plan.at("buildings"), "school")->at("peak_kw"), 2250.0);
    Outcome const page = run_saggar({"report", (town.folder / "out/project.yaml").string(), "--plan",
                                     town.out(), "-o", (town.folder / "plan.html").string()});
    EXPECT_EQ(page.code, 0) << page.errors;
    EXPECT_THAT(ScratchFolder::content(town.folder / "plan.html"), HasSubstr(said));
}

// More than any pipe of the family carries.
TEST(ExtendColdWeek, ContradictsAPlanWhoseMorningsAreBeyondAnyPipe) {
    Town const town;
    town.folder.write("weather.csv", cold_spell());
    town.folder.write("school.csv", mornings(2.25e6 / 4));
    town.write_project("  demand: school.csv\n  goal: all_loads\n", with_weather);
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 1) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("The week contradicts the plan:"), HasSubstr("most at school"),
                      HasSubstr("cause: pressure"), HasSubstr("in 7 h")));
    EXPECT_THAT(outcome.output, Not(HasSubstr("confirms the plan")));
    json const plan = town.plan();
    EXPECT_EQ(plan.at("plan").at("status"), "contradicted");
    EXPECT_THAT(plan.at("plan").at("diagnosis").get<std::string>(),
                HasSubstr("the cold week contradicts it"));
    json const& week = plan.at("cold_week");
    EXPECT_EQ(week.at("status"), "contradicts");
    json const* const school = row(week.at("shortages"), "school");
    ASSERT_NE(school, nullptr);
    EXPECT_EQ(school->at("short"), true);
    EXPECT_NEAR(school->at("demand_mwh"), 7 * (562.5 + 23 * 0.1), 1e-3);
    EXPECT_TRUE(school->at("unmet_mwh_by_cause").contains("pressure"));
    EXPECT_TRUE(fs::exists(town.folder / "out/project.yaml")) << "results are there, and say no";
    Outcome const page = run_saggar({"report", (town.folder / "out/project.yaml").string(), "--plan",
                                     town.out(), "-o", (town.folder / "plan.html").string()});
    EXPECT_EQ(page.code, 1) << page.errors;
    EXPECT_THAT(ScratchFolder::content(town.folder / "plan.html"), HasSubstr("the cold week contradicts it"));
}

TEST(ExtendColdWeek, IsSupposedWhereThereIsNoWeatherAndSaysSo) {
    Town const town;
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("a supposed week of January: mean -2.0"),
                      HasSubstr("Assumed: the project names no weather: each day of the week is supposed to "
                                "fall to -4 degC (assumption)"),
                      HasSubstr("2021 K d"), HasSubstr("The week confirms the plan.")));
    EXPECT_EQ(town.plan().at("cold_week").at("assumptions").size(), 2U);
    town.write_project("  design_outdoor_temperature_c: -10\n");
    Outcome const colder = town.extend({"--out", town.out()});
    EXPECT_THAT(colder.output, HasSubstr("fall to -10 degC (extension.design_outdoor_temperature_c)"));
    EXPECT_DOUBLE_EQ(town.plan().at("cold_week").at("lowest_outdoor_c"), -10.0);
}

// Who stands has a file of demand, and who is new follows weather that is read for nobody else.
TEST(ExtendColdWeek, SpreadsWhatIsNewBesideAFileOfDemand) {
    Town const town;
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    // The town as planned, with a third of its peak at the hotel and the school.
    std::string project = ScratchFolder::content(town.folder / "out/project.yaml");
    project = std::regex_replace(project, std::regex{" *demand_shape: .*\n"}, "");
    project += "simulation: {weather: weather.csv, demand: demand.csv, annual_degree_days_kd: 2200}\n";
    town.folder.write("out/weather.csv", cold_spell());
    std::string rows = "time,school_kw,hotel_kw\n";
    for (int day = 5; day <= 19; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
            rows += fmt::format("2024-01-{:02}T{:02}:00:00Z,150,100\n", day, hour);
        }
    }
    town.folder.write("out/demand.csv", rows);
    std::string must = cottage;
    must.insert(must.find("\"id\""), "\"must_connect\": true, ");
    town.write_maps(streets(), {must});
    town.folder.write("out/project.yaml", project);
    Outcome const outcome = run_saggar({"extend", (town.folder / "out/project.yaml").string(), "--seconds",
                                        "0.1", "--out", (town.folder / "more").string()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const week = json::parse(ScratchFolder::content(town.folder / "more/plan.json")).at("cold_week");
    EXPECT_EQ(week.at("from"), "2024-01-09T00:00:00Z");
    std::string const loads = ScratchFolder::content(town.folder / "more/cold_week_loads.csv");
    EXPECT_THAT(loads, AllOf(HasSubstr("school,present,25.2"), HasSubstr("hotel,present,16.8"),
                             HasSubstr("cottage,new,")));
    EXPECT_GT(week.at("demand_mwh"), 42.1);
    // Without weather: the days with most demand, in supposed weather.
    project.replace(project.find("weather: weather.csv, "), 22, "");
    town.folder.write("out/project.yaml", project);
    Outcome const supposed = run_saggar({"extend", (town.folder / "out/project.yaml").string(), "--seconds",
                                         "0.1", "--out", (town.folder / "more").string()});
    ASSERT_EQ(supposed.code, 0) << supposed.errors << supposed.output;
    EXPECT_THAT(supposed.output, AllOf(HasSubstr("the seven days with most demand in demand.csv"),
                                       HasSubstr("Cold week: 2024-01-05T00:00:00Z")));
}

TEST(ExtendColdWeek, CanBeSwitchedOffAndSaysSo) {
    Town const town;
    for (bool const by_option : {true, false}) {
        town.write_project(by_option ? "" : "  cold_week: false\n");
        std::vector<std::string> arguments{"--out", town.out()};
        if (by_option) {
            arguments.emplace_back("--no-cold-week");
        }
        Outcome const outcome = town.extend(arguments);
        ASSERT_EQ(outcome.code, 0) << outcome.errors;
        EXPECT_THAT(outcome.output, HasSubstr("Cold week: switched off."));
        EXPECT_EQ(town.plan().at("cold_week").at("status"), "switched_off");
        EXPECT_FALSE(fs::exists(town.folder / "out/cold_week.csv"));
        Outcome const page = run_saggar({"report", (town.folder / "out/project.yaml").string(), "--plan",
                                         town.out(), "-o", (town.folder / "plan.html").string()});
        EXPECT_EQ(page.code, 0) << page.errors;
    }
}

TEST(ExtendColdWeek, ReportsAllThatIsWrongWithItsFilesBeforeItPlans) {
    Town const town;
    town.folder.write("school.csv", "time,school_kw,skool_kw\n2024-01-08T00:00:00Z,-1,1\n"
                                    "2024-01-08T01:00:00Z,x,1\n");
    town.write_project("  demand: school.csv\n", "simulation: {weather: nowhere.csv}\n");
    Outcome const outcome = town.extend({"--out", town.out()});
    EXPECT_EQ(outcome.code, 2) << outcome.output;
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("nowhere.csv"), HasSubstr("Did you mean 'school_kw'?"),
                                      HasSubstr("-1 is not allowed"), HasSubstr("'x' is no number")));
    EXPECT_FALSE(fs::exists(town.folder / "out"));
    // Less than a week.
    town.folder.write("weather.csv", "time,outdoor_temperature_c\n2024-01-08T00:00:00Z,1\n"
                                     "2024-01-09T00:00:00Z,1\n");
    town.write_project({}, with_weather);
    Outcome const brief = town.extend();
    EXPECT_EQ(brief.code, 2);
    EXPECT_THAT(brief.errors, HasSubstr("no seven whole days in common"));
    town.write_project("  design_outdoor_temperature_c: -10\n", with_weather);
    EXPECT_THAT(town.extend().errors,
                HasSubstr("has no effect: the cold week is found in the weather of simulation"));
}

} // namespace
