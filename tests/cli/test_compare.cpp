// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar compare`: two folders of results side by side.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace {

using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Compare : public ::testing::Test {
protected:
    Compare() { write_project("base", {}); }

    // The example, with some of its words exchanged.
    void write_project(std::string const& name,
                       std::vector<std::pair<std::string, std::string>> const& exchanged) const {
        std::string text = ScratchFolder::content(source_dir() / "examples/five-consumers/project.yaml");
        for (auto const& [from, to] : exchanged) {
            text.replace(text.find(from), from.size(), to);
        }
        text.replace(text.find("weather: weather.csv"), 20, "weather: ../weather.csv");
        scratch.write(name + "/project.yaml", text);
        scratch.write("weather.csv",
                      ScratchFolder::content(source_dir() / "examples/five-consumers/weather.csv"));
    }
    void simulate(std::string const& project, std::string const& out) const {
        Outcome const outcome = run_saggar({"simulate", (scratch / project).string(), "--from", "2024-01-17",
                                            "--to", "2024-01-18", "-q", "--out", (scratch / out).string()});
        ASSERT_EQ(outcome.code, 1) << outcome.errors;
    }
    [[nodiscard]] Outcome compare(std::string const& a, std::string const& b,
                                  std::vector<std::string> const& more = {}) const {
        std::vector<std::string> words{"compare", (scratch / a).string(), (scratch / b).string()};
        words.insert(words.end(), more.begin(), more.end());
        return run_saggar(words);
    }
    ScratchFolder scratch;
};

TEST_F(Compare, TheSameIsTheSame) {
    simulate("base", "a");
    simulate("base", "deeper/down/b"); // files are named from elsewhere there
    Outcome const outcome = compare("a", "deeper/down/b");
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("the projects are the same"), HasSubstr("They are the same.")));
    json const answer = json::parse(compare("a", "deeper/down/b", {"--format", "json"}).output);
    EXPECT_TRUE(answer["same"].get<bool>());
    EXPECT_GT(answer["compared"].get<int>(), 60);
}

// A project that was copied with its files is the same; one whose copy of a file was changed is not.
TEST_F(Compare, CopiesOfFilesAreTheSame) {
    for (std::string const name : {"one", "two"}) {
        std::string text = ScratchFolder::content(source_dir() / "examples/five-consumers/project.yaml");
        scratch.write(name + "/project.yaml", text);
        scratch.write(name + "/weather.csv",
                      ScratchFolder::content(source_dir() / "examples/five-consumers/weather.csv"));
        simulate(name, "of_" + name);
    }
    EXPECT_THAT(compare("of_one", "of_two").output, HasSubstr("the projects are the same"));
    scratch.write("two/weather.csv", scratch.content(scratch / "two/weather.csv") + "\n");
    EXPECT_THAT(compare("of_one", "of_two").output, HasSubstr("weather"));
}

TEST_F(Compare, InputsAndWhatCameOfThem) {
    simulate("base", "a");
    write_project("other", {{"capacity_kw: 900.0", "capacity_kw: 850.0"},
                            {"{id: bakery_heat,", "{id: bakery_shop,"},
                            {"{time: 2024-01-17T04:00:00Z, element: p7, action: open}",
                             "{time: 2024-01-17T05:00:00Z, element: p7, action: open}"}});
    simulate("other", "b");
    Outcome const outcome = compare("a", "b");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.output,
                AllOf(ContainsRegex("plants boiler +capacity_kw +900 +850"),
                      ContainsRegex("substations bakery_heat +there +-"),
                      ContainsRegex("substations bakery_shop +- +there"), HasSubstr("events[2]"),
                      HasSubstr("energy_mwh.unmet"), HasSubstr("extremes.largest_plant_heat.heat_kw"),
                      HasSubstr("pool_heat"), Not(HasSubstr("balance."))));
    json const answer = json::parse(compare("a", "b", {"--format", "json"}).output);
    EXPECT_FALSE(answer["same"].get<bool>());
    ASSERT_EQ(answer["inputs"].size(), 4U);
    bool seen = false;
    for (json const& value : answer["values"]) {
        if (value["list"] == "substations" && value["id"] == "pool_heat" && value["name"] == "unmet_mwh") {
            seen = true;
            EXPECT_GT(value["change"].get<double>(), 0.05) << "MWh, closed for an hour longer";
            EXPECT_DOUBLE_EQ(value["b"].get<double>() - value["a"].get<double>(),
                             value["change"].get<double>());
        }
        if (value["list"] == "substations" && value["id"] == "bakery_shop") {
            EXPECT_TRUE(value["a"].is_null()) << "not in the first";
        }
    }
    EXPECT_TRUE(seen);
}

TEST_F(Compare, SolvedPoints) {
    write_project("other", {{"supply_temperature_c: 80.0", "supply_temperature_c: 84.0"}});
    for (auto const& [project, out] : {std::pair{"base", "a"}, {"other", "b"}}) {
        ASSERT_LE(run_saggar({"solve", (scratch / project).string(), "--point", "peak", "-q", "--out",
                              (scratch / out).string()})
                      .code,
                  1);
    }
    EXPECT_THAT(compare("a", "a").output,
                ContainsRegex("They are the same. Compared: the projects and [0-9]+ values of summary.json, "
                              "plants.csv, substations.csv, pipes.csv"));
    Outcome const outcome = compare("a", "b");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.output, AllOf(ContainsRegex("plants boiler +supply_temperature_c +80 +84"),
                                      ContainsRegex("flats_heat +supply_temperature_c +78.7065 +82.6326"),
                                      HasSubstr("of pipes.csv")));
}

// What differs between two loads alone is in no total.
TEST_F(Compare, SolvedPointsWithTheSameTotals) {
    auto const solve = [&](std::string const& name, int left_kw, int right_kw) {
        scratch.write(name + "/project.yaml", fmt::format(R"(schema_version: 1
name: mirror
nodes: [{{id: s}}, {{id: l}}, {{id: r}}]
pipe_pairs:
  - {{id: pl, from: s, to: l, length_m: 200, catalogue: EN253/2/DN50}}
  - {{id: pr, from: s, to: r, length_m: 200, catalogue: EN253/2/DN50}}
plants: [{{id: boiler, node: s, held_pressure_bar: 5}}]
substations:
  - {{id: left, node: l, peak_kw: {}, return_temperature_c: 45}}
  - {{id: right, node: r, peak_kw: {}, return_temperature_c: 45}}
)",
                                                          left_kw, right_kw));
        Outcome const outcome = run_saggar(
            {"solve", (scratch / name).string(), "-q", "--out", (scratch / ("of_" + name)).string()});
        ASSERT_LE(outcome.code, 1) << outcome.errors;
    };
    solve("one", 300, 100);
    solve("two", 100, 300);
    Outcome const outcome = compare("of_one", "of_two");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.output, AllOf(ContainsRegex("substations left +peak_kw +300 +100"),
                                      ContainsRegex("left +heat_w +300000 +100000 +-2e\\+05 +-66.7 %"),
                                      ContainsRegex("pl:supply +mass_flow_kg_s"), HasSubstr("of pipes.csv")));
    json const answer = json::parse(compare("of_one", "of_two", {"--format", "json"}).output);
    EXPECT_FALSE(answer["same"].get<bool>());
    std::filesystem::remove(scratch / "of_two/solve_inputs.json");
    std::filesystem::remove(scratch / "of_one/nodes.csv");
    EXPECT_THAT(compare("of_one", "of_two").output,
                AllOf(HasSubstr("solve_inputs.json is not in both folders"),
                      HasSubstr("Not compared, in one folder only: nodes.csv")));
}

TEST_F(Compare, ElementsThatOneNetworkHas) {
    write_project("other", {{"{id: bakery_heat,", "{id: bakery_shop,"}});
    for (auto const& [project, out] : {std::pair{"base", "a"}, {"other", "b"}}) {
        ASSERT_LE(run_saggar({"solve", (scratch / project).string(), "--point", "peak", "-q", "--out",
                              (scratch / out).string()})
                      .code,
                  1);
    }
    EXPECT_THAT(compare("a", "b").output, AllOf(ContainsRegex("\n +bakery_heat +there +-"),
                                                ContainsRegex("\n +bakery_shop +- +there")));
}

// A value that is the default was given all the same, and a long record is told by the field that differs.
TEST_F(Compare, DefaultsAndRecordsInFields) {
    write_project("other", {{"supply_temperature_c: 80.0", "supply_temperature_c: 82.0"},
                            {"supply_cold_c: 80", "supply_cold_c: 84"}});
    simulate("base", "a");
    simulate("other", "b");
    EXPECT_THAT(compare("a", "b").output,
                AllOf(ContainsRegex("boiler +supply_temperature_c +80 +82"),
                      ContainsRegex("simulation +supply_curves\\[1\\].supply_cold_c +80 +84")));
}

TEST_F(Compare, RefusesWhatCannotBeCompared) {
    simulate("base", "a");
    Outcome const nothing = compare("a", "base");
    EXPECT_EQ(nothing.code, 2);
    EXPECT_THAT(nothing.errors, HasSubstr("holds neither simulation.json nor summary.json"));
    ASSERT_LE(
        run_saggar({"solve", (scratch / "base").string(), "-q", "--out", (scratch / "s").string()}).code, 1);
    EXPECT_THAT(compare("a", "s").errors,
                HasSubstr("holds summary.json where the first holds simulation.json"));
    scratch.write("broken/simulation.json", "{\"energy_mwh\": ");
    EXPECT_EQ(compare("a", "broken").code, 2);
    EXPECT_EQ(run_saggar({"compare", (scratch / "a").string()}).code, 2);
}

} // namespace
