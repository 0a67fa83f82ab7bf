// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar check` of what a simulation reads: whatever `saggar simulate` would refuse, and before it is run.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace saggar::testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A street whose homes have annual uses; `near` with further fields.
std::string driven(std::string const& simulation, std::string const& near = {}) {
    std::string text = street_yaml("simulation:\n" + simulation);
    text.replace(text.find("{id: near,"), 10, "{id: near, annual_use_mwh: 300," + near);
    text.replace(text.find("{id: far,"), 9, "{id: far, annual_use_mwh: 300,");
    return text;
}

// Hours of 1 January.
std::string hours(std::string const& columns, std::string const& cells, int count = 24) {
    std::string text = "time," + columns + "\n";
    for (int hour = 0; hour < count; ++hour) {
        text +=
            (hour < 10 ? "2024-01-01T0" : "2024-01-01T") + std::to_string(hour) + ":00:00Z," + cells + "\n";
    }
    return text;
}

class CheckScenario : public ::testing::Test {
protected:
    // What is wrong; without a time, and with the first of January 2024. Both also as `simulate` says it.
    [[nodiscard]] std::string whole() const {
        Outcome const outcome = run_saggar({"check", scratch.path().string()});
        EXPECT_EQ(outcome.code, outcome.errors.empty() ? 0 : 2) << outcome.errors;
        return outcome.errors;
    }
    [[nodiscard]] std::string of_january() const {
        std::vector<std::string> const time{"--from", "2024-01-01", "--to", "2024-01-02"};
        std::vector<std::string> words{"check", scratch.path().string()};
        words.insert(words.end(), time.begin(), time.end());
        Outcome const checked = run_saggar(words);
        EXPECT_EQ(checked.code, checked.errors.empty() ? 0 : 2) << checked.errors;
        words[0] = "simulate";
        words.insert(words.end(), {"--out", (scratch / "out").string(), "-q"});
        Outcome const simulated = run_saggar(words);
        EXPECT_EQ(simulated.errors, checked.errors) << "simulate says the same";
        return checked.errors;
    }
    ScratchFolder scratch;
};

std::string const by_weather = "  weather: weather.csv\n  annual_degree_days_kd: 2000\n";

TEST_F(CheckScenario, FindsNothingWrongWithOneThatRuns) {
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", hours("outdoor_temperature_c", "2"));
    EXPECT_THAT(whole(), IsEmpty());
    EXPECT_THAT(of_january(), IsEmpty());
}

TEST_F(CheckScenario, FindsEverythingInOneReport) {
    std::string text = driven(by_weather + "  shapes: []\n", " demand_shape: BDEW/GKOO,");
    text += "sources:\n"
            "  - {id: roof, plant: boiler, kind: solar_thermal, collector_area_m2: 100, "
            "zero_loss_efficiency: 0.7, loss_1_w_m2k: 3}\n"
            "  - {id: waste, plant: boiler, kind: series, file: waste.csv}\n"
            "prices: {file: prices.csv, gas_per_mwh: 50}\n";
    scratch.write("project.yaml", text);
    scratch.write("weather.csv", hours("outdoor_temperature_c", "2"));
    scratch.write("waste.csv", hours("heat_mw", "2"));
    std::string const found = whole();
    EXPECT_THAT(found, AllOf(HasSubstr("there is no demand shape 'BDEW/GKOO'. Did you mean 'BDEW/GKO'?"),
                             HasSubstr("weather.csv:1: global_irradiance_w_m2: there is no such column"),
                             HasSubstr("waste.csv:1: heat_mw: is no column"),
                             HasSubstr("waste.csv:1: heat_kw: there is no such column"),
                             HasSubstr("prices.csv: does not exist")));
    EXPECT_EQ(of_january(), found);
}

// What is wrong with the project itself does not hide what is wrong with its files.
TEST_F(CheckScenario, TellsProjectAndFilesTogether) {
    scratch.write("project.yaml",
                  driven(by_weather + "  events: [{time: noon, element: p9, action: close}]\n",
                         " demand_shape: UK/ofice,"));
    scratch.write("weather.csv", hours("outdoor_temperature_c", "warm", 2));
    EXPECT_THAT(of_january(), AllOf(HasSubstr("'noon' is no point in time"),
                                    HasSubstr("there is no pipe, pair, valve or pump 'p9'"),
                                    HasSubstr("there is no demand shape 'UK/ofice'"),
                                    HasSubstr("weather.csv:3: outdoor_temperature_c: 'warm' is no number")));
}

TEST_F(CheckScenario, HoldsFilesAgainstATimeThatIsNamed) {
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", hours("outdoor_temperature_c", "2", 23));
    EXPECT_THAT(whole(), IsEmpty());
    EXPECT_THAT(of_january(), HasSubstr("weather.csv: time: the series is from 2024-01-01T00:00:00Z to "
                                        "2024-01-01T23:00:00Z, which does not cover"));
}

TEST_F(CheckScenario, FilesNeedATimeInCommon) {
    scratch.write("project.yaml", driven(by_weather) + "prices: {file: prices.csv}\n");
    scratch.write("weather.csv", hours("outdoor_temperature_c", "2"));
    std::string prices = "time,electricity_import_per_mwh,electricity_export_per_mwh,"
                         "electricity_carbon_kg_per_mwh\n";
    for (std::string const day : {"2023-06-01", "2023-06-02"}) {
        prices += day + ",100,50,200\n";
    }
    scratch.write("prices.csv", prices);
    EXPECT_THAT(whole(), AllOf(HasSubstr("no time is covered by both"), HasSubstr("prices.csv"),
                               HasSubstr("weather.csv: time: the series begins at 2024-01-01T00:00:00Z")));
}

TEST_F(CheckScenario, NeedsAYearToSpreadAnnualUseIn) {
    scratch.write("project.yaml", driven("  weather: weather.csv\n"));
    scratch.write("weather.csv", hours("outdoor_temperature_c", "2"));
    EXPECT_THAT(whole(),
                AllOf(HasSubstr("annual_degree_days_kd: is missing"), HasSubstr("less than a year")));
    scratch.write("project.yaml", driven("  weather: weather.csv\n  weather_year: any\n"));
    EXPECT_THAT(whole(), HasSubstr("which is no whole year"));
}

// A project for the steady state alone needs nothing in time, until a time is asked for.
TEST_F(CheckScenario, WantsDemandOfWhatIsToBeSimulated) {
    scratch.write("project.yaml", street_yaml());
    EXPECT_THAT(whole(), IsEmpty());
    EXPECT_THAT(of_january(), HasSubstr("nothing says what consumers ask for in time"));
    scratch.write("project.yaml", street_yaml("physics: {imitate: pandapipes}\n"));
    EXPECT_THAT(of_january(), AllOf(HasSubstr("nothing says what consumers ask for in time"),
                                    HasSubstr("imitates another program's equations")));
    scratch.write("project.yaml", street_yaml("simulation:\n  events:\n"
                                              "    - {time: 2024-01-01, element: p1, action: close}\n"));
    EXPECT_THAT(whole(), HasSubstr("nothing says what consumers ask for in time"));
}

TEST_F(CheckScenario, TimesThatAreNone) {
    scratch.write("project.yaml", street_yaml());
    auto const refusal = [&](char const* from, char const* to) {
        Outcome const outcome = run_saggar({"check", scratch.path().string(), "--from", from, "--to", to});
        EXPECT_EQ(outcome.code, 2);
        return outcome.errors;
    };
    EXPECT_THAT(refusal("noon", "2024-13-01"), AllOf(HasSubstr("'--from': 'noon' is no point in time"),
                                                     HasSubstr("'--to': '2024-13-01' is no point in time")));
    EXPECT_THAT(refusal("2024-01-02", "2024-01-01"), HasSubstr("is not after 2024-01-02"));
    EXPECT_NE(run_saggar({"check", scratch.path().string(), "--from", "2024-01-01"}).code, 0);
    EXPECT_THAT(whole(), Not(HasSubstr("time")));
}

} // namespace
