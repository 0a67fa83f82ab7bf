// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar hosting` and `saggar contingency`: exit codes, files, columns, wrong input, examples.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string first_line(std::string const& text) {
    return text.substr(0, text.find('\n'));
}

// The columns of a file as a page of the manual lists them.
std::string documented(char const* page, std::string const& file) {
    std::istringstream text{ScratchFolder::content(source_dir() / "docs" / page)};
    std::string header;
    bool here = false;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ")) {
            here = line == "## " + file;
        } else if (here && line.starts_with("| `")) {
            header += (header.empty() ? "" : ",") + line.substr(3, line.find('`', 3) - 3);
        }
    }
    return header;
}

std::string project(ScratchFolder const& folder, std::string const& yaml) {
    folder.write("project.yaml", yaml);
    return folder.path().string();
}

// A plant that looks for its pressure may have too little in a round on the way: what it found there must not
// stay. `solve` serves everybody with the load and no larger pipe.
TEST(ConnectCommand, FindsThePressureForATightExchanger) {
    ScratchFolder const folder;
    std::string const town = ScratchFolder::content(source_dir() / "tests/data/tight_exchanger/project.yaml");
    Outcome const found = run_saggar({"connect", project(folder, town), "--format", "json"});
    ASSERT_EQ(found.code, 0) << found.output << found.errors;
    auto const json = nlohmann::json::parse(found.output);
    auto const& candidate = json["candidates"][0];
    EXPECT_EQ(candidate["verdict"], "feasible") << candidate;
    EXPECT_TRUE(candidate["reinforcements"].empty()) << candidate;
    ScratchFolder const added;
    std::string text = town;
    auto const put = [&text](std::string const& section, std::string const& entry) {
        text.insert(text.find(section + ":\n") + section.size() + 2, "  - " + entry + "\n");
    };
    put("nodes", "{id: X, x_m: 1500, y_m: 150, elevation_m: 48}");
    put("pipe_pairs", "{id: LX, from: L, to: X, catalogue: \"EN253/2/DN40\", role: branch}");
    put("substations", "{id: sX, node: X, peak_kw: 200, return_temperature_c: 45}");
    Outcome const solved = run_saggar({"solve", project(added, text), "--design"});
    EXPECT_EQ(solved.code, 0) << solved.output;
    EXPECT_THAT(solved.output, HasSubstr("Everything is served within limits"));
}

// It has no cost then, but not for want of prices.
TEST(ConnectCommand, SaysNothingOfPricesWhereALoadIsTooLarge) {
    ScratchFolder const folder;
    std::string text = ScratchFolder::content(source_dir() / "tests/data/tight_exchanger/project.yaml");
    std::string const peak = "peak_kw: 200, annual_use_mwh";
    ASSERT_NE(text.find(peak), std::string::npos);
    text.replace(text.find(peak), peak.size(), "peak_kw: 20000, annual_use_mwh");
    Outcome const found = run_saggar({"connect", project(folder, text)});
    EXPECT_EQ(found.code, 1);
    EXPECT_THAT(found.output, HasSubstr("infeasible"));
    EXPECT_THAT(found.output, Not(HasSubstr("have no price")));
}

// As `saggar extend` charges for it.
TEST(ConnectCommand, ChargesForWhatABranchCrosses) {
    ScratchFolder const folder;
    std::string const path =
        project(folder, street_yaml("streets: {file: streets.geojson}\n"
                                    "economics: {heat_price_per_mwh: 90, heat_cost_per_mwh: 25}\n"
                                    "prices: {electricity_import_per_mwh: 200}\n"
                                    "extension: {buildings: none.geojson, obstacles: obstacles.geojson}\n"
                                    "candidates:\n" +
                                    candidate_yaml("shop", 20.0)));
    folder.write("streets.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature",)"
                                    R"("properties": {}, "geometry": {"type": "LineString", "coordinates":)"
                                    R"([[0, 0], [250, 0], [250, 28]]}}]})");
    auto const write = [&](std::string const& cost) {
        folder.write("obstacles.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature",)"
                                          R"("properties": {"id": "rail", "crossing_cost": )" +
                                              cost +
                                              R"(}, "geometry": {"type": "LineString", "coordinates":)"
                                              R"([[0, 20], [500, 20]]}}]})");
    };
    write("60000");
    for (bool const together : {false, true}) {
        std::string const out = (folder / (together ? "together" : "alone")).string();
        std::vector<std::string> command{"connect", path, "--out", out};
        if (together) {
            command.emplace_back("--together");
        }
        Outcome const outcome = run_saggar(command);
        EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
        EXPECT_THAT(outcome.output, HasSubstr("shop: the branch crosses rail ("));
        EXPECT_THAT(outcome.output, HasSubstr("60,000)"));
        std::string const rows =
            ScratchFolder::content(out + (together ? "/connection_order.csv" : "/connections.csv"));
        EXPECT_THAT(first_line(rows), ::testing::EndsWith(",crossing_cost,crosses"));
        EXPECT_THAT(rows, HasSubstr(",60000,rail\n"));
    }
    Outcome const json = run_saggar({"connect", path, "--format", "json"});
    EXPECT_THAT(json.output, HasSubstr("\"crossing_cost\": 60000.0"));
    write("\"dear\"");
    Outcome const wrong = run_saggar({"connect", path});
    EXPECT_NE(wrong.code, 0);
    EXPECT_THAT(wrong.errors, HasSubstr("obstacles.geojson"));
}

// As `saggar extend` reads them.
TEST(HostingCommand, ReadsStreetsInTheWordsOfOpenStreetMap) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml("streets: {file: streets.geojson}\n"));
    auto const write = [&](std::string const& surface) {
        folder.write("streets.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature",)"
                                        R"("properties": {"surface": ")" +
                                            surface +
                                            R"("}, "geometry": {"type": "LineString", "coordinates":)"
                                            R"([[0, 0], [500, 0]]}}]})");
    };
    for (char const* const command : {"check", "hosting"}) {
        for (char const* const word : {"asphalt", "gravel", "soft"}) {
            write(word);
            Outcome const outcome = run_saggar({command, path});
            EXPECT_EQ(outcome.code, 0) << word << outcome.errors;
            EXPECT_THAT(outcome.errors, Not(HasSubstr("surface"))) << word;
        }
        write("jelly");
        Outcome const outcome = run_saggar({command, path});
        EXPECT_EQ(outcome.code, 0) << outcome.errors;
        EXPECT_THAT(outcome.errors,
                    HasSubstr("feature 1: its surface 'jelly' is not known; it is taken to be hard"));
    }
}

TEST(HostingCommand, WritesWhatItsManualLists) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml());
    Outcome const outcome = run_saggar({"hosting", path, "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("Every node has room for more."));
    EXPECT_THAT(outcome.output, HasSubstr("what binds"));
    std::string const csv = ScratchFolder::content(folder / "out/hosting.csv");
    EXPECT_EQ(first_line(csv), documented("hosting.md", "hosting.csv"));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 1 + 3 + 2) << "three nodes, two pairs";
}

// A street that crosses p1 at 0.4 of its length: what a node there would host.
TEST(HostingCommand, SaysWhereAStreetTapsAPair) {
    ScratchFolder const folder;
    std::string const streets = "streets: {file: streets.geojson}\n";
    std::string const path = project(folder, street_yaml(streets));
    folder.write("streets.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature",)"
                                    R"("properties": {}, "geometry": {"type": "LineString", "coordinates":)"
                                    R"([[100, -40], [100, 40]]}}]})");
    Outcome const outcome = run_saggar({"hosting", path, "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("3 nodes and 1 place where streets tap pairs between their ends"));
    EXPECT_THAT(outcome.output,
                HasSubstr("1 street is near enough for a branch, 1 to a pair between its ends."));
    std::string const csv = ScratchFolder::content(folder / "out/hosting.csv");
    EXPECT_THAT(first_line(csv), ::testing::EndsWith(",tap_position"));
    EXPECT_THAT(csv, HasSubstr("\nstreet,1,"));
    auto const street =
        nlohmann::json::parse(run_saggar({"hosting", path, "--format", "json"}).output)["streets"][0];
    EXPECT_EQ(street["decided_at"], "p1");
    EXPECT_DOUBLE_EQ(street["tap_position"].get<double>(), 0.4);
    std::string divided = street_yaml();
    auto const replace = [&](std::string const& old, std::string const& text) {
        ASSERT_NE(divided.find(old), std::string::npos) << old;
        divided.replace(divided.find(old), old.size(), text);
    };
    replace("  - {id: middle,", "  - {id: tee, x_m: 100, y_m: 0, elevation_m: 0}\n  - {id: middle,");
    replace("  - {id: p1, from: works, to: middle, catalogue: EN253/2/DN80}",
            "  - {id: p1, from: works, to: tee, catalogue: EN253/2/DN80}\n"
            "  - {id: p1b, from: tee, to: middle, catalogue: EN253/2/DN80}");
    std::string const by_hand = project(folder, divided);
    auto const nodes =
        nlohmann::json::parse(run_saggar({"hosting", by_hand, "--format", "json"}).output)["nodes"];
    ASSERT_EQ(nodes[1]["id"], "tee");
    double const tee_kw = nodes[1]["capacity_kw"];
    EXPECT_NEAR(street["capacity_kw"].get<double>(), tee_kw, 0.01 * tee_kw);
    EXPECT_EQ(street["binding_limit"], nodes[1]["binding_limit"]);
}

TEST(HostingCommand, AnswersInJsonAndQuietly) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml());
    auto const json = nlohmann::json::parse(run_saggar({"hosting", path, "--format", "json"}).output);
    EXPECT_EQ(json["nodes"].size(), 3U);
    EXPECT_GT(json["nodes"][2]["capacity_kw"].get<double>(), 1.0);
    EXPECT_EQ(json["return_temperature_c"], 50.0);
    auto const warm = nlohmann::json::parse(
        run_saggar({"hosting", path, "--format", "json", "--return-temperature", "60"}).output);
    EXPECT_LT(warm["nodes"][2]["capacity_kw"], json["nodes"][2]["capacity_kw"]);
    EXPECT_THAT(run_saggar({"hosting", path, "-q"}).output, IsEmpty());
}

TEST(HostingCommand, SaysWhereNothingConnects) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml("limits: {maximum_gradient_branch_pa_m: 5}\n"));
    Outcome const outcome = run_saggar({"hosting", path});
    EXPECT_EQ(outcome.code, 1) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("before anything is connected"));
    EXPECT_THAT(outcome.output, HasSubstr("Nothing can connect at"));
}

TEST(HostingCommand, RefusesWrongInput) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml());
    Outcome const point = run_saggar({"hosting", path, "--at", "never", "--out", (folder / "out").string()});
    EXPECT_EQ(point.code, 2);
    EXPECT_THAT(point.errors, HasSubstr("never"));
    EXPECT_FALSE(fs::exists(folder / "out"));
    EXPECT_EQ(run_saggar({"hosting", path, "--return-temperature", "900"}).code, 2);
    Outcome const hot = run_saggar({"hosting", path, "--return-temperature", "85"}); // the plant supplies 80
    EXPECT_EQ(hot.code, 2);
    EXPECT_THAT(hot.errors, HasSubstr("option '--return-temperature': 85 °C is not below"));
    EXPECT_THAT(hot.errors, HasSubstr("1 problem; nothing was written"));
    EXPECT_EQ(run_saggar({"hosting", (folder / "nowhere").string()}).code, 2);
    EXPECT_THAT(run_saggar({"hosting", "--help"}).output, HasSubstr("--return-temperature"));
}

TEST(HostingCommand, LeavesNothingWhenInterrupted) {
    ScratchFolder const folder;
    Outcome const outcome =
        run_saggar({"hosting", "examples/stoke-on-trent/city", "--out", (folder / "out").string()},
                   {.terminal = true, .await = "place "});
    EXPECT_EQ(outcome.code, 130) << outcome.errors;
    EXPECT_THAT(outcome.errors, HasSubstr("nothing was written"));
    EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST(HostingCommand, KnowsTheStokeExample) {
    auto const json = nlohmann::json::parse(
        run_saggar({"hosting", "examples/stoke-on-trent/phase-1", "--format", "json"}).output);
    EXPECT_EQ(json["nodes"].size(), 19U);
    for (auto const& node : json["nodes"]) {
        EXPECT_GT(node["capacity_kw"].get<double>(), 100.0) << node;
    }
}

TEST(ContingencyCommand, WritesWhatItsManualLists) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml());
    Outcome const outcome =
        run_saggar({"contingency", path, "--all-pipes", "-v", "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 1) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("short of heat in 3 of 3 outages"));
    EXPECT_THAT(outcome.output, HasSubstr("cut off"));
    std::string const outages = ScratchFolder::content(folder / "out/contingencies.csv");
    EXPECT_EQ(first_line(outages), documented("contingency.md", "contingencies.csv"));
    EXPECT_THAT(outages, HasSubstr("\n1,plant,boiler,true,400,100,2,cut_off,"));
    std::string const loads = ScratchFolder::content(folder / "out/contingency_loads.csv");
    EXPECT_EQ(first_line(loads), documented("contingency.md", "contingency_loads.csv"));
    EXPECT_THAT(loads, HasSubstr(",pair,p2,far,200,200,100,0,cut_off\n"));
}

TEST(ContingencyCommand, IsContentWhereNobodyIsShort) {
    ScratchFolder const folder;
    std::string yaml = street_yaml();
    std::string const plants = "plants:\n";
    yaml.insert(yaml.find(plants) + plants.size(),
                "  - {id: reserve, node: end, control: heat, heat_kw: 100, supply_temperature_c: 80, "
                "capacity_kw: 900}\n");
    std::string const path = project(folder, yaml);
    Outcome const outcome = run_saggar({"contingency", path});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("Nobody is short of heat"));
    EXPECT_THAT(outcome.output, HasSubstr("reserve would hold the pressure"));
    auto const json = nlohmann::json::parse(run_saggar({"contingency", path, "--format", "json"}).output);
    EXPECT_EQ(json["contingencies"].size(), 2U);
    EXPECT_EQ(json["contingencies"][0]["unmet_kw"], 0.0);
    EXPECT_EQ(json["contingencies"][0]["solved"], true);
    EXPECT_THAT(run_saggar({"contingency", path, "-q"}).output, IsEmpty());
}

// Without p1 all comes by a narrow pair round.
TEST(ContingencyCommand, SaysWhichPumpsWouldBeRaised) {
    ScratchFolder const folder;
    std::string yaml =
        street_yaml({}, ", differential_pressure_bar: 1.5, maximum_differential_pressure_bar: 9");
    std::string const pairs = "pipe_pairs:\n";
    yaml.insert(yaml.find(pairs) + pairs.size(),
                "  - {id: round, from: works, to: end, length_m: 600, catalogue: EN253/2/DN50}\n");
    std::string const path = project(folder, yaml);
    Outcome const outcome =
        run_saggar({"contingency", path, "--all-pipes", "-v", "--out", (folder / "out").string()});
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("pair p1 .*boiler: [0-9.]+ instead of 1\\.50 bar"));
    auto const json =
        nlohmann::json::parse(run_saggar({"contingency", path, "--all-pipes", "--format", "json"}).output);
    for (auto const& outage : json["contingencies"]) {
        if (outage["id"] == "p1") {
            EXPECT_EQ(outage["unmet_kw"], 0.0);
            EXPECT_EQ(outage["pressure_raised_at"], "boiler");
            EXPECT_GT(std::stod(outage["raised_to_bar"].get<std::string>()), 1.6);
        } else {
            EXPECT_TRUE(outage["pressure_raised_at"].is_null()) << outage;
        }
    }
    std::string const csv = ScratchFolder::content(folder / "out/contingencies.csv");
    EXPECT_THAT(first_line(csv), ::testing::EndsWith(",pressure_raised_at,raised_to_bar,started,started_kw"));
}

TEST(ContingencyCommand, StartsPlantsThatStandBy) {
    ScratchFolder const folder;
    std::string yaml = street_yaml({});
    std::string const plants = "plants:\n";
    yaml.insert(yaml.find(plants) + plants.size(),
                "  - {id: spare, node: end, control: heat, heat_kw: 0, capacity_kw: "
                "500, supply_temperature_c: 85, running: false}\n");
    std::string const path = project(folder, yaml);
    std::string const out = (folder / "out").string();
    Outcome const with = run_saggar({"contingency", path, "--all-pipes", "--out", out});
    EXPECT_THAT(with.output, ::testing::ContainsRegex("plant boiler .*spare started, [0-9]+ kW"));
    auto const unmet_kw = [&](std::vector<std::string> const& more) {
        std::vector<std::string> arguments{"contingency", path, "--format", "json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto const json = nlohmann::json::parse(run_saggar(arguments).output);
        for (auto const& outage : json["contingencies"]) {
            if (outage["id"] == "boiler") {
                EXPECT_EQ(outage["started"].is_null(), !more.empty()) << outage;
                return outage["unmet_kw"].get<double>();
            }
        }
        ADD_FAILURE() << "nothing is said of the boiler";
        return 0.0;
    };
    EXPECT_EQ(unmet_kw({}), 0.0);
    EXPECT_GT(unmet_kw({"--no-standby"}), 100.0);
    std::string const page = (folder / "report.html").string();
    ASSERT_EQ(run_saggar({"report", path, "--contingency", out, "-o", page, "--quiet"}).code, 0);
    EXPECT_THAT(ScratchFolder::content(page), ::testing::HasSubstr("\"started\":[\"spare\""));
}

TEST(ContingencyCommand, SaysThatWaterAloneAsksForNoHeat) {
    ScratchFolder const folder;
    std::string const path = project(folder, R"(schema_version: 1
nodes:
  - {id: lake, x_m: 0, y_m: 0, elevation_m: 50}
  - {id: town, x_m: 500, y_m: 0, elevation_m: 0}
pipes:
  - {id: main, from: lake, to: town, length_m: 500, inner_diameter_mm: 100, roughness_mm: 0.1}
reservoirs:
  - {id: dam, node: lake, head_m: 50}
withdrawals:
  - {id: taps, node: town, mass_flow_kg_s: 2}
)");
    Outcome const outcome = run_saggar({"contingency", path, "--all-pipes"});
    EXPECT_THAT(outcome.output, HasSubstr("No substation asks for heat here")) << outcome.errors;
    EXPECT_THAT(outcome.output, Not(HasSubstr("Nobody is short of heat")));
}

TEST(ContingencyCommand, RefusesWrongInput) {
    ScratchFolder const folder;
    std::string const path = project(folder, street_yaml());
    EXPECT_EQ(run_saggar({"contingency", path, "--at", "never"}).code, 2);
    EXPECT_EQ(run_saggar({"contingency", (folder / "nowhere").string()}).code, 2);
    EXPECT_THAT(run_saggar({"contingency", "--help"}).output, HasSubstr("--all-pipes"));
}

TEST(ContingencyCommand, KnowsTheStokeExample) {
    Outcome const outcome = run_saggar({"contingency", "examples/stoke-on-trent/city", "--format", "json"});
    EXPECT_EQ(outcome.code, 1) << outcome.errors;
    auto const json = nlohmann::json::parse(outcome.output);
    double unmet_kw = 0.0;
    for (auto const& load : json["loads"]) {
        unmet_kw += load["rank"] == 1 ? load["unmet_kw"].get<double>() : 0.0;
    }
    EXPECT_NEAR(unmet_kw, json["contingencies"][0]["unmet_kw"].get<double>(), 1e-6);
    auto const etruria = std::ranges::find_if(json["contingencies"],
                                              [](auto const& outage) { return outage["id"] == "etruria"; });
    ASSERT_NE(etruria, json["contingencies"].end());
    EXPECT_EQ((*etruria)["pressure_held_by"], "hanford");
    EXPECT_EQ((*etruria)["started"], "seven_arches; royal_stoke_boilers");
    EXPECT_EQ((*etruria)["unmet_kw"], 0.0);
}

} // namespace
