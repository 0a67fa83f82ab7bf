// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `--resume` of commands that plan: what comes of runs that were stopped or killed is what comes of one that
// was not; and what is refused. (Of `saggar phase`: test_phase.cpp.)

#include "extension_town.hpp"
#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::HasSubstr;

// Long enough for a stop to come before the end; with sanitizers everything takes twenty times as long.
#ifdef __SANITIZE_ADDRESS__
constexpr int long_enough = 150;
constexpr int many_enough = 4;
#else
constexpr int long_enough = 400;
constexpr int many_enough = 20;
#endif

// A street of so many nodes, with a home at every hundredth.
std::string long_street(int nodes, double peak_kw = 50.0, int apart_m = 2) {
    std::string points;
    std::string pairs;
    std::string homes;
    for (int i = 0; i < nodes; ++i) {
        points += fmt::format("  - {{id: n{}, x_m: {}, y_m: 0, elevation_m: 0}}\n", i, apart_m * i);
        if (i > 0) {
            pairs +=
                fmt::format("  - {{id: p{0}, from: n{1}, to: n{0}, catalogue: EN253/2/DN150}}\n", i, i - 1);
        }
        if (i % 100 == 99) {
            homes += fmt::format("  - {{id: h{0}, node: n{0}, peak_kw: {1}, return_temperature_c: 50}}\n", i,
                                 peak_kw);
        }
    }
    return "schema_version: 1\nname: long street\nnodes:\n" + points + "pipe_pairs:\n" + pairs +
           "plants:\n  - {id: boiler, node: n0, supply_temperature_c: 80, held_pressure_bar: 3}\n"
           "substations:\n" +
           homes;
}

class PlanningResume : public ::testing::Test {
protected:
    // Stopped as soon as there is a checkpoint, gone on with, and held against a run that was not stopped.
    void expect_same_when_resumed(std::vector<std::string> const& words, std::string const& command,
                                  int signal = SIGINT) {
        std::string const checkpoint = (scratch / ("parts/" + command + "_checkpoint.bin")).string();
        Outcome const whole = run(words, "whole");
        ASSERT_THAT(whole.code, ::testing::AnyOf(0, 1)) << whole.errors;
        Outcome const stopped = run(words, "parts", {.signal = signal, .await_file = checkpoint});
        ASSERT_EQ(stopped.code, signal == SIGINT ? 130 : -1) << stopped.errors;
        if (signal == SIGINT) {
            EXPECT_THAT(stopped.errors, HasSubstr("--resume goes on from there"));
        }
        ASSERT_EQ(content("parts").size(), 1U) << "nothing but the checkpoint";
        std::vector<std::string> again = words;
        again.emplace_back("--resume");
        EXPECT_EQ(run(again, "parts").code, whole.code);
        auto const expected = content("whole");
        auto const found = content("parts");
        ASSERT_EQ(found.size(), expected.size());
        for (auto const& [name, bytes] : expected) {
            ASSERT_TRUE(found.contains(name)) << name;
            EXPECT_TRUE(found.at(name) == bytes || name.ends_with(".gpkg")) << name << " differs";
        }
    }
    Outcome run(std::vector<std::string> words, char const* out, Manner const& manner = {}) {
        words.insert(words.end(), {"-q", "--out", (scratch / out).string()});
        return run_saggar(words, manner);
    }
    [[nodiscard]] std::map<std::string, std::string> content(char const* folder) const {
        std::map<std::string, std::string> files;
        for (auto const& entry : fs::directory_iterator{scratch / folder}) {
            files[entry.path().filename().string()] = ScratchFolder::content(entry.path());
        }
        return files;
    }
    void expect_refused(std::vector<std::string> words, std::string const& why) {
        auto const before = content("parts");
        words.emplace_back("--resume");
        Outcome const outcome = run(words, "parts");
        EXPECT_EQ(outcome.code, 2) << why;
        EXPECT_THAT(outcome.errors, HasSubstr(why));
        EXPECT_TRUE(content("parts") == before) << why << ": something was touched";
    }

    ScratchFolder scratch;
};

TEST_F(PlanningResume, StoppedHostingIsTheSame) {
    scratch.write("project.yaml", long_street(long_enough));
    expect_same_when_resumed({"hosting", scratch.path().string(), "--threads", "1"}, "hosting");
}

// Places between the ends of pairs, which streets tap, are kept like nodes.
TEST_F(PlanningResume, StoppedHostingOfStreetsIsTheSame) {
    std::string streets;
    for (int i = 0; i < long_enough; i += 2) {
        streets +=
            fmt::format(R"({0}{{"type": "Feature", "properties": {{}}, "geometry": {{"type": "LineString",
            "coordinates": [[{1}, -9], [{1}, 9]]}}}})",
                        i > 0 ? "," : "", 10 * i + 4);
    }
    scratch.write("streets.geojson", R"({"type": "FeatureCollection", "features": [)" + streets + "]}");
    scratch.write("project.yaml", long_street(long_enough, 50.0, 10) +
                                      "connection: {catalogue: EN253/2}\nstreets: {file: streets.geojson}\n");
    expect_same_when_resumed({"hosting", scratch.path().string(), "--threads", "1"}, "hosting");
    EXPECT_THAT(content("whole").at("hosting.csv"), HasSubstr(fmt::format(",p{},", long_enough - 1)))
        << "the last street";
}

TEST_F(PlanningResume, KilledHostingIsTheSame) {
    scratch.write("project.yaml", long_street(long_enough));
    expect_same_when_resumed({"hosting", scratch.path().string(), "--threads", "2"}, "hosting", SIGKILL);
}

TEST_F(PlanningResume, StoppedConnectIsTheSame) {
    scratch.write("project.yaml", street_yaml(many_candidates(many_enough)));
    expect_same_when_resumed({"connect", scratch.path().string()}, "connect");
}

TEST_F(PlanningResume, StoppedConnectTogetherIsTheSame) {
    std::string candidates = "candidates:\n";
    for (int i = 0; i < 8; ++i) {
        candidates += candidate_yaml("c" + std::to_string(i), 20.0 + i, 30.0 + 9.0 * i);
    }
    scratch.write("project.yaml", street_yaml(candidates));
    expect_same_when_resumed({"connect", scratch.path().string(), "--together"}, "connect");
}

// With plants of unlike cost, so that plans with less of the dear one are tried.
TEST_F(PlanningResume, StoppedExtendIsTheSame) {
    Town const town;
    town.write_grid(4);
    std::string project = ScratchFolder::content(town.folder / "project.yaml");
    project.replace(project.find("plants:"), 7,
                    "  - {id: east, x_m: 388240, y_m: 346010, elevation_m: 100}\nplants:\n"
                    "  - {id: heat_pump, node: east, supply_temperature_c: 80, held_pressure_bar: 3, "
                    "maximum_differential_pressure_bar: 6, capacity_kw: 600, heat_cost_per_mwh: 60}");
    std::string const held = "maximum_differential_pressure_bar: 6}\nstreets";
    project.replace(
        project.find(held), held.size(),
        "maximum_differential_pressure_bar: 6, capacity_kw: 500, heat_cost_per_mwh: 15}\nstreets");
    town.folder.write("project.yaml", project);
    expect_same_when_resumed({"extend", town.folder.path().string(), "--seconds", "0.5", "--threads", "1"},
                             "extend");
    EXPECT_GT(json::parse(content("whole").at("plan.json")).at("plan").at("connected"), 0);
}

TEST_F(PlanningResume, RefusesWhatIsNotOfThisRun) {
    scratch.write("project.yaml", long_street(long_enough));
    std::vector<std::string> const hosting{"hosting", scratch.path().string(), "--threads", "1"};
    std::string const checkpoint = (scratch / "parts/hosting_checkpoint.bin").string();
    ASSERT_EQ(run(hosting, "parts", {.await_file = checkpoint}).code, 130);
    auto with = [&](std::vector<std::string> const& more) {
        std::vector<std::string> words = hosting;
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    expect_refused(with({"--every-way"}), "was begun with another --every-way (off, not on)");
    expect_refused(with({"--return-temperature", "60"}),
                   "was begun with another --return-temperature (the mean, not 60 °C)");
    scratch.write("project.yaml", long_street(long_enough, 60.0));
    expect_refused(hosting,
                   fmt::format("the project has changed since: substations 'h{}', peak_kw: 50 and 60",
                               long_enough > 200 ? 199 : 99));
    scratch.write("project.yaml", long_street(long_enough));
    std::string bytes = ScratchFolder::content(checkpoint);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] + 1);
    scratch.write("parts/hosting_checkpoint.bin", bytes);
    expect_refused(hosting, "is damaged");
    fs::remove(checkpoint);
    expect_refused(hosting, "does not exist: there is nothing to go on from");
    Outcome const nowhere = run_saggar({"hosting", scratch.path().string(), "--resume"});
    EXPECT_EQ(nowhere.code, 2);
    EXPECT_THAT(nowhere.errors, HasSubstr("Name it as --out"));
}

TEST_F(PlanningResume, TellsTogetherFromAlone) {
    scratch.write("project.yaml", street_yaml(many_candidates(many_enough)));
    std::vector<std::string> const alone{"connect", scratch.path().string()};
    std::string const checkpoint = (scratch / "parts/connect_checkpoint.bin").string();
    ASSERT_EQ(run(alone, "parts", {.await_file = checkpoint}).code, 130);
    expect_refused({"connect", scratch.path().string(), "--together"},
                   "was begun with another --together (off, not on)");
}

// Whoever has no maps of buildings has none to compare.
TEST_F(PlanningResume, AsksForNoMapsThatAreNotRead) {
    scratch.write("streets.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {}, "geometry": {"type": "LineString", "coordinates": [[388000, 346000], [388400, 346000]]}}]})");
    scratch.write("project.yaml", long_street(200) +
                                      "coordinate_reference_system: EPSG:27700\n"
                                      "streets: {file: streets.geojson}\n"
                                      "prices: {electricity_import_per_mwh: 200}\n"
                                      "economics: {heat_price_per_mwh: 70, heat_cost_per_mwh: 20}\n"
                                      "extension: {buildings: nowhere.geojson, catalogue: EN253/2}\n");
    Outcome const outcome = run({"hosting", scratch.path().string()}, "whole");
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
}

// What an earlier run has written stays until there is something in its place.
TEST_F(PlanningResume, KeepsEarlierResultsUntilItIsDone) {
    scratch.write("project.yaml", long_street(long_enough));
    std::vector<std::string> const hosting{"hosting", scratch.path().string(), "--threads", "1"};
    ASSERT_EQ(run(hosting, "parts").code, 0);
    auto const before = content("parts");
    scratch.write("project.yaml", long_street(long_enough, 60.0));
    std::string const checkpoint = (scratch / "parts/hosting_checkpoint.bin").string();
    ASSERT_EQ(run(hosting, "parts", {.await_file = checkpoint}).code, 130);
    auto after = content("parts");
    EXPECT_EQ(after.erase("hosting_checkpoint.bin"), 1U);
    EXPECT_TRUE(after == before);
}

// Where there will be no results an old checkpoint goes too.
TEST_F(PlanningResume, LeavesNoOldCheckpointWhereNothingHasASolution) {
    std::string text = street_yaml("pipes: [{id: q, from: 'end:supply', to: stub, length_m: 100, "
                                   "inner_diameter_mm: 100, one_way: true}]\n"
                                   "withdrawals: [{id: w, node: stub, mass_flow_kg_s: -5}]\n" +
                                   many_candidates(1));
    std::string const end = "  - {id: end,";
    text.insert(text.find(end), "  - {id: stub, x_m: 600, y_m: 0, elevation_m: 0}\n");
    scratch.write("project.yaml", text);
    std::string const project = scratch.path().string();
    for (std::vector<std::string> const& words : {std::vector<std::string>{"hosting", project},
                                                  {"connect", project},
                                                  {"connect", project, "--together"}}) {
        std::string const checkpoint = "out/" + words[0] + "_checkpoint.bin";
        scratch.write(checkpoint, "of another day");
        Outcome const outcome = run(words, "out");
        EXPECT_EQ(outcome.code, 3) << words[0] << ": " << outcome.errors;
        EXPECT_FALSE(fs::exists(scratch / checkpoint)) << words.back();
    }
}

} // namespace
