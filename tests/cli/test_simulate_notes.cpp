// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a run says of inputs that it does not see as they are, and of limits that plants are run to.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class SimulateNotes : public ::testing::Test {
protected:
    // `kw` for each of both homes.
    void write(std::string const& kw, std::string const& simulation, std::string const& more = {},
               std::string const& plant = {}) {
        scratch.write("project.yaml",
                      street_yaml("simulation:\n  demand: demand.csv\n" + simulation + more, plant));
        std::string text = "time,near_kw,far_kw\n";
        for (int hour = 0; hour < 6; ++hour) {
            text += "2024-01-15T0";
            text += std::to_string(hour);
            text += ":00:00Z,";
            text += kw;
            text += ",";
            text += kw;
            text += "\n";
        }
        scratch.write("demand.csv", text);
    }
    [[nodiscard]] Outcome with(std::string const& command, std::vector<std::string> const& more) const {
        std::vector<std::string> words{command, scratch.path().string(), "--from", "2024-01-15",
                                       "--to",  "2024-01-15T06:00:00Z"};
        words.insert(words.end(), more.begin(), more.end());
        return run_saggar(words);
    }
    [[nodiscard]] Outcome simulate(std::vector<std::string> more = {}) const {
        more.insert(more.end(), {"--out", (scratch / "out").string()});
        return with("simulate", more);
    }
    [[nodiscard]] json totals() const {
        return json::parse(ScratchFolder::content(scratch / "out/simulation.json"));
    }
    ScratchFolder scratch;
};

// After a trip its pump would push round what is cold at any speed; with a largest pressure it is unmet.
TEST_F(SimulateNotes, APumpThatNothingLimits) {
    std::string const trip = R"(
  events:
    - {time: "2024-01-15T02:00:00Z", element: boiler, action: trip}
    - {time: "2024-01-15T04:00:00Z", element: boiler, action: recover}
)";
    write("100", trip);
    Outcome const free = simulate();
    EXPECT_THAT(free.output, HasSubstr("boiler has no maximum_differential_pressure_bar"));
    json const said = totals()["notes"];
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0]["kind"], "unlimited_pump");
    write("100", trip, {}, ", maximum_differential_pressure_bar: 6");
    EXPECT_THAT(simulate().output, Not(HasSubstr("no maximum_differential_pressure_bar")));
    EXPECT_TRUE(totals()["notes"].empty());
}

// One plant is held at its largest flow in every step, another, which holds the pressure, is far beyond its
// own.
TEST_F(SimulateNotes, ALimitThatIsBrokenIsNotHiddenByOneThatIsReached) {
    write("200", {}, {},
          ", maximum_flow_kg_s: 0.5}\n  - {id: waste, node: end, control: heat, heat_kw: 100, "
          "maximum_flow_kg_s: 0.2");
    Outcome const outcome = simulate();
    auto const beyond = outcome.output.find("\n  plant flow ");
    auto const reached = outcome.output.find("\n  plant flow, at it ");
    ASSERT_NE(beyond, std::string::npos) << outcome.output;
    ASSERT_NE(reached, std::string::npos) << outcome.output;
    EXPECT_LT(beyond, reached);
    EXPECT_THAT(outcome.output.substr(beyond, reached - beyond), HasSubstr("boiler"));
    EXPECT_THAT(outcome.output.substr(reached, outcome.output.find('\n', reached + 1) - reached),
                HasSubstr("waste"));
}

// What the boiler holds at its node is more than its pumps lift: it stands still, and no limit is broken.
TEST_F(SimulateNotes, APlantWhosePumpsLiftTooLittleStandsStill) {
    write("200", {}, {},
          ", maximum_differential_pressure_bar: 0.6}\n  - {id: waste, node: end, control: heat, heat_kw: 20, "
          "maximum_differential_pressure_bar: 0.1");
    Outcome const outcome = simulate();
    EXPECT_THAT(outcome.output, HasSubstr("plant differential pressure, at it "));
    EXPECT_THAT(outcome.output, Not(HasSubstr("\n  plant differential pressure ")));
    EXPECT_THAT(outcome.output, ContainsRegex("waste +0\\.120 +MWh +100\\.0 +6\\.0 +pressure"));
}

TEST_F(SimulateNotes, DatesThatAreNotSeenAsTheyAre) {
    write("100", "  events:\n"
                 "    - {time: 2024-01-15T02:30:00Z, action: trip, element: boiler}\n"
                 "    - {time: 2024-01-15T02:45:00Z, action: recover, element: boiler}\n"
                 "    - {time: 2025-01-15T02:45:00Z, action: trip, element: boiler}\n");
    std::string const same_step = "take effect in one step of 1 h, from 2024-01-15T03:00:00Z on";
    std::string const late =
        "1 event comes too late for any step and has no effect; the first: trip of boiler at "
        "2025-01-15T02:45:00Z.";
    Outcome const hours = simulate();
    ASSERT_EQ(hours.code, 0) << hours.errors;
    EXPECT_THAT(hours.output, HasSubstr(same_step));
    EXPECT_THAT(hours.output, HasSubstr(late));
    json const notes = totals()["notes"];
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0]["kind"], "after_the_run");
    EXPECT_EQ(notes[0]["text"], late);
    EXPECT_EQ(notes[1]["kind"], "same_step");
    Outcome const checked = with("check", {});
    EXPECT_THAT(checked.output, HasSubstr(same_step));
    EXPECT_THAT(checked.output, HasSubstr(late));
    EXPECT_EQ(json::parse(with("check", {"--format", "json"}).output)["notes"], notes);
    Outcome const quarters = simulate({"--fine-step", "15min"});
    EXPECT_EQ(quarters.code, 1) << "the trip is felt";
    EXPECT_THAT(quarters.output, Not(HasSubstr("take effect in one")));
}

TEST_F(SimulateNotes, PricesThatChangeWithinSteps) {
    std::string const sources =
        "sources:\n"
        "  - {id: coil, plant: boiler, kind: electric_boiler, maximum_heat_kw: 900}\n";
    write("100", "", "prices: {file: prices.csv}\n" + sources);
    auto const prices = [&](bool change) {
        std::string text = "time,electricity_import_per_mwh,electricity_export_per_mwh,"
                           "electricity_carbon_kg_per_mwh\n";
        for (int quarter = 0; quarter < 28; ++quarter) {
            text += fmt::format("2024-01-15T{:02}:{:02}:00Z,{},40,150\n", quarter / 4, quarter % 4 * 15,
                                change && quarter % 4 == 2 ? 20 : 100);
        }
        scratch.write("prices.csv", text);
    };
    std::string const said = "prices.csv has a price every 15 min: steps of 1 h take their mean";
    prices(true);
    Outcome const hours = simulate();
    EXPECT_THAT(hours.output, HasSubstr(said)) << hours.errors;
    EXPECT_EQ(totals()["notes"][0]["kind"], "prices_averaged");
    EXPECT_THAT(simulate({"--step", "15min"}).output, Not(HasSubstr("take their mean")));
    prices(false);
    EXPECT_THAT(simulate().output, Not(HasSubstr("take their mean")));
}

TEST_F(SimulateNotes, TimesOfSourcesThatWereNotKept) {
    write("30", "",
          "sources:\n  - {id: kettle, plant: boiler, kind: electric_boiler, merit_order: 1, maximum_heat_kw: "
          "500, "
          "minimum_heat_kw: 200, minimum_run_hours: 3}\n");
    Outcome const outcome = simulate();
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("kettle stopped 6 times before its minimum_run_hours were over"));
    json const source = totals()["sources"][0];
    EXPECT_EQ(source["starts"], 6);
    EXPECT_EQ(source["stops_before_minimum_run_time"], 6);
    EXPECT_EQ(source["starts_before_minimum_stop_time"], 0);
}

// A plant that gives all it may is at its limit, not beyond it.
TEST_F(SimulateNotes, PlantsAtALimitAreNotBeyondIt) {
    write("150", "",
          "sources:\n"
          "  - {id: kettle, plant: boiler, kind: electric_boiler, maximum_heat_kw: 500, merit_order: 1}\n"
          "  - {id: gas, plant: boiler, kind: gas_boiler, maximum_heat_kw: 500, efficiency: 0.9, "
          "merit_order: 2}\n",
          ", electricity_headroom_kw: 100");
    Outcome const outcome = simulate();
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("plant electricity, at it"));
    json const limits = totals()["indicators"]["limits"];
    for (json const& limit : limits) {
        EXPECT_EQ(limit["beyond"].size(), 0U) << limit;
        bool const of_plant = limit["limit"].get<std::string>().starts_with("plant_");
        EXPECT_EQ(limit.contains("at_limit"), of_plant);
        if (limit["limit"] == "plant_electricity") {
            ASSERT_EQ(limit["at_limit"].size(), 1U);
            EXPECT_EQ(limit["at_limit"][0]["hours"], 6.0);
        }
    }
}

} // namespace
