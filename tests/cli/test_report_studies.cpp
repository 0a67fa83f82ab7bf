// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar report --plan, --hosting, --contingency`: what the page is given agrees with what the commands
// wrote, says of which state of the project it is, and folders that are something else are refused.

#include "program.hpp"
#include "report_page.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::HasSubstr;

// A network along a street that goes on beyond it, to a school.
constexpr char const* town = R"(schema_version: 1
name: a town
coordinate_reference_system: EPSG:27700
currency: GBP
nodes:
  - {id: works, x_m: 388000, y_m: 346000, elevation_m: 100}
  - {id: middle, x_m: 388250, y_m: 346000, elevation_m: 100}
  - {id: end, x_m: 388500, y_m: 346000, elevation_m: 100}
pipe_pairs:
  - {id: p1, from: works, to: middle, catalogue: EN253/2/DN100}
  - {id: p2, from: middle, to: end, catalogue: EN253/2/DN80}
plants:
  - {id: boiler, node: works, supply_temperature_c: 80, held_pressure_bar: 3, capacity_kw: 900, maximum_differential_pressure_bar: 6}
substations:
  - {id: near, node: middle, peak_kw: 200, return_temperature_c: 50}
  - {id: far, node: end, peak_kw: 200, return_temperature_c: 50}
streets: {file: streets.geojson}
prices: {electricity_import_per_mwh: 200}
economics: {heat_price_per_mwh: 70, heat_cost_per_mwh: 20, connection_cost: 5000, source_cost_per_kw: 100}
extension: {buildings: buildings.geojson, catalogue: EN253/2}
connection: {catalogue: EN253/2, maximum_branch_length_m: 400}
candidates:
  - {id: shop, x_m: 388260, y_m: 346020, elevation_m: 100, peak_kw: 100, annual_use_mwh: 150, return_temperature_c: 50}
  - {id: baths, x_m: 388490, y_m: 346020, elevation_m: 100, peak_kw: 400, annual_use_mwh: 300, return_temperature_c: 50}
)";
constexpr char const* crs =
    R"("crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}})";

std::size_t rows_of(fs::path const& csv) {
    std::string const text = ScratchFolder::content(csv);
    return static_cast<std::size_t>(std::ranges::count(text, '\n')) - 1;
}

class ReportStudies : public ::testing::Test {
protected:
    ReportStudies() {
        folder.write("project.yaml", town);
        folder.write("streets.geojson",
                     std::string{R"({"type": "FeatureCollection", )"} + crs +
                         R"(, "features": [{"type": "Feature", "properties": {}, "geometry": {"type":
                         "LineString", "coordinates": [[388000, 346000], [388500, 346000], [388700, 346000],
                         [388700, 346100]]}}]})");
        folder.write("buildings.geojson",
                     std::string{R"({"type": "FeatureCollection", )"} + crs +
                         R"(, "features": [{"type": "Feature", "properties": {"id": "school", "use": "school",
                         "floor_area_m2": 5000}, "geometry": {"type": "Point", "coordinates": [388710,
                         346090]}}, {"type": "Feature", "properties": {"id": "hut", "use": "house",
                         "dwellings": 1}, "geometry": {"type": "Point", "coordinates": [388640,
                         346060]}}]})");
    }
    [[nodiscard]] std::string path(char const* name) const { return (folder / name).string(); }
    [[nodiscard]] Outcome run(std::vector<std::string> const& arguments) const {
        return run_saggar(arguments);
    }
    void extend() const {
        Outcome const outcome =
            run({"extend", folder.path().string(), "--seconds", "0.1", "-q", "--out", path("plan")});
        ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    }
    void host() const {
        Outcome const outcome = run({"hosting", folder.path().string(), "-q", "--out", path("hosting")});
        ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    }
    void take_out() const {
        Outcome const outcome =
            run({"contingency", folder.path().string(), "--all-pipes", "-q", "--out", path("outages")});
        ASSERT_EQ(outcome.code, 1) << outcome.errors << outcome.output;
    }
    // The boiler has room for one of the two.
    void connect_together() const {
        Outcome const outcome =
            run({"connect", folder.path().string(), "--together", "-q", "--out", path("together")});
        ASSERT_EQ(outcome.code, 1) << outcome.errors << outcome.output;
    }
    [[nodiscard]] Outcome report(std::vector<std::string> const& more, std::string project = {}) const {
        std::vector<std::string> arguments{"report",
                                           project.empty() ? folder.path().string() : std::move(project),
                                           "--out", path("page.html"), "--no-candidates"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
    // The one error of a folder that is not what its option says; nothing is written.
    void expect_refused(char const* option, char const* name, std::string const& why) const {
        Outcome const outcome = report({option, path(name)});
        EXPECT_EQ(outcome.code, 2) << outcome.output;
        EXPECT_THAT(outcome.errors, HasSubstr(why));
        EXPECT_EQ(outcome.errors.find(why), outcome.errors.rfind(why)) << "said once: " << outcome.errors;
        EXPECT_FALSE(fs::exists(folder / "page.html"));
    }
    void replace(char const* file, std::string const& what, std::string const& by) const {
        std::string text = ScratchFolder::content(folder / file);
        std::size_t const at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what << " in " << file;
        folder.write(file, text.replace(at, what.size(), by));
    }
    ScratchFolder folder;
};

TEST_F(ReportStudies, APlanIsDrawnOverTheNetworkItStartsFrom) {
    extend();
    Outcome const outcome = report({"--plan", path("plan")});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const plan = data_in(folder / "page.html")["plan"];
    EXPECT_EQ(plan["document"], json::parse(ScratchFolder::content(folder / "plan/plan.json")));
    EXPECT_FALSE(plan["built"].get<bool>());
    EXPECT_EQ(plan["differs"].size(), 0U);
    EXPECT_EQ(plan["present"]["id"], (json{"p1", "p2"}));
    EXPECT_EQ(plan["present"]["nominal"], (json{100, 80}));
    EXPECT_EQ(plan["present"]["course"][1], (json{250, 0, 500, 0}));
    EXPECT_EQ(plan["plants"]["id"], (json{"boiler"}));
    EXPECT_EQ(plan["plants"]["before"], (json{true}));
    json const& pipes = plan["document"]["pipes"];
    ASSERT_EQ(plan["courses"].size(), pipes.size());
    double fresh = 0.0;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        EXPECT_NEAR(length_of(plan["courses"][i]), pipes[i]["length_m"].get<double>(), 0.3) << pipes[i]["id"];
        fresh += pipes[i]["kind"] == "reinforced" ? 0.0 : length_of(plan["courses"][i]);
    }
    EXPECT_NEAR(fresh, 200.0 + 90.0 + 10.0, 0.5) << "m, along the street and to the school";
    for (json const& building : plan["document"]["buildings"]) {
        if (building["id"] == "school") {
            EXPECT_EQ(building["status"], "connected");
            EXPECT_EQ(building["x_m"], 388710.0);
            EXPECT_EQ(building["y_m"], 346090.0);
        }
    }
    // What it says of losses, rules and limits is of a confirmed plan.
    json const& said = plan["document"]["plan"];
    double hours = 0.0;
    for (json const& load : said["load_duration"]) {
        hours += load["hours"].get<double>();
    }
    EXPECT_EQ(hours, 8760.0);
    for (json const& rule : said["sizes"]["rules"]) {
        if (rule["verified"].get<bool>()) {
            EXPECT_GE(rule["cost"]["total"].get<double>(),
                      said["sizes"]["cost"]["total"].get<double>() * (1.0 - 1e-9))
                << rule["rule"];
        }
    }
    EXPECT_GE(said["limits"].size(), 5U);
    for (json const& limit : said["limits"]) {
        EXPECT_GT(limit["relative_margin"].get<double>(), -1e-6) << limit["title"] << limit["element"];
    }
}

TEST_F(ReportStudies, TheExtendedProjectIsKnownAsThePlanBuilt) {
    extend();
    Outcome const outcome = report({"--plan", path("plan"), "--format", "json"}, path("plan/project.yaml"));
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(json::parse(outcome.output)["plan_built"].get<bool>());
    json const plan = data_in(folder / "page.html")["plan"];
    EXPECT_TRUE(plan["built"].get<bool>());
    EXPECT_EQ(plan["differs"].size(), 0U);
}

TEST_F(ReportStudies, SayWhatHasChangedSince) {
    extend();
    host();
    take_out();
    replace("project.yaml", "capacity_kw: 900", "capacity_kw: 800");
    Outcome const outcome =
        report({"--plan", path("plan"), "--hosting", path("hosting"), "--contingency", path("outages")});
    ASSERT_EQ(outcome.code, 1) << outcome.errors << outcome.output;
    json const data = data_in(folder / "page.html");
    for (auto const& [member, sentence] : {std::pair{"plan", "The plan is"},
                                           {"hosting", "The study of hosting is"},
                                           {"contingency", "The study of outages is"}}) {
        EXPECT_THAT(outcome.output,
                    HasSubstr(std::string{sentence} + " of another state of the project: plants 'boiler', "
                                                      "capacity_kw: 900 and 800"));
        EXPECT_EQ(data[member]["differs"], (json{"plants 'boiler', capacity_kw: 900 and 800"})) << member;
    }
}

TEST_F(ReportStudies, RoomForMoreIsThatOfTheTable) {
    host();
    Outcome const outcome = report({"--hosting", path("hosting"), "--format", "json"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(json::parse(outcome.output)["hosting_room_everywhere"].get<bool>());
    json const hosting = data_in(folder / "page.html")["hosting"];
    EXPECT_EQ(hosting["nodes"]["id"].size() + hosting["pairs"]["id"].size() + hosting["streets"]["id"].size(),
              rows_of(folder / "hosting/hosting.csv"));
    EXPECT_EQ(hosting["nodes"]["id"], (json{"works", "middle", "end"}));
    EXPECT_EQ(hosting["nodes"]["course"][2], (json{500, 0}));
    EXPECT_EQ(hosting["pairs"]["course"][0], (json{0, 0, 250, 0}));
    EXPECT_EQ(hosting["streets"]["course"][0], (json{0, 0, 500, 0, 700, 0, 700, 100}));
    // Its middle, at 400 m, is on the second pair.
    EXPECT_EQ(hosting["streets"]["decided"], (json{"p2"}));
    EXPECT_NEAR(hosting["streets"]["tap"][0].get<double>(), 0.6, 1e-6);
    EXPECT_TRUE(hosting["nodes"]["tap"][0].is_null());
    // 900 kW less what is asked for and lost.
    EXPECT_EQ(hosting["nodes"]["title"][0], "plant heat");
    double const room_kw = hosting["nodes"]["capacity"][0];
    EXPECT_GT(room_kw, 450.0);
    EXPECT_LT(room_kw, 500.0);
}

TEST_F(ReportStudies, WhoIsShortAddsUpToTheOutage) {
    take_out();
    Outcome const outcome = report({"--contingency", path("outages"), "--format", "json"});
    ASSERT_EQ(outcome.code, 1) << outcome.errors << "somebody is short in an outage";
    EXPECT_FALSE(json::parse(outcome.output)["contingency_all_served"].get<bool>());
    json const study = data_in(folder / "page.html")["contingency"];
    json const& outages = study["outages"];
    EXPECT_EQ(outages["id"].size(), rows_of(folder / "outages/contingencies.csv"));
    EXPECT_EQ(study["loads"]["outage"].size(), rows_of(folder / "outages/contingency_loads.csv"));
    std::map<std::size_t, double> unmet_kw;
    for (std::size_t i = 0; i < study["loads"]["outage"].size(); ++i) {
        unmet_kw[study["loads"]["outage"][i].get<std::size_t>()] += study["loads"]["unmet"][i].get<double>();
        std::size_t const consumer = study["loads"]["consumer"][i];
        json const& at = study["consumers"]["at"][consumer];
        EXPECT_EQ(at, study["consumers"]["id"][consumer] == "near" ? (json{250, 0}) : (json{500, 0}));
    }
    for (std::size_t i = 0; i < outages["id"].size(); ++i) {
        EXPECT_NEAR(outages["unmet"][i].get<double>(), unmet_kw[i], 0.05) << outages["id"][i] << ", kW";
    }
    // Without p2 the far home alone is cut off.
    auto const p2 = std::ranges::find(outages["id"], json{"p2"}[0]) - outages["id"].begin();
    EXPECT_EQ(outages["short"][static_cast<std::size_t>(p2)], 1);
    EXPECT_EQ(outages["course"][static_cast<std::size_t>(p2)], (json{250, 0, 500, 0}));
}

TEST_F(ReportStudies, CandidatesTogetherAreThoseOfTheTable) {
    connect_together();
    Outcome const outcome = report({"--together", path("together"), "--format", "json"});
    ASSERT_EQ(outcome.code, 1) << outcome.errors << "one is left out";
    EXPECT_FALSE(json::parse(outcome.output)["together_all_connect"].get<bool>());
    json const rows = data_in(folder / "page.html")["together"]["rows"];
    ASSERT_EQ(rows.size(), rows_of(folder / "together/connection_order.csv"));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0]["step"], 1);
    EXPECT_EQ(rows[0]["total_cost"], rows[0]["cost"]);
    EXPECT_EQ(rows[0]["total_peak_kw"], rows[0]["peak_kw"]);
    EXPECT_TRUE(rows[1]["step"].is_null());
    EXPECT_FALSE(rows[1]["reason"].get<std::string>().empty());
    replace("project.yaml", "capacity_kw: 900", "capacity_kw: 800");
    EXPECT_THAT(report({"--together", path("together")}).output,
                HasSubstr("The order of connections is of another state of the project: plants 'boiler'"));
    fs::remove(folder / "page.html");
    replace("together/connection_order.csv", ",shop,", ",stall,");
    expect_refused("--together", "together", "id: 'stall' is not in the project that lies beside it");
    expect_refused("--together", "nowhere", "holds no connection_order.csv, which saggar connect --together");
}

TEST_F(ReportStudies, FoldersOfOtherCommandsAreRefused) {
    host();
    take_out();
    expect_refused("--plan", "nowhere", "nowhere: holds no plan.json, which saggar extend writes");
    expect_refused("--plan", "hosting", "hosting: holds no plan.json, which saggar extend writes");
    expect_refused("--hosting", "outages", "outages: holds no hosting.csv, which saggar hosting writes");
    expect_refused("--contingency", "hosting",
                   "hosting: holds no contingencies.csv, which saggar contingency writes");
    Outcome const dry = run({"extend", folder.path().string(), "--dry-run", "-q", "--out", path("problem")});
    ASSERT_EQ(dry.code, 0) << dry.errors;
    expect_refused("--plan", "problem", "problem: holds no plan.json, which saggar extend writes");
}

TEST_F(ReportStudies, DamagedFoldersAreRefused) {
    host();
    take_out();
    replace("hosting/hosting.csv", "node,works,", "node,elsewhere,");
    expect_refused("--hosting", "hosting",
                   "hosting.csv:2: id: 'elsewhere' is not in the project that lies beside it");
    replace("hosting/hosting.csv", "capacity_kw", "capacity_mw");
    expect_refused("--hosting", "hosting", "capacity_kw: is no column of this table");
    fs::remove(folder / "hosting/hosting_inputs.json");
    expect_refused("--hosting", "hosting", "holds no hosting_inputs.json");

    replace("outages/contingency_loads.csv", "1,plant,boiler", "7777,plant,boiler");
    expect_refused("--contingency", "outages", "contingency_loads.csv:2: id: 'boiler' is not in the project");
    fs::remove(folder / "outages/contingency_loads.csv");
    expect_refused("--contingency", "outages", "contingency_loads.csv");
    replace("outages/contingencies.csv", "true,400", "true,many");
    expect_refused("--contingency", "outages", "unmet_kw: 'many' is no number");
}

TEST_F(ReportStudies, DamagedPlansAreRefused) {
    extend();
    std::string const whole = ScratchFolder::content(folder / "plan/plan.json");
    json const good = json::parse(whole);
    folder.write("plan/plan.json", whole.substr(0, whole.size() / 2));
    expect_refused("--plan", "plan", "plan.json: is no JSON document");
    for (char const* const member : {"plan", "pipes", "buildings", "costs", "assumptions"}) {
        json bad = good;
        bad.erase(member);
        folder.write("plan/plan.json", bad.dump());
        expect_refused("--plan", "plan", std::string{"plan.json: "} + member + ": is missing");
    }
    json bad = good;
    bad["plan"]["limits"][0]["value"] = "much";
    folder.write("plan/plan.json", bad.dump());
    expect_refused("--plan", "plan", "plan.limits.value: is missing, or not what it should be");
    bad = good;
    bad["pipes"][0]["id"] = "elsewhere";
    folder.write("plan/plan.json", bad.dump());
    expect_refused("--plan", "plan", "'elsewhere' is not in the project.yaml that lies beside it");
    folder.write("plan/plan.json", whole);
    fs::remove(folder / "plan/project.yaml");
    expect_refused("--plan", "plan", "holds no project.yaml");
}

TEST_F(ReportStudies, AFormerPageStaysWhereAFolderIsRefused) {
    folder.write("page.html", "of another day");
    EXPECT_EQ(report({"--plan", path("nowhere")}).code, 2);
    EXPECT_EQ(ScratchFolder::content(folder / "page.html"), "of another day");
}

} // namespace
