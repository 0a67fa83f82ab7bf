// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the command says of itself, of wrong usage and of wrong projects.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <ostream>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

struct Call {
    std::string name;
    std::vector<std::string> arguments;
    int code;
    std::vector<std::string> output; // each is in it; none: it is empty
    std::vector<std::string> errors;
};
void PrintTo(Call const& call, std::ostream* out) {
    *out << call.name;
}

class Usage : public ::testing::TestWithParam<Call> {};

TEST_P(Usage, IsAnswered) {
    Call const& call = GetParam();
    Outcome const outcome = run_saggar(call.arguments);
    EXPECT_EQ(outcome.code, call.code) << outcome.output << outcome.errors;
    for (std::string const& part : call.output) {
        EXPECT_THAT(outcome.output, HasSubstr(part));
    }
    for (std::string const& part : call.errors) {
        EXPECT_THAT(outcome.errors, HasSubstr(part));
    }
    if (call.output.empty()) {
        EXPECT_THAT(outcome.output, IsEmpty());
    }
    if (call.errors.empty()) {
        EXPECT_THAT(outcome.errors, IsEmpty());
    }
}

std::string const five = "examples/five-consumers";

INSTANTIATE_TEST_SUITE_P(
    Calls, Usage,
    ::testing::Values(
        Call{"Version", {"--version"}, 0, {"saggar " SAGGAR_VERSION "\n"}, {}},
        Call{"Help",
             {"--help"},
             0,
             {"check", "solve", "connect", "hosting", "contingency", "report", "import", "130 interrupted"},
             {}},
        Call{"HelpOfCheck", {"check", "--help"}, 0, {"PROJECT", "--format", "--quiet", "--verbose"}, {}},
        Call{"HelpOfSolve",
             {"solve", "--help"},
             0,
             {"--point", "--all-points", "--design", "--out", "--threads", "Example: saggar solve"},
             {}},
        Call{"HelpOfConnect", {"connect", "--help"}, 0, {"connections.csv", "--format"}, {}},
        Call{"HelpOfReport",
             {"report", "--help"},
             0,
             {"--no-candidates", "report.html", "--simulation", "--plan", "--hosting", "--contingency",
              "--together"},
             {}},
        Call{"HelpOfImport",
             {"import", "--help"},
             0,
             {"FILE", "--epanet-constants", "--allow-incomplete", "--pattern-steps", "--force", "--format"},
             {}},
        Call{"Nothing", {}, 2, {}, {"A subcommand is required"}},
        Call{"UnknownCommand", {"sovle", five}, 2, {}, {"sovle", "--help lists commands"}},
        Call{"UnknownOption", {"solve", five, "--al-points"}, 2, {}, {"--al-points"}},
        Call{"NoProject", {"solve"}, 2, {}, {"PROJECT is required"}},
        Call{"UnknownFormat", {"check", five, "--format", "xml"}, 2, {}, {"xml", "table", "json"}},
        Call{"QuietAndVerbose", {"check", five, "--quiet", "--verbose"}, 2, {}, {"excludes"}},
        Call{"NegativeThreads", {"solve", five, "--threads", "-1"}, 2, {}, {"--threads"}},
        Call{"ThreadsInWords", {"solve", five, "--threads", "many"}, 2, {}, {"--threads"}},
        Call{"NoSuchProject",
             {"check", "no/such/project"},
             2,
             {},
             {"no/such/project", "does not exist", "1 problem"}},
        Call{"NoSuchPoint",
             {"solve", five, "--point", "noon", "--point", "half_load"},
             2,
             {},
             {"'noon'", "It has peak, half_load, school_holiday", "1 problem; nothing was written"}},
        Call{"AnEmptyName", {"solve", five, "--out", ""}, 2, {}, {"--out", "an empty name"}},
        Call{"AnEmptyNameOfAReport", {"report", five, "-o", ""}, 2, {}, {"--out", "an empty name"}},
        Call{"NoCandidates", {"connect", five}, 2, {}, {"candidates", "lists no candidate loads"}},
        Call{"NoImportName", {"import", "town.inp"}, 2, {}, {"--out is required"}},
        Call{"NoInpFile",
             {"import", "no/town.inp", "-o", "no/town.yaml"},
             2,
             {},
             {"no/town.inp", "cannot be read"}},
        Call{"Check",
             {"check", five},
             0,
             {"Five consumers: nothing wrong found", "5 substations with 0.76 MW",
              "1 plant, 3 operating points"},
             {}},
        Call{"CheckQuiet", {"check", five, "--quiet"}, 0, {}, {}},
        Call{"CheckVerbose", {"check", five, "--verbose"}, 0, {"pipe_pairs               8"}, {}},
        Call{"SolveQuiet", {"solve", five, "-q"}, 0, {}, {}},
        Call{"ReportNowhere",
             {"report", five, "-o", "README.md/report.html"},
             2,
             {},
             {"README.md/report.html", "cannot be written"}}),
    [](auto const& instance) { return instance.param.name; });

TEST(Usage, AProjectNeedsNoName) {
    ScratchFolder const folder;
    std::string text = street_yaml("simulation: {weather: weather.csv, annual_degree_days_kd: 2000}\n");
    text.erase(text.find("name: a street\n"), std::string{"name: a street\n"}.size());
    for (std::string const load : {"id: near,", "id: far,"}) {
        text.replace(text.find(load), load.size(), load + " annual_use_mwh: 300,");
    }
    folder.write("project.yaml", text);
    folder.write("weather.csv", "time,outdoor_temperature_c\n2024-01-15T00:00Z,2\n2024-01-15T01:00Z,3\n");
    std::string const project = folder.path().string();
    EXPECT_THAT(run_saggar({"check", project}).output, StartsWith("The network: nothing wrong found."));
    EXPECT_THAT(run_saggar({"solve", project}).output, StartsWith("The network, operating point as-given"));
    EXPECT_THAT(run_saggar({"simulate", project, "--from", "2024-01-15", "--to", "2024-01-15T02:00Z", "--out",
                            (folder / "out").string()})
                    .output,
                StartsWith("The network, 2024-01-15T00:00:00Z to 2024-01-15T02:00:00Z"));
}

TEST(Check, AnswersProgramsInJson) {
    Outcome const outcome = run_saggar({"check", five, "--format", "json", "--quiet"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    auto const answer = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(answer["project"], "Five consumers");
    EXPECT_EQ(answer["ok"], true);
    EXPECT_EQ(answer["substations"], 5);
    EXPECT_EQ(answer["operating_points"], 3);
    EXPECT_NEAR(answer["trench_m"], 1350.0, 1e-9);
    EXPECT_NEAR(answer["peak_w"], 756e3, 1e-6);
}

TEST(Check, ListsProblemsInJson) {
    ScratchFolder const folder;
    std::string text = street_yaml("catalogues: [nowhere.csv]\n");
    text.replace(text.find("peak_kw: 200"), 12, "peak_kw: 4e7");
    folder.write("project.yaml", text);
    std::string const file = (folder / "project.yaml").string();
    for (std::string const command : {"check", "solve"}) {
        Outcome const outcome = run_saggar({command, file, "--format", "json"});
        EXPECT_EQ(outcome.code, 2);
        EXPECT_THAT(outcome.errors, HasSubstr("2 problems; nothing was written"));
        auto const answer = nlohmann::json::parse(outcome.output);
        EXPECT_EQ(answer["ok"], false);
        ASSERT_EQ(answer["problems"].size(), 2U) << outcome.output;
        bool found = false;
        for (auto const& problem : answer["problems"]) {
            if (problem["id"] == "near") {
                found = true;
                EXPECT_EQ(problem["file"], file);
                EXPECT_EQ(problem["line"], 14);
                EXPECT_EQ(problem["component"], "substations");
                EXPECT_EQ(problem["field"], "peak_kw");
                EXPECT_THAT(problem["text"].get<std::string>(), HasSubstr("40000000 is not allowed"));
            }
        }
        EXPECT_TRUE(found) << outcome.output;
    }
}

// Every project that is known to be broken: the exit code, every message with its file, and nothing else.
TEST(Check, RefusesEveryBrokenProject) {
    int count = 0;
    for (auto const& entry :
         fs::directory_iterator{saggar::testing_support::source_dir() / "tests/data/broken"}) {
        if (!entry.is_directory()) {
            continue;
        }
        ++count;
        auto const expected = nlohmann::json::parse(ScratchFolder::content(entry.path() / "expected.json"));
        Outcome const outcome =
            run_saggar({"check", (entry.path() / expected.value("project", "")).lexically_normal().string()});
        EXPECT_EQ(outcome.code, 2) << entry.path();
        EXPECT_THAT(outcome.output, IsEmpty()) << entry.path();
        for (auto const& problem : expected["problems"]) {
            EXPECT_THAT(outcome.errors, HasSubstr(problem["says"].get<std::string>())) << entry.path();
            EXPECT_THAT(outcome.errors, HasSubstr(problem["file"].get<std::string>())) << entry.path();
            EXPECT_THAT(outcome.errors, HasSubstr(problem.value("id", ""))) << entry.path();
            EXPECT_THAT(outcome.errors, HasSubstr(problem.value("field", ""))) << entry.path();
        }
        EXPECT_TRUE(std::regex_search(outcome.errors, std::regex{std::to_string(expected["problems"].size()) +
                                                                 " problems?; nothing was written\n$"}))
            << entry.path() << ":\n"
            << outcome.errors;
    }
    EXPECT_GE(count, 60);
}

// A message has all that is needed to mend the file: where, which, what, what is allowed.
TEST(Check, SaysWhereWhatAndWhatIsAllowed) {
    ScratchFolder const folder;
    std::string text = street_yaml();
    text.replace(text.find("peak_kw: 200"), 12, "peak_kw: 4e7");
    folder.write("project.yaml", text);
    Outcome const outcome = run_saggar({"check", (folder / "project.yaml").string()});
    EXPECT_EQ(outcome.code, 2);
    for (char const* const part :
         {"project.yaml:14:", "substations", "'near'", "peak_kw", "40000000", "at most", "not W"}) {
        EXPECT_THAT(outcome.errors, HasSubstr(part));
    }
}

// A catalogue may be called as a file of results is.
TEST(Output, NeverTakesThePlaceOfWhatTheProjectIsReadFrom) {
    std::string const own = "id,family,nominal_diameter,inner_diameter_mm,outer_diameter_mm,"
                            "insulation_diameter_mm,casing_diameter_mm,roughness_mm\n"
                            "OWN/DN50,OWN,50,54.5,60.3,134,140,0.05\n";
    std::vector<std::pair<std::string, std::vector<std::string>>> const runs{
        {"simulation.csv", {"simulate", "--from", "2024-01-15", "--to", "2024-01-15T02:00Z"}},
        {"hosting.csv", {"hosting"}},
        {"contingency_loads.csv", {"contingency"}},
        {"connection_limits.csv", {"connect"}}};
    for (auto const& [name, command] : runs) {
        ScratchFolder const folder;
        folder.write(name, own);
        std::string text = "catalogues: [" + name + "]\n" +
                           street_yaml(many_candidates(1) +
                                       "simulation: {weather: weather.csv, annual_degree_days_kd: 2000}\n");
        for (std::string const load : {"id: near,", "id: far,"}) {
            text.replace(text.find(load), load.size(), load + " annual_use_mwh: 300,");
        }
        folder.write("project.yaml", text);
        folder.write("weather.csv", "time,outdoor_temperature_c\n2024-01-15T00:00Z,2\n2024-01-15T01:00Z,3\n");
        std::string const here = folder.path().string();
        ASSERT_EQ(run_saggar({"check", here}).code, 0);
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {here, "--out", here});
        Outcome const refused = run_saggar(arguments);
        EXPECT_EQ(refused.code, 2) << name << refused.errors;
        EXPECT_THAT(refused.errors, HasSubstr(name + ": the project is read from this file"));
        EXPECT_EQ(ScratchFolder::content(folder / name), own);
    }
}

TEST(Output, ThatCannotBeWrittenIsSaid) {
    if (!fs::exists("/dev/full")) {
        GTEST_SKIP() << "no /dev/full";
    }
    Outcome const outcome = run_saggar({"solve", five, "--format", "json"}, {.output_to = "/dev/full"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("standard output cannot be written"));
}

} // namespace
