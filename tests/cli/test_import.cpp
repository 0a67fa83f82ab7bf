// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar import`, and what `saggar solve` makes of its projects.

#include "program.hpp"
#include "reference.hpp"
#include "scratch_folder.hpp"
#include "table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string inp(std::string const& more = {}) {
    return "[TITLE]\nthree houses\n[JUNCTIONS]\nA 10 5 day\nB 8 3\n[RESERVOIRS]\nR 60\n[PIPES]\n"
           "1 R A 400 150 0.1\n2 A B 200 100 0.1\n[PATTERNS]\nday 0.5 1.5 1.0\n"
           "[OPTIONS]\nUNITS LPS\nHEADLOSS D-W\n[TIMES]\nDURATION 2:00\n" +
           more;
}

TEST(Import, TranslatesAndSolves) {
    ScratchFolder const folder;
    folder.write("town.inp", inp());
    std::string const project = (folder / "town.yaml").string();
    Outcome const imported = run_saggar({"import", (folder / "town.inp").string(), "-o", project});
    EXPECT_EQ(imported.code, 0) << imported.errors;
    EXPECT_THAT(imported.output, HasSubstr("3 nodes, 2 pipes, 0 pumps, 0 valves are in " + project));
    Outcome const solved = run_saggar({"solve", project});
    EXPECT_EQ(solved.code, 0) << solved.errors;
    EXPECT_THAT(solved.output, HasSubstr("water withdrawn  5.49  kg/s")); // 2.5 + 3 L/s at 998.2 kg/m3
    EXPECT_THAT(solved.output, HasSubstr("at 2 places"));
    EXPECT_THAT(solved.output, HasSubstr("Every limit is kept."));
}

TEST(Import, ReplacesNothingUnasked) {
    ScratchFolder const folder;
    folder.write("town.inp", inp());
    folder.write("town.yaml", "mine");
    std::vector<std::string> arguments{"import", (folder / "town.inp").string(), "-o",
                                       (folder / "town.yaml").string()};
    Outcome const refused = run_saggar(arguments);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("is there already"));
    EXPECT_THAT(refused.errors, HasSubstr("--force"));
    EXPECT_EQ(ScratchFolder::content(folder / "town.yaml"), "mine");
    arguments.emplace_back("--force");
    arguments.emplace_back("--quiet");
    Outcome const forced = run_saggar(arguments);
    EXPECT_EQ(forced.code, 0) << forced.errors;
    EXPECT_THAT(forced.output, IsEmpty());
    EXPECT_THAT(ScratchFolder::content(folder / "town.yaml"), HasSubstr("three houses"));
}

TEST(Import, NeverReplacesWhatItReads) {
    ScratchFolder const folder;
    folder.write("town.yaml", "schema_version: 1\n"); // a mapping
    Outcome const outcome = run_saggar(
        {"import", (folder / "town.yaml").string(), "-o", (folder / "town.yaml").string(), "--force"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("is the file that is imported"));
    EXPECT_EQ(ScratchFolder::content(folder / "town.yaml"), "schema_version: 1\n");
}

TEST(Import, OfAFileWithoutANetworkWritesNothing) {
    ScratchFolder const folder;
    for (char const* const text : {"", "[TITLE]\nnothing yet\n[END]\n"}) {
        folder.write("town.inp", text);
        Outcome const outcome =
            run_saggar({"import", (folder / "town.inp").string(), "-o", (folder / "town.yaml").string()});
        EXPECT_EQ(outcome.code, 2) << text;
        EXPECT_THAT(outcome.errors, HasSubstr("town.inp: has no junctions, reservoirs or tanks"));
        EXPECT_FALSE(fs::exists(folder / "town.yaml"));
    }
}

TEST(Import, OfABrokenFileWritesNothing) {
    ScratchFolder const folder;
    folder.write("town.inp", inp("[PIPES]\n3 B NOWHERE 100 100 0.1\n"));
    folder.write("town.yaml", "mine");
    Outcome const outcome = run_saggar(
        {"import", (folder / "town.inp").string(), "-o", (folder / "town.yaml").string(), "--force"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("town.inp:19:"));
    EXPECT_THAT(outcome.errors, HasSubstr("NOWHERE"));
    EXPECT_EQ(ScratchFolder::content(folder / "town.yaml"), "mine");
}

// What EPANET takes and a project may not have: it is said by the lines of the file, as `check` would say it.
TEST(Import, OfAProjectThatWouldBeRefusedWritesNothing) {
    ScratchFolder const folder;
    folder.write("town.inp",
                 "[JUNCTIONS]\nA 10 5\nB 8 3\nE 3\n[RESERVOIRS]\nR 60\n[PIPES]\n1 R A 400 150 300\n"
                 "2 A B 200000 100 100\n[OPTIONS]\nUNITS LPS\nHEADLOSS H-W\n");
    std::vector<std::string> arguments{"import", (folder / "town.inp").string(), "-o",
                                       (folder / "town.yaml").string()};
    Outcome const refused = run_saggar(arguments);
    EXPECT_EQ(refused.code, 2);
    EXPECT_FALSE(fs::exists(folder / "town.yaml"));
    std::vector<std::string> const said{"town.inp:4: nodes 'E': no pipe or other element leads to it",
                                        "town.inp:8: pipes '1', hazen_williams_c: 300 is not allowed",
                                        "town.inp:9: pipes '2', length_m: 200000 is not allowed"};
    for (std::string const& line : said) {
        EXPECT_THAT(refused.errors, HasSubstr(line));
    }
    arguments.insert(arguments.end(), {"--allow-incomplete", "--format", "json"});
    Outcome const listed = run_saggar(arguments);
    EXPECT_EQ(listed.code, 1) << listed.errors;
    EXPECT_EQ(nlohmann::json::parse(listed.output)["untranslated"].size(), said.size());
    for (std::string const& line : said) {
        EXPECT_THAT(listed.errors, HasSubstr(line));
    }
    EXPECT_EQ(run_saggar({"check", (folder / "town.yaml").string()}).code, 2);
}

TEST(Import, OfAFolderIsBadUsage) {
    ScratchFolder const folder;
    Outcome const outcome =
        run_saggar({"import", folder.path().string(), "-o", (folder / "town.yaml").string()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(folder.path().string() + ": is a folder. Name an EPANET file"));
}

TEST(Import, AnswersNoWhereSomethingIsLeftOut) {
    ScratchFolder const folder;
    folder.write("town.inp", inp("[OPTIONS]\nDEMAND MODEL PDA\n"));
    std::vector<std::string> arguments{"import", (folder / "town.inp").string(), "-o",
                                       (folder / "town.json").string()};
    EXPECT_EQ(run_saggar(arguments).code, 2);
    EXPECT_FALSE(fs::exists(folder / "town.json"));
    arguments.insert(arguments.end(), {"--allow-incomplete", "--format", "json"});
    Outcome const outcome = run_saggar(arguments);
    EXPECT_EQ(outcome.code, 1) << outcome.errors;
    auto const answer = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(answer["nodes"], 3);
    ASSERT_EQ(answer["untranslated"].size(), 1U);
    EXPECT_THAT(answer["untranslated"][0].get<std::string>(), HasSubstr("PDA"));
    EXPECT_THAT(outcome.errors, HasSubstr("PDA"));
    EXPECT_TRUE(fs::exists(folder / "town.json"));
}

TEST(Import, PatternStepsAreOperatingPoints) {
    ScratchFolder const folder;
    folder.write("town.inp", inp());
    std::string const project = (folder / "town.yaml").string();
    Outcome const imported =
        run_saggar({"import", (folder / "town.inp").string(), "-o", project, "--pattern-steps"});
    EXPECT_EQ(imported.code, 0) << imported.errors;
    EXPECT_THAT(imported.output, HasSubstr("3 operating points"));
    Outcome const solved = run_saggar({"solve", project, "--all-points", "--format", "json"});
    EXPECT_EQ(solved.code, 0) << solved.errors;
    auto const points = nlohmann::json::parse(solved.output);
    ASSERT_EQ(points.size(), 3U);
    std::vector<double> const factor{0.5, 1.5, 1.0};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(points[i]["operating_point"], fmt::format("h{:03}-00", i));
        for (auto const& row : points[i]["boundaries"]) {
            if (row["id"] == "A.demand") {
                EXPECT_NEAR(row["mass_flow_kg_s"], 5.0 * factor[i] * 0.9982, 1e-9) << i;
            }
        }
    }
}

// From the file to the results' files: EPANET's own day of hourly steps.
TEST(Import, ADayAgreesWithEpanet) {
    SAGGAR_NEEDS_REFERENCE("epanet/mesh_1k_r1_eps.csv");
    ScratchFolder const folder;
    std::string const project = (folder / "town.pb").string();
    ASSERT_EQ(run_saggar({"import", (reference_folder() / "epanet/mesh_1k_r1.inp").string(), "-o", project,
                          "--epanet-constants", "--pattern-steps", "-q"})
                  .code,
              0);
    std::vector<std::string> arguments{"solve", project, "-q", "--out", (folder / "out").string()};
    for (int hour = 0; hour <= 24; ++hour) {
        arguments.emplace_back("--point");
        arguments.push_back(fmt::format("h{:03}-00", hour));
    }
    Outcome const solved = run_saggar(arguments);
    ASSERT_LE(solved.code, 1) << solved.errors; // 1: a velocity or gradient beyond the default limits

    constexpr double density_kg_m3 = 1000.0;
    constexpr double bar_in_head_m = 1e5 / (density_kg_m3 * 32.2 * 0.3048);
    constexpr double litre_kg = density_kg_m3 * 0.3048 * 0.3048 * 0.3048 / 28.317; // by way of the cubic foot
    Table const table{reference_folder() / "epanet/mesh_1k_r1_eps.csv"};
    auto const time = table.numbers("time_s");
    auto const value = table.numbers("value");
    auto const kind = table.column("kind");
    auto const id = table.column("id");
    std::map<std::string, double> head_m;
    std::map<std::string, double> flow_l_s;
    int read_hour = -1;
    std::size_t compared = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        int const hour = static_cast<int>(std::lround(time[row] / 3600.0));
        if (hour != read_hour) {
            read_hour = hour;
            fs::path const out = folder / "out" / fmt::format("h{:03}-00", hour);
            Table const nodes{out / "nodes.csv"};
            Table const pipes{out / "pipes.csv"};
            auto const pressure = nodes.numbers("pressure_bar");
            auto const elevation = nodes.numbers("elevation_m");
            auto const node = nodes.texts("id");
            for (std::size_t i = 0; i < nodes.rows(); ++i) {
                head_m[node[i]] = pressure[i] * bar_in_head_m + elevation[i];
            }
            auto const flow = pipes.numbers("mass_flow_kg_s");
            auto const pipe = pipes.texts("id");
            for (std::size_t i = 0; i < pipes.rows(); ++i) {
                flow_l_s[pipe[i]] = flow[i] / litre_kg;
            }
        }
        auto const name = std::string{table.text(row, id)};
        if (table.text(row, kind) == "head_m") {
            ASSERT_NEAR(head_m.at(name), value[row], 1e-6) << "m, hour " << hour << ", node " << name;
            ++compared;
        } else if (table.text(row, kind) == "flow_Lps") {
            ASSERT_NEAR(flow_l_s.at(name), value[row], 1e-6) << "L/s, hour " << hour << ", pipe " << name;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 25U * (834U + 1000U));
}

} // namespace
