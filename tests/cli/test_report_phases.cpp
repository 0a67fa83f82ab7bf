// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar report --phases`: what the page is given agrees with what `saggar phase` wrote, says of which state
// of the project it is, and folders that are something else or damaged are refused.

#include "program.hpp"
#include "report_page.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::HasSubstr;

// A network along a street that goes on beyond it: to a school that is there, and a mill that may come in
// 2035, when another boiler takes over on the same site.
constexpr char const* town = R"(schema_version: 1
name: a town
coordinate_reference_system: EPSG:27700
currency: GBP
nodes:
  - {id: works, x_m: 388000, y_m: 346000, elevation_m: 100}
  - {id: middle, x_m: 388250, y_m: 346000, elevation_m: 100}
  - {id: end, x_m: 388500, y_m: 346000, elevation_m: 100}
pipe_pairs:
  - {id: p1, from: works, to: middle, catalogue: EN253/2/DN125}
  - {id: p2, from: middle, to: end, catalogue: EN253/2/DN100}
plants:
  - {id: boiler, node: works, supply_temperature_c: 80, held_pressure_bar: 3, capacity_kw: 1500, maximum_differential_pressure_bar: 6, service_until_year: 2035}
  - {id: later_boiler, node: works, supply_temperature_c: 80, held_pressure_bar: 3, capacity_kw: 1500, maximum_differential_pressure_bar: 6, running: false, service_from_year: 2035}
substations:
  - {id: near, node: middle, peak_kw: 100, return_temperature_c: 50}
  - {id: far, node: end, peak_kw: 100, return_temperature_c: 50}
streets: {file: streets.geojson}
prices: {electricity_import_per_mwh: 200}
economics: {lifetime_years: 30, heat_price_per_mwh: 70, heat_cost_per_mwh: 20, connection_cost: 5000}
extension: {buildings: buildings.geojson, catalogue: EN253/2}
phases:
  - {id: now, year: 2028}
  - {id: then, year: 2035}
uptakes:
  - {id: mill_comes, probability: 3, uptake_percent: 100}
  - {id: nobody, probability: 1, uptake_percent: 0}
)";
constexpr char const* crs =
    R"("crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}})";

class ReportPhases : public ::testing::Test {
protected:
    ReportPhases() {
        folder.write("project.yaml", town);
        folder.write("streets.geojson",
                     std::string{R"({"type": "FeatureCollection", )"} + crs +
                         R"(, "features": [{"type": "Feature", "properties": {}, "geometry": {"type":
                         "LineString", "coordinates": [[388000, 346000], [388500, 346000], [388700, 346000],
                         [388700, 346200]]}}]})");
        folder.write("buildings.geojson",
                     std::string{R"({"type": "FeatureCollection", )"} + crs +
                         R"(, "features": [{"type": "Feature", "properties": {"id": "school", "peak_kw": 400,
                         "annual_use_mwh": 1500}, "geometry": {"type": "Point", "coordinates": [388710,
                         346090]}}, {"type": "Feature", "properties": {"id": "mill", "peak_kw": 400,
                         "annual_use_mwh": 1500, "from_year": 2035}, "geometry": {"type": "Point",
                         "coordinates": [388710, 346190]}}]})");
    }
    [[nodiscard]] std::string path(char const* name) const { return (folder / name).string(); }
    void plan() const {
        Outcome const outcome =
            run_saggar({"phase", folder.path().string(), "--seconds", "0.1", "-q", "--out", path("phases")});
        ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    }
    [[nodiscard]] json written() const {
        return json::parse(ScratchFolder::content(folder / "phases/phases.json"));
    }
    [[nodiscard]] Outcome report(std::vector<std::string> const& more = {}, std::string project = {}) const {
        std::vector<std::string> arguments{
            "report",   project.empty() ? folder.path().string() : std::move(project),
            "--out",    path("page.html"),
            "--phases", path("phases")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_saggar(arguments);
    }
    // The one error of a folder that is not what its option says; nothing is written.
    void expect_refused(std::string const& why) const {
        Outcome const outcome = report();
        EXPECT_EQ(outcome.code, 2) << outcome.output;
        EXPECT_THAT(outcome.errors, HasSubstr(why));
        EXPECT_EQ(outcome.errors.find(why), outcome.errors.rfind(why)) << "said once: " << outcome.errors;
        EXPECT_FALSE(fs::exists(folder / "page.html"));
    }
    ScratchFolder folder;
};

TEST_F(ReportPhases, ABuildOutIsDrawnOverTheNetworkItStartsFrom) {
    plan();
    Outcome const outcome = report({"--format", "json"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(json::parse(outcome.output)["phases_built"].is_null());
    json const phases = data_in(folder / "page.html")["phases"];
    EXPECT_EQ(phases["document"], written());
    EXPECT_EQ(phases["phases"], (json{"now", "then"}));
    EXPECT_EQ(phases["years"], (json{2028, 2035}));
    EXPECT_EQ(phases["goal"], "expected_value");
    EXPECT_EQ(phases["lifetime_years"], 30);
    EXPECT_TRUE(phases["built"].is_null());
    EXPECT_EQ(phases["differs"].size(), 0U);
    EXPECT_EQ(phases["present"]["id"], (json{"p1", "p2"}));
    EXPECT_EQ(phases["present"]["course"][1], (json{250, 0, 500, 0}));
    EXPECT_EQ(phases["plants"]["id"], (json{"boiler", "later_boiler"}));
    EXPECT_EQ(phases["plants"]["before"], (json{true, false}));
    EXPECT_EQ(phases["plants"]["runs"], (json::array({json{true, false}, json{false, true}})));
    json const& pipes = phases["document"]["pipes"];
    ASSERT_EQ(phases["courses"].size(), pipes.size());
    double fresh = 0.0;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        EXPECT_NEAR(length_of(phases["courses"][i]), pipes[i]["length_m"].get<double>(), 0.3)
            << pipes[i]["id"];
        fresh += pipes[i]["kind"] == "reinforced" ? 0.0 : length_of(phases["courses"][i]);
    }
    EXPECT_NEAR(fresh, 200.0 + 190.0 + 2 * 10.0, 0.5) << "m, along the street and to both buildings";
}

// What the page needs of strategies, futures and places beside the tables.
TEST_F(ReportPhases, TheDocumentNamesFuturesStrategiesAndPlaces) {
    plan();
    json const document = written();
    ASSERT_EQ(document["futures"].size(), 2U);
    EXPECT_EQ(document["futures"][0]["id"], "mill_comes");
    EXPECT_EQ(document["futures"][0]["probability"], 0.75);
    EXPECT_EQ(document["futures"][1]["uptake_percent"], 0.0);
    for (json const& row : document["regret"]) {
        EXPECT_TRUE(std::ranges::any_of(document["strategies"], [&](json const& one) {
            return one["id"] == row["strategy"];
        })) << row;
    }
    for (json const& building : document["buildings"]) {
        EXPECT_EQ(building["x_m"], 388710.0);
        EXPECT_EQ(building["y_m"], building["id"] == "mill" ? 346190.0 : 346090.0);
    }
    EXPECT_GT(document["present"]["heat_loss_mwh"].get<double>(), 0.0);
    EXPECT_GT(document["phases"][0]["heat_loss_mwh"].get<double>(),
              document["present"]["heat_loss_mwh"].get<double>());
}

TEST_F(ReportPhases, TheNetworkOfAPhaseIsKnown) {
    plan();
    Outcome const outcome = report({"--format", "json"}, path("phases/project_2035.yaml"));
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_EQ(json::parse(outcome.output)["phases_built"], "then");
    json const phases = data_in(folder / "page.html")["phases"];
    EXPECT_EQ(phases["built"], 1);
    EXPECT_EQ(phases["differs"].size(), 0U);
}

TEST_F(ReportPhases, SayWhatHasChangedSince) {
    plan();
    std::string text = town;
    text.replace(text.find("capacity_kw: 1500"), 17, "capacity_kw: 1400");
    folder.write("project.yaml", text);
    Outcome const outcome = report();
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    std::string const why = "plants 'boiler', capacity_kw: 1500 and 1400";
    EXPECT_THAT(outcome.output, HasSubstr("The build-out is of another state of the project: " + why));
    json const phases = data_in(folder / "page.html")["phases"];
    EXPECT_EQ(phases["differs"], (json{why}));
    EXPECT_TRUE(phases["built"].is_null());
}

TEST_F(ReportPhases, OtherAndDamagedFoldersAreRefused) {
    expect_refused("phases: holds no phases.json, which saggar phase writes");
    fs::create_directory(folder / "phases");
    folder.write("phases/plan.json", "{}");
    expect_refused("phases: holds no phases.json, which saggar phase writes");
    plan();
    std::string const whole = ScratchFolder::content(folder / "phases/phases.json");
    json const good = json::parse(whole);
    folder.write("phases/phases.json", whole.substr(0, whole.size() / 2));
    expect_refused("phases.json: is no JSON document");
    folder.write("phases/phases.json", "[]");
    expect_refused("phases.json: is no JSON object");
    for (auto const& [member, value] : good.items()) {
        if (member != "currency") {
            json bad = good;
            bad.erase(member);
            folder.write("phases/phases.json", bad.dump());
            expect_refused("phases.json: " + member + ": is missing");
        }
    }
    auto const refused = [&](char const* pointer, json value, std::string const& why) {
        json bad = good;
        bad[json::json_pointer{pointer}] = std::move(value);
        folder.write("phases/phases.json", bad.dump());
        expect_refused(why);
    };
    refused("/regret/0/regret", "much", "regret.regret: is missing, or not what it should be");
    refused("/phases/0/peak_kw", nullptr, "phases.peak_kw: is missing, or not what it should be");
    refused("/pipes/0/id", "elsewhere", "'elsewhere' is not in the project_2028.yaml that lies beside it");
    refused("/pipes/0/phase", "never", "pipes.phase: 'never' is none of the phases");
    refused("/buildings/0/phase", "never", "buildings.phase: 'never' is none of the phases");
    refused("/chosen/strategy", "luck", "chosen.strategy: 'luck' is none of the strategies");
    refused("/regret/0/uptake", "doom", "regret.uptake: 'doom' is none of the futures");
    refused("/phases", json::array(), "phases: has none of the chosen strategy");
    refused("/assumptions", json::array({1}), "assumptions: holds what is no text");
    folder.write("phases/phases.json", whole);
    fs::remove(folder / "phases/project_2035.yaml");
    expect_refused("holds no project_2035.yaml, which saggar phase writes");
    fs::remove(folder / "phases/phases_inputs.json");
    expect_refused("holds no phases_inputs.json, which saggar phase writes");
}

} // namespace
