// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar solve`: exit codes, files, columns, several points, interruption.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string const five = "examples/five-consumers";

std::set<std::string> names_in(fs::path const& folder) {
    std::set<std::string> names;
    for (auto const& entry : fs::directory_iterator{folder}) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

// Columns of each CSV file that a page of the manual describes.
std::map<std::string, std::string> documented_headers(char const* page) {
    std::map<std::string, std::string> headers;
    std::istringstream text{ScratchFolder::content(saggar::testing_support::source_dir() / "docs" / page)};
    std::string current;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ")) {
            current = line.ends_with(".csv") ? line.substr(3) : "";
        } else if (!current.empty() && line.starts_with("| `")) {
            std::string& header = headers[current];
            header += (header.empty() ? "" : ",") + line.substr(3, line.find('`', 3) - 3);
        }
    }
    return headers;
}

std::string first_line(fs::path const& file) {
    std::string const text = ScratchFolder::content(file);
    return text.substr(0, text.find('\n'));
}

// The cell of a row that begins with `id`.
std::string cell(fs::path const& file, std::string const& id, std::string const& column) {
    std::istringstream text{ScratchFolder::content(file)};
    std::string line;
    std::getline(text, line);
    auto const split = [](std::string const& row) {
        std::vector<std::string> cells;
        std::istringstream stream{row};
        for (std::string each; std::getline(stream, each, ',');) {
            cells.push_back(each);
        }
        return cells;
    };
    auto const columns = split(line);
    while (std::getline(text, line)) {
        auto const cells = split(line);
        for (std::size_t i = 0; cells.at(0) == id && i < cells.size(); ++i) {
            if (columns[i] == column) {
                return cells[i];
            }
        }
    }
    return "no such cell";
}

TEST(Solve, WritesTheDocumentedColumns) {
    ScratchFolder const folder;
    Outcome const outcome = run_saggar({"solve", five, "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.errors, IsEmpty());
    auto const headers = documented_headers("results.md");
    EXPECT_EQ(headers.size(), 9U);
    for (auto const& [file, header] : headers) {
        EXPECT_EQ(first_line(folder / "out" / file), header) << file;
        EXPECT_THAT(outcome.output, HasSubstr(file));
    }
    // The README of the example finds these by hand: 756 kW, 1 kg/s for each 126 kW.
    EXPECT_NEAR(std::stod(cell(folder / "out/substations.csv", "school_heat", "mass_flow_kg_s")), 2.0, 1e-9);
    EXPECT_NEAR(std::stod(cell(folder / "out/plants.csv", "boiler", "mass_flow_kg_s")), 6.0, 1e-9);
    auto const summary = nlohmann::json::parse(ScratchFolder::content(folder / "out/summary.json"));
    EXPECT_NEAR(summary["totals"]["heat_served_w"], 756e3, 1e-3);
    EXPECT_EQ(summary["all_well"], true);
}

// A catalogue may be called as a table of results is.
TEST(Solve, KeepsTheFilesThatTheProjectIsReadFrom) {
    std::string const own = "id,family,nominal_diameter,inner_diameter_mm,outer_diameter_mm,"
                            "insulation_diameter_mm,casing_diameter_mm,roughness_mm\n"
                            "OWN/DN50,OWN,50,54.5,60.3,134,140,0.05\n";
    ScratchFolder const folder;
    folder.write("pipes.csv", own);
    folder.write("project.yaml", "catalogues: [pipes.csv]\n" + street_yaml(many_points(2)));
    ASSERT_EQ(run_saggar({"check", folder.path().string()}).code, 0);
    Outcome const refused = run_saggar({"solve", folder.path().string(), "--out", folder.path().string()});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, HasSubstr((folder / "pipes.csv").string() +
                                          ": the project is read from this file, which would be replaced"));
    EXPECT_EQ(ScratchFolder::content(folder / "pipes.csv"), own);
    EXPECT_THAT(names_in(folder.path()), ElementsAre("pipes.csv", "project.yaml"));
    // Several points have folders of their own, in which nothing is in the way.
    EXPECT_EQ(
        run_saggar({"solve", folder.path().string(), "--all-points", "--out", folder.path().string()}).code,
        0);
    EXPECT_EQ(ScratchFolder::content(folder / "pipes.csv"), own);
}

// What is produced is delivered, lost, or carried off with water.
TEST(Solve, SaysWhatWaterCarriesOff) {
    ScratchFolder const folder;
    folder.write("project.yaml",
                 street_yaml("leakages:\n  - {id: leak, node: end:supply, mass_flow_kg_s: 0.5}\n"));
    Outcome const outcome = run_saggar({"solve", folder.path().string()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    auto const megawatts = [&](std::string const& what) {
        std::size_t const at = outcome.output.find(what);
        return at == std::string::npos ? 0.0 : std::stod(outcome.output.substr(at + what.size()));
    };
    double const gone = megawatts("carried off with water");
    EXPECT_NEAR(gone, 0.5 * 4190.0 * (79.0 - 10.0) * 1e-6, 0.005) << "MW, cold water makes it up";
    EXPECT_NEAR(megawatts("heat produced"), megawatts("heat delivered") + megawatts("heat lost") + gone,
                0.002);
    EXPECT_THAT(run_saggar({"solve", five}).output, Not(HasSubstr("carried off")));
}

TEST(Solve, SaysWhatAPersonAsksFirst) {
    Outcome const outcome = run_saggar({"solve", five, "--point", "half_load"});
    EXPECT_EQ(outcome.code, 0);
    for (char const* const part :
         {"Five consumers, operating point half_load: A cool day, with 70 degrees",
          "heat delivered    0.378  MW", "5 of 5 substations fully served", "index consumer", "flats_heat",
          "boiler", "left %", "Everything is served within limits."}) {
        EXPECT_THAT(outcome.output, HasSubstr(part));
    }
    EXPECT_THAT(outcome.output, Not(HasSubstr("\033"))); // colours are for terminals
}

// A plant that is set to all it has is no limit about to break: it stands last, and does not hide the one
// that follows the load.
TEST(Solve, TellsBaseLoadFromWhatIsTight) {
    std::string const output = run_saggar({"solve", "examples/stoke-on-trent/city"}).output;
    std::size_t const follows = output.find("kept    plant heat                        etruria");
    std::size_t const base = output.find("set so  plant heat                        hanford");
    ASSERT_NE(follows, std::string::npos) << output;
    ASSERT_NE(base, std::string::npos) << output;
    EXPECT_LT(follows, base);
    EXPECT_THAT(output, HasSubstr("held    substation differential pressure  tunstall_homes_9"));
}

TEST(Solve, AnswersProgramsInJson) {
    Outcome const outcome = run_saggar({"solve", five, "--all-points", "--format", "json", "-q"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    auto const answer = nlohmann::json::parse(outcome.output);
    ASSERT_EQ(answer.size(), 3U);
    EXPECT_EQ(answer[1]["operating_point"], "half_load");
    EXPECT_NEAR(answer[1]["totals"]["demand_w"], 378e3, 1e-6);
    EXPECT_EQ(answer[1]["substations"].size(), 5U);
}

TEST(Solve, GivesEachOfSeveralPointsAFolder) {
    ScratchFolder const folder;
    Outcome const outcome = run_saggar(
        {"solve", five, "--all-points", "--design", "-p", "peak", "--out", folder.path().string()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(names_in(folder.path()), ElementsAre("design", "half_load", "peak", "school_holiday"));
    EXPECT_THAT(outcome.output, HasSubstr("4 of 4 operating points are solved, 4 of them"));
    EXPECT_THAT(outcome.output, HasSubstr("school_holiday"));
    EXPECT_EQ(cell(folder / "school_holiday/substations.csv", "school_heat", "status"), "no_flow");
}

TEST(Solve, GivesTheSameFilesForAnyNumberOfThreads) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml(many_points(20)));
    for (char const* const threads : {"1", "2", "3"}) {
        EXPECT_EQ(run_saggar({"solve", folder.path().string(), "--all-points", "--threads", threads, "--out",
                              (folder / threads).string(), "-q"})
                      .code,
                  0);
    }
    for (char const* const file : {"t0/pipes.csv", "t15/nodes.csv", "t19/substations.csv"}) {
        std::string const one = ScratchFolder::content(folder / "1" / file);
        EXPECT_FALSE(one.empty());
        EXPECT_EQ(one, ScratchFolder::content(folder / "2" / file)) << file;
        EXPECT_EQ(one, ScratchFolder::content(folder / "3" / file)) << file;
    }
}

struct No {
    char const* what;
    std::string project;
    char const* said;
    char const* table;
    char const* id;
    char const* column;
    char const* value;
};

// Exit code 1: solved and written, but not as it should be.
TEST(Solve, AnswersNoWithResults) {
    std::string loaded = street_yaml();
    loaded.replace(loaded.find("DN65"), 4, "DN32");
    for (No const& no : {No{"short of pressure", street_yaml("", ", differential_pressure_bar: 0.3"),
                            "kW are not served", "substations.csv", "far", "status", "limited_by_pressure"},
                         No{"cut off", street_yaml("operating_points:\n  - {id: cut, closed: [p2]}\n"),
                            "cut off", "substations.csv", "far", "status", "cut_off"},
                         No{"limit broken", loaded, "limits are broken", "pipes.csv", "p2:supply",
                            "broken_limits", "pipe_gradient"}}) {
        ScratchFolder const folder;
        folder.write("project.yaml", no.project);
        Outcome const outcome =
            run_saggar({"solve", folder.path().string(),
                        no.project.find("cut,") == std::string::npos ? "-v" : "--all-points", "--out",
                        (folder / "out").string()});
        EXPECT_EQ(outcome.code, 1) << no.what << outcome.output << outcome.errors;
        EXPECT_THAT(outcome.output, HasSubstr(no.said)) << no.what;
        EXPECT_EQ(cell(folder / "out" / no.table, no.id, no.column), no.value) << no.what;
        auto const summary = nlohmann::json::parse(ScratchFolder::content(folder / "out/summary.json"));
        EXPECT_EQ(summary["all_well"], false) << no.what;
    }
}

// 400 kW are set where 100 are taken, or less than pumps can bring: the user is told, and nothing runs
// backwards.
TEST(Solve, SaysThatLessThanTheSetHeatIsGiven) {
    ScratchFolder const folder;
    auto const with = [&](std::string const& waste) {
        folder.write("project.yaml", R"(schema_version: 1
name: surplus
nodes: [{id: a}, {id: b}]
pipe_pairs: [{id: p, from: a, to: b, length_m: 400, inner_diameter_mm: 80, heat_loss_w_mk: 0.2}]
plants:
  - {id: boiler, node: a, held_pressure_bar: 3}
  - {id: waste, node: b, control: heat, )" +
                                         waste +
                                         R"(}
substations: [{id: s, node: b, peak_kw: 100, return_temperature_c: 50}]
)");
        return run_saggar({"solve", folder.path().string(), "--out", (folder / "out").string()});
    };
    auto const status = [&](char const* plant) {
        return cell(folder / "out" / "plants.csv", plant, "status");
    };
    Outcome const surplus = with("heat_kw: 400");
    EXPECT_EQ(surplus.code, 0) << surplus.output << surplus.errors;
    EXPECT_THAT(surplus.output,
                HasSubstr("waste gives 100.0 kW of the 400.0 kW that are set: no more is taken"));
    EXPECT_EQ(status("waste"), "limited_by_pressure");
    EXPECT_EQ(status("boiler"), "no_flow");
    Outcome const narrow = with("heat_kw: 80, maximum_flow_kg_s: 0.2");
    EXPECT_EQ(narrow.code, 0) << narrow.output << narrow.errors;
    EXPECT_THAT(narrow.output, HasSubstr(" kW of the 80.0 kW that are set: its pumps carry no more"));
    EXPECT_EQ(status("waste"), "at_flow_limit");
    Outcome const served = with("heat_kw: 80");
    EXPECT_THAT(served.output, Not(HasSubstr("that are set")));
}

// Water is pressed into a dead end behind a check valve: at the point `out`, nothing can hold that.
constexpr char const* no_way_out = R"(schema_version: 1
name: check valve
nodes: [{id: a, elevation_m: 0}, {id: b, elevation_m: 0}]
pipes: [{id: q, from: a, to: b, length_m: 100, inner_diameter_mm: 100, one_way: true}]
reservoirs: [{id: r, node: a, head_m: 30}]
withdrawals: [{id: w, node: b, mass_flow_kg_s: 5}]
operating_points:
  - {id: out, withdrawals: [{withdrawal: w, mass_flow_kg_s: -5}]}
  - {id: fine, load_factor: 0.5}
)";

// Exit code 3: nothing is shown or written of the point, and what was there stays.
TEST(Solve, WithoutASolutionWritesNothing) {
    ScratchFolder const folder;
    folder.write("project.yaml", no_way_out);
    folder.write("out/nodes.csv", "of another day");
    Outcome const alone =
        run_saggar({"solve", folder.path().string(), "-p", "out", "--out", (folder / "out").string()});
    EXPECT_EQ(alone.code, 3) << alone.output << alone.errors;
    EXPECT_THAT(alone.output, IsEmpty());
    EXPECT_THAT(alone.errors, HasSubstr("operating point out"));
    EXPECT_THAT(alone.errors, HasSubstr("'w' presses 5 kg/s into node 'b'"));
    EXPECT_THAT(alone.errors, HasSubstr("No result is shown or written"));
    EXPECT_EQ(ScratchFolder::content(folder / "out/nodes.csv"), "of another day");
    EXPECT_THAT(names_in(folder / "out"), ElementsAre("nodes.csv"));
    // As JSON no number either, but what is wrong.
    Outcome const told = run_saggar({"solve", folder.path().string(), "-p", "out", "--format", "json"});
    EXPECT_EQ(told.code, 3);
    auto const answer = nlohmann::json::parse(told.output);
    EXPECT_EQ(answer.size(), 4U);
    EXPECT_EQ(answer["operating_point"], "out");
    EXPECT_THAT(answer["diagnosis"], HasSubstr("'w' presses 5 kg/s into node 'b'"));
    Outcome const all = run_saggar({"solve", folder.path().string(), "--all-points", "--format", "json"});
    auto const answers = nlohmann::json::parse(all.output);
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0], answer);
    EXPECT_EQ(answers[1]["operating_point"], "fine");

    // One that fails does not stop the rest.
    Outcome const both =
        run_saggar({"solve", folder.path().string(), "--all-points", "--out", (folder / "both").string()});
    EXPECT_EQ(both.code, 3);
    EXPECT_THAT(names_in(folder / "both"), ElementsAre("fine"));
    EXPECT_THAT(both.output, HasSubstr("1 of 2 operating points are solved"));
}

TEST(Solve, OfABrokenProjectKeepsWhatWasThere) {
    ScratchFolder const folder;
    std::string text = street_yaml();
    text.replace(text.find("to: end"), 7, "to: nowhere");
    folder.write("project.yaml", text);
    folder.write("out/nodes.csv", "of another day");
    Outcome const outcome = run_saggar({"solve", folder.path().string(), "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("there is no node 'nowhere'"));
    EXPECT_EQ(ScratchFolder::content(folder / "out/nodes.csv"), "of another day");
    EXPECT_THAT(names_in(folder / "out"), ElementsAre("nodes.csv"));
}

TEST(Solve, WhereNoFolderCanBeIsBadUsage) {
    ScratchFolder const folder;
    folder.write("file", "x");
    Outcome const outcome = run_saggar({"solve", five, "--out", (folder / "file" / "out").string()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("cannot be written"));
    EXPECT_EQ(ScratchFolder::content(folder / "file"), "x");
}

TEST(Solve, InterruptedWritesNothing) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml(many_points(10000)));
    folder.write("out/t0/nodes.csv", "of another day");
    for (auto const& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
        Outcome const outcome =
            run_saggar({"solve", folder.path().string(), "--all-points", "--out", (folder / "out").string()},
                       {.terminal = true, .await = "operating point 3", .signal = signal});
        EXPECT_EQ(outcome.code, code) << outcome.errors;
        EXPECT_THAT(outcome.errors, HasSubstr("of 10000"));
        EXPECT_THAT(outcome.errors, HasSubstr("stopped: nothing was written"));
        EXPECT_THAT(outcome.output, IsEmpty());
        EXPECT_THAT(names_in(folder / "out"), ElementsAre("t0"));
        EXPECT_THAT(names_in(folder / "out/t0"), ElementsAre("nodes.csv"));
        EXPECT_EQ(ScratchFolder::content(folder / "out/t0/nodes.csv"), "of another day");
    }
}

TEST(Solve, InterruptedWhileWritingLeavesWholeFolders) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml(many_points(300)));
    Outcome const outcome =
        run_saggar({"solve", folder.path().string(), "--all-points", "--out", (folder / "out").string()},
                   {.terminal = true, .await = "writing operating point 3"});
    EXPECT_EQ(outcome.code, 130) << outcome.errors;
    EXPECT_THAT(outcome.errors, HasSubstr("of 300 operating points were written, each whole"));
    auto const folders = names_in(folder / "out");
    EXPECT_GE(folders.size(), 2U);
    EXPECT_LT(folders.size(), 300U);
    auto const whole = names_in(folder / "out/t0");
    EXPECT_GE(whole.size(), 10U);
    for (std::string const& each : folders) {
        EXPECT_EQ(names_in(folder / "out" / each), whole) << each; // no .writing-... is left
    }
}

TEST(Connect, WritesTheDocumentedColumns) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml("candidates:\n" + candidate_yaml("shop", 40.0)));
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "-v", "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    for (auto const& [file, header] : documented_headers("connections.md")) {
        EXPECT_EQ(first_line(folder / "out" / file), header) << file;
    }
    EXPECT_THAT(names_in(folder / "out"), ElementsAre("connection_limits.csv", "connections.csv"));
    EXPECT_EQ(cell(folder / "out/connections.csv", "shop", "verdict"), "feasible");
    EXPECT_THAT(outcome.output, HasSubstr("1 of 1 candidate can be connected"));
}

TEST(Connect, AnswersNoWhereOneCannot) {
    ScratchFolder const folder;
    folder.write("project.yaml",
                 street_yaml("candidates:\n" + candidate_yaml("shop", 40.0) + candidate_yaml("mill", 5000.0) +
                             candidate_yaml("farm", 40.0, 4000.0)));
    Outcome const outcome = run_saggar({"connect", folder.path().string(), "--format", "json"});
    EXPECT_EQ(outcome.code, 1) << outcome.errors;
    auto const answer = nlohmann::json::parse(outcome.output);
    EXPECT_THAT(outcome.output, HasSubstr("infeasible"));
    EXPECT_THAT(outcome.output, HasSubstr("m away"));
    EXPECT_THAT(run_saggar({"connect", folder.path().string(), "-q"}).output, IsEmpty());
    Outcome const table = run_saggar({"connect", folder.path().string()});
    EXPECT_THAT(table.output, HasSubstr("1 of 3 candidates can be connected"));
}

TEST(Connect, InterruptedKeepsWhatWasThere) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml(many_candidates(3000)));
    folder.write("out/connections.csv", "of another day");
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--out", (folder / "out").string()},
                   {.terminal = true, .await = "candidate 2 of 3000"});
    EXPECT_EQ(outcome.code, 130) << outcome.errors;
    EXPECT_THAT(outcome.errors, HasSubstr("of 3000 candidates: what is done so far is in"));
    EXPECT_THAT(outcome.output, IsEmpty());
    EXPECT_THAT(names_in(folder / "out"), ElementsAre("connect_checkpoint.bin", "connections.csv"));
    EXPECT_EQ(ScratchFolder::content(folder / "out/connections.csv"), "of another day");
}

TEST(Progress, IsForTerminalsOnly) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml("candidates:\n" + candidate_yaml("shop", 40.0)));
    EXPECT_THAT(run_saggar({"connect", folder.path().string()}).errors, IsEmpty());
    EXPECT_THAT(run_saggar({"connect", folder.path().string()}, {.terminal = true}).errors,
                HasSubstr("candidate 1 of 1"));
    EXPECT_THAT(run_saggar({"connect", folder.path().string(), "-q"}, {.terminal = true}).errors, IsEmpty());
}

TEST(Report, WritesOnePage) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml("candidates:\n" + candidate_yaml("shop", 40.0)));
    std::string const page = (folder / "new/folder/report.html").string();
    Outcome const outcome = run_saggar({"report", folder.path().string(), "-o", page, "--format", "json"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    auto const answer = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(answer["report"], page);
    EXPECT_EQ(answer["all_well"], true);
    EXPECT_EQ(answer["candidates"], 1);
    std::string const html = ScratchFolder::content(page);
    EXPECT_THAT(html, HasSubstr("<html"));
    EXPECT_THAT(html, HasSubstr("shop"));
    EXPECT_THAT(html, Not(HasSubstr("src=\"http"))); // self-contained
    Outcome const spoken =
        run_saggar({"report", folder.path().string(), "-o", page, "--no-candidates", "-v"});
    EXPECT_THAT(spoken.output, HasSubstr("design"));
    EXPECT_THAT(spoken.output, HasSubstr("The report is " + page));
    EXPECT_THAT(ScratchFolder::content(page), Not(HasSubstr("shop")));
}

TEST(Report, NeverTakesThePlaceOfWhatItIsMadeOf) {
    ScratchFolder const folder;
    folder.write("homes.yaml", "schema_version: 1\nlimits: {source: of the second file}\n");
    folder.write("project.yaml", "include: [homes.yaml]\n" + street_yaml());
    fs::create_symlink(folder / "project.yaml", folder / "link.html");
    fs::create_directory(folder / "sub");
    for (char const* const name : {"project.yaml", "homes.yaml", "sub/../project.yaml", "link.html"}) {
        std::string const file = (folder / name).string();
        std::string const before = ScratchFolder::content(file);
        Outcome const outcome = run_saggar({"report", folder.path().string(), "-o", file});
        EXPECT_EQ(outcome.code, 2) << file;
        EXPECT_THAT(outcome.errors, HasSubstr("the project is read from this file"));
        EXPECT_EQ(ScratchFolder::content(file), before);
    }
}

TEST(Report, InterruptedKeepsTheOldOne) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml(many_candidates(3000)));
    folder.write("report.html", "of another day");
    Outcome const outcome =
        run_saggar({"report", folder.path().string(), "-o", (folder / "report.html").string()},
                   {.terminal = true, .await = "candidate 2 of 3000"});
    EXPECT_EQ(outcome.code, 130) << outcome.errors;
    EXPECT_EQ(ScratchFolder::content(folder / "report.html"), "of another day");
    EXPECT_THAT(names_in(folder.path()), ElementsAre("project.yaml", "report.html"));
}

} // namespace
